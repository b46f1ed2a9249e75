"""The series of a calendar: each date by itself, up to now."""

import datetime as dt

import pytest

from tests.rules.calendars import (
    CALENDAR,
    GOES_ON,
    HERE,
    MINUTE,
    begins,
    calendar,
    event,
    series,
    the_one,
    told,
    utc,
)
from tests.rules.foreign import (
    in_short,
    only_taken,
    read,
    sample,
    why_refused,
)
from tracker.care.incoming import Refused


def test_a_series_of_khal_is_taken_date_by_date_across_the_change_of_the_clocks() -> None:
    found = only_taken(read(CALENDAR, sample("icalendar/khal-exercise-weekly.ics")))
    wednesdays = [dt.date(2026, 9, 9) + dt.timedelta(weeks=week) for week in range(8)]
    assert [one.at for one in found] == [
        dt.datetime.combine(day, dt.time(7, 30), HERE).astimezone(dt.UTC) for day in wednesdays
    ]
    assert found[0].where == "line 19, 2026-09-09"
    assert found[0].key == "6TCJRWND4UDN5K852OTF637LL8AQM9RVD9M4 2026-09-09T05:30:00Z"
    assert {one.duration for one in found} == {20 * MINUTE}


def test_a_series_without_an_end_is_taken_up_to_now() -> None:
    assert series("FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2;WKST=MO") == [
        "2026-10-05 05:30",
        "2026-10-08 05:30",
        "2026-10-19 05:30",
        "2026-10-22 05:30",
        "2026-11-02 06:30",
        "2026-11-05 06:30",
        "2026-11-16 06:30",
        "2026-11-19 06:30",
        GOES_ON,
    ]


@pytest.mark.parametrize(
    "end",
    ["COUNT=3", "UNTIL=20261019T053000Z", "UNTIL=20261019T073000", "UNTIL=20261019"],
)
def test_a_series_ends_where_its_rule_does(end: str) -> None:
    assert series(f"FREQ=WEEKLY;{end}") == [
        "2026-10-05 05:30",
        "2026-10-12 05:30",
        "2026-10-19 05:30",
    ]


def test_a_series_that_would_end_far_ahead_goes_on() -> None:
    assert series("FREQ=MONTHLY;UNTIL=99991231T235959Z") == [
        "2026-10-05 05:30",
        "2026-11-05 06:30",
        GOES_ON,
    ]


def test_the_first_date_counts_where_the_rule_has_it_not() -> None:
    assert series("FREQ=MONTHLY;BYDAY=2TU; BYMONTH=10,11") == [
        "2026-10-05 05:30",
        "2026-10-13 05:30",
        "2026-11-10 06:30",
        GOES_ON,
    ]


@pytest.mark.parametrize(
    "left_out",
    [
        "EXDATE;TZID=Europe/Berlin:20261012T073000",
        "EXDATE:20261012T053000Z",
        "EXDATE:20261012T073000",
        "EXDATE;VALUE=DATE:20261012",
        "EXDATE;TZID=Europe/Berlin:20200101T000000,20261012T073000",
    ],
)
def test_dates_are_left_out_and_put_in(left_out: str) -> None:
    more = "RDATE;TZID=Europe/Berlin:20261014T180000,20261201T180000"
    assert series("FREQ=WEEKLY;COUNT=3", left_out, more) == [
        "2026-10-05 05:30",
        "2026-10-14 16:00",
        "2026-10-19 05:30",
        GOES_ON,
    ]


def test_whole_days_and_clock_times_of_the_person_have_series_too() -> None:
    assert begins("DTSTART;VALUE=DATE:20261120", "RRULE:FREQ=DAILY", "EXDATE:20261121") == [
        "2026-11-20",
        "2026-11-22",
        GOES_ON,
    ]
    assert series("FREQ=DAILY;UNTIL=20261122T070000Z", start=":20261121T080000") == [
        "2026-11-21 08:00",
        "2026-11-22 08:00",
    ]


@pytest.mark.parametrize(
    "date",
    [
        ";TZID=Europe/Berlin:20261012T073000",
        ":20261012T053000Z",
        ":20261012T073000",
        ";VALUE=DATE:20261012",
    ],
)
def test_a_date_that_was_moved_is_taken_where_it_is_now(date: str) -> None:
    whole = event(
        "DTSTART;TZID=Europe/Berlin:20261005T073000", "DURATION:PT20M", "RRULE:FREQ=WEEKLY;COUNT=3"
    )
    moved = event(f"RECURRENCE-ID{date}", "DTSTART;TZID=Europe/Berlin:20261013T180000")
    for items in ((whole, moved), (moved, whole)):
        found = only_taken(read(CALENDAR, calendar(*items)))
        assert {one.at for one in found} == {
            utc(10, 5, 5, 30),
            utc(10, 13, 16),
            utc(10, 19, 5, 30),
        }


