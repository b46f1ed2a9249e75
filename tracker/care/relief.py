"""How long relief lasted after the sessions of a plan, and how far apart they were."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

# Its words are those of the article this program grew from, a little shorter.
IS_TEMPORARY = "Much of the relief from a session is temporary unless sessions are regular."


class Relief(Struct, frozen=True):
    """The median of how long relief lasted, of so many sessions of which it was told."""

    median: dt.timedelta
    count: int


class Gap(Struct, frozen=True):
    """The days from one session to the next; without a `last` it goes on until today."""

    days: int
    first: dt.date
    last: dt.date | None


class Lasting(Struct, frozen=True):
    """The median of how long relief lasted, of so many sessions of which it was told, and the longest gap.

    Relief is None where it was told of none. The median, not the mean, as one long relief says
    little about the others.
    """

    relief: dt.timedelta | None
    count: int
    gap: Gap | None


def relief(told: Sequence[dt.timedelta]) -> Relief | None:
    """Return the median of how long relief lasted after some sessions; None without any."""
    return Relief(_median(sorted(told)), len(told)) if told else None


def lasting(
    sessions: Sequence[tuple[dt.date, dt.timedelta | None]], today: dt.date
) -> Lasting | None:
    """Return how long relief lasted after sessions, each with its day, sorted; None without any."""
    if not sessions:
        return None
    told = sorted(relief for _, relief in sessions if relief is not None)
    days = [day for day, _ in sessions]
    gaps = [Gap((last - first).days, first, last) for first, last in pairwise(days)]
    gaps.append(Gap((today - days[-1]).days, days[-1], None))
    gap = max(gaps, key=lambda one: one.days)
    return Lasting(_median(told) if told else None, len(told), gap if gap.days > 0 else None)


def _median(lengths: Sequence[dt.timedelta]) -> dt.timedelta:
    """Return the middle of sorted lengths, or what lies between the two in the middle."""
    return (lengths[(len(lengths) - 1) // 2] + lengths[len(lengths) // 2]) / 2
