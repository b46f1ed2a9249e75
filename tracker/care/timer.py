"""A timer that runs: what it will be logged as, and how far it is."""

import datetime as dt
from typing import Any

from msgspec import Struct

from tracker.care.doses import Dose
from tracker.care.fields import Entry
from tracker.care.guide import UNTOLD_S, Run, Step, exercises_done, half_s


class Timer(Struct, frozen=True):
    """A timer: what it will be logged as, and how far it is.

    The exercises of the entry are those it leads through, not yet those done. `passed_over` are
    the care rules it began against, each with the reason. The `desk` is the machine that saw it
    last, where several have the diary.
    """

    entry: Entry
    run: Run
    passed_over: tuple[tuple[str, str], ...] = ()
    desk: str = ""

    @property
    def half_s(self) -> int | None:
        """After how many seconds of the present step its half time is told; None where it is not."""
        if self.run.is_over:
            return None
        step = self.run.steps[self.run.position]
        return half_s(step, None if step.exercise is None else self.dose_of(step))

    def dose_of(self, step: Step) -> Dose:
        """Return how much is to be done of the exercise of a step."""
        assert step.exercise is not None
        return self.entry.details.exercises[step.exercise].dose or Dose(None, None, UNTOLD_S)

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
