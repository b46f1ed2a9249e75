"""The reminder process for real: woken on time, by changes and by buttons; ended at once."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.desktop.stages import FakeDaemon, Stage, become, stage
from tests.places import CHECKOUT, held
from tests.running import Diary, FakeClock, Running, running
from tracker.doorbell import ring

# A second is what the program aims at; a busy machine may take some of its own.
ENDS_WITHIN_S = 2.0
IS_SHOWN = "SELECT count(*) FROM reminders WHERE state = 'shown'"
STATE = "SELECT state FROM reminders"
# All that tells of a showing; only the bubble's handle is left out.
WHAT_CAME = (
    "SELECT shown_at, shown_times, tries, state, attention_at,"
    " (SELECT group_concat(what || ' ' || words) FROM decisions) FROM reminders"
)


@pytest.fixture
def diary(home: Path, empty_diary: Path) -> Diary:
    made = Diary(home)
    made.path.parent.mkdir(parents=True, mode=0o700)
    shutil.copy(empty_diary, made.path)
    return made


def on(stage: Stage, **more: str) -> dict[str, str]:
    """Return the environment of a process of this test on a stage."""
    return {
        **os.environ,
        "DBUS_SESSION_BUS_ADDRESS": stage.env["DBUS_SESSION_BUS_ADDRESS"],
        "XDG_RUNTIME_DIR": "",
        **more,
    }


def notified(daemon: FakeDaemon) -> dict[str, object]:
    """Return the next Notify that the daemon received."""
    while "title" not in (call := daemon.call()):
        pass
    return call


def test_a_reminder_comes_when_it_is_due_and_a_signal_ends_the_process(
    diary: Diary, bus: Stage
) -> None:
    plan = diary.plan("evening heat")
    with bus.daemon("ok") as daemon, running(env=on(bus)) as process:
        process.line("running")
        diary.remind(1.0, plan)
        begun = time.monotonic()
        ring(diary.places.doorbell)
        assert notified(daemon)["title"] == 'Heat pack "evening heat", 20 min'
        assert 0.5 < time.monotonic() - begun < 4.0
        assert "shown: evening heat, by desktop" in process.line("shown")
        assert process.end() < ENDS_WITHIN_S
    assert diary.ask("SELECT state, channel FROM reminders WHERE shown_times > 0") == [
        ("shown", "desktop")
    ]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_an_idle_process_within_a_second(diary: Diary, number: int) -> None:
    with running() as process:
        process.line("running")
        assert process.end(number) < ENDS_WITHIN_S
    assert not diary.places.doorbell.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux shows what a process has loaded.")
def test_a_process_that_waits_has_not_loaded_openssl(diary: Diary) -> None:
    with running() as process:
        process.line("running")
        loaded = Path(f"/proc/{process.process.pid}/maps").read_text()
        assert process.end() < ENDS_WITHIN_S
    assert "_sqlite3." in loaded
    assert "_ssl." not in loaded
    assert "_hashlib." not in loaded
    assert "libcrypto" not in loaded


def test_a_light_process_as_the_login_starts_it_reminds_as_well(diary: Diary, bus: Stage) -> None:
    diary.remind(0, diary.plan("heat"))
    with bus.daemon("click:done"), running(env=on(bus), flags=("-OO", "-P")) as process:
        process.line("shown: heat")
        assert diary.become("SELECT count(*) FROM sessions", 1) == 1
        assert process.end() < ENDS_WITHIN_S


def test_broken_settings_are_waited_for_and_said_on_the_desktop_once(
    diary: Diary, bus: Stage
) -> None:
    diary.remind(0, diary.plan("heat"))
    diary.config.write_text("[reminders\n")
    with bus.daemon("ok") as daemon, running("remind", "run", "--quiet", env=on(bus)) as process:
        assert "this is not TOML" in process.line("settings")
        assert notified(daemon)["title"] == "Reminders cannot start"
        diary.config.write_text("[reminders]\nsnooze = 0\n")
        assert "reminders.snooze" in process.line("settings")
        diary.configure()
        process.line("can be used again")
        assert daemon.call() == {"closed": 1}
        assert notified(daemon)["title"] == 'Heat pack "heat", 20 min'
        assert diary.become(IS_SHOWN, 1) == 1
        assert process.end() < ENDS_WITHIN_S


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_wait_for_settings_within_a_second(
    diary: Diary, tmp_path: Path, number: int
) -> None:
    diary.config.write_text("[reminders\n")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "systemd"))
        systemd.settimeout(10)
        with running(env={**os.environ, "NOTIFY_SOCKET": str(tmp_path / "systemd")}) as process:
            assert [systemd.recv(100), systemd.recv(100)] == [b"READY=1", b"WATCHDOG=1"]
            assert process.end(number) < ENDS_WITHIN_S
        while (word := systemd.recv(100)) == b"WATCHDOG=1":
            pass
        assert word == b"STOPPING=1"


def test_a_second_process_is_told_of_the_first(diary: Diary) -> None:
    with running() as first:
        first.line("running")
        with running() as second:
            words = second.line("already running")
            assert second.process.wait(timeout=10) == 4
        assert words.startswith("Error: The reminders are already running since 20")
        assert words.endswith(f"(process {first.process.pid}).")
        assert first.end() < ENDS_WITHIN_S


def test_a_second_process_started_by_the_login_ends_without_an_error(
    diary: Diary, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "systemd"))
        systemd.settimeout(10)
        with running() as first:
            first.line("running")
            with running(env={**os.environ, "NOTIFY_SOCKET": str(tmp_path / "systemd")}) as second:
                assert systemd.recv(100) == b"READY=1"
                assert second.process.wait(timeout=10) == 0


def test_systemd_is_told_of_each_step(diary: Diary, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "systemd"))
        systemd.settimeout(10)
        environment = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "systemd")}
        with running(env=environment, heartbeat_s=0.1) as process:
            assert [systemd.recv(100) for _ in range(4)] == [
                b"WATCHDOG=1",
                b"READY=1",
                b"WATCHDOG=1",
                b"WATCHDOG=1",
            ]
            process.end()
        while (word := systemd.recv(100)) == b"WATCHDOG=1":
            pass
        assert word == b"STOPPING=1"


def test_a_command_of_another_process_closes_the_bubble_within_a_second(
    diary: Diary, bus: Stage
) -> None:
    plan = diary.plan("heat")
    diary.remind(0, plan)
    with bus.daemon("ok") as daemon, running(env=on(bus)) as process:
        notified(daemon)
        process.line("shown")
        words = [sys.executable, "-m", "tracker", "log", "heat", "20"]
        subprocess.run(words, check=True, capture_output=True)
        begun = time.monotonic()
        assert daemon.call() == {"closed": 1}
        assert time.monotonic() - begun < ENDS_WITHIN_S
    assert diary.ask(STATE) == [("done",)]


@pytest.mark.parametrize(
    ("action", "state", "sessions"),
    [("done", "done", 1), ("snooze", "snoozed", 0), ("skip", "skipped", 0)],
)
def test_a_button_does_what_it_says(
    diary: Diary, bus: Stage, action: str, state: str, sessions: int
) -> None:
    diary.remind(0, diary.plan("heat"))
    with bus.daemon(f"click:{action}"), running(env=on(bus)):
        assert diary.become(STATE, state) == state
    assert diary.ask("SELECT count(*) FROM sessions WHERE came_in = 'reminder'") == [(sessions,)]


def kill(process: Running) -> None:
    process.process.kill()
    process.process.wait()


def test_what_a_killed_process_had_shown_is_put_back_in_its_place_and_stirs_nobody(
    diary: Diary, bus: Stage
) -> None:
    diary.configure("sound = true")
    diary.remind(0, diary.plan("heat"))
    with bus.daemon("ok") as daemon:
        with running(env=on(bus)) as process:
            first = notified(daemon)
            assert diary.become(IS_SHOWN, 1) == 1
            kill(process)
        before = diary.ask(WHAT_CAME)
        with running(env=on(bus)) as process:
            again = notified(daemon)
            process.line("running")
            assert process.end() < ENDS_WITHIN_S
    assert (first["replaces"], again["replaces"]) == (0, 1)
    assert "sound-name" in asked(first)
    assert (asked(again)["suppress-sound"], asked(again)["urgency"]) == (["b", True], ["y", 0])
    assert diary.ask(WHAT_CAME) == before


def asked(call: dict[str, object]) -> dict[str, object]:
    """Return the hints of a Notify."""
    assert isinstance(call["hints"], dict)
    return call["hints"]


def test_done_on_a_bubble_from_before_a_restart_is_heard(diary: Diary) -> None:
    diary.remind(0, diary.plan("heat"))
    with stage("desk.sh") as dunst:
        with running(env=on(dunst)) as process:
            assert diary.become(IS_SHOWN, 1) == 1
            kill(process)
        before = diary.ask(WHAT_CAME)
        with running(env=on(dunst)) as process:
            process.line("put back")
            assert dunst.run("dunstctl", "count", "displayed") == "1"
            assert diary.ask(WHAT_CAME) == before
            Path(dunst.env["DESK"], "pick").write_text("Done")
            dunst.run("dunstctl", "context")
            assert diary.become(STATE, "done") == "done"
    assert diary.ask("SELECT count(*) FROM sessions WHERE came_in = 'reminder'") == [(1,)]


# What a process does that is killed between showing a reminder and noting that.
SHOWS_AND_DIES = """
import os
from tracker.app import App
from tracker.reminding.owner import own_name
from tracker.reminding.status import chain_from_here
from tracker.reminding.tick import Tick
app = App.from_environment()
showing = Tick(app, own_name(), print).take()
chain_from_here(app, None).show(showing.message)
os.kill(os.getpid(), 9)
"""
CLAIMS_AND_DIES = SHOWS_AND_DIES.replace("chain_from_here(app, None).show(showing.message)", "")


def test_what_a_killed_process_had_claimed_is_shown_at_once(diary: Diary, bus: Stage) -> None:
    diary.remind(0, diary.plan("heat"))
    subprocess.run([sys.executable, "-c", CLAIMS_AND_DIES], env=on(bus), check=False)
    [(claimed,)] = diary.ask("SELECT owner IS NOT NULL AND tries = 1 FROM reminders")
    assert claimed
    with bus.daemon("ok") as daemon, running(env=on(bus)) as process:
        assert notified(daemon)["replaces"] == 0
        process.line("shown: heat")


def test_what_was_shown_and_not_noted_is_shown_in_place_of_its_own_bubble(diary: Diary) -> None:
    diary.remind(0, diary.plan("heat"))
    with stage("desk.sh") as dunst:
        shown = ("dunstctl", "count", "displayed")
        subprocess.run([sys.executable, "-c", SHOWS_AND_DIES], env=on(dunst), check=False)
        assert become("1", lambda: dunst.run(*shown)) == "1"
        assert diary.ask("SELECT state FROM reminders") == [("snoozed",)]
        assert diary.ask("SELECT * FROM bubbles") == []
        with running(env=on(dunst)) as process:
            process.line("shown: heat")
            assert dunst.run(*shown) == "1"


def test_done_is_heard_when_dunst_was_restarted(diary: Diary) -> None:
    diary.remind(0, diary.plan("heat"))
    with stage("desk.sh") as dunst, running(env=on(dunst)) as process:
        process.line("shown: heat")
        before = diary.ask(WHAT_CAME)
        desk = Path(dunst.env["DESK"])
        os.kill(int((desk / "daemon").read_text()), signal.SIGTERM)
        # A second one ends at once as long as the first one is there.
        assert become("", lambda: dunst.run("dunstctl", "count", "displayed")) == ""
        words = ["timeout", "60", "dunst", "-conf", str(desk / "dunstrc")]
        with subprocess.Popen(words, env=dunst.env, stderr=subprocess.DEVNULL) as another:
            process.line("put back: heat")
            assert diary.ask(WHAT_CAME) == before
            (desk / "pick").write_text("Done")
            dunst.run("dunstctl", "context")
            assert diary.become(STATE, "done") == "done"
            another.terminate()


def test_what_is_open_is_put_back_when_the_desktop_comes_back(diary: Diary, bus: Stage) -> None:
    diary.remind(0, diary.plan("heat"))
    with running(env=on(bus)) as process:
        with bus.daemon("ok") as daemon:
            notified(daemon)
            process.line("shown: heat")
        before = diary.ask(WHAT_CAME)
        with bus.daemon("click:done") as daemon:
            again = notified(daemon)
            assert diary.become(STATE, "done") == "done"
    assert (again["replaces"], asked(again)["suppress-sound"]) == (0, ["b", True])
    assert [row[:3] for row in diary.ask(WHAT_CAME)] == [row[:3] for row in before]


def test_a_bubble_is_not_put_back_where_its_reminder_was_answered_meanwhile(
    diary: Diary, bus: Stage
) -> None:
    diary.remind(0, diary.plan("heat"))
    with bus.daemon("ok") as daemon:
        with running(env=on(bus)) as process:
            notified(daemon)
            assert diary.become(IS_SHOWN, 1) == 1
            kill(process)
        words = [sys.executable, "-m", "tracker", "log", "heat", "20"]
        subprocess.run(words, check=True, capture_output=True)
        with running(env=on(bus)):
            assert daemon.call() == {"closed": 1}


def test_the_return_of_the_desktop_ends_the_pause_before_the_next_try(
    diary: Diary, bus: Stage
) -> None:
    diary.configure('channels = ["desktop"]')
    diary.remind(0, diary.plan("heat"))
    with running(env=on(bus)) as process:
        process.line("could not be shown: heat")
        diary.run("UPDATE reminders SET attention_at = '2200-01-01 12:00:00.000000'")
        with bus.daemon("ok") as daemon:
            assert notified(daemon)["title"] == 'Heat pack "heat", 20 min'
            process.line("shown: heat")


def test_a_bus_that_comes_back_is_listened_to_again(
    diary: Diary, bus: Stage, tmp_path: Path
) -> None:
    diary.configure('channels = ["desktop"]')
    diary.remind(0, diary.plan("heat"))
    place = tmp_path / "bus"
    environment = on(bus, DBUS_SESSION_BUS_ADDRESS=f"unix:path={place}")
    with running(env=environment, heartbeat_s=0.2) as process:
        process.line("could not be shown: heat")
        diary.run("UPDATE reminders SET attention_at = '2200-01-01 12:00:00.000000'")
        with bus.daemon("ok") as daemon:
            address = bus.env["DBUS_SESSION_BUS_ADDRESS"]
            place.symlink_to(address.removeprefix("unix:path=").partition(",")[0])
            notified(daemon)
            process.line("shown: heat")


def test_five_hundred_that_are_due_at_once_are_one_bubble(diary: Diary, bus: Stage) -> None:
    diary.remind(0, diary.plan("heat"), 500)
    with bus.daemon("ok") as daemon:
        with running(env=on(bus)) as process:
            call = notified(daemon)
            assert diary.become(IS_SHOWN, 500) == 500
            kill(process)
        with running(env=on(bus)) as process:
            again = notified(daemon)
            process.line("running")
            assert process.end() < ENDS_WITHIN_S
    assert call["title"] == again["title"] == "500 reminders"
    assert str(call["body"]).splitlines()[10:] == ["and 490 more: tracker due"]
    assert again["replaces"] == 1
    assert diary.ask("SELECT DISTINCT tries, shown_times FROM reminders") == [(0, 1)]
    assert diary.ask("SELECT count(*) FROM decisions WHERE what = 'shown'") == [(500,)]


def test_two_diaries_have_their_bubbles_beside_each_other(
    diary: Diary, tmp_path: Path, empty_diary: Path
) -> None:
    other = Diary(tmp_path / "other")
    other.path.parent.mkdir(parents=True, mode=0o700)
    shutil.copy(empty_diary, other.path)
    diary.remind(0, diary.plan("mine"))
    other.remind(0, other.plan("yours"))
    with stage("desk.sh") as dunst:
        theirs = on(dunst, TRACKER_DATABASE_URL=f"sqlite:///{other.path}")
        with running(env=on(dunst)) as first, running(env=theirs) as second:
            first.line("shown: mine")
            second.line("shown: yours")
            shown = ("dunstctl", "count", "displayed")
            assert become("2", lambda: dunst.run(*shown)) == "2"
            Path(dunst.env["DESK"], "pick").write_text('Done (Heat pack "yours"')
            dunst.run("dunstctl", "context")
            assert other.become(STATE, "done") == "done"
            assert become("1", lambda: dunst.run(*shown)) == "1"
    assert diary.ask(STATE) == [("shown",)]


def test_without_a_desktop_the_reason_is_kept_told_and_forgotten_when_it_works_again(
    diary: Diary, bus: Stage
) -> None:
    diary.configure('channels = ["desktop"]')
    diary.remind(0, diary.plan("heat"))
    with running(env=on(bus)) as process:
        process.line("could not be shown: heat (desktop: no program on this desktop shows")
        assert "(no program on this desktop shows notifications): tracker remind status" in told()
        with bus.daemon("ok") as daemon:
            diary.run("UPDATE reminders SET attention_at = '2026-01-01 12:00:00.000000'")
            ring(diary.places.doorbell)
            notified(daemon)
            process.line("shown: heat")
    diary.configure("nag = false")
    assert told() == ""


def told() -> str:
    """Return what any command says beside its answer."""
    words = [sys.executable, "-m", "tracker", "history", "--json"]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    assert json.loads(done.stdout)["shape"] == "history"
    return done.stderr


def test_a_desktop_that_hangs_delays_the_next_reminder_by_five_seconds_at_most(
    diary: Diary, bus: Stage
) -> None:
    diary.configure('channels = ["desktop"]')
    first, second = diary.plan("first"), diary.plan("second")
    diary.remind(0, first)
    with bus.daemon("hang") as daemon, running(env=on(bus)) as process:
        assert notified(daemon)["title"] == 'Heat pack "first", 20 min'
        diary.remind(0, second)
        ring(diary.places.doorbell)
        begun = time.monotonic()
        assert notified(daemon)["title"] == 'Heat pack "second", 20 min'
        assert time.monotonic() - begun < 7.5
        assert process.end() < ENDS_WITHIN_S


def test_a_locked_diary_is_waited_for_and_does_not_hold_up_the_end(diary: Diary) -> None:
    with running() as process:
        process.line("running")
        with held(diary.path, "BEGIN IMMEDIATE"):
            ring(diary.places.doorbell)
            # It has to be on its way into the lock; there is nothing to wait for that says so.
            assert process.end() < ENDS_WITHIN_S


def test_a_diary_that_is_gone_is_waited_for_and_never_made_anew(diary: Diary, bus: Stage) -> None:
    diary.remind(3600, diary.plan("heat"))
    aside = diary.path.with_name("aside.db")
    with bus.daemon("ok") as daemon, running(env=on(bus)) as process:
        process.line("running")
        diary.path.rename(aside)
        ring(diary.places.doorbell)
        process.line("is not there")
        assert not diary.path.exists()
        for suffix in ("-wal", "-shm"):
            diary.path.with_name(diary.path.name + suffix).unlink(missing_ok=True)
        aside.rename(diary.path)
        diary.run("UPDATE reminders SET attention_at = '2026-01-01 12:00:00.000000'")
        ring(diary.places.doorbell)
        process.line("can be used again")
        notified(daemon)


def test_once_shows_what_is_due_and_ends(diary: Diary, bus: Stage) -> None:
    diary.remind(0, diary.plan("heat"))
    words = [sys.executable, "-m", "tracker", "remind", "run", "--once"]
    with bus.daemon("ok") as daemon:
        done = subprocess.run(words, env=on(bus), capture_output=True, text=True, check=True)
        call = notified(daemon)
    assert (call["actions"], call["body"]) == ([], "When it is done: tracker done heat")
    assert "shown: heat, by desktop" in done.stdout
    done = subprocess.run(words, env=on(bus), capture_output=True, text=True, check=True)
    assert done.stdout == ""


def test_once_fails_where_something_could_not_be_shown(diary: Diary) -> None:
    diary.remind(0, diary.plan("heat"))
    words = [sys.executable, "-m", "tracker", "remind", "run", "--once", "--quiet"]
    environment = {**os.environ, "XDG_RUNTIME_DIR": "", "DBUS_SESSION_BUS_ADDRESS": ""}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: not everything that is due could be shown.")


@pytest.mark.parametrize(
    ("label", "state"), [("Done", "done"), ("Snooze 15 min", "snoozed"), ("Skip", "skipped")]
)
def test_a_button_of_dunst_reaches_the_diary(diary: Diary, label: str, state: str) -> None:
    diary.remind(0, diary.plan("heat"))
    with stage("desk.sh") as dunst, running(env=on(dunst)) as process:
        process.line("shown: heat, by desktop")
        shown = ("dunstctl", "count", "displayed")
        assert become("1", lambda: dunst.run(*shown)) == "1"
        Path(dunst.env["DESK"], "pick").write_text(label)
        dunst.run("dunstctl", "context")
        assert diary.become(STATE, state) == state
        assert become("0", lambda: dunst.run(*shown)) == "0"


@pytest.mark.parametrize(
    "many",
    [
        ("0", "8", "300"),
        ("30", "3"),
        ("server", "0", "4", "100"),
        ("server", "6", "3", "120", "2"),
    ],
)
def test_many_processes_lose_nothing_and_double_nothing_without_a_kill(
    home: Path, many: tuple[str, ...]
) -> None:
    words = [sys.executable, "-m", "tests.tools.torture_reminders", *many]
    done = subprocess.run(
        words, cwd=CHECKOUT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("begins", "before", "then", "after"),
    [
        # In spring 02:30 does not exist and comes right after the gap.
        ("2027-03-28 00:30:00", [], "2027-03-28 00:59:59.8", ["03:00"]),
        # In autumn it exists twice and comes the first time.
        ("2027-10-31 00:29:59", ["02:30"], "2027-10-31 01:29:59.8", []),
    ],
)
def test_a_night_in_which_the_clocks_change_has_each_reminder_once(
    diary: Diary,
    bus: Stage,
    tmp_path: Path,
    begins: str,
    before: list[str],
    then: str,
    after: list[str],
) -> None:
    clock = FakeClock(tmp_path / "clock")
    clock.set(begins)
    diary.configure("repeats = 0")
    diary.plan("night", "02:30", since=f"{begins[:10]} 00:00")
    with bus.daemon("ok"), running(env=on(bus, **clock.env), heartbeat_s=0.1) as process:
        process.line("running")
        assert [process.line("  shown: ")[:5] for _ in before] == before
        diary.heartbeats(3)
        clock.set(then)
        assert [process.line("  shown: ")[:5] for _ in after] == after
        diary.heartbeats(5)
        assert process.end() < ENDS_WITHIN_S
        assert process.shown_at() == []


@pytest.mark.parametrize(
    "jumps",
    [
        # What an hour passed over comes late, and once.
        [("2026-11-23 12:00:00", ""), ("2026-11-23 13:00:00", "14:00")],
        # A clock set back shows nothing twice.
        [
            ("2026-11-23 12:29:59", "13:30"),
            ("2026-11-23 11:30:00", ""),
            ("2026-11-23 12:29:59.8", ""),
        ],
        # A month passed over is one message, and the time before it comes again.
        [
            ("2026-11-23 12:00:00", ""),
            ("2026-12-23 12:45:00", "13:45"),
            ("2026-11-23 12:30:01", "13:30"),
        ],
    ],
)
def test_a_clock_that_jumps_loses_nothing_and_doubles_nothing(
    diary: Diary, bus: Stage, tmp_path: Path, jumps: list[tuple[str, str]]
) -> None:
    clock = FakeClock(tmp_path / "clock")
    clock.set(jumps[0][0])
    diary.plan("half past", "13:30", since="2026-11-23 11:00")
    with bus.daemon("ok"), running(env=on(bus, **clock.env), heartbeat_s=0.1) as process:
        process.line("running")
        for place, (jump, shown_at) in enumerate(jumps):
            if place:
                clock.set(jump)
            if shown_at:
                assert process.line("  shown: ").startswith(shown_at)
            else:
                diary.heartbeats(5)
        diary.heartbeats(3)
        assert process.end() < ENDS_WITHIN_S
        assert process.shown_at() == []
