"""On which of some days the diary says anything, and where it is silent."""

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct

_DAY = dt.timedelta(days=1)


class Coverage(Struct, frozen=True):
    """How many of so many days have an entry; `gaps` are the first and last days of those between.

    The longest gap comes first, and of several as long the earliest.
    """

    days: int
    of: int
    gaps: tuple[tuple[dt.date, dt.date], ...]


def coverage(days: Iterable[dt.date], first: dt.date, last: dt.date) -> Coverage:
    """Return which days have an entry from `first` to `last`, both included."""
    told = sorted({day for day in days if first <= day <= last})
    starts = [first, *(day + _DAY for day in told)]
    ends = [*(day - _DAY for day in told), last]
    gaps = [(since, until) for since, until in zip(starts, ends, strict=True) if since <= until]
    gaps.sort(key=lambda gap: gap[0] - gap[1])
    return Coverage(len(told), (last - first).days + 1, tuple(gaps))
