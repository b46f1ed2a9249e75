"""The schema: tables and migrations agree, bad rows are refused, and an older diary is kept."""

import contextlib
import json
import resource
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from places import CHECKOUT, Program, environment, files, is_whole, python, rows
from sqlalchemy import CheckConstraint, Connection, Index, Table, create_engine, inspect
from sqlalchemy.schema import UniqueConstraint

from tracker.database import APPLICATION_ID, HEAD, Database, make_file
from tracker.database.upgrading import migrating, migrations_folder
from tracker.tables import metadata

FIRST_FORM = (Path(__file__).parent / "diary_0001.sql").read_text(encoding="utf-8")
NEXT = f"{int(HEAD) + 1:04}"


def configured(db: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["connection"] = db
    return config


@pytest.fixture
def path(tmp_path: Path) -> Path:
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


class TestAgreement:
    def test_the_program_needs_the_newest_form(self) -> None:
        assert ScriptDirectory.from_config(configured()).get_heads() == [HEAD]

    def test_the_first_form_is_never_edited(self, path: Path, tmp_path: Path) -> None:
        make_file(path)
        with migrating(path) as (db, _):
            command.upgrade(configured(db), "0001")
        with contextlib.closing(sqlite3.connect(tmp_path / "first.db")) as first:
            first.executescript(FIRST_FORM)
            with contextlib.closing(sqlite3.connect(path)) as made:
                assert statements(made) == statements(first)

    def test_alembic_finds_nothing_to_do(self, path: Path) -> None:
        make_file(path)
        with migrating(path) as (db, _):
            command.upgrade(configured(db), "head")
            command.check(configured(db))

    @pytest.mark.parametrize("is_new", [True, False])
    def test_the_migrations_make_the_tables_down_to_each_constraint(
        self, path: Path, is_new: bool
    ) -> None:
        if not is_new:
            with contextlib.closing(sqlite3.connect(path)) as db:
                db.executescript(FIRST_FORM)
        with contextlib.closing(Database(f"sqlite:///{path}")) as diary, diary.reading() as db:
            migrated = described(db)
        engine = create_engine("sqlite://")
        with engine.begin() as db:
            metadata.create_all(db)
            declared = described(db)
        engine.dispose()
        del migrated["alembic_version"]
        assert migrated == declared

    def test_every_constraint_has_a_name(self, path: Path) -> None:
        with contextlib.closing(Database(f"sqlite:///{path}")) as diary, diary.reading() as db:
            found = inspect(db)
            unnamed = [
                (name, constraint)
                for name in found.get_table_names()
                for constraint in [
                    *found.get_check_constraints(name),
                    *found.get_foreign_keys(name),
                    *found.get_unique_constraints(name),
                    # SQLite takes no name for a key that counts by itself.
                    *([] if counts(db, name) else [found.get_pk_constraint(name)]),
                ]
                if not constraint["name"]
            ]
        assert unnamed == []

    def test_alembic_works_from_the_checkout(self, path: Path, tmp_path: Path) -> None:
        def alembic(*words: str) -> str:
            run = subprocess.run(
                python("-m", "alembic", *words),
                check=False,
                capture_output=True,
                text=True,
                cwd=CHECKOUT,
                env=environment(tmp_path, TRACKER_DATABASE_URL=f"sqlite:///{path}"),
            )
            assert run.returncode == 0, run.stderr
            return run.stdout

        assert alembic("history").splitlines()[0].endswith(f"{HEAD} (head), {title_of_head()}")
        assert alembic("upgrade", "head") == ""
        assert alembic("current") == f"{HEAD} (head)\n"
        assert alembic("check") == "No new upgrade operations detected.\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with Program(tmp_path, path) as program:
            answer = program("log", "ice", "15")
        assert (answer.code, answer.err) == (0, "")
        assert files(tmp_path).keys() == {"records"}
        assert files(path.parent).keys() == {"diary.db"}


def statements(db: sqlite3.Connection) -> list[str]:
    """Return the statements that made the schema, without regard to quotes and order."""
    found = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    return sorted(sql.replace('"', "") for (sql,) in found)


def title_of_head() -> str:
    revision = ScriptDirectory.from_config(configured()).get_revision(HEAD)
    assert revision.doc
    return revision.doc


def counts(db: Connection, table: str) -> bool:
    sql = db.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).scalar()
    return "AUTOINCREMENT" in str(sql)


