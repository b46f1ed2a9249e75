"""The shell completes commands, words and what the diary holds; never does it disturb."""

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.commands.terminals import read
from tests.conftest import SUNDAY_MORNING, Program, Tracker
from tests.real_parts import need
from tracker.care.rhythm import read_weekdays
from tracker.cli import INDEX, cli
from tracker.cli.completion import Bash
from tracker.when import read_clock, read_moment

Complete = Callable[[str], list[str]]


@pytest.fixture
def complete(program: Program) -> Complete:
    """Return a function that asks the program to complete a line, as bash does."""

    def ask(line: str) -> list[str]:
        words = line.split(" ")
        variables = {
            "_TRACKER_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
        }
        done = program("", variables=variables)
        assert (done.returncode, done.stderr) == (0, "")
        return [item.partition(",")[2] for item in done.stdout.splitlines() if item]

    return ask


def test_files_are_completed_for_who_imports_one(
    tracker: Tracker, complete: Complete, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tracker.home)
    (tracker.home / "taken/from").mkdir(parents=True)
    for name in ("taken/from/frames", "taken/from/my notes.csv", ".hidden", "log"):
        (tracker.home / name).touch()
    assert {
        line: complete(f"tracker import {line}")
        for line in ("", "l", ".h", "ta", "taken/from/m", "nowhere/", "f --format wat")
    } == {
        "": ["log", "taken/"],
        "l": ["log"],
        ".h": [".hidden"],
        "ta": ["taken/", "taken/from/", "taken/from/frames", r"taken/from/my\ notes.csv"],
        "taken/from/m": [r"taken/from/my\ notes.csv"],
        "nowhere/": [],
        "f --format wat": ["watson"],
    }
    for command in ("export", "backup", "restore"):
        assert complete(f"tracker {command} l") == ["log"]
        assert complete(f"tracker {command} ta")[0] == "taken/"
    assert complete("tracker restore ") == []


def test_words_are_completed_wherever_they_are_known(tracker: Tracker, complete: Complete) -> None:
    tracker("log visit --with 'Dr. Lee' --at yesterday")
    tracker("log massage --with Ana")
    tracker("log massage --with 'a\x1b[31m'")
    tracker("config set vocabulary.styles thumbs")
    assert {
        line: complete(line)
        for line in (
            "tracker hi",
            "tracker log ",
            "tracker log mass",
            "tracker log massage --style th",
            "tracker log mas --style swe",
            "tracker log ice --area l",
            "tracker style show th",
            "tracker log exercise bird",
            "tracker log massage --with a",
            "tracker history --with d",
            "tracker history --kind w",
            "tracker log massage --by ",
            "tracker log ice --bar",
            "tracker start heat-pack --feels s",
            "tracker edit 1 --effort ",
            "tracker edit ",
            "tracker delete 1 2",
            "tracker again vi",
            "tracker config get mass",
            "tracker nosuch x",
            "tracker log nosuch x",
            "tracker log ice --at yesterday\\ m",
        )
    } == {
        "tracker hi": ["history"],
        "tracker log ": ["exercise", "heat-pack", "ice", "massage", "visit", "warm-bath"],
        "tracker log mass": ["massage"],
        "tracker log massage --style th": ["thai", "therapeutic-touch", "thumbs"],
        "tracker log mas --style swe": ["swedish"],
        "tracker log ice --area l": ["lower-back"],
        "tracker style show th": ["thai", "therapeutic-touch", "thumbs"],
        "tracker log exercise bird": ["bird-dog"],
        "tracker log massage --with a": ["Ana"],
        "tracker history --with d": ["Dr.\\ Lee"],
        "tracker history --kind w": ["warm-bath"],
        "tracker log massage --by ": ["professional", "partner", "self"],
        "tracker log ice --bar": ["--barrier"],
        "tracker start heat-pack --feels s": ["stiff", "swollen"],
        "tracker edit 1 --effort ": ["easy", "right", "hard"],
        "tracker edit ": ["3", "2", "1"],
        "tracker delete 1 2": ["2"],
        "tracker again vi": ["visit"],
        "tracker config get mass": [
            "massage.minutes",
            "massage.area",
            "massage.with",
            "massage.style",
        ],
        "tracker nosuch x": [],
        "tracker log nosuch x": [],
        "tracker log ice --at yesterday\\ m": ["yesterday\\ morning"],
    }  # fmt: skip


