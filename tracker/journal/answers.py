"""Which session or reading answers which planned occurrence; kept true whenever these change."""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfoNotFoundError

from msgspec import Struct
from sqlalchemy import Connection, Row, or_, select

from tracker.care.agenda import LOOK_BACK, on_days
from tracker.care.catalogue import PAIN, counts_as
from tracker.care.lasting import open_until
from tracker.care.plan import Calendar, Plan
from tracker.care.reading import Reading
from tracker.care.reminder import OPEN, State
from tracker.care.schedule import Occurrence
from tracker.care.session import Session
from tracker.care.zones import zone_named
from tracker.journal.changes import Changes
from tracker.journal.fitting import answering, fitting, unpaired
from tracker.journal.moves import IS_OPEN, moved, reopened, row_of
from tracker.journal.plans import Plans
from tracker.tables import done_for, due_basis, plans, reminders, sessions

if TYPE_CHECKING:
    from tracker.journal.reminders import Reminder
    from tracker.present import Present

Question = tuple[str, str | None, dt.date]
"""What decides which plans a session or a reading may answer: its kind and style, and its day."""

_DAY = dt.timedelta(days=1)


class DoneFor(Struct, frozen=True):
    """What the person said that they did: a plan, and which of its occurrences, if one is meant.

    That is the `reminder` of one that came due, or one that is still `ahead`.
    """

    plan: Plan
    reminder: "Reminder | None" = None
    ahead: Occurrence | None = None


