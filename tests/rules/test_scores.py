"""Scores of questionnaires, and what a change of one can be said to be."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.care.scores import (
    MEASURES,
    Answer,
    Certainty,
    change,
    is_at_end,
    measures,
    score,
)

PEG, PSFS, RMDQ, ODI = (measures()[key] for key in MEASURES)
on_scale = st.integers(0, 10)
scores = st.sampled_from(MEASURES).flatmap(
    lambda key: st.tuples(
        st.just(measures()[key]),
        *[st.fractions(0, measures()[key].most, max_denominator=5)] * 2,
    )
)


def answers(*given: int) -> list[Answer]:
    return [Answer(item, answer) for item, answer in enumerate(given, start=1)]


@given(st.lists(on_scale, min_size=3, max_size=3))
def test_the_score_of_the_peg_is_the_mean_of_its_three(given: list[int]) -> None:
    assert score("peg", answers(*given)) * 3 == sum(given)
    assert min(given) <= score("peg", answers(*given)) <= max(given)


@given(st.lists(on_scale, min_size=3, max_size=5))
def test_the_score_of_the_psfs_is_the_mean_whatever_the_order(given: list[int]) -> None:
    assert score("psfs", answers(*given)) == Fraction(sum(given), len(given))
    assert score("psfs", answers(*given)) == score("psfs", answers(*reversed(given)))


@given(st.sets(st.integers(1, 24)))
def test_the_score_of_the_rmdq_is_how_many_are_ticked(ticked: set[int]) -> None:
    assert score("rmdq", [Answer(item, 1) for item in ticked]) == len(ticked)


@pytest.mark.parametrize("measure", ["peg", "psfs"])
def test_without_an_answer_there_is_no_score(measure: str) -> None:
    with pytest.raises(ValueError, match=measure):
        score(measure, [])


@pytest.mark.parametrize(
    ("measure", "first", "now", "certainty", "is_better"),
    [
        ("peg", "7", "4", "clear", True),
        ("peg", "10/3", "7/3", "clear", True),  # 1 point, and exactly 30 %.
        ("peg", "7", "6", "possible", True),  # 1 point is no 30 % of 7.
        ("peg", "2", "4/3", "possible", True),  # A third, and no whole point.
        ("peg", "7", "19/3", "none", None),
        ("peg", "7", "7", "none", None),
        ("peg", "5", "7", "clear", False),
        ("peg", "0", "2/3", "none", None),  # Of nothing no part can be told.
        ("peg", "0", "1", "clear", False),
        ("rmdq", "15", "10", "clear", True),
        ("rmdq", "20", "15", "possible", True),
        ("rmdq", "15", "11", "none", None),
        ("rmdq", "10", "7", "possible", True),
        ("rmdq", "10", "15", "clear", False),
        ("psfs", "4", "19/3", "clear", True),
        ("psfs", "8", "31/3", "possible", True),
        ("psfs", "4", "6", "possible", True),
        ("psfs", "7", "5", "none", None),
        ("psfs", "7", "4", "clear", False),
        ("odi", "34", "24", "possible", True),
        ("odi", "30", "20", "clear", True),
        ("odi", "30", "41/2", "possible", True),
        ("odi", "50", "41", "none", None),
    ],
)
def test_a_change_is_clear_by_both_measures_and_possible_by_one(
    measure: str, first: str, now: str, certainty: str, is_better: bool | None
) -> None:
    found = change(measures()[measure], Fraction(first), Fraction(now))
    assert (found.certainty, found.is_better) == (certainty, is_better)
    assert found.by == Fraction(now) - Fraction(first)


@given(scores)
def test_a_change_and_its_way_back_are_of_one_size_and_turn_about(
    told: tuple[object, Fraction, Fraction],
) -> None:
    measure, first, now = told
    assert measure in measures().values()
    there, back = change(measure, first, now), change(measure, now, first)  # type: ignore[arg-type]
    assert there.by == -back.by
    if there.is_better is not None and back.is_better is not None:
        assert there.is_better is not back.is_better
    assert (there.is_better is None) == (there.certainty == Certainty.NONE)


@given(scores, st.fractions(0, 3, max_denominator=5))
def test_a_greater_change_is_never_less_certain(
    told: tuple[object, Fraction, Fraction], more: Fraction
) -> None:
    measure, first, now = told
    further = now + (more if now >= first else -more)
    order = (Certainty.NONE, Certainty.POSSIBLE, Certainty.CLEAR)
    one, other = (
        change(measure, first, it)  # type: ignore[arg-type]
        for it in (now, further)
    )
    assert order.index(one.certainty) <= order.index(other.certainty)


@pytest.mark.parametrize(
    ("ticked", "is_end"), [(0, True), (3, True), (4, False), (20, False), (21, True), (24, True)]
)
def test_near_an_end_of_the_rmdq_a_change_is_not_to_be_relied_on(ticked: int, is_end: bool) -> None:
    assert is_at_end(RMDQ, Fraction(ticked)) is is_end
    assert not any(is_at_end(one, Fraction(end)) for one in (PEG, PSFS, ODI) for end in (0, 10))


def test_what_is_known_of_each_is_whole_and_no_words_are_there_that_need_a_licence() -> None:
    def lengths(of: Sequence[object]) -> list[int]:
        return [len(one.items) for one in of]  # type: ignore[attr-defined]

    assert tuple(measures()) == MEASURES
    assert lengths([PEG, PSFS, RMDQ, ODI]) == [3, 0, 24, 0]
    assert len(PEG.ends) == 3
    assert not ODI.ends
    assert [one.higher_is for one in measures().values()] == ["worse", "better", "worse", "worse"]
    for one in measures().values():
        assert one.source
        assert one.change_source
        assert one.licence
        assert 0 < one.matters < one.most
