"""Lists in CSV, with a line of column names: made for spreadsheets and insurers, not for backup."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tracker.care.claims import own_share
from tracker.care.doses import write_exercise
from tracker.care.fields import BodyArea, ExerciseDone
from tracker.care.money import Money, amount_of
from tracker.care.said import HEADS, NAMES, said_of
from tracker.care.session import Session
from tracker.care.zones import zone_kept
from tracker.escaping import harmless
from tracker.text import visible
from tracker.when import iso

if TYPE_CHECKING:
    from tracker.journal.review import History

_CLAIM_HEADS = (
    *("date", "person", "role", "kind", "style", "minutes", "cost", "covered", "own share"),
    *("currency", "state", "since", "note"),
)


def history(found: "History") -> str:
    """Return sessions with whatever is said of them, in the order of their JSON."""
    heads = [HEADS.get(name, name) for name in NAMES]
    # All amounts of a session are in one currency, which stands behind them.
    at = heads.index("covered") + 1
    rows = []
    for session in found.sessions:
        cells = list(said_of(session).values())
        cost, zone = session.entry.cost, zone_kept(session.entry.zone)
        cells.insert(at, cost and cost.currency)
        rows.append([iso(one, zone) if isinstance(one, dt.datetime) else one for one in cells])
    heads.insert(at, "currency")
    return _sheet(heads, rows)


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
    return _sheet(_CLAIM_HEADS, rows)


def _sheet(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(map(_harmless, map(_cell, row)) for row in rows)
    return text.getvalue().removesuffix("\n")


def _harmless(cell: Any) -> Any:
    return harmless(cell) if isinstance(cell, str) else cell


def _cell(value: Any) -> Any:
    """Return a value as a cell holds it: lengths in minutes, amounts without their currency."""
    match value:
        case None | int() | float():
            return value
        case str():
            return visible(value)
        case dt.timedelta():
            return f"{value.total_seconds() / 60:.2f}".removesuffix(".00")
        case Money():
            return amount_of(value)
        case BodyArea(name, side):
            return f"{name}:{side}" if side else name
        case ExerciseDone(name, dose):
            return write_exercise(name, dose)
        case tuple():
            return " ".join(map(_cell, value))
    return value
