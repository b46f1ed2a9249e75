"""How strong the pain was, by day and over some days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct


class DayLevel(Struct, frozen=True):
    """The mean `level` of a day's readings, from 0 to 10, and of how many it is the mean."""

    day: dt.date
    level: float
    count: int


class Level(Struct, frozen=True):
    """The mean of the levels of some days, from 0 to 10, of how many days and of how many readings.

    A day with many readings weighs no more than one with a single reading.
    """

    level: float
    days: int
    count: int


class Pain(Struct, frozen=True):
    """How strong the pain was over some days: by readings, and as it was before sessions.

    These stand apart, as one has a session when it hurts: the one is never compared with the other.
    """

    read: Level | None
    before_sessions: Level | None


def over(days: Iterable[DayLevel], first: dt.date, last: dt.date) -> Level | None:
    """Return the level from `first` to `last`, both included; None where no day has a reading."""
    within = [one for one in days if first <= one.day <= last]
    if not within:
        return None
    mean = sum(one.level for one in within) / len(within)
    return Level(mean, len(within), sum(one.count for one in within))


def by_day(readings: Iterable[tuple[dt.date, int]]) -> list[DayLevel]:
    """Return the level of each day that has a reading, the earliest first."""
    found: dict[dt.date, list[int]] = defaultdict(list)
    for day, level in readings:
        found[day].append(level)
    return [
        DayLevel(day, sum(levels) / len(levels), len(levels))
        for day, levels in sorted(found.items())
    ]
