"""What was done of each exercise over some days beside what plans asked for, and how long one walked."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from tracker.care.doses import Dose, total_hold_s
from tracker.care.fields import Details, ExerciseDone

WALKING = "walking"


class Practised(Struct, frozen=True):
    """One exercise: in how many sessions it was done, with which doses, and what plans ask for.

    A dose stands with how many times it was done, the most common first; None is one that was not
    told. `asked` are the doses of plans, each once, None where a plan leaves it open.
    """

    name: str
    sessions: int
    doses: tuple[tuple[Dose | None, int], ...]
    asked: tuple[Dose | None, ...]


class Walked(Struct, frozen=True):
    """How long one walked, in so many sessions, and in how many more the length is not known."""

    duration: dt.timedelta
    sessions: int
    untold: int


def practised(
    done: Iterable[Details],
    asked: Iterable[Details],
    routines: Mapping[str, tuple[ExerciseDone, ...]],
) -> list[Practised]:
    """Return every exercise of sessions and plans, the most often done first, then by name.

    What a plan asks for by a routine are the steps of that routine, by its name.
    """
    counts: dict[str, Counter[Dose | None]] = defaultdict(Counter)
    sessions = Counter[str]()
    for one in done:
        sessions.update({step.name for step in one.exercises})
        for step in one.exercises:
            counts[step.name][step.dose] += 1
    wanted: dict[str, dict[Dose | None, None]] = defaultdict(dict)
    for one in asked:
        for step in one.exercises or routines.get(one.routine or "", ()):
            wanted[step.name][step.dose] = None
    names = sorted({*counts, *wanted}, key=lambda name: (-sessions[name], name))
    return [
        Practised(name, sessions[name], tuple(counts[name].most_common()), tuple(wanted[name]))
        for name in names
    ]


def walked(done: Iterable[Details]) -> Walked:
    """Return how long one walked: what its dose says, or the whole session where that was all of it.

    Of a session with other exercises beside a walk without a dose, the length is not known.
    """
    duration, sessions, untold = dt.timedelta(), 0, 0
    for one in done:
        steps = [step for step in one.exercises if step.name == WALKING]
        if not steps:
            continue
        told = sum(total_hold_s(step.dose) for step in steps if step.dose is not None)
        if told:
            duration += dt.timedelta(seconds=told)
        elif len(steps) == len(one.exercises):
            duration += one.duration
        else:
            untold += 1
            continue
        sessions += 1
    return Walked(duration, sessions, untold)
