"""How what is told of a session stands in the cell of a sheet, and is read out of one again."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from tracker.care.doses import read_exercise, write_exercise
from tracker.care.fields import BodyArea, ExerciseDone
from tracker.care.money import Money, amount_of
from tracker.care.session import LONGEST_RELIEF
from tracker.errors import Refusal
from tracker.exchange.sound import sound
from tracker.exchange.values import Unfit, clause, read_day
from tracker.text import word_key

YES, NO = "yes", "no"
_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?", re.ASCII)
_DEGREES = re.compile(r"(-?[0-9]{1,3}(?:[.,][0-9]{1,17})?) ?°? ?([cf]?)", re.ASCII | re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;]\s*")


def write_cell(value: Any) -> str:
    """Return a value as a cell holds it: lengths in minutes, amounts without their currency.

    `read_cell` reads it back exactly.
    """
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case str():
            return value
        case dt.timedelta():
            # Four decimals of a minute tell each second from the next.
            return f"{value.total_seconds() / 60:.4f}".rstrip("0").rstrip(".")
        case Money():
            return amount_of(value)
        case BodyArea(name, side):
            return f"{name}:{side}" if side else name
        case ExerciseDone(name, dose):
            return write_exercise(name, dose)
        case tuple():
            return ", ".join(map(write_cell, value))
    return str(value)


def read_cell(name: str, text: str) -> Any:
    """Return the value of a field of a session out of its cell, or raise Unfit; an amount stays text."""
    return _READERS.get(name, _as_it_stands)(text)


def read_number(text: str) -> float:
    """Read a number, with a point or a comma before its decimals; raise Unfit."""
    if not _NUMBER.fullmatch(text):
        raise Unfit(text, "it is no number.")
    return float(text.replace(",", "."))


def read_minutes(text: str) -> dt.timedelta:
    """Read a number of minutes, to the second, up to the longest that anything lasts; raise Unfit."""
    minutes = read_number(text)
    if minutes > LONGEST_RELIEF / dt.timedelta(minutes=1):
        raise Unfit(text, "it is too many minutes.")
    return dt.timedelta(seconds=round(minutes * 60))


def _as_it_stands(text: str) -> str:
    return text


def _word(text: str) -> str:
    """Return a word of a vocabulary; one that is spelled as such stays as it is."""
    return text if text == text.lower() and not re.search(r"[\s_]", text) else word_key(text)


def _level(text: str) -> int:
    is_number = re.fullmatch(r"[0-9]{1,2}", text, re.ASCII)
    level: int = sound("level", int(text) if is_number else text)
    return level


def _degrees(text: str) -> float:
    found = _DEGREES.fullmatch(text)
    if not found:
        raise Unfit(text, "a temperature is a number, as in 37, 37.5C or 99F.")
    degrees = float(found[1].replace(",", "."))
    return round((degrees - 32) * 5 / 9, 2) if found[2].upper() == "F" else degrees


def _switch(text: str) -> bool:
    word = text.casefold()
    # A spreadsheet in another language writes its own words, which are no loss.
    if word in (YES, "true", "1", "y"):
        return True
    if word in (NO, "false", "0", "n"):
        return False
    raise Unfit(text, f"accepted are {YES} and {NO}.")


def _areas(text: str) -> tuple[BodyArea, ...]:
    return tuple(map(_area, filter(None, _BETWEEN.split(text))))


def _area(text: str) -> BodyArea:
    name, _, side = text.partition(":")
    return BodyArea(_word(name.strip()), _word(side.strip()) or None)


def _exercises(text: str) -> tuple[ExerciseDone, ...]:
    return tuple(map(_exercise, filter(None, _BETWEEN.split(text))))


def _exercise(text: str) -> ExerciseDone:
    try:
        name, dose = read_exercise(text)
    except Refusal as refusal:
        raise Unfit(text, clause(str(refusal))) from None
    return ExerciseDone(_word(name), dose)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "duration": read_minutes,
    "relief": read_minutes,
    "areas": _areas,
    "style": _word,
    "performer": _word,
    "purpose": _word,
    "claim": _word,
    "feels": _word,
    "effort": _word,
    "part": _word,
    "temperature_c": _degrees,
    "exercises": _exercises,
    "pain_before": _level,
    "pain_after": _level,
    "level": _level,
    "barrier": _switch,
    "claim_on": read_day,
}
