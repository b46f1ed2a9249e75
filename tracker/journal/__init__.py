"""What a person can do with the diary; one journal is one transaction."""

import datetime as dt

from sqlalchemy import Connection

from tracker.journal.changes import Changes
from tracker.journal.providers import Providers
from tracker.journal.sessions import Sessions
from tracker.journal.totals import Totals


class Journal:
    """The open diary, at one present instant `now`."""

    def __init__(self, db: Connection, now: dt.datetime) -> None:
        self.changes = Changes(db, now)
        self.providers = Providers(db, self.changes)
        self.sessions = Sessions(db, self.changes, self.providers)
        self.totals = Totals(db)
