"""What the tests of the diary stand on: its file, of the first form or of this one."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.diary.good_rows import GOOD, put
from tests.diary.plain import InFile, OnServer, Plain
from tests.postgresql import PostgreSQL

FIRST_FORM = (Path(__file__).parent / "diary_0001.sql").read_text(encoding="utf-8")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a diary may lie, in a folder of the home `tmp_path`."""
    folder = tmp_path / "records"
    folder.mkdir()
    return folder / "diary.db"


@pytest.fixture
def older(path: Path) -> Path:
    """A diary of the first form, with rows in every table."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(FIRST_FORM)
    path.chmod(0o600)
    return path


@pytest.fixture
def address(where: str, request: pytest.FixtureRequest) -> str:
    """Return the address of an empty diary; the mark `both` has it in a file and on a server."""
    if where == "server":
        return str(request.getfixturevalue("lasting"))
    path, template = map(request.getfixturevalue, ("path", "empty_diary"))
    return f"sqlite:///{shutil.copy(template, path)}"


@pytest.fixture
def empty(path: Path, empty_diary: Path) -> Iterator[sqlite3.Connection]:
    """A new diary, written by plain SQL."""
    shutil.copy(empty_diary, path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = ON")
        yield db


@pytest.fixture
def full(empty: sqlite3.Connection) -> sqlite3.Connection:
    """A diary with one good row in every table."""
    for table, row in GOOD.items():
        put(empty, table, row)
    return empty


@pytest.fixture(params=["file", "server"])
def new(request: pytest.FixtureRequest) -> Iterator[Plain]:
    """A new diary, written by plain SQL, in a file and on a server."""
    if request.param == "file":
        yield InFile(request.getfixturevalue("empty"))
        return
    request.getfixturevalue("on_server")
    server: PostgreSQL = request.getfixturevalue("postgresql")
    with server.connect() as db:
        db.autocommit = False
        yield OnServer(db)
        db.rollback()


@pytest.fixture
def good(new: Plain) -> Plain:
    """A diary with one good row in every table, in a file and on a server."""
    for table, row in GOOD.items():
        new.put(table, row)
    return new


@pytest.fixture
def kept(full: sqlite3.Connection, path: Path) -> Path:
    """A diary with a row in every table, in the mode in which the program leaves it."""
    full.execute("PRAGMA journal_mode = WAL")
    full.close()
    return path
