"""Claims and costs as programs read them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from tracker.care.catalogue import CLAIMS
from tracker.care.claims import own_share
from tracker.care.money import amount_of
from tracker.show.shapes import Answer, Shape, one_of, says
from tracker.show.shapes.parts import Amount, Currency, Day, Kind, Length, Money, Number, money

if TYPE_CHECKING:
    from tracker.care import claims as care
    from tracker.care.session import Session
    from tracker.journal.claims import Billed
    from tracker.present import Present

Month = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}$")]


class Bill(Shape, frozen=True):
    """The sums of some sessions in one currency."""

    currency: Currency
    sessions: Annotated[Number, says("How many sessions have a cost in it.")]
    cost: Annotated[Amount, says("What they cost.")]
    covered: Annotated[Amount, says("How much of that is covered.")]
    own_share: Annotated[Amount, says("What is not covered so far.")]
    open: Annotated[Amount, says("The cost of what is to be claimed, or not decided yet.")]


class Claim(Shape, frozen=True):
    """The claim for a session."""

    number: Annotated[Number, says("The number of the session.")]
    day: Annotated[Day, says("Its day.")]
    kind: Annotated[Kind, says("What it was.")]
    style: Annotated[str | None, says("The style of a massage.")]
    provider: Annotated[str | None, says("Who gave it or was seen.")]
    duration_s: Annotated[Length, says("How long it lasted, in seconds.")]
    cost: Annotated[Money | None, says("What it cost.")]
    covered: Annotated[Money | None, says("How much of that is covered.")]
    own_share: Annotated[Money | None, says("What is not covered so far.")]
    state: Annotated[str, one_of(("undecided", *CLAIMS[1:])), says("The state of the claim.")]
    since: Annotated[Day | None, says("Since when it is in that state.")]
    note: Annotated[str | None, says("What was noted of the claim.")]


class MonthOfClaims(Shape, frozen=True):
    """The claims of a month."""

    month: Annotated[Month, says("The month.")]
    claims: Annotated[tuple[Claim, ...], Meta(min_length=1), says("Its claims, by day.")]
    costs: Annotated[tuple[Bill, ...], says("Their sums, one entry a currency.")]


class Claims(Answer, frozen=True):
    """The claims by month."""

    is_only_open: Annotated[bool, says("Whether those that are decided were left out.")]
    months: Annotated[tuple[MonthOfClaims, ...], says("The latest last.")]
    costs: Annotated[tuple[Bill, ...], says("The sums in all, one entry a currency.")]


class Group(Shape, frozen=True, kw_only=True):
    """The costs of a month, or of the sessions with a person."""

    month: Annotated[Month | UnsetType, says("The month, where they are by month.")] = UNSET
    person: Annotated[str | UnsetType | None, says("The person; null is nobody named.")] = UNSET
    costs: Annotated[tuple[Bill, ...], Meta(min_length=1), says("One entry a currency.")]


class Costs(Answer, frozen=True):
    """Every session with a cost, summed up."""

    by: Annotated[Literal["month", "person"], says("What they are summed up by.")]
    is_only_open: Annotated[bool, says("Whether those without an open claim were left out.")]
    groups: Annotated[tuple[Group, ...], says("The months, or the people by name.")]
    costs: Annotated[tuple[Bill, ...], says("The sums in all, one entry a currency.")]


class ClaimsMoved(Answer, frozen=True):
    """The claims that were submitted, paid or refused just now."""

    claims: Annotated[tuple[Claim, ...], Meta(min_length=1), says("The claims.")]


def listing(value: "Billed", present: "Present") -> Claims:
    """Return the claims by day, with sums by month and in all."""
    months = [
        MonthOfClaims(group.name, tuple(map(_claim, group.sessions)), _bills(group.bills))
        for group in value.groups
    ]
    return Claims(value.is_only_open, tuple(months), _bills(value.bills))


def sums(value: "Billed", present: "Present") -> Costs:
    """Return the costs by month or by person, and in all."""
    groups = [
        Group(month=group.name, costs=_bills(group.bills))
        if value.by == "month"
        else Group(person=group.name or None, costs=_bills(group.bills))
        for group in value.groups
    ]
    return Costs(value.by, value.is_only_open, tuple(groups), _bills(value.bills))


def moved(sessions: Sequence["Session"], present: "Present") -> ClaimsMoved:
    """Return the claims that were brought into another state."""
    return ClaimsMoved(tuple(map(_claim, sessions)))


def bill(value: "care.Bill") -> Bill:
    """Return sums in one currency."""
    amounts = ("cost", "covered", "own_share", "open")
    return Bill(
        currency=value.cost.currency,
        sessions=value.sessions,
        **{name: amount_of(getattr(value, name)) for name in amounts},
    )


def _bills(values: "Sequence[care.Bill]") -> tuple[Bill, ...]:
    return tuple(map(bill, values))


def _claim(session: "Session") -> Claim:
    entry, details = session.entry, session.entry.details
    return Claim(
        number=session.number,
        day=entry.day,
        kind=entry.kind,
        style=details.style,
        provider=details.provider,
        duration_s=int(details.duration.total_seconds()),
        cost=money(entry.cost),
        covered=money(entry.covered),
        own_share=money(own_share(entry)),
        state=entry.claim or "undecided",
        since=entry.claim_on,
        note=entry.claim_note,
    )
