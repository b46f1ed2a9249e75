"""A made-up diary is written into a file of its own, whole or not at all, and can be believed."""

import datetime as dt
import itertools
import json
import statistics
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import QUIET
from tests.conftest import Tracker

pytestmark = pytest.mark.usefixtures("quiet")

HOLIDAY = dt.timedelta(days=12)


@pytest.fixture
def quiet(tracker: Tracker) -> None:
    tracker.configure(QUIET)


def read(tracker: Tracker, path: Path) -> list[dict[str, Any]]:
    """Return the sessions of a diary, the oldest first."""
    answer = tracker(f"--database sqlite:///{path} history --json --limit 0")
    found: list[dict[str, Any]] = json.loads(answer)["sessions"]
    return found


def test_four_weeks_can_be_looked_at_beside_ones_own(tracker: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "weeks.db"
    answer = tracker(f"demo -o {path}")
    sessions = read(tracker, path)
    assert answer.splitlines()[0].endswith(
        f"a made-up diary of {len(sessions)} sessions in 4 weeks."
    )
    assert "Kept" in tracker(f"--database sqlite:///{path} summary --week 'last week'")
    assert json.loads(tracker("history --json"))["sessions"] == []
    assert [one.name for one in tmp_path.glob("weeks.db*")] == ["weeks.db"]


def test_the_same_day_makes_the_same_diary(tracker: Tracker, tmp_path: Path) -> None:
    one, other = tmp_path / "one.db", tmp_path / "other.db"
    tracker(f"demo -o {one}")
    tracker(f"demo -o {other}")
    assert read(tracker, one) == read(tracker, other)


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("there.db", 4, "exists already. Nothing was written."),
        ("missing/year.db", 5, "there is no folder"),
    ],
)
def test_nothing_is_written_where_it_cannot_be(
    tracker: Tracker, tmp_path: Path, name: str, code: int, said: str
) -> None:
    (tmp_path / "there.db").write_text("mine")
    found, answer, complaint = tracker.run(["demo", "-o", str(tmp_path / name)])
    assert (found, answer) == (code, "")
    assert said in complaint
    assert (tmp_path / "there.db").read_text() == "mine"
    assert not list(tmp_path.glob("*~"))


def test_a_file_is_written_over_where_that_is_asked_for(tracker: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "there.db"
    path.write_text("mine")
    tracker(f"demo --force -o {path}")
    assert read(tracker, path)


@pytest.fixture
def year(quiet: None, tracker: Tracker, tmp_path: Path) -> list[dict[str, Any]]:
    path = tmp_path / "year.db"
    tracker(f"demo --year -o {path}")
    return read(tracker, path)


def test_a_year_is_one_that_somebody_may_have_had(
    year: list[dict[str, Any]], tracker: Tracker, tmp_path: Path
) -> None:
    days = sorted({dt.date.fromisoformat(one["day"]) for one in year})
    pauses = [after - before for before, after in itertools.pairwise(days)]
    levels = [one["pain_before"] for one in year if one["pain_before"] is not None]
    quarter = len(levels) // 4
    kinds = {one["kind"] for one in year}
    assert days[-1] - days[0] > dt.timedelta(days=355)
    assert len(year) > 300
    flares = json.loads(tracker(f"--database sqlite:///{tmp_path / 'year.db'} flare list --json"))
    assert [one["days"] for one in flares["flares"]] == [9, 7]
    assert kinds == {"massage", "heat-pack", "ice", "warm-bath", "exercise", "visit"}
    assert max(pauses) >= HOLIDAY
    assert statistics.mean(levels[:quarter]) > statistics.mean(levels[-quarter:]) + 0.5
    assert any("#" in (one["note"] or "") for one in year)
