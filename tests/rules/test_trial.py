"""A trial of one's own: its weeks, what is compared, and what chance alone would find."""

import datetime as dt
import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tracker.care.levels import DayLevel, by_day
from tracker.care.trial import Comparison, Half, Trial, compared, drawn

MONDAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
WEEK = 7 * DAY


def trial_of(*with_first: bool, stopped_on: dt.date | None = None) -> Trial:
    return Trial(
        number=1,
        kind="heat-pack",
        plan=1,
        pain_plan=2,
        first_on=MONDAY,
        with_first=with_first,
        stopped_on=stopped_on,
        created_at=dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC),
    )


def levels_by_week(*weeks: str) -> list[DayLevel]:
    """Return the levels of a row of weeks, a digit each day and a dot for a day without any."""
    days = zip(itertools.count(), "".join(weeks), strict=False)
    return by_day((MONDAY + number * DAY, int(digit)) for number, digit in days if digit != ".")


def simulated(chance: random.Random, blocks: int, change: float, rho: float) -> Comparison:
    """Return what a trial finds of pain around 5 that comes and goes, with so much change by it."""
    trial = trial_of(*drawn(2 * blocks, chance))
    levels, drift = list[DayLevel](), 0.0
    for week in trial.weeks:
        for number in range(7):
            drift = rho * drift + chance.gauss(0, 1.5 * math.sqrt(1 - rho * rho))
            level = 5 + drift + (change if week.is_with else 0)
            whole = min(10, max(0, round(level)))
            levels.append(DayLevel(week.first + number * DAY, whole, 1))
    return compared(trial, levels)


def test_each_block_has_a_week_with_and_a_week_without() -> None:
    weeks = trial_of(True, False, False).weeks
    assert [week.is_with for week in weeks] == [True, False, False, True, False, True]
    assert [week.block for week in weeks] == [1, 1, 2, 2, 3, 3]
    assert [week.first for week in weeks] == [MONDAY + number * WEEK for number in range(6)]


def test_weeks_without_that_follow_each_other_are_one_stretch() -> None:
    trial = trial_of(True, False, False)
    assert trial.without() == [
        (MONDAY + WEEK, MONDAY + 3 * WEEK - DAY),
        (MONDAY + 4 * WEEK, MONDAY + 5 * WEEK - DAY),
    ]


@given(st.lists(st.booleans(), min_size=1, max_size=26))
def test_half_of_the_days_are_without_whatever_is_drawn(order: list[bool]) -> None:
    trial = trial_of(*order)
    days = [
        first + number * DAY
        for first, last in trial.without()
        for number in range((last - first).days + 1)
    ]
    assert len(days) == len(set(days)) == 7 * len(order)
    for day in days:
        week = trial.week_on(day)
        assert week is not None
        assert not week.is_with
        assert week.first <= day <= week.last


def test_a_day_before_the_first_and_after_the_last_is_in_no_week() -> None:
    trial = trial_of(True)
    assert trial.last_on == MONDAY + 13 * DAY
    assert trial.week_on(MONDAY - DAY) is trial.week_on(trial.last_on + DAY) is None
    assert not trial.is_over(trial.last_on)
    assert trial.is_over(trial.last_on + DAY)


def test_a_trial_that_was_stopped_is_over_on_that_day() -> None:
    trial = trial_of(True, True, stopped_on=MONDAY + 3 * DAY)
    assert trial.is_over(MONDAY + 3 * DAY)
    assert trial.week_on(MONDAY + 3 * DAY) is None
    assert trial.week_on(MONDAY + 2 * DAY)


def test_the_order_is_drawn_for_each_block() -> None:
    chance = random.Random(1)
    assert len(drawn(12, chance)) == 6
    seen = {drawn(6, chance) for _ in range(200)}
    assert seen == set(itertools.product((False, True), repeat=3))


def test_the_last_four_days_of_each_week_are_compared_and_no_others() -> None:
    # The first three days of each week are as far off as can be.
    found = compared(
        trial_of(True, False), levels_by_week(*("9993456", "0005555"), *("0006.78", "99923.."))
    )
    assert [block.difference for block in found.blocks] == [4.5 - 5.0, 2.5 - 7.0]
    assert found.blocks[1].without_it == Half(7.0, 3, 3)
    assert found.blocks[1].with_it == Half(2.5, 2, 2)
    assert found.estimate == -2.5
    assert found.days == 4 + 4 + 3 + 2


