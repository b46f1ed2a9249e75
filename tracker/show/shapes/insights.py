"""How pain changed over sessions as programs read it, and how far that can be trusted."""

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from tracker.care.intervals import Interval
from tracker.care.outcomes import FEWEST_FOR_MEAN
from tracker.show.shapes import Answer, Shape, one_of, says, shaped
from tracker.show.shapes.parts import (
    Change,
    Count,
    Day,
    Emergency,
    EmergencySays,
    Kind,
    Share,
    emergency,
    rounded,
)

if TYPE_CHECKING:
    from tracker.care import outcomes
    from tracker.journal import insights as journal
    from tracker.present import Present

OneChange = Annotated[int, Meta(ge=-10, le=10)]
Level = Annotated[float, Meta(ge=0, le=10)]
Per = Annotated[str, one_of(("kind", "provider", "style"))]


class PainChange(Shape, frozen=True):
    """How pain changed over sessions: after less before, so that below 0 is less pain."""

    sessions_with_both_readings: Annotated[Count, says("How many sessions it is about.")]
    changes: Annotated[tuple[OneChange, ...], says("The change of each, by day.")]
    mean: Annotated[Change | None, says("Their mean; null below three.")]
    low: Annotated[float | None, says("The 95 % interval; null if too few, or all equal.")]
    high: Annotated[float | None, says("The other end of the interval.")]
    is_too_few_to_tell: Annotated[
        bool, says("Whether they are fewer than six, or so alike that they tell less than three.")
    ]
    effective_number: Annotated[
        float | None,
        says(
            "How many unlike changes would tell as much; the interval allows for it."
            " Null below fifteen."
        ),
    ]


class Outcome(Shape, frozen=True):
    """What came of some sessions; null is what so few cannot tell."""

    kind: Annotated[Kind, says("Their kind.")]
    name: Annotated[str | None, says("Who gave them, or their style, if asked for and told.")]
    sessions: Annotated[Count, says("How many sessions.")]
    pain_change: Annotated[PainChange, says("How pain changed over them.")]
    mean_pain_before: Annotated[Level | None, says("The mean pain before them; null below three.")]
    median: Annotated[Change | None, says("The median of the changes; null if too few.")]
    median_low: Annotated[Change | None, says("Its exact 95 % interval.")]
    median_high: Annotated[Change | None, says("The other end of the interval.")]
    clear_falls: Annotated[Count, says("After how many pain was 2 points and 30 % lower or more.")]
    clear_share: Annotated[Share | None, says("Their share of all changes; null if too few.")]
    clear_share_low: Annotated[Share | None, says("Its 95 % interval by Wilson.")]
    clear_share_high: Annotated[Share | None, says("The other end of the interval.")]
    expected_change: Annotated[
        Change | None,
        says("What would be expected by the next day if nothing was done; null below three."),
    ]


class UsualPain(Shape, frozen=True):
    """The person's own usual level, out of the readings of those days."""

    level: Annotated[Level, says("The mean level of the days.")]
    day_to_day_correlation: Annotated[Share, says("The correlation of one day with the next.")]


class Insights(Answer, frozen=True):
    """How pain changed over the sessions of some days, in no order of merit."""

    first_day: Annotated[Day, says("The first day asked for.")]
    last_day: Annotated[Day, says("The last one.")]
    per: Annotated[Per, says("What sessions are told apart by.")]
    outcomes: Annotated[tuple[Outcome, ...], says("By kind, and by name within.")]
    days_with_reading: Annotated[Count, says("How many of these days have a reading of the pain.")]
    usual_pain: Annotated[
        UsualPain | None, says("Null where too few days have a reading, or too few in a row.")
    ]
    emergency: Annotated[Emergency | None, EmergencySays]


def insights(value: "journal.Outcomes", present: "Present") -> Insights:
    """Return what came of the sessions of some days."""
    return Insights(
        first_day=value.first,
        last_day=value.last,
        per=value.per,
        outcomes=tuple(_outcome(group, value.usual) for group in value.groups),
        days_with_reading=value.read_days,
        usual_pain=None if value.usual is None else _usual(value.usual),
        emergency=emergency(value.emergency),
    )


def pain_change(change: "outcomes.PainChange") -> PainChange:
    """Return how pain changed, as far as so many sessions can tell."""
    is_enough = change.is_enough
    return PainChange(
        sessions_with_both_readings=change.count,
        changes=change.changes,
        mean=rounded(change.mean) if change.count >= FEWEST_FOR_MEAN else None,
        low=rounded(change.low) if is_enough else None,
        high=rounded(change.high) if is_enough else None,
        is_too_few_to_tell=not is_enough,
        effective_number=rounded(change.effective),
    )


def _usual(found: "outcomes.Usual") -> UsualPain:
    return UsualPain(round(found.level, 3), round(found.correlation, 3))


def _outcome(group: "journal.Group", usual: "outcomes.Usual | None") -> Outcome:
    found = group.outcome
    count, before = found.change.count, found.before
    has_mean, is_enough = count >= FEWEST_FOR_MEAN, found.change.is_enough
    expected = None
    if has_mean and usual is not None and before is not None:
        expected = usual.expected_change(before)
    median_low, median_high = _ends(found.middle if is_enough else None)
    share_low, share_high = _ends(found.share if is_enough else None)
    return shaped(
        Outcome,
        group,
        pain_change=pain_change(found.change),
        mean_pain_before=rounded(before) if has_mean else None,
        median=rounded(found.median) if is_enough else None,
        median_low=median_low,
        median_high=median_high,
        clear_falls=found.responders,
        clear_share=rounded(found.responders / count) if is_enough else None,
        clear_share_low=share_low,
        clear_share_high=share_high,
        expected_change=rounded(expected),
    )


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    low, high = interval or (None, None)
    return rounded(low), rounded(high)
