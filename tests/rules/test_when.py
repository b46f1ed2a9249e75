"""What a person types for a time, a day, a week or a duration is read right, or refused in words."""

import datetime as dt
import zoneinfo
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker import when
from tracker.errors import BadInput
from tracker.when import Moment

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2026, 11, 23, 17, 5, tzinfo=BERLIN).astimezone(dt.UTC)  # a Monday
TODAY = dt.date(2026, 11, 23)
MIDNIGHT, THREE = dt.time(0), dt.time(3)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def moment(
    text: str,
    *,
    now: dt.datetime = NOW,
    zone: zoneinfo.ZoneInfo = BERLIN,
    starts_at: dt.time = MIDNIGHT,
    allow_future: bool = False,
) -> tuple[str, str]:
    """Read a moment as its day and its instant, in the zone it was read in, down to the minute."""
    read = when.read_moment(text, now, zone, starts_at, allow_future=allow_future)
    assert read.at is None or (read.at.tzinfo is dt.UTC and not read.at.microsecond)
    return str(read.day), when.iso(read.at, zoneinfo.ZoneInfo(read.zone)) if read.at else ""


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(BadInput) as caught:
        read()
    assert caught.value.exit_code == 2
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "day", "local"),
    [
        ("now", "2026-11-23", "2026-11-23T17:05:00+01:00"),
        ("NOW", "2026-11-23", "2026-11-23T17:05:00+01:00"),
        ("20m ago", "2026-11-23", "2026-11-23T16:45:00+01:00"),
        ("  20  M   ago ", "2026-11-23", "2026-11-23T16:45:00+01:00"),
        ("20 minutes ago", "2026-11-23", "2026-11-23T16:45:00+01:00"),
        ("2h ago", "2026-11-23", "2026-11-23T15:05:00+01:00"),
        ("1h30 ago", "2026-11-23", "2026-11-23T15:35:00+01:00"),
        ("1 h 30 min ago", "2026-11-23", "2026-11-23T15:35:00+01:00"),
        ("an hour ago", "2026-11-23", "2026-11-23T16:05:00+01:00"),
        ("18h ago", "2026-11-22", "2026-11-22T23:05:00+01:00"),
        ("90s ago", "2026-11-23", "2026-11-23T17:03:30+01:00"),
        ("2 days ago", "2026-11-21", ""),
        ("a day ago", "2026-11-22", ""),
        ("0 days ago", "2026-11-23", ""),
        ("3 weeks ago", "2026-11-02", ""),
        ("1 month ago", "2026-10-23", ""),
        ("a year ago", "2025-11-23", ""),
        ("2 days ago at 9pm", "2026-11-21", "2026-11-21T21:00:00+01:00"),
        ("today", "2026-11-23", ""),
        ("yesterday", "2026-11-22", ""),
        ("yesterday 18:30", "2026-11-22", "2026-11-22T18:30:00+01:00"),
        ("Yesterday at 9PM", "2026-11-22", "2026-11-22T21:00:00+01:00"),
        ("18:30 yesterday", "2026-11-22", "2026-11-22T18:30:00+01:00"),
        ("at 9 p.m. yesterday", "2026-11-22", "2026-11-22T21:00:00+01:00"),
        ("yesterday (Sun 22 Nov) 21:00", "2026-11-22", "2026-11-22T21:00:00+01:00"),
        ("16:30", "2026-11-23", "2026-11-23T16:30:00+01:00"),
        ("at 16:30", "2026-11-23", "2026-11-23T16:30:00+01:00"),
        ("17:05", "2026-11-23", "2026-11-23T17:05:00+01:00"),
        ("16.30", "2026-11-23", "2026-11-23T16:30:00+01:00"),
        ("4.30pm", "2026-11-23", "2026-11-23T16:30:00+01:00"),
        ("6am", "2026-11-23", "2026-11-23T06:00:00+01:00"),
        ("4 pm", "2026-11-23", "2026-11-23T16:00:00+01:00"),
        ("12am", "2026-11-23", "2026-11-23T00:00:00+01:00"),
        ("12pm", "2026-11-23", "2026-11-23T12:00:00+01:00"),
        ("noon", "2026-11-23", "2026-11-23T12:00:00+01:00"),
        ("midnight", "2026-11-23", "2026-11-23T00:00:00+01:00"),
        ("16:30 +02:00", "2026-11-23", "2026-11-23T15:30:00+01:00"),
        ("mon", "2026-11-23", ""),
        ("Tuesday", "2026-11-17", ""),
        ("on friday", "2026-11-20", ""),
        ("last friday", "2026-11-20", ""),
        ("last mon", "2026-11-16", ""),
        ("last friday 7pm", "2026-11-20", "2026-11-20T19:00:00+01:00"),
        ("friday 19:00", "2026-11-20", "2026-11-20T19:00:00+01:00"),
        ("friday, 19:00", "2026-11-20", "2026-11-20T19:00:00+01:00"),
        ("at 7pm on friday", "2026-11-20", "2026-11-20T19:00:00+01:00"),
        ("2026-11-20", "2026-11-20", ""),
        ("2026/11/20", "2026-11-20", ""),
        ("2026-11-20T18:30", "2026-11-20", "2026-11-20T18:30:00+01:00"),
        ("2026-11-20 18:30:15", "2026-11-20", "2026-11-20T18:30:15+01:00"),
        ("2026-11-20T18:30:15.999Z", "2026-11-20", "2026-11-20T19:30:15+01:00"),
        ("2026-11-20T18:30z", "2026-11-20", "2026-11-20T19:30:00+01:00"),
        ("2026-11-20T23:30Z", "2026-11-21", "2026-11-21T00:30:00+01:00"),
        ("2026-11-20 18:30+02:00", "2026-11-20", "2026-11-20T17:30:00+01:00"),
        ("2026-11-20 18:30 +0200", "2026-11-20", "2026-11-20T17:30:00+01:00"),
        ("2026-11-20 18:30-0330", "2026-11-20", "2026-11-20T23:00:00+01:00"),
        ("2026-11-20 18:30 Europe/Berlin", "2026-11-20", "2026-11-20T18:30:00+01:00"),
        ("2026-11-20T18:30[europe/berlin]", "2026-11-20", "2026-11-20T18:30:00+01:00"),
        ("2026-11-20T18:30+01:00[Europe/Berlin]", "2026-11-20", "2026-11-20T18:30:00+01:00"),
        ("2026-11-20 18:30 America/New_York", "2026-11-20", "2026-11-20T18:30:00-05:00"),
        ("11:00 America/New_York", "2026-11-23", "2026-11-23T11:00:00-05:00"),
        ("today Pacific/Kiritimati", "2026-11-24", ""),
        ("3 april", "2026-04-03", ""),
        ("April 3", "2026-04-03", ""),
        ("3rd of april", "2026-04-03", ""),
        ("3. apr", "2026-04-03", ""),
        ("24 november", "2025-11-24", ""),
        ("23 nov", "2026-11-23", ""),
        ("29 feb", "2024-02-29", ""),
        ("3 apr 2026", "2026-04-03", ""),
        ("apr 3rd 2026", "2026-04-03", ""),
        ("April 3, 2026", "2026-04-03", ""),
        ("3 sept", "2026-09-03", ""),
        ("april 3 18:30", "2026-04-03", "2026-04-03T18:30:00+02:00"),
        ("6pm 3 april 2026", "2026-04-03", "2026-04-03T18:00:00+02:00"),
        ("Mon 9 Nov", "2026-11-09", ""),
        ("Mon 9 Nov 21:00", "2026-11-09", "2026-11-09T21:00:00+01:00"),
        ("Sun, 9 Nov 2025", "2025-11-09", ""),
        ("20.11.2026", "2026-11-20", ""),
        ("20.11.", "2026-11-20", ""),
        ("20.11. 18.30", "2026-11-20", "2026-11-20T18:30:00+01:00"),
        ("31.10", "2026-10-31", ""),
        ("24.12.", "2025-12-24", ""),
        ("13/04/2026", "2026-04-13", ""),
        ("04/13", "2026-04-13", ""),
        ("04/04", "2026-04-04", ""),
        ("1900-01-01", "1900-01-01", ""),
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str, day: str, local: str) -> None:
    assert moment(text) == (day, local)


