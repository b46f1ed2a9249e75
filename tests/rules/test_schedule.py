"""When a plan is due: each rhythm day by day, changes of the clock, pauses, gaps, catching up."""

import datetime as dt
from bisect import insort
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tracker.care.rhythm import Interval, Quota, Rhythm, Weekdays
from tracker.care.schedule import (
    Occurrence,
    Pause,
    Schedule,
    count_planned,
    due_between,
    next_due,
    next_five,
    occurrences,
)
from tracker.care.walltime import day_of

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
EVERY_DAY = Weekdays(frozenset(range(7)))
DAY = dt.timedelta(days=1)
MIDNIGHT, MORNING, EVENING = dt.time(0), dt.time(8), dt.time(18)
BERLIN, UTC = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
QUARTER_HOURS = tuple(dt.time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45))

# Half-hour changes, changes at midnight, a day left out, a day with odd minutes, none at all.
ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Caracas",
    "America/Havana",
    "America/New_York",
    "America/Nuuk",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Fakaofo",
    "UTC",
)


def plan(rhythm: Rhythm, first: str = "2026-11-02", **details: Any) -> Schedule:
    """Return a schedule that starts on a Monday, unless told otherwise."""
    return Schedule(rhythm=rhythm, first=dt.date.fromisoformat(first), **details)


def days(*written: str) -> list[dt.date]:
    return [dt.date.fromisoformat(day) for day in written]


def at(written: str, zone: ZoneInfo = UTC) -> dt.datetime:
    return dt.datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(dt.UTC)


def due(
    schedule: Schedule,
    sessions: Sequence[dt.date],
    start: str,
    end: str,
    zone: ZoneInfo = UTC,
    starts_at: dt.time = MIDNIGHT,
) -> list[Occurrence]:
    start_day, end_day = days(start, end)
    return occurrences(schedule, sessions, start_day, end_day, zone, starts_at)


def counted(schedule: Schedule, start: str, end: str, zone: ZoneInfo = UTC) -> tuple[int, int]:
    start_day, end_day = days(start, end)
    return count_planned(schedule, [], start_day, end_day, zone)


def november(found: list[Occurrence]) -> list[int]:
    """Return the days of the month, of which all examples lie in November 2026."""
    assert all((one.day.year, one.day.month) == (2026, 11) for one in found)
    return [one.day.day for one in found]


def in_words(found: list[Occurrence], zone: ZoneInfo) -> list[str]:
    return [f"{one.due_at.astimezone(zone):%a %d %b %H:%M}" for one in found]


# Weekdays


@pytest.mark.parametrize("pattern", range(1, 128))
def test_each_pattern_of_weekdays_is_due_on_those_days_and_no_other(pattern: int) -> None:
    weekdays = frozenset(day for day in range(7) if pattern >> day & 1)
    schedule = plan(Weekdays(weekdays), times=(MORNING,))
    four_weeks = [dt.date(2026, 11, 2) + n * DAY for n in range(28)]
    expected = [day for day in four_weeks if day.weekday() in weekdays]
    assert [one.day for one in due(schedule, [], "2026-11-02", "2026-11-29")] == expected
    now, stepped = at("2026-11-01 23:59"), []
    while (one := next_due(schedule, [], now, UTC)) and one.day <= four_weeks[-1]:
        stepped.append(one.day)
        now = one.due_at
    assert stepped == expected


def test_an_occurrence_is_its_local_day_and_clock_time_with_the_instant_in_utc() -> None:
    assert due(plan(EVERY_DAY, times=(EVENING,)), [], "2026-11-23", "2026-11-23", BERLIN) == [
        Occurrence(
            day=dt.date(2026, 11, 23),
            at=EVENING,
            due_at=dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC),
            due_since=dt.date(2026, 11, 23),
        )
    ]


def test_every_second_week_is_counted_from_the_week_of_the_first_day() -> None:
    schedule = plan(Weekdays(frozenset({SUN, MON}), 2), first="2026-11-04")
    assert november(due(schedule, [], "2026-11-01", "2026-11-30")) == [8, 16, 22, 30]


