"""What programs read of exercises and routines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracker.care.catalogue import STOP_RULE, Exercise, exercises
from tracker.show.data import document

if TYPE_CHECKING:
    from tracker.care.doses import Dose
    from tracker.care.progress import Progress
    from tracker.journal.routines import Followed, Routine


def listing(listed: Iterable[Exercise]) -> str:
    """Return exercises, those of the catalogue first."""
    return document("exercises", {"exercises": [_exercise(one) for one in listed]})


def one(exercise: Exercise, progress: "Progress | None") -> str:
    """Return one exercise with what came of it."""
    content = {
        "exercise": _exercise(exercise),
        "stop_rule": STOP_RULE,
        "progress": _progress(progress) if progress else None,
    }
    return document("exercise", content)


def routines(listed: Sequence["Routine"], followed: Mapping[str, "Followed"]) -> str:
    """Return the routines, by name."""
    return document("routines", {"routines": [_routine(each, followed) for each in listed]})


def routine(shown: "Routine", followed: Mapping[str, "Followed"]) -> str:
    """Return one routine."""
    return document("routine", {"routine": _routine(shown, followed)})


def _exercise(exercise: Exercise) -> dict[str, Any]:
    is_own = exercise.id not in exercises()
    return {
        "id": exercise.id,
        "name": exercise.name,
        "is_own": is_own,
        "aim": None if is_own else exercise.aim,
        "areas": list(exercise.areas),
        "level": None if is_own else exercise.level,
        "equipment": None if is_own else list(exercise.equipment),
        "dose": _dose(exercise.dose),
        "per_day": None if is_own else exercise.per_day,
        "steps": list(exercise.steps),
        "stop_when": exercise.stop_when or None,
        "not_for": exercise.not_for or None,
        "source": exercise.source or None,
        "mark": None if is_own else exercise.mark,
        "note": (exercise.aim or None) if is_own else None,
    }


def _dose(dose: "Dose | None") -> dict[str, Any] | None:
    if dose is None:
        return None
    return {
        "sets": dose.sets,
        "reps": dose.reps,
        "hold_s": dose.hold_s,
        "each_side": dose.each_side,
    }


def _progress(progress: "Progress") -> dict[str, Any]:
    return {
        "sessions": progress.sessions,
        "last_on": progress.last_on.isoformat(),
        "reps": progress.reps,
        "held_s": int(progress.held.total_seconds()),
        "best_hold_s": int(progress.best_hold.total_seconds()),
        "best_hold_on": progress.best_on.isoformat() if progress.best_on else None,
        "weeks": [{"first_day": first.isoformat(), "sets": sets} for first, sets in progress.weeks],
    }


def _routine(routine: "Routine", followed: Mapping[str, "Followed"]) -> dict[str, Any]:
    record = followed.get(routine.name)
    return {
        "name": routine.name,
        "steps": [{"exercise": step.name, "dose": _dose(step.dose)} for step in routine.steps],
        "sessions": record.sessions if record else 0,
        "last_on": record.last_on.isoformat() if record and record.last_on else None,
    }
