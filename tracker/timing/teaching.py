"""What a timer teaches of the exercise under way: its steps, and when to stop."""

from typing import TYPE_CHECKING

from tracker.care.catalogue import STOP_RULE, exercises
from tracker.show.terminal import Look, wrapped

if TYPE_CHECKING:
    from tracker.care.timer import Timer


def beside_the_bar(timer: "Timer", look: Look, rows: int) -> list[str]:
    """Return lines for the rows that a bar leaves.

    Where there is no room for all, the steps go first, and then the stop sign from its end.
    """
    steps, stop = _steps(timer), [*_own_stop(timer), *_general_stop()]
    most = ([*before, *_lines([*steps, *stop], look)] for before in ([""], []))
    least = (_lines(stop[:count], look) for count in range(len(stop), 0, -1))
    return next((lines for lines in (*most, *least) if len(lines) <= rows), [])


def in_lines(timer: "Timer", look: Look, *, is_first: bool) -> list[str]:
    """Return the plain lines for an exercise that begins; what holds for all stands at the first."""
    general = _general_stop() if is_first else []
    return _lines([*_steps(timer), *_own_stop(timer), *general], look)


def _steps(timer: "Timer") -> list[str]:
    known = exercises().get(_name(timer))
    return [f"{number}  {step}" for number, step in enumerate(known.steps if known else (), 1)]


def _own_stop(timer: "Timer") -> list[str]:
    known = exercises().get(_name(timer))
    return [f"Stop when {known.stop_when}."] if known and known.stop_when else []


def _general_stop() -> list[str]:
    """Return the stop sign of all exercises, a sentence each."""
    return STOP_RULE.replace(". ", ".\n").split("\n")


def _name(timer: "Timer") -> str:
    run = timer.run
    place = run.steps[run.position].exercise
    return "" if place is None else timer.entry.details.exercises[place].name


def _lines(texts: list[str], look: Look) -> list[str]:
    broken = (wrapped(text, look, "   " if text[0].isdigit() else "") for text in texts)
    return [line for text in broken for line in text.split("\n")]