def test_the_level_of_a_day_is_the_mean_of_its_readings() -> None:
    several = [(MONDAY + 3 * DAY, level) for level in (8, 9, 7, 8)]
    others = [(MONDAY + day * DAY, 4 if day < 7 else 6) for day in (4, 5, 6, 10, 11, 12, 13)]
    found = compared(trial_of(True), by_day(several + others))
    assert found.blocks[0].with_it == Half(5.0, 4, 7)
    assert found.estimate == -1.0
    assert found.interval is None


def test_a_block_without_readings_in_one_of_its_halves_is_left_out() -> None:
    found = compared(
        trial_of(True, True), levels_by_week("...4444", "555....", "...1...", "...3...")
    )
    assert [block.number for block in found.left_out] == [1]
    assert [block.number for block in found.used] == [2]
    assert found.estimate == -2.0


def test_nothing_read_is_nothing_found() -> None:
    found = compared(trial_of(True, False), [])
    assert (found.estimate, found.interval, found.p, found.days) == (None, None, None, 0)


def test_six_blocks_of_one_sign_have_the_smallest_p_there_is() -> None:
    weeks = ["3334444", "3335555"] * 6
    found = compared(trial_of(*[True] * 6), levels_by_week(*weeks))
    assert (found.estimate, found.interval, found.p) == (-1.0, None, 2 / 64)
    assert found.is_clear


def test_five_blocks_have_an_estimate_and_no_test() -> None:
    weeks = ["3334444", "3335555"] * 5
    assert compared(trial_of(*[True] * 5), levels_by_week(*weeks)).p is None
    # One of six that is left out leaves five.
    found = compared(trial_of(*[True] * 6), levels_by_week(*weeks, "3334444"))
    assert (found.estimate, found.p, len(found.left_out)) == (-1.0, None, 1)


def test_a_trial_that_was_stopped_has_an_estimate_of_its_whole_blocks_and_no_test() -> None:
    weeks = ["3334444", "3335555"] * 8
    stopped = trial_of(*[True] * 8, stopped_on=MONDAY + 14 * WEEK - DAY)
    found = compared(stopped, levels_by_week(*weeks))
    assert len(found.blocks) == 6
    assert (found.estimate, found.p) == (-1.0, None)


@given(st.lists(st.tuples(*[st.integers(0, 10)] * 8), min_size=6, max_size=12), st.data())
def test_estimate_interval_and_test_are_those_of_scipy(
    halves: list[tuple[int, ...]], data: st.DataObject
) -> None:
    order = data.draw(st.lists(st.booleans(), min_size=len(halves), max_size=len(halves)))
    trial, levels = trial_of(*order), list[tuple[dt.date, int]]()
    for week in trial.weeks:
        own = halves[week.block - 1][:4] if week.is_with else halves[week.block - 1][4:]
        levels += zip(week.counted, own, strict=True)
    found = compared(trial, by_day(levels))
    differences = [(sum(one[:4]) - sum(one[4:])) / 4 for one in halves]
    assert found.estimate == pytest.approx(sum(differences) / len(differences), abs=1e-9)
    exact = stats.permutation_test(
        (differences,),
        lambda values, axis: values.mean(axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=math.inf,
    )
    assert found.p == pytest.approx(exact.pvalue, abs=1e-9)
    if len(set(differences)) > 1:
        interval = stats.ttest_1samp(differences, 0).confidence_interval()
        assert found.interval == pytest.approx((interval.low, interval.high), abs=1e-9)


@pytest.mark.parametrize("rho", [0.0, 0.5])
def test_a_trial_of_what_does_nothing_finds_nothing_in_95_of_100(rho: float) -> None:
    chance = random.Random(20261122)
    clear = sum(simulated(chance, 6, 0, rho).is_clear for _ in range(800))
    # The test is exact: at six blocks it is clear in 2 of 64 trials at the most, and never in 5 of 100.
    assert clear / 800 <= 0.05


def test_a_trial_of_what_helps_by_two_points_finds_it_mostly() -> None:
    chance = random.Random(20261122)
    found = [simulated(chance, 8, -2, 0.5) for _ in range(100)]
    assert sum(one.is_clear for one in found) > 80
    assert sum(one.interval[0] <= -2 <= one.interval[1] for one in found if one.interval) > 85
