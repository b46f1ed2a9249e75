"""Days as they are typed: yesterday, 2 days ago, last friday, 3 april, 20.11.2026."""

import datetime as dt
import re

from tracker.errors import BadInput
from tracker.text import near_misses
from tracker.when.durations import span_of, words_of
from tracker.when.writing import MONTHS, WEEKDAYS, short_day

FIRST_YEAR, LAST_YEAR = 1900, 2999

_COUNTED = {
    "today": 0,
    "earlier today": 0,
    "yesterday": -1,
    "day before yesterday": -2,
    "tomorrow": 1,
    "day after tomorrow": 2,
}
_WEEKS = {"last": -1, "this": 0, "next": 1}
_IN_A_WEEK = re.compile(
    r"(?P<weekday>[a-z]+),?(?: of)? (?P<which>last|this|next) week"
    r"|(?P<week>last|this|next) week(?:'s)?,?(?: on)? (?P<day>[a-z]+)"
)
# Such a one alone could be a length or, as in 18h30, a clock time.
_HOUR = re.compile(r"\d\d?h(?:\d\d)?")
_YEAR = r"(?P<year>\d{4}|\d\d)"
_NAMED_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_NAMED_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_DATES = (
    r"(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)",
    rf"(?P<day>\d\d?)\. ?(?P<month>\d\d?)(?:\.(?: ?{_YEAR})?)?",
    rf"(?P<first>\d\d?)/(?P<second>\d\d?)(?:/{_YEAR})?",
    rf"(?P<first>\d\d?)-(?P<second>\d\d?)-{_YEAR}",
    rf"{_NAMED_DAY}\.?(?: of)? ?{_NAMED_MONTH}(?:,? {_YEAR})?",
    rf"{_NAMED_MONTH} ?{_NAMED_DAY}(?:,? {_YEAR})?",
)


