"""A timer that runs: what it will be logged as, and how far it is."""

import datetime as dt
from typing import Any

from msgspec import Struct

from tracker.care.fields import Entry
from tracker.care.guide import Run, exercises_done


class Timer(Struct, frozen=True):
    """A timer: what it will be logged as, and how far it is.

    The exercises of the entry are those it leads through, not yet those done. `passed_over` are
    the care rules it began against, each with the reason.
    """

    entry: Entry
    run: Run
    passed_over: tuple[tuple[str, str], ...] = ()

    def done(self, **time: Any) -> Entry:
        """Return what was really done so far; `time` are the fields that say when it began."""
        exercises = exercises_done(self.entry.details.exercises, self.run)
        return self.entry.telling(
            duration=dt.timedelta(seconds=max(self.run.done_s, 1)),
            exercises=exercises,
            # A routine of which nothing was done was not followed.
            routine=self.entry.details.routine if exercises else None,
            **time,
        )