def test_weeks_that_start_on_sunday_put_the_sunday_with_the_days_after_it() -> None:
    schedule = plan(Weekdays(frozenset({SUN, MON}), 2), first="2026-11-01", week_starts_on=SUN)
    assert november(due(schedule, [], "2026-11-01", "2026-11-30")) == [1, 2, 15, 16, 29, 30]


def test_clock_times_of_a_day_come_in_order_and_once_each() -> None:
    schedule = plan(EVERY_DAY, times=(EVENING, MORNING, EVENING))
    found = due(schedule, [], "2026-11-23", "2026-11-24")
    assert in_words(found, UTC) == [
        "Mon 23 Nov 08:00",
        "Mon 23 Nov 18:00",
        "Tue 24 Nov 08:00",
        "Tue 24 Nov 18:00",
    ]


def test_a_plan_without_clock_times_is_due_at_the_default_time() -> None:
    schedule = plan(EVERY_DAY, default_at=dt.time(7, 15))
    found = due(schedule, [], "2026-11-23", "2026-11-23")
    assert in_words(found, UTC) == ["Mon 23 Nov 07:15"]


def test_sessions_do_not_move_weekdays_but_answer_them() -> None:
    schedule = plan(EVERY_DAY, times=(MORNING, EVENING))
    found = due(schedule, days("2026-11-23"), "2026-11-23", "2026-11-24")
    assert [one.is_answered for one in found] == [True, False, False, False]


def test_what_is_done_already_is_not_next() -> None:
    schedule = plan(EVERY_DAY, times=(EVENING,))
    one = next_due(schedule, days("2026-11-23"), at("2026-11-23 12:00"), UTC)
    assert one is not None
    assert in_words([one], UTC) == ["Tue 24 Nov 18:00"]


def test_a_plan_is_not_due_before_its_first_day_nor_after_its_last() -> None:
    schedule = plan(EVERY_DAY, first="2026-11-10", until=dt.date(2026, 11, 12))
    assert november(due(schedule, [], "2026-11-01", "2026-11-30")) == [10, 11, 12]
    assert next_due(schedule, [], at("2026-11-12 09:00"), UTC) is None


# Interval


def test_an_interval_is_first_due_on_the_first_day() -> None:
    schedule = plan(Interval(7), first="2026-11-23", times=(EVENING,))
    assert in_words(next_five(schedule, [], at("2026-11-23 12:00"), UTC), UTC) == [
        "Mon 23 Nov 18:00",
        "Mon 30 Nov 18:00",
        "Mon 07 Dec 18:00",
        "Mon 14 Dec 18:00",
        "Mon 21 Dec 18:00",
    ]


@pytest.mark.parametrize(
    ("last", "due_on"),
    [("2026-11-01", 8), ("2026-11-03", 10), ("2026-11-06", 13), ("2026-10-20", 7)],
)
def test_the_last_session_moves_the_next_due_day_but_never_before_the_plan(
    last: str, due_on: int
) -> None:
    schedule = plan(Interval(7), first="2026-11-07")
    one = next_due(schedule, days(last), at("2026-11-06 12:00"), UTC)
    assert one is not None
    assert november([one]) == [due_on]


def test_an_interval_that_was_not_kept_stays_due_each_day_since_the_planned_one() -> None:
    schedule = plan(Interval(3), first="2026-11-02")
    found = due(schedule, [], "2026-11-02", "2026-11-08")
    assert november(found) == [2, 3, 4, 5, 6, 7, 8]
    assert [one.due_since.day for one in found] == [2, 2, 2, 5, 5, 5, 8]


def test_a_late_session_counts_the_interval_from_its_own_day() -> None:
    schedule = plan(Interval(5), first="2026-11-02")
    found = due(schedule, days("2026-11-02", "2026-11-09"), "2026-11-02", "2026-11-14")
    assert november(found) == [2, 7, 8, 9, 14]
    assert [one.due_since.day for one in found] == [2, 7, 7, 7, 14]
    assert [one.is_answered for one in found] == [True, False, False, True, False]


