"""Occurrences: what came due is written down as a reminder, and closed when its day is over."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, func, select, update
from sqlalchemy.exc import DBAPIError

from tracker.care.agenda import came_due, next_occurrence
from tracker.care.lasting import open_until
from tracker.care.plan import Calendar, Plan
from tracker.care.reminder import State
from tracker.care.schedule import Occurrence
from tracker.care.zones import zone_kept
from tracker.database.statements import insert_new
from tracker.journal.fitting import answering, unpaired
from tracker.journal.moves import IS_OPEN, moved, row_of
from tracker.tables import decisions, plans, reminders
from tracker.when import write_clock

if TYPE_CHECKING:
    from tracker.journal import Journal

T = TypeVar("T")

_DAY = dt.timedelta(days=1)
# Two machines whose settings do not agree of what is held would hold and release it for ever.
_MOST_RELEASES, _RELEASES_WITHIN = 3, dt.timedelta(hours=1)
# What is asked at every heartbeat is written once, as putting it together takes longer than asking.
_STILL_OPEN = (
    select(reminders, plans.c.zone)
    .join(plans, plans.c.id == reminders.c.plan_id)
    # Nothing is asked of the day here, or SQLite would look through all the days of the past.
    .where(IS_OPEN, reminders.c.state != State.SNOOZED)
    .order_by(reminders.c.plan_id, reminders.c.day, reminders.c.id)
)
_later = reminders.alias()
_DECIDED_AT = (
    select(func.max(decisions.c.at))
    .where(decisions.c.reminder_id == reminders.c.id)
    .scalar_subquery()
)
_HELD_LAST = select(reminders, _DECIDED_AT.label("decided_at")).where(
    reminders.c.state == State.HELD,
    reminders.c.day >= bindparam("from_on"),
    ~select(_later.c.id)
    .where(
        _later.c.plan_id == reminders.c.plan_id,
        _later.c.day >= reminders.c.day,
        _later.c.due_at > reminders.c.due_at,
    )
    .exists(),
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
        """Write down what came due of a plan after an instant; `done` are the days of its sessions.

        A clock time that was written down of a day does not come a second time on it, as it would
        for who travels west.
        """
        came = came_due(plan, done, after, self._now, self._calendar)
        known = written_keys(self._db, plan, came[0].day) if came else set()
        new = [one for one in came if one.key not in known]
        if not new:
            return
        # What is newly due takes the place of what is still open from before.
        before = (reminders.c.plan_id == plan.number, reminders.c.due_at < new[-1].due_at)
        asked = select(reminders).where(IS_OPEN, *before).order_by(reminders.c.day, reminders.c.id)
        for still_open in self._db.execute(asked).all():
            self._close(still_open, "the next one came due")
        days = set(done)
        for one in new:
            if one.day in days and (waiting := unpaired(self._db, plan, one.day)):
                link = answering(plan)[1].name
                row = row_of(plan, one, State.DONE, **{link: waiting[0].number})
                self._add(row, "done before")
            elif one.day in plan.skipped and self._was_skipped(plan, one):
                continue
            elif one is came[-1] and self._now < self._open_until(plan, one):
                self._add(row_of(plan, one, State.DUE, attention_at=one.due_at), "")
            elif held := self._journal.hold(plan, one.due_at):
                self._add(row_of(plan, one, State.HELD, why=held), held)
            else:
                why = self._journal.why_missed(one.due_at)
                self._add(row_of(plan, one, State.MISSED), _undone(why, plan, one.day))

    def next_new(self, plan: Plan, done: Sequence[dt.date]) -> Occurrence | None:
        """Return what of a plan comes due next and is not written down yet, if anything."""
        one = next_occurrence(plan, done, self._now, self._calendar)
        known = written_keys(self._db, plan, one.day) if one else set()
        while one and one.key in known:
            one = next_occurrence(plan, done, one.due_at, self._calendar)
        return one

    def close_over(self) -> None:
        """Make missed what is open and whose time is over; what was put off comes first.

        What the care rules held when it came due is held and not missed. What quiet hours had moved beyond its day keeps its time, for a word about it.
        """
        for row in self._db.execute(_STILL_OPEN).all():
            zone = _zone_of(row.zone, self._calendar)
            shown = {"shown_at": row.shown_at, "shown_times": row.shown_times}
            if self._now < open_until(row.day, row.due_at, zone, self._calendar, **shown):
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
                self._close(row, words, row.attention_at)
            else:
                self._close(row, "the day was over")

    def release(self) -> None:
        """Let the last one of today come due again where it was held and nothing holds it any more."""
        lately = {"from_on": self._now.date() - _DAY}
        for row in self._db.execute(_HELD_LAST, lately).all():
            if _unless_broken(self._is_free, row):
                due = moved(row.state, to=State.DUE, attention_at=self._now, why=None)
                self._db.execute(update(reminders).where(reminders.c.id == row.id).values(due))
                self._decisions.record(row.id, self._now, State.DUE, "nothing holds it any more")

    def _open_until(self, plan: Plan, one: Occurrence) -> dt.datetime:
        zone = plan.zone_of(self._calendar)
        return open_until(one.day, one.due_at, zone, self._calendar)

    def _add(self, row: dict[str, Any], why: str) -> None:
        """Write down one that is not known yet."""
        statement = insert_new(self._db, reminders).values(**row)
        number = self._db.execute(statement.returning(reminders.c.id)).scalar()
        if number is not None and why:
            self._decisions.record(number, self._now, row["state"], why)

    def _was_skipped(self, plan: Plan, one: Occurrence) -> bool:
        """Tell whether the day of one was left out at a clock time that the plan has no more."""
        skipped = select(reminders.c.id).where(
            reminders.c.plan_id == plan.number,
            reminders.c.day == one.day,
            reminders.c.state == State.SKIPPED,
            reminders.c.clock.not_in([f"{at:%H:%M}" for at in plan.form.times]),
        )
        return self._db.execute(skipped).first() is not None

    def _close(self, row: Row[Any], words: str, attention_at: dt.datetime | None = None) -> None:
        """Close one that nobody answered: it was missed, unless the care rules held it."""
        values = moved(row.state, to=State.MISSED, attention_at=attention_at)
        if held := _unless_broken(self._hold_of, row):
            values, words = moved(row.state, to=State.HELD, why=held), held
        elif plan := _unless_broken(self._plan_of, row):
            words = _undone(words, plan, row.day)
        self._db.execute(update(reminders).where(reminders.c.id == row.id).values(values))
        self._decisions.record(row.id, self._now, values["state"], words)

    def _hold_of(self, row: Row[Any]) -> str | None:
        """Return why the care rules held a reminder when it came due."""
        return self._journal.hold(self._plan_of(row), row.due_at)

    def _plan_of(self, row: Row[Any]) -> Plan:
        return self._journal.plans.get(row.plan_id)

    def _is_free(self, row: Row[Any]) -> bool:
        """Tell whether one that was held could come due today, as nothing holds it now."""
        plan = self._plan_of(row)
        plan.zone_to_remind_in(self._calendar)
        return (
            plan.removed_at is None
            and not plan.is_paused_on(row.day)
            and row.day == plan.day_at(self._now, self._calendar)
            # What is held at this very moment is not asked about again in the same turn.
            and row.decided_at < self._now
            and self._journal.hold(plan, self._now) is None
            and self._releases_of(row) < _MOST_RELEASES
        )

    def _releases_of(self, row: Row[Any]) -> int:
        """Return how often a reminder came due again lately, where other machines may hold it."""
        if not self._journal.desk:
            return 0
        since = self._now - _RELEASES_WITHIN
        which = (decisions.c.reminder_id == row.id, decisions.c.what == State.DUE)
        found = select(func.count()).where(*which, decisions.c.at > since)
        return self._db.execute(found).scalar_one()


def written_keys(db: Connection, plan: Plan, since: dt.date) -> set[tuple[dt.date, str]]:
    """Return the days, from one on, and clock times of which a plan has reminders."""
    of_plan = (reminders.c.plan_id == plan.number, reminders.c.day >= since)
    rows = db.execute(select(reminders.c.day, reminders.c.clock).where(*of_plan))
    return {(row.day, row.clock) for row in rows}


def _undone(why: str, plan: Plan, day: dt.date) -> str:
    """Return why nobody did what was asked for on a day, and that it is no miss where that is so."""
    return f"{why}; in a flare-up that counts as paused" if plan.is_eased_on(day) else why


def _unless_broken(ask: Callable[[Row[Any]], T], row: Row[Any]) -> T | None:
    """Return what is asked about a reminder; None where its plan cannot be worked out."""
    try:
        return ask(row)
    except DBAPIError:
        raise
    except Exception:  # noqa: BLE001 One broken plan must not stop the others.
        return None


def _zone_of(name: str | None, calendar: Calendar) -> ZoneInfo:
    """Return the zone of a plan, by which it is told everywhere else too."""
    return zone_kept(name) if name else calendar.zone
