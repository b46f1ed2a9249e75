"""What a calendar is told of plans and sessions is what the program itself has of them."""

import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar as ParsedCalendar
from icalendar import Timezone
from msgspec.structs import replace

from tracker.care.agenda import upcoming_until
from tracker.care.fields import Details, Entry
from tracker.care.incoming import Ignored, Incoming, Told
from tracker.care.outgoing import PlanOut, SessionOut
from tracker.care.plan import Calendar, Form, Plan, Rest
from tracker.care.rhythm import Interval, Quota, Rhythm, Weekdays
from tracker.care.session import Session
from tracker.care.walltime import date_within
from tracker.care.zones import zone_named
from tracker.exchange import ics_in
from tracker.exchange.ics_out import write
from tracker.exchange.source import Source
from tracker.text import storable

MADE = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)  # A Sunday.
MONDAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)
PLAN = UUID("3f2b1c00-9d57-4f0b-8c1b-2f3a6d1c7e84")
SESSION = UUID("8a1d4e00-2c3b-4a5f-9e6d-7b8c9d0e1f2a")
BERLIN = Calendar(zone=ZoneInfo("Europe/Berlin"))
TOKYO = Calendar(zone=ZoneInfo("Asia/Tokyo"))
EVENING = (dt.time(18, 30),)
MONDAYS_AND_WEDNESDAYS = Weekdays(frozenset({0, 2}))


def plan(
    rhythm: Rhythm = MONDAYS_AND_WEDNESDAYS,
    times: tuple[dt.time, ...] = EVENING,
    first_on: dt.date = MONDAY,
    until_on: dt.date | None = None,
    gap_days: int = 0,
    **told: Any,
) -> Plan:
    form = Form(MADE, rhythm, times, first_on, until_on, gap_days)
    known: dict[str, Any] = {
        "number": 1,
        "name": "back exercises",
        "kind": "exercise",
        "details": Details(duration=dt.timedelta(minutes=15)),
        "forms": (form,),
        "created_at": MADE,
    }
    return Plan(**known | told)


def out(
    *plans: Plan, done: Sequence[dt.date] = (), changed_at: dt.datetime = MADE
) -> list[PlanOut]:
    return [PlanOut(PLAN, one, changed_at, tuple(done)) for one in plans]


def kept(**told: Any) -> SessionOut:
    at = dt.datetime(2026, 3, 3, 17, tzinfo=dt.UTC)
    known: dict[str, Any] = {
        "kind": "massage",
        "day": at.date(),
        "started_at": at,
        "zone": "Europe/Berlin",
        "details": Details(duration=dt.timedelta(minutes=60), style="deep-tissue", provider="Ana"),
    }
    entry = Entry(**known | told)
    later = at + dt.timedelta(hours=2)
    return SessionOut(Session(number=1, entry=entry, created_at=at, changed_at=later), SESSION)


def written(
    plans: Iterable[PlanOut] = (), sessions: Iterable[SessionOut] = (), calendar: Calendar = BERLIN
) -> bytes:
    file = io.BytesIO()
    write(plans, sessions, calendar, file)
    return file.getvalue()


def events(plans: Iterable[PlanOut], calendar: Calendar = BERLIN) -> list[Any]:
    return list(ParsedCalendar.from_ical(written(plans, calendar=calendar)).events)


def the_event(plans: Iterable[PlanOut], calendar: Calendar = BERLIN) -> Any:
    (one,) = events(plans, calendar)
    return one


def told_of(event: Any, name: str) -> str:
    return str(event[name].to_ical().decode())


