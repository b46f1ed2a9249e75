"""What a timer says aloud: its words, and the voice that speaks them without holding it up."""

import threading
from typing import TYPE_CHECKING

from tracker.care.doses import Dose
from tracker.care.guide import Step
from tracker.timing.words import title

if TYPE_CHECKING:
    from tracker.care.timer import Timer

# More than one sentence may take, with whatever starts to speak it.
_LONGEST_SAYING_S = 20
OVER = "Time is up."
HALF = "Half time."
SKIN = "Half time. Look at the skin now."


class Voice:
    """Speaks in a thread of its own; of what waits meanwhile the latest words alone are spoken.

    Where it `is_silent` it does nothing. After a failure it says no more.
    """

    def __init__(self, *, is_silent: bool = False) -> None:
        self._is_silent = is_silent
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._next = ""
        self._trouble = ""

    def say(self, words: str) -> None:
        """Speak the words, once what is spoken now has come to its end."""
        if self._is_silent:
            return
        with self._lock:
            self._next = words
            if self._thread is None:
                self._thread = threading.Thread(target=self._speak, daemon=True)
                self._thread.start()

    def trouble(self) -> str:
        """Return a line about why nothing is said, once; an empty text where there is none."""
        with self._lock:
            trouble, self._trouble = self._trouble, ""
        return f"Nothing is said aloud: {trouble}." if trouble else ""

    def end(self) -> str:
        """Wait for the last words, and return the line about a trouble that was not told yet."""
        thread = self._thread
        if thread is not None:
            thread.join(_LONGEST_SAYING_S)
        return self.trouble()

    def _speak(self) -> None:
        from tracker.reminding.notifiers import NotShown
        from tracker.reminding.notifiers.plyer_voice import speak

        while words := self._taken():
            try:
                speak(words)
            except NotShown as failure:
                with self._lock:
                    self._is_silent = True
                    self._trouble = failure.reason.rstrip(".")

    def _taken(self) -> str:
        """Return what is to be spoken next; nothing ends the thread."""
        with self._lock:
            words, self._next = "" if self._is_silent else self._next, ""
            if not words:
                self._thread = None
            return words


def spoken(timer: "Timer") -> str:
    """Return what is to be done now: `Plank, set 2 of 3. Hold 20 seconds.`"""
    run = timer.run
    step = run.steps[run.position]
    if step.exercise is None:
        return f"{title(timer.entry)}, {_length(step.length_s)}."
    done = timer.entry.details.exercises[step.exercise]
    dose = timer.dose_of(step)
    name = done.name.replace("-", " ")
    parts = [f"set {step.set} of {dose.sets}"] if (dose.sets or 1) > 1 else []
    parts += [f"{step.side} side"] if step.side else []
    what = ", ".join([name, *parts])
    match step.what:
        case "ready":
            return f"Get ready: {what}."
        case "rest":
            return f"Rest. Next: {what}."
        case "sides":
            return f"Change sides: {step.side} side."
    return f"{what[:1].upper()}{what[1:]}. {_amount(dose, step)}."


def _amount(dose: Dose, step: Step) -> str:
    if dose.reps is None:
        return f"{'Hold ' if dose.sets else ''}{_length(step.length_s)}".capitalize()
    times = "Once" if dose.reps == 1 else f"{dose.reps} times"
    return f"{times}, {_length(dose.hold_s)} each" if dose.hold_s else times


def _length(seconds: int) -> str:
    """Return a length as it is spoken: `90 seconds`, `10 minutes`."""
    if seconds < 120 and seconds != 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    minutes, rest = divmod(seconds, 60)
    whole = "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{whole} {rest} seconds" if rest else whole
