"""What a button pressed on a bubble does to the reminders that the bubble is about."""

from typing import TYPE_CHECKING

from tracker.care.catalogue import PAIN
from tracker.care.reminder import OPEN, Decided
from tracker.reminding.notifiers import Answer
from tracker.reminding.wording import called, numbers_of

if TYPE_CHECKING:
    from tracker.app import App

FROM_BUBBLE = "from the bubble"


def obey(app: "App", answer: Answer) -> list[str]:
    """Do what the button says, and return each thing done in a line.

    A reminder that was answered meanwhile, in whatever way, is left as it is.
    """
    lines = []
    is_discreet = app.present.settings.reminders.is_discreet
    with app.journal_at(app.present.now) as journal:
        for reminder in journal.reminders.some(numbers_of(answer.key)):
            if reminder.state not in OPEN:
                continue
            if answer.action == "done" and reminder.plan.kind == PAIN:
                continue  # A press says nothing of how strong it is; such a bubble has no *Done*.
            name = called(reminder.plan, is_discreet=is_discreet)
            match answer.action:
                case "done":
                    stored = journal.pressed_done(reminder)
                    journal.reminders.decide(reminder.number, Decided.DONE, FROM_BUBBLE)
                    lines.append(f"done: {name} (#{stored.session.number})")
                case "snooze":
                    until = app.present.now + app.present.settings.reminders.snooze
                    journal.reminders.snooze(reminder, until)
                    lines.append(f"snoozed: {name}")
                case "skip":
                    journal.reminders.skip(reminder, None)
                    lines.append(f"skipped: {name}")
    return lines
