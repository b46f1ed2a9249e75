"""Durations as they are typed and written: 20, 20m, 1h30, 90s, 2 days."""

import datetime as dt
import re

from tracker.errors import BadInput

_SECONDS = {"weeks": 604_800, "days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}
_SPELLINGS = {
    "weeks": ("w", "wk", "wks", "week", "weeks"),
    "days": ("d", "day", "days"),
    "hours": ("h", "hr", "hrs", "hour", "hours"),
    "minutes": ("m", "min", "mins", "minute", "minutes"),
    "seconds": ("s", "sec", "secs", "second", "seconds"),
}
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}
_NUMBER = r"\d{1,7}(?:\.\d{1,3})?"
_COUNTED_OUT = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_IN_WORDS = {word: str(number) for number, word in enumerate(_COUNTED_OUT, 1)}
# How people say halves and quarters of an hour, and what they mean by it.
_SPOKEN_LENGTHS = (
    (r"^half an hour$", "30 min"),
    (r"^(?:a )?quarter of an hour$", "15 min"),
    (r"^(?:3|three) quarters of an hour$", "45 min"),
    (r"^(an?|\d{1,7}) hours? and a half$", r"\1 h 30 min"),
    (r"^(an?|\d{1,7}) hours? and a quarter$", r"\1 h 15 min"),
    (r"^(\d{1,7}) and a half hours$", r"\1 h 30 min"),
    (r"(?<=[a-z]) and (?=\d)", " "),
)
_EXAMPLES = ("20m", "1h30", "90s", '"2 days"', "10w")


def read_duration(
    text: str, least: dt.timedelta, most: dt.timedelta, bare_unit: str = "minutes"
) -> dt.timedelta:
    """Read a duration from `least` to `most`, to the second.

    A bare number counts `bare_unit`: weeks, days, hours, minutes or seconds. Raises BadInput.
    """
    key = words_of(text)
    duration = _bare(key, bare_unit) or (span_of(key) or (None,))[0]
    if duration is None or not least <= duration <= most:
        raise BadInput(
            f"{{}} is no length of time from {write_duration(least)} to {write_duration(most)}."
            f" Write it like {_examples(least, most, bare_unit)}.",
            text,
        )
    return duration


def write_duration(duration: dt.timedelta) -> str:
    """Write a duration that is not negative, to the second: "20 min", "1 h 47 min", "8 s".

    Under two minutes it is in seconds unless whole minutes; from two days on, whole days are days.
    """
    seconds = round(duration.total_seconds())
    if seconds % 60 and seconds < 120:
        return f"{seconds} s"
    if seconds >= 2 * 86_400 and seconds % 86_400 == 0:
        return f"{seconds // 86_400} days"
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 min"


def compact_duration(duration: dt.timedelta) -> str:
    """Write a duration above zero as it would be typed, to the second: "20m", "1h30m", "10w".

    `read_duration` reads it back to the same.
    """
    rest = round(duration.total_seconds())
    if rest % 604_800 == 0:
        return f"{rest // 604_800}w"
    written = ""
    for unit in ("days", "hours", "minutes", "seconds"):
        count, rest = divmod(rest, _SECONDS[unit])
        written += f"{count}{unit[0]}" if count else ""
    return written


def words_of(text: str) -> str:
    """Return `text` in lower case with single blanks, or "" if no reader here could read it.

    What they read is plain ASCII and short; other digits that look alike are not guessed at.
    Numbers in words, up to twelve, become digits.
    """
    key = " ".join(text[:200].replace("\u2019", "'").split())
    if not key.isascii() or len(text) > 200:
        return ""
    return re.sub(r"[a-z]+", lambda word: _IN_WORDS.get(word[0], word[0]), key.lower())


def span_of(key: str) -> tuple[dt.timedelta, bool] | None:
    """Read one or more numbers with units, the largest first; None if it is something else.

    Say with it whether days or weeks alone are counted, so that no clock time is meant.
    """
    for spoken, plain in _SPOKEN_LENGTHS:
        key = re.sub(spoken, plain, key)
    key = re.sub(r"^an? ", "1 ", key)
    if not re.fullmatch(rf"(?:{_NUMBER} ?[a-z]+ ?)+(?:\d\d?)?", key):
        return None
    counts: dict[str, float] = {}
    for number, spelling in re.findall(rf"({_NUMBER}) ?([a-z]*)", key):
        # What stands bare at the end are the minutes of the hours before it, as in 1h30.
        is_rest = not spelling and list(counts)[-1:] == ["hours"] and float(number) < 60
        unit = "minutes" if is_rest else _UNITS.get(spelling)
        if unit is None or any(_SECONDS[unit] >= _SECONDS[larger] for larger in counts):
            return None
        counts[unit] = float(number)
    seconds = round(sum(count * _SECONDS[unit] for unit, count in counts.items()))
    return dt.timedelta(seconds=seconds), counts.keys() <= {"weeks", "days"}


def _bare(key: str, unit: str) -> dt.timedelta | None:
    if not re.fullmatch(_NUMBER, key):
        return None
    return dt.timedelta(seconds=round(float(key) * _SECONDS[unit]))


def _examples(least: dt.timedelta, most: dt.timedelta, bare_unit: str) -> str:
    """List some durations that would be accepted, first of them a bare number."""
    lengths = {number: _bare(number, bare_unit) for number in ("20", "8")}
    lengths |= {example: (span_of(example.strip('"')) or (None,))[0] for example in _EXAMPLES}
    fitting = [name for name, length in lengths.items() if length and least <= length <= most]
    if fitting[:2] == ["20", "8"]:
        fitting.remove("8")
    *more, last = fitting[:4] or [compact_duration(least)]
    return f"{', '.join(more)} or {last}" if more else last
