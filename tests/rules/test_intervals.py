"""Intervals of a mean, a median and a share: against SciPy, and against what was simulated."""

import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from tracker.care.intervals import (
    Interval,
    autocorrelation,
    effective_count,
    mean_interval,
    median,
    median_interval,
    share_interval,
    t_quantile,
)

CHANGES = st.lists(st.integers(-10, 10).map(float), min_size=2, max_size=40)
LEVELS = st.lists(st.none() | st.integers(0, 40).map(lambda part: part / 4), max_size=60)


def is_near(one: Interval | None, other: Sequence[float]) -> bool:
    return one is not None and all(
        math.isclose(mine, theirs, rel_tol=1e-9, abs_tol=1e-9)
        for mine, theirs in zip(one, other, strict=True)
    )


@given(st.floats(1, 10_000) | st.floats(1, 50))
def test_the_quantile_of_students_t_is_that_of_scipy(degrees: float) -> None:
    assert math.isclose(t_quantile(degrees), special.stdtrit(degrees, 0.975), rel_tol=1e-9)


@given(CHANGES)
def test_the_interval_of_a_mean_is_that_of_scipy(values: list[float]) -> None:
    interval = mean_interval(values)
    if len(set(values)) == 1:
        assert interval is None
    else:
        assert is_near(interval, stats.ttest_1samp(values, 0).confidence_interval())


@given(CHANGES, st.floats(2, 40))
def test_the_interval_of_what_tells_less_is_that_of_scipy(
    values: list[float], effective: float
) -> None:
    if len(set(values)) > 1:
        error = stats.tstd(values) / math.sqrt(effective)
        theirs = stats.t.interval(0.95, effective - 1, stats.tmean(values), error)
        assert is_near(mean_interval(values, effective), theirs)


@given(CHANGES)
def test_the_median_and_its_exact_interval_are_those_of_scipy(values: list[float]) -> None:
    theirs = stats.quantile_test(values, q=0, p=0.5).confidence_interval(0.95)
    assert median(values) == stats.quantile(values, 0.5)
    if len(values) < 6:
        assert median_interval(values) is None
        assert math.isnan(theirs.low)
    else:
        assert is_near(median_interval(values), theirs)


# How often the interval of a median holds it, in per cent, by how many there are.
HELD = {6: 96.9, 7: 98.4, 8: 99.2, 9: 96.1, 10: 97.9, 11: 98.8, 12: 96.1}


@pytest.mark.parametrize(("count", "per_cent"), HELD.items())
def test_the_interval_of_a_median_takes_the_ranks_of_the_tables(
    count: int, per_cent: float
) -> None:
    interval = median_interval(range(1, count + 1))
    assert interval is not None
    low, high = interval
    assert low + high == count + 1
    assert round(100 * (1 - 2 * special.bdtr(low - 1, count, 0.5)), 1) == per_cent


@given(st.integers(0, 300).flatmap(lambda hits: st.tuples(st.just(hits), st.integers(hits, 400))))
def test_the_interval_of_a_share_is_wilsons(share: tuple[int, int]) -> None:
    hits, count = share
    if not count:
        assert share_interval(hits, count) is None
    else:
        theirs = stats.binomtest(hits, count).proportion_ci(method="wilson")
        assert is_near(share_interval(hits, count), theirs)


@given(LEVELS)
def test_autocorrelation_is_of_neighbours_over_gaps_that_are_never_filled(
    values: list[float | None],
) -> None:
    alike = autocorrelation(values)
    assert 0 <= alike <= 1
    assert autocorrelation([None, *values, None]) == alike
    assert math.isclose(autocorrelation(values[::-1]), alike, abs_tol=1e-9)


def test_autocorrelation_is_worked_out_as_on_paper() -> None:
    # From the mean: -3, -1, 1, 3. The squares come to 20 of four, the neighbours to 3, -1 and 3.
    assert autocorrelation([1, 3, 5, 7]) == pytest.approx(1 / 3 + 2 / 3)
    # The gap leaves two pairs of 3 each, and the squares of four: 3 / 5, to which 1.4 is added.
    assert autocorrelation([1, 3, None, 5, 7]) == 1
    assert autocorrelation([1, 7] * 10) == 0
    assert autocorrelation([4.0] * 5) == autocorrelation([]) == autocorrelation([3, None, 4]) == 0


@given(CHANGES)
def test_so_many_values_never_tell_more_than_they_are(values: list[float]) -> None:
    assert 2 <= effective_count(values) <= len(values)


def test_an_effective_number_of_none_and_one_is_their_number() -> None:
    assert (effective_count([]), effective_count([3])) == (0, 1)


def days(chance: random.Random, count: int, alike: float) -> list[float]:
    """Return so many values around 0, each as much like the one before."""
    value, row = chance.gauss(0, 1), []
    for _ in range(count):
        row.append(value)
        value = alike * value + math.sqrt(1 - alike**2) * chance.gauss(0, 1)
    return row


# By the correlation of neighbours, how often in 100 the interval that takes each for itself holds the
# mean, and how often the one that allows for it does so. With more of them it is no better.
COVERED = [
    (10, 0.0, (94.7, 95.0), (96, 97)),
    (10, 0.3, (87.0, 87.0), (92, 94)),
    (10, 0.6, (68.7, 68.7), (86, 92)),
    (30, 0.0, (95.0, 95.0), (95, 97)),
    (30, 0.3, (85.8, 85.8), (92, 94)),
    (30, 0.6, (67.4, 67.4), (86, 92)),
]


@pytest.mark.parametrize(("count", "alike", "plain", "repaired"), COVERED)
def test_an_interval_that_allows_for_correlation_holds_the_mean_as_often_as_was_found(
    count: int, alike: float, plain: tuple[float, float], repaired: tuple[float, float]
) -> None:
    chance, rounds = random.Random(f"{count} {alike}"), 1500
    held, held_repaired = 0, 0
    for _ in range(rounds):
        row = days(chance, count, alike)
        one, other = mean_interval(row), mean_interval(row, effective_count(row))
        assert one is not None
        assert other is not None
        held += one[0] <= 0 <= one[1]
        held_repaired += other[0] <= 0 <= other[1]
    # Three standard errors of what 1,500 rounds can tell.
    for found, (low, high) in ((held, plain), (held_repaired, repaired)):
        error = 300 * math.sqrt(low * (100 - low) / 10_000 / rounds)
        assert low - error <= 100 * found / rounds <= high + error
