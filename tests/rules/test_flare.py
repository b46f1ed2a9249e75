"""Half of what a session asks for is never more than the whole, and never nothing."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.care.doses import Dose, read_dose, total_hold_s, total_reps, write_dose
from tracker.care.fields import Details, ExerciseDone
from tracker.care.flare import Flare, half_of, halved

MONDAY = dt.date(2026, 11, 23)
DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)

counts = st.integers(1, 50)
doses = st.builds(
    lambda sets, reps, hold, each_side: Dose(sets, reps, hold, each_side),
    counts,
    st.none() | st.integers(1, 1000),
    st.integers(1, 3600),
    st.booleans(),
) | st.builds(Dose, counts, st.integers(1, 1000), st.none(), st.booleans())


def amount(dose: Dose) -> int:
    return total_hold_s(dose) if dose.hold_s else total_reps(dose)


@given(doses)
def test_half_of_a_dose_is_at_least_half_of_it_and_rounded_up_by_no_more_than_one(
    dose: Dose,
) -> None:
    half, whole = half_of(dose), dose
    part = Fraction(amount(half), amount(whole))
    assert Fraction(1, 2) <= part <= 1
    assert (part == 1) == (amount(whole) in (1, 2 if whole.each_side else 1))
    assert half.each_side == whole.each_side
    changed = [
        (getattr(half, name), getattr(whole, name))
        for name in ("sets", "reps", "hold_s")
        if getattr(half, name) != getattr(whole, name)
    ]
    assert len(changed) <= 1
    assert all(less == (more + 1) // 2 for less, more in changed)
    assert read_dose(write_dose(half)) == half


@pytest.mark.parametrize(
    ("whole", "half"),
    [
        ("3x10x8s", "2x10x8s"),
        ("4x30s", "2x30s"),
        ("1x9", "1x5"),
        ("5min", "150s"),
        ("1x1x8s", "1x1x4s"),
        ("1x1", "1x1"),
        ("2x10/side", "1x10/side"),
    ],
)
def test_fewer_sets_come_before_fewer_repetitions_and_those_before_a_shorter_hold(
    whole: str, half: str
) -> None:
    assert half_of(read_dose(whole)) == read_dose(half)


@given(st.timedeltas(min_value=dt.timedelta(seconds=1), max_value=dt.timedelta(hours=24)))
def test_half_of_a_length_is_whole_minutes_or_all_of_what_is_shorter(length: dt.timedelta) -> None:
    half = halved(Details(duration=length)).duration
    assert length / 2 <= half <= length
    assert half - length / 2 < MINUTE
    assert half == length or half % MINUTE == dt.timedelta()


def test_an_exercise_without_a_dose_is_told_without_one() -> None:
    told = (ExerciseDone("plank", None), ExerciseDone("bird-dog", read_dose("3x10")))
    half = halved(Details(duration=15 * MINUTE, exercises=told, style="thai"))
    assert half == Details(
        duration=8 * MINUTE,
        exercises=(ExerciseDone("plank", None), ExerciseDone("bird-dog", read_dose("2x10"))),
        style="thai",
    )


def test_one_asks_whether_it_is_over_after_a_week_of_it_and_no_more_once_it_is() -> None:
    runs = Flare(1, MONDAY, None, None)
    assert [runs.is_to_ask(MONDAY + days * DAY) for days in (0, 6, 7, 100)] == [
        *(False, False),
        *(True, True),
    ]
    assert not Flare(1, MONDAY, MONDAY, None).is_to_ask(MONDAY + 100 * DAY)
    assert [runs.days(MONDAY + days * DAY) for days in (0, 6)] == [1, 7]
    assert Flare(1, MONDAY, MONDAY, None).days(MONDAY + 100 * DAY) == 1
