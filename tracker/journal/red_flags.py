"""The red flags as the person went through them: what was answered, when, and what that notes."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import Connection, func, select

from tracker.care.safety import RedFlags, red_flag_levels, red_flags
from tracker.journal.changes import Changes
from tracker.journal.conditions import Conditions, Noted
from tracker.journal.rows import reading_of
from tracker.tables import red_flag_answers

if TYPE_CHECKING:
    from tracker.present import Present


class GoneThrough(Struct, frozen=True):
    """What was answered, and the condition under which the diary notes it, if it does.

    What was noted before and is not ended, `stands` whatever was answered now.
    """

    found: RedFlags
    noted: Noted | None
    stands: tuple[Noted, ...] = ()


class Answered(Struct, frozen=True):
    """What was answered on a day, and how urgent that is."""

    day: dt.date
    found: RedFlags


class RedFlagAnswers:
    """The answers to the red flags."""

    def __init__(
        self, db: Connection, changes: Changes, conditions: Conditions, present: "Present"
    ) -> None:
        self._db = db
        self._changes = changes
        self._conditions = conditions
        self._present = present

    def go_through(self, answers: Iterable[str]) -> GoneThrough:
        """Write down which signs were answered yes, none at all as well, and note what that asks for."""
        found = red_flags(answers)
        row = {
            "at": self._changes.now,
            "day": self._present.today,
            "signs": ",".join(found.signs),
            "level": found.level.id if found.level else None,
        }
        self._changes.insert(red_flag_answers, row)
        key = found.level.notes if found.level else ""
        noted = self._conditions.note(key) if key else None
        self._changes.keep("redflags", ", ".join(found.signs) or "none")
        keys = [level.notes for level in red_flag_levels().values() if level.notes]
        known = (self._conditions.standing(key) for key in keys)
        return GoneThrough(found, noted, tuple(one for one in known if one and one != noted))

    def between(self, first: dt.date, last: dt.date) -> list[Answered]:
        """Return what was answered from `first` to `last`, both included, the latest last."""
        rows = select(red_flag_answers).where(red_flag_answers.c.day.between(first, last))
        found = self._db.execute(rows.order_by(red_flag_answers.c.at, red_flag_answers.c.id)).all()
        listed = []
        for row in found:
            with reading_of(f"the answers to red flags of {row.day}"):
                answers = red_flags(filter(None, row.signs.split(",")))
            listed.append(Answered(row.day, answers))
        return listed

    def last_at(self, at: dt.datetime) -> dt.datetime | None:
        """Return when they were gone through last, up to an instant."""
        last = select(func.max(red_flag_answers.c.at)).where(red_flag_answers.c.at <= at)
        found: dt.datetime | None = self._db.execute(last).scalar()
        return found
