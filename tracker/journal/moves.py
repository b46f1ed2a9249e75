"""Moves: every change of the state of a reminder is made from what is said here."""

from typing import Any

from sqlalchemy import Row, bindparam

from tracker.care.plan import Plan
from tracker.care.reminder import MOVES, OPEN, State
from tracker.care.schedule import Occurrence
from tracker.tables import reminders

# Written out and not bound, so that SQLite takes the index that holds the open ones alone.
IS_OPEN = reminders.c.state.in_(
    bindparam("open_states", OPEN, expanding=True, literal_execute=True)
)


def moved(*of: str | None, to: str, **values: Any) -> dict[str, Any]:
    """Return what is written of a reminder that goes into a state, and `values` with it.

    `of` are the states that it may be in now; None is one that is not written down yet. Whatever
    its new state is, a claim of it and its trouble are over, and it needs attention no more unless
    `values` say when. A move that is not legal is a fault of the program.
    """
    if not set(of) <= set(MOVES[to]):  # No `assert`, which a light process does without.
        raise AssertionError(f"no reminder goes from {of} to {to}")
    return {"state": to, "attention_at": None, "owner": None, "trouble": None, **values}


def reopened(row: Row[Any], *, of: str, **values: Any) -> dict[str, Any]:
    """Return what is written of a reminder that is open again as it was, and needs attention."""
    to = State.SHOWN if row.shown_times else State.DUE
    return moved(of, to=to, attention_at=row.due_at, **values)


def row_of(plan: Plan, one: Occurrence, state: str, **values: Any) -> dict[str, Any]:
    """Return the row of an occurrence that is written down in a state, and `values` with it."""
    return {
        "plan_id": plan.number,
        "day": one.day,
        "clock": one.clock,
        "due_at": one.due_at,
        "tries": 0,
        "shown_times": 0,
        **moved(None, to=state, **values),
    }
