"""Statements that each database has in words of its own; the journal says them all alike."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Insert, Integer, Table, text
from sqlalchemy.exc import DBAPIError

# Where a database keeps which numbers rows were given.
_COUNTERS = {"sqlite": "sqlite_sequence", "postgresql": "counters"}


class Rule(NamedTuple):
    """A rule of the schema that a row would have broken; `is_unique` tells that another has its place."""

    name: str
    is_unique: bool


def insert_new(db: Connection, table: Table) -> Insert:
    """Return an INSERT that leaves out a row in whose place there is one already."""
    insert: Any
    if db.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    statement: Insert = insert(table).on_conflict_do_nothing()
    return statement


def last_number(db: Connection, table: Table) -> int:
    """Return the highest number that a row of the table ever had, 0 where it never had any."""
    asked = text(f"SELECT seq FROM {_COUNTERS[db.dialect.name]} WHERE name = :name")
    return int(db.execute(asked, {"name": table.name}).scalar() or 0)


def keeps_numbers(db: Connection, table: Table) -> bool:
    """Tell whether no number of the table is given again, once its row is gone."""
    if db.dialect.name == "postgresql":
        return "id" in table.c and isinstance(table.c.id.type, Integer)
    return "keeps_numbers" in table.info


def has_given(db: Connection, table: Table, number: int) -> None:
    """Note that numbers of the table up to this one were given, and not by the database itself."""
    if not keeps_numbers(db, table):
        return
    counters, told = _COUNTERS[db.dialect.name], {"name": table.name, "number": number}
    if db.dialect.name == "sqlite":  # It counts from the first row on.
        begun = "INSERT INTO sqlite_sequence SELECT :name, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name)"
        db.execute(text(begun), told)
    db.execute(
        text(f"UPDATE {counters} SET seq = :number WHERE name = :name AND seq < :number"), told
    )


def number_from_one(db: Connection) -> None:
    """Have the rows of every table numbered from 1 again, as there are none left."""
    if db.dialect.name == "postgresql":
        from tracker.database.postgresql.schema import NUMBERED

        names = [table.name for table in NUMBERED]
        db.execute(text("UPDATE counters SET seq = 0 WHERE name = ANY(:names)"), {"names": names})
    else:
        db.exec_driver_sql("DELETE FROM sqlite_sequence")


def is_of_database(error: Exception) -> bool:
    """Tell whether it was the database that failed, and not what was made of its rows."""
    return isinstance(error, DBAPIError)


def broken_rule(error: DBAPIError) -> Rule | None:
    """Return which rule of the schema kept a row out; None where it was something else."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        is_unique = diagnosis.sqlstate == "23505"
        is_rule = is_unique or diagnosis.sqlstate == "23514"
        return Rule(diagnosis.constraint_name or "", is_unique) if is_rule else None
    said = str(error.orig)
    if "UNIQUE" in said:
        return Rule("", is_unique=True)
    _, _, name = said.partition("CHECK constraint failed: ")
    return Rule(name, is_unique=False) if name else None
