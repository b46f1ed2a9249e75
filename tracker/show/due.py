"""What is due in words: now, later today, missed, put off, left out, and what is coming."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tracker.care.plan import Calendar
from tracker.care.schedule import Occurrence
from tracker.show.plans import brief, next_times, typed
from tracker.show.sessions import TAKE_BACK
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day, write_clock, write_day, write_duration

if TYPE_CHECKING:
    from tracker.care.planned import Planned


def by_day(
    coming: Sequence["Planned"], today: dt.date, last: dt.date, calendar: Calendar, look: Look
) -> str:
    """Return what is coming under the name of each day."""
    if not coming:
        return f"Nothing is coming up to {short_day(last, today)}. Plans: tracker plan list"
    rows = table(
        [[_clock(one, calendar), brief(one.plan, look)] for one in coming], look, elastic=[1]
    )
    lines = []
    days = groupby(zip(coming, rows, strict=True), key=lambda pair: pair[0].day)
    for day, pairs in days:
        named = "Today" if day == today else short_day(day, today)
        lines += [look.bold(named), *(row for _, row in pairs)]
    return "\n".join(lines)


def due(
    open_now: Sequence["Planned"],
    coming: Sequence["Planned"],
    held: Sequence["Planned"],
    missed: Sequence["Planned"],
    following: "Planned | None",
    now: dt.datetime,
    today: dt.date,
    calendar: Calendar,
    look: Look,
) -> str:
    """Return what is due, still to come today, held and missed, each if there is any.

    `following` is what comes next after today.
    """
    groups = [
        ("Due now", [_due_row(one, now, today, calendar, look) for one in open_now]),
        ("Still to come today", [_row(one, today, calendar, look) for one in coming]),
        ("Held", [_held_row(one, today, calendar, look) for one in held]),
        ("Missed", [_row(one, today, calendar, look) for one in missed]),
    ]
    rows = iter(table([row for _, group in groups for row in group], look, elastic=[1, 2]))
    lines = []
    for name, group in groups:
        if group:
            lines += [look.bold(name), *(next(rows) for _ in group)]
    if not open_now and not coming:
        lines.append(_nothing_due(following, today, calendar))
    return "\n".join(lines)


def put_off(one: "Planned", until: dt.datetime, today: dt.date, calendar: Calendar) -> str:
    """Return the answer to a snooze."""
    when = _moment(until, calendar.zone, today)
    return f'"{safe(one.plan.name)}" is put off until {when}. {TAKE_BACK}'


def left_out(
    one: "Planned",
    coming: Sequence[Occurrence],
    now: dt.datetime,
    today: dt.date,
    calendar: Calendar,
    look: Look,
) -> str:
    """Return the answer to a skip, with when the plan comes next."""
    when = _moment(one.due_at, calendar.zone, today)
    line = f'Skipped "{safe(one.plan.name)}" of {when}; it does not count as missed.'
    if coming:
        line += f" Next: {next_times(one.plan, coming[:1], now, calendar)}."
    return "\n".join(wrapped(text, look, "  ") for text in (line, TAKE_BACK))


def _row(one: "Planned", today: dt.date, calendar: Calendar, look: Look) -> list[str]:
    return [_moment_of(one, today, calendar), brief(one.plan, look), "", ""]


def _held_row(one: "Planned", today: dt.date, calendar: Calendar, look: Look) -> list[str]:
    return [*_row(one, today, calendar, look)[:2], safe(one.why), ""]


def _due_row(
    one: "Planned", now: dt.datetime, today: dt.date, calendar: Calendar, look: Look
) -> list[str]:
    minute = dt.timedelta(minutes=1)
    since = (now - one.due_at) // minute * minute
    remark = f"since {write_duration(since)}" if since >= minute else ""
    if one.put_off_until:
        remark = f"put off until {_moment(one.put_off_until, calendar.zone, today)}"
    command = f"tracker done {typed(one.plan)}"
    return [_moment_of(one, today, calendar), brief(one.plan, look), remark, command]


def _moment_of(one: "Planned", today: dt.date, calendar: Calendar) -> str:
    clock = _clock(one, calendar)
    return clock if one.day == today else f"{write_day(one.day, today)} {clock}"


def _moment(at: dt.datetime, zone: ZoneInfo, today: dt.date) -> str:
    return f"{_named(at.astimezone(zone).date(), today)} {write_clock(at, zone)}"


def _named(day: dt.date, today: dt.date) -> str:
    if day == today + dt.timedelta(days=1):
        return f"tomorrow ({short_day(day)})"
    return write_day(day, today)


def _clock(one: "Planned", calendar: Calendar) -> str:
    return write_clock(one.due_at, calendar.zone)


def _nothing_due(following: "Planned | None", today: dt.date, calendar: Calendar) -> str:
    if following is None:
        return "Nothing is due. Plans: tracker plan list"
    at = _moment(following.due_at, calendar.zone, today)
    return f'Nothing is due. Next: "{safe(following.plan.name)}" {at}.'
