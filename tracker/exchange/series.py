"""A plan as the series of a calendar: what of its rhythm can be said once for all days to come."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import assert_never
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from tracker.care.agenda import schedule_of
from tracker.care.occurrences import next_due, occurrences, planned_slots
from tracker.care.outgoing import PlanOut
from tracker.care.plan import Calendar
from tracker.care.rhythm import Interval, Quota, Weekdays, write_rhythm
from tracker.care.schedule import Pause, Schedule
from tracker.care.walltime import date_within

_DAY = dt.timedelta(days=1)
_LAST_DAY = dt.date(9999, 1, 1)
# What rests for longer, rests until further notice: its days are not named one by one.
_LONGEST_PAUSE = 3660 * _DAY


class Series(Struct, frozen=True, kw_only=True):
    """One clock time of a plan, as its form in force has it.

    It goes from the `first` day to the `last`, None without an end. Where that is before the first
    day, nothing is to come as long as nothing changes. `words` are those of the plan's rhythm.
    """

    of: PlanOut
    slot: int
    at: dt.time
    rhythm: Weekdays | Interval
    first: dt.date
    last: dt.date | None
    left_out: list[dt.date]
    stands_since: dt.datetime
    zone: ZoneInfo
    calendar: Calendar
    words: str

    @property
    def is_over(self) -> bool:
        return self.last is not None and self.last < self.first

    def clock(self, day: dt.date) -> dt.datetime:
        """Return what the clocks show at the time of a day of the person's."""
        date = date_within(day, self.at, self.calendar.day_starts_at)
        return dt.datetime.combine(date, self.at, self.zone)


def series_of(told: PlanOut, calendar: Calendar) -> Iterator[Series]:
    """Yield a series for each clock time of a plan at which it is due."""
    plan, zone = told.plan, told.plan.zone_of(calendar)
    schedule = schedule_of(plan, plan.form, calendar)
    starts_at, done = calendar.day_starts_at, sorted([*told.done, *plan.skipped])
    for slot, (at, rhythm) in enumerate(_clock_times(schedule, starts_at), 1):
        if isinstance(rhythm, Weekdays) and not rhythm.days:
            continue
        alone = replace(schedule, rhythm=rhythm, times=(at,), pauses=(), gap=0)
        since = told.changed_at
        if isinstance(rhythm, Weekdays):
            begin = next_due(alone, (), plan.form.from_at, zone, starts_at)
            first = begin.day if begin else dt.date.max
        else:
            first = _next_of_interval(schedule, rhythm, done)
            if done:
                # A session moves it, so that it is another one from that day on.
                since = max(since, dt.datetime.combine(done[-1], dt.time(), dt.UTC))
        if first > (schedule.until or _LAST_DAY):
            continue
        last = _last_day(schedule)
        yield Series(
            of=told,
            slot=slot,
            at=at,
            rhythm=rhythm,
            first=first,
            last=last,
            left_out=_left_out(alone, schedule.pauses, first, last),
            stands_since=since,
            zone=zone,
            calendar=calendar,
            words=_words(schedule),
        )


def _clock_times(
    schedule: Schedule, starts_at: dt.time
) -> Iterator[tuple[dt.time, Weekdays | Interval]]:
    """Yield each clock time, in the order of the person's day, with the rhythm that it has by itself.

    What may be done on any days is asked for on those at which an even pace would have it.
    """
    rhythm = schedule.rhythm
    clock_times = set(schedule.times) or {schedule.default_at}
    for slot, at in enumerate(sorted(clock_times, key=lambda at: (at < starts_at, at))):
        if isinstance(rhythm, Interval):
            yield at, Interval(max(rhythm.days, schedule.gap))
        elif isinstance(rhythm, Quota):
            week = [schedule.first + number * _DAY for number in range(7)]
            asked = [day for day in week if slot in planned_slots(schedule, day)]
            yield at, Weekdays(frozenset(day.weekday() for day in asked))
        else:
            yield at, rhythm


def _next_of_interval(schedule: Schedule, rhythm: Interval, done: list[dt.date]) -> dt.date:
    """Return the day for which the next one is planned, which stays as long as none is done."""
    wait = rhythm.days * _DAY
    day = max(schedule.first, done[-1] + wait) if done else schedule.first
    for pause in sorted(schedule.pauses, key=lambda pause: pause.first):
        if pause.until is not None and pause.holds(day) and not _is_lasting(pause):
            day = pause.until + _DAY
    return day


def _last_day(schedule: Schedule) -> dt.date | None:
    """Return the last day before the plan ends, or rests until further notice."""
    ends = [pause.first - _DAY for pause in schedule.pauses if _is_lasting(pause)]
    return min([*ends, *([schedule.until] if schedule.until else [])], default=None)


def _is_lasting(pause: Pause) -> bool:
    """Tell whether a pause has no end, or none for which its days could all be named."""
    return pause.until is None or pause.until - pause.first > _LONGEST_PAUSE


def _left_out(
    schedule: Schedule, pauses: Iterable[Pause], first: dt.date, last: dt.date | None
) -> list[dt.date]:
    """Return the days that pauses take out of a series."""
    days = set[dt.date]()
    for pause in pauses:
        if pause.until is None or _is_lasting(pause):
            continue
        start, end = max(first, pause.first), min(pause.until, last or pause.until)
        if isinstance(schedule.rhythm, Interval):
            wait = schedule.rhythm.days
            start += (first - start).days % wait * _DAY
            days.update(start + number * _DAY for number in range(0, (end - start).days + 1, wait))
        else:
            days.update(one.day for one in occurrences(schedule, (), start, end, dt.UTC))
    return sorted(days)


def _words(schedule: Schedule) -> str:
    """Say the rhythm, and what a calendar cannot know of it."""
    said = f"Planned {write_rhythm(schedule.rhythm, schedule.week_starts_on)}."
    match schedule.rhythm:
        case Interval():
            said += " Each one that is done moves the next: export it again then."
        case Quota():
            said += " These days spread them evenly, and any others of the week do as well."
        case Weekdays():
            pass
        case _:
            assert_never(schedule.rhythm)
    if schedule.gap:
        said += f" Two are at least {schedule.gap} {'day' if schedule.gap == 1 else 'days'} apart."
    return said
