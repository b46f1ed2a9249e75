"""Clock times, offsets and zones as they are typed: 7:30, 6.30pm, noon, +02:00, Europe/Berlin."""

import datetime as dt
import functools
import re
import zoneinfo

from tracker.care.zones import zone_named
from tracker.errors import BadInput
from tracker.text import near_misses
from tracker.when.durations import words_of

_AM_PM = r" ?([ap])\.?m\.?"
_SPOKEN = (
    r"(half|(?:a )?quarter|\d\d?(?: ?min(?:ute)?s?)?|twenty(?:[ -]5)?) (past|to)"
    rf" (\d\d?|noon|midnight)(?: ?o'?clock)?(?:{_AM_PM})?"
)
_OCLOCK = rf"(\d\d?) ?o'?clock(?:{_AM_PM})?"
_HOURS = r"(\d\d?) ?h(\d\d)?"
CLOCK = "|".join(
    re.sub(r"\((?!\?)", "(?:", form)
    for form in (
        r"\d\d?[:.]\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[ap]\.?m\.?)?",
        *(rf"\d\d?{_AM_PM}", _SPOKEN, _OCLOCK, _HOURS, "noon", "midnight"),
    )
)
BARE_CLOCK = r"\d\d?|\d{4}"
"""What is a clock time only where nothing else can be meant: 7, 1830."""

OFFSET = r"z|utc|gmt|[+-]\d\d(?::?\d\d(?::?\d\d)?)?"

_MINUTES = {"half": 30, "quarter": 15, "a quarter": 15, "twenty": 20}
_ZONE = r"[a-z][a-z0-9_+-]*(?:/[a-z0-9_+-]+)+"
_PARTS = r"(\d\d?)(?:[:.](\d\d))?(?::(\d\d)(?:[.,]\d+)?)?(?: ?([ap])\.?m\.?)?"
_ACCEPTED = "clock time from 00:00 to 23:59. Write it like 7:30, 18:30 or 7pm."


def read_clock(text: str) -> dt.time:
    """Read a clock time to the minute: 7:30, 18:30, 7pm, noon, 7 for 07:00. Raises BadInput."""
    key = words_of(text)
    clock = clock_of(key) if re.fullmatch(rf"{CLOCK}|{BARE_CLOCK}", key) else None
    if clock is None or clock.second:
        raise BadInput(f"{{}} is no {_ACCEPTED}", text)
    return clock


def clocks_within(key: str, text: str) -> tuple[dt.time, ...]:
    """Return the clock times that `key`, a part of `text`, can mean; raise BadInput for 25:00.

    There are two where people may mean the morning or the evening: 6, half past 6, 6 o'clock.
    """
    clock = clock_of(key)
    if clock is None:
        raise BadInput(f"{{}} holds no {_ACCEPTED}", text)
    if not (_is_spoken(key) and clock.hour < 13):
        return (clock,)
    return (clock, other_half(clock)) if clock.hour < 12 else (other_half(clock), clock)


def other_half(clock: dt.time) -> dt.time:
    """Return the clock time twelve hours from one."""
    return clock.replace(hour=(clock.hour + 12) % 24)


def says_half(key: str) -> bool:
    """Tell whether a clock time says with am or pm which half of the day it is in."""
    return bool(re.search(rf"{_AM_PM}$", key)) or key in ("noon", "midnight")


def _is_spoken(key: str) -> bool:
    """Tell whether a clock time is one of twelve hours, without a word on which half of the day."""
    if says_half(key) or re.search(r"noon|midnight|\b0\d", key):
        return False
    hour = r"(?:[1-9]|1[0-2])"
    return bool(re.fullmatch(rf"{hour}|(?:.+ (?:past|to) )?{hour}(?: ?o'?clock)?", key))


def _spoken_clock(key: str) -> dt.time | None:
    """Return the clock time of "half past 6", as one of twelve hours where nothing says more."""
    spoken = re.fullmatch(_SPOKEN, key)
    if spoken is None:
        return None
    count, side, hour, half = spoken.groups()
    whole = clock_of(f"{hour} {half}m" if half else hour)
    number = re.match(r"\d+", count)
    minutes = int(number[0]) if number else 25 if count.endswith("5") else _MINUTES[count]
    if whole is None or not 0 < minutes < 60:
        return None
    sign = 1 if side == "past" else -1
    passed = (whole.hour * 60 + sign * minutes) % (24 * 60)
    return dt.time(*divmod(passed, 60))


def clock_of(key: str) -> dt.time | None:
    """Return the clock time that `key` spells, or None where no clock shows it.

    Hours are those of 24, so that 6 is six in the morning.
    """
    if key in ("noon", "midnight"):
        return dt.time(12 if key == "noon" else 0)
    if re.fullmatch(_SPOKEN, key):
        return _spoken_clock(key)
    if re.fullmatch(r"\d{4}", key):
        key = f"{key[:2]}:{key[2:]}"
    elif hours := re.fullmatch(_HOURS, key):
        key = f"{hours[1]}:{hours[2] or '00'}"
    elif oclock := re.fullmatch(_OCLOCK, key):
        key = f"{oclock[1]} {oclock[2]}m" if oclock[2] else oclock[1]
    parts = re.fullmatch(_PARTS, key)
    if parts is None:
        return None
    hour, minute, second = (int(part or 0) for part in parts.group(1, 2, 3))
    if parts[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts[4] == "p" else 0)
    try:
        return dt.time(hour, minute, second)
    except ValueError:
        return None


def offset_within(key: str, text: str) -> dt.timezone:
    """Return the fixed zone of an offset such as z, +02:00 or -0330; raise BadInput for +99."""
    if key in ("z", "utc", "gmt"):
        return dt.UTC
    digits = key[1:].replace(":", "").ljust(6, "0")
    hours, minutes, seconds = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if hours > 15 or minutes > 59 or seconds > 59:
        raise BadInput(
            "{} has an offset that no clock on Earth keeps. Write it like +02:00 or -05:00.", text
        )
    ahead = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return dt.timezone(-ahead if key[0] == "-" else ahead)


def zone_apart(key: str, text: str) -> tuple[str, zoneinfo.ZoneInfo | None]:
    """Part `key` from the name of a zone at its end, if there is one, bracketed or not."""
    parts = re.fullmatch(rf"(.+?)(?: ({_ZONE})| ?\[({_ZONE})\])", key) if "/" in key else None
    if parts is None:
        return key, None
    name, names = parts[2] or parts[3], _zone_names()
    if name not in names:
        near = [names[one] for one in near_misses(name, names, most=1)]
        meant = f"Did you mean {near[0]}?" if near else "Write one such as Europe/Berlin."
        raise BadInput(f"{{}} names no time zone that is known here. {meant}", text)
    return parts[1], zone_named(names[name])


@functools.cache
def _zone_names() -> dict[str, str]:
    """Return every zone by its name in lower case; it takes a while, as each file is looked at."""
    return {name.lower(): name for name in sorted(zoneinfo.available_timezones())}
