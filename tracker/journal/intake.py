"""What an import puts into the diary: counted, refused row by row, and taken back as one change."""

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from tracker.care.catalogue import PAIN
from tracker.care.incoming import Ignored, Refused, Taken
from tracker.database.statements import broken_rule, has_given, last_number
from tracker.errors import BadInput, Damage
from tracker.escaping import shortened
from tracker.journal.answers import Answers, Question
from tracker.journal.changes import Changes
from tracker.journal.exporting import CHUNK
from tracker.journal.records import Thing
from tracker.journal.rows import Rows
from tracker.tables import changed_rows, massages, plans, readings, sessions

T = TypeVar("T")

# A number above it is nobody's, and there would be none left for what comes after.
_HIGHEST = 1_000_000_000

SAID_OTHERWISE = "the diary says otherwise, and keeps that."
LATER_HERE = "the diary has a later form of it."
CHANGED_HERE = "it was changed here since it was taken over."
RUNS_ALREADY = "a trial of that kind runs here already."
TWICE = "it stands twice in the file."


class New(Struct, frozen=True):
    """A thing to be inserted: its rows by their tables, its own among them, without their number.

    The `number` is the one that it had elsewhere.
    """

    where: str
    shown: str
    rows: Rows
    number: int | None = None


class NotTaken(Exception):
    """Why one entry is not taken."""


