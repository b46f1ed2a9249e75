"""The readings of the pain by themselves: written down, corrected, taken back and read again."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select

from tracker.care.fields import BodyArea
from tracker.care.levels import DayLevel, by_day
from tracker.care.planned import Planned
from tracker.care.reading import Reading
from tracker.care.zones import zone_kept
from tracker.errors import BadInput, NotFound
from tracker.escaping import command
from tracker.journal.rows import area_of, listed_rows, value_of
from tracker.tables import reading_areas, readings
from tracker.text import is_said

if TYPE_CHECKING:
    from tracker.journal.answers import Answers
    from tracker.journal.changes import Changes

# Well below the number of variables that any SQLite allows in one statement.
_CHUNK = 500
_OWN = ("day", "at", "part", "zone", "level", "took", "note")


class StoredReading(Struct, frozen=True):
    """A reading as it now stands, and what the person should hear about storing it.

    `answers` are the occurrences of plans that it answers. `remark` says how its time was
    understood, where that is not plain.
    """

    reading: Reading
    answers: tuple[Planned, ...] = ()
    offers_red_flags: bool = False
    is_corrected: bool = False
    remark: str = ""


class Readings:
    """The readings of the diary. What is told of one are values by the names of its fields."""

    def __init__(self, db: Connection, changes: "Changes", answers: "Answers") -> None:
        self._db = db
        self._changes = changes
        self._answers = answers

    def log(self, told: Mapping[str, Any], reminder: int | None = None) -> Reading:
        """Write down one reading, which answers the plans of pain of its day.

        It answers a `reminder` that it was told for, whatever the day of that is.
        """
        now = self._changes.now
        values = {name: told[name] for name in _OWN if name in told}
        number = self._changes.insert(readings, values | {"created_at": now, "changed_at": now})
        self._keep_areas(number, told.get("areas", ()))
        stored = self.get(number)
        if reminder is not None:
            self._answers.give_reading(number, reminder)
        self._answers.settle(stored)
        self._changes.keep("pain", what(stored))
        return stored

    def edit(self, number: int, told: Mapping[str, Any]) -> Reading:
        """Give the named fields of a reading new values; None empties a field."""
        before = self.get(number)
        values = {name: told[name] for name in _OWN if name in told}
        self._changes.update(readings, {"id": number}, values | {"changed_at": self._changes.now})
        if "areas" in told:
            self._changes.delete(reading_areas, {"reading_id": number})
            self._keep_areas(number, told["areas"] or ())
        stored = self.get(number)
        self._answers.settle(before, stored)
        self._changes.keep("edit", what(stored))
        return stored

    def take_out(self, numbers: Iterable[int]) -> list[Reading]:
        """Delete readings as a part of another change; return them as they were."""
        found = [self.get(number) for number in dict.fromkeys(numbers)]
        for reading in found:
            self._answers.release(reading.number, "read_by")
            self._changes.delete(reading_areas, {"reading_id": reading.number})
            self._changes.delete(readings, {"id": reading.number})
        if found:
            self._answers.settle(*found)
        return found

    def get(self, number: int) -> Reading:
        """Return the reading of that number, or raise NotFound."""
        found = by_number(self._db, [number])
        if number not in found:
            raise NotFound(
                f"there is no reading p{number}.",
                f"The numbers stand in: {command('history --kind pain')}",
            )
        return found[number]

    def between(self, first: dt.date, last: dt.date) -> list[Reading]:
        """Return the readings from `first` to `last`, both included, the earliest first."""
        return _read(self._db, select(readings).where(readings.c.day.between(first, last)))

    def find(
        self,
        since: dt.date | None = None,
        until: dt.date | None = None,
        area: BodyArea | None = None,
        limit: int | None = None,
        words: str | None = None,
        tags: tuple[str, ...] = (),
    ) -> tuple[list[Reading], bool]:
        """Return the newest `limit` that fit, oldest first, and whether older ones were left out.

        What was on both sides of an area was on the side that is wanted, too. The `words` stand in
        the note or in what was taken, and all of the `tags` in the note.
        """
        asked = list[ColumnElement[bool]]()
        if since is not None:
            asked.append(readings.c.day >= since)
        if until is not None:
            asked.append(readings.c.day <= until)
        if area is not None:
            touched = select(reading_areas.c.reading_id).where(reading_areas.c.area == area.name)
            if area.side is not None:
                touched = touched.where(reading_areas.c.side.in_({area.side, "both"}))
            asked.append(readings.c.id.in_(touched))
        is_read_through = words is not None or bool(tags)
        if is_read_through:
            asked.append(or_(readings.c.note.is_not(None), readings.c.took.is_not(None)))
        if limit is not None and not is_read_through:
            # Whole days are read, as the table does not know where a part of a day stands.
            newest = select(readings.c.day).where(*asked).order_by(readings.c.day.desc())
            days = self._db.execute(newest.limit(limit + 1)).scalars().all()
            asked += [readings.c.day >= days[-1]] if days else []
        found = _read(self._db, select(readings).where(*asked))
        if is_read_through:
            found = [
                one
                for one in found
                if (is_said(one.note, words, ()) or is_said(one.took, words, ()))
                and is_said(one.note or "", None, tags)
            ]
        kept = found[-limit:] if limit else found
        return kept, len(kept) < len(found)

    def last(self) -> Reading | None:
        """Return the reading that was written down last, whenever it was; None without any."""
        newest = select(func.max(readings.c.id)).scalar_subquery()
        found = _read(self._db, select(readings).where(readings.c.id == newest))
        return found[0] if found else None

    def _keep_areas(self, number: int, areas: Sequence[Any]) -> None:
        rows = [{"reading_id": number} | row for row in listed_rows(areas)]
        self._changes.insert_all(reading_areas, rows)


def as_told(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of a reading by its own names, where it was told as of a session.

    Raises BadInput for a level after something, as there is nothing that it could be after.
    """
    if told.get("pain_after") is not None:
        before = "" if told.get("pain_before") is None else told["pain_before"]
        typed = f"{before}:{told['pain_after']}"
        raise BadInput("{}: a reading is one level, as in --pain 4.", typed).named("--pain")
    names = {"pain_before": "level", "started_at": "at"}
    return {names.get(name, name): value for name, value in told.items() if name != "pain_after"}


