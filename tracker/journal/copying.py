"""A diary copied as it is, table by table with its numbers and its history, and compared row by row."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import Connection, Row, Table, delete, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from tracker.care.incoming import Taken
from tracker.care.outgoing import Wanted
from tracker.database.contents import Contents
from tracker.database.statements import has_given, keeps_numbers, last_number
from tracker.errors import DatabaseTrouble
from tracker.escaping import command, shortened, visible
from tracker.journal.exporting import CHUNK, Exporting
from tracker.tables import (
    bubbles,
    checkins,
    digests,
    due_basis,
    metadata,
    plans,
    readings,
    reminders,
    sessions,
)

# What stands on a screen, and by which zone it was worked out, belongs to the machine.
_STAYS = {bubbles, due_basis}
TABLES = [table for table in metadata.sorted_tables if table not in _STAYS]
"""The tables of a diary, each behind those that it refers to, without what belongs to one machine."""


class Stretch(NamedTuple):
    """Rows of a table that follow each other by its key, and the last number that it ever gave."""

    table: Table
    rows: list[tuple[Any, ...]]
    last: int


class Copied(Struct, frozen=True, kw_only=True):
    """What came of copying a diary into another, or would come of it where it `is_trial`.

    The diaries are named as they may be shown. `contents` is what the first one holds. It went over
    as a whole, where the other held nothing, with so many `rows`; else `taken` tells what became of
    so many things as were `read`. `address` names the other one, "" where that would show a password; the
    `line` is what to type to copy. The other one `is_usual` where it is used without being named; where it is not, and the environment names one, the
    settings are overruled.
    """

    source: str
    target: str
    address: str
    line: str
    contents: Contents
    read: int
    is_trial: bool
    rows: int = 0
    taken: Taken | None = None
    is_usual: bool = False
    is_overruled: bool = False

    @property
    def kept(self) -> Counter[str]:
        """How many things are left as the other diary has them, by why."""
        return Counter(one.why for one in self.taken.ignored) if self.taken else Counter()


class Copying:
    """Copies the rows of a diary out of it, or into it."""

    def __init__(self, db: Connection, exporting: Exporting) -> None:
        self._db = db
        self._exporting = exporting

    def is_empty(self) -> bool:
        """Tell whether the diary holds nothing, not even a change that could be taken back."""
        firsts = (select(*table.primary_key.columns).limit(1) for table in TABLES)
        return all(self._db.execute(first).first() is None for first in firsts)

    def outlook(self, **told: Any) -> Copied:
        """Return what there is to be copied; what is `told` of both diaries stands in it."""
        read = self._exporting.count(Wanted())
        return Copied(contents=self.contents(), read=read, rows=self._count_all(), **told)

    def contents(self) -> Contents:
        """Return in short what the diary holds."""
        dated = (sessions, readings, checkins)
        days = [self._db.execute(select(func.max(table.c.day))).scalar() for table in dated]
        living = select(func.count()).select_from(plans).where(plans.c.removed_at.is_(None))
        return Contents(
            sessions=self._count(sessions),
            readings=self._count(readings),
            checkins=self._count(checkins),
            plans=self._db.execute(living).scalar_one(),
            last_on=max(filter(None, days), default=None),
        )

    def rows(self) -> Iterator[Stretch]:
        """Return all rows, table by table in the order of their keys; of an empty table one stretch without any.

        What a process has claimed is free for whichever is there next.
        """
        for table in TABLES:
            last = last_number(self._db, table) if keeps_numbers(self._db, table) else 0
            asked = select(table).order_by(*table.primary_key.columns)
            freed = _FREED.get(table, tuple)
            with self._db.execute(asked, execution_options={"yield_per": CHUNK}) as found:
                some: list[tuple[Any, ...]] = []
                for part in found.partitions():
                    some = [*map(freed, part)]
                    yield Stretch(table, some, last)
            if not some:
                yield Stretch(table, [], last)

    def records(self) -> Iterator[tuple[str, Any]]:
        """Return all that `Restoring` takes in, each behind what it is called."""
        counts = Counter[str]()
        for record in self._exporting.records(Wanted()):
            name = record.__struct_config__.tag
            counts[name] += 1
            told = getattr(record, "number", None) or getattr(record, "id", counts[name])
            yield f"{name} {told}", record

    def put(self, stretches: Iterable[Stretch]) -> None:
        """Put rows into a diary that holds none; raise DatabaseTrouble for one that it does not take."""
        # One that outlived its reminder would be taken for that of whichever has the number now.
        self._db.execute(delete(bubbles))
        for table, rows, last in stretches:
            if rows:
                self._insert(table, rows)
            if number := max(last, _number(table, rows)):
                has_given(self._db, table, number)

    def compare(self, stretches: Iterable[Stretch]) -> int:
        """Read back what was put, and return how many rows it is; raise DatabaseTrouble where any differs."""
        count = 0
        for theirs, ours in zip_longest(stretches, self.rows()):
            if theirs is None or ours is None or theirs.table is not ours.table:
                raise _differs((theirs or ours).table, ())
            if theirs.rows != ours.rows:
                pairs = zip_longest(theirs.rows, ours.rows)
                raise _differs(ours.table, next(a or b or () for a, b in pairs if a != b))
            if keeps_numbers(self._db, ours.table) and ours.last < theirs.last:
                raise _differs(ours.table, ())
            count += len(ours.rows)
        return count

    def _count_all(self) -> int:
        return sum(map(self._count, TABLES))

    def _count(self, table: Table) -> int:
        return int(self._db.execute(select(func.count()).select_from(table)).scalar_one())

    def _insert(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows at once; where one is refused, find out which."""
        names = table.c.keys()
        told = [dict(zip(names, row, strict=True)) for row in rows]
        try:
            with self._db.begin_nested():
                self._db.execute(insert(table), told)
        except (IntegrityError, DataError) as error:
            if len(rows) == 1:
                why = " ".join(str(error.orig).split())
                raise DatabaseTrouble(
                    f"{_called(table, rows[0])} cannot be stored there: {shortened(why, 200)}.",
                    "Nothing was copied.",
                ) from error
            for row in rows:
                self._insert(table, [row])


def _differs(table: Table, row: tuple[Any, ...]) -> DatabaseTrouble:
    """Return that what was read back is not what was put there."""
    return DatabaseTrouble(
        f"{_called(table, row)} was read back other than it was stored, so nothing was copied.",
        f"See whether the diary is whole: {command('doctor')}",
    )


def _called(table: Table, row: tuple[Any, ...]) -> str:
    keys = [str(row[table.c.keys().index(one.name)]) for one in table.primary_key] if row else []
    return visible(f"row {', '.join(keys)} of {table.name}" if keys else f"the table {table.name}")


def _number(table: Table, rows: Sequence[tuple[Any, ...]]) -> int:
    """Return the last number of some rows, 0 where they have none."""
    if not rows or "id" not in table.c or table.c.id.type.python_type is not int:
        return 0
    return int(rows[-1][table.c.keys().index("id")])


def _free_reminder(row: Row[Any]) -> tuple[Any, ...]:
    if row.owner is None:
        return tuple(row)
    return tuple((dict(row._mapping) | {"owner": None, "attention_at": row.due_at}).values())


def _free_digest(row: Row[Any]) -> tuple[Any, ...]:
    return tuple((dict(row._mapping) | {"lease_until": None}).values())


_FREED: Mapping[Table, Callable[[Row[Any]], tuple[Any, ...]]] = {
    reminders: _free_reminder,
    digests: _free_digest,
}
