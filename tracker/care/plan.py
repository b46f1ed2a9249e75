"""A plan: what is to be done, in which rhythm, and what that means for a day or a week."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any
from zoneinfo import ZoneInfo

from tracker.care.adherence import Kept, kept
from tracker.care.rhythm import Quota, Rhythm
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
from tracker.care.session import BodyArea, ExerciseDone
from tracker.care.walltime import day_of

_DAY = dt.timedelta(days=1)
# No rhythm looks further back than its longest interval, and the week before that.
LOOK_BACK = dt.timedelta(days=366 + 14)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a person counts days: their zone, when a day and a week begin, when they are reminded."""

    zone: ZoneInfo
    day_starts_at: dt.time = dt.time(0)
    week_starts_on: int = 0
    remind_at: dt.time = dt.time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a session of the plan is written down with; the names are those of an entry."""

    duration: dt.timedelta
    areas: tuple[BodyArea, ...] = ()
    style: str | None = None
    provider: str | None = None
    performer: str | None = None
    purpose: str | None = None
    temperature_c: float | None = None
    exercises: tuple[ExerciseDone, ...] = ()

    def told(self) -> dict[str, Any]:
        """Return the details by the names of an entry's fields."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Form:
    """The rhythm of a plan from an instant on, until the next form takes its place."""

    from_at: dt.datetime
    rhythm: Rhythm
    times: tuple[dt.time, ...]
    first_on: dt.date
    until_on: dt.date | None = None
    gap_days: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """Days on which a plan is paused; an open end is until further notice."""

    first_on: dt.date
    until_on: dt.date | None
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan with every form it has had, the latest last, and its pauses.

    A plan follows the person from zone to zone, unless it is pinned to one.
    """

    number: int
    name: str
    kind: str
    details: Details
    forms: tuple[Form, ...]
    pauses: tuple[Rest, ...] = ()
    zone: str | None = None
    directed_by: str | None = None
    created_at: dt.datetime
    removed_at: dt.datetime | None = None

    @property
    def form(self) -> Form:
        """The form in force."""
        return self.forms[-1]

    def is_paused_on(self, day: dt.date) -> bool:
        return self.pause_on(day) is not None

    def pause_on(self, day: dt.date) -> Rest | None:
        """Return the pause that a day lies in."""
        return next(
            (
                rest
                for rest in self.pauses
                if rest.first_on <= day and (rest.until_on is None or day <= rest.until_on)
            ),
            None,
        )

    def zone_of(self, calendar: Calendar) -> ZoneInfo:
        return ZoneInfo(self.zone) if self.zone else calendar.zone


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
    schedule = _schedule(plan, plan.form, calendar)
    zone = plan.zone_of(calendar)
    return next_five(schedule, sessions, now, zone, calendar.day_starts_at, count)


def next_occurrence(
    plan: Plan, sessions: Sequence[dt.date], now: dt.datetime, calendar: Calendar
) -> Occurrence | None:
    """Return the next occurrence after `now` that is neither excused nor answered."""
    if plan.removed_at is not None:
        return None
    schedule = _schedule(plan, plan.form, calendar)
    return next_due(schedule, sessions, now, plan.zone_of(calendar), calendar.day_starts_at)


def came_due(
    plan: Plan,
    sessions: Sequence[dt.date],
    after: dt.datetime,
    upto: dt.datetime,
    calendar: Calendar,
) -> list[Occurrence]:
    """Return what came due after `after` and not after `upto`, answered or not."""
    zone, starts_at = plan.zone_of(calendar), calendar.day_starts_at
    return [
        one
        for form, from_at, until_at in _spans(plan, upto)
        for one in due_between(
            _schedule(plan, form, calendar),
            sessions,
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
    return [
        one
        for form, from_at, until_at in _spans(plan, None)
        for one in occurrences(
            _schedule(plan, form, calendar), sessions, first, last, zone, starts_at
        )
        if from_at < one.due_at <= until_at
    ]


def kept_in(
    plan: Plan,
    sessions: Sequence[dt.date],
    first: dt.date,
    last: dt.date,
    calendar: Calendar,
    excused: int = 0,
) -> Kept:
    """Weigh the sessions of some days against the plan; `excused` were skipped or held."""
    done = sum(first <= day <= last for day in sessions)
    planned = rested = 0
    for form, from_at, until_at in _spans(plan, None):
        schedule = _schedule(plan, form, calendar)
        if isinstance(form.rhythm, Quota):
            begun = day_of(from_at, plan.zone_of(calendar), calendar.day_starts_at)
            over = _last_day(until_at, plan, calendar)
            span = max(first, begun), min(last, over)
            counted, paused = count_planned(schedule, sessions, *span, plan.zone_of(calendar))
        else:
            listed = [
                one
                for one in occurrences(
                    schedule,
                    sessions,
                    first,
                    last,
                    plan.zone_of(calendar),
                    calendar.day_starts_at,
                )
                if one.day == one.due_since and from_at < one.due_at <= until_at
            ]
            counted, paused = len(listed), sum(one.is_excused for one in listed)
        planned += counted
        rested += paused
    return kept(done, planned, min(planned, rested + excused))


def _spans(plan: Plan, upto: dt.datetime | None) -> Iterator[tuple[Form, dt.datetime, dt.datetime]]:
    """Yield each form with the instants after and up to which it was in force."""
    forever = dt.datetime.max.replace(tzinfo=dt.UTC)
    end = min(plan.removed_at or forever, upto or forever)
    begins = [form.from_at for form in plan.forms]
    for form, until_at in zip(plan.forms, [*begins[1:], end], strict=True):
        yield form, form.from_at, min(until_at, end)


def _last_day(until_at: dt.datetime, plan: Plan, calendar: Calendar) -> dt.date:
    if until_at.year == dt.MAXYEAR:
        return dt.date.max
    # A form that was replaced during a day leaves that day to the next one.
    return day_of(until_at, plan.zone_of(calendar), calendar.day_starts_at) - _DAY


def _schedule(plan: Plan, form: Form, calendar: Calendar) -> Schedule:
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
