"""What a chart is drawn from: pain by day, sessions and what was kept by week, and a year."""

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import Connection, select

from tracker.care.adherence import Kept, overall
from tracker.care.catalogue import KINDS
from tracker.care.flare import Flare
from tracker.care.levels import DayLevel, by_day
from tracker.journal.readings import day_levels
from tracker.tables import sessions

if TYPE_CHECKING:
    from tracker.journal import Journal
    from tracker.journal.conditions import Noted

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(weeks=1)


class PainChart(Struct, frozen=True):
    """The pain by day from `first` to `last`, the sessions of these days, and the flare-ups.

    `read` are the levels of the days with a reading. `before` are the levels before the sessions of
    the days without one: they stand apart, as one has a session when it hurts. `sessions` are how
    many there were of a kind on a day, kinds in the order of the catalogue.
    """

    first: dt.date
    last: dt.date
    read: tuple[DayLevel, ...]
    before: tuple[DayLevel, ...]
    sessions: Mapping[str, Mapping[dt.date, int]]
    flares: tuple[Flare, ...]
    emergency: "Noted | None"


class WeekSessions(Struct, frozen=True):
    """How many sessions of each kind the week from `first` on holds, without empty kinds.

    Each session counts once, a hot-stone massage as a massage alone.
    """

    first: dt.date
    kinds: Mapping[str, int]

    @property
    def whole(self) -> int:
        return sum(self.kinds.values())


class SessionsChart(Struct, frozen=True):
    """The sessions of some weeks, the latest last."""

    weeks: tuple[WeekSessions, ...]
    emergency: "Noted | None"


class KeptWeek(Struct, frozen=True):
    """How all plans together were kept in the week from `first` on."""

    first: dt.date
    kept: Kept


class KeptChart(Struct, frozen=True):
    """How all plans together were kept in some weeks, the latest last."""

    weeks: tuple[KeptWeek, ...]
    emergency: "Noted | None"

    @property
    def whole(self) -> Kept:
        return overall(one.kept for one in self.weeks)


class Month(Struct, frozen=True):
    """A month from its `first` day on, so far: of so many `days` so many were `active`.

    An active day has a session; there were so many `sessions`. One that is to come has no days yet.
    """

    first: dt.date
    days: int
    active: int
    sessions: int

    def calendar(self) -> list[dt.date]:
        """Return all of its days, those to come as well."""
        return [
            self.first + n * _DAY for n in range(monthrange(self.first.year, self.first.month)[1])
        ]


class YearChart(Struct, frozen=True):
    """The days of a year with their sessions, as far as it has gone: up to `last`."""

    first: dt.date
    last: dt.date
    sessions: Mapping[dt.date, int]
    emergency: "Noted | None"

    @property
    def months(self) -> list[Month]:
        """The twelve months."""
        return [self._month(self.first.replace(month=number)) for number in range(1, 13)]

    def _month(self, first: dt.date) -> Month:
        past = [day for day in Month(first, 0, 0, 0).calendar() if day <= self.last]
        counts = [self.sessions[day] for day in past if day in self.sessions]
        return Month(first, len(past), len(counts), sum(counts))


class Charts:
    """Has the numbers of charts; they are those of summary and insights."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._journal = journal
        self._present = journal.present

    def pain(self, weeks: int) -> PainChart:
        """Return the pain by day of so many weeks, up to today."""
        return self.pain_between(self._first(weeks), self._present.today)

    def pain_between(self, first: dt.date, last: dt.date) -> PainChart:
        """Return the pain by day from `first` to `last`, both included."""
        read = day_levels(self._db, first, last)
        days = {one.day for one in read}
        before = [one for one in self._before_sessions(first, last) if one.day not in days]
        return PainChart(
            first,
            last,
            tuple(read),
            tuple(before),
            self._by_kind(first, last),
            tuple(self._journal.flares.between(first, last)),
            self._journal.conditions.emergency(),
        )

    def sessions(self, weeks: int) -> SessionsChart:
        """Return how many sessions of each kind so many weeks hold, the present one last."""
        first = self._first(weeks)
        counts: list[dict[str, int]] = [{} for _ in range(weeks)]
        for kind, days in self._by_kind(first, first + weeks * _WEEK - _DAY).items():
            for day, count in days.items():
                of_week = counts[(day - first) // _WEEK]
                of_week[kind] = of_week.get(kind, 0) + count
        listed = (WeekSessions(first + n * _WEEK, found) for n, found in enumerate(counts))
        return SessionsChart(tuple(listed), self._journal.conditions.emergency())

    def kept(self, weeks: int) -> KeptChart:
        """Return how so many weeks were kept, the present one last."""
        first = self._first(weeks)
        stretches = [
            (start, start + 6 * _DAY) for start in (first + n * _WEEK for n in range(weeks))
        ]
        found = self._journal.adherence.kept_by(stretches)
        return KeptChart(
            tuple(
                KeptWeek(start, overall(one.kept for one in plans))
                for (start, _), plans in zip(stretches, found, strict=True)
            ),
            self._journal.conditions.emergency(),
        )

    def year(self, year: int) -> YearChart:
        """Return how many sessions each day of a year has, of the present one up to today."""
        first = dt.date(year, 1, 1)
        last = min(dt.date(year, 12, 31), self._present.today)
        days: dict[dt.date, int] = {}
        for found in self._by_kind(first, last).values():
            for day, count in found.items():
                days[day] = days.get(day, 0) + count
        return YearChart(first, last, days, self._journal.conditions.emergency())

    def _first(self, weeks: int) -> dt.date:
        return self._present.this_week - (weeks - 1) * _WEEK

    def _before_sessions(self, first: dt.date, last: dt.date) -> list[DayLevel]:
        told = sessions.c.pain_before.is_not(None)
        asked = select(sessions.c.day, sessions.c.pain_before).where(
            sessions.c.day.between(first, last), told
        )
        return by_day((row.day, row.pain_before) for row in self._db.execute(asked))

    def _by_kind(self, first: dt.date, last: dt.date) -> dict[str, dict[dt.date, int]]:
        """Return how many sessions there were on each day of each kind that was done.

        Each session counts once; kinds come in the order of the catalogue.
        """
        found: dict[str, dict[dt.date, int]] = {kind: {} for kind in KINDS}
        for one in self._journal.totals.by_day(first, last):
            # A hot-stone massage is listed a second time, as heat.
            if not one.hot_stones:
                found.setdefault(one.kind, {})[one.day] = one.sessions
        return {kind: days for kind, days in found.items() if days}