def test_an_early_session_takes_the_place_of_the_planned_one() -> None:
    schedule = plan(Interval(7), first="2026-11-02")
    assert november(
        due(schedule, days("2026-11-02", "2026-11-06"), "2026-11-02", "2026-11-13")
    ) == [
        2,
        13,
    ]


def test_after_ten_silent_years_an_interval_is_due_today() -> None:
    schedule = plan(Interval(366), first="2016-11-01")
    one = next_due(schedule, [], at("2026-11-23 00:00"), UTC)
    assert one is not None
    assert (one.day, one.due_since) == (dt.date(2026, 11, 23), dt.date(2026, 11, 9))


# Quota


@pytest.mark.parametrize(
    ("times", "weekdays"),
    [
        (1, [THU]),
        (2, [TUE, SAT]),
        (3, [TUE, THU, SAT]),
        (4, [MON, WED, FRI, SUN]),
        (5, [MON, WED, THU, FRI, SUN]),
        (6, [MON, TUE, WED, FRI, SAT, SUN]),
        (7, [MON, TUE, WED, THU, FRI, SAT, SUN]),
    ],
)
def test_a_quota_is_spread_evenly_when_each_is_done_on_its_day(
    times: int, weekdays: list[int]
) -> None:
    found = next_five(plan(Quota(times)), [], at("2026-11-01 12:00"), UTC, count=times)
    assert [one.day.weekday() for one in found] == weekdays
    assert november(found)[-1] <= 8


@pytest.mark.parametrize(
    ("sessions", "due_on"),
    [
        ([], [3, 4, 5, 6, 7, 8]),
        (["2026-11-02"], [5, 6, 7, 8]),
        (["2026-11-02", "2026-11-02"], [7, 8]),
        (["2026-11-02", "2026-11-03", "2026-11-04"], []),
        (["2026-11-04"], [3, 4, 5, 6, 7, 8]),
        (["2026-11-08"], [3, 4, 5, 6, 7, 8]),
        (["2026-10-31", "2026-11-01"], [3, 4, 5, 6, 7, 8]),
    ],
)
def test_three_a_week_is_due_only_when_behind(sessions: list[str], due_on: list[int]) -> None:
    assert november(due(plan(Quota(3)), days(*sessions), "2026-11-02", "2026-11-08")) == due_on


def test_a_quota_done_before_its_clock_time_is_answered() -> None:
    found = due(plan(Quota(3)), days("2026-11-03"), "2026-11-02", "2026-11-05")
    assert [(one.day.day, one.is_answered) for one in found] == [(3, True), (5, False)]
    one = next_due(plan(Quota(3)), days("2026-11-03"), at("2026-11-03 07:00"), UTC)
    assert one is not None
    assert november([one]) == [5]


def test_one_clock_time_a_day_asks_for_one_session_a_day_however_far_behind() -> None:
    schedule = plan(Quota(7))
    one = next_due(schedule, days("2026-11-06"), at("2026-11-06 07:00"), UTC)
    assert one is not None
    assert november([one]) == [7]


def test_two_clock_times_a_day_hold_fourteen_a_week() -> None:
    schedule = plan(Quota(14), times=(MORNING, EVENING))
    found = next_five(schedule, [], at("2026-11-02 00:00"), UTC, count=15)
    assert [(one.day.day, one.at.hour) for one in found] == [
        (day, hour) for day in range(2, 10) for hour in (8, 18)
    ][:15]


def test_a_quota_counts_from_the_first_day_of_the_persons_week() -> None:
    sunday_first = plan(Quota(1), first="2026-11-01", week_starts_on=SUN)
    done_on_sunday = days("2026-11-08")
    assert november(due(sunday_first, done_on_sunday, "2026-11-08", "2026-11-14")) == []
    assert november(due(plan(Quota(1)), done_on_sunday, "2026-11-09", "2026-11-15")) == [
        *(12, 13, 14, 15)
    ]


def test_a_quota_asks_for_its_part_of_a_first_week_that_is_cut() -> None:
    schedule = plan(Quota(3), first="2026-11-06")
    assert november(due(schedule, days("2026-11-02"), "2026-11-02", "2026-11-08")) == [7, 8]
    assert counted(schedule, "2026-11-02", "2026-11-08") == (1, 0)


