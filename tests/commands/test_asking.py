"""What is missing is asked for on a terminal, one thing after the other, and refused in a pipe."""

import json

import pytest

from tests.commands.terminals import Terminal, plain
from tests.conftest import Program, Tracker


def typed(line: str, *answers: tuple[str, str]) -> tuple[int, str]:
    """Run a command on a terminal, and answer what it asks; return its code and what was shown."""
    terminal = Terminal(line.split(), 80, 24, {})
    shown = ""
    for question, answer in answers:
        shown += terminal.read(question)
        terminal.type(f"{answer}\n")
    shown += terminal.read()
    return terminal.end(), plain(shown)


def logged(tracker: Tracker) -> list[tuple[str, int]]:
    sessions = json.loads(tracker("history --json"))["sessions"]
    return [(one["kind"], one["duration_s"] // 60) for one in sessions]


def test_a_kind_in_the_place_of_a_command_is_logged_where_that_is_meant(tracker: Tracker) -> None:
    code, shown = typed("heat 25", ("Log heat-pack 25? [y/N]: ", "y"))
    assert (code, "#1  Heat pack, 25 min" in shown) == (0, True)
    code, shown = typed("heat 25", ("Log heat-pack 25? [y/N]: ", "n"))
    assert (code, shown.endswith("Error: Nothing was stored.\n")) == (1, True)
    assert logged(tracker) == [("heat-pack", 25)]


def test_the_kind_is_asked_for_with_what_each_is(tracker: Tracker) -> None:
    code, shown = typed("log", ("Kind: ", "ice"))
    assert code == 0
    assert "  heat-pack  Log a heat pack.\n" in shown
    assert logged(tracker) == [("ice", 15)]


def test_each_argument_is_asked_for_with_what_it_could_be(tracker: Tracker) -> None:
    tracker("log ice 15 --at 8:00")
    code, shown = typed("edit --pain 3", ("Number: ", "1"))
    assert (code, "#1  Now: Ice" in shown) == (0, True)
    assert shown.startswith("  1  #1 ice, 2026-11-22 08:00\nNumber: ")
    tracker("log visit 30 --cost 80 --with Ana")
    code, shown = typed("claims paid", ("Number: ", "2"), ("Amount: ", "50"))
    assert (code, "Ana" in shown) == (0, True)
    assert typed("delete", ("Number: ", "1 2"))[0] == 0
    assert logged(tracker) == []


def test_a_plan_is_asked_for_its_kind_and_its_days(tracker: Tracker) -> None:
    tracker("config set reminders.nag false")
    code, shown = typed("plan add", ("Kind: ", "heat"), ("daily): ", "mon,fri"))
    assert (code, "on Mon and Fri" in shown) == (0, True)
    assert "heat pack" in tracker("plan list")


def test_a_name_that_begins_with_a_hyphen_is_no_option(tracker: Tracker) -> None:
    assert typed("provider add --role doctor", ("Name: ", "--x"))[0] == 0
    assert tracker("provider list").startswith("--x  doctor")


@pytest.mark.parametrize(
    "line", ["log", "edit --pain 3", "delete", "claims paid 1", "plan show", "plan add ice"]
)
def test_in_a_pipe_it_is_refused(tracker: Tracker, program: Program, line: str) -> None:
    tracker("log visit 30 --cost 80")
    done = program(line, stdin="1\n")
    assert (done.returncode, done.stdout) == (2, "")
