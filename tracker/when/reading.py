"""Moments and days as they are typed, read into the person's day and the instant."""

import datetime as dt
import re
import zoneinfo

from msgspec import Struct

from tracker.care.walltime import Fold, date_within, day_of, instant_of
from tracker.care.zones import name_at
from tracker.errors import BadInput
from tracker.when.clocks import CLOCK, OFFSET, clock_of, clock_within, offset_within, zone_apart
from tracker.when.days import (
    checked_year,
    counted_day,
    dated_day,
    elapsed,
    is_date,
    named_day,
    out_of_years,
)
from tracker.when.durations import words_of
from tracker.when.writing import offset_of, short_day, write_clock

_NOW = ("now", "just now")
_TIME = rf"(?P<time>(?P<clock>{CLOCK})(?: ?(?P<offset>{OFFSET}))?)"
_DAY_THEN_TIME = rf"(?P<day>.*?)(?:^|(?<=\d)t|,? )(?:at )?{_TIME}"
_TIME_THEN_DAY = rf"{_TIME},? (?:on )?(?P<day>.+)"


class Moment(Struct, frozen=True):
    """When something was or will be.

    `day` is the person's day, which may start later than midnight. `at` is the instant in UTC, to
    the second; None where only the day was given, as a clock time is never made up. `zone` is
    the name of the zone it was read in, or the offset then in force where it has none.

    A clock time that was skipped when the clocks went forward is taken as the first instant
    after the gap, one that came twice as the first of the two; `remark` then says so and how to
    name the other. Otherwise it is empty.
    """

    day: dt.date
    at: dt.datetime | None
    zone: str
    remark: str = ""


def read_moment(
    text: str,
    now: dt.datetime,
    zone: zoneinfo.ZoneInfo,
    day_starts_at: dt.time,
    *,
    allow_future: bool = False,
) -> Moment:
    """Read when something was: "20m ago", "yesterday 18:30", "last friday 7pm", "3 april".

    Today, yesterday, "2 days ago" and a clock time alone are counted from the person's own day;
    weekdays and dates with a clock time are those of the calendar. An offset fixes the instant;
    a zone's name replaces `zone`. With `allow_future`, a weekday or a date without a year is the
    next one instead of the most recent, and "tomorrow" and "in 2 days" are read as well.
    Raises BadInput for everything else.
    """
    key, named_zone = zone_apart(words_of(text), text)
    reading = _Reading(text, now, named_zone or zone, day_starts_at, allow_future)
    try:
        return reading.moment(key, named_zone.key if named_zone else "")
    except OverflowError:
        raise out_of_years(text) from None


def means_now(text: str) -> bool:
    """Tell whether a text that `read_moment` reads names the present moment itself."""
    return zone_apart(words_of(text), text)[0] in _NOW


def read_day(
    text: str,
    now: dt.datetime,
    zone: zoneinfo.ZoneInfo,
    day_starts_at: dt.time,
    *,
    allow_future: bool = False,
) -> dt.date:
    """Read a day without a clock time: yesterday, "last friday", "a month ago", 2026-11-20.

    It is counted as in `read_moment`, and so is `allow_future`. Raises BadInput.
    """
    key, today = _bare(words_of(text)), day_of(now, zone, day_starts_at)
    try:
        day = today if key in _NOW else named_day(key, today, text, is_coming=allow_future)
    except OverflowError:
        raise out_of_years(text) from None
    example = today - dt.timedelta(days=3)
    if day is None:
        if elapsed(key) is not None or _timed(key):
            raise BadInput(
                f"{{}} holds a clock time. Write the day alone, such as yesterday or {example}.",
                text,
            )
        raise BadInput(
            '{} cannot be read as a day. Write, for example, yesterday, "last friday",'
            f' "2 weeks ago", {example} or "{example.day} {short_day(example)[-3:].lower()}".',
            text,
        )
    if checked_year(day, text) > today and not allow_future:
        raise BadInput(
            f"{{}} lies in the future. Write a day up to today, such as yesterday or {example}.",
            text,
        )
    return day


