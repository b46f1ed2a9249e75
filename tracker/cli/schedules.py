"""What can be said of when a plan is due, and how it is read."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from tracker.app import App
from tracker.cli import readers
from tracker.cli.options import ReadBy, Words, listed_behind
from tracker.errors import BadInput

T = TypeVar("T")

LONGEST_PLAN = dt.timedelta(days=3653)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RHYTHM = {"on", "every", "times"}
WHEN = ("on", "every", "times", "clock_times", "until", "lasts", "gap")


def options(*, is_clearable: bool = False) -> list[click.Option]:
    """Return the options that say when; where it `is_clearable`, an empty text empties a field."""

    def option(
        spelled: Sequence[str],
        read: Callable[[App, str], Any],
        shown: str,
        help_text: str,
        *,
        words: Callable[[App, str], Words] | None = None,
        may_be_empty: bool = False,
    ) -> click.Option:
        return click.Option(
            spelled,
            type=ReadBy(spelled[-1], read, words, is_clearable=is_clearable and may_be_empty),
            multiple=spelled[0] == "--at",
            metavar=shown,
            help=help_text,
        )

    return [
        option(
            ["--on", "on"],
            readers.as_typed,
            "DAYS",
            "On these days of the week: mon,wed,fri, weekdays, daily.",
            words=_day_words,
        ),
        option(
            ["--every", "every"],
            readers.as_typed,
            "LENGTH",
            "So long after the last one: 7d, 2w. With --on, every so many weeks.",
        ),
        option(
            ["--times", "times"],
            readers.as_typed,
            "N/week",
            "So often in a week, on whichever days suit: 3/week.",
        ),
        option(
            ["--at", "clock_times"],
            read_clock,
            "HH:MM",
            "When to be reminded: 07:30, 18. May be given several times.",
            words=clock_words,
            may_be_empty=True,
        ),
        option(
            ["--until", "until"],
            read_coming_day,
            "DAY",
            "The last day: 2027-12-24.",
            may_be_empty=True,
        ),
        option(
            ["--for", "lasts"], _read_length, "LENGTH", "How long it goes on, from its first day: 10w."
        ),
        option(
            ["--gap", "gap"],
            _read_gap,
            "DAYS",
            "How far apart two sessions are at least: 2d.",
            may_be_empty=True,
        ),
        option(
            ["--zone", "zone"],
            readers.read_zone,
            "ZONE",
            "Keep to the clocks of this time zone, also on a journey.",
            may_be_empty=True,
        ),
    ]  # fmt: skip


def read_coming_day(app: App, text: str) -> dt.date:
    """Read a day that is today or still to come."""
    from tracker.when import read_day

    word, _, weekday = text.strip().partition(" ")
    is_next = word.casefold() == "next"
    settings = app.present.settings
    day = read_day(
        weekday if is_next else text,
        app.present.now,
        app.present.zone,
        settings.day_starts_at,
        allow_future=True,
        first_weekday=settings.first_weekday,
    )
    if is_next and day == app.present.today:
        day += dt.timedelta(weeks=1)
    if day < app.present.today:
        raise BadInput(
            f"{{}} lies in the past. Write today or a day to come, such as {app.present.today}.",
            text,
        )
    return day


def _day_words(app: App, incomplete: str) -> Words:
    return listed_behind((*_DAYS, "weekdays", "weekend", "daily"), incomplete)


def clock_words(app: App, incomplete: str) -> Words:
    """Return some clock times."""
    return [f"{hour:02}:00" for hour in range(24)]


def read_clock(_: App, text: str) -> dt.time:
    """Read a clock time."""
    from tracker import when

    return when.read_clock(text)


def _read_length(_: App, text: str) -> dt.timedelta:
    from tracker.when import read_duration

    day = dt.timedelta(days=1)
    length = read_duration(text, day, LONGEST_PLAN, "weeks")
    if length % day:
        raise BadInput("{} is no number of whole days or weeks. Write it as 30d or 10w.", text)
    return length


def _read_gap(_: App, text: str) -> int:
    from tracker.care.rhythm import read_interval

    return 0 if text.strip() == "0" else read_interval(text)
