"""What the process says of reminders beside showing them: nothing that a discreet one hides."""

import datetime as dt
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desktop.stages import Stage
from tests.reminding.test_process import notified, on
from tests.reminding_desk import Desk, at
from tests.running import Diary, Running, running

# What a terminal would obey, and what would make a line of its own.
WILD = "evening\x1b[2J\n2026-01-01 00:00:00,000 INFO forged \u202etaeh\x9b1m"
SEEN = "evening\\x1b[2J\\n2026-01-01 00:00:00,000 INFO forged \\u202etaeh\\x9b1m"
HIDDEN = ("evening", "heat", "Heat")


@pytest.fixture
def diary(home: Path, empty_diary: Path) -> Diary:
    made = Diary(home)
    made.path.parent.mkdir(parents=True, mode=0o700)
    shutil.copy(empty_diary, made.path)
    return made


def all_said(process: Running) -> str:
    """End the process; return all the lines that it said on both its outputs and not yet read."""
    process.end()
    lines: list[str] = []
    while not lines or lines[-1] != "ended":
        lines.append(process.lines.next())
    return "\n".join(lines)


def logged(diary: Diary) -> str:
    return diary.places.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("action", ["done", "snooze", "skip"])
def test_a_discreet_reminder_stays_so_in_line_log_and_bubble(
    diary: Diary, bus: Stage, action: str
) -> None:
    diary.configure("discreet = true")
    diary.remind(0, diary.plan("evening heat"))
    with bus.daemon(f"click:{action}") as daemon, running(env=on(bus)) as process:
        bubble = notified(daemon)
        words = {"done": "done", "snooze": "snoozed", "skip": "skipped"}[action]
        first = process.line("shown: a self-care reminder (plan 1), by desktop")
        second = process.line(f"{words}: a self-care reminder (plan 1)")
        said = all_said(process)

    everything = "\n".join([first, second, said, logged(diary), str(bubble)])
    assert [word for word in HIDDEN if word in everything] == []


def test_a_discreet_reminder_that_cannot_be_shown_is_not_named(diary: Diary, bus: Stage) -> None:
    diary.configure('discreet = true\nchannels = ["desktop"]')
    diary.remind(0, diary.plan("evening heat"))
    with running(env=on(bus)) as process:
        line = process.line("could not be shown: a self-care reminder (plan 1) (desktop: ")
        said = line + all_said(process)

    assert [word for word in HIDDEN if word in said + logged(diary)] == []


def test_a_discreet_week_names_no_plan(diary: Diary, bus: Stage) -> None:
    now = dt.datetime.now(dt.UTC)
    diary.configure("discreet = true")
    with diary.config.open("a") as file:
        file.write(f'digest = "{now.astimezone():%a} 00:00"\n'.lower())
    settings = diary.config.read_text().replace('digest = ""\n', "")
    diary.config.write_text(settings)
    diary.plan("evening heat", since=f"{now - dt.timedelta(days=20):%Y-%m-%d} 12:00")
    bubbles: list[dict[str, object]] = []
    with bus.daemon("ok") as daemon, running(env=on(bus)) as process:
        while not bubbles or not str(bubbles[-1]["title"]).startswith("Last week: kept 0 of 7"):
            bubbles.append(notified(daemon))
        process.line("shown: last week, by desktop")
        process.end()

    everything = logged(diary) + str(bubbles)
    assert [word for word in HIDDEN if word in everything] == []