class _Reading(Struct, frozen=True):
    """One text to be read, and what its reading depends on."""

    text: str
    now: dt.datetime
    zone: zoneinfo.ZoneInfo
    day_starts_at: dt.time
    is_coming: bool

    @property
    def today(self) -> dt.date:
        return day_of(self.now, self.zone, self.day_starts_at)

    def moment(self, key: str, named_zone: str) -> Moment:
        """Read `key`, the text without the name of its zone."""
        since = dt.timedelta() if key in _NOW else elapsed(key)
        if since is not None:
            at = (self.now.astimezone(dt.UTC) + since).replace(microsecond=0)
            return self._past(self._at(at))
        key = _bare(key)
        timed = None if self._is_date_with_a_dot(key) else _timed(key)
        if timed is None:
            day = named_day(key, self.today, self.text, is_coming=self.is_coming)
            if day is None:
                raise self._unreadable()
            return self._past(
                Moment(day, None, self._zone_at(instant_of(day, dt.time(12), self.zone)[0]))
            )
        clock = clock_within(timed["clock"], self.text)
        date, earlier = self._date(timed["day"], clock)
        behind = f" {named_zone}" if named_zone else ""
        if timed["offset"]:
            offset = offset_within(timed["offset"], self.text)
            moment = self._at(dt.datetime.combine(date, clock, offset).astimezone(dt.UTC))
            if named_zone:
                self._check_offset(moment, offset)
        else:
            at, fold = instant_of(date, clock, self.zone)
            moment = self._at(at, _remark(date, clock, at, fold, self.zone, behind))
        return self._past(moment, f"{earlier} {timed['time']}{behind}" if earlier else "")

    def _at(self, at: dt.datetime, remark: str = "") -> Moment:
        return Moment(day_of(at, self.zone, self.day_starts_at), at, self._zone_at(at), remark)

    def _zone_at(self, at: dt.datetime) -> str:
        return name_at(self.zone, at)

    def _date(self, key: str, clock: dt.time) -> tuple[dt.date, str]:
        """Return the calendar date of a clock time, and the words for the one before, if any."""
        day = self.today if not key else counted_day(key, self.today, self.text)
        if day is not None:
            return date_within(day, clock, self.day_starts_at), "" if key else "yesterday"
        calendar_day = self.now.astimezone(self.zone).date()
        try:
            day = dated_day(key, calendar_day, self.text, is_coming=self.is_coming)
        except BadInput:
            if calendar_day == self.today:
                raise
            # For someone up late on New Year's Eve, "Mon 1 Jan" is of the year still lived in.
            day = dated_day(key, self.today, self.text, is_coming=self.is_coming)
        if day is None:
            raise self._unreadable()
        return day, f"last {key}" if key.isalpha() else ""

    def _is_date_with_a_dot(self, key: str) -> bool:
        """Tell whether 31.10 is a date; refuse 20.11, which could be a clock time as well."""
        if not re.fullmatch(r"\d\d?\.\d\d", key) or not is_date(key, self.today):
            return False
        if clock_of(key):
            clock = key.replace(".", ":")
            raise BadInput(
                f'{{}} could be a date or a clock time. Write "{key}." or {clock}.', self.text
            )
        return True

    def _check_offset(self, moment: Moment, offset: dt.timezone) -> None:
        local = (moment.at or self.now).astimezone(self.zone)
        if local.utcoffset() != offset.utcoffset(None):
            raise BadInput(
                f"{{}} contradicts itself: {self.zone.key} was at {offset_of(local)} then."
                " Leave the offset or the zone out.",
                self.text,
            )

    def _past(self, moment: Moment, earlier: str = "") -> Moment:
        """Return the moment unless it lies in a future that is not allowed.

        `earlier` is how to write what was probably meant, one day or one week before.
        """
        checked_year(moment.day, self.text)
        is_future = moment.at > self.now if moment.at else moment.day > self.today
        if self.is_coming or not is_future:
            return moment
        if earlier:
            raise BadInput(
                f"{{}} lies in the future, as it is {write_clock(self.now, self.zone)} now."
                f' For the one before, write "{earlier}".',
                self.text,
            )
        example = self.today - dt.timedelta(days=3)
        raise BadInput(
            '{} lies in the future. Write a time that has passed, such as now, "20m ago",'
            f' "yesterday 18:30" or {example}.',
            self.text,
        )

    def _unreadable(self) -> BadInput:
        example = self.today - dt.timedelta(days=3)
        return BadInput(
            '{} cannot be read as a time. Write, for example, now, "20m ago", "yesterday 18:30",'
            f' "last friday 7pm", {example} or "{example} 18:30".',
            self.text,
        )


def _bare(key: str) -> str:
    return re.sub(r"^(?:on|at) ", "", key)


def _timed(key: str) -> re.Match[str] | None:
    """Part `key` into a clock time, with its offset, and the words for its day, in any order."""
    return re.fullmatch(_DAY_THEN_TIME, key) or re.fullmatch(_TIME_THEN_DAY, key)


def _remark(
    date: dt.date, clock: dt.time, at: dt.datetime, fold: Fold, zone: dt.tzinfo, behind: str
) -> str:
    """Say how a clock time was taken that the clocks skipped or showed twice; else nothing.

    `behind` is the name of the zone, where it was typed.
    """
    if fold == "plain":
        return ""
    shown = clock.isoformat("seconds" if clock.second else "minutes")
    then = "that night" if clock < dt.time(6) else "that day"
    local, typed = at.astimezone(zone), dt.datetime.combine(date, clock, zone)
    if fold == "overlap":
        second = offset_of(typed.replace(fold=1))
        return (
            f"{shown} came twice {then}; taken as the first, {offset_of(local)}."
            f' The second: --at "{date} {shown} {second}{behind}".'
        )
    taken = write_clock(at, zone) if local.date() == date else f"{local:%Y-%m-%d %H:%M}"
    # PEP 495: it has the offset from before the gap, as a clock that nobody has touched yet.
    untouched = typed.astimezone(dt.UTC).astimezone(zone)
    return (
        f"{shown} did not come {then}, as the clocks went forward; taken as {taken}."
        f' By a clock not yet put forward: --at "{untouched:%Y-%m-%d %H:%M}{behind}".'
    )
