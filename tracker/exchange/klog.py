"""klog: records of a day, with its entries indented below: 18:30 - 19:00 Massage, or 15m #exercise."""

import datetime as dt
import itertools
import re
from collections.abc import Iterator

from msgspec import Struct

from tracker.care.incoming import Ignored, Incoming, Told
from tracker.exchange.entries import Ordinals, incoming
from tracker.exchange.source import Source
from tracker.exchange.values import Unfit, read_day, within_reach

_DAY = r"[0-9]{4}(?:-[0-9]{2}-|/[0-9]{2}/)[0-9]{2}"
_HEAD = re.compile(rf"(?P<day>{_DAY})(?:\s+\([^()]*!\))?\s*")
_SOME_HEAD = re.compile(rf"(?:\A|[\r\n]){_DAY}(?:[ \t]+\([^()\r\n]*!\))?[ \t]*(?:\Z|[\r\n])")
_SOME_ENTRY = re.compile(
    r"[\r\n](?: {2,4}|\t)(?:[+-]?[0-9]+[hm]|<?[0-9]{1,2}:[0-9]{2}(?:am|pm)?>? *-)"
)

_INDENTATIONS = ("    ", "   ", "  ", "\t")
_BLANKS = re.compile(r"\s*")
_TIME = r"(<?)([0-9]{1,2}):([0-9]{2})(am|pm)?(>?)"
_RANGE = re.compile(rf"{_TIME} *- *(?:{_TIME}|(?P<open>\?+))(?:\s+(?P<summary>.*))?", re.DOTALL)
_LENGTH = re.compile(
    r"(?P<sign>[+-]?)(?=[0-9])(?:(?P<hours>[0-9]{1,6})h)?(?:(?P<minutes>[0-9]{1,6})m)?"
    r"(?:\s+(?P<summary>.*))?",
    re.DOTALL,
)
_TAG = re.compile(r"""#([\w-]+)(?:=("[^"]*"|'[^']*'|[\w-]+))?""")
_WORD = re.compile(r"\w[\w-]*")

_LONGEST_RECORD = 10_000


class _Entry(Struct):
    """An entry as it stands, without its indentation; `is_right` says whether that was right."""

    number: int
    lines: list[str]
    is_right: bool


class _Record(Struct):
    """A record as far as it was read: whether its summary was taken along, and whether one runs."""

    day: dt.date
    summary: str
    is_told: bool = False
    is_open: bool = False


def fits(source: Source) -> bool:
    """Say whether a day stands on a line of its own, and an entry of klog's below any."""
    if not _SOME_HEAD.search(source.start):
        return False
    return source.path.suffix == ".klg" or _SOME_ENTRY.search(source.start) is not None


def entries(source: Source) -> Iterator[Told]:
    """Return the entries of all records; of a record whose day is bad each is refused."""
    source.check_size()
    if not fits(source):
        raise source.refused("it has no day, as in 2026-09-07, with entries indented below it.")
    ordinals = Ordinals()
    for lines in _blocks(source):
        yield from _of_record(lines, ordinals)


def _blocks(source: Source) -> Iterator[list[tuple[int, str]]]:
    """Return the lines of each record with their numbers; blank lines stand between records."""
    block = list[tuple[int, str]]()
    for number, line in source.lines():
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
        if len(block) > _LONGEST_RECORD:
            raise source.refused(
                f"the {_LONGEST_RECORD:,} lines before line {number} have no blank one among them."
            )
    if block:
        yield block


def _of_record(lines: list[tuple[int, str]], ordinals: Ordinals) -> Iterator[Told]:
    number, head = lines[0]
    if head[0].isspace():
        for entry in _entries_of(lines):
            astray = Unfit(entry.lines[0], "it stands below no day, as a blank line ends a record.")
            yield astray.refused(f"line {entry.number}")
        return
    below = list(itertools.dropwhile(lambda line: not line[1][0].isspace(), lines))
    found = _entries_of(below)
    try:
        summary = " ".join(line.strip() for _, line in lines[1 : len(lines) - len(below)])
        record = _Record(_day_of(head), summary)
    except Unfit as unfit:
        for line in [entry.number for entry in found] or [number]:
            yield unfit.refused(f"line {line}")
        return
    for entry in found:
        where = f"line {entry.number}"
        try:
            told = _told(where, entry, record, ordinals)
        except Unfit as unfit:
            told = unfit.refused(where)
        record.is_told = record.is_told or isinstance(told, Incoming)
        yield told


