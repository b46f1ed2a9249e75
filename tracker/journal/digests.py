"""Digests: that last week is shown once, by one process, whoever asks."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Connection, and_, or_, select, update

from tracker.database.statements import insert_new
from tracker.tables import digests, plan_dues


class Digests:
    """The weeks that were shown."""

    def __init__(self, db: Connection, now: dt.datetime) -> None:
        self._db = db
        self._now = now
        # A clock that was far ahead may have shown a week before it was over.
        relives = select(plan_dues.c.plan_id).where(plan_dues.c.seen_until > now).exists()
        shown_at = digests.c.shown_at
        self._is_open = or_(shown_at.is_(None), and_(shown_at > now, relives)).label("is_open")

    def open_at(self, week_first: dt.date) -> dt.datetime | None:
        """Return from when on a week may be shown; None where that has been done."""
        of_week = digests.c.week_first == week_first
        row = self._db.execute(select(digests, self._is_open).where(of_week)).first()
        if row is None:
            return self._now
        return row.lease_until or self._now if row.is_open else None

    def claim(self, week_first: dt.date, lease_until: dt.datetime) -> int:
        """Take a week to show it; return the how-manyeth try it is, 0 where another has it."""
        row = {"week_first": week_first, "tries": 0}
        self._db.execute(insert_new(self._db, digests).values(**row))
        lease = digests.c.lease_until
        tries = self._db.execute(
            update(digests)
            .where(
                digests.c.week_first == week_first,
                self._is_open,
                or_(lease.is_(None), lease <= self._now),
            )
            # Who has the lease is not disturbed for what became of the try before.
            .values(lease_until=lease_until, tries=digests.c.tries + 1, trouble=None)
            .returning(digests.c.tries)
        ).scalar()
        return tries or 0

    def close(self, week_first: dt.date) -> None:
        """Record that a week has been shown, or that there was nothing to show."""
        self._db.execute(
            update(digests)
            .where(digests.c.week_first == week_first)
            .values(shown_at=self._now, lease_until=None, trouble=None)
        )

    def retry_failed(self, but: Collection[dt.date] = ()) -> list[dt.date]:
        """Have weeks that could not be shown tried again now, and return them, but for some."""
        again = (
            update(digests)
            .where(
                digests.c.shown_at.is_(None),
                digests.c.trouble.is_not(None),
                digests.c.lease_until > self._now,
                digests.c.week_first.not_in(list(but)),
            )
            .values(lease_until=self._now)
        )
        return list(self._db.execute(again.returning(digests.c.week_first)).scalars())

    def failed(self, week_first: dt.date, reason: str, again_at: dt.datetime) -> None:
        """Record why a week could not be shown, and when to try again."""
        self._db.execute(
            update(digests)
            .where(digests.c.week_first == week_first)
            .values(lease_until=again_at, trouble=reason)
        )