UNREADABLE = (
    'cannot be read as a time. Write, for example, now, "20m ago", "yesterday 18:30",'
    ' "last friday 7pm", 2026-11-20 or "2026-11-20 18:30".'
)
FUTURE = (
    'lies in the future. Write a time that has passed, such as now, "20m ago",'
    ' "yesterday 18:30" or 2026-11-20.'
)
NO_CLOCK = "holds no clock time from 00:00 to 23:59. Write it like 7:30, 18:30 or 7pm."
YEARS = "is out of reach: years from 1900 to 2999 are accepted."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("blursday", UNREADABLE),
        ("tonight", UNREADABLE),
        ("", UNREADABLE),
        ("at", UNREADABLE),
        ("9", UNREADABLE),
        ("yesterday 9", UNREADABLE),
        ("18:30 x", UNREADABLE),
        ("now x", UNREADABLE),
        ("2026-11-20x", UNREADABLE),
        ("2026-11-20T18:30Zx", UNREADABLE),
        ("20 ago", UNREADABLE),
        ("20m 18:30", UNREADABLE),
        ("20m ago 18:30", UNREADABLE),
        ("1.5 days ago", UNREADABLE),
        ("-20m ago", UNREADABLE),
        ("nan h ago", UNREADABLE),
        ("２0m ago", UNREADABLE),
        ("١٨:٣٠", UNREADABLE),
        ("3 foo 2026", UNREADABLE),
        ("2999-01-01", FUTURE),
        ("tomorrow", FUTURE),
        ("in 20m", FUTURE),
        ("2026-11-24", FUTURE),
        ("2026-11-23 17:06", FUTURE),
        ("23 nov 18:30", FUTURE),
        (
            "18:30",
            'lies in the future, as it is 17:05 now. For the one before, write "yesterday 18:30".',
        ),
        (
            "monday at 7pm",
            'lies in the future, as it is 17:05 now. For the one before, write "last monday 7pm".',
        ),
        (
            "12:30 America/New_York",
            (
                "lies in the future, as it is 11:05 now."
                ' For the one before, write "yesterday 12:30 America/New_York".'
            ),
        ),
        ("24:00", NO_CLOCK),
        ("25:00", NO_CLOCK),
        ("7:60", NO_CLOCK),
        ("yesterday 18:30:60", NO_CLOCK),
        ("13pm", NO_CLOCK),
        ("0am", NO_CLOCK),
        ("1899-12-31", YEARS),
        ("3000-01-01", YEARS),
        ("0000-01-01", YEARS),
        ("999999 weeks ago", YEARS),
        ("99999 years ago", YEARS),
        ("03/04", 'could be 3 April or 4 March. Write 2026-04-03 or "3 april".'),
        (
            "03/04/2026",
            "could be 3 April 2026 or 4 March 2026. Write 2026-04-03 or 2026-03-04.",
        ),
        ("03/04 18:30", 'could be 3 April or 4 March. Write 2026-04-03 or "3 april".'),
        ("20.11", 'could be a date or a clock time. Write "20.11." or 20:11.'),
        ("20.11.26", 'has a year of two digits. Write all four, as in "20 nov 2026".'),
        ("2026-02-30", "is no day of the calendar: February 2026 has 28 days."),
        ("31 april", "is no day of the calendar: April has 30 days."),
        ("30 feb", "is no day of the calendar: February has 29 days at most."),
        ("13/13", "is no day of the calendar: there is no month 13."),
        ("2026-00-10", "is no day of the calendar: there is no month 0."),
        (
            "fri 9 nov",
            "names two days: 9 November 2026 is a Monday. Correct it, or leave the weekday out.",
        ),
        ("yesterday (mon 23 nov)", "names two days: yesterday is Sun 22 Nov."),
        (
            "2026-11-20 18:30 Europe/Berlni",
            "names no time zone that is known here. Did you mean Europe/Berlin?",
        ),
        (
            "2026-11-20T18:30[x/y]",
            "names no time zone that is known here. Write one such as Europe/Berlin.",
        ),
        (
            "2026-11-20 18:30 +99:00",
            "has an offset that no clock on Earth keeps. Write it like +02:00 or -05:00.",
        ),
        (
            "2026-11-20T18:30+05:00[Europe/Berlin]",
            (
                "contradicts itself: Europe/Berlin was at +01:00 then."
                " Leave the offset or the zone out."
            ),
        ),
    ],
)
def test_what_is_no_past_moment_is_refused_with_what_is_accepted(text: str, message: str) -> None:
    assert refusal(lambda: moment(text)) == f'"{text}" {message}'


