"""Routines: exercises in an order that are done together, under one name."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, func, select

from tracker.care.doses import read_dose, write_dose
from tracker.care.fields import Entry, ExerciseDone
from tracker.care.flare import halved_exercises
from tracker.errors import BadInput, Conflict, NotFound
from tracker.escaping import command, quoted
from tracker.journal.changes import Changes
from tracker.journal.named import the_one
from tracker.journal.plan_rows import read_json
from tracker.journal.rows import reading_of
from tracker.tables import plans, routine_steps, routines, routines_followed, sessions
from tracker.text import LONGEST_NAME, name_key, storable, visible


class Routine(Struct, frozen=True):
    """Exercises with their doses, in their order."""

    name: str
    steps: tuple[ExerciseDone, ...]


class Followed(Struct, frozen=True):
    """A routine, how many sessions followed it, and the last day of them."""

    routine: Routine
    sessions: int = 0
    last_on: dt.date | None = None


class Routines:
    """The routines of the diary."""

    def __init__(self, db: Connection, changes: Changes) -> None:
        self._db = db
        self._changes = changes

    def add(self, name: str, steps: Sequence[ExerciseDone]) -> Followed:
        """Make a routine; raise Conflict where the name is taken."""
        spelled = self._new_name(name)
        number = self._changes.insert(
            routines,
            {"name": spelled, "name_key": name_key(spelled), "created_at": self._changes.now},
        )
        self._changes.insert_all(routine_steps, _step_rows(number, steps))
        self._changes.keep("routine add", f'"{spelled}"')
        return Followed(Routine(spelled, tuple(steps)))

    def edit(
        self, name: str, new_name: str | None = None, steps: Sequence[ExerciseDone] = ()
    ) -> Followed:
        """Give a routine another name, or other steps; what was logged stays as it was done.

        Sessions and plans follow it to its new name.
        """
        routine = self.get(name)
        number = self._number(routine.name)
        spelled = self._new_name(new_name, but=number) if new_name else routine.name
        if spelled != routine.name:
            values = {"name": spelled, "name_key": name_key(spelled)}
            self._changes.update(routines, {"id": number}, values)
            self._rename(routine.name, spelled)
        if steps:
            self._changes.delete(routine_steps, {"routine_id": number})
            self._changes.insert_all(routine_steps, _step_rows(number, steps))
        self._changes.keep("routine edit", f'"{routine.name}"')
        return self.followed(spelled)

    def remove(self, name: str) -> Followed:
        """Forget a routine; sessions keep its name. Raise Conflict while a plan needs it."""
        gone = self.followed(name)
        routine = gone.routine
        needing = [
            f'{row.id} "{visible(row.name)}"'
            for row in self._plan_rows(routine.name)
            if row.removed_at is None
        ]
        if needing:
            raise Conflict(
                f'the routine "{visible(routine.name)}" is needed by '
                f"plan{'s' if len(needing) > 1 else ''} {', '.join(needing)}.",
                f"Remove that first: {command('plan remove', needing[0].partition(' ')[0])}",
            )
        number = self._number(routine.name)
        self._changes.delete(routine_steps, {"routine_id": number})
        self._changes.delete(routines, {"id": number})
        self._changes.keep("routine remove", f'"{routine.name}"')
        return gone

    def get(self, name: str) -> Routine:
        """Return the routine of that name, in whatever spelling; raise NotFound otherwise."""
        known, key = self.all(), name_key(name)
        return self._the_one(name, [[one for one in known if name_key(one.name) == key]], known)

    def meant(self, text: str) -> Routine:
        """Return the one routine that a name or its beginning means; raise NotFound otherwise."""
        known, key = self.all(), name_key(text)
        ways = (
            [one for one in known if name_key(one.name) == key],
            [one for one in known if key and name_key(one.name).startswith(key)],
        )
        return self._the_one(text, ways, known)

    def all(self) -> list[Routine]:
        """Return the routines, by name."""
        steps: dict[int, list[ExerciseDone]] = defaultdict(list)
        for row in self._db.execute(select(routine_steps).order_by(*routine_steps.primary_key)):
            with reading_of("a routine"):
                dose = read_dose(row.dose) if row.dose else None
            steps[row.routine_id].append(ExerciseDone(row.exercise, dose))
        rows = self._db.execute(select(routines).order_by(routines.c.name_key))
        return [Routine(row.name, tuple(steps[row.id])) for row in rows]

    def filled(self, entry: Entry, *, by_half: bool = False) -> Entry:
        """Return the entry with the steps of its routine before its own exercises, if it has one.

        With `by_half`, half of each step's dose is done.
        """
        if entry.details.routine is None:
            return entry
        routine = self.get(entry.details.routine)
        steps = halved_exercises(routine.steps) if by_half else routine.steps
        exercises = steps + entry.details.exercises
        return entry.telling(routine=routine.name, exercises=exercises)

    def followed(self, name: str) -> Followed:
        """Return the routine of that name with how often it was followed; raise NotFound otherwise."""
        wanted = self.get(name)
        return next(one for one in self.all_followed() if one.routine == wanted)

    def all_followed(self) -> list[Followed]:
        """Return the routines, by name, each with how often it was followed."""
        rows = self._db.execute(
            select(
                routines_followed.c.routine,
                func.count().label("sessions"),
                func.max(sessions.c.day).label("last_on"),
            )
            .join(sessions, sessions.c.id == routines_followed.c.session_id)
            .group_by(routines_followed.c.routine)
        )
        found = {row.routine: (row.sessions, row.last_on) for row in rows}
        return [Followed(routine, *found.get(routine.name, ())) for routine in self.all()]

    def _number(self, name: str) -> int:
        known = select(routines.c.id).where(routines.c.name_key == name_key(name))
        return int(self._db.execute(known).scalar_one())

    def _rename(self, name: str, spelled: str) -> None:
        followed = select(routines_followed.c.session_id).where(routines_followed.c.routine == name)
        for number in self._db.execute(followed).scalars().all():
            self._changes.update(routines_followed, {"session_id": number}, {"routine": spelled})
        for row in self._plan_rows(name):
            details = json.dumps(read_json(row.details) | {"routine": spelled}, ensure_ascii=False)
            self._changes.update(plans, {"id": row.id}, {"details": details})

    def _plan_rows(self, name: str) -> list[Any]:
        of_kind = select(plans).where(plans.c.kind == "exercise").order_by(plans.c.id)
        rows = self._db.execute(of_kind)
        return [row for row in rows if read_json(row.details).get("routine") == name]

    def _new_name(self, name: str, but: int | None = None) -> str:
        spelled = storable(name, LONGEST_NAME, "a name")
        if not name_key(spelled):
            raise BadInput("{}: a routine needs a name, as in morning.", name)
        row = self._db.execute(
            select(routines.c.id, routines.c.name).where(routines.c.name_key == name_key(spelled))
        ).first()
        if row is not None and row.id != but:
            raise Conflict(
                f'there is a routine "{visible(row.name)}" already.',
                f"Change it: {command('routine edit', quoted(row.name), 'NAME[:DOSE]...')}",
            )
        return spelled

    def _the_one(
        self, text: str, ways: Iterable[Sequence[Routine]], known: Sequence[Routine]
    ) -> Routine:
        said = visible(text)

        def several(found: Sequence[Routine]) -> NotFound:
            named = ", ".join(f'"{visible(one.name)}"' for one in found[:8])
            return NotFound(
                f'"{said}" could be any of the routines {named}. Write more of the name.'
            )

        return the_one(
            text,
            ways,
            known,
            f'there is no routine "{said}".',
            f"All of them: {command('routine list')}",
            several=several,
            shown=lambda name: f'"{visible(name)}"',
        )


def _step_rows(number: int, steps: Sequence[ExerciseDone]) -> list[dict[str, Any]]:
    return [
        {
            "routine_id": number,
            "position": position,
            "exercise": step.name,
            "dose": write_dose(step.dose) if step.dose else None,
        }
        for position, step in enumerate(steps)
    ]