def test_a_week_over_the_turn_of_the_year_is_one_week() -> None:
    # Monday 28 December 2026 to Sunday 3 January 2027 is week 53.
    schedule = plan(Quota(2))
    assert [
        one.day for one in due(schedule, days("2026-12-31"), "2026-12-28", "2027-01-05")
    ] == days("2026-12-29", "2026-12-30", "2026-12-31", "2027-01-02", "2027-01-03", "2027-01-05")
    met = days("2026-12-31", "2027-01-01")
    assert due(schedule, met, "2027-01-02", "2027-01-03") == []


# Calendars


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (EVERY_DAY, ["2028-02-28", "2028-02-29", "2028-03-01"]),
        (Weekdays(frozenset({TUE})), ["2028-02-29", "2028-03-07", "2028-03-14"]),
        (Interval(1), ["2028-02-28", "2028-02-29", "2028-03-01"]),
        (Interval(366), ["2028-02-28", "2029-02-28", "2030-03-01"]),
    ],
)
def test_29_february_is_a_day_like_others(rhythm: Rhythm, expected: list[str]) -> None:
    schedule = plan(rhythm, first="2028-02-28")
    found = next_five(schedule, [], at("2028-02-28 00:00"), UTC, count=3)
    assert [one.day for one in found] == days(*expected)


@pytest.mark.parametrize(
    ("night", "utc_minutes"),
    [
        # 02:00 to 03:00 does not exist: those times move to 03:00, which is 01:00 UTC.
        ("2027-03-28", [minute - 60 for minute in range(0, 120, 15)] + [60] * 4
         + [minute - 120 for minute in range(180, 1440, 15)]),
        # 02:00 to 03:00 happens twice: the first time counts.
        ("2026-10-25", [minute - 120 for minute in range(0, 180, 15)]
         + [minute - 60 for minute in range(180, 1440, 15)]),
    ],
)  # fmt: skip
def test_each_quarter_hour_of_a_change_of_clocks_in_berlin_happens_once(
    night: str, utc_minutes: list[int]
) -> None:
    schedule = plan(EVERY_DAY, first="2026-01-01", times=QUARTER_HOURS)
    midnight = dt.datetime.fromisoformat(night).replace(tzinfo=dt.UTC)
    found = due(schedule, [], night, night, BERLIN)
    assert [one.at for one in found] == list(QUARTER_HOURS)
    assert [one.due_at for one in found] == [
        midnight + dt.timedelta(minutes=minutes) for minutes in utc_minutes
    ]


def test_a_day_that_the_date_line_swallowed_holds_nothing() -> None:
    schedule = plan(EVERY_DAY, first="2011-12-01", times=(MORNING,))
    apia = ZoneInfo("Pacific/Apia")
    found = due(schedule, [], "2011-12-29", "2011-12-31", apia)
    assert in_words(found, apia) == ["Thu 29 Dec 08:00", "Sat 31 Dec 08:00"]
    assert found[1].due_at - found[0].due_at == DAY
    assert counted(schedule, "2011-12-29", "2011-12-31", apia) == (2, 0)


def test_a_late_clock_time_is_left_out_with_its_date() -> None:
    schedule = plan(EVERY_DAY, first="2011-12-01", times=(dt.time(0, 30),))
    apia = ZoneInfo("Pacific/Apia")
    found = due(schedule, [], "2011-12-28", "2011-12-30", apia, dt.time(4))
    assert in_words(found, apia) == ["Thu 29 Dec 00:30", "Sat 31 Dec 00:30"]
    assert [day_of(one.due_at, apia, dt.time(4)) for one in found] == [one.day for one in found]


def test_a_clock_time_before_the_day_starts_belongs_to_the_night_that_ends_it() -> None:
    schedule = plan(Weekdays(frozenset({MON})), times=(dt.time(0, 30), dt.time(22)))
    found = due(schedule, [], "2026-11-23", "2026-11-23", BERLIN, dt.time(4))
    assert in_words(found, BERLIN) == ["Mon 23 Nov 22:00", "Tue 24 Nov 00:30"]
    now = at("2026-11-24 00:10", BERLIN)
    one = next_due(schedule, [], now, BERLIN, dt.time(4))
    assert one == found[1]
    assert due_between(schedule, [], now, at("2026-11-24 00:30", BERLIN), BERLIN, dt.time(4)) == [
        found[1]
    ]


