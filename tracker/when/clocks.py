"""Clock times, offsets and zones as they are typed: 7:30, 6.30pm, noon, +02:00, Europe/Berlin."""

import datetime as dt
import functools
import re
import zoneinfo

from tracker.care.zones import zone_named
from tracker.errors import BadInput
from tracker.text import near_misses
from tracker.when.durations import words_of

CLOCK = (
    r"\d\d?[:.]\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[ap]\.?m\.?)?|\d\d? ?[ap]\.?m\.?|noon|midnight"
)
OFFSET = r"z|utc|gmt|[+-]\d\d(?::?\d\d(?::?\d\d)?)?"

_ZONE = r"[a-z][a-z0-9_+-]*(?:/[a-z0-9_+-]+)+"
_PARTS = r"(\d\d?)(?:[:.](\d\d))?(?::(\d\d)(?:[.,]\d+)?)?(?: ?([ap])\.?m\.?)?"
_ACCEPTED = "clock time from 00:00 to 23:59. Write it like 7:30, 18:30 or 7pm."


def read_clock(text: str) -> dt.time:
    """Read a clock time to the minute: 7:30, 18:30, 7pm, noon. Raises BadInput."""
    key = words_of(text)
    clock = clock_of(key) if re.fullmatch(CLOCK, key) else None
    if clock is None or clock.second:
        raise BadInput(f"{{}} is no {_ACCEPTED}", text)
    return clock


def clock_within(key: str, text: str) -> dt.time:
    """Return the clock time that `key`, a part of `text`, spells; raise BadInput for 25:00."""
    clock = clock_of(key)
    if clock is None:
        raise BadInput(f"{{}} holds no {_ACCEPTED}", text)
    return clock


def clock_of(key: str) -> dt.time | None:
    """Return the clock time that `key` spells, or None where no clock shows it."""
    if key in ("noon", "midnight"):
        return dt.time(12 if key == "noon" else 0)
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
