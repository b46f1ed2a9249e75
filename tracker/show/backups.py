"""Backups in words: what one holds, and how the diary is had back from it."""

from typing import TYPE_CHECKING

from tracker.escaping import command, shown_path
from tracker.show.sessions import plural
from tracker.show.terminal import Look, safe, wrapped
from tracker.when import write_day

if TYPE_CHECKING:
    import datetime as dt

    from tracker.database.contents import Contents
    from tracker.database.sqlite.backups import Made
    from tracker.database.sqlite.restoring import Restored, Restoring
    from tracker.present import Present

_INDENT = "  "


def made(found: "Made", present: "Present", look: Look) -> str:
    """Return what a backup holds, and how it is used."""
    today = present.today
    held = f"{shown_path(found.path)} holds the diary as it is now, and was read back:"
    lines = [f"{held} {contents(found.contents, today)}."]
    named = shown_path(found.path)
    if found.is_automatic:
        kept = f"{plural(len(found.kept), 'automatic backup')} kept"
        since = f", since {write_day(found.kept[0], today)}" if len(found.kept) > 1 else ""
        gone = ", ".join(write_day(day, today) for day in found.removed)
        lines.append(f"{_INDENT}{kept}{since}{f'; {gone} fell out' if gone else ''}.")
        named = found.path.stem
    return _with_line(lines, f"Have it back: {command('restore', named)}", look)


def before_restoring(ready: "Restoring", present: "Present") -> list[str]:
    """Return what a backup holds that is to take the place of the diary, and what the diary does."""
    today = present.today
    there = (
        f"{ready.trouble[:1].upper()}{safe(ready.trouble[1:])}"
        if ready.before is None
        else f"The diary holds {contents(ready.before, today)}."
    )
    return [
        f"{shown_path(ready.given)} holds {contents(ready.after, today)}.",
        f"{there} It is kept as a copy.",
    ]


def restored(found: "Restored", present: "Present", look: Look) -> str:
    """Return what the diary holds now, what it held before, and how that is had back."""
    today = present.today
    lines = [f"The diary is that of {shown_path(found.path)}: {contents(found.after, today)}."]
    if found.is_older:
        lines.append(f"{_INDENT}It was of an older form ({found.form}) and was brought up to date.")
    if found.before:
        lines.append(f"{_INDENT}Before: {contents(found.before, today)}.")
    if not found.copy:
        return "\n".join(wrapped(line, look, _INDENT) for line in lines)
    if found.trouble:
        # What is damaged could not be restored.
        return _with_line(lines, f"What was there is kept in {shown_path(found.copy)}", look)
    lines.append(f"{_INDENT}What was there is kept as a copy.")
    return _with_line(lines, f"Take back: {command('restore', shown_path(found.copy))}", look)


def _with_line(lines: list[str], last: str, look: Look) -> str:
    """Return some lines for the width of the screen, with one that is to be copied and is not broken."""
    return "\n".join([*(wrapped(line, look, _INDENT) for line in lines), f"{_INDENT}{last}"])


def contents(found: "Contents", today: "dt.date") -> str:
    """Return in short what a diary holds: `12 sessions and 2 plans, the last entry of Fri 20 Nov`."""
    counted = {
        "session": found.sessions,
        "reading": found.readings,
        "check-in": found.checkins,
        "plan": found.plans,
    }
    *first, last = [plural(count, noun) for noun, count in counted.items() if count] or ["nothing"]
    listed = f"{', '.join(first)} and {last}" if first else last
    return listed + (f", the last entry {_of_day(found.last_on, today)}" if found.last_on else "")


def _of_day(day: "dt.date", today: "dt.date") -> str:
    written = write_day(day, today)
    return "today" if day == today else f"of {written}"
