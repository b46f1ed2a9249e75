"""The process says how it is: stopped, without its diary, on a full disk, and well again."""

import contextlib
import datetime as dt
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import Program
from tests.desktop.stages import Stage
from tests.places import held
from tests.real_parts import need
from tests.reminding.test_process import notified, on
from tests.reminding.test_status import written
from tests.reminding_desk import Desk, at
from tests.running import Diary, FakeClock, Running, running
from tracker.doorbell import ring
from tracker.reminding.health import UNEXPECTED, Health
from tracker.reminding.speaker import Speaker
from tracker.reminding.tick import Tick

BEAT_S, PATIENCE_MS = 0.1, 100
LONG_AGO = "UPDATE reminders SET attention_at = '2026-01-01 12:00:00.000000', state = 'due'"


def status(program: Program, **variables: str) -> str:
    """Return how the process is as `remind status` tells it, on one line."""
    done = program("remind status", variables=variables)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.partition("Login")[0].split())


@contextlib.contextmanager
def stopped(process: Running) -> Iterator[None]:
    process.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.process.send_signal(signal.SIGCONT)


def test_a_process_that_is_well_says_when_it_last_looked(diary: Diary, program: Program) -> None:
    with running() as process:
        process.line("running")
        assert "s ago" in status(program)
        assert "Trouble" not in status(program)
        process.end()


def test_a_stopped_process_is_seen_by_every_command(diary: Diary, program: Program) -> None:
    need("faketime")
    diary.plan("heat")
    later = {**FakeClock(Path("unused")).env, "FAKETIME": "+3m"}
    del later["FAKETIME_TIMESTAMP_FILE"]
    with running() as process:
        process.line("running")
        with stopped(process):
            assert "but without a sign for 3 min: it may be stopped" in status(program, **later)
            assert program("status --short", variables=later).stdout == (
                "no sign of the reminders for 3 min\n"
            )
            assert program("status", variables=later).stdout == (
                "No sign of the reminders for 3 min; they may be stopped: tracker remind status\n"
            )
            assert program("today", variables=later).stderr == (
                "Reminders gave no sign for 3 min; they may be stopped: tracker remind status\n"
            )
        assert "without a sign" not in status(program)
        assert program("today").stderr == ""
        process.end()


@contextlib.contextmanager
def missing(diary: Diary, process: Running) -> Iterator[str]:
    aside = diary.path.with_name("aside.db")
    diary.path.rename(aside)
    yield "is not there"
    for suffix in ("-wal", "-shm"):
        diary.path.with_name(diary.path.name + suffix).unlink(missing_ok=True)
    aside.rename(diary.path)


@contextlib.contextmanager
def locked(diary: Diary, process: Running) -> Iterator[str]:
    with held(diary.path, "BEGIN EXCLUSIVE"):
        yield "is locked by another program"


@contextlib.contextmanager
def full(diary: Diary, process: Running) -> Iterator[str]:
    """Fill the disk, where the home is a small one, and else let no file grow."""
    home = diary.path.parents[3]
    diary.run(LONG_AGO)
    if os.path.ismount(home / ".local"):
        filler = home / ".local/filler"
        with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        yield "is full"
        filler.unlink()
    else:
        pid, limit = process.process.pid, resource.RLIMIT_FSIZE
        before = resource.prlimit(pid, limit, (4096, resource.RLIM_INFINITY))
        yield "is full"
        resource.prlimit(pid, limit, before)


@pytest.fixture
def small_home(home: Path) -> Iterator[Path]:
    """Put the data and the state of the home on a disk of two megabytes, if that is allowed."""
    disk = home / ".local"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", str(disk)]
    is_mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    yield home
    if is_mounted:
        subprocess.run(["umount", "-l", str(disk)], check=True)


Trouble = Callable[[Diary, Running], AbstractContextManager[str]]


