"""A sheet of another program, whose columns the person names: `date=Datum,minutes=Dauer,kind=Art`."""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from tracker.care.incoming import Incoming, Refused
from tracker.errors import BadInput
from tracker.escaping import command, visible
from tracker.exchange.cells import read_cell
from tracker.exchange.entries import Ordinals
from tracker.exchange.moments import Days, has_clock, read_clock, read_length, read_moment
from tracker.exchange.sheet import Sheet
from tracker.exchange.source import Source
from tracker.exchange.values import Unfit
from tracker.text import name_key, near_misses, word_key

_ONE_DAY = dt.timedelta(days=1)
_LEVELS = re.compile(r"(\d{1,2})?(?:\s*(:|/|-|->|→)\s*(\d{1,2}))?", re.ASCII)
_DAYS = ("date", "day/month", "month/day")
_LENGTHS = {"minutes": "minutes", "duration": "minutes", "hours": "hours", "seconds": "seconds"}
_ORDERS: Mapping[str, Any] = {"day/month": "day first", "month/day": "month first"}
# Each of these is a field that is typed in one word; the others are read below.
_FIELDS = {
    "with": "provider",
    "by": "performer",
    "purpose": "purpose",
    "effort": "effort",
    "feels": "feels",
    "claim": "claim",
    "temperature": "temperature_c",
    "pain-after": "pain_after",
    "took": "took",
}
# What these say is looked for among the styles, areas and exercises, else it goes into the note.
_TAGS = ("area", "style", "exercise", "tags")
_SEVERAL = ("note", *_TAGS)
TARGETS = (
    *(*_DAYS, "time", "at", "end", *_LENGTHS, "kind", "pain", *_FIELDS),
    *("relief", "cost", "covered", "currency", "zone", "id", *_SEVERAL),
)
"""What a column can be."""

# By these words a column is guessed to be something, in the line that is shown to be typed.
_GUESSED: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "datum", "day", "tag", "fecha", "jour"),
    "at": ("at", "start", "started at", "started_at", "beginn", "timestamp", "zeitpunkt"),
    "time": ("time", "uhrzeit", "zeit", "start time", "startzeit", "hora", "heure"),
    "minutes": ("minutes", "min", "minuten", "dauer (min)", "duration (min)"),
    "duration": ("duration", "dauer", "length", "länge", "durée", "duración"),
    "kind": (
        *("kind", "type", "art", "typ", "tipo", "activity", "aktivität", "activité", "actividad"),
        *("what", "was", "project", "projekt", "projet", "proyecto", "name", "nombre", "nom"),
    ),
    "cost": ("cost", "price", "preis", "kosten", "betrag", "prix", "coût", "precio", "coste"),
    "pain": ("pain", "pain level", "schmerz", "schmerzen", "douleur", "dolor"),
    "note": (
        *("note", "notes", "notiz", "notizen", "comment", "comments", "kommentar", "bemerkung"),
        *("description", "remark", "remarks", "remarque", "nota", "notas", "comentario"),
    ),
}


class Columns(Struct, frozen=True):
    """What the columns of a sheet are, each named as it stands in the first line."""

    named: tuple[tuple[str, str], ...]


def read_columns(texts: Sequence[str], *, is_whole: bool = True) -> Columns:
    """Read what the columns are, as in `date=Datum,minutes=Dauer`; raise BadInput.

    A name with a comma stands in quotes with its target: `"note=Was, wie"`. Unless it `is_whole`,
    what is needed may be missing.
    """
    named = list[tuple[str, str]]()
    for text in texts:
        for pair in next(csv.reader([text], skipinitialspace=True), []):
            target, mark, column = (part.strip() for part in pair.partition("="))
            target = _target(target, pair if mark and column else text, bool(mark and column))
            if target not in _SEVERAL and target in dict(named):
                raise BadInput(f"{{}}: {target} is named twice.", text)
            named.append((target, column))
    targets = {target for target, _ in named}
    if not is_whole:
        return Columns(tuple(named))
    if len(targets & {*_DAYS, "at"}) != 1:
        raise BadInput(
            "{}: name the column of the day, as in date=Datum or at=Start.", ",".join(texts)
        )
    if len(targets & _LENGTHS.keys()) > 1:
        raise BadInput("{}: name one column of the length.", ",".join(texts))
    return Columns(tuple(named))


