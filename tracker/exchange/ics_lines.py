"""A calendar as it stands in its file: events and to-dos with their lines, and what a line tells."""

import codecs
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.parser import (
    Contentline,
    Parameters,
    split_on_unescaped_comma,
    unescape_backslash,
)
from icalendar.prop import vDDDTypes
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON
from msgspec import Struct

from tracker.care.walltime import Fold, instant_of
from tracker.care.zones import FILES, zone_named
from tracker.exchange.source import LONGEST_LINE, Source
from tracker.exchange.values import Unfit, within_reach

_ENTRIES = ("VEVENT", "VTODO", "VJOURNAL")
_WANTED = frozenset(
    [
        "BEGIN",
        "END",
        "UID",
        "STATUS",
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "CATEGORIES",
        "DTSTART",
        "DTEND",
        "DURATION",
        "DUE",
        "COMPLETED",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
    ]
)
_NAME = re.compile(r"[A-Z-]+")
_NO_PARAMETERS = Parameters()


class Moment(Struct, frozen=True):
    """A day, or what the clocks of a zone show; where that is None, those of the person.

    `named` is the zone that is told, known or not.
    """

    wall: dt.date
    zone: dt.tzinfo | None = None
    named: str | None = None

    @property
    def name(self) -> str:
        """What tells it from others: the same instant has one name in all zones."""
        if isinstance(self.wall, dt.datetime) and self.zone is not None:
            return f"{self.instant()[0].replace(tzinfo=None).isoformat()}Z"
        return self.wall.isoformat()

    @property
    def start(self) -> dt.datetime:
        """What its clocks show when it begins."""
        if isinstance(self.wall, dt.datetime):
            return self.wall
        return dt.datetime.combine(self.wall, dt.time())

    def instant(self, here: dt.tzinfo = dt.UTC) -> tuple[dt.datetime, Fold]:
        """Return when it begins, and whether the clocks skip that or show it twice."""
        return instant_of(self.start.date(), self.start.time(), self.zone or here)


class Item(Struct, kw_only=True):
    """An event or a to-do: the lines of each of its properties, unfolded, and where it begins.

    It is no whole one where its end is missing.
    """

    line: int
    kind: str
    lines: dict[str, list[str]]
    size: int = 0
    is_whole: bool = True

    @property
    def where(self) -> str:
        return f"line {self.line}"

    def add(self, name: str, text: str) -> None:
        self.lines.setdefault(name, []).append(text)
        self.size += len(text)

    def text(self, name: str) -> str:
        """Return a text, empty where it is not told."""
        return "\n".join(unescape_backslash(value_of(line)) for line in self.lines.get(name, ()))

    def texts(self, name: str) -> list[str]:
        """Return the texts of a list of them."""
        return [
            text
            for line in self.lines.get(name, ())
            for text in split_on_unescaped_comma(value_of(line))
        ]

    def moments(self, name: str) -> list[Moment]:
        """Return the moments of a list of them; raise Unfit for what is none."""
        return [
            _moment(value, parameters.get("TZID"))
            for line in self.lines.get(name, ())
            for parameters, values in [_parts(line)]
            for value in values.split(",")
            if value
        ]

    def moment(self, name: str) -> Moment | None:
        """Return a moment, None where it is not told; raise Unfit for what is none."""
        return next(iter(self.moments(name)), None)


def items(source: Source) -> Iterator[Item]:
    """Yield the events, to-dos and entries of a journal, without what stands within them.

    Raises BadInput for what is no whole calendar.
    """
    item, inner, is_open = None, 0, False
    for number, name, text in _content_lines(source):
        what = text.partition(":")[2].strip().upper()
        if name == "BEGIN" and what in _ENTRIES:
            if item is not None:
                yield _without_end(item)
            item, inner = Item(line=number, kind=what, lines={}), 0
        elif name == "END" and item is not None and what in (item.kind, "VCALENDAR"):
            yield item if what == item.kind else _without_end(item)
            item = None
            is_open = is_open and what != "VCALENDAR"
        elif name in ("BEGIN", "END") and what == "VCALENDAR":
            is_open = name == "BEGIN"
        elif name in ("BEGIN", "END"):
            inner = max(0, inner + (1 if name == "BEGIN" else -1))
        elif item is not None and not inner:
            item.add(name, text)
            if item.size > LONGEST_LINE:
                raise source.refused(
                    f"what begins at line {item.line} has more than {LONGEST_LINE:,} letters."
                )
    if is_open or item is not None:
        raise source.refused("its end is missing, END:VCALENDAR. Get it once more.")


