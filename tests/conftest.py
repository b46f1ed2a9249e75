"""What tests of several rooms stand on: a home, a clock, and the program itself."""

import contextlib
import datetime as dt
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests import statements
from tests.postgresql import ROLE, PostgreSQL, empty, running_server
from tracker.cli import main
from tracker.database import database_at
from tracker.database.sqlite.diary import DiaryFile
from tracker.present import Present
from tracker.settings import Settings
from tracker.timing.keys import NoKeys

SUNDAY_MORNING = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)  # 10:00 in Berlin.


def moment_of(now: dt.datetime, zone: str = "UTC") -> Present:
    """Return a moment of a person who has set nothing."""
    return Present(now, Path(), Settings(), ZoneInfo(zone))


MEMORY = Path("/dev/shm")
ROOM = 2**30


def pytest_configure() -> None:
    """Have the homes of the tests in memory where it has room, as each write to a disk is waited for."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    found = os.statvfs(MEMORY)
    if found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


statements.share()
OF_BACKUPS = "tracker backup --auto (or set backup.daily false)\n"
Rows = dict[str, list[tuple[Any, ...]]]


class Tracker:
    """Runs command lines in this process, on the diary of a test's own home and by its own clock."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.database = home / ".local/share/selfcare-tracker/diary.db"
        self.config = home / ".config/selfcare-tracker/config.toml"
        self.now = SUNDAY_MORNING
        self.passed_over: tuple[str, ...] = ()
        self.hears_of_backups = False
        self.is_new = True
        self._capsys = capsys

    def __call__(self, line: str, code: int = 0) -> str:
        """Run one command line and return its answer, or what it complains of where it fails."""
        done, answer, complaint = self.run(shlex.split(line))
        assert (done, answer if done else complaint) == (code, ""), answer + complaint
        return complaint if done else answer

    def run(self, words: Sequence[str]) -> tuple[int, str, str]:
        """Run one command and return its exit code, its answer and its complaint.

        Lines of the complaint that end like one of `passed_over` are left out, and that there is no
        backup of an old diary, unless it `hears_of_backups`.
        """
        self.is_new = False
        self._capsys.readouterr()
        code = main(words, lambda: self.now)
        answer, complaint = self._capsys.readouterr()
        lines = complaint.splitlines(keepends=True)
        unheard = self.passed_over if self.hears_of_backups else (*self.passed_over, OF_BACKUPS)
        return code, answer, "".join(one for one in lines if not one.endswith(unheard))

    def tick(self, **passed: float) -> None:
        """Let time pass, as in `tick(minutes=25)`."""
        self.now += dt.timedelta(**passed)

    def configure(self, text: str) -> None:
        """Write the settings file."""
        self.config.parent.mkdir(parents=True, exist_ok=True)
        self.config.write_text(text, encoding="utf-8")

    def rows(self) -> Rows:
        """Return every row of every table, but for the history of changes."""
        return rows_of(self.database)


def rows_of(path: Path) -> Rows:
    """Return every row of every table of a diary, but for the history of changes."""
    db = sqlite3.connect(path)
    try:
        names = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        hidden = {"changes", "changed_rows", "sqlite_sequence", "alembic_version"}
        return {
            name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
            for name in sorted(set(names) - hidden)
        }
    finally:
        db.close()


@pytest.fixture(scope="session")
def empty_diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty diary whose schema is current; tests copy it, as migrating takes a while."""
    path = tmp_path_factory.mktemp("template") / "diary.db"
    database = DiaryFile(f"sqlite:///{path}")
    with database.writing():
        pass
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL of this process of tests, with an empty diary whose schema is current."""
    with running_server() as server:
        with contextlib.closing(database_at(server.create(ROLE))) as diary, diary.writing():
            pass
        yield server


@pytest.fixture
def on_server(postgresql: PostgreSQL) -> str:
    """Return the address of an empty diary on a real server, which the next test finds empty again."""
    empty(postgresql)
    return postgresql.address()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the test a home of its own, in Berlin, on a terminal of 80 columns if any."""
    for name in list(os.environ):
        if name.startswith(("XDG_", "TRACKER_", "LC_", "_TRACKER")):
            monkeypatch.delenv(name)
    for name in ("NO_COLOR", "COLUMNS", "LINES", "PAGER", "EDITOR", "VISUAL", "LESS"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("LANG", "C.UTF-8")
    travel(monkeypatch, "Europe/Berlin")
    return folder


def travel(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    """Set the zone of the system, for this process and for those it starts."""
    monkeypatch.setenv("TZ", zone)


@pytest.fixture
def tracker(
    home: Path,
    empty_diary: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Tracker:
    # A timer looks at the test's clock, for which no real time has to pass.
    monkeypatch.setattr(NoKeys, "wait", lambda _keys, _timeout_s: "")
    made = Tracker(home, capsys)
    made.database.parent.mkdir(parents=True, mode=0o700)
    shutil.copy(empty_diary, made.database)
    return made


Program = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def program(home: Path) -> Program:
    """Return a function that runs the real program as a process, with `variables` set for it."""

    def run(
        line: str,
        stdin: str | None = None,
        variables: dict[str, str] | None = None,
        **streams: Any,
    ) -> subprocess.CompletedProcess[str]:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
        return subprocess.run(
            [sys.executable, "-m", "tracker", *shlex.split(line)],
            input=stdin or "",
            env={**os.environ, **(variables or {})},
            encoding="utf-8",
            timeout=30,
            check=False,
            **streams,
        )

    return run
