"""Several weeks and today in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.care.money import write_money
from tracker.care.reading import Reading
from tracker.care.session import Session
from tracker.care.week import Stretch
from tracker.escaping import command
from tracker.show import figures, kept
from tracker.show.care import review
from tracker.show.red_flags import emergency
from tracker.show.sessions import (
    area_words,
    beyond_routine,
    clock,
    clock_words,
    kind_words,
    pain_words,
)
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import long_day, week_label, write_duration

if TYPE_CHECKING:
    from tracker.journal.review import Today, WeekKept, Weeks
    from tracker.journal.routines import Routine
    from tracker.present import Present

_WAYS_TO_BEGIN = {
    command("log heat-pack 20 --pain 5:4"): "write down what you just did",
    command("pain 4"): "write down how strong the pain is",
    command("plan add heat-pack --times 3/week"): "plan what is to be done",
    command("remind install"): "be reminded of it from now on",
    command("import FILE"): "take over what another program wrote",
}
_MOST_LINES_TODAY = 10


def weeks(value: "Weeks", present: "Present", look: Look) -> str:
    """Return a table of weeks, the latest last, with how each was kept, if planned."""
    head, rows = of_weeks(value.weeks, look)
    first, *others = table(
        rows, look, head=head, right=[2, 3, 4, 5, 6, 7], elastic=[8, 7, 3, 4, 6, 1], indent=""
    )
    lines, last = emergency(value.emergency, present, look), value.weeks[-1].week
    lines += [look.dim(first), *others]
    if last.first <= present.today <= last.last:
        lines.append(f"{week_label(last.first)} is this week, so far.")
    return "\n".join(lines)


def of_weeks(listed: Sequence["WeekKept"], look: Look) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of a table of weeks.

    The level of pain is that of readings; where no week has any, it is that before sessions.
    """
    most = max(one.week.whole.sessions for one in listed)
    is_read = any(one.week.pain.read for one in listed)
    pain = "pain (days)" if is_read else "pain before (days)"
    head = ["", "kept", "sessions", "days", "minutes", pain, "change after", "cost", ""]
    rows = [
        [
            week_label(one.week.first),
            kept.of_planned(one.kept),
            *_whole_row(one.week, is_read=is_read),
            _bar(one.week.whole.sessions, most, look),
        ]
        for one in listed
    ]
    return head, rows


def today(value: "Today", present: "Present", look: Look) -> str:
    """Return what was done and is planned today, and this week, in at most ten lines.

    An emergency that is not ended stands above them.
    """
    first = emergency(value.emergency, present, look)
    asked = [review(one, present, look) for one in value.to_review]
    day = long_day(present.today)
    if value.flare is not None:
        from tracker.show import flares  # Few days are in one.

        day += flares.mark([value.flare], present.today)
        if value.flare.is_to_ask(present.today):
            runs = f"A flare-up {flares.runs(value.flare, present.today)}"
            asked.append(wrapped(runs, look, "  "))
    if value.is_empty:
        ways = [f"  {typed:<45}{what}" for typed, what in _WAYS_TO_BEGIN.items()]
        lines = ["Nothing here yet. Five ways to begin:", *ways]
        return "\n".join([*first, *(wrapped(line, look, " " * 6) for line in lines), *asked])
    planned = kept.open_rows(value.planned, present, look)
    done = [_session_row(one, value.routines, look) for one in value.sessions]
    done += [_reading_row(one, look) for one in value.readings]
    done.sort(key=lambda row: row.at)
    whole, share = value.week.week.whole, value.week.kept
    of_plans = f" Kept {kept.share(share)}." if share.share is not None else ""
    pain = f" Pain after sessions {figures.average(whole)}." if whole.pairs else ""
    so_far = f"This week so far: {figures.total(whole)}.{of_plans}{pain}"
    tried = [
        part
        for line in _trial_lines(value, present)
        for part in wrapped(line, look, "  ").split("\n")
    ]
    closing = ["", *wrapped(so_far, look, "  ").split("\n"), *tried, *asked]
    room = max(_MOST_LINES_TODAY - 1 - len(closing), 2)
    # What is open matters more than what was done long ago.
    waiting = planned[:room] if len(planned) <= room else planned[: room - 1]
    left = room - len(waiting) - (len(waiting) < len(planned))
    latest = done if len(done) <= left else done[len(done) - max(left - 1, 0) :]
    lines = [*first, look.bold(wrapped(day, look))]
    if earlier := len(done) - len(latest):
        lines.append(f"  {earlier} earlier: {command('history')}")
    rows = [*waiting, *latest]
    rows.sort(key=lambda row: row.at)
    lines += table([row.cells for row in rows], look, core=2, beneath=[3])
    if later := len(planned) - len(waiting):
        lines.append(f"  {later} more planned: {command('due')}")
    if not done and not planned:
        lines.append("  nothing logged yet")
    return "\n".join(lines + closing)


def _session_row(session: Session, routines: "Sequence[Routine]", look: Look) -> kept.Row:
    pain = pain_words(session, look)
    done = kept.painted(look.marks.done, look)
    cells = (clock(session), done, _line(session, routines, look), pain and f"pain {pain}")
    return kept.Row(session.stands_at, cells)


def _reading_row(reading: Reading, look: Look) -> kept.Row:
    took = f"took {safe(reading.took)}" if reading.took else ""
    what = ", ".join([f"pain {reading.level}", *area_words(reading.areas)])
    at = clock_words(reading.at, reading.part, reading.zone)
    return kept.Row(reading.stands_at, (at, kept.painted(look.marks.done, look), what, took))


def _trial_lines(value: "Today", present: "Present") -> list[str]:
    """Return what is on this week in a trial of one's own."""
    if not value.trials:
        return []
    from tracker.show.trials import today_lines  # Few days have one.

    return list(today_lines(value.trials, present))


def _whole_row(week: Stretch, *, is_read: bool) -> list[str]:
    whole, pain = week.whole, week.pain
    counts = (whole.sessions, len(whole.days), figures.minutes(whole.duration))
    costs = ", ".join(write_money(cost.cost) for cost in week.costs)
    level = figures.short_level(pain.read if is_read else pain.before_sessions)
    return [*map(str, counts), level, figures.short_change(whole), costs]


def _bar(value: int, most: int, look: Look) -> str:
    """Return a bar of at most eight steps; in plain text as many signs, else one block."""
    if not value:
        return ""
    steps = max(1, round(8 * value / most))
    return look.marks.bars[steps - 1] if look.marks.bars else "#" * steps


def _line(session: Session, routines: "Sequence[Routine]", look: Look) -> str:
    name = kind_words(session)
    if session.entry.details.style:
        name += f", {session.entry.details.style.replace('-', ' ')}"
    if exercises := beyond_routine(session.entry.details, routines, look):
        name += f": {exercises}"
    name += f", {write_duration(session.entry.details.duration)}"
    return (
        f"{name} with {safe(session.entry.details.provider)}"
        if session.entry.details.provider
        else name
    )