class Answers:
    """Pairs the sessions of a day with the reminders of that day, each with one.

    A session keeps the reminder that it answers as long as both are there and fit each other. What
    it was done for in so many words it keeps whatever becomes of it. Readings are paired so with
    the reminders of plans of pain; one keeps what it answers as long as its day is not changed.
    """

    def __init__(self, db: Connection, changes: Changes, living: Plans, present: "Present") -> None:
        self._db = db
        self._changes = changes
        self._plans = living
        self._present = present
        self._released: list[tuple[int, str, int]] = []
        self._ahead: list[dict[str, Any]] = []

    def give(self, number: int, done: DoneFor) -> None:
        """Let a session answer what it was done for, whatever its day, length or style."""
        values = {"session_id": number, "plan_id": done.plan.number}
        self._changes.insert_all(done_for, [values])
        if done.reminder is not None:
            self._close(done.plan, self._row(done.reminder.number), number)
        elif done.ahead is not None:
            row = row_of(done.plan, done.ahead, State.DONE, answered_by=number)
            self._changes.insert(reminders, row)

    def give_reading(self, number: int, reminder: int) -> None:
        """Let a reading answer the reminder that it was told for, whatever the day of that is."""
        row = self._row(reminder)
        self._close(self._plan_of(row), row, number)

    def settle(self, *touched: Session | Reading | None) -> None:
        """Pair anew the days of the sessions and the readings that were touched.

        Each may be given as it was and as it is now. Without one, what was touched may be a plan.
        """
        known = [one for one in touched if one is not None]
        if not known:
            self._plans.look_again()
            waiting = select(reminders.c.plan_id).where(IS_OPEN).distinct()
            for plan in self._plans.some(self._db.execute(waiting).scalars().all()):
                self._drop_unplanned(plan)
            return
        moved_readings = _moved(known)
        self._give_back(moved_readings)
        self._let_go(known, moved_readings)
        self.settle_days(dict.fromkeys(map(_question, known)))

    def settle_days(self, questions: Iterable[Question], but: Container[int] = ()) -> None:
        """Pair anew the days of sessions and readings that came or went.

        It leaves the plans alone that are named as `but`.
        """
        days = defaultdict[tuple[str, str | None], list[dt.date]](list)
        for kind, style, day in questions:
            days[kind, style].append(day)
        for (kind, style), touched in days.items():
            plans_for = [plan for plan in self._plans_for(kind, style) if plan.number not in but]
            if plans_for or not but:
                self._plans.forget_dues_of(kind, style)
            for plan in plans_for:
                asked = select(reminders.c.day).where(reminders.c.plan_id == plan.number).distinct()
                came_due = set(self._db.execute(asked).scalars()) if len(touched) > 1 else None
                for day in touched:
                    if came_due is None or day in came_due or day - _DAY in came_due:
                        self._pair_past_midnight(plan, day)
                        self._pair(plan, day)
                self._drop_unplanned(plan)

    def release(self, number: int, link: str = "answered_by") -> None:
        """Let the reminders that a session answers be open again; it may be about to go.

        What a reading answers has `read_by` for its `link`.
        """
        rows = select(reminders).where(reminders.c[link] == number)
        for row in self._db.execute(rows).all():
            if row.due_at > self._changes.now:
                # It was answered ahead of its time, and is to come once more.
                self._ahead.append(dict(row._mapping))
                self._changes.delete(reminders, {"id": row.id})
            else:
                self._released.append((row.id, link, number))
                self._reopen(row)

    def _give_back(self, moved_readings: Container[int]) -> None:
        """Return what was released to what did not go, where nothing else changed it."""
        for number, link, answer in self._released:
            row = self._db.execute(select(reminders).where(reminders.c.id == number)).one_or_none()
            if row is None or row._mapping[link] is not None:
                continue
            if self._keeps(answer, row, is_moved=answer in moved_readings):
                self._close(self._plan_of(row), row, answer)
        for image in self._ahead:
            is_there = select(sessions.c.id).where(sessions.c.id == image["answered_by"])
            if self._db.execute(is_there).first() is not None:
                self._changes.insert(reminders, image)
        self._released.clear()
        self._ahead.clear()

    def _let_go(self, known: Iterable[Session | Reading], moved_readings: Container[int]) -> None:
        """Open what was answered by what was changed since, and does not fit any more."""
        of_readings = {one.number for one in known if isinstance(one, Reading)}
        of_sessions = {one.number for one in known if isinstance(one, Session)}
        rows = select(reminders).where(
            or_(reminders.c.answered_by.in_(of_sessions), reminders.c.read_by.in_(of_readings))
        )
        for row in self._db.execute(rows).all():
            answer = row.read_by or row.answered_by
            if not self._keeps(answer, row, is_moved=answer in moved_readings):
                self._reopen(row)

    def _keeps(self, answer: int, row: Row[Any], *, is_moved: bool) -> bool:
        """Tell whether a session or reading that is there answers a reminder.

        A reading `is_moved` where it has another day than before.
        """
        plan = self._plan_of(row)
        table, _ = answering(plan)
        found = self._db.execute(fitting(plan).where(table.c.id == answer)).first()
        if plan.kind == PAIN:
            return found is not None and (found.day == row.day or not is_moved)
        given = select(done_for.c.session_id).where(
            done_for.c.session_id == answer, done_for.c.plan_id == row.plan_id
        )
        if self._db.execute(given).first() is not None:
            return True
        return found is not None and found.day == row.day

    def _plans_for(self, kind: str, style: str | None) -> list[Plan]:
        of_kind = select(plans.c.id).where(
            plans.c.kind.in_(counts_as(kind, style)), plans.c.removed_at.is_(None)
        )
        numbers = self._db.execute(of_kind).scalars().all()
        return self._plans.some(numbers) if numbers else []

    def _pair(self, plan: Plan, day: dt.date) -> None:
        """Give each session of a day that answers nothing yet the reminder nearest to it."""
        _, link = answering(plan)
        of_day = select(reminders).where(reminders.c.plan_id == plan.number, reminders.c.day == day)
        rows = self._db.execute(of_day.order_by(reminders.c.due_at)).all()
        waiting = [
            row
            for row in rows
            if row._mapping[link] is None and row.state not in (State.SKIPPED, State.DROPPED)
        ]
        for session in unpaired(self._db, plan, day) if waiting else ():
            if not waiting:
                break
            # One that was held asked for nothing, yet what was done all the same answers it.
            nearest = min(
                waiting,
                key=lambda row: (row.state == State.HELD, _distance(row, session.started_at)),
            )
            waiting.remove(nearest)
            self._close(plan, nearest, session.number)
        for row in waiting:
            if row.state == State.DONE:
                self._reopen(row)

    def _pair_past_midnight(self, plan: Plan, day: dt.date) -> None:
        """Let a session answer the reminder of the day before that was open when it began.

        It is done for that one then, as it would be by *Done* on its bubble.
        """
        rows = self._db.execute(
            select(reminders)
            .where(
                reminders.c.plan_id == plan.number,
                reminders.c.day == day - _DAY,
                reminders.c.state.in_((*OPEN, State.MISSED)),
            )
            .order_by(reminders.c.due_at)
        ).all()
        if not rows:
            return
        last, calendar = rows[-1], self._present.calendar
        over_at = open_until(
            last.day,
            last.due_at,
            plan.zone_of(calendar),
            calendar,
            shown_at=last.shown_at,
            shown_times=last.shown_times,
        )
        for session in unpaired(self._db, plan, day):
            began_at = session.started_at
            if began_at is None or began_at < last.due_at:
                continue
            if last.state == State.SNOOZED or began_at < over_at:
                given = {"session_id": session.number, "plan_id": plan.number}
                # Undo may have brought back already what it was done for.
                known = self._db.execute(select(done_for).filter_by(**given)).first()
                if plan.kind != PAIN and known is None:
                    self._changes.insert_all(done_for, [given])
                self._close(plan, last, session.number)
                return

    def _drop_unplanned(self, plan: Plan) -> None:
        """Drop what is open and, as things are known now, would never have come due.

        An interval was done a few days before, say, or a pause is back that had been taken back.
        """
        still_open = select(reminders).where(reminders.c.plan_id == plan.number, IS_OPEN)
        rows = self._db.execute(still_open).all()
        calendar = self._last_calendar() if rows else None
        if calendar is None:
            return
        done = self._plans.days_done(plan, min(row.day for row in rows) - LOOK_BACK)
        for row in rows:
            planned = [
                one.clock
                for one in on_days(plan, done, row.day, row.day, calendar)
                if not one.is_excused
            ]
            # Without clock times of its own, a plan may have come at the usual time of before.
            if row.clock not in planned and (plan.form.times or not planned):
                dropped = moved(row.state, to=State.DROPPED)
                self._changes.update(reminders, {"id": row.id}, dropped)

    def _last_calendar(self) -> Calendar | None:
        """Return the calendar by which what is due was worked out last, if its zone is known here."""
        words = self._db.execute(select(due_basis.c.words)).scalar()
        if words is None:
            return None
        try:
            name, starts_at, week_starts_on, remind_at = words.split("|")
            return Calendar(
                zone_named(name),
                dt.time.fromisoformat(starts_at),
                int(week_starts_on),
                dt.time.fromisoformat(remind_at),
            )
        except (ZoneInfoNotFoundError, ValueError):
            return None  # It is written anew, so that one that cannot be read does no harm.

    def _row(self, number: int) -> Row[Any]:
        return self._db.execute(select(reminders).where(reminders.c.id == number)).one()

    def _plan_of(self, row: Row[Any]) -> Plan:
        return self._plans.get(row.plan_id)

    def _close(self, plan: Plan, row: Row[Any], answer: int) -> None:
        _, link = answering(plan)
        values = moved(row.state, to=State.DONE, **{link.name: answer})
        self._changes.update(reminders, {"id": row.id}, values)

    def _reopen(self, row: Row[Any]) -> None:
        plan = self._plan_of(row)
        if plan.removed_at is not None or plan.is_paused_on(row.day):
            values = moved(row.state, to=State.DROPPED, answered_by=None, read_by=None)
        else:
            # Whether its day is over is found out by the next refresh, which makes it missed.
            values = reopened(row, of=row.state, answered_by=None, read_by=None)
        self._changes.update(reminders, {"id": row.id}, values)


def _question(one: Session | Reading) -> Question:
    if isinstance(one, Reading):
        return PAIN, None, one.day
    return one.entry.kind, one.entry.details.style, one.entry.day


def _moved(known: Iterable[Session | Reading]) -> set[int]:
    """Return the readings that had another day before than they have now."""
    days: dict[int, set[dt.date]] = defaultdict(set)
    for one in known:
        if isinstance(one, Reading):
            days[one.number].add(one.day)
    return {number for number, of_it in days.items() if len(of_it) > 1}


def _distance(row: Row[Any], started_at: dt.datetime | None) -> tuple[Any, ...]:
    """Order reminders by how near to the session they are; one without a time takes an open one."""
    if started_at is None:
        return (row.state not in OPEN, row.due_at)
    return (abs(row.due_at - started_at), row.due_at)
