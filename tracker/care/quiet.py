"""Quiet hours: when nothing is shown, by the person's clock."""

import datetime as dt

from tracker.care.walltime import instant_of

_DAY = dt.timedelta(days=1)

Span = tuple[dt.time, dt.time]
"""From one clock time to another, over midnight where the second is the earlier one."""


def quiet_until(now: dt.datetime, quiet: Span | None, zone: dt.tzinfo) -> dt.datetime | None:
    """Return when the quiet hours that `now` lies in are over; None outside of them.

    They are the person's clock times. Where the clocks show the end twice, the second one counts.
    """
    if quiet is None:
        return None
    begin, end = quiet
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        begin_at, _ = instant_of(day, begin, zone)
        end_day = day if end > begin else day + _DAY
        end_at, fold = instant_of(end_day, end, zone)
        if fold == "overlap":
            end_at = dt.datetime.combine(end_day, end.replace(fold=1), zone).astimezone(dt.UTC)
        if begin_at <= now < end_at:
            return end_at
    return None