def dates(event: Any, last: dt.date) -> list[dt.datetime]:
    """Return what the clocks show at each date of an event up to a day, as a calendar finds them."""
    if "RRULE" not in event:
        return []
    rule, start = event["RRULE"], event["DTSTART"].dt
    until = dt.datetime.combine(last, dt.time.max, start.tzinfo).astimezone(dt.UTC)
    until = min([until, *rule.pop("UNTIL", [])])
    wall = until.astimezone(start.tzinfo).replace(tzinfo=None)
    found = rrulestr(rule.to_ical().decode(), dtstart=start.replace(tzinfo=None))
    out = {one.dt.replace(tzinfo=None) for one in getattr(event.get("EXDATE"), "dts", ())}
    return [
        one for one in found.between(start.replace(tzinfo=None), wall, inc=True) if one not in out
    ]


def test_a_plan_and_a_session_are_events_as_rfc_5545_has_them() -> None:
    assert written(out(plan()), [kept(note="felt good")], TOKYO).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//selfcare-tracker//tracker//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Tokyo",
        "COMMENT:This timezone only works from 2026-01-01 to 2038-01-01.",
        "BEGIN:STANDARD",
        "DTSTART:20260101T000000",
        "TZNAME:JST",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0900",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:back exercises",
        "DTSTART;TZID=Asia/Tokyo:20260302T183000",
        "DTEND;TZID=Asia/Tokyo:20260302T184500",
        "DTSTAMP:20260301T120000Z",
        "UID:plan-3f2b1c00-9d57-4f0b-8c1b-2f3a6d1c7e84-1@selfcare-tracker",
        "SEQUENCE:0",
        "RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,WE;WKST=MO",
        "CATEGORIES:exercise",
        "CLASS:PRIVATE",
        "DESCRIPTION:Planned on Mon and Wed.",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:back exercises",
        "TRIGGER:P0D",
        "END:VALARM",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:session-8a1d4e00-2c3b-4a5f-9e6d-7b8c9d0e1f2a@selfcare-tracker",
        "DTSTAMP:20260303T190000Z",
        "SEQUENCE:7200",
        "DTSTART:20260303T170000Z",
        "DTEND:20260303T180000Z",
        "SUMMARY:massage\\, deep tissue\\, with Ana",
        "DESCRIPTION:felt good",
        "CATEGORIES:massage",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_sessions_are_written_one_by_one() -> None:
    file, sizes = io.BytesIO(), list[int]()

    def some() -> Iterator[SessionOut]:
        for _ in range(3):
            sizes.append(file.tell())
            yield kept()

    assert write([], some(), BERLIN, file) == 3
    assert sizes == sorted(set(sizes))


def test_a_session_of_which_the_day_alone_is_known_takes_that_day() -> None:
    lines = written(sessions=[kept(started_at=None, part="evening")]).decode().split("\r\n")
    assert "DTSTART;VALUE=DATE:20260303" in lines
    assert "DTEND;VALUE=DATE:20260304" in lines
    assert "SUMMARY:massage\\, deep tissue\\, with Ana\\, evening" in lines


@pytest.mark.parametrize(
    ("rhythm", "times", "rules"),
    [
        (Weekdays(frozenset(range(7))), EVENING, ["FREQ=DAILY"]),
        (
            Weekdays(frozenset({0, 4}), 2),
            EVENING,
            ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=MO"],
        ),
        (Interval(10), EVENING, ["FREQ=DAILY;INTERVAL=10"]),
        (Quota(3), (), ["FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,TH,SA;WKST=MO"]),
        (
            Quota(3),
            (dt.time(8), dt.time(20)),
            [
                "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,TH;WKST=MO",
                "FREQ=WEEKLY;INTERVAL=1;BYDAY=SA;WKST=MO",
            ],
        ),
        (Quota(1), (dt.time(8), dt.time(20)), ["FREQ=WEEKLY;INTERVAL=1;BYDAY=TH;WKST=MO"]),
    ],
)
def test_each_rhythm_has_its_rule(
    rhythm: Rhythm, times: tuple[dt.time, ...], rules: list[str]
) -> None:
    assert [told_of(one, "RRULE") for one in events(out(plan(rhythm, times)))] == rules


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        (Weekdays(frozenset({0, 4}), 2), "Planned on Mon and Fri, every 2 weeks."),
        (
            Interval(10),
            "Planned 10 days after the last one."
            + " Each one that is done moves the next: export it again then.",
        ),
        (
            Quota(2),
            "Planned 2 times a week (Mon to Sun)."
            + " These days spread them evenly, and any others of the week do as well.",
        ),
    ],
)
def test_a_rhythm_is_said_with_what_a_calendar_cannot_know(rhythm: Rhythm, words: str) -> None:
    assert the_event(out(plan(rhythm)))["DESCRIPTION"] == words
    apart = the_event(out(plan(rhythm, gap_days=2)))["DESCRIPTION"]
    assert apart == f"{words} Two are at least 2 days apart."


