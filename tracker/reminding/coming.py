"""What is due and what comes next, as the process writes it down and `remind status` tells it."""

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from tracker.care.reminder import State
from tracker.pulse import MOST_LISTED, Waiting

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.journal import Journal
    from tracker.journal.reminders import Reminder


class Coming(NamedTuple):
    """What is shown next: a plan, when, and whether it was put off until then."""

    plan: str
    at: dt.datetime
    is_snoozed: bool


class Listed(NamedTuple):
    """The first of what is due, how many are, and what comes next."""

    due: tuple[Waiting, ...] = ()
    due_count: int = 0
    next: tuple[Waiting, ...] = ()


def coming_of(journal: "Journal") -> list[Coming]:
    """Return what is shown next, the soonest first."""
    soonest = journal.reminders.dues.soonest(MOST_LISTED)
    planned = [Coming(plan.name, at, False) for plan, at in soonest]
    return _sorted(journal.reminders.open(), planned)


def listed(app: "App", now: dt.datetime) -> Listed:
    """Return what is due and comes next as the tick left it, with instants by the person's clock."""
    zone = app.present.zone
    is_discreet = app.present.settings.reminders.is_discreet

    def waiting(plan: str, at: dt.datetime, is_snoozed: bool = False) -> Waiting:
        return Waiting(None if is_discreet else plan, at.astimezone(zone), is_snoozed)

    with app.reading_at(now) as journal:
        still_open = journal.reminders.open()
        # What was put off and could not be shown since is put off no more.
        due = [one for one in still_open if one.state != State.SNOOZED or one.trouble]
        planned = [Coming(*one, False) for one in journal.reminders.dues.known(MOST_LISTED)]
        return Listed(
            tuple(waiting(one.plan.name, one.due_at) for one in due[:MOST_LISTED]),
            len(due),
            tuple(waiting(*one) for one in _sorted(still_open, planned)),
        )


def _sorted(still_open: "list[Reminder]", planned: list[Coming]) -> list[Coming]:
    snoozed = [
        Coming(one.plan.name, one.attention_at, True)
        for one in still_open
        if one.state == State.SNOOZED and one.attention_at and not one.trouble
    ]
    return sorted(snoozed + planned, key=lambda one: one.at)[:MOST_LISTED]
