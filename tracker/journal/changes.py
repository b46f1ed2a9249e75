"""The history of changes: every write passes here, so that the last use case can be taken back."""

import contextlib
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    delete,
    insert,
    select,
    update,
)

from tracker.database.statements import insert_new
from tracker.errors import NotFound
from tracker.journal.rows import reading_of, value_of
from tracker.tables import changed_rows, changes, metadata


class Change(Struct, frozen=True):
    """One use case that changed the diary: its verb, and what it was about."""

    number: int
    at: dt.datetime
    verb: str
    what: str


class Changes:
    """Writes rows and remembers what they were before, until `keep` closes the use case."""

    def __init__(self, db: Connection, now: dt.datetime) -> None:
        self.now = now
        self._db = db
        self._rows: list[dict[str, Any]] = []
        # Of the rows that were made in great numbers, what names them by their first and last.
        self._many: dict[Table, dict[str, Any]] = {}
        self._is_part = False

    def insert(self, table: Table, values: Mapping[str, Any]) -> int:
        """Insert one row; return its number where the table counts its rows."""
        result = self._db.execute(insert(table).values(**values))
        key = dict(
            zip(table.primary_key.columns.keys(), result.inserted_primary_key or (), strict=True)
        )
        self._remember(table, key, None)
        return int(next(iter(key.values())))

    def insert_all(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows whose keys are already known."""
        if rows:
            self._db.execute(insert(table), list(rows))
            self.made(table, rows)

    def made(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Remember rows that were inserted just now."""
        names = table.primary_key.columns.keys()
        for row in rows:
            self._remember(table, {name: row[name] for name in names}, None)

    def made_many(self, table: Table, key: str, first: int, last: int) -> None:
        """Remember rows that were inserted just now: all that have such a number in this column.

        Numbers rise with each call, and no other row of before has one among them.
        """
        if table not in self._many:
            self._remember(table, {key: first}, None)
            self._many[table] = self._rows[-1]
        self._many[table]["last_key"] = last

    def mark(self) -> tuple[int, dict[Table, int]]:
        """Return how much is remembered now, for `back_to`."""
        return len(self._rows), {table: row["last_key"] for table, row in self._many.items()}

    def back_to(self, mark: tuple[int, dict[Table, int]]) -> None:
        """Drop what was remembered since a mark, as it was not done after all."""
        count, lasts = mark
        del self._rows[count:]
        self._many = {table: self._many[table] for table in lasts}
        for table, last in lasts.items():
            self._many[table]["last_key"] = last

    def update(self, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Change one row that exists."""
        self._remember(table, key, self._image(table, key))
        self._db.execute(update(table).where(_is(table, key)).values(**values))

    def delete(self, table: Table, key: Mapping[str, Any]) -> None:
        """Delete the rows that the key, or a part of one, names."""
        images = self._db.execute(select(table).where(_is(table, key))).mappings().all()
        names = table.primary_key.columns.keys()
        for image in reversed(images):
            whole = {name: image[name] for name in names}
            self._remember(table, whole, dict(image))
        self._db.execute(delete(table).where(_is(table, key)))

    @contextlib.contextmanager
    def as_one(self) -> Iterator[None]:
        """Have the use cases within be parts of the one that is kept next, and taken back with it."""
        self._is_part = True
        try:
            yield
        finally:
            self._is_part = False

    def keep(self, verb: str, what: str) -> None:
        """Close the use case: from now on it can be taken back as one."""
        if self._is_part or not self._rows:
            return
        values = {"at": self.now, "verb": verb, "what": what}
        number = self._db.execute(insert(changes).values(**values).returning(changes.c.id)).scalar()
        numbered = [
            {"change_id": number, "position": position, **row}
            for position, row in enumerate(self._rows)
        ]
        self._db.execute(insert(changed_rows), numbered)
        self.forget()

    def forget(self) -> None:
        """Drop what was remembered since the last `keep`: it cannot be taken back by itself."""
        self._rows.clear()
        self._many.clear()

    def latest(self, most: int) -> list[Change]:
        """Return what could be taken back, the last change first."""
        rows = self._db.execute(select(changes).order_by(changes.c.id.desc()).limit(most))
        return [value_of(row, Change, number=row.id) for row in rows]

    def last(self) -> Change:
        """Return the last change; raise NotFound where there is none."""
        latest = self.latest(1)
        if not latest:
            raise NotFound("there is nothing to take back: the diary has no change left.")
        return latest[0]

    def keys_touched(self, change: Change, table: Table) -> list[int]:
        """Return the numbers of the rows of `table` that a change made, changed or deleted.

        Those that were made in great numbers are named by `many_made`.
        """
        rows = self._of_table(change, table, changed_rows.c.last_key.is_(None))
        with reading_of(f"change {change.number}"):
            return list(dict.fromkeys(int(json.loads(row.row_key)["id"]) for row in rows))

    def many_made(self, change: Change, table: Table) -> tuple[int, int] | None:
        """Return the first and the last number of the rows that a change made in great numbers."""
        rows = self._of_table(change, table, changed_rows.c.last_key.is_not(None))
        with reading_of(f"change {change.number}"):
            return next(((int(json.loads(row.row_key)["id"]), row.last_key) for row in rows), None)

    def _of_table(self, change: Change, table: Table, which: ColumnElement[bool]) -> list[Row[Any]]:
        asked = select(changed_rows).where(
            changed_rows.c.change_id == change.number,
            changed_rows.c.table_name == table.name,
            which,
        )
        return list(self._db.execute(asked.order_by(changed_rows.c.position)).all())

    def take_back(self, change: Change) -> None:
        """Give every row that the change touched its former self, the last one first."""
        rows = self._db.execute(_rows_of(change)).all()
        for row in rows:
            with reading_of(f"change {change.number}"):
                table = metadata.tables[row.table_name]
                key = row_from(table, row.row_key)
                if not key:
                    raise ValueError("a row without a key")  # It would be every row.
            if row.last_key is not None:
                ((name, first),) = key.items()
                self._db.execute(delete(table).where(table.c[name].between(first, row.last_key)))
                continue
            if row.before is None:
                self._db.execute(delete(table).where(_is(table, key)))
                continue
            with reading_of(f"change {change.number}"):
                before = row_from(table, row.before)
            found = self._db.execute(update(table).where(_is(table, key)).values(**before))
            if not found.rowcount:
                # A reminder that a clock set back put aside may have another in its place.
                self._db.execute(insert_new(self._db, table).values(**before))
        self._db.execute(delete(changed_rows).where(changed_rows.c.change_id == change.number))
        self._db.execute(delete(changes).where(changes.c.id == change.number))

    def _image(self, table: Table, key: Mapping[str, Any]) -> dict[str, Any]:
        return dict(self._db.execute(select(table).where(_is(table, key))).mappings().one())

    def _remember(
        self, table: Table, key: Mapping[str, Any], before: dict[str, Any] | None
    ) -> None:
        self._rows.append(
            {
                "table_name": table.name,
                "row_key": image_of(key),
                "before": None if before is None else image_of(before),
                "last_key": None,
            }
        )


def _rows_of(change: Change) -> Select[Any]:
    return (
        select(changed_rows)
        .where(changed_rows.c.change_id == change.number)
        .order_by(changed_rows.c.position.desc())
    )


def _is(table: Table, key: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in key.items()))


def image_of(row: Mapping[str, Any]) -> str:
    """Return a row as one line of JSON, to be kept as it is now."""
    return json.dumps(dict(row), ensure_ascii=False, default=_written)


def _written(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"a row holds {value!r}")


def row_from(table: Table, text: str) -> dict[str, Any]:
    """Return the row of a table that was kept as JSON; what an older form had beside it is left out."""
    row = {name: value for name, value in json.loads(text).items() if name in table.c}
    for name, value in row.items():
        kind = table.c[name].type.python_type
        if value is not None and issubclass(kind, dt.date):
            row[name] = kind.fromisoformat(value)
        elif value is not None and kind is UUID:
            row[name] = UUID(value)
    return row
