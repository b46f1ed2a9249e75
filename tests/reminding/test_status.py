"""What the process says of itself, and who reads it: `tracker status`, prompts, the other commands."""

import contextlib
import datetime as dt
import json
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
import pytest

from tests.commands.schema import checked
from tests.commands.terminals import read
from tests.conftest import SUNDAY_MORNING, Program, Tracker
from tests.places import CHECKOUT
from tests.real_parts import need
from tests.running import Diary, running
from tracker import places, pulse
from tracker.database.sqlite.files import path_of
from tracker.pulse import Pulse, Waiting
from tracker.reminding import lock

NOW = SUNDAY_MORNING
DUE = Waiting("morning", NOW - dt.timedelta(hours=1))
NEXT = Waiting("evening heat", NOW + dt.timedelta(minutes=20, seconds=30))
RUNS = Pulse(1, NOW - dt.timedelta(hours=2), NOW, looked_at=NOW)


@contextlib.contextmanager
def left(one: Pulse) -> Iterator[Path]:
    """Have a process of the usual diary that runs and wrote this down last; give its file."""
    here = places.places_of(places.diary_path())
    with lock.acquire(here.lock, os.getpid(), "2026-11-22 09:00+01:00"):
        pulse.write(here.pulse, one)
        yield here.pulse


def just_now(one: Pulse) -> Pulse:
    """Return it as if it were written this moment, for programs that have the real clock."""
    return one._replace(seen_at=dt.datetime.now(dt.UTC))


def written(diary: Diary, what: str, value: object, deadline_s: float = 10.0) -> object:
    """Wait until the process has written a value of this name; return the last one."""
    until = time.monotonic() + deadline_s
    while True:
        found = getattr(pulse.read(diary.places.pulse), what, None)
        if found == value or time.monotonic() > until:
            return found


def await_that(is_so: Callable[[], bool], deadline_s: float = 10.0) -> None:
    until = time.monotonic() + deadline_s
    while not is_so():
        assert time.monotonic() < until


def test_the_process_writes_what_is_due_and_next_and_a_command_changes_it_at_once(
    diary: Diary, program: Program
) -> None:
    diary.remind(0, diary.plan("morning"))
    with running() as process:
        process.line("could not be shown")
        assert written(diary, "due_count", 1) == 1
        assert program("status --short").stdout.startswith("morning is due; morning in ")
        assert program("snooze morning 30m").returncode == 0
        # There is no heartbeat before half a minute: the doorbell woke the process.
        assert written(diary, "due_count", 0) == 0
        assert re.fullmatch(r"morning in (29|30) min\n", program("status --short").stdout)
        told = checked(program("status --json").stdout)
        assert told["is_running"]
        assert [one["is_snoozed"] for one in told["next"]] == [True, False]
        file = json.loads(diary.places.pulse.read_text())
        assert re.fullmatch(r"morning 20\d\d-\d\d-\d\d \d\d:\d\d", file["line"])
        assert file["pid"] == process.process.pid
        process.end()
    assert program("status --short").stdout == "reminders are not running\n"
    assert program("status").returncode == 0


def test_a_discreet_process_writes_no_name_of_a_plan(diary: Diary, program: Program) -> None:
    diary.configure("discreet = true")
    morning = diary.plan("morning")
    diary.remind(0, morning)
    diary.remind(3300, diary.plan("evening"))
    with running() as process:
        assert written(diary, "due_count", 1) == 1
        assert re.fullmatch(r"1 is due; next in \d+ min\n", program("status --short").stdout)
        told = [program(line).stdout for line in ("status", "status --json")]
        assert not re.search("morning|evening", "".join(told) + diary.places.pulse.read_text())
        process.end()


def test_a_heartbeat_tells_that_it_looked_and_sees_what_changed_without_a_ring(
    diary: Diary,
) -> None:
    morning = diary.plan("morning")
    with running(heartbeat_s=0.1) as process:
        process.line("running")
        file = diary.places.pulse
        begun = file.stat().st_mtime
        await_that(lambda: file.stat().st_mtime > begun + 1)
        found = pulse.read(file)
        assert found
        assert found.looked_at == found.seen_at
        diary.remind(3600, morning)
        await_that(lambda: b'"is_snoozed": true' in file.read_bytes())
        diary.configure("discreet = true")
        await_that(lambda: b"morning" not in file.read_bytes())
        diary.remind(0, diary.plan("evening"))
        process.line("could not be shown: a self-care reminder")
        process.end()


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (RUNS, "nothing is planned"),
        (RUNS._replace(next=(NEXT,)), "evening heat in 20 min"),
        (
            RUNS._replace(due=(DUE,), due_count=1, next=(NEXT,)),
            "morning is due; evening heat in 20 min",
        ),
        (RUNS._replace(due=(DUE, NEXT), due_count=2), "morning and evening heat are due"),
        (RUNS._replace(due=(DUE, DUE, DUE), due_count=500), "morning and 499 more are due"),
        (RUNS._replace(due=(Waiting("a\x1b[31m", NOW),), due_count=1), r"a\x1b[31m is due"),
        (RUNS._replace(trouble="the disk is full"), "nothing is planned; reminders are in trouble"),
        (
            RUNS._replace(seen_at=NOW - dt.timedelta(minutes=5), next=(NEXT,)),
            "no sign of the reminders for 5 min",
        ),
    ],
)
def test_the_line_says_what_is_due_and_next_or_what_is_wrong(
    tracker: Tracker, found: Pulse, line: str
) -> None:
    with left(found):
        assert tracker("status --short") == f"{line}\n"


