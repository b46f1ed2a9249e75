"""Exercises and routines as programs read them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from tracker.care.catalogue import LEVELS, MARKS, STOP_RULE, exercises
from tracker.show.shapes import Answer, Shape, one_of, says, shaped
from tracker.show.shapes.parts import Count, Day, Dose, Number, dose

if TYPE_CHECKING:
    from tracker.care import catalogue, progress
    from tracker.journal.exercises import Record
    from tracker.journal.routines import Followed
    from tracker.present import Present


class ExerciseKnown(Shape, frozen=True):
    """An exercise of the catalogue, or one of the person's own, of which less is known."""

    id: Annotated[str, says("The word by which commands name it.")]
    name: Annotated[str, says("Its name.")]
    is_own: Annotated[bool, says("Whether it is the person's own.")]
    aim: Annotated[str | None, says("What it does.")]
    areas: Annotated[tuple[str, ...], says("The areas of the body that it is for.")]
    level: Annotated[Annotated[str, one_of(LEVELS)] | None, says("How hard it is.")]
    equipment: Annotated[tuple[str, ...] | None, says("What it needs.")]
    dose: Annotated[Dose | None, says("What is usual at one time.")]
    per_day: Annotated[Number | None, says("How many times a day are usual.")]
    steps: Annotated[tuple[str, ...], says("How it is done.")]
    stop_when: Annotated[str | None, says("When to stop.")]
    not_for: Annotated[str | None, says("For whom it is not.")]
    meets: Annotated[
        tuple[str, ...], says("The conditions in which it is asked about first, by their keys.")
    ]
    instead: Annotated[tuple[str, ...], says("The exercises to do instead.")]
    source: Annotated[str | None, says("Where it comes from.")]
    mark: Annotated[Annotated[str, one_of(MARKS)] | None, says("How well the source is known.")]
    note: Annotated[str | None, says("The person's own note.")]


class Exercises(Answer, frozen=True):
    """Exercises, those of the catalogue first."""

    exercises: Annotated[tuple[ExerciseKnown, ...], says("The exercises.")]


class WeekOfSets(Shape, frozen=True):
    """How often an exercise was done in a week."""

    first_day: Annotated[Day, says("The first day of the week.")]
    sets: Annotated[Count, says("How many sets were done.")]


class Progress(Shape, frozen=True):
    """What came of an exercise over the whole diary."""

    sessions: Annotated[Number, says("How many sessions it was part of.")]
    last_on: Annotated[Day, says("The last day of them.")]
    reps: Annotated[Count, says("The repetitions in all, both sides.")]
    held_s: Annotated[Count, says("For how many seconds it was held in all.")]
    best_hold_s: Annotated[Count, says("The longest single hold, in seconds.")]
    best_hold_on: Annotated[Day | None, says("The first day of a hold as long as that.")]
    weeks: Annotated[tuple[WeekOfSets, ...], says("The last weeks, the present one last.")]


class Exercise(Answer, frozen=True):
    """One exercise with what came of it."""

    exercise: Annotated[ExerciseKnown, says("The exercise.")]
    stop_rule: Annotated[str, says("When to stop, whatever the exercise.")]
    progress: Annotated[Progress | None, says("What came of it; null where it was never logged.")]


class Step(Shape, frozen=True):
    """An exercise of a routine."""

    exercise: Annotated[str, says("The exercise.")]
    dose: Annotated[Dose | None, says("How much of it is done, if told.")]


class RoutineKnown(Shape, frozen=True):
    """Exercises that are done together, under one name."""

    name: Annotated[str, says("Its name.")]
    steps: Annotated[tuple[Step, ...], says("Its exercises, in their order.")]
    sessions: Annotated[Count, says("How many sessions followed it.")]
    last_on: Annotated[Day | None, says("The last day of them.")]


class Routines(Answer, frozen=True):
    """All routines by name."""

    routines: Annotated[tuple[RoutineKnown, ...], says("The routines.")]


class Routine(Answer, frozen=True):
    """One routine, as it was added, changed or asked for."""

    routine: Annotated[RoutineKnown, says("The routine.")]


def listing(value: "catalogue.Fitting", present: "Present") -> Exercises:
    """Return exercises, those of the catalogue first."""
    return Exercises(tuple(map(_exercise, value.exercises)))


def one(value: "Record", present: "Present") -> Exercise:
    """Return one exercise with what came of it."""
    return Exercise(
        _exercise(value.exercise), STOP_RULE, _progress(value.progress) if value.progress else None
    )


def routines(listed: Sequence["Followed"], present: "Present") -> Routines:
    """Return the routines, by name."""
    return Routines(tuple(map(_routine, listed)))


def routine(value: "Followed", present: "Present") -> Routine:
    """Return one routine."""
    return Routine(_routine(value))


def _exercise(value: "catalogue.Exercise") -> ExerciseKnown:
    told = {name: getattr(value, name) or None for name in ("stop_when", "not_for", "source")}
    told["note"] = None
    is_own = value.id not in exercises()
    if is_own:
        told |= dict.fromkeys(("aim", "level", "equipment", "per_day", "mark"))
        told["note"] = value.aim or None
    return shaped(ExerciseKnown, value, is_own=is_own, dose=dose(value.dose), **told)


def _progress(value: "progress.Progress") -> Progress:
    return shaped(
        Progress,
        value,
        held_s=int(value.held.total_seconds()),
        best_hold_s=int(value.best_hold.total_seconds()),
        best_hold_on=value.best_on,
        weeks=tuple(WeekOfSets(*week) for week in value.weeks),
    )


def _routine(value: "Followed") -> RoutineKnown:
    steps = tuple(Step(step.name, dose(step.dose)) for step in value.routine.steps)
    return shaped(RoutineKnown, value, name=value.routine.name, steps=steps)
