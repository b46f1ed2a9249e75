"""A year as a picture: a calendar whose cells are the larger, the more sessions a day had."""

from typing import TYPE_CHECKING, Any

from tracker.report.pictures import TOP, drawn
from tracker.show import charts
from tracker.show.charts.year import facts, initials, month_title, title
from tracker.show.sessions import plural
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.journal.charts import Month, YearChart
    from tracker.present import Present

_CELL = 28
_BESIDE = 4
_ACROSS, _DOWN = 229, 220
_LEFT = 24
# Of one session, of two, and of three or more: the class and the size of a cell.
_SHAPES = (("some", 9), ("more", 15), ("main", 22))
_SAID = ("1 session", "2", f"{charts.MOST} or more")


def year(value: "YearChart", present: "Present") -> str:
    """Return the picture of a year."""
    months = [
        _month(number, one, value, present.settings.first_weekday)
        for number, one in enumerate(value.months if value.sessions else ())
    ]
    legend = TOP + 3 * _DOWN + 12
    return drawn(
        "year",
        title(value),
        facts(value, present) if months else [f"No session in {value.first.year}."],
        legend + 8 if months else TOP,
        [f"{month['text']}." for month in months if month["days"]],
        months=months,
        cell=_CELL,
        legend=legend,
        shapes=[
            {"shape": shape, "size": size, "x": x, "text": text}
            for (shape, size), text, x in zip(_SHAPES, _SAID, (104, 200, 246), strict=True)
        ],
    )


def _month(number: int, one: "Month", value: "YearChart", first_weekday: int) -> dict[str, Any]:
    left = _LEFT + number % _BESIDE * _ACROSS
    top = TOP + number // _BESIDE * _DOWN
    blanks = (one.first.weekday() - first_weekday) % 7
    days = []
    for day in one.calendar() if one.days else ():
        if day > value.last:
            break
        place, count = blanks + day.day - 1, value.sessions.get(day, 0)
        shape, size = _SHAPES[min(count, charts.MOST) - 1] if count else ("", 0)
        days.append(
            {
                "x": left + place % 7 * _CELL + _CELL / 2,
                "y": top + 38 + place // 7 * _CELL,
                "shape": shape,
                "size": size,
                "title": f"{short_day(day)}: {plural(count, 'session')}",
            }
        )
    letters = initials(first_weekday).split() if one.days else []
    return {"x": left, "y": top, "text": month_title(one), "letters": letters, "days": days}
