"""The commands around the reminder process."""

import contextlib
import json
import os
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.commands.terminals import drawn, plain
from tests.conftest import Program, Tracker
from tracker.app import App
from tracker.database.sqlite.diary import DiaryFile
from tracker.reminding import lock
from tracker.reminding.notifiers import Message, NotShown, Receipt
from tracker.reminding.tick import tick

NAG = "Reminders are not running: tracker remind install (or set reminders.nag false)\n"


class Shows:
    """A channel that takes every message."""

    def show(self, message: Message) -> Receipt:
        return Receipt("desktop", "bus:1.1/1", has_buttons=True)

    def close_bubble(self, handle: str) -> None:
        return


class Fails(Shows):
    def show(self, message: Message) -> Receipt:
        raise NotShown("desktop: there is no session bus, so no desktop; plyer: neither")


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture
def planned(tracker: Tracker) -> Tracker:
    """Give a diary with a plan that is due in half an hour, at 10:30."""
    tracker.configure('[reminders]\ndigest = ""\n')
    run(tracker, "plan add heat-pack --on daily --at 10:30 --name evening")
    return tracker


def run(tracker: Tracker, line: str) -> tuple[str, str]:
    """Run a command that succeeds; return its answer and what it remarked."""
    code, answer, remark = tracker.run(shlex.split(line))
    assert code == 0, remark
    return answer, remark


def remind(tracker: Tracker, channel: Shows) -> None:
    app = App("", tracker.config, lambda: tracker.now)
    tick(app, channel, "test", lambda _: None)
    app.close()


def test_a_command_says_that_nothing_reminds_where_there_is_a_plan(planned: Tracker) -> None:
    for line in ("today", "history --json", "log ice 15"):
        planned.tick(hours=1)
        assert run(planned, line)[1] == NAG
    planned.tick(hours=1)
    for line in ("remind why", "config get currency", "help log"):
        assert run(planned, line)[1] == ""
    run(planned, "config set reminders.nag false")
    assert run(planned, "today")[1] == ""


def test_it_is_said_once_an_hour(planned: Tracker) -> None:
    said = []
    for minutes in (59, 1, 30, 30, -30):
        planned.tick(minutes=minutes)
        said.append(run(planned, "today")[1])
    # A clock that was set back does not silence it.
    assert said == ["", NAG, "", NAG, NAG]


@pytest.mark.parametrize("spoilt", [os.mkfifo, Path.mkdir, lambda path: path.write_text("now")])
def test_where_it_cannot_be_noted_it_is_said_each_time(
    planned: Tracker, spoilt: Callable[[Path], object]
) -> None:
    noted = App("", planned.config).places.nagged
    assert stat.S_IMODE(noted.stat().st_mode) == 0o600
    noted.unlink()
    spoilt(noted)
    assert run(planned, "today")[1] == NAG
    assert run(planned, "today")[1] == ("" if noted.is_file() else NAG)


@pytest.mark.parametrize(
    ("line", "most"), [("history", 2), ("start --cancel", 1), ("config", 0), ("safety list", 0)]
)
def test_what_is_said_at_the_end_takes_one_reading_at_most(
    planned: Tracker, monkeypatch: pytest.MonkeyPatch, line: str, most: int
) -> None:
    readings, reading = [], DiaryFile.reading

    def counted(database: DiaryFile) -> AbstractContextManager[Connection]:
        readings.append(line)
        return reading(database)

    monkeypatch.setattr(DiaryFile, "reading", counted)
    planned.run(shlex.split(line))
    assert len(readings) == most


def test_nothing_is_said_without_a_plan_or_while_something_reminds(tracker: Tracker) -> None:
    assert run(tracker, "log ice")[1] == ""
    run(tracker, "plan add ice --on daily")
    places = App("", tracker.config).places
    with lock.acquire(places.lock, os.getpid(), "2026-11-22 09:00+01:00"):
        assert run(tracker, "today")[1] == ""
        assert "running since today 09:00" in run(tracker, "remind status")[0]
    tracker.tick(hours=1)
    assert run(tracker, "today")[1] == NAG


def test_a_command_says_what_could_not_be_shown_until_it_could(planned: Tracker) -> None:
    planned.configure('[reminders]\ndigest = ""\nnag = false\n')
    planned.tick(minutes=31)
    remind(planned, Fails())
    planned.tick(minutes=1)
    assert run(planned, "today")[1] == (
        "A reminder could not be shown since 10:31 (there is no session bus): "
        "tracker remind status\n"
    )
    planned.tick(days=1)
    remind(planned, Shows())
    assert run(planned, "today")[1] == ""


def test_status_tells_what_comes_what_came_and_what_failed(planned: Tracker) -> None:
    answer, _ = run(planned, "remind status")
    assert answer.splitlines()[0] == "Process     not running: tracker remind run"
    assert "Login       does not start at login: tracker remind install" in answer
    assert "Next        evening today 10:30" in answer
    assert "Last shown  nothing yet" in answer
    assert "Failed      none in the last 30 days" in answer
    planned.tick(minutes=30)
    remind(planned, Fails())
    planned.tick(minutes=1)
    remind(planned, Shows())
    answer, _ = run(planned, "remind status")
    assert "Next        evening Mon 23 Nov 10:30" in answer
    assert "Last shown  evening today 10:30, by desktop, 1 min late, not answered yet" in answer
    assert "Failed      1 in the last 30 days, last today 10:30: evening (desktop: there" in answer


