"""What a person meets whose diary lies on a server: the same commands, and what cannot be done there."""

import os
import shlex
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.commands.conftest import QUIET
from tests.commands.schema import checked
from tests.conftest import Program, Tracker
from tests.postgresql import PostgreSQL
from tests.running import FakeClock
from tracker.app import NOTED
from tracker.cli import options, readers
from tracker.database import HEAD
from tracker.database.postgresql import connecting
from tracker.database.postgresql.examining import Examined
from tracker.doctor import server as of_server
from tracker.glance import glance

Line = Callable[[str], list[str]]
Found = dict[str, dict[str, Any]]


@pytest.fixture
def person(tracker: Tracker, on_server: str, monkeypatch: pytest.MonkeyPatch) -> Tracker:
    """A person whose diary lies on a server, and is empty."""
    monkeypatch.setenv("TRACKER_DATABASE_URL", on_server)
    tracker.configure(QUIET)
    tracker.config.chmod(0o600)
    return tracker


@pytest.fixture
def other(postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the name of an empty database beside that of the diary, for what is done to it."""
    name = "other_diary"
    address = postgresql.create(name)
    monkeypatch.setenv("TRACKER_DATABASE_URL", address)
    yield name
    postgresql.create(name)


def test_who_keeps_a_diary_there_is_answered_as_with_a_file(
    person: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = (
        "log massage 60 --with Ana --pain 6:3 --cost 80 --note 'good #knee' --at '2 nov 18:00'",
        "log heat 20 --at 'yesterday 21:00' --pain 5:4",
        "log exercise bird-dog:3x10x8s --minutes 12 --at 'last night'",
        *("pain 4", "checkin peg 4 5 6", "flare start", "flare", "flare end", "again heat"),
        "plan add heat-pack --times 3/week --at 20:30",
        *("plan pause 1", "plan resume 1", "routine add early plank", "condition add pregnancy"),
        *("edit 2 --minutes 25", "delete 2", "undo", "done heat --pain 4:3", "due", "today", ""),
        *("history", "history --json", "summary", "insights", "status", "claims", "plan list"),
        *("provider list", "chart pain", "remind status", "remind why"),
        *("trial show", "safety check massage", "redflags --none"),
        *("checkin --history", "import nowhere.csv", "snooze", "skip", "start --cancel", "edit 99"),
    )
    there = [person.run(shlex.split(line)) for line in course]
    monkeypatch.delenv("TRACKER_DATABASE_URL")
    assert there == [person.run(shlex.split(line)) for line in course]


class TestCompletion:
    @pytest.fixture
    def complete(self, program: Program) -> Line:
        def ask(line: str) -> list[str]:
            variables = {"_TRACKER_COMPLETE": "bash_complete", "COMP_WORDS": line}
            done = program("", variables=variables)
            assert (done.returncode, done.stderr) == (0, "")
            return [item.partition(",")[2] for item in done.stdout.splitlines() if item]

        return ask

    def test_knows_what_the_diary_holds(self, person: Tracker, complete: Line) -> None:
        person("log massage --with Ana --note 'good #knee'")
        person("plan add ice --on mon --at 8:00 --name morning")
        assert complete("tracker log massage --with ") == ["Ana"]
        assert complete("tracker plan show ") == ["morning"]
        assert complete("tracker history --tag ") == ["knee"]

    @pytest.mark.parametrize(
        "question",
        [readers._TAGGED, options._RECENT, options._RECENT_READINGS, NOTED.format("x")],
    )
    def test_each_question_is_one_to_both_databases(self, person: Tracker, question: str) -> None:
        address = os.environ["TRACKER_DATABASE_URL"].replace("+psycopg", "")
        with psycopg.connect(address) as db, sqlite3.connect(person.database) as file:
            assert db.execute(question.encode()).fetchall() == file.execute(question).fetchall()

    def test_finds_the_same_in_both_in_the_same_order(
        self, person: Tracker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = os.environ["TRACKER_DATABASE_URL"]
        lines = ("log ice 5 --at 8:00", "log ice 5 --at today", "log ice 5 --at 7:00", "pain 3")
        for line in lines:
            person(line)
        found = {ask: glance(address, ask) for ask in (options._RECENT, options._RECENT_READINGS)}
        monkeypatch.delenv("TRACKER_DATABASE_URL")
        for line in lines:
            person(line)

        def to_the_second(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
            return [tuple(cell.removesuffix(".000000") for cell in row) for row in rows]

        assert found == {ask: to_the_second(glance("", ask)) for ask in found}
        assert [row[0] for row in found[options._RECENT]] == ["1", "3", "2"]

    def test_ends_at_once_where_a_server_does_not_answer(
        self, person: Tracker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            address = f"postgresql://ann@127.0.0.1:{silent.getsockname()[1]}/x"
            monkeypatch.setattr("tracker.glance._TO_CONNECT_S", 0.1)
            monkeypatch.setattr("tracker.glance._PATIENCE_S", 0.0)
            assert glance(address, "SELECT 1") == []

    def test_says_nothing_where_there_is_no_diary(self, other: str, complete: Line) -> None:
        assert complete("tracker log massage --with ") == []


class TestWhatIsDoneByTheServer:
    @pytest.mark.parametrize(
        "line", ["backup copy.db", "backup --auto", "restore copy.db", "restore 2026-11-20"]
    )
    def test_says_by_which_program_it_is_done(
        self, person: Tracker, postgresql: PostgreSQL, line: str
    ) -> None:
        person("log ice 5")
        name = f"postgresql://tracker@/tracker?host={postgresql.folder}"
        assert person(line, code=4) == (
            f"Error: the diary {name} lies on a server, where pg_dump makes backups and pg_restore"
            " puts them back.\n"
            "  How that is done: tracker help servers\n"
            "  All of it in one file, from here: tracker export diary.json\n"
        )

    def test_nobody_is_told_to_make_a_backup(self, person: Tracker) -> None:
        person.hears_of_backups = True
        person("log ice 5 --at '2 oct 8:00'")
        assert person.run([])[2] == person.run(["today"])[2] == ""


class TestForgetting:
    def test_all_goes_and_it_says_what_it_does_not_reach(
        self, person: Tracker, postgresql: PostgreSQL
    ) -> None:
        person("log massage 60 --with Ana --note 'the flat above' --at '2 oct 18:00'")
        person("plan add ice --on mon --at 8:00")
        assert person("forget --all --yes") == (
            "Forgotten: 1 session, 1 plan and 1 person.\n"
            "  Nothing done until now can be undone any more.\n"
            "  Not reached: the backups and the logs of the server, your own backups, exports, charts"
            " and pages, backups of your system, what was sent to a phone.\n"
            "  The settings stay: ~/.config/selfcare-tracker/config.toml\n"
        )
        with postgresql.connect() as db:
            for name in ("sessions", "plans", "providers", "changes", "changed_rows"):
                (size,) = db.execute(f"SELECT pg_relation_size('{name}')").fetchone() or ()
                assert size == 0, name
        assert person("log ice 15").startswith("#1  Ice")

    def test_what_was_before_a_day_goes(self, person: Tracker) -> None:
        person("log ice 15 --at '2 oct 18:00'")
        person("log ice 15")
        told = checked(person("forget --before 2026-11-01 --yes --json"))
        assert (told["sessions"], told["backup"], told["copies"]) == (1, None, [])
        assert "1 session " in person("history")

    def test_while_another_reads_it_says_that_it_is_not_done_yet(
        self, person: Tracker, postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tracker.database.postgresql.diary.LOCK_PATIENCE_S", 1)
        person("log ice 15 --at '2 oct 18:00'")
        with postgresql.connect() as db, db.transaction():
            db.execute("SELECT * FROM providers").fetchall()
            said = person("forget --all --yes", code=5)
        assert "what was deleted could not be wiped out of the server's files yet" in said
        assert "Say the same again" in said
        assert person("forget --all --yes").startswith("Forgotten: nothing.")


class TestStartAtLogin:
    def test_names_the_diary(self, person: Tracker, on_server: str) -> None:
        assert f'"--database" "{on_server}" "remind" "run"' in person("remind install --print")

    def test_names_nothing_that_stands_in_the_settings(
        self, person: Tracker, on_server: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person(f"config set database {on_server}")
        assert "--database" not in person("remind install --print")
        monkeypatch.delenv("TRACKER_DATABASE_URL")
        assert "--database" not in person("remind install --print")
        # The usual file is another diary then.
        told = person(f"--database sqlite:///{person.database} remind install --print")
        assert f'"--database" "sqlite:///{person.database}"' in told

    def test_writes_a_percent_sign_as_those_who_read_it_want(
        self, person: Tracker, on_server: str
    ) -> None:
        address = f"{on_server}&options=-csearch_path%3Dann"
        said = person(f"--database '{address}' remind install --print")
        assert "search_path%%3Dann" in said

    @pytest.mark.parametrize("how", ["ann:geheim@host/x", "ann@host/x?password=geheim"])
    def test_refuses_an_address_with_a_password(self, person: Tracker, how: str) -> None:
        said = person(f"--database 'postgresql://{how}' remind install", code=2)
        assert "postgresql://ann@host/x" in said
        assert "~/.pgpass" in said
        assert "geheim" not in said
        assert not list(person.home.rglob("*.desktop"))


class TestTheSetting:
    """Where the diary is: the option comes before the environment, and that before the setting."""

    @pytest.fixture
    def three(self, person: Tracker, monkeypatch: pytest.MonkeyPatch) -> Tracker:
        for name in ("option", "environment", "setting"):
            person(f"--database sqlite:///{person.home / name}.db log ice 5 --note {name}")
        return person

    def test_is_taken_where_nothing_else_is_named(
        self, three: Tracker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{three.home / 'environment'}.db")
        three(f"config set database sqlite:///{three.home / 'setting'}.db")
        assert "option" in three(f"--database sqlite:///{three.home / 'option'}.db history")
        assert "environment" in three("history")
        monkeypatch.delenv("TRACKER_DATABASE_URL")
        assert "setting" in three("history")
        three("config unset database")
        assert "Nothing here yet" in three("history")

    def test_names_a_server(
        self, person: Tracker, on_server: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person("log ice 5 --note there")
        monkeypatch.delenv("TRACKER_DATABASE_URL")
        assert "Nothing here yet" in person("history")
        assert person(f"config set database {on_server}") == f"database is now {on_server}.\n"
        assert "there" in person("history")
        assert person("config get database") == f"{on_server}\n"

    def test_names_a_file_from_the_folder_of_the_settings(
        self, tracker: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        config = tmp_path / "50% of?" / "mine.toml"
        config.parent.mkdir()
        config.write_text('database = "sqlite:///diary.db"\n')
        for folder in (tmp_path, tracker.home):
            monkeypatch.chdir(folder)
            tracker.run(["--config", str(config), "log", "ice", "5"])
        assert "2 sessions" in tracker.run(["--config", str(config), "history"])[1]
        assert (config.parent / "diary.db").is_file()

    @pytest.mark.parametrize("value", ["diary.db", "mysql://x/y", "postgresql+psycopg2://x/y"])
    def test_refuses_what_is_no_diary(self, tracker: Tracker, value: str) -> None:
        said = tracker(f"config set database {value}", code=2)
        assert "Accepted: sqlite:////FOLDER/FILE, postgresql+psycopg://NAME@HOST/DATABASE" in said

    def test_that_cannot_be_read_is_an_error_and_no_other_diary(self, tracker: Tracker) -> None:
        tracker.configure('database = "sqlite:////home/ann/diary.db\n')
        for line in ("history", "log ice 5", "delete 1"):
            code, answer, complaint = tracker.run(line.split())
            assert (code, answer) == (2, "")
            assert "config.toml, line 1" in complaint
            assert "this is not TOML" in complaint
        assert "where it is stands in the settings" in tracker.run(["doctor"])[1]
        assert tracker("config path")

    def test_is_not_needed_to_see_the_settings(self, tracker: Tracker) -> None:
        tracker.configure('database = "postgresql://ann@/x?host=/nowhere"\n')
        assert tracker("config get currency") == "EUR\n"
        assert "the diary postgresql://ann@/x?host=/nowhere cannot be reached" in tracker(
            "today", code=5
        )


def doctor(person: Tracker, *words: str, code: int = 0) -> Found:
    done, answer, complaint = person.run(["doctor", "--json", *words])
    assert (done, complaint) == (code, ""), answer
    return {one["part"]: one for one in checked(answer)["diagnoses"]}


def made_newer(server: PostgreSQL, name: str) -> None:
    with server.connect(name) as db:
        db.execute("COMMENT ON TABLE alembic_version IS 'selfcare-tracker 9999'")


def made_foreign(server: PostgreSQL, name: str) -> None:
    with server.connect(name) as db:
        db.execute("COMMENT ON TABLE alembic_version IS NULL")


def without_schema(server: PostgreSQL, name: str) -> None:
    with server.connect(name) as db:
        db.execute("DROP SCHEMA public CASCADE")


def bent_counter(server: PostgreSQL, name: str) -> None:
    with server.connect(name) as db:
        db.execute("UPDATE counters SET seq = 0 WHERE name = 'sessions'")


def read_only(server: PostgreSQL, name: str) -> None:
    with server.connect(name) as db:
        db.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")


def without_a_table(server: PostgreSQL, name: str) -> None:
    with server.connect(name) as db:
        db.execute("DROP TABLE counters")


def few_connections(server: PostgreSQL, name: str) -> None:
    with server.connect(name) as db:
        db.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 3")


ON_SERVER = {
    "newer": (made_newer, "Diary", "bad", "written by a newer version"),
    "foreign": (made_foreign, "Diary", "bad", "one of another program"),
    "no schema": (without_schema, "Diary", "bad", "there is no schema"),
    "counter": (bent_counter, "Numbers", "bad", "those of sessions would be given twice"),
    "read only": (read_only, "Writing", "bad", "the server takes nothing in"),
    "no table": (without_a_table, "Diary", "bad", "it cannot be looked at (42P01)"),
    "connections": (few_connections, "Connections", "warning", "takes only"),
}
WELL = {"Program", "Server", "Network", "Connections", "Diary", "Form", "Writing", "Numbers",
        "Settings", "Zone", "Clock", "Channel", "Reminders", "Login", "Failures", "Backup"}  # fmt: skip


class TestDoctor:
    def test_looks_at_all_there_is(self, person: Tracker) -> None:
        person("log ice 5")
        found = doctor(person)
        assert found.keys() == WELL
        assert {name for name, one in found.items() if one["state"] != "good"} <= {"Channel"}
        assert found["Network"]["words"] == "the connection stays on this machine"
        assert found["Form"]["words"] == f"{HEAD}, the newest"
        assert found["Backup"]["command"] == "tracker help servers"

    def test_says_that_there_is_no_diary_yet_and_makes_none(
        self, person: Tracker, other: str, postgresql: PostgreSQL
    ) -> None:
        assert doctor(person)["Diary"]["words"].startswith("there is none yet")
        with postgresql.connect(other) as db:
            found = db.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            assert found.fetchone() == (0,)

    @pytest.mark.parametrize("name", ON_SERVER)
    def test_says_what_is_wrong(
        self, person: Tracker, other: str, postgresql: PostgreSQL, name: str
    ) -> None:
        act, part, state, words = ON_SERVER[name]
        person("log ice 5")
        act(postgresql, other)
        found = doctor(person, code=state == "bad")
        assert found[part]["state"] == state
        assert words in found[part]["words"]

    def test_mends_counters(self, person: Tracker, other: str, postgresql: PostgreSQL) -> None:
        person("log ice 5")
        bent_counter(postgresql, other)
        answer = person("doctor --fix")
        assert answer.startswith("Mended: numbers go on behind the highest ones again\n")
        assert doctor(person)["Numbers"]["state"] == "good"
        assert person("log ice 5").startswith("#2  Ice")

    def test_tells_who_may_not_write(
        self,
        person: Tracker,
        other: str,
        postgresql: PostgreSQL,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        person("log ice 5")
        with postgresql.connect(other) as db:
            db.execute("DROP ROLE IF EXISTS reader")
            db.execute("CREATE ROLE reader LOGIN")
        address = postgresql.address(other).replace("tracker@", "reader@")
        monkeypatch.setenv("TRACKER_DATABASE_URL", address)
        assert "it may not be read" in doctor(person, code=1)["Diary"]["words"]
        grants = {"SELECT": "bad", "INSERT, UPDATE, DELETE": "warning"}
        for right, state in grants.items():
            with postgresql.connect(other) as db:
                db.execute(f"GRANT {right} ON ALL TABLES IN SCHEMA public TO reader")
            assert doctor(person, code=state == "bad")["Writing"]["state"] == state
        with postgresql.connect(other) as db:
            db.execute("DROP OWNED BY reader; DROP ROLE reader")

    @pytest.mark.parametrize(
        ("address", "words"),
        [
            ("anna@/x?host=/nowhere", "it cannot be reached"),
            ("anna@nowhere.invalid/x", "nothing has the name of that machine"),
            ("tracker@/anna?host={}", "it has no such database"),
            ("anna@/tracker?host={}", "it lets nobody in with this role"),
            ("tracker@/tracker?host={}&passwort=geheim", "is no option"),
            ("anna:ge@heim@host/x", "no address of a server"),
        ],
    )
    def test_says_why_it_is_not_reached_and_nothing_private(
        self, person: Tracker, postgresql: PostgreSQL, address: str, words: str
    ) -> None:
        whole = f"postgresql://{address.format(postgresql.folder)}"
        for line in (["doctor"], ["doctor", "--json"], ["doctor", "--fix"]):
            code, answer, complaint = person.run(["--database", whole, *line])
            assert (code, complaint) == (1, "")
            assert words in answer
            private = ("anna", "geheim", "heim", "nowhere", str(postgresql.folder), "/x")
            assert [word for word in private if word in answer] == []

    def test_names_the_driver_that_is_missing(
        self, person: Tracker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "psycopg", None)
        assert "the package psycopg is missing" in doctor(person, code=1)["Server"]["words"]
        assert 'Install it: pip install "selfcare-tracker[postgresql]"' in person("today", code=5)

    def test_compares_the_clocks(self, person: Tracker, tmp_path: Path, program: Program) -> None:
        clock = FakeClock(tmp_path / "clock")
        clock.set("2026-01-01 00:00")
        done = program("doctor", variables=clock.env)
        assert "behind the server's, by which the diary goes" in " ".join(done.stdout.split())
        assert done.stderr == ""

    def test_says_who_could_read_along_and_what_is_too_old(self) -> None:
        remote = Examined(version="12.3", major=12, is_local=False, form=HEAD, connections_left=9)
        found = {one.part: one for one in of_server.content(remote)}
        assert (found["Network"].state, found["Server"].state) == ("warning", "bad")
        assert "12.3" in found["Server"].words


def test_a_server_that_is_too_old_is_refused(
    person: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "OLDEST", 99)
    assert "and needs 99 or newer" in person("log ice 5", code=5)
