"""One occurrence weighed by itself: what state it is in, and what is left to answer it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tracker.care.lasting import open_until
from tracker.care.plan import Calendar, Form, Plan
from tracker.care.planned import Answer, Planned, Written
from tracker.care.reminder import OPEN, State
from tracker.care.rhythm import Quota
from tracker.care.schedule import Occurrence, Schedule

DAY = dt.timedelta(days=1)

Hold = Callable[[dt.datetime], str | None]
"""Says why the care rules hold the plan at an instant; None where they do not."""


class Span(Struct, frozen=True):
    """A form of the plan while it was in force, with what came due under it."""

    form: Form
    schedule: Schedule
    from_at: dt.datetime
    until_at: dt.datetime
    listed: list[Occurrence]

    @property
    def is_quota(self) -> bool:
        return isinstance(self.form.rhythm, Quota)

    def holds(self, at: dt.datetime) -> bool:
        return self.from_at < at <= self.until_at


class Weighing:
    """What is known of a plan at one moment; sessions and rows are taken off as they are used.

    It is the present, or when the plan was removed (`moment`, on the day `today`). `free` are the sessions that answer nothing yet, in their order. `latest_at` is when the last
    showing came due: whatever was open before it is so no more.
    """

    def __init__(
        self,
        plan: Plan,
        answers: Sequence[Answer],
        written: Iterable[Written],
        now: dt.datetime,
        calendar: Calendar,
        hold: Hold,
    ) -> None:
        self.plan = plan
        self.now = now
        self.calendar = calendar
        self.hold = hold
        self.zone = plan.zone_of(calendar)
        # What was open when the plan was removed stays so; nobody is asked for it any more.
        self.moment = min(plan.removed_at or now, now)
        self.today = plan.day_at(self.moment, calendar)
        self.days = sorted([*(one.counts_on for one in answers), *plan.skipped])
        self.free = list(answers)
        self.latest_at: dt.datetime | None = None
        self.rows: dict[dt.date, list[Written]] = defaultdict(list)
        self._came: dict[tuple[dt.date, str], Written] = {}
        for row in written:
            self._came[row.day, row.clock] = row
            if row.state != State.MISSED:
                self.rows[row.day].append(row)

    def as_it_came(self, one: Occurrence) -> Occurrence:
        """Return one at the instant at which it came, which a change of the zone does not move."""
        row = self._came.get(one.key)
        return one if row is None else replace(one, due_at=row.due_at)

    def weighed(self, one: Occurrence, row: Written | None) -> Planned | None:
        """Return one that is not answered: by what was written of it, by the time, and if it is held."""
        if row is None and (was := self._came.get(one.key)) and was.state == State.MISSED:
            row = was
        state, why = self.state(one.day, one.due_at, row), row.why if row else None
        if state in (State.COMING, State.DUE) and one.day == self.today:
            why = self.hold(max(one.due_at, self.now))
            state = State.HELD if why else state
        elif state == State.MISSED:
            why = self.hold(one.due_at)
            state = State.HELD if why else self.left_undone(one.day)
        if state is None:
            return None
        until = row.attention_at if row and state == State.SNOOZED else None
        return replace(self.planned(one, state), put_off_until=until, why=why)

    def left_undone(self, day: dt.date) -> str:
        """Return the state of what nobody did on a day: in a flare-up an eased plan rests with that."""
        return State.PAUSED if self.plan.is_eased_on(day) else State.MISSED

    def state(self, day: dt.date, due_at: dt.datetime, row: Written | None) -> str | None:
        """Return the state of one that is not answered, as it will be once what is over was closed."""
        if row is not None and row.state not in OPEN:
            return row.state
        if self.plan.removed_at is not None and day >= self.today:
            return None
        if due_at > self.now:
            return State.COMING
        if self.latest_at is not None and due_at < self.latest_at:
            return State.MISSED
        if row is not None and row.state == State.SNOOZED:
            return State.SNOOZED
        over_at = open_until(
            day,
            due_at,
            self.zone,
            self.calendar,
            shown_at=row.shown_at if row else None,
            shown_times=row.shown_times if row else 0,
        )
        return State.DUE if self.moment < over_at else State.MISSED

    def take_free(self, first: dt.date, last: dt.date) -> Answer | None:
        """Return the earliest session of some days that answers nothing yet, and take it."""
        since = max(first, self.plan.forms[0].first_on)
        answer = next((one for one in self.free if since <= one.counts_on <= last), None)
        if answer is not None:
            self.free.remove(answer)
        return answer

    def planned(self, one: Occurrence, state: str) -> Planned:
        return Planned(self.plan, one.day, one.due_at, state, planned_on=one.due_since)

    def told(self, row: Written, state: str, on: dt.date | None = None) -> Planned:
        return Planned(
            self.plan,
            row.day,
            row.due_at,
            state,
            row.attention_at if state == State.SNOOZED else None,
            row.why,
            on or row.day,
            row.answered_by,
        )

    def week_of(self, day: dt.date) -> dt.date:
        return day - (day.weekday() - self.calendar.week_starts_on) % 7 * DAY