def described(db: Connection) -> dict[str, Any]:
    """Return what each table consists of, in an order that does not matter."""
    found = inspect(db)
    return {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in found.get_columns(name)
            },
            "key": found.get_pk_constraint(name)["constrained_columns"],
            "counts": counts(db, name),
            "checks": sorted((c["name"], c["sqltext"]) for c in found.get_check_constraints(name)),
            "uniques": sorted(
                (c["name"], c["column_names"]) for c in found.get_unique_constraints(name)
            ),
            "references": sorted(
                (c["name"], c["constrained_columns"], c["referred_table"], c["options"])
                for c in found.get_foreign_keys(name)
            ),
            "indexes": sorted(
                db.exec_driver_sql(
                    "SELECT name, sql FROM sqlite_master"
                    " WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
                    (name,),
                ).all()
            ),
        }
        for name in found.get_table_names()
    }


DAY, AT, LATER = "2026-11-23", "2026-11-23 17:00:00.000000", "2026-11-24 17:00:00.000000"
# One good row for each table, in an order in which they can be inserted.
GOOD: dict[str, dict[str, Any]] = {
    "providers": {"id": 1, "name": "Ana", "name_key": "ana", "created_at": AT},
    "sessions": {
        "id": 1, "kind": "massage", "day": DAY, "started_at": AT, "zone": "UTC", "duration_s": 60,
        "came_in": "logged", "created_at": AT, "changed_at": AT,
    },
    "session_areas": {"session_id": 1, "position": 0, "area": "neck", "side": "left"},
    "massages": {"session_id": 1, "style": "thai", "performer": "self", "purpose": "relaxation"},
    "services": {
        "session_id": 1, "provider_id": 1, "cost": 8000, "currency": "EUR", "covered": 8000,
        "claim": "paid",
    },
    "applications": {"session_id": 1, "temperature_c": 40.5, "barrier": 1},
    "exercises_done": {
        "session_id": 1, "position": 0, "exercise": "plank", "sets": 3, "reps": 1, "hold_s": 1,
        "each_side": 0,
    },
    "changes": {"id": 1, "at": AT, "verb": "log", "what": "#1"},
    "changed_rows": {"change_id": 1, "position": 0, "table_name": "sessions", "row_key": "{}"},
    "plans": {
        "id": 1, "name": "Back", "name_key": "back", "kind": "massage", "details": "{}",
        "directed_by": 1, "created_at": AT, "changed_at": AT,
    },
    "schedules": {
        "plan_id": 1, "from_at": AT, "rhythm": "weekdays", "weekdays": "mon", "every": 1,
        "clock_times": "18:00", "first_on": DAY, "until_on": DAY, "gap_days": 0,
    },
    "pauses": {"id": 1, "plan_id": 1, "first_on": DAY, "until_on": DAY},
    "plan_dues": {"plan_id": 1, "computed_until": AT, "next_due_at": AT, "is_stale": 0},
    "due_basis": {"id": 1, "words": "UTC"},
    "reminders": {
        "id": 1, "plan_id": 1, "day": DAY, "clock": "18:00", "due_at": AT, "state": "done",
        "tries": 0, "shown_times": 0, "answered_by": 1,
    },
    "decisions": {"id": 1, "reminder_id": 1, "at": AT, "what": "shown", "words": "due"},
    "digests": {"week_first": DAY, "tries": 0},
    "conditions": {
        "id": 1, "key": "fever", "name": "fever", "name_key": "fever", "side": "left",
        "from_at": AT, "until_at": AT, "cleared_by": "Dr. Lee", "cleared_on": DAY,
        "created_at": AT,
    },
    "overrides": {"id": 1, "session_id": 1, "rule": "heat", "reason": "my own", "at": AT},
    "own_exercises": {"id": "swim", "name": "Swimming", "created_at": AT},
    "routines": {"id": 1, "name": "Morning", "name_key": "morning", "created_at": AT},
    "routine_steps": {"routine_id": 1, "position": 0, "exercise": "plank"},
    "routines_followed": {"session_id": 1, "routine": "Morning"},
    "timers": {"id": 1, "started_at": AT, "seen_at": AT, "content": "{}"},
}  # fmt: skip

