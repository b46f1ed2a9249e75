"""What a person can do with the diary; one journal is one transaction."""

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from tracker.journal.answers import Answers
from tracker.journal.changes import Changes
from tracker.journal.plans import Plans
from tracker.journal.providers import Providers
from tracker.journal.sessions import Sessions
from tracker.journal.totals import Totals
from tracker.tables import conditions as conditions_table

if TYPE_CHECKING:
    from tracker.app import Present
    from tracker.care.plan import Plan
    from tracker.journal.claims import Claims
    from tracker.journal.conditions import Conditions
    from tracker.journal.decisions import Decisions
    from tracker.journal.digests import Digests
    from tracker.journal.exercises import Exercises
    from tracker.journal.outlook import Outlook
    from tracker.journal.reminders import Reminders
    from tracker.journal.review import Review
    from tracker.journal.routines import Routines
    from tracker.journal.timers import Timers


class Journal:
    """The open diary, at one present moment.

    What only some commands need is loaded by those alone, as loading is most of what they cost.
    """

    def __init__(self, db: Connection, present: "Present") -> None:
        self._db = db
        self.present = present
        now = present.now
        self.changes = Changes(db, now)
        self.providers = Providers(db, self.changes)
        self.plans = Plans(db, self.changes, self.providers)
        answers = Answers(db, self.changes, self.plans)
        self.sessions = Sessions(db, self.changes, self.providers, answers)
        self.totals = Totals(db)

    @cached_property
    def claims(self) -> "Claims":
        from tracker.journal.claims import Claims

        return Claims(self._db, self.changes, self.providers, self.sessions, self.present)

    @cached_property
    def conditions(self) -> "Conditions":
        from tracker.journal.conditions import Conditions

        return Conditions(self._db, self.changes, self.providers, self.present)

    @cached_property
    def decisions(self) -> "Decisions":
        from tracker.journal.decisions import Decisions

        return Decisions(self._db, self.plans)

    @cached_property
    def digests(self) -> "Digests":
        from tracker.journal.digests import Digests

        return Digests(self._db, self.present.now)

    @cached_property
    def exercises(self) -> "Exercises":
        from tracker.journal.exercises import Exercises

        return Exercises(self._db, self.changes, self.present)

    @cached_property
    def outlook(self) -> "Outlook":
        from tracker.journal.outlook import Outlook

        return Outlook(self._db, self.present.now, self.plans, self.reminders, self.hold)

    def hold(self, plan: "Plan", at: dt.datetime) -> str | None:
        """Return why the care rules hold a plan at an instant; None if they do not."""
        # Most diaries note no condition, and then the care rules need not even be read.
        if self._db.execute(select(conditions_table.c.id).limit(1)).first() is None:
            return None
        return self.conditions.hold(plan, at)

    @cached_property
    def reminders(self) -> "Reminders":
        from tracker.journal.reminders import Reminders

        return Reminders(self._db, self.changes, self.plans, self.hold)

    @cached_property
    def review(self) -> "Review":
        from tracker.journal.review import Review

        return Review(self)

    @cached_property
    def routines(self) -> "Routines":
        from tracker.journal.routines import Routines

        return Routines(self._db, self.changes)

    @cached_property
    def timers(self) -> "Timers":
        from tracker.journal.timers import Timers

        return Timers(self._db)