def test_a_plan_without_clock_times_is_at_the_usual_one() -> None:
    start = the_event(out(plan(times=())))["DTSTART"].dt
    assert start == dt.datetime(2026, 3, 2, 9, tzinfo=BERLIN.zone)


def test_each_clock_time_has_an_event_of_its_own() -> None:
    ids = [one["UID"] for one in events(out(plan(times=(dt.time(8), dt.time(20)))))]
    assert ids == [f"plan-{PLAN}-{slot}@selfcare-tracker" for slot in (1, 2)]


def test_a_clock_time_after_midnight_is_on_the_date_after_its_day() -> None:
    late = replace(BERLIN, day_starts_at=dt.time(4))
    event = the_event(out(plan(Weekdays(frozenset({0, 6}), 2), (dt.time(0, 30),))), late)
    assert told_of(event, "RRULE") == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,MO;WKST=TU"
    assert event["DTSTART"].dt == dt.datetime(2026, 3, 3, 0, 30, tzinfo=BERLIN.zone)


def test_a_plan_that_is_pinned_to_a_zone_stays_there() -> None:
    event = the_event(out(plan(zone="Asia/Tokyo")))
    assert event["DTSTART"].params["TZID"] == "Asia/Tokyo"


@pytest.mark.parametrize("name", ["CET-1CEST,M3.5.0,M10.5.0/3", "+03:00", "-02:30"])
def test_a_zone_without_a_name_comes_with_its_changes(name: str) -> None:
    content = written(out(plan()), calendar=Calendar(zone=zone_named(name)))
    parsed = ParsedCalendar.from_ical(content)
    (zone,) = parsed.timezones
    (event,) = parsed.events
    assert event["DTSTART"].params["TZID"] == name
    start = dt.datetime(2026, 7, 2, 18, 30)  # noqa: DTZ001
    found = start.replace(tzinfo=zone.to_tz(lookup_tzid=False))
    assert found.utcoffset() == start.replace(tzinfo=zone_named(name)).utcoffset()


@pytest.mark.parametrize("name", ["UTC", "Etc/UTC", "Africa/Abidjan"])
def test_in_utc_no_zone_has_to_be_told(name: str) -> None:
    content = written(out(plan()), calendar=Calendar(zone=ZoneInfo(name)))
    assert b"TZ" not in content
    assert b"DTSTART:20260302T183000Z" in content


def test_a_zone_that_is_not_known_here_is_left_to_the_calendar() -> None:
    content = written(out(plan(zone="Mars/Olympus")))
    assert b"BEGIN:VTIMEZONE" not in content
    assert b"DTSTART;TZID=Mars/Olympus:20260302T183000" in content


@pytest.mark.parametrize("name", ["Europe/Berlin", "Africa/Casablanca", "America/St_Johns"])
def test_a_calendar_is_told_of_every_change_of_the_clocks(name: str) -> None:
    zone = ZoneInfo(name)
    (told,) = ParsedCalendar.from_ical(written(out(plan()), calendar=Calendar(zone=zone))).timezones
    assert isinstance(told, Timezone)
    as_told = told.to_tz(lookup_tzid=False)
    for noon in range(12 * 365):
        wall = dt.datetime(2026, 1, 1, 12) + noon * DAY  # noqa: DTZ001
        assert wall.replace(tzinfo=as_told).utcoffset() == wall.replace(tzinfo=zone).utcoffset()


