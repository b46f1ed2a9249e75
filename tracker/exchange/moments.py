"""Days, clock times and lengths as sheets write them, whatever the country."""

import datetime as dt
import re
from typing import Literal

from tracker.care.session import LONGEST_RELIEF
from tracker.errors import BadInput
from tracker.exchange.cells import read_number
from tracker.exchange.sheet import Sheet
from tracker.exchange.source import Source
from tracker.exchange.values import Unfit, clause
from tracker.when.clocks import clock_of
from tracker.when.days import dated_day
from tracker.when.durations import read_duration, words_of

Order = Literal["day first", "month first"]

_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", re.ASCII)
_SHORT = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", re.ASCII)
_WITH_CLOCK = re.compile(
    r"(?P<day>.+?),?[ T](?P<clock>\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?)", re.IGNORECASE
)
_CLOCKED = re.compile(
    r"(?P<sign>-?)(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?"
)
_UNITS = {"minutes": 60, "hours": 3600, "seconds": 1}
_LONGEST_CELL = 100


class Days:
    """Reads the days of a column; whether 3/4 is in March or in April is decided by all of it."""

    def __init__(
        self, source: Source, sheet: Sheet, column: int, order: Order | None = None
    ) -> None:
        self._source = source
        self._sheet = sheet
        self._column = column
        self._order = order

    def read(self, text: str) -> dt.date:
        """Read a day, or raise Unfit; raise BadInput where no row says which number is the month."""
        if len(text) > _LONGEST_CELL:
            raise Unfit(text, "it is no day.")
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            pass
        if slashed := _SLASHED.fullmatch(text):
            return self._slashed(text, int(slashed[1]), int(slashed[3]), int(slashed[4]))
        if dotted := _DOTTED.fullmatch(text):
            return _date(text, int(dotted[3]), int(dotted[2]), int(dotted[1]))
        if _SHORT.fullmatch(text):
            raise Unfit(text, "its year has two digits; write all four, as in 2026-11-20.")
        return _written_out(text)

    def _slashed(self, text: str, first: int, second: int, year: int) -> dt.date:
        if first == second:
            return _date(text, year, first, second)
        if self._order is None:
            self._order = self._decided(text)
        if self._order == "day first":
            return _date(text, year, second, first)
        return _date(text, year, first, second)

    def _decided(self, text: str) -> Order:
        """Look through the column for a number above 12, which is that of a day."""
        has_day_first = has_month_first = False
        for _, row in self._sheet.rows():
            cell = row[self._column].strip() if self._column < len(row) else ""
            if slashed := _SLASHED.match(cell):
                has_day_first |= int(slashed[1]) > 12
                has_month_first |= int(slashed[3]) > 12
        if has_day_first != has_month_first:
            return "day first" if has_day_first else "month first"
        name = self._sheet.columns[self._column]
        why = "both are there" if has_day_first else "no row tells"
        raise self._source.refused(
            f'whether "{text}" has the day or the month first cannot be told: {why}. Write the days'
            f' of the column "{name}" as in 2026-11-20, or say which it is with'
            f' --map-columns "day/month={name}" or "month/day={name}".'
        )


def read_moment(text: str, days: Days) -> dt.datetime:
    """Read a moment: an instant where an offset stands with it, else a clock time; raise Unfit."""
    if len(text) > _LONGEST_CELL:
        raise Unfit(text, "it is no moment.")
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    found = _WITH_CLOCK.fullmatch(text)
    if not found:
        raise Unfit(text, 'it is no moment, as in "2026-11-20 18:30".')
    return dt.datetime.combine(days.read(found["day"]), read_clock(found["clock"]))


def has_clock(text: str) -> bool:
    """Tell whether the cell of a day holds a clock time as well."""
    return ":" in text or re.search(r"\dT\d", text) is not None


def read_clock(text: str) -> dt.time:
    """Read a clock time, or raise Unfit."""
    clock = clock_of(words_of(text)) if re.match(r"\d{1,2}[:. ]", text) else None
    if clock is None:
        raise Unfit(text, "it is no clock time, as in 18:30.")
    return clock


def read_length(text: str, unit: str = "minutes") -> dt.timedelta:
    """Read a length: 1:30 is an hour and a half, a bare number counts units; raise Unfit.

    It may be less than nothing, which is for whoever takes it to refuse.
    """
    if clocked := _CLOCKED.fullmatch(text):
        hours, minutes, seconds = (
            int(clocked[part] or 0) for part in ("hours", "minutes", "seconds")
        )
        length = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return -length if clocked["sign"] else length
    sign, number = (-1, text[1:]) if text.startswith("-") else (1, text)
    if re.fullmatch(r"[0-9.,]+", number, re.ASCII):
        return dt.timedelta(seconds=sign * round(read_number(number) * _UNITS[unit]))
    try:
        return sign * read_duration(number.replace(",", "."), dt.timedelta(), LONGEST_RELIEF)
    except BadInput as refused:
        raise Unfit(text, clause(refused.message)) from None


def _date(text: str, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Unfit(text, "it is no day of the calendar.") from None


def _written_out(text: str) -> dt.date:
    """Read a day with the name of its month."""
    key, day = words_of(text), None
    if re.search(r"\b\d{4}\b", key) and re.search(r"[a-z]{3}|^\d{4}/", key):
        try:
            day = dated_day(key, dt.date(2026, 1, 1), text)
        except BadInput as refused:
            raise Unfit(text, clause(refused.message)) from None
    if day is None:
        raise Unfit(text, "it is no day, as in 2026-11-20.")
    return day
