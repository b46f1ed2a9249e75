"""What programs read of people, claims and costs."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracker.care.claims import Bill, bills, own_share
from tracker.care.money import Money, amount_of
from tracker.care.outcomes import FEWEST_FOR_INTERVAL, pain_change
from tracker.care.session import Session
from tracker.show.claims import By, grouped
from tracker.show.data import document
from tracker.text import visible

if TYPE_CHECKING:
    from tracker.journal.providers import Merged, Provider, Seen

CLAIM_COLUMNS = (
    *("date", "person", "role", "kind", "style", "minutes", "cost", "covered", "own share"),
    *("currency", "state", "since", "note"),
)


def providers(people: Sequence["Provider"], seen: Mapping[int, "Seen"]) -> str:
    """Return everybody by name, with how often they were seen."""
    content = []
    for person in people:
        record = seen.get(person.number)
        content.append(
            {
                **_person(person),
                "sessions": record.sessions if record else 0,
                "last_on": record.last_on.isoformat() if record and record.last_on else None,
            }
        )
    return document("providers", {"providers": content})


def provider(person: "Provider", given: Sequence[Session]) -> str:
    """Return a person, and what the sessions with them came to."""
    change = pain_change(
        (session.entry.pain_before, session.entry.pain_after)
        for session in given
        if session.entry.pain_before is not None and session.entry.pain_after is not None
    )
    is_enough = change.count >= FEWEST_FOR_INTERVAL
    content = {
        "provider": _person(person),
        "sessions": len(given),
        "duration_s": sum(int(session.entry.details.duration.total_seconds()) for session in given),
        "last_on": given[-1].entry.day.isoformat() if given else None,
        "costs": [_bill(bill) for bill in bills(one.entry for one in given)],
        "pain_change": {
            "sessions_with_both_readings": change.count,
            "changes": list(change.changes),
            "mean": _rounded(change.mean),
            "low": _rounded(change.low) if is_enough else None,
            "high": _rounded(change.high) if is_enough else None,
            "is_too_few_to_tell": not is_enough,
        },
    }
    return document("provider", content)


def kept(person: "Provider") -> str:
    """Return a person who was added, changed or removed."""
    return document("provider-kept", {"provider": _person(person)})


def merged(done: "Merged") -> str:
    """Return two people who became one."""
    content = {
        "provider": _person(done.person),
        "gone": _person(done.gone),
        "sessions_moved": done.sessions,
        "plans_moved": done.plans,
        "taken_over": list(done.taken),
        "dropped": list(done.dropped),
    }
    return document("provider-merged", content)


def claims(listed: Sequence[Session], *, only_open: bool) -> str:
    """Return the claims by day, with sums by month and in all."""
    months: dict[str, list[Session]] = {}
    for session in listed:
        months.setdefault(f"{session.entry.day:%Y-%m}", []).append(session)
    content = {
        "is_only_open": only_open,
        "months": [
            {
                "month": month,
                "claims": [_claim(session) for session in group],
                "costs": [_bill(bill) for bill in bills(one.entry for one in group)],
            }
            for month, group in months.items()
        ],
        "costs": [_bill(bill) for bill in bills(one.entry for one in listed)],
    }
    return document("claims", content)


def costs(listed: Sequence[Session], by: By, *, only_open: bool) -> str:
    """Return the costs by month or by person, and in all."""
    content = {
        "by": by,
        "is_only_open": only_open,
        "groups": [
            {
                by: f"{group[0].entry.day:%Y-%m}"
                if by == "month"
                else group[0].entry.details.provider,
                "costs": [_bill(bill) for bill in bills(one.entry for one in group)],
            }
            for group in grouped(listed, by).values()
        ],
        "costs": [_bill(bill) for bill in bills(one.entry for one in listed)],
    }
    return document("costs", content)


def moved(sessions: Iterable[Session]) -> str:
    """Return the claims that were brought into another state."""
    return document("claims-moved", {"claims": [_claim(session) for session in sessions]})


def claims_csv(listed: Iterable[Session], roles: Mapping[str, str | None]) -> str:
    """Return the claims as a list for an insurer, with a line of column names."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CLAIM_COLUMNS)
    for session in listed:
        share = own_share(session.entry)
        writer.writerow(
            [
                session.entry.day.isoformat(),
                visible(session.entry.details.provider or ""),
                roles.get(session.entry.details.provider or ""),
                session.entry.kind,
                session.entry.details.style,
                f"{session.entry.details.duration.total_seconds() / 60:.2f}".removesuffix(".00"),
                amount_of(session.entry.cost) if session.entry.cost else None,
                amount_of(session.entry.covered) if session.entry.covered else None,
                amount_of(share) if share else None,
                session.entry.cost.currency if session.entry.cost else None,
                session.entry.claim or "undecided",
                session.entry.claim_on.isoformat() if session.entry.claim_on else None,
                visible(session.entry.claim_note or ""),
            ]
        )
    return text.getvalue().removesuffix("\n")


def _person(person: "Provider") -> dict[str, Any]:
    return {
        "name": person.name,
        "role": person.role,
        "styles": list(person.styles),
        "approach": person.approach,
        "experience": person.experience,
        "contact": person.contact,
        "rating": person.rating,
        "note": person.note,
    }


def _claim(session: Session) -> dict[str, Any]:
    return {
        "number": session.number,
        "day": session.entry.day.isoformat(),
        "kind": session.entry.kind,
        "style": session.entry.details.style,
        "provider": session.entry.details.provider,
        "duration_s": int(session.entry.details.duration.total_seconds()),
        "cost": _money(session.entry.cost),
        "covered": _money(session.entry.covered),
        "own_share": _money(own_share(session.entry)),
        "state": session.entry.claim or "undecided",
        "since": session.entry.claim_on.isoformat() if session.entry.claim_on else None,
        "note": session.entry.claim_note,
    }


def _bill(bill: Bill) -> dict[str, Any]:
    return {
        "currency": bill.cost.currency,
        "sessions": bill.sessions,
        "cost": amount_of(bill.cost),
        "covered": amount_of(bill.covered),
        "own_share": amount_of(bill.own_share),
        "open": amount_of(bill.open),
    }


def _money(money: Money | None) -> dict[str, str] | None:
    return None if money is None else {"amount": amount_of(money), "currency": money.currency}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
