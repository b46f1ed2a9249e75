"""What a person types for a moment is read right, or refused in words, and moments are written."""

import datetime as dt
import zoneinfo
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.rules.reading import BERLIN, DAY, MIDNIGHT, MINUTE, NOW, THREE, TODAY, YEARS, refusal
from tracker import when
from tracker.errors import BadInput
from tracker.when import Moment


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


PARTS = ("morning", "afternoon", "evening", "night")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        # A part of the day is no clock time.
        ("this morning", "2026-11-23", "morning"),
        ("earlier this morning", "2026-11-23", "morning"),
        ("this afternoon", "2026-11-23", "afternoon"),
        ("this evening", "2026-11-23", "evening"),
        ("last night", "2026-11-22", "night"),
        ("last evening", "2026-11-22", "evening"),
        *((f"yesterday {part}", "2026-11-22", part) for part in PARTS),
        *((f"tuesday {part}", "2026-11-17", part) for part in PARTS),
        *((f"{part} of 20 november", "2026-11-20", part) for part in PARTS),
        ("monday morning", "2026-11-23", "morning"),
        *((f"{day} night", f"2026-11-{18 + n}", "night") for n, day in enumerate(WEEKDAYS[2:])),
        ("last monday night", "2026-11-16", "night"),
        ("on friday evening", "2026-11-20", "evening"),
        ("yesterday in the morning", "2026-11-22", "morning"),
        ("yesterday at night", "2026-11-22", "night"),
        ("the day before yesterday, evening", "2026-11-21", "evening"),
        ("2 days ago in the afternoon", "2026-11-21", "afternoon"),
        ("2026-11-20 evening", "2026-11-20", "evening"),
        ("yesterday (Sun 22 Nov) evening", "2026-11-22", "evening"),
        ("yesterday evening America/New_York", "2026-11-22", "evening"),
        # A clock time with one is read by it.
        ("yesterday evening at 7", "2026-11-22", "19:00"),
        ("last night at 11:30", "2026-11-22", "23:30"),
        ("last night at 2", "2026-11-23", "02:00"),
        ("12 last night", "2026-11-23", "00:00"),
        ("this morning at eight", "2026-11-23", "08:00"),
        ("8 this morning", "2026-11-23", "08:00"),
        ("half past 6 in the morning", "2026-11-23", "06:30"),
        ("4 in the afternoon", "2026-11-23", "16:00"),
        ("2 at night", "2026-11-23", "02:00"),
        ("friday night at 1am", "2026-11-21", "01:00"),
        # Days.
        ("earlier today", "2026-11-23", ""),
        ("day before yesterday", "2026-11-21", ""),
        ("the day before yesterday", "2026-11-21", ""),
        ("the 3rd of april", "2026-04-03", ""),
        ("a week ago", "2026-11-16", ""),
        ("friday last week", "2026-11-20", ""),
        ("last week friday", "2026-11-20", ""),
        ("sunday of last week", "2026-11-22", ""),
        ("monday this week", "2026-11-23", ""),
        ("20-11-2026", "2026-11-20", ""),
        ("11-20-2026", "2026-11-20", ""),
        ("04-04-2026", "2026-04-04", ""),
        *((f"{word} days ago", str(TODAY - n * DAY), "") for n, word in enumerate(NUMBERS, 1)),
        *((f"{word} weeks ago", str(TODAY - 7 * n * DAY), "") for n, word in enumerate(NUMBERS, 1)),
        ("one day ago", "2026-11-22", ""),
        ("one week ago", "2026-11-16", ""),
        ("two months ago", "2026-09-23", ""),
        # Lengths.
        ("just now", "2026-11-23", "17:05"),
        ("20m", "2026-11-23", "16:45"),
        ("2 hours", "2026-11-23", "15:05"),
        ("half an hour ago", "2026-11-23", "16:35"),
        ("a quarter of an hour ago", "2026-11-23", "16:50"),
        ("three quarters of an hour ago", "2026-11-23", "16:20"),
        ("one hour ago", "2026-11-23", "16:05"),
        ("a minute ago", "2026-11-23", "17:04"),
        ("an hour and a half ago", "2026-11-23", "15:35"),
        ("one hour and a half ago", "2026-11-23", "15:35"),
        ("two and a half hours ago", "2026-11-23", "14:35"),
        ("an hour and 20 minutes ago", "2026-11-23", "15:45"),
        ("1h30 ago", "2026-11-23", "15:35"),
        # Clock times.
        ("13", "2026-11-23", "13:00"),
        ("0", "2026-11-23", "00:00"),
        ("at 06", "2026-11-23", "06:00"),
        ("16h", "2026-11-23", "16:00"),
        ("16h30", "2026-11-23", "16:30"),
        ("at 2h", "2026-11-23", "02:00"),
        ("yesterday 18h", "2026-11-22", "18:00"),
        ("yesterday at 18h30", "2026-11-22", "18:30"),
        ("1630", "2026-11-23", "16:30"),
        ("at 0630", "2026-11-23", "06:30"),
        ("yesterday 1830", "2026-11-22", "18:30"),
        ("tuesday 1830", "2026-11-17", "18:30"),
        ("quarter to noon", "2026-11-23", "11:45"),
        ("half past 6 am", "2026-11-23", "06:30"),
        ("6 o'clock pm yesterday", "2026-11-22", "18:00"),
        ("6 o\u2019clock am", "2026-11-23", "06:00"),
    ],
)
def test_what_people_say_for_a_moment_is_understood(text: str, day: str, said: str) -> None:
    read = when.read_moment(text, NOW, BERLIN, MIDNIGHT)
    clock = when.write_clock(read.at, BERLIN) if read.at else read.part or ""
    local = read.at.astimezone(BERLIN).date() if read.at else read.day
    assert (str(local), clock, read.remark) == (day, said, "")


