"""What the diary holds, read from its beginning to its end in bounded memory."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Table, func, select

from tracker.care.agenda import LOOK_BACK
from tracker.care.catalogue import PAIN
from tracker.care.outgoing import PlanOut, SessionOut, Wanted
from tracker.journal import reading
from tracker.journal.plans import Plans
from tracker.journal.records import (
    THINGS,
    TYPES,
    Carried,
    Part,
    Thing,
    carried,
    is_plain,
    row_type,
)
from tracker.journal.rows import reading_of
from tracker.tables import (
    changed_rows,
    changes,
    checkins,
    done_for,
    own_exercises,
    pauses,
    plans,
    providers,
    readings,
    routines,
    schedules,
    sessions,
)

CHUNK = 1000
"""How many things are read or written at once: well below the variables that SQLite allows."""

_OF_PLANS = [plans.name, schedules.name, pauses.name]
MANY = (sessions, readings)
"""Of these there may be a million, so that what refers to them is looked up for each stretch."""

_Way = tuple[str, Callable[[Any], Any] | None]


class Exporting:
    """Reads the diary thing by thing. What refers to another thing names that by its UUID."""

    def __init__(self, db: Connection, living: Plans) -> None:
        self._db = db
        self._living = living
        self._known: dict[Table, dict[int, UUID]] = {}

    def records(self, wanted: Wanted) -> Iterator[Any]:
        """Return the records that are wanted, each after those that it refers to."""
        for thing in THINGS:
            if _may_have(wanted, thing.table):
                for keys in self._stretches(thing.table, wanted):
                    yield from self.of(thing, keys, is_all=wanted.is_all)

    def sessions(self, wanted: Wanted) -> Iterator[SessionOut]:
        """Return the sessions that are wanted, in the order of their numbers."""
        if not _may_have(wanted, sessions):
            return
        for keys in self._stretches(sessions, wanted):
            found = reading.by_number(self._db, keys)
            asked = self._rows(sessions.c.id, keys, [sessions.c.uuid, sessions.c.source])
            for number, uuid, source in asked:
                yield SessionOut(session=found[number], uuid=uuid, source=source)

    def plans(self, wanted: Wanted) -> list[PlanOut]:
        """Return the living plans of the kinds that are wanted, whatever the days."""
        found = [
            plan for plan in self._living.living() if not wanted.kinds or plan.kind in wanted.kinds
        ]
        rows = self._db.execute(select(plans.c.id, plans.c.uuid, plans.c.changed_at)).all()
        of = {row.id: row for row in rows}
        # Neither its pauses nor what becomes of it in a flare-up change a plan itself.
        touched = select(func.max(changes.c.at)).join(
            changed_rows, changed_rows.c.change_id == changes.c.id
        )
        last = self._db.execute(touched.where(changed_rows.c.table_name.in_(_OF_PLANS))).scalar()
        return [
            PlanOut(
                of[plan.number].uuid,
                plan,
                max(filter(None, (of[plan.number].changed_at, last))),
                tuple(self._living.days_done(plan, plan.form.first_on - LOOK_BACK)),
            )
            for plan in found
        ]

    def count(self, wanted: Wanted) -> int:
        """Return how many rows of things are wanted, for whoever waits."""
        counted = (
            self._db.execute(
                select(func.count())
                .select_from(thing.table)
                .where(*_conditions(wanted, thing.table))
            ).scalar_one()
            for thing in THINGS
            if _may_have(wanted, thing.table)
        )
        return sum(counted)

    def identities(self, table: Table) -> dict[int, UUID]:
        """Return the UUID of each row of a table, by its number."""
        if table not in self._known:
            rows = self._db.execute(select(table.c.id, table.c.uuid)).all()
            self._known[table] = {row.id: row.uuid for row in rows}
        return self._known[table]

    def of(self, thing: Thing, keys: Sequence[Any], *, is_all: bool = True) -> Iterator[Any]:
        """Return the records of some rows of a thing by their keys, in the order of these.

        Without `is_all` they do not say what they were done for, as no plan stands beside them.
        Raises Damage for a row of which nothing can be made.
        """
        make, columns = TYPES[thing.name], carried(thing)
        rows = self._rows(thing.table.c.id, keys, [one.column for one in columns])
        ways = self._ways(columns, rows)
        parts = [
            (part.name, self._of_part(part, keys))
            for part in thing.parts
            if is_all or part.table is not done_for
        ]
        for key, *row in rows:
            with reading_of(f"row {key} of {thing.table.name}", thing.table, id=key):
                values = _told(ways, row)
                for name, of_rows in parts:
                    if name:
                        values[name] = tuple(of_rows.get(key, ()))
                    elif key in of_rows:
                        values |= of_rows[key][0]
                yield make(**values)

    def _of_part(self, part: Part, keys: Sequence[Any]) -> dict[Any, list[Any]]:
        """Return what some things have of a part, by the keys of the things."""
        columns = carried(part)
        rows = self._rows(part.table.c[part.key], keys, [one.column for one in columns])
        ways = self._ways(columns, rows)
        plain = bool(part.name) and is_plain(part)
        make: Callable[..., Any] = row_type(part) if part.name and not plain else dict
        found = defaultdict(list)
        for key, *row in rows:
            values = _told(ways, row)
            found[key].append(next(iter(values.values())) if plain else make(**values))
        return found

    def _stretches(self, table: Table, wanted: Wanted) -> Iterator[list[Any]]:
        """Return the keys of the rows that are wanted, so many at a time."""
        # Asked for anew at each stretch, they might have to be sorted anew each time.
        asked = select(table.c.id).where(*_conditions(wanted, table)).order_by(table.c.id)
        keys = self._db.execute(asked).scalars().all()
        for start in range(0, len(keys), CHUNK):
            yield list(keys[start : start + CHUNK])

    def _rows(self, key: Column[Any], keys: Sequence[Any], columns: Iterable[Column[Any]]) -> Any:
        """Return the rows that have one of the keys in this column, each behind its key."""
        asked = select(key.label("of"), *columns).order_by(*key.table.primary_key.columns)
        is_whole = isinstance(keys[0], int) and keys[-1] - keys[0] == len(keys) - 1
        which = key.between(keys[0], keys[-1]) if is_whole else key.in_(keys)
        return self._db.execute(asked.where(which)).all()

    def _ways(self, columns: Sequence[Carried], rows: Any) -> list[_Way]:
        """Return under which name each column is told, and how its value is, where not as it is."""
        ways = list[_Way]()
        for at, (column, name, table) in enumerate(columns, start=1):
            way: Callable[[Any], Any] | None = json.loads if column is plans.c.details else None
            if table in MANY:
                numbers = sorted({row[at] for row in rows} - {None})
                named = self._rows(table.c.id, numbers, [table.c.uuid]) if numbers else []
                way = dict(map(tuple, named)).get
            elif table is not None:
                # Of a row that is left out as damaged nothing is named.
                way = self.identities(table).get
            ways.append((name, way))
        return ways


def _told(ways: Sequence[_Way], row: Sequence[Any]) -> dict[str, Any]:
    return {
        name: value if way is None or value is None else way(value)
        for (name, way), value in zip(ways, row, strict=True)
    }


def _may_have(wanted: Wanted, table: Table) -> bool:
    """Tell whether any row of a table may be wanted.

    What is planned, and what came of it, is told whole or not at all.
    """
    if wanted.is_all:
        return True
    if table is sessions:
        return wanted.kinds != (PAIN,)
    if table is readings:
        return not wanted.kinds or PAIN in wanted.kinds
    is_named = table in (providers, own_exercises, routines)
    return is_named or (table is checkins and not wanted.kinds)


def _conditions(wanted: Wanted, table: Table) -> list[ColumnElement[bool]]:
    """Return what holds of the rows of a table that are wanted."""
    if table not in (sessions, readings, checkins):
        return []
    asked = list[ColumnElement[bool]]()
    if wanted.since is not None:
        asked.append(table.c.day >= wanted.since)
    if wanted.until is not None:
        asked.append(table.c.day <= wanted.until)
    if wanted.kinds and table is sessions:
        asked.append(sessions.c.kind.in_(wanted.kinds))
    return asked