def test_other_commands_say_that_the_reminders_are_in_trouble(tracker: Tracker) -> None:
    tracker.run(["plan", "add", "ice", "--on", "daily"])
    with left(RUNS._replace(trouble="the disk is full", trouble_since=NOW)):
        assert tracker.run(["today"])[2] == (
            "Reminders do not work since 10:00 (the disk is full): tracker remind status\n"
        )


def test_in_full_it_names_times_trouble_and_the_last_look(tracker: Tracker) -> None:
    due = tuple(DUE._replace(plan=name) for name in ("a", "b", "c"))
    found = RUNS._replace(due=due, due_count=5, next=(NEXT,), trouble="the disk is full")
    tracker.tick(seconds=20)
    with left(found):
        assert tracker("status") == (
            "Due       a since 08:00, b since 08:00, c since 08:00, 2 more\n"
            "Next      evening heat in 20 min (09:20)\n"
            "Trouble   the disk is full\n"
            "Looked    20 s ago\n"
        )


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"line": ""}', '{"line": 1, "since": 1}', "\xff", "null"]
)
def test_a_file_that_is_broken_is_none(tracker: Tracker, content: str) -> None:
    with left(RUNS) as path:
        path.write_text(content, encoding="latin-1")
        assert tracker("status") == "Reminders are not running: tracker remind run\n"


def test_what_is_written_over_a_longer_one_is_read_as_it_is(tmp_path: Path) -> None:
    path, folder_is_full = tmp_path / "pulse.json", tmp_path / "pulse.json~"
    pulse.write(path, RUNS._replace(due=(DUE, NEXT), due_count=2))
    # Where no new file can be made, as on a full disk, the old one is written over.
    folder_is_full.mkdir()
    pulse.write(path, RUNS)
    assert pulse.read(path) == RUNS
    assert path.stat().st_mode & 0o777 == 0o600


SNIPPETS = dict(
    re.findall(
        r"^```(bash|zsh|fish|tmux)\n(.*?)^```$",
        (CHECKOUT / "docs/reminders.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)
# What a shell would take for its own in a prompt.
NASTY = "50% %n $HOME $(id) `id` \\u"
PROMPTS = {
    "bash": ["bash", "--norc", "-c", '. "$1"; printf "%s" "${PS1@P}"', "-"],
    "zsh": [
        "zsh",
        "-f",
        "-c",
        '. "$1"; for one in $precmd_functions; $one; print -P -- $RPROMPT',
        "-",
    ],
    "fish": ["fish", "--no-config", "-c", "source $argv[1]; fish_right_prompt"],
}


@pytest.fixture
def path_with_tracker(monkeypatch: pytest.MonkeyPatch) -> None:
    own = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", f"{own}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.usefixtures("path_with_tracker")
@pytest.mark.parametrize("shell", PROMPTS)
def test_the_documented_prompt_shows_the_line(home: Path, tmp_path: Path, shell: str) -> None:
    need(shell)
    snippet = tmp_path / "snippet"
    snippet.write_text(SNIPPETS[shell], encoding="utf-8")
    due = Waiting(NASTY, NOW)
    with left(just_now(RUNS._replace(due=(due,), due_count=1))):
        done = subprocess.run(
            [*PROMPTS[shell], str(snippet)], capture_output=True, text=True, check=True
        )
    assert done.stdout.splitlines()[0] == f"{NASTY} is due"


@pytest.mark.usefixtures("path_with_tracker")
def test_the_documented_line_of_tmux_shows_it(home: Path, tmp_path: Path) -> None:
    need("tmux")
    conf = tmp_path / "tmux.conf"
    conf.write_text(SNIPPETS["tmux"], encoding="utf-8")
    words = ["tmux", "-S", str(tmp_path / "socket"), "-f", str(conf)]
    with left(just_now(RUNS._replace(due=(DUE,), due_count=1))):
        master, inner = pty.openpty()
        client = subprocess.Popen(
            [*words, "new-session", "sleep 60"],
            stdin=inner,
            stdout=inner,
            env={**os.environ, "TERM": "xterm"},
        )
        os.close(inner)
        try:
            assert "morning is due" in read(master, "morning is due")
        finally:
            subprocess.run([*words, "kill-server"], check=True)
            client.wait(10)
            os.close(master)


@pytest.mark.parametrize("value", ["", "/elsewhere", "relative", " /spaced"])
def test_the_folders_are_those_of_the_platform(
    home: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, value)
    data = platformdirs.user_data_path("selfcare-tracker", appauthor=False)
    state = platformdirs.user_state_path("selfcare-tracker", appauthor=False)
    assert places.diary_path() == data / "diary.db"
    assert places.places_of(data).pulse.parent == state


@pytest.mark.parametrize("address", ["", "sqlite:///diary.db", "sqlite:////tmp/a b;c#d.db"])
def test_a_plain_address_names_the_file_that_the_diary_has(home: Path, address: str) -> None:
    assert places.plain_path(address) == path_of(address)


@pytest.mark.parametrize(
    "address", ["sqlite:///", "sqlite:///:memory:", "sqlite:///a%20b.db", "mysql://a", "a.db"]
)
def test_an_address_that_is_not_plain_is_looked_at(address: str) -> None:
    assert places.plain_path(address) is None
