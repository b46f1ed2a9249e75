"""The form of a plan, made of what was told of when it is due."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from tracker.care import rhythm as rules
from tracker.care.agenda import first_day
from tracker.care.plan import Form
from tracker.care.rhythm import Quota, Rhythm, check_gap, check_rhythm, check_until
from tracker.errors import BadInput, under

if TYPE_CHECKING:
    from tracker.app import Present

T = TypeVar("T")

MOST_CLOCK_TIMES = 12
RHYTHM = ("on", "every", "times")
_WAYS = "--on mon,wed,fri (with --every 2w for each second week), --every 7d, or --times 3/week"


def first_form(present: "Present", told: Mapping[str, Any], zone: ZoneInfo) -> Form:
    """Return the form of a new plan; raise BadInput for one that cannot be kept."""
    rhythm = _rhythm(told)
    if rhythm is None:
        raise BadInput(f"a plan needs a rhythm: {_WAYS}.", "")
    times = _clock_times(present, told.get("clock_times", ()))
    first_on = first_day(rhythm, times, present.now, present.calendar, zone)
    return _checked(
        Form(
            present.now, rhythm, times, first_on, _end(present, told, first_on), told.get("gap", 0)
        )
    )


def next_form(
    present: "Present", told: Mapping[str, Any], zone: ZoneInfo, before: Form
) -> Form | None:
    """Return the form that a plan has from now on; None where nothing of it changes.

    What was not told stays as it was `before`, the first day too unless the rhythm is new. Raise
    BadInput for what cannot be kept.
    """
    rhythm, first_on, times = _rhythm(told), before.first_on, before.times
    if "clock_times" in told:
        times = _clock_times(present, told["clock_times"])
    if rhythm is not None:
        first_on = first_day(rhythm, times, present.now, present.calendar, zone)
    form = replace(
        before,
        rhythm=rhythm or before.rhythm,
        times=times,
        first_on=first_on,
        until_on=_end(present, told, first_on, before.until_on),
        gap_days=(told["gap"] or 0) if "gap" in told else before.gap_days,
    )
    return None if form == before else replace(_checked(form), from_at=present.now)


def _end(
    present: "Present", told: Mapping[str, Any], first_on: dt.date, before: dt.date | None = None
) -> dt.date | None:
    if "lasts" not in told:
        until: dt.date | None = told.get("until", before)
        return until
    if "until" in told:
        raise BadInput("--until and --for both say when it ends. Give one of them.", "")
    length: dt.timedelta = told["lasts"]
    return max(first_on, present.today) + length


def _checked(form: Form) -> Form:
    """Return the form if it can be kept."""
    if isinstance(form.rhythm, Quota):
        _check("--times", f"{form.rhythm.times}/week", check_rhythm, form.rhythm, form.times)
    _check("--gap", f"{form.gap_days}d", check_gap, form.gap_days, form.rhythm, form.times)
    if form.until_on is not None:
        _check("--until", str(form.until_on), check_until, form.until_on, form.first_on)
    return form


def _rhythm(told: Mapping[str, Any]) -> Rhythm | None:
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
    with under(option, text):
        return rule(*values)


def _clock_times(present: "Present", told: Sequence[dt.time | None]) -> tuple[dt.time, ...]:
    """Return the clock times in the order of the person's day."""
    times = [at for at in told if at is not None]
    for place, at in enumerate(times):
        if at in times[:place]:
            raise BadInput("{} is given twice.", f"{at:%H:%M}").named("--at")
    if len(times) > MOST_CLOCK_TIMES:
        raise BadInput(
            f"a plan has at most {MOST_CLOCK_TIMES} clock times a day; {len(times)} were given.", ""
        )
    starts_at = present.settings.day_starts_at
    return tuple(sorted(times, key=lambda at: (at < starts_at, at)))
