"""Days, weeks and days of the week are read as people write them, and written for people."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.reading import BERLIN, DAY, MIDNIGHT, NOW, TODAY, YEARS, refusal
from tracker import when
from tracker.when.periods import read_period


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
            for text in ("this week", "", "2026-W46", "7")
        ),
        (
            "blursday",
            (
                "cannot be read as a day. Did you mean thursday? Write, for example, yesterday,"
                ' "last friday", "2 weeks ago", 2026-11-20 or "20 nov".'
            ),
        ),
        *(
            (text, "holds a part of the day. Write the day alone, such as yesterday or 2026-11-20.")
            for text in ("last night", "friday evening")
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
        ("46", "2026-11-09", "2026-11-08"),
        ("49", "2025-12-01", "2025-11-30"),
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
        ("54", "is no week: a year has 52 or 53, W01 to W52 or W53."),
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


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("last week", "2026-11-16", "2026-11-22"),
        ("this week", "2026-11-23", "2026-11-29"),
        ("W46", "2026-11-09", "2026-11-15"),
        ("November", "2026-11-01", "2026-11-30"),
        ("feb", "2026-02-01", "2026-02-28"),
        ("sept.", "2026-09-01", "2026-09-30"),
        ("december", "2025-12-01", "2025-12-31"),
        ("dec 2024", "2024-12-01", "2024-12-31"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("last year", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_stretch_is_read_as_its_first_and_its_last_day(text: str, first: str, last: str) -> None:
    found = read_period(text, TODAY, 0)
    assert found is not None
    assert (str(found[0]), str(found[1])) == (first, last)


def test_the_month_before_january_is_that_of_the_last_year() -> None:
    found = read_period("last month", dt.date(2026, 1, 31), 0)
    assert found == (dt.date(2025, 12, 1), dt.date(2025, 12, 31))


@pytest.mark.parametrize("text", ["friday", "mon", "20 nov", "2026-13", "novembre", "46", "", "12"])
def test_other_words_are_no_stretch(text: str) -> None:
    assert read_period(text, TODAY, 0) is None


@pytest.mark.parametrize("text", ["0000", "1899", "0000-01", "9999-12", "jan 3000"])
def test_a_stretch_of_no_diary_is_refused(text: str) -> None:
    assert refusal(lambda: read_period(text, TODAY, 0)) == f'"{text}" {YEARS}'


@pytest.mark.parametrize("text", ["2027", "dec 2026", "2026-12", "2026-w49"])
def test_a_stretch_that_is_to_come_is_refused(text: str) -> None:
    complaint = refusal(lambda: read_period(text, TODAY, 0))
    assert complaint.startswith(f'"{text}" lies in the future. Write ')


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