def _target(word: str, pair: str, is_whole: bool) -> str:
    if is_whole and word_key(word) in TARGETS:
        return word_key(word)
    near = near_misses(word, TARGETS, 1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise BadInput(
        f"{{}} is not what a column can be.{meant} Accepted: {', '.join(TARGETS)}, each with the name"
        " of its column, as in date=Datum.",
        pair,
    )


def unnamed(source: Source, sheet: Sheet) -> BadInput:
    """Return the refusal of a sheet of which nobody said what its columns are."""
    refused = source.refused(
        f"it is CSV, and its columns are {_listed(sheet)}. Say which of them is what."
    )
    guessed = _guess(sheet.columns)
    example = ",".join(f"{target}={name}" for target, name in guessed.items())
    refused.hint = command("import", source.typed, "--map-columns", example)
    return refused


def _guess(columns: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    names = {name.casefold(): name for name in columns if name and not set(name) & set(',"=')}
    for target, words in _GUESSED.items():
        name = next((names.pop(word) for word in words if word in names), None)
        if name:
            found[target] = name
    if "date" in found:
        found.pop("at", None)
    else:
        found.pop("time", None)
    if "minutes" in found:
        found.pop("duration", None)
    missing = {} if {"date", "at"} & found.keys() else {"date": "COLUMN"}
    missing |= {} if "kind" in found else {"kind": "COLUMN"}
    return missing | found


def named_entries(source: Source, sheet: Sheet, columns: Columns) -> Iterator[Incoming | Refused]:
    """Return the entries of a sheet by what its columns are; raise BadInput where one is missing."""
    places = [(target, _place(source, sheet, name)) for target, name in columns.named]
    at = dict(places)
    day = next(target for target in (*_DAYS, "at") if target in at)
    reading = _Reading(Days(source, sheet, at[day], _ORDERS.get(day)), Ordinals(), places)
    for line, row in sheet.rows():
        where = f"line {line}"
        if len(row) > len(sheet.columns):
            yield Unfit(row[-1], "it stands behind the last column.").refused(where)
            continue
        try:
            yield reading.entry(where, row)
        except Unfit as unfit:
            yield unfit.refused(where)


class _Reading(Struct, frozen=True):
    days: Days
    ordinals: Ordinals
    places: list[tuple[str, int]]

    def entry(self, where: str, row: list[str]) -> Incoming:
        cells = [(target, row[place].strip()) for target, place in self.places]
        said = {target: cell for target, cell in cells if cell}
        day, at = self._begun(said)
        told, doubts = _told(said)
        notes = [cell for target, cell in cells if target == "note" and cell]
        if notes:
            told["note"] = "\n".join(notes)
        # What else is told may be corrected, or its column be named only later.
        key = said.get("id") or self.ordinals.key(day, at, name_key(said.get("kind", "")))
        return Incoming(
            where=where,
            key=key,
            names=(said["kind"],) if "kind" in said else (),
            tags=tuple(
                tag.strip()
                for target, cell in cells
                if target in _TAGS
                for tag in re.split(r"[,;]", cell)
                if tag.strip()
            ),
            day=day,
            at=at,
            zone=said.get("zone"),
            duration=self._length(said, at),
            told=told,
            doubts=doubts,
        )

    def _begun(self, said: Mapping[str, str]) -> tuple[dt.date | None, dt.datetime | None]:
        """Return the day, where only that is known, or the moment."""
        if "at" in said:
            text = said["at"]
            if has_clock(text):
                return None, read_moment(text, self.days)
            return self.days.read(text), None
        text = next((said[target] for target in _DAYS if target in said), "")
        if not text:
            raise Unfit("", "it tells no day.")
        if has_clock(text) and "time" not in said:
            return None, read_moment(text, self.days)
        day = read_moment(text, self.days).date() if has_clock(text) else self.days.read(text)
        if "time" not in said:
            return day, None
        return None, dt.datetime.combine(day, read_clock(said["time"]))

    def _length(self, said: Mapping[str, str], at: dt.datetime | None) -> dt.timedelta | None:
        for target, unit in _LENGTHS.items():
            if target in said:
                return read_length(said[target], unit)
        if "end" not in said or at is None:
            return None
        text = said["end"]
        if not re.fullmatch(r"\d{1,2}[:.]\d\d.{0,10}", text):
            end = read_moment(text, self.days)
            if (end.tzinfo is None) != (at.tzinfo is None):
                raise Unfit(text, "one of its two ends has an offset, and the other has none.")
            return end - at
        end = dt.datetime.combine(at.date(), read_clock(text), at.tzinfo)
        # One that ends at an earlier clock time went on past midnight.
        return (end - at) % _ONE_DAY


def _told(said: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    told: dict[str, Any] = {
        field: read_cell(field, said[target]) for target, field in _FIELDS.items() if target in said
    }
    for target in ("cost", "covered"):
        if target in said:
            told[target] = f"{said[target]} {said.get('currency', '')}".strip()
    if "relief" in said:
        told["relief"] = _relief(said["relief"])
    if "pain" not in said:
        return told, ()
    levels, doubts = _pain(said["pain"])
    return told | levels, doubts


def _relief(text: str) -> dt.timedelta:
    if re.fullmatch(r"[0-9.,]*[1-9][0-9.,]*", text, re.ASCII):
        raise Unfit(text, "it could be hours or days; write it with its unit, as in 36h.")
    return read_length(text)


def _pain(text: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """Read a level, or the one before and the one after, as in 6:3."""
    found = _LEVELS.fullmatch(text)
    before, mark, after = found.groups() if found else (None, None, None)
    if mark == "/" and after == "10":
        doubts = (f'"{visible(text)}" is taken as {before} out of 10.',)
        return {"pain_before": read_cell("pain_before", before or "")}, doubts
    levels = {"pain_before": before, "pain_after": after}
    if not any(levels.values()):
        raise Unfit(text, "pain goes from 0 (none) to 10 (the worst imaginable), as in 6 or 6:3.")
    return {name: read_cell(name, level) for name, level in levels.items() if level}, ()


def _place(source: Source, sheet: Sheet, name: str) -> int:
    for same in (str, str.casefold):
        spelled: Callable[[str], str] = same
        names = [spelled(column) for column in sheet.columns]
        if spelled(name) in names:
            return names.index(spelled(name))
    near = near_misses(name, sheet.columns, 1)
    meant = f' Did you mean "{visible(near[0])}"?' if near else ""
    raise source.refused(
        f'it has no column "{visible(name)}".{meant} Its columns are {_listed(sheet)}.'
    )


def _listed(sheet: Sheet) -> str:
    return ", ".join(f'"{visible(name)}"' for name in sheet.columns if name)
