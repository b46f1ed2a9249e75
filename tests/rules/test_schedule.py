"""When a plan is due: each rhythm day by day, changes of the clock, pauses, gaps, catching up."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tracker.care.occurrences import count_planned, due_between, next_due, next_five, occurrences
from tracker.care.rhythm import Interval, Quota, Rhythm, Weekdays
from tracker.care.schedule import Occurrence, Pause, Schedule
from tracker.care.walltime import day_of

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
EVERY_DAY = Weekdays(frozenset(range(7)))
DAY = dt.timedelta(days=1)
MIDNIGHT, MORNING, EVENING = dt.time(0), dt.time(8), dt.time(18)
BERLIN, UTC = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
QUARTER_HOURS = tuple(dt.time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45))


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
