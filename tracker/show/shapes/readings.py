"""Readings of the pain as programs read them."""

from typing import TYPE_CHECKING, Annotated

from tracker.care.parts import PARTS
from tracker.care.zones import zone_kept
from tracker.show.shapes import Answer, Shape, one_of, parts, says, shaped
from tracker.show.shapes.parts import Day, Instant, Number

if TYPE_CHECKING:
    from tracker.care import reading as care
    from tracker.journal import readings
    from tracker.present import Present


class Reading(Shape, frozen=True):
    """How strong the pain was, with no session to it."""

    number: Annotated[Number, says("The number by which commands name it, with a p before it.")]
    day: Annotated[Day, says("The person's own day.")]
    at: Annotated[Instant | None, says("Null where only the day is known.")]
    part: Annotated[
        Annotated[str, one_of(PARTS)] | None,
        says("The part of the day, where the clock time is not known."),
    ]
    zone: Annotated[str, says("The IANA time zone in which it was, or its offset.")]
    level: Annotated[parts.Pain, says("How strong the pain was.")]
    areas: Annotated[tuple[parts.Area, ...], says("Where on the body.")]
    took: Annotated[str | None, says("What was taken around it, in the person's own words.")]
    note: Annotated[str | None, says("The person's own note.")]


class AnsweredByReading(Shape, frozen=True):
    """An occurrence of a plan of pain that a reading answers."""

    plan: Annotated[Number, says("The number of the plan.")]
    name: Annotated[str, says("Its name.")]
    day: Annotated[Day, says("The day for which it was planned.")]


class StoredReading(Answer, frozen=True):
    """A reading that was written down or corrected, as it now stands."""

    reading: Annotated[Reading, says("The reading.")]
    answers: Annotated[tuple[AnsweredByReading, ...], says("Each occurrence that it answers.")]
    offers_red_flags: Annotated[
        bool, says("Whether its pain is so high that redflags should be gone through.")
    ]
    remark: Annotated[str | None, says("How a time was understood, where that is not plain.")]


def stored(value: "readings.StoredReading", present: "Present") -> StoredReading:
    """Return a reading that was written down or edited, and what a person would have been told."""
    return shaped(
        StoredReading,
        value,
        reading=reading(value.reading),
        answers=tuple(
            AnsweredByReading(one.plan.number, one.plan.name, one.counts_on)
            for one in value.answers
        ),
        remark=value.remark or None,
    )


def reading(value: "care.Reading") -> Reading:
    """Return every field of a reading."""
    return shaped(
        Reading,
        value,
        at=value.at and value.at.astimezone(zone_kept(value.zone)),
        areas=tuple(map(parts.area, value.areas)),
    )