def test_the_last_days_of_the_calendar_end_a_plan_without_an_error() -> None:
    schedule = plan(
        EVERY_DAY, until=dt.date.max, pauses=(Pause(dt.date(2026, 11, 3), dt.date.max),)
    )
    one = next_due(schedule, [], at("2026-11-01 12:00"), UTC)
    assert one is not None
    assert november([one]) == [2]
    assert next_due(schedule, [], one.due_at, UTC) is None
    everlasting = plan(EVERY_DAY, times=(dt.time(23),))
    honolulu = ZoneInfo("Pacific/Honolulu")
    assert occurrences(everlasting, [], dt.date(9999, 12, 30), dt.date.max, honolulu) == []


# Pauses


def test_paused_weekdays_are_excused_and_never_next() -> None:
    schedule = plan(EVERY_DAY, pauses=(Pause(*days("2026-11-03", "2026-11-04")),))
    found = due(schedule, [], "2026-11-02", "2026-11-05")
    assert [(one.day.day, one.is_excused) for one in found] == [
        (2, False),
        (3, True),
        (4, True),
        (5, False),
    ]
    assert november(next_five(schedule, [], at("2026-11-02 00:00"), UTC, count=2)) == [2, 5]
    span = at("2026-11-01 00:00"), at("2026-11-05 23:00")
    assert november(due_between(schedule, [], *span, UTC)) == [2, 5]
    assert counted(schedule, "2026-11-02", "2026-11-05") == (4, 2)


@pytest.mark.parametrize("rhythm", [EVERY_DAY, Interval(2), Quota(3)])
def test_a_pause_without_end_leaves_nothing_due(rhythm: Rhythm) -> None:
    schedule = plan(rhythm, pauses=(Pause(dt.date(2026, 11, 3)),))
    assert next_due(schedule, [], at("2026-11-03 00:00"), UTC) is None
    assert due_between(schedule, [], at("2026-11-03 00:00"), at("2030-01-01 00:00"), UTC) == []


def test_an_interval_that_would_come_due_in_a_pause_comes_due_after_it() -> None:
    schedule = plan(Interval(4), pauses=(Pause(*days("2026-11-05", "2026-11-12")),))
    found = due(schedule, days("2026-11-02"), "2026-11-03", "2026-11-18")
    assert [(one.day.day, one.due_since.day, one.is_excused) for one in found] == [
        (6, 6, True),
        (10, 10, True),
        (13, 13, False),
        (14, 13, False),
        (15, 13, False),
        (16, 13, False),
        (17, 17, False),
        (18, 17, False),
    ]


def test_an_interval_left_open_before_a_pause_is_open_after_it() -> None:
    schedule = plan(Interval(9), pauses=(Pause(*days("2026-11-04", "2026-11-06")),))
    found = due(schedule, [], "2026-11-02", "2026-11-08")
    assert november(found) == [2, 3, 7, 8]
    assert {one.due_since.day for one in found} == {2}
    assert counted(schedule, "2026-11-02", "2026-11-08") == (1, 0)


def test_a_quota_does_not_ask_for_what_a_pause_took() -> None:
    schedule = plan(Quota(3), pauses=(Pause(*days("2026-11-02", "2026-11-05")),))
    found = due(schedule, [], "2026-11-02", "2026-11-08")
    assert [(one.day.day, one.is_excused) for one in found] == [
        (3, True),
        (5, True),
        (7, False),
        (8, False),
    ]
    assert counted(schedule, "2026-11-02", "2026-11-08") == (3, 2)
    assert november(next_five(schedule, [], at("2026-11-02 00:00"), UTC, count=2)) == [7, 10]


