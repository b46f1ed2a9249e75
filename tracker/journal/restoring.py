"""Records of this program, taken into the diary as one change: a diary comes back, or two become one."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from msgspec import Struct, json
from sqlalchemy import Connection, Row, Table, select

from tracker.care.incoming import Taken
from tracker.care.money import CURRENCIES, largest
from tracker.care.scores import measures
from tracker.errors import DatabaseTrouble
from tracker.escaping import command, shortened, visible
from tracker.journal import reading
from tracker.journal.answers import Answers
from tracker.journal.exporting import CHUNK, MANY, Exporting
from tracker.journal.intake import (
    LATER_HERE,
    RUNS_ALREADY,
    SAID_OTHERWISE,
    TWICE,
    Intake,
    New,
    NotTaken,
)
from tracker.journal.pauses_in import PausesIn
from tracker.journal.readings import by_number as readings_by_number
from tracker.journal.record_rows import RecordRows
from tracker.journal.records import (
    THING_OF,
    THINGS,
    Thing,
)
from tracker.journal.rows import Rows, exercise_of
from tracker.tables import (
    checkins,
    conditions,
    exercises_done,
    flares,
    overrides,
    own_exercises,
    pauses,
    plan_dues,
    plans,
    providers,
    readings,
    red_flag_answers,
    reminders,
    routines,
    sessions,
    trials,
)
from tracker.text import name_key
from tracker.when.days import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from tracker.journal import Journal

_THINGS = {thing.name: thing for thing in THINGS}
_WEEK = dt.timedelta(days=7)


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
        self._pauses = PausesIn(db, journal, self._rows, self._intake)
        # What the diary has in a form of its own, though something was taken from a record.
        self._own: set[tuple[Table, Any]] = set()

    def restore(
        self,
        records: Iterable[tuple[str, Any]],
        origin: str = "tracker",
        *,
        is_trial: bool = False,
    ) -> Taken:
        """Take in records, each with where it stands. The `origin` is what they come from.

        Numbers stay as they are where the diary never had a thing of that kind. What is here in
        another form is changed where that of the record is later. With `is_trial` nothing is done,
        and it is counted what would be.
        """
        with self._intake.as_one(origin, is_trial=is_trial):
            for thing, some in _runs(records):
                if thing.table not in (plans, trials):
                    self._pauses.put()
                self._restore(thing, some)
            self._pauses.put()
        return self._intake.taken()

    def check(self, records: Iterable[tuple[str, Any]]) -> None:
        """Read back what was taken in of the same records; raise DatabaseTrouble where it differs.

        Reminders follow the sessions that are here now, so that these are only looked for.
        """
        taken = self._intake.taken()
        passed_over = {one.where for one in taken.refused} | {one.where for one in taken.ignored}
        for thing, every in _runs(records):
            some = [(where, record) for where, record in every if where not in passed_over]
            named = [record for _, record in some]
            self._rows.look_up(thing, named)
            known = self._known(thing, named)
            here = self._here(thing, set(known.values()))
            self._rows.look_up(thing, [*named, *here.values()])
            for where, record in some:
                key = known.get(self._identity(thing, record)) or self._alike(thing, record)
                is_own = thing.table is reminders or (thing.table, key) in self._own
                if key is None or not (is_own or self._is_same(thing, here[key], record)):
                    raise DatabaseTrouble(
                        f"{where} was read back other than it was taken over. Nothing was stored.",
                        f"See whether the diary is whole: {command('doctor')}",
                    )

    def _is_same(self, thing: Thing, mine: Any, record: Any) -> bool:
        """Tell whether the diary has a record as it is, but for pauses and when it is due next."""
        here, rows = self._rows.of(thing, mine), self._rows.of(thing, record)
        return all(here.get(table) == rows.get(table) for table in {*here, *rows} - {plan_dues})

    def _restore(self, thing: Thing, some: Sequence[tuple[str, Any]]) -> None:
        records = [record for _, record in some]
        self._rows.look_up(thing, records)
        known = self._known(thing, records)
        here = self._here(thing, set(known.values()))
        self._rows.look_up(thing, [*records, *here.values()])
        new, seen = list[New](), set[Any]()
        for where, record in some:
            try:
                _check(record)
                _check_whole(thing, record)
                rows, identity = self._rows.of(thing, record), self._identity(thing, record)
            except NotTaken as refusal:
                self._intake.refuse(where, shown(record), str(refusal))
                continue
            key = known.get(identity)
            if key is None and self._has_another_running(thing, record):
                self._pauses.leave_out(record.uuid)
                self._intake.ignore(where, RUNS_ALREADY)
            elif identity in seen or (key is not None and self._intake.is_new(thing.table, key)):
                self._intake.ignore(where, TWICE)
            elif key is not None:
                self._compare(thing, key, where, record, here[key], rows)
            elif (key := self._alike(thing, record)) is not None:
                (mine,) = self._here(thing, {key}).values()
                self._own.add((thing.table, key))
                self._compare(thing, key, where, record, mine, rows)
            else:
                new.append(New(where, shown(record), rows, getattr(record, "number", None)))
            seen.add(identity)
        if thing.table is plans:
            self._insert_plans(new, {where: record.pauses for where, record in some})
        else:
            self._note(thing, self._intake.insert(thing, new, self._look_at(thing)))

    def _insert_plans(self, new: Sequence[New], pauses_of: Mapping[str, Sequence[Any]]) -> None:
        """Insert plans one by one, as each has to have a name of its own, and to be understood."""
        for one in new:
            is_renamed = self._rename(one)
            done = self._intake.insert(THING_OF[plans], [one], self._look_at(THING_OF[plans]))
            self._note(THING_OF[plans], done)
            for _, number in done:
                self._own |= {(plans, number)} if is_renamed else set()
                self._intake.own_plans.add(number)
                self._pauses.add(one.where, number, pauses_of[one.where])

    def _note(self, thing: Thing, done: Iterable[tuple[New, int]]) -> None:
        """Note the numbers of new things that others may name."""
        if "uuid" not in thing.table.c or thing.table in MANY:
            return
        for one, number in done:
            uuid = one.rows[thing.table][0]["uuid"]
            self._rows.ids(thing.table)[uuid] = number
            self._exporting.identities(thing.table)[number] = uuid

    def _rename(self, one: New) -> bool:
        """Give a plan that is new here a name that no other has; tell whether it is another one."""
        (own,) = one.rows[plans]
        taken = {name_key(plan.name) for plan in self._journal.plans.living()}
        if own["removed_at"] is not None or own["name_key"] not in taken:
            return False
        numbered = (f"{own['name']} {number}" for number in range(2, len(taken) + 3))
        name = next(name for name in numbered if name_key(name) not in taken)
        self._intake.remark(
            f'{one.where}: another plan is called "{visible(own["name"])}", so this one is "{visible(name)}".'
        )
        own |= {"name": name, "name_key": name_key(name)}
        return True

    def _look_at(self, thing: Thing) -> Callable[[Sequence[Any]], object] | None:
        """Return what reads things by their keys, as no rule of the schema says whether they can be.

        It raises Damage where one cannot.
        """
        journal, ever = self._journal, (dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))
        looks: dict[Table, Callable[[Sequence[Any]], object]] = {
            own_exercises: lambda _: journal.exercises.own(),
            routines: lambda _: journal.routines.all(),
            red_flag_answers: lambda _: journal.red_flags.between(*ever),
            plans: lambda numbers: [journal.plans.get(number) for number in numbers],
            trials: lambda _: journal.trials.between(*ever),
            checkins: lambda _: journal.checkins.history(list(measures())),
            # All else of a session the schema guards, and there may be a million.
            sessions: lambda numbers: [*map(exercise_of, self._exercises_of(numbers))],
        }
        return looks.get(thing.table)

    def _exercises_of(self, numbers: Sequence[int]) -> Sequence[Row[Any]]:
        of_these = exercises_done.c.session_id.in_(numbers)
        return self._db.execute(select(exercises_done).where(of_these)).all()

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
        elif table is flares and record.until_on is None:
            same = [table.c.until_on.is_(None)]
        else:
            return None
        number: int | None = self._db.execute(select(table.c.id).where(*same)).scalar()
        if number is not None and table in (providers, flares):
            self._rows.ids(table)[record.uuid] = number
        return number

    def _has_another_running(self, thing: Thing, record: Any) -> bool:
        """Tell whether a record is of a trial that runs while the diary has one of its kind."""
        if thing.table is not trials or record.stopped_on is not None:
            return False
        is_over = record.first_on + record.weeks * _WEEK <= self._journal.present.today
        return not is_over and self._journal.trials.running(record.kind) is not None

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
            is_changed = is_later or self._fill(thing, key, here, rows)
            if thing.table is plans:
                is_changed |= self._pauses.merge(where, key, record.pauses, is_later=is_later)
            if is_changed and (look := self._look_at(thing)) is not None:
                look([key])
            if not is_changed:
                if not self._pauses.wait_for(where):
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
            name: value
            for name, value in other.items()
            if value is not None
            and mine[name] is None
            # That it is over, where alone it is, or that a doctor agreed would hold less than before.
            and (thing.table is not conditions or name == "note")
        }
        if not told:
            return False
        if thing.table is flares and "until_on" in told:
            self._journal.flares.close(key, told["until_on"])
        elif thing.table is trials and "stopped_on" in told:
            self._journal.trials.close(key, told["stopped_on"])
        self._changes.update(thing.table, {"id": key}, told)
        self._own.add((thing.table, key))
        return True


def _runs(records: Iterable[tuple[str, Any]]) -> Iterator[tuple[Thing, list[tuple[str, Any]]]]:
    """Return records of one kind that follow each other, so many at a time."""
    for name, run in groupby(records, lambda one: type(one[1]).__struct_config__.tag):
        while some := list(islice(run, CHUNK)):
            yield _THINGS[name], some


def _check_whole(thing: Thing, record: Any) -> None:
    """Refuse a plan that is never due, and a cost of which two could not be added up."""
    if thing.table is plans and not record.forms:
        raise NotTaken("nothing says when it is due.")
    if thing.table is sessions:
        code = record.currency or ""
        if (record.cost or 0) > largest(code) * 10 ** CURRENCIES.get(code, 2):
            raise NotTaken(f"it costs too much: at most {largest(code):,} {visible(code)}.")


def _check(value: Any) -> None:
    """Refuse what nobody could have typed: a year that no calendar of this program knows, a NUL."""
    if isinstance(value, dt.date):
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise NotTaken(
                f"{value} is out of reach: years from {FIRST_YEAR} to {LAST_YEAR} are accepted."
            )
    elif isinstance(value, str):
        if "\x00" in value:
            raise NotTaken("no text can hold a NUL character.")
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            _check(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            _check(one)


def shown(record: Any) -> str:
    """Return a record as far as it helps to find it."""
    return shortened(json.encode(record).decode(), 120)
