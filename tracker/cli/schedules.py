"""What can be said of when a plan is due, and how it becomes the form of a plan."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click
from msgspec.structs import replace

from tracker.app import App
from tracker.cli import fields
from tracker.cli.options import ReadBy
from tracker.errors import BadInput

if TYPE_CHECKING:
    from tracker.care.plan import Form
    from tracker.care.rhythm import Rhythm

T = TypeVar("T")

MOST_CLOCK_TIMES = 12
LONGEST_PLAN = dt.timedelta(days=3653)
RHYTHM = ("on", "every", "times")
WHEN = (*RHYTHM, "clock_times", "until", "length", "gap")
_WAYS = "--on mon,wed,fri (with --every 2w for each second week), --every 7d, or --times 3/week"


def options(*, is_clearable: bool = False) -> list[click.Option]:
    """Return the options that say when; where it `is_clearable`, an empty text empties a field."""

    def option(
        spelled: Sequence[str],
        read: Callable[[App, str], Any],
        shown: str,
        help_text: str,
        *,
        may_be_empty: bool = False,
    ) -> click.Option:
        return click.Option(
            spelled,
            type=ReadBy(spelled[-1], read, is_clearable=is_clearable and may_be_empty),
            multiple=spelled[0] == "--at",
            metavar=shown,
            help=help_text,
        )

    return [
        option(
            ["--on", "on"],
            fields.as_typed,
            "DAYS",
            "On these days of the week: mon,wed,fri, weekdays, daily.",
        ),
        option(
            ["--every", "every"],
            fields.as_typed,
            "LENGTH",
            "So long after the last one: 7d, 2w. With --on, every so many weeks.",
        ),
        option(
            ["--times", "times"],
            fields.as_typed,
            "N/week",
            "So often in a week, on whichever days suit: 3/week.",
        ),
        option(
            ["--at", "clock_times"],
            _read_clock,
            "HH:MM",
            "When to be reminded: 07:30. May be given several times.",
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
            ["--for", "length"], _read_length, "LENGTH", "How long it goes on, from its first day: 10w."
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
            _read_zone,
            "ZONE",
            "Keep to the clocks of this time zone, also on a journey.",
            may_be_empty=True,
        ),
    ]  # fmt: skip


def first_form(app: App, told: Mapping[str, Any], zone: ZoneInfo) -> "Form":
    """Return the form of a new plan; raise BadInput for one that cannot be kept."""
    from tracker.care.plan import Form, first_day

    rhythm = _rhythm(told)
    if rhythm is None:
        raise BadInput(f"a plan needs a rhythm: {_WAYS}.", "")
    times = _clock_times(app, told.get("clock_times", ()))
    first_on = first_day(rhythm, times, app.present.now, app.present.calendar, zone)
    return _checked(
        Form(
            app.present.now, rhythm, times, first_on, _end(app, told, first_on), told.get("gap", 0)
        )
    )


def next_form(app: App, told: Mapping[str, Any], zone: ZoneInfo, before: "Form") -> "Form | None":
    """Return the form that a plan has from now on; None where nothing of it changes.

    What was not told stays as it was `before`, the first day too unless the rhythm is new. Raise
    BadInput for what cannot be kept.
    """
    from tracker.care.plan import first_day

    rhythm, first_on, times = _rhythm(told), before.first_on, before.times
    if "clock_times" in told:
        times = _clock_times(app, told["clock_times"])
    if rhythm is not None:
        first_on = first_day(rhythm, times, app.present.now, app.present.calendar, zone)
    form = replace(
        before,
        rhythm=rhythm or before.rhythm,
        times=times,
        first_on=first_on,
        until_on=_end(app, told, first_on, before.until_on),
        gap_days=(told["gap"] or 0) if "gap" in told else before.gap_days,
    )
    return None if form == before else replace(_checked(form), from_at=app.present.now)


def read_coming_day(app: App, text: str) -> dt.date:
    """Read a day that is today or still to come."""
    from tracker.when import read_day

    word, _, weekday = text.strip().partition(" ")
    is_next = word.casefold() == "next"
    starts_at = app.present.settings.day_starts_at
    day = read_day(
        weekday if is_next else text,
        app.present.now,
        app.present.zone,
        starts_at,
        allow_future=True,
    )
    if is_next and day == app.present.today:
        day += dt.timedelta(weeks=1)
    if day < app.present.today:
        raise BadInput(
            f"{{}} lies in the past. Write today or a day to come, such as {app.present.today}.",
            text,
        )
    return day


def _end(
    app: App, told: Mapping[str, Any], first_on: dt.date, before: dt.date | None = None
) -> dt.date | None:
    if "length" not in told:
        until: dt.date | None = told.get("until", before)
        return until
    if "until" in told:
        raise BadInput("--until and --for both say when it ends. Give one of them.", "")
    length: dt.timedelta = told["length"]
    return max(first_on, app.present.today) + length


def _checked(form: "Form") -> "Form":
    """Return the form if it can be kept."""
    from tracker.care.rhythm import Quota, check_gap, check_rhythm, check_until

    if isinstance(form.rhythm, Quota):
        _check("--times", f"{form.rhythm.times}/week", check_rhythm, form.rhythm, form.times)
    _check("--gap", f"{form.gap_days}d", check_gap, form.gap_days, form.rhythm, form.times)
    if form.until_on is not None:
        _check("--until", str(form.until_on), check_until, form.until_on, form.first_on)
    return form


def _rhythm(told: Mapping[str, Any]) -> "Rhythm | None":
    from tracker.care import rhythm as rules

    match [name for name in RHYTHM if name in told]:
        case []:
            return None
        case ["on"]:
            return rules.Weekdays(_check("--on", told["on"], rules.read_weekdays, told["on"]))
        case ["on", "every"]:
            days = _check("--on", told["on"], rules.read_weekdays, told["on"])
            every = _check("--every", told["every"], rules.read_every_weeks, told["every"])
            rhythm = rules.Weekdays(days, every)
            _check("--every", told["every"], rules.check_rhythm, rhythm)
            return rhythm
        case ["every"]:
            return rules.Interval(
                _check("--every", told["every"], rules.read_interval, told["every"])
            )
        case ["times"]:
            return rules.Quota(_check("--times", told["times"], rules.read_quota, told["times"]))
        case several:
            both = " and ".join(f"--{name}" for name in several)
            raise BadInput(f"{both} are two rhythms, and a plan has one: {_WAYS}.", "")


def _check(option: str, text: str, rule: Callable[..., T], *values: Any) -> T:
    """Return what a care rule makes of the values, its refusal under the name of the option."""
    try:
        return rule(*values)
    except ValueError as error:
        # The care rules word their refusals as templates, in which `{}` stands for the value.
        raise BadInput(str(error), text).named(option) from None


def _clock_times(app: App, told: Sequence[dt.time | None]) -> tuple[dt.time, ...]:
    """Return the clock times in the order of the person's day."""
    times = [at for at in told if at is not None]
    for place, at in enumerate(times):
        if at in times[:place]:
            raise BadInput("{} is given twice.", f"{at:%H:%M}").named("--at")
    if len(times) > MOST_CLOCK_TIMES:
        raise BadInput(
            f"a plan has at most {MOST_CLOCK_TIMES} clock times a day; {len(times)} were given.", ""
        )
    starts_at = app.present.settings.day_starts_at
    return tuple(sorted(times, key=lambda at: (at < starts_at, at)))


def _read_clock(_: App, text: str) -> dt.time:
    from tracker.when import read_clock

    return read_clock(text)


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


def _read_zone(_: App, text: str) -> str:
    from tracker.settings.forms import ZONE, Unfit

    try:
        return ZONE.parse(text)
    except Unfit as unfit:
        meant = f"Did you mean {unfit.near[0]}?" if unfit.near else "One is Europe/Berlin."
        refusal = f"{{}} is no time zone that is known here. {meant}"
        raise BadInput(refusal, text) from None
