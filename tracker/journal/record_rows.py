"""A record laid into the rows of its tables: what it names by an identity becomes a number here."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, select

from tracker.journal.exporting import MANY, Exporting
from tracker.journal.intake import NotTaken
from tracker.journal.plan_rows import write_json
from tracker.journal.records import THING_OF, Carried, Part, Thing, carried, is_plain
from tracker.journal.rows import Rows
from tracker.tables import pauses, plan_dues, plans, reminders
from tracker.text import name_key


class RecordRows:
    """Lays records into rows, and knows the numbers of whatever they may name."""

    def __init__(self, db: Connection, exporting: Exporting, now: dt.datetime) -> None:
        self._db = db
        self._exporting = exporting
        self._now = now
        self._numbers: dict[Table, dict[UUID, int]] = {}

    def of(self, thing: Thing, record: Any) -> Rows:
        """Return the rows of a record by their tables, without those of pauses.

        Raises NotTaken where it names what is not here.
        """
        own = self.row(carried(thing), partial(getattr, record))
        if thing.has_number:
            del own["id"]
        if "name_key" in thing.table.c:
            own["name_key"] = name_key(record.name)
        if thing.table is plans:
            own["style"] = own["details"].get("style")
            own["details"] = write_json(own["details"])
        elif thing.table is reminders:
            own["tries"] = 0
        found = [(part.table, list(self._part_rows(part, record))) for part in thing.parts]
        return {thing.table: [own]} | {table: rows for table, rows in found if rows}

    def _part_rows(self, part: Part, record: Any) -> Iterator[dict[str, Any]]:
        if part.table is pauses:
            return  # They may name a trial, which comes after the plans.
        columns = carried(part)
        if part.table is plan_dues:
            now = self._now
            yield {"computed_until": min(record.computed_until or now, now), "is_stale": True}
        elif not part.name:
            row = self.row(columns, partial(getattr, record))
            if any(value is not None for value in row.values()):
                yield row
        else:
            for position, item in enumerate(getattr(record, part.name)):
                row = self.row(columns, partial(_item_value, part, item))
                yield {"position": position, **row} if "position" in part.table.c else row

    def row(self, columns: Sequence[Carried], told: Callable[[str], Any]) -> dict[str, Any]:
        """Return one row; what its columns hold is told by their names. Raises NotTaken."""
        row = {}
        for column, name, table in columns:
            value = told(name)
            if table is not None and value is not None:
                value = self.number(table, value)
            row[column.name] = value
        return row

    def number(self, table: Table, uuid: UUID) -> int:
        """Return the number of the thing that a record names, or raise NotTaken."""
        number = self.ids(table).get(uuid)
        if number is None:
            name = THING_OF[table].name
            raise NotTaken(
                f"it names the {name} {uuid}, which is neither in the diary nor before it in the file."
            )
        return number

    def ids(self, table: Table) -> dict[UUID, int]:
        """Return the numbers of the things that records may name, by their UUIDs; new ones are put in."""
        if table not in self._numbers:
            known = self._exporting.identities(table)
            self._numbers[table] = {uuid: number for number, uuid in known.items()}
        return self._numbers[table]

    def look_up(self, thing: Thing, records: Sequence[Any]) -> None:
        """Find the sessions and readings that records name, of which there may be too many to know."""
        for _, name, table in carried(thing):
            if table is not None and table in MANY:
                named = {getattr(record, name) for record in records} - {None}
                self._numbers[table] = self.with_uuids(table, list(named))

    def with_uuids(self, table: Table, uuids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the numbers of those of a table that are here, by their UUIDs."""
        asked = select(table.c.uuid, table.c.id).where(table.c.uuid.in_(uuids))
        return {row.uuid: row.id for row in self._db.execute(asked)} if uuids else {}


def _item_value(part: Part, item: Any, field: str) -> Any:
    return item if is_plain(part) else getattr(item, field)
