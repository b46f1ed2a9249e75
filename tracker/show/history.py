"""The history in words: sessions by day, and what they come to."""

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING

from tracker.care.money import add_up, write_money
from tracker.care.session import Session
from tracker.escaping import command
from tracker.show.sessions import (
    area_words,
    clock,
    effort_words,
    exercise_words,
    feels_words,
    kind_words,
    pain_words,
    plural,
    relief_words,
    spaced,
)
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day, write_duration

if TYPE_CHECKING:
    from tracker.journal.review import History
    from tracker.present import Present


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
    rows = table(
        [_row(session, look) for session in found.sessions],
        look,
        right=[0, 2, 8],
        elastic=[9, 6, 4, 7, 8],
        core=3,
    )
    lines = []
    days = groupby(zip(found.sessions, rows, strict=True), key=lambda pair: pair[0].entry.day)
    for day, pairs in days:
        lines.append(look.bold(short_day(day, today)))
        lines += [row for _, row in pairs]
    lines.append(wrapped(_total(found), look))
    return "\n".join(lines)


def _row(session: Session, look: Look) -> list[str]:
    entry, details = session.entry, session.entry.details
    name = kind_words(session)
    what = f"{name}, {spaced(details.style)}" if details.style else name
    exercises = [exercise_words(details, look)] if details.exercises else []
    return [
        f"#{session.number}",
        clock(session),
        write_duration(details.duration),
        what,
        ", ".join([*exercises, *area_words(details.areas)]),
        pain_words(session, look),
        ", ".join(filter(None, (feels_words(entry), effort_words(entry), relief_words(entry)))),
        safe(details.provider),
        write_money(entry.cost) if entry.cost else "",
        safe(entry.note),
    ]


def _total(found: "History") -> str:
    sessions = found.sessions
    count, days = len(sessions), len({session.entry.day for session in sessions})
    length = sum((session.entry.details.duration for session in sessions), dt.timedelta())
    parts = [f"{plural(count, 'session')} on {plural(days, 'day')}", write_duration(length)]
    parts += [write_money(sum_) for sum_ in add_up(session.entry.cost for session in sessions)]
    total = ", ".join(parts)
    if found.has_more:
        total += f"; these are the newest {count}, all of them: {command('history --limit 0')}"
    return total