def test_a_plan_that_ends_has_an_end() -> None:
    event = the_event(out(plan(until_on=dt.date(2026, 3, 31))))
    assert told_of(event, "RRULE").startswith("FREQ=WEEKLY;UNTIL=20260331T163000Z;")
    assert dates(event, dt.date(2027, 1, 1))[-1].date() == dt.date(2026, 3, 30)


def test_a_new_form_begins_where_it_was_made_and_is_the_newer_of_two() -> None:
    before = plan()
    later = MADE + dt.timedelta(days=9)  # A Tuesday.
    form = replace(before.form, from_at=later, times=(dt.time(7),))
    after = replace(before, forms=(before.form, form))
    old, new = the_event(out(before)), the_event(out(after, changed_at=later))
    assert new["UID"] == old["UID"]
    assert new["SEQUENCE"] == 9 * 86_400 > old["SEQUENCE"]
    assert new["DTSTART"].dt == dt.datetime(2026, 3, 11, 7, tzinfo=BERLIN.zone)


def test_a_session_moves_an_interval_and_a_day_that_passes_does_not() -> None:
    ten = plan(Interval(10), until_on=dt.date(2026, 5, 1))
    first = the_event(out(ten))
    assert first["DTSTART"].dt.date() == MONDAY
    done = [dt.date(2026, 3, 4), dt.date(2026, 3, 17)]
    moved = the_event(out(ten, done=done))
    assert moved["DTSTART"].dt.date() == dt.date(2026, 3, 27)
    assert moved["UID"] == first["UID"]
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    skipped = the_event(out(replace(ten, skipped=(dt.date(2026, 3, 20),)), done=done))
    assert skipped["DTSTART"].dt.date() == dt.date(2026, 3, 30)
    assert events(out(ten, done=[dt.date(2026, 4, 28)])) == []


def test_an_interval_that_falls_into_a_pause_comes_after_it() -> None:
    rest = Rest(dt.date(2026, 3, 1), dt.date(2026, 3, 8), None)
    event = the_event(out(plan(Interval(10), pauses=(rest,))))
    assert event["DTSTART"].dt.date() == dt.date(2026, 3, 9)


def test_what_is_paused_is_left_out() -> None:
    rest = Rest(dt.date(2026, 3, 9), dt.date(2026, 3, 16), "away")
    event = the_event(out(plan(pauses=(rest,))))
    assert told_of(event, "EXDATE") == "20260309T183000,20260311T183000,20260316T183000"
    ten = the_event(out(plan(Interval(5), pauses=(rest,))))
    assert told_of(ten, "EXDATE") == "20260312T183000"


@pytest.mark.parametrize("until", [None, dt.date(2999, 1, 1)])
def test_a_pause_until_further_notice_is_an_end(until: dt.date | None) -> None:
    rest = Rest(dt.date(2026, 3, 9), until, None)
    event = the_event(out(plan(pauses=(rest,))))
    assert dates(event, dt.date(2027, 1, 1)) == [
        dt.datetime(2026, 3, 2, 18, 30),  # noqa: DTZ001
        dt.datetime(2026, 3, 4, 18, 30),  # noqa: DTZ001
    ]


@pytest.mark.parametrize("rhythm", [Weekdays(frozenset({0})), Interval(3)])
def test_what_is_paused_from_its_beginning_is_cancelled_so_that_nothing_rings(
    rhythm: Rhythm,
) -> None:
    event = the_event(out(plan(rhythm, pauses=(Rest(MADE.date(), None, None),))))
    assert (event["STATUS"], event["SUMMARY"]) == ("CANCELLED", "back exercises, paused")
    assert ("RRULE" in event, event.subcomponents) == (False, [])


def test_a_removed_plan_is_left_out() -> None:
    assert events(out(plan(removed_at=MADE))) == []


def test_a_plan_of_pain_has_no_length() -> None:
    event = the_event(out(plan(kind="pain", details=Details(duration=dt.timedelta()))))
    assert "DTEND" not in event


