"""Clock time and calendar days where the person is, and the instants they stand for."""

import datetime as dt
from typing import Literal

Fold = Literal["plain", "gap", "overlap"]

_ONE_DAY = dt.timedelta(days=1)


def instant_of(day: dt.date, at: dt.time, zone: dt.tzinfo) -> tuple[dt.datetime, Fold]:
    """Return the instant (UTC) at which the clocks of `zone` show `at` on `day`.

    Where the clocks skip that time (a "gap") it is the first instant after the gap; where they
    show it twice (an "overlap") it is the first of the two.
    """
    wall = dt.datetime.combine(day, at.replace(tzinfo=None, fold=0))
    # PEP 495: a time that is skipped or shown twice has two offsets, and `fold` tells them apart.
    before, after = wall.replace(tzinfo=zone), wall.replace(tzinfo=zone, fold=1)
    instant = before.astimezone(dt.UTC)
    if before.utcoffset() == after.utcoffset():
        return instant, "plain"
    other = after.astimezone(dt.UTC)
    if instant < other:
        return instant, "overlap"
    return _first_instant_past(wall, other, instant, zone), "gap"


def date_within(day: dt.date, at: dt.time, starts_at: dt.time) -> dt.date:
    """Return the calendar date on which a clock time of the person's day lies.

    A time before `starts_at`, when the day begins, lies on the next date.
    """
    return day if at >= starts_at else day + _ONE_DAY


def day_of(instant: dt.datetime, zone: dt.tzinfo, starts_at: dt.time) -> dt.date:
    """Return the person's day that holds an instant.

    It is the local date, or the date before where the clock has not reached `starts_at`. A day
    is one stretch of time: what the clocks show again, set back over its start, still belongs to it.
    """
    local = instant.astimezone(zone)
    day = local.date()
    if local.time() < starts_at and instant < instant_of(day, starts_at, zone)[0]:
        return day - _ONE_DAY
    if local.fold and instant >= instant_of(day + _ONE_DAY, starts_at, zone)[0]:
        return day + _ONE_DAY
    return day


def day_bounds(
    day: dt.date, zone: dt.tzinfo, starts_at: dt.time
) -> tuple[dt.datetime, dt.datetime]:
    """Return the instants (UTC) at which the person's day starts and at which the next one does.

    A day that the calendar of `zone` left out is empty: both are the same.
    """
    start_at, _ = instant_of(day, starts_at, zone)
    end_at, _ = instant_of(day + _ONE_DAY, starts_at, zone)
    return start_at, end_at


def _first_instant_past(
    wall: dt.datetime, low: dt.datetime, high: dt.datetime, zone: dt.tzinfo
) -> dt.datetime:
    """Return the first whole second in (low, high] at which the clocks have passed `wall`.

    Clocks change on whole seconds, so this is the change itself.
    """
    low, steps = low.replace(microsecond=0), int((high - low).total_seconds())
    passed, not_passed = steps, 0
    while passed - not_passed > 1:
        middle = (passed + not_passed) // 2
        shown = (low + dt.timedelta(seconds=middle)).astimezone(zone).replace(tzinfo=None)
        if shown > wall:
            passed = middle
        else:
            not_passed = middle
    return low + dt.timedelta(seconds=passed)
