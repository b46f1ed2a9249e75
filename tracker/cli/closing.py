"""What every command says at its end: a timer that was left, and reminders that do not arrive."""

import contextlib

from tracker.app import App
from tracker.errors import TrackerError


def closing_lines(app: App, command: str | None) -> list[str]:
    """Return the lines that end a command, for a diary that is open already."""
    lines: list[str] = []
    # Whatever is wrong with the diary, the command itself has said.
    with contextlib.suppress(TrackerError, OSError):
        with app.reading() as journal:
            # What `start` says of a timer, and `remind` of reminders, is more than these lines.
            timer = journal.timers.get() if command != "start" else None
            has_plans = command != "remind" and journal.plans.exist()
            failed = journal.decisions.open_failure() if has_plans else None
        if timer:
            from tracker.timing.place import is_running
            from tracker.timing.words import left_behind

            if not is_running(app):
                lines.append(left_behind(timer))
        if has_plans:
            from tracker.reminding.remarks import remarks

            lines += remarks(app, failed)
    return lines
