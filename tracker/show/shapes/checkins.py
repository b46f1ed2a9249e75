"""Check-ins as programs read them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from tracker.care.scores import MEASURES
from tracker.care.scores import Change as CareChange
from tracker.show.shapes import Answer, Shape, one_of, says, shaped
from tracker.show.shapes.parts import Day, Instant, Number

if TYPE_CHECKING:
    from tracker.journal import checkins as journal
    from tracker.present import Present

Measured = Annotated[str, one_of(MEASURES)]
Score = Annotated[float, Meta(ge=0, le=100)]
By = Annotated[float, Meta(ge=-100, le=100)]


class ItemAnswered(Shape, frozen=True):
    """What was answered to one item of a questionnaire."""

    item: Annotated[Number, says("Its number in the questionnaire.")]
    answer: Annotated[int, Meta(ge=0, le=10), says("The answer; 1 is ticked.")]
    activity: Annotated[str | None, says("The person's own activity, in the PSFS.")]


class ScoreChange(Shape, frozen=True):
    """A score less the person's first one."""

    first_day: Annotated[Day, says("The day of the first one.")]
    first_score: Annotated[Score, says("The first score.")]
    by: Annotated[By, says("The score less the first one.")]
    certainty: Annotated[
        Literal["clear", "possible", "none"],
        says("Clear from the least change that matters and 30 % on, possible from one of them."),
    ]
    is_better: Annotated[bool | None, says("Whether it is for the better; null if it is none.")]
    is_at_end: Annotated[
        bool, says("Whether a score is so near an end of the scale that it is not to be relied on.")
    ]


class CheckinKnown(Shape, frozen=True):
    """A questionnaire that was gone through."""

    number: Annotated[Number, says("Its number; people type it with a c before it, as in c3.")]
    measure: Annotated[Measured, says("Which questionnaire it is.")]
    day: Annotated[Day, says("The person's own day.")]
    score: Annotated[Score, says("Its score; more is better in the PSFS alone.")]
    answers: Annotated[
        tuple[ItemAnswered, ...],
        says("What was answered, of the RMDQ what was ticked; of the ODI none."),
    ]
    note: Annotated[str | None, says("The person's own note.")]
    created_at: Annotated[Instant, says("When it was written down.")]
    changed_at: Annotated[Instant, says("When it was changed last.")]
    change: Annotated[
        ScoreChange | None,
        says("Beside the first one, of the PSFS the first with its activities; null for that one."),
    ]


class Checkin(Answer, frozen=True):
    """A check-in that was written down."""

    checkin: Annotated[CheckinKnown, says("The check-in.")]
    is_corrected: Annotated[bool, says("Whether it takes the place of another one of its day.")]


class Checkins(Answer, frozen=True):
    """The check-ins of one questionnaire or of all."""

    checkins: Annotated[tuple[CheckinKnown, ...], says("The latest last.")]


class CheckinsDeleted(Answer, frozen=True):
    """The check-ins that were deleted, as they were."""

    checkins: Annotated[tuple[CheckinKnown, ...], Meta(min_length=1), says("The check-ins.")]


def checkin(value: "journal.Compared", present: "Present") -> Checkin:
    """Return a check-in that was written down."""
    return Checkin(_known(value, present), value.is_corrected)


def checkins(listed: Sequence["journal.Compared"], present: "Present") -> Checkins:
    """Return check-ins, each beside the first of its kind."""
    return Checkins(tuple(_known(one, present) for one in listed))


def checkins_deleted(gone: Sequence["journal.Checkin"], present: "Present") -> CheckinsDeleted:
    """Return check-ins that are gone."""
    return CheckinsDeleted(tuple(_alone(one, None, present) for one in gone))


def _known(value: "journal.Compared", present: "Present") -> CheckinKnown:
    changed = _change(value, value.change) if value.change else None
    return _alone(value.checkin, changed, present)


def _change(value: "journal.Compared", changed: CareChange) -> ScoreChange:
    return shaped(
        ScoreChange,
        changed,
        first_day=value.first.day,
        first_score=round(float(changed.first), 3),
        by=round(float(changed.by), 3),
        is_at_end=value.is_at_end,
    )


def _alone(one: "journal.Checkin", changed: ScoreChange | None, present: "Present") -> CheckinKnown:
    return shaped(
        CheckinKnown,
        one,
        score=round(float(one.score), 3),
        answers=tuple(shaped(ItemAnswered, answer) for answer in one.answers),
        created_at=one.created_at.astimezone(present.zone),
        changed_at=one.changed_at.astimezone(present.zone),
        change=changed,
    )
