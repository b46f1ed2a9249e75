"""A diary copied to another place: the same row by row, both of them one, or nothing at all."""

import contextlib
import json
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.commands.schema import checked
from tests.commands.test_asking import typed
from tests.conftest import SUNDAY_MORNING, Tracker, moment_of
from tests.diary.good_rows import GOOD, put
from tests.postgresql import PostgreSQL
from tracker.database import database_at
from tracker.database.statements import last_number
from tracker.journal import Journal
from tracker.tables import bubbles, digests, due_basis, metadata, reminders

QUIET = "reminders.nag = false"
OF_THE_MACHINE = {bubbles.name, due_basis.name}

Everything = Mapping[str, list[tuple[Any, ...]]]


def everything(address: str) -> Everything:
    """Return every row of every table of a diary that is copied, as the program reads it."""
    with contextlib.closing(database_at(address)) as diary, diary.reading() as db:
        return {
            table.name: [
                tuple(row) for row in db.execute(select(table).order_by(*table.primary_key))
            ]
            for table in metadata.sorted_tables
            if table.name not in OF_THE_MACHINE
        }


def numbers(address: str) -> Mapping[str, int]:
    """Return the last number that each table has given, where none is given again in a file."""
    with contextlib.closing(database_at(address)) as diary, diary.reading() as db:
        file = sqlite_numbers()
        return {name: last_number(db, metadata.tables[name]) for name in file}


def sqlite_numbers() -> list[str]:
    tables = metadata.sorted_tables
    return [one.name for one in tables if one.dialect_options["sqlite"]["autoincrement"]]


def file_at(path: Path) -> str:
    return f"sqlite:///{path}"


def _moved(column: str, value: Any) -> Any:
    """Return what stands in a column of a good row beside the rows that are there."""
    if column == "weekdays":
        return "0"
    is_number = column.endswith(("id", "_by")) and isinstance(value, int)
    return value + 100 if is_number else value


@pytest.fixture
def full(tracker: Tracker) -> Tracker:
    """A diary with a row in every table, and with some that were taken back or deleted."""
    tracker.configure(QUIET)
    for line in (
        "log massage 60 --with 'Ben Ürük' --pain 6:3 --note 'an “odd”\tnote ☕' --at 'yesterday 18:30'",
        "log heat 20 --temperature 40.3",
        "plan add exercise --on mon,wed --at 07:30 --name Morning",
        "pain 4 --area neck",
        "log ice 5",
        "delete 3",
        "log ice 6",
        "undo",
        "plan pause Morning --until 2026-12-24",
    ):
        code, _, complaint = tracker.run(shlex.split(line))
        assert code == 0, complaint
    with contextlib.closing(sqlite3.connect(tracker.database)) as db, db:
        for table, row in GOOD.items():
            if table == "timers":
                put(db, table, row)  # There is only one.
            elif table != due_basis.name:
                put(db, table, {name: _moved(name, value) for name, value in row.items()})
    held = everything(file_at(tracker.database))
    assert all(held.values()), [name for name, rows in held.items() if not rows]
    return tracker


