"""How the plans were kept, over some days and week by week, without writing anything."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from tracker.care.adherence import (
    MOST_IN_A_ROW,
    Kept,
    PlanKept,
    is_unbroken,
    kept,
    overall,
    week_streak,
)
from tracker.care.agenda import LOOK_BACK, score
from tracker.care.plan import Plan
from tracker.care.reminder import State
from tracker.care.walltime import day_bounds

if TYPE_CHECKING:
    from tracker.journal import Journal

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(weeks=1)
_WEEKS_TOLD = 4
# So many weeks are read at once, as most streaks are short.
_AT_ONCE = 4


class Standing(Struct, frozen=True):
    """How a plan stands: its last weeks, the present one last, the weeks in a row, and its score.

    `weeks` are first days with what was kept. `score` goes from 0 to 1.
    """

    weeks: tuple[tuple[dt.date, Kept], ...]
    streak: int
    score: float


class Adherence:
    """Weighs what was done against the plans, as it stands at an instant."""

    def __init__(self, journal: "Journal") -> None:
        self._journal = journal
        self._now = journal.present.now
        self._calendar = journal.present.calendar
        self._plans = journal.plans

    def kept(self, first: dt.date, last: dt.date) -> list[PlanKept]:
        """Return how each plan that lived was kept from `first` to `last`."""
        (found,) = self.kept_by([(first, last)])
        return found

    def kept_by(self, stretches: Sequence[tuple[dt.date, dt.date]]) -> list[list[PlanKept]]:
        """Return the same for several stretches of days, the earliest first, read at once."""
        first, last = stretches[0][0], stretches[-1][1]
        begun, _ = day_bounds(first, self._calendar.zone, self._calendar.day_starts_at)
        lists = self._journal.ledger.of(self._plans.since(begun), first, last)
        return [
            [
                PlanKept(plan, within, kept(one.state for one in within))
                for plan, listed in lists
                if (within := tuple(one for one in listed if start <= one.counts_on <= end))
            ]
            for start, end in stretches
        ]

    def kept_in_all(self, first: dt.date, last: dt.date) -> Kept:
        """Return how all plans together were kept."""
        return overall(one.kept for one in self.kept(first, last))

    def streaks(self, plans: Sequence[Plan], last: dt.date) -> dict[int, int]:
        """Return by plan for how many weeks in a row it was kept, up to the one that begins on `last`.

        MOST_IN_A_ROW stands for so many or more.
        """
        is_running = last == self._journal.present.this_week
        found: dict[int, list[Kept]] = {plan.number: [] for plan in plans}
        asked, until = list(plans), last
        while asked and (last - until) // _WEEK < MOST_IN_A_ROW:
            firsts = [until - back * _WEEK for back in reversed(range(_AT_ONCE))]
            ends = firsts[0], until + 6 * _DAY
            for plan, listed in self._journal.ledger.of(asked, *ends):
                weeks = [
                    kept(one.state for one in listed if 0 <= (one.counts_on - day).days < 7)
                    for day in firsts
                ]
                found[plan.number] = weeks + found[plan.number]
            until = firsts[0] - _WEEK
            asked = [
                plan
                for plan in asked
                if is_unbroken(found[plan.number], is_last_running=is_running)
                and plan.forms[0].first_on <= until + 6 * _DAY
            ]
        return {
            plan: week_streak(weeks, is_last_running=is_running) for plan, weeks in found.items()
        }

    def standing(self, plan: Plan) -> Standing:
        """Return how a plan stands since it was made."""
        this_week = self._journal.present.this_week
        today = plan.day_at(self._now, self._calendar)
        first = min(plan.forms[0].first_on, today)
        start = this_week - (this_week - first + 6 * _DAY) // _WEEK * _WEEK
        ((_, listed),) = self._journal.ledger.of([plan], start, this_week + 6 * _DAY)
        weeks = []
        while start <= this_week:
            end = start + 6 * _DAY
            of_week = (one.state for one in listed if start <= one.counts_on <= end)
            weeks.append((start, kept(of_week)))
            start += _WEEK
        streak = week_streak([kept for _, kept in weeks], is_last_running=True)
        done = self._plans.days_done(plan, first - LOOK_BACK)
        left_out = [one.day for one in listed if one.state in (State.SKIPPED, State.HELD)]
        return Standing(tuple(weeks[-_WEEKS_TOLD:]), streak, score(plan, done, left_out, today))
