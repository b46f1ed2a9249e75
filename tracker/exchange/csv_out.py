"""Sessions as CSV, a row each: it opens in spreadsheets, and `csv_in` reads it back as it was."""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from typing import IO, Any

from tracker.care.outgoing import SessionOut
from tracker.care.said import HEADS, NAMES, said_of
from tracker.care.zones import zone_kept
from tracker.escaping import harmless
from tracker.exchange.cells import write_cell

_AT = NAMES.index("covered") + 1
_NAMED = [HEADS.get(name, name) for name in NAMES]
COLUMNS = ("uuid", *_NAMED[:_AT], "currency", *_NAMED[_AT:], "source")
"""The columns, each with its name in the first line: the fields of a session, and what tells it apart.

All amounts of a session are in one currency, which stands behind them.
"""


def write(rows: Iterable[SessionOut], file: IO[bytes]) -> int:
    """Write sessions into a file that is open for bytes, and return how many there were.

    It is UTF-8 with a mark of the byte order, as Excel takes it for another encoding without one.
    """
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        count = 0
        for kept in rows:
            writer.writerow(_cells(kept))
            count += 1
        text.flush()
    finally:
        text.detach()  # The file is for its owner to close.
    return count


def _cells(kept: SessionOut) -> list[str]:
    session = kept.session
    zone = zone_kept(session.entry.zone)
    # Most of what could be said of a session is not.
    cells = [
        "" if value is None or value == () else _cell(value, zone)
        for value in said_of(session).values()
    ]
    cost = session.entry.cost
    cells.insert(_AT, cost.currency if cost else "")
    return [str(kept.uuid), *cells, harmless(kept.source or "")]


def _cell(value: Any, zone: dt.tzinfo) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(zone).isoformat()
    text = write_cell(value)
    # A number that begins with a minus is no formula.
    return harmless(text) if isinstance(value, str | tuple) else text
