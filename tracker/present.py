"""The present: one moment of one person, handed to whatever has to know of it."""

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from tracker.care.plan import Calendar
    from tracker.settings import Settings


class Present:
    """What is so at one moment: the time, where the person is, how they count, what they have set.

    The time, the settings and the zone are read when something asks for them, and once. Where the system's
    zone cannot be made out it is the one that `last_zone` knows, else UTC; `zone_trouble` says so.
    """

    def __init__(
        self,
        now: dt.datetime | Callable[[], dt.datetime],
        config: "Path",
        settings: "Settings | None" = None,
        zone: "ZoneInfo | None" = None,
        last_zone: "Callable[[], ZoneInfo | None]" = lambda: None,
    ) -> None:
        self._now = now
        self.config = config
        self._settings = settings
        self._zone = zone
        self._last_zone = last_zone
        self.zone_trouble = ""

    def at(self, now: dt.datetime) -> "Present":
        """Return another moment for the same person: what was read stays as it was read."""
        return Present(now, self.config, self.settings, self.zone)

    @cached_property
    def now(self) -> dt.datetime:
        return self._now() if callable(self._now) else self._now

    @property
    def settings(self) -> "Settings":
        if self._settings is None:
            from tracker import settings

            self._settings = settings.read(self.config)
        return self._settings

    @property
    def zone(self) -> "ZoneInfo":
        if self._zone is None:
            from tracker.care.zones import zone_named

            named = self.settings.zone
            self._zone = zone_named(named) if named else self._zone_of_the_system()
        return self._zone

    @property
    def known_zone(self) -> "ZoneInfo | None":
        """The zone, if something has asked for it."""
        return self._zone

    def _zone_of_the_system(self) -> "ZoneInfo":
        from tracker.care.zones import zone_named
        from tracker.system_zone import NoZone, system_zone

        why = ""
        try:
            if zone := system_zone():
                return zone
        except NoZone as trouble:
            why = str(trouble)
        utc = zone_named("UTC")
        last = self._last_zone() or utc
        # A system that says nothing of a zone keeps to UTC, which nobody has to be told.
        if why or last is not utc:
            self.zone_trouble = _not_known(why or "nothing names one", last, utc)
        return last

    @cached_property
    def today(self) -> dt.date:
        """The person's own day: it may end some hours after midnight."""
        return self.day_of(self.now)

    @cached_property
    def this_week(self) -> dt.date:
        """The first day of the present week, as the person counts weeks."""
        from tracker.when import week_of

        return week_of(self.today, self.settings.first_weekday)

    @cached_property
    def calendar(self) -> "Calendar":
        """How the person counts days."""
        from tracker.care.plan import Calendar

        settings, reminders = self.settings, self.settings.reminders
        return Calendar(
            self.zone,
            settings.day_starts_at,
            settings.first_weekday,
            reminders.at,
            reminders.repeat,
            reminders.repeats,
        )

    def day_of(self, instant: dt.datetime) -> dt.date:
        """Return the person's own day of an instant."""
        from tracker.care.walltime import day_of

        return day_of(instant, self.zone, self.settings.day_starts_at)

    def day_ends_at(self, day: dt.date) -> dt.datetime:
        """Return the instant at which a day of the person's is over."""
        from tracker.care.walltime import day_bounds

        return day_bounds(day, self.zone, self.settings.day_starts_at)[1]


def _not_known(why: str, last: "ZoneInfo", utc: "ZoneInfo") -> str:
    from tracker.escaping import command

    taken = f"{last}, the last one known" if last is not utc else f"{utc}"
    return (
        f"The time zone of this system is not known: {why}. Times are those of {taken}. "
        f"Say where you are: {command('config set zone Europe/Berlin')}"
    )
