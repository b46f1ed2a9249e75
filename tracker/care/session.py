"""A self-care session as the diary gives it back."""

import datetime as dt

from msgspec import Struct

from tracker.care.fields import Entry

LONGEST_SESSION = dt.timedelta(hours=24)
SHORTEST_SESSION = dt.timedelta(seconds=1)
# A bound of ours: what lasts longer is no longer the relief of one session.
LONGEST_RELIEF = dt.timedelta(days=60)


class Session(Struct, frozen=True, kw_only=True):
    """A session of the diary: the entry, its number, and when it was written and last changed."""

    number: int
    entry: Entry
    created_at: dt.datetime
    changed_at: dt.datetime
