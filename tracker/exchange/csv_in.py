"""CSV that is read: the sessions that this program wrote, or any sheet whose columns are named."""

import datetime as dt
from collections.abc import Iterator, Mapping
from uuid import UUID

from tracker.care.fields import FIELDS
from tracker.care.incoming import Ignored, Incoming, Refused
from tracker.care.said import HEADS
from tracker.escaping import as_written
from tracker.exchange.cells import read_cell, read_minutes
from tracker.exchange.moments import Days, read_moment
from tracker.exchange.named_columns import Columns, Ordinals, named_entries, unnamed
from tracker.exchange.sheet import Sheet
from tracker.exchange.sound import Unfit
from tracker.exchange.source import Source

Entries = Iterator[Incoming | Refused | Ignored]

# By these it is ours; the others may have been taken out.
_NEEDED = frozenset({"uuid", "kind", "day", "minutes"})
# These are told by others, or tell the time and the length.
_APART = frozenset({"day", "started_at", "zone", "duration", "note"})


def fits(source: Source) -> bool:
    """Tell whether a file is a sheet of sessions that this program wrote."""
    return _is_ours(Sheet(source))


def is_sheet(source: Source) -> bool:
    """Tell whether a file may be CSV of any kind."""
    return Sheet(source).is_likely


def entries(source: Source, columns: Columns | None = None) -> Entries:
    """Return the entries of a sheet: of ours, or by what its `columns` are.

    Raises BadInput where it is not ours and nothing says what its columns are.
    """
    sheet = Sheet(source)
    if columns is not None:
        yield from named_entries(source, sheet, columns)
    elif _is_ours(sheet):
        yield from _own(source, sheet)
    else:
        raise unnamed(source, sheet)


def _is_ours(sheet: Sheet) -> bool:
    return set(sheet.columns) >= _NEEDED


def _own(source: Source, sheet: Sheet) -> Entries:
    place = {name: at for at, name in reversed([*enumerate(sheet.columns)])}
    days, ordinals = Days(source, sheet, place["day"]), Ordinals()
    for line, row in sheet.rows():
        where = f"line {line}"
        if len(row) > len(sheet.columns):
            yield Unfit(row[-1], "it stands behind the last column").refused(where)
            continue
        cells = {name: as_written(row[at]) for name, at in place.items()}
        try:
            yield _session(where, cells, days, ordinals)
        except Unfit as unfit:
            yield unfit.refused(where)


def _session(where: str, cells: Mapping[str, str], days: Days, ordinals: Ordinals) -> Incoming:
    def cell(name: str) -> str:
        return cells.get(HEADS.get(name, name), "").strip()

    told = {
        name: read_cell(name, cell(name)) for name in FIELDS if name not in _APART and cell(name)
    }
    for name in ("cost", "covered"):
        if name in told:
            told[name] = f"{told[name]} {cell('currency')}".strip()
    if note := cells.get("note", ""):
        told["note"] = note
    if came_in := cell("came_in"):
        told["came_in"] = came_in
    identity = cell("uuid")
    return Incoming(
        where=where,
        uuid=_uuid(identity) if identity else None,
        # A row that was added by hand has no identity; it is told from others by what it says.
        key="" if identity else ordinals.key(cells.values()),
        kind=cell("kind") or None,
        day=days.read(cell("day")) if cell("day") else None,
        at=_started_at(cell("started_at"), days),
        zone=cell("zone") or None,
        duration=read_minutes(cell("duration")) if cell("duration") else None,
        told=told,
    )


def _started_at(text: str, days: Days) -> dt.datetime | None:
    return read_moment(text, days) if text else None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Unfit(text, "it is no identity of a session; leave it empty for a new one") from None
