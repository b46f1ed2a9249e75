"""The gate that every showing passes: quiet hours, pauses, holds, and what is too old to be said."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from tracker.care.lasting import open_until
from tracker.care.quiet import Span, quiet_until
from tracker.care.reminder import Decided, State
from tracker.care.walltime import instant_of
from tracker.when import write_clock

if TYPE_CHECKING:
    from tracker.care.plan import Calendar
    from tracker.journal.reminders import Reminder

_DAY = dt.timedelta(days=1)

HoldOf = Callable[["Reminder"], str | None]


class Verdict(Struct, frozen=True):
    """What is decided about a reminder now, and why; `until` is when a moved one comes again.

    It is to be shown, or it is moved, stopped, held or dropped.
    """

    what: str
    why: str = ""
    until: dt.datetime | None = None


def judge(
    reminder: "Reminder",
    now: dt.datetime,
    calendar: "Calendar",
    quiet: Span | None,
    worth: dt.timedelta,
    hold_of: HoldOf,
) -> Verdict:
    """Decide about one reminder; `worth` is for how long a missed one deserves a word."""
    zone = reminder.plan.zone_to_remind_in(calendar)
    if reminder.state == State.MISSED:
        if reminder.plan.is_excused_on(reminder.day):
            return Verdict(Decided.STOPPED, "what is left undone then is not missed")
        if reminder.due_at <= now - worth:
            return Verdict(Decided.STOPPED, "it was missed too long ago for a word")
    else:
        if reminder.plan.removed_at is not None or reminder.plan.is_paused_on(reminder.day):
            return Verdict(Decided.DROPPED, "the plan is paused or removed")
        hold = hold_of(reminder)
        if hold is not None:
            return Verdict(Decided.HELD, hold)
    until = quiet_until(now, quiet, calendar.zone)
    if until is None:
        return Verdict(Decided.SHOWN)
    words = f"to {write_clock(until, calendar.zone)} by quiet hours"
    ends_at = open_until(
        reminder.day,
        reminder.due_at,
        zone,
        calendar,
        shown_at=reminder.shown_at,
        shown_times=reminder.shown_times,
    )
    if reminder.state == State.SHOWN and until >= ends_at:
        # It was seen once; what is left of its time is quiet.
        return Verdict(Decided.STOPPED, f"moved {words}; not repeated, as the day is over then")
    return Verdict(Decided.MOVED, words, until)


def weekly_around(
    now: dt.datetime, weekly: tuple[int, dt.time], zone: dt.tzinfo
) -> tuple[dt.datetime, dt.datetime]:
    """Return when a weekday and clock time came last, up to now, and when they come next."""
    weekday, at = weekly
    today = now.astimezone(zone).date()
    day = today - (today.weekday() - weekday) % 7 * _DAY
    last_at, _ = instant_of(day, at, zone)
    if last_at > now:
        return instant_of(day - 7 * _DAY, at, zone)[0], last_at
    return last_at, instant_of(day + 7 * _DAY, at, zone)[0]
