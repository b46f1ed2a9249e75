"""What is suggested for the next week, and what is not."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from tracker.care.adherence import PlanKept, kept
from tracker.care.doses import read_dose
from tracker.care.fields import Details, ExerciseDone
from tracker.care.plan import Form, Plan
from tracker.care.planned import Planned
from tracker.care.reminder import State
from tracker.care.rhythm import Quota, Rhythm, Weekdays
from tracker.care.suggestions import (
    Effort,
    FlareUp,
    Looked,
    MissedTwice,
    easy,
    flare_up,
    missed_twice,
    raised,
)

BEGUN = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 16)
LAST = dt.date(2026, 11, 29)
MON_WED_FRI = Weekdays(frozenset({0, 2, 4}))


def plan(
    rhythm: Rhythm = MON_WED_FRI, kind: str = "exercise", gap: int = 0, in_flare: str = "same"
) -> Plan:
    form = Form(BEGUN, rhythm, (dt.time(7, 30),), BEGUN.date(), gap_days=gap)
    details = Details(duration=dt.timedelta(minutes=12))
    return Plan(
        number=1,
        name="morning",
        kind=kind,
        details=details,
        forms=(form,),
        created_at=BEGUN,
        in_flare=in_flare,
    )


def day(number: int) -> dt.date:
    """Return a day of two weeks, counted from their Monday."""
    return MONDAY + dt.timedelta(days=number)


def kept_of(plan: Plan, states: dict[int, str]) -> PlanKept:
    planned = tuple(
        Planned(plan, day(n), dt.datetime.combine(day(n), dt.time(7, 30), ZoneInfo("UTC")), state)
        for n, state in states.items()
    )
    return PlanKept(plan, planned, kept(states.values()))


def days_instead(
    states: dict[int, str], of: Plan | None = None, done: tuple[int, ...] = ()
) -> list[frozenset[int]]:
    """Return the days that are suggested for a plan, given its last two weeks."""
    known = [("exercise", day(n)) for n in done]
    return [one.days for one in missed_twice([kept_of(of or plan(), states)], known).moves]


M, D = State.MISSED, State.DONE
FRIDAYS = {0: D, 2: D, 4: M, 7: D, 9: D, 11: M}


class TestMissedTwice:
    def test_the_weekday_moves_to_the_next_that_is_free(self) -> None:
        assert days_instead(FRIDAYS) == [frozenset({0, 2, 5})]

    def test_a_day_on_which_it_was_done_anyway_comes_first(self) -> None:
        assert days_instead(FRIDAYS, done=(3, 10, 12)) == [frozenset({0, 2, 3})]

    def test_it_says_which_days_were_missed(self) -> None:
        (moved,) = missed_twice([kept_of(plan(), FRIDAYS)], []).moves
        assert (moved.weekday, moved.missed) == (4, (day(4), day(11)))

    @pytest.mark.parametrize(
        "last", [State.MADE_UP, State.SKIPPED, State.HELD, State.PAUSED, State.DONE]
    )
    def test_what_was_made_up_or_excused_was_not_missed(self, last: str) -> None:
        assert days_instead(FRIDAYS | {11: last}) == []
        assert days_instead(FRIDAYS | {4: last}) == []

    def test_what_is_still_to_come_counts_for_nothing(self) -> None:
        assert days_instead(FRIDAYS | {11: State.COMING}) == []
        # The two before it do.
        assert days_instead({-3: M, **FRIDAYS, 11: State.COMING}) == [frozenset({0, 2, 5})]

    def test_a_week_between_is_not_in_a_row(self) -> None:
        assert days_instead({-3: M, 0: D, 11: M}) == []

    def test_where_only_one_of_two_times_was_missed_the_day_was_not(self) -> None:
        twice = kept_of(plan(), FRIDAYS)
        other = replace(twice.planned[-1], state=D)
        both = replace(twice, planned=(*twice.planned, other))
        assert missed_twice([both], []).moves == ()

    @pytest.mark.parametrize(
        "rhythm",
        [Quota(3), Weekdays(frozenset(range(7))), Weekdays(frozenset({0, 2, 4}), every_weeks=2)],
    )
    def test_a_plan_without_a_day_to_choose_is_not_looked_at(self, rhythm: Rhythm) -> None:
        found = missed_twice([kept_of(plan(rhythm), FRIDAYS)], [])
        assert (found.plans, found.moves) == ((), ())

    def test_a_plan_that_is_removed_is_not_looked_at(self) -> None:
        removed = replace(plan(), removed_at=BEGUN)
        assert missed_twice([kept_of(removed, FRIDAYS)], []).plans == ()

    def test_days_that_are_too_near_each_other_are_not_suggested(self) -> None:
        tue_fri = plan(Weekdays(frozenset({1, 4})), gap=3)
        assert days_instead({4: M, 11: M}, tue_fri) == [frozenset({1, 5})]
        assert days_instead({4: M, 11: M}, plan(gap=2)) == [frozenset({0, 2, 5})]
        # Between Mon and Thu no other day is three days from both but Thu itself.
        assert days_instead({3: M, 10: M}, plan(Weekdays(frozenset({0, 3})), gap=3)) == [
            frozenset({0, 4})
        ]


EASY = [Effort(day(n), "easy", None) for n in (1, 3, 8, 10)]


class TestEasy:
    def test_two_weeks_that_were_all_easy_could_be_more(self) -> None:
        found = easy(EASY, MONDAY, LAST, [plan()])
        assert (found.sessions, found.easy, found.is_so) == (4, 4, True)

    @pytest.mark.parametrize("told", ["right", "hard", None])
    def test_one_that_was_not_told_easy_is_enough_to_say_nothing(self, told: str | None) -> None:
        efforts = [*EASY, Effort(day(12), told, None)]
        assert not easy(efforts, MONDAY, LAST, [plan()]).is_so

    def test_too_few_or_of_one_week_alone_are_not_enough(self) -> None:
        assert not easy(EASY[:3], MONDAY, LAST, [plan()]).is_so
        one_week = [Effort(day(n), "easy", None) for n in range(5)]
        assert not easy(one_week, MONDAY, LAST, [plan()]).is_so
        assert not easy([], MONDAY, LAST, [plan()]).is_so

    @pytest.mark.parametrize(("changes", "is_so"), [((-2, 1), True), ((1, 0), False)])
    def test_where_it_hurts_more_afterwards_it_is_not_more(
        self, changes: tuple[int, int], is_so: bool
    ) -> None:
        told = [replace(one, change=change) for one, change in zip(EASY, changes, strict=False)]
        assert easy([*told, *EASY[2:]], MONDAY, LAST, [plan()]).is_so is is_so

    def test_without_a_plan_there_is_nothing_to_change(self) -> None:
        assert not easy(EASY, MONDAY, LAST, []).is_so

    @pytest.mark.parametrize(
        ("dose", "more"),
        [
            ("3x10", "3x12"),
            ("3x10x8s", "3x12x8s"),
            ("3x30s", "3x35s"),
            ("5min", "6min"),
            ("1x1000", "1x1000"),
            ("60min", "60min"),
        ],
    )
    def test_a_little_more_of_each_exercise(self, dose: str, more: str) -> None:
        assert raised([ExerciseDone("plank", read_dose(dose)), ExerciseDone("bridge")]) == (
            ExerciseDone("plank", read_dose(more)),
            ExerciseDone("bridge"),
        )


class TestOrder:
    def looked(self, flare: FlareUp, states: dict[int, str]) -> Looked:
        missed = missed_twice([kept_of(plan(), states)], [])
        return Looked(flare, missed, easy(EASY, MONDAY, LAST, [plan()]))

    def test_one_is_said_at_most_a_flare_up_before_all_else(self) -> None:
        flare, none = flare_up(MONDAY, [plan()]), flare_up(None, [plan()])
        assert self.looked(flare, FRIDAYS).suggestion is flare
        assert (
            self.looked(none, FRIDAYS).suggestion
            == missed_twice([kept_of(plan(), FRIDAYS)], []).moves[0]
        )
        only_easy = self.looked(none, {})
        assert only_easy.suggestion is only_easy.easy

    def test_where_no_rule_applies_nothing_is_suggested(self) -> None:
        nothing = Looked(flare_up(None, []), MissedTwice((), ()), easy([], MONDAY, LAST, [plan()]))
        assert nothing.suggestion is None

    def test_exercises_are_eased_first_and_what_is_eased_already_is_not(self) -> None:
        ice, eased = plan(kind="ice"), plan(in_flare="half")
        assert flare_up(MONDAY, [ice, plan(), eased]).plan == plan()
        assert flare_up(MONDAY, [ice, eased]).plan == ice
        assert flare_up(MONDAY, [eased]).plan is None
        assert flare_up(None, [plan()]).plan is None
