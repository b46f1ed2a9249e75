"""Decisions: why a reminder was shown or was not, kept for the person to ask."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select

from tracker.care.reminder import Decided
from tracker.journal.moves import IS_OPEN
from tracker.journal.plans import Plans
from tracker.tables import decisions, readings, reminders, sessions


class Decision(NamedTuple):
    """What was decided about a reminder at one instant, and why."""

    reminder: int
    at: dt.datetime
    plan: str
    due_at: dt.datetime
    what: str
    words: str


class Explained(NamedTuple):
    """What became of one reminder: its decisions in order, and what answers it.

    That is a session, or a reading for a plan of pain; it began, or was, `answered_at`.
    """

    plan: str
    day: dt.date
    due_at: dt.datetime
    state: str
    decisions: tuple[Decision, ...]
    session: int | None
    reading: int | None
    answered_at: dt.datetime | None


class Decisions:
    """The decisions about reminders."""

    def __init__(self, db: Connection, plans: Plans) -> None:
        self._db = db
        self._plans = plans

    def record(self, reminder: int, at: dt.datetime, what: str, words: str) -> None:
        """Keep a decision; a failure that is the same as the one before it is kept once."""
        latest = (
            select(decisions.c.what, decisions.c.words)
            .where(decisions.c.reminder_id == reminder)
            .order_by(decisions.c.id.desc())
            .limit(1)
        )
        if what != Decided.FAILED or self._db.execute(latest).first() != (what, words):
            row = {"reminder_id": reminder, "at": at, "what": what, "words": words}
            self._db.execute(insert(decisions).values(**row))

    def failures(self, since: dt.datetime, most: int = 20) -> list[Decision]:
        """Return what could not be shown since an instant, the latest first."""
        return self._read(decisions.c.what == Decided.FAILED, decisions.c.at >= since, most=most)

    def instants(self, what: str, since: dt.datetime, words: str = "") -> list[dt.datetime]:
        """Return when it was decided so since an instant, with these words if any, the latest first."""
        which = [decisions.c.what == what, decisions.c.at >= since]
        which += [decisions.c.words == words] if words else []
        found = select(decisions.c.at).where(*which).order_by(decisions.c.id.desc())
        return list(self._db.execute(found).scalars())

    def last_shown(self) -> Decision | None:
        """Return the showing that was the last."""
        found = self._read(decisions.c.what == Decided.SHOWN, most=1)
        return found[0] if found else None

    def open_failure(self) -> Decision | None:
        """Return since when and why something that is open cannot be shown."""
        number = self._failing()
        if number is None:
            return None
        found = self._read(
            decisions.c.reminder_id == number, decisions.c.what == Decided.FAILED, most=1
        )
        return found[0] if found else None

    def are_failing(self) -> bool:
        """Tell whether something that is open cannot be shown."""
        return self._failing() is not None

    def latest(self, plan: int | None, most: int) -> list[Explained]:
        """Return what became of the last reminders, of one plan or of all, the latest first."""
        chosen = (
            select(reminders.c.id)
            .where(*([] if plan is None else [reminders.c.plan_id == plan]))
            .order_by(reminders.c.day.desc(), reminders.c.due_at.desc(), reminders.c.id.desc())
            .limit(most)
        )
        return self.explain(list(self._db.execute(chosen).scalars()))

    def of(self, plan: str | None, most: int) -> list[Explained]:
        """Return what became of the last reminders, of the plan that is meant or of all."""
        return self.latest(self._plans.meant(plan).number if plan else None, most)

    def explain(self, numbers: Sequence[int]) -> list[Explained]:
        """Return what became of these reminders, in their order."""
        rows = self._db.execute(
            select(reminders, sessions.c.started_at, readings.c.at)
            .outerjoin(sessions, sessions.c.id == reminders.c.answered_by)
            .outerjoin(readings, readings.c.id == reminders.c.read_by)
            .where(reminders.c.id.in_(numbers))
        ).all()
        names = self._names({row.plan_id for row in rows})
        found = {
            row.id: Explained(
                names[row.plan_id],
                row.day,
                row.due_at,
                row.state,
                tuple(reversed(self._read(decisions.c.reminder_id == row.id, most=100))),
                row.answered_by,
                row.read_by,
                row.started_at or row.at,
            )
            for row in rows
        }
        return [found[number] for number in numbers if number in found]

    def _failing(self) -> int | None:
        """Return a reminder that is open and could not be shown."""
        failing = select(reminders.c.id).where(reminders.c.trouble.is_not(None), IS_OPEN).limit(1)
        return self._db.execute(failing).scalar()

    def _read(self, *which: Any, most: int) -> list[Decision]:
        rows = self._db.execute(
            select(decisions, reminders.c.plan_id, reminders.c.due_at)
            .join(reminders, reminders.c.id == decisions.c.reminder_id)
            .where(*which)
            .order_by(decisions.c.id.desc())
            .limit(most)
        ).all()
        names = self._names({row.plan_id for row in rows})
        return [
            Decision(row.reminder_id, row.at, names[row.plan_id], row.due_at, row.what, row.words)
            for row in rows
        ]

    def _names(self, numbers: set[int]) -> dict[int, str]:
        return {plan.number: plan.name for plan in self._plans.some(numbers)}
