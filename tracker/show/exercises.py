"""Exercises and routines in words."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.care.catalogue import (
    LEVELS,
    MARKS,
    STOP_RULE,
    Exercise,
    Fitting,
    exercises,
    resolve,
)
from tracker.care.doses import show_dose, write_exercise
from tracker.care.fields import ExerciseDone
from tracker.escaping import command
from tracker.show.sessions import TAKE_BACK, plural
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day, week_label, write_day, write_duration

if TYPE_CHECKING:
    from tracker.care.progress import Progress
    from tracker.journal.exercises import Record
    from tracker.journal.routines import Followed, Routine
    from tracker.present import Present

_INDENT = " " * 10


def listing(value: Fitting, present: "Present", look: Look) -> str:
    """Return exercises by how hard they are, the person's own last."""
    listed = value.exercises
    if not listed:
        return f"No exercise fits. All of them: {command('exercise list')}"
    by_level = {level: [one for one in listed if _level(one) == level] for level in (*LEVELS, "")}
    ordered = [one for group in by_level.values() for one in group]
    rows = iter(table([_row(one, look) for one in ordered], look, beneath=[2, 1]))
    lines = []
    for level, group in by_level.items():
        if group:
            lines.append(look.bold(level.capitalize() or "Your own"))
            lines += [next(rows) for _ in group]
    own = (
        "; your own are left out, as nothing of this is known of them" if value.is_filtered else ""
    )
    lines.append(wrapped(f"Each in full: {command('exercise show NAME')}{own}", look))
    return "\n".join(lines)


def one(value: "Record", present: "Present", look: Look) -> str:
    """Return all that is known of an exercise, and what came of it; it fits a screen."""
    exercise, progress = value.exercise, value.progress
    is_own = not exercise.source
    lines = []
    facts = [_spaced(area) for area in exercise.areas]
    facts += [] if is_own else [exercise.level, *(exercise.equipment or ["no equipment"])]
    if exercise.aim:
        lines.append(f"{'Note' if is_own else 'For':10}{_capital(safe(exercise.aim))}")
    if facts:
        lines.append(f"{'':10}{', '.join(facts)}")
    if exercise.dose:
        often = "" if is_own else f", {_times(exercise.per_day)} a day"
        lines.append(f"{'Usual':10}{show_dose(exercise.dose, look.marks.times)}{often}")
    lines += [f"{number:8}  {step}" for number, step in enumerate(exercise.steps, 1)]
    if exercise.stop_when:
        lines.append(f"{'Stop':10}when {exercise.stop_when}.")
    if exercise.not_for:
        lines.append(f"{'Care':10}{exercise.not_for}")
    if exercise.meets:
        instead = ", ".join(exercises()[other].name for other in exercise.instead)
        lines.append(f"{'Instead':10}{instead}, if you noted {_any_of(exercise.meets)}.")
    if exercise.source:
        known = "" if exercise.mark == "ours" else f" ({MARKS[exercise.mark]})"
        lines.append(f"{'Source':10}{exercise.source}{known}")
    name = look.bold(wrapped(_capital(safe(exercise.name)), look))
    lines = [name, *(wrapped(line, look, _INDENT) for line in lines)]
    lines += ["", wrapped(STOP_RULE, look)]
    if progress is not None:
        told = _progress(progress, present.today, look)
        lines += ["", *(wrapped(line, look, _INDENT) for line in told)]
    return "\n".join(lines)


def added(value: "Record", present: "Present", look: Look) -> str:
    """Return the answer to an exercise that was made."""
    exercise = value.exercise
    dose = f", usually {show_dose(exercise.dose, look.marks.times)}" if exercise.dose else ""
    word = write_exercise(exercise.id, exercise.dose)
    known = resolve(exercises()).get(exercise.id)
    meant = f" Until now the word meant {known}." if known else ""
    return "\n".join(
        [
            wrapped(f"{safe(exercise.id)} is an exercise of yours now{dose}.{meant}", look, "  "),
            wrapped(f"  Do it: {command('log exercise', word)}. {TAKE_BACK}", look, "  "),
        ]
    )


def removed(value: "Record", present: "Present", look: Look) -> str:
    """Return the answer to an exercise that was removed."""
    gone = f"{safe(value.exercise.id)} is gone; sessions keep its name. {TAKE_BACK}"
    return wrapped(gone, look, "  ")


