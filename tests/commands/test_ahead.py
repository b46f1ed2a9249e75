"""No session ends ahead of the clock unless that is meant: `now` is when it ended, the rest is asked."""

import datetime as dt

import pytest

from tests.commands.terminals import NONE, Terminal, plain
from tests.conftest import Program, Tracker, travel

IF = "If it has just ended, write --at now; "
OR = "if it is meant, add --yes."


@pytest.fixture
def told(tracker: Tracker) -> Tracker:
    """A diary with a massage of an hour, yesterday, and a plan of 20 minutes of heat."""
    tracker("config set reminders.nag false")
    tracker("log massage 60 --at 'yesterday 18:00'")
    tracker("plan add heat --minutes 20 --on daily --at 23:00 --name evening")
    return tracker


@pytest.mark.parametrize("now", ["now", "just now", "NOW", " Just  now "])
def test_now_is_when_it_ended(tracker: Tracker, now: str) -> None:
    line = f'log massage 60 --at "{now}"'
    assert tracker(line).startswith("#1  Massage, 1 h, today 09:00 to 10:00.")


def test_now_means_so_in_every_command_that_stores(told: Tracker) -> None:
    answers = [
        told(line).splitlines()[0]
        for line in (
            "log ice --at now",
            "again massage --at now",
            "done evening --at 'just now' --minutes 30",
            "edit 1 --at now",
            "edit 1 --at now --minutes 45",
            "edit 1 --at 'just now' --minutes 1h30",
        )
    ]
    assert [answer.partition(", today ")[2].split(".")[0] for answer in answers] == [
        "09:45 to 10:00",
        "09:00 to 10:00",
        "09:30 to 10:00",
        "09:00 to 10:00",
        "09:15 to 10:00",
        "08:30 to 10:00",
    ]


def test_now_is_a_day_of_the_zone_that_is_named(tracker: Tracker) -> None:
    tracker.now = dt.datetime(2026, 11, 22, 15, 10, tzinfo=dt.UTC)
    assert tracker('log ice 15 --at "now Asia/Tokyo"')
    assert tracker('log ice 5 --at "now Asia/Tokyo"')
    rows = tracker.rows()["sessions"]
    assert [("2026-11-22" in row, "2026-11-23" in row, "Asia/Tokyo" in row) for row in rows] == [
        (True, False, True),
        (False, True, True),
    ]
    assert ["2026-11-22 14:55:00.000000" in row for row in rows] == [True, False]


def test_now_across_midnight_belongs_to_the_day_on_which_it_began(tracker: Tracker) -> None:
    tracker.now = dt.datetime(2026, 11, 22, 23, 20, tzinfo=dt.UTC)  # 00:20 in Berlin.
    assert "Sun 22 Nov" in tracker("log massage 60 --at now") + tracker("history")


@pytest.mark.parametrize(
    ("line", "left", "shorter"),
    [
        ("log massage 60 --at '20m ago'", "40 minutes", "20 min"),
        ("log massage --minutes 60 --at 9:40", "40 minutes", "20 min"),
        ("log massage 60 --at '0m ago'", "1 h", ""),
        ("log massage 60 --at 'in 0m'", "1 h", ""),
        ("log massage 60 --at 10:00", "1 h", ""),
        ("log massage 3h --at 9:15", "2 h 15 min", "45 min"),
        ("log ice --at '14m ago'", "1 minute", "14 min"),
        ("log ice --at '10:00 Europe/Berlin'", "15 minutes", ""),
        ("log ice --at 09:00Z", "15 minutes", ""),
        ("log ice 90s --at '1m ago'", "1 minute", "1 min"),
        ("again --at '50m ago'", "10 minutes", "50 min"),
        ("again massage --minutes 30 --at 9:45", "15 minutes", "15 min"),
        ("done evening --at 9:50", "10 minutes", "10 min"),
        ("done evening --minutes 61 --at 9:00", "1 minute", "1 h"),
        ("edit 1 --at 9:50", "50 minutes", "10 min"),
        ("edit 1 --at 9:50 --minutes 20", "10 minutes", "10 min"),
    ],
)
def test_what_would_end_ahead_is_refused_in_a_pipe_and_stored_where_it_is_meant(
    told: Tracker, line: str, left: str, shorter: str
) -> None:
    before = told.rows()

    complaint = told(line, code=2)

    took = f"if it took {shorter}, give that as its length; " if shorter else ""
    assert complaint.split() == (
        f"Error: that would end in {left}. Nothing was stored. {IF}{took}{OR}".split()
    )
    assert told.rows() == before
    told(f"{line} --yes")
    assert told.rows() != before


