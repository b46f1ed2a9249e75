"""Colour stands beside words and marks that say the same, where the person and the screen want it."""

import pytest

from tests.commands.terminals import drawn, plain, shown
from tests.conftest import Program, Tracker

ERROR, DONE, MISSED, HELD = "\x1b[1;31m", "\x1b[32m", "\x1b[31m", "\x1b[35m"
pytestmark = pytest.mark.diary(
    "config set reminders.nag no",
    "plan add ice --on daily --at 8:00",
    "plan add massage --every 1d --at 23:00",
    "log ice 10 --at 8:00",
    "condition add flu",
)


def test_what_was_done_missed_and_held_is_coloured_and_said(diary: Tracker) -> None:
    assert f"{DONE}●\x1b[0m" in drawn(diary, ["today"], 80)
    assert f"{HELD}held\x1b[0m" in drawn(diary, ["plan", "list"], 80)
    diary.tick(days=2)
    week = drawn(diary, ["summary"], 80)
    assert f"{MISSED}○\x1b[0m missed" in week
    assert "○ missed" in plain(week)


def test_a_refusal_begins_in_colour(diary: Tracker) -> None:
    assert drawn(diary, ["log", "ice", "--pain", "11"], 80).startswith(f"{ERROR}Error\x1b[0m: ")
    assert drawn(diary, ["start", "ice", "60"], 80).startswith(f"{ERROR}Not now\x1b[0m: ")


@pytest.mark.parametrize("line", ["today", "history", "plan list", "safety check massage"])
def test_a_pipe_has_colour_only_where_it_is_always_wanted(
    diary: Tracker, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    # In this very process the clock stands, so that all of them say the same.
    coloured = diary(f"--color always {line}")
    assert "\x1b[" in coloured
    assert plain(coloured) == diary(line) == diary(f"--color never {line}")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    assert diary(f"--color always {line}") == coloured


def test_an_error_in_a_pipe_is_coloured_only_where_it_is_always_wanted(
    diary: Tracker, program: Program
) -> None:
    assert program("--color always log ice --pain 11").stderr.startswith(f"{ERROR}Error")
    assert program("log ice --pain 11").stderr.startswith("Error")


def test_a_terminal_without_colour_says_the_same(diary: Tracker) -> None:
    for line, variables in (("--color never history", {}), ("history", {"NO_COLOR": "1"})):
        assert shown(line, variables=variables) == plain(shown("history"))


def test_a_colour_that_is_not_known_is_refused(diary: Tracker) -> None:
    code, _, complaint = diary.run(["--color", "blue", "today"])
    assert (code, "'auto', 'always', 'never'" in complaint) == (2, True)
    assert diary("today") == plain(diary("today"))
