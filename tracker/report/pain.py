"""The pain by day as a picture, with the sessions and the flare-ups."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.report.pictures import LEFT, RIGHT, TOP, WIDTH, drawn
from tracker.show import charts
from tracker.show.charts.pain import Grid, Point, day_label, facts, grid_of, points_of, title
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.journal.charts import PainChart
    from tracker.present import Present

_WEEK = dt.timedelta(weeks=1)
_MOST_PLACES = 400
_LEVEL = 25
_ZERO = TOP + 10 * _LEVEL
_ROW = 24
_DATES = 34
_LEGEND = 34
_ROOM_FOR_A_LETTER = 8
_ROOM_FOR_A_NAME = 56
_HEIGHTS = (5, 9, 13)


class _Spot(NamedTuple):
    """A point of the picture, and what is said of it."""

    x: float
    y: float
    text: str


class _Laid:
    """Where the days of a grid are in the picture."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.step = (WIDTH - LEFT - RIGHT) / grid.count

    def start(self, place: int) -> float:
        return LEFT + place * self.step

    def middle(self, place: int) -> float:
        return self.start(place) + self.step / 2


def pain(value: "PainChart", present: "Present", *, is_figure: bool = False) -> str:
    """Return the picture of the pain by day, or the drawing alone as the figure of a page."""
    grid = grid_of(value.first, value.last, _MOST_PLACES)
    laid = _Laid(grid)
    points = points_of(value, grid)
    is_empty = not points and not value.sessions
    rows = list(_rows(value, laid))
    rows_end = _ZERO + _DATES + len(rows) * _ROW
    legend = rows_end + _LEGEND
    said = [
        *([] if is_empty else ["0 is no pain, 10 the worst imaginable."]),
        *facts(value),
    ]
    if grid.days > 1:
        said.insert(1, charts.place_length(grid.days))
    spots = {place: _spot(place, point, laid) for place, point in points.items()}
    return drawn(
        "pain",
        title(value),
        said,
        TOP if is_empty else legend + 12,
        is_figure=is_figure,
        zero=_ZERO,
        levels=[
            {"y": _ZERO - level * _LEVEL, "text": level}
            for level in range(0, 11, 2)
            if not is_empty
        ],
        ticks=[] if is_empty else list(_ticks(laid)),
        bands=[] if is_empty else list(_bands(value, laid)),
        lines=list(_lines(points, spots)),
        read=[spots[place] for place, point in points.items() if point.is_read],
        before=[spots[place] for place, point in points.items() if not point.is_read],
        radius=max(1.4, min(4.0, laid.step * 0.4)),
        rows=rows,
        rows_end=rows_end,
        legend=legend,
    )


def _spot(place: int, point: Point, laid: _Laid) -> _Spot:
    first = laid.grid.first + place * laid.grid.days * dt.timedelta(days=1)
    what = "" if point.is_read else " before sessions"
    text = f"{short_day(first)}: {point.level:.1f}{what}"
    return _Spot(laid.middle(place), _ZERO - point.level * _LEVEL, text)


def _lines(points: Mapping[int, Point], spots: Mapping[int, _Spot]) -> Iterator[list[_Spot]]:
    """Yield the points of each line: readings of places in a row, as nothing goes over a gap."""
    line = list[_Spot]()
    for place in sorted(points):
        if not points[place].is_read:
            continue
        if line and (place - 1 not in points or not points[place - 1].is_read):
            yield line
            line = []
        line.append(spots[place])
    if line:
        yield line


def _ticks(laid: _Laid) -> Iterator[dict[str, Any]]:
    """Yield the days on which weeks begin, as many of them, evenly, as have room."""
    grid = laid.grid
    days = [grid.first + n * _WEEK for n in range((grid.last - grid.first).days // 7 + 1)]
    labels = [day_label(day, grid) for day in days]
    room = (max(map(len, labels)) + 2) * _ROOM_FOR_A_LETTER
    every = -(-room * grid.days // max(1, int(7 * laid.step)))
    for day, label in [*zip(days, labels, strict=True)][::every]:
        yield {"x": laid.middle(grid.place(day)), "text": label}


def _bands(value: "PainChart", laid: _Laid) -> Iterator[dict[str, Any]]:
    """Yield where flare-ups are, each with its name where that has room beside the one before."""
    grid, taken = laid.grid, 0.0
    for one in value.flares:
        first = grid.place(max(one.first_on, grid.first))
        last = grid.place(min(one.until_on or grid.last, grid.last))
        x = laid.start(first)
        # The name stays within the picture, also above one that has just begun.
        text_x = min(x, WIDTH - RIGHT - _ROOM_FOR_A_NAME)
        name = "flare-up" if text_x >= taken else ""
        if name:
            taken = text_x + _ROOM_FOR_A_NAME
        width = (last - first + 1) * laid.step
        yield {"x": x, "width": width, "text_x": text_x, "text": name}


def _rows(value: "PainChart", laid: _Laid) -> Iterator[dict[str, Any]]:
    """Yield a row for each kind of session, with a bar for each place, higher for more."""
    width = max(1.0, min(8.0, laid.step * 0.7))
    for number, (kind, days) in enumerate(value.sessions.items(), 1):
        counts: dict[int, int] = {}
        for day, count in days.items():
            place = laid.grid.place(day)
            counts[place] = counts.get(place, 0) + count
        yield {
            "text": charts.kind_name(kind),
            "y": _ZERO + _DATES + number * _ROW - 6,
            "bars": [
                {
                    "x": laid.middle(place) - width / 2,
                    "width": width,
                    "height": _HEIGHTS[min(count, charts.MOST) - 1],
                }
                for place, count in sorted(counts.items())
            ],
        }
