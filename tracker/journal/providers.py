"""The people who help: massage therapists, chiropractors, physical therapists, doctors."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import Connection, Row, func, select

from tracker.errors import BadInput, Conflict, NotFound
from tracker.escaping import command, quoted
from tracker.journal import reading
from tracker.journal.changes import Changes
from tracker.journal.named import the_one
from tracker.journal.plan_rows import read_json
from tracker.journal.reading import Search
from tracker.journal.rows import value_of
from tracker.tables import plans, providers, services, sessions
from tracker.text import LONGEST_NAME, name_key, storable, visible

if TYPE_CHECKING:
    from tracker.care.claims import Bill
    from tracker.care.outcomes import PainChange


class Provider(Struct, frozen=True):
    """One person, known by a name; two spellings with the same key are the same person.

    `approach` is how they see their own work, `rating` goes from 1 to 5.
    """

    number: int
    name: str
    role: str | None = None
    styles: tuple[str, ...] = ()
    approach: str | None = None
    experience: str | None = None
    contact: str | None = None
    rating: int | None = None
    note: str | None = None


class Seen(Struct, frozen=True):
    """A person, how many sessions they gave, and the last day of them."""

    person: Provider
    sessions: int = 0
    last_on: dt.date | None = None


class Record(Struct, frozen=True):
    """A person, and what the sessions with them came to."""

    person: Provider
    sessions: int
    duration: dt.timedelta
    last_on: dt.date | None
    bills: "tuple[Bill, ...]"
    change: "PainChange"


class Changed(Struct, frozen=True):
    """A person as they are known now, and as they were."""

    person: Provider
    was: Provider


class Merged(Struct, frozen=True):
    """One person made out of two: what of `gone` moved, was taken over, and was not needed."""

    person: Provider
    gone: Provider
    sessions: int
    plans: int
    taken: tuple[str, ...]
    dropped: tuple[str, ...]


_FIELDS = ("role", "styles", "approach", "experience", "contact", "rating", "note")


class Providers:
    """Knows the people of the diary."""

    def __init__(self, db: Connection, changes: Changes) -> None:
        self._db = db
        self._changes = changes

    def named(self, name: str) -> Provider | None:
        """Return the person of that name, in whatever case, spacing or Unicode form."""
        row = self._db.execute(
            select(providers).where(providers.c.name_key == name_key(name))
        ).first()
        return _provider(row) if row else None

    def fitting(self, name: str) -> list[Provider]:
        """Return the person of that name, else those whose name has all of its words: Ana, Ana Ruiz."""
        if known := self.named(name):
            return [known]
        words = _words_of(name)
        return [person for person in self.all() if words and words <= _words_of(person.name)]

    def taken_for(self, name: str) -> Provider | None:
        """Return the one person whom that name fits; None where it fits nobody, or several."""
        found = self.fitting(name)
        return found[0] if len(found) == 1 else None

    def named_or_new(self, name: str) -> tuple[Provider, bool]:
        """Return the one person whom that name fits, or a new one, and whether it is a new one."""
        spelled = _spelled(name)
        if known := self.taken_for(spelled):
            return known, False
        return self._insert(spelled, {}), True

    def add(self, name: str, fields: Mapping[str, Any]) -> Provider:
        """Make a person; raise Conflict where the name is known."""
        spelled = _spelled(name)
        self._refuse_taken(spelled)
        person = self._insert(spelled, fields)
        self._changes.keep("provider add", spelled)
        return person

    def edit(self, name: str, fields: Mapping[str, Any]) -> Changed:
        """Give the named fields of the person meant new values; None empties a field.

        Sessions and plans follow a person to another name.
        """
        person = self.meant(name)
        values = _columns(fields)
        if "name" in fields:
            spelled = _spelled(fields["name"])
            self._refuse_taken(spelled, but=person.number)
            values |= {"name": spelled, "name_key": name_key(spelled)}
            for plan in self._plan_rows(person):
                self._change_plan(plan, person, person.number, spelled)
        self._changes.update(providers, {"id": person.number}, values)
        self._changes.keep("provider edit", person.name)
        return Changed(self._get(person.number), person)

    def merge(self, gone_name: str, name: str) -> Merged:
        """Make two people one: sessions and plans of one move, and its fields fill empty ones."""
        gone, person = self.meant(gone_name), self.meant(name)
        if gone.number == person.number:
            raise BadInput("{} is both of them; name two different people.", gone.name)
        given = select(services.c.session_id).where(services.c.provider_id == gone.number)
        numbers = self._db.execute(given).scalars().all()
        for number in numbers:
            self._changes.update(services, {"session_id": number}, {"provider_id": person.number})
        moved = self._plan_rows(gone)
        for plan in moved:
            self._change_plan(plan, gone, person.number, person.name)
        known = [field for field in _FIELDS if getattr(gone, field)]
        taken = [field for field in known if not getattr(person, field)]
        if taken:
            filled = _columns({field: getattr(gone, field) for field in taken})
            self._changes.update(providers, {"id": person.number}, filled)
        self._changes.delete(providers, {"id": gone.number})
        self._changes.keep("provider merge", f"{gone.name} into {person.name}")
        dropped = [
            field
            for field in known
            if field not in taken and getattr(gone, field) != getattr(person, field)
        ]
        whole = self._get(person.number)
        return Merged(whole, gone, len(numbers), len(moved), tuple(taken), tuple(dropped))

    def remove(self, name: str) -> Provider:
        """Forget the person meant; raise Conflict while sessions or plans name them."""
        person = self.meant(name)
        given = select(func.count()).where(services.c.provider_id == person.number)
        count = int(self._db.execute(given).scalar_one())
        named = self._plan_rows(person)
        past = sum(plan.removed_at is not None for plan in named)
        naming = [
            f"{number} {noun}{'' if number == 1 else 's'}"
            for number, noun in (
                (count, "session"),
                (len(named) - past, "plan"),
                (past, "former plan"),
            )
            if number
        ]
        if naming:
            shown = visible(person.name)
            raise Conflict(
                f"{shown} is named by {' and '.join(naming)}.",
                f"Give these to another person: {command('provider merge', quoted(person.name), 'NAME')}",
            )
        self._changes.delete(providers, {"id": person.number})
        self._changes.keep("provider remove", person.name)
        return person

    def meant(self, text: str) -> Provider:
        """Return the one person that a name or a part of it means; raise NotFound otherwise."""
        if known := self.named(text):
            return known
        everyone, key, said = self.all(), name_key(text), visible(text)

        def several(found: Sequence[Provider]) -> NotFound:
            named = ", ".join(visible(person.name) for person in found[:8])
            return NotFound(f'"{said}" could be any of {named}. Write more of the name.')

        fitting = [person for person in everyone if key and key in name_key(person.name)]
        missing = f'nobody called "{said}" is in the diary.'
        return the_one(text, [fitting], everyone, missing, several=several)

    def all(self) -> list[Provider]:
        """Return everybody, by name."""
        return [
            _provider(row)
            for row in self._db.execute(select(providers).order_by(providers.c.name_key))
        ]

    def seen(self) -> list[Seen]:
        """Return everybody, by name, with how many sessions they gave."""
        rows = self._db.execute(
            select(
                services.c.provider_id,
                func.count().label("sessions"),
                func.max(sessions.c.day).label("last_on"),
            )
            .join(sessions, sessions.c.id == services.c.session_id)
            .where(services.c.provider_id.is_not(None))
            .group_by(services.c.provider_id)
        )
        found = {row.provider_id: (row.sessions, row.last_on) for row in rows}
        return [Seen(person, *found.get(person.number, ())) for person in self.all()]

    def record(self, name: str) -> Record:
        """Return the person meant, and what the sessions with them came to."""
        from tracker.care.claims import bills
        from tracker.care.outcomes import pain_change

        person = self.meant(name)
        given = reading.search(self._db, Search(provider=person.number)).sessions
        entries = [session.entry for session in given]
        return Record(
            person,
            len(entries),
            sum((entry.details.duration for entry in entries), dt.timedelta()),
            entries[-1].day if entries else None,
            tuple(bills(entries)),
            pain_change(
                (entry.pain_before, entry.pain_after)
                for entry in entries
                if entry.pain_before is not None and entry.pain_after is not None
            ),
        )

    def _get(self, number: int) -> Provider:
        return _provider(self._db.execute(select(providers).where(providers.c.id == number)).one())

    def _insert(self, name: str, fields: Mapping[str, Any]) -> Provider:
        values = {"name": name, "name_key": name_key(name), "created_at": self._changes.now}
        return self._get(self._changes.insert(providers, values | _columns(fields)))

    def _refuse_taken(self, name: str, but: int | None = None) -> None:
        known = self.named(name)
        if known is not None and known.number != but:
            shown = visible(known.name)
            raise Conflict(
                f"{shown} is in the diary already.",
                f"Change what is known: {command('provider edit', quoted(known.name))}. "
                f"Two entries of one person: {command('help provider merge')}",
            )

    def _plan_rows(self, person: Provider) -> list[Row[Any]]:
        # A plan keeps the name of whom a session is with among its details, and who directed
        # it by number.
        rows = self._db.execute(select(plans).order_by(plans.c.id))
        return [
            row
            for row in rows
            if row.directed_by == person.number or read_json(row).get("provider") == person.name
        ]

    def _change_plan(self, plan: Row[Any], was: Provider, number: int, name: str) -> None:
        values: dict[str, Any] = {}
        if plan.directed_by == was.number != number:
            values["directed_by"] = number
        details = read_json(plan)
        if details.get("provider") == was.name:
            details["provider"] = name
            values["details"] = json.dumps(details, ensure_ascii=False)
        if values:
            self._changes.update(plans, {"id": plan.id}, values)


def _spelled(name: str) -> str:
    spelled = storable(name, LONGEST_NAME, "a name")
    if not name_key(spelled):
        raise BadInput("{}: a name is needed, as in --with Ana.", name)
    return spelled


def _words_of(name: str) -> set[str]:
    return set(name_key(name).replace(".", " ").replace(",", " ").split())


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    values = {field: fields[field] for field in _FIELDS if field in fields}
    if "styles" in values:
        values["styles"] = ",".join(values["styles"] or ()) or None
    return values


def _provider(row: Row[Any]) -> Provider:
    styles = tuple(row.styles.split(",")) if row.styles else ()
    return value_of(row, Provider, number=row.id, styles=styles)