class TestIntoAnEmptyOne:
    def test_there_and_back_every_row_is_the_same(self, full: Tracker, on_server: str) -> None:
        here, back = file_at(full.database), file_at(full.home / "back.db")
        before, given = everything(here), numbers(here)
        answer = full(f"copy --to {on_server}")
        assert "It is the same in all" in answer
        assert f"{sum(map(len, before.values()))} rows" in answer
        assert everything(on_server) == before == everything(here)
        assert numbers(on_server) == given == numbers(here)
        assert f"copy of {database_at(on_server).name}" in full(
            f"--database {on_server} copy --to {back}"
        )
        assert everything(back) == before
        assert numbers(back) == given
        assert [next_person(one) for one in (here, on_server, back)] == [102, 102, 102]

    def test_what_is_taken_back_there_is_what_was_done_here(
        self, tracker: Tracker, on_server: str
    ) -> None:
        tracker.configure(QUIET)
        tracker("log ice 5")
        tracker("log heat 20")
        tracker("delete 1")
        tracker(f"copy --to {on_server}")
        there = f"--database {on_server}"
        assert "#1" in tracker(f"{there} undo")
        assert tracker(f"{there} undo").startswith("Took back: #2 heat pack")
        assert tracker(f"{there} log ice 7").startswith("#3")

    def test_what_one_machine_has_claimed_or_shows_stays_with_it(
        self, full: Tracker, on_server: str
    ) -> None:
        with contextlib.closing(sqlite3.connect(full.database)) as db, db:
            claimed = "state = 'due', answered_by = NULL, owner = 'desk:1', attention_at = '2027-01-01 00:00:00.000000'"
            db.execute(f"UPDATE reminders SET {claimed} WHERE id = 101")
            db.execute("UPDATE digests SET lease_until = '2027-01-01 00:00:00.000000'")
            assert db.execute("SELECT count(*) FROM bubbles").fetchone() == (1,)
        full(f"copy --to {on_server}")
        with contextlib.closing(database_at(on_server)) as diary, diary.reading() as there:
            (found,) = there.execute(select(reminders).where(reminders.c.id == 101))
            assert (found.state, found.owner, found.attention_at) == ("due", None, found.due_at)
            assert there.execute(select(digests.c.lease_until)).scalars().all() == [None]
            assert (
                there.execute(select(bubbles)).all() == there.execute(select(due_basis)).all() == []
            )

    def test_it_is_said_what_to_do_next(self, tracker: Tracker) -> None:
        tracker.configure(QUIET)
        tracker("plan add ice --on daily --at 9:00")
        new = file_at(tracker.home / "new.db")
        assert tracker(f"copy --to {new}") == (
            "~/new.db is a copy of ~/.local/share/selfcare-tracker/diary.db: 1 plan.\n"
            "  It is the same in all 6 rows, which were read back, with what undo can take back.\n"
            "  ~/.local/share/selfcare-tracker/diary.db is as it was. To use ~/new.db from now on:\n"
            f"    tracker config set database {new}\n"
            "    tracker remind install\n"
        )
        assert rows_in(new) == 6


def rows_in(address: str) -> int:
    return sum(map(len, everything(address).values()))


def next_person(address: str) -> int:
    """Return the number that a diary gives to somebody new."""
    with contextlib.closing(database_at(address)) as diary, diary.writing() as db:
        return Journal(db, moment_of(SUNDAY_MORNING)).providers.add("Zed", {}).number