def read_weekday(text: str) -> int:
    """Read a weekday, or its first two letters or more: 0 for Monday. Raises BadInput."""
    key = words_of(text)
    number = _weekday(key)
    if number is None:
        near = near_misses(key, WEEKDAYS, most=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise BadInput(
            f"{{}} is no day of the week.{meant} Write {', '.join(WEEKDAYS[:-1])} or {WEEKDAYS[-1]},"
            " or the first letters, such as mo or mon.",
            text,
        )
    return number


def named_day(
    key: str, today: dt.date, text: str, *, is_coming: bool = False, first_weekday: int = 0
) -> dt.date | None:
    """Return the day that `key` names, counted or dated; None if it names none."""
    day = counted_day(key, today, text)
    if day is None:
        day = dated_day(key, today, text, is_coming=is_coming, first_weekday=first_weekday)
    return day


def counted_day(key: str, today: dt.date, text: str) -> dt.date | None:
    """Return a day that is counted from today: yesterday, 2 days ago; None if it is not.

    "yesterday (sun 22 nov)", as `write_day` writes it, must agree with itself.
    """
    word, _, date = key.removeprefix("the ").removesuffix(")").partition(" (")
    if date and key.endswith(")"):
        day = counted_day(word, today, text)
        if day is not None and day != dated_day(date, today, text):
            raise BadInput(f"{{}} names two days: {word} is {short_day(day, today)}.", text)
        return day
    if word in _COUNTED:
        return today + dt.timedelta(days=_COUNTED[word])
    span, sign = _ago_or_in(key)
    if months := re.fullmatch(r"(an?|\d{1,5}) ?(month|year)s?", span):
        count = int(months[1]) if months[1].isdigit() else 1
        return _months_from(today, sign * count * (12 if months[2] == "year" else 1))
    length, is_in_days = span_of(span) or (dt.timedelta(), False)
    if not is_in_days or length % dt.timedelta(days=1):
        return None
    return today + sign * length


def elapsed(key: str) -> dt.timedelta | None:
    """Return how far "20m ago" (or "in 20m") lies from now; None if it counts days or is no such.

    A length alone, as in "20m", is one that has passed.
    """
    span, sign = _ago_or_in(key)
    if not span and not _HOUR.fullmatch(key):
        span, sign = key, -1
    length, is_in_days = span_of(span) or (dt.timedelta(), True)
    return None if is_in_days else sign * length


def dated_day(
    key: str, today: dt.date, text: str, *, is_coming: bool = False, first_weekday: int = 0
) -> dt.date | None:
    """Return the day of a weekday or a date; None if `key` is neither.

    Without a year, or as a bare weekday, it is the most recent one, and the next one where
    `is_coming`; today counts. A week begins on `first_weekday`, 0 for Monday. Raises BadInput
    for what is ambiguous or in no calendar.
    """
    key = key.removeprefix("the ")
    if in_week := _IN_A_WEEK.fullmatch(key):
        which, weekday = in_week["which"] or in_week["week"], in_week["weekday"] or in_week["day"]
        if (number := _weekday(weekday)) is not None:
            begun = today - dt.timedelta(days=(today.weekday() - first_weekday) % 7)
            return begun + dt.timedelta(weeks=_WEEKS[which], days=(number - first_weekday) % 7)
    last, _, weekday = key.rpartition(" ")
    if last in ("", "last") and (number := _weekday(weekday)) is not None:
        if is_coming and not last:
            return today + dt.timedelta(days=(number - today.weekday()) % 7)
        back = (today.weekday() - number) % 7
        return today - dt.timedelta(days=back or (7 if last else 0))
    head, _, date = key.partition(" ")
    number = _weekday(head.removesuffix(","))
    day = _date(key if number is None else date, today, text, is_coming)
    if day is not None and number not in (None, day.weekday()):
        raise BadInput(
            f"{{}} names two days: {written_out(day)} is a {WEEKDAYS[day.weekday()].title()}."
            " Correct it, or leave the weekday out.",
            text,
        )
    return day


def is_date(key: str, today: dt.date) -> bool:
    """Tell whether `key` is a date that can be read."""
    try:
        return _date(key, today, key, False) is not None
    except BadInput:
        return False


def written_out(day: dt.date) -> str:
    """Write a date in full: "3 April 2026"."""
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def checked_year(day: dt.date, text: str) -> dt.date:
    """Return the day, or raise BadInput if a diary or a plan cannot mean its year."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise out_of_years(text)
    return day


def out_of_years(text: str) -> BadInput:
    """Return the refusal of a year that no diary or plan can mean."""
    return BadInput(
        f"{{}} is out of reach: years from {FIRST_YEAR} to {LAST_YEAR} are accepted.", text
    )


def _weekday(word: str) -> int | None:
    fitting = [number for number, name in enumerate(WEEKDAYS) if name.startswith(word)]
    return fitting[0] if len(word) >= 2 and fitting else None


def _month(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    fitting = [number for number, name in enumerate(MONTHS, 1) if name.startswith(word)]
    return 9 if word == "sept" else fitting[0] if fitting else None


def _ago_or_in(key: str) -> tuple[str, int]:
    if key.endswith(" ago"):
        return key.removesuffix(" ago"), -1
    return (key.removeprefix("in "), 1) if key.startswith("in ") else ("", 0)


def _months_from(day: dt.date, count: int) -> dt.date:
    """Return the same day of another month, or that month's last where it is shorter."""
    years, month = divmod(day.month - 1 + count, 12)
    if not FIRST_YEAR <= day.year + years <= LAST_YEAR:
        raise OverflowError
    longest = _days_in(day.year + years, month + 1)
    return dt.date(day.year + years, month + 1, min(day.day, longest))


def _days_in(year: int, month: int) -> int:
    return (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day


def _date(key: str, today: dt.date, text: str, is_coming: bool) -> dt.date | None:
    found = next((match for form in _DATES if (match := re.fullmatch(form, key))), None)
    if found is None:
        return None
    parts = found.groupdict()
    year = parts["year"]
    if year is not None and len(year) != 4:
        raise BadInput('{} has a year of two digits. Write all four, as in "20 nov 2026".', text)
    if "first" in parts:
        return _day_by_slashes(parts, today, text, is_coming)
    month = _month(parts["month"])
    if month is None:
        return None
    return _calendar_day(year, month, int(parts["day"]), today, text, is_coming)


def _day_by_slashes(
    parts: dict[str, str | None], today: dt.date, text: str, is_coming: bool
) -> dt.date:
    """Return the day of 13/04 or 04/13, which have one reading each; refuse those that have two."""
    first, second, year = int(parts["first"] or 0), int(parts["second"] or 0), parts["year"]
    day, month = (second, first) if second > 12 else (first, second)
    read = _calendar_day(year, month, day, today, text, is_coming)
    if first == second or max(first, second) > 12:
        return read
    other = _calendar_day(year, day, month, today, text, is_coming)
    if year:
        raise BadInput(
            f"{{}} could be {written_out(read)} or {written_out(other)}. Write {read} or {other}.",
            text,
        )
    this, that = (written_out(one).rpartition(" ")[0] for one in (read, other))
    raise BadInput(f'{{}} could be {this} or {that}. Write {read} or "{this.lower()}".', text)


def _calendar_day(
    year: str | None, month: int, day: int, today: dt.date, text: str, is_coming: bool
) -> dt.date:
    if not 1 <= month <= 12:
        raise BadInput(f"{{}} is no day of the calendar: there is no month {month}.", text)
    if year is not None and not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise out_of_years(text)
    # Eight years hold a 29 February, even across a year such as 2100.
    step = 1 if is_coming else -1
    years = [int(year)] if year else [today.year + step * back for back in range(9)]
    for candidate in years:
        if 1 <= day <= _days_in(candidate, month):
            found = dt.date(candidate, month, day)
            if year or (found >= today if is_coming else found <= today):
                return found
    longest = _days_in(int(year) if year else 2000, month)
    name = MONTHS[month - 1].title() + (f" {year}" if year else "")
    most = " at most" if not year and month == 2 else ""
    raise BadInput(f"{{}} is no day of the calendar: {name} has {longest} days{most}.", text)
