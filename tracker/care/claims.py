"""What sessions cost, what insurance covers of it, and in which state a claim can be."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from tracker.care.fields import Entry
from tracker.care.money import Money

OPEN = ("to-claim", "submitted")
# From which states a claim can be brought into a state; None is one not decided yet.
MOVES: Mapping[str, tuple[str | None, ...]] = MappingProxyType(
    {
        "submitted": (None, "none", "to-claim", "refused"),
        "paid": (None, "to-claim", "submitted"),
        "refused": (None, "to-claim", "submitted"),
    }
)


class Bill(Struct, frozen=True):
    """What some sessions cost in one currency.

    `open` is the cost of those that are still to be claimed, or submitted and not yet decided.
    """

    sessions: int
    cost: Money
    covered: Money
    open: Money

    @property
    def own_share(self) -> Money:
        return Money(self.cost.minor - self.covered.minor, self.cost.currency)


def is_open(session: Entry) -> bool:
    """Say whether the claim of a session is still to be made or to be decided."""
    return session.claim in OPEN


def is_claim(session: Entry) -> bool:
    """Say whether a session has a claim, or a cost of which none was decided yet."""
    return session.claim != "none" and (session.claim is not None or session.cost is not None)


def own_share(session: Entry) -> Money | None:
    """Return what the person pays of a session, as far as it is known."""
    if session.cost is None:
        return None
    covered = session.covered.minor if session.covered else 0
    return Money(session.cost.minor - covered, session.cost.currency)


def bills(sessions: Iterable[Entry]) -> list[Bill]:
    """Return the sums, one for each currency in the order of their codes."""
    by_currency: dict[str, list[Entry]] = {}
    for session in sessions:
        if session.cost is not None:
            by_currency.setdefault(session.cost.currency, []).append(session)
    return [_bill(code, by_currency[code]) for code in sorted(by_currency)]


def _bill(currency: str, sessions: list[Entry]) -> Bill:
    def total(amounts: Iterable[Money | None]) -> Money:
        return Money(sum(amount.minor for amount in amounts if amount), currency)

    return Bill(
        len(sessions),
        total(session.cost for session in sessions),
        total(session.covered for session in sessions),
        total(session.cost for session in sessions if is_open(session)),
    )
