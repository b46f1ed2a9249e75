"""Bubbles: what stands on the screens of the reminders, and by which handle it is found again."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, select, update

from tracker.care.reminder import State
from tracker.journal.moves import IS_OPEN
from tracker.tables import bubbles, reminders

_IS_ON_SCREEN = (IS_OPEN, reminders.c.state == State.SHOWN)
_IS_OF = reminders.c.id == bubbles.c.reminder_id


class Bubbles:
    """The bubbles of one desk. A handle is that of a receipt; only the channels can read it.

    A desk is where one reminder process shows things; a diary in a file has but one.
    """

    def __init__(self, db: Connection, desk: str) -> None:
        self._db = db
        self._desk = desk
        self._is_here = bubbles.c.desk == desk

    def put(self, shown: Iterable[tuple[int, int]], handle: str | None) -> None:
        """Record that reminders, each with how often it was shown by then, stand on one bubble now.

        Without a handle nothing of them was left on the screen.
        """
        rows = [
            {"reminder_id": number, "desk": self._desk, "handle": handle, "shown_times": times}
            for number, times in shown
        ]
        if rows:
            numbers = [row["reminder_id"] for row in rows]
            former = (self._is_here, bubbles.c.reminder_id.in_(numbers))
            self._db.execute(delete(bubbles).where(*former))
            self._db.execute(insert(bubbles), rows)

    def handles(self, numbers: Sequence[int]) -> dict[int, str | None]:
        """Return on which bubble each of these reminders stands, where it does."""
        found = select(bubbles.c.reminder_id, bubbles.c.handle).where(
            self._is_here, bubbles.c.reminder_id.in_(numbers)
        )
        return {row.reminder_id: row.handle for row in self._db.execute(found)}

    def open(self) -> list[str]:
        """Return those on which something is open, the oldest first."""
        found = (
            select(bubbles.c.handle)
            .join(reminders, _IS_OF)
            .where(self._is_here, *_IS_ON_SCREEN, bubbles.c.handle.is_not(None))
            .group_by(bubbles.c.handle)
            .order_by(func.min(reminders.c.shown_at))
        )
        return list(self._db.execute(found).scalars())

    def numbers_on(self, handle: str) -> list[int]:
        """Return the reminders that are open on a bubble."""
        on_it = select(reminders.c.id).join(bubbles, _IS_OF)
        which = (self._is_here, *_IS_ON_SCREEN, bubbles.c.handle == handle)
        return list(self._db.execute(on_it.where(*which).order_by(reminders.c.id)).scalars())

    def move(self, numbers: Iterable[int], before: str, now: str) -> bool:
        """Record which bubble stands for reminders now; False where none of them is open any more.

        Nothing else is changed by it: it was no showing.
        """
        moved = self._db.execute(
            update(bubbles)
            .where(
                self._is_here,
                bubbles.c.reminder_id.in_(list(numbers)),
                bubbles.c.handle == before,
                exists().where(_IS_OF, *_IS_ON_SCREEN),
            )
            .values(handle=now)
            .returning(bubbles.c.reminder_id)
        ).all()
        return bool(moved)

    def shared(self, handles: Iterable[str], but: Iterable[int]) -> set[str]:
        """Return which of these also stand for an open reminder beside those named."""
        others = (
            select(bubbles.c.handle)
            .join(reminders, _IS_OF)
            .where(
                self._is_here,
                IS_OPEN,
                bubbles.c.handle.in_(list(handles)),
                reminders.c.id.not_in(list(but)),
            )
        )
        return set(self._db.execute(others).scalars())

    def take_closed(self) -> list[str]:
        """Return those that stand for nothing any more, each once.

        One that was put off is shown anew when it comes again. Those of what a clock that was set
        back put aside are among them.
        """
        is_shown = and_(_IS_OF, reminders.c.state == State.SHOWN)
        over = (
            select(bubbles.c.handle)
            .outerjoin(reminders, is_shown)
            .where(self._is_here, bubbles.c.handle.is_not(None))
            .group_by(bubbles.c.handle)
            .having(func.count(reminders.c.id) == 0)
            .order_by(bubbles.c.handle)
        )
        handles = list(self._db.execute(over).scalars())
        lies_nowhere = bubbles.c.handle.is_(None) | bubbles.c.handle.in_(handles)
        self._db.execute(
            delete(bubbles).where(self._is_here, lies_nowhere, ~exists().where(is_shown))
        )
        return handles

    def missing(self, most: int) -> list[tuple[int, int]]:
        """Return what is open on the screen of another desk and was not shown on this one.

        Each is a reminder with how often it has been shown.
        """
        found = (
            select(reminders.c.id, reminders.c.shown_times)
            .where(*_IS_ON_SCREEN, reminders.c.owner.is_(None), ~self._was_shown_here())
            .order_by(reminders.c.shown_at, reminders.c.id)
            .limit(most)
        )
        return [(row.id, row.shown_times) for row in self._db.execute(found)]

    def on_screen(self, numbers: Iterable[int]) -> set[int]:
        """Return which of these reminders are open on the screen of some desk."""
        found = select(reminders.c.id).where(*_IS_ON_SCREEN, reminders.c.id.in_(list(numbers)))
        return set(self._db.execute(found).scalars())

    def has_left_nothing(self) -> ColumnElement[bool]:
        """Return the condition that a reminder was shown on this desk, if anywhere, and left no bubble."""
        here = exists().where(_IS_OF, self._is_here, bubbles.c.handle.is_(None))
        return here | ~exists().where(_IS_OF)

    def _was_shown_here(self) -> ColumnElement[bool]:
        return exists().where(
            _IS_OF, self._is_here, bubbles.c.shown_times == reminders.c.shown_times
        )
