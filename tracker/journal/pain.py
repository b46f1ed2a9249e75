"""The pain readings of a day, each at its own instant."""

import datetime as dt
from collections.abc import Callable, Sequence
from operator import attrgetter

from msgspec import Struct
from sqlalchemy import Connection, bindparam, or_, select

from tracker.tables import readings as readings_table
from tracker.tables import sessions

_DAY = dt.timedelta(days=1)
# What is asked at every heartbeat is written once, as putting it together takes longer than asking.
# What began the day before may have ended on this one.
_AROUND = select(sessions).where(
    sessions.c.day.between(bindparam("eve"), bindparam("day")),
    or_(sessions.c.pain_before.is_not(None), sessions.c.pain_after.is_not(None)),
)

_BY_ITSELF = select(readings_table).where(
    readings_table.c.day.between(bindparam("eve"), bindparam("day"))
)


class LevelAt(Struct, frozen=True):
    """How strong the pain was at an instant, from 0 to 10.

    Its session went on until `until_at`, and it was `written_at` an instant; a reading by itself
    went on for no time.
    """

    level: int
    at: dt.datetime
    until_at: dt.datetime
    written_at: dt.datetime


def has_readings(db: Connection, day: dt.date) -> bool:
    """Tell whether a day of the person's may have any reading."""
    days = {"eve": day - _DAY, "day": day}
    return any(db.execute(one.limit(1), days).first() for one in (_BY_ITSELF, _AROUND))


def readings(
    db: Connection,
    day: dt.date,
    day_of: Callable[[dt.datetime], dt.date],
    but: int | None = None,
) -> list[LevelAt]:
    """Return the readings of a day, the latest last; without those of the session `but`.

    `day_of` says which day of the person's an instant falls on.

    The one before is of the session's start, the one after of its end, though of no later than it
    was written down. What only the day is known of stands where it was written down.
    """
    days, found = {"eve": day - _DAY, "day": day}, list[LevelAt]()
    for row in db.execute(_AROUND.order_by(sessions.c.id), days):
        if row.id == but:
            continue
        written = before = after = row.created_at
        if row.started_at is not None:
            ended = row.started_at + dt.timedelta(seconds=row.duration_s)
            before, after = row.started_at, min(ended, row.changed_at)
        pair = ((row.pain_before, before), (row.pain_after, after))
        found += [
            LevelAt(level, at, after, written)
            for level, at in pair
            if level is not None and day == (day_of(at) if row.started_at else row.day)
        ]
    for row in db.execute(_BY_ITSELF.order_by(readings_table.c.id), days):
        at = row.at or row.created_at
        if day == (day_of(at) if row.at else row.day):
            found.append(LevelAt(row.level, at, at, row.created_at))
    return sorted(found, key=attrgetter("at"))


def last_of(found: Sequence[LevelAt]) -> LevelAt:
    """Return the last word on the pain: of what overlaps the latest reading, what was told last."""
    # Of equals the last one is meant, which was written last.
    latest = max(reversed(found), key=attrgetter("at"))
    newer = [
        one for one in found if one.written_at > latest.written_at and one.until_at >= latest.at
    ]
    return max(reversed(newer), key=attrgetter("written_at"), default=latest)
