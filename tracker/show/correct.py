"""What was deleted, taken back, or could be, in words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tracker.care.reading import Reading
from tracker.escaping import command
from tracker.show import readings
from tracker.show.sessions import TAKE_BACK, brief, sentence
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import write_clock, write_day

if TYPE_CHECKING:
    from tracker.journal.changes import Change
    from tracker.journal.sessions import Deleted, Undone
    from tracker.present import Present


def deleted(gone: "Deleted", present: "Present", look: Look) -> str:
    """Return the answer to a deletion."""
    today = present.today
    named = [brief(one, today) for one in gone.sessions]
    named += [readings.brief(one, today) for one in gone.readings]
    lines = [wrapped(f"Deleted {one}.", look, "  ") for one in named]
    return "\n".join([*lines, TAKE_BACK])


def undone(undo: "Undone", present: "Present", look: Look) -> str:
    """Return what an undo did to each session, or to whatever else the change was about."""
    today = present.today
    lines = []
    for until_now, again in undo.sessions:
        if again is None and until_now is not None:
            lines.append(f"{brief(until_now, today)}, is gone.")
        elif until_now is None and again is not None:
            lines.append(f"{brief(again, today)}, is back.")
        elif again is not None:
            lines.append(f"#{again.number} is again: {sentence(again, present, look)}")
    lines += _readings_undone(undo.readings, today)
    # What an import brought is only counted, and what it changed is told one by one.
    if not lines or undo.change.verb == "import":
        lines.insert(0, f"{undo.change.verb} {safe(undo.change.what)}.")
    if len(lines) > 12:
        lines = [*lines[:10], f"and {len(lines) - 10} more."]
    begun = "Took back: "
    indent = " " * len(begun)
    return "\n".join(
        wrapped((indent if number else begun) + line, look, indent + "  ")
        for number, line in enumerate(lines)
    )


def changes(latest: Sequence["Change"], present: "Present", look: Look) -> str:
    """Return what could be taken back, the next one first."""
    zone, today = present.zone, present.today
    if not latest:
        return "Nothing could be taken back."
    rows = [
        [
            f"{write_day(change.at.astimezone(zone).date(), today)} {write_clock(change.at, zone)}",
            change.verb,
            safe(change.what),
        ]
        for change in latest
    ]
    return "\n".join(
        [
            wrapped(f"What `{command('undo')}` would take back, the first line first:", look),
            *table(rows, look, core=2, beneath=[2]),
        ]
    )


def _readings_undone(
    pairs: Iterable[tuple[Reading | None, Reading | None]], today: dt.date
) -> list[str]:
    """Return what an undo did to each reading."""
    lines = []
    for until_now, again in pairs:
        if again is None and until_now is not None:
            lines.append(f"{readings.brief(until_now, today)}, is gone.")
        elif until_now is None and again is not None:
            lines.append(f"{readings.brief(again, today)}, is back.")
        elif again is not None:
            called, now = readings.called(again), readings.sentence(again, today)
            lines.append(f"{called} is again: {now}")
    return lines
