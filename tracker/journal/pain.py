"""The pain readings of a day, each at its own instant."""

import datetime as dt
from collections.abc import Callable, Sequence
from operator import attrgetter

from msgspec import Struct
from sqlalchemy import Connection, bindparam, or_, select

from tracker.tables import sessions

_DAY = dt.timedelta(days=1)
# What is asked at every heartbeat is written once, as putting it together takes longer than asking.
# What began the day before may have ended on this one.
_AROUND = select(sessions).where(
    sessions.c.day.between(bindparam("eve"), bindparam("day")),
    or_(sessions.c.pain_before.is_not(None), sessions.c.pain_after.is_not(None)),
)


class Reading(Struct, frozen=True):
    """How strong the pain was at an instant, from 0 to 10.

    Its session went on until `until_at`, and it was `written_at` an instant.
    """

    level: int
    at: dt.datetime
    until_at: dt.datetime
    written_at: dt.datetime


def has_readings(db: Connection, day: dt.date) -> bool:
    """Tell whether a day of the person's may have any reading."""
    return db.execute(_AROUND.limit(1), {"eve": day - _DAY, "day": day}).first() is not None


def readings(
    db: Connection,
    day: dt.date,
    day_of: Callable[[dt.datetime], dt.date],
    but: int | None = None,
) -> list[Reading]:
    """Return the readings of a day, the latest last; without those of the session `but`.

    `day_of` says which day of the person's an instant falls on.

    The one before is of the session's start, the one after of its end, though of no later than it
    was written down. A session of which only the day is known stands where it was written down.
    """
    found = []
    for row in db.execute(_AROUND.order_by(sessions.c.id), {"eve": day - _DAY, "day": day}):
        if row.id == but:
            continue
        written = before = after = row.created_at
        if row.started_at is not None:
            ended = row.started_at + dt.timedelta(seconds=row.duration_s)
            before, after = row.started_at, min(ended, row.changed_at)
        pair = ((row.pain_before, before), (row.pain_after, after))
        found += [
            Reading(level, at, after, written)
            for level, at in pair
            if level is not None and day == (day_of(at) if row.started_at else row.day)
        ]
    return sorted(found, key=attrgetter("at"))


def last_of(found: Sequence[Reading]) -> Reading:
    """Return the last word on the pain: of what overlaps the latest reading, what was told last."""
    # Of equals the last one is meant, which was written last.
    latest = max(reversed(found), key=attrgetter("at"))
    newer = [
        one for one in found if one.written_at > latest.written_at and one.until_at >= latest.at
    ]
    return max(reversed(newer), key=attrgetter("written_at"), default=latest)
