"""Each exercise of a session by itself: whom it is not for, and what to do in its place."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tracker.care.catalogue import Exercise, exercises
from tracker.care.fields import BodyArea
from tracker.care.safety.case import Condition, Proposed

if TYPE_CHECKING:
    from tracker.care.safety.check import Finding

# The word by which a rule's `kinds` names one exercise.
EACH_EXERCISE = frozenset({"each-exercise"})
_NOTHING_FITS = "what a physiotherapist shows you"


def of_exercises(
    proposed: Proposed, judge: Callable[[Proposed], Sequence["Finding"]]
) -> list["Finding"]:
    """Return what `judge` finds about each exercise of the session, once each.

    With it goes what can be done instead: of what the catalogue names there, whatever `judge` finds
    nothing against. Of an exercise of the person's own it is not known whom it is for.
    """
    names = dict.fromkeys(done.name for done in proposed.entry.details.exercises)
    if not names:
        # Most sessions have none, and for those the catalogue need not even be read.
        return []
    known, found = exercises(), list["Finding"]()
    for exercise in (known[name] for name in names if name in known):
        if judge(_alone(proposed, exercise)):
            others = [known[other] for other in exercise.instead]
            fit = [other for other in others if not judge(_alone(proposed, other))]
            found += judge(_alone(proposed, exercise, fit))
    return found


def meeting(proposed: Proposed, conditions: Sequence[Condition]) -> Sequence[Condition]:
    """Return the conditions that meet what is proposed: of an exercise, those it is not for."""
    if proposed.exercise is None:
        return conditions
    return [one for one in conditions if one.key in proposed.exercise.meets]


def exercise_texts(proposed: Proposed) -> Mapping[str, str]:
    """Return what the text of a rule can say of an exercise."""
    if proposed.exercise is None:
        return {}
    instead = ", ".join(other.name for other in proposed.instead) or _NOTHING_FITS
    return {"exercise": proposed.exercise.name, "instead": instead}


def _alone(proposed: Proposed, exercise: Exercise, instead: Sequence[Exercise] = ()) -> Proposed:
    """Return the exercise as a session of its own, which works where the exercise does."""
    entry = proposed.entry.telling(areas=tuple(map(BodyArea, exercise.areas)))
    return replace(proposed, entry=entry, exercise=exercise, instead=tuple(instead))
