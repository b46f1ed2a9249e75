"""Self-care sessions: logged, corrected, taken back and read again."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, func, insert, select

from tracker.care.catalogue import kinds
from tracker.care.fields import BodyArea, Entry
from tracker.care.money import amount_of, write_money
from tracker.care.planned import Planned
from tracker.care.reading import Reading
from tracker.care.session import Session
from tracker.care.zones import zone_kept
from tracker.errors import BadInput, NotFound
from tracker.escaping import command
from tracker.journal import reading
from tracker.journal.answers import Answers, DoneFor, Question
from tracker.journal.changes import Change, Changes
from tracker.journal.providers import Provider, Providers
from tracker.journal.reading import Search
from tracker.journal.rows import DETAILS, Rows, rows_of
from tracker.tables import done_for, overrides, readings, reminders, sessions

if TYPE_CHECKING:
    from tracker.care.safety import Finding
    from tracker.care.trial import Trial


class Stored(Struct, frozen=True):
    """A session as it now stands, and what the person should hear about storing it.

    `answers` are the occurrences of plans that it answers, ahead of their time or made up among
    them. It is `too_short_for` plans of which it did less than half, and `beyond` the plan that
    was named where that asks for no more. It was done in a week without such of the trial that it
    is `against`. `remark` says how its time was understood, where that is not plain.
    """

    session: Session
    new_provider: str | None = None
    overlapping: tuple[Session, ...] = ()
    answers: tuple[Planned, ...] = ()
    too_short_for: tuple[str, ...] = ()
    beyond: str | None = None
    against: "Trial | None" = None
    cautions: tuple["Finding", ...] = ()
    offers_red_flags: bool = False
    is_corrected: bool = False
    remark: str = ""


class Deleted(Struct, frozen=True):
    """Sessions and readings that were deleted, as they were."""

    sessions: tuple[Session, ...]
    readings: tuple[Reading, ...]


class Undone(Struct, frozen=True):
    """A change that was taken back.

    With it comes each session and each reading that it touched, as it was until now and as it is
    again.
    """

    change: Change
    sessions: tuple[tuple[Session | None, Session | None], ...]
    readings: tuple[tuple[Reading | None, Reading | None], ...] = ()


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
        done: DoneFor | None = None,
        passed_over: Sequence[tuple[str, str]] = (),
    ) -> Stored:
        """Write down one session; make the provider where the name is new.

        It answers the plans that it fits on its day, and what it was `done` for whatever it is. The
        care rules that were `passed_over` are kept with it, each with the reason.
        """
        check_cover(entry)
        entry, provider, is_new = self._with_provider(entry)
        now = self._changes.now
        overlapping = reading.overlapping(self._db, entry)
        rows = rows_of(entry, provider.number if provider else None)
        (own,) = rows.pop(sessions)
        own |= {"created_at": now, "changed_at": now, "has_to_fit": True}
        number = self._changes.insert(sessions, own)
        for table, found in rows.items():
            self._changes.insert_all(table, _of(number, found))
        for rule, reason in passed_over:
            row = {"session_id": number, "rule": rule, "reason": reason, "at": now}
            self._changes.insert(overrides, row)
        stored = Session(number=number, entry=entry, created_at=now, changed_at=now)
        if done is not None:
            self._answers.give(number, done)
        self._answers.settle(stored)
        self._changes.keep("log", what(stored))
        new_provider = provider.name if provider and is_new else None
        return Stored(stored, new_provider, overlapping)

    def log_all(self, entries: Sequence[Entry]) -> list[int]:
        """Write down many sessions as one change; return their numbers."""
        now, people = self._changes.now, dict[str, Provider]()
        for entry in entries:
            check_cover(entry)
            if entry.details.provider is not None and entry.details.provider not in people:
                people[entry.details.provider], _ = self._people.named_or_new(
                    entry.details.provider
                )
        written = [
            rows_of(
                entry, people[entry.details.provider].number if entry.details.provider else None
            )
            for entry in entries
        ]
        values = [
            rows.pop(sessions)[0] | {"created_at": now, "changed_at": now, "has_to_fit": True}
            for rows in written
        ]
        statement = insert(sessions).returning(sessions.c.id, sort_by_parameter_order=True)
        numbers = list(self._db.execute(statement, values).scalars())
        self._changes.made(sessions, [{"id": number} for number in numbers])
        details: Rows = {}
        for number, rows in zip(numbers, written, strict=True):
            for table, found in rows.items():
                details.setdefault(table, []).extend(_of(number, found))
        for table, found in details.items():
            self._changes.insert_all(table, found)
        self._changes.keep("log", f"{len(numbers)} sessions")
        return numbers

    def edit(self, number: int, told: Mapping[str, Any]) -> Stored:
        """Give the named fields of a session new values; None empties a field."""
        before = self.get(number)
        entry = before.entry.telling(**told)
        check_cover(entry)
        entry, provider, is_new = self._with_provider(entry)
        now, known = self._changes.now, before.entry.details.provider
        person = self._people.named(known) if known else None
        old = rows_of(before.entry, person.number if person else None)
        new = rows_of(entry, provider.number if provider else None)
        (own,) = new[sessions]
        self._changes.update(sessions, {"id": number}, own | {"changed_at": now})
        for table in (old.keys() | new.keys()) - {sessions}:
            if old.get(table) != new.get(table):
                self._changes.delete(table, {"session_id": number})
                self._changes.insert_all(table, _of(number, new.get(table, [])))
        stored = Session(number=number, entry=entry, created_at=before.created_at, changed_at=now)
        self._answers.settle(before, stored)
        self._changes.keep("edit", what(stored))
        is_moved = bool({"day", "duration"} & told.keys())
        overlapping = reading.overlapping(self._db, entry, but=number) if is_moved else ()
        new_provider = provider.name if provider and is_new else None
        return Stored(stored, new_provider, overlapping, is_corrected=True)

    def take_out(self, numbers: Iterable[int]) -> list[Session]:
        """Delete sessions as a part of another change; return them as they were."""
        found = [self.get(number) for number in dict.fromkeys(numbers)]
        for session in found:
            self._answers.release(session.number)
            for table in (overrides, done_for, *DETAILS):
                self._changes.delete(table, {"session_id": session.number})
            self._changes.delete(sessions, {"id": session.number})
        if found:
            self._answers.settle(*found)
        return found

    def undo(self) -> Undone:
        """Take back the last change, whatever made it."""
        from tracker.journal.readings import by_number as readings_by_number

        change = self._changes.last()
        touched = self._changes.keys_touched(change, sessions)
        touched_readings = self._changes.keys_touched(change, readings)
        days = self._let_go_of_many(change)
        until_now = reading.by_number(self._db, touched)
        read_until_now = readings_by_number(self._db, touched_readings)
        for number in touched:
            self._answers.release(number)
        for number in touched_readings:
            self._answers.release(number, "read_by")
        self._changes.take_back(change)
        again = reading.by_number(self._db, touched)
        read_again = readings_by_number(self._db, touched_readings)
        found = (until_now, read_until_now, again, read_again)
        self._answers.settle(*(one for some in found for one in some.values()))
        self._answers.settle_days(days)
        # What follows from taking back is no change of its own.
        self._changes.forget()
        return Undone(
            change,
            tuple((until_now.get(number), again.get(number)) for number in touched),
            tuple((read_until_now.get(one), read_again.get(one)) for one in touched_readings),
        )

    def _let_go_of_many(self, change: Change) -> list[Question]:
        """Open what the sessions and readings of an import answer, which are about to go.

        Returns which plans these may have answered.
        """
        questions, closed = list[Question](), self._changes.many_made(change, reminders)
        for table, link in ((sessions, "answered_by"), (readings, "read_by")):
            made = self._changes.many_made(change, table)
            if made is None:
                continue
            of_these: ColumnElement[bool] = reminders.c[link].between(*made)
            if closed is not None:
                of_these &= ~reminders.c.id.between(*closed)
            answers = select(reminders.c[link]).where(of_these).distinct()
            for number in self._db.execute(answers).scalars().all():
                self._answers.release(number, link)
            questions += reading.questions(self._db, table, *made)
        return questions

    def get(self, number: int) -> Session:
        """Return the session of that number, or raise NotFound."""
        found = reading.by_number(self._db, [number])
        if number not in found:
            raise NotFound(
                f"there is no session #{number}.", f"The numbers stand in: {command('history')}"
            )
        return found[number]

    def newest(self) -> int | None:
        """Return the number of the session that was logged last, whenever it was done."""
        number: int | None = self._db.execute(select(func.max(sessions.c.id))).scalar_one()
        return number

    def last(self, kind: str | None = None) -> Session:
        """Return the latest session, of a kind if one is given; raise NotFound without any."""
        search = Search(kinds=(kind,) if kind else (), limit=1, is_strict=True)
        found = reading.search(self._db, search).sessions
        if not found:
            name = f"{kinds()[kind].name} session" if kind else "session"
            raise NotFound(f"there is no {name} to repeat yet.", f"Log one: {command('help log')}")
        return found[0]

    def find(
        self,
        kinds: tuple[str, ...] = (),
        since: dt.date | None = None,
        until: dt.date | None = None,
        area: BodyArea | None = None,
        provider: int | None = None,
        limit: int | None = None,
        words: str | None = None,
        tags: tuple[str, ...] = (),
    ) -> reading.Found:
        """Return the sessions that fit, oldest first, and whether older ones were left out."""
        wanted = Search(kinds, since, until, provider=provider, limit=limit, words=words, tags=tags)
        if area:
            wanted = replace(wanted, area=area.name, side=area.side)
        return reading.search(self._db, wanted)

    def _with_provider(self, entry: Entry) -> tuple[Entry, Provider | None, bool]:
        """Return the entry with its provider as the diary spells the name, and whether it is new."""
        name = entry.details.provider
        if name is None:
            return entry, None, False
        provider, is_new = self._people.named_or_new(name)
        return entry.telling(provider=provider.name), provider, is_new


def _of(number: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"session_id": number} | row for row in rows]


def check_cover(entry: Entry) -> None:
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


def what(session: Session) -> str:
    """Return what a change of a session was about: its number, kind, day and clock time."""
    clock = f" {session.entry.part}" if session.entry.part else ""
    if session.entry.started_at is not None:
        clock = f" {session.entry.started_at.astimezone(zone_kept(session.entry.zone)):%H:%M}"
    return f"#{session.number} {kinds()[session.entry.kind].name}, {session.entry.day}{clock}"