@pytest.mark.parametrize(
    "line",
    [
        "log massage 60 --at '60m ago'",
        "log massage 60 --at 9:00",
        "log massage 60 --at today",
        "log massage 60",
        "again",
        "done evening",
        "edit 1 --minutes 24h --at '24h ago'",
        "edit 1 --at today",
    ],
)
def test_what_has_ended_by_now_is_stored_unasked(told: Tracker, line: str) -> None:
    assert told(line)


def test_a_start_ahead_stays_refused(told: Tracker) -> None:
    for line in ("log ice --at 10:01 --yes", "again --at 'in 5m' --yes", "edit 1 --at 10:01"):
        assert "lies in the future" in told(line, code=2)


def test_a_length_that_is_corrected_is_asked_about_and_other_fields_are_not(told: Tracker) -> None:
    told("log massage 60 --at '20m ago' --yes")
    assert "today 09:40 to 10:40" in told("edit 2 --note soft --pain 5:3")
    assert "that would end in 1 h 10 min" in told("edit 2 --minutes 90", code=2)
    assert "that would end in 10 minutes" in told("edit 2 --minutes 30", code=2)
    assert "today 09:40 to 10:00" in told("edit 2 --minutes 20")


def test_the_answer_for_a_program_is_refused_as_well(told: Tracker) -> None:
    code, answer, complaint = told.run(["log", "ice", "--at", "9:50", "--json"])
    assert (code, answer) == (2, "")
    assert complaint.startswith("Error: that would end in 5 minutes.")


@pytest.mark.parametrize(
    ("answer", "code", "end", "count"),
    [
        ("y\n", 0, "    Take back: tracker undo\n", 1),
        ("n\n", 1, "Error: Nothing was stored.\n", 0),
        ("\n", 1, "Error: Nothing was stored.\n", 0),
    ],
)
def test_on_a_terminal_it_is_asked_about(
    tracker: Tracker, answer: str, code: int, end: str, count: int
) -> None:
    terminal = Terminal(["log", "visit", "60", "--at", "20m ago"], 80, 24, NONE)
    assert terminal.read(until="[y/N]: ") == "That would end in 40 minutes. Is it meant? [y/N]: "
    # While the question stands the diary is free: this would wait for a lock otherwise.
    tracker("log visit")
    tracker("undo")
    terminal.type(answer)
    assert plain(terminal.read()).endswith(end)
    assert terminal.end() == code
    assert len(tracker.rows()["sessions"]) == count


def test_on_a_terminal_yes_asks_nothing(tracker: Tracker) -> None:
    terminal = Terminal(["log", "visit", "60", "--at", "20m ago", "--yes"], 80, 24, NONE)
    assert "?" not in terminal.read()
    assert terminal.end() == 0
    assert len(tracker.rows()["sessions"]) == 1


def test_a_real_pipe_is_refused_and_told_what_to_type(program: Program) -> None:
    done = program("log massage 60 --at '20m ago'")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.split() == (
        f"Error: that would end in 40 minutes. Nothing was stored. {IF}"
        f"if it took 20 min, give that as its length; {OR}".split()
    )
    assert program("log massage 60 --at now").returncode == 0
    assert program("log massage 20 --at '20m ago'").returncode == 0


def test_the_end_is_an_instant_whatever_the_clocks_do(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel(monkeypatch, "Europe/Berlin")
    # The clocks went back at 03:00 to 02:00: it is 02:30 for the second time.
    tracker.now = dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)
    assert "02:30" in tracker("log massage 60 --at '02:30 +02:00'")
    assert "that would end in 30 minutes" in tracker("log massage 90 --at '02:30 +02:00'", code=2)
