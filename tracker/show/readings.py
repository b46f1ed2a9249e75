"""Readings of the pain in words: the answers to what was done with them, and a line each."""

import datetime as dt
from typing import TYPE_CHECKING

from tracker.care.reading import Reading
from tracker.show.sessions import (
    PAIN_IS_HIGH,
    TAKE_BACK,
    answers_words,
    area_words,
    when_words,
)
from tracker.show.terminal import Look, safe, wrapped

if TYPE_CHECKING:
    from tracker.journal.readings import StoredReading
    from tracker.present import Present


def stored(stored: "StoredReading", present: "Present", look: Look) -> str:
    """Return the answer to a reading that was written down or edited, and the way back."""
    reading = stored.reading
    number, verb = called(reading), "Now: " if stored.is_corrected else ""
    indent = " " * (len(number) + 2)
    answers = answers_words(stored.answers, reading.day, present)
    lines = [f"{number}  {verb}{sentence(reading, present.today)}{answers}"]
    if stored.remark:
        lines.append(indent + stored.remark)
    if stored.offers_red_flags:
        lines.append(f"{indent}{PAIN_IS_HIGH}")
    lines.append(f"{indent}{TAKE_BACK}")
    return "\n".join(wrapped(line, look, indent) for line in lines)


def called(reading: Reading) -> str:
    """Return the number by which commands name a reading: `p3`."""
    return f"p{reading.number}"


def brief(reading: Reading, today: dt.date) -> str:
    """Return a reading's number, level and time: `p3 pain 4, today 17:05`."""
    return f"{called(reading)} pain {reading.level}, {_when(reading, today)}"


def sentence(reading: Reading, today: dt.date) -> str:
    """Return everything that is known of a reading, in a sentence or a few."""
    where = area_words(reading.areas)
    parts = [", ".join([f"Pain {reading.level}", *where, _when(reading, today)])]
    if reading.took:
        parts.append(f"Took {safe(reading.took)}")
    if reading.note:
        parts.append(f'Note: "{safe(reading.note)}"')
    return ". ".join(parts) + "."


def _when(reading: Reading, today: dt.date) -> str:
    return when_words(reading.day, reading.at, reading.part, reading.zone, today)