def by_number(db: Connection, numbers: Sequence[int]) -> dict[int, Reading]:
    """Return the readings that exist of the numbers asked for."""
    if not numbers:
        return {}
    found = _read(db, select(readings).where(readings.c.id.in_(numbers)))
    return {reading.number: reading for reading in found}


def day_levels(db: Connection, first: dt.date, last: dt.date) -> list[DayLevel]:
    """Return the level of each day with a reading from `first` to `last`, both included."""
    asked = select(readings.c.day, readings.c.level).where(readings.c.day.between(first, last))
    return by_day((row.day, row.level) for row in db.execute(asked))


def _read(db: Connection, statement: Select[Any]) -> list[Reading]:
    """Return readings in their order, with the areas that belong to them."""
    rows = db.execute(statement).all()
    areas = defaultdict(list)
    for start in range(0, len(rows), _CHUNK):
        numbers = [row.id for row in rows[start : start + _CHUNK]]
        of_these = select(reading_areas).where(reading_areas.c.reading_id.in_(numbers))
        for row in db.execute(of_these.order_by(reading_areas.c.position)):
            areas[row.reading_id].append(area_of(row))
    found = (_reading(row, tuple(areas[row.id])) for row in rows)
    return sorted(found, key=lambda one: one.place)


def _reading(row: Row[Any], areas: tuple[Any, ...]) -> Reading:
    return value_of(row, Reading, number=row.id, areas=areas)


def what(reading: Reading) -> str:
    """Return what a change of a reading was about: its number, level, day and clock time."""
    clock = f" {reading.part}" if reading.part else ""
    if reading.at is not None:
        clock = f" {reading.at.astimezone(zone_kept(reading.zone)):%H:%M}"
    return f"p{reading.number} pain {reading.level}, {reading.day}{clock}"
