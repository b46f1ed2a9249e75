"""What a look at the diary's file finds, whatever became of it; nothing is changed by the look."""

import contextlib
import os
import re
import sqlite3
import stat
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from tracker import private
from tracker.database.form import HEAD
from tracker.database.sqlite.connecting import (
    APPLICATION_ID,
    connect,
    connect_to_look,
    damaged,
    is_write_ahead,
)
from tracker.database.sqlite.files import is_writable
from tracker.database.sqlite.soundness import faults_in
from tracker.database.sqlite.troubles import trouble_of

PATIENCE_S = 1.0
"""For so long another program that has the file locked is waited for."""

Trouble = Literal[
    "",
    "missing",
    "lost link",
    "no file",
    "closed",
    "locked",
    "broken off",
    "foreign",
    "newer",
    "damaged",
    "unusable",
]

_LOOKS = 3
# What `PRAGMA integrity_check` says of an index that does not fit its table, which can be made anew.
_OF_AN_INDEX = re.compile(
    rb"row \d+ missing from index |wrong # of entries in index |row \d+ values differ from index "
    rb"|rowid not at end-of-record for row \d+ of index "
)
# And of a row that breaks a rule of its table: which ones these are, `soundness` finds out.
_OF_A_ROW = re.compile(rb"(?:NULL value|[A-Z]+ value) in |CHECK constraint failed in ")


class Examined(Struct, frozen=True):
    """How a diary's file is. `trouble` is why its content cannot be used, "" where it can.

    `kind` says what is in its place where that is no file, and `reason` how SQLite names what it
    met. `size` counts bytes, with those of the file of what was written last. `form` is that of the
    schema, "" where nothing was stored yet. `bad_rows` are counted where the form is the program's
    own. `is_held` tells that another program did not let anybody write.
    """

    trouble: Trouble = ""
    kind: str = ""
    reason: str = ""
    size: int = 0
    form: str = ""
    is_write_ahead: bool = True
    has_bad_indexes: bool = False
    bad_rows: int = 0
    is_held: bool = False

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is wrong with what the file holds."""
        return not (self.trouble or self.bad_rows or self.has_bad_indexes)

    @property
    def is_readable(self) -> bool:
        """Tell whether it is a diary of the program's own form, of whose rows none is in the way."""
        return not self.trouble and self.form == HEAD and not self.bad_rows


def examine(path: Path) -> Examined:
    """Look at the file; where another program changes it meanwhile, once more."""
    for _ in range(_LOOKS):
        before = _stamp(path)
        found = _look(path)
        if found.is_sound or before == _stamp(path):
            break
    return found


def mend_indexes(path: Path) -> None:
    """Make the indexes of a diary anew out of its tables, or leave it as it is and raise DatabaseTrouble."""
    try:
        with contextlib.closing(connect(path)) as db:
            db.isolation_level = None
            db.execute(f"PRAGMA busy_timeout = {PATIENCE_S * 1000:.0f}")
            db.execute("BEGIN IMMEDIATE")
            db.execute("REINDEX")
            if db.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise damaged(path, "its indexes cannot be made anew")
            db.execute("COMMIT")
    except sqlite3.Error as error:
        raise trouble_of(error, path) from error


def _look(path: Path) -> Examined:
    try:
        status = path.stat()
    except FileNotFoundError:
        return Examined("lost link" if path.is_symlink() else "missing")
    except OSError:
        return Examined("closed")
    if not stat.S_ISREG(status.st_mode):
        return Examined("no file", private.kind_of(status.st_mode))
    found = Examined(size=status.st_size + _size(f"{os.path.realpath(path)}-wal"))
    try:
        found = replace(found, is_write_ahead=not status.st_size or is_write_ahead(path))
        with contextlib.closing(connect_to_look(path, PATIENCE_S)) as db:
            # Of a damaged file not even the text is any.
            db.text_factory = bytes
            db.execute("BEGIN")
            found = _content(db, found)
        return replace(found, is_held=not found.trouble and _is_held(path))
    except OSError:
        return replace(found, trouble="closed")
    except sqlite3.Error as error:
        return _failed(found, error)
    except UnicodeDecodeError:
        # The driver could not even read what SQLite complains of.
        return replace(found, trouble="damaged")


def _content(db: sqlite3.Connection, found: Examined) -> Examined:
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    if not tables:
        return found
    (application,) = db.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID or b"alembic_version" not in tables:
        return replace(found, trouble="foreign")
    row = db.execute("SELECT version_num FROM alembic_version").fetchone()
    form = row[0].decode("ascii", "replace") if row and isinstance(row[0], bytes) else ""
    if not re.fullmatch("[0-9]{4}", form, re.ASCII):
        return replace(found, trouble="damaged")
    found = replace(found, form=form)
    if form > HEAD:
        return replace(found, trouble="newer")
    return _integrity(db, found)


def _integrity(db: sqlite3.Connection, found: Examined) -> Examined:
    lines = [line for (line,) in db.execute("PRAGMA integrity_check") if line != b"ok"]
    of_indexes = [line for line in lines if _OF_AN_INDEX.match(line)]
    of_rows = [line for line in lines if _OF_A_ROW.match(line)]
    if len(of_indexes) + len(of_rows) < len(lines):
        return replace(found, trouble="damaged")
    if found.form == HEAD:
        bad = len({(fault.table, fault.rowid) for fault in faults_in(db)})
    else:
        bad = len(of_rows) + len(db.execute("PRAGMA foreign_key_check").fetchall())
    return replace(found, has_bad_indexes=bool(of_indexes), bad_rows=bad)


def _failed(found: Examined, error: sqlite3.Error) -> Examined:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
        return replace(found, trouble="locked", is_held=True)
    if name == "SQLITE_READONLY_ROLLBACK":
        return replace(found, trouble="broken off")
    if name.startswith("SQLITE_NOTADB"):
        return replace(found, trouble="foreign")
    if name.startswith("SQLITE_CORRUPT") or not name or name == "SQLITE_ERROR":
        # A table or a column that is not there, or a schema that cannot be read.
        return replace(found, trouble="damaged")
    return replace(found, trouble="unusable", reason=name)


def _is_held(path: Path) -> bool:
    """Tell whether another program keeps everybody from writing, for longer than is waited for.

    Nobody can have a file in write-ahead mode open without the one beside it. A connection that can
    write, and is the last one, would clear that away; so another is kept open beside it.
    """
    name = f"{os.path.realpath(path)}-wal"
    if not (is_writable(path) and os.path.exists(name)):
        return False
    address = f"{path.absolute().as_uri()}?mode=rw"
    with (
        contextlib.closing(connect_to_look(path, PATIENCE_S)) as looking,
        contextlib.closing(
            sqlite3.connect(address, PATIENCE_S, uri=True, isolation_level=None)
        ) as writing,
    ):
        looking.execute("SELECT count(*) FROM sqlite_master").fetchone()
        try:
            writing.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        writing.execute("ROLLBACK")
    return False


def _size(name: str) -> int:
    try:
        return os.stat(name).st_size
    except OSError:
        return 0


def _stamp(path: Path) -> object:
    stamps = []
    for end in ("", "-wal"):
        with contextlib.suppress(OSError):
            found = os.stat(f"{os.path.realpath(path)}{end}")
            stamps.append((found.st_ino, found.st_mtime_ns, found.st_size))
    return stamps