EARLY = "{} could be {} or {}; taken as {}, as {} is still to come."
LATE = '{} could be {} or {}; taken as {}, the later. The other: --at "{}".'


@pytest.mark.parametrize(
    ("text", "local", "remark"),
    [
        ("at 6", "2026-11-23 06:00", EARLY.format("6", "06:00", "18:00", "06:00", "18:00")),
        ("at six", "2026-11-23 06:00", EARLY.format("6", "06:00", "18:00", "06:00", "18:00")),
        ("today at 7", "2026-11-23 07:00", EARLY.format("7", "07:00", "19:00", "07:00", "19:00")),
        ("7", "2026-11-23 07:00", EARLY.format("7", "07:00", "19:00", "07:00", "19:00")),
        (
            "12",
            "2026-11-23 12:00",
            LATE.format("12", "00:00", "12:00", "12:00", "2026-11-23 00:00"),
        ),
        ("4", "2026-11-23 16:00", LATE.format("4", "04:00", "16:00", "16:00", "2026-11-23 04:00")),
        (
            "monday at 6",
            "2026-11-23 06:00",
            EARLY.format("6", "06:00", "18:00", "06:00", "18:00"),
        ),
        *(
            (text, f"{day} 18:00", LATE.format("6", "06:00", "18:00", "18:00", f"{day} 06:00"))
            for text, day in (
                ("yesterday at 6", "2026-11-22"),
                ("yesterday 6", "2026-11-22"),
                ("6 yesterday", "2026-11-22"),
                ("at 6 on friday", "2026-11-20"),
                ("tuesday at 6", "2026-11-17"),
                ("3 days ago at 6", "2026-11-20"),
                ("friday last week at 6", "2026-11-20"),
                ("20 nov at 6", "2026-11-20"),
                ("2026-11-20 at six", "2026-11-20"),
            )
        ),
        (
            "quarter past six",
            "2026-11-23 06:15",
            EARLY.format("quarter past 6", "06:15", "18:15", "06:15", "18:15"),
        ),
        (
            "yesterday at half past 12",
            "2026-11-22 12:30",
            LATE.format("half past 12", "00:30", "12:30", "12:30", "2026-11-22 00:30"),
        ),
        (
            "yesterday at 6 America/New_York",
            "2026-11-23 00:00",
            LATE.format("6", "06:00", "18:00", "18:00", "2026-11-22 06:00 America/New_York"),
        ),
        (
            "ten to five",
            "2026-11-23 16:50",
            LATE.format("10 to 5", "04:50", "16:50", "16:50", "2026-11-23 04:50"),
        ),
        (
            "6 o'clock",
            "2026-11-23 06:00",
            EARLY.format("6 o'clock", "06:00", "18:00", "06:00", "18:00"),
        ),
    ],
)
def test_of_two_readings_it_is_the_later_that_has_passed(
    text: str, local: str, remark: str
) -> None:
    read = when.read_moment(text, NOW, BERLIN, MIDNIGHT)
    assert read.at is not None
    assert (f"{read.at.astimezone(BERLIN):%Y-%m-%d %H:%M}", read.remark) == (local, remark)


