"""The reminder process for real, in zones that a rule makes, that nobody knows, or that change."""

import os
import shutil
from pathlib import Path

import pytest

from tests.desktop.stages import Stage
from tests.running import Diary, FakeClock, running

BASIS = "SELECT words FROM due_basis"
# The files of the system are those of this test.
ELSEWHERE = """
import pathlib
from tracker import system_zone
system_zone.LOCALTIME = pathlib.Path("localtime").absolute()
system_zone.NAME_OF_LOCALTIME = pathlib.Path("timezone").absolute()
"""
NOT_KNOWN = "The time zone of this system is not known"


@pytest.fixture
def diary(home: Path, empty_diary: Path) -> Diary:
    made = Diary(home)
    made.path.parent.mkdir(parents=True, mode=0o700)
    shutil.copy(empty_diary, made.path)
    return made


@pytest.mark.parametrize(
    ("zone", "due_at"),
    [
        ("UTC0", "18:00"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "16:00"),
        ("<+03>-3", "15:00"),
        # The diary has noted Tokyo.
        ("Moon/Base", "09:00"),
    ],
)
def test_reminders_come_by_the_clocks_of_a_rule_and_else_by_those_known_last(
    diary: Diary, bus: Stage, tmp_path: Path, zone: str, due_at: str
) -> None:
    clock = FakeClock(tmp_path / "clock")
    clock.set(f"2027-07-10 {due_at}:01")
    diary.plan("evening", "18:00", since="2027-07-10 00:00")
    diary.run("INSERT INTO due_basis VALUES ('', 'Asia/Tokyo|00:00:00|0|09:00:00')")
    address = bus.env["DBUS_SESSION_BUS_ADDRESS"]
    at_the_bus = {"DBUS_SESSION_BUS_ADDRESS": address, "XDG_RUNTIME_DIR": ""}
    env = {**os.environ, **at_the_bus, **clock.env, "TZ": zone}
    with bus.daemon("ok"), running(env=env, heartbeat_s=0.1) as process:
        process.line("  shown: evening")
        diary.heartbeats(3)
        process.end()
    assert diary.ask("SELECT due_at FROM reminders") == [(f"2027-07-10 {due_at}:00.000000",)]
    assert diary.places.log.read_text().count(NOT_KNOWN) == (zone == "Moon/Base")


def test_a_zone_of_the_system_that_changes_is_followed_and_kept_while_it_is_none(
    diary: Diary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    localtime, new = tmp_path / "localtime", tmp_path / "new"
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TZ")

    def link(name: str) -> None:
        new.symlink_to(f"/usr/share/zoneinfo/{name}")
        new.replace(localtime)

    def basis(zone: str) -> bool:
        words = f"{zone}|00:00:00|0|09:00:00"
        return diary.become(BASIS, words) == words

    link("Europe/Berlin")
    with running(heartbeat_s=0.1, before=ELSEWHERE) as process:
        process.line("running")
        assert basis("Europe/Berlin")
        new.write_text("no zone")
        new.replace(localtime)
        line = process.line(NOT_KNOWN)
        assert "localtime holds none. Times are those of Europe/Berlin, the last one known" in line
        link("Asia/Tokyo")
        process.line("The time zone is known again: Asia/Tokyo.")
        assert basis("Asia/Tokyo")
        localtime.unlink()
        line = process.line(NOT_KNOWN)
        assert "nothing names one. Times are those of Asia/Tokyo, the last one known" in line
        process.end()
    assert basis("Asia/Tokyo")
    assert diary.places.log.read_text().count(NOT_KNOWN) == 2


def test_a_process_that_never_knew_a_zone_takes_the_one_that_a_command_noted_since(
    diary: Diary,
) -> None:
    with running(env={**os.environ, "TZ": "Moon/Base"}, heartbeat_s=0.1) as process:
        assert "Times are those of UTC. Say" in process.line(NOT_KNOWN)
        process.line("running")
        diary.become(BASIS, "UTC|00:00:00|0|09:00:00")
        diary.run("UPDATE due_basis SET words = 'Asia/Tokyo|00:00:00|0|09:00:00'")
        assert "Times are those of Asia/Tokyo, the last one known" in process.line(NOT_KNOWN)
        process.end()
