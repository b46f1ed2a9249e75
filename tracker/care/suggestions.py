"""What could be changed for the next week: few rules, each with what it looked at.

They only ever suggest; that anything would help is not theirs to say.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from tracker.care.adherence import PlanKept
from tracker.care.catalogue import PAIN
from tracker.care.doses import LONGEST_HOLD_S, MOST_REPS, Dose
from tracker.care.fields import ExerciseDone
from tracker.care.flare import SAME
from tracker.care.plan import Plan
from tracker.care.planned import Planned
from tracker.care.reminder import AHEAD, State
from tracker.care.rhythm import Weekdays

FEWEST_EASY = 4
"""So many sessions in two weeks have to be told easy before more is suggested."""

# Small steps, of ours: two repetitions, five seconds of a hold, or a minute.
_MORE_REPS = 2
_MORE_HOLD_S = 5
_MORE_WHOLE_S = 60
_DAY = dt.timedelta(days=1)


class Moved(Struct, frozen=True):
    """A weekday of a plan that was missed twice in a row, and the days that it could have instead.

    `weekday` is 0 for Monday; `missed` are the two days.
    """

    plan: Plan
    weekday: int
    missed: tuple[dt.date, dt.date]
    days: frozenset[int]


class MissedTwice(Struct, frozen=True):
    """The plans with weekdays that were looked at, and what could be moved, the oldest plan first."""

    plans: tuple[Plan, ...]
    moves: tuple[Moved, ...]


class Effort(Struct, frozen=True):
    """An exercise session: its day, how hard it was, if told, and the change in pain, if known."""

    day: dt.date
    effort: str | None
    change: int | None


class Easy(Struct, frozen=True):
    """The exercise sessions of two weeks: how many, how many of them were told easy, and the pain.

    `change` is the mean change in pain over those with both readings. `plan` could ask for more.
    """

    first: dt.date
    last: dt.date
    sessions: int
    easy: int
    change: float | None
    plan: Plan | None

    @property
    def is_so(self) -> bool:
        """Whether all of them were easy, were enough, and did not hurt more afterwards."""
        is_easy = self.sessions >= FEWEST_EASY and self.easy == self.sessions
        return is_easy and (self.change or 0) <= 0 and self.plan is not None


class FlareUp(Struct, frozen=True):
    """Since when a flare-up goes on, if one does, and the first plan that it leaves as it is."""

    since: dt.date | None
    plan: Plan | None


class Looked(Struct, frozen=True):
    """What each of the rules looked at; the first that applies is the one to be said."""

    flare: FlareUp
    missed: MissedTwice
    easy: Easy

    @property
    def suggestion(self) -> FlareUp | Moved | Easy | None:
        """What is suggested; None where no rule applies."""
        if self.flare.since is not None:
            return self.flare
        if self.missed.moves:
            return self.missed.moves[0]
        return self.easy if self.easy.is_so else None


def flare_up(since: dt.date | None, plans: Sequence[Plan]) -> FlareUp:
    """Look whether a flare-up goes on, and what could be eased in it: exercises before all else."""
    same = [one for one in plans if one.in_flare == SAME and one.kind not in ("visit", PAIN)]
    exercises = [one for one in same if one.kind == "exercise"]
    return FlareUp(since, next(iter(exercises or same), None) if since else None)


def missed_twice(kept: Iterable[PlanKept], done: Collection[tuple[str, dt.date]]) -> MissedTwice:
    """Look for a weekday that was missed twice in a row, as it stands in some weeks of each plan.

    `done` are the kinds and days of sessions: a day on which something of the kind was done anyway
    is the first to move to. What was made up, skipped, held or paused was not missed.
    """
    looked, moves = list[Plan](), list[Moved]()
    for one in kept:
        rhythm = one.plan.form.rhythm
        if one.plan.removed_at is not None or not isinstance(rhythm, Weekdays):
            continue
        if rhythm.every_weeks > 1 or len(rhythm.days) == 7:
            continue
        looked.append(one.plan)
        days = [day for kind, day in done if kind == one.plan.kind]
        for weekday in sorted(rhythm.days):
            missed = _missed_on(one.planned, weekday)
            if missed and (instead := _instead(one.plan, rhythm.days, weekday, days)):
                moves.append(Moved(one.plan, weekday, missed, instead))
    return MissedTwice(tuple(looked), tuple(moves))


def _missed_on(planned: Iterable[Planned], weekday: int) -> tuple[dt.date, dt.date] | None:
    """Return the last two days of a weekday where all of both was missed, a week apart."""
    states: dict[dt.date, set[str]] = defaultdict(set)
    for one in planned:
        if one.counts_on.weekday() == weekday and not one.is_dayless:
            states[one.counts_on].add(one.state)
    over = sorted(day for day, found in states.items() if found.isdisjoint(AHEAD))[-2:]
    for before, last in pairwise(over):
        is_missed = all(states[day] == {State.MISSED} for day in (before, last))
        if is_missed and last - before == 7 * _DAY:
            return before, last
    return None


def _instead(
    plan: Plan, days: frozenset[int], weekday: int, done: Sequence[dt.date]
) -> frozenset[int] | None:
    """Return the days of a plan with another in place of one; None where none is free."""
    others, gap = days - {weekday}, max(plan.form.gap_days, 1)
    free = [
        day
        for day in range(7)
        if day not in days and all(min((day - b) % 7, (b - day) % 7) >= gap for b in others)
    ]
    if not free:
        return None
    often = Counter(day.weekday() for day in done)
    best = min(free, key=lambda day: (-often[day], (day - weekday) % 7))
    return others | {best}


def easy(efforts: Sequence[Effort], first: dt.date, last: dt.date, plans: Sequence[Plan]) -> Easy:
    """Look whether all exercises from `first` to `last` were told easy; `plans` are those of them.

    Both weeks have to have some. The pain must not have risen over them.
    """
    middle = first + 7 * _DAY
    has_both = {one.day >= middle for one in efforts} == {False, True}
    changes = [one.change for one in efforts if one.change is not None]
    return Easy(
        first=first,
        last=last,
        sessions=len(efforts),
        easy=sum(one.effort == "easy" for one in efforts),
        change=sum(changes) / len(changes) if changes else None,
        plan=plans[0] if plans and has_both else None,
    )


def raised(steps: Iterable[ExerciseDone]) -> tuple[ExerciseDone, ...]:
    """Return exercises with a little more of each, where its dose is known and can be more."""
    return tuple(replace(one, dose=one.dose and _more(one.dose)) for one in steps)


def _more(dose: Dose) -> Dose:
    if dose.reps is not None:
        return replace(dose, reps=min(dose.reps + _MORE_REPS, MOST_REPS))
    assert dose.hold_s is not None
    step = _MORE_WHOLE_S if dose.sets is None else _MORE_HOLD_S
    return replace(dose, hold_s=min(dose.hold_s + step, LONGEST_HOLD_S))