def _day_of(head: str) -> dt.date:
    found = _HEAD.fullmatch(head)
    if not found:
        raise Unfit(head, "a record begins with its day, as in 2026-09-07.")
    return read_day(found["day"].replace("/", "-"))


def _entries_of(lines: list[tuple[int, str]]) -> list[_Entry]:
    """Return the entries of a record, each with the lines that are indented twice below it."""
    found, indentation = list[_Entry](), ""
    for number, line in lines:
        blanks = _BLANKS.match(line)
        lead = blanks[0] if blanks else ""
        if found and indentation and line.startswith(2 * indentation):
            found[-1].lines.append(line.strip())
            continue
        if not indentation and lead in _INDENTATIONS:
            indentation = lead
        found.append(_Entry(number, [line.strip()], bool(lead) and lead == indentation))
    return found


def _told(where: str, entry: _Entry, record: _Record, ordinals: Ordinals) -> Told:
    if not entry.is_right:
        raise Unfit(
            entry.lines[0], "the entries of a record are indented alike, by 2 to 4 blanks or a tab."
        )
    text, day = " ".join(entry.lines), record.day
    doubts: tuple[str, ...] = ()
    if found := _RANGE.fullmatch(text):
        begun = _minutes_of(found.groups()[:5], text)
        if found["open"]:
            if record.is_open:
                raise Unfit(text, "a record has one open end at most.")
            record.is_open = True
            return Ignored(where, "it is still running.")
        duration = dt.timedelta(minutes=_minutes_of(found.groups()[5:10], text) - begun)
        if duration < dt.timedelta(0):
            raise Unfit(text, "it ends before it starts; an end past midnight is written as 0:15>.")
        at = within_reach(dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=begun), text)
        if at.date() != day:
            doubts = (f"It counts for the day on which it began, {at.date()}, as it is shifted.",)
    elif found := _LENGTH.fullmatch(text):
        duration, at = _length_of(found, text), None
    else:
        raise Unfit(text, "an entry begins as in 18:30 - 19:00, 6:30pm - 7:00pm or 1h15m.")
    said = found["summary"] or ""
    return incoming(
        where,
        ordinals.key(day, text),
        _names_of(said, record.summary),
        note=_note_of(said, record),
        day=None if at else day,
        at=at,
        duration=duration,
        doubts=doubts,
    )


def _minutes_of(parts: tuple[str | None, ...], text: str) -> int:
    """Return the minutes of a clock time since the midnight with which the day of its record begins."""
    before, hour, minute, half, after = (part or "" for part in parts)
    hours, minutes = int(hour), int(minute)
    is_last = not half and (hours, minutes) == (24, 0) and not after
    first, last = (1, 12) if half else (0, 23)
    if not (is_last or (first <= hours <= last and minutes <= 59)) or (before and after):
        raise Unfit(text, "there is no such clock time.")
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    return 60 * hours + minutes + 24 * 60 * (bool(after) - bool(before))


def _length_of(found: re.Match[str], text: str) -> dt.timedelta:
    hours, minutes = int(found["hours"] or 0), int(found["minutes"] or 0)
    if found["hours"] and minutes > 59:
        raise Unfit(text, "beside hours there are at most 59 minutes.")
    if found["sign"] == "-":
        raise Unfit(text, "it takes time away, which no session does.")
    if not hours and not minutes:
        raise Unfit(text, "it has no length.")
    return dt.timedelta(hours=hours, minutes=minutes)


def _note_of(said: str, record: _Record) -> str:
    """Return what was said of an entry, and of its record with the first that is taken."""
    shared = "" if record.is_told else record.summary
    return f"{said} ({shared})" if said and shared else said or shared


def _names_of(said: str, shared: str) -> list[str]:
    """Return what may say the kind: tags, their values, the first word, then the tags of the record."""
    word = _WORD.search(_TAG.sub(" ", said))
    return [*_tags_of(said), *([word[0]] if word else []), *_tags_of(shared)]


def _tags_of(summary: str) -> list[str]:
    found = _TAG.findall(summary)
    return [*(name for name, _ in found), *(value.strip("\"'") for _, value in found)]
