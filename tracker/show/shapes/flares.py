"""Flare-ups as programs read them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from tracker.show.shapes import Answer, Shape, says, shaped
from tracker.show.shapes.parts import Day, Number

if TYPE_CHECKING:
    from tracker.care import flare as care
    from tracker.care.plan import Plan
    from tracker.journal import flares as journal
    from tracker.present import Present

InFlare = Literal["half", "rest", "same"]
Days = Annotated[int, Meta(ge=1)]


class FlareKnown(Shape, frozen=True):
    """A flare-up: days on which the back is worse than usual."""

    number: Annotated[Number, says("Its number.")]
    first_day: Annotated[Day, says("Its first day.")]
    last_day: Annotated[Day | None, says("Its last day; null while it runs.")]
    days: Annotated[Days, says("How many days it has lasted, today included where it runs.")]
    note: Annotated[str | None, says("The person's own note.")]


class PlanInFlare(Shape, frozen=True):
    """How a plan follows a flare-up."""

    plan: Annotated[Number, says("The number of the plan.")]
    name: Annotated[str, says("Its name.")]
    in_flare: Annotated[InFlare, says("What becomes of it in a flare-up.")]
    is_paused: Annotated[bool, says("Whether it rests today.")]
    is_eased: Annotated[bool, says("Whether half of it is enough today.")]


class Flare(Answer, frozen=True):
    """A flare-up that was begun or ended, or the one that runs."""

    flare: Annotated[FlareKnown | None, says("The flare-up; null where none runs.")]
    plans: Annotated[
        tuple[PlanInFlare, ...], says("How the plans follow it; of one that ended, what it eased.")
    ]
    offers_red_flags: Annotated[
        bool, says("Whether redflags should be gone through, as it has just begun.")
    ]


class Flares(Answer, frozen=True):
    """Every flare-up."""

    flares: Annotated[tuple[FlareKnown, ...], says("The latest last.")]


def flare(value: "journal.Flared", present: "Present") -> Flare:
    """Return a flare-up, and how the plans follow it."""
    return Flare(
        known(value.flare, present) if value.flare else None,
        tuple(_plan(one.plan, present) for one in value.plans),
        value.offers_red_flags,
    )


def flares(listed: Sequence["care.Flare"], present: "Present") -> Flares:
    """Return every flare-up."""
    return Flares(tuple(known(one, present) for one in listed))


def known(one: "care.Flare", present: "Present") -> FlareKnown:
    """Return one flare-up."""
    return shaped(
        FlareKnown,
        one,
        first_day=one.first_on,
        last_day=one.until_on,
        days=one.days(present.today),
    )


def _plan(plan: "Plan", present: "Present") -> PlanInFlare:
    today = plan.day_at(present.now, present.calendar)
    return shaped(
        PlanInFlare,
        plan,
        plan=plan.number,
        is_paused=plan.is_paused_on(today),
        is_eased=plan.is_eased_on(today),
    )