def test_a_refusal_names_the_option_once_it_is_known() -> None:
    with pytest.raises(BadInput) as caught:
        moment("03/04")
    assert str(caught.value.named("--at")) == (
        '--at 03/04 could be 3 April or 4 March. Write 2026-04-03 or "3 april".'
    )


@pytest.mark.parametrize(
    "text", ["20m ago\x00", "x" * 10_000, "\ud800", "9" * 10_000, " " * 10_000]
)
def test_garbage_is_refused_like_any_other_word(text: str) -> None:
    assert UNREADABLE in refusal(lambda: moment(text))


@pytest.mark.parametrize(
    ("text", "day", "local"),
    [
        # The night from Monday to Tuesday belongs to Monday; it is 01:30.
        ("today", "2026-11-23", ""),
        ("today 01:00", "2026-11-23", "2026-11-24T01:00:00+01:00"),
        ("01:00", "2026-11-23", "2026-11-24T01:00:00+01:00"),
        ("midnight", "2026-11-23", "2026-11-24T00:00:00+01:00"),
        ("20m ago", "2026-11-23", "2026-11-24T01:10:00+01:00"),
        ("23:00", "2026-11-23", "2026-11-23T23:00:00+01:00"),
        ("yesterday 01:00", "2026-11-22", "2026-11-23T01:00:00+01:00"),
        ("yesterday 23:00", "2026-11-22", "2026-11-22T23:00:00+01:00"),
        ("1 day ago", "2026-11-22", ""),
        # Weekdays and dates with a clock time are those of the calendar.
        ("mon", "2026-11-23", ""),
        ("tue", "2026-11-17", ""),
        ("tue 01:00", "2026-11-23", "2026-11-24T01:00:00+01:00"),
        ("mon 01:00", "2026-11-22", "2026-11-23T01:00:00+01:00"),
        ("2026-11-20 02:59", "2026-11-19", "2026-11-20T02:59:00+01:00"),
        ("2026-11-20 03:00", "2026-11-20", "2026-11-20T03:00:00+01:00"),
        ("2026-11-20", "2026-11-20", ""),
    ],
)
def test_words_are_counted_from_the_day_of_someone_who_is_up_late(
    text: str, day: str, local: str
) -> None:
    late = dt.datetime(2026, 11, 24, 1, 30, tzinfo=BERLIN)
    assert moment(text, now=late, starts_at=THREE) == (day, local)


