"""The dates of a series of a calendar, up to a moment."""

import datetime as dt
import math

from dateutil.rrule import rrulestr
from icalendar.prop import vRecur
from msgspec import Struct

from tracker.exchange.ics_lines import Item, Moment, value_of
from tracker.exchange.values import Unfit
from tracker.when.days import FIRST_YEAR, LAST_YEAR

MOST_DATES = 50_000
"""What would come more often up to now is no session: each day of a long life has less."""

_LONGEST_RULE = 1000
_STEPS = {
    "HOURLY": dt.timedelta(hours=1),
    "DAILY": dt.timedelta(days=1),
    "WEEKLY": dt.timedelta(weeks=1),
    "MONTHLY": dt.timedelta(days=28),
    "YEARLY": dt.timedelta(days=365),
}
_PARTS = frozenset(
    [
        "FREQ",
        "INTERVAL",
        "COUNT",
        "UNTIL",
        "WKST",
        "BYSETPOS",
        "BYHOUR",
        "BYMINUTE",
        "BYSECOND",
        "BYDAY",
        "BYMONTHDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYMONTH",
    ]
)
# After so many years days fall on the same days of the week.
_CYCLE = 400


class Dates(Struct, frozen=True):
    """The dates of a series, whether it goes on after them, and how much work they were."""

    begin: list[Moment]
    goes_on: bool
    work: int


class _Found(Struct, frozen=True):
    """What the clocks show at each date of a rule; one without any is looked through to its end."""

    walls: list[dt.datetime]
    goes_on: bool
    work: int


def dates_of(item: Item, first: Moment, until: dt.datetime) -> Dates:
    """Return the dates of a series that begin before `until`, whose zone is the person's own.

    They are reckoned on the clock, whatever that did in between. Raises Unfit for a rule that
    cannot be read, or comes too often.
    """
    here = until.tzinfo or dt.UTC
    now = until.astimezone(first.zone or here).replace(tzinfo=None)
    walls, goes_on, work = {first.start}, first.start > now, 1
    for line in item.lines.get("RRULE", ()):
        found = _of_rule(value_of(line), first, now, here)
        walls.update(found.walls)
        goes_on |= found.goes_on
        work += found.work
    for one in item.moments("RDATE"):
        walls.add(_wall_as_of(one, first, here))
    goes_on |= any(wall > now for wall in walls)
    left_out = {one.name for one in item.moments("EXDATE")}
    begin = [_at(wall, first) for wall in sorted(walls) if wall <= now]
    return Dates([one for one in begin if not is_among(one, left_out)], goes_on, work)


def is_among(moment: Moment, names: set[str]) -> bool:
    """Tell whether some names of moments hold one, be it by its day or without its zone."""
    return not names.isdisjoint(
        (moment.name, moment.start.isoformat(), moment.start.date().isoformat())
    )


def _of_rule(text: str, first: Moment, now: dt.datetime, here: dt.tzinfo) -> _Found:
    """Return when a rule has it up to now."""
    rule, start = _rule(text), first.start
    last, count = _last(rule, first, here, text), rule.pop("COUNT", [math.inf])[0]
    end = now if last is None else min(last, now)
    if end < start:
        return _Found([], last is None or last > now, 0)
    steps = (end - start) / _STEPS[rule["FREQ"][0].upper()] / rule.get("INTERVAL", [1])[0]
    times = math.prod(len(rule.get(f"BY{unit}", "1")) for unit in ("HOUR", "MINUTE", "SECOND"))
    too_often = Unfit(text, f"it would come more than {MOST_DATES:,} times up to now.")
    if (steps + 1) * times > MOST_DATES:
        raise too_often
    # The library looks for the next date until the year 9999. Brought near to that, it is soon
    # done with a rule that has none.
    ahead = (dt.MAXYEAR - end.year) // _CYCLE * _CYCLE
    found = list[dt.datetime]()
    try:
        for wall in rrulestr(rule.to_ical().decode(), dtstart=_later(start, ahead)):
            if wall > _later(end, ahead) or len(found) >= count:
                return _Found(
                    found, (last is None or last > now) and len(found) < count, len(found)
                )
            found.append(_later(wall, -ahead))
            if len(found) > MOST_DATES:
                raise too_often
    except ValueError as error:
        raise Unfit(text, f"that is no rule ({error}).") from None
    return _Found(found, False, MOST_DATES)


def _rule(text: str) -> vRecur:
    """Return the parts of a rule; raise Unfit for what is none that a session may have."""
    try:
        if len(text) > _LONGEST_RULE:
            raise ValueError("it is too long")
        rule: vRecur = vRecur.from_ical(text.replace(" ", ""))
    except ValueError as error:
        raise Unfit(text, f"that is no rule ({error}).") from None
    if not rule.keys() <= _PARTS or not all(rule.values()) or "FREQ" not in rule:
        raise Unfit(text, "that is no rule of RFC 5545.")
    if rule["FREQ"][0].upper() not in _STEPS:
        raise Unfit(text, "it comes more often than each hour, and no session does.")
    if rule.get("INTERVAL", [1])[0] < 1 or rule.get("COUNT", [1])[0] < 1:
        raise Unfit(text, "its INTERVAL and its COUNT have to be 1 or more.")
    return rule


def _last(rule: vRecur, first: Moment, here: dt.tzinfo, text: str) -> dt.datetime | None:
    """Take out of a rule until when it goes, and return that on the clock of the first date."""
    told = rule.pop("UNTIL", [None])[0]
    if told is None or (isinstance(told, dt.date) and told.year > LAST_YEAR):
        return None
    if not isinstance(told, dt.date) or told.year < FIRST_YEAR:
        raise Unfit(text, "its UNTIL is no day, and no moment.")
    if not isinstance(told, dt.datetime):
        return dt.datetime.combine(told, dt.time.max)
    zone = None if told.tzinfo is None else dt.UTC
    return _wall_as_of(Moment(told.replace(tzinfo=None), zone), first, here)


def _wall_as_of(moment: Moment, first: Moment, here: dt.tzinfo) -> dt.datetime:
    """Return what the clock of the first date shows at a moment."""
    if moment.zone is None or moment.zone == first.zone:
        return moment.start
    return moment.instant()[0].astimezone(first.zone or here).replace(tzinfo=None)


def _at(wall: dt.datetime, first: Moment) -> Moment:
    is_day = not isinstance(first.wall, dt.datetime)
    return Moment(wall.date() if is_day else wall, first.zone, first.named)


def _later(wall: dt.datetime, years: int) -> dt.datetime:
    return wall.replace(year=wall.year + years)