def test_a_date_keeps_its_key_when_it_is_moved() -> None:
    lines = ("DTSTART;TZID=Europe/Berlin:20261005T073000", "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = event("RECURRENCE-ID:20261012T053000Z", "DTSTART:20261013T160000Z")
    before = only_taken(told(*lines))
    after = only_taken(read(CALENDAR, calendar(event(*lines), moved)))
    assert {one.key for one in before} == {one.key for one in after}


def test_a_date_that_was_cancelled_is_left_out() -> None:
    whole = event("DTSTART:20261005T073000Z", "RRULE:FREQ=WEEKLY;COUNT=2")
    gone = event("RECURRENCE-ID:20261012T073000Z", "DTSTART:20261012T073000Z", "STATUS:CANCELLED")
    assert in_short(read(CALENDAR, calendar(whole, gone))) == [
        ("line 3, 2026-10-05", "taken"),
        ("line 9", "ignored: it was cancelled."),
    ]


def test_a_date_that_moves_those_after_it_says_so() -> None:
    one = the_one("RECURRENCE-ID;RANGE=THISANDFUTURE:20261005T073000Z", "DTSTART:20261006T073000Z")
    assert one.at == utc(10, 6, 7, 30)
    assert one.doubts == ("It moves the dates after it too, and is taken alone.",)


def test_a_series_may_have_no_date_left() -> None:
    assert series("FREQ=DAILY;COUNT=1", "EXDATE:20261005T053000Z") == [
        "ignored: none of its dates is left."
    ]


TOO_OFTEN = "it would come more than 50,000 times up to now."


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("FREQ=SECONDLY", "it comes more often than each hour, and no session does."),
        ("FREQ=MINUTELY;BYHOUR=7", "it comes more often than each hour, and no session does."),
        ("FREQ=HOURLY", TOO_OFTEN),
        ("FREQ=DAILY;BYMINUTE=1,2,3,4,5", TOO_OFTEN),
        ("FREQ=YEARLY;BYHOUR=1,2,3,4,5,6,7;BYDAY=MO,TU,WE,TH,FR,SA,SU", TOO_OFTEN),
        ("FREQ=DAILY;INTERVAL=0", "its INTERVAL and its COUNT have to be 1 or more."),
        ("FREQ=DAILY;COUNT=-1", "its INTERVAL and its COUNT have to be 1 or more."),
        ("INTERVAL=1", "that is no rule of RFC 5545."),
        ("FREQ=YEARLY;BYEASTER=1", "that is no rule of RFC 5545."),
        ("FREQ=SOMETIMES", "that is no rule (Expected frequency, got: SOMETIMES)."),
        ("FREQ=DAILY;UNTIL=08000101", "its UNTIL is no day, and no moment."),
        ("FREQ=DAILY;BYMONTHDAY=" + ",".join("1" * 600), "that is no rule (it is too long)."),
    ],
)
def test_a_rule_that_no_session_has_is_refused(rule: str, why: str) -> None:
    (one,) = told("DTSTART:19000101T073000Z", f"RRULE:{rule}")
    assert isinstance(one, Refused)
    assert one.reason == why


def test_a_rule_without_a_date_comes_to_its_end() -> None:
    empty = series("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", start=":20200101T073000Z")
    assert empty == ["2020-01-01 07:30"]


def test_a_calendar_of_too_many_dates_is_refused_as_a_whole() -> None:
    empty = [
        event("DTSTART:20200101T073000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", uid=str(n))
        for n in range(11)
    ]
    assert why_refused(CALENDAR, calendar(*empty)) == (
        "its series have more than 500,000 dates together."
    )


def test_series_that_have_no_date_up_to_now_may_be_many() -> None:
    ahead = [
        event("DTSTART:20270101T073000Z", "RRULE:FREQ=DAILY", uid=f"ahead{n}") for n in range(20)
    ]
    over = [
        event("DTSTART:20260101T073000Z", "RRULE:FREQ=DAILY;UNTIL=20251231T000000Z", uid=f"over{n}")
        for n in range(20)
    ]
    found = [what for _, what in in_short(read(CALENDAR, calendar(*ahead, *over)))]
    assert found == [GOES_ON] * 20 + ["taken"] * 20
