"""The running program: its settings, its database, its clock and its zone."""

import contextlib
import datetime as dt
import os
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from tracker.care.plan import Calendar
    from tracker.database import Database
    from tracker.journal import Journal
    from tracker.places import Places
    from tracker.settings import Settings


def system_clock() -> dt.datetime:
    """Return the present instant."""
    return dt.datetime.now(dt.UTC)


class App:
    """What every command is handed: where the diary and the settings are, and what time it is.

    The clock is read once, so that one command has one present; a process that goes on for days
    takes it anew with `renew`.
    """

    def __init__(
        self, address: str, config: Path, clock: Callable[[], dt.datetime] = system_clock
    ) -> None:
        self.address = address
        self.config = config
        self.clock = clock

    @classmethod
    def from_environment(
        cls,
        database: str | None = None,
        config: str | None = None,
        clock: Callable[[], dt.datetime] = system_clock,
    ) -> "App":
        """Return the program as the options, else the environment, else the platform have it."""
        address = database or os.environ.get("TRACKER_DATABASE_URL") or ""
        path = config or os.environ.get("TRACKER_CONFIG") or ""
        return cls(address, Path(path) if path else _default_config(), clock)

    def renew(self) -> None:
        """Take the present anew: the clock, the zone and the settings may have changed.

        Settings that can no longer be read stay as they were, and BadSettings says so once.
        """
        for name in ("now", "today", "this_week", "zone"):
            self.__dict__.pop(name, None)
        stamp = _stamp(self.config)
        if stamp != self.__dict__.get("_settings_stamp", ()):
            from tracker import settings

            self.__dict__["_settings_stamp"] = stamp
            self.__dict__["settings"] = settings.read(self.config)
        if not self.settings.zone:
            _reload_system_zone()

    @cached_property
    def now(self) -> dt.datetime:
        """The present, to the second, as no diary needs more."""
        return self.clock().replace(microsecond=0)

    @cached_property
    def settings(self) -> "Settings":
        from tracker import settings

        return settings.read(self.config)

    @cached_property
    def zone(self) -> "ZoneInfo":
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.settings.zone or _system_zone())

    @cached_property
    def today(self) -> dt.date:
        """The person's own day: it may end some hours after midnight."""
        from tracker.care.walltime import day_of

        return day_of(self.now, self.zone, self.settings.day_starts_at)

    @cached_property
    def this_week(self) -> dt.date:
        """The first day of the present week, as the person counts weeks."""
        from tracker.when import week_of

        return week_of(self.today, self.settings.first_weekday)

    @property
    def calendar(self) -> "Calendar":
        """How the person counts days."""
        from tracker.care.plan import Calendar

        settings = self.settings
        return Calendar(
            self.zone, settings.day_starts_at, settings.first_weekday, settings.reminders.at
        )

    def close(self) -> None:
        """Let go of the diary, if it was opened at all; it is opened anew when it is needed again."""
        if "database" in self.__dict__:
            self.database.close()

    @property
    def notices(self) -> list[str]:
        """What was done to the diary that the person should know."""
        return self.database.notices if "database" in self.__dict__ else []

    @cached_property
    def database(self) -> "Database":
        from tracker.database import Database

        return Database(self.address)

    @property
    def has_opened_diary(self) -> bool:
        """Tell whether the diary was needed, and could be opened."""
        return "database" in self.__dict__ and self.database.is_open

    @property
    def places(self) -> "Places":
        """Where the reminder process of this diary leaves its files."""
        from tracker.places import places_of

        return places_of(self.database.path)

    def _limits(self) -> dict[str, float]:
        return self.settings.limits

    def _zone(self) -> dt.tzinfo:
        return self.zone

    @contextlib.contextmanager
    def journal(self) -> Iterator["Journal"]:
        """Open the diary for one use case: all of it is stored, or none."""
        from tracker.journal import Journal

        with self.database.writing() as db:
            yield Journal(db, self.now, self._limits, self._zone)
        from tracker.doorbell import ring

        ring(self.places.doorbell)

    @contextlib.contextmanager
    def journal_at(self, now: dt.datetime) -> Iterator["Journal"]:
        """Open the diary for the reminder process: at an instant of its own, and without ringing."""
        from tracker.journal import Journal

        with self.database.writing() as db:
            yield Journal(db, now, self._limits, self._zone)

    @contextlib.contextmanager
    def reading(self) -> Iterator["Journal"]:
        """Open the diary for reading alone."""
        with self.reading_at(self.now) as journal:
            yield journal

    @contextlib.contextmanager
    def reading_at(self, now: dt.datetime) -> Iterator["Journal"]:
        """Open the diary for reading alone, at an instant of the reminder process."""
        from tracker.journal import Journal

        with self.database.reading() as db:
            yield Journal(db, now, self._limits, self._zone)


def _default_config() -> Path:
    from tracker.settings import default_path

    return default_path()


def _system_zone() -> str:
    from tzlocal import get_localzone_name

    return get_localzone_name()


def _reload_system_zone() -> None:
    import time

    from tzlocal import reload_localzone

    if hasattr(time, "tzset"):
        time.tzset()
    reload_localzone()


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes with the content of a file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
