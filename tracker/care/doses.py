"""How much of an exercise: sets, repetitions and holds, as people type them and as they read them."""

import re

from msgspec import Struct

from tracker.errors import Refusal

MOST_SETS = 50
MOST_REPS = 1000
LONGEST_HOLD_S = 60 * 60

_TIMES = re.compile(r"\s*[x×]\s*", re.IGNORECASE)
_SIDE = re.compile(r"\s*(?:/|\beach|\bper)\s*side\s*$", re.IGNORECASE | re.ASCII)
_COUNT = re.compile(r"[0-9]{1,9}")
_LENGTH = re.compile(r"([0-9]{1,9})\s*(s|sec|m|min)", re.IGNORECASE | re.ASCII)
_HOW_TO_WRITE = (
    "{} is no dose. Write sets x repetitions as in 3x10, with a hold as in 3x10x8s, sets of one "
    "hold as in 3x30s, or a length as in 5min; add /side where each side does all of it."
)


class Dose(Struct, frozen=True):
    """How much of an exercise is done; with `each_side`, each side does all of it.

    It is sets of repetitions (3×10), sets of held repetitions (3×10×8 s), sets of one hold
    (3×30 s) or one length of time (5 min). Raises Refusal for anything else, and beyond
    50 sets, 1,000 repetitions or a hold of 60 minutes.
    """

    sets: int | None
    reps: int | None
    hold_s: int | None
    each_side: bool = False

    def __post_init__(self) -> None:
        is_empty = self.reps is None and self.hold_s is None
        if is_empty or (self.reps is not None and self.sets is None):
            raise Refusal(_HOW_TO_WRITE)
        if self.sets is not None and not 1 <= self.sets <= MOST_SETS:
            raise Refusal(f"{{}}: a dose has 1 to {MOST_SETS} sets, as in 3x10.")
        if self.reps is not None and not 1 <= self.reps <= MOST_REPS:
            raise Refusal(f"{{}}: a set has 1 to {MOST_REPS:,} repetitions, as in 3x10.")
        if self.hold_s is not None and not 1 <= self.hold_s <= LONGEST_HOLD_S:
            raise Refusal("{}: a hold lasts 1 s to 60 min, as in 3x10x8s, 3x30s or 5min.")


def read_dose(text: str) -> Dose:
    """Read a dose such as `3x10`, `3x10x8s`, `3×30 s`, `5min` or `3x10/side`.

    Whatever `write_dose` and `show_dose` write is read back. Raises Refusal with a template
    in which `{}` stands for `text`.
    """
    amount, sides = _SIDE.subn("", text)
    *counts, last = _TIMES.split(amount.strip())
    length = _LENGTH.fullmatch(last)
    if not length:
        counts.append(last)
    if len(counts) == 3 and not length and all(map(_COUNT.fullmatch, counts)):
        raise Refusal("{}: the hold needs its unit, as in 3x10x8s or 3x10x1min.")
    if len(counts) > 2 or not all(map(_COUNT.fullmatch, counts)):
        raise Refusal(_HOW_TO_WRITE)
    sets, reps = (*map(int, counts), None, None)[:2]
    return Dose(sets, reps, _seconds(length) if length else None, bool(sides))


def _seconds(length: re.Match[str]) -> int:
    return int(length[1]) * (60 if length[2].lower().startswith("m") else 1)


def write_dose(dose: Dose) -> str:
    """Write a dose as it is typed and stored: `3x10x8s`, `5min`, `3x10/side`.

    Minutes are never a bare `m`, which reads as metres; what older versions stored so is read.
    """
    return _joined(dose, "x", "{}min", "{}s") + ("/side" if dose.each_side else "")


def show_dose(dose: Dose, times: str = "×") -> str:
    """Write a dose for people: `3×10×8 s`, `5 min`, `3×10 each side`."""
    return _joined(dose, times, "{} min", "{} s") + (" each side" if dose.each_side else "")


def _joined(dose: Dose, times: str, minutes: str, seconds: str) -> str:
    parts = [str(count) for count in (dose.sets, dose.reps) if count is not None]
    if dose.hold_s is not None:
        whole, rest = divmod(dose.hold_s, 60)
        parts.append(seconds.format(dose.hold_s) if rest else minutes.format(whole))
    return times.join(parts)


def write_exercise(name: str, dose: Dose | None) -> str:
    """Write an exercise with its dose as it is typed, which `read_exercise` splits again."""
    return f"{name}:{write_dose(dose)}" if dose else name


def read_exercise(token: str) -> tuple[str, Dose | None]:
    """Split `bird-dog:3x10x8s` into the exercise's name and its dose, None where none is given.

    The name is as it was typed; whether there is such an exercise is not asked. Raises
    Refusal with a template in which `{}` stands for `token`.
    """
    name, colon, dose = (part.strip() for part in token.partition(":"))
    if not name:
        raise Refusal("{} names no exercise. Write it as bird-dog or bird-dog:3x10x8s.")
    if not colon:
        return name, None
    if not dose:
        raise Refusal(
            "{} has no dose after the colon. Write it as bird-dog:3x10x8s, or leave the colon out."
        )
    return name, read_dose(dose)


def total_hold_s(dose: Dose) -> int:
    """Return for how many seconds something is held in all, both sides; 0 where nothing is."""
    holds = (dose.sets or 1) * (dose.reps or 1) * _sides(dose)
    return holds * (dose.hold_s or 0)


def total_reps(dose: Dose) -> int:
    """Return the repetitions in all, both sides; 0 for holds and lengths without repetitions."""
    return (dose.sets or 0) * (dose.reps or 0) * _sides(dose)


def _sides(dose: Dose) -> int:
    return 2 if dose.each_side else 1
