"""Planned against done, week by week, and the score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.care.adherence import (
    Frequency,
    Kept,
    frequency_of,
    kept,
    loop_score,
    overall,
    score_series,
    week_streak,
)
from tracker.care.reminder import State
from tracker.care.rhythm import Interval, Quota, Rhythm, Weekdays

SEEN = ["coming", "due", "snoozed", "done", "made-up", "skipped", "missed", "held", "paused"]


def of(done: int, missed: int = 0, excused: int = 0, ahead: int = 0, made_up: int = 0) -> Kept:
    """Return how a week of so many occurrences in each state was kept."""
    return kept(
        [State.DONE] * done
        + [State.MISSED] * missed
        + [State.HELD] * excused
        + [State.COMING] * ahead
        + [State.MADE_UP] * made_up
    )


MET, SHORT, EXCUSED, EMPTY = of(3), of(2, 1), of(0, 0, 3), of(0)


@pytest.mark.parametrize(
    ("states", "result", "share"),
    [
        (["done"] * 3, Kept(planned=3, done=3, excused=0, missed=0), 1.0),
        (["done", "missed", "done"], Kept(planned=3, done=2, excused=0, missed=1), 2 / 3),
        (["missed"] * 3, Kept(planned=3, done=0, excused=0, missed=3), 0.0),
        (["made-up", "done"], Kept(planned=2, done=2, excused=0, missed=0, made_up=1), 1.0),
        (["skipped", "done", "done"], Kept(planned=2, done=2, excused=1, missed=0), 1.0),
        (["held", "paused", "skipped"], Kept(planned=0, done=0, excused=3, missed=0), None),
        (["coming", "due", "snoozed"], Kept(planned=0, done=0, excused=0, missed=0, ahead=3), None),
        (["done", "due"], Kept(planned=1, done=1, excused=0, missed=0, ahead=1), 1.0),
        ([], Kept(planned=0, done=0, excused=0, missed=0), None),
    ],
)
def test_a_share_is_what_was_done_of_what_was_planned_and_not_excused(
    states: list[str], result: Kept, share: float | None
) -> None:
    assert (kept(states), result.share) == (result, share)


def test_the_week_of_the_drawn_summary_is_kept_six_of_seven() -> None:
    week = overall([of(1), of(2, 1), of(3)])
    assert week == Kept(planned=7, done=6, excused=0, missed=1)
    assert week.share == 6 / 7


def test_the_overall_share_is_not_the_mean_of_shares() -> None:
    assert overall([of(1), of(1, 8)]).share == 2 / 10
    assert overall([]).share is None


@given(st.lists(st.lists(st.sampled_from(SEEN)), max_size=9))
def test_each_occurrence_counts_once_and_a_share_lies_between_none_and_all(
    weeks: list[list[str]],
) -> None:
    parts = [kept(states) for states in weeks]
    whole = overall(parts)
    assert whole.planned + whole.excused + whole.ahead == sum(map(len, weeks))
    assert whole.planned == whole.done + whole.missed
    assert whole.share is None or 0 <= whole.share <= 1
    assert (whole.share is None) == all(part.share is None for part in parts)


@pytest.mark.parametrize(
    ("weeks", "is_last_running", "streak"),
    [
        ([], False, 0),
        ([MET, MET, MET], False, 3),
        ([MET, SHORT, MET], False, 1),
        ([MET, MET, SHORT], False, 0),
        ([MET, MET, SHORT], True, 2),
        ([MET, MET, MET], True, 3),
        ([MET, SHORT, SHORT], True, 0),
        ([MET, EXCUSED, MET], False, 2),
        ([MET, SHORT, EXCUSED], False, 0),
        ([EXCUSED, EXCUSED], False, 0),
        ([MET, EMPTY, MET, EMPTY], False, 2),
        ([MET, EXCUSED], True, 1),
        ([of(2, 0, 1), of(2, 0, 0, 0, 1)], False, 2),
        ([MET, of(1, ahead=2)], True, 1),
        ([MET, of(1, 1, ahead=1)], True, 1),
    ],
)
def test_a_streak_counts_weeks_that_were_met(
    weeks: list[Kept], is_last_running: bool, streak: int
) -> None:
    assert week_streak(weeks, is_last_running=is_last_running) == streak


@pytest.mark.parametrize(
    ("frequency", "previous", "credit", "score"),
    [
        (1, 0, 1, 0.051922),
        (1, 0.5, 1, 0.525961),
        (1, 0.75, 1, 0.762981),
        (1, 0.5, 0, 0.474039),
        (1, 0.75, 0, 0.711058),
        (1 / 3, 0, 1, 0.030314),
        (1 / 3, 0.5, 1, 0.515157),
        (1 / 3, 0.75, 0, 0.727263),
    ],
)
def test_the_score_agrees_with_the_figures_of_loop(
    frequency: float, previous: float, credit: float, score: float
) -> None:
    # These vectors are those of Loop Habit Tracker's own tests.
    assert loop_score(previous, frequency, credit) == pytest.approx(score, abs=1e-6)


@pytest.mark.parametrize(
    ("frequency", "half_life_days"),
    [(1, 13.0), (5 / 7, 15.4), (3 / 7, 19.9), (2 / 7, 24.3), (1 / 7, 34.4)],
)
def test_half_of_the_old_score_is_left_after_the_half_life(
    frequency: float, half_life_days: float
) -> None:
    assert loop_score(1, frequency, 0) ** half_life_days == pytest.approx(0.5, abs=0.001)


@pytest.mark.parametrize(
    ("rhythm", "slots_a_day", "frequency"),
    [
        (Weekdays(frozenset(range(7))), 1, Frequency(1, 1)),
        (Weekdays(frozenset(range(7))), 2, Frequency(2, 1)),
        (Weekdays(frozenset(range(7)), 2), 1, Frequency(7, 14)),
        (Weekdays(frozenset({0, 2, 4})), 1, Frequency(3, 7)),
        (Weekdays(frozenset({6}), 2), 2, Frequency(2, 14)),
        (Interval(10), 1, Frequency(1, 10)),
        (Quota(3), 2, Frequency(3, 7)),
    ],
)
def test_a_rhythm_asks_so_many_times_in_so_many_days(
    rhythm: Rhythm, slots_a_day: int, frequency: Frequency
) -> None:
    assert frequency_of(rhythm, slots_a_day) == frequency


def test_a_daily_score_follows_each_day() -> None:
    left = 0.5 ** (1 / 13)
    assert score_series([1, 1, 0], Frequency(1, 1)) == pytest.approx(
        [1 - left, 1 - left**2, (1 - left**2) * left]
    )


def test_a_weekly_plan_may_move_within_two_weeks_without_losing_credit() -> None:
    tuesday, friday = [0, 1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0, 0]
    steady = score_series(tuesday * 20, Frequency(1, 7))
    wandering = score_series((tuesday + friday) * 10, Frequency(1, 7))
    assert steady[-1] == pytest.approx(wandering[-1], abs=0.01)
    # A new weekly plan needs about five weeks to one half.
    assert [score > 0.5 for score in (steady[27], steady[41])] == [False, True]


def test_excused_days_change_the_score_neither_then_nor_later() -> None:
    before, after = [1, 0, 1, 0, 0, 1, 0], [1, 0, 1, 0, 1, 0, 0]
    plain = score_series(before + after, Frequency(3, 7))
    paused = score_series([*before, None, None, None, *after], Frequency(3, 7))
    assert paused == [*plain[:7], *[plain[6]] * 3, *plain[7:]]


@given(st.lists(st.none() | st.integers(0, 3), max_size=60), st.integers(1, 9), st.integers(1, 30))
def test_a_score_stays_between_nothing_and_everything(
    counts: list[int | None], sessions: int, days: int
) -> None:
    scores = score_series(counts, Frequency(sessions, days))
    assert len(scores) == len(counts)
    assert all(0 <= score < 1 for score in scores)
