"""Weeks as pictures: their sessions by kind, and how much of what was planned was kept."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tracker.report.pictures import LEFT, RIGHT, TOP, WIDTH, drawn
from tracker.show import charts
from tracker.show import kept as kept_words
from tracker.show.charts.weeks import (
    has_plans,
    in_all,
    kept_facts,
    kept_title,
    running,
    sessions_title,
)
from tracker.show.sessions import plural
from tracker.when import week_label

if TYPE_CHECKING:
    from tracker.journal.charts import KeptChart, SessionsChart
    from tracker.present import Present

_PANEL = 66
_HIGHEST = 38
_FULL = 220
_WIDEST = 40
_ROOM_FOR_A_WEEK = 72
_ROOM_FOR_A_COUNT, _ROOM_FOR_A_SHARE, _ROOM_FOR_BOTH = 14, 40, 52


def sessions(value: "SessionsChart", present: "Present") -> str:
    """Return the picture of the sessions of some weeks: a row of bars for each kind."""
    counts = in_all(value)
    most = max((max(one.kinds.values(), default=0) for one in value.weeks), default=0)
    step = _step(len(value.weeks))
    rows = []
    for number, (kind, count) in enumerate(counts.items(), 1):
        bars = []
        for place, one in enumerate(value.weeks):
            if of_week := one.kinds.get(kind, 0):
                bars.append(
                    _bar(place, step, _HIGHEST * of_week / most)
                    | {
                        "text": str(of_week) if step >= _ROOM_FOR_A_COUNT else "",
                        "title": f"{week_label(one.first)}: {of_week}",
                    }
                )
        name = charts.kind_name(kind)
        rows.append({"text": name, "count": count, "y": TOP + number * _PANEL - 12, "bars": bars})
    said = [f"{plural(counts.total(), 'session')}, each once. {running(value, present)}".rstrip()]
    return drawn(
        "sessions",
        sessions_title(value),
        said if counts else ["No session in these weeks."],
        TOP + len(rows) * _PANEL + 24 if rows else TOP,
        [f"{row['text']} {row['count']}." for row in rows],
        rows=rows,
        ticks=list(_ticks([one.first for one in value.weeks], step)) if rows else [],
    )


def kept(value: "KeptChart", present: "Present") -> str:
    """Return the picture of how some weeks were kept: a bar each, as high as its share."""
    step, zero = _step(len(value.weeks)), TOP + _FULL
    is_empty = not has_plans(value)
    bars = []
    for place, one in enumerate(value.weeks if not is_empty else ()):
        share = one.kept.share
        bars.append(
            _bar(place, step, _FULL * (share or 0))
            | {
                "is_planned": share is not None,
                "title": f"{week_label(one.first)}: {kept_words.share(one.kept)}",
                "text": ""
                if share is None
                else _said_of(one.kept.done, one.kept.planned, share, step),
            }
        )
    return drawn(
        "kept",
        kept_title(value),
        kept_facts(value, present) if not is_empty else ["Nothing was planned in these weeks."],
        TOP if is_empty else zero + 36,
        [f"{bar['title']}." for bar in bars],
        zero=zero,
        levels=[
            {"y": zero - _FULL * percent / 100, "text": f"{percent} %"}
            for percent in range(0, 101, 25)
            if not is_empty
        ],
        bars=bars,
        ticks=list(_ticks([one.first for one in value.weeks], step)) if bars else [],
    )


def _said_of(done: int, planned: int, share: float, step: float) -> str:
    """Return as much of `6 of 7` and `86 %` as there is room for above a bar."""
    if step >= _ROOM_FOR_BOTH:
        return f"{done} of {planned}"
    return f"{round(100 * share)} %" if step >= _ROOM_FOR_A_SHARE else ""


def _step(weeks: int) -> float:
    return (WIDTH - LEFT - RIGHT) / weeks


def _bar(place: int, step: float, height: float) -> dict[str, Any]:
    width = max(1.0, min(_WIDEST, step * 0.7))
    return {"x": LEFT + (place + 0.5) * step - width / 2, "width": width, "height": height}


def _ticks(firsts: Sequence[dt.date], step: float) -> Iterator[dict[str, Any]]:
    every = -(-_ROOM_FOR_A_WEEK // max(1, int(step)))
    for place in range(0, len(firsts), every):
        yield {"x": LEFT + (place + 0.5) * step, "text": week_label(firsts[place])}
