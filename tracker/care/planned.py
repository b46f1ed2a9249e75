"""A plan and its occurrences as the person sees them now."""

import datetime as dt

from msgspec import Struct

from tracker.care.adherence import Kept
from tracker.care.plan import Plan
from tracker.care.schedule import Occurrence


class Planned(Struct, frozen=True):
    """One occurrence as the person sees it now.

    Its `state` is coming, due, snoozed, done, skipped, missed, held or paused. `put_off_until` is
    told of a snoozed one alone, and `why` of one that is held or skipped, where there is a reason.
    """

    plan: Plan
    day: dt.date
    due_at: dt.datetime
    state: str
    put_off_until: dt.datetime | None = None
    why: str | None = None


class Ahead(Struct, frozen=True):
    """What is coming up to the day `last`, by time."""

    last: dt.date
    coming: tuple[Planned, ...]


class Due(Struct, frozen=True):
    """What is due now, still to come today, held by a care rule, and missed."""

    due: tuple[Planned, ...]
    coming: tuple[Planned, ...]
    held: tuple[Planned, ...]
    missed: tuple[Planned, ...]


class Standing(Struct, frozen=True):
    """How a plan stands: its last weeks, the present one last, the weeks in a row, and its score.

    `weeks` are first days with what was kept. `score` goes from 0 to 1.
    """

    weeks: tuple[tuple[dt.date, Kept], ...]
    streak: int
    score: float


class PlanAhead(Struct, frozen=True):
    """A plan, when it comes next, and where that is asked for how it stands."""

    plan: Plan
    coming: tuple[Occurrence, ...]
    standing: Standing | None = None