@pytest.mark.parametrize(("is_discreet", "named"), [("true", []), ("false", [*HIDDEN[:2]])])
def test_an_error_that_should_not_be_brings_no_words_of_the_diary_into_a_discreet_log(
    diary: Diary, is_discreet: str, named: list[str]
) -> None:
    diary.configure(f"discreet = {is_discreet}")
    diary.plan("evening heat")
    program = """
import sys
from tracker.app import App
from tracker.reminding import process
from tracker.reminding.tick import Tick

def take(self, *, repeat_open, takes_over):
    raise RuntimeError("evening heat\\nof somebody \\x1b[2J")

Tick.take = take
process.run(App.from_environment(), lambda line: print(line, flush=True))
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
        process = Running(child)
        process.line("an error that should not be")
        process.line("running")
        all_said(process)

    log = logged(diary)
    assert "RuntimeError" in log
    assert "in _do_all" in log
    assert [word for word in HIDDEN if word in log] == named
    assert "\x1b" not in log
    assert "\nof somebody" not in log


def test_a_name_that_a_terminal_would_obey_is_seen_in_line_and_log(
    diary: Diary, bus: Stage
) -> None:
    diary.remind(0, diary.plan(WILD))
    with bus.daemon("click:done"), running(env=on(bus)) as process:
        process.line(f"shown: {SEEN}, by desktop")
        process.line(f"done: {SEEN} (#1)")
        process.end()

    log = logged(diary)
    assert f"shown: {SEEN}, by desktop" in log
    assert f"done: {SEEN} (#1)" in log
    assert not any(mark in log for mark in "\x1b\u202e\x9b")
    assert not any(line.startswith("2026-01-01") for line in log.splitlines())


def test_one_tick_names_what_it_did_with_escapes_visible(diary: Diary, bus: Stage) -> None:
    diary.remind(0, diary.plan(WILD))
    with bus.daemon("ok"):
        words = [sys.executable, "-m", "tracker", "remind", "run", "--once"]
        done = subprocess.run(words, env=on(bus), capture_output=True, text=True, check=True)
    assert f"shown: {SEEN}, by desktop" in done.stdout


@pytest.fixture
def desk(tmp_path: Path, empty_diary: Path) -> Desk:
    return Desk(tmp_path, "2026-11-23 17:00", empty_diary)


def test_why_a_discreet_reminder_is_held_is_for_its_owner_alone(desk: Desk) -> None:
    desk.hold_of = lambda _: "no evening heat with a fever"
    desk.plan("evening heat")
    desk.tick("2026-11-23 18:00")
    desk.configure("discreet = true")
    desk.tick("2026-11-24 18:00")

    assert [line[10:] for line in desk.said] == [
        "held: evening heat, no evening heat with a fever",
        "held: a self-care reminder (plan 1)",
    ]


REFUSING = """
from tracker.app import App
from tracker.errors import Unsafe
from tracker.journal import Journal
from tracker.reminding import process

def refuse(self, reminder):
    raise Unsafe("no evening heat with a fever")

Journal.pressed_done = refuse
process.run(App.from_environment(), lambda line: print(line, flush=True))
"""


@pytest.mark.parametrize(
    ("is_discreet", "words"),
    [("true", ""), ("false", ": no evening heat with a fever")],
)
def test_a_button_that_is_refused_says_discreetly_no_more_than_that(
    diary: Diary, bus: Stage, is_discreet: str, words: str
) -> None:
    diary.configure(f"discreet = {is_discreet}")
    diary.remind(0, diary.plan("evening heat"))
    command = [sys.executable, "-c", REFUSING]
    with (
        bus.daemon("click:done"),
        subprocess.Popen(
            command, env=on(bus), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as child,
    ):
        process = Running(child)
        line = process.line("done could not be done")
        process.end()
    assert line == f"done could not be done{words}"
    assert f" INFO {line}\n" in logged(diary)


def test_a_plan_that_cannot_be_worked_out_is_numbered_and_discreetly_no_more(desk: Desk) -> None:
    for number, setting in enumerate(("false", "true"), 1):
        desk.configure(f"discreet = {setting}")
        desk.plan(f"broken {number}")
        db = sqlite3.connect(desk.database)
        with db:
            db.execute("UPDATE plans SET zone = 'evening/heat' WHERE id = ?", (number,))
        db.close()
        desk.now = at(f"2026-11-{23 + number} 18:00")
        desk.tick()

    lines = [line[10:] for line in desk.said if "cannot be worked out" in line]
    assert lines[0].startswith("plan 1 cannot be worked out: ")
    assert lines[-1] == "plan 2 cannot be worked out"
