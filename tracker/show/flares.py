"""Flare-ups in words: begun and ended, how the plans follow, and the days that they mark."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.care.flare import SAME, Flare
from tracker.escaping import command
from tracker.show.sessions import TAKE_BACK, plural
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day, write_duration

if TYPE_CHECKING:
    from tracker.journal.flares import Flared
    from tracker.journal.planning import Scheduled
    from tracker.present import Present

_BEGIN = f"Worse than usual? {command('flare start')} eases the plans for a while."


def started(value: "Flared", present: "Present", look: Look) -> str:
    """Return since when a flare-up runs, how each plan follows it, and what is worth a look."""
    assert value.flare is not None
    lines = [
        look.bold(f"Flare-up since {_day(value.flare.first_on, present)}."),
        *_followed(value, present, look),
        f"Is something about it new? {command('redflags')} asks what matters now.",
        f"When it is over: {command('flare end')}",
        TAKE_BACK,
    ]
    return _drawn(lines, look)


def ended(value: "Flared", present: "Present", look: Look) -> str:
    """Return from when to when a flare-up was, and when the plans that it eased come next."""
    assert value.flare is not None
    flare, today = value.flare, present.today
    lines = [f"The flare-up is over: {span(flare, today)}."]
    if value.plans:
        since = (
            "from tomorrow on" if flare.until_on and flare.until_on >= today else "from today on"
        )
        lines.append(f"What it eased goes on {since}:")
        rows = [[safe(one.plan.name), _next(one, present)] for one in value.plans]
        lines += table(rows, look, core=0, beneath=[1])
    return _drawn([*lines, TAKE_BACK], look)


def now(value: "Flared", present: "Present", look: Look) -> str:
    """Return whether a flare-up runs, and how each plan follows it."""
    if value.flare is None:
        return _drawn([f"No flare-up runs. {_BEGIN}"], look)
    flare = value.flare
    lines = [
        look.bold(f"Flare-up since {_day(flare.first_on, present)}{_day_count(flare, present)}.")
    ]
    if flare.note:
        lines.append(f"  {safe(flare.note)}")
    over = f"Is it over? {command('flare end')}"
    return _drawn([*lines, *_followed(value, present, look), over], look)


def listing(listed: Sequence[Flare], present: "Present", look: Look) -> str:
    """Return a line for each flare-up, the latest last."""
    if not listed:
        return _drawn([f"No flare-up is noted. {_BEGIN}"], look)
    today = present.today
    rows = [
        [
            str(one.number),
            span(one, today, with_days=False),
            plural(one.days(today), "day"),
            safe(one.note),
        ]
        for one in listed
    ]
    return "\n".join(table(rows, look, right=[0], core=1, beneath=[3, 2], indent=""))


def mark(flares: Sequence[Flare], day: dt.date) -> str:
    """Return what stands behind a day that lies in a flare-up; nothing for any other."""
    return ", flare-up" if any(one.holds(day) for one in flares) else ""


def runs(flare: Flare, today: dt.date) -> str:
    """Return since when a flare-up has run, and the question whether it is over."""
    since, days = short_day(flare.first_on, today), plural(flare.days(today), "day")
    return f"since {since}, {days} now. Is it over? {command('flare end')}"


def span(flare: Flare, today: dt.date, *, with_days: bool = True) -> str:
    """Return from when to when a flare-up was, or since when it runs: `Wed 18 to Wed 25 Nov`."""
    first = short_day(flare.first_on, today)
    if flare.until_on is None:
        return f"since {first}"
    last = f" to {short_day(flare.until_on, today)}" if flare.until_on != flare.first_on else ""
    days = f", {plural(flare.days(today), 'day')}" if with_days and last else ""
    return f"{first}{last}{days}"


def _followed(value: "Flared", present: "Present", look: Look) -> Iterator[str]:
    from tracker.care.suggestions import flare_up  # What marks a day or a week needs none of it.

    rows = [[safe(one.plan.name), _follows(one, present)] for one in value.plans]
    yield from table(rows, look, core=0, beneath=[1])
    plans = [one.plan for one in value.plans]
    assert value.flare is not None
    # It is the plan that the summary suggests, too.
    eased = flare_up(value.flare.first_on, plans).plan
    if eased is not None and all(one.in_flare == SAME for one in plans):
        agreed = f", if {safe(eased.directed_by)} agrees" if eased.directed_by else ""
        ways = command("plan edit", eased.typed, "--in-flare", "half")
        yield f"To ease one of them{agreed}: {ways} (or rest)"


def _follows(scheduled: "Scheduled", present: "Present") -> str:
    """Return what becomes of one plan while the flare-up lasts."""
    plan = scheduled.plan
    today = plan.day_at(present.now, present.calendar)
    if (rest := plan.pause_on(today)) is not None:
        return "rests until it is over" if rest.flare is not None else "is paused already"
    if plan.is_eased_on(today):
        half, whole = plan.details_on(today), plan.details
        if half == whole:
            return "as ever, too short to halve; a day without it is no miss"
        lengths = ""
        if half.duration != whole.duration:
            less, more = write_duration(half.duration), write_duration(whole.duration)
            lengths = f": {less} instead of {more}"
        return f"half of it{lengths}; a day without it is no miss"
    return "as ever"


def _next(scheduled: "Scheduled", present: "Present") -> str:
    from tracker.show.plans import next_times  # What marks a day or a week needs none of it.

    return f"next {next_times(scheduled.plan, scheduled.coming[:1], present)}"


def _day(day: dt.date, present: "Present") -> str:
    return f"today, {short_day(day)}" if day == present.today else short_day(day, present.today)


def _day_count(flare: Flare, present: "Present") -> str:
    days = flare.days(present.today)
    return f", day {days}" if days > 1 else ""


def _drawn(lines: Sequence[str], look: Look) -> str:
    return "\n".join(line if "\n" in line else wrapped(line, look, "  ") for line in lines)
