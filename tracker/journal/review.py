"""The diary read back: a stretch of it, its weeks, and today."""

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from tracker.care.adherence import Kept, overall
from tracker.care.session import Session
from tracker.care.week import Week

if TYPE_CHECKING:
    from tracker.care.flare import Flare
    from tracker.care.planned import Planned
    from tracker.journal import Journal
    from tracker.journal.adherence import PlanKept
    from tracker.journal.conditions import Noted
    from tracker.journal.reminders import Reminder
    from tracker.journal.routines import Routine

_ONE_WEEK = dt.timedelta(weeks=1)


class History(Struct, frozen=True):
    """The sessions that were asked for, the oldest first, and how plans were kept meanwhile.

    `has_more` tells that the limit left older ones out, `is_searched` that not all were asked for;
    `flares` are the flare-ups of these days, and `routines` are those that are kept, where one of the sessions followed any.
    """

    sessions: tuple[Session, ...]
    has_more: bool
    is_searched: bool
    plans: "tuple[PlanKept, ...]"
    routines: "tuple[Routine, ...]"
    flares: "tuple[Flare, ...]" = ()


class WeekKept(Struct, frozen=True):
    """A week in figures, and how each plan was kept in it."""

    week: Week
    plans: "tuple[PlanKept, ...]"

    @property
    def kept(self) -> Kept:
        """How all plans together were kept."""
        return overall(one.kept for one in self.plans)


class Summary(Struct, frozen=True):
    """One week, the week before it, and what a care rule held in it; and an emergency, if noted.

    `flare` is a flare-up that has run so long that one asks whether it is over.
    """

    week: WeekKept
    before: WeekKept
    held: "tuple[Reminder, ...]"
    emergency: "Noted | None"
    flare: "Flare | None" = None


class Weeks(Struct, frozen=True):
    """Several weeks, the latest last; and an emergency, if one is noted."""

    weeks: tuple[WeekKept, ...]
    emergency: "Noted | None"


class Today(Struct, frozen=True):
    """What was done today and is planned for it, and this week; `is_empty` is a diary of nothing.

    `emergency` is one that is noted and not ended, `to_review` a doctor's words to look at again;
    `routines` are those that are kept, where one of the sessions followed any, and `flare` is the
    flare-up that runs.
    """

    sessions: tuple[Session, ...]
    planned: "tuple[Planned, ...]"
    week: WeekKept
    is_empty: bool
    emergency: "Noted | None"
    to_review: "tuple[Noted, ...]"
    routines: "tuple[Routine, ...]"
    flare: "Flare | None" = None


class Review:
    """Looks back on the diary, beside what was planned."""

    def __init__(self, journal: "Journal") -> None:
        self._journal = journal
        self._present = journal.present

    def history(
        self,
        kinds: tuple[str, ...] = (),
        since: dt.date | None = None,
        until: dt.date | None = None,
        area: str | None = None,
        person: str | None = None,
        limit: int | None = None,
        *,
        with_plans: bool = True,
    ) -> History:
        """Return the sessions that fit, the newest `limit` of them.

        Where they are narrowed by kind, area or person, they are not what was planned, and nothing
        is said of plans.
        """
        journal = self._journal
        number = journal.providers.meant(person).number if person else None
        found = journal.sessions.find(kinds, since, until, area, number, limit)
        is_narrowed = bool(kinds or area or person)
        plans: tuple[PlanKept, ...] = ()
        if with_plans and not is_narrowed and journal.plans.exist():
            first = None if found.has_more else since
            if first is None and found.sessions:
                first = found.sessions[0].entry.day
            if first is not None:
                plans = tuple(journal.adherence.kept(first, until or self._present.today))
        is_searched = bool(is_narrowed or since or until)
        routines = self._routines(found.sessions)
        flares: tuple[Flare, ...] = ()
        if found.sessions:
            days = found.sessions[0].entry.day, found.sessions[-1].entry.day
            flares = tuple(journal.flares.between(*days))
        return History(found.sessions, found.has_more, is_searched, plans, routines, flares)

    def summary(self, first: dt.date | None = None) -> Summary:
        """Return the week that begins on a day, or the present one, and the one before it."""
        before, week = self.weeks(first, 2)
        held = self._journal.adherence.held(week.week.first, week.week.last)
        emergency, flare = self._journal.conditions.emergency(), self._journal.flares.to_ask()
        return Summary(week, before, tuple(held), emergency, flare)

    def stretch(self, last: dt.date | None, count: int) -> Weeks:
        """Return `count` weeks up to the one that begins on a day, or the present one."""
        return Weeks(tuple(self.weeks(last, count)), self._journal.conditions.emergency())

    def weeks(self, last: dt.date | None, count: int) -> list[WeekKept]:
        """Return `count` weeks up to the one that begins on a day, or the present one."""
        first = (last or self._present.this_week) - (count - 1) * _ONE_WEEK
        weeks = self._journal.totals.weeks(first, count)
        kept = self._journal.adherence.kept_by([(one.first, one.last) for one in weeks])
        return [WeekKept(one, tuple(plans)) for one, plans in zip(weeks, kept, strict=True)]

    def today(self) -> Today:
        """Return what was done and is planned today, and this week so far."""
        journal, today = self._journal, self._present.today
        planned = tuple(journal.outlook.day(today))
        (week,) = self.weeks(None, 1)
        sessions = journal.sessions.find(since=today, until=today).sessions
        return Today(
            sessions=sessions,
            planned=planned,
            week=week,
            is_empty=not planned and journal.totals.first_day() is None,
            emergency=journal.conditions.emergency(),
            to_review=tuple(journal.conditions.to_review()),
            routines=self._routines(sessions),
            flare=journal.flares.running(),
        )

    def _routines(self, sessions: "tuple[Session, ...]") -> "tuple[Routine, ...]":
        """Return the routines, for sessions of which one followed any."""
        if not any(session.entry.details.routine for session in sessions):
            return ()
        return tuple(self._journal.routines.all())
