"""Claims and costs in words."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.care.claims import Bill, own_share
from tracker.care.money import amount_of, write_money
from tracker.care.session import Session
from tracker.escaping import command
from tracker.show.people import bill_words
from tracker.show.sessions import TAKE_BACK, kind_words
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day
from tracker.when.writing import MONTHS

if TYPE_CHECKING:
    from tracker.journal.claims import Billed
    from tracker.present import Present


def listing(value: "Billed", present: "Present", look: Look) -> str:
    """Return the claims by month with sums in each currency, the latest last."""
    listed = [session for group in value.groups for session in group.sessions]
    if not listed:
        if value.is_only_open:
            return f"No claim is open. All of them: {command('claims')}"
        return wrapped(
            "No claim yet, and no cost. A cost comes with the session: "
            + command("log massage --cost 80"),
            look,
        )
    head = ["", "", "", "", "cost", "covered", "own", "claim", ""]
    first, *rows = table(
        [_row(session, present.today) for session in listed],
        look,
        head=head,
        right=[0, 4, 5, 6],
        elastic=[8, 3, 6, 5, 2, 7],
    )
    lines, left = [look.dim(first)], iter(rows)
    for group in value.groups:
        lines.append(look.bold(_month(group.name)))
        lines += [next(left) for _ in group.sessions]
        lines += _sums(group.bills, "  ", look)
    if len(value.groups) > 1:
        lines += _sums(value.bills, "In all  ", look)
    undecided = [session.number for session in listed if session.entry.claim is None]
    if undecided:
        submit = command("claims submit", undecided[-1])
        give_up = command("edit", undecided[-1], "--claim", "none")
        lines.append(wrapped(f"Decide: {submit}, or {give_up}", look, "  "))
    return "\n".join(lines)


def sums(value: "Billed", present: "Present", look: Look) -> str:
    """Return the costs by month or by person, each currency on a line of its own."""
    if not value.groups:
        return "No claim is open." if value.is_only_open else "No session has a cost yet."
    rows = [
        [
            _month(group.name) if value.by == "month" else safe(group.name) or "nobody named",
            *_cells(bill),
        ]
        for group in value.groups
        for bill in group.bills
    ]
    rows += [["in all", *_cells(bill)] for bill in value.bills]
    head = ["", "sessions", "cost", "covered", "own share", "open"]
    what = "Sessions with an open claim" if value.is_only_open else "Every session with a cost"
    first, *others = table(rows, look, head=head, right=[1, 2, 3, 4, 5], elastic=[1, 5, 3, 2])
    return "\n".join([look.bold(f"{what}, by {value.by}"), look.dim(first), *others])


def moved(sessions: Sequence[Session], present: "Present", look: Look) -> str:
    """Return the answer to claims that were brought into another state."""
    indent = " " * (len(str(sessions[-1].number)) + 3)
    lines = [
        f"#{session.number}  {_now(session)}{_brief(session, present.today)}."
        for session in sessions
    ]
    return "\n".join(wrapped(line, look, indent) for line in [*lines, indent + TAKE_BACK])


def _now(session: Session) -> str:
    assert session.entry.cost is not None
    cost = write_money(session.entry.cost)
    if session.entry.claim == "submitted":
        return f"Submitted: {cost}. "
    share = own_share(session.entry)
    assert share is not None
    if session.entry.claim == "paid":
        covered = amount_of(session.entry.covered) if session.entry.covered else "0"
        return f"Paid: {covered} of {cost}, own share {amount_of(share)}. "
    return f"Refused: nothing of {cost} is covered now, own share {amount_of(share)}. "


def _brief(session: Session, today: dt.date) -> str:
    who = f" with {safe(session.entry.details.provider)}" if session.entry.details.provider else ""
    what = f"{_what(session)}{who}, {short_day(session.entry.day, today)}"
    note = f'. Note: "{safe(session.entry.claim_note)}"' if session.entry.claim_note else ""
    return what[:1].upper() + what[1:] + note


def _row(session: Session, today: dt.date) -> list[str]:
    share = own_share(session.entry)
    return [
        f"#{session.number}",
        short_day(session.entry.day).rpartition(" ")[0],
        (session.entry.details.style or kind_words(session)).replace("-", " "),
        safe(session.entry.details.provider),
        write_money(session.entry.cost) if session.entry.cost else "",
        amount_of(session.entry.covered) if session.entry.covered else "",
        amount_of(share) if share else "",
        _claim(session, today),
        f'"{safe(session.entry.claim_note)}"' if session.entry.claim_note else "",
    ]


def _claim(session: Session, today: dt.date) -> str:
    words = (session.entry.claim or "undecided").replace("-", " ")
    if session.entry.claim_on:
        words += f" {short_day(session.entry.claim_on, today).partition(' ')[2]}"
    return words


def _sums(bills: Sequence[Bill], label: str, look: Look) -> list[str]:
    return [
        wrapped(
            f"{' ' * len(label) if number else label}{bill_words(bill)}, "
            f"open {amount_of(bill.open)}",
            look,
            " " * len(label),
        )
        for number, bill in enumerate(bills)
    ]


def _cells(bill: Bill) -> list[str]:
    amounts = (bill.covered, bill.own_share, bill.open)
    return [str(bill.sessions), write_money(bill.cost), *map(amount_of, amounts)]


def _month(name: str) -> str:
    year, month = map(int, name.split("-"))
    return f"{MONTHS[month - 1].title()} {year}"


def _what(session: Session) -> str:
    kind = kind_words(session)
    return (
        f"{kind}, {session.entry.details.style.replace('-', ' ')}"
        if session.entry.details.style
        else kind
    )
