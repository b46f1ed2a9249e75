"""Commands load only what they need, as start-up is what a person feels each time."""

import os
import subprocess
import sys

import click
import pytest

from tests.conftest import Tracker
from tracker.cli import INDEX, cli

HEAVY = {
    "sqlalchemy",
    "alembic",
    "apscheduler",
    "plyer",
    "tomlkit",
    "rich",
    "jeepney",
    "apprise",
    "jinja2",
    "weasyprint",
    "icalendar",
    "dateutil",
}
LOADED = """
import sys
from tracker.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""


def modules(*words: str, **variables: str) -> set[str]:
    """Return all modules that a command loads."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
        check=True,
    )
    return set(done.stderr.split())


def loaded(*words: str, **variables: str) -> set[str]:
    """Return which heavy libraries a command loads."""
    return HEAVY & {name.partition(".")[0] for name in modules(*words, **variables)}


@pytest.mark.parametrize("name", INDEX)
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command, f"{INDEX[name][0]} is no command"
    assert command.name == name
    assert command.help
    said = INDEX[name][1].removesuffix(".")
    assert " ".join(command.help.split()).startswith(said)


def test_the_list_of_commands_loads_none_of_them(tracker: Tracker) -> None:
    found = modules("--help")
    ours = {name for name in found if name.startswith("tracker.cli.")}
    assert ours == {"tracker.cli.commands", "tracker.cli.streams"}
    assert "tracker.show.topics" not in found


@pytest.mark.parametrize(
    "words", ["--help", "--version", "help log massage", "log --help", "help times"]
)
def test_help_loads_nothing_heavy(tracker: Tracker, words: str) -> None:
    assert loaded(*words.split()) == set()


@pytest.mark.parametrize("words", ["status", "status --short", "status --json"])
def test_the_status_loads_nothing_heavy_and_makes_no_diary(tracker: Tracker, words: str) -> None:
    tracker.database.unlink()
    found = modules(*words.split())
    assert not HEAVY & {name.partition(".")[0] for name in found}
    assert not found & {"platformdirs", "zoneinfo", "_hashlib", "sqlite3", "tracker.journal"}
    assert not tracker.database.exists()


def test_settings_are_read_without_a_database(tracker: Tracker) -> None:
    tracker.configure('currency = "USD"\n')
    assert loaded("config", "get", "currency") == set()


@pytest.mark.parametrize(
    "line",
    ["tracker log ", "tracker lo", "tracker log massage --style s", "tracker log ice --area "],
)
def test_completing_fixed_words_loads_nothing_heavy(tracker: Tracker, line: str) -> None:
    variables = {
        "_TRACKER_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    assert loaded(**variables) == set()


@pytest.mark.parametrize(
    "words",
    [
        *("log ice 15", "history", "today", "summary", "insights", "again", "edit 1 --pain 3"),
        *("undo", "chart pain", "chart sessions", "chart kept", "chart year"),
    ],
)
def test_everyday_commands_load_the_database_and_nothing_else(tracker: Tracker, words: str) -> None:
    tracker("log ice 15 --at 8:00")
    assert loaded(*words.split()) == {"sqlalchemy"}


def test_a_picture_alone_loads_what_draws_it(tracker: Tracker) -> None:
    assert loaded("chart", "pain", "-o", str(tracker.home / "pain.svg")) == {"sqlalchemy", "jinja2"}
    assert loaded("report", "-o", str(tracker.home / "back.html")) == {"sqlalchemy", "jinja2"}


def test_what_is_imported_loads_the_database_alone(tracker: Tracker) -> None:
    sheet = tracker.home / "sheet.csv"
    sheet.write_text("a,b\n2026-11-20,ice\n", encoding="utf-8")
    columns = ["--map-columns", "date=a,kind=b"]
    assert loaded("import", str(sheet), *columns) == {"sqlalchemy"}


def test_of_the_two_databases_only_the_one_in_use_is_loaded(
    tracker: Tracker, on_server: str
) -> None:
    tracker("log ice 15")
    here, there = "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql"
    found = modules("summary")
    assert here in found
    assert not {there, "psycopg", "tracker.database.postgresql"} & found
    modules("log", "ice", "15", TRACKER_DATABASE_URL=on_server)
    found = modules("summary", TRACKER_DATABASE_URL=on_server)
    assert there in found
    assert not {here, "sqlite3", "tracker.database.sqlite"} & found