def test_the_date_of_a_day_that_has_not_begun_lies_in_the_future() -> None:
    late = dt.datetime(2026, 11, 24, 1, 30, tzinfo=BERLIN)
    assert "lies in the future" in refusal(lambda: moment("2026-11-24", now=late, starts_at=THREE))


@pytest.mark.parametrize(
    ("text", "day", "local", "remark"),
    [
        (
            "2026-10-25 02:30",
            "2026-10-25",
            "2026-10-25T02:30:00+02:00",
            (
                "02:30 came twice that night; taken as the first, +02:00."
                ' The second: --at "2026-10-25 02:30 +01:00".'
            ),
        ),
        ("2026-10-25 02:30 +01:00", "2026-10-25", "2026-10-25T02:30:00+01:00", ""),
        (
            "2026-10-25 02:30 Europe/Berlin",
            "2026-10-25",
            "2026-10-25T02:30:00+02:00",
            (
                "02:30 came twice that night; taken as the first, +02:00."
                ' The second: --at "2026-10-25 02:30 +01:00 Europe/Berlin".'
            ),
        ),
        ("2026-10-25 02:30 +01:00 Europe/Berlin", "2026-10-25", "2026-10-25T02:30:00+01:00", ""),
        (
            "2026-03-29 02:30:15",
            "2026-03-29",
            "2026-03-29T03:00:00+02:00",
            (
                "02:30:15 did not come that night, as the clocks went forward; taken as 03:00."
                ' By a clock not yet put forward: --at "2026-03-29 03:30".'
            ),
        ),
        (
            "2011-12-30 12:00 Pacific/Apia",
            "2011-12-31",
            "2011-12-31T00:00:00+14:00",
            (
                "12:00 did not come that day, as the clocks went forward;"
                " taken as 2011-12-31 00:00."
                ' By a clock not yet put forward: --at "2011-12-31 12:00 Pacific/Apia".'
            ),
        ),
        ("2026-10-25 03:00", "2026-10-25", "2026-10-25T03:00:00+01:00", ""),
    ],
)
def test_what_was_done_with_a_change_of_clocks_is_said_with_the_way_out(
    text: str, day: str, local: str, remark: str
) -> None:
    read = when.read_moment(text, NOW, BERLIN, MIDNIGHT)
    assert (str(read.day), read.remark) == (day, remark)
    assert moment(text) == (day, local)


def test_hours_ago_are_counted_in_real_time_across_a_change_of_clocks() -> None:
    morning = dt.datetime(2026, 10, 25, 4, 0, tzinfo=BERLIN)
    assert moment("4h ago", now=morning) == ("2026-10-25", "2026-10-25T01:00:00+02:00")


