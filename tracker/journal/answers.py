"""Which session answers which planned occurrence; kept true whenever sessions change."""

import datetime as dt
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from tracker.care.agenda import LOOK_BACK, on_days
from tracker.care.catalogue import counts_as
from tracker.care.plan import Calendar, Plan
from tracker.care.reminder import OPEN, State
from tracker.care.session import Session
from tracker.journal.changes import Changes
from tracker.journal.moves import IS_OPEN, moved, reopened
from tracker.journal.plans import Plans
from tracker.journal.reading import answering
from tracker.tables import due_basis, plans, reminders, sessions


class Answers:
    """Pairs the sessions of a day with the reminders of that day, each with one.

    A session keeps the reminder that it answers as long as both are there and fit each other. One
    that a session was given by name it keeps whatever its day, style or routine.
    """

    def __init__(self, db: Connection, changes: Changes, living: Plans) -> None:
        self._db = db
        self._changes = changes
        self._plans = living
        self._released: list[tuple[int, int]] = []

    def settle(self, *touched: Session | None, by: int | None = None) -> list[str]:
        """Pair anew the days of the sessions that were touched; return the names of plans answered.

        A session may be given as it was and as it is now. `by` is a reminder that the last of the
        sessions answers whatever its day. Without a session, what was touched may be a plan.
        """
        known = [session for session in touched if session is not None]
        if not known:
            self._plans.look_again()
            waiting = select(reminders.c.plan_id).where(IS_OPEN).distinct()
            for plan in self._plans.some(self._db.execute(waiting).scalars().all()):
                self._drop_unplanned(plan)
            return []
        answered: list[str] = []
        if by is not None:
            row = self._row(by)
            self._close(row, known[-1].number)
            answered.append(self._plan_of(row).name)
        versions: dict[int, list[Session]] = defaultdict(list)
        for session in known:
            versions[session.number].append(session)
        self._give_back(versions)
        self._let_go(versions)
        for kind, style, day in dict.fromkeys(
            (one.entry.kind, one.entry.details.style, one.entry.day) for one in known
        ):
            self._plans.forget_dues_of(kind, style)
            for plan in self._plans_for(kind, style):
                if self._pair(plan, day):
                    answered.append(plan.name)
                self._drop_unplanned(plan)
        return list(dict.fromkeys(answered))

    def release(self, number: int) -> None:
        """Let the reminders that a session answers be open again; it may be about to go."""
        rows = select(reminders).where(reminders.c.answered_by == number)
        for row in self._db.execute(rows).all():
            self._released.append((row.id, number))
            self._reopen(row)

    def _give_back(self, versions: dict[int, list[Session]]) -> None:
        """Return what was released to the sessions that did not go, where nothing else changed it."""
        for number, session in self._released:
            row = self._db.execute(select(reminders).where(reminders.c.id == number)).one_or_none()
            is_there = self._db.execute(select(sessions.c.id).where(sessions.c.id == session))
            if row is None or row.answered_by is not None or is_there.first() is None:
                continue
            plan, (before, *_, after) = self._plan_of(row), versions[session] * 2
            if _fits(after, row, plan) or not _fits(before, row, plan):
                self._close(row, session)
        self._released.clear()

    def _let_go(self, versions: dict[int, list[Session]]) -> None:
        """Open what a session answered until it was changed, and does not fit any more."""
        for number, (before, *_, after) in ((key, both * 2) for key, both in versions.items()):
            rows = select(reminders).where(reminders.c.answered_by == number)
            for row in self._db.execute(rows).all():
                plan = self._plan_of(row)
                if _fits(before, row, plan) and not _fits(after, row, plan):
                    self._reopen(row)

    def _plans_for(self, kind: str, style: str | None) -> list[Plan]:
        of_kind = select(plans.c.id).where(
            plans.c.kind.in_(counts_as(kind, style)), plans.c.removed_at.is_(None)
        )
        numbers = self._db.execute(of_kind).scalars().all()
        return self._plans.some(numbers) if numbers else []

    def _pair(self, plan: Plan, day: dt.date) -> bool:
        """Give each session of a day that answers nothing yet the reminder nearest to it."""
        statement = answering(plan).where(sessions.c.day == day)
        found = statement.add_columns(sessions.c.id, sessions.c.started_at)
        present = self._db.execute(found.order_by(sessions.c.started_at, sessions.c.id)).all()
        of_day = select(reminders).where(reminders.c.plan_id == plan.number, reminders.c.day == day)
        rows = self._db.execute(of_day.order_by(reminders.c.due_at)).all()
        rows = [row for row in rows if row.state not in (State.SKIPPED, State.DROPPED)]
        taken = {row.answered_by for row in rows}
        waiting = [row for row in rows if row.answered_by is None]
        is_answered = False
        for session in present:
            if session.id in taken or not waiting:
                continue
            # One that was held asked for nothing, yet what was done all the same answers it.
            nearest = min(
                waiting,
                key=lambda row: (row.state == State.HELD, _distance(row, session.started_at)),
            )
            waiting.remove(nearest)
            self._close(nearest, session.id)
            is_answered = True
        for row in waiting:
            if row.state == State.DONE:
                self._reopen(row)
        return is_answered

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
                f"{one.at:%H:%M}"
                for one in on_days(plan, done, row.day, row.day, calendar)
                if not one.is_excused
            ]
            # Without clock times of its own, a plan may have come at the usual time of before.
            if row.clock not in planned and (plan.form.times or not planned):
                dropped = moved(row.state, to=State.DROPPED)
                self._changes.update(reminders, {"id": row.id}, dropped)

    def _last_calendar(self) -> Calendar | None:
        """Return the calendar by which what is due was worked out last."""
        words = self._db.execute(select(due_basis.c.words)).scalar()
        if words is None:
            return None
        zone, starts_at, week_starts_on, remind_at = words.split("|")
        return Calendar(
            ZoneInfo(zone),
            dt.time.fromisoformat(starts_at),
            int(week_starts_on),
            dt.time.fromisoformat(remind_at),
        )

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


def _fits(session: Session, row: Row[Any], plan: Plan) -> bool:
    """Tell whether a session answers a reminder of its day by itself."""
    wanted = plan.details
    return (
        session.entry.day == row.day
        and plan.kind in counts_as(session.entry.kind, session.entry.details.style)
        and wanted.style in (None, session.entry.details.style)
        and wanted.routine in (None, session.entry.details.routine)
    )


def _distance(row: Row[Any], started_at: dt.datetime | None) -> tuple[Any, ...]:
    """Order reminders by how near to the session they are; one without a time takes an open one."""
    if started_at is None:
        return (row.state not in OPEN, row.due_at)
    return (abs(row.due_at - started_at), row.due_at)
