"""Flare-ups: begun, ended and read; the plans follow, each as it says itself."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import Connection, Row, or_, select

from tracker.care.flare import REST, SAME, Flare
from tracker.errors import BadInput, Conflict, NotFound
from tracker.escaping import command
from tracker.journal.easing import ease, eased, let_go
from tracker.journal.rows import value_of
from tracker.tables import flares, plan_dues
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.care.plan import Plan
    from tracker.journal import Journal
    from tracker.journal.planning import Scheduled

_DAY = dt.timedelta(days=1)


class Flared(Struct, frozen=True, kw_only=True):
    """A flare-up as it now stands, and the plans as they follow it.

    There is none where none runs. `offers_red_flags` tells that it has just begun, which is when
    the signs that matter more are worth a look.
    """

    flare: Flare | None
    plans: "tuple[Scheduled, ...]" = ()
    offers_red_flags: bool = False


class Flares:
    """The flare-ups of the diary, of which one runs at most."""

    def __init__(self, db: Connection, journal: "Journal") -> None:
        self._db = db
        self._journal = journal
        self._changes = journal.changes
        self._present = journal.present

    def start(self, first_on: dt.date, note: str | None = None) -> Flared:
        """Begin a flare-up on a day, today or before, and ease the plans from then on.

        Raise Conflict where one runs, or was there after that day.
        """
        self._journal.reminders.refresh()
        if running := self.running():
            since = short_day(running.first_on, self._present.today)
            over = command("flare end")
            raise Conflict(f"a flare-up runs already, since {since}.", f"Is it over? {over}")
        if later := [one for one in self.all() if one.until_on and one.until_on > first_on]:
            raise Conflict(
                f"there was a flare-up {self._span(later[-1])}, which is not over on that day.",
                f"All of them: {command('flare list')}",
            )
        values = {"first_on": first_on, "until_on": None, "note": note}
        number = self._changes.insert(flares, values | {"created_at": self._changes.now})
        for plan in self._journal.plans.living():
            self._ease(plan, number, first_on)
        self._changes.keep("flare start", f"since {first_on}")
        return self._flared(self._get(number), offers_red_flags=True)

    def end(self, last_on: dt.date | None = None) -> Flared:
        """End the flare-up that runs; its last day is today or before, and still an easy one.

        Where it was over before today, nothing of the days since counts as missed all the same.
        Without a day it is today, or the first one: that is still to come where it began before the
        person flew west, or the clock was set back.
        Raise NotFound where none runs.
        """
        self._journal.reminders.refresh()
        running = self.running()
        if running is None:
            raise NotFound("no flare-up runs.", f"Begin one: {command('flare start')}")
        last_on = last_on or max(running.first_on, self._present.today)
        if last_on < running.first_on:
            since = short_day(running.first_on, self._present.today)
            raise BadInput(f"{{}} lies before its first day, {since}.", str(last_on)).named("--at")
        numbers = self.close(running.number, last_on)
        self._changes.keep("flare end", f"{running.first_on} to {last_on}")
        return self._flared(self._get(running.number), numbers)

    def close(self, number: int, last_on: dt.date) -> set[int]:
        """Have a flare-up be over, as a part of another change; return the plans that go on."""
        self._changes.update(flares, {"id": number}, {"until_on": last_on})
        numbers = set()
        for row in eased(self._db, number):
            plan = self._journal.plans.get(row.plan_id)
            today = plan.day_at(self._present.now, self._present.calendar)
            goes_on = today if last_on < self._present.today else today + _DAY
            let_go(self._changes, row, goes_on)
            if row.why == REST and goes_on == today and plan.removed_at is None:
                self._journal.plans.take_up(plan, today)
            numbers.add(plan.number)
        self._look_again(numbers)
        return numbers

    def now(self) -> Flared:
        """Return the flare-up that runs, if any, and how the plans follow it."""
        running = self.running()
        return self._flared(running) if running else Flared(flare=None)

    def running(self) -> Flare | None:
        """Return the flare-up that runs, if any."""
        row = self._db.execute(select(flares).where(flares.c.until_on.is_(None))).first()
        return None if row is None else _flare(row)

    def between(self, first: dt.date, last: dt.date) -> list[Flare]:
        """Return the flare-ups that share a day with some days, the earliest first."""
        not_over = or_(flares.c.until_on.is_(None), flares.c.until_on >= first)
        rows = select(flares).where(flares.c.first_on <= last, not_over)
        return [_flare(row) for row in self._db.execute(rows.order_by(flares.c.first_on))]

    def all(self) -> list[Flare]:
        """Return every flare-up, the latest last."""
        rows = select(flares).order_by(flares.c.first_on, flares.c.id)
        return [_flare(row) for row in self._db.execute(rows)]

    def to_ask(self) -> Flare | None:
        """Return the flare-up that has run so long that one asks whether it is over."""
        running = self.running()
        return running if running and running.is_to_ask(self._present.today) else None

    def _ease(self, plan: "Plan", flare: int, first_on: dt.date) -> None:
        if plan.in_flare == SAME:
            return
        if plan.in_flare == REST:
            self._journal.reminders.drop(plan)
        is_today = first_on == self._present.today
        own = plan.day_at(self._present.now, self._present.calendar) if is_today else first_on
        ease(self._changes, plan.number, plan.in_flare, flare, own)
        self._look_again([plan.number])

    def _look_again(self, numbers: "set[int] | list[int]") -> None:
        if numbers:
            self._journal.plans.look_again(plan_dues.c.plan_id.in_(numbers))

    def _flared(
        self, flare: Flare, only: "set[int] | None" = None, *, offers_red_flags: bool = False
    ) -> Flared:
        listed = self._journal.planning.all()
        plans = tuple(one for one in listed if only is None or one.plan.number in only)
        return Flared(flare=flare, plans=plans, offers_red_flags=offers_red_flags)

    def _get(self, number: int) -> Flare:
        return _flare(self._db.execute(select(flares).where(flares.c.id == number)).one())

    def _span(self, one: Flare) -> str:
        today = self._present.today
        first = f"from {short_day(one.first_on, today)}"
        return f"{first} to {short_day(one.until_on, today)}" if one.until_on else first


def _flare(row: Row[Any]) -> Flare:
    return value_of(row, Flare, number=row.id)