NASTY = 'a\r\nBEGIN:VEVENT\nb;c,d\\n"e":\x00\x1b[2J\x85f\u2028g ü' + "漢" * 60 + "\x0cend"
HARMLESS = 'a\nBEGIN:VEVENT\nb;c,d\\n"e":\ufffd\ufffd[2J\nf\ng ü' + "漢" * 60 + "\nend"


def test_hostile_words_stay_words() -> None:
    content = written(out(plan(name=NASTY)), [kept(note=NASTY)])
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    text = content.decode()
    assert text.splitlines() == text.removesuffix("\r\n").split("\r\n")
    event, session = ParsedCalendar.from_ical(content).events
    assert event["SUMMARY"] == HARMLESS
    assert event.subcomponents[0]["DESCRIPTION"] == HARMLESS
    assert session["DESCRIPTION"] == HARMLESS


def read_back(content: bytes) -> list[Told]:
    """Return what a calendar of ours is read as."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diary.ics"
        path.write_bytes(content)
        source = Source(path)
        assert ics_in.fits(source)
        return list(ics_in.entries(source, MADE))


def test_a_plan_does_not_come_back() -> None:
    (one,) = read_back(written(out(plan())))
    assert isinstance(one, Ignored)


NOTES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=200)


@given(NOTES, st.booleans(), st.integers(1, 86_400))
def test_a_session_comes_back_as_itself(note: str, has_time: bool, seconds: int) -> None:
    details, note = Details(duration=dt.timedelta(seconds=seconds)), storable(note)
    told = {} if has_time else {"started_at": None}
    one = kept(kind="warm-bath", details=details, note=note or None, **told)
    entry = one.session.entry
    (back,) = read_back(written(sessions=[one]))
    assert isinstance(back, Incoming)
    assert (back.uuid, back.kind, back.at) == (SESSION, "warm-bath", entry.started_at)
    assert back.duration == (entry.details.duration if has_time else None)
    assert back.day == (None if has_time else entry.day)
    assert back.told.get("note") == entry.note


TIMES = st.sets(
    st.builds(dt.time, st.integers(0, 23), st.integers(0, 59)), min_size=0, max_size=3
).map(tuple)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    zone = draw(st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC"]))
    return Calendar(
        zone=ZoneInfo(zone),
        day_starts_at=draw(st.sampled_from([dt.time(0), dt.time(4), dt.time(12)])),
        week_starts_on=draw(st.integers(0, 6)),
    )


@st.composite
def rests(draw: st.DrawFn) -> Rest:
    first = MONDAY + draw(st.integers(-5, 60)) * DAY
    length = draw(st.none() | st.integers(0, 20))
    return Rest(first, None if length is None else first + length * DAY, None)


RHYTHMS = st.builds(
    Weekdays, st.frozensets(st.integers(0, 6), min_size=1), st.integers(1, 4)
) | st.builds(Quota, st.integers(1, 7))


@settings(deadline=None)  # The first calendar of a zone takes its time.
@given(RHYTHMS, TIMES, calendars(), st.lists(rests(), max_size=2), st.integers(0, 9))
def test_a_calendar_shows_what_the_program_asks_for(
    rhythm: Rhythm,
    times: tuple[dt.time, ...],
    calendar: Calendar,
    pauses: list[Rest],
    later: int,
) -> None:
    one = plan(rhythm, times, first_on=MONDAY + later * DAY, pauses=tuple(pauses))
    last = dt.date(2026, 6, 30)
    shown = [at for event in events(out(one), calendar) for at in dates(event, last)]
    # Whoever does each when it is due is asked for no more of what may be done on any days.
    asked = [
        dt.datetime.combine(date_within(each.day, each.at, calendar.day_starts_at), each.at)
        for each in upcoming_until(one, (), MADE, calendar, last)
    ]
    assert sorted(shown) == sorted(at for at in asked if at.date() <= last)
