"""How a diary is copied: as it was last committed, while others write, and looked at afterwards."""

import contextlib
import datetime as dt
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from tracker import private
from tracker.database.contents import Contents
from tracker.database.sqlite.connecting import (
    BUSY_TIMEOUT_MS,
    connect,
    damaged,
    engine_of,
    version_of,
)
from tracker.database.sqlite.troubles import code_of
from tracker.errors import NotWritten
from tracker.escaping import shown_path

# Between so many pages, which are 8 MB, one who copies can be told to stop.
_PAGES = 2000
_OF_THE_SOURCE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CORRUPT", "SQLITE_NOTADB")
_OF_A_FULL_DISK = ("SQLITE_FULL", "SQLITE_IOERR_WRITE")

GoOn = Callable[[], bool]


class Stopped(Exception):
    """Whoever asked for a copy wants it no more; nothing is left of it."""


def form_of(path: Path, name: Path | None = None) -> str:
    """Return the form of a diary, "" for an empty file; raise DatabaseTrouble for what is none of ours.

    Of a copy that has no name yet it is said what is wrong with `name`.
    """
    engine = engine_of(path)
    try:
        with engine.execution_options(begin="BEGIN").begin() as db:
            return version_of(db, name or path)
    finally:
        engine.dispose()


def contents_of(path: Path) -> Contents:
    """Return what a diary of any form holds."""
    with contextlib.closing(connect(path)) as db:
        return _contents(db)


def write_copy(
    path: Path,
    draft: Path,
    name: Path,
    go_on: GoOn | None = None,
    *,
    is_checked: bool = True,
    opened: sqlite3.Connection | None = None,
) -> None:
    """Write the last committed state of the diary into the new file `draft`, to become `name`.

    Others may write meanwhile. What comes of it is whole, looked at and on the disk, is for its owner
    alone and needs no file beside it. Raises Damage where the diary is not whole, unless it is not
    to be checked, NotWritten where the file cannot be written, and Stopped once `go_on` says no. Whoever
    holds the diary alone has it `opened` already.
    """
    try:
        with (
            _snapshot(path) if opened is None else contextlib.nullcontext(opened) as source,
            contextlib.closing(_new(draft, name)) as target,
        ):
            _fill(source, target, name, go_on)
            if is_checked:
                _check(path, target, go_on)
        with _writing(name):
            _sync(draft)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Have the names in a folder outlast a loss of power, where the system can do that."""
    with contextlib.suppress(OSError):
        _sync(folder)


@contextlib.contextmanager
def _snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that sees one state of the diary until it is closed."""
    with contextlib.closing(connect(path)) as source:
        source.isolation_level = None
        source.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        source.execute("BEGIN")
        # The state is the one of the first reading.
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield source


def _new(draft: Path, name: Path) -> sqlite3.Connection:
    with _writing(name):
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, private.FILE_MODE))
        private.give_mode(draft, private.FILE_MODE)
        target = sqlite3.connect(draft, isolation_level=None)
        # It is nothing until it has its name, so nothing of it has to be taken back, or to be safe.
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
    return target


def _fill(
    source: sqlite3.Connection, target: sqlite3.Connection, name: Path, go_on: GoOn | None
) -> None:
    def look(*_: int) -> None:
        if go_on and not go_on():
            raise Stopped

    try:
        source.backup(target, pages=_PAGES, progress=look)
        # The copy is in no need of files beside it, whatever mode the diary is in.
        target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        if code_of(error).startswith(_OF_THE_SOURCE):
            raise
        raise not_written(name, error) from error


def _check(path: Path, target: sqlite3.Connection, go_on: GoOn | None) -> None:
    if go_on:
        target.set_progress_handler(lambda: not go_on(), 100_000)
    try:
        (found,) = target.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if code_of(error) == "SQLITE_INTERRUPT":
            raise Stopped from error
        raise
    if found != "ok":
        raise damaged(path, found)


@contextlib.contextmanager
def _writing(name: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise not_written(name, error) from error


def not_written(name: Path, error: OSError | sqlite3.Error) -> NotWritten:
    """Return that a copy could not be written, and why."""
    code = "" if isinstance(error, OSError) else code_of(error)
    why = error.strerror if isinstance(error, OSError) else str(error)
    if code in _OF_A_FULL_DISK:
        why = f"the disk of {shown_path(name.parent)} is full"
    return NotWritten(
        f"{shown_path(name)} could not be written: {why}. What was there is unharmed.",
        "Make room there, or name a file in another folder.",
    )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _contents(db: sqlite3.Connection) -> Contents:
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}

    def first(table: str, question: str) -> object:
        # A diary of an older form has fewer tables.
        return db.execute(f"SELECT {question}").fetchone()[0] if table in tables else None

    def count(table: str, condition: str = "true") -> int:
        found = first(table, f"count(*) FROM {table} WHERE {condition}")
        return found if isinstance(found, int) else 0

    days = [first(name, f"max(day) FROM {name}") for name in ("sessions", "readings", "checkins")]
    return Contents(
        sessions=count("sessions"),
        readings=count("readings"),
        checkins=count("checkins"),
        plans=count("plans", "removed_at IS NULL"),
        last_on=max(filter(None, map(_day, days)), default=None),
    )


def _day(found: object) -> dt.date | None:
    with contextlib.suppress(ValueError, TypeError):
        return dt.date.fromisoformat(found)  # type: ignore[arg-type]
    return None