def test_a_week_begins_on_the_day_that_is_set() -> None:
    sunday = dt.datetime(2026, 11, 22, 17, 5, tzinfo=BERLIN)

    def read(text: str, first_weekday: int) -> str:
        words = (text, sunday, BERLIN, MIDNIGHT)
        moment = when.read_moment(*words, first_weekday=first_weekday)
        assert when.read_day(*words, first_weekday=first_weekday) == moment.day
        return str(moment.day)

    assert read("friday last week", 0) == "2026-11-13"
    assert read("friday last week", 6) == "2026-11-20"
    assert read("sunday this week", 6) == "2026-11-22"


@pytest.mark.parametrize(
    ("text", "starts_at", "day"),
    [
        # It is 2:00 on Tuesday: the night that goes on is that of Monday.
        ("tonight", MIDNIGHT, "2026-11-23"),
        ("tonight", THREE, "2026-11-23"),
        ("last night", MIDNIGHT, "2026-11-23"),
        ("last night", THREE, "2026-11-22"),
        ("yesterday evening", MIDNIGHT, "2026-11-23"),
        ("this evening", THREE, "2026-11-23"),
        ("this morning", THREE, "2026-11-23"),
    ],
)
def test_at_two_in_the_morning_the_night_is_the_one_that_people_mean(
    text: str, starts_at: dt.time, day: str
) -> None:
    late = dt.datetime(2026, 11, 24, 2, 0, tzinfo=BERLIN)
    read = when.read_moment(text, late, BERLIN, starts_at)
    assert (str(read.day), read.at, read.part) == (day, None, text.split()[-1].replace("to", ""))
    at_one = (
        when.read_moment(f"{text} at 1:30", late, BERLIN, starts_at) if "night" in text else None
    )
    if at_one is not None:
        assert when.iso(at_one.at or NOW, BERLIN)[:10] == str(read.day + DAY)


def test_a_part_of_the_day_that_has_not_begun_lies_ahead() -> None:
    noon = dt.datetime(2026, 11, 24, 11, 59, tzinfo=BERLIN)
    for text in ("this afternoon", "this evening", "tonight", "today in the evening"):
        assert "lies in the future" in refusal(lambda text=text: moment(text, now=noon))  # type: ignore[misc]
        assert moment(text, now=noon, allow_future=True) == ("2026-11-24", "")
    # The day is still Monday, and its morning is over.
    early = dt.datetime(2026, 11, 24, 5, 0, tzinfo=BERLIN)
    assert moment("this morning", now=early, starts_at=dt.time(6)) == ("2026-11-23", "")
    tomorrow = ("tomorrow morning", early, BERLIN, dt.time(6))
    assert "lies in the future" in refusal(lambda: when.read_moment(*tomorrow))


UNREADABLE = (
    'cannot be read as a time. Write, for example, now, "20m ago", "yesterday 18:30",'
    ' "last friday 7pm", 2026-11-20 or "2026-11-20 18:30".'
)
FUTURE = (
    'lies in the future. Write a time that has passed, such as now, "20m ago",'
    ' "yesterday 18:30" or 2026-11-20.'
)
LATER = 'lies in the future, as it is 17:05 now. For the one before, write "{}".'
TWO = "could be a clock time or a length of time. Write {}."
NO_CLOCK = "holds no clock time from 00:00 to 23:59. Write it like 7:30, 18:30 or 7pm."


