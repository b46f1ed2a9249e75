"""What is forgotten for good: all of the diary, or the days before one, and what was only theirs."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    delete,
    func,
    select,
    true,
    update,
)

from tracker.care.catalogue import KINDS
from tracker.care.reminder import OPEN
from tracker.database.statements import number_from_one
from tracker.journal.rows import reading_of
from tracker.tables import (
    changed_rows,
    changes,
    checkins,
    conditions,
    done_for,
    flares,
    metadata,
    pauses,
    plan_dues,
    plans,
    providers,
    readings,
    red_flag_answers,
    reminders,
    reminders_aside,
    schedules,
    services,
    sessions,
    timers,
    trials,
)
from tracker.text import name_key

if TYPE_CHECKING:
    from tracker.present import Present

_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
KEPT = frozenset(
    {
        "bubbles",
        "due_basis",
        "digests",
        "known_names",
        "own_exercises",
        "plan_dues",
        "routine_steps",
        "routines",
    }
)
"""The tables that are left alone where only what was before a day is forgotten.

They hold no day of the person's own, but for weeks that were told; each other table loses what is
of before. Where all is forgotten, no row of any table is left.
"""


class Forgotten(Struct, frozen=True):
    """How much was forgotten of each, or would be; `before` is None where it is all there is.

    Of plans and people it is those that nothing else named any more.
    """

    before: dt.date | None
    sessions: int = 0
    readings: int = 0
    checkins: int = 0
    flares: int = 0
    trials: int = 0
    conditions: int = 0
    red_flag_answers: int = 0
    plans: int = 0
    people: int = 0


class Forgetting:
    """Deletes for good: what is deleted here can not be taken back, nor can anything done before."""

    def __init__(self, db: Connection, present: "Present") -> None:
        self._db = db
        self._present = present

    def would(self, before: dt.date | None) -> Forgotten:
        """Return how many sessions, readings and check-ins would be forgotten; nothing is."""

        def count(table: Table) -> int:
            is_meant = true() if before is None else table.c.day < before
            found = select(func.count()).select_from(table).where(is_meant)
            return int(self._db.execute(found).scalar_one())

        return Forgotten(before, count(sessions), count(readings), count(checkins))

    def all(self) -> Forgotten:
        """Forget all there is, and begin to count at one again."""
        counts = {
            table.name: self._db.execute(delete(table)).rowcount
            for table in reversed(metadata.sorted_tables)
        }
        number_from_one(self._db)
        named = {name: counts[name] for name in Forgotten.__struct_fields__ if name in counts}
        return Forgotten(None, **named, people=counts["providers"])

    def before(self, day: dt.date) -> Forgotten:
        """Forget what was before a day: what is of one, what was over by then, and who was named only there.

        Living plans begin on that day, as nothing is known any more of how they were kept before.
        """
        begin = self._present.day_ends_at(day - _DAY)
        was_removed = plans.c.removed_at < begin
        people = self._people_of(sessions.c.day < day, was_removed)
        counts = {
            # What a flare-up or a trial wrote goes before them.
            pauses: self._take_out(pauses, pauses.c.until_on < day),
            trials: self._take_out(trials, trials.c.id.in_(self._trials_over_by(day))),
            flares: self._take_out(flares, flares.c.until_on < day),
            sessions: self._take_out(sessions, sessions.c.day < day),
            readings: self._take_out(readings, readings.c.day < day),
            checkins: self._take_out(checkins, checkins.c.day < day),
            red_flag_answers: self._take_out(red_flag_answers, red_flag_answers.c.day < day),
            conditions: self._take_out(conditions, conditions.c.until_at < begin),
        }
        self._take_out(reminders, (reminders.c.day < day) & reminders.c.state.not_in(OPEN))
        self._take_out(reminders_aside, reminders_aside.c.due_at < begin)
        self._take_out(timers, timers.c.started_at < begin)
        counts[plans] = self._take_out(plans, was_removed & _is_named_nowhere())
        self._begin_on(day, begin)
        counts[providers] = self._take_out(providers, self._is_of(people))
        for table in (changed_rows, changes):
            self._db.execute(delete(table))
        self._db.execute(update(plan_dues).values(is_stale=True))
        named = {table.name: count for table, count in counts.items()}
        people_count = named.pop("providers")
        del named["pauses"]
        return Forgotten(day, **named, people=people_count)

    def _take_out(self, table: Table, is_meant: ColumnElement[bool]) -> int:
        """Delete rows with all that belongs to them; a reminder that one answered stays answered."""
        for child in metadata.sorted_tables:
            for key in child.foreign_keys:
                if key.column.table is not table:
                    continue
                belongs = key.parent.in_(select(key.column).where(is_meant))
                if child is reminders and key.parent.nullable:
                    self._db.execute(update(child).where(belongs).values({key.parent: None}))
                else:
                    self._take_out(child, belongs)
        return self._db.execute(delete(table).where(is_meant)).rowcount

    def _trials_over_by(self, day: dt.date) -> list[int]:
        """Return the trials that ended, or were stopped, by a day."""
        return [
            row.id
            for row in self._db.execute(select(trials))
            if row.first_on + row.weeks * _WEEK <= day
            or (row.stopped_on is not None and row.stopped_on <= day)
        ]

    def _begin_on(self, day: dt.date, begin: dt.datetime) -> None:
        """Have each plan begin then that began before, in the form that it had by then."""
        rows = select(schedules.c.plan_id, func.max(schedules.c.from_at)).where(
            schedules.c.from_at <= begin
        )
        for plan, from_at in self._db.execute(rows.group_by(schedules.c.plan_id)).all():
            of_plan = schedules.c.plan_id == plan
            self._db.execute(delete(schedules).where(of_plan, schedules.c.from_at < from_at))
            form = self._db.execute(
                select(schedules).where(of_plan, schedules.c.from_at == from_at)
            ).one()
            changed = {"from_at": begin, "first_on": _first_on(form, day)}
            is_last = of_plan & (schedules.c.from_at == from_at)
            self._db.execute(update(schedules).where(is_last).values(**changed))

    def _people_of(self, *is_meant: ColumnElement[bool]) -> set[int]:
        """Return the people whom these sessions and plans name."""
        of_sessions, of_plans = is_meant
        named = [
            select(services.c.provider_id).join(sessions).where(of_sessions),
            select(plans.c.directed_by).where(of_plans),
        ]
        found = {number for rows in named for number in self._db.execute(rows).scalars()}
        return found - {None}

    def _is_of(self, people: Iterable[int]) -> ColumnElement[bool]:
        """Return the condition that someone is one of these, and named by nothing that is left."""
        named = {name_key(name) for name in self._names()}
        rows = select(providers.c.id, providers.c.name_key).where(providers.c.id.in_(list(people)))
        gone = [number for number, key in self._db.execute(rows) if key not in named]
        used = [
            select(services.c.provider_id).where(services.c.provider_id.is_not(None)),
            select(plans.c.directed_by).where(plans.c.directed_by.is_not(None)),
        ]
        return providers.c.id.in_(gone) & providers.c.id.not_in(used[0].union(used[1]))

    def _names(self) -> list[str]:
        """Return the names in what plans are filled in with, and in the settings."""
        told = []
        for row in self._db.execute(select(plans.c.id, plans.c.details)):
            with reading_of(f"plan {row.id}"):
                told.append(str(dict(json.loads(row.details)).get("provider") or ""))
        return told + [self._present.settings.provider(kind) for kind in KINDS]


def _first_on(form: Row[Any], day: dt.date) -> dt.date:
    """Return the first day of a form that begins anew on a day; an interval keeps its step."""
    first_on: dt.date = form.first_on
    if form.rhythm != "interval" or first_on >= day:
        return first_on
    missing = -(-(day - first_on).days // form.every)
    later = first_on + missing * form.every * _DAY
    # One that has ended by then has nothing to come.
    return first_on if form.until_on and form.until_on < later else later


def _is_named_nowhere() -> ColumnElement[bool]:
    """Return the condition that nothing of later is about a plan."""
    by = [done_for.c.plan_id, reminders.c.plan_id, trials.c.plan_id, trials.c.pain_plan_id]
    first, *others = [select(column) for column in by]
    return plans.c.id.not_in(first.union(*others))
