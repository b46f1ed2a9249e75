"""Planned against done in words: for a day, a week and a stretch of the history."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracker.care.adherence import Kept, overall
from tracker.care.catalogue import kinds
from tracker.care.reminder import AHEAD, EXCUSED, State
from tracker.care.tally import Tally
from tracker.show.plans import way
from tracker.show.terminal import Look, safe, width_of
from tracker.when import short_day, write_clock, write_duration

if TYPE_CHECKING:
    from tracker.care.adherence import PlanKept
    from tracker.care.planned import Planned
    from tracker.present import Present


class Row(NamedTuple):
    """A line of a day: the instant that it stands at, and its cells."""

    at: dt.datetime
    cells: tuple[str, str, str, str]


def in_all(plans: Sequence["PlanKept"]) -> Kept:
    """Return how all plans together were kept."""
    return overall(one.kept for one in plans)


def share(kept: Kept) -> str:
    """Return `6 of 7 planned, 86 %`."""
    if kept.share is None:
        return _to_come(kept) or (f"{kept.excused} excused" if kept.excused else "nothing planned")
    return f"{kept.done} of {kept.planned} planned, {_percent(kept)}"


def whole(kept: Kept, before: Kept | None = None, called: str = "") -> str:
    """Return how all plans were kept, beside a stretch before, if any, that is `called` so."""
    compared = f" ({called} {_percent(before)})" if before and before.share is not None else ""
    ahead = f", {_to_come(kept)}" if kept.ahead and kept.planned else ""
    excused = _excused(kept) if kept.planned or kept.ahead else ""
    return f"{share(kept)}{ahead}{excused}{compared}"


def stretch(plans: Sequence["PlanKept"]) -> str:
    """Return one line on a stretch of the history."""
    whole = in_all(plans)
    excused = f"{whole.excused} excused" if whole.excused else ""
    counted = [f"{whole.done} done", f"{whole.missed} missed", excused]
    if not whole.planned:
        counted = [excused, _to_come(whole)]
    figure = f" {whole.planned}" if whole.planned else ""
    each = f" ({', '.join(_each(one) for one in plans)})" if len(plans) > 1 else ""
    return f"Planned{figure}: {', '.join(filter(None, counted)) or 'nothing'}{each}"


def called(tally: Tally) -> str:
    """Return what a row of a week is called: as its plan, or its kind where no plan asked for it."""
    if tally.plan is not None:
        return safe(tally.plan.plan.name)
    name = kinds()[tally.kind].name
    return f"{name}, more" if tally.beyond else name


def times(tally: Tally) -> str:
    """Return how often: `2 of 3` of what a plan asked for, and `+1` beyond that."""
    if tally.plan is None:
        return f"+{tally.beyond}" if tally.beyond else str(tally.sessions)
    kept = tally.plan.kept
    if kept.planned:
        # What has no day of its own is not seen to be to come otherwise.
        dayless = sum(one.is_dayless and one.state in AHEAD for one in tally.plan.planned)
        beyond = f" +{tally.beyond}" if tally.beyond else ""
        return f"{kept.done} of {kept.planned}{beyond}{f', {dayless} to come' if dayless else ''}"
    if tally.sessions:
        return f"+{tally.sessions}"
    return _to_come(kept) or (f"{kept.excused} excused" if kept.excused else "")


def strip(
    first: dt.date,
    last: dt.date,
    done: Sequence[dt.date],
    planned: Iterable["Planned"],
    look: Look,
) -> list[str]:
    """Return a mark for each day from `first` to `last`, of what became of it."""
    states: dict[dt.date, set[str]] = defaultdict(set)
    for one in planned:
        if not one.is_dayless:
            states[one.counts_on].add(one.state)
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    return [painted(_mark_of(states[day], look, is_done=day in done), look) for day in days]


def painted(mark: str, look: Look) -> str:
    """Return a mark in its colour, if it has one."""
    marks = look.marks
    if mark in (marks.done, marks.made_up):
        return look.done(mark)
    return look.missed(mark) if mark == marks.missed else mark


def _mark_of(states: set[str], look: Look, *, is_done: bool) -> str:
    """Return the mark of a day; what was done for it on another day is not done on it."""
    marks = look.marks
    if is_done:
        return marks.done
    if State.MISSED in states:
        return marks.missed
    if not states.isdisjoint(AHEAD):
        return marks.open
    if not states.isdisjoint((State.DONE, State.MADE_UP)):
        return marks.made_up
    return marks.excused if states else marks.nothing


def of_planned(kept: Kept | None) -> str:
    """Return `4 of 7  57 %`, or nothing where nothing was planned."""
    if kept is None or kept.share is None:
        return ""
    return f"{kept.done} of {kept.planned}  {_percent(kept)}"


def legend(strips: Iterable[Sequence[str]], look: Look) -> list[str]:
    """Return what the marks of some days mean, of those that stand there."""
    marks = look.marks
    meant = {
        marks.done: "done",
        marks.made_up: "made up",
        marks.missed: "missed",
        marks.excused: "excused",
        marks.open: "open or to come",
        marks.nothing: "nothing planned",
    }
    used = {mark for strip in strips for mark in strip}
    lines = [""]
    for mark, says in meant.items():
        if painted(mark, look) in used:
            # A mark stays with what it means.
            longer = f"{lines[-1]}  {painted(mark, look)} {says}".lstrip()
            if look.width and lines[-1] and 2 + width_of(longer) > look.width:
                lines.append(longer[len(lines[-1]) :].lstrip())
            else:
                lines[-1] = longer
    return lines


def open_rows(planned: Sequence["Planned"], present: "Present", look: Look) -> list[Row]:
    """Return a row for each planned occurrence of today that is not done."""
    rows = []
    for one in planned:
        if one.state in (State.DONE, State.MADE_UP):
            continue
        at = write_clock(one.due_at, one.plan.zone_of(present.calendar))
        what = f'{kinds()[one.plan.kind].name} "{safe(one.plan.name)}"'
        if one.plan.name == kinds()[one.plan.kind].name:
            what = one.plan.name
        if length := one.plan.details_on(one.day).duration:
            what += f", {write_duration(length)}"
        cells = (at, painted(_mark(one, look), look), what, _standing(one, present, look))
        rows.append(Row(one.due_at, cells))
    return rows


def _standing(one: "Planned", present: "Present", look: Look) -> str:
    late = present.now - one.due_at
    match one.state:
        case State.DUE:
            since = write_duration(_whole_minutes(late)) if late > dt.timedelta() else ""
            if one.day < present.today:
                since = short_day(one.day, present.today)
            return f"{f'since {since}, ' if since else ''}{way(one.plan, one.plan.number)}"
        case State.SNOOZED if one.put_off_until:
            return f"snoozed until {write_clock(one.put_off_until, present.zone)}"
        case State.HELD if one.why:
            return f"{look.held('held')}: {safe(one.why)}"
        case State.MISSED:
            return look.missed(one.state)
        case State.HELD:
            return look.held(one.state)
        case State.SKIPPED | State.PAUSED:
            return one.state
    return ""


def _mark(one: "Planned", look: Look) -> str:
    """Return the mark of what is not done; what has no mark is still to come today."""
    if one.state == State.MISSED:
        return look.marks.missed
    if one.state in (State.DUE, State.SNOOZED):
        return look.marks.open
    return look.marks.excused if one.state in EXCUSED else ""


def _whole_minutes(length: dt.timedelta) -> dt.timedelta:
    minute = dt.timedelta(minutes=1)
    return max(length // minute * minute, minute)


def _each(one: "PlanKept") -> str:
    kept = one.kept
    if not kept.planned:
        left = f"{kept.excused} excused" if kept.excused else _to_come(kept)
        return f"{safe(one.plan.name)} {left}"
    return f"{safe(one.plan.name)} {kept.done} of {kept.planned}{_excused(kept)}"


def _to_come(kept: Kept) -> str:
    return f"{kept.ahead} to come" if kept.ahead else ""


def _excused(kept: Kept) -> str:
    return f" ({kept.excused} excused)" if kept.excused else ""


def _percent(kept: Kept) -> str:
    return f"{round(100 * (kept.share or 0))} %" if kept.share is not None else "nothing planned"
