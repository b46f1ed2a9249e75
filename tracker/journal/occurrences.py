"""Occurrences: what came due is written down as a reminder, and closed when its day is over."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, and_, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_ignore

from tracker.care.agenda import came_due
from tracker.care.plan import Calendar, Plan
from tracker.care.reminder import OPEN, State
from tracker.care.walltime import day_bounds, day_of
from tracker.journal.fitting import unpaired
from tracker.journal.moves import IS_OPEN, moved, row_of
from tracker.tables import decisions, plans, reminders
from tracker.when import write_clock

if TYPE_CHECKING:
    from tracker.journal import Journal

_DAY = dt.timedelta(days=1)
# What is asked at every heartbeat is written once, as putting it together takes longer than asking.
_STILL_OPEN = (
    select(reminders, plans.c.zone)
    .join(plans, plans.c.id == reminders.c.plan_id)
    # Nothing is asked of the day here, or SQLite would look through all the days of the past.
    .where(IS_OPEN, reminders.c.state != State.SNOOZED)
)


class Occurrences:
    """The planned occurrences that came due; each has one row among the reminders."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._journal = journal
        self._now = journal.present.now
        self._calendar = journal.present.calendar
        self._decisions = journal.decisions

    def write(self, plan: Plan, done: Sequence[dt.date], after: dt.datetime) -> None:
        """Write down what came due of a plan after an instant; `done` are the days of its sessions."""
        came = came_due(plan, done, after, self._now, self._calendar)
        if not came:
            return
        today = day_of(self._now, plan.zone_of(self._calendar), self._calendar.day_starts_at)
        # What is newly due takes the place of what is still open from before.
        self._miss(
            reminders.c.plan_id == plan.number,
            reminders.c.due_at < came[-1].due_at,
            words="the next one came due",
        )
        for one in came:
            if one.is_answered:
                waiting = unpaired(self._db, plan, one.day)
                answer = waiting[0].number if waiting else None
                row = row_of(plan, one, State.DONE, answered_by=answer)
                self._add(row, "done before")
            elif one is came[-1] and one.day == today:
                self._add(row_of(plan, one, State.DUE, attention_at=one.due_at), "")
            elif held := self._journal.hold(plan, one.due_at):
                self._add(row_of(plan, one, State.HELD, why=held), held)
            else:
                self._add(row_of(plan, one, State.MISSED), "nothing was running")

    def close_over(self) -> None:
        """Make missed what is open from a day that is over, unless it was put off until today.

        What quiet hours had moved beyond its day keeps its time, for a word about it.
        """
        now = self._now
        for row in self._db.execute(_STILL_OPEN).all():
            zone = _zone_of(row.zone, self._calendar)
            today = day_of(now, zone, self._calendar.day_starts_at)
            begun, _ = day_bounds(today, zone, self._calendar.day_starts_at)
            if row.day >= today or (row.shown_at is not None and row.shown_at >= begun):
                continue
            was_moved = (
                row.state == State.DUE
                and row.owner is None
                and row.trouble is None
                and row.attention_at > row.due_at
            )
            if was_moved:
                until = write_clock(row.attention_at, zone)
                words = f"moved to {until} by quiet hours; the day was over then"
                self._miss(reminders.c.id == row.id, words=words, attention_at=row.attention_at)
            else:
                self._miss(reminders.c.id == row.id, words="the day was over")

    def forget_the_future(self) -> None:
        """Drop what a clock that was ahead of the time had come to, so that it can come again.

        What was shown for today or tomorrow stays as it is, or it would be shown twice.
        """
        unseen = and_(
            reminders.c.state == State.MISSED,
            reminders.c.shown_times == 0,
            reminders.c.due_at > self._now,
        )
        far = and_(
            reminders.c.state.in_((*OPEN, State.MISSED)),
            reminders.c.day > (self._now + _DAY).date(),
        )
        ahead = select(reminders.c.id).where(or_(unseen, far))
        numbers = list(self._db.execute(ahead).scalars())
        self._db.execute(delete(decisions).where(decisions.c.reminder_id.in_(numbers)))
        self._db.execute(delete(reminders).where(reminders.c.id.in_(numbers)))

    def _add(self, row: dict[str, Any], why: str) -> None:
        """Write down one that is not known yet."""
        statement = insert_or_ignore(reminders).values(**row).on_conflict_do_nothing()
        number = self._db.execute(statement.returning(reminders.c.id)).scalar()
        if number is not None and why:
            self._decisions.record(number, self._now, row["state"], why)

    def _miss(self, *which: Any, words: str, attention_at: dt.datetime | None = None) -> None:
        missed = self._db.execute(
            update(reminders)
            .where(IS_OPEN, *which)
            .values(moved(*OPEN, to=State.MISSED, attention_at=attention_at))
            .returning(reminders.c.id)
        )
        for number in missed.scalars().all():
            self._decisions.record(number, self._now, State.MISSED, words)


def _zone_of(name: str | None, calendar: Calendar) -> ZoneInfo:
    """Return the zone of a plan; that of the person where this machine does not know it."""
    try:
        return ZoneInfo(name) if name else calendar.zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return calendar.zone
