"""What changed: the change in pain over sessions, with how far it can be trusted.

It is a change and never an effect: whatever else those days brought is in it as well.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from tracker.care.intervals import (
    Interval,
    autocorrelation,
    effective_count,
    mean_interval,
    median,
    median_interval,
    share_interval,
)

# Fewer changes than this are only listed, and fewer than this carry no interval: an exact test
# of the sign cannot reach 5 % below six.
FEWEST_FOR_MEAN = 3
FEWEST_FOR_INTERVAL = 6
# From here on an interval allows for changes that are alike; how alike they are cannot be told
# from fewer.
FEWEST_FOR_CORRELATION = 15
# The person's own usual level takes so many days with a reading, and how alike two days are so many
# of them that come a day after another.
FEWEST_DAYS = 14
FEWEST_NEIGHBOURS = 7
# The least change that matters to people, in points and as a share of the pain before
# (Farrar 2001, Pain 94:149-158).
RESPONSE_POINTS = 2
RESPONSE_PERCENT = 30


class PainChange(Struct, frozen=True):
    """The changes in pain, after minus before, of some sessions; below zero is less pain.

    `low` and `high` are the ends of the 95 % interval of the mean by Student's t. They are None
    below two changes, and where all changes are the same, which says nothing of their spread.
    From fifteen changes on `effective` is how many unlike changes would tell as much, and the
    interval is as wide as that makes it.
    """

    changes: tuple[int, ...]
    mean: float | None
    low: float | None
    high: float | None
    effective: float | None = None

    @property
    def count(self) -> int:
        return len(self.changes)

    @property
    def is_enough(self) -> bool:
        """Say whether an interval can be given: of six, which tell as much as three unlike ones."""
        is_unlike = self.effective is None or self.effective >= FEWEST_FOR_MEAN
        return self.count >= FEWEST_FOR_INTERVAL and is_unlike

    @property
    def is_identical(self) -> bool:
        """Say whether several changes are all the same."""
        return self.count > 1 and len(set(self.changes)) == 1


class Outcome(Struct, frozen=True):
    """What came of some sessions with pain before and after.

    `before` is the mean pain before them and `median` the middle of their changes, None without
    any; `middle` is the exact 95 % interval of the median, None below six. `responders` are the
    sessions after which pain was clearly lower, `share` the 95 % interval of their share of all.
    """

    change: PainChange
    before: float | None
    median: float | None
    middle: Interval | None
    responders: int
    share: Interval | None


class Usual(Struct, frozen=True):
    """A person's own usual level of pain, over so many days with a reading.

    `correlation` is that of one day with the next, from 0 to 1.
    """

    days: int
    level: float
    correlation: float

    def expected_change(self, before: float) -> float:
        """Return the change to be expected by the next day if nothing is done, below 0 a fall.

        Whoever acts on days of much pain begins above their usual level, and comes back towards it
        in any case, by (1 - r) of the way: regression to the mean (Barnett 2005, International
        Journal of Epidemiology 34:215-220).
        """
        return -(1 - self.correlation) * (before - self.level)


def pain_change(readings: Iterable[tuple[int, int]]) -> PainChange:
    """Return the change over sessions with pain before and after, each from 0 to 10.

    They are in the order of time, as changes close to each other are alike.
    """
    changes = tuple(after - before for before, after in readings)
    count = len(changes)
    if not count:
        return PainChange((), None, None, None)
    effective = effective_count(changes) if count >= FEWEST_FOR_CORRELATION else None
    low, high = mean_interval(changes, effective) or (None, None)
    return PainChange(changes, sum(changes) / count, low, high, effective)


def outcome(readings: Sequence[tuple[int, int]]) -> Outcome:
    """Return what came of sessions with pain before and after, in the order of time."""
    change = pain_change(readings)
    responders = sum(is_response(before, after) for before, after in readings)
    return Outcome(
        change,
        sum(before for before, _ in readings) / len(readings) if readings else None,
        median(change.changes) if readings else None,
        median_interval(change.changes),
        responders,
        share_interval(responders, len(readings)),
    )


def is_response(before: int, after: int) -> bool:
    """Say whether pain was clearly lower after than before: by 2 points and by 30 % at least."""
    fall = before - after
    return fall >= RESPONSE_POINTS and 100 * fall >= RESPONSE_PERCENT * before


def usual(levels: Sequence[float | None]) -> Usual | None:
    """Return the usual level out of a row of days, None among them being a day without a reading.

    There is none below 14 days with a reading, or where fewer than 7 of them come a day after
    another: how alike two days are could not be told.
    """
    known = [level for level in levels if level is not None]
    neighbours = sum(None not in pair for pair in pairwise(levels))
    if len(known) < FEWEST_DAYS or neighbours < FEWEST_NEIGHBOURS:
        return None
    return Usual(len(known), math.fsum(known) / len(known), autocorrelation(levels))
