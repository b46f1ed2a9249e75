"""A schedule: all of a plan that decides when it is due, and one time that it is."""

import datetime as dt

from msgspec import Struct

from tracker.care.rhythm import Rhythm


class Pause(Struct, frozen=True):
    """Days on which a plan rests, both ends included; without an end until further notice."""

    first: dt.date
    until: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.first <= day and (self.until is None or day <= self.until)


class Schedule(Struct, frozen=True, kw_only=True):
    """All of a plan that decides when it is due; the zone is handed in with each question.

    Without clock times a plan is due at `default_at`, the person's usual time for reminders.
    `until` is the last day. `gap` is the smallest distance in days between two sessions, 0 where
    there is none. Weeks begin on `week_starts_on` (0 is Monday).
    """

    rhythm: Rhythm
    first: dt.date
    times: tuple[dt.time, ...] = ()
    until: dt.date | None = None
    pauses: tuple[Pause, ...] = ()
    gap: int = 0
    default_at: dt.time = dt.time(9)
    week_starts_on: int = 0


class Occurrence(Struct, frozen=True):
    """One time a plan is due; the local day and the clock time identify it.

    `due_since` is the planned day. It lies before `day` only where an interval was not kept and
    its session is due again. An excused one falls into a pause and is never due. An answered one
    has its session on that day; of several a day, each session answers one, the earliest first.
    """

    day: dt.date
    at: dt.time
    due_at: dt.datetime
    due_since: dt.date
    is_excused: bool = False
    is_answered: bool = False

    @property
    def clock(self) -> str:
        """The clock time as it is written down, `18:00`."""
        return f"{self.at:%H:%M}"

    @property
    def key(self) -> tuple[dt.date, str]:
        """What identifies it among those of its plan."""
        return self.day, self.clock