COMPLETED = {
    "tracker log ice --area hip:": ["left", "right", "both", "centre"],
    "tracker log ice --area neck,hip:l": ["left"],
    "tracker history --area hip:": ["left", "right", "both", "centre"],
    # Exercises have no sides.
    "tracker exercise list --area hip:": [],
    "tracker exercise list --area l": ["lower-back"],
    "tracker history ma": ["massage"],
    "tracker help pl": ["plan"],
    "tracker help plan p": ["pause"],
    "tracker help log wa": ["warm-bath"],
    "tracker redflags feverish no": ["none"],
    "tracker edit la": ["last"],
    "tracker plan add ice --on m": ["mon"],
    "tracker plan add ice --on mon,we": ["mon,wed", "mon,weekdays", "mon,weekend"],
    "tracker plan add ice --at 07": ["07:00"],
    "tracker config set pager ": ["true", "false"],
    "tracker config set terminal u": ["unicode"],
    "tracker config set ice.area neck,lo": ["neck,lower-back"],
    "tracker config set visit.with D": ["Dr.\\ Lee"],
    "tracker config set currency US": ["USD"],
    "tracker config set zone Europe/Berl": ["Europe/Berlin"],
    "tracker config set reminders.channels desktop,pl": ["desktop,plyer"],
    "tracker config set nosuch ": [],
}


