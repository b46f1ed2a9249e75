"""Which session answers which planned occurrence; kept true whenever sessions change."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, select

from tracker.care.catalogue import counts_as
from tracker.care.plan import Plan
from tracker.care.session import Session
from tracker.journal.changes import Changes
from tracker.journal.plans import Plans, answering
from tracker.tables import plans, reminders, sessions

OPEN = ("due", "shown", "snoozed")
_CLOSED = {"attention_at": None, "owner": None, "trouble": None}


class Answers:
    """Pairs the sessions of a day with the reminders of that day, the earliest with the earliest."""

    def __init__(self, db: Connection, changes: Changes, living: Plans) -> None:
        self._db = db
        self._changes = changes
        self._plans = living

    def settle(self, *touched: Session | None, by: int | None = None) -> list[str]:
        """Pair anew the days of the sessions that were touched; return the names of plans answered.

        `by` is a reminder that the last of the sessions answers whatever its day.
        """
        known = [session for session in touched if session is not None]
        answered: list[str] = []
        if by is not None:
            number = known[-1].number
            self._close(self._row(by), number)
        for kind, style, day in {(one.kind, one.style, one.day) for one in known}:
            self._plans.forget_dues_of(kind, style)
            for plan in self._plans_for(kind, style):
                if self._pair(plan, day):
                    answered.append(plan.name)
        return answered

    def release(self, number: int) -> None:
        """Let the reminders that a session answers be open again; it is about to go."""
        rows = select(reminders).where(reminders.c.answered_by == number)
        for row in self._db.execute(rows).all():
            self._reopen(row)

    def _plans_for(self, kind: str, style: str | None) -> list[Plan]:
        of_kind = select(plans.c.id).where(
            plans.c.kind.in_(counts_as(kind, style)), plans.c.removed_at.is_(None)
        )
        numbers = self._db.execute(of_kind).scalars().all()
        return self._plans.some(numbers) if numbers else []

    def _pair(self, plan: Plan, day: dt.date) -> bool:
        of_day = select(reminders).where(reminders.c.plan_id == plan.number, reminders.c.day == day)
        rows = self._db.execute(of_day.order_by(reminders.c.due_at)).all()
        rows = [row for row in rows if row.state not in ("skipped", "held", "dropped")]
        if not rows:
            return False
        statement = answering(plan).where(sessions.c.day == day)
        found = statement.add_columns(sessions.c.id).order_by(sessions.c.started_at, sessions.c.id)
        present = [row.id for row in self._db.execute(found)]
        # A session of another day was given to its reminder by name, and keeps it.
        elsewhere = {row.answered_by for row in rows if row.answered_by} - set(present)
        rows = [row for row in rows if row.answered_by not in elsewhere]
        is_answered = False
        for place, row in enumerate(rows):
            if place < len(present):
                if row.answered_by != present[place]:
                    self._close(row, present[place])
                    is_answered = True
            elif row.state == "done":
                self._reopen(row)
        return is_answered

    def _row(self, number: int) -> Row[Any]:
        return self._db.execute(select(reminders).where(reminders.c.id == number)).one()

    def _close(self, row: Row[Any], session: int) -> None:
        values = {"state": "done", "answered_by": session, **_CLOSED}
        self._changes.update(reminders, {"id": row.id}, values)

    def _reopen(self, row: Row[Any]) -> None:
        # Whether its day is over is found out by the next refresh, which makes it missed.
        values = {
            "state": "shown" if row.shown_times else "due",
            "answered_by": None,
            "attention_at": self._changes.now,
        }
        self._changes.update(reminders, {"id": row.id}, values)
