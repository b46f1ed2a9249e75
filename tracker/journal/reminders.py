"""Reminders: planned occurrences that came due, and what becomes of each."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import (
    Connection,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    func,
    not_,
    select,
    update,
)

from tracker.care.plan import Plan
from tracker.care.reminder import Decided, State
from tracker.care.rhythm import Weekdays
from tracker.care.schedule import Occurrence
from tracker.journal.bubbles import Bubbles
from tracker.journal.dues import REST, Dues, Unworkable, readable
from tracker.journal.moves import IS_OPEN, moved, row_of
from tracker.tables import plans, reminders

if TYPE_CHECKING:
    from tracker.journal import Journal

# The longest run of missed ones that is still counted.
_MOST_MISSED = 100
_FIRST_WAITING = select(func.min(reminders.c.attention_at)).where(
    reminders.c.attention_at.is_not(None)
)
_WAITING = (
    select(reminders)
    .where(reminders.c.attention_at <= bindparam("now"))
    .order_by(reminders.c.attention_at, reminders.c.id)
    .limit(bindparam("most", type_=Integer))
)
_OWNERS = (
    select(reminders.c.owner)
    .where(reminders.c.attention_at > bindparam("now"), reminders.c.owner.is_not(None))
    .distinct()
)
_ON_SCREEN = select(reminders.c.id, reminders.c.plan_id).where(
    IS_OPEN, reminders.c.state == State.SHOWN, reminders.c.owner.is_(None)
)
# What could not be shown and waits to be tried again, by whichever process.
_FAILED = (
    reminders.c.trouble.is_not(None),
    reminders.c.tries > 0,
    reminders.c.owner.is_(None),
    reminders.c.attention_at.is_not(None),
)
# What was put off and could not be shown since is put off no more.
_IS_PUT_OFF = and_(reminders.c.state == State.SNOOZED, reminders.c.trouble.is_(None))
_DUE_FIRST = (
    select(plans.c.name, reminders.c.due_at, func.count().over().label("how_many"))
    .join(plans, plans.c.id == reminders.c.plan_id)
    .where(IS_OPEN, not_(_IS_PUT_OFF))
    .order_by(reminders.c.due_at, reminders.c.id)
    .limit(bindparam("most", type_=Integer))
)
_PUT_OFF_FIRST = (
    select(plans.c.name, reminders.c.attention_at)
    .join(plans, plans.c.id == reminders.c.plan_id)
    .where(_IS_PUT_OFF, reminders.c.attention_at.is_not(None))
    .order_by(reminders.c.attention_at, reminders.c.id)
    .limit(bindparam("most", type_=Integer))
)


class Reminder(Struct, frozen=True, kw_only=True):
    """One planned occurrence that came due.

    `attention_at` is when the reminder process has to look at it; of one that it has just claimed,
    when that would have been without the claim. `missed_before` are the occurrences of its plan
    that were missed just before it while nothing could remind, the oldest first. `cautions` are what
    the care rules say of such a session as it is shown, a sentence or two each.
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
    cautions: tuple[str, ...] = ()


