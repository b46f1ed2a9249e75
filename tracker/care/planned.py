"""One occurrence of a plan as the person sees it now."""

import datetime as dt

from msgspec import Struct

from tracker.care.plan import Plan


class Planned(Struct, frozen=True):
    """One occurrence as the person sees it now.

    `put_off_until` is told of a snoozed one alone, and `why` of one that is held or skipped, where
    there is a reason.
    """

    plan: Plan
    day: dt.date
    due_at: dt.datetime
    state: str
    put_off_until: dt.datetime | None = None
    why: str | None = None
