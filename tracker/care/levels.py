"""How strong the pain was by day, as the readings of the day say."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct


class DayLevel(Struct, frozen=True):
    """The mean `level` of a day's readings, from 0 to 10, and of how many it is the mean."""

    day: dt.date
    level: float
    count: int


def by_day(readings: Iterable[tuple[dt.date, int]]) -> list[DayLevel]:
    """Return the level of each day that has a reading, the earliest first."""
    found: dict[dt.date, list[int]] = defaultdict(list)
    for day, level in readings:
        found[day].append(level)
    return [
        DayLevel(day, sum(levels) / len(levels), len(levels))
        for day, levels in sorted(found.items())
    ]
