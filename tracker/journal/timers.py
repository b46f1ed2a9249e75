"""The one timer that runs, kept while it runs so that a crash loses nothing of it."""

import datetime as dt
import json
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from tracker.care.fields import FIELDS, entry_of, told_of
from tracker.care.timer import Timer
from tracker.errors import Conflict
from tracker.journal.rows import read_told, write_told
from tracker.tables import timers

# What is known of a session that is still going on; when it was and how it went comes at its end.
_TOLD = tuple(name for name, field in FIELDS.items() if field.is_told_before and name != "duration")


class Timers:
    """Keeps the timer of the diary; none of this can be undone, as it is no session yet."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def get(self) -> Timer | None:
        """Return the timer as it was last seen, or None where there is none."""
        row = self._db.execute(select(timers)).first()
        return _timer(row.content, row.started_at, row.seen_at) if row else None

    def begin(self, timer: Timer) -> None:
        """Keep a timer that begins; raise Conflict where there is one."""
        if self.get():
            raise Conflict("another timer has begun.", "End it first, or: tracker start --cancel")
        self._db.execute(insert(timers).values(id=1, **_row(timer)))

    def see(self, timer: Timer) -> None:
        """Keep how far the timer is; raise Conflict where it was dropped meanwhile."""
        found = self._db.execute(update(timers).values(**_row(timer)))
        if not found.rowcount:
            raise _dropped()

    def end(self) -> None:
        """Drop the timer; raise Conflict where it was dropped already."""
        if not self._db.execute(delete(timers)).rowcount:
            raise _dropped()


def _dropped() -> Conflict:
    return Conflict("this timer was dropped from another window.")


def _row(timer: Timer) -> dict[str, Any]:
    from tracker.care.guide import Step  # Every command opens the journal, and few have a timer.

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
    }
    written = json.dumps(content, ensure_ascii=False)
    return {"started_at": run.started_at, "seen_at": run.seen_at, "content": written}


def _timer(content: str, started_at: dt.datetime, seen_at: dt.datetime) -> Timer:
    from tracker.care.guide import Run, Step

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
    return Timer(entry, run, tuple((rule, reason) for rule, reason in kept["passed_over"]))
