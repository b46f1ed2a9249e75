"""A plan: what is to be done, in which rhythm, with every form that it has had."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from msgspec import Struct

from tracker.care.fields import Details
from tracker.care.rhythm import Rhythm
from tracker.care.walltime import day_of
from tracker.care.zones import zone_kept, zone_named


class Calendar(Struct, frozen=True):
    """How a person counts days: their zone, when a day and a week begin, when they are reminded.

    One that they do not answer is repeated so many times, `repeat` apart.
    """

    zone: ZoneInfo
    day_starts_at: dt.time = dt.time(0)
    week_starts_on: int = 0
    remind_at: dt.time = dt.time(9)
    repeat: dt.timedelta = dt.timedelta(minutes=30)
    repeats: int = 2


class Form(Struct, frozen=True):
    """The rhythm of a plan from an instant on, until the next form takes its place."""

    from_at: dt.datetime
    rhythm: Rhythm
    times: tuple[dt.time, ...]
    first_on: dt.date
    until_on: dt.date | None = None
    gap_days: int = 0


class Rest(Struct, frozen=True):
    """Days on which a plan is paused; an open end is until further notice."""

    first_on: dt.date
    until_on: dt.date | None
    why: str | None


class Plan(Struct, frozen=True, kw_only=True):
    """A plan with every form it has had, the latest last, and its pauses.

    A plan follows the person from zone to zone, unless it is pinned to one. `skipped` are the days
    of what was left out on purpose, sorted; they move what comes next as a session does.
    """

    number: int
    name: str
    kind: str
    details: Details
    forms: tuple[Form, ...]
    pauses: tuple[Rest, ...] = ()
    skipped: tuple[dt.date, ...] = ()
    zone: str | None = None
    directed_by: str | None = None
    created_at: dt.datetime
    removed_at: dt.datetime | None = None

    @property
    def form(self) -> Form:
        """The form in force."""
        return self.forms[-1]

    @property
    def typed(self) -> str:
        """How the plan is named in a command: its name if that is one word, else its number."""
        return self.name if re.fullmatch(r"\w[\w.-]*", self.name) else str(self.number)

    def is_paused_on(self, day: dt.date) -> bool:
        return self.pause_on(day) is not None

    def pause_on(self, day: dt.date) -> Rest | None:
        """Return the pause that a day lies in."""
        return next(
            (
                rest
                for rest in self.pauses
                if rest.first_on <= day and (rest.until_on is None or day <= rest.until_on)
            ),
            None,
        )

    def zone_of(self, calendar: Calendar) -> ZoneInfo:
        """Return the zone by which the plan is shown; UTC for one that this machine does not know."""
        return zone_kept(self.zone) if self.zone else calendar.zone

    def zone_to_remind_in(self, calendar: Calendar) -> ZoneInfo:
        """Return the zone of the plan; raise ZoneInfoNotFoundError rather than remind at a wrong hour."""
        return zone_named(self.zone) if self.zone else calendar.zone

    def day_at(self, instant: dt.datetime, calendar: Calendar) -> dt.date:
        """Return the day that an instant lies on, in the zone of the plan."""
        return day_of(instant, self.zone_of(calendar), calendar.day_starts_at)