# What makes a good row break each rule; those for a word that is not known are not told here.
BREAKING: dict[str, list[dict[str, Any]]] = {
    "ck_providers_rating_in_range": [{"rating": 0}, {"rating": 6}],
    "ck_sessions_duration_within_a_day": [{"duration_s": bad} for bad in (0, -1, 86401, "long")],
    "ck_sessions_pain_before_on_scale": [{"pain_before": bad} for bad in (-1, 11, "much")],
    "ck_sessions_pain_after_on_scale": [{"pain_after": bad} for bad in (-1, 11, "much")],
    "ck_services_cost_not_negative": [{"cost": -1, "covered": None}],
    "ck_services_cost_has_currency": [
        {"currency": None},
        {"cost": None, "covered": None},
    ],
    "ck_services_covered_within_cost": [{"covered": 8001}, {"covered": -1}],
    "ck_services_covered_has_cost": [{"cost": None, "currency": None}],
    "ck_applications_barrier_is_boolean": [{"barrier": 2}, {"barrier": "yes"}],
    "ck_exercises_done_each_side_is_boolean": [{"each_side": 2}],
    "ck_exercises_done_counts_positive": [{"sets": 0}, {"reps": 0}, {"sets": None, "reps": 0}],
    "ck_exercises_done_hold_positive": [{"hold_s": 0}],
    "ck_schedules_weekdays_told": [
        {"weekdays": None},
        {"rhythm": "interval"},
    ],
    "ck_schedules_times_told": [
        {"times_a_week": 3},
        {"rhythm": "quota", "weekdays": None, "every": None},
    ],
    "ck_schedules_every_told": [
        {"every": None},
        {"rhythm": "quota", "weekdays": None, "times_a_week": 3},
    ],
    "ck_schedules_every_within_a_year": [{"every": 0}, {"every": 367}],
    "ck_schedules_times_positive": [
        {"rhythm": "quota", "weekdays": None, "every": None, "times_a_week": 0}
    ],
    "ck_schedules_gap_within_a_year": [{"gap_days": -1}, {"gap_days": 367}],
    "ck_schedules_ends_after_it_begins": [{"until_on": "2026-11-22"}],
    "ck_pauses_ends_after_it_begins": [{"until_on": "2026-11-22"}],
    "ck_plan_dues_is_stale_is_boolean": [{"is_stale": 2}],
    "ck_due_basis_one_row": [{"id": 2}],
    "ck_reminders_answered_is_done": [{"state": "due"}],
    "ck_conditions_ends_after_it_begins": [{"from_at": LATER}],
    "ck_conditions_cleared_whole": [{"cleared_by": None}, {"cleared_on": None}],
    "ck_overrides_of_one_thing": [{"plan_id": 1}, {"session_id": None}],
    "ck_timers_only_one": [{"id": 2}],
    "uq_plans_living_name_key": [{"id": 2}],
    "uq_providers_name_key": [{"id": 2}],
    "uq_reminders_plan_id_day_clock": [{"id": 2}],
    "uq_routines_name_key": [{"id": 2}],
}

