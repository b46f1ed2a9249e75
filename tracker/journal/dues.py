"""Dues: when each plan is due next, worked out anew whenever that may have changed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Integer, bindparam, func, insert, or_, select, union, update
from sqlalchemy.exc import DBAPIError

from tracker.care.adherence import kept
from tracker.care.agenda import LOOK_BACK
from tracker.care.plan import Plan
from tracker.care.reminder import State
from tracker.care.rhythm import Weekdays
from tracker.care.walltime import day_bounds
from tracker.journal.occurrences import Occurrences
from tracker.journal.plans import Plans
from tracker.journal.set_back import SetBack
from tracker.tables import due_basis, plan_dues, plans, reminders

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
_later = reminders.alias()
_MISSED_LAST = (
    select(reminders.c.id, reminders.c.plan_id, reminders.c.day)
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
_KNOWN = (
    select(plans.c.name, plan_dues.c.next_due_at)
    .join(plans, plans.c.id == plan_dues.c.plan_id)
    .where(plan_dues.c.next_due_at > bindparam("now"), ~plan_dues.c.is_stale)
    .order_by(plan_dues.c.next_due_at, plan_dues.c.plan_id)
    .limit(bindparam("most", type_=Integer))
)
_FIRST_DUE = select(func.min(plan_dues.c.next_due_at)).where(plan_dues.c.next_due_at.is_not(None))
_BASIS = select(due_basis.c.words).where(due_basis.c.desk == bindparam("desk"))


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
        self._occurrences = Occurrences(db, journal)
        self._set_back = SetBack(db, journal)

    def refresh(self) -> list[Unworkable]:
        """Write down what came due until now, close what is over, and find what is due next.

        It may be called at any moment, by any process, any number of times. Plans that cannot be
        worked out are returned and left alone for an hour.
        """
        now = self._now
        self._follow()
        self._set_back.follow()
        numbers = list(self._db.execute(_WAITING, {"now": now}).scalars())
        if not numbers:
            self._settle()
            return []
        whole, unworkable = readable(self._plans, numbers)
        rows = self._db.execute(select(plan_dues).where(plan_dues.c.plan_id.in_(numbers)))
        until = {row.plan_id: min(row.computed_until, now) for row in rows}
        since = min(until.values()).date() - LOOK_BACK
        done = self._plans.all_days_done(whole, since)
        for plan in whole:
            try:
                with self._db.begin_nested():
                    self._work_out(plan, done[plan.number], until[plan.number])
            except DBAPIError:
                raise
            except Exception as error:  # noqa: BLE001 One broken plan must not stop the others.
                unworkable.append(Unworkable(plan.number, worded(error)))
        for plan_number, _ in unworkable:
            self._store(plan_number, next_due_at=now + REST, is_stale=False)
        self._settle()
        return unworkable

    def next_at(self) -> dt.datetime | None:
        """Return when a plan is due next, if ever."""
        first_at: dt.datetime | None = self._db.execute(_FIRST_DUE).scalar_one()
        return first_at

    def known(self, most: int) -> list[tuple[str, dt.datetime]]:
        """Return the names of the plans that are due next, and when, as was worked out last."""
        rows = self._db.execute(_KNOWN, {"now": self._now, "most": most})
        return [(row.name, row.next_due_at) for row in rows]

    def soonest(self, most: int) -> list[tuple[Plan, dt.datetime]]:
        """Return which plans are due next, without writing anything."""
        known = (
            select(plan_dues.c.plan_id)
            .where(plan_dues.c.next_due_at > self._now, ~plan_dues.c.is_stale)
            .order_by(plan_dues.c.next_due_at, plan_dues.c.plan_id)
            .limit(most)
        )
        unsure = select(plan_dues.c.plan_id).where(
            or_(plan_dues.c.is_stale, plan_dues.c.next_due_at <= self._now)
        )
        numbers = {*self._db.execute(known).scalars(), *self._db.execute(unsure).scalars()}
        found = []
        for plan in readable(self._plans, numbers)[0]:
            done = self._plans.days_done(plan, self._now.date() - LOOK_BACK)
            one = self._occurrences.next_new(plan, done)
            if one is not None:
                found.append((plan, one.due_at))
        return sorted(found, key=lambda pair: (pair[1], pair[0].number))[:most]

    def week_so_far(self, plan: Plan) -> WeekSoFar:
        """Return where a plan stands in the present week."""
        first, today = self._journal.present.this_week, self._journal.present.today
        ((_, listed),) = self._journal.ledger.of([plan], first, first + 6 * _DAY)
        week = kept(one.state for one in listed if one.counts_on >= first)
        days = self._plans.days_done(plan, min(first, today) - LOOK_BACK)
        planned = week.planned + week.ahead
        return WeekSoFar(week.done, planned, max(days, default=None))

    def recall_missed(self) -> None:
        """Have one word said of each plan that was missed unseen, where nothing else will.

        That is so where its last reminder was missed a while ago that is worth a word, as the
        settings say, and nothing of the plan is due today any more. Once it was said,
        `shown_times` tells that it was.
        """
        now = self._now
        present = self._journal.present
        _, tomorrow_at = day_bounds(present.today, present.zone, present.settings.day_starts_at)
        since = now - present.settings.reminders.missed
        asked = {"from_on": since.date() - _DAY, "since": since, "now": now, "next": tomorrow_at}
        unseen = {row.plan_id: row for row in self._db.execute(_MISSED_LAST, asked)}
        # What is not bound to weekdays is not missed yet, and comes again by itself.
        missed = [
            unseen[plan.number].id
            for plan in readable(self._plans, unseen)[0]
            if isinstance(plan.form.rhythm, Weekdays)
            and not plan.is_excused_on(unseen[plan.number].day)
        ]
        if missed:
            recalled = update(reminders).where(reminders.c.id.in_(missed))
            self._db.execute(recalled.values(attention_at=now))

    def _settle(self) -> None:
        """Close what is over, and let go of what nothing holds any more."""
        self._occurrences.close_over()
        self._occurrences.release()

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
        desk = self._journal.desk
        known = self._db.execute(_BASIS, {"desk": desk}).scalar()
        if known is None:
            self._db.execute(insert(due_basis).values(desk=desk, words=words))
        elif known != words:
            of_desk = update(due_basis).where(due_basis.c.desk == desk)
            self._db.execute(of_desk.values(words=words))
        if known != words:
            self._plans.forget_dues()

    def _work_out(self, plan: Plan, done: Sequence[dt.date], after: dt.datetime) -> None:
        plan.zone_to_remind_in(self._calendar)
        self._occurrences.write(plan, done, after)
        following = self._occurrences.next_new(plan, done)
        self._store(
            plan.number,
            computed_until=self._now,
            next_due_at=following.due_at if following else None,
            is_stale=False,
        )

    def _store(self, plan: int, **values: Any) -> None:
        self._db.execute(update(plan_dues).where(plan_dues.c.plan_id == plan).values(**values))


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