def test_overlapping_pauses_are_one() -> None:
    pauses = [
        Pause(*days(*both))
        for both in (
            ("2026-11-06", "2026-11-07"),
            ("2026-11-03", "2026-11-09"),
            ("2026-11-08", "2026-11-10"),
        )
    ]
    schedule = plan(EVERY_DAY, pauses=tuple(pauses))
    assert november(next_five(schedule, [], at("2026-11-01 00:00"), UTC, count=3)) == [2, 11, 12]


# Gaps


def test_weekdays_closer_than_the_gap_to_the_last_session_are_dropped() -> None:
    schedule = plan(Weekdays(frozenset({MON, TUE, THU})), gap=2)
    assert november(due(schedule, days("2026-11-02"), "2026-11-02", "2026-11-08")) == [2, 5]


def test_an_interval_shorter_than_the_gap_waits_for_it() -> None:
    schedule = plan(Interval(2), gap=4)
    found = due(schedule, days("2026-11-03"), "2026-11-04", "2026-11-07")
    assert november(found) == [7]


def test_a_quota_moves_to_the_first_day_that_the_gap_permits() -> None:
    schedule = plan(Quota(3), gap=2)
    sessions = days("2026-11-02", "2026-11-06")
    assert november(due(schedule, sessions, "2026-11-07", "2026-11-08")) == [8]


# Counting and catching up


def test_a_session_planned_once_counts_once_however_often_it_came_due() -> None:
    span = "2026-11-02", "2026-11-15"
    assert counted(plan(Interval(7)), *span) == (2, 0)
    assert counted(plan(Quota(3)), *span) == (6, 0)
    assert counted(plan(EVERY_DAY, times=(MORNING, EVENING)), *span) == (28, 0)
    assert counted(plan(Quota(3), until=dt.date(2026, 11, 3)), *span) == (1, 0)


def test_what_came_due_while_away_is_after_the_one_instant_and_up_to_the_other() -> None:
    schedule = plan(EVERY_DAY, times=(MORNING,))
    found = due_between(schedule, [], at("2026-11-05 08:00"), at("2026-11-08 08:00"), UTC)
    assert november(found) == [6, 7, 8]
    assert due_between(schedule, [], at("2026-11-08 08:00"), at("2026-11-05 08:00"), UTC) == []


# Properties

zones = st.sampled_from(ZONES).map(ZoneInfo)
some_days = st.dates(dt.date(2009, 1, 1), dt.date(2037, 12, 31))
instants = st.builds(
    lambda day, second: dt.datetime.combine(day, MIDNIGHT, dt.UTC) + dt.timedelta(seconds=second),
    some_days,
    st.integers(0, 86399),
)
day_starts = st.sampled_from([MIDNIGHT, dt.time(3), dt.time(4, 30)])
clock_times = st.sets(
    st.sampled_from(QUARTER_HOURS) | st.times().map(lambda one: one.replace(tzinfo=None)),
    max_size=3,
).map(tuple)


