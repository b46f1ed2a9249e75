"""What a button pressed on a bubble does to the reminders that the bubble is about."""

import datetime as dt
from typing import TYPE_CHECKING

from tracker.care.reminder import OPEN, Decided
from tracker.care.session import Entry
from tracker.care.walltime import day_of
from tracker.reminding.notifiers import Answer
from tracker.reminding.wording import numbers_of

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.journal import Journal
    from tracker.journal.reminders import Reminder

FROM_BUBBLE = "from the bubble"


def obey(app: "App", answer: Answer) -> list[str]:
    """Do what the button says, and return each thing done in a line.

    A reminder that was answered meanwhile, in whatever way, is left as it is.
    """
    lines = []
    with app.journal_at(app.now) as journal:
        for reminder in journal.reminders.some(numbers_of(answer.key)):
            if reminder.state not in OPEN:
                continue
            match answer.action:
                case "done":
                    lines.append(_done(app, journal, reminder))
                case "snooze":
                    until = app.now + app.settings.reminders.snooze
                    journal.reminders.snooze(reminder, until)
                    lines.append(f"snoozed: {reminder.plan.name}")
                case "skip":
                    journal.reminders.skip(reminder, None)
                    lines.append(f"skipped: {reminder.plan.name}")
    return lines


def _done(app: "App", journal: "Journal", reminder: "Reminder") -> str:
    """Log the planned session as one that has just ended."""
    entry = journal.routines.filled(_entry(app, reminder, app.now))
    stored = journal.sessions.log(entry, reminder=reminder.number)
    journal.reminders.decide(reminder.number, Decided.DONE, FROM_BUBBLE)
    return f"done: {reminder.plan.name} (#{stored.session.number})"


def _entry(app: "App", reminder: "Reminder", ended_at: dt.datetime) -> Entry:
    plan = reminder.plan
    started_at = ended_at - plan.details.duration
    return Entry(
        kind=plan.kind,
        day=day_of(started_at, app.zone, app.settings.day_starts_at),
        started_at=started_at,
        zone=str(app.zone),
        came_in="reminder",
        **plan.details.told(),
    )
