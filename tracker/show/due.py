"""What is due in words: now, later today, missed, put off, left out, and what is coming."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from tracker.escaping import command
from tracker.show.plans import BEGIN, brief, next_times
from tracker.show.red_flags import emergency
from tracker.show.sessions import TAKE_BACK
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day, write_clock, write_day, write_duration

if TYPE_CHECKING:
    from tracker.care.planned import Planned
    from tracker.journal.due import DueNow, LeftOut, PutOff
    from tracker.journal.planning import Coming
    from tracker.present import Present


def by_day(coming: "Coming", present: "Present", look: Look) -> str:
    """Return what is coming under the name of each day."""
    today, planned = present.today, coming.planned
    lines = emergency(coming.emergency, present, look)
    waiting = [wrapped(line, look, "  ") for line in _waiting(coming, present)]
    if not planned:
        none = f"Nothing is coming up to {short_day(coming.last, today)}."
        return "\n".join([*lines, f"{none} Plans: {command('plan list')}", *waiting])
    rows = table(
        [[_clock(one, present), brief(one.plan, one.day)] for one in planned],
        look,
        core=1,
        beneath=[1],
    )
    days = groupby(zip(planned, rows, strict=True), key=lambda pair: pair[0].day)
    for day, pairs in days:
        named = "Today" if day == today else short_day(day, today)
        lines += [look.bold(named), *(row for _, row in pairs)]
    return "\n".join(lines + waiting)


def _waiting(coming: "Coming", present: "Present") -> Iterator[str]:
    """Yield which plans are held or paused now."""
    for one in coming.held:
        yield f'Held for now: "{safe(one.plan.name)}". {safe(one.held)}'
    for one in coming.paused:
        day = one.plan.day_at(present.now, present.calendar)
        rest = one.plan.pause_on(day)
        until = f"until {short_day(rest.until_on, day)}" if rest and rest.until_on else ""
        until = "until the flare-up is over" if rest and rest.flare else until
        yield f'Paused: "{safe(one.plan.name)}" {until or "until resumed"}.'


def due(found: "DueNow", present: "Present", look: Look) -> str:
    """Return what is due, still to come today, held and missed, each if there is any."""
    first = emergency(found.emergency, present, look)
    if not found.has_plans:
        return "\n".join([*first, BEGIN])
    groups: list[tuple[str, list[list[str]]]] = [
        ("Due now", [_due_row(one, present, look) for one in found.open]),
        ("Still to come today", [_row(one, present, look) for one in found.coming]),
        ("Held", [_held_row(one, present, look) for one in found.held]),
        ("Missed", [_row(one, present, look) for one in found.missed]),
    ]
    rows = iter(
        table([row for _, group in groups for row in group], look, core=1, beneath=[2, 3, 1])
    )
    lines = first
    for name, group in groups:
        if group:
            drawn = {"Held": look.held, "Missed": look.missed}.get(name, str)
            lines += [look.bold(drawn(name)), *(next(rows) for _ in group)]
    if not found.open and not found.coming:
        lines.append(_nothing_due(found.following, present))
    return "\n".join(lines)


def put_off(put: "PutOff", present: "Present", _: Look) -> str:
    """Return the answer to a snooze."""
    when = _moment(put.until, present)
    return f'"{safe(put.planned.plan.name)}" is put off until {when}. {TAKE_BACK}'


def left_out(left: "LeftOut", present: "Present", look: Look) -> str:
    """Return the answer to a skip, with when the plan comes next."""
    plan = left.planned.plan
    when = _moment(left.planned.due_at, present)
    line = f'Skipped "{safe(plan.name)}" of {when}; it does not count as missed.'
    if left.coming:
        line += f" Next: {next_times(plan, left.coming[:1], present)}."
    return "\n".join(wrapped(text, look, "  ") for text in (line, TAKE_BACK))


def _row(one: "Planned", present: "Present", look: Look) -> list[str]:
    return [_moment_of(one, present), brief(one.plan, one.day), "", ""]


def _held_row(one: "Planned", present: "Present", look: Look) -> list[str]:
    return [*_row(one, present, look)[:2], safe(one.why), ""]


def _due_row(one: "Planned", present: "Present", look: Look) -> list[str]:
    minute = dt.timedelta(minutes=1)
    since = (present.now - one.due_at) // minute * minute
    remark = f"since {write_duration(since)}" if since >= minute else ""
    if one.counts_on < one.day:
        remark = f"since {short_day(one.counts_on, present.today)}"
    if one.put_off_until:
        remark = f"put off until {_moment(one.put_off_until, present)}"
    way = command("done", one.plan.typed)
    return [_moment_of(one, present), brief(one.plan, one.day), remark, way]


def _moment_of(one: "Planned", present: "Present") -> str:
    clock, today = _clock(one, present), present.today
    return clock if one.day == today else f"{write_day(one.day, today)} {clock}"


def _moment(at: dt.datetime, present: "Present") -> str:
    day = at.astimezone(present.zone).date()
    return f"{_named(day, present.today)} {write_clock(at, present.zone)}"


def _named(day: dt.date, today: dt.date) -> str:
    if day == today + dt.timedelta(days=1):
        return f"tomorrow ({short_day(day)})"
    return write_day(day, today)


def _clock(one: "Planned", present: "Present") -> str:
    return write_clock(one.due_at, present.zone)


def _nothing_due(following: "Planned | None", present: "Present") -> str:
    if following is None:
        return f"Nothing is due. Plans: {command('plan list')}"
    at = _moment(following.due_at, present)
    return f'Nothing is due. Next: "{safe(following.plan.name)}" {at}.'
