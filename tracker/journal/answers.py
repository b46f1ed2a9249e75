"""Which session answers which planned occurrence; kept true whenever sessions change."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfoNotFoundError

from msgspec import Struct
from sqlalchemy import Connection, Row, select

from tracker.care.agenda import LOOK_BACK, on_days
from tracker.care.catalogue import counts_as
from tracker.care.lasting import open_until
from tracker.care.plan import Calendar, Plan
from tracker.care.reminder import OPEN, State
from tracker.care.schedule import Occurrence
from tracker.care.session import Session
from tracker.care.zones import zone_named
from tracker.journal.changes import Changes
from tracker.journal.fitting import fitting, unpaired
from tracker.journal.moves import IS_OPEN, moved, reopened, row_of
from tracker.journal.plans import Plans
from tracker.tables import done_for, due_basis, plans, reminders, sessions

if TYPE_CHECKING:
    from tracker.journal.reminders import Reminder
    from tracker.present import Present

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
    it was done for in so many words it keeps whatever becomes of it.
    """

    def __init__(self, db: Connection, changes: Changes, living: Plans, present: "Present") -> None:
        self._db = db
        self._changes = changes
        self._plans = living
        self._present = present
        self._released: list[tuple[int, int]] = []
        self._ahead: list[dict[str, Any]] = []

    def give(self, number: int, done: DoneFor) -> None:
        """Let a session answer what it was done for, whatever its day, length or style."""
        values = {"session_id": number, "plan_id": done.plan.number}
        self._changes.insert_all(done_for, [values])
        if done.reminder is not None:
            self._close(self._row(done.reminder.number), number)
        elif done.ahead is not None:
            row = row_of(done.plan, done.ahead, State.DONE, answered_by=number)
            self._changes.insert(reminders, row)

    def settle(self, *touched: Session | None) -> None:
        """Pair anew the days of the sessions that were touched.

        A session may be given as it was and as it is now. Without one, what was touched may be a
        plan.
        """
        known = [session for session in touched if session is not None]
        if not known:
            self._plans.look_again()
            waiting = select(reminders.c.plan_id).where(IS_OPEN).distinct()
            for plan in self._plans.some(self._db.execute(waiting).scalars().all()):
                self._drop_unplanned(plan)
            return
        self._give_back()
        self._let_go({session.number for session in known})
        for kind, style, day in dict.fromkeys(
            (one.entry.kind, one.entry.details.style, one.entry.day) for one in known
        ):
            self._plans.forget_dues_of(kind, style)
            for plan in self._plans_for(kind, style):
                self._pair_past_midnight(plan, day)
                self._pair(plan, day)
                self._drop_unplanned(plan)

    def release(self, number: int) -> None:
        """Let the reminders that a session answers be open again; it may be about to go."""
        rows = select(reminders).where(reminders.c.answered_by == number)
        for row in self._db.execute(rows).all():
            if row.due_at > self._changes.now:
                # It was answered ahead of its time, and is to come once more.
                self._ahead.append(dict(row._mapping))
                self._changes.delete(reminders, {"id": row.id})
            else:
                self._released.append((row.id, number))
                self._reopen(row)

    def _give_back(self) -> None:
        """Return what was released to the sessions that did not go, where nothing else changed it."""
        for number, session in self._released:
            row = self._db.execute(select(reminders).where(reminders.c.id == number)).one_or_none()
            if row is not None and row.answered_by is None and self._keeps(session, row):
                self._close(row, session)
        for image in self._ahead:
            is_there = select(sessions.c.id).where(sessions.c.id == image["answered_by"])
            if self._db.execute(is_there).first() is not None:
                self._changes.insert(reminders, image)
        self._released.clear()
        self._ahead.clear()

    def _let_go(self, numbers: Iterable[int]) -> None:
        """Open what sessions answered until they were changed, and do not fit any more."""
        rows = select(reminders).where(reminders.c.answered_by.in_(list(numbers)))
        for row in self._db.execute(rows).all():
            if not self._keeps(row.answered_by, row):
                self._reopen(row)

    def _keeps(self, session: int, row: Row[Any]) -> bool:
        """Tell whether a session that is there answers a reminder."""
        given = select(done_for.c.session_id).where(
            done_for.c.session_id == session, done_for.c.plan_id == row.plan_id
        )
        if self._db.execute(given).first() is not None:
            return True
        fits = fitting(self._plan_of(row)).where(sessions.c.id == session)
        found = self._db.execute(fits).first()
        return found is not None and found.day == row.day

    def _plans_for(self, kind: str, style: str | None) -> list[Plan]:
        of_kind = select(plans.c.id).where(
            plans.c.kind.in_(counts_as(kind, style)), plans.c.removed_at.is_(None)
        )
        numbers = self._db.execute(of_kind).scalars().all()
        return self._plans.some(numbers) if numbers else []

    def _pair(self, plan: Plan, day: dt.date) -> None:
        """Give each session of a day that answers nothing yet the reminder nearest to it."""
        of_day = select(reminders).where(reminders.c.plan_id == plan.number, reminders.c.day == day)
        rows = self._db.execute(of_day.order_by(reminders.c.due_at)).all()
        waiting = [
            row
            for row in rows
            if row.answered_by is None and row.state not in (State.SKIPPED, State.DROPPED)
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
            self._close(nearest, session.number)
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
                self._changes.insert_all(done_for, [given])
                self._close(last, session.number)
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

    def _close(self, row: Row[Any], session: int) -> None:
        values = moved(row.state, to=State.DONE, answered_by=session)
        self._changes.update(reminders, {"id": row.id}, values)

    def _reopen(self, row: Row[Any]) -> None:
        plan = self._plan_of(row)
        if plan.removed_at is not None or plan.is_paused_on(row.day):
            values = moved(row.state, to=State.DROPPED, answered_by=None)
        else:
            # Whether its day is over is found out by the next refresh, which makes it missed.
            values = reopened(row, of=row.state, answered_by=None)
        self._changes.update(reminders, {"id": row.id}, values)


def _distance(row: Row[Any], started_at: dt.datetime | None) -> tuple[Any, ...]:
    """Order reminders by how near to the session they are; one without a time takes an open one."""
    if started_at is None:
        return (row.state not in OPEN, row.due_at)
    return (abs(row.due_at - started_at), row.due_at)
