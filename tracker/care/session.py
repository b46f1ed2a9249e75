"""A self-care session as the diary gives it back."""

import datetime as dt

from msgspec import Struct

from tracker.care.fields import Entry
from tracker.care.parts import begins_at
from tracker.care.zones import zone_named

LONGEST_SESSION = dt.timedelta(hours=24)
SHORTEST_SESSION = dt.timedelta(seconds=1)
# A bound of ours: what lasts longer is no longer the relief of one session.
LONGEST_RELIEF = dt.timedelta(days=60)

_FIRST_OF_ALL = dt.datetime.min.replace(tzinfo=dt.UTC)


class Session(Struct, frozen=True, kw_only=True):
    """A session of the diary: the entry, its number, and when it was written and last changed."""

    number: int
    entry: Entry
    created_at: dt.datetime
    changed_at: dt.datetime

    @property
    def stands_at(self) -> dt.datetime:
        """The instant at which it stands among others of its day, as `stands_at` says."""
        entry = self.entry
        return stands_at(entry.day, entry.started_at, entry.part, entry.zone)

    @property
    def place(self) -> tuple[dt.date, dt.datetime, int]:
        """Where it stands among others, the oldest first."""
        return self.entry.day, self.stands_at, self.number


def stands_at(
    day: dt.date, started_at: dt.datetime | None, part: str | None, zone: str
) -> dt.datetime:
    """Return the instant at which a session stands among others of its day.

    A part of a day stands where that begins, which never says when something was. Where only the
    day is known, it is the earliest of all instants.
    """
    if started_at is not None:
        return started_at
    return begins_at(day, part, zone_named(zone)) if part else _FIRST_OF_ALL
