"""Claims for what sessions cost: which there are, and how each moves on."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, or_, select

from tracker.care.catalogue import kinds
from tracker.care.claims import MOVES, Bill, bills, is_claim, is_open
from tracker.care.fields import FIELDS
from tracker.care.money import Money, read_money, write_money
from tracker.care.session import Session
from tracker.errors import BadInput, Conflict, under
from tracker.escaping import command
from tracker.journal import reading
from tracker.journal.changes import Changes
from tracker.journal.providers import Providers
from tracker.journal.sessions import Sessions
from tracker.tables import services, sessions
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.present import Present

By = Literal["month", "person"]


class Group(Struct, frozen=True):
    """The sessions of a month or with a person, by day, and their sums in each currency.

    `name` is the month as 2026-11, or the person; it is empty where nobody is named.
    """

    name: str
    sessions: tuple[Session, ...]
    bills: tuple[Bill, ...]


class Billed(Struct, frozen=True):
    """Sessions with a cost or a claim in groups, months by time and people by name; sums in all."""

    by: By
    is_only_open: bool
    groups: tuple[Group, ...]
    bills: tuple[Bill, ...]


class Claims:
    """The claims of the diary."""

    def __init__(
        self,
        db: Connection,
        changes: Changes,
        people: Providers,
        logged: Sessions,
        present: "Present",
    ) -> None:
        self._db = db
        self._changes = changes
        self._people = people
        self._sessions = logged
        self._present = present

    def by_month(self, *, only_open: bool = False) -> Billed:
        """Return the sessions with a claim, or with a cost of which none was decided."""
        return _grouped(self._claimed(only_open=only_open), "month", only_open=only_open)

    def costs(self, by: By, *, only_open: bool = False) -> Billed:
        """Return every session that cost something, claimed or not."""
        listed = [
            session
            for session in self._billed()
            if session.entry.cost is not None and (is_open(session.entry) or not only_open)
        ]
        return _grouped(listed, by, only_open=only_open)

    def for_insurer(self, *, only_open: bool = False) -> list[tuple[Session, str | None]]:
        """Return the claims by day, each with what the person is who gave it."""
        roles = {person.name: person.role for person in self._people.all()}
        listed = self._claimed(only_open=only_open)
        return [(one, roles.get(one.entry.details.provider or "")) for one in listed]

    def submit(self, numbers: Sequence[int], note: str | None) -> list[Session]:
        """Note that claims were sent to the insurer: all of them, or none."""

        def values(session: Session) -> dict[str, Any]:
            # What was refused counts as unknown again.
            covered = None if session.entry.claim == "refused" else session.entry.covered
            return {"covered": covered.minor if covered else None, "claim_note": note}

        return self._move(numbers, "submitted", values)

    def pay(self, number: int, amount: str) -> list[Session]:
        """Note that the insurer paid an amount, in the currency of the cost and at most as much."""

        def values(session: Session) -> dict[str, Any]:
            assert session.entry.cost is not None
            return {"covered": _amount(amount, session.entry.cost).minor}

        return self._move([number], "paid", values)

    def refuse(self, number: int, why: str | None) -> list[Session]:
        """Note that the insurer pays nothing, and why."""
        return self._move(
            [number],
            "refused",
            lambda session: {"covered": 0, "claim_note": why or session.entry.claim_note},
        )

    def _claimed(self, *, only_open: bool) -> list[Session]:
        is_wanted = is_open if only_open else is_claim
        return [session for session in self._billed() if is_wanted(session.entry)]

    def _billed(self) -> list[Session]:
        statement = select(services.c.session_id).where(
            or_(services.c.cost.is_not(None), services.c.claim.is_not(None))
        )
        numbers = self._db.execute(statement).scalars().all()
        found = reading.by_number(self._db, numbers).values()
        return sorted(found, key=lambda one: one.place)

    def _move(
        self,
        numbers: Sequence[int],
        state: str,
        values: Callable[[Session], dict[str, Any]],
    ) -> list[Session]:
        wanted, on = list(dict.fromkeys(numbers)), self._present.today
        for session in map(self._sessions.get, wanted):
            _refuse_move(session, state, on)
            changed = values(session) | {"claim": state, "claim_on": on}
            now = {"changed_at": self._changes.now}
            self._changes.update(sessions, {"id": session.number}, now)
            self._changes.update(services, {"session_id": session.number}, changed)
        self._changes.keep(f"claims {state}", ", ".join(f"#{number}" for number in wanted))
        return [self._sessions.get(number) for number in wanted]


def _grouped(listed: Sequence[Session], by: By, *, only_open: bool) -> Billed:
    groups: dict[str, list[Session]] = {}
    for session in listed:
        person = session.entry.details.provider or ""
        name = f"{session.entry.day:%Y-%m}" if by == "month" else person
        groups.setdefault(name, []).append(session)
    names = list(groups)
    if by == "person":
        names.sort(key=lambda name: (not name, name.casefold()))
    grouped = (Group(name, tuple(groups[name]), _bills(groups[name])) for name in names)
    return Billed(by, only_open, tuple(grouped), _bills(listed))


def _bills(sessions: Sequence[Session]) -> tuple[Bill, ...]:
    return tuple(bills(session.entry for session in sessions))


def _amount(text: str, cost: Money) -> Money:
    with under("", text):
        amount = read_money(text, cost.currency)
    if amount.currency != cost.currency or amount.minor > cost.minor:
        raise BadInput(
            f"{{}}: what is paid is at most the cost, {write_money(cost)}.", write_money(amount)
        )
    return amount


def _refuse_move(session: Session, state: str, today: dt.date) -> None:
    """Raise Conflict where the session's claim cannot be brought into that state."""
    number = session.number
    if not FIELDS["claim"].is_of(session.entry.kind):
        raise Conflict(
            f"#{number} is no massage and no visit ({kinds()[session.entry.kind].name}), "
            "and only those have a claim."
        )
    if session.entry.cost is None:
        raise Conflict(
            f"#{number} has no cost, so there is nothing to claim.",
            f"Give it: {command('edit', number, '--cost', 'AMOUNT')}",
        )
    if session.entry.claim in MOVES[state]:
        return
    since = f", since {short_day(session.entry.claim_on, today)}" if session.entry.claim_on else ""
    is_now = {"none": "is not to be made", "refused": "was refused", "paid": "was paid"}
    if session.entry.claim == state:
        now = f"the claim for #{number} is {state} already{since}."
    else:
        now = f"the claim for #{number} {is_now[session.entry.claim or '']}{since}; it cannot be {state}."
    if session.entry.claim == "submitted":
        paid, refused = command("claims paid", number, "AMOUNT"), command("claims refused", number)
        way = f"Next: {paid}, or {refused}"
    elif session.entry.claim == "paid" or state == "refused":
        way = f"To put it right: {command('edit', number, '--claim', 'submitted')}"
    else:
        way = f"First: {command('claims submit', number)}"
    raise Conflict(now, way)
