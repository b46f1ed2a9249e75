"""The next week: what is planned for it, and what could be changed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import Connection, select

from tracker.care.adherence import PlanKept, kept
from tracker.care.plan import Plan
from tracker.care.suggestions import Effort, Looked, easy, flare_up, missed_twice
from tracker.tables import sessions

if TYPE_CHECKING:
    from tracker.care.fields import ExerciseDone
    from tracker.care.planned import Planned
    from tracker.journal import Journal

_DAY = dt.timedelta(days=1)
_TWO_WEEKS = dt.timedelta(weeks=2)


class Ahead(Struct, frozen=True):
    """What one plan asks for in a week, by time, and why it waits for now, if it does."""

    plan: Plan
    planned: "tuple[Planned, ...]"
    held: str | None


class WeekAhead(Struct, frozen=True):
    """What is planned from `first` to `last`, if each is done on its day; what comes first, first.

    Where nothing is, `has_plans` tells whether there is any plan at all.
    """

    first: dt.date
    last: dt.date
    plans: tuple[Ahead, ...]
    has_plans: bool


class Advice(Struct, frozen=True):
    """What the rules looked at; `steps` are the exercises of the plan that could ask for more."""

    looked: Looked
    steps: "tuple[ExerciseDone, ...]"
    routine: str | None


class NextWeek:
    """Looks ahead from an instant."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._journal = journal

    def planned(self, first: dt.date) -> WeekAhead:
        """Return what is planned for the week that begins on a day."""
        journal, last = self._journal, first + 6 * _DAY
        found: dict[int, list[Planned]] = defaultdict(list)
        for one in journal.outlook.coming_until(last):
            if one.day >= first:
                found[one.plan.number].append(one)
        now = journal.present.now
        ahead = [
            Ahead(of[0].plan, tuple(of), journal.hold(of[0].plan, now)) for of in found.values()
        ]
        return WeekAhead(first, last, tuple(ahead), bool(ahead) or bool(journal.plans.living()))

    def advice(
        self,
        weeks: Sequence[Sequence[PlanKept]],
        done: Collection[tuple[str, dt.date]],
        last: dt.date,
    ) -> Advice:
        """Return what the rules say of the last weeks of each plan, up to a day.

        `done` are the kinds of session with their days.
        """
        living = [one for one in self._journal.plans.living() if not one.is_paused_on(last)]
        lists: dict[int, list[Planned]] = defaultdict(list)
        for one in (one for week in weeks for one in week):
            lists[one.plan.number] += one.planned
        whole = [
            PlanKept(plan, tuple(lists[plan.number]), kept(one.state for one in lists[plan.number]))
            for plan in living
        ]
        exercises = [one for one in living if one.kind == "exercise"]
        first = last - _TWO_WEEKS + _DAY
        running = self._journal.flares.running()
        looked = Looked(
            flare_up(running.first_on if running else None, living),
            missed_twice(whole, done),
            easy(self._efforts(first, last), first, last, exercises),
        )
        plan = looked.easy.plan
        routine = plan.details.routine if plan else None
        steps = plan.details.exercises if plan else ()
        if routine:
            steps = self._journal.routines.get(routine).steps
        return Advice(looked, steps, routine)

    def _efforts(self, first: dt.date, last: dt.date) -> list[Effort]:
        rows = self._db.execute(
            select(
                sessions.c.day,
                sessions.c.effort,
                (sessions.c.pain_after - sessions.c.pain_before).label("change"),
            ).where(sessions.c.kind == "exercise", sessions.c.day.between(first, last))
        )
        return [Effort(row.day, row.effort, row.change) for row in rows]