class Reminders:
    """The reminders of the diary. Instants are handed in; nothing here shows anything."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._changes = journal.changes
        self._plans = journal.plans
        self._hold = journal.hold
        self.decisions = journal.decisions
        self.bubbles = Bubbles(db, journal.desk)
        self.dues = Dues(db, journal)

    def refresh(self) -> list[Unworkable]:
        """Write down what came due until now, close what is over, and find what is due next.

        It may be called at any moment, by any process, any number of times. Plans that cannot be
        worked out are returned and left alone for an hour.
        """
        return self.dues.refresh()

    def next_at(self) -> dt.datetime | None:
        """Return when the reminder process has something to do next, if ever."""
        instants = (self.dues.next_at(), self._db.execute(_FIRST_WAITING).scalar_one())
        return min((at for at in instants if at is not None), default=None)

    def claim(self, owner: str, lease: dt.timedelta, most: int) -> list[Reminder]:
        """Take what needs attention now, so that no other process shows it meanwhile."""
        now = self._changes.now
        rows = self._db.execute(_WAITING, {"now": now, "most": most}).all()
        if not rows:
            return []
        self._db.execute(
            update(reminders)
            .where(reminders.c.id.in_([row.id for row in rows]))
            .values(owner=owner, attention_at=now + lease, tries=reminders.c.tries + 1)
        )
        whole, broken = readable(self._plans, {row.plan_id for row in rows})
        plans, reasons = {plan.number: plan for plan in whole}, dict(broken)
        handles = self.bubbles.handles([row.id for row in rows])
        claimed = []
        for row in rows:
            if row.plan_id not in plans:
                why = reasons[row.plan_id]
                rest = {"trouble": why, "attention_at": now + REST}
                self._record(row.id, owner, Decided.FAILED, why, rest)
                continue
            # The lease of a process that did not come back is nothing to be late by.
            wanted_at = row.due_at if row.owner else row.attention_at
            reminder = _reminder(row, plans[row.plan_id], handles.get(row.id))
            reminder = replace(reminder, attention_at=wanted_at, tries=row.tries + 1)
            claimed.append(self._with_missed(reminder))
        return claimed

    def free_claims(self, is_dead: Callable[[str], bool]) -> None:
        """Have what a process that has ended held under its lease claimed anew at once."""
        now = self._changes.now
        owners = self._db.execute(_OWNERS, {"now": now}).scalars()
        dead = [owner for owner in owners if is_dead(owner)]
        if dead:
            of_these = update(reminders).where(
                reminders.c.attention_at > now, reminders.c.owner.in_(dead)
            )
            self._db.execute(of_these.values(attention_at=now))

    def mark(
        self,
        reminder: Reminder,
        owner: str,
        decision: str,
        words: str,
        *,
        to: str | None = None,
        **values: Any,
    ) -> bool:
        """Record what was decided about a claimed reminder; False where the claim was lost.

        `to` is the state that it goes into; without one it stays in its own.
        """
        if to is not None:
            values = moved(reminder.state, to=to, **values)
        return self._record(reminder.number, owner, decision, words, values)

    def release(self, claimed: Iterable[Reminder], owner: str) -> None:
        """Give claimed reminders back undecided, to be claimed again at once."""
        for one in claimed:
            # It is as late as it was: what became of the claim is nothing to the person.
            self._db.execute(
                update(reminders)
                .where(reminders.c.id == one.number, reminders.c.owner == owner)
                .values(owner=None, attention_at=one.attention_at)
            )

    def repeat_open(self, unless_shown_since: dt.datetime) -> None:
        """Have what is shown but not answered, and has no bubble to be put back, shown again."""
        shown = select(reminders.c.id, reminders.c.shown_at).where(
            IS_OPEN,
            reminders.c.state == State.SHOWN,
            reminders.c.owner.is_(None),
            self.bubbles.has_left_nothing(),
        )
        numbers = [row.id for row in self._db.execute(shown) if row.shown_at <= unless_shown_since]
        repeated = update(reminders).where(reminders.c.id.in_(numbers))
        self._db.execute(repeated.values(attention_at=self._changes.now))

    def retry_failed(self, but: Collection[tuple[int, int]] = ()) -> list[tuple[int, int]]:
        """Have what could not be shown tried again now, and return it.

        Each is a reminder with how often it has been shown; `but` are those to be left alone.
        """
        now = self._changes.now
        waiting = select(reminders.c.id, reminders.c.shown_times).where(
            *_FAILED, reminders.c.attention_at > now
        )
        found = [(row.id, row.shown_times) for row in self._db.execute(waiting)]
        again = [one for one in found if one not in but]
        if again:
            of_these = reminders.c.id.in_([number for number, _ in again])
            self._db.execute(update(reminders).where(of_these).values(attention_at=now))
        return again

    def look_at_held(self) -> None:
        """Have what is on a screen and held by now looked at, so that it is taken off."""
        now, rows = self._changes.now, self._db.execute(_ON_SCREEN).all()
        if not rows:
            return
        plans, _ = readable(self._plans, {row.plan_id for row in rows})
        held = {plan.number for plan in plans if self._hold(plan, now)}
        numbers = [row.id for row in rows if row.plan_id in held]
        of_these = update(reminders).where(reminders.c.id.in_(numbers))
        self._db.execute(of_these.values(attention_at=now))

    def open(self) -> list[Reminder]:
        """Return what is due and not answered, the oldest first."""
        return self._read(_rows().where(IS_OPEN))

    def due_first(self, most: int) -> tuple[list[tuple[str, dt.datetime]], int]:
        """Return the plans of the first that are due, with when they were, and how many are."""
        rows = self._db.execute(_DUE_FIRST, {"most": most}).all()
        return [(row.name, row.due_at) for row in rows], rows[0].how_many if rows else 0

    def put_off_first(self, most: int) -> list[tuple[str, dt.datetime]]:
        """Return the plans of what was put off, with until when, the soonest first."""
        rows = self._db.execute(_PUT_OFF_FIRST, {"most": most})
        return [(row.name, row.attention_at) for row in rows]

    def some(self, numbers: Sequence[int]) -> list[Reminder]:
        """Return the reminders of these numbers that exist."""
        return self._read(_rows().where(reminders.c.id.in_(list(numbers))))

    def between(self, first: dt.date, last: dt.date) -> list[Reminder]:
        """Return what came due on some days, the oldest first."""
        return self._read(_rows().where(reminders.c.day.between(first, last)))

    def skip(self, reminder: Reminder, why: str | None) -> None:
        """Leave one out on purpose: it is excused."""
        values = moved(reminder.state, to=State.SKIPPED, why=why)
        self._changes.update(reminders, {"id": reminder.number}, values)
        self.decide(reminder.number, State.SKIPPED, why or "")
        self._changes.keep("skip", f'"{reminder.plan.name}" of {reminder.day}')

    def skip_ahead(self, plan: Plan, one: Occurrence, why: str | None) -> None:
        """Leave one out on purpose before it is due."""
        values = row_of(plan, one, State.SKIPPED, why=why)
        number = self._changes.insert(reminders, values)
        self.decide(number, State.SKIPPED, why or "")
        self._changes.keep("skip", f'"{plan.name}" of {one.day}')

    def snooze(self, reminder: Reminder, until: dt.datetime) -> None:
        """Put one off; this takes the place of every other time at which it would be shown."""
        values = moved(reminder.state, to=State.SNOOZED, attention_at=until)
        self._changes.update(reminders, {"id": reminder.number}, values)
        self.decide(reminder.number, State.SNOOZED, "")
        self._changes.keep("snooze", f'"{reminder.plan.name}" of {reminder.day}')

    def decide(self, number: int, what: str, words: str) -> None:
        """Keep why a reminder was shown or not."""
        self.decisions.record(number, self._changes.now, what, words)

    def drop(self, plan: Plan) -> None:
        """Close what is open of a plan that was changed, paused or removed."""
        rows = select(reminders).where(reminders.c.plan_id == plan.number, IS_OPEN)
        for row in self._db.execute(rows).all():
            dropped = moved(row.state, to=State.DROPPED)
            self._changes.update(reminders, {"id": row.id}, dropped)

    def _record(
        self, number: int, owner: str, decision: str, words: str, values: dict[str, Any]
    ) -> bool:
        found = self._db.execute(
            update(reminders)
            .where(reminders.c.id == number, reminders.c.owner == owner)
            .values({"owner": None, **values})
            .returning(reminders.c.id)
        ).first()
        if found:
            self.decisions.record(number, self._changes.now, decision, words)
        return found is not None

    def _with_missed(self, reminder: Reminder) -> Reminder:
        """Return the reminder with the occurrences that were missed unseen right before it.

        Only those of weekdays are missed each for itself; what else waits comes again by itself.
        """
        if not isinstance(reminder.plan.form.rhythm, Weekdays):
            return reminder
        rows = self._db.execute(
            select(reminders.c.day, reminders.c.due_at, reminders.c.state, reminders.c.shown_times)
            .where(
                reminders.c.plan_id == reminder.plan.number,
                reminders.c.day <= reminder.day,
                reminders.c.due_at < reminder.due_at,
            )
            .order_by(reminders.c.day.desc(), reminders.c.clock.desc())
            .limit(_MOST_MISSED)
        )
        unseen = []
        for row in rows:
            if row.state != State.MISSED or row.shown_times:
                break
            if not reminder.plan.is_excused_on(row.day):
                unseen.append(row.due_at)
        return replace(reminder, missed_before=tuple(reversed(unseen)))

    def _read(self, statement: Select[Any]) -> list[Reminder]:
        rows = self._db.execute(statement).all()
        whole = {plan.number: plan for plan in self._plans.some({row.plan_id for row in rows})}
        handles = self.bubbles.handles([row.id for row in rows]) if rows else {}
        return [_reminder(row, whole[row.plan_id], handles.get(row.id)) for row in rows]


def _rows() -> Select[Any]:
    return select(reminders).order_by(reminders.c.due_at, reminders.c.id)


def _reminder(row: Row[Any], plan: Plan, handle: str | None) -> Reminder:
    return Reminder(
        number=row.id,
        plan=plan,
        day=row.day,
        due_at=row.due_at,
        state=row.state,
        shown_at=row.shown_at,
        shown_times=row.shown_times,
        channel=row.channel,
        handle=handle,
        trouble=row.trouble,
        tries=row.tries,
        why=row.why,
        attention_at=row.attention_at,
    )
