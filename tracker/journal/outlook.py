"""What is planned for a day and what comes after it, worked out without writing anything."""

import datetime as dt
from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlalchemy import Connection

from tracker.care.agenda import LOOK_BACK, upcoming, upcoming_until
from tracker.care.catalogue import counts_as
from tracker.care.plan import Calendar, Plan
from tracker.care.planned import Planned
from tracker.care.reminder import AHEAD, State
from tracker.care.rhythm import Interval, Quota
from tracker.care.schedule import Occurrence
from tracker.care.walltime import day_of
from tracker.journal.fitting import is_too_short
from tracker.journal.occurrences import written_keys

if TYPE_CHECKING:
    from tracker.journal import Journal
    from tracker.journal.sessions import Stored

_DAY = dt.timedelta(days=1)


class Outlook:
    """Looks at the plans from an instant."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._journal = journal
        self._now = journal.present.now
        self._calendar = journal.present.calendar
        self._plans = journal.plans
        self._reminders = journal.reminders

    def day(self, day: dt.date) -> list[Planned]:
        """Return what is planned for a day of the person's, by time, with what became of it so far.

        What is still open from an earlier day stands there too, put off or not.
        """
        # A plan that is pinned to a far zone has its own days, up to one apart from the person's.
        listed = [
            (one, _day_within(one.plan, one.day, one.due_at, self._calendar))
            for _, some in self._journal.ledger.of(self._plans.living(), day - _DAY, day + _DAY)
            for one in some
            if not one.is_dayless
        ]
        planned = [replace(one, day=day) for one, its_day in listed if its_day == day]
        if day == self._journal.present.today:
            planned += [one for one, on in listed if on < day and one.state == State.DUE]
        planned += [
            Planned(row.plan, row.day, row.due_at, State.SNOOZED, row.attention_at)
            for row in self._reminders.open()
            if row.state == State.SNOOZED
            and row.plan.removed_at is None
            and _day_within(row.plan, row.day, row.due_at, self._calendar) < day
        ]
        return sorted(planned, key=lambda one: (one.due_at, one.plan.number))

    def coming(self, plan: Plan, count: int = 5) -> list[Occurrence]:
        """Return the next occurrences of a plan, if each is done on its day."""
        known = self._known(plan)
        found = upcoming(plan, self._done(plan), self._now, self._calendar, count + len(known))
        return [one for one in found if one.key not in known][:count]

    def coming_until(self, last: dt.date) -> list[Planned]:
        """Return what comes up to a day of the person's, if each is done on its day."""
        found = []
        for plan in self._plans.living():
            known = self._known(plan)
            # A day more, as the days of a pinned plan may lie apart from the person's.
            ahead = upcoming_until(plan, self._done(plan), self._now, self._calendar, last + _DAY)
            for one in ahead:
                day = _day_within(plan, one.day, one.due_at, self._calendar)
                if day <= last and one.key not in known:
                    found.append(Planned(plan, day, one.due_at, State.COMING))
        return sorted(found, key=lambda one: (one.due_at, one.plan.number))

    def next_of_week(self, plan: Plan, day: dt.date) -> Occurrence | None:
        """Return what a plan asks for next in this week, where that has a day of its own.

        None where a session of a day answers something by itself: what waits, or what was missed on
        that very day, which is over at midnight though the session began before.
        """
        today = plan.day_at(self._now, self._calendar)
        following = next(iter(self.coming(plan, 1)), None)
        if following is None or isinstance(plan.form.rhythm, Quota):
            return None
        waits = isinstance(plan.form.rhythm, Interval) and following.due_since <= today
        if waits or following.day > self._week_end(today):
            return None
        ((_, listed),) = self._journal.ledger.of([plan], day, day)
        undone = (State.MISSED, State.PAUSED)
        is_missed = any(one.state in undone and one.day == day for one in listed)
        return None if is_missed and day < today else following

    def answered(self, stored: "Stored", named: Plan | None = None) -> "Stored":
        """Return what was stored with every occurrence that it answers.

        Plans that it would answer but for its length come with it, and the plan that was `named`
        where the session is more than that asks for.
        """
        session, entry = stored.session, stored.session.entry
        kinds = counts_as(entry.kind, entry.details.style)
        plans = [plan for plan in self._plans.living() if plan.kind in kinds]
        # What was put off may be of the week before, and what was done across midnight of the next.
        first = self._week_end(entry.day) - 13 * _DAY
        last = max(self._week_end(entry.day), self._week_end(self._journal.present.today))
        answers, short = list[Planned](), list[str]()
        for plan, listed in self._journal.ledger.of(plans, first, min(last, first + 20 * _DAY)):
            own = [one for one in listed if one.answered_by == session.number]
            answers += own
            is_open = any(one.state in AHEAD and one.day == entry.day for one in listed)
            if not own and is_open and is_too_short(self._db, plan, session.number):
                short.append(plan.name)
        is_extra = named is not None and all(one.plan.number != named.number for one in answers)
        return replace(
            stored,
            answers=tuple(answers),
            too_short_for=tuple(short),
            beyond=named.name if named is not None and is_extra else None,
        )

    def _week_end(self, day: dt.date) -> dt.date:
        return day + (self._calendar.week_starts_on - 1 - day.weekday()) % 7 * _DAY

    def _done(self, plan: Plan) -> list[dt.date]:
        return self._plans.days_done(plan, self._now.date() - LOOK_BACK)

    def _known(self, plan: Plan) -> set[tuple[dt.date, str]]:
        """Return the days and clock times, from yesterday on, of which a plan has reminders."""
        return written_keys(self._db, plan, self._now.date() - _DAY)


def _day_within(plan: Plan, day: dt.date, due_at: dt.datetime, calendar: Calendar) -> dt.date:
    """Return the person's own day of an occurrence, which of a pinned plan may be another."""
    if plan.zone is None:
        return day
    return day_of(due_at, calendar.zone, calendar.day_starts_at)
