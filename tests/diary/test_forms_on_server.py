"""Forms of a diary on a server: its migrations make what a new one has, and keep what is in an older one."""

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import Boolean, Connection, Date, DateTime, MetaData, insert, select, text

from tests.diary.conftest import FIRST_FORM
from tests.diary.good_rows import GOOD
from tests.diary.test_migrations import configured
from tests.postgresql import PostgreSQL
from tracker.database import HEAD, Database, database_at
from tracker.database.sqlite.diary import DiaryFile
from tracker.database.statements import last_number
from tracker.tables import metadata, providers

FORMS = [f"{number:04}" for number in range(1, int(HEAD) + 1)]
AT = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
# What a table had in an older form, and has no more.
NO_MORE: dict[str, dict[str, Any]] = {"reminders": {"handle": "bus:1.1/1"}, "due_basis": {"id": 1}}
_DESCRIBED = {
    "columns": """
        SELECT relname, attname, format_type(atttypid, atttypmod), collname, attnotnull,
          pg_get_expr(adbin, adrelid)
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
        LEFT JOIN pg_collation ON pg_collation.oid = attcollation
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0
          AND NOT attisdropped
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    """,
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "others": """
        SELECT relname, relkind FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'i')
        UNION ALL SELECT proname, 'f' FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """,
    "mark": "SELECT obj_description('alembic_version'::regclass)",
}


def described(db: Connection) -> dict[str, list[Any]]:
    """Return what the schema consists of, in the server's own words and an order that does not matter."""
    return {
        what: sorted(map(tuple, db.exec_driver_sql(asked))) for what, asked in _DESCRIBED.items()
    }


def rows_of(db: Connection) -> dict[str, list[dict[str, Any]]]:
    """Return all rows as the program reads them, without what was made at random."""
    return {
        table.name: [
            {name: value for name, value in row.items() if name != "uuid"}
            for row in db.execute(select(table).order_by(*table.primary_key)).mappings()
        ]
        for table in metadata.sorted_tables
    }


def lay_in(db: Connection, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Put rows into the tables as they are now."""
    there = MetaData()
    there.reflect(db)
    for table in there.sorted_tables:
        if found := rows.get(table.name):
            db.execute(insert(table), found)


def fill(db: Connection) -> None:
    """Put a good row into each table that has none, as far as the form of now has its columns."""
    there = MetaData()
    there.reflect(db)
    for table in there.sorted_tables:
        good = GOOD.get(table.name, {}) | NO_MORE.get(table.name, {})
        if good and db.execute(select(table)).first() is None:
            row = {name: good[name] for name in table.c.keys() & good.keys()}
            for name, value in row.items():
                kind = table.c[name].type
                if isinstance(kind, DateTime):
                    row[name] = dt.datetime.fromisoformat(value)
                elif isinstance(kind, Date):
                    row[name] = dt.date.fromisoformat(value)
                elif isinstance(kind, Boolean):
                    row[name] = bool(value)
            db.execute(insert(table).values(row))


def first_rows(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a diary of the first form."""
    path = folder / "first.db"
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.executescript(FIRST_FORM)
    with contextlib.closing(DiaryFile(f"sqlite:///{path}")) as diary, diary.migrating() as db:
        there = MetaData()
        there.reflect(db)
        return {
            table.name: [dict(row) for row in db.execute(select(table)).mappings()]
            for table in there.sorted_tables
            if table.name != "alembic_version"
        }


def grow(diary: Database, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Bring an empty diary from form to form, with rows in every table of each."""
    for form in FORMS:
        with diary.migrating() as db:
            command.upgrade(configured(db), form)
            if form == FORMS[0]:
                lay_in(db, rows)
            fill(db)


@pytest.fixture
def new(postgresql: PostgreSQL) -> Iterator[Database]:
    """A diary on a server, where there is nothing yet."""
    with contextlib.closing(database_at(postgresql.create("new"))) as diary:
        yield diary


class TestAgreement:
    def test_the_migrations_make_a_new_diary_down_to_each_constraint(
        self, new: Database, postgresql: PostgreSQL
    ) -> None:
        with new.migrating() as db:
            command.upgrade(configured(db), "head")
        with new.migrating() as db:
            command.check(configured(db))
            migrated = described(db)
        with contextlib.closing(database_at(postgresql.create("other"))) as other:
            with other.writing():
                pass
            with other.migrating() as db:
                command.check(configured(db))
                assert described(db) == migrated
        collations = {row[3] for row in migrated["columns"] if row[0] != "counters"}
        assert collations == {None, "C"}

    def test_what_is_in_every_form_is_kept_as_in_a_file(
        self, new: Database, postgresql: PostgreSQL, path: Path, tmp_path: Path
    ) -> None:
        first = first_rows(tmp_path)
        with contextlib.closing(DiaryFile(f"sqlite:///{path}")) as file:
            grow(file, first)
            with file.reading() as db:
                kept = rows_of(db)
        assert all(kept.values())
        grow(new, first)
        with new.reading() as db:
            assert rows_of(db) == kept
            assert described(db) == described_anew(postgresql)
            for table in [one for one in metadata.sorted_tables if "uuid" in one.c]:
                found: list[UUID] = list(db.execute(select(table.c.uuid)).scalars())
                assert {one.version for one in found} == {4}
                assert len(set(found)) == len(found)

    def test_no_number_that_is_known_is_given_again(self, new: Database, tmp_path: Path) -> None:
        with new.migrating() as db:
            command.upgrade(configured(db), FORMS[0])
            lay_in(db, first_rows(tmp_path))
            db.execute(text("DELETE FROM providers WHERE id = 4"))
            db.execute(
                text(
                    "INSERT INTO changed_rows (change_id, position, table_name, row_key)"
                    """ VALUES (3, 9, 'providers', '{"id": 6}')"""
                )
            )
        with new.writing() as db:
            given = insert(providers).values(name="Bo", name_key="bo", created_at=AT)
            assert db.execute(given.returning(providers.c.id)).scalar_one() == 7
            db.execute(text("DELETE FROM providers WHERE id = 7"))
        with new.migrating() as db:
            assert last_number(db, providers) == 7


def described_anew(postgresql: PostgreSQL) -> dict[str, list[Any]]:
    """Return what the schema of a diary consists of that was never of an older form."""
    with contextlib.closing(database_at(postgresql.address())) as diary, diary.reading() as db:
        return described(db)