@pytest.mark.parametrize("trouble", [missing, locked, full])
def test_a_trouble_of_the_diary_stands_in_the_status_until_it_is_over(
    small_home: Path, diary: Diary, program: Program, trouble: Trouble
) -> None:
    diary.remind(3600, diary.plan("heat"))
    with running(heartbeat_s=BEAT_S, patience_ms=PATIENCE_MS) as process:
        process.line("running")
        with trouble(diary, process) as words:
            ring(diary.places.doorbell)
            process.line(words)
            assert words in str(written(diary, "trouble", "", 0.5))
            told = status(program)
            assert words in told.partition("Trouble")[2]
            assert "last looked" in told
            assert program("status --short").stdout.endswith("; reminders are in trouble\n")
            assert words in program("status").stdout
            known = json.loads(program("remind status --json").stdout)["process"]
            assert words in known["trouble"]
            assert known["trouble_since"] >= known["looked_at"]
        process.line("can be used again")
        assert written(diary, "trouble", None) is None
        assert "Trouble" not in status(program)
        process.end()


def test_a_trouble_is_told_on_the_desktop_once_after_five_minutes_and_its_end_too(
    diary: Diary, bus: Stage, tmp_path: Path
) -> None:
    clock = FakeClock(tmp_path / "clock")
    clock.set("2026-11-23 12:00:00")
    with (
        bus.daemon("ok") as daemon,
        running(env=on(bus, **clock.env), heartbeat_s=BEAT_S, patience_ms=PATIENCE_MS) as process,
    ):
        process.line("running")
        with missing(diary, process):
            process.line("is not there")
            clock.set("2026-11-23 12:04:50")
            diary.heartbeats(3)
            clock.set("2026-11-23 12:05:10")
            said = notified(daemon)
            assert said["title"] == "Reminders do not work since 13:00"
            assert "is not there" in str(said["body"])
            clock.set("2026-11-23 13:00:00")
            diary.heartbeats(3)
        again = notified(daemon)
        assert (again["title"], again["replaces"]) == ("Reminders work again", 1)
        process.end()
    assert diary.ask("SELECT count(*) FROM reminders") == [(0,)]


def test_a_short_trouble_is_not_told_on_the_desktop(
    diary: Diary, bus: Stage, tmp_path: Path
) -> None:
    clock = FakeClock(tmp_path / "clock")
    clock.set("2026-11-23 12:00:00")
    diary.plan("heat", "12:10", "2026-11-01 12:00")
    with (
        bus.daemon("ok") as daemon,
        running(env=on(bus, **clock.env), heartbeat_s=BEAT_S, patience_ms=PATIENCE_MS) as process,
    ):
        process.line("running")
        with missing(diary, process):
            process.line("is not there")
            clock.set("2026-11-23 12:04:50")
            diary.heartbeats(3)
        process.line("can be used again")
        clock.set("2026-11-23 11:10:01")
        assert notified(daemon)["title"] == 'Heat pack "heat", 20 min'
        process.end()


def watchdog_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    systemd.bind(str(tmp_path / "systemd"))
    systemd.setblocking(False)
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "systemd"))
    return systemd


def test_the_watchdog_is_fed_in_a_known_trouble_and_starved_by_an_unknown_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, said = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), list[str]()
    health = Health(tmp_path / "pulse.json", 1, lambda: now, said.append)
    with watchdog_of(tmp_path, monkeypatch) as systemd:
        health.bad("the disk is full")
        health.beat()
        assert systemd.recv(100) == b"WATCHDOG=1"
        health.bad(UNEXPECTED, is_expected=False)
        health.beat()
        with pytest.raises(BlockingIOError):
            systemd.recv(100)
        health.good(dt.UTC, None)
        health.beat()
        assert systemd.recv(100) == b"WATCHDOG=1"
    assert said == [
        "the disk is full; trying again",
        f"{UNEXPECTED}; trying again",
        "the diary can be used again",
    ]


def test_why_knows_what_came_due_before_any_other_command_ran(
    diary: Diary, program: Program
) -> None:
    now = dt.datetime.now(ZoneInfo("Europe/Berlin")) - dt.timedelta(minutes=2)
    since = (now - dt.timedelta(days=2)).astimezone(dt.UTC)
    diary.plan("heat", f"{now:%H:%M}", f"{since:%Y-%m-%d %H:%M}")
    due = json.loads(program("due --json").stdout)
    told = json.loads(program("remind why --json").stdout)["reminders"]
    states = {one["due_at"]: one["state"] for one in told}
    # Shortly after midnight what was due two minutes ago is of yesterday.
    known = {one["due_at"]: one["state"] for one in due["due"] + due["missed"]}
    assert known
    assert known == {at: states[at] for at in known}
    assert "missed: nothing was running" in program("remind why").stdout


