"""The one list of what the plans asked for, out of which every view of it is taken."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, or_, select

from tracker.care.agenda import LOOK_BACK
from tracker.care.ledger import ledger
from tracker.care.plan import Plan
from tracker.care.planned import Planned, Written
from tracker.care.reminder import State
from tracker.care.rhythm import Interval
from tracker.journal.fitting import answers
from tracker.journal.rows import value_of
from tracker.tables import reminders

if TYPE_CHECKING:
    from tracker.journal import Journal

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(weeks=1)
# Well below the number of variables that any SQLite allows in one statement.
_CHUNK = 500


class Ledger:
    """Reads what the list is worked out from, without writing anything."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._journal = journal

    def of(
        self, plans: Sequence[Plan], first: dt.date, last: dt.date
    ) -> list[tuple[Plan, list[Planned]]]:
        """Return with each plan what stands or counts on some days of its own, by time."""
        present = self._journal.present
        done = answers(self._db, plans, first - LOOK_BACK)
        written = self._written(plans, first, last)
        return [
            (
                plan,
                ledger(
                    plan,
                    done[plan.number],
                    written[plan.number],
                    (first, last),
                    present.now,
                    present.calendar,
                    lambda at, plan=plan: self._journal.hold(plan, at),  # type: ignore[misc]
                ),
            )
            for plan in plans
        ]

    def _written(
        self, plans: Sequence[Plan], first: dt.date, last: dt.date
    ) -> dict[int, list[Written]]:
        """Return by plan what was written down, but for what was missed: that needs no telling.

        What was missed just now does, as its day may be this one again for who travels west.
        """
        waits = (
            form.rhythm.days
            for plan in plans
            for form in plan.forms
            if isinstance(form.rhythm, Interval)
        )
        around = _WEEK + max(waits, default=0) * _DAY
        numbers = [plan.number for plan in plans]
        lately = self._journal.present.today - 2 * _DAY
        asked = select(reminders).where(
            reminders.c.day.between(first - around, last + around),
            or_(reminders.c.state != State.MISSED, reminders.c.day >= lately),
        )
        if len(numbers) <= _CHUNK:
            asked = asked.where(reminders.c.plan_id.in_(numbers))
        found: dict[int, list[Written]] = defaultdict(list)
        for row in self._db.execute(asked.order_by(reminders.c.due_at)):
            found[row.plan_id].append(
                value_of(row, Written, answered_by=row.answered_by or row.read_by)
            )
        return found
