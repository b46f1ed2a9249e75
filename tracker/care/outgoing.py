"""What goes out of the diary into a file: which of it, and with what each thing is known elsewhere."""

import datetime as dt
from uuid import UUID

from msgspec import Struct

from tracker.care.plan import Plan
from tracker.care.session import Session


class Wanted(Struct, frozen=True):
    """Which sessions, readings and check-ins of the diary are wanted, by their days and kinds."""

    since: dt.date | None = None
    until: dt.date | None = None
    kinds: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        """Whether nothing of the diary is left out."""
        return not (self.since or self.until or self.kinds)


class SessionOut(Struct, frozen=True):
    """A session with its identity, and the program that it was taken over from, if it was."""

    session: Session
    uuid: UUID
    source: str | None = None


class PlanOut(Struct, frozen=True):
    """A plan with its identity, and what a calendar has to know beside it.

    `changed_at` is when it, or a pause of it, was changed last; `done` are the days of the sessions
    that answer it, sorted, of which an interval needs the last.
    """

    uuid: UUID
    plan: Plan
    changed_at: dt.datetime
    done: tuple[dt.date, ...] = ()