def routines(listed: Sequence["Followed"], present: "Present", look: Look) -> str:
    """Return the routines with their exercises, and how often each was followed."""
    if not listed:
        return wrapped(
            f"No routine yet. Make one: {command('routine add morning bird-dog:3x10x8s bridge:3x10')}",
            look,
        )
    rows = [
        [
            safe(one.routine.name),
            step_words(one.routine.steps, look),
            *_often(one, present.today),
        ]
        for one in listed
    ]
    return "\n".join(table(rows, look, beneath=[1, 3], indent=""))


def routine(value: "Followed", present: "Present", look: Look) -> str:
    """Return one routine, an exercise a line."""
    shown = value.routine
    rows = [
        [
            str(number),
            _spaced(step.name),
            show_dose(step.dose, look.marks.times) if step.dose else "",
        ]
        for number, step in enumerate(shown.steps, 1)
    ]
    often, last = _often(value, present.today)
    record = f"Followed {often}, {last}" if often else "Not followed yet"
    return "\n".join(
        [
            look.bold(wrapped(_capital(safe(shown.name)), look)),
            *table(rows, look, right=[0], elastic=[2], core=1),
            wrapped(f"{record}. Do it: {_log(shown)}", look, "  "),
        ]
    )


def routine_added(value: "Followed", present: "Present", look: Look) -> str:
    """Return the answer to a routine that was made."""
    return _kept(value.routine, look)


def routine_edited(value: "Followed", present: "Present", look: Look) -> str:
    """Return the answer to a routine that was changed."""
    return _kept(value.routine, look, "Now: ")


def _kept(kept: "Routine", look: Look, verb: str = "") -> str:
    steps = step_words(kept.steps, look)
    return "\n".join(
        [
            wrapped(f'{verb}Routine "{safe(kept.name)}": {steps}.', look, "  "),
            wrapped(f"  Do it: {_log(kept)}. {TAKE_BACK}", look, "  "),
        ]
    )


def routine_removed(gone: "Followed", present: "Present", look: Look) -> str:
    """Return the answer to a routine that was removed."""
    name = safe(gone.routine.name)
    return wrapped(f'Routine "{name}" is gone; sessions keep its name. {TAKE_BACK}', look, "  ")


def step_words(steps: Sequence[ExerciseDone], look: Look) -> str:
    """Return exercises with their doses: `bird dog 3×10×8 s, plank 3×30 s`."""
    return ", ".join(
        f"{_spaced(step.name)} {show_dose(step.dose, look.marks.times)}"
        if step.dose
        else _spaced(step.name)
        for step in steps
    )


def _progress(progress: "Progress", today: dt.date, look: Look) -> list[str]:
    last = write_day(progress.last_on, today)
    sums = [f"{progress.reps:,} repetitions"] if progress.reps else []
    if progress.best_on is not None:
        held, best = write_duration(progress.held), write_duration(progress.best_hold)
        sums.append(f"held {held} in all, {best} at best ({write_day(progress.best_on, today)})")
    told = f": {', '.join(sums)}" if sums else ""
    lines = [f"{'Done':10}{plural(progress.sessions, 'time')}, last {last}{told}."]
    counts = [count for _, count in progress.weeks]
    if any(counts):
        bars = "".join(_bar(count, max(counts), look) for count in counts)
        since = week_label(progress.weeks[0][0])
        listed = " ".join([*map(str, counts), bars]).rstrip()
        lines.append(f"{'Sets':10}{listed} a week, {since} to this one")
    return lines


def _bar(count: int, most: int, look: Look) -> str:
    if not look.marks.bars:
        return ""
    return look.marks.bars[max(1, round(8 * count / most)) - 1] if count else look.marks.nothing


def _row(exercise: Exercise, look: Look) -> list[str]:
    dose = show_dose(exercise.dose, look.marks.times) if exercise.dose else ""
    return [safe(exercise.id), dose, safe(exercise.aim)]


def _level(exercise: Exercise) -> str:
    return exercise.level if exercise.id in exercises() else ""


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _often(value: "Followed", today: dt.date) -> tuple[str, str]:
    if value.last_on is None:
        return "", ""
    return _times(value.sessions), f"last {short_day(value.last_on, today)}"


def _any_of(words: Sequence[str]) -> str:
    *some, last = words
    return f"{', '.join(some)} or {last}" if some else last


def _log(shown: "Routine") -> str:
    return command("log exercise --routine", shown.name)


def _spaced(word: str) -> str:
    return safe(word).replace("-", " ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
