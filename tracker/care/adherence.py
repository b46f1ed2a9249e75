"""Planned against done: what was kept, for how many weeks in a row, and how steadily."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import exp2, sqrt

from msgspec import Struct

from tracker.care.plan import Plan
from tracker.care.planned import Planned
from tracker.care.reminder import AHEAD, EXCUSED, State
from tracker.care.rhythm import Interval, Quota, Rhythm, Weekdays

MOST_IN_A_ROW = 12
"""Nobody looks further back for weeks in a row than this, so that a long diary is not read whole."""


class Kept(Struct, frozen=True):
    """How many occurrences were planned (without the excused), done and missed.

    Of what is `done`, so many were `made_up` on another day of their week. `ahead` is what is open
    or to come; it is not counted as planned yet. `share` is the part of the planned that was done,
    from 0 to 1; None where nothing was planned.
    """

    planned: int
    done: int
    excused: int
    missed: int
    made_up: int = 0
    ahead: int = 0

    @property
    def share(self) -> float | None:
        return (self.planned - self.missed) / self.planned if self.planned else None

    @property
    def is_met(self) -> bool:
        return self.missed == 0 and self.ahead == 0


class PlanKept(Struct, frozen=True):
    """How one plan was kept over some days: each of its occurrences, and what they come to."""

    plan: Plan
    planned: tuple[Planned, ...]
    kept: Kept


class Frequency(Struct, frozen=True):
    """How often a plan asks for a session: so many in so many days."""

    sessions: int
    days: int

    @property
    def per_day(self) -> float:
        return self.sessions / self.days


def kept(states: Iterable[str]) -> Kept:
    """Weigh the states of some occurrences: what was done or made up of what was planned.

    What was held, paused or skipped is excused, and not missed. There is no one mark of a good
    share; the most common lies at 80 % (Bailey et al., British Journal of Sports Medicine, 2018, on
    86 studies).
    """
    count = Counter(states)
    done = count[State.DONE] + count[State.MADE_UP]
    return Kept(
        planned=done + count[State.MISSED],
        done=done,
        excused=sum(count[state] for state in EXCUSED),
        missed=count[State.MISSED],
        made_up=count[State.MADE_UP],
        ahead=sum(count[state] for state in AHEAD),
    )


def overall(parts: Iterable[Kept]) -> Kept:
    """Add up several plans or weeks: the share is the sum of the done / the sum of the planned.

    It is not the mean of the shares, and too much of one plan does not cover too little of another.
    """
    every = list(parts)
    return Kept(
        planned=sum(one.planned for one in every),
        done=sum(one.done for one in every),
        excused=sum(one.excused for one in every),
        missed=sum(one.missed for one in every),
        made_up=sum(one.made_up for one in every),
        ahead=sum(one.ahead for one in every),
    )


def week_streak(weeks: Sequence[Kept], *, is_last_running: bool) -> int:
    """Return how many calendar weeks in a row, up to the last of `weeks`, the plan was met.

    Weeks come oldest first. A running week adds once it is met and breaks nothing before it is
    over. A week in which nothing was planned, or all of it excused, neither adds nor breaks.
    """
    streak = 0
    for week in _weighed(weeks, is_last_running=is_last_running):
        if not week.is_met:
            break
        streak += 1
    return streak


def is_unbroken(weeks: Sequence[Kept], *, is_last_running: bool) -> bool:
    """Tell whether the weeks before these, too, may belong to the streak."""
    return all(week.is_met for week in _weighed(weeks, is_last_running=is_last_running))


def _weighed(weeks: Sequence[Kept], *, is_last_running: bool) -> Iterator[Kept]:
    """Yield the weeks that count for a streak, the latest first."""
    for age, week in enumerate(reversed(weeks)):
        if week.planned and not (age == 0 and is_last_running and not week.is_met):
            yield week


def frequency_of(rhythm: Rhythm, slots_a_day: int = 1) -> Frequency:
    """Return how often the rhythm asks for a session, with so many clock times a day."""
    match rhythm:
        case Weekdays(days, every_weeks):
            if len(days) == 7 and every_weeks == 1:
                return Frequency(slots_a_day, 1)
            return Frequency(len(days) * slots_a_day, 7 * every_weeks)
        case Interval(days):
            return Frequency(slots_a_day, days)
        case Quota(times):
            return Frequency(times, 7)


def loop_score(previous: float, frequency: float, credit: float) -> float:
    """Return the score, from 0 to 1, a day after it was `previous`.

    `frequency` is in sessions a day and `credit`, from 0 to 1, says how far the day's window was
    filled. The score moves from the old towards the credit so that half of the old is left after
    13 / sqrt(frequency) days: 13 for a daily plan, 34 for a weekly one. The formula is that of Loop
    Habit Tracker (uhabits, commit 5aa8744): m = 0.5 ** (sqrt(f) / 13), s' = s·m + c·(1 - m).
    """
    weight = exp2(-sqrt(frequency) / 13)
    return previous * weight + credit * (1 - weight)


def score_series(counts: Sequence[int | None], frequency: Frequency) -> list[float]:
    """Return the score at the end of each day; it starts at 0 before the first.

    `counts` are sessions per day, None for an excused day without one. A day's credit is
    min(1, sessions in its window / sessions asked for in it). As in Loop, the window of a plan with
    less than a session a day is two of its periods (two weeks for a weekly plan), so that it may
    be done on Tuesday once and on Friday next time. Excused days leave the score as it is and,
    unlike in Loop, lie outside every window, so that they do not lower it later either.
    """
    periods = 2 if frequency.per_day < 1 else 1
    asked, window = periods * frequency.sessions, periods * frequency.days
    filled = [0]
    score, scores = 0.0, list[float]()
    for count in counts:
        if count is not None:
            filled.append(filled[-1] + count)
            in_window = filled[-1] - filled[max(0, len(filled) - 1 - window)]
            score = loop_score(score, frequency.per_day, min(1.0, in_window / asked))
        scores.append(score)
    return scores
