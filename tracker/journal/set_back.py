"""A clock that was set back: what it makes lie ahead is put aside, until it shows which one was right.

Either the clock was ahead before, and what it came to is still to come; or it is behind now, as
with a dead battery, and what lies ahead has happened. The time tells: where it goes on from here,
what it passes was of a wrong clock and comes again; where it is beyond the former clock at once,
everything is as it was.
"""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, bindparam, case, delete, insert, or_, select, update

from tracker.care.reminder import OPEN, State
from tracker.database.statements import insert_new
from tracker.journal.changes import image_of, row_from
from tracker.journal.moves import IS_OPEN, reopened
from tracker.tables import decisions, plan_dues, reminders, reminders_aside

if TYPE_CHECKING:
    from tracker.journal import Journal

# A clock that was off by no more than this was seen by the person: what it showed stays shown.
SLIGHTLY = dt.timedelta(hours=3)
# By less than this the clocks of two machines at one diary differ anyway.
_A_MOMENT = dt.timedelta(seconds=1)

_DAY = dt.timedelta(days=1)
# What is asked at every heartbeat is written once, as putting it together takes longer than asking.
_AHEAD = select(plan_dues).where(
    or_(plan_dues.c.computed_until > bindparam("ahead"), plan_dues.c.seen_until.is_not(None))
)


class SetBack:
    """Tells where the clock was set back, and keeps the reminders right."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._now = journal.present.now

    def follow(self) -> None:
        """Put aside what lies ahead by now, and bring back what turned out to have happened."""
        now = self._now
        rows = self._db.execute(_AHEAD, {"ahead": now + _A_MOMENT}).all()
        if not rows:
            return
        if set_back := [row for row in rows if row.computed_until > now + _A_MOMENT]:
            plans = [row.plan_id for row in set_back]
            far = [row.plan_id for row in set_back if row.computed_until - now > SLIGHTLY]
            self._reopen(plans)
            self._look_at_once(far)
            self._put_aside(far)
            self._forget_unseen(plans)
            self._work_out_from_here(plans, far)
        relived = [row.plan_id for row in rows if row.seen_until and row.seen_until > now]
        passed = (reminders_aside.c.plan_id.in_(relived), reminders_aside.c.due_at <= now)
        self._db.execute(delete(reminders_aside).where(*passed))
        if beyond := [row.plan_id for row in rows if row.seen_until and row.seen_until <= now]:
            self._bring_back(beyond)

    def _reopen(self, plans: Sequence[int]) -> None:
        """Open what the former clock had called over; where it is over now, that is found anew."""
        rows = self._db.execute(
            select(reminders).where(
                reminders.c.plan_id.in_(plans),
                reminders.c.day >= (self._now - _DAY).date(),
                reminders.c.due_at <= self._now,
                reminders.c.state == State.MISSED,
                reminders.c.id.in_(
                    select(decisions.c.reminder_id).where(
                        decisions.c.at > self._now, decisions.c.what == State.MISSED
                    )
                ),
            )
        ).all()
        for row in rows:
            later = (decisions.c.reminder_id == row.id, decisions.c.at > self._now)
            self._db.execute(delete(decisions).where(*later))
            values = reopened(row, of=row.state)
            self._db.execute(update(reminders).where(reminders.c.id == row.id).values(values))

    def _look_at_once(self, plans: Sequence[int]) -> None:
        """Have what is open looked at now, as the next look would be by the former clock."""
        now = self._now
        is_later = or_(
            reminders.c.shown_at > now,
            and_(reminders.c.state == State.DUE, reminders.c.attention_at > now),
        )
        still_open = (IS_OPEN, reminders.c.state != State.SNOOZED, reminders.c.due_at <= now)
        of_these = (reminders.c.plan_id.in_(plans), *still_open, is_later)
        self._db.execute(update(reminders).where(*of_these).values(attention_at=now))

    def _put_aside(self, plans: Sequence[int]) -> None:
        """Take away what lies ahead and was not answered."""
        ahead = select(reminders).where(
            reminders.c.plan_id.in_(plans),
            reminders.c.due_at > self._now,
            reminders.c.state.in_((*OPEN, State.MISSED, State.HELD)),
        )
        for row in self._db.execute(ahead).all():
            of_it = select(decisions).where(decisions.c.reminder_id == row.id)
            told = self._db.execute(of_it.order_by(decisions.c.id)).mappings()
            self._db.execute(
                insert(reminders_aside).values(
                    id=row.id,
                    plan_id=row.plan_id,
                    due_at=row.due_at,
                    image=image_of(dict(row._mapping)),
                    decided="\n".join(image_of(dict(one)) for one in told),
                )
            )
            self._db.execute(delete(decisions).where(decisions.c.reminder_id == row.id))
            self._db.execute(delete(reminders).where(reminders.c.id == row.id))

    def _forget_unseen(self, plans: Sequence[int]) -> None:
        """Drop what lies ahead and was called missed without having been seen."""
        self._db.execute(
            delete(reminders).where(
                reminders.c.plan_id.in_(plans),
                reminders.c.due_at > self._now,
                reminders.c.state == State.MISSED,
                reminders.c.shown_times == 0,
            )
        )

    def _work_out_from_here(self, plans: Sequence[int], far: Sequence[int]) -> None:
        """Work out anew what is due, and remember how far a clock far off had come."""
        seen, known = plan_dues.c.seen_until, plan_dues.c.computed_until
        furthest = case((seen > known, seen), else_=known)
        of_far = update(plan_dues).where(plan_dues.c.plan_id.in_(far))
        self._db.execute(of_far.values(seen_until=furthest))
        of_all = update(plan_dues).where(plan_dues.c.plan_id.in_(plans))
        self._db.execute(of_all.values(computed_until=self._now, is_stale=True))

    def _bring_back(self, plans: Sequence[int]) -> None:
        """Return what was put aside, where nothing came in its place."""
        of_these = reminders_aside.c.plan_id.in_(plans)
        for row in self._db.execute(select(reminders_aside).where(of_these)).all():
            image = row_from(reminders, row.image)
            statement = insert_new(self._db, reminders).values(image)
            if self._db.execute(statement.returning(reminders.c.id)).first():
                told = [row_from(decisions, line) for line in row.decided.split("\n") if line]
                # Meanwhile their numbers may have gone to others.
                kept = [{name: one[name] for name in one if name != "id"} for one in told]
                if kept:
                    self._db.execute(insert(decisions), kept)
        self._db.execute(delete(reminders_aside).where(of_these))
        overtaken = update(plan_dues).where(plan_dues.c.plan_id.in_(plans))
        self._db.execute(overtaken.values(seen_until=None))
