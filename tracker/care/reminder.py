"""The states of a reminder with the moves between them, and of an occurrence as a person sees it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


class State:
    """What became of a planned occurrence, in the words of the diary and of every answer.

    A reminder is due, shown or snoozed while it is open, and done, skipped, missed, held or
    dropped once it is closed; a dropped one was overtaken by a change of its plan. The person
    sees an occurrence as coming, due (shown or not), snoozed, done, made up (on another day of its
    week), skipped, missed, held or paused. They are plain words, as an enumeration takes twenty times as long to be made.
    """

    COMING: Final = "coming"
    DUE: Final = "due"
    SHOWN: Final = "shown"
    SNOOZED: Final = "snoozed"
    DONE: Final = "done"
    SKIPPED: Final = "skipped"
    MISSED: Final = "missed"
    HELD: Final = "held"
    DROPPED: Final = "dropped"
    PAUSED: Final = "paused"
    MADE_UP: Final = "made-up"


class Decided(State):
    """What is decided about a reminder: the state that it is in from then on, or one of these.

    A moved one waits for the end of the quiet hours, a stopped one is not shown any more, and a
    failed one could not be shown.
    """

    MOVED: Final = "moved"
    STOPPED: Final = "stopped"
    FAILED: Final = "failed"


OPEN: tuple[str, ...] = (State.DUE, State.SHOWN, State.SNOOZED)
# What was left out for a reason; it is never missed.
EXCUSED: tuple[str, ...] = (State.SKIPPED, State.HELD, State.PAUSED)
# What is neither decided nor left out yet.
AHEAD: tuple[str, ...] = (State.COMING, *OPEN)
# From which states a reminder can be brought into a state; None is one not written down yet.
# What was answered, held, dropped with its plan, or missed by a wrong clock alone, is opened again
# when that is not so any more.
MOVES: Mapping[str, tuple[str | None, ...]] = MappingProxyType(
    {
        State.DUE: (None, State.DONE, State.MISSED, State.HELD, State.DROPPED),
        State.SHOWN: (*OPEN, State.DONE, State.MISSED, State.DROPPED),
        State.SNOOZED: OPEN,
        State.DONE: (None, *OPEN, State.DONE, State.MISSED, State.HELD, State.DROPPED),
        State.SKIPPED: (None, *OPEN),
        State.MISSED: (None, *OPEN),
        State.HELD: (None, *OPEN),
        State.DROPPED: (*OPEN, State.DONE),
    }
)