def test_why_is_answered_where_nothing_can_be_written(diary: Diary, program: Program) -> None:
    diary.plan("heat")
    with held(diary.path, "BEGIN IMMEDIATE"):
        code = "from tracker.database.sqlite import connecting; connecting.BUSY_TIMEOUT_MS = 50; "
        code += "from tracker.cli import main; main(['remind', 'why'])"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"No reminder has come due yet.\n"


def test_lateness_counts_to_when_the_channel_took_it_however_late_that_is_noted(
    tmp_path: Path, empty_diary: Path
) -> None:
    desk = Desk(tmp_path, "2026-11-23 17:00", empty_diary)
    desk.plan()
    desk.now = at("2026-11-23 18:00:02")
    tick, is_shown = Tick(desk.app, "one", desk.said.append), threading.Event()
    chain: Any = desk.channel
    speaker = Speaker(lambda: chain, is_shown.set, lambda: desk.now)
    showing = tick.take()
    assert showing
    speaker.show(showing)
    assert is_shown.wait(10)
    # A locked diary, as it may be, is waited for until it can be noted.
    desk.now += dt.timedelta(seconds=30)
    for outcome in speaker.outcomes():
        tick.shown(*outcome)  # type: ignore[arg-type]
    assert desk.decided() == [("shown", "by fake, 2.0 s late")]
    assert desk.said == ["18:00:02  shown: heat pack, by fake, 2.0 s late"]


def test_nothing_was_running_is_said_only_where_that_is_so(
    diary: Diary, bus: Stage, tmp_path: Path
) -> None:
    clock = FakeClock(tmp_path / "clock")
    diary.plan("heat", "12:00", "2026-11-01 12:00")
    why = "SELECT day, words FROM reminders JOIN decisions ON reminder_id = reminders.id "
    why += "WHERE what = 'missed' ORDER BY day DESC LIMIT 1"
    clock.set("2026-11-23 10:00:00")
    env = on(bus, **clock.env)
    with bus.daemon("ok"), running(env=env, heartbeat_s=BEAT_S) as process:
        process.line("running")
        assert diary.ask(why) == [("2026-11-22", "nothing was running")]
        with stopped(process):
            clock.set("2026-11-25 10:00:00")
        assert diary.become(why, "2026-11-24") == "2026-11-24"
        assert diary.ask(why) == [("2026-11-24", "the clock was set ahead")]
        process.end()
    clock.set("2026-11-27 10:00:00")
    with bus.daemon("ok"), running(env=env, heartbeat_s=BEAT_S) as process:
        process.line("running")
        assert diary.ask(why) == [("2026-11-26", "nothing was running")]
        with missing(diary, process):
            process.line("is not there")
            clock.set("2026-11-29 10:00:00")
            diary.heartbeats(3)
        process.line("can be used again")
        assert diary.become(why, "2026-11-28") == "2026-11-28"
        assert "is not there" in str(diary.ask(why)[0][1])
        process.end()


FULL_LOG = """
import logging, resource, sys
from pathlib import Path
from tracker.reminding.logfile import kept_log
log = logging.getLogger("tracker.remind")
with kept_log(Path(sys.argv[1]), {log: logging.INFO}):
    log.info("before")
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
    log.info(200 * "x")
    resource.setrlimit(resource.RLIMIT_FSIZE, 2 * (resource.RLIM_INFINITY,))
    log.info("after")
"""


def test_a_log_that_cannot_grow_is_done_without(tmp_path: Path) -> None:
    path = tmp_path / "remind.log"
    done = subprocess.run(
        [sys.executable, "-c", FULL_LOG, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    text = path.read_text()
    assert "INFO before\n" in text
    assert text.endswith("INFO after\n")
