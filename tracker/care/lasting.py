"""How long a reminder that nobody answers stays open."""

import datetime as dt

from tracker.care.plan import Calendar
from tracker.care.walltime import day_bounds, day_of, instant_of

_DAY = dt.timedelta(days=1)
_NOON = dt.time(12)


def open_until(
    day: dt.date,
    due_at: dt.datetime,
    zone: dt.tzinfo,
    calendar: Calendar,
    *,
    shown_at: dt.datetime | None = None,
    shown_times: int = 0,
) -> dt.datetime:
    """Return the instant up to which a reminder of a day is open while nobody answers it.

    That is the end of its day. One whose repeats go on beyond it stays until as long after the last
    of them as between two, at the latest until noon; one that was put off until after that noon stays
    for the day on which it was shown again. `shown_at` is when it was shown last, of `shown_times`.
    """
    starts_at = calendar.day_starts_at
    _, over_at = day_bounds(day, zone, starts_at)
    noon_at, _ = instant_of(day + _DAY, _NOON, zone)
    last_at = shown_at or due_at
    if last_at >= max(over_at, noon_at):
        return day_bounds(day_of(last_at, zone, starts_at), zone, starts_at)[1]
    still_to_come = max(0, calendar.repeats + 1 - max(1, shown_times))
    through_at = last_at + calendar.repeat * (still_to_come + 1)
    return max(over_at, min(through_at, noon_at))
