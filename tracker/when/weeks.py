"""Weeks as they are typed and named: this week, last week, 2026-W46, or any day within."""

import datetime as dt
import re

from tracker.errors import BadInput
from tracker.when.days import checked_year, named_day, out_of_years
from tracker.when.durations import words_of

_ONE_WEEK = dt.timedelta(weeks=1)


def read_week(text: str, today: dt.date, first_weekday: int) -> dt.date:
    """Read a week that is not in the future and return its first day. Raises BadInput.

    `first_weekday` is 0 for Monday. Where it is another, 2026-W46 is the week that holds the
    Thursday of that ISO week. W46 or 46 alone is the most recent one.
    """
    key, this_week = words_of(text), week_of(today, first_weekday)
    number = re.fullmatch(r"(?:(?:(\d{4})[- ]?)?w(?:eek ?)?)?(\d\d?)", key)
    try:
        if key in ("this week", "last week"):
            first = this_week if key == "this week" else this_week - _ONE_WEEK
        elif number:
            first = _numbered(number[1], int(number[2]), this_week, first_weekday, text)
        else:
            day = named_day(key, today, text, first_weekday=first_weekday)
            if day is None:
                raise _unreadable(text, this_week)
            first = week_of(checked_year(day, text), first_weekday)
    except OverflowError:
        raise out_of_years(text) from None
    if first > this_week:
        raise BadInput(
            f'{{}} lies in the future. Write "this week", "last week" or one before, such as'
            f" {week_label(this_week - _ONE_WEEK)}.",
            text,
        )
    return first


def week_of(day: dt.date, first_weekday: int) -> dt.date:
    """Return the first day of the week that holds `day`; `first_weekday` is 0 for Monday."""
    return day - dt.timedelta(days=(day.weekday() - first_weekday) % 7)


def week_label(first: dt.date) -> str:
    """Name the week that begins on `first` by the ISO week that holds most of its days: 2026-W47."""
    # Of seven days in a row, the one in the middle lies in the ISO week that has most of them.
    year, week, _ = (first + dt.timedelta(days=3)).isocalendar()
    return f"{year}-W{week:02}"


def _numbered(
    year: str | None, week: int, this_week: dt.date, first_weekday: int, text: str
) -> dt.date:
    if year is not None:
        if not 1 <= week <= _weeks_in(checked_year(dt.date(int(year) or 1, 1, 1), text).year):
            count = _weeks_in(int(year))
            raise BadInput(
                f"{{}} is no week: {year} has {count}, {year}-W01 to {year}-W{count}.", text
            )
        return week_of(dt.date.fromisocalendar(int(year), week, 4), first_weekday)
    if not 1 <= week <= 53:
        raise BadInput("{} is no week: a year has 52 or 53, W01 to W52 or W53.", text)
    # Seven years hold one with a week 53 at least, twelve do so across a year such as 2100.
    newest = (this_week + dt.timedelta(days=3)).isocalendar().year
    for candidate in range(newest, newest - 13, -1):
        if week <= _weeks_in(candidate):
            first = week_of(dt.date.fromisocalendar(candidate, week, 4), first_weekday)
            if first <= this_week:
                return first
    raise out_of_years(text)


def _weeks_in(year: int) -> int:
    # The 28th of December lies in the last ISO week of every year.
    return dt.date(year, 12, 28).isocalendar().week


def _unreadable(text: str, this_week: dt.date) -> BadInput:
    return BadInput(
        '{} cannot be read as a week. Write, for example, "this week", "last week", "2 weeks ago",'
        f" {week_label(this_week - _ONE_WEEK)} or a day of it, such as {this_week - _ONE_WEEK}.",
        text,
    )
