"""CSV that is read: the sessions that this program wrote, or any sheet whose columns are named."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from tracker.care.catalogue import KINDS
from tracker.care.fields import FIELDS
from tracker.care.incoming import Ignored, Incoming, Refused
from tracker.care.said import HEADS
from tracker.escaping import as_written
from tracker.exchange.cells import read_cell, read_minutes
from tracker.exchange.entries import Ordinals
from tracker.exchange.moments import Days, read_moment
from tracker.exchange.named_columns import Columns, named_entries, unnamed
from tracker.exchange.sheet import Sheet
from tracker.exchange.source import Source
from tracker.exchange.values import Unfit

Entries = Iterator[Incoming | Refused | Ignored]

# By these it is ours; the others may have been taken out.
_NEEDED = frozenset({"uuid", "kind", "day", "minutes"})
# These have places of their own in what is told.
_APART = frozenset({"day", "started_at", "zone", "duration"})
_FIELDS = {HEADS.get(name, name): name for name in (*FIELDS, "came_in") if name not in _APART}


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
    days, ordinals = Days(source, sheet, sheet.columns.index("day")), Ordinals()
    for line, row in sheet.rows():
        where = f"line {line}"
        if len(row) > len(sheet.columns):
            yield Unfit(row[-1], "it stands behind the last column.").refused(where)
            continue
        cells = {
            name: as_written(text)
            for name, cell in zip(sheet.columns, row, strict=True)
            if (text := cell.strip())
        }
        try:
            yield _session(where, cells, days, ordinals)
        except Unfit as unfit:
            yield unfit.refused(where)


def _session(where: str, cells: Mapping[str, str], days: Days, ordinals: Ordinals) -> Incoming:
    day = days.read(cells["day"]) if "day" in cells else None
    at = read_moment(cells["started_at"], days) if "started_at" in cells else None
    kind, is_known = cells.get("kind"), "uuid" in cells
    told = {
        field: read_cell(field, text)
        for name, text in cells.items()
        if (field := _FIELDS.get(name)) is not None
    }
    for name in ("cost", "covered"):
        if name in told:
            told[name] = f"{told[name]} {cells.get('currency', '')}".strip()
    return Incoming(
        where=where,
        # A row that was added by hand has no identity yet.
        key="" if is_known else ordinals.key(day, at, kind),
        uuid=_uuid(cells["uuid"]) if is_known else None,
        # Whoever adds a row may write a kind as it is said.
        kind=kind if kind in KINDS else None,
        names=(kind,) if kind else (),
        day=day,
        at=at,
        zone=cells.get("zone"),
        duration=read_minutes(cells["minutes"]) if "minutes" in cells else None,
        told=told,
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Unfit(text, "it is no identity of a session; leave it empty for a new one.") from None