# What must change besides, lest another rule be broken before.
FREEING: dict[str, dict[str, Any]] = {
    "ck_schedules_rhythm_known": {"weekdays": None},
    "ck_reminders_state_known": {"answered_by": None},
}

# What lies just within the rules.
BORDERS: list[tuple[str, dict[str, Any]]] = [
    ("sessions", {"duration_s": 86400, "pain_before": 0, "pain_after": 10, "started_at": None}),
    ("sessions", {"duration_s": 1}),
    ("services", {"cost": 0, "covered": 0}),
    ("services", {"cost": 2**63 - 1, "covered": None}),
    ("services", {"cost": None, "currency": None, "covered": None, "claim": None}),
    ("exercises_done", {"sets": None, "reps": None, "hold_s": None}),
    ("exercises_done", {"reps": None}),
    ("applications", {"barrier": None}),
]


@pytest.fixture
def empty(path: Path) -> Iterator[sqlite3.Connection]:
    """A new diary, written by plain SQL."""
    with contextlib.closing(Database(f"sqlite:///{path}")) as diary, diary.reading():
        pass
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = ON")
        yield db


@pytest.fixture
def full(empty: sqlite3.Connection) -> sqlite3.Connection:
    """A diary with one good row in every table."""
    for table, row in GOOD.items():
        put(empty, table, row)
    return empty


