"""The parts that answers share: numbers, days, instants, money, areas of the body and exercises."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from tracker.care.catalogue import KINDS, PLANNED_KINDS, SIDES
from tracker.care.money import amount_of
from tracker.show.shapes import Shape, one_of, says, shaped, units

if TYPE_CHECKING:
    from tracker.care import doses, fields, safety
    from tracker.care import money as care_money
    from tracker.journal.conditions import Noted

Number = Annotated[int, Meta(ge=1)]
Count = units.Count
Instant = units.Instant
Length = Annotated[int, Meta(ge=1, le=24 * 60 * 60)]
Relief = Annotated[int, Meta(ge=0, le=60 * 24 * 60 * 60)]
Pain = Annotated[int, Meta(ge=0, le=10)]
Change = Annotated[float, Meta(ge=-10, le=10)]
Share = Annotated[float, Meta(ge=0, le=1)]
Day = Annotated[dt.date, Meta(extra_json_schema={"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})]
Week = Annotated[str, Meta(pattern="^[0-9]{4}-W[0-9]{2}$")]
Kind = Annotated[str, one_of(KINDS)]
PlannedKind = Annotated[str, one_of(PLANNED_KINDS)]
Amount = Annotated[str, Meta(pattern="^[0-9]+([.][0-9]{2,3})?$")]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$"), says("Its code by ISO 4217.")]
EmergencySays = says("An emergency that is noted and not ended; it stands before all else.")
Sets = Annotated[Number | None, says("How many sets.")]
Reps = Annotated[Number | None, says("How many repetitions a set.")]
Hold = Annotated[Number | None, says("How long each is held, or the whole lasts, in seconds.")]
EachSide = Annotated[bool, says("Whether each side does all of it.")]


class Finding(Shape, frozen=True):
    """What one care rule says about a session."""

    rule: Annotated[str, says("The name of the rule.")]
    level: Annotated[str, says("How much it weighs: hint, caution, hold or refuse.")]
    message: Annotated[str, says("What it says.")]
    next_step: Annotated[str | None, says("What can be done about it.")]
    source: Annotated[str, says("Where the rule comes from.")]
    is_overridable: Annotated[bool, says("Whether a start may go on with a reason.")]


class Emergency(Shape, frozen=True):
    """Signs of an emergency that are noted and not ended."""

    since: Annotated[Instant, says("When they were noted.")]
    name: Annotated[str, says("The name by which condition end ends it.")]


class Money(Shape, frozen=True):
    """An amount of money, exact, with all decimals of its currency."""

    amount: Annotated[Amount, says("The amount as text.")]
    currency: Currency


class Area(Shape, frozen=True):
    """An area of the body; left and right are the person's own."""

    name: Annotated[str, says("The area.")]
    side: Annotated[Annotated[str, one_of(SIDES)] | None, says("Its side, if told.")]


class Dose(Shape, frozen=True):
    """How much of an exercise is done."""

    sets: Sets
    reps: Reps
    hold_s: Hold
    each_side: EachSide


class ExerciseDone(Shape, frozen=True):
    """An exercise with its dose, which is null where it was not told."""

    name: Annotated[str, says("The exercise.")]
    sets: Sets
    reps: Reps
    hold_s: Hold
    each_side: EachSide


def finding(one: "safety.Finding") -> Finding:
    """Return what one care rule says."""
    return shaped(
        Finding,
        one,
        rule=one.rule_id,
        next_step=one.next_step or None,
        is_overridable=one.overridable,
    )


def emergency(noted: "Noted | None") -> Emergency | None:
    """Return the emergency that is noted, if there is one."""
    return None if noted is None else Emergency(noted.from_at, noted.name)


def money(value: "care_money.Money | None") -> Money | None:
    """Return an amount, if there is one."""
    return None if value is None else Money(amount_of(value), value.currency)


def area(value: "fields.BodyArea") -> Area:
    """Return an area of the body."""
    return shaped(Area, value)


def dose(value: "doses.Dose | None") -> Dose | None:
    """Return a dose, if it is told."""
    return None if value is None else shaped(Dose, value)


def exercise_done(value: "fields.ExerciseDone") -> ExerciseDone:
    """Return an exercise with its dose, if that is told."""
    if value.dose is None:
        return ExerciseDone(value.name, None, None, None, False)
    return shaped(ExerciseDone, value.dose, name=value.name)


def rounded(value: float | None) -> float | None:
    """Return a mean or a share with as many decimals as mean something."""
    return None if value is None else round(value, 3)
