"""Sums over the diary: sessions by day and kind, and money by currency."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Select,
    and_,
    cast,
    func,
    select,
)

from tracker.care.catalogue import KINDS, heat_styles
from tracker.care.levels import Pain
from tracker.care.money import Money
from tracker.care.tally import Answered
from tracker.care.week import Cost, DayTotal, Stretch, stretch
from tracker.journal.readings import day_levels
from tracker.tables import massages, services, sessions

# Well below the number of variables that any SQLite allows in one statement.
_CHUNK = 500


class Totals:
    """Answers with sums, worked out in the database."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def by_day(self, since: dt.date, until: dt.date) -> list[DayTotal]:
        """Return the totals of each day and kind; hot-stone massages stand under heat too."""
        plain = [_day_total(row, row.kind, 0) for row in self._db.execute(_by_day(since, until))]
        is_hot = massages.c.style.in_(sorted(heat_styles()))
        # The kind says nothing new, but leads to the few of these days by its index; without it
        # SQLite begins with every hot-stone massage there ever was.
        hot = (
            _by_day(since, until)
            .where(sessions.c.kind == "massage")
            .join(massages, and_(massages.c.session_id == sessions.c.id, is_hot))
        )
        heat = [_day_total(row, "heat-pack", row.sessions) for row in self._db.execute(hot)]
        return plain + heat

    def weeks(self, first: dt.date, count: int) -> list[Stretch]:
        """Return `count` weeks, the first of them beginning on `first`."""
        firsts = (first + dt.timedelta(weeks=number) for number in range(count))
        return self.stretches([(one, one + dt.timedelta(days=6)) for one in firsts])

    def answered(self, numbers: Iterable[int]) -> dict[int, Answered]:
        """Return the sessions of these numbers, each with its day and its length."""
        columns = select(sessions.c.id, sessions.c.day, sessions.c.duration_s)
        wanted, found = sorted(numbers), dict[int, Answered]()
        for start in range(0, len(wanted), _CHUNK):
            chunk = sessions.c.id.in_(wanted[start : start + _CHUNK])
            for row in self._db.execute(columns.where(chunk)):
                found[row.id] = Answered(row.day, dt.timedelta(seconds=row.duration_s))
        return found

    def stretches(self, wanted: Sequence[tuple[dt.date, dt.date]]) -> list[Stretch]:
        """Return stretches of days, each from its first to its last; the earliest comes first."""
        since, until = wanted[0][0], wanted[-1][1]
        days, costs = self.by_day(since, until), self._costs(since, until)
        levels, reliefs = day_levels(self._db, since, until), self._reliefs(since, until)
        return [stretch(first, last, KINDS, days, costs, levels, reliefs) for first, last in wanted]

    def pain(self, first: dt.date, last: dt.date) -> Pain:
        """Return how strong the pain was over some days."""
        days, levels = self.by_day(first, last), day_levels(self._db, first, last)
        return stretch(first, last, (), days, (), levels).pain

    def _reliefs(self, since: dt.date, until: dt.date) -> list[tuple[dt.date, dt.timedelta]]:
        told = select(sessions.c.day, sessions.c.relief_s).where(
            sessions.c.day.between(since, until), sessions.c.relief_s.is_not(None)
        )
        return [(row.day, dt.timedelta(seconds=row.relief_s)) for row in self._db.execute(told)]

    def _costs(self, since: dt.date, until: dt.date) -> list[Cost]:
        rows = self._db.execute(
            select(
                sessions.c.day,
                services.c.currency,
                _sum_of(services.c.cost).label("cost"),
                func.coalesce(_sum_of(services.c.covered), 0).label("covered"),
            )
            .join(services, services.c.session_id == sessions.c.id)
            .where(sessions.c.day.between(since, until), services.c.cost.is_not(None))
            .group_by(sessions.c.day, services.c.currency)
        )
        return [
            Cost(row.day, Money(row.cost, row.currency), Money(row.covered, row.currency))
            for row in rows
        ]

    def first_day(self) -> dt.date | None:
        """Return the first day that the diary knows."""
        first: dt.date | None = self._db.execute(select(func.min(sessions.c.day))).scalar_one()
        return first


def _sum_of(column: Column[int]) -> ColumnElement[int]:
    """Return the sum as a whole number, which in PostgreSQL that of big ones is not by itself."""
    return cast(func.sum(column), BigInteger)


def _by_day(since: dt.date, until: dt.date) -> Select[Any]:
    change = sessions.c.pain_after - sessions.c.pain_before
    return (
        select(
            sessions.c.day,
            sessions.c.kind,
            func.count().label("sessions"),
            func.sum(sessions.c.duration_s).label("duration_s"),
            func.coalesce(func.sum(change), 0).label("change"),
            func.count(change).label("pairs"),
            func.coalesce(func.sum(sessions.c.pain_before), 0).label("pain_before"),
            func.count(sessions.c.pain_before).label("before"),
        )
        .select_from(sessions)
        .where(sessions.c.day.between(since, until))
        .group_by(sessions.c.day, sessions.c.kind)
        .order_by(sessions.c.day, sessions.c.kind)
    )


def _day_total(row: Any, kind: str, hot_stones: int) -> DayTotal:
    return DayTotal(
        day=row.day,
        kind=kind,
        sessions=row.sessions,
        duration=dt.timedelta(seconds=row.duration_s),
        pain_change=row.change,
        pairs=row.pairs,
        hot_stones=hot_stones,
        pain_before=row.pain_before,
        before=row.before,
    )
