"""Exercises of the person's own, and what the diary holds of any exercise."""

from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import Connection, Row, select

from tracker.care.catalogue import Exercise, exercises
from tracker.care.doses import Dose, read_dose, write_dose
from tracker.care.progress import Done, Progress, progress
from tracker.care.session import stands_at
from tracker.errors import BadInput, Conflict, NotFound, Refusal
from tracker.escaping import command
from tracker.journal.changes import Changes
from tracker.journal.rows import exercise_of, reading_of
from tracker.tables import exercises_done, own_exercises, routine_steps, routines, sessions
from tracker.text import LONGEST_NAME, storable, visible, word_key

if TYPE_CHECKING:
    from tracker.present import Present


class Record(Struct, frozen=True):
    """An exercise, and what came of it if it was ever done."""

    exercise: Exercise
    progress: Progress | None = None


_WHEN = (sessions.c.day, sessions.c.started_at, sessions.c.part, sessions.c.zone)


class Exercises:
    """The exercises of the diary, beside those of the catalogue and the settings."""

    def __init__(self, db: Connection, changes: Changes, present: "Present") -> None:
        self._db = db
        self._changes = changes
        self._present = present

    def known(self) -> dict[str, Exercise]:
        """Return the exercises of the catalogue, then those of the settings and of the diary."""
        known = self._present.settings.exercises()
        return {**known, **{one.id: one for one in self.own() if one.id not in exercises()}}

    def own(self) -> list[Exercise]:
        """Return the person's own exercises, the first one made first."""
        rows = self._db.execute(
            select(own_exercises).order_by(own_exercises.c.created_at, own_exercises.c.id)
        )
        return [_exercise(row) for row in rows]

    def record(self, exercise: Exercise) -> Record:
        """Return an exercise with what came of it up to the present week."""
        done = self._done(exercise.id)
        return Record(exercise, progress(done, self._present.this_week))

    def add(self, name: str, dose: Dose | None, note: str | None) -> Record:
        """Make an exercise, known by its name with hyphens; raise Conflict where it exists.

        What was another name of one of the catalogue means the person's own from then on.
        """
        spelled = " ".join(storable(name, LONGEST_NAME, "a name").split())
        word = word_key(spelled)
        try:
            exercises([word])
        except Refusal:
            raise BadInput(
                "{}: an exercise is named in letters and digits, at most 40 of them, "
                'as in "wall slide".',
                name,
            ) from None
        mine = select(own_exercises.c.id).where(own_exercises.c.id == word)
        if word in exercises() or self._db.execute(mine).first():
            raise Conflict(
                f"there is an exercise {word} already.",
                f"See it: {command('exercise show', word)}",
            )
        values = {
            "id": word,
            "name": spelled,
            "dose": write_dose(dose) if dose else None,
            "note": note,
            "created_at": self._changes.now,
        }
        self._changes.insert_all(own_exercises, [values])
        self._changes.keep("exercise add", word)
        return Record(Exercise(word, spelled, dose=dose, aim=note or ""))

    def remove(self, word: str) -> Record:
        """Forget an exercise of the person's own; sessions keep its name."""
        row = self._db.execute(select(own_exercises).where(own_exercises.c.id == word)).first()
        if row is None:
            if word in exercises():
                raise Conflict(f"{word} belongs to the catalogue and stays.")
            raise NotFound(
                f'the diary has no exercise "{visible(word)}" of your own.',
                f"A word of the settings goes with: {command('config edit')}",
            )
        using = self._db.execute(
            select(routines.c.name)
            .join(routine_steps, routine_steps.c.routine_id == routines.c.id)
            .where(routine_steps.c.exercise == word)
            .group_by(routines.c.id)
            .order_by(routines.c.name_key)
        ).scalars()
        if names := [f'"{visible(name)}"' for name in using]:
            raise Conflict(
                f"{word} is part of the routine{'s' if len(names) > 1 else ''} {', '.join(names)}.",
                f"Take it out of there first: {command('help routine edit')}",
            )
        self._changes.delete(own_exercises, {"id": word})
        self._changes.keep("exercise remove", word)
        return Record(_exercise(row))

    def _done(self, word: str) -> list[Done]:
        """Return every time that an exercise was done, by day."""
        rows = self._db.execute(
            select(*_WHEN, exercises_done)
            .join(sessions, sessions.c.id == exercises_done.c.session_id)
            .where(exercises_done.c.exercise == word)
            .order_by(exercises_done.c.position)
        )
        ordered = sorted(rows, key=lambda row: (row.day, stands_at(*row[:4]), row.session_id))
        return [Done(row.day, row.session_id, exercise_of(row).dose) for row in ordered]


def _exercise(row: Row[tuple[object, ...]]) -> Exercise:
    with reading_of(f"the exercise {visible(str(row.id))}", own_exercises, id=row.id):
        dose = read_dose(row.dose) if row.dose else None
    return Exercise(row.id, row.name, dose=dose, aim=row.note or "")
