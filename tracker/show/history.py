"""The history in words: sessions by day, and what they come to."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tracker.care.money import add_up, write_money
from tracker.care.session import Session
from tracker.escaping import command
from tracker.show.sessions import (
    area_words,
    beyond_routine,
    clock,
    effort_words,
    feels_words,
    kind_words,
    pain_words,
    plural,
    relief_words,
    spaced,
)
from tracker.show.terminal import Look, cut, fits, safe, table, wrapped
from tracker.when import short_day, write_duration

if TYPE_CHECKING:
    from tracker.journal.review import History
    from tracker.journal.routines import Routine
    from tracker.present import Present

_WHAT, _NOTE = 3, 60


def history(found: "History", present: "Present", look: Look) -> str:
    """Return the sessions by day, the newest last, with totals of what is shown."""
    text = _history(found, present.today, look)
    if not found.plans:
        return text
    from tracker.show.kept import stretch  # Few have plans, and then the words are needed.

    return f"{text}\n{wrapped(stretch(found.plans), look)}"


def _history(found: "History", today: dt.date, look: Look) -> str:
    if not found.sessions:
        if found.is_searched:
            return f"No session fits. All of them: {command('history')}"
        first = command("log heat-pack 20 --pain 5:4")
        return f"Nothing here yet. Log what you just did: {first}"
    rows = _rows([_row(session, found.routines, look) for session in found.sessions], look)
    lines = []
    days = groupby(zip(found.sessions, rows, strict=True), key=lambda pair: pair[0].entry.day)
    for day, pairs in days:
        lines.append(look.bold(f"{short_day(day, today)}{_mark(found, day)}"))
        lines += [row for _, row in pairs]
    lines.append(wrapped(_total(found), look))
    return "\n".join(lines)


def _mark(found: "History", day: dt.date) -> str:
    if not found.flares:
        return ""
    from tracker.show.flares import mark  # Few have any.

    return mark(found.flares, day)


def _rows(cells: Sequence[Sequence[str]], look: Look) -> list[str]:
    """Return a text a session; what few of them have takes no room from the others."""
    if not fits(cells, look):
        # Where and what with is then told in the words of what it was.
        cells = [
            [*row[:_WHAT], ", ".join(filter(None, row[_WHAT : _WHAT + 2])), "", *row[_WHAT + 2 :]]
            for row in cells
        ]
    return table(cells, look, right=[0, 2, 8], core=_WHAT, beneath=[9, 6, 7, 8, _WHAT])


def _row(session: Session, routines: "Sequence[Routine]", look: Look) -> list[str]:
    entry, details = session.entry, session.entry.details
    name = kind_words(session)
    what = f"{name}, {spaced(details.style)}" if details.style else name
    exercises = beyond_routine(details, routines, look)
    return [
        f"#{session.number}",
        clock(session),
        write_duration(details.duration),
        what,
        ", ".join(filter(None, (exercises, *area_words(details.areas)))),
        pain_words(session, look),
        ", ".join(filter(None, (feels_words(entry), effort_words(entry), relief_words(entry)))),
        safe(details.provider),
        write_money(entry.cost) if entry.cost else "",
        # A note may be a page long; JSON and a pipe have it whole.
        cut(safe(entry.note), _NOTE, look) if look.width else safe(entry.note),
    ]


def _total(found: "History") -> str:
    sessions = found.sessions
    count, days = len(sessions), len({session.entry.day for session in sessions})
    length = sum((session.entry.details.duration for session in sessions), dt.timedelta())
    parts = [f"{plural(count, 'session')} on {plural(days, 'day')}", write_duration(length)]
    parts += [write_money(sum_) for sum_ in add_up(session.entry.cost for session in sessions)]
    total = ", ".join(parts)
    if found.has_more:
        total += f"; only the newest {count} are shown, to see all: {command('history --limit 0')}"
    return total
