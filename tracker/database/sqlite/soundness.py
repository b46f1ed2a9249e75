"""What is wrong with rows, told once something could not be made of what the diary holds."""

import contextlib
import datetime as dt
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct
from sqlalchemy import CheckConstraint, Column, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import SQLAlchemyError

from tracker.database.sqlite.connecting import connect
from tracker.escaping import shortened
from tracker.tables import metadata

# Further away no calendar reckons, and nobody has a painful back.
_YEARS = range(1000, 9000)
_WITHOUT_RHYTHM = "SELECT id FROM plans WHERE id NOT IN (SELECT plan_id FROM schedules)"


class Fault(Struct, frozen=True):
    """What is wrong with a row of a table that the program would never write."""

    table: str
    rowid: int
    what: str

    def __str__(self) -> str:
        return f"{self.table}, row {self.rowid}: {self.what}"


def fault(path: Path) -> str:
    """Return the first thing in the diary that the program would never write, "" where all is well.

    The schema guards the rows, but another program can turn it off, and SQLite keeps any value in
    any column.
    """
    try:
        with contextlib.closing(connect(path)) as db:
            db.text_factory = bytes
            return str(next(_faults(db), ""))
    except (sqlite3.Error, SQLAlchemyError, OSError) as error:
        return str(error)


def unreadable(path: Path) -> list[Fault]:
    """Return the rows with a value of which nothing can be made, as far as the file can be read."""
    return _all_of(path, _unreadable)


def refused(path: Path) -> list[Fault]:
    """Return the rows that the schema would not take, as far as the file can be read."""
    return _all_of(path, _refused)


def faults_in(db: sqlite3.Connection) -> Iterator[Fault]:
    """Yield what is wrong with rows of a diary of the program's own form, whose text comes as bytes."""
    yield from _unreadable(db)
    yield from _refused(db)


def _all_of(path: Path, faults: Callable[[sqlite3.Connection], Iterator[Fault]]) -> list[Fault]:
    found: list[Fault] = []
    with contextlib.suppress(sqlite3.Error, OSError), contextlib.closing(connect(path)) as db:
        db.text_factory = bytes
        found.extend(faults(db))
    return found


def _faults(db: sqlite3.Connection) -> Iterator[Fault | str]:
    yield from faults_in(db)
    for (found,) in db.execute("PRAGMA integrity_check(1)"):
        if found != b"ok":
            yield shortened(found.decode(errors="replace"), 200)


def _unreadable(db: sqlite3.Connection) -> Iterator[Fault]:
    for table in metadata.sorted_tables:
        columns = list(table.columns)
        names = ", ".join(f'"{column.name}"' for column in columns)
        for rowid, *values in db.execute(f"SELECT rowid, {names} FROM {table.name}"):
            for column, value in zip(columns, values, strict=True):
                if not _is_sound(column, value):
                    shown = value.decode(errors="replace") if isinstance(value, bytes) else value
                    yield Fault(table.name, rowid, f"{column.name} is {shortened(repr(shown))}")
                    break


def _refused(db: sqlite3.Connection) -> Iterator[Fault]:
    # SQLite itself would not say which rows break a CHECK, nor any to one who may only read.
    for table in metadata.sorted_tables:
        for name, rule in _rules(table):
            for (rowid,) in db.execute(f"SELECT rowid FROM {table.name} WHERE NOT ({rule})"):
                yield Fault(table.name, rowid, f"the rule {name} does not hold")
    for child, rowid, parent, _ in db.execute("PRAGMA foreign_key_check"):
        what = f"it belongs to a row of {parent.decode()} that is missing"
        yield Fault(child.decode(), rowid, what)
    for (number,) in db.execute(_WITHOUT_RHYTHM):
        yield Fault("plans", number, "nothing says when it is due")


def _rules(table: Table) -> Iterator[tuple[str, str]]:
    rules = [rule for rule in table.constraints if isinstance(rule, CheckConstraint)]
    for rule in sorted(rules, key=lambda rule: str(rule.name)):
        literal = {"literal_binds": True}
        text = rule.sqltext.compile(dialect=sqlite.dialect(), compile_kwargs=literal)
        yield str(rule.name), str(text)


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
        if issubclass(kind, uuid.UUID):
            return uuid.UUID(text).hex == text
        if issubclass(kind, dt.datetime):
            found: dt.date = dt.datetime.fromisoformat(text)
            return dt.datetime.fromisoformat(text).tzinfo is None and found.year in _YEARS
        if issubclass(kind, dt.date):
            return dt.date.fromisoformat(text).year in _YEARS
    except (TypeError, ValueError):
        return False
    return True