class TestIntoOneThatIsInUse:
    @pytest.fixture
    def two(self, tracker: Tracker, on_server: str) -> tuple[str, str]:
        """A file and a server that were one, and went different ways for a day."""
        tracker.configure(QUIET)
        for line in (
            "log massage 60 --with Ana",
            "log heat 20",
            "plan add ice --on daily --at 9:00 --name Cool",
        ):
            tracker(line)
        tracker(f"copy --to {on_server}")
        tracker.tick(days=1)
        tracker("log ice 5")
        tracker("edit 2 --note 'said here'")
        tracker.tick(hours=1)
        for line in ("log heat 25", "pain 4", "edit 1 --minutes 50"):
            tracker.run(["--database", on_server, *shlex.split(line)])
        return file_at(tracker.database), on_server

    @pytest.mark.parametrize("is_back", [False, True], ids=["to the server", "to the file"])
    def test_both_become_one(self, tracker: Tracker, two: tuple[str, str], is_back: bool) -> None:
        source, target = reversed(two) if is_back else two
        before = everything(target)
        answer = checked(tracker(f"--database {source} copy --to {target} --yes --json"))
        assert {name: answer[name] for name in ("new", "changed", "kept", "refused", "merged")} == (
            {"new": 2, "changed": 1, "kept": 1, "refused": 0, "merged": True}
            if is_back
            else {"new": 1, "changed": 1, "kept": 1, "refused": 0, "merged": True}
        )
        assert answer["read"] == sum(answer[name] for name in ("new", "same", "changed", "kept"))
        assert answer["left_out"] == [{"why": "the diary has a later form of it.", "count": 1}]
        shown = sessions_of(tracker, target)
        assert shown == [
            ("heat-pack", 20, "said here"),
            ("heat-pack", 25, None),
            ("ice", 5, None),
            ("massage", 50, None),
        ]
        # And what came is there already, if it comes again.
        again = checked(tracker(f"--database {source} copy --to {target} --yes --json"))
        assert (again["new"], again["changed"], again["kept"]) == (0, 0, 1)
        tracker(f"--database {target} undo")
        after = everything(target)
        assert {name: after[name] for name in after if name not in OF_DUES} == {
            name: before[name] for name in before if name not in OF_DUES
        }

    def test_it_is_asked_once_and_said_what_is_there(
        self, tracker: Tracker, two: tuple[str, str]
    ) -> None:
        _, target = two
        code, _, complaint = tracker.run(["copy", "--to", target])
        name = database_at(target).name
        assert code == 2
        assert f'"{name}" holds 3 sessions, 1 reading and 1 plan' in complaint
        assert f'tracker copy --to "{target}" --yes' in complaint
        before = everything(target)
        code, shown = typed(f"copy --to {target}", ("[y/N]: ", "n"))
        assert (code, shown.endswith("Error: nothing was copied.\n")) == (1, True)
        assert f"Let both become one in {name}?" in shown.replace("\n", " ")
        assert everything(target) == before
        code, shown = typed(f"copy --to {target}", ("[y/N]: ", "y"))
        assert (
            code,
            "1 new" in shown,
            f'Take back: tracker --database "{target}" undo' in shown,
        ) == (0, True, True)

    def test_a_trial_changes_nothing(self, tracker: Tracker, two: tuple[str, str]) -> None:
        _, target = two
        before = everything(target)
        answer = tracker(f"copy --to {target} --dry-run")
        assert "1 new" in answer
        assert answer.endswith(
            f'Nothing was changed. To copy it:\n  tracker copy --to "{target}"\n'
        )
        assert everything(target) == before

    def test_one_that_is_in_use_already_needs_nothing_set(
        self, tracker: Tracker, two: tuple[str, str]
    ) -> None:
        file, server = two
        tracker.configure(f'database = "{server}"\n{QUIET}')
        answer = tracker(f"--database {file} copy --to {server} --yes")
        assert "is in use already" in answer
        assert "config set" not in answer


OF_DUES = {"plan_dues", "reminders", "decisions"}


def sessions_of(tracker: Tracker, address: str) -> list[tuple[str, int, str | None]]:
    _, answer, _ = tracker.run(["--database", address, "history", "--json"])
    found = [
        (one["kind"], one["duration_s"] // 60, one["note"])
        for one in json.loads(answer)["sessions"]
    ]
    return sorted(found, key=lambda one: one[:2])


class TestATrialOfAnEmptyOne:
    def test_makes_no_file(self, tracker: Tracker) -> None:
        tracker.configure(QUIET)
        tracker("log ice 5")
        target = tracker.home / "new.db"
        answer = tracker(f"copy --to {file_at(target)} --dry-run")
        assert "All of it would go to ~/new.db, which holds nothing yet." in answer
        assert not target.exists()

    def test_makes_no_table(self, tracker: Tracker, postgresql: PostgreSQL) -> None:
        tracker.configure(QUIET)
        tracker("log ice 5")
        address = postgresql.create("bare")
        answer = checked(tracker(f"copy --to {address} --dry-run --json"))
        assert (answer["dry_run"], answer["new"]) == (True, 1)
        with postgresql.connect("bare") as db:
            assert db.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            ).fetchone() == (0,)
        assert "is a copy of" in tracker(f"copy --to {address}")


