"""What to tell the person of a failure of SQLite."""

import os
import sqlite3
import traceback
import uuid
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from tracker.database.sqlite import connecting
from tracker.database.sqlite.connecting import damaged
from tracker.errors import DatabaseTrouble
from tracker.escaping import command, shown_path


def trouble_of(error: DBAPIError | sqlite3.Error, path: Path) -> Exception:
    """Return what to tell the person of a failure of SQLite; a fault of ours stays as it is."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = code_of(cause) if isinstance(cause, sqlite3.Error) else ""
    file = shown_path(path)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
        return DatabaseTrouble(
            f"the diary {file} is locked by another program, for longer than "
            f"{connecting.BUSY_TIMEOUT_MS / 1000:g} s.",
            "Try again, or close the other program.",
        )
    if code.startswith("SQLITE_READONLY"):
        return DatabaseTrouble(
            f"the diary {file} is read-only.",
            "It can still be read; to write, make the file, its folder, and any -wal and -shm "
            "beside it writable.",
        )
    if code in ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"):
        return DatabaseTrouble(
            f"the diary could not be written: the disk of {shown_path(path.parent)} is full. "
            "What was there is unharmed.",
            "Make room on the disk and try again.",
        )
    if code.startswith("SQLITE_NOTADB"):
        return DatabaseTrouble(
            f"{file} is not a database. It was left untouched.",
            f"If it was your diary: {command('doctor')}. If not, choose another file with --database.",
        )
    if code.startswith("SQLITE_CORRUPT") or (not code and type(cause) is sqlite3.OperationalError):
        # Without a code it is the driver that found text which is not UTF-8.
        return damaged(path, cause)
    if code.startswith(
        ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_NOLFS")
    ):
        is_hidden = os.access(path, os.F_OK) and not os.access(path, os.R_OK)
        reason = "you may not read it" if is_hidden else f"{cause} ({code})"
        return DatabaseTrouble(
            f"the diary {file} cannot be used: {reason}.",
            f"Look whether the file and its folder are yours, and the disk is well: {command('doctor')}",
        )
    return error


def code_of(error: sqlite3.Error) -> str:
    """Return the name that SQLite has for an error; "" for one of the driver."""
    return getattr(error, "sqlite_errorname", "") or ""


def is_of_a_row(error: Exception) -> bool:
    """Tell whether SQLAlchemy met the error while it read a value, and not our own code.

    An identity it has read by the standard library.
    """
    files = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__)]
    while files and files[-1] == uuid.__file__:
        files.pop()
    return bool(files) and "sqlalchemy" in files[-1]
