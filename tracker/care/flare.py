"""A flare-up: days on which the back is worse, and what is asked of a plan meanwhile."""

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from tracker.care.doses import Dose
from tracker.care.fields import Details, ExerciseDone

HALF, REST, SAME = "half", "rest", "same"
EASINGS = (HALF, REST, SAME)
"""What becomes of a plan in a flare-up: half of it is asked for, nothing at all, or all as ever."""

ASKED_AFTER_DAYS = 7
"""After so many days the person is asked whether it is over; many forget to say so."""

_MINUTE = dt.timedelta(minutes=1)


class Flare(Struct, frozen=True):
    """A flare-up from its first day to its last, both included; one that runs has no last yet."""

    number: int
    first_on: dt.date
    until_on: dt.date | None
    note: str | None

    def holds(self, day: dt.date) -> bool:
        return self.first_on <= day and (self.until_on is None or day <= self.until_on)

    def days(self, today: dt.date) -> int:
        """Return how many days it has lasted, at least its first one; today included where it runs."""
        return ((self.until_on or max(self.first_on, today)) - self.first_on).days + 1

    def is_to_ask(self, today: dt.date) -> bool:
        """Tell whether the person is to be asked if it is over."""
        return self.until_on is None and (today - self.first_on).days >= ASKED_AFTER_DAYS


def halved(details: Details) -> Details:
    """Return half of what a session has: of its length, in whole minutes, and of its doses."""
    length = -(-details.duration // (2 * _MINUTE)) * _MINUTE
    return replace(
        details,
        duration=min(length, details.duration),
        exercises=halved_exercises(details.exercises),
    )


def halved_exercises(exercises: Iterable[ExerciseDone]) -> tuple[ExerciseDone, ...]:
    """Return exercises with half of their doses; one without a dose is told without one."""
    return tuple(replace(one, dose=one.dose and half_of(one.dose)) for one in exercises)


def half_of(dose: Dose) -> Dose:
    """Return half of a dose, rounded up: fewer sets, of one set fewer repetitions, else shorter."""
    if dose.sets is not None and dose.sets > 1:
        return replace(dose, sets=_half(dose.sets))
    if dose.reps is not None and dose.reps > 1:
        return replace(dose, reps=_half(dose.reps))
    if dose.hold_s is not None:
        return replace(dose, hold_s=_half(dose.hold_s))
    return dose


def _half(count: int) -> int:
    return -(-count // 2)
