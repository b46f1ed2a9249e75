"""Commands in zones of all kinds: those that a rule makes, and those that nobody knows."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Tracker, travel
from tracker import system_zone


@pytest.mark.parametrize(
    ("zone", "begun", "kept"),
    [
        ("UTC0", "08:45:00+00:00", "+00:00"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "09:45:00+01:00", "+01:00"),
        ("<+03>-3", "11:45:00+03:00", "+03:00"),
        ("EST5EDT", "03:45:00-05:00", "EST5EDT"),
        ("Europe/Zaporozhye", "10:45:00+02:00", "Europe/Zaporozhye"),
    ],
)
def test_a_session_keeps_the_name_of_its_zone_or_under_a_rule_the_offset_then_in_force(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, zone: str, begun: str, kept: str
) -> None:
    travel(monkeypatch, zone)
    tracker("log ice 15")
    tracker("log heat 20 --at 2026-07-15")
    summer, session = json.loads(tracker("history --json"))["sessions"]
    assert (session["started_at"], session["zone"]) == (f"2026-11-22T{begun}", kept)
    in_summer = {"+01:00": "+02:00"}.get(kept, kept)
    assert (summer["day"], summer["zone"]) == ("2026-07-15", in_summer)
    travel(monkeypatch, "Asia/Tokyo")
    assert f"{begun[:5]}  15 min  ice" in tracker("history")


def test_a_plan_keeps_to_a_rule_across_its_change_of_clocks(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel(monkeypatch, "CET-1CEST,M3.5.0,M11.5.0/3")
    tracker("config set reminders.nag false")
    tracker("plan add ice --on sun --at 2:00")
    nights = json.loads(tracker("plan show ice --json"))["plan"]["next"]
    # It is shown twice on the 29th, and the first one counts.
    assert nights[:2] == ["2026-11-29T02:00:00+02:00", "2026-12-06T02:00:00+01:00"]
    pinned = json.loads(tracker("plan add heat --on daily --at 9:00 --zone '<+03>-3' --json"))
    assert pinned["plan"]["zone"] == "<+03>-3"
    assert pinned["plan"]["next"][0] == "2026-11-23T09:00:00+03:00"


@pytest.mark.parametrize("told", ["UTC+3", "gmt-3", "Moon/Base"])
def test_a_typed_zone_that_people_read_the_other_way_round_is_refused(
    tracker: Tracker, told: str
) -> None:
    assert "is no time zone that is known here" in tracker(
        f"plan add ice --on daily --zone {told}", code=2
    )


NOT_KNOWN = (
    'The time zone of this system is not known: TZ is "Moon/Base", which names none. '
    "Times are those of {}. Say where you are: tracker config set zone Europe/Berlin\n"
)


def said(tracker: Tracker, line: str) -> tuple[str, str]:
    """Run one command line and return its answer, and what it says beside it."""
    code, answer, remarks = tracker.run(shlex.split(line))
    assert code == 0
    return answer, remarks


def test_a_zone_that_nobody_knows_leaves_the_last_one_and_is_said_once_in_each_command(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel(monkeypatch, "Moon/Base")
    assert said(tracker, "log ice 15 --at 8:00")[1] == NOT_KNOWN.format("UTC")
    assert said(tracker, "config set reminders.nag false")[1] == ""
    travel(monkeypatch, "Asia/Tokyo")
    tracker("plan add ice --on daily --at 20:00")
    travel(monkeypatch, "Moon/Base")
    in_tokyo = NOT_KNOWN.format("Asia/Tokyo, the last one known")
    answer, remarks = said(tracker, "log heat 15")
    assert "today 17:45 to 18:00" in answer
    assert remarks == in_tokyo
    # What stands in the answer itself is not said once more beside it.
    answer, remarks = said(tracker, "remind status")
    assert " ".join(answer.split()).count(in_tokyo.strip()) == 1
    assert remarks == ""
    assert json.loads(tracker("remind status --json"))["zone_trouble"] == in_tokyo.strip()
    tracker("config set zone Europe/Berlin")
    answer, remarks = said(tracker, "log heat 15 --at 9:00")
    assert remarks == ""


def test_without_a_plan_the_last_session_tells_the_last_zone(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel(monkeypatch, "<+03>-3")
    tracker("log ice 15")
    travel(monkeypatch, "Moon/Base")
    answer, remarks = said(tracker, "log heat 15")
    assert "today 11:45 to 12:00" in answer
    assert remarks == NOT_KNOWN.format("+03:00, the last one known")


def test_a_system_that_says_nothing_of_a_zone_is_in_utc_without_a_word(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TZ")
    monkeypatch.setattr(system_zone, "LOCALTIME", tmp_path / "localtime")
    monkeypatch.setattr(system_zone, "NAME_OF_LOCALTIME", tmp_path / "timezone")
    assert "today 08:45 to 09:00" in tracker("log ice 15")
    travel(monkeypatch, "Asia/Tokyo")
    tracker("log massage 60")
    monkeypatch.delenv("TZ")
    remarks = said(tracker, "today")[1]
    assert "not known: nothing names one. Times are those of Asia/Tokyo, the last one" in remarks


@pytest.mark.parametrize("zone", ["Europe/Berlin", ":Europe/Berlin", "<+01>-1"])
def test_the_zones_of_python_serve_where_the_system_has_none(
    home: Path, empty_diary: Path, zone: str
) -> None:
    database = home / "diary.db"
    shutil.copy(empty_diary, database)
    for words in (["log", "ice", "15"], ["today"]):
        done = subprocess.run(
            [sys.executable, "-m", "tracker", "--database", f"sqlite:///{database}", *words],
            env={**os.environ, "PYTHONTZPATH": "", "TZ": zone},
            check=False,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, "")
