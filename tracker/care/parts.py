"""The parts of a day, for whoever does not know the clock time."""

import datetime as dt
from collections.abc import Mapping

from tracker.care.walltime import instant_of

PARTS: Mapping[str, dt.time] = {
    "morning": dt.time(4),
    "afternoon": dt.time(12),
    "evening": dt.time(17),
    "night": dt.time(20),
}
"""When each part of a day begins; the night goes on until the morning after."""


def begins_at(day: dt.date, part: str, zone: dt.tzinfo) -> dt.datetime:
    """Return the instant (UTC) at which a part of a day begins.

    It says where the part stands among clock times, and never when something was.
    """
    return instant_of(day, PARTS[part], zone)[0]


def is_within(clock: dt.time, part: str) -> bool:
    """Tell whether people say a clock time with this part of the day, as in 2 in the morning."""
    if part == "night":
        return clock.hour >= 18 or clock < PARTS["morning"]
    first, last = {"morning": (0, 11), "afternoon": (12, 18), "evening": (16, 23)}[part]
    return first <= clock.hour <= last
