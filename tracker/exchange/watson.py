"""Watson: its frames, a JSON list of [start, stop, project, id, tags, when it was changed]."""

import datetime as dt
import math
import re
from collections.abc import Iterator
from typing import Any

from msgspec import Raw, Struct

from tracker.care.incoming import Ignored, Incoming, Told
from tracker.exchange.entries import incoming
from tracker.exchange.json_items import beginning, items_of, read_item
from tracker.exchange.source import Source
from tracker.exchange.values import Unfit, after_epoch, within_reach
from tracker.text import LONGEST_NAME

_FRAMES = re.compile(r'\s*\[\s*\[\s*(?:-?[0-9]|")')
_STATE = re.compile(r'\s*\{\s*"project"\s*:')
_NAMES_OF_FRAMES = ("frames", "frames.bak")
_NAMES_OF_STATE = ("state", "state.bak")
_SHORTEST, _LONGEST = 4, 6


class _Frame(Struct, frozen=True):
    """A frame as it stands, before anything of it is checked."""

    start: Any
    stop: Any
    project: Any
    id: Any
    tags: Any = None
    changed: Any = None


def fits(source: Source) -> bool:
    """Say whether it looks like Watson's frames, or like its state, which holds what is running."""
    start, name = source.start, source.path.name
    if _FRAMES.match(start) or (name in _NAMES_OF_FRAMES and start.lstrip().startswith("[")):
        return True
    return _is_state(source)


def entries(source: Source) -> Iterator[Told]:
    """Return the frames; of those with one id, the one that was changed last is taken."""
    if source.path.name == "config":
        # It may hold a secret: not even a refusal may quote it.
        raise source.refused("those are Watson's settings. Give the file frames beside it.")
    if _is_state(source):
        if _STATE.match(source.start):
            yield Ignored("the file", "it is still running, as Watson's state says.")
        return
    frames = items_of(source)
    newest = _newest(frames)
    for number, item in enumerate(frames, 1):
        where = f"frame {number}"
        try:
            told = _told(where, _frame(item))
        except Unfit as unfit:
            yield unfit.refused(where)
            continue
        taken = newest[told.key]
        if taken == number:
            yield told
        else:
            yield Ignored(where, f"frame {taken} has the same id, and is taken as the newer one.")


def _is_state(source: Source) -> bool:
    if source.path.name in _NAMES_OF_STATE:
        return source.start.lstrip().startswith("{")
    return _STATE.match(source.start) is not None


def _newest(frames: list[Raw]) -> dict[str, int]:
    """Return the number of the frame to take for each id, of those of which anything can be made."""
    newest = dict[str, int]()
    for number, item in enumerate(frames, 1):
        try:
            frame = _frame(item)
            key = _told("", frame).key
        except Unfit:
            continue
        before = newest.setdefault(key, number)
        if before != number and _changed(frame) > _changed(_frame(frames[before - 1])):
            newest[key] = number
    return newest


def _frame(item: Raw) -> _Frame:
    row = read_item(item)
    if not isinstance(row, list) or not _SHORTEST <= len(row) <= _LONGEST:
        raise Unfit(
            beginning(item), "a frame is a list of start, stop, project, id, tags and change."
        )
    return _Frame(*row)


def _told(where: str, frame: _Frame) -> Incoming:
    start, stop = _instant(frame.start), _instant(frame.stop)
    if stop < start:
        raise Unfit(frame.stop, "it stops before it starts.")
    tags = [] if frame.tags is None else frame.tags
    if not isinstance(tags, list):
        raise Unfit(tags, "the tags are no list.")
    for text in (frame.project, frame.id, *tags):
        if not isinstance(text, str):
            raise Unfit(text, "a project, an id and a tag are text.")
    if not 0 < len(frame.id) <= LONGEST_NAME:
        raise Unfit(frame.id, f"an id has 1 to {LONGEST_NAME} characters.")
    names = (frame.project, *tags)
    return incoming(where, frame.id, names, at=start, duration=stop - start)


def _changed(frame: _Frame) -> float:
    """Return when the frame was changed last, which for one that does not say it was long ago."""
    try:
        return _instant(frame.changed).timestamp()
    except Unfit:
        return -math.inf


def _instant(value: Any) -> dt.datetime:
    """Return the instant of seconds since 1970, or of a text with its distance from UTC."""
    try:
        moment = _read(value)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise Unfit(
            value, "an instant is in seconds since 1970, or as in 2026-09-07T18:30:00+02:00."
        ) from None
    return within_reach(moment, value)


def _read(value: Any) -> dt.datetime | None:
    if isinstance(value, str):
        moment = dt.datetime.fromisoformat(value)
        return moment.astimezone(dt.UTC) if moment.tzinfo else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return after_epoch(value, seconds=value)
    return None
