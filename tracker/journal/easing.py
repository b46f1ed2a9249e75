"""How a flare-up eases plans: a pause for one that rests, days on which half of one is enough.

Both are rows of pauses that name the flare-up, and `why` says which of the two it is. So what a
plan was eased to in the past stays, whatever is said of it later.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from tracker.care.flare import SAME
from tracker.journal.changes import Changes
from tracker.tables import pauses

_DAY = dt.timedelta(days=1)


def ease(changes: Changes, plan: int, how: str, flare: int, first: dt.date) -> None:
    """Ease a plan from a day on, until the flare-up is over; `same` is as ever."""
    if how != SAME:
        row = {"plan_id": plan, "first_on": first, "until_on": None, "why": how}
        changes.insert(pauses, row | {"flare_id": flare})


def eased(db: Connection, flare: int, *which: ColumnElement[bool]) -> list[Row[Any]]:
    """Return the rows by which a flare-up eases plans until it is over."""
    running = (pauses.c.flare_id == flare, pauses.c.until_on.is_(None))
    return list(db.execute(select(pauses).where(*running, *which)).all())


def let_go(changes: Changes, row: Row[Any], day: dt.date) -> None:
    """Ease a plan no more from a day on; what it was eased to before stays."""
    if row.first_on >= day:
        changes.delete(pauses, {"id": row.id})
    else:
        changes.update(pauses, {"id": row.id}, {"until_on": day - _DAY})