def holds(source: Source, name: str) -> bool:
    """Tell whether a property may stand in a file, without reading what stands there."""
    wanted, before = name.encode(), b""
    with source.open() as file:
        while piece := before + file.read(1_000_000):
            if wanted in piece.upper() or b"\x00" in piece:
                return True
            if len(piece) == len(before):
                return False
            before = piece[-len(wanted) :]
    return False


def value_of(line: str) -> str:
    """Return the value of a line as it stands; raise Unfit for what is no line."""
    return _parts(line)[1]


def _without_end(item: Item) -> Item:
    item.is_whole = False
    return item


def _content_lines(source: Source) -> Iterator[tuple[int, str, str]]:
    """Yield the lines that are wanted, unfolded, each with its number and its name."""
    for number, name, parts in _folded_lines(source):
        text = "".join(parts)
        if len(text) > LONGEST_LINE:
            raise source.refused(f"line {number} is longer than {LONGEST_LINE:,} letters.")
        if "\x00" in text:
            raise source.refused(f"line {number} holds a NUL, so that is no text.")
        if not source.is_wide:
            try:
                text = text.encode("latin-1").decode()
            except UnicodeError:
                raise source.refused(
                    f"line {number} is not UTF-8. Save it as UTF-8 with the program that it comes"
                    " from."
                ) from None
        yield number, name, text


def _folded_lines(source: Source) -> Iterator[tuple[int, str, list[str]]]:
    """Yield the lines that are wanted in pieces, as a line may be folded within a letter.

    So they are read byte by byte, which is what Latin-1 does.
    """
    encoding = "utf-16" if source.is_wide else "latin-1"
    with source.open() as file:
        if source.head.startswith(codecs.BOM_UTF8):
            file.seek(len(codecs.BOM_UTF8))
        text = io.TextIOWrapper(file, encoding, newline=None)
        number, begun, name, parts, size, is_piece = 0, 0, "", list[str](), 0, False
        try:
            while line := text.readline(LONGEST_LINE):
                was_piece, is_piece = is_piece, not line.endswith("\n")
                number += not was_piece
                if was_piece or line[0] in " \t":
                    # What is too long is refused, and need not be kept as a whole for that.
                    if parts and size <= LONGEST_LINE:
                        parts.append(line[not was_piece :].removesuffix("\n"))
                        size += len(parts[-1])
                    continue
                if parts:
                    yield begun, name, parts
                name = line.partition(":")[0].partition(";")[0].strip().upper()
                begun, parts = number, [line.removesuffix("\n")] if name in _WANTED else []
                size = len(line)
        except UnicodeError:
            raise source.refused(f"what follows line {number} is not UTF-16.") from None
        if parts:
            yield begun, name, parts


def _parts(line: str) -> tuple[Parameters, str]:
    name, colon, value = line.partition(":")
    if colon and _NAME.fullmatch(name):
        return _NO_PARAMETERS, value  # Most lines are as plain, and the library takes its time.
    try:
        _, parameters, value = Contentline(line).raw_parts()
    except ValueError:
        raise Unfit(line, "that is no line of a calendar.") from None
    return parameters, value


def _moment(value: str, tzid: str | list[str] | None) -> Moment:
    try:
        told = vDDDTypes.from_ical(value)
    except ValueError:
        told = None
    if isinstance(told, tuple):
        told = told[0]
    if not isinstance(told, dt.date):
        raise Unfit(value, "a moment is written as in 20260907T183000, and a day as in 20260907.")
    within_reach(told, value)
    if not isinstance(told, dt.datetime):
        return Moment(told)
    if told.tzinfo is not None:
        return Moment(told.replace(tzinfo=None), dt.UTC)
    if tzid is None:
        return Moment(told)
    named = tzid if isinstance(tzid, str) else ",".join(tzid)
    zone = _zone(named)
    return Moment(told, zone, str(zone) if zone else named)


def _zone(named: str) -> ZoneInfo | None:
    """Return the zone of the IANA that a calendar names, by its own or by another name."""
    for name in _spellings(named.strip()):
        try:
            if name not in FILES:
                return zone_named(name)
        except ZoneInfoNotFoundError:
            continue
    return None


def _spellings(name: str) -> Iterable[str]:
    """Yield what a name may stand for: itself, Windows' name of it, and the end of a path."""
    yield name
    yield WINDOWS_TO_OLSON.get(name, "")
    parts = name.strip("/").split("/")[:10] if name.startswith("/") else []
    yield from ("/".join(parts[first:]) for first in range(len(parts)))
