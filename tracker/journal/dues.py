"""Dues: what came due is written down as reminders, and when each plan is due next is kept."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, union, update
from sqlalchemy.dialects.sqlite import insert as insert_or_ignore
from sqlalchemy.exc import DBAPIError

from tracker.care.plan import LOOK_BACK, Calendar, Plan, came_due, next_occurrence, on_days
from tracker.care.reminder import OPEN, State
from tracker.care.rhythm import Quota
from tracker.care.schedule import Occurrence
from tracker.care.walltime import day_bounds, day_of
from tracker.journal.moves import IS_OPEN, moved
from tracker.journal.plans import Plans, answering
from tracker.tables import decisions, due_basis, plan_dues, plans, reminders, sessions
from tracker.when import write_clock

if TYPE_CHECKING:
    from tracker.journal import Journal

_DAY = dt.timedelta(days=1)
# A plan that cannot be worked out is tried again after this; a newer version may know its zone.
REST = dt.timedelta(hours=1)

# What is asked at every heartbeat is written once, as putting it together takes longer than asking.
_WAITING = union(
    select(plan_dues.c.plan_id).where(plan_dues.c.is_stale),
    select(plan_dues.c.plan_id).where(plan_dues.c.next_due_at <= bindparam("now")),
)
_AHEAD = select(plan_dues.c.plan_id).where(plan_dues.c.computed_until > bindparam("now"))
_STILL_OPEN = (
    select(reminders, plans.c.zone)
    .join(plans, plans.c.id == reminders.c.plan_id)
    # Nothing is asked of the day here, or SQLite would look through all the days of the past.
    .where(IS_OPEN, reminders.c.state != State.SNOOZED)
)
_later = reminders.alias()
_MISSED_LAST = (
    select(reminders.c.id)
    .join(plan_dues, plan_dues.c.plan_id == reminders.c.plan_id)
    .join(plans, plans.c.id == reminders.c.plan_id)
    .where(
        reminders.c.day >= bindparam("from_on"),
        reminders.c.due_at > bindparam("since"),
        reminders.c.due_at <= bindparam("now"),
        reminders.c.state == State.MISSED,
        reminders.c.shown_times == 0,
        reminders.c.attention_at.is_(None),
        plans.c.removed_at.is_(None),
        or_(plan_dues.c.next_due_at.is_(None), plan_dues.c.next_due_at >= bindparam("next")),
        ~select(_later.c.id)
        .where(
            _later.c.plan_id == reminders.c.plan_id,
            _later.c.day >= reminders.c.day,
            _later.c.due_at > reminders.c.due_at,
        )
        .exists(),
    )
)
_FIRST_DUE = select(func.min(plan_dues.c.next_due_at)).where(plan_dues.c.next_due_at.is_not(None))
_BASIS = select(due_basis.c.words)


class Unworkable(NamedTuple):
    """A plan that could not be worked out, and why; the others go on without it."""

    plan: int
    why: str


class WeekSoFar(NamedTuple):
    """Where a plan stands: `done` of the `planned` sessions of this week, and the last one's day."""

    done: int
    planned: int
    last_on: dt.date | None


