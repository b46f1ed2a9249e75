"""When a schedule is due: the occurrences that follow from it."""

import datetime as dt
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from typing import assert_never

from tracker.care.rhythm import Interval, Quota, Weekdays
from tracker.care.schedule import Occurrence, Schedule
from tracker.care.walltime import date_within, day_bounds, day_of, instant_of

MIDNIGHT = dt.time(0)

_DAY = dt.timedelta(days=1)
# Later days have no instant in every zone, as datetime ends with the year 9999.
_LAST_DAY = dt.date(9999, 12, 1)


def occurrences(
    schedule: Schedule,
    sessions: Sequence[dt.date],
    start_day: dt.date,
    end_day: dt.date,
    zone: dt.tzinfo,
    day_starts_at: dt.time = MIDNIGHT,
) -> list[Occurrence]:
    """Return the occurrences on the local days from `start_day` to `end_day`, in order.

    `sessions` are the local days of the sessions that answer this plan, sorted, one entry for each
    session. Days are the person's own: where they start at 04:00, the clock time 00:30 is that of
    the night that ends the day.

    - Weekdays: on each of its days, at each clock time. With a gap, a day closer than that to the
      last session before it is dropped.
    - Interval: on the day so many days after the last session before it (as many as the gap, if
      that is more), not before the plan's first day. Left undone, it stays due: it comes again on each
      following day, and after another interval counts as planned once more. What would have come
      due in a pause comes due on the day after it. The day of a skipped one, handed in like that of
      a session, moves it as well.
    - Quota: spread evenly. Of the `slots` = 7 × clock times of a week, the planned ones are those
      at which floor(times × slot / slots + 1/2) grows, slots counted from 1: for 1 a week day 4,
      for 2 days 2 and 6, for 3 days 2, 4 and 6. A slot is due while fewer sessions were done in
      the week than slots were planned up to and with it. So it is due only when the person would
      be half a session or more behind an even pace, and never once the quota is met; who does each
      when it is due meets it exactly, and a slot that is not due can be left out without putting
      it out of reach. Planned slots before the first day, after the last or in a pause are not
      asked for; sessions before the first day do not count. A slot closer to the last session
      before its day than the gap is not due; the next one permitted is.

    Each occurrence happens once, at the instant that `instant_of` gives across changes of the
    clock. A date that a zone skips whole (Apia, 30 December 2011) holds none.
    """
    return list(_walk(schedule, sessions, start_day, end_day, zone, day_starts_at))


def next_due(
    schedule: Schedule,
    sessions: Sequence[dt.date],
    now: dt.datetime,
    zone: dt.tzinfo,
    day_starts_at: dt.time = MIDNIGHT,
) -> Occurrence | None:
    """Return the first occurrence after `now` that is neither excused nor answered, if any.

    It takes sessions as they are known: one that is not done yet can move it. For a rhythm that
    `check_rhythm` accepts, the work is bounded by its interval, however far away the end is.
    """
    # Occurrences are ordered by day, so that nothing of an earlier day is still to come.
    today = day_of(now, zone, day_starts_at)
    for start, end in _open_spans(schedule, today, _LAST_DAY):
        for one in _walk(schedule, sessions, start, end, zone, day_starts_at):
            if one.due_at > now and not one.is_answered:
                return one
    return None


def next_five(
    schedule: Schedule,
    sessions: Sequence[dt.date],
    now: dt.datetime,
    zone: dt.tzinfo,
    day_starts_at: dt.time = MIDNIGHT,
    count: int = 5,
) -> list[Occurrence]:
    """Return the next `count` occurrences after `now`, if each is done on its day."""
    done, listed = list(sessions), list[Occurrence]()
    while len(listed) < count and (one := next_due(schedule, done, now, zone, day_starts_at)):
        listed.append(one)
        insort(done, one.day)
        now = one.due_at
    return listed


def due_between(
    schedule: Schedule,
    sessions: Sequence[dt.date],
    after: dt.datetime,
    upto: dt.datetime,
    zone: dt.tzinfo,
    day_starts_at: dt.time = MIDNIGHT,
) -> list[Occurrence]:
    """Return what came due after `after` and not after `upto`, answered or not, without excused."""
    first, last = (day_of(instant, zone, day_starts_at) for instant in (after, upto))
    return [
        one
        for start, end in _open_spans(schedule, first, last)
        for one in _walk(schedule, sessions, start, end, zone, day_starts_at)
        if after < one.due_at <= upto
    ]


def count_planned(
    schedule: Schedule,
    sessions: Sequence[dt.date],
    start_day: dt.date,
    end_day: dt.date,
    zone: dt.tzinfo,
    day_starts_at: dt.time = MIDNIGHT,
) -> tuple[int, int]:
    """Return how many sessions are planned on these local days, and how many of them excused.

    A session counts on the day it was planned for, however often it came due again after that.
    """
    if isinstance(schedule.rhythm, Quota):
        last = min(end_day, schedule.until or end_day)
        days = [(day, planned_slots(schedule, day)) for day in _days(start_day, last)]
        excused = sum(len(slots) for day, slots in days if _is_paused(schedule, day))
        return sum(len(slots) for _, slots in days), excused
    planned = [
        one
        for one in _walk(schedule, sessions, start_day, end_day, zone, day_starts_at)
        if one.day == one.due_since
    ]
    return len(planned), sum(one.is_excused for one in planned)


