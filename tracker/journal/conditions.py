"""What a person notes of their health: since when, until when, and whether a doctor agreed."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import Connection, Row, or_, select

from tracker.care.fields import BodyArea
from tracker.errors import BadInput, Conflict
from tracker.escaping import command
from tracker.journal.changes import Changes
from tracker.journal.named import the_one
from tracker.journal.providers import Providers
from tracker.journal.rows import value_of
from tracker.tables import conditions
from tracker.text import LONGEST_NAME, name_key, storable, visible
from tracker.when import short_day

_DAY = dt.timedelta(days=1)
_NOON = dt.time(12)


if TYPE_CHECKING:
    from tracker.present import Present


class Noted(Struct, frozen=True, kw_only=True):
    """A condition as the person noted it; it began on the day `from_on` where that alone is known."""

    number: int
    key: str
    name: str
    area: BodyArea | None
    from_at: dt.datetime
    from_on: dt.date | None
    until_at: dt.datetime | None
    cleared_by: str | None
    cleared_on: dt.date | None
    cleared_until: dt.date | None
    note: str | None


class Conditions:
    """The conditions of the diary."""

    def __init__(
        self,
        db: Connection,
        changes: Changes,
        people: Providers,
        present: "Present",
    ) -> None:
        self._db = db
        self._changes = changes
        self._people = people
        self._present = present

    def add(
        self,
        key: str,
        name: str,
        from_at: dt.datetime,
        until_at: dt.datetime | None = None,
        area: BodyArea | None = None,
        note: str | None = None,
        from_on: dt.date | None = None,
    ) -> Noted:
        """Note a condition from an instant on; raise Conflict where one of that name is active.

        Where only the day of its beginning is known, `from_on` is that day.
        """
        name = storable(name, LONGEST_NAME, "a name")
        if not name_key(name):
            raise BadInput("{}: a condition needs a name, as in flu.", name)
        if any(name_key(one.name) == name_key(name) for one in self.active(self._changes.now)):
            raise Conflict(
                f'"{visible(name)}" is noted already.', f"Over? {command('condition end', name)}"
            )
        if until_at is not None and until_at < from_at:
            over = short_day(self._day(until_at))
            raise BadInput("{} lies before the condition began.", over)
        number = self._insert(key, name, from_at, until_at, area, note, from_on)
        self._changes.keep("condition add", name)
        return self.get(number)

    def note(self, key: str) -> Noted:
        """Note a condition of the care rules from now on as a part of another change, once."""
        known = self.standing(key)
        if known is not None:
            return known
        return self.get(self._insert(key, key.replace("-", " "), self._changes.now))

    def standing(self, key: str) -> Noted | None:
        """Return what is noted now of a condition of the care rules, the earliest; None if nothing."""
        active = self.active(self._changes.now)
        return next((one for one in active if one.key == key), None)

    def emergency(self) -> Noted | None:
        """Return the emergency that is noted and not ended, if there is one."""
        return self.standing("emergency-signs")

    def to_review(self) -> list[Noted]:
        """Return what is noted now with a doctor's word that is to be looked at again."""
        today = self._present.today
        active = self.active(self._changes.now)
        return [one for one in active if one.cleared_until and one.cleared_until <= today]

    def end(self, name: str, at: dt.datetime) -> Noted:
        """Say that the condition meant is over since an instant."""
        noted = self.meant(name)
        if at < noted.from_at:
            begun, over = self._day(noted.from_at), self._day(at)
            raise BadInput(f"{{}} lies before the condition began, {short_day(begun)}.", str(over))
        self._changes.update(conditions, {"id": noted.number}, {"until_at": at})
        self._changes.keep("condition end", noted.name)
        return self.get(noted.number)

    def clear(self, name: str, by: str, on: dt.date, until: dt.date | None = None) -> Noted:
        """Record that a doctor agreed to what the condition meant holds, on a day.

        From the day `until` on that word no longer counts, and is to be looked at again. Raises
        BadInput where that is before the word, or the word before the condition began: such a
        word was about something else.
        """
        noted = self.meant(name)
        if on < (begun := noted.from_on or self._day(noted.from_at)):
            refusal = f"{{}} lies before the condition began, {short_day(begun)}."
            earlier = f"Did it begin earlier? {command('condition add --at WHEN')} says since when."
            raise BadInput(refusal, str(on), earlier).named("--on")
        if until is not None and until <= on:
            refusal = f"{{}} is not after the day of that word, {short_day(on)}."
            raise BadInput(refusal, str(until)).named("--until")
        by = storable(by, LONGEST_NAME, "a name")
        values = {"cleared_by": by, "cleared_on": on, "cleared_until": until}
        self._changes.update(conditions, {"id": noted.number}, values)
        self._changes.keep("condition clear", noted.name)
        return self.get(noted.number)

    def get(self, number: int) -> Noted:
        """Return the condition of that number."""
        return _noted(self._db.execute(select(conditions).where(conditions.c.id == number)).one())

    def all(self) -> list[Noted]:
        """Return every condition, the latest last."""
        rows = select(conditions).order_by(conditions.c.from_at, conditions.c.id)
        return [_noted(row) for row in self._db.execute(rows)]

    def listed(self, *, with_past: bool) -> list[Noted]:
        """Return what is noted now, or whatever was noted, the latest last."""
        return self.all() if with_past else self.active(self._changes.now)

    def active(self, at: dt.datetime) -> list[Noted]:
        """Return what was noted as being there at an instant, the latest last."""
        there = or_(conditions.c.until_at.is_(None), conditions.c.until_at > at)
        rows = select(conditions).where(conditions.c.from_at <= at, there)
        return [_noted(row) for row in self._db.execute(rows.order_by(conditions.c.from_at))]

    def meant(self, text: str) -> Noted:
        """Return the active condition that a name or a key means; raise NotFound otherwise."""
        active, key = self.active(self._changes.now), name_key(text)
        ways = (
            [one for one in active if name_key(one.name) == key],
            [one for one in active if one.key == key.replace(" ", "-")],
            [one for one in active if key and name_key(one.name).startswith(key)],
        )
        missing = f'no condition "{visible(text)}" is noted now.'
        return the_one(text, ways, active, missing, f"Noted: {command('condition list')}")

    def _insert(
        self,
        key: str,
        name: str,
        from_at: dt.datetime,
        until_at: dt.datetime | None = None,
        area: BodyArea | None = None,
        note: str | None = None,
        from_on: dt.date | None = None,
    ) -> int:
        values = {
            "key": key,
            "name": name,
            "name_key": name_key(name),
            "area": area.name if area else None,
            "side": area.side if area else None,
            "from_at": from_at,
            "from_on": from_on,
            "until_at": until_at,
            "note": note,
            "created_at": self._changes.now,
        }
        return self._changes.insert(conditions, values)

    def _day(self, at: dt.datetime) -> dt.date:
        """Return the day of the person's on which an instant falls."""
        return self._present.day_of(at)


def _noted(row: Row[Any]) -> Noted:
    area = BodyArea(row.area, row.side) if row.area else None
    return value_of(row, Noted, number=row.id, area=area)
