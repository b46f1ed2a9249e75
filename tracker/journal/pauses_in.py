"""The pauses of plans out of a file: put down once what wrote them is there, and merged with those here.

Pauses have no identity: one is known by the plan, its first day, and the flare-up or trial that wrote
it.
"""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, select

from tracker.journal.intake import SAID_OTHERWISE, Intake
from tracker.journal.record_rows import RecordRows
from tracker.journal.records import THING_OF, carried
from tracker.tables import flares, pauses, plan_dues, plans, trials

if TYPE_CHECKING:
    from tracker.journal import Journal

_PAUSES = next(part for part in THING_OF[plans].parts if part.table is pauses)


class PausesIn:
    """Holds the pauses that come with plans until the trials are there, which some may name."""

    def __init__(
        self, db: Connection, journal: "Journal", rows: RecordRows, intake: Intake
    ) -> None:
        self._db = db
        self._journal = journal
        self._changes = journal.changes
        self._rows = rows
        self._intake = intake
        # Where the record of a plan stands, the number of the plan here, and one pause of it.
        self._held: list[tuple[str, int, Any]] = []
        # Records of plans that are here, which only these would change.
        self._waiting: list[str] = []
        self._left_out: set[UUID] = set()

    def add(self, where: str, number: int, told: Iterable[Any]) -> None:
        """Take the pauses of a plan that is new here."""
        self._held += [(where, number, pause) for pause in told]

    def leave_out(self, trial: UUID) -> None:
        """Take none of the pauses that a trial wrote, as it is not taken itself."""
        self._left_out.add(trial)

    def wait_for(self, where: str) -> bool:
        """Tell whether a record may still change a plan, by pauses that are held; it is counted then."""
        is_held = any(of_plan == where for of_plan, _, _ in self._held)
        self._waiting += [where] if is_held else []
        return is_held

    def merge(self, where: str, number: int, told: Iterable[Any], *, is_later: bool) -> bool:
        """Let pauses that a plan has here end as a record says; return whether there was any.

        Those of a flare-up or a trial come with it, and others with a later form of the plan. None
        is taken away, as nothing says when one was made.
        """
        rows = self._db.execute(select(pauses).where(pauses.c.plan_id == number)).all()
        here = {(row.first_on, row.flare_id, row.trial_id): row for row in rows}
        is_changed = False
        for pause in told:
            flare = self._rows.ids(flares).get(pause.flare, 0) if pause.flare else None
            trial = self._rows.ids(trials).get(pause.trial, 0) if pause.trial else None
            known = here.get((pause.first_on, flare, trial))
            if known is not None:
                if known.until_on is None and pause.until_on is not None:
                    self._changes.update(pauses, {"id": known.id}, {"until_on": pause.until_on})
                    is_changed = True
            elif trial == 0:
                self._held.append((where, number, pause))
            elif self._intake.is_new(flares, flare) if flare else is_later and trial is None:
                self._held.append((where, number, pause))
                is_changed = True
        if is_changed:
            self._journal.plans.look_again(plan_dues.c.plan_id == number)
        return is_changed

    def put(self) -> None:
        """Insert what is held, as all that may have written a pause is there."""
        for where, number, pause in self._held:
            if pause.trial in self._left_out:
                continue
            with self._intake.taking(where, f"a pause from {pause.first_on}", is_part=True):
                row = self._rows.row(carried(_PAUSES), partial(getattr, pause))
                if row["until_on"] is None and row["flare_id"] is not None:
                    row["until_on"] = self._over_on(row["flare_id"], pause.first_on)
                self._changes.insert(pauses, {"plan_id": number} | row)
                if where in self._waiting:
                    self._waiting.remove(where)
                    self._journal.plans.look_again(plan_dues.c.plan_id == number)
                    self._intake.count("changed")
        for where in self._waiting:
            self._intake.ignore(where, SAID_OTHERWISE)
        self._held.clear()
        self._waiting.clear()

    def _over_on(self, flare: int, first_on: dt.date) -> dt.date | None:
        """Return the last day of what a flare-up that is over here eases from a day on."""
        over_on = self._db.execute(select(flares.c.until_on).where(flares.c.id == flare)).scalar()
        return None if over_on is None else max(over_on, first_on)
