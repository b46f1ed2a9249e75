"""Forms of a diary on a server: its migrations make what a new one has, and keep what is in an older one."""

import contextlib
import datetime as dt
import io
import select as select_
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util import CommandError
from sqlalchemy import Boolean, Connection, Date, DateTime, MetaData, insert, select, text
from sqlalchemy.exc import IntegrityError

from tests.conftest import Tracker
from tests.diary.conftest import FIRST_FORM
from tests.diary.good_rows import GOOD
from tests.diary.test_migrations import HALF, configured, next_version, title_of_head
from tests.places import Answer, Program
from tests.postgresql import PostgreSQL
from tracker.database import HEAD, Database, database_at
from tracker.database.altering import add_column
from tracker.database.postgresql.bell import Bell
from tracker.database.postgresql.diary import DiaryServer
from tracker.database.sqlite.diary import DiaryFile
from tracker.database.statements import last_number
from tracker.errors import DatabaseTrouble
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


@pytest.fixture(scope="module")
def first_form(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with a diary of the first form."""
    address = postgresql.create("first")
    with contextlib.closing(database_at(address)) as diary, diary.migrating() as db:
        command.upgrade(configured(db), FORMS[0])
        lay_in(db, first_rows(tmp_path_factory.mktemp("first")))
    return "first"


@pytest.fixture
def older(postgresql: PostgreSQL, first_form: str) -> str:
    """The address of a diary of the first form, with rows in every table."""
    return postgresql.create("older", first_form)


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


def everything(postgresql: PostgreSQL, database: str) -> list[Any]:
    """Return all that lies in a database: its tables and their columns, and how many rows there are."""
    with postgresql.connect(database) as db:
        columns = db.execute(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, 3"
        ).fetchall()
        tables = {(schema, table) for schema, table, _ in columns}
        return [
            columns,
            [
                db.execute(f'SELECT * FROM "{schema}"."{table}" AS t ORDER BY t').fetchall()
                for schema, table in sorted(tables)
            ],
        ]


class TestAltering:
    """What the next migrations may do to a table, in a file and on a server."""

    @pytest.mark.parametrize("where", ["file", "server"])
    def test_a_column_comes_with_its_rules(
        self, where: str, empty_diary: Path, on_server: str
    ) -> None:
        address = on_server if where == "server" else f"sqlite:///{empty_diary}"
        even = sa.CheckConstraint("mood % 2 = 0 AND name <> ':x'", name="ck_providers_mood_even")
        known = sa.Boolean(create_constraint=True, name="ck_providers_known_is_boolean")
        with contextlib.closing(database_at(address)) as diary, taken_back(diary) as db:
            with Operations.context(MigrationContext.configure(db)):
                add_column("providers", sa.Column("mood", sa.Integer(), even))
                add_column("providers", sa.Column("known", known, server_default=sa.true()))
            db.execute(insert(providers).values(name="Ana", name_key="ana", created_at=AT))
            db.execute(text("UPDATE providers SET mood = 4, known = NOT known"))
            assert db.execute(text("SELECT mood, known FROM providers")).one() == (4, False)
            with pytest.raises(IntegrityError, match="ck_providers_mood_even"):
                db.execute(text("UPDATE providers SET mood = 3"))


@contextlib.contextmanager
def taken_back(diary: Database) -> Iterator[Connection]:
    """Give a transaction that is not stored."""
    with contextlib.suppress(KeyError), diary.writing() as db:
        yield db
        raise KeyError


class TestMaking:
    def test_a_diary_is_made_by_the_first_writing_and_not_by_reading(
        self, postgresql: PostgreSQL, tracker: Tracker
    ) -> None:
        address = postgresql.create("new")
        for line in ("today", "history", "summary"):
            assert tracker.run(["--database", address, *line.split()])[0] == 0
        assert everything(postgresql, "new") == [[], []]
        assert tracker.run(["--database", address, "log", "ice", "15"])[1].startswith("#1  Ice")
        assert "#1" in tracker.run(["--database", address, "history"])[1]

    def test_processes_at_once_make_it_once(self, postgresql: PostgreSQL, tmp_path: Path) -> None:
        address = postgresql.create("new")
        answers = at_once(tmp_path, ["--database", address, "log", "ice", "15", "--yes"])
        assert [code for code, _, _ in answers] == [0, 0]
        assert sorted(out[:2] for _, out, _ in answers) == ["#1", "#2"]

    @pytest.mark.parametrize(
        ("settings", "said"),
        [
            ("search_path=nosuch", "has no schema to lie in"),
            ("client_min_messages=error", "in a database whose encoding is SQL_ASCII"),
        ],
    )
    def test_where_it_cannot_lie_is_told(
        self, postgresql: PostgreSQL, tracker: Tracker, settings: str, said: str
    ) -> None:
        address = postgresql.create("new")
        if "encoding" in said:
            with postgresql.connect("postgres") as db:
                db.execute('DROP DATABASE "new"')
                db.execute(
                    "CREATE DATABASE new ENCODING SQL_ASCII TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
                )
        for line in ("today", "log ice 15"):
            code, _, complaint = tracker.run(
                ["--database", f"{address}&options=-c{settings}", *line.split()]
            )
            assert (code, said in complaint) == (5, True)

    def test_two_schemas_of_a_database_hold_two_diaries(
        self, postgresql: PostgreSQL, tracker: Tracker
    ) -> None:
        address = postgresql.create("new")
        # One whose name is as long as it can be, and looks like nothing else.
        name = f"Ann's {'x' * 57}"
        with postgresql.connect("new") as db:
            db.execute(f'CREATE SCHEMA "{name}"')
        path = f"options=-csearch_path%3D%22{name.replace(' ', '%5C%20')}%22,public"
        ours, hers = DiaryServer(address), DiaryServer(f"{address}&{path}")
        with contextlib.closing(ours), contextlib.closing(hers):
            for diary in (ours, hers):
                with diary.writing() as db:
                    db.execute(insert(providers).values(name="Ana", name_key="ana", created_at=AT))
            with (
                contextlib.closing(bell_of(ours)) as bell,
                contextlib.closing(bell_of(hers)) as her_bell,
            ):
                # Neither waits for the lock of the other.
                with ours.writing(), hers.writing() as db:
                    db.execute(providers.delete())
                with (
                    contextlib.closing(database_at(f"{address}&{path}")) as third,
                    third.writing() as db,
                ):
                    db.execute(insert(providers).values(name="Bo", name_key="bo", created_at=AT))
                # What rings for all is in order: nothing but our own change came before it.
                with ours.writing() as db:
                    db.execute(providers.update().values(note="kind"))
                while not her_bell.drain():
                    assert select_.select([her_bell], [], [], 20)[0] == [her_bell]
                assert select_.select([bell], [], [], 20)[0] == [bell]
                assert bell.drain() is False
            for diary, names in ((ours, ["Ana"]), (hers, ["Bo"])):
                with diary.reading() as db:
                    assert list(db.execute(select(providers.c.name)).scalars()) == names
                    assert last_number(db, providers) == (1 if diary is ours else 2)
                found = diary.examine(None)
                assert (found.trouble, found.is_readable, found.is_own) == ("", True, True)
            assert ours.identity() != hers.identity()


def bell_of(diary: Database) -> Bell:
    bell = diary.bell()
    assert bell
    return bell


def at_once(home: Path, words: list[str]) -> list[Answer]:
    """Run a command in two processes at the same time."""
    with contextlib.ExitStack() as stack:
        programs = [stack.enter_context(Program(home)) for _ in range(2)]
        for program in programs:
            program.ask(*words)
        return [program.answer() for program in programs]


class TestUpgrading:
    def test_an_older_one_is_brought_up_to_date_once(
        self, older: str, postgresql: PostgreSQL, tmp_path: Path
    ) -> None:
        answers = at_once(tmp_path, ["--database", older, "history", "--limit", "0"])
        assert [code for code, _, _ in answers] == [0, 0]
        told = (
            f"The diary {older.replace('+psycopg', '')} was brought up to date (form 0001 to {HEAD});"
            " the other machines need this version of the program too.\n"
        )
        assert sorted(err for _, _, err in answers) == ["", told]
        assert all(f"#{number} " in answers[0].out for number in (1, 2, 3, 4, 6, 9))

    @pytest.mark.parametrize(
        "breaks",
        [
            "raise RuntimeError('two rows clash')",
            "op.execute('INSERT INTO sessions (id) VALUES (1)')",
        ],
    )
    def test_a_migration_that_fails_changes_nothing(
        self, older: str, postgresql: PostgreSQL, tmp_path: Path, breaks: str
    ) -> None:
        before = everything(postgresql, "older")
        source = next_version(tmp_path / "next", f"{HALF}    {breaks}\n")
        with Program(tmp_path, source=source) as program:
            answer = program("--database", older, "history")
        assert answer.code == 5
        assert "could not be brought up to date: " in answer.err
        assert "It was left as it was." in answer.err
        assert everything(postgresql, "older") == before

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ("COMMENT ON TABLE alembic_version IS 'selfcare-tracker 0999'", "was written by a newer tracker (form 0999;"),
            ("COMMENT ON TABLE alembic_version IS 'selfcare-tracker 001'", 'its form is said to be "001"'),
            ("COMMENT ON TABLE alembic_version IS NULL", "is a database of another program"),
            ("DROP TABLE alembic_version", "is a database of another program"),
        ],
        ids=["newer", "bent", "of others", "of no form"],
    )  # fmt: skip
    def test_what_this_program_cannot_use_is_left_untouched(
        self, older: str, postgresql: PostgreSQL, tracker: Tracker, changed: str, said: str
    ) -> None:
        with postgresql.connect("older") as db:
            db.execute(changed)
        before = everything(postgresql, "older")
        for line in ("history", "log ice 15"):
            code, answer, complaint = tracker.run(["--database", older, *line.split()])
            assert (code, answer, said in complaint) == (5, "", True), complaint
        assert everything(postgresql, "older") == before

    def test_one_that_is_changed_meanwhile_is_told_of(
        self, older: str, postgresql: PostgreSQL
    ) -> None:
        with contextlib.closing(database_at(older)) as diary:
            with diary.writing():
                pass
            with postgresql.connect("older") as db:
                db.execute("ALTER TABLE providers RENAME COLUMN name TO called")
                db.execute("COMMENT ON TABLE alembic_version IS 'selfcare-tracker 0999'")
            for said in ("has other tables than this program knows", "was written by a newer"):
                with pytest.raises(DatabaseTrouble, match=said), diary.reading() as db:
                    db.execute(select(providers.c.name))

    def test_alembic_works_on_it(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, postgresql: PostgreSQL
    ) -> None:
        monkeypatch.setenv("TRACKER_DATABASE_URL", postgresql.create("new"))
        said = io.StringIO()
        config = configured()
        config.stdout = said
        command.current(config)
        assert everything(postgresql, "new") == [[], []]
        command.upgrade(config, "0005")
        command.current(config)
        with pytest.raises(CommandError, match="not up to date"):
            command.check(config)
        command.upgrade(config, "head")
        command.current(config)
        command.check(config)
        command.history(config)
        assert said.getvalue().split("\n")[:4] == [
            "0005",
            f"{HEAD} (head)",
            "No new upgrade operations detected.",
            f"0011 -> {HEAD} (head), {title_of_head()}",
        ]


@contextlib.contextmanager
def reader(postgresql: PostgreSQL, database: str) -> Iterator[str]:
    """Give the address of a diary for a role that may only read it."""
    with postgresql.connect(database) as db:
        db.execute("CREATE ROLE reader LOGIN")
        db.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        yield postgresql.address(database).replace("tracker@", "reader@")
        db.execute("DROP OWNED BY reader")
        db.execute("DROP ROLE reader")


class TestRoles:
    def test_who_may_only_read_reads_and_is_told_when_it_writes(
        self, on_server: str, postgresql: PostgreSQL, tracker: Tracker
    ) -> None:
        assert tracker.run(["--database", on_server, "log", "ice", "15"])[0] == 0
        with reader(postgresql, "tracker") as address:
            for line in ("today", "history", "summary", "due"):
                assert tracker.run(["--database", address, *line.split()])[0] == 0
            code, answer, complaint = tracker.run(["--database", address, "log", "ice", "15"])
        assert (code, answer) == (5, "")
        assert complaint.startswith(
            f"Error: the diary {address.replace('+psycopg', '')} does not let you do that:"
            " permission denied for table sessions. Nothing was stored.\n"
        )

    def test_who_may_only_read_is_told_that_it_is_of_an_older_form(
        self, older: str, postgresql: PostgreSQL, tracker: Tracker
    ) -> None:
        with reader(postgresql, "older") as address:
            code, _, complaint = tracker.run(["--database", address, "history"])
        assert code == 5
        assert (
            f"is of an older form (0001); this program needs {HEAD}, and you may not" in complaint
        )

    def test_who_reads_for_long_is_waited_for(
        self, older: str, postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lock = "tracker.database.postgresql.diary._LOCK"
        monkeypatch.setattr(lock, "SET LOCAL lock_timeout = '50ms'")
        with postgresql.connect("older") as db, contextlib.closing(database_at(older)) as diary:
            with db.transaction():
                db.execute("SELECT FROM providers")
                is_locked = pytest.raises(DatabaseTrouble, match="is locked by another program")
                with is_locked, diary.writing():
                    pass
            with diary.writing():
                pass
