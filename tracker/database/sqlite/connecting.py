"""How the file is opened: who may write, who waits for whom, and which form it is found in."""

import contextlib
import os
import re
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from tracker.database.form import HEAD
from tracker.database.sqlite.files import is_writable
from tracker.errors import Damage, DatabaseTrouble
from tracker.escaping import shortened, shown_path, visible
from tracker.tables import metadata

# SQLite keeps this number in the file's head; it tells our files from those of other programs.
APPLICATION_ID = 0x5E1FCA2E
BUSY_TIMEOUT_MS = 10_000


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to the file; writing where that is possible, else reading alone."""
    address = path.absolute().as_uri()
    if is_writable(path):
        mode = "mode=rw"
    elif os.path.exists(f"{os.path.realpath(path)}-wal"):
        # Another process has the diary open, or was killed: what it wrote last is in there.
        mode = "mode=ro"
    else:
        # SQLite would want to make files beside this one and leave them as read-only as it.
        mode = "mode=ro&immutable=1"
    return sqlite3.connect(f"{address}?{mode}", uri=True, check_same_thread=False)


def connect_to_look(path: Path, patience_s: float) -> sqlite3.Connection:
    """Return a connection that only looks: the file, and what lies beside it, stay as they are.

    Any other would make files beside one in write-ahead mode, or put into it what a process that
    was killed had written last. Raises OSError where the file cannot be read.
    """
    is_used = any(os.path.exists(f"{os.path.realpath(path)}-{end}") for end in ("wal", "journal"))
    mode = "mode=ro" if is_used or not is_write_ahead(path) else "mode=ro&immutable=1"
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        patience_s,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )


def is_write_ahead(path: Path) -> bool:
    """Tell whether the head of the file says that it is in write-ahead mode; raise OSError."""
    with path.open("rb") as file:
        return file.read(20)[18:20] == b"\2\2"


def engine_of(path: Path, *, foreign_keys: bool = True) -> Engine:
    """Return what makes such connections and prepares them."""
    address = URL.create("sqlite", database=str(path))
    engine = create_engine(address, creator=lambda: connect(path))
    return _prepared(engine, foreign_keys=foreign_keys)


def engine_to_look(path: Path, patience_s: float) -> Engine:
    """Return what makes connections that only look."""
    address = URL.create("sqlite", database=str(path))
    return create_engine(address, creator=lambda: connect_to_look(path, patience_s))


def engine_of_nothing() -> Engine:
    """Return what connects to an empty diary in memory, for reading where no file was made yet."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(":memory:", check_same_thread=False),
        poolclass=StaticPool,
    )
    with _prepared(engine).begin() as db:
        metadata.create_all(db)
    return engine


def _prepared(engine: Engine, *, foreign_keys: bool = True) -> Engine:
    @event.listens_for(engine, "connect")
    def _prepare(raw: sqlite3.Connection, _record: Any) -> None:
        # The driver must never begin a transaction of its own: `_begin` says which kind it is.
        raw.isolation_level = None
        raw.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def _begin(db: Connection) -> None:
        db.exec_driver_sql(db.get_execution_options().get("begin", "BEGIN IMMEDIATE"))

    return engine


def set_write_ahead(engine: Engine) -> None:
    """Let readers and one writer work side by side; the file remembers it, so mostly nothing is done.

    It is set only after the file is known to be ours, and outside any transaction. SQLite does
    not wait for others here: where one is at work in the file, a later command will set it.
    """
    with contextlib.closing(engine.raw_connection()) as raw:
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise


def version_of(db: Connection, path: Path) -> str:
    """Return the form of the schema, "" for an empty file; refuse what this program cannot use."""
    tables = {name for (name,) in db.exec_driver_sql("SELECT name FROM sqlite_master")}
    if not tables:
        return ""
    ours = db.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
    if not ours or "alembic_version" not in tables:
        raise DatabaseTrouble(
            f"{shown_path(path)} is a database of another program. It was left untouched.",
            "Choose another file with --database.",
        )
    version = str(db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
    if version > HEAD:
        raise DatabaseTrouble(
            f"the diary {shown_path(path)} was written by a newer tracker (form {visible(version)}; "
            f"this one knows {HEAD}). It was left untouched.",
            "Install the newer version again.",
        )
    if not re.fullmatch("[0-9]{4}", version, re.ASCII):
        raise damaged(path, f'its form is said to be "{visible(version)}"')
    return version


def damaged(path: Path, cause: object) -> Damage:
    """Return that the diary is damaged, and by what that was seen."""
    return Damage(f"the diary {shown_path(path)} is damaged: {shortened(str(cause), 200)}.")
