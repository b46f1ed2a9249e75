"""Planned against done, as programs read it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from tracker.show.shapes import Shape, says, shaped
from tracker.show.shapes.parts import Count, Number, rounded

if TYPE_CHECKING:
    from tracker.care import adherence
    from tracker.journal import adherence as journal

Planned = Annotated[Count, says("How many were planned, without the excused.")]
Done = Annotated[Count, says("How many were done.")]
Missed = Annotated[Count, says("How many of the planned were not done.")]
Excused = Annotated[Count, says("How many were planned and do not count.")]
Share = Annotated[
    Annotated[float, Meta(ge=0, le=1)] | None,
    says("The part of the planned that was done; null where nothing was planned."),
]


class Kept(Shape, frozen=True):
    """Planned against done, all plans together."""

    planned: Planned
    done: Done
    missed: Missed
    excused: Excused
    share: Share


class PlanKept(Shape, frozen=True):
    """Planned against done, of one plan."""

    number: Annotated[Number, says("The number of the plan.")]
    name: Annotated[str, says("Its name.")]
    planned: Planned
    done: Done
    missed: Missed
    excused: Excused
    share: Share


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
