"""A month in words: what was kept of each plan day by day, pain, and cost."""

from typing import TYPE_CHECKING

from tracker.show import figures, flares, kept
from tracker.show.figures import Fact
from tracker.show.red_flags import emergency
from tracker.show.terminal import Look, fits, table, wrapped
from tracker.when.writing import MONTHS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from tracker.journal.review import Month
    from tracker.present import Present

_LABEL = 10
# What a table has beneath a row begins there.
_BENEATH = " " * 6
BEFORE = "the month before"


def month(value: "Month", present: "Present", look: Look) -> str:
    """Return a month: a row for each plan, and for what was done beyond them, with a mark a day."""
    first, last = value.month.week.first, value.month.week.last
    lines = emergency(value.emergency, present, look)
    lines.append(look.bold(title(first, last, present.today)))
    if value.tallies:
        head, rows = rows_of(value)
        strips = [
            kept.strip(first, last, one.days, one.plan.planned if one.plan else (), look)
            for one in value.tallies
        ]
        cells = [[*row, "".join(strip)] for row, strip in zip(rows, strips, strict=True)]
        lines += _table([*head, _scale((last - first).days + 1)], cells, look)
        if value.month.plans:
            lines += [f"  {line}" for line in kept.legend(strips, look)]
        lines.append("")
    lines += [
        wrapped(f"{fact.label:{_LABEL}}{fact.text}", look, " " * _LABEL)
        for fact in facts(value, present.today)
    ]
    return "\n".join(lines)


def _table(head: list[str], cells: list[list[str]], look: Look) -> list[str]:
    """Return the rows, with the days beneath them where they have no room beside the least of them."""
    least = [[name, times, days] for name, times, *_, days in cells]
    if fits(least, look):
        top, *others = table(cells, look, head=head, right=[1, 2, 3, 4], elastic=[4, 3, 2])
        return [look.dim(top), *others]
    top, *others = table(least, look, head=[*head[:2], ""], right=[1], beneath=[2])
    return [look.dim(f"{top}\n{_BENEATH}{head[-1]}"), *others]


def title(first: "dt.date", last: "dt.date", today: "dt.date") -> str:
    """Return what a month is called: `November 2026, so far`."""
    so_far = ", so far" if first <= today <= last else ""
    return f"{MONTHS[first.month - 1].title()} {first.year}{so_far}"


def rows_of(value: "Month") -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of a month, without the marks of its days."""
    rows = [
        [
            kept.called(one),
            kept.times(one),
            str(one.sessions) if one.sessions else "",
            str(figures.minutes(one.duration)) if one.sessions else "",
            str(len(one.days)) if one.days else "",
        ]
        for one in value.tallies
    ]
    return ["", "times", "sessions", "minutes", "days"], rows


def facts(value: "Month", today: "dt.date") -> "Iterator[Fact]":
    """Yield what is said of a month beside its table."""
    month, before = value.month.week, value.before.week
    if value.month.plans:
        yield Fact("Kept", kept.whole(value.month.kept, value.before.kept, BEFORE))
    yield from figures.in_all(month, before, BEFORE)
    yield from figures.pain(month.pain, {BEFORE: before.pain})
    yield from figures.change(month, before, BEFORE)
    yield from figures.relief(month.relief)
    yield from figures.costs(month, before, BEFORE)
    if value.flares:
        yield Fact("Flare-up", "; ".join(flares.span(one, today) for one in value.flares))


def _scale(days: int) -> str:
    """Return the days of a month, each fifth named that has room: `1...5....10...15`."""
    marks = ["."] * days
    marks[0] = "1"
    for day in range(5, days + 1, 5):
        if (end := day - 1 + len(str(day))) <= days:
            marks[day - 1 : end] = str(day)
    return "".join(marks)
