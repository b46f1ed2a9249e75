"""A year on a terminal: a calendar whose cells say by their shape how many sessions a day had."""

from itertools import zip_longest
from typing import TYPE_CHECKING

from tracker.escaping import command
from tracker.show import charts
from tracker.show.sessions import plural
from tracker.show.terminal import Look
from tracker.when.writing import MONTHS

if TYPE_CHECKING:
    from tracker.journal.charts import Month, YearChart
    from tracker.present import Present

# Seven cells with a blank between, and what stands between two months.
_MONTH = 13
_BETWEEN = 3
_BESIDE = (12, 6, 4, 3, 2, 1)


def year(value: "YearChart", present: "Present", look: Look) -> str:
    """Return the months of a year, as many beside each other as there is room for."""
    room = charts.width_for(look) + _BETWEEN
    beside = next(count for count in _BESIDE if count * (_MONTH + _BETWEEN) <= room or count == 1)
    drawn = list[str]()
    if value.sessions:
        months = [_month(one, value, present, look) for one in value.months]
        for start in range(0, len(months), beside):
            lines = zip_longest(*months[start : start + beside], fillvalue="")
            drawn += [
                "",
                *(
                    (" " * _BETWEEN).join(f"{cell:{_MONTH}}" for cell in row).rstrip()
                    for row in lines
                ),
            ]
    said = [_legend(look)] if value.sessions else []
    said += facts(value, present)
    return charts.whole(value.emergency, title(value), drawn[1:], said, present, look)


def title(value: "YearChart") -> str:
    """Return what the chart shows."""
    return f"Days with a session in {value.first.year}"


def month_title(one: "Month") -> str:
    """Return `Jan 17 of 31`, and nothing but its name of a month that is to come."""
    name = MONTHS[one.first.month - 1][:3].title()
    return f"{name} {one.active} of {one.days}" if one.days else name


def facts(value: "YearChart", present: "Present") -> list[str]:
    """Return in words what the chart shows."""
    if not value.sessions:
        return [f"No session in {value.first.year}. All that was done: {command('history')}"]
    days = (value.last - value.first).days + 1
    so_far = " so far" if value.last == present.today else ""
    count = plural(sum(value.sessions.values()), "session")
    return [f"A session on {len(value.sessions)} of {plural(days, 'day')}{so_far}, {count} in all."]


def initials(first_weekday: int) -> str:
    """Return the letters of a week's days, blank by blank."""
    return " ".join("MTWTFSS"[(first_weekday + day) % 7] for day in range(7))


def _month(one: "Month", value: "YearChart", present: "Present", look: Look) -> list[str]:
    """Return the lines of a month: its name with its days, those of the week, and its weeks.

    Of one that is to come there is the name alone.
    """
    if not one.days:
        return [month_title(one)]
    first_weekday = present.settings.first_weekday
    cells = [" "] * ((one.first.weekday() - first_weekday) % 7)
    for day in one.calendar():
        count = value.sessions.get(day, 0)
        is_empty = not count and day <= value.last
        cells.append(look.marks.nothing if is_empty else charts.amount(count, look))
    weeks = [" ".join(cells[start : start + 7]) for start in range(0, len(cells), 7)]
    return [month_title(one), initials(first_weekday), *filter(str.strip, weeks)]


def _legend(look: Look) -> str:
    return f"{look.marks.nothing} none  {charts.amounts_legend(look)}"
