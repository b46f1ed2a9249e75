"""Calendars are read as RFC 5545 has them and as programs write them, up to now and no further."""

import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.calendars import (
    CALENDAR,
    ICALENDAR,
    MINUTE,
    calendar,
    clock,
    event,
    the_one,
    told,
    utc,
)
from tests.rules.foreign import (
    REACH,
    check_survives,
    fitting,
    in_short,
    mutated,
    only_taken,
    read,
    sample,
    why_refused,
)
from tracker.care.incoming import Ignored, Incoming


def test_the_samples_are_recognised_and_no_other_file() -> None:
    assert fitting(CALENDAR) == ICALENDAR


def test_a_single_event_of_khal_is_taken_with_its_words() -> None:
    assert only_taken(read(CALENDAR, sample("icalendar/khal-massage-alarm.ics"))) == [
        Incoming(
            where="line 19",
            key="Y5JXZ6S2T90I6RDQ5VYDEPX210OM9X4FD12I",
            names=("massage", "Massage (schwedisch)"),
            at=utc(9, 7, 16, 30),
            zone="Europe/Berlin",
            duration=30 * MINUTE,
            told={"note": "Schmerz 6, danach 3; Praxis Müller\nPraxis"},
        )
    ]


def test_an_hour_that_comes_twice_is_the_first_of_the_two() -> None:
    (one,) = only_taken(read(CALENDAR, sample("icalendar/khal-heat-dst-night.ics")))
    assert (one.at, one.duration) == (utc(10, 25, 0, 30), 105 * MINUTE)


def test_of_a_whole_day_the_day_alone_is_told() -> None:
    (one,) = only_taken(read(CALENDAR, sample("icalendar/khal-visit-all-day.ics")))
    assert (one.day, one.at, one.duration) == (dt.date(2026, 11, 2), None, None)


def test_a_to_do_counts_when_it_was_done_and_says_for_when_it_was_planned() -> None:
    (one,) = only_taken(read(CALENDAR, sample("icalendar/todoman-bath-completed.ics")))
    assert one.names == ("selfcare", "Warm bath 20 min")
    assert (one.at, one.duration) == (utc(11, 23, 15, 42, 26), None)
    assert one.doubts == ("It was planned for 2026-09-12, and done on 2026-11-23.",)
    assert in_short(read(CALENDAR, sample("icalendar/todoman-ice-due-date.ics"))) == [
        ("line 4", "ignored: it is not done.")
    ]


def test_a_to_do_may_be_done_without_a_word_of_when() -> None:
    planned = the_one("DUE:20260910T090000Z", "STATUS:COMPLETED", kind="VTODO")
    assert planned.at == utc(9, 10, 9)
    assert planned.doubts == ("It does not tell when it was done, but for when it was planned.",)
    on_time = the_one("DUE;VALUE=DATE:20260910", "COMPLETED:20260910T090000Z", kind="VTODO")
    assert on_time.doubts == ()
    assert in_short(told("STATUS:COMPLETED", kind="VTODO")) == [
        ("line 3", "refused, massage: it does not tell when it was done.")
    ]


@pytest.mark.parametrize(
    ("start", "at", "zone"),
    [
        (";TZID=Asia/Tokyo:20260910T090000", utc(9, 10, 0), "Asia/Tokyo"),
        (":20260910T090000Z", utc(9, 10, 9), None),
        (":20260910T090000", clock(9, 10, 9), None),
        (";TZID=W. Europe Standard Time:20260910T090000", utc(9, 10, 7), "Europe/Berlin"),
        (';TZID="Pacific Standard Time":20260910T090000', utc(9, 10, 16), "America/Los_Angeles"),
        (";TZID=/freeassociation.sf.net/Europe/Berlin:20260910T090000", utc(9, 10, 7), None),
        (";TZID=local:20260910T090000", clock(9, 10, 9), "local"),
        (";TZID=localtime:20260910T090000", clock(9, 10, 9), "localtime"),
        (";TZID=Europe:20260910T090000", clock(9, 10, 9), "Europe"),
        (f";TZID={'x' * 5000}:20260910T090000", clock(9, 10, 9), "x" * 5000),
    ],
)
def test_a_moment_is_that_of_its_zone(start: str, at: dt.datetime, zone: str | None) -> None:
    one = the_one(f"DTSTART{start}")
    assert (one.at, one.duration) == (at, None)
    assert one.zone == ("Europe/Berlin" if "freeassociation" in start else zone)


