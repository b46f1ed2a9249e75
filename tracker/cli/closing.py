"""What every command says at its end: a timer that was left, and reminders that do not arrive.

Today says as well that there is no backup of what is older than a week.
"""

import contextlib
from typing import TYPE_CHECKING

from tracker.app import App
from tracker.errors import TrackerError
from tracker.escaping import command as recommended

if TYPE_CHECKING:
    from tracker.journal import Journal


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
            # `tracker` alone is today, too.
            unsaved = _unsaved(app, journal) if command in (None, "today") else ""
        if timer:
            from tracker.timing.place import is_elsewhere, is_running
            from tracker.timing.words import left_behind

            if not (is_running(app) or is_elsewhere(app, timer)):
                lines.append(left_behind(timer))
        if has_plans:
            from tracker.reminding.remarks import remarks

            lines += remarks(app, failed)
        if unsaved:
            lines.append(unsaved)
    return lines


def _unsaved(app: App, journal: "Journal") -> str:
    """Return that the last automatic backup is old, where there is anything old to lose."""
    today = app.present.today
    first = journal.totals.first_day()
    if not app.present.settings.is_backed_up or first is None:
        return ""
    if app.is_on_server or not app.file.lacks_backup(first, today):
        return ""
    from tracker.when import write_day

    newest = app.file.newest_backup(today)
    last = (
        f"The last backup is of {write_day(newest.day, today)}" if newest else "There is no backup"
    )
    return f"{last}: {recommended('backup --auto')} (or set backup.daily false)"
