"""Plans and sessions as iCalendar (RFC 5545), for the calendar of a phone or a desktop."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import IO
from zoneinfo import ZoneInfo

from icalendar import Alarm, Event, Timezone
from icalendar.parser import Contentline
from icalendar.prop import vText
from icalendar.timezone.tzid import is_utc

from tracker.care.catalogue import kinds
from tracker.care.fields import Entry
from tracker.care.outgoing import PlanOut, SessionOut
from tracker.care.plan import Calendar
from tracker.care.rhythm import Interval, Weekdays
from tracker.care.zones import LostZone
from tracker.exchange.series import Series, series_of

_DAY = dt.timedelta(days=1)
# A calendar knows no clock changes after these years, counted from the first of a plan.
_YEARS_OF_ZONE = 10
_FOLDED_FROM = 75
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# What some programs take for the end of a line, and what a calendar may not hold.
_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_HEAD = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    b"PRODID:-//selfcare-tracker//tracker//EN\r\nCALSCALE:GREGORIAN\r\n"
)
_FOOT = b"END:VCALENDAR\r\n"


def write(
    plans: Iterable[PlanOut], sessions: Iterable[SessionOut], calendar: Calendar, file: IO[bytes]
) -> int:
    """Write a calendar into a file that is open for bytes, and return how many sessions there were.

    Plans become series with an alarm, sessions events of the past. Removed plans are left out. What
    is the same gives the same bytes: nothing in it depends on the moment of writing. Sessions are
    taken one by one, so that they may be many.
    """
    living = [one for one in plans if one.plan.removed_at is None]
    series = [each for one in living for each in series_of(one, calendar)]
    file.write(_HEAD)
    for zone, first in _zones(series):
        last = dt.date(max(Timezone.DEFAULT_LAST_DATE.year, first.year + _YEARS_OF_ZONE), 1, 1)
        file.write(_Timezone.from_tzinfo(zone, str(zone), first, last).to_ical())
    for each in series:
        file.write(_event(each).to_ical())
    count = 0
    for kept in sessions:
        file.write(_past_event(kept))
        count += 1
    file.write(_FOOT)
    return count


class _Timezone(Timezone):
    # The library looks for the next change of the clocks 64 days ahead, and so misses one that is
    # taken back before, as in Morocco.
    _from_tzinfo_skip_search = [  # noqa: RUF012
        dt.timedelta(days=7),
        *Timezone._from_tzinfo_skip_search[4:],
    ]


def _zones(series: Iterable[Series]) -> list[tuple[ZoneInfo, dt.date]]:
    """Return each zone that a calendar has to be told of, with the first day in it."""
    firsts = dict[ZoneInfo, dt.date]()
    for one in series:
        if not is_utc(one.zone) and not isinstance(one.zone, LostZone):
            firsts[one.zone] = min(one.first, firsts.get(one.zone, one.first))
    return [(zone, dt.date(first.year, 1, 1)) for zone, first in firsts.items()]


def _event(series: Series) -> Event:
    plan, event = series.of.plan, Event()
    told = {} if is_utc(series.zone) else {"TZID": str(series.zone)}
    begin = series.clock(series.first)
    event.add("uid", f"plan-{series.of.uuid}-{series.slot}@selfcare-tracker")
    event.add("dtstamp", series.stands_since)
    event.add("sequence", _sequence(plan.created_at, series.stands_since))
    event.add("dtstart", begin, told)
    if plan.details.duration:
        end = begin.astimezone(dt.UTC) + plan.details.duration
        event.add("dtend", end.astimezone(series.zone), told)
    event.add("summary", _sound(f"{plan.name}, paused" if series.is_over else plan.name))
    event.add("description", series.words)
    event.add("categories", [plan.kind])
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if series.is_over:
        event.add("status", "CANCELLED")
        return event
    event.add("rrule", _rule(series))
    if series.left_out:
        event.add("exdate", [series.clock(day) for day in series.left_out], told)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _sound(plan.name))
    alarm.add("trigger", dt.timedelta())
    event.add_component(alarm)
    return event


def _rule(series: Series) -> dict[str, object]:
    """Return the rule of a series, on the dates of the calendar.

    Where a clock time lies after midnight and before the person's day begins, it is on the date
    after its day, and so is the start of its week.
    """
    shift = (series.clock(series.first).date() - series.first).days
    rule = dict[str, object]()
    match series.rhythm:
        case Interval(days):
            rule |= {"freq": "DAILY", "interval": days}
        case Weekdays(days, every_weeks) if len(days) == 7 and every_weeks == 1:
            rule["freq"] = "DAILY"
        case Weekdays(days, every_weeks):
            starts_on = series.calendar.week_starts_on
            rule |= {
                "freq": "WEEKLY",
                "interval": every_weeks,
                "byday": [_WEEKDAYS[(day + shift) % 7] for day in sorted(days)],
                "wkst": _WEEKDAYS[(starts_on + shift) % 7],
            }
    if series.last is not None:
        rule["until"] = series.clock(series.last).astimezone(dt.UTC)
    return rule


def _past_event(kept: SessionOut) -> bytes:
    """Return the event of a session.

    It is put together of lines, as the library takes ten times as long for an event of its own.
    """
    session, entry = kept.session, kept.session.entry
    if entry.started_at is None or entry.ended_at is None:
        begin = f";VALUE=DATE:{entry.day:%Y%m%d}"
        end = f";VALUE=DATE:{entry.day + _DAY:%Y%m%d}"
    else:
        begin, end = f":{_utc(entry.started_at)}", f":{_utc(entry.ended_at)}"
    note = _text("DESCRIPTION", entry.note) if entry.note else ""
    return (
        "BEGIN:VEVENT\r\n"
        f"UID:session-{kept.uuid}@selfcare-tracker\r\n"
        f"DTSTAMP:{_utc(session.changed_at)}\r\n"
        f"SEQUENCE:{_sequence(session.created_at, session.changed_at)}\r\n"
        f"DTSTART{begin}\r\n"
        f"DTEND{end}\r\n"
        f"{_text('SUMMARY', _said(entry))}{note}"
        f"CATEGORIES:{entry.kind}\r\n"
        "CLASS:PRIVATE\r\n"
        "TRANSP:TRANSPARENT\r\n"
        "END:VEVENT\r\n"
    ).encode()


def _said(entry: Entry) -> str:
    """Say what was done in a few words."""
    details = entry.details
    style = details.style and details.style.replace("-", " ")
    who = details.provider and f"with {details.provider}"
    return ", ".join(filter(None, (kinds()[entry.kind].name, style, who, entry.part)))


def _sequence(made_at: dt.datetime, changed_at: dt.datetime) -> int:
    """Return a number that rises with each change, which is how calendars tell the newer of two."""
    return max(0, int((changed_at - made_at).total_seconds()))


def _utc(instant: dt.datetime) -> str:
    return f"{instant.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _text(name: str, text: str) -> str:
    """Return the line of a text, escaped and folded."""
    line = f"{name}:{vText(_sound(text)).to_ical().decode()}"
    if not line.isascii() or len(line) >= _FOLDED_FROM:
        line = Contentline(line).to_ical().decode()
    return f"{line}\r\n"


def _sound(text: str) -> str:
    """Return a text without what could be read as anything else than itself."""
    return _CONTROL.sub("\ufffd", _BREAK.sub("\n", text))
