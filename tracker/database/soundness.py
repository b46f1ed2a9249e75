"""What is wrong with a row, told once something could not be made of what the diary holds."""

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column
from sqlalchemy.exc import SQLAlchemyError

from tracker.escaping import shortened
from tracker.tables import metadata

# Further away no calendar reckons, and nobody has a painful back.
_YEARS = range(1000, 9000)
_WITHOUT_RHYTHM = "SELECT id FROM plans WHERE id NOT IN (SELECT plan_id FROM schedules)"


def fault(path: Path) -> str:
    """Return the first thing in the diary that the program would never write, "" where all is well.

    The schema guards the rows, but another program can turn it off, and SQLite keeps any value in
    any column.
    """
    try:
        # SQLite checks no CHECK for a connection that asked only to read; nothing is written here.
        with contextlib.closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)
        ) as db:
            db.text_factory = bytes
            return next(_faults(db), "")
    except (sqlite3.Error, SQLAlchemyError, OSError) as error:
        return str(error)


def _faults(db: sqlite3.Connection) -> Iterator[str]:
    for table in metadata.sorted_tables:
        columns = list(table.columns)
        names = ", ".join(f'"{column.name}"' for column in columns)
        for rowid, *values in db.execute(f"SELECT rowid, {names} FROM {table.name}"):
            for column, value in zip(columns, values, strict=True):
                if not _is_sound(column, value):
                    shown = value.decode(errors="replace") if isinstance(value, bytes) else value
                    yield f"{table.name}, row {rowid}: {column.name} is {shortened(repr(shown))}"
    for table, rowid, other, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"{table.decode()}, row {rowid}: it belongs to a row of {other.decode()} that is missing"
    for (number,) in db.execute(_WITHOUT_RHYTHM):
        yield f"plans, row {number}: nothing says when it is due"
    for (found,) in db.execute("PRAGMA integrity_check(1)"):
        if found != b"ok":
            yield shortened(found.decode(errors="replace"), 200)


def _is_sound(column: Column[object], value: object) -> bool:
    if value is None:
        return bool(column.nullable)
    kind = column.type.python_type
    if kind in (int, bool):
        return isinstance(value, int) and (kind is int or value in (0, 1))
    if kind is float:
        return isinstance(value, int | float) and abs(value) < 1e9
    try:
        text = bytes.decode(value)  # type: ignore[arg-type]
        if issubclass(kind, dt.datetime):
            found: dt.date = dt.datetime.fromisoformat(text)
            return dt.datetime.fromisoformat(text).tzinfo is None and found.year in _YEARS
        if issubclass(kind, dt.date):
            return dt.date.fromisoformat(text).year in _YEARS
    except (TypeError, ValueError):
        return False
    return True
