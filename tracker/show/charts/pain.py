"""The pain by day on a terminal, with the sessions and the flare-ups beneath."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from tracker.care.levels import DayLevel
from tracker.escaping import command
from tracker.show import charts
from tracker.show.flares import span
from tracker.show.sessions import plural
from tracker.show.terminal import Look, padded, width_of
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.journal.charts import PainChart
    from tracker.present import Present

_WEEK = dt.timedelta(weeks=1)
_FLARE = "flare-up"
_HIGHEST = 10
# More columns than this would pull a day apart; more days than this in one column are whole weeks.
_MOST_COLUMNS = 3
_FEW_DAYS = 4


class Grid(Struct, frozen=True):
    """How days are laid on columns: `count` places of so many `days`, each so many columns `wide`."""

    first: dt.date
    last: dt.date
    days: int
    wide: int

    @property
    def count(self) -> int:
        return (self.last - self.first).days // self.days + 1

    @property
    def width(self) -> int:
        return self.count * self.wide

    def place(self, day: dt.date) -> int:
        return (day - self.first).days // self.days


class Point(Struct, frozen=True):
    """A place with a level, from 0 to 10; it `is_read`, or else it is the one before sessions."""

    level: float
    is_read: bool

    @property
    def row(self) -> int:
        """The level in whole points, a half upwards."""
        return int(self.level + 0.5)


def pain(value: "PainChart", present: "Present", look: Look) -> str:
    """Return the pain by day, in fewer columns of more days where the terminal is narrow."""
    labels = [charts.kind_name(kind) for kind in value.sessions]
    gutter = max(map(width_of, [_FLARE * bool(value.flares), *labels, "10"])) + 1
    grid = grid_of(value.first, value.last, charts.width_for(look) - gutter - 1)
    points = points_of(value, grid)
    drawn = list[str]()
    if points:
        drawn += _plot(points, grid, gutter, look)
    if points or value.sessions:
        drawn += _axis(grid, gutter, look)
        drawn += _beneath(value, grid, gutter, look)
    said = [*_legend(value, grid, points, look), *facts(value)]
    if not value.read:
        said.append(f"The pain by itself is written down so: {command('pain 4')}")
    return charts.whole(value.emergency, title(value), drawn, said, present, look)


def title(value: "PainChart") -> str:
    """Return what the chart shows."""
    weeks = (value.last - value.first).days // 7 + 1
    return f"Pain by day, {charts.stretch(value.first, value.last, weeks)}"


def facts(value: "PainChart") -> list[str]:
    """Return in words what the chart shows, with how many days it is about."""
    days = (value.last - value.first).days + 1
    said = list[str]()
    if value.read:
        on, count = (
            f"{len(value.read)} of {plural(days, 'day')}",
            sum(it.count for it in value.read),
        )
        several = f"{count} of them " if count > len(value.read) else ""
        said.append(f"Readings: {mean(value.read):.1f} on average, {several}on {on}.")
    if value.before:
        on = plural(len(value.before), "day")
        other = " without a reading" if value.read else ""
        said.append(f"Before sessions: {mean(value.before):.1f} on average, on {on}{other}.")
        said.append("One has a session when it hurts, so that says little of other days.")
    if not value.read and not value.before:
        said.append("No pain was written down in these days.")
    if value.flares:
        said.append(
            f"Flare-up: {'; '.join(span(one, value.last, with_days=False) for one in value.flares)}."
        )
    return said


def mean(levels: Sequence[DayLevel]) -> float:
    """Return the mean level of some days, each day as much as another."""
    return sum(one.level for one in levels) / len(levels)


def grid_of(first: dt.date, last: dt.date, room: int) -> Grid:
    """Return how the days fit into so many columns, with as few days to a place as can be."""
    count = (last - first).days + 1
    days = -(-count // max(room, 1))
    if days > _FEW_DAYS:
        days = -(-days // 7) * 7
    places = -(-count // days)
    return Grid(first, last, days, max(1, min(_MOST_COLUMNS, room // places)))


def points_of(value: "PainChart", grid: Grid) -> Mapping[int, Point]:
    """Return the level of each place that has any, the mean of its days; readings come first."""
    points = dict[int, Point]()
    for levels, is_read in ((value.before, False), (value.read, True)):
        found: dict[int, list[DayLevel]] = {}
        for one in levels:
            found.setdefault(grid.place(one.day), []).append(one)
        points |= {place: Point(mean(days), is_read) for place, days in found.items()}
    return points


def day_label(day: dt.date, grid: Grid) -> str:
    """Return how a day is written below a chart, with its year where there are several."""
    written = short_day(day).partition(" ")[2]
    return f"{written} {day.year}" if (grid.last - grid.first).days > 366 else written


def _plot(points: Mapping[int, Point], grid: Grid, gutter: int, look: Look) -> list[str]:
    """Return the rows of the levels, from 10 down to 0."""
    signs = charts.signs(look)
    cells = [[" "] * grid.width for _ in range(_HIGHEST + 1)]
    for place, point in points.items():
        sign = signs.level if point.is_read else signs.level_before
        cells[point.row][place * grid.wide] = sign
    for place, (one, other) in _joined(points):
        for column in range(place * grid.wide + 1, (place + 1) * grid.wide):
            cells[one.row][column] = signs.rule
        low, high = sorted((one.row, other.row))
        # Where days are apart, the line turns before the next one and not in it.
        column = (place + 1) * grid.wide
        for row in range(low + 1, high):
            cells[row][column] = signs.rise
    return [
        _row(str(level) if level % 2 == 0 else "", "".join(cells[level]), gutter, look)
        for level in range(_HIGHEST, -1, -1)
    ]


def _joined(points: Mapping[int, Point]) -> Iterator[tuple[int, tuple[Point, Point]]]:
    """Yield what a line joins: readings of places next to each other, and nothing over a gap."""
    for one, other in pairwise(sorted(points)):
        if other == one + 1 and points[one].is_read and points[other].is_read:
            yield one, (points[one], points[other])


def _axis(grid: Grid, gutter: int, look: Look) -> list[str]:
    """Return the line beneath the plot, and below it the days on which weeks begin.

    Where there is no room for each of them, it is every second one, or fewer, but evenly.
    """
    signs = charts.signs(look)
    days = [grid.first + n * _WEEK for n in range((grid.last - grid.first).days // 7 + 1)]
    labels = dict[int, str]()
    for day in days:
        labels.setdefault(grid.place(day) * grid.wide, day_label(day, grid))
    needed = max(map(len, labels.values())) + 2
    every = -(-needed * grid.days // (max(7, grid.days) * grid.wide))
    line, dates = [signs.rule] * grid.width, ""
    for column, label in [*labels.items()][::every]:
        line[column] = signs.tick
        if column + len(label) <= grid.width or not dates:
            dates = dates.ljust(column) + label
    drawn = " " * gutter + signs.corner + "".join(line)
    return [drawn, f"{' ' * (gutter + 1)}{dates}".rstrip()]


def _beneath(value: "PainChart", grid: Grid, gutter: int, look: Look) -> list[str]:
    """Return a row for the flare-ups, and one for each kind of session."""
    rows = list[str]()
    if value.flares:
        places = {
            place
            for one in value.flares
            for place in range(
                grid.place(max(one.first_on, grid.first)),
                grid.place(min(one.until_on or grid.last, grid.last)) + 1,
            )
        }
        span = charts.signs(look).span * grid.wide
        cells = "".join(span if place in places else " " * grid.wide for place in range(grid.count))
        rows.append(_labelled(_FLARE, cells, gutter))
    for kind, days in value.sessions.items():
        counts = [0] * grid.count
        for day, count in days.items():
            counts[grid.place(day)] += count
        cells = "".join(charts.amount(count, look).ljust(grid.wide) for count in counts)
        rows.append(_labelled(charts.kind_name(kind), cells, gutter))
    return rows


def _row(label: str, cells: str, gutter: int, look: Look) -> str:
    side = charts.signs(look).side
    return f"{padded(label, gutter - 1, right=True)} {side}{cells}".rstrip()


def _labelled(label: str, cells: str, gutter: int) -> str:
    return f"{padded(label, gutter + 1)}{cells}".rstrip()


def _legend(value: "PainChart", grid: Grid, points: Mapping[int, Point], look: Look) -> list[str]:
    """Return what the signs mean, of those that stand in the chart."""
    signs = charts.signs(look)
    told = list[str]()
    are_read = {one.is_read for one in points.values()}
    if True in are_read:
        told.append(f"{signs.level} mean of the readings")
    if False in are_read:
        where = ", where there is no reading" if value.read else ""
        told.append(f"{signs.level_before} before sessions{where}")
    legend = ["  ".join(told)] if told else []
    if value.sessions:
        legend.append(charts.amounts_legend(look))
    if points:
        without = "either" if len(are_read) > 1 else "one"
        legend.append(f"0 is no pain, 10 the worst imaginable; a blank is a day without {without}.")
    if grid.days > 1 and (points or value.sessions):
        legend.append(charts.place_length(grid.days))
    return legend
