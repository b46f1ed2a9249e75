"""iCalendar (RFC 5545), as calendars and to-do lists write it."""

import datetime as dt
from collections.abc import Iterator

from tracker.care.incoming import Told
from tracker.exchange.source import Source


def fits(source: Source) -> bool:
    """Tell whether it looks like a calendar."""
    return source.start.lstrip()[:40].upper().startswith("BEGIN:VCALENDAR")


def entries(source: Source, until: dt.datetime) -> Iterator[Told]:
    """Return what is over of a calendar, each date of a series by itself.

    What is not over `until` then is left out; its zone is the person's own, by which clock times
    without a zone are taken. Raises BadInput for what is no whole calendar.
    """
    from tracker.exchange import ics_events  # icalendar takes its time, and most files are others.

    yield from ics_events.entries(source, until)
