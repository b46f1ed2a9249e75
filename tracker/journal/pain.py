"""The pain readings of a day, each at its own instant."""

import datetime as dt
from operator import attrgetter

from msgspec import Struct
from sqlalchemy import Connection, bindparam, or_, select

from tracker.tables import sessions

# What is asked at every heartbeat is written once, as putting it together takes longer than asking.
_OF_DAY = select(sessions).where(
    sessions.c.day == bindparam("day"),
    or_(sessions.c.pain_before.is_not(None), sessions.c.pain_after.is_not(None)),
)


class Reading(Struct, frozen=True):
    """How strong the pain was at an instant, from 0 to 10."""

    level: int
    at: dt.datetime


def has_readings(db: Connection, day: dt.date) -> bool:
    """Tell whether a day of the person's has any reading."""
    return db.execute(_OF_DAY.limit(1), {"day": day}).first() is not None


def readings(db: Connection, day: dt.date, but: int | None = None) -> list[Reading]:
    """Return the readings of a day, the latest last; without those of the session `but`.

    The one before is of the session's start, the one after of its end, though of no later than it
    was written down. A session of which only the day is known stands where it was written down.
    """
    found = []
    for row in db.execute(_OF_DAY.order_by(sessions.c.id), {"day": day}):
        if row.id == but:
            continue
        before = after = row.created_at
        if row.started_at is not None:
            ended = row.started_at + dt.timedelta(seconds=row.duration_s)
            before, after = row.started_at, min(ended, row.changed_at)
        pair = ((row.pain_before, before), (row.pain_after, after))
        found += [Reading(level, at) for level, at in pair if level is not None]
    return sorted(found, key=attrgetter("at"))
