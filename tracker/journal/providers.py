"""The people who help: massage therapists, chiropractors, physical therapists, doctors."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.errors import BadInput, NotFound
from tracker.journal.changes import Changes
from tracker.tables import providers
from tracker.text import LONGEST_NAME, name_key, near_misses, storable, visible


@dataclass(frozen=True, slots=True)
class Provider:
    """One person, known by a name; two spellings with the same key are the same person."""

    number: int
    name: str


class Providers:
    """Knows the people of the diary."""

    def __init__(self, db: Connection, changes: Changes) -> None:
        self._db = db
        self._changes = changes

    def named(self, name: str) -> Provider | None:
        """Return the person of that name, in whatever case, spacing or Unicode form."""
        row = self._db.execute(
            select(providers.c.id, providers.c.name).where(providers.c.name_key == name_key(name))
        ).first()
        return Provider(row.id, row.name) if row else None

    def named_or_new(self, name: str) -> tuple[Provider, bool]:
        """Return the person of that name and whether they had to be made."""
        kept = storable(name, LONGEST_NAME, "a name")
        if not name_key(kept):
            raise BadInput("{}: a name is needed, as in --with Ana.", name)
        if known := self.named(kept):
            return known, False
        number = self._changes.insert(
            providers,
            {"name": kept, "name_key": name_key(kept), "created_at": self._changes.now},
        )
        return Provider(number, kept), True

    def meant(self, text: str) -> Provider:
        """Return the one person that a name or a part of it means; raise NotFound otherwise."""
        if known := self.named(text):
            return known
        everyone, key = self.all(), name_key(text)
        fitting = [person for person in everyone if key and key in name_key(person.name)]
        if len(fitting) == 1:
            return fitting[0]
        said = visible(text)
        if fitting:
            several = ", ".join(visible(person.name) for person in fitting[:8])
            raise NotFound(f'"{said}" could be any of {several}. Write more of the name.')
        names = {name_key(person.name): person.name for person in everyone}
        near = [visible(names[key]) for key in near_misses(key, names)]
        hint = f"Did you mean {' or '.join(near)}?" if near else ""
        raise NotFound(f'nobody called "{said}" is in the diary.', hint)

    def all(self) -> list[Provider]:
        """Return everybody, by name."""
        rows = self._db.execute(
            select(providers.c.id, providers.c.name).order_by(providers.c.name_key)
        )
        return [Provider(row.id, row.name) for row in rows]
