"""What Loop Habit Tracker means by its answers, whichever way it gives them away."""

import datetime as dt
from collections import Counter

from msgspec import Struct

from tracker.care.incoming import Ignored, Incoming
from tracker.exchange.entries import note_of
from tracker.exchange.values import Unfit, length_of

MOST_HABITS = 10_000

DONE, AUTOMATIC, NOT_DONE, SKIPPED, UNKNOWN = 2, 1, 0, 3, -1

_NO_UNIT = "Loop does not say what the amount counts, so it stands in the note."
_WHY_IGNORED = {
    AUTOMATIC: "it was ticked by Loop itself, as it was not due.",
    NOT_DONE: "it was not done.",
    SKIPPED: "it was skipped.",
    UNKNOWN: "it was never answered.",
}


class Habit(Struct, frozen=True):
    """A habit of Loop, answered by yes or no, or where it `is_counted` by an amount of its `unit`.

    None as long as it is not known which. The `key` tells it from all others.
    """

    key: str
    name: str
    is_counted: bool | None = False
    unit: str = ""


def habit_key(name: str, named: Counter[str]) -> str:
    """Return what tells a habit by its name apart from those `named` before, which may share it."""
    named[name] += 1
    return name if named[name] == 1 else f"{name} ({named[name]})"


def told(habit: Habit, where: str, day: dt.date, value: int, note: str) -> Incoming | Ignored:
    """Return what an answer tells, or raise Unfit.

    Amounts are in thousandths, and Loop knows no clock times.
    """
    is_amount = bool(habit.is_counted) and value > NOT_DONE and value != SKIPPED
    if value in _WHY_IGNORED and not is_amount:
        return Ignored(where, _WHY_IGNORED[value])
    if not (is_amount or value == DONE):
        raise no_answer(value)
    if not habit.name.strip():
        raise Unfit(str(day), "its habit has no name.")
    length = length_of(value / 1000, habit.unit) if is_amount else None
    amount = f"{_written(value)} {habit.unit}" if is_amount and length is None else ""
    return Incoming(
        where=where,
        key=f"{habit.key} {day}",
        names=(habit.name,),
        day=day,
        duration=length,
        told=note_of(amount, note),
        doubts=(_NO_UNIT,) if amount and not habit.unit.strip() else (),
    )


def no_answer(value: object) -> Unfit:
    """Return what is wrong with a value that is no answer to a habit."""
    return Unfit(value, "it is no answer that Loop knows.")


def _written(thousandths: int) -> str:
    return f"{thousandths / 1000:.3f}".rstrip("0").rstrip(".")