class TestWhatIsRefused:
    @pytest.fixture(autouse=True)
    def _one_session(self, tracker: Tracker) -> None:
        tracker.configure(QUIET)
        tracker("log ice 5")

    def test_nothing_to_copy(self, tracker: Tracker, on_server: str) -> None:
        missing = file_at(tracker.home / "none.db")
        assert "~/none.db holds nothing yet" in tracker(
            f"--database {missing} copy --to {on_server}", code=3
        )
        assert not (tracker.home / "none.db").exists()
        assert "holds nothing yet" in tracker(f"--database {on_server} copy --to {missing}", code=3)

    @pytest.mark.parametrize("link", ["itself", "symlink", "hardlink", "other words"])
    def test_the_same_file(self, tracker: Tracker, link: str) -> None:
        other = tracker.database.with_name("other.db")
        match link:
            case "symlink":
                other.symlink_to(tracker.database)
            case "hardlink":
                other.hardlink_to(tracker.database)
            case "other words":
                other = tracker.database.parent / ".." / tracker.database.parent.name / "diary.db"
            case _:
                other = tracker.database
        assert "one and the same diary" in tracker(f"copy --to {file_at(other)} --yes", code=4)

    def test_the_same_place_on_a_server(self, tracker: Tracker, on_server: str) -> None:
        tracker(f"copy --to {on_server}")
        other = (
            on_server.replace("postgresql+psycopg://tracker@", "postgres://tracker:secret@")
            + "&options=-csearch_path%3Dpublic"
        )
        complaint = tracker(f"--database {on_server} copy --to {other} --yes", code=4)
        assert "one and the same diary" in complaint
        assert "secret" not in complaint

    def test_another_schema_is_another_diary(
        self, tracker: Tracker, postgresql: PostgreSQL
    ) -> None:
        first = postgresql.create("several")
        with postgresql.connect("several") as db:
            db.execute("CREATE SCHEMA mine")
        second = f"{first}&options=-csearch_path%3Dmine"
        tracker(f"copy --to {first}")
        assert "is a copy of" in tracker(f"--database {first} copy --to {second}")
        assert everything(second) == everything(first)

    def test_what_another_program_keeps(self, tracker: Tracker, postgresql: PostgreSQL) -> None:
        file = tracker.home / "other.db"
        with contextlib.closing(sqlite3.connect(file)) as db, db:
            db.execute("CREATE TABLE songs (id)")
        address = postgresql.create("music")
        with postgresql.connect("music") as server:
            server.execute("CREATE TABLE songs (id INTEGER)")
        for other in (file_at(file), address):
            assert "of another program" in tracker(f"copy --to {other} --yes", code=5)

    def test_a_newer_form(self, tracker: Tracker, postgresql: PostgreSQL) -> None:
        address = postgresql.create("newer")
        tracker(f"copy --to {address}")
        with postgresql.connect("newer") as db:
            db.execute("COMMENT ON TABLE alembic_version IS 'selfcare-tracker 9999'")
        assert "newer tracker" in tracker(f"copy --to {address} --yes", code=5)

    def test_where_nobody_answers(self, tracker: Tracker) -> None:
        complaint = tracker("copy --to postgresql://ann:secret@localhost:1/tracker --yes", code=5)
        assert "cannot be reached" in complaint
        assert "secret" not in complaint

    @pytest.mark.parametrize(
        "address", ["mysql://ann:secret@nas/tracker", "postgresql+pg8000://ann:secret@nas/tracker"]
    )
    def test_no_password_is_said_again(self, tracker: Tracker, address: str) -> None:
        complaint = tracker(f"copy --to {address}", code=2)
        assert "--to" in complaint
        assert "secret" not in complaint

    def test_a_password_stays_out_of_the_answer(self, tracker: Tracker, on_server: str) -> None:
        with_password = on_server.replace("tracker@", "tracker:secret@")
        for line in ("--dry-run", "", "--yes"):
            answer = tracker(f"copy --to {with_password} {line}")
            assert "secret" not in answer
        assert "tracker config set database URL\n" in answer
        assert "~/.pgpass" in answer


