"""One occurrence of a plan as the person sees it, and what it is worked out from."""

import datetime as dt

from msgspec import Struct

from tracker.care.plan import Plan


class Planned(Struct, frozen=True):
    """One occurrence as the person sees it now, in exactly one state.

    `day` is the one on which it stands: of an interval that waits, the latest on which it reminds;
    of a quota that asks no more of this week, the last of it, and then it `is_dayless`.
    `planned_on` is the day in whose week it counts. `answered_by` is the session that did it, or
    made it up; of a plan of pain it is the reading. `put_off_until` is told of a snoozed one alone, and `why` of one that is held or
    skipped, where there is a reason.
    """

    plan: Plan
    day: dt.date
    due_at: dt.datetime
    state: str
    put_off_until: dt.datetime | None = None
    why: str | None = None
    planned_on: dt.date | None = None
    answered_by: int | None = None
    is_dayless: bool = False

    @property
    def counts_on(self) -> dt.date:
        """The day in whose week it counts."""
        return self.planned_on or self.day


class Answer(Struct, frozen=True):
    """A session that fits a plan, or a reading one of pain: its number, its own day, and the day on which it counts for it."""

    number: int
    day: dt.date
    counts_on: dt.date
    started_at: dt.datetime | None = None


class Written(Struct, frozen=True):
    """One occurrence as it was written down when it came due, in a state of a reminder."""

    day: dt.date
    clock: str
    due_at: dt.datetime
    state: str
    answered_by: int | None = None
    shown_at: dt.datetime | None = None
    shown_times: int = 0
    attention_at: dt.datetime | None = None
    why: str | None = None
