"""Self-care sessions: logged, corrected, taken back and read again."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Table, insert

from tracker.care.catalogue import kinds
from tracker.care.doses import Dose
from tracker.care.money import amount_of, write_money
from tracker.care.session import Entry, Session
from tracker.errors import BadInput, NotFound
from tracker.journal import reading
from tracker.journal.answers import Answers
from tracker.journal.changes import Change, Changes
from tracker.journal.providers import Provider, Providers
from tracker.journal.reading import Search
from tracker.tables import (
    applications,
    exercises_done,
    massages,
    overrides,
    routines_followed,
    services,
    session_areas,
    sessions,
)

if TYPE_CHECKING:
    from tracker.care.safety import Finding

Rows = dict[Table, list[dict[str, Any]]]
_DETAILS = (
    overrides,
    *(overrides, session_areas, massages, services, applications),
    *(exercises_done, routines_followed),
)


class Stored(Struct, frozen=True):
    """A session as it now stands, and what the person should hear about storing it."""

    session: Session
    new_provider: str | None = None
    overlapping: tuple[Session, ...] = ()
    answered: tuple[str, ...] = ()
    cautions: tuple["Finding", ...] = ()
    offers_red_flags: bool = False


class Undone(Struct, frozen=True):
    """A change that was taken back: each session it touched, as it was until now and as it is again."""

    change: Change
    sessions: tuple[tuple[Session | None, Session | None], ...]


class Sessions:
    """The sessions of the diary."""

    def __init__(
        self, db: Connection, changes: Changes, people: Providers, answers: Answers
    ) -> None:
        self._db = db
        self._changes = changes
        self._people = people
        self._answers = answers

    def log(
        self,
        entry: Entry,
        reminder: int | None = None,
        passed_over: Sequence[tuple[str, str]] = (),
    ) -> Stored:
        """Write down one session; make the provider where the name is new.

        It answers the plans of its kind on its day, and the `reminder` that is named. The care
        rules that were `passed_over` are kept with it, each with the reason.
        """
        _check(entry)
        provider, is_new = self._provider(entry)
        now = self._changes.now
        overlapping = reading.overlapping(self._db, entry)
        values = _session_row(entry) | {"created_at": now, "changed_at": now}
        number = self._changes.insert(sessions, values)
        for table, rows in _detail_rows(number, entry, provider).items():
            self._changes.insert_all(table, rows)
        for rule, reason in passed_over:
            row = {"session_id": number, "rule": rule, "reason": reason, "at": now}
            self._changes.insert(overrides, row)
        stored = _session(entry, number, now, now, provider)
        answered = tuple(self._answers.settle(stored, by=reminder))
        self._changes.keep("log", _what(stored))
        new_provider = provider.name if provider and is_new else None
        return Stored(stored, new_provider, overlapping, answered)

    def log_all(self, entries: Sequence[Entry]) -> list[int]:
        """Write down many sessions as one change; return their numbers."""
        now, people = self._changes.now, dict[str, Provider]()
        for entry in entries:
            _check(entry)
            if entry.provider is not None and entry.provider not in people:
                people[entry.provider], _ = self._people.named_or_new(entry.provider)
        values = [_session_row(entry) | {"created_at": now, "changed_at": now} for entry in entries]
        statement = insert(sessions).returning(sessions.c.id, sort_by_parameter_order=True)
        numbers = list(self._db.execute(statement, values).scalars())
        self._changes.made(sessions, [{"id": number} for number in numbers])
        details: Rows = {}
        for number, entry in zip(numbers, entries, strict=True):
            provider = people.get(entry.provider or "")
            for table, rows in _detail_rows(number, entry, provider).items():
                details.setdefault(table, []).extend(rows)
        for table, rows in details.items():
            self._changes.insert_all(table, rows)
        self._changes.keep("log", f"{len(numbers)} sessions")
        return numbers

    def edit(self, number: int, fields: Mapping[str, Any]) -> Stored:
        """Give the named fields of a session new values; None empties a field."""
        before = self.get(number)
        entry = replace(before, **fields)
        _check(entry)
        provider, is_new = self._provider(entry)
        now = self._changes.now
        known = self._people.named(before.provider) if before.provider else None
        old, new = _detail_rows(number, before, known), _detail_rows(number, entry, provider)
        self._changes.update(sessions, {"id": number}, _session_row(entry) | {"changed_at": now})
        for table in old.keys() | new.keys():
            if old.get(table) != new.get(table):
                self._changes.delete(table, {"session_id": number})
                self._changes.insert_all(table, new.get(table, []))
        stored = _session(entry, number, before.created_at, now, provider)
        self._answers.settle(before, stored)
        self._changes.keep("edit", _what(stored))
        is_moved = bool({"day", "duration"} & fields.keys())
        overlapping = reading.overlapping(self._db, entry, but=number) if is_moved else ()
        return Stored(stored, provider.name if provider and is_new else None, overlapping)

    def delete(self, numbers: Iterable[int]) -> list[Session]:
        """Delete sessions, all or none; return them as they were."""
        wanted = list(dict.fromkeys(numbers))
        found = [self.get(number) for number in wanted]
        for session in found:
            self._answers.release(session.number)
            for table in _DETAILS:
                self._changes.delete(table, {"session_id": session.number})
            self._changes.delete(sessions, {"id": session.number})
        self._answers.settle(*found)
        self._changes.keep("delete", ", ".join(_what(session) for session in found))
        return found

    def undo(self) -> Undone:
        """Take back the last change, whatever made it."""
        change = self._changes.last()
        touched = self._changes.keys_touched(change, sessions)
        until_now = reading.by_number(self._db, touched)
        for number in touched:
            self._answers.release(number)
        self._changes.take_back(change)
        again = reading.by_number(self._db, touched)
        self._answers.settle(*until_now.values(), *again.values())
        # What follows from taking back is no change of its own.
        self._changes.forget()
        pairs = tuple((until_now.get(number), again.get(number)) for number in touched)
        return Undone(change, pairs)

    def get(self, number: int) -> Session:
        """Return the session of that number, or raise NotFound."""
        found = reading.by_number(self._db, [number])
        if number not in found:
            raise NotFound(
                f"there is no session #{number}.", "The numbers stand in: tracker history"
            )
        return found[number]

    def last(self, kind: str | None = None) -> Session:
        """Return the latest session, of a kind if one is given; raise NotFound without any."""
        search = Search(kinds=(kind,) if kind else (), limit=1, is_strict=True)
        found = reading.search(self._db, search).sessions
        if not found:
            name = f"{kinds()[kind].name} session" if kind else "session"
            raise NotFound(f"there is no {name} to repeat yet.", "Log one: tracker help log")
        return found[0]

    def find(
        self,
        kinds: tuple[str, ...] = (),
        since: dt.date | None = None,
        until: dt.date | None = None,
        area: str | None = None,
        provider: int | None = None,
        limit: int | None = None,
    ) -> reading.Found:
        """Return the sessions that fit, oldest first, and whether older ones were left out."""
        wanted = Search(kinds, since, until, area, provider, limit)
        return reading.search(self._db, wanted)

    def recent_numbers(self, beginning: str, most: int = 20) -> list[tuple[int, str]]:
        """Return the latest numbers that begin so, with a word about each, for completion."""
        found = reading.search(self._db, Search(limit=200)).sessions
        fitting = [one for one in reversed(found) if str(one.number).startswith(beginning)]
        return [(one.number, _what(one)) for one in fitting[:most]]

    def _provider(self, entry: Entry) -> tuple[Provider | None, bool]:
        if entry.provider is None:
            return None, False
        return self._people.named_or_new(entry.provider)


def _check(entry: Entry) -> None:
    """Word the refusal that concerns two fields at once; the schema holds it too."""
    if entry.covered is None:
        return
    covered = BadInput("{} without a cost: give that with --cost.", amount_of(entry.covered))
    if entry.cost is not None:
        if (
            entry.covered.currency == entry.cost.currency
            and entry.covered.minor <= entry.cost.minor
        ):
            return
        at_most = f"{{}}: what is covered is at most the cost, {write_money(entry.cost)}."
        covered = BadInput(at_most, write_money(entry.covered))
    raise covered.named("--covered")


def _session_row(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "day": entry.day,
        "started_at": entry.started_at,
        "zone": entry.zone,
        "duration_s": int(entry.duration.total_seconds()),
        "pain_before": entry.pain_before,
        "pain_after": entry.pain_after,
        "note": entry.note,
        "came_in": entry.came_in,
    }


def _detail_rows(number: int, entry: Entry, provider: Provider | None) -> Rows:
    """Return the rows beside the session's own; a table of which nothing is known gets none."""
    massage = {"style": entry.style, "performer": entry.performer, "purpose": entry.purpose}
    application = {"temperature_c": entry.temperature_c, "barrier": entry.barrier}
    service = {
        "provider_id": provider.number if provider else None,
        "cost": entry.cost.minor if entry.cost else None,
        "currency": entry.cost.currency if entry.cost else None,
        "covered": entry.covered.minor if entry.covered else None,
        "claim": entry.claim,
        "claim_on": entry.claim_on,
        "claim_note": entry.claim_note,
    }
    routine = {"routine": entry.routine}
    rows: Rows = {
        table: [{"session_id": number} | values]
        for table, values in (
            (massages, massage),
            (services, service),
            (applications, application),
            (routines_followed, routine),
        )
        if any(value is not None for value in values.values())
    }
    if entry.areas:
        rows[session_areas] = [
            {"session_id": number, "position": position, "area": area.name, "side": area.side}
            for position, area in enumerate(entry.areas)
        ]
    if entry.exercises:
        rows[exercises_done] = [
            {"session_id": number, "position": position, "exercise": done.name}
            | _dose_columns(done.dose)
            for position, done in enumerate(entry.exercises)
        ]
    return rows


def _dose_columns(dose: Dose | None) -> dict[str, Any]:
    if dose is None:
        return {"sets": None, "reps": None, "hold_s": None, "each_side": False}
    columns = {"sets": dose.sets, "reps": dose.reps, "hold_s": dose.hold_s}
    return columns | {"each_side": dose.each_side}


def _session(
    entry: Entry,
    number: int,
    created_at: dt.datetime,
    changed_at: dt.datetime,
    provider: Provider | None,
) -> Session:
    fields = {name: getattr(entry, name) for name in Entry.__struct_fields__}
    fields["provider"] = provider.name if provider else None
    return Session(**fields, number=number, created_at=created_at, changed_at=changed_at)


def _what(session: Session) -> str:
    clock = ""
    if session.started_at is not None:
        clock = f" {session.started_at.astimezone(ZoneInfo(session.zone)):%H:%M}"
    return f"#{session.number} {kinds()[session.kind].name}, {session.day}{clock}"
