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
    from tracker.settings import Settings


def read_clock() -> dt.datetime:
    """Return the present instant, to the second, as no diary needs more."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


class App:
    """What every command is handed: where the diary and the settings are, and what time it is.

    The clock is read once, so that one command has one present.
    """

    def __init__(
        self, address: str, config: Path, clock: Callable[[], dt.datetime] = read_clock
    ) -> None:
        self.address = address
        self.config = config
        self.clock = clock

    @classmethod
    def from_environment(
        cls,
        database: str | None = None,
        config: str | None = None,
        clock: Callable[[], dt.datetime] = read_clock,
    ) -> "App":
        """Return the program as the options, else the environment, else the platform have it."""
        address = database or os.environ.get("TRACKER_DATABASE_URL") or ""
        path = config or os.environ.get("TRACKER_CONFIG") or ""
        return cls(address, Path(path) if path else _default_config(), clock)

    @cached_property
    def now(self) -> dt.datetime:
        return self.clock()

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
        """Let go of the diary, if it was opened at all."""
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

    @contextlib.contextmanager
    def journal(self) -> Iterator["Journal"]:
        """Open the diary for one use case: all of it is stored, or none."""
        from tracker.journal import Journal

        with self.database.writing() as db:
            yield Journal(db, self.now)

    @contextlib.contextmanager
    def reading(self) -> Iterator["Journal"]:
        """Open the diary for reading alone."""
        from tracker.journal import Journal

        with self.database.reading() as db:
            yield Journal(db, self.now)


def _default_config() -> Path:
    from tracker.settings import default_path

    return default_path()


def _system_zone() -> str:
    from tzlocal import get_localzone_name

    return get_localzone_name()
