"""What a plan means for a day or a week: what is due, what comes next, and how it was kept."""

import datetime as dt
from bisect import insort
from collections import Counter
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from tracker.care.adherence import frequency_of, score_series
from tracker.care.occurrences import due_between, next_due, next_five, occurrences
from tracker.care.plan import Calendar, Form, Plan
from tracker.care.rhythm import Rhythm, Weekdays
from tracker.care.schedule import Occurrence, Pause, Schedule
from tracker.care.walltime import date_within, day_of, instant_of

_DAY = dt.timedelta(days=1)
# No rhythm looks further back than its longest interval, and the week before that.
LOOK_BACK = dt.timedelta(days=366 + 14)


def first_day(
    rhythm: Rhythm, times: Sequence[dt.time], now: dt.datetime, calendar: Calendar, zone: ZoneInfo
) -> dt.date:
    """Return the day from which a plan made `now` counts.

    It is today if one of the clock times is still to come, else tomorrow. What comes every so many
    weeks begins with the first of its weekdays, so that the weeks are counted from there.
    """
    starts_at = calendar.day_starts_at
    today = day_of(now, zone, starts_at)
    is_to_come = any(
        instant_of(date_within(today, at, starts_at), at, zone)[0] > now
        for at in times or (calendar.remind_at,)
    )
    day = today if is_to_come else today + _DAY
    if isinstance(rhythm, Weekdays) and rhythm.every_weeks > 1:
        while day.weekday() not in rhythm.days:
            day += _DAY
    return day


def upcoming(
    plan: Plan,
    sessions: Sequence[dt.date],
    now: dt.datetime,
    calendar: Calendar,
    count: int = 5,
) -> list[Occurrence]:
    """Return the next occurrences after `now`, if each is done on its day.

    `sessions` are, here and below, the days of the sessions that answer the plan, sorted.
    """
    schedule, done = schedule_of(plan, plan.form, calendar), _answers(plan, sessions)
    zone = plan.zone_of(calendar)
    return next_five(schedule, done, now, zone, calendar.day_starts_at, count)


def upcoming_until(
    plan: Plan,
    sessions: Sequence[dt.date],
    now: dt.datetime,
    calendar: Calendar,
    last: dt.date,
) -> Iterator[Occurrence]:
    """Yield the occurrences after `now` up to the day `last`, if each is done on its day."""
    schedule, done = schedule_of(plan, plan.form, calendar), _answers(plan, sessions)
    zone, starts_at = plan.zone_of(calendar), calendar.day_starts_at
    while (one := next_due(schedule, done, now, zone, starts_at)) and one.day <= last:
        yield one
        insort(done, one.day)
        now = one.due_at


def next_occurrence(
    plan: Plan, sessions: Sequence[dt.date], now: dt.datetime, calendar: Calendar
) -> Occurrence | None:
    """Return the next occurrence after `now` that is neither excused nor answered."""
    if plan.removed_at is not None:
        return None
    schedule, done = schedule_of(plan, plan.form, calendar), _answers(plan, sessions)
    return next_due(schedule, done, now, plan.zone_of(calendar), calendar.day_starts_at)


def came_due(
    plan: Plan,
    sessions: Sequence[dt.date],
    after: dt.datetime,
    upto: dt.datetime,
    calendar: Calendar,
) -> list[Occurrence]:
    """Return what came due after `after` and not after `upto`, answered or not."""
    zone, starts_at = plan.zone_of(calendar), calendar.day_starts_at
    done = _answers(plan, sessions)
    return [
        one
        for form, from_at, until_at in spans(plan, upto)
        for one in due_between(
            schedule_of(plan, form, calendar),
            done,
            max(after, from_at),
            min(upto, until_at),
            zone,
            starts_at,
        )
        if max(after, from_at) < min(upto, until_at)
    ]


def on_days(
    plan: Plan,
    sessions: Sequence[dt.date],
    first: dt.date,
    last: dt.date,
    calendar: Calendar,
) -> list[Occurrence]:
    """Return every occurrence of some days, excused ones too, each by the form then in force."""
    zone, starts_at = plan.zone_of(calendar), calendar.day_starts_at
    done = _answers(plan, sessions)
    return [
        one
        for form, from_at, until_at in spans(plan, None)
        for one in occurrences(
            schedule_of(plan, form, calendar), done, first, last, zone, starts_at
        )
        if from_at < one.due_at <= until_at
    ]


def score(
    plan: Plan, sessions: Sequence[dt.date], excused: Sequence[dt.date], today: dt.date
) -> float:
    """Return how regularly the plan was kept up to today, from 0 to 1, by its present rhythm.

    `excused` are the days that were skipped or held; those of a pause or a flare-up are known.
    """
    first, left_out, done = plan.forms[0].first_on, set(excused), Counter(sessions)
    days = [first + number * _DAY for number in range((today - first).days + 1)]
    # Today is not over: it adds what is done, and takes nothing away before.
    counts = [
        None
        if not done[day] and (day in left_out or day == today or plan.is_excused_on(day))
        else done[day]
        for day in days
    ]
    frequency = frequency_of(plan.form.rhythm, len(plan.form.times) or 1)
    return score_series(counts, frequency)[-1] if counts else 0.0


def _answers(plan: Plan, sessions: Sequence[dt.date]) -> list[dt.date]:
    """Return the days that a rhythm counts as done: of sessions, and of what was skipped."""
    return sorted([*sessions, *plan.skipped])


def spans(plan: Plan, upto: dt.datetime | None) -> Iterator[tuple[Form, dt.datetime, dt.datetime]]:
    """Yield each form with the instants after and up to which it was in force, at most `upto`."""
    forever = dt.datetime.max.replace(tzinfo=dt.UTC)
    end = min(plan.removed_at or forever, upto or forever)
    begins = [form.from_at for form in plan.forms]
    for form, until_at in zip(plan.forms, [*begins[1:], end], strict=True):
        yield form, form.from_at, min(until_at, end)


def days_of(
    from_at: dt.datetime, until_at: dt.datetime, plan: Plan, calendar: Calendar
) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a form that was in force between two instants.

    One that was replaced during a day leaves that day to the next one.
    """
    zone, starts_at = plan.zone_of(calendar), calendar.day_starts_at
    first = day_of(from_at, zone, starts_at)
    is_open = until_at.year == dt.MAXYEAR
    return first, dt.date.max if is_open else day_of(until_at, zone, starts_at) - _DAY


def schedule_of(plan: Plan, form: Form, calendar: Calendar) -> Schedule:
    """Return what of a form decides when it is due."""
    return Schedule(
        rhythm=form.rhythm,
        first=form.first_on,
        times=form.times,
        until=form.until_on,
        pauses=tuple(Pause(rest.first_on, rest.until_on) for rest in plan.pauses),
        gap=form.gap_days,
        default_at=calendar.remind_at,
        week_starts_on=calendar.week_starts_on,
    )
