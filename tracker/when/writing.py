"""How instants, days and clock times are written, in English whatever the locale."""

import datetime as dt

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def write_day(day: dt.date, today: dt.date) -> str:
    """Write a day as seen from `today`: "today", "yesterday (Sun 22 Nov)", "Mon 9 Nov"."""
    if day == today:
        return "today"
    if day == today - dt.timedelta(days=1):
        return f"yesterday ({short_day(day)})"
    return short_day(day, today)


def write_part(day: dt.date, part: str, today: dt.date) -> str:
    """Write a part of a day: "this morning", "yesterday evening (Sun 22 Nov)", "Mon 9 Nov, night".

    `read_moment` reads it back.
    """
    if day == today:
        return "tonight" if part == "night" else f"this {part}"
    written = write_day(day, today)
    return (
        written.replace("yesterday", f"yesterday {part}")
        if "(" in written
        else f"{written}, {part}"
    )


def short_day(day: dt.date, today: dt.date | None = None) -> str:
    """Write a day as "Sun 22 Nov", with its year if that is not the year of `today`."""
    weekday, month = WEEKDAYS[day.weekday()][:3].title(), MONTHS[day.month - 1][:3].title()
    year = "" if today is None or today.year == day.year else f" {day.year}"
    return f"{weekday} {day.day} {month}{year}"


def long_day(day: dt.date) -> str:
    """Write a day in full: "Sunday 22 November"."""
    return f"{WEEKDAYS[day.weekday()].title()} {day.day} {MONTHS[day.month - 1].title()}"


def write_clock(instant: dt.datetime, zone: dt.tzinfo) -> str:
    """Write the clock time of an instant, to the minute: "17:05"."""
    return instant.astimezone(zone).isoformat()[11:16]


def write_moment(
    moment_day: dt.date, at: dt.datetime | None, zone: dt.tzinfo, today: dt.date
) -> str:
    """Write a moment so that a person knows it and `read_moment` reads it back, to the minute.

    The day is the person's. Where the clock time lies on another date, because the day starts
    later than midnight, that date is written; the second showing of a clock time has its offset.
    """
    if at is None:
        return write_day(moment_day, today)
    local = at.astimezone(zone)
    clock = write_clock(at, zone)
    if local.fold:
        return f"{short_day(local.date(), today)} {clock} {offset_of(local)}"
    if moment_day in (local.date(), today):
        return f"{write_day(moment_day, today)} {clock}"
    return f"{short_day(local.date(), today)} {clock}"


def iso(instant: dt.datetime, zone: dt.tzinfo) -> str:
    """Write an instant for a machine: "2026-11-22T21:00:00+01:00"."""
    return instant.astimezone(zone).isoformat(timespec="seconds")


def offset_of(local: dt.datetime) -> str:
    """Write the offset of an aware time: "+01:00"."""
    return local.isoformat(timespec="seconds")[19:]