@st.composite
def schedules(draw: st.DrawFn, near: dt.date, most_times: int = 3) -> Schedule:
    """Draw a schedule that `check_rhythm` and `check_gap` accept, with its days around `near`."""
    nearby = st.integers(-60, 60).map(lambda n: near + n * DAY)
    times = draw(clock_times.filter(lambda one: len(one) <= most_times))
    gap = draw(st.sampled_from([0, 0, 0, 1, 2, 3])) if len(times) < 2 else 0
    rhythm = draw(
        st.builds(
            Weekdays,
            st.frozensets(st.integers(0, 6), min_size=1),
            st.sampled_from([1, 1, 2, 3, 52]),
        )
        | st.builds(Interval, st.sampled_from([1, 2, 7, 10, 30, 366]))
        | st.builds(Quota, st.integers(1, 7 // gap if gap else 7 * max(1, len(times))))
    )
    pauses = draw(st.lists(st.tuples(nearby, st.none() | st.integers(0, 40)), max_size=2))
    first = draw(nearby)
    return Schedule(
        rhythm=rhythm,
        first=first,
        times=times,
        until=draw(st.none() | st.integers(0, 400).map(lambda n: first + n * DAY)),
        pauses=tuple(Pause(day, None if n is None else day + n * DAY) for day, n in pauses),
        gap=gap,
        week_starts_on=draw(st.integers(0, 6)),
    )


@st.composite
def situations(
    draw: st.DrawFn,
) -> tuple[Schedule, list[dt.date], dt.datetime, ZoneInfo, dt.time]:
    """Draw a schedule, the sessions done, the instant, the zone and when days start."""
    now, zone, starts_at = draw(instants), draw(zones), draw(day_starts)
    near = day_of(now, zone, starts_at)
    ago = draw(st.lists(st.integers(0, 60), max_size=8))
    return draw(schedules(near)), sorted(near - n * DAY for n in ago), now, zone, starts_at


@settings(deadline=None)
@given(situations())
def test_the_next_one_is_after_now_and_none_lies_between(
    situation: tuple[Schedule, list[dt.date], dt.datetime, ZoneInfo, dt.time],
) -> None:
    schedule, sessions, now, zone, starts_at = situation
    one = next_due(schedule, sessions, now, zone, starts_at)
    upto = now + 800 * DAY if one is None else one.due_at
    found = due_between(schedule, sessions, now, upto, zone, starts_at)
    open_ones = [other for other in found if not other.is_answered]
    if one is None:
        assert open_ones == []
    else:
        assert one.due_at > now
        assert open_ones[0] == one
        assert {other.due_at for other in open_ones} == {one.due_at}


@settings(deadline=None)
@given(situations(), st.integers(0, 40))
def test_stepping_from_one_to_the_next_and_catching_up_find_the_same(
    situation: tuple[Schedule, list[dt.date], dt.datetime, ZoneInfo, dt.time], length: int
) -> None:
    schedule, sessions, now, zone, starts_at = situation
    end, stepped = now + length * DAY, []
    step_at = now
    while (one := next_due(schedule, sessions, step_at, zone, starts_at)) and one.due_at <= end:
        stepped.append(one.due_at)
        step_at = one.due_at
    found = due_between(schedule, sessions, now, end, zone, starts_at)
    assert stepped == sorted({one.due_at for one in found if not one.is_answered})


@settings(deadline=None)
@given(situations(), st.integers(0, 40), st.integers(0, 40))
def test_a_range_holds_what_its_two_parts_hold_in_order_and_each_once(
    situation: tuple[Schedule, list[dt.date], dt.datetime, ZoneInfo, dt.time], left: int, right: int
) -> None:
    schedule, sessions, now, zone, starts_at = situation
    middle = day_of(now, zone, starts_at)
    start, end = middle - left * DAY, middle + right * DAY

    def between(first: dt.date, last: dt.date) -> list[Occurrence]:
        return occurrences(schedule, sessions, first, last, zone, starts_at)

    whole = between(start, end)
    assert whole == between(start, middle) + between(middle + DAY, end)
    assert len({(one.day, one.at) for one in whole}) == len(whole)
    assert [one.due_at for one in whole] == sorted(one.due_at for one in whole)
    for one in whole:
        assert start <= one.due_since <= one.day <= end or one.due_since < start
        assert schedule.first <= one.due_since
        assert schedule.until is None or one.day <= schedule.until
        assert one.is_excused == any(pause.holds(one.day) for pause in schedule.pauses)


@settings(deadline=None)
@given(situations())
def test_the_forward_list_keeps_the_gap_and_leaves_pauses_out(
    situation: tuple[Schedule, list[dt.date], dt.datetime, ZoneInfo, dt.time],
) -> None:
    schedule, sessions, now, zone, starts_at = situation
    listed = next_five(schedule, sessions, now, zone, starts_at)
    assert not any(pause.holds(one.day) for pause in schedule.pauses for one in listed)
    planned_days = sorted({one.day for one in listed} | set(sessions[-1:]))
    for before, after in pairwise(planned_days):
        assert after not in [one.day for one in listed] or (after - before).days >= schedule.gap


@settings(max_examples=15, deadline=None)
@given(zones, some_days, st.sampled_from(QUARTER_HOURS), day_starts)
def test_a_daily_plan_happens_once_on_each_day_that_exists_for_ten_years(
    zone: ZoneInfo, first: dt.date, clock_time: dt.time, starts_at: dt.time
) -> None:
    schedule = Schedule(rhythm=EVERY_DAY, first=first, times=(clock_time,))
    ten_years = [first + n * DAY for n in range(3653)]
    left_out = dt.date.min
    if zone.key in ("Pacific/Apia", "Pacific/Fakaofo"):
        left_out = dt.date(2011, 12, 29 if clock_time < starts_at else 30)
    found = occurrences(schedule, [], first, ten_years[-1], zone, starts_at)
    assert [one.day for one in found] == [day for day in ten_years if day != left_out]
    gaps = {b.due_at - a.due_at for a, b in pairwise(found)}
    assert min(gaps) >= dt.timedelta(hours=21)
    assert max(gaps) <= dt.timedelta(hours=27)


@st.composite
def quotas(draw: st.DrawFn) -> tuple[Schedule, int]:
    """Draw a quota that starts with a week and has no pauses, and its times a week."""
    clock = draw(clock_times)
    gap = draw(st.integers(0, 7)) if len(clock) < 2 else 0
    times = draw(st.integers(1, 7 // gap if gap else 7 * max(1, len(clock))))
    week_starts_on = draw(st.integers(0, 6))
    schedule = Schedule(
        rhythm=Quota(times),
        first=dt.date(2026, 11, 2) + week_starts_on * DAY,
        times=clock,
        gap=gap,
        week_starts_on=week_starts_on,
    )
    return schedule, times


def live(
    schedule: Schedule, sessions: list[dt.date], obeys: list[bool], days_long: int
) -> list[tuple[bool, bool]]:
    """Pass every slot in turn and return which were due, and which of those were done.

    Those due are done while `obeys` says so, and all once it has come to its end.
    """
    slots, obedience = [], iter(obeys)
    for day in (schedule.first + n * DAY for n in range(days_long)):
        for clock_time in sorted(schedule.times) or [schedule.default_at]:
            found = occurrences(schedule, sessions, day, day, UTC)
            is_due = any(one.at == clock_time and not one.is_answered for one in found)
            is_done = is_due and next(obedience, True)
            slots.append((is_due, is_done))
            if is_done:
                insort(sessions, day)
    return slots


@settings(deadline=None)
@given(quotas(), st.integers(1, 30))
def test_who_does_each_one_that_is_due_meets_the_quota_exactly(
    quota: tuple[Schedule, int], days_since_last: int
) -> None:
    schedule, times = quota
    sessions = [schedule.first - days_since_last * DAY]
    live(schedule, sessions, [], 21)
    for week in (schedule.first + 7 * n * DAY for n in range(3)):
        done = [day for day in sessions if week <= day < week + 7 * DAY]
        assert len(done) == times
        assert all((b - a).days >= schedule.gap for a, b in pairwise(done))


@settings(deadline=None)
@given(quotas())
def test_who_does_none_is_reminded_often_enough_to_meet_the_quota(
    quota: tuple[Schedule, int],
) -> None:
    schedule, times = quota
    was_due = [is_due for is_due, _ in live(schedule, [], [False] * 100, 7)]
    assert sum(was_due) >= times
    assert sorted(was_due) == was_due


@settings(deadline=None)
@given(quotas(), st.lists(st.booleans(), max_size=21))
def test_silence_never_puts_a_quota_out_of_reach(
    quota: tuple[Schedule, int], obeys: list[bool]
) -> None:
    schedule, times = quota
    assume(not schedule.gap)
    slots, done = live(schedule, [], obeys, 7), 0
    for left, (is_due, is_done) in zip(reversed(range(len(slots))), slots, strict=True):
        done += is_done
        assert is_due or times - done <= left


@settings(deadline=None)
@given(quotas(), st.lists(st.integers(0, 6), max_size=9))
def test_a_quota_that_is_met_asks_for_nothing_more(
    quota: tuple[Schedule, int], offsets: list[int]
) -> None:
    schedule, times = quota
    sessions = sorted(schedule.first + n * DAY for n in offsets)
    for one in occurrences(schedule, sessions, schedule.first, schedule.first + 6 * DAY, UTC):
        done = sum(day <= one.day for day in sessions)
        assert one.is_answered or done < times
