"""Bubbles: what of the reminders stands on a screen, and by which handle it is found again."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, case, func, select, update

from tracker.care.reminder import State
from tracker.journal.moves import IS_OPEN
from tracker.tables import reminders, reminders_aside

_IS_ON_SCREEN = (IS_OPEN, reminders.c.state == State.SHOWN)
_OPEN = (
    select(reminders.c.handle)
    .where(*_IS_ON_SCREEN, reminders.c.handle.is_not(None))
    .group_by(reminders.c.handle)
    .order_by(func.min(reminders.c.shown_at))
)
_OVER = (
    select(reminders.c.handle)
    .where(reminders.c.shown_at >= bindparam("since"), reminders.c.handle.is_not(None))
    .group_by(reminders.c.handle)
    .having(func.sum(case((reminders.c.state == State.SHOWN, 1), else_=0)) == 0)
)


class Bubbles:
    """The bubbles of the diary. A handle is that of a receipt; only the channels can read it."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def open(self) -> list[str]:
        """Return those on which something is open, the oldest first."""
        return list(self._db.execute(_OPEN).scalars())

    def numbers_on(self, handle: str) -> list[int]:
        """Return the reminders that are open on a bubble."""
        on_it = select(reminders.c.id).where(*_IS_ON_SCREEN, reminders.c.handle == handle)
        return list(self._db.execute(on_it).scalars())

    def move(self, numbers: Iterable[int], before: str, now: str) -> bool:
        """Record which bubble stands for reminders now; False where none of them is open any more.

        Nothing else is changed by it: it was no showing.
        """
        moved = self._db.execute(
            update(reminders)
            .where(
                *_IS_ON_SCREEN,
                reminders.c.id.in_(list(numbers)),
                reminders.c.handle == before,
            )
            .values(handle=now)
            .returning(reminders.c.id)
        ).all()
        return bool(moved)

    def shared(self, handles: Iterable[str], but: Iterable[int]) -> set[str]:
        """Return which of these also stand for an open reminder beside those named."""
        others = select(reminders.c.handle).where(
            IS_OPEN,
            reminders.c.handle.in_(list(handles)),
            reminders.c.id.not_in(list(but)),
        )
        return set(self._db.execute(others).scalars())

    def take_closed(self, since: dt.datetime) -> list[str]:
        """Return those shown since an instant that stand for nothing any more, each once.

        One that was put off is shown anew when it comes again. Those of what a clock that was set
        back put aside are among them.
        """
        handles = list(self._db.execute(_OVER, {"since": since}).scalars())
        if handles:
            of_these = (reminders.c.shown_at >= since, reminders.c.handle.in_(handles))
            self._db.execute(update(reminders).where(*of_these).values(handle=None))
        aside = select(reminders_aside.c.handle).where(reminders_aside.c.handle.is_not(None))
        if lying := list(self._db.execute(aside.distinct()).scalars()):
            self._db.execute(update(reminders_aside).values(handle=None))
        return handles + [handle for handle in lying if handle not in handles]