def test_the_zones_that_a_calendar_brings_along_are_left_alone() -> None:
    head = ("BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "BEGIN:STANDARD", "DTSTART:20200101T000000")
    tail = ("TZOFFSETFROM:+0900", "TZOFFSETTO:+0900", "END:STANDARD", "END:VTIMEZONE")
    item = event("DTSTART;TZID=Europe/Berlin:20260910T090000")
    (one,) = only_taken(read(CALENDAR, calendar(*head, *tail, item)))
    assert one.at == utc(9, 10, 7)


def test_a_moment_that_the_clocks_skipped_is_told_with_a_word() -> None:
    one = the_one("DTSTART;TZID=Europe/Berlin:20260329T023000")
    assert one.at == utc(3, 29, 1)
    assert one.doubts == ("The clocks skipped 02:30 then; it is taken for after that.",)


@pytest.mark.parametrize(
    ("lines", "length"),
    [
        (("DTEND;TZID=America/New_York:20260910T033000",), 30 * MINUTE),
        (("DURATION:PT45M",), 45 * MINUTE),
        (("DTEND;TZID=Europe/Berlin:20260910T090000",), dt.timedelta()),
        ((), None),
    ],
)
def test_a_length_is_told_by_an_end_or_by_itself(
    lines: tuple[str, ...], length: dt.timedelta | None
) -> None:
    assert the_one("DTSTART;TZID=Europe/Berlin:20260910T090000", *lines).duration == length


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((), "massage: it does not tell when it was, in a DTSTART."),
        (
            ("DTSTART:20260910T090000Z", "DTEND:20260910T080000Z"),
            "20260910T080000Z: it ends before it begins.",
        ),
        (("DTSTART:20260910T090000Z", "DURATION:-PT5M"), "-PT5M: it ends before it begins."),
        (
            ("DTSTART:20260910T090000Z", "DURATION:5"),
            "5: a length is written as in PT20M.",
        ),
        (
            ("DTSTART:20260910T090000Z", "DTEND;VALUE=DATE:20260911"),
            "20260911: it ends by another clock than it begins.",
        ),
        (
            ("DTSTART;VALUE=DATE:20260910", "DTEND;VALUE=DATE:20260914"),
            "20260914: it goes over 4 days, and a session has one.",
        ),
        (
            ("DTSTART:tomorrow",),
            "tomorrow: a moment is written as in 20260907T183000, and a day as in 20260907.",
        ),
        (
            ("DTSTART:00010101T000000",),
            f"0001-01-01 00:00:00: {REACH}",
        ),
    ],
)
def test_an_event_that_cannot_be_taken_says_why(lines: tuple[str, ...], why: str) -> None:
    good = event("DTSTART:20260910T090000Z", uid="b2")
    found = read(CALENDAR, calendar(event(*lines), good))
    (where, what), (_, other) = in_short(found)
    assert (where, other) == ("line 3", "taken")
    assert why.removeprefix("0001-01-01 00:00:00") in what
    assert what.startswith("refused, ")


def test_what_is_ahead_cancelled_or_no_event_is_left_out() -> None:
    ahead = "DTSTART:20261124T090000Z"
    begun = ("DTSTART:20261123T155000Z", "DTEND:20261123T163000Z")
    begun_here = ("DTSTART:20261123T165000", "DURATION:PT20M")
    today = "DTSTART;VALUE=DATE:20261123"
    for lines in ((ahead,), begun, begun_here, (today,)):
        assert in_short(told(*lines)) == [("line 3", "ignored: it is not over yet.")]
    assert in_short(told("DTSTART:20260910T090000Z", "STATUS:CANCELLED")) == [
        ("line 3", "ignored: it was cancelled.")
    ]
    assert in_short(told("DTSTART:20260910T090000Z", kind="VJOURNAL")) == [
        ("line 3", "ignored: it is an entry of a journal, and no event.")
    ]
    assert told("DTSTART:20260910T090000Z", kind="VFREEBUSY") == []


def test_what_stands_within_an_event_is_left_alone() -> None:
    alarm = ("BEGIN:VALARM", "TRIGGER:nonsense", "DESCRIPTION:get up", "SUMMARY:no", "END:VALARM")
    one = the_one("DTSTART:20260910T090000Z", *alarm, "DESCRIPTION:a note")
    assert (one.names, one.told) == (("massage",), {"note": "a note"})


def test_texts_are_unfolded_within_a_letter_and_unescaped() -> None:
    whole = calendar(
        event("DTSTART:20260910T090000Z", r"DESCRIPTION:süß\, gut\;\nund \\ mehr", "LOCATION:")
    ).encode()
    head, tail = whole.split("ü".encode())
    for fold in (b"\r\n ", b"\n\t"):
        (one,) = only_taken(read(CALENDAR, head + b"\xc3" + fold + b"\xbc" + tail))
        assert one.told == {"note": "süß, gut;\nund \\ mehr"}


