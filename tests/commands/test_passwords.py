"""The password of a diary on a server is never told, wherever its address may stand, and ~/.pgpass does."""

import os
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.commands.conftest import QUIET
from tests.conftest import Program, Tracker
from tests.postgresql import PostgreSQL, programs
from tests.running import running
from tracker.servers import HIDDEN, read_server, shown_address

# Each part of it is looked for by the same word, however it may have been cut.
MARK = "geheim"
PASSWORD = f"{MARK}:ü@{MARK}/%?#&+='\"$ {MARK}"
WRITTEN = quote(PASSWORD, safe="")
ROLE = "guarded"


@pytest.fixture(scope="module")
def guarded(postgresql: PostgreSQL) -> Iterator[str]:
    """Return where a diary lies that is opened to nobody without its password."""
    rules = postgresql.folder / "data/pg_hba.conf"
    before = rules.read_text()
    with postgresql.connect("postgres") as db:
        db.execute(f"CREATE ROLE {ROLE} LOGIN")
        db.execute(f"ALTER ROLE {ROLE} PASSWORD '{PASSWORD.replace(chr(39), chr(39) * 2)}'")
        db.execute(f"CREATE DATABASE {ROLE} OWNER {ROLE}")
        rules.write_text(f"local all {ROLE} scram-sha-256\n{before}")
        db.execute("SELECT pg_reload_conf()")
        yield f"/{ROLE}?host={postgresql.folder}"
        db.execute(f"DROP DATABASE {ROLE} WITH (FORCE)")
        db.execute(f"DROP ROLE {ROLE}")
        rules.write_text(before)
        db.execute("SELECT pg_reload_conf()")


@pytest.fixture
def person(tracker: Tracker) -> Tracker:
    tracker.configure(QUIET)
    return tracker


def told(person: Tracker, address: str, *lines: str) -> list[int]:
    """Run each line on the diary at an address; no answer has a word of the password. Return the codes."""
    codes = []
    for line in lines:
        code, answer, complaint = person.run(["--database", address, *shlex.split(line)])
        assert MARK not in answer + complaint, line
        assert "Traceback" not in complaint
        codes.append(code)
    return codes


def left_behind(home: Path) -> list[str]:
    """Return the files of a home that hold a word of the password; their names count too."""
    return [
        str(path)
        for path in home.rglob("*")
        if MARK in path.name or (path.is_file() and MARK.encode() in path.read_bytes())
    ]


def test_no_command_tells_it_where_it_is_right(
    person: Tracker, guarded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"postgresql+psycopg://{ROLE}:{WRITTEN}@{guarded}"
    well = ("log ice 5", "pain 4", "plan add ice --on mon --at 8:00", "today", "history", "status",
            "remind status", "remind status --json", "remind why", "remind run --once --quiet",
            "summary --json", "doctor", "doctor --json", "doctor --fix", "export -", "undo", "config",
            "start --cancel", "forget --before 2026-01-01 --yes")  # fmt: skip
    codes = dict(zip(well, told(person, address, *well), strict=True))
    assert {line for line, code in codes.items() if code} == {"start --cancel"}
    refused = (
        "backup x.db",
        "restore x.db",
        "remind install",
        "remind install --print",
        "delete 99",
    )
    assert told(person, address, *refused) == [4, 4, 2, 2, 3]
    assert left_behind(person.home) == []


def test_no_setting_shows_it(
    person: Tracker, guarded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"postgresql+psycopg://{ROLE}:{WRITTEN}@{guarded}"
    lines = (
        *(["config", "set", "database", address], ["config"], ["config", "--json"]),
        *(["config", "get", "database"], ["config", "get", "database", "--json"]),
        *(["config", "set", "database", address, "--json"], ["log", "ice", "5"], ["history"]),
        *(["config", "set", "currency", "XXQ"], ["doctor"], ["remind", "install", "--print"]),
    )
    for line in lines:
        code, answer, complaint = person.run(line)
        assert MARK not in answer + complaint, line
        assert code == (2 if "XXQ" in line else 0), complaint
    assert HIDDEN in person("config get database")
    assert left_behind(person.home) == [str(person.config)]
    assert person.config.stat().st_mode & 0o077 == 0
    # Such a file is broken by hand, each time in another place.
    whole = person.config.read_text()
    for broken in (
        whole.replace('database = "', "database = "),
        whole.replace("database =", "databse ="),
        whole.replace("database =", "database.x ="),
        whole.replace("postgresql+psycopg:", "postgresq:"),
        whole.replace(WRITTEN, PASSWORD.replace('"', "")),
        whole + "currency = 1\n",
    ):
        person.config.write_text(broken)
        for line in (["config"], ["history"], ["doctor"], ["config", "set", "currency", "USD"]):
            _, answer, complaint = person.run(line)
            assert MARK not in answer + complaint, broken


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (f"postgresql://{ROLE}:{MARK}wrong@{{}}", 5),
        (f"postgresql://{ROLE}@{{}}&password={MARK}wrong", 5),
        (f"postgresql://{ROLE}:{WRITTEN}@{{}}&passwort={MARK}", 5),
        (f"postgresql://{ROLE}:{WRITTEN}@127.0.0.1:1/x", 5),
        (f"postgresql://{ROLE}:{WRITTEN}@{MARK.replace('geheim', 'nowhere')}.invalid/x", 5),
        (f"postgresq://{ROLE}:{WRITTEN}@{{}}", 2),
        (f"postgresql:{ROLE}:{WRITTEN}@{{}}", 2),
        (f"postgresql+asyncpg://{ROLE}:{WRITTEN}@{{}}", 2),
        (f"postgresql://{ROLE}:{PASSWORD}@{{}}", 2),
        (f"postgresql://{ROLE}:{MARK}/x", 2),
        (f"postgresql://{ROLE}:{WRITTEN}@host:{MARK}/x", 2),
        (f"postgresql://{ROLE}:{WRITTEN}@host/x?{MARK}", 2),
        (f"{ROLE}:{PASSWORD}@host/x", 2),
    ],
)
def test_no_failure_tells_it(person: Tracker, guarded: str, address: str, code: int) -> None:
    whole = address.format(guarded)
    lines = ("today", "log ice 5", "remind status", "export -", "backup x.db", "doctor --json")
    found = told(person, whole, *lines)
    assert {found[0], found[1]} == {code}
    assert MARK not in shown_address(whole)
    person.run(["config", "set", "database", whole])
    told(person, "", "config get database")
    said = "".join(person.run(["config", "set", "database", whole])[1:])
    assert MARK not in said
    assert MARK not in "".join(person.run(["config", "set", whole, "x"])[1:])
    assert left_behind(person.home) in ([], [str(person.config)])


