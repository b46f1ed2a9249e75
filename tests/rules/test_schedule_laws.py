"""What holds of every schedule in every zone, whoever obeys it."""

import datetime as dt
from bisect import insort
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tracker.care.occurrences import due_between, next_due, next_five, occurrences
from tracker.care.rhythm import Interval, Quota, Weekdays
from tracker.care.schedule import Occurrence, Pause, Schedule
from tracker.care.walltime import day_of

EVERY_DAY = Weekdays(frozenset(range(7)))
DAY = dt.timedelta(days=1)
MIDNIGHT, UTC = dt.time(0), ZoneInfo("UTC")
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
