"""What tests of several rooms stand on: a home, a clock, and the program itself."""

import contextlib
import datetime as dt
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from tests import statements
from tests.postgresql import (
    ROLE,
    Kept,
    PostgreSQL,
    bring_back,
    empty,
    kept,
    running_server,
    shared_engine,
)
from tracker.cli import main
from tracker.database import database_at
from tracker.database.sqlite.diary import DiaryFile
from tracker.present import Present
from tracker.servers import is_of_server
from tracker.settings import Settings
from tracker.timing.keys import NoKeys

SUNDAY_MORNING = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)  # 10:00 in Berlin.


def moment_of(now: dt.datetime, zone: str = "UTC") -> Present:
    """Return a moment of a person who has set nothing."""
    return Present(now, Path(), Settings(), ZoneInfo(zone))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked `both` with the diary in a file, and once more with it on a server.

    What is about the file itself, its bytes, its path or its query plans, is marked `in_file`.
    """
    marked = metafunc.definition.get_closest_marker
    if "where" in metafunc.fixturenames and marked("both") and not marked("in_file"):
        metafunc.parametrize("where", ["file", "server"], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the further cases of a test on a server where `both` says how many are enough there."""
    seen, left_out = Counter[str](), list[pytest.Item]()
    for item in items:
        marked, case = item.get_closest_marker("both"), getattr(item, "callspec", None)
        if marked and marked.args and case and case.params.get("where") == "server":
            test = item.nodeid.partition("[")[0]
            seen[test] += 1
            if seen[test] > marked.args[0]:
                left_out.append(item)
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


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
        self.address = f"sqlite:///{self.database}"
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
        return rows_of(self.address)

    def kept(self) -> bytes | Kept:
        """Return all that is in the diary, to be brought back."""
        return kept(self.address) if is_of_server(self.address) else self.database.read_bytes()

    def bring_back(self, content: bytes | Kept) -> None:
        """Have nothing in the diary but what was kept of it."""
        if isinstance(content, bytes):
            for end in ("", "-wal", "-shm"):
                self.database.with_name(f"{self.database.name}{end}").unlink(missing_ok=True)
            self.database.write_bytes(content)
        else:
            bring_back(self.address, content)

    def ask(self, said: str) -> list[tuple[Any, ...]]:
        """Ask the diary in plain SQL; what a statement changes is stored."""
        with asking(self.address) as ask:
            return [*ask(said)]


HIDDEN = {"changes", "changed_rows", "counters", "sqlite_sequence", "alembic_version"}
Asking = Callable[[str], Iterable[tuple[Any, ...]]]


def rows_of(diary: Path | str) -> Rows:
    """Return every row of every table of a diary, but for the history of changes.

    A diary is named by its file or its address; a row on a server is as it would be in a file.
    """
    with asking(diary) as ask:
        tables = sorted({str(name) for (name,) in ask(_TABLES[is_of_server(str(diary))])} - HIDDEN)
        return {name: [*ask(f"SELECT * FROM {name} ORDER BY 1, 2")] for name in tables}


_TABLES = {
    False: "SELECT name FROM sqlite_master WHERE type = 'table'",
    True: "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


@contextlib.contextmanager
def asking(diary: Path | str) -> Iterator[Asking]:
    """Give a function that asks a diary in plain SQL, and stores what a statement changes.

    It answers with the same values for a file and a server: those of SQLite.
    """
    if is_of_server(str(diary)):
        with shared_engine(str(diary)).begin() as server:
            yield lambda said: [tuple(map(_as_in_file, row)) for row in _answer(server, said)]
    else:
        path = str(diary).removeprefix("sqlite:///")
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
            yield db.execute


def _answer(server: Connection, said: str) -> list[tuple[Any, ...]]:
    answer = server.exec_driver_sql(said)
    return [tuple(row) for row in answer] if answer.returns_rows else []


def alike(rows: Rows) -> Rows:
    """Return rows without what no two diaries have in common.

    Each UUID becomes a number, and there is no desk. Where nobody names a row by its number, as of
    decisions, a file gives the last ones again once they are free.
    """
    seen: dict[str, str] = {}

    def of(value: Any) -> Any:
        is_random = isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value)
        return seen.setdefault(value, f"uuid {len(seen)}") if is_random else value

    return {
        name: [tuple(map(of, row[name in _UNNAMED :])) for row in some]
        for name, some in rows.items()
    }


_UNNAMED = {"due_basis", "decisions", "pauses", "overrides"}


def _as_in_file(value: Any) -> Any:
    match value:
        case dt.datetime():
            return f"{value:%Y-%m-%d %H:%M:%S.%f}"
        case dt.date():
            return value.isoformat()
        case bool():
            return int(value)
        case uuid.UUID():
            return value.hex
    return value


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
    empty(postgresql.address())
    return postgresql.address()


@pytest.fixture
def lasting(on_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of an empty diary on a server, to which this process keeps its connections."""
    engine = shared_engine(on_server)
    monkeypatch.setattr("tracker.database.postgresql.diary.engine_of", lambda _: engine)
    return on_server


@pytest.fixture
def where(request: pytest.FixtureRequest) -> str:
    """Say where the diary of the test lies, "file" or "server"; the mark `both` has it in both."""
    return str(getattr(request, "param", "file"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the test a home of its own, in Berlin, on a terminal of 80 columns if any."""
    for name in list(os.environ):
        if name.startswith(("XDG_", "TRACKER_", "LC_", "_TRACKER", "PG")):
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
    where: str,
    home: Path,
    empty_diary: Path,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Tracker:
    # A timer looks at the test's clock, for which no real time has to pass.
    monkeypatch.setattr(NoKeys, "wait", lambda _keys, _timeout_s: "")
    made = Tracker(home, capsys)
    if where == "server":
        made.address = request.getfixturevalue("lasting")
        # Whichever home a test has, it is the same desk.
        monkeypatch.setattr("tracker.places.desk_name", lambda: "desk")
        monkeypatch.setenv("TRACKER_DATABASE_URL", made.address)
        return made
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