def test_a_moment_carries_the_zone_it_was_read_in() -> None:
    tokyo = zoneinfo.ZoneInfo("Asia/Tokyo")
    at = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
    assert when.read_moment("00:00", NOW, tokyo, MIDNIGHT) == Moment(
        dt.date(2026, 11, 24), at, "Asia/Tokyo"
    )
    assert when.read_moment("16:00 europe/berlin", NOW, tokyo, MIDNIGHT) == Moment(
        TODAY, at, "Europe/Berlin"
    )
    assert when.read_moment("2026-11-23 16:00 +01:00", NOW, tokyo, MIDNIGHT) == Moment(
        dt.date(2026, 11, 24), at, "Asia/Tokyo"
    )


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "Europe/Berlin"])
@pytest.mark.parametrize("text", ["105706w 16h ago", "105706w 17h ago", "105705w 1h ago"])
def test_the_beginning_of_all_calendars_is_out_of_reach(zone: str, text: str) -> None:
    assert refusal(lambda: moment(text, zone=zoneinfo.ZoneInfo(zone))) == f'"{text}" {YEARS}'


@pytest.mark.parametrize(
    ("text", "day", "local"),
    [
        ("tomorrow", "2026-11-24", ""),
        ("tomorrow 7pm", "2026-11-24", "2026-11-24T19:00:00+01:00"),
        ("18:30", "2026-11-23", "2026-11-23T18:30:00+01:00"),
        ("in 20m", "2026-11-23", "2026-11-23T17:25:00+01:00"),
        ("in 2 weeks", "2026-12-07", ""),
        ("in 3 months", "2027-02-23", ""),
        ("mon", "2026-11-23", ""),
        ("friday", "2026-11-27", ""),
        ("last friday", "2026-11-20", ""),
        ("3 april", "2027-04-03", ""),
        ("1.2.", "2027-02-01", ""),
        ("29 feb", "2028-02-29", ""),
        ("2026-11-20", "2026-11-20", ""),
        ("2999-12-31", "2999-12-31", ""),
    ],
)
def test_where_the_future_is_allowed_what_has_no_year_is_the_next(
    text: str, day: str, local: str
) -> None:
    assert moment(text, allow_future=True) == (day, local)
    assert local or str(when.read_day(text, NOW, BERLIN, MIDNIGHT, allow_future=True)) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("now", "2026-11-23"),
        ("Today", "2026-11-23"),
        ("yesterday", "2026-11-22"),
        ("2 weeks ago", "2026-11-09"),
        ("a month ago", "2026-10-23"),
        ("3 months ago", "2026-08-23"),
        ("9 months ago", "2026-02-23"),
        ("last friday", "2026-11-20"),
        ("on fri", "2026-11-20"),
        ("20.11", "2026-11-20"),
        ("20 nov", "2026-11-20"),
        ("2026-11-20", "2026-11-20"),
    ],
)
def test_a_day_is_read_without_a_clock_time(text: str, day: str) -> None:
    assert str(when.read_day(text, NOW, BERLIN, MIDNIGHT)) == day


def test_a_month_before_its_end_is_the_last_day_of_a_shorter_one() -> None:
    noon = dt.datetime(2026, 3, 31, 12, tzinfo=BERLIN)
    assert when.read_day("a month ago", noon, BERLIN, MIDNIGHT) == dt.date(2026, 2, 28)
    assert when.read_day("25 months ago", noon, BERLIN, MIDNIGHT) == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        *(
            (
                text,
                "holds a clock time. Write the day alone, such as yesterday or 2026-11-20.",
            )
            for text in ("yesterday 18:30", "18:30", "20m ago", "2026-11-20T18:30")
        ),
        *(
            (
                text,
                (
                    'cannot be read as a day. Write, for example, yesterday, "last friday",'
                    ' "2 weeks ago", 2026-11-20 or "20 nov".'
                ),
            )
            for text in ("this week", "blursday", "", "2026-W46")
        ),
        (
            "tomorrow",
            "lies in the future. Write a day up to today, such as yesterday or 2026-11-20.",
        ),
        (
            "5 years",
            (
                'cannot be read as a day. Write, for example, yesterday, "last friday",'
                ' "2 weeks ago", 2026-11-20 or "20 nov".'
            ),
        ),
        ("2000 years ago", YEARS),
        ("03/04", 'could be 3 April or 4 March. Write 2026-04-03 or "3 april".'),
    ],
)
def test_what_is_no_past_day_is_refused(text: str, message: str) -> None:
    assert refusal(lambda: when.read_day(text, NOW, BERLIN, MIDNIGHT)) == f'"{text}" {message}'