def put(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def checks() -> dict[str, Table]:
    """Return the names of all CHECK constraints, with their tables."""
    return {
        str(constraint.name): table
        for table in metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def cases() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, table in checks().items():
        if name.endswith("_known"):
            column = name.removeprefix(f"ck_{table.name}_").removesuffix("_known")
            yield name, table.name, {column: "nonsense"} | FREEING.get(name, {})
        for changes in BREAKING.get(name, []):
            yield name, table.name, changes


class TestBadRows:
    def test_every_table_and_every_rule_is_tried(self) -> None:
        uniques = {
            str(unique.name)
            for table in metadata.sorted_tables
            for unique in [*table.constraints, *table.indexes]
            if isinstance(unique, UniqueConstraint) or (isinstance(unique, Index) and unique.unique)
        }
        assert GOOD.keys() == metadata.tables.keys()
        told = {name for name in checks() if not name.endswith("_known")}
        assert BREAKING.keys() == told | uniques

    def test_good_rows_are_taken(self, full: sqlite3.Connection) -> None:
        for table in GOOD:
            assert full.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)

    @pytest.mark.parametrize(("table", "changes"), BORDERS)
    def test_what_lies_just_within_is_taken(
        self, full: sqlite3.Connection, table: str, changes: dict[str, Any]
    ) -> None:
        values = ", ".join(f"{name} = ?" for name in changes)
        full.execute(f"UPDATE {table} SET {values}", list(changes.values()))

    def test_what_breaks_a_rule_is_refused_by_its_name(self, full: sqlite3.Connection) -> None:
        full.execute("PRAGMA foreign_keys = OFF")
        said = {}
        for name, table, changes in cases():
            full.execute("BEGIN")
            full.execute(f"DELETE FROM {table}")
            with pytest.raises(sqlite3.IntegrityError) as refused:
                put(full, table, GOOD[table] | changes)
            full.execute("ROLLBACK")
            said[name, str(changes)] = str(refused.value)
        assert said == {
            (name, str(changes)): f"CHECK constraint failed: {name}" for name, _, changes in cases()
        }

    def test_what_must_be_unique_is(self, full: sqlite3.Connection) -> None:
        for name in [name for name in BREAKING if name.startswith("uq_")]:
            table = next(table for table in GOOD if name.startswith(f"uq_{table}_"))
            columns = name.removeprefix(f"uq_{table}_").removeprefix("living_")
            with pytest.raises(sqlite3.IntegrityError, match=f"UNIQUE.*{table}.{columns[:4]}"):
                put(full, table, GOOD[table] | BREAKING[name][0])
        full.execute("UPDATE plans SET removed_at = created_at")
        put(full, "plans", GOOD["plans"] | {"id": 2})

    @pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
    def test_the_same_key_twice_is_refused(self, full: sqlite3.Connection, table: Table) -> None:
        key = {column.name: GOOD[table.name][column.name] for column in table.primary_key}
        told = {name: value for name, value in GOOD[table.name].items() if name not in key}
        if unique := {"name_key"} & told.keys():
            told |= dict.fromkeys(unique, "another")
        if table.name == "reminders":
            told["clock"] = "19:00"
        columns = ", ".join(f"{table}.{name}" for name in key)
        with pytest.raises(sqlite3.IntegrityError) as refused:
            put(full, table.name, told | key)
        assert str(refused.value) == f"UNIQUE constraint failed: {columns}"

    @pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
    def test_what_is_needed_must_be_told(self, empty: sqlite3.Connection, table: Table) -> None:
        empty.execute("PRAGMA foreign_keys = OFF")
        # SQLite gives a number itself where a table has one as its key.
        only = next(iter(table.primary_key)) if len(table.primary_key) == 1 else None
        numbered = only if only is not None and only.type.python_type is int else None
        for column in table.columns:
            if column.nullable or column is numbered:
                continue
            with pytest.raises(sqlite3.IntegrityError) as refused:
                put(empty, table.name, GOOD[table.name] | {column.name: None})
            assert str(refused.value) == f"NOT NULL constraint failed: {table}.{column.name}"

    def test_what_refers_to_nothing_is_refused(self, full: sqlite3.Connection) -> None:
        full.execute("PRAGMA ignore_check_constraints = ON")
        tried = 0
        for table in metadata.sorted_tables:
            for column in table.columns:
                if column.foreign_keys:
                    tried += 1
                    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY constraint"):
                        full.execute(f"UPDATE {table} SET {column.name} = 999")
        assert tried > 10

    def test_what_others_need_cannot_be_deleted(self, full: sqlite3.Connection) -> None:
        referred = {
            key.column.table.name
            for table in metadata.sorted_tables
            for column in table.columns
            for key in column.foreign_keys
            if key.ondelete is None
        }
        for table in referred:
            with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY constraint"):
                full.execute(f"DELETE FROM {table}")

    def test_a_number_is_never_given_twice(self, empty: sqlite3.Connection) -> None:
        for table in ("providers", "sessions", "changes", "plans", "conditions"):
            put(empty, table, GOOD[table] | {"id": 7})
            empty.execute("PRAGMA foreign_keys = OFF")
            empty.execute(f"DELETE FROM {table}")
            told = {name: value for name, value in GOOD[table].items() if name != "id"}
            put(empty, table, told)
            assert empty.execute(f"SELECT id FROM {table}").fetchall() == [(8,)]


class TestFromTheFirstForm:
    def test_every_row_stays_right(self, older: Path, tmp_path: Path) -> None:
        before = rows(older)
        assert all(before.values())
        with Program(tmp_path, older) as program:
            answer = program("history", "--limit", "0")
        copy = older.with_name("diary.form-0001.db")
        assert answer.code == 0
        assert answer.err == (
            f"The diary was brought up to date (form 0001 to {HEAD}); "
            "as it was before it lies in ~/records/diary.form-0001.db.\n"
        )
        assert kept_of(rows(older), before) == before | {"alembic_version": [{"version_num": HEAD}]}
        assert rows(copy) == before
        assert files(older.parent).keys() == {"diary.db", "diary.form-0001.db"}
        for path in (older, copy):
            assert is_whole(path)
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            with contextlib.closing(sqlite3.connect(path)) as db:
                assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)

    def test_what_was_done_before_can_still_be_taken_back(
        self, older: Path, tmp_path: Path
    ) -> None:
        with Program(tmp_path, older) as program:
            assert program("undo").code == 0
            found = json.loads(program("history", "--json", "--limit", "0").out)
            assert program("log", "ice", "15").code == 0
        assert [session["number"] for session in found["sessions"]] == [9, 4, 2, 1, 3, 5, 6]
        assert rows(older)["sessions"][-1]["id"] == 10

    def test_it_is_said_once(self, older: Path, tmp_path: Path) -> None:
        with Program(tmp_path, older) as program:
            told = [program("today").err.count("brought up to date") for _ in range(3)]
        assert told == [1, 0, 0]

    def test_it_is_said_even_where_the_command_fails(self, older: Path, tmp_path: Path) -> None:
        with Program(tmp_path, older) as program:
            answer = program("delete", "777")
        assert answer.code == 3
        begins = [line.split()[0] for line in answer.err.splitlines() if line[0] != " "]
        assert begins == ["Error:", "The"]

    @pytest.mark.parametrize("count", [2, 4])
    def test_commands_at_once_do_it_once(self, older: Path, tmp_path: Path, count: int) -> None:
        before = rows(older)
        with contextlib.ExitStack() as stack:
            programs = [stack.enter_context(Program(tmp_path, older)) for _ in range(count)]
            for program in programs:
                program.ask("log", "ice", "15", "--yes")
            answers = [program.answer() for program in programs]
        assert [answer.code for answer in answers] == count * [0]
        assert sum("brought up to date" in answer.err for answer in answers) == 1
        assert files(older.parent).keys() == {"diary.db", "diary.form-0001.db"}
        assert len(rows(older)["sessions"]) == len(before["sessions"]) + count
        assert rows(older.with_name("diary.form-0001.db")) == before

    def test_an_earlier_copy_is_never_written_over(self, older: Path, tmp_path: Path) -> None:
        for name in ("diary.form-0001.db", "diary.form-0001-2.db"):
            older.with_name(name).write_text(name)
        with Program(tmp_path, older) as program:
            assert "diary.form-0001-3.db" in program("today").err
        assert older.with_name("diary.form-0001.db").read_text() == "diary.form-0001.db"
        assert older.with_name("diary.form-0001-2.db").read_text() == "diary.form-0001-2.db"

    def test_a_read_only_one_is_left_alone(self, older: Path, tmp_path: Path) -> None:
        older.chmod(0o400)
        before = files(older.parent)
        with Program(tmp_path, older, is_bound=True) as program:
            answer = program("history")
        said = (
            "Error: the diary ~/records/diary.db is read-only and of an older form (0001); "
            f"this program needs {HEAD}.\n"
            "  Make the file and its folder writable once, so that it can be brought up to date.\n"
        )
        assert answer == (5, "", said)
        assert files(older.parent) == before

    def test_without_room_for_the_copy_nothing_is_done(self, older: Path, tmp_path: Path) -> None:
        before = older.read_bytes()
        limit = f"import resource; resource.setrlimit({resource.RLIMIT_FSIZE}, (40_000, -1))\n"
        with Program(tmp_path, older, before=limit) as program:
            answer = program("history")
        assert answer.code == 5
        assert "the disk of ~/records is full. What was there is unharmed." in answer.err
        assert files(older.parent) == {"diary.db": before}
        with Program(tmp_path, older) as program:
            assert program("history").code == 0


