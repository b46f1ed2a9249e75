"""Planned against done, as programs read it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from tracker.show.shapes import Shape, says, shaped
from tracker.show.shapes.parts import Count, Number, Share, rounded

if TYPE_CHECKING:
    from tracker.care import adherence
    from tracker.journal import adherence as journal

Planned = Annotated[Count, says("How many were planned, without the excused.")]
Done = Annotated[Count, says("How many were done.")]
Missed = Annotated[Count, says("How many of the planned were not done.")]
Excused = Annotated[Count, says("How many were planned and do not count.")]
Part = Annotated[Share | None, says("How much of the planned was done; null if nothing was.")]


class Kept(Shape, frozen=True):
    """Planned against done, all plans together."""

    planned: Planned
    done: Done
    missed: Missed
    excused: Excused
    share: Part


class PlanKept(Shape, frozen=True):
    """Planned against done, of one plan."""

    number: Annotated[Number, says("The number of the plan.")]
    name: Annotated[str, says("Its name.")]
    planned: Planned
    done: Done
    missed: Missed
    excused: Excused
    share: Part


def kept(value: "adherence.Kept") -> Kept:
    """Return how all plans were kept."""
    return shaped(Kept, value, share=rounded(value.share))


def plans_kept(plans: Sequence["journal.PlanKept"]) -> tuple[PlanKept, ...]:
    """Return how each plan was kept."""
    return tuple(
        shaped(
            PlanKept,
            one.kept,
            number=one.plan.number,
            name=one.plan.name,
            share=rounded(one.kept.share),
        )
        for one in plans
    )
