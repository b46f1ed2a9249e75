"""How strong the pain was by itself, with no session to it."""

import datetime as dt

from msgspec import Struct

from tracker.care.fields import BodyArea
from tracker.care.session import stands_at


class Reading(Struct, frozen=True, kw_only=True):
    """One reading of the pain: its number, and a `level` from 0 to 10.

    `at` is None where only the `day` is known, or the `part` of it (`care/parts`). `took` is what
    was taken around it, in the person's own words: a fact, and no more than that.
    """

    number: int
    day: dt.date
    at: dt.datetime | None
    part: str | None = None
    zone: str
    level: int
    areas: tuple[BodyArea, ...] = ()
    took: str | None = None
    note: str | None = None

    @property
    def stands_at(self) -> dt.datetime:
        """The instant at which it stands among others of its day, as that of a session does."""
        return stands_at(self.day, self.at, self.part, self.zone)

    @property
    def place(self) -> tuple[dt.date, dt.datetime, int]:
        """Where it stands among others, the oldest first."""
        return self.day, self.stands_at, self.number
