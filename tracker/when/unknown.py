"""Which word of what was typed is not understood, and what may have been meant."""

import re

from tracker.text import near_misses
from tracker.when.writing import MONTHS, WEEKDAYS

_WORDS = (
    *("now", "today", "yesterday", "tomorrow", "tonight", "morning", "afternoon", "evening"),
    *("night", "noon", "midnight", "earlier", "last", "this", "before", "after", "half", "quarter"),
    *("past", "minutes", "minute", "hours", "hour", "days", "weeks", "week", "months", "month"),
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "years", "year", "seconds", "second", "ago", *WEEKDAYS, *MONTHS),
)
_SMALL = (
    *("a", "an", "and", "the", "of", "in", "on", "at", "to", "just", "right", "day", "o", "clock"),
    *("oclock", "w", "wk", "wks", "d", "h", "hr", "hrs", "m", "min", "mins", "s", "sec", "secs"),
    *("am", "pm", "p", "t", "z", "utc", "gmt", "st", "nd", "rd", "th"),
    *("sept", "quarters", "twenty"),
)


def what_failed(key: str) -> str:
    """Return how a refusal goes on that names the first word of `key` that is not known.

    It ends in a full stop or a question mark, whatever was found.
    """
    if re.fullmatch(r"[\d.]+ ago", key):
        return f'. Did you mean "{key.replace(" ", "m ")}"?'
    unknown = next((word for word in re.findall(r"[a-z]+", key) if not _is_known(word)), None)
    if unknown is None:
        return "."
    near = near_misses(unknown, _WORDS, most=1)
    part = "." if unknown == key else f': "{unknown}" is not understood.'
    return f"{part} Did you mean {near[0]}?" if near else part


def _is_known(word: str) -> bool:
    if word in _WORDS or word in _SMALL:
        return True
    return any(
        name.startswith(word) and len(word) >= least
        for names, least in ((WEEKDAYS, 2), (MONTHS, 3))
        for name in names
    )