@pytest.mark.parametrize("kind", ["", "bom", "lf", "cr", "mixed", "lower", "utf-16"])
def test_files_are_read_however_their_lines_end(kind: str) -> None:
    text = calendar(event("DTSTART:20260910T090000Z", "DESCRIPTION:süß"))
    changed = {
        "lf": text.replace("\r\n", "\n"),
        "cr": text.replace("\r\n", "\r"),
        "mixed": text.replace("\r\n", "\n", 3),
        "lower": text.replace("BEGIN:V", "begin:v").replace("DTSTART", "dtstart"),
    }.get(kind, text)
    encoding = {"bom": "utf-8-sig", "utf-16": "utf-16"}.get(kind, "utf-8")
    (one,) = only_taken(read(CALENDAR, changed.encode(encoding)))
    assert one.told == {"note": "süß"}


def test_categories_come_before_the_summary() -> None:
    one = the_one("DTSTART:20260910T090000Z", r"CATEGORIES:self\,care,Massage", "CATEGORIES:back")
    assert one.names == ("self,care", "Massage", "back")


def test_an_event_without_an_identity_is_known_by_what_it_is() -> None:
    bare = event("DTSTART:20260910T090000Z", summary="ice").replace("UID:a1\r\n", "")
    other = bare.replace("ice", "bath")
    first, second = only_taken(read(CALENDAR, calendar(bare, other)))
    assert first.key
    assert first.key != second.key
    assert only_taken(read(CALENDAR, calendar(other, bare)))[1].key == first.key


def test_what_stands_twice_is_taken_once() -> None:
    one = event("DTSTART:20260910T090000Z")
    assert in_short(read(CALENDAR, calendar(one, one))) == [
        ("line 3", "taken"),
        ("line 8", "ignored: it stands in the file once more."),
    ]


def test_an_event_without_an_end_is_refused_by_itself() -> None:
    half = event("DTSTART:20260910T090000Z").removesuffix("END:VEVENT")
    whole = event("DTSTART:20260910T090000Z", uid="b2")
    assert in_short(read(CALENDAR, calendar(half + "BEGIN:VALARM", whole))) == [
        ("line 3", "refused, massage: its end is missing, END:VEVENT."),
        ("line 8", "taken"),
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            calendar(event("DTSTART:20260910T090000Z")).removesuffix("END:VCALENDAR\r\n"),
            "its end is missing, END:VCALENDAR. Get it once more.",
        ),
        (
            calendar("BEGIN:VEVENT", "SUMMARY:süß", "END:VEVENT").encode("latin-1"),
            "line 4 is not UTF-8. Save it as UTF-8 with the program that it comes from.",
        ),
        (
            calendar("BEGIN:VEVENT", "SUMMARY:a\x00", "END:VEVENT"),
            "line 4 holds a NUL, so that is no text.",
        ),
        (
            calendar("BEGIN:VEVENT", "SUMMARY:" + "x" * 10_000_000, "END:VEVENT"),
            "line 4 is longer than 1,000,000 letters.",
        ),
        (
            calendar("BEGIN:VEVENT", "SUMMARY:x", *[" " + "x" * 70] * 20_000, "END:VEVENT"),
            "line 4 is longer than 1,000,000 letters.",
        ),
        (
            calendar("BEGIN:VEVENT", *["RDATE:" + "x" * 70] * 20_000, "END:VEVENT"),
            "what begins at line 3 has more than 1,000,000 letters.",
        ),
    ],
)
def test_a_file_that_is_no_whole_calendar_is_refused(content: str | bytes, why: str) -> None:
    assert why_refused(CALENDAR, content) == why


def test_a_calendar_may_bring_along_what_nobody_reads() -> None:
    picture = "ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA" + "\r\n AAAA" * 300_000
    huge = "ATTACH:" + "A" * 1_999_993 + "SUMMARY:no"
    deep = "\r\n".join(["BEGIN:X-MORE"] * 20_000 + ["END:X-MORE"] * 20_000)
    assert the_one("DTSTART:20260910T090000Z", picture, huge, deep).names == ("massage",)


OWN = UUID("3f2b1c00-9d57-4f0b-8c1b-2f3a6d1c7e84")


def test_a_session_of_ours_is_known_again_even_of_today_and_a_plan_is_left_out() -> None:
    lines = ("DTSTART;VALUE=DATE:20261123", "CATEGORIES:warm-bath", "DESCRIPTION:a note")
    (one,) = only_taken(told(*lines, uid=f"session-{OWN}@selfcare-tracker"))
    assert (one.uuid, one.kind, one.names) == (OWN, "warm-bath", ())
    assert (one.day, one.told) == (dt.date(2026, 11, 23), {"note": "a note"})
    (plan,) = told("DTSTART:20260910T090000Z", uid=f"plan-{OWN}-2@selfcare-tracker")
    assert plan == Ignored("line 3", "it is a plan of tracker, and does not come in from here.")


@given(st.sampled_from(ICALENDAR).flatmap(lambda name: mutated(sample(name))))
def test_a_damaged_calendar_gives_entries_or_is_refused(content: bytes) -> None:
    check_survives(CALENDAR, content)
