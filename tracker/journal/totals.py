"""Sums over the diary: sessions by day and kind, and money by currency."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from tracker.care.catalogue import KINDS, heat_styles
from tracker.care.money import Money
from tracker.care.week import Cost, DayTotal, Week, week
from tracker.tables import massages, services, sessions


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

    def weeks(self, first: dt.date, count: int) -> list[Week]:
        """Return `count` weeks, the first of them beginning on `first`."""
        firsts = [first + dt.timedelta(weeks=number) for number in range(count)]
        until = firsts[-1] + dt.timedelta(days=6)
        days, costs = self.by_day(first, until), self._costs(first, until)
        return [week(one, KINDS, days, costs) for one in firsts]

    def _costs(self, since: dt.date, until: dt.date) -> list[Cost]:
        rows = self._db.execute(
            select(
                sessions.c.day,
                services.c.currency,
                func.sum(services.c.cost).label("cost"),
                func.coalesce(func.sum(services.c.covered), 0).label("covered"),
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
    )