def unreadable_for(word: str, meant: str = "") -> str:
    """Return how a text is refused of which one word is not known."""
    failed = f': "{word}" is not understood.' + (f" Did you mean {meant}?" if meant else "")
    return UNREADABLE.replace(".", failed, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("blursday", UNREADABLE.replace("time.", "time. Did you mean thursday?")),
        ("", UNREADABLE),
        ("at", UNREADABLE),
        ("18:30 x", unreadable_for("x")),
        ("now x", unreadable_for("x")),
        ("2026-11-20x", unreadable_for("x")),
        ("2026-11-20T18:30Zx", unreadable_for("zx")),
        ("20 ago", UNREADABLE.replace("time.", 'time. Did you mean "20m ago"?')),
        ("20m 18:30", UNREADABLE),
        ("20m ago 18:30", UNREADABLE),
        ("1.5 days ago", UNREADABLE),
        ("-20m ago", UNREADABLE),
        ("nan h ago", unreadable_for("nan")),
        ("２0m ago", UNREADABLE),
        ("١٨:٣٠", UNREADABLE),
        ("3 foo 2026", unreadable_for("foo")),
        ("yesteday", UNREADABLE.replace("time.", "time. Did you mean yesterday?")),
        ("yesteday at 18:30", unreadable_for("yesteday", "yesterday")),
        ("last firday 7pm", unreadable_for("firday", "friday")),
        ("2 hors ago", unreadable_for("hors", "hours")),
        ("half past siz", unreadable_for("siz", "six")),
        ("yesterday evning", unreadable_for("evning", "evening")),
        ("7 days", UNREADABLE),
        ("tuesday 6", UNREADABLE),
        ("april 6 7", UNREADABLE),
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
        ("this evening at 6", LATER.format("yesterday evening at 6")),
        ("monday at 6pm", LATER.format("last monday 6pm")),
        ("tonight", LATER.format("last night")),
        ("monday night", LATER.format("last monday night")),
        ("18", LATER.format("yesterday at 18")),
        ("18h30", LATER.format("yesterday 18h30")),
        ("1830", LATER.format("yesterday at 1830")),
        ("tomorrow morning", FUTURE),
        ("sunday this week", FUTURE),
        ("2h", TWO.format('2:00 or "2h ago"')),
        ("1h30", TWO.format('1:30 or "1h30 ago"')),
        ("13:00 this morning", "contradicts itself: 13:00 is not in the morning."),
        ("yesterday evening at 8am", "contradicts itself: 08:00 is not in the evening."),
        ("24:00", NO_CLOCK),
        ("at 24", NO_CLOCK),
        ("1860", NO_CLOCK),
        ("24h", NO_CLOCK),
        ("half past 25", NO_CLOCK),
        ("70 past 6", NO_CLOCK),
        (
            "03-11-2026",
            "could be 3 November 2026 or 11 March 2026. Write 2026-11-03 or 2026-03-11.",
        ),
        ("20-11-26", 'has a year of two digits. Write all four, as in "20 nov 2026".'),
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
        ("friday next week", "2026-12-04", ""),
        ("sunday this week", "2026-11-29", ""),
        ("day after tomorrow", "2026-11-25", ""),
        ("tomorrow at 7", "2026-11-24", "2026-11-24T07:00:00+01:00"),
        ("at 6", "2026-11-23", "2026-11-23T18:00:00+01:00"),
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
        ("7", "07:00"),
        ("18", "18:00"),
        ("18h", "18:00"),
        ("7h30", "07:30"),
        ("1830", "18:30"),
        ("half past 6", "06:30"),
        ("quarter to seven", "06:45"),
        ("6 o'clock", "06:00"),
    ],
)
def test_a_clock_time_is_read(text: str, clock: str) -> None:
    assert when.read_clock(text) == dt.time.fromisoformat(clock)


@pytest.mark.parametrize(
    "text", ["24", "24:00", "7:60", "7:5", "13pm", "07:30:15", "7:30 x", "", "٧:٣٠", "today 7:30"]
)
def test_what_is_no_clock_time_is_refused(text: str) -> None:
    assert refusal(lambda: when.read_clock(text)) == (
        f'"{text}" is no clock time from 00:00 to 23:59. Write it like 7:30, 18:30 or 7pm.'
    )


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


@pytest.mark.parametrize(
    ("day", "part", "written"),
    [
        ("2026-11-23", "afternoon", "this afternoon"),
        ("2026-11-22", "night", "yesterday night (Sun 22 Nov)"),
        ("2026-11-09", "evening", "Mon 9 Nov, evening"),
        ("2025-11-09", "morning", "Sun 9 Nov 2025, morning"),
    ],
)
def test_a_part_of_a_day_is_written_as_it_is_read(day: str, part: str, written: str) -> None:
    assert when.write_part(dt.date.fromisoformat(day), part, TODAY) == written
    read = when.read_moment(written, NOW, BERLIN, MIDNIGHT)
    assert (str(read.day), read.at, read.part) == (day, None, part)


def test_both_remarks_are_made_on_a_clock_time_that_came_twice_and_could_be_two() -> None:
    night = dt.datetime(2026, 10, 25, 4, 0, tzinfo=BERLIN)
    assert when.read_moment("at 2", night, BERLIN, MIDNIGHT).remark == (
        "2 could be 02:00 or 14:00; taken as 02:00, as 14:00 is still to come."
        " 02:00 came twice that night; taken as the first, +02:00."
        ' The second: --at "2026-10-25 02:00 +01:00".'
    )


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
    *("evening", "tonight", "night", "half", "past", "to", "o'clock", "six", "the", "and a half"),
    *("7", "1830", "18h", "1h", "12", "20-11-2026", "day before yesterday", "of", "next"),
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