def kept_of(
    after: dict[str, list[dict[str, Any]]], before: dict[str, list[dict[str, Any]]]
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of now, as far as the tables and columns of before have them."""
    return {
        table: [{name: row[name] for name in listed[0]} for row in after[table]]
        for table, listed in before.items()
        if table != "sqlite_sequence"
    } | {"sqlite_sequence": before["sqlite_sequence"]}


REBUILDING = """
    sessions = op.get_bind().exec_driver_sql("SELECT count(*) FROM sessions").scalar()
    with op.batch_alter_table("sessions", recreate="always") as table:
        table.add_column(sa.Column("mood", sa.Integer(), nullable=True))
    op.execute("UPDATE sessions SET mood = id")
"""
HALF = """
    op.create_table("moods", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("DELETE FROM session_areas")
"""


def next_version(folder: Path, upgrade: str) -> Path:
    """Write the program as its next version may be, with one more migration; return its folder."""
    folder.mkdir()
    for name in ("tracker", "migrations"):
        shutil.copytree(CHECKOUT / name, folder / name)
    code = folder / "tracker" / "database" / "connecting.py"
    code.write_text(code.read_text().replace(f'HEAD = "{HEAD}"', f'HEAD = "{NEXT}"'))
    (folder / "migrations" / "versions" / f"{NEXT}_next.py").write_text(
        '"""The next one."""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\n'
        f'revision = "{NEXT}"\ndown_revision = "{HEAD}"\n\n\ndef upgrade() -> None:{upgrade}'
    )
    return folder


class TestTheNextVersion:
    """A copy of the program with one more migration, which the diary of this one then meets."""

    @pytest.fixture
    def current(self, full: sqlite3.Connection, path: Path) -> Path:
        # A timer left behind and a living plan would make every command add a remark of its own.
        full.execute("DELETE FROM timers")
        full.execute("UPDATE plans SET removed_at = created_at")
        full.close()
        return path

    def test_a_table_that_is_rebuilt_keeps_what_refers_to_it(
        self, current: Path, tmp_path: Path
    ) -> None:
        before = rows(current)
        with Program(
            tmp_path, current, source=next_version(tmp_path / "next", REBUILDING)
        ) as next_:
            answer = next_("history")
        assert answer.code == 0
        assert answer.err == (
            f"The diary was brought up to date (form {HEAD} to {NEXT}); "
            f"as it was before it lies in ~/records/diary.form-{HEAD}.db.\n"
        )
        after = rows(current)
        assert [row["mood"] for row in after["sessions"]] == [1]
        assert kept_of(after, before) == before | {"alembic_version": [{"version_num": NEXT}]}
        assert rows(current.with_name(f"diary.form-{HEAD}.db")) == before
        assert is_whole(current)
        stored = files(current.parent)
        with Program(tmp_path, current) as program:
            answer = program("history")
        assert answer.code == 5
        assert f"was written by a newer tracker (form {NEXT}; this one knows {HEAD})" in answer.err
        assert files(current.parent) == stored

    @pytest.mark.parametrize(
        ("breaks", "reason"),
        [
            ("raise RuntimeError('two rows\\nclash')", "could not be brought up to date: two rows\\nclash."),
            ("op.execute('UPDATE absent SET x = 1')", "could not be brought up to date: no such table: absent."),
            ("op.execute('INSERT INTO sessions (id) VALUES (1)')", "could not be brought up to date: NOT NULL "),
            ("op.execute('DELETE FROM sessions')", " rows would refer to missing ones."),
        ],
        ids=["error", "bad statement", "bad row", "lost reference"],
    )  # fmt: skip
    def test_a_migration_that_fails_changes_nothing(
        self, current: Path, tmp_path: Path, breaks: str, reason: str
    ) -> None:
        before = files(current.parent)
        source = next_version(tmp_path / "next", f"{HALF}    {breaks}\n")
        with Program(tmp_path, current, source=source) as program:
            answers = [program("history"), program("log", "ice", "15")]
        for answer in answers:
            assert (answer.code, answer.out) == (5, "")
            assert answer.err.startswith("Error: the diary ~/records/diary.db ")
            assert reason.replace("\n", "\\n") in answer.err
            assert "It was left as it was." in answer.err
            assert "Traceback" not in answer.err
            assert len(answer.err.splitlines()) == 2
        assert files(current.parent) == before
        with Program(tmp_path, current) as program:
            assert program("history").err == ""
