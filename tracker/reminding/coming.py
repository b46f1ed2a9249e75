"""What is due and what comes next, as the process writes it down and `remind status` tells it."""

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from tracker.pulse import MOST_LISTED, Waiting

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.journal import Journal


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
    return _coming(journal, [(plan.name, at) for plan, at in soonest])


def listed(app: "App", now: dt.datetime) -> Listed:
    """Return what is due and comes next as the tick left it, with instants by the person's clock."""
    zone = app.present.zone
    is_discreet = app.present.settings.reminders.is_discreet

    def waiting(plan: str, at: dt.datetime, is_snoozed: bool = False) -> Waiting:
        return Waiting(None if is_discreet else plan, at.astimezone(zone), is_snoozed)

    with app.reading_at(now) as journal:
        due, count = journal.reminders.due_first(MOST_LISTED)
        coming = _coming(journal, journal.reminders.dues.known(MOST_LISTED))
    return Listed(
        tuple(waiting(*one) for one in due), count, tuple(waiting(*one) for one in coming)
    )


def _coming(journal: "Journal", planned: list[tuple[str, dt.datetime]]) -> list[Coming]:
    put_off = [Coming(*one, True) for one in journal.reminders.put_off_first(MOST_LISTED)]
    both = put_off + [Coming(*one, False) for one in planned]
    return sorted(both, key=lambda one: one.at)[:MOST_LISTED]
