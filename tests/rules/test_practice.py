"""Exercises by dose beside what plans ask for, and how long one walked."""

import datetime as dt

from tracker.care.doses import read_dose
from tracker.care.fields import Details, ExerciseDone
from tracker.care.practice import Practised, Walked, practised, walked


def done(*steps: str, minutes: int = 30, routine: str | None = None) -> Details:
    """Return a session of exercises, each as it is typed: `plank`, `plank:3x30s`."""
    told = (step.partition(":") for step in steps)
    return Details(
        duration=dt.timedelta(minutes=minutes),
        exercises=tuple(
            ExerciseDone(name, read_dose(dose) if dose else None) for name, _, dose in told
        ),
        routine=routine,
    )


def test_doses_stand_with_how_often_they_were_done_the_most_common_first() -> None:
    found = practised(
        [done("plank:1x30s", "plank:2x30s"), done("plank:2x30s", "bridge"), done()],
        [done("bridge:2x8"), done("bridge:2x8"), done(routine="morning"), done(routine="gone")],
        {"morning": done("bridge", "side-bridge:3x10").exercises},
    )
    short, long = read_dose("1x30s"), read_dose("2x30s")
    assert found == [
        Practised("plank", 2, ((long, 2), (short, 1)), ()),
        Practised("bridge", 1, ((None, 1),), (read_dose("2x8"), None)),
        Practised("side-bridge", 0, (), (read_dose("3x10"),)),
    ]


def test_a_walk_is_as_long_as_its_dose_or_as_the_session_that_it_was_alone() -> None:
    minute = dt.timedelta(minutes=1)
    assert walked([done("walking", minutes=40)]) == Walked(40 * minute, 1, 0)
    assert walked([done("plank", "walking:15min")]) == Walked(15 * minute, 1, 0)
    assert walked([done("plank", "walking"), done("plank"), done()]) == Walked(0 * minute, 0, 1)
    assert walked([done("walking:10min", "walking:5min", minutes=60)]) == Walked(15 * minute, 1, 0)
