"""Trials of one's own, as programs read them."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from tracker.show.shapes import Answer, Shape, says, shaped
from tracker.show.shapes.parts import Change, Count, Day, Instant, Kind, Number, Share, rounded

if TYPE_CHECKING:
    from tracker.care import trial as care
    from tracker.journal import trials
    from tracker.present import Present

Level = Annotated[float, Meta(ge=0, le=10)]
WeekNumber = Annotated[int, Meta(ge=1, le=52)]
BlockNumber = Annotated[int, Meta(ge=1, le=26)]
State = Literal["coming", "running", "over", "stopped"]


class TrialWeek(Shape, frozen=True):
    """A week of a trial, as it was drawn before the start."""

    number: Annotated[WeekNumber, says("Which week it is; two after each other are a block.")]
    first_day: Annotated[Day, says("Its first day.")]
    last_day: Annotated[Day, says("Its last day.")]
    is_with: Annotated[bool, says("Whether it is one with the sessions.")]


class TrialHalf(Shape, frozen=True):
    """What is compared of a week: its days 4 to 7."""

    level: Annotated[Level | None, says("The mean of the daily levels; null without a reading.")]
    days: Annotated[Count, says("On how many days there was a reading.")]
    readings: Annotated[Count, says("How many readings there were.")]


class TrialBlock(Shape, frozen=True):
    """A block of two weeks, one with the sessions and one without."""

    number: Annotated[BlockNumber, says("Which block it is.")]
    with_it: Annotated[TrialHalf, says("The week with.")]
    without_it: Annotated[TrialHalf, says("The week without.")]
    difference: Annotated[
        Change | None, says("With minus without, below 0 is less pain; null where it is left out.")
    ]


class TrialFound(Shape, frozen=True):
    """What a trial found."""

    blocks: Annotated[tuple[TrialBlock, ...], says("The blocks that came to their end.")]
    used: Annotated[Count, says("How many of them have readings in both weeks.")]
    difference: Annotated[Change | None, says("The mean of their differences.")]
    low: Annotated[float | None, says("The lower end of its 95 % interval, by Student's t.")]
    high: Annotated[float | None, says("The upper end.")]
    p: Annotated[
        Share | None,
        says("The exact sign-flip test, two-sided; null below six blocks, or if it was stopped."),
    ]
    is_clear: Annotated[bool, says("Whether p is below 0.05.")]


class TrialStrayed(Shape, frozen=True):
    """What a trial was not kept to; nothing is left out of what it found for that."""

    done: Annotated[Count, says("Sessions in weeks without.")]
    left_out: Annotated[Count, says("What was missed or skipped in weeks with.")]
    held: Annotated[Count, says("What a care rule held in weeks with.")]
    paused: Annotated[Count, says("What was paused in weeks with.")]
    changed: Annotated[Count, says("How often the rhythm or the clock times were changed.")]
    flares: Annotated[Count, says("Flare-ups.")]
    flare_days: Annotated[Count, says("Days in a flare-up.")]


class TrialKnown(Shape, frozen=True):
    """A trial, and how it stands."""

    number: Annotated[Number, says("Its number.")]
    kind: Annotated[Kind, says("What is tried.")]
    plan: Annotated[Number, says("The plan that rests in weeks without.")]
    pain_plan: Annotated[Number, says("The plan that asks for the pain.")]
    first_day: Annotated[Day, says("The first day of its first week.")]
    last_day: Annotated[Day, says("The last day of its last week.")]
    stopped_on: Annotated[Day | None, says("The day on which it was stopped early.")]
    state: Annotated[State, says("Whether it is to come, runs, is over, or was stopped.")]
    week: Annotated[WeekNumber | None, says("The week that today lies in.")]
    weeks: Annotated[tuple[TrialWeek, ...], says("Its weeks.")]
    sessions: Annotated[Count, says("Sessions in weeks with, so far.")]
    readings: Annotated[Count, says("Readings of the pain, so far.")]
    days: Annotated[Count, says("On how many days these were.")]
    found: Annotated[TrialFound | None, says("What it found; null before it is over.")]
    strayed: Annotated[TrialStrayed | None, says("What it was not kept to; null before that.")]
    created_at: Annotated[Instant, says("When it was drawn.")]


class TrialToday(Shape, frozen=True):
    """What is on today in a trial."""

    number: Annotated[Number, says("Its number.")]
    kind: Annotated[Kind, says("What is tried.")]
    week: Annotated[TrialWeek | None, says("The week that today lies in; null once it is over.")]


class TrialOfWeek(Shape, frozen=True):
    """What was on in a trial in some week."""

    number: Annotated[Number, says("Its number.")]
    kind: Annotated[Kind, says("What is tried.")]
    weeks: Annotated[
        tuple[TrialWeek, ...],
        says("Those of its weeks that share a day with that one."),
    ]


class Trial(Answer, frozen=True):
    """A trial that was begun or stopped."""

    trial: Annotated[TrialKnown, says("The trial.")]
    made: Annotated[tuple[Number, ...], says("The plans that were made for it just now.")]


class Trials(Answer, frozen=True):
    """Trials, the latest last."""

    trials: Annotated[tuple[TrialKnown, ...], says("Those that were asked for.")]


def begun(value: "trials.Begun", present: "Present") -> Trial:
    """Return a trial that was begun, with the plans that were made for it."""
    return Trial(_known(value.course, present), value.made)


def stopped(value: "trials.Course", present: "Present") -> Trial:
    """Return a trial that was stopped."""
    return Trial(_known(value, present), ())


def shown(listed: Sequence["trials.Course"], present: "Present") -> Trials:
    """Return how each trial stands."""
    return Trials(tuple(_known(one, present) for one in listed))


def trial_today(trial: "care.Trial", present: "Present") -> TrialToday:
    """Return what is on today in a trial."""
    week = trial.week_on(present.today)
    return TrialToday(trial.number, trial.kind, _week(week) if week else None)


def trial_of_week(trial: "care.Trial", first: dt.date, last: dt.date) -> TrialOfWeek:
    """Return what was on in a trial in some week."""
    weeks = tuple(map(_week, trial.weeks_between(first, last)))
    return TrialOfWeek(trial.number, trial.kind, weeks)


def _known(value: "trials.Course", present: "Present") -> TrialKnown:
    trial = value.trial
    return TrialKnown(
        number=trial.number,
        kind=trial.kind,
        plan=trial.plan,
        pain_plan=trial.pain_plan,
        first_day=trial.first_on,
        last_day=trial.last_on,
        stopped_on=trial.stopped_on,
        state=_state(value),
        week=value.week.number if value.week else None,
        weeks=tuple(map(_week, trial.weeks)),
        sessions=value.sessions,
        readings=value.readings,
        days=value.days,
        found=_found(value.found) if value.found else None,
        strayed=shaped(TrialStrayed, value.strayed) if value.strayed else None,
        created_at=trial.created_at.astimezone(present.zone),
    )


def _week(week: "care.Week") -> TrialWeek:
    return shaped(TrialWeek, week, first_day=week.first, last_day=week.last)


def _state(value: "trials.Course") -> State:
    if value.trial.stopped_on is not None:
        return "stopped"
    if value.found is not None:
        return "over"
    return "running" if value.week else "coming"


def _found(found: "care.Comparison") -> TrialFound:
    low, high = found.interval or (None, None)
    return TrialFound(
        blocks=tuple(_block(one) for one in found.blocks),
        used=len(found.used),
        difference=rounded(found.estimate),
        low=rounded(low),
        high=rounded(high),
        p=found.p,
        is_clear=found.is_clear,
    )


def _block(block: "care.Block") -> TrialBlock:
    return TrialBlock(
        number=block.number,
        with_it=_half(block.with_it),
        without_it=_half(block.without_it),
        difference=rounded(block.difference),
    )


def _half(half: "care.Half") -> TrialHalf:
    return shaped(TrialHalf, half, level=rounded(half.level))
