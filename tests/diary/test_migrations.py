"""Migrations: they make the tables, and an older diary is kept whole."""

import contextlib
import json
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

from tests.diary.conftest import FIRST_FORM
from tests.places import CHECKOUT, Program, environment, files, is_whole, python, rows
from tracker.database import HEAD
from tracker.database.form import migrations_folder
from tracker.database.sqlite.connecting import APPLICATION_ID
from tracker.database.sqlite.diary import DiaryFile
from tracker.database.sqlite.files import make_file
from tracker.database.sqlite.upgrading import copy_aside, migrating
from tracker.errors import DatabaseTrouble
from tracker.tables import metadata

NEXT = f"{int(HEAD) + 1:04}"


def configured(db: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["connection"] = db
    return config


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

    def test_a_new_diary_is_as_the_migrations_make_it(self, path: Path, tmp_path: Path) -> None:
        make_file(path)
        with migrating(path) as (db, _):
            command.upgrade(configured(db), "head")
            migrated = described(db)
        other = tmp_path / "new.db"
        with contextlib.closing(DiaryFile(f"sqlite:///{other}")) as diary, diary.writing() as db:
            assert described(db) == migrated
            command.check(configured(db))

    @pytest.mark.parametrize("is_new", [True, False])
    def test_the_migrations_make_the_tables_down_to_each_constraint(
        self, path: Path, is_new: bool
    ) -> None:
        if not is_new:
            with contextlib.closing(sqlite3.connect(path)) as db:
                db.executescript(FIRST_FORM)
        with contextlib.closing(DiaryFile(f"sqlite:///{path}")) as diary, diary.writing() as db:
            migrated = described(db)
        engine = create_engine("sqlite://")
        with engine.begin() as db:
            metadata.create_all(db)
            declared = described(db)
        engine.dispose()
        del migrated["alembic_version"]
        assert migrated == declared

    def test_every_constraint_has_a_name(self, path: Path) -> None:
        with contextlib.closing(DiaryFile(f"sqlite:///{path}")) as diary, diary.writing() as db:
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
    code = folder / "tracker" / "database" / "form.py"
    code.write_text(code.read_text().replace(f'HEAD = "{HEAD}"', f'HEAD = "{NEXT}"'))
    (folder / "migrations" / "versions" / f"{NEXT}_next.py").write_text(
        '"""The next one."""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\n'
        f'revision = "{NEXT}"\ndown_revision = "{HEAD}"\n\n\ndef upgrade() -> None:{upgrade}'
    )
    return folder


class TestTheCopy:
    def test_it_has_its_name_only_once_it_is_whole(
        self, older: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        copy = older.with_name("copy.db")
        copy.with_name("copy.db~").write_bytes(b"what a killed program left")
        seen: list[set[str]] = []
        synced = os.fsync

        def look(descriptor: int) -> None:
            seen.append(set(os.listdir(older.parent)))
            synced(descriptor)

        monkeypatch.setattr(os, "fsync", look)
        copy_aside(older, copy)
        assert [("copy.db" in names, "copy.db~" in names) for names in seen] == [(False, True)]
        assert rows(copy) == rows(older)
        assert not copy.with_name("copy.db~").exists()
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600

    def test_one_that_is_not_whole_is_refused_and_not_kept(self, older: Path) -> None:
        content = older.read_bytes()
        older.write_bytes(content[: 4096 * 3] + bytes(4096 * 3) + content[4096 * 6 :])
        with pytest.raises((DatabaseTrouble, sqlite3.DatabaseError)):
            copy_aside(older, older.with_name("copy.db"))
        assert [name for name in os.listdir(older.parent) if "copy" in name] == []


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