@pytest.mark.parametrize(
    ("text", "from_monday", "from_sunday"),
    [
        ("this week", "2026-11-23", "2026-11-22"),
        ("Last Week", "2026-11-16", "2026-11-15"),
        ("2 weeks ago", "2026-11-09", "2026-11-08"),
        ("2026-W46", "2026-11-09", "2026-11-08"),
        ("2026-w48", "2026-11-23", "2026-11-22"),
        ("W46", "2026-11-09", "2026-11-08"),
        ("week 46", "2026-11-09", "2026-11-08"),
        ("w49", "2025-12-01", "2025-11-30"),
        ("w53", "2020-12-28", "2020-12-27"),
        ("2026-W01", "2025-12-29", "2025-12-28"),
        ("yesterday", "2026-11-16", "2026-11-22"),
        ("3 april", "2026-03-30", "2026-03-29"),
        ("2026-11-28", "2026-11-23", "2026-11-22"),
    ],
)
def test_a_week_is_read_as_its_first_day(text: str, from_monday: str, from_sunday: str) -> None:
    assert str(when.read_week(text, TODAY, 0)) == from_monday
    assert str(when.read_week(text, TODAY, 6)) == from_sunday


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-W54", "is no week: 2026 has 53, 2026-W01 to 2026-W53."),
        ("2025-W53", "is no week: 2025 has 52, 2025-W01 to 2025-W52."),
        ("2026-W00", "is no week: 2026 has 53, 2026-W01 to 2026-W53."),
        ("W54", "is no week: a year has 52 or 53, W01 to W52 or W53."),
        ("0000-W01", YEARS),
        (
            "2026-W49",
            'lies in the future. Write "this week", "last week" or one before, such as 2026-W47.',
        ),
        (
            "next week",
            (
                'cannot be read as a week. Write, for example, "this week", "last week",'
                ' "2 weeks ago", 2026-W47 or a day of it, such as 2026-11-16.'
            ),
        ),
        ("9999999 weeks ago", YEARS),
    ],
)
def test_what_is_no_past_week_is_refused(text: str, message: str) -> None:
    assert refusal(lambda: when.read_week(text, TODAY, 0)) == f'"{text}" {message}'


@given(st.dates(dt.date(1901, 1, 1), dt.date(2998, 12, 31)), st.integers(0, 6))
def test_the_name_of_a_week_is_read_back_and_is_that_of_most_of_its_days(
    day: dt.date, first_weekday: int
) -> None:
    first = when.week_of(day, first_weekday)
    label = when.week_label(first)
    days = [first + number * DAY for number in range(7)]
    assert day in days
    assert first.weekday() == first_weekday
    assert when.read_week(label, day, first_weekday) == first
    assert sum(f"{one:%G-W%V}" == label for one in days) >= 4


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20", 1200),
        ("20m", 1200),
        ("20 min", 1200),
        ("20 Minutes", 1200),
        ("1h30", 5400),
        ("1h 30", 5400),
        ("1h30m", 5400),
        ("1 h 30 min", 5400),
        ("1h05", 3900),
        ("90s", 90),
        ("2 min 30 s", 150),
        ("an hour", 3600),
        ("1.5h", 5400),
        ("0.5h", 1800),
        ("2 days", 172_800),
        ("7d", 604_800),
        ("1 week", 604_800),
        ("10w", 6_048_000),
        ("1d 2h 3m 4s", 93_784),
    ],
)
def test_a_duration_is_read_as_people_write_it(text: str, seconds: int) -> None:
    read = when.read_duration(text, dt.timedelta(seconds=1), 100 * DAY)
    assert read == dt.timedelta(seconds=seconds)


def test_a_bare_number_counts_the_unit_that_is_asked_for() -> None:
    assert when.read_duration("10", DAY, 100 * DAY, "days") == 10 * DAY
    assert when.read_duration("8", MINUTE / 60, MINUTE, "seconds") == dt.timedelta(seconds=8)


@pytest.mark.parametrize(
    "text",
    [
        *("0", "-5", "nan", "inf", "1e9", "100000", "twenty", "", "m", "20 x", "1h90", "30m 1h"),
        *(
            "1:30",
            "1,5h",
            "1h1h",
            "20m ago",
            "２0",
            "20\x00",
            "0.001m",
            "25h",
            "9" * 10_000,
            "1h30h",
        ),
    ],
)
def test_what_is_no_duration_within_the_limits_is_refused_with_both_of_them(text: str) -> None:
    message = refusal(lambda: when.read_duration(text, MINUTE, DAY))
    assert message.endswith(
        " is no length of time from 1 min to 24 h. Write it like 20, 20m, 1h30 or 90s."
    )


@pytest.mark.parametrize(
    ("least", "most", "unit", "ending"),
    [
        (DAY, 3650 * DAY, "days", 'from 24 h to 3650 days. Write it like 20, "2 days" or 10w.'),
        (7 * DAY, 70 * DAY, "weeks", "from 7 days to 70 days. Write it like 8 or 10w."),
        (MINUTE / 60, MINUTE / 12, "minutes", "from 1 s to 5 s. Write it like 1s."),
    ],
)
def test_the_examples_of_a_refused_duration_would_be_accepted(
    least: dt.timedelta, most: dt.timedelta, unit: str, ending: str
) -> None:
    assert refusal(lambda: when.read_duration("x", least, most, unit)).endswith(ending)


