"""Claims and costs in words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Literal

from tracker.care.claims import Bill, bills, own_share
from tracker.care.money import amount_of, write_money
from tracker.care.session import Session
from tracker.show.people import bill_words
from tracker.show.sessions import TAKE_BACK, kind_words
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day
from tracker.when.writing import MONTHS

By = Literal["month", "person"]


def listing(listed: Sequence[Session], today: dt.date, look: Look, *, only_open: bool) -> str:
    """Return the claims by month with sums in each currency, the latest last."""
    if not listed:
        if only_open:
            return "No claim is open. All of them: tracker claims"
        return wrapped(
            "No claim yet, and no cost. A cost comes with the session: tracker log massage --cost 80",
            look,
        )
    head = ["", "", "", "", "cost", "covered", "own", "claim", ""]
    first, *rows = table(
        [_row(session, today) for session in listed],
        look,
        head=head,
        right=[0, 4, 5, 6],
        elastic=[8, 3, 6, 5, 2],
    )
    lines = [look.dim(first)]
    pairs = zip(listed, rows, strict=True)
    months = [
        (month, list(group)) for month, group in groupby(pairs, key=lambda pair: _month(pair[0]))
    ]
    for month, group in months:
        lines.append(look.bold(month))
        lines += [row for _, row in group]
        lines += _sums([session for session, _ in group], "  ", look)
    if len(months) > 1:
        lines += _sums(listed, "In all  ", look)
    undecided = [session.number for session in listed if session.entry.claim is None]
    if undecided:
        latest = undecided[-1]
        lines.append(
            wrapped(
                f"Decide: tracker claims submit {latest}, or tracker edit {latest} --claim none",
                look,
                "  ",
            )
        )
    return "\n".join(lines)


def sums(listed: Sequence[Session], by: By, look: Look, *, only_open: bool) -> str:
    """Return the costs by month or by person, each currency on a line of its own."""
    if not listed:
        return "No claim is open." if only_open else "No session has a cost yet."
    groups = grouped(listed, by)
    rows = [
        [safe(name), *_cells(bill)]
        for name, group in groups.items()
        for bill in bills(one.entry for one in group)
    ]
    rows += [["in all", *_cells(bill)] for bill in bills(one.entry for one in listed)]
    head = ["", "sessions", "cost", "covered", "own share", "open"]
    what = "Sessions with an open claim" if only_open else "Every session with a cost"
    first, *others = table(rows, look, head=head, right=[1, 2, 3, 4, 5], elastic=[1, 5, 3, 2])
    return "\n".join([look.bold(f"{what}, by {by}"), look.dim(first), *others])


def grouped(listed: Sequence[Session], by: By) -> Mapping[str, list[Session]]:
    """Return the sessions by month, the latest last, or by person's name, nobody last."""
    groups: dict[str, list[Session]] = {}
    for session in listed:
        name = (
            f"{session.entry.day:%Y-%m}" if by == "month" else session.entry.details.provider or ""
        )
        groups.setdefault(name, []).append(session)
    if by == "month":
        return {_month(group[0]): group for _, group in sorted(groups.items())}
    ordered = sorted(groups, key=lambda name: (not name, name.casefold()))
    return {name or "nobody named": groups[name] for name in ordered}


def moved(sessions: Sequence[Session], today: dt.date, look: Look) -> str:
    """Return the answer to claims that were brought into another state."""
    indent = " " * (len(str(sessions[-1].number)) + 3)
    lines = [f"#{session.number}  {_now(session)}{_brief(session, today)}." for session in sessions]
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


def _sums(sessions: Sequence[Session], label: str, look: Look) -> list[str]:
    return [
        wrapped(
            f"{' ' * len(label) if number else label}{bill_words(bill)}, "
            f"open {amount_of(bill.open)}",
            look,
            " " * len(label),
        )
        for number, bill in enumerate(bills(one.entry for one in sessions))
    ]


def _cells(bill: Bill) -> list[str]:
    amounts = (bill.covered, bill.own_share, bill.open)
    return [str(bill.sessions), write_money(bill.cost), *map(amount_of, amounts)]


def _month(session: Session) -> str:
    return f"{MONTHS[session.entry.day.month - 1].title()} {session.entry.day.year}"


def _what(session: Session) -> str:
    kind = kind_words(session)
    return (
        f"{kind}, {session.entry.details.style.replace('-', ' ')}"
        if session.entry.details.style
        else kind
    )
