"""How the plans were kept, over some days and week by week, without writing anything."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import Connection, select

from tracker.care.adherence import Kept, overall, week_streak
from tracker.care.agenda import LOOK_BACK, kept_in, on_days, score
from tracker.care.plan import Plan
from tracker.care.reminder import State
from tracker.care.rhythm import Quota
from tracker.care.schedule import Occurrence
from tracker.care.walltime import day_bounds
from tracker.journal.reminders import Reminder
from tracker.tables import reminders

if TYPE_CHECKING:
    from tracker.journal import Journal

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(weeks=1)
_WEEKS_TOLD = 4


class PlanKept(Struct, frozen=True):
    """How one plan was kept over some days, and on which days something was planned."""

    plan: Plan
    kept: Kept
    planned_days: tuple[dt.date, ...]
    excused_days: tuple[dt.date, ...]


class Standing(Struct, frozen=True):
    """How a plan stands: its last weeks, the present one last, the weeks in a row, and its score.

    `weeks` are first days with what was kept. `score` goes from 0 to 1.
    """

    weeks: tuple[tuple[dt.date, Kept], ...]
    streak: int
    score: float


class Adherence:
    """Weighs what was done against the plans, as it stands at an instant."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._journal = journal
        self._now = journal.present.now
        self._calendar = journal.present.calendar
        self._plans = journal.plans
        self._reminders = journal.reminders

    def kept(self, first: dt.date, last: dt.date) -> list[PlanKept]:
        """Return how each plan that lived was kept from `first` to `last`, or to today."""
        begun, _ = day_bounds(first, self._calendar.zone, self._calendar.day_starts_at)
        plans = self._plans.since(begun)
        excused = self._excused(first, last)
        weighed = []
        for plan in plans:
            done = self._plans.days_done(plan, first - LOOK_BACK)
            listed = on_days(plan, done, first, last, self._calendar)
            left_out = self._left_out(plan, excused[plan.number], listed)
            kept = kept_in(plan, done, first, last, self._calendar, len(left_out), self._now)
            if kept.planned or kept.excused:
                rested = {one.day for one in listed if one.is_excused}
                weighed.append(
                    PlanKept(
                        plan,
                        kept,
                        tuple(sorted({one.day for one in listed if not one.is_excused})),
                        tuple(sorted(rested.union(left_out))),
                    )
                )
        return weighed

    def kept_in_all(self, first: dt.date, last: dt.date) -> Kept:
        """Return how all plans together were kept."""
        return overall(one.kept for one in self.kept(first, last))

    def held(self, first: dt.date, last: dt.date) -> list[Reminder]:
        """Return what a care rule held on some days, the oldest first."""
        return [row for row in self._reminders.between(first, last) if row.state == State.HELD]

    def standing(self, plan: Plan) -> Standing:
        """Return how a plan stands since it was made."""
        this_week = self._journal.present.this_week
        today = plan.day_at(self._now, self._calendar)
        first = min(plan.forms[0].first_on, today)
        done = self._plans.days_done(plan, first - LOOK_BACK)
        excused = self._excused(first, today)[plan.number]
        weeks, held = [], list[dt.date]()
        start = this_week - (this_week - first + 6 * _DAY) // _WEEK * _WEEK
        while start <= this_week:
            end = start + 6 * _DAY
            of_week = [one for one in excused if start <= one[0] <= end]
            listed = on_days(plan, done, start, end, self._calendar)
            left_out = self._left_out(plan, of_week, listed)
            held += left_out
            weeks.append((start, kept_in(plan, done, start, end, self._calendar, len(left_out))))
            start += _WEEK
        streak = week_streak([kept for _, kept in weeks], is_last_running=True)
        days = [day for day, _, state in excused if state != State.DROPPED] + held
        return Standing(tuple(weeks[-_WEEKS_TOLD:]), streak, score(plan, done, days, today))

    def _excused(self, first: dt.date, last: dt.date) -> dict[int, list[tuple[dt.date, str, str]]]:
        """Return by plan the days, clock times and states of what was left out on some days."""
        rows = self._db.execute(
            select(reminders.c.plan_id, reminders.c.day, reminders.c.clock, reminders.c.state)
            .where(
                reminders.c.day.between(first, last),
                reminders.c.state.in_((State.SKIPPED, State.HELD, State.DROPPED)),
                reminders.c.due_at <= self._now,
            )
            .order_by(reminders.c.due_at)
        )
        found: dict[int, list[tuple[dt.date, str, str]]] = defaultdict(list)
        for row in rows:
            found[row.plan_id].append((row.day, row.clock, row.state))
        return found

    def _left_out(
        self,
        plan: Plan,
        excused: Iterable[tuple[dt.date, str, str]],
        listed: Sequence[Occurrence],
    ) -> list[dt.date]:
        """Return the days of what does not count as missed, one entry each, beside the pauses.

        What the care rules held counts whether or not the reminder process saw it.
        """
        written = _left_out(plan, excused, listed)
        known = set(written)
        unseen = [
            one.day
            for one in listed
            if one.day == one.due_since
            and (one.day, f"{one.at:%H:%M}") not in known
            and one.due_at <= self._now
            and not (one.is_answered or one.is_excused)
            and self._journal.hold(plan, one.due_at)
        ]
        return [day for day, _ in written] + unseen


def _left_out(
    plan: Plan, excused: Iterable[tuple[dt.date, str, str]], listed: Sequence[Occurrence]
) -> list[tuple[dt.date, str]]:
    """Return day and clock time of what was skipped, held or dropped, beside the pauses.

    What a change of the plan dropped does not, where it was planned for that very day.
    """
    dropped = Counter((one.day, f"{one.at:%H:%M}") for one in listed if one.day == one.due_since)
    is_quota = any(isinstance(form.rhythm, Quota) for form in plan.forms)
    return [
        (day, clock)
        for day, clock, state in excused
        if not plan.is_paused_on(day)
        and (state != State.DROPPED or (not is_quota and dropped[day, clock]))
    ]
