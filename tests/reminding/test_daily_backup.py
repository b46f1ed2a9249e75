"""The reminder process backs the diary up once a day, beside the reminders and never before them."""

import contextlib
import datetime as dt
import json
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import Program, rows_of
from tests.desktop.stages import Stage
from tests.reminding.test_process import on
from tests.reminding.test_truth import BEAT_S, status
from tests.running import Diary, running
from tracker.database.sqlite.backups import folder_of
from tracker.database.sqlite.diary import DiaryFile
from tracker.doorbell import ring
from tracker.reminding import daily_backup
from tracker.reminding.daily_backup import DailyBackup

# A copy that takes for ever, as that of a very large diary on a slow disk would.
STUCK = """
import threading
from tracker.database.sqlite import backups
def stuck(*_):
    threading.Event().wait()
backups.write_copy = stuck
"""
AT_ONCE = """
from tracker.reminding import daily_backup
daily_backup._AGAIN_S = 0.0
"""


@pytest.fixture
def diary(diary: Diary) -> Diary:
    diary.configure(is_backed_up=True)
    return diary


def backups(diary: Diary, count: int, deadline_s: float = 10.0) -> list[Path]:
    """Wait until there are so many backups; return those there are."""
    until = time.monotonic() + deadline_s
    while True:
        found = sorted(folder_of(diary.path).glob("*.db"))
        if len(found) >= count or time.monotonic() > until:
            return found
        time.sleep(0.02)


def test_there_is_one_of_today_and_a_restart_makes_no_other(diary: Diary) -> None:
    diary.plan("heat")
    with running(heartbeat_s=BEAT_S) as process:
        process.line("running")
        [first] = backups(diary, 1)
        assert rows_of(first)["plans"] == rows_of(diary.path)["plans"] != []
        process.end()
    before = first.stat().st_ino
    with running(heartbeat_s=BEAT_S) as process:
        process.line("running")
        diary.heartbeats(2)
        process.end()
    assert [path.stat().st_ino for path in backups(diary, 1)] == [before]


class Days:
    """The backups of a diary as the process has them made, and each that ended."""

    def __init__(self, diary: Diary) -> None:
        self._ended = threading.Semaphore(0)
        self.backup = DailyBackup(DiaryFile(f"sqlite:///{diary.path}"), self._ended.release)

    def turn(self, day: str) -> None:
        self.backup.turn(dt.date.fromisoformat(day))

    def has_ended(self, within_s: float = 10.0) -> bool:
        has_ended = self._ended.acquire(timeout=within_s)
        if has_ended:
            self.join()
        return has_ended

    def join(self) -> None:
        assert self.backup._thread
        self.backup._thread.join(10)


def test_there_is_one_of_each_day(diary: Diary) -> None:
    days = Days(diary)
    for day in ("2026-11-23", "2026-11-24", "2026-11-22"):
        for _ in range(3):
            days.turn(day)
        assert days.has_ended()
        days.turn(day)
    assert not days.has_ended(0.1)
    found = [path.name for path in backups(diary, 3)]
    assert found == ["2026-11-22.db", "2026-11-23.db", "2026-11-24.db"]


def test_what_failed_is_left_for_an_hour(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    days = Days(diary)
    folder_of(diary.path).write_text("in the way")
    days.turn("2026-11-23")
    assert days.has_ended()
    assert "diary.db.backups" in days.backup.trouble
    folder_of(diary.path).unlink()
    days.turn("2026-11-23")
    assert not days.has_ended(0.1)
    monkeypatch.setattr(daily_backup, "_AGAIN_S", 0.0)
    days.turn("2026-11-23")
    assert days.has_ended()
    assert days.backup.trouble == ""
    assert len(backups(diary, 1)) == 1


def test_what_is_broken_off_leaves_nothing(diary: Diary) -> None:
    days = Days(diary)
    days.backup.close()
    days.turn("2026-11-23")
    days.join()
    assert not days.has_ended(0)
    assert list(folder_of(diary.path).iterdir()) == []


def test_no_reminder_and_no_end_waits_for_it(diary: Diary, bus: Stage) -> None:
    plan = diary.plan("heat")
    with (
        bus.daemon("ok"),
        running(env=on(bus), heartbeat_s=BEAT_S, before=STUCK) as process,
    ):
        process.line("running")
        diary.remind(0.1, plan)
        ring(diary.places.doorbell)
        process.line("shown: heat")
        assert process.end() < 2
    assert backups(diary, 0) == []


def test_why_there_is_none_stands_in_the_status_until_there_is_one(
    diary: Diary, bus: Stage, program: Program
) -> None:
    plan = diary.plan("heat")
    folder_of(diary.path).write_text("in the way")
    with (
        bus.daemon("ok"),
        running(env=on(bus), heartbeat_s=BEAT_S, before=AT_ONCE) as process,
    ):
        assert "no backup: " in process.line("no backup")
        told = status(program)
        assert "Backup " in told
        assert "diary.db.backups" in told.partition("Backup ")[2]
        assert "Trouble" not in told
        known = json.loads(program("remind status --json").stdout)["process"]
        assert known["backup_trouble"]
        assert known["backup_trouble_since"]
        assert known["trouble"] is None
        diary.remind(0.1, plan)
        ring(diary.places.doorbell)
        process.line("shown: heat")
        folder_of(diary.path).unlink()
        ring(diary.places.doorbell)
        process.line("backed up again")
        assert len(backups(diary, 1)) == 1
        assert "Backup " not in status(program)
        process.end()


def test_a_damaged_diary_is_said_and_not_kept(diary: Diary, program: Program) -> None:
    diary.plan("heat")
    with contextlib.closing(sqlite3.connect(diary.path)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        (page,) = db.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_readings_day_at_id'"
        ).fetchone()
    content = bytearray(diary.path.read_bytes())
    content[4096 * (page - 1) : 4096 * page] = bytes(4096)
    diary.path.write_bytes(content)
    with running(heartbeat_s=BEAT_S) as process:
        assert "is damaged" in process.line("no backup")
        assert "is damaged" in status(program).partition("Backup")[2]
        process.end()
    assert backups(diary, 0) == []


@pytest.mark.parametrize("is_backed_up", [False, True])
def test_who_wants_none_has_none(diary: Diary, is_backed_up: bool) -> None:
    diary.configure(is_backed_up=is_backed_up)
    with running(heartbeat_s=BEAT_S) as process:
        process.line("running")
        diary.heartbeats(3)
        assert len(backups(diary, is_backed_up)) == is_backed_up
        process.end()
