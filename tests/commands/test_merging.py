"""Two diaries of one person that went different ways: what rests, ends or runs stays true in the one."""

from collections.abc import Sequence

import pytest

from tests.conftest import Tracker

pytestmark = pytest.mark.both

WARM = "plan add heat-pack --on daily --at 9:00 --name warm --in-flare rest"


def merged(
    tracker: Tracker, before: Sequence[str], here: Sequence[str] = (), there: Sequence[str] = ()
) -> str:
    """Do some things in one diary, others here and there two days later; take in the other a day after."""
    tracker.configure("reminders.nag = false")
    for line in before:
        tracker(line)
    tracker.tick(days=2)
    kept = tracker.kept()
    for line in there:
        tracker(line)
    file = tracker.home / "there.json"
    tracker(f"export {file}")
    tracker.bring_back(kept)
    for line in here:
        tracker(line)
    tracker.tick(days=1)
    return tracker(f"import {file}")


def test_a_flare_up_that_is_over_there_eases_nothing_here(tracker: Tracker) -> None:
    merged(tracker, [WARM, "flare start"], there=["flare end"])
    assert "No flare-up runs" in tracker("flare")
    assert "rests" not in tracker("plan list")
    assert "09:00" in tracker("due")
    tracker("undo")
    assert "rests until it is over" in tracker("flare")


def test_of_two_flare_ups_that_run_there_is_one(tracker: Tracker) -> None:
    merged(tracker, [WARM], here=["flare start"], there=["flare start", "log ice 5"])
    tracker("flare end")
    assert "No flare-up runs" in tracker("flare")
    tracker.tick(days=1)
    assert "rests" not in tracker("plan list")


@pytest.mark.parametrize(
    ("rest", "word"), [("flare start", "rests"), ("plan pause warm", "paused")]
)
def test_a_plan_that_rests_here_does_so_after_a_change_there(
    tracker: Tracker, rest: str, word: str
) -> None:
    merged(tracker, [WARM], here=[rest], there=["plan edit warm --minutes 9"])
    (line,) = [line for line in tracker("plan list").splitlines() if "warm" in line]
    assert "9 min" in line
    assert word in line
    assert "Missed" not in tracker("due")


def test_a_plan_that_was_paused_and_changed_there_rests_here(tracker: Tracker) -> None:
    merged(tracker, [WARM], there=["plan edit warm --minutes 9", "plan pause warm"])
    assert "paused" in tracker("plan list")


def test_a_plan_goes_on_that_was_resumed_there(tracker: Tracker) -> None:
    merged(tracker, [WARM, "plan pause warm"], there=["plan resume warm"])
    assert "paused" not in tracker("plan list")


def test_a_plan_comes_with_the_end_of_its_flare_up(tracker: Tracker) -> None:
    """A plan that is new here and eased by a flare-up that is over here rests no longer."""
    merged(tracker, ["flare start"], here=["flare end"], there=[WARM])
    assert "rests" not in tracker("plan list")


def test_a_trial_that_is_stopped_there_lets_its_plan_go_on(tracker: Tracker) -> None:
    begin = "trial start heat-pack --weeks 4 --from today"
    merged(tracker, [WARM, begin], there=["trial stop"])
    assert "stopped" in tracker("trial show")
    assert "paused" not in tracker("plan list")
    assert "warm" in tracker("trial start heat-pack --weeks 4 --from today")


def test_a_trial_that_was_begun_there_has_its_weeks_without_here(tracker: Tracker) -> None:
    merged(tracker, [WARM], there=["trial start heat-pack --weeks 4 --from today"])
    assert "week 1 of 4" in tracker("trial show")
    assert tracker("plan next --days 27").count('heat pack "warm"') <= 14


def test_of_two_trials_of_a_kind_that_run_the_one_here_goes_on(tracker: Tracker) -> None:
    begin = "trial start heat-pack --weeks 4 --from today"
    answer = merged(tracker, [WARM], here=[begin], there=[begin])
    assert "a trial of that kind runs here already" in answer
    assert tracker("trial show").count("week 1 of 4") == 1
    tracker("trial stop")
    assert "paused" not in tracker("plan list")