class Intake:
    """Inserts things in great numbers, and counts what came of each entry.

    Its `own_plans` came with their reminders, which stay as they are.
    """

    def __init__(self, db: Connection, changes: Changes, answers: Answers) -> None:
        self._db = db
        self._changes = changes
        self._answers = answers
        self._last: dict[Table, int] = {}
        self._first_new: dict[Table, int] = {}
        self._fresh: dict[Table, bool] = {}
        self._questions: dict[Question, None] = {}
        self.own_plans: set[int] = set()
        self._counts = {"new": 0, "same": 0, "changed": 0, "plans": 0, "others": 0}
        self._kinds = Counter[str]()
        self._refused: list[Refused] = []
        self._ignored: list[Ignored] = []
        self._remarks: list[str] = []
        self._first_on: dt.date | None = None
        self._last_on: dt.date | None = None

    @contextlib.contextmanager
    def as_one(self, origin: str, *, is_trial: bool) -> Iterator[None]:
        """Make one change of what is done within, and pair anew the days that it touched.

        The `origin` is said as in "Watson". With `is_trial` nothing of it stays, and only the counts
        tell what it would have been.
        """
        trial = self._db.begin_nested() if is_trial else None
        with self._changes.as_one():
            yield
            self._answers.settle_days(self._questions, but=self.own_plans)
        if trial is not None:
            trial.rollback()
            self._changes.forget()
            return
        self._changes.keep("import", f"of {self._what()} from {origin}")

    def taken(self) -> Taken:
        """Return what came of everything until now."""
        return Taken(
            **self._counts,
            kinds=dict(self._kinds.most_common()),
            refused=tuple(self._refused),
            ignored=tuple(self._ignored),
            remarks=tuple(self._remarks),
            first_on=self._first_on,
            last_on=self._last_on,
        )

    def refuse(self, where: str, shown: str, reason: str) -> None:
        """Note that an entry cannot be taken."""
        self._refused.append(Refused(where, shown, reason))

    def ignore(self, where: str, why: str) -> None:
        """Note that an entry is not taken, as it need not or must not be."""
        self._ignored.append(Ignored(where, why))

    def remark(self, text: str) -> None:
        """Note what the person should know of an entry that was taken."""
        self._remarks.append(text)

    def count(self, what: str, day: dt.date | None = None, by: int = 1) -> None:
        """Count entries as new, the same or changed; what changes the diary has its day."""
        self._counts[what] += by
        if day is not None:
            self._first_on = min(self._first_on or day, day)
            self._last_on = max(self._last_on or day, day)

    @contextlib.contextmanager
    def taking(self, where: str, shown: str, *, is_part: bool = False) -> Iterator[None]:
        """Do within what changes one thing, or nothing of it where it is refused.

        Where that is a part of something that was counted, the person is told of it.
        """
        remembered = self._changes.mark()
        try:
            with self._db.begin_nested():
                yield
        except (StatementError, Damage, BadInput, NotTaken, OverflowError) as error:
            _check_row_is_why(error)
            self._changes.back_to(remembered)
            if is_part:
                self.remark(f"{where}: {shown} is left out: {_worded(error)}")
            else:
                self.refuse(where, shown, _worded(error))

    def is_new(self, table: Table, key: int | str) -> bool:
        """Tell whether a row was inserted by this import, as far as its table gives numbers."""
        return isinstance(key, int) and key >= self._first_new.get(table, key + 1)

    def insert(
        self,
        thing: Thing,
        new: Sequence[New],
        look: Callable[[Sequence[Any]], object] | None = None,
    ) -> list[tuple[New, Any]]:
        """Insert things and return each with its key: all at once, or else one by one.

        What the database refuses, or a `look` at what has these keys then, is left out and noted.
        """
        if not new:
            return []
        remembered = self._changes.mark()
        try:
            with self._db.begin_nested():
                numbers = self._store(thing, new)
                if look is not None:
                    look(numbers)
        except (StatementError, Damage, OverflowError) as error:
            _check_row_is_why(error)
            self._changes.back_to(remembered)
            if len(new) > 1:
                return [done for one in new for done in self.insert(thing, [one], look)]
            self.refuse(new[0].where, new[0].shown, _worded(error))
            return []
        for one in new:
            self._count_new(thing.table, one.rows)
        return list(zip(new, numbers, strict=True))

    def _store(self, thing: Thing, new: Sequence[New]) -> list[Any]:
        table = thing.table
        if table.c.id.type.python_type is not int:
            own = [one.rows[table][0] for one in new]
            self._changes.insert_all(table, own)
            return [row["id"] for row in own]
        numbers = self._allot(table, new)
        own = [
            {"id": number} | one.rows[table][0] for number, one in zip(numbers, new, strict=True)
        ]
        self._db.execute(insert(table), own)
        has_given(self._db, table, numbers[-1])
        self._changes.made_many(table, "id", numbers[0], numbers[-1])
        for part in thing.parts:
            rows = [
                {part.key: number} | row
                for number, one in zip(numbers, new, strict=True)
                for row in one.rows.get(part.table, ())
            ]
            if rows:
                self._db.execute(insert(part.table), rows)
                self._changes.made_many(part.table, part.key, numbers[0], numbers[-1])
        self._last[table] = numbers[-1]
        self._first_new.setdefault(table, numbers[0])
        return numbers

    def _allot(self, table: Table, new: Sequence[New]) -> list[int]:
        """Return the numbers of new rows, which stay what they were where none was ever given."""
        if table not in self._fresh:
            is_empty = self._db.execute(select(table.c.id).limit(1)).first() is None
            told = select(changed_rows.c.change_id).where(changed_rows.c.table_name == table.name)
            is_fresh = is_empty and self._db.execute(told.limit(1)).first() is None
            self._fresh[table] = is_fresh
            self._last[table] = 0 if is_fresh else last_number(self._db, table)
        numbers, last = list[int](), self._last[table]
        for one in new:
            number = one.number if self._fresh[table] and one.number is not None else 0
            last = number if last < number < _HIGHEST else last + 1
            numbers.append(last)
        return numbers

    def _what(self) -> str:
        """Return what came: `7 sessions, 2 readings and 1 changed`."""
        counts = {
            "session": self._kinds.total() - self._kinds[PAIN],
            "reading": self._kinds[PAIN],
            "plan": self._counts["plans"],
            "other record": self._counts["others"],
        }
        came = [f"{n:,} {noun}{'' if n == 1 else 's'}" for noun, n in counts.items() if n]
        if changed := self._counts["changed"]:
            came.append(f"{changed:,} changed")
        *first, last = came or ["what names mean"]
        return f"{', '.join(first)} and {last}" if first else last

    def _count_new(self, table: Table, rows: Rows) -> None:
        (own,) = rows[table]
        if table is sessions:
            (massage,) = rows.get(massages) or ({"style": None},)
            self._questions[own["kind"], massage["style"], own["day"]] = None
        elif table is readings:
            self._questions[PAIN, None, own["day"]] = None
        is_entry = table in (sessions, readings)
        self.count("new", own["day"] if is_entry else None)
        if is_entry:
            self._kinds[own["kind"] if table is sessions else PAIN] += 1
        else:
            self._counts["plans" if table is plans else "others"] += 1


def chunks(things: Iterable[T]) -> Iterator[list[T]]:
    """Return things so many at a time."""
    iterator = iter(things)
    while some := list(islice(iterator, CHUNK)):
        yield some


def _check_row_is_why(error: Exception) -> None:
    """Let an error go on that says nothing of a row: a full disk, a connection that is lost."""
    if isinstance(error, OperationalError):
        raise error


def _worded(error: Exception) -> str:
    """Return why the database, or a look at what it holds, refuses a thing."""
    if not isinstance(error, DBAPIError):
        return f"{shortened(str(error), 200).removesuffix('.')}."
    rule = broken_rule(error)
    if rule is None:
        return f"{shortened(str(error.orig), 200)}."
    return TWICE if rule.is_unique else f"the rule {rule.name} does not hold."
