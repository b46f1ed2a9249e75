"""The running program: its settings, its database, its clock and its zone."""

import contextlib
import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tracker.errors import Conflict, DatabaseTrouble
from tracker.escaping import command
from tracker.present import Present

if TYPE_CHECKING:
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from tracker.care.fields import Entry
    from tracker.database import Database
    from tracker.database.sqlite.diary import DiaryFile
    from tracker.errors import Damage
    from tracker.journal import Journal
    from tracker.journal.planning import Draft
    from tracker.places import Places


# The zone by which what is due was worked out last, and the one of the last session.
NOTED = (
    "SELECT words FROM due_basis WHERE desk = '{}' UNION ALL"
    " SELECT zone FROM (SELECT zone FROM sessions ORDER BY id DESC LIMIT 1) AS latest"
)
_SLIGHTLY = dt.timedelta(seconds=0.5)
BADLY = dt.timedelta(minutes=1)
"""A clock that differs by more than that is wrong."""


def system_clock() -> dt.datetime:
    """Return the present instant."""
    return dt.datetime.now(dt.UTC)


class App:
    """What every command is handed: where the diary and the settings are, and the present.

    The clock is read once, so that one command has one present; a process that goes on for days
    takes it anew with `renew`.
    """

    def __init__(
        self,
        address: str,
        config: "Path | None",
        clock: Callable[[], dt.datetime] = system_clock,
    ) -> None:
        self._address = address
        self._config = config
        self.machine_clock = clock
        self._database: Database | None = None
        self._stamp: tuple[int, int, int] | None = None
        self._zone: ZoneInfo | None = None
        self._zone_trouble = ""
        self.server_ahead = dt.timedelta()
        self._not_asked: DatabaseTrouble | None = None
        self._has_told_of_clock = False
        self.why_missed: Callable[[dt.datetime], str] = self._why_missed

    @classmethod
    def from_environment(
        cls,
        database: str | None = None,
        config: str | None = None,
        clock: Callable[[], dt.datetime] = system_clock,
    ) -> "App":
        """Return the program as the options, else the environment, else the settings have it."""
        address = database or os.environ.get("TRACKER_DATABASE_URL") or ""
        path = config or os.environ.get("TRACKER_CONFIG") or ""
        if not path:
            return cls(address, None, clock)
        from pathlib import Path

        return cls(address, Path(path), clock)

    def beside(self, address: str) -> "App":
        """Return the program as it is with another diary; without an address that of the settings."""
        return App(address, self._config, self.machine_clock)

    @cached_property
    def address(self) -> str:
        """Where the diary is: as it was told, else as the settings say, "" for the platform's place.

        Raises BadSettings where the settings would have to say it and cannot be read.
        """
        return self._address or self.address_in_settings()

    @cached_property
    def config(self) -> "Path":
        """Where the settings file is; that of the platform where none was named."""
        if self._config:
            return self._config
        from tracker.places import settings_path

        return settings_path()

    def clock(self) -> dt.datetime:
        """Return the present instant, by the clock that counts for the diary."""
        return self.machine_clock() + self.server_ahead

    def on_machine(self, at: dt.datetime) -> dt.datetime:
        """Return what the clock of this machine shows at an instant of the diary's."""
        return at - self.server_ahead

    @cached_property
    def present(self) -> Present:
        return Present(self._moment, self.config, last_zone=self._last_zone)

    def renew(self) -> None:
        """Take the present anew: the clock, the zone and the settings may have changed.

        Settings that can no longer be read stay as they were, and BadSettings says so once.
        """
        now, stamp = self._moment(), _stamp(self.config)
        known = self.present.settings
        if not self.present.zone_trouble:
            self._zone = self.present.known_zone or self._zone
        _reread_tz()
        self.present = Present(now, self.config, known, last_zone=self._last_zone)
        if stamp != self._stamp:
            from tracker import settings

            self._stamp = stamp
            found = settings.read(self.config)
            self.present = Present(now, self.config, found, last_zone=self._last_zone)

    def set_settings_aside(self) -> None:
        """Go on as if nothing were set, where the settings cannot be read."""
        from tracker.settings import Settings

        self.address = self._address
        now = self.present.now
        self.present = Present(now, self.config, Settings(), last_zone=self._last_zone)

    def zone_news(self) -> str:
        """Return what was not said yet of a zone that is not known, or is known again."""
        if "present" not in vars(self):
            return ""  # Nothing has asked for it, and it is not made for this.
        before, self._zone_trouble = self._zone_trouble, self.present.zone_trouble
        if self._zone_trouble == before:
            return ""
        return self._zone_trouble or f"The time zone is known again: {self.present.zone}."

    def stamp(self) -> object:
        """Return what is equal as long as the settings and the zone of the system were not changed."""
        from tracker.system_zone import NoZone, system_zone

        zone: object
        try:
            zone = system_zone()
        except NoZone as trouble:
            zone = str(trouble)
        return _stamp(self.config), zone

    def entry(self, kind: str, told: Mapping[str, Any]) -> "Entry":
        """Return the entry for what was told of a session; what is refused opens no diary."""
        from tracker.journal.entries import told_entry

        return told_entry(self.present, kind, told)

    @property
    def record_type(self) -> Any:
        """The type of whatever a diary holds, as a file carries it."""
        from tracker.journal.records import RECORD

        return RECORD

    def draft(self, kind: str, told: Mapping[str, Any]) -> "Draft":
        """Return the plan for what was told of it; what is refused opens no diary."""
        from tracker.journal.planning import draft_of

        return draft_of(self.present, kind, told)

    def address_in_settings(self) -> str:
        """Return where the settings say that the diary is, "" for the platform's place.

        Raises BadSettings where they would have to say it and cannot be read.
        """
        from tracker import settings

        if not settings.may_name_diary(self.config):
            return ""
        address = settings.read(self.config).database
        file = address.removeprefix("sqlite:///")
        if file in (address, "", ":memory:") or os.path.isabs(file):
            return address
        from pathlib import Path

        from tracker.places import address_of

        # What the settings name is the same diary from whichever folder a command is run.
        folder = address_of(Path(os.path.abspath(self.config.parent)))
        return f"{folder.rstrip('/')}/{file}"

    def _last_zone(self) -> "ZoneInfo | None":
        """Return the zone of this process before, else the one that the diary noted, if any."""
        if self._zone:
            return self._zone
        from zoneinfo import ZoneInfoNotFoundError

        from tracker.care.zones import zone_named
        from tracker.glance import glance

        for (words,) in glance(self.address, NOTED.format(self.desk)):
            with contextlib.suppress(ZoneInfoNotFoundError):
                return zone_named(words.partition("|")[0])
        return None

    def _follow_clock(self) -> None:
        """Go by the clock of the server on which the diary lies, as all its machines do.

        What is due, and for how long one of them has claimed it, they could not agree upon otherwise. Where
        it cannot be asked, whoever needs the diary will hear of that.
        """
        if self.machine_clock is not system_clock or not self.is_on_server:
            return
        self._not_asked = None
        try:
            before = self.machine_clock()
            told = self.database.now() or before
            ahead = told - before - (self.machine_clock() - before) / 2
            # By less than that machines differ anyway, and are not asked at exactly one moment.
            self.server_ahead = ahead if abs(ahead) > _SLIGHTLY else dt.timedelta()
            if abs(ahead) > BADLY and not self._has_told_of_clock:
                self._has_told_of_clock = True
                self.database.notices.append(_clock_words(ahead, self.database.name))
        except DatabaseTrouble as trouble:
            self._not_asked = trouble

    def _moment(self) -> dt.datetime:
        """Return the present instant to the second, as no diary needs more."""
        self._follow_clock()
        return self.clock().replace(microsecond=0)

    def close(self) -> None:
        """Let go of the diary, if it was opened at all; it is opened anew when it is needed again."""
        if self._database is not None:
            self._database.close()

    @property
    def notices(self) -> list[str]:
        """What the person should know: what was done to the diary, and that no zone is known."""
        done = self._database.notices if self._database is not None else []
        return [*done, *filter(None, [self.zone_news()])]

    @property
    def database(self) -> "Database":
        if self._database is None:
            from tracker.database import database_at

            self._database = database_at(self.address)
        return self._database

    @property
    def file(self) -> "DiaryFile":
        """The diary, where it is a file; raises Conflict where it lies on a server."""
        from tracker.database.sqlite.diary import DiaryFile

        if not isinstance(self.database, DiaryFile):
            raise Conflict(
                f"the diary {self.database.name} lies on a server, where pg_dump makes backups and"
                " pg_restore puts them back.",
                f"How that is done: {command('help servers')}\n"
                f"All of it in one file, from here: {command('export', 'diary.json')}",
            )
        return self.database

    @cached_property
    def is_on_server(self) -> bool:
        """Tell whether the diary lies on a server, where several machines may have it."""
        from tracker.servers import is_of_server

        return is_of_server(self.address)

    @cached_property
    def desk(self) -> str:
        """What tells where this process shows reminders from other machines; "" where there is one."""
        if not self.is_on_server:
            return ""
        from tracker.places import desk_name

        return desk_name()

    @property
    def has_opened_diary(self) -> bool:
        """Tell whether the diary was needed, and could be opened."""
        return self._database is not None and self._database.is_open

    @property
    def has_stored(self) -> bool:
        """Tell whether something may have been written to the diary."""
        return self._database is not None and self._database.has_written

    def leave_out(self, error: Exception) -> bool:
        """Leave out the rows of the diary that may be why something failed, where there are any."""
        return self.has_opened_diary and self.database.leave_out(error)

    def left_out(self) -> "Damage | None":
        """Return which rows of the diary were left out, where any were."""
        return self._database.left_out() if self._database is not None else None

    @property
    def places(self) -> "Places":
        """Where the reminder process of this diary leaves its files."""
        from tracker.places import places_of, places_of_server, plain_path
        from tracker.servers import read_server

        if self.is_on_server:
            return places_of_server(read_server(self.address).key)
        return places_of(plain_path(self.address) or self.file.path)

    @contextlib.contextmanager
    def journal(self) -> Iterator["Journal"]:
        """Open the diary for one use case: all of it is stored, or none."""
        present = self._settled()
        with self.database.writing() as db:
            yield self._journal_of(db, present)
        self.ring()

    @contextlib.contextmanager
    def erasing(self, *, is_whole: bool) -> Iterator["Journal"]:
        """Open the diary to delete for good; nothing of what was deleted is left in its file."""
        present = self._settled()
        with self.database.erasing(is_whole=is_whole) as db:
            yield self._journal_of(db, present)
        self.ring()

    def ring(self) -> None:
        """Wake the reminder process, as the diary was changed."""
        from tracker.doorbell import ring

        ring(self.places.doorbell)

    @contextlib.contextmanager
    def journal_at(self, now: dt.datetime) -> Iterator["Journal"]:
        """Open the diary for the reminder process: at an instant of its own, and without ringing."""
        with self.database.writing() as db:
            yield self._journal_of(db, self.present.at(now))

    @contextlib.contextmanager
    def reading(self) -> Iterator["Journal"]:
        """Open the diary for reading alone."""
        present = self._settled()
        with self.database.reading() as db:
            yield self._journal_of(db, present)

    @contextlib.contextmanager
    def looking(self) -> Iterator["Journal"]:
        """Open the diary for a look that leaves its file and all beside it as they are.

        Its form has to be the program's own.
        """
        present = self._settled()
        with self.database.looking() as db:
            yield self._journal_of(db, present)

    @contextlib.contextmanager
    def reading_at(self, now: dt.datetime) -> Iterator["Journal"]:
        """Open the diary for reading alone, at an instant of the reminder process."""
        with self.database.reading() as db:
            yield self._journal_of(db, self.present.at(now))

    def _settled(self) -> Present:
        """Return the present with its time, for which a server is asked before the diary is opened."""
        _ = self.present.now
        if self._not_asked:
            # Nobody waits twice for a server that does not answer.
            raise self._not_asked
        return self.present

    def _journal_of(self, db: "Connection", present: Present) -> "Journal":
        from tracker.journal import Journal

        return Journal(db, present, self.why_missed, self.desk)

    def _why_missed(self, due_at: dt.datetime) -> str:
        """Return why nobody was reminded at an instant; the process that reminds knows it better."""
        from tracker import pulse

        found = pulse.read(self.places.pulse)
        return found.why_missed(due_at) if found else pulse.NOTHING_RAN


def _clock_words(ahead: dt.timedelta, name: str) -> str:
    from tracker.pulse import rough

    behind = "behind" if ahead > dt.timedelta() else "ahead of"
    return (
        f"The clock of this machine is {rough(ahead)} {behind} that of the server of {name}, by which the"
        " diary goes. Put the one right that is wrong."
    )


def _reread_tz() -> None:
    """Have the C library look at the zone anew too, as the log's clock is its own."""
    import time

    if hasattr(time, "tzset"):
        time.tzset()


def _stamp(path: "Path") -> tuple[int, int, int] | None:
    """Return what changes with the content of a file; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
