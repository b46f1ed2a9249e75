"""The one timer that runs, kept while it runs so that a crash loses nothing of it."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select, update

from tracker.care.fields import FIELDS, Entry, entry_of, told_of
from tracker.care.guide import Run, Step, begin, passing, steps_of
from tracker.care.session import LONGEST_SESSION
from tracker.care.timer import Timer
from tracker.errors import BadInput, Conflict
from tracker.escaping import command
from tracker.journal.rows import read_told, reading_of, write_told
from tracker.tables import timers
from tracker.when import write_duration

if TYPE_CHECKING:
    from tracker.journal import Journal

# What is known of a session that is still going on; when it was and how it went comes at its end.
_TOLD = tuple(name for name, field in FIELDS.items() if field.is_told_before and name != "duration")


class Timers:
    """Keeps the timer of the diary; none of this can be undone, as it is no session yet."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._journal = journal

    def get(self) -> Timer | None:
        """Return the timer as it was last seen, or None where there is none."""
        row = self._db.execute(select(timers)).first()
        if row is None:
            return None
        with reading_of("the timer that was left"):
            return _timer(row.content, row.started_at, row.seen_at)

    def led(self, entry: Entry, *, is_timed: bool) -> tuple[Entry, tuple[Step, ...]]:
        """Return what a timer would be logged as, and its steps: time, or the exercises it leads through.

        An exercise without a dose has its usual one. Raises BadInput where the exercises take too
        long, or where it `is_timed`: a length was told beside them.
        """
        entry = entry.telling(came_in="timer")
        if entry.details.routine:
            entry = self._journal.routines.filled(entry)
        if not entry.details.exercises:
            return entry, passing(entry.details.duration)
        if is_timed:
            raise BadInput(
                "the exercises say themselves how long they take, so --minutes goes.",
                "",
                f"More: {command(f'help start {entry.kind}')}",
            )
        known = self._journal.exercises.known()
        exercises = tuple(
            replace(done, dose=known[done.name].dose)
            if done.dose is None and done.name in known
            else done
            for done in entry.details.exercises
        )
        steps = steps_of(exercises)
        length = dt.timedelta(seconds=sum(step.length_s for step in steps))
        if length > LONGEST_SESSION:
            raise BadInput(
                "the exercises {} take longer than the 24 h that a session may have.",
                write_duration(length),
            )
        return entry.telling(exercises=exercises, duration=length), steps

    def start(
        self, entry: Entry, steps: Sequence[Step], at: dt.datetime, override: str | None
    ) -> Timer:
        """Begin a timer and keep it; raise Unsafe where a care rule speaks against it."""
        passage = self._journal.gate.before_start(entry, override)
        timer = Timer(entry, begin(steps, at), passage.passed_over)
        self.begin(timer)
        return timer

    def begin(self, timer: Timer) -> None:
        """Keep a timer that begins; raise Conflict where there is one."""
        if self.get():
            raise Conflict(
                "another timer has begun.", f"End it first, or: {command('start --cancel')}"
            )
        self._db.execute(insert(timers).values(id=1, **_row(timer, self._journal.desk)))

    def see(self, timer: Timer) -> None:
        """Keep how far the timer is; raise Conflict where it was dropped meanwhile."""
        found = self._db.execute(update(timers).values(**_row(timer, self._journal.desk)))
        if not found.rowcount:
            raise _dropped()

    def end(self) -> None:
        """Drop the timer; raise Conflict where it was dropped already."""
        if not self._db.execute(delete(timers)).rowcount:
            raise _dropped()


def _dropped() -> Conflict:
    return Conflict("this timer was dropped from another window.")


def _row(timer: Timer, desk: str) -> dict[str, Any]:
    entry, run = timer.entry, timer.run
    told = told_of(entry)
    content = {
        "kind": entry.kind,
        "zone": entry.zone,
        **write_told({name: told[name] for name in _TOLD}),
        "steps": [[getattr(step, name) for name in Step.__struct_fields__] for step in run.steps],
        "spent_s": run.spent_s,
        "position": run.position,
        "is_paused": run.is_paused,
        "passed_over": timer.passed_over,
        **({"desk": desk} if desk else {}),
    }
    written = json.dumps(content, ensure_ascii=False)
    return {"started_at": run.started_at, "seen_at": run.seen_at, "content": written}


def _timer(content: str, started_at: dt.datetime, seen_at: dt.datetime) -> Timer:
    kept = json.loads(content)
    told = read_told({name: kept[name] for name in ("kind", "zone", *_TOLD) if name in kept})
    entry = entry_of(
        day=started_at.date(),  # The person's own day is worked out at the end.
        started_at=started_at,
        duration=dt.timedelta(seconds=1),
        came_in="timer",
        **told,
    )
    run = Run(
        tuple(Step(*step) for step in kept["steps"]),
        started_at,
        seen_at,
        tuple(kept["spent_s"]),
        kept["position"],
        kept["is_paused"],
    )
    passed_over = tuple((rule, reason) for rule, reason in kept["passed_over"])
    return Timer(entry, run, passed_over, kept.get("desk", ""))
