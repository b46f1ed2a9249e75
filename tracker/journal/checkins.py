"""Check-ins: questionnaires that were gone through, each beside the first of its kind."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import Connection, Row, Select, select

from tracker.care.scores import Answer, Change, change, is_at_end, measures, score
from tracker.care.zones import name_at
from tracker.errors import NotFound
from tracker.escaping import command
from tracker.journal.changes import Changes
from tracker.journal.rows import reading_of, value_of
from tracker.tables import checkin_answers, checkins
from tracker.text import name_key

if TYPE_CHECKING:
    from tracker.present import Present


class Checkin(Struct, frozen=True, kw_only=True):
    """A questionnaire that was gone through on a day; of one scored elsewhere only the `total`."""

    number: int
    measure: str
    day: dt.date
    answers: tuple[Answer, ...]
    total: float | None
    score: Fraction
    note: str | None
    created_at: dt.datetime
    changed_at: dt.datetime

    @property
    def activities(self) -> tuple[str, ...]:
        """The person's own activities, in their order, where it asks for them."""
        return tuple(one.activity for one in self.answers if one.activity is not None)


class Compared(Struct, frozen=True):
    """A check-in beside the person's first one, which it may be itself; then there is no change.

    Of the PSFS that is the first with the same activities, as others cannot be compared. A change
    that `is_at_end` of the scale is not to be relied on.
    """

    checkin: Checkin
    first: Checkin
    change: Change | None
    is_at_end: bool
    is_corrected: bool = False


class Checkins:
    """The check-ins of the diary."""

    def __init__(self, db: Connection, changes: Changes, present: "Present") -> None:
        self._db = db
        self._changes = changes
        self._present = present

    def add(
        self,
        measure: str,
        day: dt.date,
        answers: Sequence[Answer],
        total: float | None = None,
        note: str | None = None,
    ) -> Compared:
        """Write down a check-in; one of the same day is corrected by it, and keeps its note."""
        now, known = self._changes.now, self._of_day(measure, day)
        values = {"total": total, "changed_at": now}
        if known is None:
            whole = {"measure": measure, "day": day, "note": note, "created_at": now}
            whole["zone"] = name_at(self._present.zone, now)
            number = self._changes.insert(checkins, values | whole)
        else:
            number = known.number
            self._changes.delete(checkin_answers, {"checkin_id": number})
            self._changes.update(checkins, {"id": number}, values | {"note": note or known.note})
        self._changes.insert_all(
            checkin_answers,
            [
                {
                    "checkin_id": number,
                    "item": one.item,
                    "answer": one.answer,
                    "activity": one.activity,
                }
                for one in answers
            ],
        )
        self._changes.keep("checkin", f"c{number} {measures()[measure].name}, {day}")
        compared = {one.checkin.number: one for one in self.history([measure])}[number]
        return Compared(
            compared.checkin, compared.first, compared.change, compared.is_at_end, known is not None
        )

    def delete(self, numbers: Iterable[int]) -> list[Checkin]:
        """Delete check-ins, all or none; return them as they were."""
        wanted = list(dict.fromkeys(numbers))
        found = {one.number: one for one in self._whole(_rows().where(checkins.c.id.in_(wanted)))}
        for number in wanted:
            if number not in found:
                hint = f"The numbers stand in: {command('checkin --history')}"
                raise NotFound(f"there is no check-in c{number}.", hint)
            self._changes.delete(checkin_answers, {"checkin_id": number})
            self._changes.delete(checkins, {"id": number})
        self._changes.keep("delete", ", ".join(_what(found[number]) for number in wanted))
        return [found[number] for number in wanted]

    def history(self, of: Sequence[str]) -> list[Compared]:
        """Return the check-ins of some measures, the latest last, each beside the first."""
        first: dict[tuple[str, frozenset[str]], Checkin] = {}
        found = []
        for one in self._whole(_rows().where(checkins.c.measure.in_(list(of)))):
            key = one.measure, frozenset(map(name_key, one.activities))
            found.append(_compared(one, first.setdefault(key, one)))
        return found

    def activities(self) -> tuple[str, ...]:
        """Return the activities of the person's last PSFS; none before the first."""
        of_psfs = _rows().where(checkins.c.measure == "psfs")
        last = self._db.execute(
            of_psfs.order_by(None).order_by(checkins.c.day.desc(), checkins.c.id.desc()).limit(1)
        ).all()
        found = self._read(last)
        return found[0].activities if found else ()

    def _of_day(self, measure: str, day: dt.date) -> Checkin | None:
        rows = _rows().where(checkins.c.measure == measure, checkins.c.day == day)
        found = self._whole(rows)
        return found[-1] if found else None

    def _whole(self, statement: Select[Any]) -> list[Checkin]:
        return self._read(self._db.execute(statement).all())

    def _read(self, rows: Sequence[Row[Any]]) -> list[Checkin]:
        answers: dict[int, list[Answer]] = defaultdict(list)
        for chunk in (rows[start : start + 500] for start in range(0, len(rows), 500)):
            of_these = checkin_answers.c.checkin_id.in_([row.id for row in chunk])
            told = select(checkin_answers).where(of_these).order_by(*checkin_answers.primary_key)
            for row in self._db.execute(told):
                answers[row.checkin_id].append(value_of(row, Answer))
        return [_checkin(row, tuple(answers[row.id])) for row in rows]


def _checkin(row: Row[Any], answers: tuple[Answer, ...]) -> Checkin:
    with reading_of(f"check-in c{row.id}"):
        scored = score(row.measure, answers) if row.total is None else Fraction(str(row.total))
    return value_of(row, Checkin, number=row.id, answers=answers, score=scored)


def _rows() -> Select[Any]:
    return select(checkins).order_by(checkins.c.day, checkins.c.id)


def _compared(one: Checkin, first: Checkin) -> Compared:
    measure = measures()[one.measure]
    changed = None if first is one else change(measure, first.score, one.score)
    is_end = any(is_at_end(measure, of.score) for of in (one, first))
    return Compared(one, first, changed, is_end)


def _what(one: Checkin) -> str:
    return f"c{one.number} {measures()[one.measure].name}, {one.day}"
