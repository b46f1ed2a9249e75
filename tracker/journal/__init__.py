"""What a person can do with the diary; one journal is one transaction."""

import datetime as dt

from sqlalchemy import Connection

from tracker.journal.answers import Answers
from tracker.journal.changes import Changes
from tracker.journal.conditions import Conditions
from tracker.journal.outlook import Outlook
from tracker.journal.plans import Plans
from tracker.journal.providers import Providers
from tracker.journal.reminders import Reminders
from tracker.journal.sessions import Sessions
from tracker.journal.totals import Totals


class Journal:
    """The open diary, at one present instant `now`."""

    def __init__(self, db: Connection, now: dt.datetime) -> None:
        self.changes = Changes(db, now)
        self.providers = Providers(db, self.changes)
        self.plans = Plans(db, self.changes, self.providers)
        self.reminders = Reminders(db, self.changes, self.plans)
        answers = Answers(db, self.changes, self.plans)
        self.sessions = Sessions(db, self.changes, self.providers, answers)
        self.outlook = Outlook(db, now, self.plans, self.reminders)
        self.conditions = Conditions(db, self.changes, self.providers)
        self.totals = Totals(db)
