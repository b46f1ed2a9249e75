"""What happens when in a timer: its steps, how far it has come, and what of it was really done."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from tracker.care.doses import Dose
from tracker.care.fields import ExerciseDone

# How long what a dose does not say takes, in seconds: defaults of ours.
READY_S = 10  # From the keyboard to the mat, before the first exercise.
REST_S = 30  # Between two sets, and between two exercises.
SIDES_S = 5  # From the left to the right side.
REPETITION_S = 4  # A repetition without a hold.
LET_GO_S = 2  # From one hold to the next of the same set.
UNTOLD_S = 60  # An exercise of which no dose is known.
LONG_S = 60  # From here on half time is told, in exercises.

# A clock that has moved on by more than this since it was last read did so while nobody watched:
# the computer slept, or the timer was stopped.
LONGEST_BLINK = dt.timedelta(minutes=1)
_SECOND = dt.timedelta(seconds=1)


class Step(Struct, frozen=True):
    """One stretch of a timer, of `length_s` seconds.

    `time` passes without counting anything, `set` is one set of an exercise on one side; the
    others lie between. `exercise` is the place of the exercise in the list, counted from 0;
    for what lies between it is the exercise that follows, and so are `set` and `side`.
    """

    what: Literal["time", "set", "rest", "ready", "sides"]
    length_s: int
    exercise: int | None = None
    set: int = 1
    side: Literal["left", "right"] | None = None

    @property
    def is_between(self) -> bool:
        return self.what in ("rest", "ready", "sides")


class Run(Struct, frozen=True):
    """A timer on its way: how many seconds of each step have been spent when it was last seen.

    Everything follows from the clock, so that a sleeping computer or a slow one loses no second.
    `position` is that of the present step; behind the last one the timer is over.
    """

    steps: tuple[Step, ...]
    started_at: dt.datetime
    seen_at: dt.datetime
    spent_s: tuple[int, ...]
    position: int = 0
    is_paused: bool = False

    @property
    def is_over(self) -> bool:
        return self.position == len(self.steps)

    @property
    def is_guided(self) -> bool:
        """Say whether it leads through exercises, rather than letting one stretch pass."""
        return self.steps[0].exercise is not None

    @property
    def done_s(self) -> int:
        """The seconds that have passed, without pauses."""
        return sum(self.spent_s)

    @property
    def spent_here_s(self) -> int:
        """The seconds of the present step that have passed."""
        return self.spent_s[self.position]

    @property
    def length_s(self) -> int:
        """The seconds that all steps take together."""
        return sum(step.length_s for step in self.steps)

    @property
    def left_s(self) -> int:
        """The seconds that are still to come; what was skipped is not."""
        return sum(
            step.length_s - spent
            for step, spent in list(zip(self.steps, self.spent_s, strict=True))[self.position :]
        )

    def advanced(self, now: dt.datetime) -> "Run":
        """Return the timer as it is at `now`, step after step; a clock set back counts nothing."""
        if self.is_over:
            return self
        if self.is_paused or now < self.seen_at:
            return replace(self, seen_at=now)
        passed_s = (now - self.seen_at) // _SECOND
        spent_s, position, left_s = list(self.spent_s), self.position, passed_s
        while position < len(self.steps):
            taken_s = min(left_s, self.steps[position].length_s - spent_s[position])
            spent_s[position] += taken_s
            left_s -= taken_s
            if spent_s[position] < self.steps[position].length_s:
                break
            position += 1
        # Only whole seconds are counted; the rest of one is left for the next time.
        seen_at = self.seen_at + passed_s * _SECOND
        return replace(self, seen_at=seen_at, spent_s=tuple(spent_s), position=position)

    def paused(self) -> "Run":
        """Return the timer as it stood when it was last seen, and paused."""
        return replace(self, is_paused=True)

    def resumed(self, now: dt.datetime) -> "Run":
        """Return the timer going on from where it was last seen."""
        return replace(self, seen_at=now, is_paused=False)

    def skipped(self) -> "Run":
        """Return the timer at the beginning of its next step."""
        return replace(self, position=min(self.position + 1, len(self.steps)))

    def was_unwatched(self, now: dt.datetime) -> bool:
        """Say whether it ran on for a while without being seen."""
        is_running = not self.is_paused and not self.is_over
        return is_running and now - self.seen_at > LONGEST_BLINK

    def is_over_by(self, now: dt.datetime) -> bool:
        """Say whether its time ended, by the clock, after it was last seen."""
        is_running = not self.is_paused and not self.is_over
        return is_running and (now - self.seen_at) // _SECOND >= self.left_s


def begin(steps: Sequence[Step], now: dt.datetime) -> Run:
    """Return a timer of these steps that begins now."""
    return Run(tuple(steps), now, now, (0,) * len(steps))


def passing(length: dt.timedelta) -> tuple[Step, ...]:
    """Return the one step of a timer that only lets time pass, of at least a second."""
    return (Step("time", max(length // _SECOND, 1)),)


def steps_of(exercises: Sequence[ExerciseDone]) -> tuple[Step, ...]:
    """Return the steps of exercises one after the other, set by set, the left side first.

    Before the first set there is time to get ready, between sets and exercises a rest, between
    the sides time to change. Their lengths, and that of whatever a dose does not say, are ours
    and stand at the head of this file.
    """
    return tuple(_with_breaks(_sets(exercises)))


def _sets(exercises: Sequence[ExerciseDone]) -> Iterator[Step]:
    for place, exercise in enumerate(exercises):
        dose = exercise.dose or Dose(None, None, UNTOLD_S)
        what: Literal["time", "set"] = "set" if dose.sets else "time"
        for number in range(1, (dose.sets or 1) + 1):
            if dose.each_side:
                yield Step(what, set_length_s(dose), place, number, "left")
                yield Step(what, set_length_s(dose), place, number, "right")
            else:
                yield Step(what, set_length_s(dose), place, number)


def _with_breaks(sets: Iterator[Step]) -> Iterator[Step]:
    is_first = True
    for step in sets:
        if is_first:
            yield replace(step, what="ready", length_s=READY_S)
        elif step.side == "right":
            yield replace(step, what="sides", length_s=SIDES_S)
        else:
            yield replace(step, what="rest", length_s=REST_S)
        is_first = False
        yield step


def set_length_s(dose: Dose) -> int:
    """Return how many seconds one set takes on one side."""
    if dose.reps is None:
        return dose.hold_s or UNTOLD_S
    if dose.hold_s is None:
        return dose.reps * REPETITION_S
    return dose.reps * (dose.hold_s + LET_GO_S) - LET_GO_S


def repetition(dose: Dose, spent_s: int) -> tuple[int, int]:
    """Return which repetition of a set is under way, from 1, and how many seconds it is held yet.

    Without a hold, and while letting go, there are 0 seconds of it.
    """
    each_s = (dose.hold_s + LET_GO_S) if dose.hold_s else REPETITION_S
    number, inside_s = divmod(spent_s, each_s)
    return number + 1, max((dose.hold_s or 0) - inside_s, 0)


def skin_check_s(kind: str, length_s: int) -> int | None:
    """Return after how many seconds of a kind one looks at the skin; None for kinds without.

    With ice it is half time, a default of ours: one source (TM Magazine) looks after 5 min, the
    others give only the whole length. For heat no source names a time.
    """
    return length_s // 2 if kind == "ice" else None


def half_s(step: Step, dose: Dose | None) -> int | None:
    """Return after how many seconds of a step its half time is told; None where it is not.

    A dose that counts repetitions has no half time, as a sound among them would read as the end,
    and in exercises neither has what is over within a minute, a bound of ours.
    """
    if step.is_between or (dose and (dose.reps is not None or step.length_s < LONG_S)):
        return None
    return step.length_s // 2 or None


def exercises_done(exercises: Sequence[ExerciseDone], run: Run) -> tuple[ExerciseDone, ...]:
    """Return what was really done of the exercises.

    A set that was broken off counts with what was done of it, as a set of its own beside the whole
    ones; so does what one side did more than the other. An exercise of which nothing was done is
    left out.
    """
    return tuple(
        replace(exercise, dose=dose)
        for place, exercise in enumerate(exercises)
        for dose in _doses_done(exercise.dose or Dose(None, None, UNTOLD_S), place, run)
    )


def amount_done(dose: Dose, spent_s: int) -> int:
    """Return how much of one set was done in so many seconds: repetitions, or seconds without any.

    Repetitions without a hold go at the person's own pace: from half the time that we give the set
    all of them count, before that as many as were shown.
    """
    if dose.reps is None:
        return min(spent_s, set_length_s(dose))
    if dose.hold_s is not None:
        return min((spent_s + LET_GO_S) // (dose.hold_s + LET_GO_S), dose.reps)
    return dose.reps if spent_s >= set_length_s(dose) / 2 else spent_s // REPETITION_S


def _doses_done(dose: Dose, place: int, run: Run) -> Iterator[Dose]:
    """Return what was done of one exercise: a dose for each amount that sets of it came to."""
    by_set: dict[int, list[int]] = {}
    for step, spent_s in zip(run.steps, run.spent_s, strict=True):
        if step.exercise == place and not step.is_between:
            by_set.setdefault(step.set, []).append(amount_done(dose, spent_s))
    counts = Counter[tuple[int, bool]]()
    for amounts in by_set.values():
        if len(set(amounts)) == 1:
            counts[amounts[0], dose.each_side] += 1
        else:
            counts.update((amount, False) for amount in amounts)
    for (amount, is_each_side), count in counts.items():
        if amount and dose.reps is None:
            sets = dose.sets and count
            yield replace(dose, sets=sets, hold_s=amount, each_side=is_each_side)
        elif amount:
            yield replace(dose, sets=count, reps=amount, each_side=is_each_side)
