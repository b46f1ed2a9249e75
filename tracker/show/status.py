"""What is due and what comes next in a few words, as the reminder process wrote it down."""

import datetime as dt
from typing import TYPE_CHECKING

from tracker.escaping import command, visible
from tracker.pulse import in_time, line_of, rough

if TYPE_CHECKING:
    from tracker.pulse import Pulse, Waiting

NOT_RUNNING = "reminders are not running"


def in_short(found: "Pulse | None", now: dt.datetime) -> str:
    """Return one line: what is due and comes next, or why nobody can tell."""
    if found is None:
        return NOT_RUNNING
    if found.is_silent(now):
        return f"no sign of the reminders for {rough(now - found.seen_at)}"
    line = line_of(found, lambda at: in_time(at, now))
    return f"{line}; reminders are in trouble" if found.trouble else line


def status(found: "Pulse | None", now: dt.datetime) -> str:
    """Return what is due, what comes next and how the reminders are, a line each."""
    if found is None:
        return f"{NOT_RUNNING.capitalize()}: {command('remind run')}"
    if found.is_silent(now):
        line = in_short(found, now).capitalize()
        return f"{line}; they may be stopped: {command('remind status')}"
    more = found.due_count - len(found.due)
    due = [_due(one) for one in found.due] + ([f"{more} more"] if more else [])
    coming = [_coming(one, now) for one in found.next]
    lines = [
        f"Due       {', '.join(due) or 'nothing'}",
        f"Next      {', '.join(coming) or 'nothing is planned'}",
    ]
    if found.trouble:
        lines.append(f"Trouble   {visible(found.trouble)}")
    if found.looked_at:
        lines.append(f"Looked    {rough(now - found.looked_at)} ago")
    return "\n".join(lines)


def _due(one: "Waiting") -> str:
    return f"{visible(one.plan or 'one')} since {one.at:%H:%M}"


def _coming(one: "Waiting", now: dt.datetime) -> str:
    snoozed = ", snoozed" if one.is_snoozed else ""
    return f"{visible(one.plan or 'one')} {in_time(one.at, now)} ({one.at:%H:%M}{snoozed})"
