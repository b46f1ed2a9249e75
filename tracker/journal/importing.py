"""Sessions and readings that a file tells of, taken into the diary as one change."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, select

from tracker.care.fields import told_of
from tracker.care.incoming import Taken, Understood
from tracker.errors import BadInput
from tracker.journal import reading
from tracker.journal.answers import Answers
from tracker.journal.intake import CHANGED_HERE, TWICE, Intake, New, chunks
from tracker.journal.readings import by_number as readings_by_number
from tracker.journal.records import THING_OF
from tracker.journal.rows import Rows, listed_rows, rows_of
from tracker.journal.sessions import check_cover
from tracker.tables import known_names, reading_areas, readings, sessions

if TYPE_CHECKING:
    from tracker.journal import Journal


class Importing:
    """Takes in the entries of one file. The care rules are not asked, as all of it is past."""

    def __init__(self, db: Connection, journal: "Journal", answers: Answers) -> None:
        self._db = db
        self._journal = journal
        self._changes = journal.changes
        self._intake = Intake(db, journal.changes, answers)
        self._people: dict[str, tuple[str, int]] = {}

    def meanings(self, source: str) -> dict[str, str | None]:
        """Return what names of a program were said to mean until now, by their keys."""
        rows = self._db.execute(select(known_names).where(known_names.c.source == source))
        return {row.name_key: row.meaning for row in rows}

    def take(
        self,
        understood: Iterable[Understood],
        source: str | None,
        meanings: Mapping[str, str | None],
        *,
        origin: str = "",
        is_trial: bool = False,
    ) -> Taken:
        """Take in entries of a file; without a `source` it is one of this program.

        The `origin` is what wrote it in words, by which undo names it.

        What was taken over before and is told otherwise now is changed, unless the person changed
        it here since; a file of this program is right in any case. The `meanings` of names are
        kept. With `is_trial` nothing is done, and it is counted what would be.
        """
        with self._intake.as_one(origin or source or "tracker", is_trial=is_trial):
            for some in chunks(understood):
                self._take_sessions([one for one in some if one.entry is not None], source)
                self._take_readings([one for one in some if one.entry is None], source)
            if source is not None:
                self._remember(source, meanings)
        return self._intake.taken()

    def _take_sessions(self, some: Sequence[Understood], source: str | None) -> None:
        known = self._known(sessions, some)
        there = reading.by_number(self._db, [row.id for row in known.values()])
        new = list[New]()
        for one in self._once(sessions, some, known):
            entry = one.entry
            assert entry is not None
            provider = None
            try:
                check_cover(entry)
                if entry.details.provider is not None:
                    name, provider = self._person(entry.details.provider)
                    entry = entry.telling(provider=name)
            except BadInput as refusal:
                self._intake.refuse(one.where, str(entry.day), str(refusal))
                continue
            if one.uuid not in known:
                rows = rows_of(entry, provider)
                (own,) = rows[sessions]
                rows[sessions] = [own | self._made(one.uuid, source) | {"has_to_fit": True}]
                new.append(New(one.where, str(entry.day), rows))
                continue
            row = known[one.uuid]
            told = _differing(told_of(entry), told_of(there[row.id].entry), "started_at")
            if self._is_to_change(one, told, row, source):
                with self._intake.taking(one.where, str(entry.day)):
                    self._journal.sessions.edit(row.id, told)
                    self._take_over(sessions, row.id, source)
                    self._intake.count("changed", entry.day)
        self._intake.insert(THING_OF[sessions], new)

    def _take_readings(self, some: Sequence[Understood], source: str | None) -> None:
        known = self._known(readings, some)
        there = readings_by_number(self._db, [row.id for row in known.values()])
        new = list[New]()
        for one in self._once(readings, some, known):
            told = {"at": None, "part": None, "took": None, "note": None, "areas": (), **one.told}
            day = told["day"]
            if one.uuid not in known:
                areas = told.pop("areas")
                rows: Rows = {readings: [told | self._made(one.uuid, source)]}
                if areas:
                    rows[reading_areas] = listed_rows(areas)
                new.append(New(one.where, str(day), rows))
                continue
            row = known[one.uuid]
            said = {name: getattr(there[row.id], name) for name in told}
            told = _differing(told, said, "at")
            if self._is_to_change(one, told, row, source):
                with self._intake.taking(one.where, str(day)):
                    self._journal.readings.edit(row.id, told)
                    self._take_over(readings, row.id, source)
                    self._intake.count("changed", day)
        self._intake.insert(THING_OF[readings], new)

    def _known(self, table: Table, some: Sequence[Understood]) -> dict[UUID, Row[Any]]:
        """Return of those that are here already which they are, and what became of them here."""
        if not some:
            return {}
        is_changed = (table.c.changed_at != table.c.created_at).label("is_changed")
        asked = select(table.c.uuid, table.c.id, table.c.source, is_changed)
        rows = self._db.execute(asked.where(table.c.uuid.in_([one.uuid for one in some])))
        return {row.uuid: row for row in rows}

    def _once(
        self, table: Table, some: Sequence[Understood], known: Mapping[UUID, Row[Any]]
    ) -> Iterable[Understood]:
        """Return each entry but those that the file told of before."""
        seen = set[UUID]()
        for one in some:
            number = known[one.uuid].id if one.uuid in known else 0
            if one.uuid in seen or self._intake.is_new(table, number):
                self._intake.ignore(one.where, TWICE)
            else:
                seen.add(one.uuid)
                yield one

    def _is_to_change(
        self, one: Understood, told: Mapping[str, Any], row: Row[Any], source: str | None
    ) -> bool:
        """Tell whether an entry that is here is to be changed, and count it where it is not.

        A program that it was not taken over from, such as a calendar that it was written to, has
        only a part of what is said of it here.
        """
        is_foreign = source is not None
        if not told or (is_foreign and row.source != source):
            self._intake.count("same")
            return False
        if is_foreign and row.is_changed:
            self._intake.ignore(one.where, CHANGED_HERE)
            return False
        return True

    def _made(self, uuid: UUID, source: str | None) -> dict[str, Any]:
        now = self._changes.now
        return {"uuid": uuid, "source": source, "created_at": now, "changed_at": now}

    def _take_over(self, table: Table, number: int, source: str | None) -> None:
        """Note that another program, and not the person here, said last what a row says."""
        if source is not None:
            now = {"created_at": self._changes.now, "changed_at": self._changes.now}
            self._changes.update(table, {"id": number}, now)

    def _person(self, name: str) -> tuple[str, int]:
        """Return how the person whom a name means is spelled here, and the number."""
        if name not in self._people:
            person, _ = self._journal.providers.named_or_new(name)
            self._people[name] = person.name, person.number
        return self._people[name]

    def _remember(self, source: str, meanings: Mapping[str, str | None]) -> None:
        known = self.meanings(source)
        for name, meaning in meanings.items():
            key = {"source": source, "name_key": name}
            if name not in known:
                self._changes.insert_all(known_names, [key | {"meaning": meaning}])
            elif known[name] != meaning:
                self._changes.update(known_names, key, {"meaning": meaning})


def _differing(told: Mapping[str, Any], said: Mapping[str, Any], at: str) -> dict[str, Any]:
    """Return what is told otherwise than it is said here; `at` names the instant.

    Of one instant the day and the zone follow from where the person was when it was taken over.
    """
    found = {name: value for name, value in told.items() if value != said[name]}
    follow = {"day", "zone"} if told[at] is not None and at not in found else set[str]()
    return {name: value for name, value in found.items() if name not in {"came_in", *follow}}
