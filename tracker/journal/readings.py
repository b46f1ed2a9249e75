"""The readings of the pain by themselves."""

import datetime as dt

from sqlalchemy import Connection, select

from tracker.care.levels import DayLevel, by_day
from tracker.tables import readings


def day_levels(db: Connection, first: dt.date, last: dt.date) -> list[DayLevel]:
    """Return the level of each day with a reading from `first` to `last`, both included."""
    asked = select(readings.c.day, readings.c.level).where(readings.c.day.between(first, last))
    return by_day((row.day, row.level) for row in db.execute(asked))