def _walk(
    schedule: Schedule,
    sessions: Sequence[dt.date],
    start_day: dt.date,
    end_day: dt.date,
    zone: dt.tzinfo,
    day_starts_at: dt.time,
) -> Iterator[Occurrence]:
    """Yield the occurrences one after another, so that whoever needs one computes no more."""
    clock_times = sorted(
        set(schedule.times) or {schedule.default_at}, key=lambda at: (at < day_starts_at, at)
    )
    last = min(end_day, schedule.until or end_day, _LAST_DAY)
    for day in _days(max(start_day, schedule.first), last):
        is_paused = _is_paused(schedule, day)
        due_since, slots = _due_on(schedule, sessions, day, is_paused)
        answers = _count(sessions, day, day)
        for before, at in enumerate(clock_times[slot] for slot in slots):
            date = date_within(day, at, day_starts_at)
            due_at, fold = instant_of(date, at, zone)
            if fold == "gap" and _is_left_out(date, zone):
                continue
            yield Occurrence(day, at, due_at, due_since, is_paused, before < answers)


def _due_on(
    schedule: Schedule, sessions: Sequence[dt.date], day: dt.date, is_paused: bool
) -> tuple[dt.date, Sequence[int]]:
    """Return since when the plan is due on `day`, and at which of the day's clock times."""
    every_slot = range(_slots_a_day(schedule))
    last = _last_before(sessions, day)
    is_too_soon = last is not None and (day - last).days < schedule.gap
    match schedule.rhythm:
        case Weekdays(days, every_weeks):
            weeks = (_week_start(schedule, day) - _week_start(schedule, schedule.first)).days // 7
            is_due = day.weekday() in days and weeks % every_weeks == 0 and not is_too_soon
            return day, every_slot if is_due else ()
        case Interval(wait):
            since = _due_since(schedule, max(wait, schedule.gap) * _DAY, last, day)
            is_due = since is not None and (since == day or not is_paused)
            return since or day, every_slot if is_due else ()
        case Quota():
            if is_paused:
                return day, planned_slots(schedule, day)
            return day, () if is_too_soon else _quota_slots(schedule, sessions, day)
    assert_never(schedule.rhythm)


def _due_since(
    schedule: Schedule, every: dt.timedelta, last: dt.date | None, day: dt.date
) -> dt.date | None:
    """Return the latest day, up to `day`, for which an interval planned a session."""
    due = schedule.first if last is None else max(schedule.first, last + every)
    for pause in sorted(schedule.pauses, key=lambda pause: pause.first):
        if pause.until is None or not due <= pause.until < day:
            continue
        if due + (pause.until - due) // every * every >= pause.first:
            due = pause.until + _DAY
    return due + (day - due) // every * every if due <= day else None


def _quota_slots(schedule: Schedule, sessions: Sequence[dt.date], day: dt.date) -> list[int]:
    """Return at which of the day's clock times the quota is behind its pace."""
    week = max(_week_start(schedule, day), schedule.first)
    earlier = [one for one in _days(week, day - _DAY) if not _is_paused(schedule, one)]
    behind = sum(len(planned_slots(schedule, one)) for one in earlier)
    behind -= _count(sessions, week, day - _DAY)
    planned, answers, due = planned_slots(schedule, day), _count(sessions, day, day), list[int]()
    for slot in range(_slots_a_day(schedule)):
        behind += slot in planned
        # What the day's own sessions answer was due all the same.
        if behind > min(len(due), answers):
            due.append(slot)
    return due


def planned_slots(schedule: Schedule, day: dt.date) -> list[int]:
    """Return at which of the day's clock times a quota's even pace asks for one session more."""
    if day < schedule.first or not isinstance(schedule.rhythm, Quota):
        return []
    times, slots_a_day = schedule.rhythm.times, _slots_a_day(schedule)
    slots = 7 * slots_a_day

    def pace(slot: int) -> int:
        return (2 * times * slot + slots) // (2 * slots)

    before = (day - _week_start(schedule, day)).days * slots_a_day
    return [i for i in range(slots_a_day) if pace(before + i + 1) > pace(before + i)]


def _open_spans(
    schedule: Schedule, start_day: dt.date, end_day: dt.date
) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield first and last day of each stretch between the pauses."""
    day = max(start_day, schedule.first)
    for pause in sorted(schedule.pauses, key=lambda pause: pause.first):
        if day < pause.first <= end_day:
            yield day, pause.first - _DAY
        if pause.until is None:
            end_day = min(end_day, pause.first - _DAY)
        elif pause.first <= end_day:
            day = max(day, min(pause.until, _LAST_DAY) + _DAY)
    if day <= end_day:
        yield day, end_day


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + days * _DAY for days in range((last - first).days + 1))


def _week_start(schedule: Schedule, day: dt.date) -> dt.date:
    return day - (day.weekday() - schedule.week_starts_on) % 7 * _DAY


def _slots_a_day(schedule: Schedule) -> int:
    return len(set(schedule.times)) or 1


def _is_left_out(date: dt.date, zone: dt.tzinfo) -> bool:
    start_at, end_at = day_bounds(date, zone, MIDNIGHT)
    return start_at == end_at


def _is_paused(schedule: Schedule, day: dt.date) -> bool:
    return any(pause.holds(day) for pause in schedule.pauses)


def _last_before(sessions: Sequence[dt.date], day: dt.date) -> dt.date | None:
    before = bisect_left(sessions, day)
    return sessions[before - 1] if before else None


def _count(sessions: Sequence[dt.date], first: dt.date, last: dt.date) -> int:
    return bisect_right(sessions, last) - bisect_left(sessions, first)
