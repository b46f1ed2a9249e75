"""Sessions and readings that a file tells of, taken into the diary as one change."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, Table, select

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
        is_trial: bool = False,
    ) -> Taken:
        """Take in entries of a file; without a `source` it is one of this program.

        What was taken over before and is told otherwise now is changed, unless the person changed
        it here since; a file of this program is right in any case. The `meanings` of names are
        kept. With `is_trial` nothing is done, and it is counted what would be.
        """
        with self._intake.as_one(source or "tracker", is_trial=is_trial):
            for some in chunks(understood):
                self._take_sessions([one for one in some if one.entry is not None], source)
                self._take_readings([one for one in some if one.entry is None], source)
            if source is not None:
                self._remember(source, meanings)
        return self._intake.taken()

    def _take_sessions(self, some: Sequence[Understood], source: str | None) -> None:
        known = self._known(sessions, some)
        there = reading.by_number(self._db, list(known.values()))
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
                self._intake.refuse(one.where, refusal.value, str(refusal))
                continue
            if one.uuid not in known:
                rows = rows_of(entry, provider)
                (own,) = rows[sessions]
                rows[sessions] = [own | self._made(one.uuid, source) | {"has_to_fit": True}]
                new.append(New(one.where, str(entry.day), rows))
                continue
            before = there[known[one.uuid]]
            said = told_of(before.entry)
            told = {name: value for name, value in told_of(entry).items() if value != said[name]}
            told.pop("came_in", None)
            is_changed_here = source is not None and before.changed_at != before.created_at
            if self._differs(one, told, is_changed_here=is_changed_here):
                with self._intake.taking(one.where, str(entry.day)):
                    self._journal.sessions.edit(before.number, told)
                    self._take_over(sessions, before.number, source)
                    self._intake.count("changed", entry.day)
        self._intake.insert(THING_OF[sessions], new)

    def _take_readings(self, some: Sequence[Understood], source: str | None) -> None:
        known = self._known(readings, some)
        there = readings_by_number(self._db, list(known.values()))
        changed = self._changed_here(readings, list(known.values()))
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
            number = known[one.uuid]
            told = {
                name: value for name, value in told.items() if value != getattr(there[number], name)
            }
            is_changed_here = source is not None and number in changed
            if self._differs(one, told, is_changed_here=is_changed_here):
                with self._intake.taking(one.where, str(day)):
                    self._journal.readings.edit(number, told)
                    self._take_over(readings, number, source)
                    self._intake.count("changed", day)
        self._intake.insert(THING_OF[readings], new)

    def _known(self, table: Table, some: Sequence[Understood]) -> dict[UUID, int]:
        """Return the numbers of those that the diary has already."""
        if not some:
            return {}
        asked = select(table.c.uuid, table.c.id).where(table.c.uuid.in_([one.uuid for one in some]))
        return {row.uuid: row.id for row in self._db.execute(asked)}

    def _once(
        self, table: Table, some: Sequence[Understood], known: Mapping[UUID, int]
    ) -> Iterable[Understood]:
        """Return each entry but those that the file told of before."""
        seen = set[UUID]()
        for one in some:
            if one.uuid in seen or self._intake.is_new(table, known.get(one.uuid, 0)):
                self._intake.ignore(one.where, TWICE)
            else:
                seen.add(one.uuid)
                yield one

    def _differs(self, one: Understood, told: Mapping[str, Any], *, is_changed_here: bool) -> bool:
        """Tell whether an entry that is here is to be changed, and count it where it is not."""
        if not told:
            self._intake.count("same")
        elif is_changed_here:
            self._intake.ignore(one.where, CHANGED_HERE)
        return bool(told) and not is_changed_here

    def _made(self, uuid: UUID, source: str | None) -> dict[str, Any]:
        now = self._changes.now
        return {"uuid": uuid, "source": source, "created_at": now, "changed_at": now}

    def _take_over(self, table: Table, number: int, source: str | None) -> None:
        """Note that another program, and not the person here, said last what a row says."""
        if source is not None:
            now = {"created_at": self._changes.now, "changed_at": self._changes.now}
            self._changes.update(table, {"id": number}, now)

    def _changed_here(self, table: Table, numbers: Sequence[int]) -> set[int]:
        """Return which of these rows were changed since they were written down."""
        asked = select(table.c.id).where(
            table.c.id.in_(numbers), table.c.changed_at != table.c.created_at
        )
        return set(self._db.execute(asked).scalars())

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
