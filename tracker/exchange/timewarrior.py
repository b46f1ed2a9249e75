"""Timewarrior: a month of its data, a line each interval, or the JSON that `timew export` prints."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Raw, Struct

from tracker.care.incoming import Ignored, Told
from tracker.exchange.entries import incoming, key_of
from tracker.exchange.json_items import beginning, items_of, read_item
from tracker.exchange.source import Source
from tracker.exchange.values import Unfit, within_reach

_DATA = re.compile(r"(?:\A|[\r\n])inc [0-9]{8}T[0-9]{6}Z")
# An interval of which Timewarrior itself could read nothing is exported as {}.
_EXPORT = re.compile(
    r'\s*\[\s*(?:\{(?:"id":[0-9]+)?\},\s*)*\{[^{}]{0,60}"start"\s*:\s*"[0-9]{8}T[0-9]{6}Z"'
)
_TAGS = re.compile(r'\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"count"\s*:')
_UNDO = re.compile(r"\s*txn:")

_LINE = re.compile(
    r"inc(?:\s+(?P<start>[^\s#-]\S*))?(?:\s+-\s+(?P<end>[^\s#-]\S*))?(?:\s+#(?P<texts>\s.*)?)?\s*"
)
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_WORD = re.compile(rf'\s*({_QUOTED}(?!\S)|[^\s"]\S*)')
_INSTANT = re.compile(r"[0-9]{8}T[0-9]{6}Z")


class _Interval(Struct, frozen=True):
    """An interval as it stands: its instants as they are written, and what was said of it."""

    start: str
    end: str | None
    tags: list[str]
    note: str


def fits(source: Source) -> bool:
    """Say whether it looks like anything of Timewarrior's, its lists that hold no intervals among it."""
    start = source.start
    return any((_DATA.search(start), _EXPORT.match(start), _TAGS.match(start), _UNDO.match(start)))


def entries(source: Source) -> Iterator[Told]:
    """Return the intervals. A line that begins with another word than inc is none of them."""
    known = dict[str, str]()
    for where, item, read in _items(source):
        try:
            yield _told(where, read(item), known)
        except Unfit as unfit:
            yield unfit.refused(where)


def _items(source: Source) -> Iterator[tuple[str, Any, Callable[[Any], _Interval | None]]]:
    """Return each interval unread: where it stands, what stands there, and what reads it."""
    give = "Give the files of its months, such as 2026-09.data."
    if _TAGS.match(source.start):
        raise source.refused(f"those are Timewarrior's tags, which hold no intervals. {give}")
    if _UNDO.match(source.start):
        raise source.refused(f"that is what Timewarrior could undo, no intervals. {give}")
    if source.start.lstrip().startswith("["):
        for number, item in enumerate(items_of(source), 1):
            yield f"interval {number}", item, _exported
        return
    source.check_size()
    if not _DATA.search(source.start):
        raise source.refused(f"no line of it begins as in inc 20260907T163000Z. {give}")
    for number, line in source.lines():
        if line.strip():
            yield f"line {number}", line, _written


def _told(where: str, interval: _Interval | None, known: dict[str, str]) -> Told:
    if interval is None:
        return Ignored(where, "it says when nothing is recorded, and is no session.")
    at = _instant(interval.start)
    if interval.end is None:
        return Ignored(where, "it is still running.")
    duration = _instant(interval.end) - at
    if duration < dt.timedelta(0):
        raise Unfit(interval.end, "it ends before it starts.")
    key = _new_key(interval, known)
    if not key:
        return Ignored(where, "it stands in the file a second time.")
    # So it is stored where the clocks were set forward within it.
    no_length = "It ends when it starts, so how long it lasted is not known."
    return incoming(
        where,
        key,
        interval.tags,
        note=interval.note,
        at=at,
        duration=duration or None,
        doubts=() if duration else (no_length,),
    )


def _new_key(interval: _Interval, known: dict[str, str]) -> str:
    """Return the key made of start and tags, or nothing where the same was known already.

    The numbers of Timewarrior change with each entry. Of several with the same start and the same
    tags all but the first have keys made of the rest as well.
    """
    key = key_of(interval.start, *sorted(set(interval.tags)))
    rest = key_of(interval.end or "", interval.note)
    if known.get(key, rest) != rest:
        key = key_of(key, rest)
    if key in known:
        return ""
    known[key] = rest
    return key


def _instant(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text) if _INSTANT.fullmatch(text) else None
    except ValueError:
        moment = None
    if moment is None:
        raise Unfit(text, "an instant is written as in 20260907T163000Z.") from None
    return within_reach(moment, text)


def _written(line: str) -> _Interval | None:
    """Return the interval of a line, or nothing for an exclusion as early versions kept them."""
    if line.split(maxsplit=1)[0] == "exc":
        return None
    found = _LINE.fullmatch(line)
    if not found or not found["start"]:
        raise Unfit(
            line, 'a line is written as in inc 20260907T163000Z - 20260907T170000Z # "tag".'
        )
    tags, note = _texts(found["texts"] or "")
    return _Interval(found["start"], found["end"], tags, note)


def _texts(text: str) -> tuple[list[str], str]:
    """Return the tags, and the annotation that stands behind another #."""
    tags, at = list[str](), 0
    while found := _WORD.match(text, at):
        at = found.end()
        if found[1] == "#":
            return tags, _annotation(text[at:].strip())
        tags.append(_unquoted(found[1]))
    if text[at:].strip():
        raise Unfit(text[at:], "a quotation mark is not closed.")
    return tags, ""


def _annotation(text: str) -> str:
    """Return an annotation; early versions wrote them without quotation marks around."""
    if re.fullmatch(_QUOTED, text):
        return _unquoted(text)
    if text.startswith('"') and text.count('"') % 2:
        raise Unfit(text, "a quotation mark is not closed.")
    return text


def _unquoted(word: str) -> str:
    return word[1:-1].replace('\\"', '"') if word.startswith('"') else word


def _exported(item: Raw) -> _Interval:
    value = read_item(item)
    if not isinstance(value, dict):
        raise Unfit(
            beginning(item), "an interval is an object with start, end, tags and annotation."
        )
    start, end = value.get("start"), value.get("end")
    tags, note = value.get("tags", []), value.get("annotation", "")
    if start is None:
        raise Unfit(beginning(item), "it has no start.")
    if not isinstance(tags, list):
        raise Unfit(tags, "the tags are no list.")
    for text in (start, "" if end is None else end, note, *tags):
        if not isinstance(text, str):
            raise Unfit(text, "start, end, tags and annotation are text.")
    return _Interval(start, end, tags, note)
