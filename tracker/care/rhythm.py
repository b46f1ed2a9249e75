"""The rhythm of a plan: how often it asks for a session, and how that is read, checked and said."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import assert_never

from msgspec import Struct

from tracker.errors import Refusal

LONGEST_INTERVAL_DAYS = 366
MOST_WEEKS = 52

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY_SETS = {
    "daily": frozenset(range(7)),
    "everyday": frozenset(range(7)),
    "weekday": frozenset(range(5)),
    "weekdays": frozenset(range(5)),
    "weekend": frozenset((5, 6)),
    "weekends": frozenset((5, 6)),
}
_INTERVAL = re.compile(r"(-?[0-9]{1,9})\s*(d|days?|w|weeks?)")
_QUOTA = re.compile(
    r"(-?[0-9]{1,9})(?:\s*(?:x|times?))?(?:\s*(?:/|\bper\b|\ba\b)\s*([a-z]+))?", re.ASCII
)
_TOO_FEW = "{}: a plan has at least one session a week, as in 3/week."


class Weekdays(Struct, frozen=True):
    """On these days of the week (0 is Monday), every so many weeks, whatever was done before.

    Weeks are counted from the one that holds the plan's first day.
    """

    days: frozenset[int]
    every_weeks: int = 1


class Interval(Struct, frozen=True):
    """So many local days after the last session; the first time on the plan's first day."""

    days: int


class Quota(Struct, frozen=True):
    """So many times in each calendar week, on whichever days suit."""

    times: int


Rhythm = Weekdays | Interval | Quota


def read_weekdays(words: str) -> frozenset[int]:
    """Read `mon,wed,fri`, `mon-fri`, `daily`, `weekdays` or `weekend`; 0 is Monday.

    A day is named in full or by its beginning. Raise Refusal with a template in which `{}`
    stands for the words.
    """
    said = re.sub(r"^\s*(?:on|every|each)\s+(?!day\b)", "", words.casefold())
    said = re.sub(r"\b(?:every|each) day\b", "daily", said)
    joined = re.sub(r"\s*[-–]\s*|\s+to\s+", "-", said)
    named = re.sub(r"[,;+&]|\band\b", " ", joined).split()
    days = [_read_days(name) for name in named]
    if not days or not all(days):
        raise Refusal(
            "{} cannot be read as days of the week. "
            "Accepted: days such as mon,wed,fri or mon-fri, or daily, weekdays, weekend."
        )
    return frozenset[int]().union(*days)


def read_interval(words: str) -> int:
    """Read `7d`, `10 days` or `2w` as a number of days, from 1 to 366; a week has 7.

    Raise Refusal with a template in which `{}` stands for the words.
    """
    match = _INTERVAL.fullmatch(words.casefold().strip())
    if match is None:
        raise Refusal("{} is no number of days or weeks. Write it as 10d or 2w.")
    days = int(match[1]) * (7 if match[2].startswith("w") else 1)
    check_rhythm(Interval(days))
    return days


def read_every_weeks(words: str) -> int:
    """Read how many weeks lie between those in which weekdays count, as in `2w`.

    Raise Refusal with a template in which `{}` stands for the words.
    """
    weeks, odd_days = divmod(read_interval(words), 7)
    if odd_days:
        raise Refusal("{} is no number of whole weeks, which days of the week need, as in 2w.")
    return weeks


def read_quota(words: str) -> int:
    """Read `3/week`, `3 per week`, `3 times a week` or `3` as sessions a week.

    Whether a week holds them, `check_rhythm` tells. Raise Refusal with a template in which `{}`
    stands for the words.
    """
    match = _QUOTA.fullmatch(words.casefold().strip())
    if match is None:
        raise Refusal("{} is no number of times a week. Write it as 3/week.")
    if match[2] not in (None, "w", "week"):
        raise Refusal(
            "{}: times are counted by the week, as in 3/week. "
            "For something rarer give the interval instead, as in 10d or 4w."
        )
    times = int(match[1])
    if times < 1:
        raise Refusal(_TOO_FEW)
    return times


