"""What came of an exercise over time: how often, how much, how long at best."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from tracker.care.doses import Dose, total_hold_s, total_reps

WEEKS = 8
_WEEK = dt.timedelta(weeks=1)


class Done(Struct, frozen=True):
    """One exercise of one session, with what was done of it, if told."""

    day: dt.date
    session: int
    dose: Dose | None


class Progress(Struct, frozen=True):
    """An exercise over the whole diary, and its sets in each of the last weeks, the present one last.

    `best_hold` is the longest single hold, on `best_on`; where several were as long, the first.
    """

    sessions: int
    last_on: dt.date
    reps: int
    held: dt.timedelta
    best_hold: dt.timedelta
    best_on: dt.date | None
    weeks: tuple[tuple[dt.date, int], ...]


def progress(done: Sequence[Done], this_week: dt.date) -> Progress | None:
    """Return what came of an exercise, or None where it was never done.

    `this_week` is the first day of the present week. A set that each side does counts once; what
    was done without a dose counts as a session alone.
    """
    if not done:
        return None
    told = [(one.day, one.dose) for one in done if one.dose is not None]
    best = max((dose.hold_s or 0 for _, dose in told), default=0)
    firsts = [this_week - back * _WEEK for back in reversed(range(WEEKS))]
    return Progress(
        sessions=len({one.session for one in done}),
        last_on=max(one.day for one in done),
        reps=sum(total_reps(dose) for _, dose in told),
        held=dt.timedelta(seconds=sum(total_hold_s(dose) for _, dose in told)),
        best_hold=dt.timedelta(seconds=best),
        best_on=min((day for day, dose in told if best and dose.hold_s == best), default=None),
        weeks=tuple(
            (first, sum(dose.sets or 1 for day, dose in told if first <= day < first + _WEEK))
            for first in firsts
        ),
    )