@pytest.fixture
def completed(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> Complete:
    """Return a function that completes a line in this process, which takes less time."""

    def ask(line: str) -> list[str]:
        monkeypatch.setenv("COMP_WORDS", line)
        answer = Bash(cli, {"obj": lambda: tracker.now}, "tracker", "_TRACKER_COMPLETE").complete()
        return [item.partition(",")[2] for item in answer.splitlines()]

    return ask


def test_what_few_words_can_follow_is_completed(tracker: Tracker, completed: Complete) -> None:
    tracker("log visit --with 'Dr. Lee' --at yesterday")
    assert {line: completed(line) for line in COMPLETED} == COMPLETED


def test_whatever_completes_a_time_is_read(completed: Complete) -> None:
    moments = [word.replace("\\", "") for word in completed("tracker log ice --at ")]
    days = completed("tracker plan add ice --on ")
    clocks = completed("tracker plan add ice --at ")
    assert (len(moments), len(days), len(clocks)) == (20, 10, 24)
    assert "this morning" in moments
    # It is ten in the morning, and what comes has not been.
    assert "this evening" not in moments
    for word in moments:
        read_moment(word, SUNDAY_MORNING, ZoneInfo("Europe/Berlin"), dt.time())
    for word in days:
        read_weekdays(word)
    for word in clocks:
        read_clock(word)


def test_every_command_is_completed(tracker: Tracker, complete: Complete) -> None:
    assert sorted(complete("tracker ")) == sorted(INDEX)


def test_recent_numbers_come_with_a_word_about_each(tracker: Tracker, program: Program) -> None:
    tracker("log ice 15 --at 8:00")
    tracker("log heat 20 --at yesterday")
    words = {"COMP_WORDS": "tracker edit ", "COMP_CWORD": "2"}
    assert program("", variables={"_TRACKER_COMPLETE": "zsh_complete", **words}).stdout == (
        "plain\n1\n#1 ice, 2026-11-22 08:00\nplain\n2\n#2 heat pack, 2026-11-21\n"
    )
    assert program("", variables={"_TRACKER_COMPLETE": "fish_complete", **words}).stdout != ""


def test_readings_are_completed_where_they_have_a_number(
    tracker: Tracker, completed: Complete
) -> None:
    tracker("pain 4 --at 8:00")
    tracker("pain 5 --at yesterday")
    assert completed("tracker edit p") == completed("tracker delete p") == ["p1", "p2"]
    assert completed("tracker pain ") == ["0", "10"]
    assert completed("tracker history p") == completed("tracker plan add p") == ["pain"]


LINES = [
    "tracker edit ",
    "tracker log massage --with ",
    "tracker log ice --area ",
    "tracker history --with ",
    "tracker delete 1 ",
]


def test_a_broken_settings_file_is_passed_over_in_silence(
    tracker: Tracker, complete: Complete
) -> None:
    tracker("log massage --with Ana")
    tracker.configure("currency = = =\n")
    assert complete("tracker log massage --style swe") == []
    assert complete("tracker log ice --a") == ["--at", "--area"]
    assert complete("tracker log massage --with ") == ["Ana"]


def test_completion_never_makes_a_diary(tracker: Tracker, complete: Complete) -> None:
    shutil.rmtree(tracker.database.parent)
    assert [complete(line) for line in LINES[:2]] == [[], []]
    assert not tracker.database.parent.exists()
    assert complete(f"tracker --database sqlite:///{tracker.home}/no/such.db edit ") == []


def test_a_file_that_is_no_diary_is_passed_over_and_stays_as_it_is(
    tracker: Tracker, complete: Complete
) -> None:
    content = b"no database at all, " * 400
    tracker.database.write_bytes(content)
    assert complete("tracker edit ") == []
    assert tracker.database.read_bytes() == content


def test_a_database_of_another_program_is_passed_over_and_stays_as_it_is(
    tracker: Tracker, complete: Complete
) -> None:
    tracker.database.unlink()
    db = sqlite3.connect(tracker.database)
    db.execute("CREATE TABLE other (name TEXT)")
    db.commit()
    db.close()
    before = tracker.database.read_bytes()
    assert complete("tracker log massage --with ") == []
    assert tracker.database.read_bytes() == before


def test_a_diary_that_another_program_is_writing_is_read_all_the_same(
    tracker: Tracker, complete: Complete
) -> None:
    tracker("log massage --with Ana")
    db = sqlite3.connect(tracker.database)
    db.execute("BEGIN IMMEDIATE")
    assert complete("tracker log massage --with ") == ["Ana"]
    db.close()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed_for_each_shell(program: Program, shell: str) -> None:
    if shell == "bash":
        need("bash")
    done = program("", variables={"_TRACKER_COMPLETE": f"{shell}_source"})
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{shell}_complete" in done.stdout


# Each shell, the words that start it without anybody's own settings, and the line that loads the script.
SHELLS = {
    "bash": ("bash --norc -i", 'eval "$(_TRACKER_COMPLETE=bash_source tracker)"'),
    "zsh": (
        "zsh -f -i",
        'autoload -Uz compinit; compinit -u; eval "$(_TRACKER_COMPLETE=zsh_source tracker)"',
    ),
    "fish": ("fish --no-config -i", "_TRACKER_COMPLETE=fish_source tracker | source"),
}
# It completes as the program does, and shows the words that a shell hands over to it.
STAND_IN = """#!/bin/sh
if [ -n "$_TRACKER_COMPLETE" ]; then exec "{python}" -m tracker "$@"; fi
printf '<%s>' "$@"
echo '<end>'
"""
PRESSED = {
    "done he": "<done><heat pack>",
    'done "heat p': "<done><heat pack>",
    "done heat\\ p": "<done><heat pack>",
    "done 'i": '<done><ice "$5", often>',
    "done heat p": "<done><heat><pack>",
    "skip HEAT ": "<skip><HEAT><pack>",
    "snooze heat p": "<snooze><heat><pack>",
    "plan show ice ": '<plan><show><ice><"$5", often>',
    "done i": '<done><ice "$5", often>',
    "log visit --with=D": "<log><visit><--with=Dr. Lee>",
    "log ice --area hip:l": "<log><ice><--area><hip:left>",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_real_shell_hands_over_one_word_whatever_is_in_it(
    tracker: Tracker, tmp_path: Path, shell: str
) -> None:
    start, load = SHELLS[shell]
    need(shell)
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin/tracker"
    command.write_text(STAND_IN.format(python=sys.executable))
    command.chmod(0o755)
    tracker("config set reminders.nag false")
    tracker("log visit --with 'Dr. Lee'")
    tracker.run(["plan", "add", "heat", "--on", "daily", "--at", "23:00"])
    tracker.run(["plan", "add", "ice", "--on", "daily", "--name", 'ice "$5", often'])
    master, inner = os.openpty()
    # A shell completes only where the terminal is its own, which `setsid --ctty` makes it.
    process = subprocess.Popen(
        [need("setsid"), "--ctty", *start.split()],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env={**os.environ, "PATH": f"{command.parent}:{os.environ['PATH']}", "TERM": "xterm"},
    )
    os.close(inner)
    try:
        os.write(master, f"{load}; tracker loa''ded\n".encode())
        read(master, "<loaded><end>\r\n")
        handed = {}
        for line in PRESSED:
            os.write(master, f"tracker {line}\t\n".encode())
            shown = read(master, "<end>\r\n")
            handed[line] = shown[shown.index("<") :].partition("<end>")[0]
    finally:
        process.kill()
        process.wait()
        os.close(master)
    assert handed == PRESSED


def test_the_days_of_automatic_backups_complete_what_is_restored(
    tracker: Tracker, complete: Complete
) -> None:
    tracker("log ice 15 --at 8:00")
    tracker("backup --auto")
    tracker.tick(days=1)
    tracker("backup --auto")
    assert complete("tracker restore ") == ["2026-11-23", "2026-11-22"]
    assert complete("tracker restore 2026-11-22") == ["2026-11-22"]
    assert complete("tracker restore ~/x") == []
