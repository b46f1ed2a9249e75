"""MedTimer: its backup in JSON, and its table of events.

An event is known by its medicine and the moment of its reminder, which both of them tell. Of a
backup the events alone are read; its settings, which may say where a person lives, are passed over
without being decoded.
"""

import codecs
import datetime as dt
import re
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Raw, Struct

from tracker.care.incoming import Ignored, Incoming, Told
from tracker.exchange.entries import note_of
from tracker.exchange.json_items import beginning
from tracker.exchange.source import Source
from tracker.exchange.values import EPOCH, Unfit, after_epoch, length_in

MOST_BYTES = 64_000_000
"""A backup of twenty events on each day of more than ten years is no larger."""

LONGEST_EVENT = 100_000

_BACKUP = re.compile(r'\s*\{\s*"(?:medicines|events)"\s*:\s*\{\s*"(?:version|list)"\s*:')
# The old ones are of the medicines alone, or of the events.
_OLD_BACKUP = re.compile(r'\s*\{\s*"version"\s*:\s*\d+\s*,\s*"list"\s*:\s*\[')
_OF_EVENTS = '"medicineName"'
_OF_AN_OLD_BACKUP = re.compile(r'"medicine(?:Name)?"\s*:')
# A string is passed over as a whole; the others end an element, or tell how deep it is.
_MARKS = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{},]', re.DOTALL)

_INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z"
_ROW_END = re.compile(rf";({_INSTANT});({_INSTANT})?$", re.ASCII)
_COLUMNS, _BEFORE_NOTE = 9, 6
_MOST_LINES = 50
# The headers are translated, but hardly the name of a standard.
_HEADER_MARK = "ISO 8601"
_ENGLISH_HEADER = "Reminded;Name;Dosage;Taken"

_TAKEN = "TAKEN"
_WHY_IGNORED = {
    "RAISED": "it was not answered.",
    "SKIPPED": "it was skipped.",
    "DELETED": "it was deleted.",
    "ACKNOWLEDGED": "it is a word about the stock.",
}
_OF_STOCK = ("OUT_OF_STOCK", "EXPIRATION_DATE", "REFILL")
_CYCLE = re.compile(r" \(\d{1,4}/\d{1,4}\)$", re.ASCII)
# An amount that was never changed says nothing.
_UNCHANGED = "1"
_AS_REMINDED = "MedTimer does not say when it was done, so the moment of the reminder was taken."


class _List(Struct):
    list: Raw = Raw(b"")


class _Backup(_List):
    events: _List | None = None


class _Event(Struct, rename="camel"):
    medicine_name: str
    status: str
    reminded_timestamp: int
    processed_timestamp: int = 0
    reminder_type: str | None = None
    amount: str | None = None
    notes: str | None = None
    tags: tuple[str, ...] | None = None


def fits(source: Source) -> bool:
    """Tell whether it is a backup, or a table of events."""
    return _is_backup(source.start) or _is_table(source.start)


def entries(source: Source) -> Iterator[Told]:
    """Return what each event tells, in their order. Raises BadInput."""
    if _is_table(source.start):
        return _rows_told(source)
    return _events_told(source)


def _is_backup(start: str) -> bool:
    return bool(
        _BACKUP.match(start) or (_OLD_BACKUP.match(start) and _OF_AN_OLD_BACKUP.search(start))
    )


def _is_table(start: str) -> bool:
    header, *rows = start.split("\n", 20)
    return header.startswith(_ENGLISH_HEADER) or (
        header.count(";") == _COLUMNS - 1
        and (header.count(_HEADER_MARK) == 2 or any(_is_whole(row.rstrip("\r")) for row in rows))
    )


def _events_told(source: Source) -> Iterator[Told]:
    source.check_size(MOST_BYTES, "backup of MedTimer")
    with source.open() as file:
        content = file.read(source.size).removeprefix(codecs.BOM_UTF8)
    for number, event in enumerate(_events(source, content), 1):
        where = f"event {number}"
        try:
            yield _event_told(where, event)
        except Unfit as unfit:
            yield unfit.refused(where)


def _events(source: Source, content: bytes) -> Iterator[memoryview]:
    """Return the events, each as it is written."""
    try:
        backup = msgspec.json.decode(content, type=_Backup)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise source.refused(
            "it is no whole backup of MedTimer. Make it again there, as JSON."
        ) from None
    events = (backup.events or backup).list
    written = memoryview(events)
    if bytes(written[:1]) != b"[" or (backup.events is None and _OF_EVENTS not in source.start):
        raise source.refused("it is a backup without the events. Make it again with all in it.")
    start, depth = 0, 0
    for mark in _MARKS.finditer(written):
        sign = written[mark.start()]
        if sign in b"[{":
            depth += 1
            start = mark.end() if depth == 1 else start
        elif sign in b"]}":
            depth -= 1
        if depth == 0 or (depth == 1 and sign == ord(",")):
            event = written[start : mark.start()]
            start = mark.end()
            if bytes(event[:LONGEST_EVENT]).strip():
                yield event