def test_no_file_of_the_reminder_process_holds_it(person: Tracker, guarded: str) -> None:
    address = f"postgresql+psycopg://{ROLE}:{WRITTEN}@{guarded}"
    person.config.write_text('[reminders]\nchannels = ["terminal"]\n')
    with running(env=os.environ | {"TRACKER_DATABASE_URL": address}) as process:
        assert MARK not in process.line("")
        process.end()
    assert [path.suffix for path in person.home.rglob("remind-*")]
    assert left_behind(person.home) == []


@pytest.mark.parametrize("place", [".pgpass", "elsewhere"])
def test_it_is_read_from_its_own_file(
    person: Tracker, guarded: str, program: Program, place: str
) -> None:
    file = person.home / place
    escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    file.write_text(f"*:*:{ROLE}:{ROLE}:{escaped}\n")
    address = f"postgresql+psycopg://{ROLE}@{guarded}"
    variables = {"TRACKER_DATABASE_URL": address}
    if place != ".pgpass":
        assert program("today", variables=variables).returncode == 5
        variables["PGPASSFILE"] = str(file)
    file.chmod(0o644)
    refused = program("today", variables=variables)
    assert refused.returncode == 5
    assert "a file for you alone (0600)" in refused.stderr
    file.chmod(0o600)
    assert program("log ice 5", variables=variables).stdout.startswith("#")
    installed = program("remind install --print", variables=variables)
    assert f'"--database" "{address}"' in installed.stdout


def test_a_name_tells_diaries_apart_and_no_secret() -> None:
    one = read_server("postgresql+psycopg://ann:x%40y@host:5433/back?sslmode=require&user=ann")
    assert one.name == "postgresql://ann@host:5433/back?user=ann"
    assert one.key == read_server("postgres://ann@host:5433/back?user=ann&password=z").key
    assert one.key != read_server("postgresql://ann@host:5433/back?options=-cx%3Dy&user=ann").key
    assert shown_address("postgresql://ann@host/back?sslmode=require").endswith("=require")
    assert shown_address("postgresql://[::1]:5432/back") == "postgresql://[::1]:5432/back"
    assert read_server("postgresql://a@b@host/back").is_broken


def test_a_dump_of_the_server_is_a_backup(
    person: Tracker, on_server: str, postgresql: PostgreSQL
) -> None:
    person(f"--database {on_server} log ice 5 --note kept")
    folder, where = programs(), ["-h", str(postgresql.folder), "-U", "tracker"]
    file = person.home / "back.dump"
    there = postgresql.create("back_again")
    subprocess.run([folder / "pg_dump", *where, "-Fc", f"--file={file}", "tracker"], check=True)
    restoring = [str(folder / "pg_restore"), *where, "--no-owner", "--dbname=back_again", str(file)]
    subprocess.run(restoring, check=True)
    assert "kept" in person(f"--database {there} history")
    assert person(f"--database {there} log ice 5").startswith("#2  Ice")
    assert "Numbers" in person(f"--database {there} doctor")
