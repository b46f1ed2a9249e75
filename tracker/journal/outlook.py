"""What is planned for a day and how weeks were kept, worked out without writing anything."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from tracker.care.adherence import Kept, overall
from tracker.care.plan import LOOK_BACK, Calendar, Plan, kept_in, on_days, upcoming
from tracker.care.schedule import Occurrence
from tracker.care.walltime import day_bounds
from tracker.journal.plans import Plans
from tracker.journal.reminders import Reminder, Reminders
from tracker.tables import reminders

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """One occurrence as the person sees it now.

    Its `state` is coming, due, snoozed, done, skipped, missed, held or paused.
    """

    plan: Plan
    day: dt.date
    due_at: dt.datetime
    state: str
    reminder: Reminder | None = None


@dataclass(frozen=True, slots=True)
class PlanKept:
    """How one plan was kept over some days, and on which days something was planned."""

    plan: Plan
    kept: Kept
    planned_days: tuple[dt.date, ...]
    excused_days: tuple[dt.date, ...]


class Outlook:
    """Looks at the plans from an instant."""

    def __init__(self, db: Connection, now: dt.datetime, plans: Plans, written: Reminders) -> None:
        self._db = db
        self._now = now
        self._plans = plans
        self._reminders = written

    def day(self, day: dt.date, calendar: Calendar) -> list[Planned]:
        """Return what is planned for a day, by time, with what became of it so far."""
        rows = {
            (one.plan.number, one.day, one.due_at): one for one in self._reminders.between(day, day)
        }
        planned = []
        for plan in self._plans.living():
            done = self._plans.days_done(plan, day - LOOK_BACK)
            listed = on_days(plan, done, day, day, calendar)
            for place, one in enumerate(listed):
                row = rows.pop((plan.number, one.day, one.due_at), None)
                is_last = all(later.due_at > self._now for later in listed[place + 1 :])
                planned.append(Planned(plan, day, one.due_at, self._state(one, row, is_last), row))
        # An interval that was answered is planned no more, and a plan may have been changed.
        planned += [
            Planned(row.plan, day, row.due_at, _word(row.state), row)
            for row in rows.values()
            if row.state != "dropped" and row.plan.removed_at is None
        ]
        planned += [
            Planned(row.plan, row.day, row.due_at, _word(row.state), row)
            for row in self._reminders.open()
            if row.day < day and row.state == "snoozed"
        ]
        return sorted(planned, key=lambda one: (one.due_at, one.plan.number))

    def coming(self, plan: Plan, calendar: Calendar, count: int = 5) -> list[Occurrence]:
        """Return the next occurrences of a plan, if each is done on its day."""
        done = self._plans.days_done(plan, self._now.date() - LOOK_BACK)
        return upcoming(plan, done, self._now, calendar, count)

    def kept(self, first: dt.date, last: dt.date, calendar: Calendar) -> list[PlanKept]:
        """Return how each plan that lived was kept from `first` to `last`, or to today."""
        begun, _ = day_bounds(first, calendar.zone, calendar.day_starts_at)
        excused = self._excused(first, last)
        weighed = []
        for plan in self._plans.since(begun):
            done = self._plans.days_done(plan, first - LOOK_BACK)
            listed = on_days(plan, done, first, last, calendar)
            kept = kept_in(plan, done, first, last, calendar, excused[plan.number])
            if kept.planned or kept.excused:
                weighed.append(
                    PlanKept(
                        plan,
                        kept,
                        tuple(sorted({one.day for one in listed if not one.is_excused})),
                        tuple(sorted({one.day for one in listed if one.is_excused})),
                    )
                )
        return weighed

    def kept_in_all(self, first: dt.date, last: dt.date, calendar: Calendar) -> Kept:
        """Return how all plans together were kept."""
        return overall(one.kept for one in self.kept(first, last, calendar))

    def _excused(self, first: dt.date, last: dt.date) -> Counter[int]:
        rows = self._db.execute(
            select(reminders.c.plan_id, func.count().label("excused"))
            .where(reminders.c.day.between(first, last), reminders.c.state.in_(("skipped", "held")))
            .group_by(reminders.c.plan_id)
        )
        return Counter({row.plan_id: row.excused for row in rows})

    def _state(self, one: Occurrence, row: Reminder | None, is_last: bool) -> str:
        if one.is_answered:
            return "done"
        if row is not None and row.state != "dropped":
            return _word(row.state)
        if one.is_excused:
            return "paused"
        if one.due_at > self._now:
            return "coming"
        return "due" if is_last else "missed"


def _word(state: str) -> str:
    return "due" if state == "shown" else state
