"""What is planned for a day and what comes after it, worked out without writing anything."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlalchemy import Connection, select

from tracker.care.agenda import LOOK_BACK, on_days, upcoming, upcoming_until
from tracker.care.catalogue import counts_as
from tracker.care.plan import Calendar, Plan
from tracker.care.planned import Planned
from tracker.care.reminder import OPEN, State
from tracker.care.schedule import Occurrence
from tracker.care.session import Session
from tracker.care.walltime import day_bounds, day_of
from tracker.journal.reminders import Reminder
from tracker.tables import reminders

if TYPE_CHECKING:
    from tracker.journal import Journal
    from tracker.journal.sessions import Stored

_DAY = dt.timedelta(days=1)


class Outlook:
    """Looks at the plans from an instant."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._journal = journal
        self._now = journal.present.now
        self._calendar = journal.present.calendar
        self._plans = journal.plans
        self._reminders = journal.reminders

    def day(self, day: dt.date) -> list[Planned]:
        """Return what is planned for a day of the person's, by time, with what became of it so far.

        What was put off until today from an earlier day stands there too.
        """
        # A plan that is pinned to a far zone has its own days, up to one apart from the person's.
        rows = self._reminders.between(day - _DAY, day + _DAY)
        clocks = self._clocks(rows)
        by_clock = {
            (row.plan.number, row.day, clocks[row.number]): row
            for row in rows
            if row.plan.removed_at is None
        }
        planned = []
        for plan in self._plans.living():
            done = self._plans.days_done(plan, day - LOOK_BACK)
            listed = on_days(plan, done, day - _DAY, day + _DAY, self._calendar)
            for place, one in enumerate(listed):
                row = by_clock.pop((plan.number, one.day, f"{one.at:%H:%M}"), None)
                if _day_within(plan, one.day, one.due_at, self._calendar) != day:
                    continue
                is_last = all(later.due_at > self._now for later in listed[place + 1 :])
                state = self._state(plan, one, row, is_last=is_last)
                why = row.why if row else None
                if state in (State.DUE, State.COMING):
                    why = self._journal.hold(plan, max(one.due_at, self._now))
                    state = State.HELD if why else state
                elif state == State.MISSED and (why := self._journal.hold(plan, one.due_at)):
                    state = State.HELD
                if state is not None:
                    until = _put_off_until(row, state)
                    planned.append(Planned(plan, day, one.due_at, state, until, why))
        # An interval that was answered is planned no more, and a plan may have been changed.
        for row in by_clock.values():
            is_here = _day_within(row.plan, row.day, row.due_at, self._calendar) == day
            if row.state != State.DROPPED and is_here:
                state = self._state_of(row, is_last=True)
                until = _put_off_until(row, state)
                planned.append(Planned(row.plan, day, row.due_at, state, until))
        planned += [
            Planned(row.plan, row.day, row.due_at, State.SNOOZED, row.attention_at)
            for row in self._reminders.open()
            if row.state == State.SNOOZED
            and row.plan.removed_at is None
            and _day_within(row.plan, row.day, row.due_at, self._calendar) < day
        ]
        return sorted(planned, key=lambda one: (one.due_at, one.plan.number))

    def coming(self, plan: Plan, count: int = 5) -> list[Occurrence]:
        """Return the next occurrences of a plan, if each is done on its day."""
        known = self._known(plan)
        found = upcoming(plan, self._done(plan), self._now, self._calendar, count + len(known))
        return [one for one in found if (one.day, f"{one.at:%H:%M}") not in known][:count]

    def coming_until(self, last: dt.date) -> list[Planned]:
        """Return what comes up to a day of the person's, if each is done on its day."""
        found = []
        for plan in self._plans.living():
            known = self._known(plan)
            # A day more, as the days of a pinned plan may lie apart from the person's.
            ahead = upcoming_until(plan, self._done(plan), self._now, self._calendar, last + _DAY)
            for one in ahead:
                day = _day_within(plan, one.day, one.due_at, self._calendar)
                if day <= last and (one.day, f"{one.at:%H:%M}") not in known:
                    found.append(Planned(plan, day, one.due_at, State.COMING))
        return sorted(found, key=lambda one: (one.due_at, one.plan.number))

    def with_those_ahead(self, stored: "Stored") -> "Stored":
        """Return what was stored with the plans it answers before a reminder of them came due."""
        session = stored.session
        kinds = counts_as(session.entry.kind, session.entry.details.style)
        ahead = [
            plan.name
            for plan in self._plans.living()
            if plan.kind in kinds
            and plan.name not in stored.answered
            and self._is_answered_ahead(plan, session)
        ]
        return replace(stored, answered=(*stored.answered, *ahead))

    def _is_answered_ahead(self, plan: Plan, session: Session) -> bool:
        """Tell whether the session answers an occurrence that has no reminder yet."""
        numbers = self._plans.answering_on(plan, session.entry.day)
        if session.number not in numbers:
            return False
        listed = on_days(
            plan, self._done(plan), session.entry.day, session.entry.day, self._calendar
        )
        known = self._known(plan, session.entry.day)
        answers = len(numbers) + plan.skipped.count(session.entry.day)
        return (
            0 < answers <= len(listed)
            and (session.entry.day, f"{listed[answers - 1].at:%H:%M}") not in known
            and not listed[answers - 1].is_excused
        )

    def _done(self, plan: Plan) -> list[dt.date]:
        return self._plans.days_done(plan, self._now.date() - LOOK_BACK)

    def _clocks(self, rows: Iterable[Reminder]) -> dict[int, str]:
        """Return by number the clock time that each reminder was planned for."""
        numbers = [row.number for row in rows]
        found = self._db.execute(
            select(reminders.c.id, reminders.c.clock).where(reminders.c.id.in_(numbers))
        )
        return {row.id: row.clock for row in found}

    def _known(self, plan: Plan, since: dt.date | None = None) -> set[tuple[dt.date, str]]:
        """Return the days and clock times, from yesterday on, of which a plan has reminders."""
        rows = self._db.execute(
            select(reminders.c.day, reminders.c.clock).where(
                reminders.c.plan_id == plan.number,
                reminders.c.day >= (since or self._now.date() - _DAY),
            )
        )
        return {(row.day, row.clock) for row in rows}

    def _state(
        self,
        plan: Plan,
        one: Occurrence,
        row: Reminder | None,
        *,
        is_last: bool,
    ) -> str | None:
        """Return what became of an occurrence; None where a change of its plan did away with it."""
        if row is not None and row.state != State.DROPPED:
            return self._state_of(row, is_last=is_last)
        if one.is_excused:
            return State.PAUSED
        if row is not None:
            return None
        if one.is_answered:
            return State.DONE
        if one.due_at > self._now:
            return State.COMING
        is_open = is_last and one.day >= plan.day_at(self._now, self._calendar)
        return State.DUE if is_open else State.MISSED

    def _state_of(self, row: Reminder, *, is_last: bool) -> str:
        """Return the state of a reminder, as it will be once what is over was closed."""
        if row.state not in OPEN:
            return row.state
        if not is_last:
            return State.MISSED
        if row.state == State.SNOOZED:
            return State.SNOOZED
        today = row.plan.day_at(self._now, self._calendar)
        begun, _ = day_bounds(today, row.plan.zone_of(self._calendar), self._calendar.day_starts_at)
        was_shown_today = row.shown_at is not None and row.shown_at >= begun
        return State.DUE if row.day >= today or was_shown_today else State.MISSED


def _put_off_until(row: Reminder | None, state: str | None) -> dt.datetime | None:
    return row.attention_at if row and state == State.SNOOZED else None


def _day_within(plan: Plan, day: dt.date, due_at: dt.datetime, calendar: Calendar) -> dt.date:
    """Return the person's own day of an occurrence, which of a pinned plan may be another."""
    if plan.zone is None:
        return day
    return day_of(due_at, calendar.zone, calendar.day_starts_at)