@pytest.mark.parametrize(
    ("seconds", "written", "compact"),
    [
        (8, "8 s", "8s"),
        (60, "1 min", "1m"),
        (90, "90 s", "1m30s"),
        (119, "119 s", "1m59s"),
        (120, "2 min", "2m"),
        (150, "2 min 30 s", "2m30s"),
        (1200, "20 min", "20m"),
        (3605, "1 h 5 s", "1h5s"),
        (6420, "1 h 47 min", "1h47m"),
        (7200, "2 h", "2h"),
        (86_400, "24 h", "1d"),
        (95_400, "26 h 30 min", "1d2h30m"),
        (172_800, "2 days", "2d"),
        (6_048_000, "70 days", "10w"),
    ],
)
def test_a_duration_is_written_with_its_units(seconds: int, written: str, compact: str) -> None:
    duration = dt.timedelta(seconds=seconds)
    assert when.write_duration(duration) == written
    assert when.compact_duration(duration) == compact


def test_no_time_at_all_is_written_in_minutes() -> None:
    assert when.write_duration(dt.timedelta()) == "0 min"


@given(st.integers(1, 20_000 * 86_400) | st.integers(1, 30_000).map(lambda n: n * 60))
def test_every_written_duration_is_read_back_to_the_same(seconds: int) -> None:
    duration = dt.timedelta(seconds=seconds)
    for written in (when.write_duration(duration), when.compact_duration(duration)):
        assert when.read_duration(written, dt.timedelta(), 20_000 * DAY) == duration


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("7:30", "07:30"),
        ("07:30", "07:30"),
        ("7.30", "07:30"),
        ("7pm", "19:00"),
        ("7.30 PM", "19:30"),
        ("12 am", "00:00"),
        ("noon", "12:00"),
        ("00:00", "00:00"),
        ("23:59", "23:59"),
    ],
)
def test_a_clock_time_is_read(text: str, clock: str) -> None:
    assert when.read_clock(text) == dt.time.fromisoformat(clock)


@pytest.mark.parametrize(
    "text", ["19", "24:00", "7:60", "7:5", "13pm", "07:30:15", "7:30 x", "", "٧:٣٠", "today 7:30"]
)
def test_what_is_no_clock_time_is_refused(text: str) -> None:
    assert refusal(lambda: when.read_clock(text)) == (
        f'"{text}" is no clock time from 00:00 to 23:59. Write it like 7:30, 18:30 or 7pm.'
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [("mo", 0), ("mon", 0), ("Monday", 0), ("tu", 1), ("thurs", 3), ("SA", 5), ("su", 6)],
)
def test_a_weekday_is_read_from_its_first_letters(text: str, number: int) -> None:
    assert when.read_weekday(text) == number


@pytest.mark.parametrize(
    ("text", "meant"),
    [("m", ""), ("", ""), ("xx", ""), ("wensday", " Did you mean wednesday?"), ("mo-", "")],
)
def test_what_is_no_weekday_is_refused_with_the_nearest(text: str, meant: str) -> None:
    assert refusal(lambda: when.read_weekday(text)) == (
        f'"{text}" is no day of the week.{meant} Write monday, tuesday, wednesday, thursday,'
        " friday, saturday or sunday, or the first letters, such as mo or mon."
    )


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ("2026-11-23", "today"),
        ("2026-11-22", "yesterday (Sun 22 Nov)"),
        ("2026-11-21", "Sat 21 Nov"),
        ("2026-11-24", "Tue 24 Nov"),
        ("2026-11-09", "Mon 9 Nov"),
        ("2025-11-09", "Sun 9 Nov 2025"),
        ("2027-02-01", "Mon 1 Feb 2027"),
    ],
)
def test_a_day_is_written_as_seen_from_today(day: str, written: str) -> None:
    assert when.write_day(dt.date.fromisoformat(day), TODAY) == written


def test_a_short_day_has_its_year_only_beside_a_today_of_another() -> None:
    assert when.short_day(dt.date(2025, 11, 22)) == "Sat 22 Nov"
    assert when.short_day(dt.date(2025, 11, 22), TODAY) == "Sat 22 Nov 2025"


