"""A plan: what is to be done, in which rhythm, with every form that it has had."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from msgspec import Struct

from tracker.care.fields import Details
from tracker.care.flare import SAME, halved
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
    """Days on which a plan is paused, or eased; an open end is until further notice.

    One that a flare-up made has the number of that, and ends with it.
    """

    first_on: dt.date
    until_on: dt.date | None
    why: str | None
    flare: int | None = None

    def holds(self, day: dt.date) -> bool:
        return self.first_on <= day and (self.until_on is None or day <= self.until_on)


class Plan(Struct, frozen=True, kw_only=True):
    """A plan with every form it has had, the latest last, and its pauses.

    A plan follows the person from zone to zone, unless it is pinned to one. `skipped` are the days
    of what was left out on purpose, sorted; they move what comes next as a session does. `in_flare`
    says what becomes of it in a flare-up (`care/flare`), and on the days of `eased`, in one, half
    of it is enough.
    """

    number: int
    name: str
    kind: str
    details: Details
    forms: tuple[Form, ...]
    pauses: tuple[Rest, ...] = ()
    eased: tuple[Rest, ...] = ()
    skipped: tuple[dt.date, ...] = ()
    zone: str | None = None
    directed_by: str | None = None
    created_at: dt.datetime
    removed_at: dt.datetime | None = None
    in_flare: str = SAME

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
        """Return the pause that a day lies in, one that the person made before that of a flare-up."""
        found = [rest for rest in self.pauses if rest.holds(day)]
        return min(found, key=lambda rest: rest.flare is not None, default=None)

    def is_eased_on(self, day: dt.date) -> bool:
        """Tell whether half of it is enough on a day, and nothing at all no miss."""
        return any(rest.holds(day) for rest in self.eased)

    def is_excused_on(self, day: dt.date) -> bool:
        """Tell whether what is not done on a day is no miss, as the plan is paused or eased."""
        return self.is_paused_on(day) or self.is_eased_on(day)

    def details_on(self, day: dt.date) -> Details:
        """Return what a session of a day is filled in with."""
        return halved(self.details) if self.is_eased_on(day) else self.details

    def zone_of(self, calendar: Calendar) -> ZoneInfo:
        """Return the zone by which the plan is shown; UTC for one that this machine does not know."""
        return zone_kept(self.zone) if self.zone else calendar.zone

    def zone_to_remind_in(self, calendar: Calendar) -> ZoneInfo:
        """Return the zone of the plan; raise ZoneInfoNotFoundError rather than remind at a wrong hour."""
        return zone_named(self.zone) if self.zone else calendar.zone

    def day_at(self, instant: dt.datetime, calendar: Calendar) -> dt.date:
        """Return the day that an instant lies on, in the zone of the plan."""
        return day_of(instant, self.zone_of(calendar), calendar.day_starts_at)
