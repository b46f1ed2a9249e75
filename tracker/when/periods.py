"""Stretches of days as they are typed: last week, 2026-W46, november, 2026-11, last year."""

import datetime as dt
import re

from tracker.errors import BadInput
from tracker.when.days import FIRST_YEAR, LAST_YEAR, out_of_years
from tracker.when.durations import words_of
from tracker.when.weeks import read_week
from tracker.when.writing import MONTHS

_WEEK = r"(?:this|last) week|(?:\d{4}[- ]?)?w(?:eek ?)?\d\d?"
_MONTH = r"(?P<name>[a-z]{3,9})\.?(?: (?P<year>\d{4}))?|(?P<of>\d{4})(?:-(?P<number>\d\d?))?"
_ONE_DAY = dt.timedelta(days=1)


def read_period(text: str, today: dt.date, first_weekday: int) -> tuple[dt.date, dt.date] | None:
    """Read a week, a month or a year, and return its first and its last day; None for other words.

    A month without a year is the most recent one, the present one included. `first_weekday` is 0
    for Monday. Raises BadInput for what lies in the future or in no diary.
    """
    key = words_of(text)
    if re.fullmatch(_WEEK, key, re.ASCII):
        first = read_week(text, today, first_weekday)
        return first, first + 6 * _ONE_DAY
    found = _year_and_month(key, today)
    if found is None:
        return None
    year, month = found
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise out_of_years(text)
    first = dt.date(year, month or 1, 1)
    if first > today:
        raise BadInput(
            '{} lies in the future. Write a stretch that has begun, such as "last week" or'
            f" {today:%Y-%m}, or a day.",
            text,
        )
    # So many days later it is a day of the next month, or year.
    later = first + (31 if month else 366) * _ONE_DAY
    return first, later.replace(day=1, month=later.month if month else 1) - _ONE_DAY


def read_year(text: str, today: dt.date) -> int:
    """Read a year that has begun: 2026, "this year" or "last year". Raises BadInput."""
    year, month = _year_and_month(words_of(text), today) or (None, None)
    if year is None or month is not None:
        raise BadInput(f'{{}} is no year. Write {today.year}, "this year" or "last year".', text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise out_of_years(text)
    if year > today.year:
        raise BadInput(f"{{}} has not begun. Write {today.year} or a year before.", text)
    return year


def _year_and_month(key: str, today: dt.date) -> tuple[int, int | None] | None:
    """Return the year and the month, if any, that `key` names; None if it names neither."""
    which, _, unit = key.partition(" ")
    if which in ("this", "last") and unit in ("month", "year"):
        back = which == "last"
        if unit == "year":
            return today.year - back, None
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        return year, month + 1
    found = re.fullmatch(_MONTH, key, re.ASCII)
    if found is None:
        return None
    if found["of"]:
        number = int(found["number"]) if found["number"] else None
        return (int(found["of"]), number) if number is None or 1 <= number <= 12 else None
    begun = "sep" if found["name"] == "sept" else found["name"]
    number = next((n for n, name in enumerate(MONTHS, 1) if name.startswith(begun)), None)
    if number is None:
        return None
    return int(found["year"] or today.year - (number > today.month)), number
