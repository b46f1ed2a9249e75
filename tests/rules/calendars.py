"""Calendars for the tests of their reader, as of a moment, and what is told by them."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from tests.rules.foreign import (
    SAMPLES,
    in_short,
    only_taken,
    read,
)
from tracker.care.incoming import Incoming, Told
from tracker.exchange import ics_in
from tracker.exchange.source import Source

HERE = ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2026, 11, 23, 17, 0, tzinfo=HERE)
MINUTE = dt.timedelta(minutes=1)
ICALENDAR = sorted(path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("icalendar/*"))


class AsOfNow:
    """Reads a calendar at the moment of these tests."""

    def fits(self, source: Source) -> bool:
        return ics_in.fits(source)

    def entries(self, source: Source) -> Iterator[Told]:
        return ics_in.entries(source, NOW)


CALENDAR = AsOfNow()


def utc(*figures: int) -> dt.datetime:
    return dt.datetime(2026, *figures, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]


def clock(*figures: int) -> dt.datetime:
    return utc(*figures).replace(tzinfo=None)


def calendar(*items: str) -> str:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *items, "END:VCALENDAR", ""))


def event(*lines: str, kind: str = "VEVENT", uid: str = "a1", summary: str = "massage") -> str:
    head = (f"BEGIN:{kind}", f"UID:{uid}", f"SUMMARY:{summary}")
    return "\r\n".join((*head, *lines, f"END:{kind}"))


def told(*lines: str, kind: str = "VEVENT", uid: str = "a1") -> list[Told]:
    """Return what is told by a calendar of one event."""
    return read(CALENDAR, calendar(event(*lines, kind=kind, uid=uid)))


def the_one(*lines: str, kind: str = "VEVENT") -> Incoming:
    (one,) = only_taken(told(*lines, kind=kind))
    return one


def begins(*lines: str) -> list[str]:
    """Return when the dates of a series begin, in UTC or by a clock, and what is said of the rest."""
    return [
        str(one.at or one.day)[:16] if isinstance(one, Incoming) else in_short([one])[0][1]
        for one in told(*lines)
    ]


def series(rule: str, *lines: str, start: str = ";TZID=Europe/Berlin:20261005T073000") -> list[str]:
    return begins(f"DTSTART{start}", "DURATION:PT20M", f"RRULE:{rule}", *lines)


GOES_ON = "ignored: it goes on, and what is not over yet is left out."
