"""What is over of a calendar's events and done of its to-dos, each date by itself."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from uuid import UUID

from icalendar.prop import vDuration
from msgspec.structs import replace

from tracker.care.catalogue import KINDS
from tracker.care.incoming import Ignored, Incoming, Told
from tracker.exchange.entries import incoming, key_of
from tracker.exchange.ics_dates import dates_of, is_among
from tracker.exchange.ics_lines import Item, Moment, holds, items, value_of
from tracker.exchange.source import Source
from tracker.exchange.values import Unfit

_MOST_WORK = 500_000
_MOST_MOVED = 200_000
_DAY = dt.timedelta(days=1)
_OWN = re.compile(
    r"(session|plan)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-\d{1,3})?@selfcare-tracker"
)


def entries(source: Source, until: dt.datetime) -> Iterator[Told]:
    """Return the entries, as `ics_in.entries` does."""
    reading, seen = _Reading(_moved(source), until), set[int]()
    for item in items(source):
        for one in reading.told(item):
            if not isinstance(one, Incoming):
                yield one
            elif hash(one.key) in seen:
                yield Ignored(one.where, "it stands in the file once more.")
            else:
                # The hashes of the keys are enough, and small.
                seen.add(hash(one.key))
                yield one
        if reading.work > _MOST_WORK:
            raise source.refused(f"its series have more than {_MOST_WORK:,} dates together.")


class _Reading:
    """Makes entries of events and to-dos, and keeps count of the dates that it looked at."""

    def __init__(self, moved: Mapping[str, set[str]], until: dt.datetime) -> None:
        self.work = 0
        self._moved = moved
        self._until = until
        self._here = until.tzinfo or dt.UTC

    def told(self, item: Item) -> list[Told]:
        try:
            if not item.is_whole:
                raise Unfit(item.text("SUMMARY"), f"its end is missing, END:{item.kind}.")
            if item.kind == "VEVENT":
                return self._event(item)
            if item.kind == "VTODO":
                return [self._todo(item)]
        except Unfit as unfit:
            return [unfit.refused(item.where)]
        return [Ignored(item.where, "it is an entry of a journal, and no event.")]

    def _event(self, item: Item) -> list[Told]:
        own = _OWN.fullmatch(item.text("UID"))
        if own and own[1] == "plan":
            return [Ignored(item.where, "it is a plan of tracker, and does not come in from here.")]
        if _status(item) == "CANCELLED":
            return [Ignored(item.where, "it was cancelled.")]
        begin = item.moment("DTSTART")
        if begin is None:
            raise Unfit(item.text("SUMMARY"), "it does not tell when it was, in a DTSTART.")
        length = _length(item, begin)
        if own:
            return [_own(item, UUID(own[2]), _incoming(item, begin, length))]
        if item.lines.keys() & {"RRULE", "RDATE"} and "RECURRENCE-ID" not in item.lines:
            return self._series(item, begin, length)
        if not self._is_over(begin, length):
            return [Ignored(item.where, "it is not over yet.")]
        told = _incoming(item, begin, length, item.moment("RECURRENCE-ID"))
        if "THISANDFUTURE" in item.lines.get("RECURRENCE-ID", [""])[0].upper():
            doubt = "It moves the dates after it too, and is taken alone."
            told = replace(told, doubts=(*told.doubts, doubt))
        return [told]

    def _series(self, item: Item, first: Moment, length: dt.timedelta | None) -> list[Told]:
        dates = dates_of(item, first, self._until)
        self.work += dates.work
        told, goes_on, moved = list[Told](), dates.goes_on, self._moved.get(item.text("UID"), set())
        for begin in dates.begin:
            if is_among(begin, moved):
                continue
            if not self._is_over(begin, length):
                goes_on = True
            else:
                told.append(_incoming(item, begin, length, begin))
        if goes_on:
            told.append(Ignored(item.where, "it goes on, and what is not over yet is left out."))
        return told or [Ignored(item.where, "none of its dates is left.")]

    def _todo(self, item: Item) -> Told:
        done, planned = item.moment("COMPLETED"), item.moment("DUE") or item.moment("DTSTART")
        if (_status(item) or "COMPLETED") != "COMPLETED" or not (done or _status(item)):
            return Ignored(item.where, "it is not done.")
        at = done or planned
        if at is None:
            raise Unfit(item.text("SUMMARY"), "it does not tell when it was done.")
        told = _incoming(item, at, None)
        if done is None:
            doubt = "It does not tell when it was done, but for when it was planned."
        elif planned and self._day(planned) != self._day(done):
            doubt = f"It was planned for {self._day(planned)}, and done on {self._day(done)}."
        else:
            return told
        return replace(told, doubts=(*told.doubts, doubt))

    def _is_over(self, begin: Moment, length: dt.timedelta | None) -> bool:
        if not isinstance(begin.wall, dt.datetime):
            return begin.wall < self._until.astimezone(self._here).date()
        return begin.instant(self._here)[0] + (length or dt.timedelta()) <= self._until

    def _day(self, moment: Moment) -> dt.date:
        if moment.zone is None:
            return moment.start.date()
        return moment.instant()[0].astimezone(self._here).date()


def _moved(source: Source) -> Mapping[str, set[str]]:
    """Return which dates of each series have an event of their own; raise BadInput for too many."""
    moved, count = defaultdict[str, set[str]](set), 0
    for item in items(source) if holds(source, "RECURRENCE-ID") else ():
        if "RECURRENCE-ID" not in item.lines:
            continue
        try:
            uid, date = item.text("UID"), item.moment("RECURRENCE-ID")
        except Unfit:
            continue
        if date is not None:
            moved[uid].add(date.name)
            count += 1
        if count > _MOST_MOVED:
            raise source.refused(f"more than {_MOST_MOVED:,} dates of its series were moved.")
    return moved


def _status(item: Item) -> str:
    return item.text("STATUS").strip().upper()


def _length(item: Item, begin: Moment) -> dt.timedelta | None:
    """Return how long an event is, None where that is not told; raise Unfit for no length.

    A whole day says nothing of how long it was.
    """
    end, told = item.moment("DTEND"), item.lines.get("DTEND") or item.lines.get("DURATION")
    if told is None:
        return None
    value = value_of(told[0])
    if end is None:
        length = _duration(value)
    elif (end.zone is None) != (begin.zone is None) or type(end.wall) is not type(begin.wall):
        raise Unfit(value, "it ends by another clock than it begins.")
    else:
        length = end.instant()[0] - begin.instant()[0]
    if length < dt.timedelta():
        raise Unfit(value, "it ends before it begins.")
    if isinstance(begin.wall, dt.datetime):
        return length
    if length > _DAY:
        raise Unfit(value, f"it goes over {length.days} days, and a session has one.")
    return None


def _duration(value: str) -> dt.timedelta:
    try:
        length: dt.timedelta = vDuration.from_ical(value)
    except ValueError:
        raise Unfit(value, "a length is written as in PT20M.") from None
    return length


def _incoming(
    item: Item, begin: Moment, length: dt.timedelta | None, date: Moment | None = None
) -> Incoming:
    """Return what is told of an event, or of one `date` of a series."""
    key, where = item.text("UID") or key_of(begin.name, item.text("SUMMARY")), item.where
    if date is not None:
        key, where = f"{key} {date.name}", f"{where}, {begin.start:%Y-%m-%d}"
    at, doubts = None, tuple[str, ...]()
    if isinstance(begin.wall, dt.datetime):
        at = begin.wall
        if begin.zone is not None:
            at, fold = begin.instant()
            if fold == "gap":
                doubts = (
                    f"The clocks skipped {begin.wall:%H:%M} then; it is taken for after that.",
                )
    told = incoming(
        where,
        key,
        [*item.texts("CATEGORIES"), item.text("SUMMARY")],
        note="\n".join(filter(None, (item.text("DESCRIPTION"), item.text("LOCATION")))),
        day=None if at else begin.wall,
        at=at,
        duration=length,
        doubts=doubts,
    )
    return replace(told, zone=begin.named)


def _own(item: Item, uuid: UUID, told: Incoming) -> Incoming:
    """Return a session that was written by `ics_out`."""
    kind = next((word for word in item.texts("CATEGORIES") if word in KINDS), None)
    return replace(told, uuid=uuid, kind=kind, names=() if kind else told.names)