class Dues:
    """When the plans are due. Instants are handed in; nothing here shows anything."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._journal = journal
        self._now = journal.present.now
        self._calendar = journal.present.calendar
        self._plans = journal.plans
        self._decisions = journal.decisions

    def refresh(self) -> list[Unworkable]:
        """Write down what came due until now, close what is over, and find what is due next.

        It may be called at any moment, by any process, any number of times. Plans that cannot be
        worked out are returned and left alone for an hour.
        """
        now = self._now
        self._follow()
        if ahead := self._worked_out_ahead():
            # The clock was set back since.
            self._plans.forget_dues(ahead)
            self._forget_the_future()
        numbers = list(self._db.execute(_WAITING, {"now": now}).scalars())
        if not numbers:
            self._close_over()
            return []
        whole, unworkable = readable(self._plans, numbers)
        rows = self._db.execute(select(plan_dues).where(plan_dues.c.plan_id.in_(numbers)))
        until = {row.plan_id: min(row.computed_until, now) for row in rows}
        since = min(until.values()).date() - LOOK_BACK
        done: dict[tuple[str | None, ...], list[dt.date]] = {}
        for plan in whole:
            question = (plan.kind, plan.details.style, plan.details.routine)
            if question not in done:
                done[question] = self._plans.days_done(plan, since)
            try:
                with self._db.begin_nested():
                    self._work_out(plan, done[question], until[plan.number])
            except DBAPIError:
                raise
            except Exception as error:  # noqa: BLE001 One broken plan must not stop the others.
                unworkable.append(Unworkable(plan.number, worded(error)))
        for plan_number, _ in unworkable:
            self._store(plan_number, next_due_at=now + REST, is_stale=False)
        self._close_over()
        return unworkable

    def next_at(self) -> dt.datetime | None:
        """Return when a plan is due next, if ever."""
        first_at: dt.datetime | None = self._db.execute(_FIRST_DUE).scalar_one()
        return first_at

    def soonest(self, most: int) -> list[tuple[Plan, dt.datetime]]:
        """Return which plans are due next, without writing anything."""
        known = (
            select(plan_dues.c.plan_id)
            .where(plan_dues.c.next_due_at > self._now, ~plan_dues.c.is_stale)
            .order_by(plan_dues.c.next_due_at)
            .limit(most)
        )
        unsure = select(plan_dues.c.plan_id).where(
            or_(plan_dues.c.is_stale, plan_dues.c.next_due_at <= self._now)
        )
        numbers = {*self._db.execute(known).scalars(), *self._db.execute(unsure).scalars()}
        found = []
        for plan in readable(self._plans, numbers)[0]:
            done = self._plans.days_done(plan, self._now.date() - LOOK_BACK)
            one = next_occurrence(plan, done, self._now, self._calendar)
            if one is not None:
                found.append((plan, one.due_at))
        return sorted(found, key=lambda pair: (pair[1], pair[0].number))[:most]

    def week_so_far(self, plan: Plan) -> WeekSoFar:
        """Return where a plan stands in the present week."""
        week_first, today = self._journal.present.this_week, self._journal.present.today
        days = self._plans.days_done(plan, min(week_first, today) - LOOK_BACK)
        if isinstance(plan.form.rhythm, Quota):
            planned = plan.form.rhythm.times
        else:
            whole_week = on_days(plan, days, week_first, week_first + 6 * _DAY, self._calendar)
            planned = sum(not one.is_excused for one in whole_week)
        return WeekSoFar(sum(day >= week_first for day in days), planned, max(days, default=None))

    def recall_missed(self) -> None:
        """Have one word said of each plan that was missed unseen, where nothing else will.

        That is so where its last reminder was missed a while ago that is worth a word, as the
        settings say, and nothing of the plan is due today any more. Once it was said, `shown_times` tells that it was.
        """
        now = self._now
        present = self._journal.present
        _, tomorrow_at = day_bounds(present.today, present.zone, present.settings.day_starts_at)
        since = now - present.settings.reminders.missed
        asked = {"from_on": since.date() - _DAY, "since": since, "now": now, "next": tomorrow_at}
        unseen = list(self._db.execute(_MISSED_LAST, asked).scalars())
        if unseen:
            recalled = update(reminders).where(reminders.c.id.in_(unseen))
            self._db.execute(recalled.values(attention_at=now))

    def _follow(self) -> None:
        """Work everything out anew where the zone or the settings are not those of last time."""
        words = "|".join(
            [
                str(self._calendar.zone),
                self._calendar.day_starts_at.isoformat(),
                str(self._calendar.week_starts_on),
                self._calendar.remind_at.isoformat(),
            ]
        )
        known = self._db.execute(_BASIS).scalar()
        if known != words:
            statement = insert_or_ignore(due_basis).values(id=1, words=words)
            self._db.execute(
                statement.on_conflict_do_update(index_elements=["id"], set_={"words": words})
            )
            self._plans.forget_dues()

    def _worked_out_ahead(self) -> list[int]:
        """Return the plans that were worked out at a later instant than now."""
        return list(self._db.execute(_AHEAD, {"now": self._now}).scalars())

    def _forget_the_future(self) -> None:
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

    def _work_out(self, plan: Plan, done: Sequence[dt.date], after: dt.datetime) -> None:
        self._write_due(plan, done, after)
        following = next_occurrence(plan, done, self._now, self._calendar)
        self._store(
            plan.number,
            computed_until=self._now,
            next_due_at=following.due_at if following else None,
            is_stale=False,
        )

    def _store(self, plan: int, **values: Any) -> None:
        self._db.execute(update(plan_dues).where(plan_dues.c.plan_id == plan).values(**values))

    def _write_due(self, plan: Plan, done: Sequence[dt.date], after: dt.datetime) -> None:
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
                answer = self._answer(plan, one.day, came)
                row = row_of(plan, one, State.DONE, answered_by=answer.get(one))
                self._add(row, "done before")
            elif one is came[-1] and one.day == today:
                self._add(row_of(plan, one, State.DUE, attention_at=one.due_at), "")
            elif held := self._journal.hold(plan, one.due_at):
                self._add(row_of(plan, one, State.HELD, why=held), held)
            else:
                self._add(row_of(plan, one, State.MISSED), "nothing was running")

    def _add(self, row: dict[str, Any], why: str) -> None:
        """Write down one that is not known yet."""
        statement = insert_or_ignore(reminders).values(**row).on_conflict_do_nothing()
        number = self._db.execute(statement.returning(reminders.c.id)).scalar()
        if number is not None and why:
            self._decisions.record(number, self._now, row["state"], why)

    def _answer(
        self, plan: Plan, day: dt.date, came: Sequence[Occurrence]
    ) -> dict[Occurrence, int]:
        """Return which session answers each occurrence of a day, the earliest the earliest."""
        statement = answering(plan).where(sessions.c.day == day)
        found = statement.add_columns(sessions.c.id).order_by(sessions.c.started_at, sessions.c.id)
        numbers = [row.id for row in self._db.execute(found)]
        of_day = [one for one in came if one.day == day]
        return dict(zip(of_day, numbers, strict=False))

    def _close_over(self) -> None:
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


def readable(plans: Plans, numbers: Iterable[int]) -> tuple[list[Plan], list[Unworkable]]:
    """Return the plans of these numbers, and those whose rows cannot be understood."""
    wanted = list(numbers)
    if not wanted:
        return [], []
    try:
        return plans.some(wanted), []
    except DBAPIError:
        raise
    except Exception as error:  # noqa: BLE001 Which one is broken is found out one by one.
        if len(wanted) == 1:
            return [], [Unworkable(wanted[0], worded(error))]
    parts = [readable(plans, [number]) for number in wanted]
    return [plan for whole, _ in parts for plan in whole], [one for _, bad in parts for one in bad]


def worded(error: Exception) -> str:
    """Return an unexpected error in a line."""
    return f"{type(error).__name__}: {error}"


def row_of(plan: Plan, one: Occurrence, state: str, **values: Any) -> dict[str, Any]:
    """Return the row of an occurrence that is written down in a state, and `values` with it."""
    return {
        "plan_id": plan.number,
        "day": one.day,
        "clock": f"{one.at:%H:%M}",
        "due_at": one.due_at,
        "tries": 0,
        "shown_times": 0,
        **moved(None, to=state, **values),
    }