def test_status_for_programs_has_the_same(planned: Tracker) -> None:
    planned.tick(minutes=30)
    remind(planned, Shows())
    found = json.loads(run(planned, "remind status --json")[0])
    assert found["process"] == {
        "is_running": False,
        "pid": None,
        "since": None,
        "is_silent": False,
        "looked_at": None,
        "trouble": None,
        "trouble_since": None,
        "backup_trouble": None,
        "backup_trouble_since": None,
    }
    assert found["next"] == [
        {"plan": "evening", "at": "2026-11-23T10:30:00+01:00", "is_snoozed": False}
    ]
    assert found["last_shown"]["decisions"] == [
        {"at": "2026-11-22T10:30:00+01:00", "what": "shown", "words": "by desktop, on time"}
    ]
    assert [one["channel"] for one in found["channels"]] == ["desktop", "plyer", "terminal"]


def test_why_tells_the_course_of_each_reminder_the_latest_first(planned: Tracker) -> None:
    assert run(planned, "remind why")[0] == ("No reminder has come due yet.\n")
    planned.tick(minutes=30)
    remind(planned, Shows())
    planned.tick(minutes=10)
    run(planned, "log heat 20")
    planned.tick(days=1)
    run(planned, 'log heat 20 --at "10:00"')
    planned.tick(days=1)
    run(planned, "skip evening")
    planned.tick(days=1)
    planned.configure('[reminders]\ndigest = ""\nquiet = "10:00-12:00"\n')
    planned.now = planned.now.replace(hour=9, minute=30)
    remind(planned, Shows())
    lines = run(planned, "remind why evening")[0].splitlines()
    assert lines == [
        "today                   10:30  evening  moved to 12:00 by quiet hours",
        "yesterday (Tue 24 Nov)  10:30  evening  skipped 10:40",
        "Mon 23 Nov              10:30  evening  not shown: done 10:00 (#2)",
        "Sun 22 Nov              10:30  evening  shown 10:30 by desktop, on time; done 10:20 (#1)",
    ]
    narrow = plain(drawn(planned, ["remind", "why", "evening"], 40)).splitlines()
    assert narrow[0].split() == ["today", "10:30", "evening"]
    assert narrow[1] == "    moved to 12:00 by quiet hours"
    found = json.loads(run(planned, "remind why --json")[0])
    assert [one["state"] for one in found["reminders"]] == ["due", "skipped", "done", "done"]


def test_why_knows_the_plans(planned: Tracker) -> None:
    code, _, complaint = planned.run(["remind", "why", "morning"])
    assert (code, complaint.splitlines()[0]) == (3, 'Error: there is no plan "morning".')


def test_a_trial_says_through_which_channel_it_went_or_why_not(
    planned: Tracker, program: Program
) -> None:
    code, _, complaint = planned.run(["remind", "test"])
    assert code == 1
    assert complaint.startswith("Error: nothing could be shown. desktop: there is no session bus")
    words = [sys.executable, "-m", "tracker", "remind", "test"]
    reading, writing = os.openpty()
    done = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, check=True)
    os.close(writing)
    shown = ""
    with contextlib.suppress(OSError):  # A terminal that nobody writes to any more says so.
        while part := os.read(reading, 4000):
            shown += part.decode()
    os.close(reading)
    assert done.stderr == b""
    assert "tracker can remind you" in shown
    assert "Shown by terminal." in shown
    assert "not by desktop: there is no session bus" in shown


def test_what_would_be_installed_can_be_read_first(planned: Tracker) -> None:
    answer, _ = run(planned, "remind install --print")
    assert answer.splitlines()[0] == str(planned.home / ".config/autostart/tracker-remind.desktop")
    assert '"remind" "run"' in answer
    assert not (planned.home / ".config/autostart").exists()
    other = planned.home / "other.db"
    answer, _ = run(planned, f"--database sqlite:///{other} remind install --print")
    assert f'"--database" "sqlite:///{other}" "remind" "run"' in answer


def test_reminders_are_installed_tried_shown_and_taken_away(planned: Tracker) -> None:
    answer, _ = run(planned, "remind install")
    assert answer.startswith(
        "Reminders start at the next login (an autostart entry of the desktop, "
        "~/.config/autostart/tracker-remind.desktop).\n"
        "  Until then: tracker remind run\n"
    )
    assert "A trial from here failed: nothing could be shown." in answer
    assert "Login       starts at login" in run(planned, "remind status")[0]
    assert run(planned, "remind uninstall")[0] == (
        "Removed ~/.config/autostart/tracker-remind.desktop.\n"
    )
    assert run(planned, "remind uninstall")[0] == "Reminders did not start at login.\n"


def test_the_doorbell_and_the_lock_belong_to_the_diary(tracker: Tracker) -> None:
    one = App(f"sqlite:///{tracker.home}/one.db", tracker.config).places
    other = App(f"sqlite:///{tracker.home}/other.db", tracker.config).places
    (tracker.home / "link.db").symlink_to(tracker.home / "one.db")
    assert one.lock != other.lock
    assert App(f"sqlite:///{tracker.home}/link.db", tracker.config).places == one
