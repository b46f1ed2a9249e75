"""What the diary can hold: a file may say whatever it likes, and the tables take no more than this."""

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from tracker.care.catalogue import (
    CLAIMS,
    EFFORTS,
    FEELINGS,
    LONGEST_WORD,
    PERFORMERS,
    PURPOSES,
    SIDES,
    kinds,
)
from tracker.care.doses import Dose
from tracker.care.fields import BodyArea, ExerciseDone
from tracker.care.money import CURRENCIES, Money, largest, read_money, write_money
from tracker.care.parts import PARTS
from tracker.care.session import LONGEST_RELIEF
from tracker.errors import Refusal
from tracker.exchange.values import Unfit, clause, read_text, within_reach
from tracker.text import LONGEST_NAME, LONGEST_NOTE

T = TypeVar("T")
Check = Callable[[Any], Any]


def sound(name: str, value: Any) -> Any:
    """Return the value of a field of a session or a reading as the diary keeps it, or raise Unfit."""
    return _CHECKS[name](value)


def sound_day(day: Any) -> dt.date:
    """Return a day of the years that a diary can mean, or raise Unfit."""
    if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
        raise Unfit(day, "it is no day.")
    return within_reach(day, day)


def sound_temperature(kind: str, celsius: float) -> float:
    """Return degrees Celsius that the kind can have, or raise Unfit."""
    limits = kinds()[kind].temperature
    if limits and not limits[0] <= celsius <= limits[1]:
        least, most = limits
        raise Unfit(
            f"{celsius:g} °C",
            f"for {kinds()[kind].name}, {least:g} to {most:g} °C are accepted.",
        )
    return celsius


def sound_amounts(cost: Money | None, covered: Money | None) -> None:
    """Raise Unfit where an insurance would cover more than there was to pay."""
    if covered is None:
        return
    if cost is None:
        raise Unfit(covered, "it is covered of a cost that is not told.")
    if cost.currency != covered.currency or covered.minor > cost.minor:
        raise Unfit(covered, f"what is covered is at most the cost, {write_money(cost)}.")


def read_amount(text: str, currency: str) -> Money:
    """Read an amount, in `currency` unless it names its own; raise Unfit."""
    try:
        return read_money(text, currency)
    except Refusal as refusal:
        raise Unfit(text, clause(str(refusal))) from None


def _text(most: int, what: str) -> Check:
    def check(value: Any) -> str | None:
        if not isinstance(value, str):
            raise Unfit(value, "it is no text.")
        return read_text(value, most, what) or None

    return check


def _one_of(words: tuple[str, ...]) -> Check:
    def check(value: Any) -> Any:
        if value not in words:
            raise Unfit(value, f"accepted are {', '.join(words)}.")
        return value

    return check


def _is_word(value: Any) -> bool:
    """Tell whether a value can be a word of the catalogue, or one of a person's own."""
    return (
        isinstance(value, str)
        and 1 <= len(value) <= LONGEST_WORD
        and value.isprintable()
        and not any(character in value for character in " _:,;/")
    )


def _word(value: Any) -> str:
    if not _is_word(value):
        raise Unfit(value, f"a word has at most {LONGEST_WORD} letters, digits and hyphens.")
    return str(value)


def _level(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10:
        raise Unfit(
            value, "pain goes from 0 (none) to 10 (the worst imaginable), in whole numbers."
        )
    return value


def _relief(value: Any) -> dt.timedelta:
    if not isinstance(value, dt.timedelta) or not dt.timedelta() <= value <= LONGEST_RELIEF:
        raise Unfit(value, "relief lasts from nothing at all to 60 days.")
    return dt.timedelta(seconds=round(value.total_seconds()))


def _degrees(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise Unfit(value, "a temperature is a number.")
    return float(value)


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit(value, "it is neither yes nor no.")
    return value


def _money(value: Any) -> Money:
    if not isinstance(value, Money) or value.currency not in CURRENCIES:
        raise Unfit(value, "it is no amount of money.")
    most = largest(value.currency)
    if not 0 <= value.minor <= most * 10 ** CURRENCIES[value.currency]:
        raise Unfit(value, f"an amount goes from 0 to {most:,} {value.currency}.")
    return value


def _areas(value: Any) -> tuple[BodyArea, ...]:
    for area in _listed(value, BodyArea):
        _word(area.name)
        if area.side is not None and area.side not in SIDES:
            raise Unfit(area.side, f"it is no side; accepted are {', '.join(SIDES)}.")
    # A place is there once, however often it is named.
    return tuple(dict.fromkeys(value))


def _exercises(value: Any) -> tuple[ExerciseDone, ...]:
    for exercise in _listed(value, ExerciseDone):
        _word(exercise.name)
        if exercise.dose is not None and not isinstance(exercise.dose, Dose):
            raise Unfit(exercise.dose, "it is no dose.")
    return tuple(value)


def _listed(value: Any, of: type[T]) -> tuple[T, ...]:
    if not isinstance(value, tuple) or not all(isinstance(one, of) for one in value):
        raise Unfit(value, "it is no list.")
    return value


_CHECKS: Mapping[str, Check] = {
    "areas": _areas,
    "style": _word,
    "provider": _text(LONGEST_NAME, "a name"),
    "performer": _one_of(PERFORMERS),
    "purpose": _one_of(PURPOSES),
    "temperature_c": _degrees,
    "exercises": _exercises,
    "routine": _text(LONGEST_NAME, "a name"),
    "pain_before": _level,
    "pain_after": _level,
    "level": _level,
    "cost": _money,
    "covered": _money,
    "claim": _one_of(CLAIMS),
    "claim_on": sound_day,
    "claim_note": _text(LONGEST_NOTE, "a note"),
    "barrier": _switch,
    "feels": _one_of(FEELINGS),
    "effort": _one_of(EFFORTS),
    "relief": _relief,
    "part": _one_of(tuple(PARTS)),
    "took": _text(LONGEST_NOTE, "what was taken"),
    "note": _text(LONGEST_NOTE, "a note"),
}
