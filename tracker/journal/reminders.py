"""Reminders: planned occurrences that came due, and what becomes of each."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, union, update
from sqlalchemy.dialects.sqlite import insert as insert_or_ignore

from tracker.care.plan import LOOK_BACK, Calendar, Plan, came_due, next_occurrence
from tracker.care.schedule import Occurrence
from tracker.care.walltime import day_bounds, day_of
from tracker.journal.answers import OPEN
from tracker.journal.changes import Changes
from tracker.journal.plans import Plans, answering
from tracker.tables import decisions, due_basis, plan_dues, reminders, sessions

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One planned occurrence that came due.

    States: due, shown, snoozed (open); done, skipped, missed, held, dropped (closed). A dropped
    one was overtaken by a change of its plan. `missed_before` are the occurrences of its plan
    that were missed just before it while nothing could remind, the oldest first.
    """

    number: int
    plan: Plan
    day: dt.date
    due_at: dt.datetime
    state: str
    shown_at: dt.datetime | None
    shown_times: int
    channel: str | None
    handle: str | None
    trouble: str | None
    tries: int
    why: str | None
    attention_at: dt.datetime | None
    missed_before: tuple[dt.datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a reminder was shown or not, at one instant."""

    at: dt.datetime
    plan: str
    due_at: dt.datetime
    what: str
    words: str


class Reminders:
    """The reminders of the diary. Instants are handed in; nothing here shows anything."""

    def __init__(self, db: Connection, changes: Changes, living: Plans) -> None:
        self._db = db
        self._changes = changes
        self._plans = living

    def refresh(self, calendar: Calendar) -> None:
        """Write down what came due until now, close what is over, and find what is due next.

        It may be called at any moment, by any process, any number of times.
        """
        now = self._changes.now
        self._follow(calendar)
        waiting = union(
            select(plan_dues.c.plan_id).where(plan_dues.c.is_stale),
            select(plan_dues.c.plan_id).where(plan_dues.c.next_due_at <= now),
        )
        numbers = list(self._db.execute(waiting).scalars())
        done: dict[tuple[str, str | None], list[dt.date]] = {}
        for plan in self._plans.some(numbers) if numbers else []:
            state = self._db.execute(
                select(plan_dues).where(plan_dues.c.plan_id == plan.number)
            ).one()
            after = min(state.computed_until, now)
            question = (plan.kind, plan.details.style)
            if question not in done:
                done[question] = self._plans.days_done(plan, after.date() - LOOK_BACK)
            self._write_due(plan, done[question], after, calendar)
            following = next_occurrence(plan, done[question], now, calendar)
            self._db.execute(
                update(plan_dues)
                .where(plan_dues.c.plan_id == plan.number)
                .values(
                    computed_until=now,
                    next_due_at=following.due_at if following else None,
                    is_stale=False,
                )
            )
        self._close_over(calendar)

    def next_at(self) -> dt.datetime | None:
        """Return when the reminder process has something to do next, if ever."""
        due = self._db.execute(select(func.min(plan_dues.c.next_due_at))).scalar_one()
        attention = self._db.execute(select(func.min(reminders.c.attention_at))).scalar_one()
        return min((at for at in (due, attention) if at is not None), default=None)

    def claim(self, owner: str, lease: dt.timedelta, most: int) -> list[Reminder]:
        """Take what needs attention now, so that no other process shows it meanwhile."""
        now = self._changes.now
        waiting = (
            select(reminders.c.id)
            .where(reminders.c.attention_at <= now)
            .order_by(reminders.c.attention_at, reminders.c.id)
            .limit(most)
        )
        taken = self._db.execute(
            update(reminders)
            .where(reminders.c.id.in_(waiting))
            .values(owner=owner, attention_at=now + lease, tries=reminders.c.tries + 1)
            .returning(reminders.c.id)
        )
        return self._read(_rows().where(reminders.c.id.in_(list(taken.scalars()))))

    def mark(self, number: int, owner: str, decision: str, words: str, **values: Any) -> bool:
        """Record what was decided about a claimed reminder; False where the claim was lost."""
        kept = self._db.execute(
            update(reminders)
            .where(reminders.c.id == number, reminders.c.owner == owner)
            .values(owner=None, **values)
            .returning(reminders.c.id)
        ).first()
        if kept:
            self.decide(number, decision, words)
        return kept is not None

    def decide(self, number: int, what: str, words: str) -> None:
        """Keep why a reminder was shown or not."""
        row = {"reminder_id": number, "at": self._changes.now, "what": what, "words": words}
        self._db.execute(insert(decisions).values(**row))

    def repeat_open(self, unless_shown_since: dt.datetime) -> None:
        """Have what is shown but not answered shown again, as a new process has no bubbles."""
        self._db.execute(
            update(reminders)
            .where(
                reminders.c.state == "shown",
                reminders.c.owner.is_(None),
                reminders.c.shown_at <= unless_shown_since,
            )
            .values(attention_at=self._changes.now)
        )

    def open(self) -> list[Reminder]:
        """Return what is due and not answered, the oldest first."""
        return self._read(_rows().where(reminders.c.state.in_(OPEN)))

    def some(self, numbers: Sequence[int]) -> list[Reminder]:
        """Return the reminders of these numbers that exist."""
        return self._read(_rows().where(reminders.c.id.in_(list(numbers))))

    def between(self, first: dt.date, last: dt.date) -> list[Reminder]:
        """Return what came due on some days, the oldest first."""
        return self._read(_rows().where(reminders.c.day.between(first, last)))

    def last_shown(self) -> Reminder | None:
        """Return the reminder shown last."""
        shown = _rows().where(reminders.c.shown_at.is_not(None))
        found = self._read(shown.order_by(None).order_by(reminders.c.shown_at.desc()).limit(1))
        return found[0] if found else None

    def trouble(self) -> Reminder | None:
        """Return a reminder that is open and could not be shown when it was tried last."""
        failed = _rows().where(reminders.c.trouble.is_not(None), reminders.c.state.in_(OPEN))
        found = self._read(failed.limit(1))
        return found[0] if found else None

    def failures(self, since: dt.datetime) -> list[Decision]:
        """Return what could not be shown since an instant, the latest first."""
        return self._decisions(decisions.c.what == "failed", decisions.c.at >= since, most=20)

    def decided(self, plan: Plan | None, most: int) -> list[Decision]:
        """Return the latest decisions, of one plan or of all, the latest first."""
        of_plan = [] if plan is None else [reminders.c.plan_id == plan.number]
        return self._decisions(*of_plan, most=most)

    def skip(self, reminder: Reminder, why: str | None) -> None:
        """Leave one out on purpose: it is excused."""
        closed = {"attention_at": None, "owner": None, "trouble": None}
        values = {"state": "skipped", "why": why, **closed}
        self._changes.update(reminders, {"id": reminder.number}, values)
        self.decide(reminder.number, "skipped", why or "")
        self._changes.keep("skip", f'"{reminder.plan.name}" of {reminder.day}')

    def skip_ahead(self, plan: Plan, one: Occurrence, why: str | None) -> None:
        """Leave one out on purpose before it is due."""
        values = _row(plan, one, "skipped") | {"why": why}
        number = self._changes.insert(reminders, values)
        self.decide(number, "skipped", why or "")
        self._changes.keep("skip", f'"{plan.name}" of {one.day}')

    def snooze(self, reminder: Reminder, until: dt.datetime) -> None:
        """Put one off; this takes the place of every other time at which it would be shown."""
        values = {"state": "snoozed", "attention_at": until, "owner": None}
        self._changes.update(reminders, {"id": reminder.number}, values)
        self.decide(reminder.number, "snoozed", "")
        self._changes.keep("snooze", f'"{reminder.plan.name}" of {reminder.day}')

    def drop(self, plan: Plan) -> None:
        """Close what is open of a plan that was changed, paused or removed."""
        rows = select(reminders).where(
            reminders.c.plan_id == plan.number, reminders.c.state.in_(OPEN)
        )
        for row in self._db.execute(rows).all():
            closed = {"attention_at": None, "owner": None, "trouble": None}
            self._changes.update(reminders, {"id": row.id}, {"state": "dropped", **closed})

    def _follow(self, calendar: Calendar) -> None:
        """Work everything out anew where the zone or the settings are not those of last time."""
        words = "|".join(
            [
                str(calendar.zone),
                calendar.day_starts_at.isoformat(),
                str(calendar.week_starts_on),
                calendar.remind_at.isoformat(),
            ]
        )
        known = self._db.execute(select(due_basis.c.words)).scalar()
        if known != words:
            statement = insert_or_ignore(due_basis).values(id=1, words=words)
            self._db.execute(
                statement.on_conflict_do_update(index_elements=["id"], set_={"words": words})
            )
            self._plans.forget_dues()

    def _write_due(
        self, plan: Plan, done: Sequence[dt.date], after: dt.datetime, calendar: Calendar
    ) -> None:
        now = self._changes.now
        came = came_due(plan, done, after, now, calendar)
        if not came:
            return
        today = day_of(now, plan.zone_of(calendar), calendar.day_starts_at)
        rows = []
        for one in came:
            if one.is_answered:
                answer = self._answer(plan, one.day, came)
                rows.append(_row(plan, one, "done") | {"answered_by": answer.get(one)})
            elif one is came[-1] and one.day == today:
                rows.append(_row(plan, one, "due") | {"attention_at": one.due_at})
            else:
                rows.append(_row(plan, one, "missed"))
        # What is newly due takes the place of what is still open from before.
        self._miss(
            reminders.c.plan_id == plan.number,
            reminders.c.state.in_(OPEN),
            reminders.c.due_at < came[-1].due_at,
            words="the next one came due",
        )
        for row in rows:
            statement = insert_or_ignore(reminders).values(**row).on_conflict_do_nothing()
            number = self._db.execute(statement.returning(reminders.c.id)).scalar()
            if number is not None and row["state"] != "due":
                why = "done before" if row["state"] == "done" else "nothing was running"
                self.decide(number, row["state"], why)

    def _answer(
        self, plan: Plan, day: dt.date, came: Sequence[Occurrence]
    ) -> dict[Occurrence, int]:
        """Return which session answers each occurrence of a day, the earliest the earliest."""
        statement = answering(plan).where(sessions.c.day == day)
        found = statement.add_columns(sessions.c.id).order_by(sessions.c.started_at, sessions.c.id)
        numbers = [row.id for row in self._db.execute(found)]
        of_day = [one for one in came if one.day == day]
        return dict(zip(of_day, numbers, strict=False))

    def _close_over(self, calendar: Calendar) -> None:
        """Make missed what is open from a day that is over, unless it was put off until today."""
        now = self._changes.now
        latest = (now + _DAY).date()
        still_open = _rows().where(
            reminders.c.state.in_(("due", "shown")), reminders.c.day < latest
        )
        over = []
        for row in self._read(still_open):
            zone = row.plan.zone_of(calendar)
            today = day_of(now, zone, calendar.day_starts_at)
            begun, _ = day_bounds(today, zone, calendar.day_starts_at)
            if row.day < today and (row.shown_at is None or row.shown_at < begun):
                over.append(row.number)
        if over:
            self._miss(reminders.c.id.in_(over), words="the day was over")

    def _miss(self, *which: Any, words: str) -> None:
        missed = self._db.execute(
            update(reminders)
            .where(*which)
            .values(state="missed", attention_at=None, owner=None, trouble=None)
            .returning(reminders.c.id)
        )
        for number in missed.scalars().all():
            self.decide(number, "missed", words)

    def _read(self, statement: Select[Any]) -> list[Reminder]:
        rows = self._db.execute(statement).all()
        whole = {plan.number: plan for plan in self._plans.some({row.plan_id for row in rows})}
        return [_reminder(row, whole[row.plan_id]) for row in rows]

    def _decisions(self, *which: Any, most: int) -> list[Decision]:
        rows = self._db.execute(
            select(decisions, reminders.c.plan_id, reminders.c.due_at)
            .join(reminders, reminders.c.id == decisions.c.reminder_id)
            .where(*which)
            .order_by(decisions.c.id.desc())
            .limit(most)
        ).all()
        names = {plan.number: plan.name for plan in self._plans.some({row.plan_id for row in rows})}
        return [
            Decision(row.at, names[row.plan_id], row.due_at, row.what, row.words) for row in rows
        ]


def missed_before(db: Connection, reminder: Reminder) -> Reminder:
    """Return the reminder with the occurrences that were missed unseen right before it."""
    rows = db.execute(
        select(reminders.c.due_at, reminders.c.state, reminders.c.shown_times)
        .where(reminders.c.plan_id == reminder.plan.number, reminders.c.due_at < reminder.due_at)
        .order_by(reminders.c.due_at.desc())
        .limit(100)
    )
    unseen = []
    for row in rows:
        if row.state != "missed" or row.shown_times:
            break
        unseen.append(row.due_at)
    return replace(reminder, missed_before=tuple(reversed(unseen)))


def _rows() -> Select[Any]:
    return select(reminders).order_by(reminders.c.due_at, reminders.c.id)


def _row(plan: Plan, one: Occurrence, state: str) -> dict[str, Any]:
    return {
        "plan_id": plan.number,
        "day": one.day,
        "clock": f"{one.at:%H:%M}",
        "due_at": one.due_at,
        "state": state,
        "tries": 0,
        "shown_times": 0,
    }


def _reminder(row: Row[Any], plan: Plan) -> Reminder:
    return Reminder(
        number=row.id,
        plan=plan,
        day=row.day,
        due_at=row.due_at,
        state=row.state,
        shown_at=row.shown_at,
        shown_times=row.shown_times,
        channel=row.channel,
        handle=row.handle,
        trouble=row.trouble,
        tries=row.tries,
        why=row.why,
        attention_at=row.attention_at,
    )
