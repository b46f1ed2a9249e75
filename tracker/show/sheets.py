"""Lists in CSV, with a line of column names: made for spreadsheets and insurers, not for backup."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from tracker.care.claims import own_share
from tracker.care.money import Money, amount_of
from tracker.care.session import Session
from tracker.text import visible

CLAIM_COLUMNS = (
    *("date", "person", "role", "kind", "style", "minutes", "cost", "covered", "own share"),
    *("currency", "state", "since", "note"),
)


def claims(listed: Iterable[tuple[Session, str | None]]) -> str:
    """Return the claims as a list for an insurer, each with what the person is who gave it."""
    rows = []
    for session, role in listed:
        entry, details = session.entry, session.entry.details
        rows.append(
            [
                entry.day,
                details.provider,
                role,
                entry.kind,
                details.style,
                details.duration,
                entry.cost,
                entry.covered,
                own_share(entry),
                entry.cost and entry.cost.currency,
                entry.claim or "undecided",
                entry.claim_on,
                entry.claim_note,
            ]
        )
    return _sheet(CLAIM_COLUMNS, rows)


def _sheet(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(map(_cell, row) for row in rows)
    return text.getvalue().removesuffix("\n")


def _cell(value: Any) -> Any:
    """Return a value as a cell holds it: lengths in minutes, amounts without their currency."""
    match value:
        case str():
            return visible(value)
        case dt.timedelta():
            return f"{value.total_seconds() / 60:.2f}".removesuffix(".00")
        case Money():
            return amount_of(value)
    return value
