"""Backups in words: what one holds, and how the diary is had back from it."""

from typing import TYPE_CHECKING

from tracker.escaping import command, shown_path
from tracker.show.sessions import plural
from tracker.show.terminal import Look, wrapped
from tracker.when import write_day

if TYPE_CHECKING:
    import datetime as dt

    from tracker.database.backups import Made
    from tracker.database.copying import Contents
    from tracker.present import Present

_INDENT = "  "


def made(found: "Made", present: "Present", look: Look) -> str:
    """Return what a backup holds, and how it is used."""
    today = present.today
    held = f"{shown_path(found.path)} holds the diary as it is now, and was read back:"
    lines = [f"{held} {contents(found.contents, today)}."]
    if found.is_automatic:
        kept = f"{plural(len(found.kept), 'automatic backup')} kept"
        since = f", since {write_day(found.kept[0], today)}" if len(found.kept) > 1 else ""
        gone = ", ".join(write_day(day, today) for day in found.removed)
        lines.append(f"{_INDENT}{kept}{since}{f'; {gone} fell out' if gone else ''}.")
        lines.append(f"{_INDENT}Have it back: {command('restore', found.path.stem)}")
    else:
        lines.append(f"{_INDENT}Have it back: {command('restore', shown_path(found.path))}")
    return "\n".join(wrapped(line, look, _INDENT) for line in lines)


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
