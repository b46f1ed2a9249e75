"""Which sessions answer a plan: those that fit what it names, and those that were done for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from tracker.care.fields import Details, ExerciseDone
from tracker.care.flare import halved
from tracker.care.plan import Plan
from tracker.care.planned import Answer
from tracker.care.rhythm import Weekdays
from tracker.journal.reading import is_of_kind
from tracker.tables import (
    done_for,
    exercises_done,
    massages,
    providers,
    reminders,
    routines_followed,
    services,
    sessions,
)
from tracker.text import name_key

# Well below the number of variables that any SQLite allows in one statement.
_CHUNK = 500


def fitting(plan: Plan, *, of_any_length: bool = False) -> Select[Any]:
    """Return number, day and start of the sessions that fit a plan by themselves.

    Such a one is of its kind, says nothing against what the plan names (person, performer, style,
    routine, exercises), and did at least half of its length. Sessions from before this was asked
    count by their kind, style and routine alone, so that the figures of the past stay.
    """
    statement = select(sessions.c.id, sessions.c.day, sessions.c.started_at).select_from(sessions)
    for table in (massages, services, routines_followed):
        if table in _beside(plan):
            statement = statement.outerjoin(table, table.c.session_id == sessions.c.id)
    asked = _asked(plan)
    if not of_any_length:
        asked.append(_is_long_enough(plan))
    fits = or_(
        and_(sessions.c.has_to_fit, *asked), and_(~sessions.c.has_to_fit, *_asked_before(plan))
    )
    return statement.where(is_of_kind(plan.kind), fits)


def _is_long_enough(plan: Plan) -> ColumnElement[bool]:
    """Return the condition that at least half was done of what the plan asks for on the day."""

    def half_of(details: Details) -> ColumnElement[bool]:
        return sessions.c.duration_s * 2 >= int(details.duration.total_seconds())

    eased = [
        sessions.c.day.between(rest.first_on, rest.until_on or dt.date.max) for rest in plan.eased
    ]
    if not eased:
        return half_of(plan.details)
    return or_(half_of(plan.details), and_(or_(*eased), half_of(halved(plan.details))))


def is_too_short(db: Connection, plan: Plan, session: int) -> bool:
    """Tell whether all that keeps a session from answering a plan is its length."""
    would = fitting(plan, of_any_length=True).where(sessions.c.id == session)
    does = fitting(plan).where(sessions.c.id == session)
    return db.execute(would).first() is not None and db.execute(does).first() is None


def answers(db: Connection, plans: Sequence[Plan], since: dt.date) -> dict[int, list[Answer]]:
    """Return by plan the sessions since a day that answer it, by the day on which they count.

    What was done for a plan always does. Of one with weekdays it counts on the day that it was
    done for, which may be another than its own.
    """
    given = _given(db, plans, since)
    shared: dict[Any, list[Answer]] = {}
    found = {}
    for plan in plans:
        question = (plan.kind, plan.details, plan.eased)
        if question not in shared:
            rows = db.execute(fitting(plan).where(sessions.c.day >= since))
            shared[question] = [Answer(row.id, row.day, row.day, row.started_at) for row in rows]
        own = given.get(plan.number, {})
        merged = {one.number: one for one in shared[question]} | own
        found[plan.number] = sorted(merged.values(), key=_order)
    return found


def unpaired(db: Connection, plan: Plan, day: dt.date) -> list[Answer]:
    """Return the sessions of a day that answer a plan and no reminder of it yet, in their order."""
    counting = [one for one in answers(db, [plan], day)[plan.number] if one.counts_on == day]
    numbers = [one.number for one in counting]
    linked = select(reminders.c.answered_by).where(
        reminders.c.plan_id == plan.number, reminders.c.answered_by.in_(numbers)
    )
    taken = set(db.execute(linked).scalars()) if numbers else set()
    return [one for one in counting if one.number not in taken]


def _order(one: Answer) -> tuple[Any, ...]:
    # Within a day, one without a clock time comes first, as it always did.
    return one.counts_on, one.started_at is not None, one.started_at, one.number


def _given(db: Connection, plans: Sequence[Plan], since: dt.date) -> dict[int, dict[int, Answer]]:
    """Return by plan what was done for it, by number."""
    by_number = {plan.number: plan for plan in plans}
    its_reminder = and_(
        reminders.c.answered_by == sessions.c.id, reminders.c.plan_id == done_for.c.plan_id
    )
    asked = (
        select(
            sessions.c.id,
            sessions.c.day,
            sessions.c.started_at,
            sessions.c.has_to_fit,
            done_for.c.plan_id,
            reminders.c.day.label("for_day"),
        )
        .select_from(done_for)
        .join(sessions, sessions.c.id == done_for.c.session_id)
        .outerjoin(reminders, its_reminder)
        .where(sessions.c.day >= since)
    )
    if len(by_number) <= _CHUNK:
        asked = asked.where(done_for.c.plan_id.in_(list(by_number)))
    found: dict[int, dict[int, Answer]] = defaultdict(dict)
    for row in db.execute(asked):
        plan = by_number.get(row.plan_id)
        if plan is None:
            continue
        is_moved = row.for_day and row.has_to_fit and isinstance(plan.form.rhythm, Weekdays)
        counts_on = row.for_day if is_moved else row.day
        found[plan.number][row.id] = Answer(row.id, row.day, counts_on, row.started_at)
    return found


def _beside(plan: Plan) -> list[Any]:
    """Return the tables whose columns say whether a session fits the plan."""
    details, tables = plan.details, []
    if plan.kind == "heat-pack" or details.style or details.performer or details.provider:
        tables.append(massages)
    if details.provider or details.performer == "self":
        tables.append(services)
    if details.routine:
        tables.append(routines_followed)
    return tables


def _asked(plan: Plan) -> list[ColumnElement[bool]]:
    """Return what a session must not contradict; what says nothing of it fits."""
    details, asked = plan.details, list[ColumnElement[bool]]()
    if details.style:
        asked.append(_none_or(massages.c.style, details.style))
    if details.performer:
        asked.append(_none_or(massages.c.performer, details.performer))
        if details.performer == "self":
            asked.append(or_(massages.c.performer.is_not(None), services.c.provider_id.is_(None)))
    if details.provider:
        named = select(providers.c.id).where(providers.c.name_key == name_key(details.provider))
        asked += [
            or_(services.c.provider_id.is_(None), services.c.provider_id.in_(named)),
            or_(massages.c.performer.is_(None), massages.c.performer != "self"),
        ]
    if details.exercises:
        asked.append(or_(_names_no_exercise(), _names_one_of(details.exercises)))
    if details.routine:
        # One that names exercises, and not the routine, is another one.
        says_nothing = and_(routines_followed.c.routine.is_(None), _names_no_exercise())
        asked.append(or_(routines_followed.c.routine == details.routine, says_nothing))
    return asked


def _asked_before(plan: Plan) -> list[ColumnElement[bool]]:
    """Return what was asked of sessions before they had to fit all that a plan names."""
    details, asked = plan.details, list[ColumnElement[bool]]()
    if details.style:
        asked.append(massages.c.style == details.style)
    if details.routine:
        asked.append(routines_followed.c.routine == details.routine)
    return asked


def _none_or(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    return or_(column.is_(None), column == value)


def _names_no_exercise() -> ColumnElement[bool]:
    return ~_exercises().exists()


def _names_one_of(wanted: Iterable[ExerciseDone]) -> ColumnElement[bool]:
    names = [one.name for one in wanted]
    return _exercises().where(exercises_done.c.exercise.in_(names)).exists()


def _exercises() -> Select[Any]:
    return select(exercises_done.c.session_id).where(exercises_done.c.session_id == sessions.c.id)
