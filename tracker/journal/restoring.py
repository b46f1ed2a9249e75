"""Records of this program, taken into the diary as one change: a diary comes back, or two become one."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from msgspec import Struct, json
from sqlalchemy import Connection, Table, select

from tracker.care.incoming import Taken
from tracker.escaping import shortened, visible
from tracker.journal import reading
from tracker.journal.answers import Answers
from tracker.journal.exporting import CHUNK, MANY, Exporting
from tracker.journal.intake import LATER_HERE, SAID_OTHERWISE, TWICE, Intake, New, NotTaken
from tracker.journal.readings import by_number as readings_by_number
from tracker.journal.record_rows import RecordRows
from tracker.journal.records import (
    THING_OF,
    THINGS,
    Thing,
    carried,
)
from tracker.journal.rows import Rows
from tracker.tables import (
    checkins,
    conditions,
    overrides,
    pauses,
    plan_dues,
    plans,
    providers,
    readings,
    reminders,
    sessions,
    trials,
)
from tracker.text import name_key
from tracker.when.days import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from tracker.journal import Journal

_THINGS = {thing.name: thing for thing in THINGS}
_PAUSES = next(part for part in THING_OF[plans].parts if part.table is pauses)


class Restoring:
    """Takes in the records of one file."""

    def __init__(self, db: Connection, journal: "Journal", answers: Answers) -> None:
        self._db = db
        self._journal = journal
        self._answers = answers
        self._changes = journal.changes
        self._exporting = Exporting(db, journal.plans)
        self._intake = Intake(db, journal.changes, answers)
        self._rows = RecordRows(db, self._exporting, journal.changes.now)
        self._pauses: list[tuple[int, Any]] = []

    def restore(self, records: Iterable[tuple[str, Any]], *, is_trial: bool = False) -> Taken:
        """Take in records, each with where it stands.

        Numbers stay as they are where the diary never had a thing of that kind. What is here in
        another form is changed where that of the record is later. With `is_trial` nothing is done,
        and it is counted what would be.
        """
        with self._intake.as_one("tracker", is_trial=is_trial):
            for thing, some in _runs(records):
                if thing.table not in (plans, trials):
                    self._put_pauses()
                self._restore(thing, some)
            self._put_pauses()
        return self._intake.taken()

    def _restore(self, thing: Thing, some: Sequence[tuple[str, Any]]) -> None:
        records = [record for _, record in some]
        self._rows.look_up(thing, records)
        known = self._known(thing, records)
        here = self._here(thing, set(known.values()))
        self._rows.look_up(thing, [*records, *here.values()])
        new, seen = list[New](), set[Any]()
        for where, record in some:
            try:
                _check_days(record)
                rows, identity = self._rows.of(thing, record), self._identity(thing, record)
            except NotTaken as refusal:
                self._intake.refuse(where, shown(record), str(refusal))
                continue
            key = known.get(identity)
            if identity in seen or (key is not None and self._intake.is_new(thing.table, key)):
                self._intake.ignore(where, TWICE)
            elif key is not None:
                self._compare(thing, key, where, record, here[key], rows)
            elif (key := self._alike(thing, record)) is not None:
                (mine,) = self._here(thing, {key}).values()
                self._compare(thing, key, where, record, mine, rows)
            else:
                new.append(New(where, shown(record), rows, getattr(record, "number", None)))
            seen.add(identity)
        if thing.table is plans:
            self._insert_plans(new, {where: record.pauses for where, record in some})
        else:
            self._note(thing, self._intake.insert(thing, new))

    def _insert_plans(self, new: Sequence[New], pauses_of: Mapping[str, Sequence[Any]]) -> None:
        """Insert plans one by one, as each has to have a name of its own, and to be understood."""
        for one in new:
            self._rename(one)
            # No rule of the schema says whether a plan can be read.
            done = self._intake.insert(THING_OF[plans], [one], self._journal.plans.get)
            self._note(THING_OF[plans], done)
            for _, number in done:
                self._intake.own_plans.add(number)
                self._pauses += [(number, pause) for pause in pauses_of[one.where]]

    def _note(self, thing: Thing, done: Iterable[tuple[New, int]]) -> None:
        """Note the numbers of new things that others may name."""
        if "uuid" not in thing.table.c or thing.table in MANY:
            return
        for one, number in done:
            uuid = one.rows[thing.table][0]["uuid"]
            self._rows.ids(thing.table)[uuid] = number
            self._exporting.identities(thing.table)[number] = uuid

    def _rename(self, one: New) -> None:
        """Give a plan that is new here a name that no other has."""
        (own,) = one.rows[plans]
        taken = {name_key(plan.name) for plan in self._journal.plans.living()}
        if own["removed_at"] is not None or own["name_key"] not in taken:
            return
        numbered = (f"{own['name']} {number}" for number in range(2, len(taken) + 3))
        name = next(name for name in numbered if name_key(name) not in taken)
        self._intake.remark(
            f'{one.where}: another plan is called "{visible(own["name"])}", so this one is "{visible(name)}".'
        )
        own |= {"name": name, "name_key": name_key(name)}

    def _identity(self, thing: Thing, record: Any) -> Any:
        if thing.table is reminders:
            return self._rows.number(plans, record.plan), record.day, record.clock
        if thing.identity == ("name_key",):
            return name_key(record.name)
        return getattr(record, thing.identity[0])

    def _known(self, thing: Thing, records: Sequence[Any]) -> dict[Any, Any]:
        """Return the keys of those that are here, by what tells them apart."""
        table = thing.table
        if thing.identity == ("uuid",):
            return dict(self._rows.with_uuids(table, [record.uuid for record in records]))
        asked = select(table.c.id, *(table.c[name] for name in thing.identity))
        if table is reminders:
            days = [record.day for record in records]
            asked = asked.where(table.c.day.between(min(days), max(days)))
        rows = self._db.execute(asked).all()
        return {tuple(key) if key[1:] else key[0]: number for number, *key in rows}

    def _here(self, thing: Thing, keys: set[Any]) -> dict[Any, Any]:
        """Return as records what the diary has under these keys."""
        ordered = sorted(keys)
        return dict(zip(ordered, self._exporting.of(thing, ordered), strict=True)) if keys else {}

    def _alike(self, thing: Thing, record: Any) -> int | None:
        """Return the number of what can only be the same thing, though two diaries noted it."""
        table = thing.table
        if table is providers:
            same = [table.c.name_key == name_key(record.name)]
        elif table is checkins:
            same = [table.c.measure == record.measure, table.c.day == record.day]
        elif table is conditions and record.until_at is None:
            same = [table.c.name_key == name_key(record.name), table.c.until_at.is_(None)]
        else:
            return None
        number: int | None = self._db.execute(select(table.c.id).where(*same)).scalar()
        if number is not None and table is providers:
            self._rows.ids(table)[record.uuid] = number
        return number

    def _compare(
        self, thing: Thing, key: Any, where: str, record: Any, mine: Any, rows: Rows
    ) -> None:
        """Take from a record what the diary has in an earlier form, or does not say."""
        here = self._rows.of(thing, mine)
        for both in (here, rows):
            both.pop(plan_dues, None)
            both[thing.table][0].pop("uuid", None)
        if here == rows and getattr(mine, "pauses", ()) == getattr(record, "pauses", ()):
            self._intake.count("same")
            return
        is_later = False
        if thing.has_later:
            if record.changed_at < mine.changed_at:
                self._intake.ignore(where, LATER_HERE)
                return
            # Neither its pauses nor its end are noted as changes of a plan.
            is_later = record.changed_at > mine.changed_at or thing.table is not plans
        with self._intake.taking(where, shown(record)):
            if is_later:
                self._replace(thing, key, record, here, rows)
            elif not self._fill(thing, key, here, rows):
                self._intake.ignore(where, SAID_OTHERWISE)
                return
            self._intake.count("changed", getattr(record, "day", None))

    def _replace(self, thing: Thing, number: int, record: Any, here: Rows, rows: Rows) -> None:
        before = self._valued(thing, number)
        self._changes.update(thing.table, {"id": number}, rows[thing.table][0])
        for part in thing.parts:
            if part.table not in (pauses, plan_dues) and here.get(part.table) != rows.get(
                part.table
            ):
                self._changes.delete(part.table, {part.key: number})
                for row in rows.get(part.table, ()):
                    self._put(part.table, {part.key: number} | row)
        if thing.table is plans:
            self._changes.delete(pauses, {"plan_id": number})
            self._pauses += [(number, pause) for pause in record.pauses]
            self._journal.plans.look_again(plan_dues.c.plan_id == number)
        elif before is not None:
            self._answers.settle(before, self._valued(thing, number))

    def _put(self, table: Table, row: dict[str, Any]) -> None:
        if table is overrides:
            self._changes.insert(table, row)
        else:
            self._changes.insert_all(table, [row])

    def _valued(self, thing: Thing, number: int) -> Any:
        """Return a session or a reading as it stands; None for what answers no plan."""
        if thing.table is sessions:
            return reading.by_number(self._db, [number])[number]
        return readings_by_number(self._db, [number])[number] if thing.table is readings else None

    def _fill(self, thing: Thing, key: Any, here: Rows, rows: Rows) -> bool:
        """Take over what the diary does not say; return whether there was anything."""
        if thing.table is reminders:
            return False
        (mine,), (other,) = here[thing.table], rows[thing.table]
        told = {
            name: value for name, value in other.items() if value is not None and mine[name] is None
        }
        if told:
            self._changes.update(thing.table, {"id": key}, told)
        return bool(told)

    def _put_pauses(self) -> None:
        """Insert the pauses of plans, once the trials that wrote some are there."""
        for number, pause in self._pauses:
            with self._intake.taking("a pause", str(pause.first_on)):
                row = self._rows.row(carried(_PAUSES), partial(getattr, pause))
                self._changes.insert(pauses, {"plan_id": number} | row)
        self._pauses.clear()


def _runs(records: Iterable[tuple[str, Any]]) -> Iterator[tuple[Thing, list[tuple[str, Any]]]]:
    """Return records of one kind that follow each other, so many at a time."""
    for name, run in groupby(records, lambda one: type(one[1]).__struct_config__.tag):
        while some := list(islice(run, CHUNK)):
            yield _THINGS[name], some


def _check_days(value: Any) -> None:
    """Refuse what lies in a year of which no calendar of this program knows."""
    if isinstance(value, dt.date):
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise NotTaken(
                f"{value} is out of reach: years from {FIRST_YEAR} to {LAST_YEAR} are accepted."
            )
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            _check_days(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            _check_days(one)


def shown(record: Any) -> str:
    """Return a record as far as it helps to find it."""
    return shortened(json.encode(record).decode(), 120)