class TestNothingIsHalfDone:
    def test_where_a_row_is_kept_in_another_form(self, full: Tracker, empty_diary: Path) -> None:
        target = full.home / "target.db"
        shutil.copy(empty_diary, target)
        with contextlib.closing(sqlite3.connect(target)) as db:
            db.execute(
                "CREATE TRIGGER bend AFTER INSERT ON sessions BEGIN"
                " UPDATE sessions SET note = 'bent' WHERE id = new.id AND id = 2; END"
            )
        complaint = full(f"copy --to {file_at(target)}", code=5)
        assert "row 2 of sessions was read back other than it was stored" in complaint
        assert rows_in(file_at(target)) == 0

    def test_where_a_merged_one_is_kept_in_another_form(
        self, tracker: Tracker, on_server: str, postgresql: PostgreSQL
    ) -> None:
        tracker.configure(QUIET)
        tracker("log ice 5")
        tracker.run(["--database", on_server, "log", "heat", "20"])
        before = everything(on_server)
        with postgresql.connect() as db:
            db.execute(
                "CREATE FUNCTION bend() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.note = 'bent'; RETURN new; END $$"
            )
            db.execute(
                "CREATE TRIGGER bend BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION bend()"
            )
            try:
                complaint = tracker(f"copy --to {on_server} --yes", code=5)
            finally:
                db.execute("DROP FUNCTION bend CASCADE")
        assert "session 1 was read back other than it was taken over" in complaint
        assert everything(on_server) == before

    def test_where_the_server_cannot_hold_a_word(self, full: Tracker, on_server: str) -> None:
        with contextlib.closing(sqlite3.connect(full.database)) as db, db:
            db.execute("UPDATE sessions SET note = 'a' || char(0) || 'b' WHERE id = 2")
        complaint = full(f"copy --to {on_server}", code=5)
        assert "row 2 of sessions cannot be stored there" in complaint
        assert rows_in(on_server) == 0

    @pytest.mark.parametrize("is_merged", [False, True])
    def test_where_the_connection_is_lost(
        self, tracker: Tracker, on_server: str, postgresql: PostgreSQL, is_merged: bool
    ) -> None:
        tracker.configure(QUIET)
        tracker("log ice 5")
        if is_merged:
            tracker.run(["--database", on_server, "log", "heat", "20"])
        before = everything(on_server)
        with postgresql.connect() as keeper, keeper.transaction():
            # It may be read, and who wants to write waits here.
            keeper.execute("LOCK TABLE sessions IN SHARE MODE")
            copying = running("copy", "--to", on_server, "--yes")
            with postgresql.connect() as other:
                ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                while not other.execute(ended).fetchall():
                    assert copying.poll() is None
                    time.sleep(0.01)
            _, complaint = copying.communicate(timeout=30)
        assert copying.returncode == 5, complaint
        assert "was lost" in complaint
        assert "Nothing was stored" in complaint
        assert everything(on_server) == before

    @pytest.mark.parametrize("is_merged", [False, True])
    def test_where_the_disk_is_full(self, tracker: Tracker, is_merged: bool) -> None:
        tracker.configure(QUIET)
        with contextlib.closing(sqlite3.connect(tracker.database)) as db, db:
            row = {name: value for name, value in GOOD["sessions"].items() if name != "id"}
            for _ in range(300):
                put(db, "sessions", row | {"note": "long " * 400})
        target = tracker.home / "target.db"
        tracker.run(
            ["--database", file_at(target), *(("log", "heat", "20") if is_merged else ("today",))]
        )
        before = everything(file_at(target)) if target.exists() else None
        copying = running("copy", "--to", file_at(target), "--yes", limit_kb=500)
        _, complaint = copying.communicate(timeout=30)
        assert copying.returncode == 5, complaint
        assert "disk" in complaint
        assert (everything(file_at(target)) if before else rows_in(file_at(target))) == (
            before or 0
        )


def running(*words: str, limit_kb: int = 0) -> "subprocess.Popen[str]":
    """Start the program; it can write no file that is longer than the limit, where there is one."""
    narrow = ["bash", "-c", f'ulimit -f {limit_kb}; exec "$@"', "bash"] if limit_kb else []
    return subprocess.Popen(
        [*narrow, sys.executable, "-m", "tracker", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