def _event_told(where: str, written: memoryview) -> Incoming | Ignored:
    if len(written) > LONGEST_EVENT:
        raise Unfit(beginning(written), f"it has more than {LONGEST_EVENT:,} bytes.")
    try:
        event = msgspec.json.decode(written, type=_Event)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unfit(beginning(written), "it is no event as MedTimer writes it.") from None
    if event.reminder_type in _OF_STOCK:
        return Ignored(where, _WHY_IGNORED["ACKNOWLEDGED"])
    if event.status in _WHY_IGNORED:
        return Ignored(where, _WHY_IGNORED[event.status])
    if event.status != _TAKEN:
        raise Unfit(event.status, "it is no state of an event in MedTimer.")
    return _taken(
        where,
        event.medicine_name,
        event.amount or "",
        event.notes or "",
        event.tags or (),
        # 0 is never.
        event.reminded_timestamp or event.processed_timestamp,
        event.processed_timestamp,
    )


def _rows_told(source: Source) -> Iterator[Told]:
    for number, row in _rows(source):
        where = f"line {number}"
        try:
            yield _row_told(where, row)
        except Unfit as unfit:
            yield unfit.refused(where)


def _row_told(where: str, row: str) -> Incoming | Ignored:
    found = _ROW_END.search(row)
    before = row[: found.start()].split(";", _BEFORE_NOTE) if found else []
    if found is None or len(before) <= _BEFORE_NOTE:
        raise Unfit(row, "it is no row as MedTimer writes it.")
    if found[2] is None:
        return Ignored(where, "it was not taken.")
    _, name, amount, _, tags, _, note = before
    tagged = [tag.strip() for tag in tags.split(",") if tag.strip()]
    return _taken(where, name, amount, note, tagged, _seconds(found[1]), _seconds(found[2]))


def _rows(source: Source) -> Iterator[tuple[int, str]]:
    """Return the rows, each with the number of its first line; a note may break it into several.

    Nothing stands in quotes, so what ends in two instants ends a row.
    """
    row: list[str] = []
    first = 0
    for number, line in source.lines():
        if number == 1:
            if line.count(";") != _COLUMNS - 1:
                raise source.refused(
                    "it is of an older MedTimer, and does not say when in a way that can be read"
                    " everywhere. Take the backup as JSON instead."
                )
            continue
        if row and (_is_whole(line) or len(row) == _MOST_LINES):
            yield first, "\n".join(row)
            row = []
        if not row and not line:
            continue
        first = first if row else number
        row.append(line)
        # A row that is broken before its note is none, and must not take the next one with it.
        if _ROW_END.search(line) or row[0].count(";") < _BEFORE_NOTE:
            yield first, "\n".join(row)
            row = []
    if row:
        yield first, "\n".join(row)


def _is_whole(line: str) -> bool:
    return line.count(";") >= _COLUMNS - 1 and bool(_ROW_END.search(line))


def _seconds(instant: str) -> int:
    """Return an instant in UTC as seconds since 1970, without their parts."""
    try:
        return (dt.datetime.fromisoformat(f"{instant[:19]}Z") - EPOCH) // dt.timedelta(seconds=1)
    except ValueError:
        raise Unfit(instant, "it is no moment, as in 2026-09-07T18:30:00Z.") from None


def _taken(
    where: str,
    name: str,
    amount: str,
    note: str,
    tags: Sequence[str],
    reminded: int,
    taken: int,
) -> Incoming:
    """Return what was taken, at the moment at which that was said."""
    at = after_epoch(taken or reminded, seconds=taken or reminded)
    name = _CYCLE.sub("", name).strip()
    if not name:
        raise Unfit(at.isoformat(), "its medicine has no name.")
    length = length_in(amount)
    is_said = length is None and amount.strip() not in ("", _UNCHANGED)
    return Incoming(
        where=where,
        key=f"{name} {reminded}",
        names=(name,),
        tags=tuple(tags),
        at=at,
        duration=length,
        told=note_of(f"dose {amount.strip()}" if is_said else "", note),
        doubts=() if taken else (_AS_REMINDED,),
    )