@pytest.mark.parametrize(
    ("day", "at", "written"),
    [
        ("2026-11-23", "", "today"),
        ("2026-11-22", "2026-11-22T21:00+01:00", "yesterday (Sun 22 Nov) 21:00"),
        ("2026-11-09", "2026-11-09T08:15:59+01:00", "Mon 9 Nov 08:15"),
        # The clock time is on the date after the person's day.
        ("2026-11-23", "2026-11-24T01:00+01:00", "today 01:00"),
        ("2026-11-22", "2026-11-23T01:00+01:00", "Mon 23 Nov 01:00"),
        # It is the second 02:30 of that night.
        ("2026-10-25", "2026-10-25T02:30+01:00", "Sun 25 Oct 02:30 +01:00"),
        ("2026-10-25", "2026-10-25T02:30+02:00", "Sun 25 Oct 02:30"),
    ],
)
def test_a_moment_is_written_so_that_a_person_knows_it(day: str, at: str, written: str) -> None:
    instant = dt.datetime.fromisoformat(at) if at else None
    assert when.write_moment(dt.date.fromisoformat(day), instant, BERLIN, TODAY) == written


def test_an_instant_is_written_for_a_machine_with_its_offset() -> None:
    assert when.iso(NOW, BERLIN) == "2026-11-23T17:05:00+01:00"
    assert when.write_clock(NOW, BERLIN) == "17:05"


ZONES = [
    zoneinfo.ZoneInfo(name)
    for name in (
        *("Europe/Berlin", "Europe/Dublin", "Australia/Lord_Howe", "Pacific/Apia", "UTC"),
        *("America/St_Johns", "Asia/Kathmandu", "Africa/Casablanca", "America/Havana"),
    )
]


@settings(deadline=None)
@given(
    st.integers(0, 60 * 24 * 365 * 30),
    st.integers(0, 60 * 24 * 500),
    st.sampled_from(ZONES),
    st.sampled_from([MIDNIGHT, THREE, dt.time(2, 30), dt.time(6)]),
)
@example(0, 525_601, zoneinfo.ZoneInfo("Europe/Dublin"), THREE)  # up late on New Year's Eve
@example(15_722_885, 42_650, BERLIN, MIDNIGHT)  # the second of two
def test_every_written_moment_is_read_back_to_the_same(
    minutes: int, ago: int, zone: zoneinfo.ZoneInfo, starts_at: dt.time
) -> None:
    now = dt.datetime(1997, 1, 1, tzinfo=dt.UTC) + minutes * MINUTE
    today = when.read_day("today", now, zone, starts_at)
    for text in ("now", f"{ago}m ago"):
        noted = when.read_moment(text, now, zone, starts_at)
        written = when.write_moment(noted.day, noted.at, zone, today)
        read = when.read_moment(written, now, zone, starts_at)
        assert (read.day, read.at) == (noted.day, noted.at)
        as_iso = when.iso(noted.at or now, zone)
        assert when.read_moment(as_iso, now, zone, starts_at) == noted
        alone = when.write_day(noted.day, today)
        assert when.read_day(alone, now, zone, starts_at) == noted.day


PIECES = [
    *("now", "today", "yesterday", "tomorrow", "ago", "in", "on", "at", "last", "this", "week"),
    *("mon", "friday", "3", "april", "29", "feb", "20m", "1h30", "2 days", "a month", "9999999w"),
    *("18:30", "02:30", "24:00", "6pm", "noon", "2026-11-20", "0001-01-01", "9999-12-31", "20.11"),
    *("03/04", "13/04/2026", "2026-W46", "w53", "z", "+02:00", "-99", "europe/berlin", "[a/b]"),
    *(".", ",", "(", ")", "t", "-", "99999 years", "９", "\x00", "\ud800", "\u202e", "\n"),
]
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="0123456789:./+-, apmtzdwhysrgo[]()", max_size=30),
    st.lists(st.sampled_from(PIECES), max_size=5).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
)


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.sampled_from(ZONES), st.booleans())
def test_whatever_is_typed_is_read_or_refused_as_bad_input(
    text: str, zone: zoneinfo.ZoneInfo, allow_future: bool
) -> None:
    def attempt(read: Callable[[], object]) -> object:
        try:
            return read()
        except BadInput as refused:
            return str(refused)

    noted = attempt(lambda: when.read_moment(text, NOW, zone, THREE, allow_future=allow_future))
    if isinstance(noted, Moment) and not allow_future:
        assert (noted.at or NOW) <= NOW
    if isinstance(noted, str) and text.isascii():
        assert noted.isprintable()
    attempt(lambda: when.read_day(text, NOW, zone, THREE, allow_future=allow_future))
    attempt(lambda: when.read_week(text, TODAY, 6))
    attempt(lambda: when.read_duration(text, MINUTE, DAY))
    attempt(lambda: when.read_clock(text))
    attempt(lambda: when.read_weekday(text))
