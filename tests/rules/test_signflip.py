"""The exact sign-flip test, against counting every pattern."""

import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tracker.care.signflip import MOST_DIFFERENCES, sign_flip, smallest_p

WHOLE = st.integers(-10, 10).map(float)
# Means of three or four days, of up to four readings each.
PARTS = st.builds(lambda part, of: part / of, st.integers(-40, 40), st.sampled_from([4, 9, 12, 16]))


@given(st.lists(WHOLE | PARTS, max_size=9))
def test_p_is_the_share_of_all_patterns_of_signs(differences: list[float]) -> None:
    seen = abs(math.fsum(differences))
    patterns = list(itertools.product((1, -1), repeat=len(differences)))
    as_far = sum(
        abs(math.fsum(map(math.prod, zip(signs, differences, strict=True)))) >= seen - 1e-9
        for signs in patterns
    )
    assert sign_flip(differences) == as_far / len(patterns)


@given(st.lists(WHOLE | PARTS, max_size=30), st.randoms())
def test_neither_order_nor_direction_nor_what_did_not_differ_counts(
    differences: list[float], chance: random.Random
) -> None:
    p = sign_flip(differences)
    assert smallest_p(len(differences)) <= p <= 1
    assert sign_flip([-each for each in differences]) == p
    assert sign_flip([*chance.sample(differences, len(differences)), 0.0]) == p


def test_thirds_that_sum_up_to_a_whole_are_a_tie() -> None:
    assert sign_flip([1 / 3, 1 / 3, 1 / 3, 1.0]) == 2 / 16
    assert sign_flip([1 / 3, 1 / 3, 1 / 3, -1.0]) == 1
    assert sign_flip([2.0, 2 / 3, 2 / 3, 2 / 3, -2.0]) == 20 / 32


@pytest.mark.parametrize(("blocks", "p"), [(3, 0.25), (5, 0.0625), (6, 0.03125), (8, 0.0078125)])
def test_fewer_than_six_blocks_can_never_tell(blocks: int, p: float) -> None:
    assert sign_flip([-1.5] * blocks) == smallest_p(blocks) == p


def test_none_at_all_tell_nothing() -> None:
    assert sign_flip([]) == sign_flip([0.0, 0.0]) == smallest_p(0) == smallest_p(1) == 1


def test_a_trial_of_nothing_finds_nothing_in_95_of_100() -> None:
    """Days that are alike for a while, and no difference between with and without."""
    chance, found, trials = random.Random(20261128), 0, 2000
    for _ in range(trials):
        level, weeks = 0.0, []
        for _ in range(12):
            days = []
            for _ in range(7):
                level = 0.5 * level + chance.gauss(0, 1.7)
                days.append(min(10, max(0, round(4 + level))))
            weeks.append(sum(days[3:]) / 4)
        blocks = zip(weeks[::2], weeks[1::2], strict=True)
        found += sign_flip([chance.choice((1, -1)) * (a - b) for a, b in blocks]) < 0.05
    # Of 64 patterns the two farthest are below 0.05: 3.1 %, and never more than 5 %.
    assert 0.02 <= found / trials <= 0.05


def test_as_many_as_are_allowed_are_counted_exactly() -> None:
    chance = random.Random(7)
    many = [chance.choice((-1.0, 1.0)) for _ in range(MOST_DIFFERENCES)]
    against = min(many.count(1.0), many.count(-1.0))
    tail = sum(math.comb(len(many), k) for k in range(against + 1))
    assert sign_flip(many) == min(1, 2 * tail / 2 ** len(many))


@pytest.mark.parametrize("bad", [[0.5] * 101, [10.5], [math.nan], [math.inf]])
def test_what_is_no_difference_of_levels_is_refused(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="difference"):
        sign_flip(bad)


@given(st.lists(WHOLE | PARTS, min_size=2, max_size=8))
@settings(max_examples=25)
def test_p_is_that_of_scipy(differences: list[float]) -> None:
    theirs = stats.permutation_test(
        (differences,),
        math.fsum,
        permutation_type="samples",
        vectorized=False,
        n_resamples=math.inf,
    )
    assert math.isclose(sign_flip(differences), theirs.pvalue, abs_tol=1e-9)
