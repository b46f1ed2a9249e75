"""The present: one moment of one person, handed to whatever has to know of it."""

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from tracker.care.plan import Calendar
    from tracker.settings import Settings


class Present:
    """What is so at one moment: the time, where the person is, how they count, what they have set.

    The settings and the zone are read when something asks for them, and once.
    """

    def __init__(
        self,
        now: dt.datetime,
        config: "Path",
        settings: "Settings | None" = None,
        zone: "ZoneInfo | None" = None,
    ) -> None:
        self.now = now
        self.config = config
        self._settings = settings
        self._zone = zone

    def at(self, now: dt.datetime) -> "Present":
        """Return another moment for the same person: what was read stays as it was read."""
        return Present(now, self.config, self._settings, self._zone)

    @property
    def settings(self) -> "Settings":
        if self._settings is None:
            from tracker import settings

            self._settings = settings.read(self.config)
        return self._settings

    @property
    def zone(self) -> "ZoneInfo":
        if self._zone is None:
            from zoneinfo import ZoneInfo

            self._zone = ZoneInfo(self.settings.zone or _system_zone())
        return self._zone

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


def _system_zone() -> str:
    from tzlocal import get_localzone_name

    return get_localzone_name()
