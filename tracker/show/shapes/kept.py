"""Planned against done, as programs read it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from tracker.care.catalogue import PAIN
from tracker.care.reminder import AHEAD, EXCUSED, State
from tracker.show.shapes import Shape, one_of, says, shaped
from tracker.show.shapes.parts import Count, Day, Number, Share, rounded

if TYPE_CHECKING:
    from tracker.care import adherence

STATES = (State.DONE, State.MADE_UP, State.MISSED, *EXCUSED, *AHEAD)

Planned = Annotated[
    Count, says("How many were planned up to now, without the excused and what is open.")
]
Done = Annotated[Count, says("How many of them were done, on their day or made up.")]
MadeUp = Annotated[Count, says("How many of the done were made up on another day of their week.")]
Missed = Annotated[Count, says("How many of the planned were not done.")]
Excused = Annotated[Count, says("How many were planned and do not count.")]
Ahead = Annotated[Count, says("How many are open or to come, beside the planned.")]
Part = Annotated[Share | None, says("How much of the planned was done; null if nothing was.")]


class Kept(Shape, frozen=True):
    """Planned against done, all plans together."""

    planned: Planned
    done: Done
    made_up: MadeUp
    missed: Missed
    excused: Excused
    ahead: Ahead
    share: Part


class OccurrenceKept(Shape, frozen=True):
    """One occurrence of a plan, in the one state that it is in."""

    day: Annotated[Day | None, says("Its day; null for what may be done on any day of the week.")]
    state: Annotated[Annotated[str, one_of(STATES)], says("What became of it.")]
    session: Annotated[Number | None, says("The session that did it, or made it up.")]
    reading: Annotated[Number | None, says("The reading that answered it, of a plan of pain.")]
    why: Annotated[str | None, says("Why it was skipped or is held, where that is known.")]


class PlanKept(Shape, frozen=True):
    """Planned against done, of one plan."""

    number: Annotated[Number, says("The number of the plan.")]
    name: Annotated[str, says("Its name.")]
    planned: Planned
    done: Done
    made_up: MadeUp
    missed: Missed
    excused: Excused
    ahead: Ahead
    share: Part
    occurrences: Annotated[
        tuple[OccurrenceKept, ...], says("Each of its occurrences, out of which the counts come.")
    ]


def kept(value: "adherence.Kept") -> Kept:
    """Return how all plans were kept."""
    return shaped(Kept, value, share=rounded(value.share))


def plans_kept(plans: Sequence["adherence.PlanKept"]) -> tuple[PlanKept, ...]:
    """Return how each plan was kept."""
    return tuple(
        shaped(
            PlanKept,
            one.kept,
            number=one.plan.number,
            name=one.plan.name,
            share=rounded(one.kept.share),
            occurrences=tuple(
                OccurrenceKept(
                    None if it.is_dayless else it.counts_on,
                    it.state,
                    None if it.plan.kind == PAIN else it.answered_by,
                    it.answered_by if it.plan.kind == PAIN else None,
                    it.why,
                )
                for it in one.planned
            ),
        )
        for one in plans
    )