def write_rhythm(rhythm: Rhythm, week_starts_on: int = 0) -> str:
    """Return the rhythm in words, as in `on Mon, Wed and Fri` or `7 days after the last one`."""
    match rhythm:
        case Weekdays(days, weeks):
            names = [
                _short(day) for day in sorted(days, key=lambda day: (day - week_starts_on) % 7)
            ]
            if len(names) == 7:
                return "every day" if weeks == 1 else f"every day in one week of {weeks}"
            listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
            return f"on {listed}" if weeks == 1 else f"on {listed}, every {weeks} weeks"
        case Interval(days):
            return f"{days} {'day' if days == 1 else 'days'} after the last one"
        case Quota(times):
            often = "once" if times == 1 else f"{times} times"
            return f"{often} a week ({_short(week_starts_on)} to {_short(week_starts_on - 1)})"
    assert_never(rhythm)


def most_per_week(times: Sequence[dt.time]) -> int:
    """Return how many sessions a week holds at these clock times, none standing for one a day."""
    return 7 * max(1, len(times))


def check_rhythm(rhythm: Rhythm, times: Sequence[dt.time] = ()) -> None:
    """Raise Refusal where the rhythm cannot be kept at its clock times.

    Its message is a template in which `{}` stands for what was given.
    """
    match rhythm:
        case Weekdays(days, every_weeks):
            if not days or not days <= _DAY_SETS["daily"]:
                raise Refusal("{} names no day of the week. Write for example mon,wed,fri.")
            if not 1 <= every_weeks <= MOST_WEEKS:
                raise Refusal(f"{{}}: a plan comes every 1 to {MOST_WEEKS} weeks, as in 2w.")
        case Interval(days):
            if not 1 <= days <= LONGEST_INTERVAL_DAYS:
                raise Refusal(
                    f"{{}}: an interval has 1 to {LONGEST_INTERVAL_DAYS} days, as in 10d or 2w."
                )
        case Quota(wanted):
            most = most_per_week(times)
            if wanted < 1:
                raise Refusal(_TOO_FEW)
            if wanted > most:
                clock_times = "1 clock time" if most == 7 else f"{len(times)} clock times"
                raise Refusal(
                    f"{{}} does not fit: a week holds {most} sessions with {clock_times} a day. "
                    "Give fewer sessions or more clock times."
                )


def check_until(until: dt.date, first: dt.date) -> None:
    """Raise Refusal where a plan would end before its first day."""
    if until < first:
        raise Refusal(f"{{}} is before the plan's first day, {first}. Give that day or a later.")


def check_gap(gap: int, rhythm: Rhythm, times: Sequence[dt.time] = ()) -> None:
    """Raise Refusal where sessions `gap` days apart leave no room for the rhythm."""
    if not 0 <= gap <= LONGEST_INTERVAL_DAYS:
        raise Refusal(f"{{}}: a gap has 0 to {LONGEST_INTERVAL_DAYS} days.")
    if gap and len(times) > 1:
        raise Refusal("{}: a gap of days leaves room for one clock time a day only.")
    if gap and isinstance(rhythm, Quota) and rhythm.times * gap > 7:
        raise Refusal(
            f"{{}}: with such a gap a week holds {7 // gap} of its {rhythm.times} sessions. "
            "Give a smaller gap or fewer sessions."
        )


def _read_days(name: str) -> frozenset[int]:
    """Return the days of one word, or none where it names none."""
    if name in _DAY_SETS:
        return _DAY_SETS[name]
    ends = [_read_day(end) for end in name.split("-")]
    match ends:
        case [int(day)]:
            return frozenset({day})
        case [int(first), int(last)]:
            return frozenset((first + days) % 7 for days in range((last - first) % 7 + 1))
    return frozenset()


def _read_day(name: str) -> int | None:
    if len(name) < 2:
        return None
    named = [i for i, day in enumerate(_WEEKDAYS) if f"{day.casefold()}s".startswith(name)]
    return named[0] if len(named) == 1 else None


def _short(weekday: int) -> str:
    return _WEEKDAYS[weekday % 7][:3]
