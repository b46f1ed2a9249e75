"""Moments and days as they are typed, read into the person's day and the instant."""

import datetime as dt
import re
import zoneinfo

from msgspec import Struct
from msgspec.structs import replace

from tracker.care.parts import PARTS, begins_at, is_within
from tracker.care.walltime import Fold, date_within, day_of, instant_of
from tracker.care.zones import name_at
from tracker.errors import BadInput
from tracker.when.clocks import (
    BARE_CLOCK,
    CLOCK,
    OFFSET,
    clock_of,
    clocks_within,
    offset_within,
    other_half,
    says_half,
    zone_apart,
)
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
from tracker.when.parts import PART, Said, part_of
from tracker.when.unknown import what_failed
from tracker.when.writing import offset_of, short_day, write_clock

_NOW = ("now", "just now", "right now")
_TIME = rf"(?P<time>(?P<clock>{CLOCK})(?: ?(?P<offset>{OFFSET}))?)"
_DAY_THEN_TIME = rf"(?P<day>.*?)(?:^|(?<=\d)t|,? )(?:at )?{_TIME}"
_TIME_THEN_DAY = rf"{_TIME},? (?:on )?(?P<day>.+)"
_BARE = rf"(?P<time>(?P<clock>{BARE_CLOCK})(?P<offset>(?!))?)"
_DAY_THEN_BARE = rf"(?:(?P<day>.+?),? (?P<sure>at )?)?{_BARE}"
_BARE_THEN_DAY = rf"{_BARE},? (?P<sure>on )?(?P<day>.+)"
_ONE_DAY = dt.timedelta(days=1)
_NIGHT_ENDS = PARTS["morning"]


class Moment(Struct, frozen=True):
    """When something was or will be.

    `day` is the person's day, which may start later than midnight. `at` is the instant in UTC, to
    the second; None where only the day was given, or the `part` of it, as a clock time is never
    made up. `zone` is the name of the zone it was read in, or the offset then in force where it
    has none.

    A clock time that was skipped when the clocks went forward is taken as the first instant
    after the gap, one that came twice as the first of the two. Of two that "at 6" can mean it is
    the one that has passed, the later if both have. `remark` then says so and how to name the
    other. Otherwise it is empty.
    """

    day: dt.date
    at: dt.datetime | None
    zone: str
    remark: str = ""
    part: str | None = None


def read_moment(
    text: str,
    now: dt.datetime,
    zone: zoneinfo.ZoneInfo,
    day_starts_at: dt.time,
    *,
    allow_future: bool = False,
    first_weekday: int = 0,
) -> Moment:
    """Read when something was: "20m ago", "yesterday 18:30", "last friday 7pm", "3 april".

    Today, yesterday, "2 days ago" and a clock time alone are counted from the person's own day;
    weekdays and dates with a clock time are those of the calendar. An offset fixes the instant;
    a zone's name replaces `zone`. With `allow_future`, a weekday or a date without a year is the
    next one instead of the most recent, and "tomorrow" and "in 2 days" are read as well. A week
    begins on `first_weekday`, 0 for Monday. Raises BadInput for everything else.
    """
    key, named_zone = zone_apart(words_of(text), text)
    reading = _Reading(text, now, named_zone or zone, day_starts_at, allow_future, first_weekday)
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
    first_weekday: int = 0,
) -> dt.date:
    """Read a day without a clock time: yesterday, "last friday", "a month ago", 2026-11-20.

    It is counted as in `read_moment`, with its `allow_future` and `first_weekday`. Raises BadInput.
    """
    key, today = _bare(words_of(text)), day_of(now, zone, day_starts_at)
    try:
        day = (
            today
            if key in _NOW
            else named_day(key, today, text, is_coming=allow_future, first_weekday=first_weekday)
        )
    except OverflowError:
        raise out_of_years(text) from None
    example = today - dt.timedelta(days=3)
    if day is None:
        is_timed = elapsed(key) is not None or _timed(key)
        if is_timed or PART.search(key):
            what = "clock time" if is_timed else "part of the day"
            raise BadInput(
                f"{{}} holds a {what}. Write the day alone, such as yesterday or {example}.", text
            )
        raise BadInput(
            f"{{}} cannot be read as a day{what_failed(key)} Write, for example, yesterday,"
            f' "last friday", "2 weeks ago", {example} or'
            f' "{example.day} {short_day(example)[-3:].lower()}".',
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
    first_weekday: int

    @property
    def today(self) -> dt.date:
        return day_of(self.now, self.zone, self.day_starts_at)

    def moment(self, key: str, named_zone: str) -> Moment:
        """Read `key`, the text without the name of its zone."""
        since = dt.timedelta() if key in _NOW else elapsed(key)
        if since is not None and not (
            self.is_coming and since < dt.timedelta() and "ago" not in key
        ):
            at = (self.now.astimezone(dt.UTC) + since).replace(microsecond=0)
            return self._past(self._at(at))
        self._check_length(key)
        said = part_of(_bare(key))
        timed = None if self._is_date_with_a_dot(said.key) else self._timed(said.key)
        if timed is None:
            return self._day_or_part(said)
        behind = f" {named_zone}" if named_zone else ""
        read = [
            self._timed_moment(timed, clock, said, behind) for clock in self._clocks(timed, said)
        ]
        fitting = [one for one in read if (_instant(one[0]) > self.now) == self.is_coming] or read
        nearest = min if self.is_coming else max
        chosen = nearest(fitting, key=lambda one: _instant(one[0]))
        moment, earlier = chosen
        if timed["offset"] and named_zone:
            self._check_offset(moment, offset_within(timed["offset"], self.text))
        if len(read) == 2:
            other = read[1 - read.index(chosen)][0]
            remarks = (self._two_readings(timed["time"], moment, other, behind), moment.remark)
            moment = replace(moment, remark=" ".join(filter(None, remarks)))
        return self._past(moment, earlier and f"{earlier}{timed['time']}{behind}")

    def _day_or_part(self, said: Said) -> Moment:
        """Read what has no clock time."""
        day = self._named(said.key)
        if said.part is None:
            return self._past(
                Moment(day, None, self._zone_at(instant_of(day, dt.time(12), self.zone)[0]))
            )
        earlier = _earlier(said.key) and f"{_earlier(said.key)}{said.part}"
        if said.is_tonight:
            day, earlier = self._night(), "last night"
        zone = self._zone_at(begins_at(checked_year(day, self.text), said.part, self.zone))
        return self._past(Moment(day, None, zone, part=said.part), earlier)

    def _named(self, key: str) -> dt.date:
        """Return the person's day that `key` names, or raise BadInput."""
        coming, first = self.is_coming, self.first_weekday
        day = named_day(key, self.today, self.text, is_coming=coming, first_weekday=first)
        if day is None:
            raise self._unreadable()
        return day

    def _night(self) -> dt.date:
        """Return the day of the night that is meant by tonight: before the morning, the one that goes on."""
        local = self.now.astimezone(self.zone)
        goes_on = local.time() < _NIGHT_ENDS and local.date() == self.today
        return self.today - _ONE_DAY if goes_on else self.today

    def _clocks(self, timed: re.Match[str], said: Said) -> list[dt.time]:
        """Return what a clock time can mean; a part of the day leaves one reading of two."""
        clocks = list(clocks_within(timed["clock"], self.text))
        if said.part is None:
            return clocks
        if len(clocks) == 1 and clocks[0].hour <= 12 and not says_half(timed["clock"]):
            clocks.append(other_half(clocks[0]))
        fitting = [clock for clock in clocks if is_within(clock, said.part)]
        if not fitting:
            raise BadInput(
                f"{{}} contradicts itself: {_shown(clocks[0])} is not in the {said.part}.",
                self.text,
            )
        return fitting[:1]

    def _timed_moment(
        self, timed: re.Match[str], clock: dt.time, said: Said, behind: str
    ) -> tuple[Moment, str]:
        """Return the moment of a clock time, and the words for the day before, if any."""
        date, earlier = self._date(timed["day"] or "", clock)
        if said.part == "night" and not said.is_clock:
            night = self._night() if said.is_tonight else self._named(timed["day"] or "today")
            # Of a night, the hours after midnight are on the date after.
            date = night + _ONE_DAY if clock < _NIGHT_ENDS else night
        part = f"{said.part} at " if said.part else "at " if timed["time"].isdigit() else ""
        if timed["offset"]:
            offset = offset_within(timed["offset"], self.text)
            moment = self._at(dt.datetime.combine(date, clock, offset).astimezone(dt.UTC))
        else:
            at, fold = instant_of(date, clock, self.zone)
            moment = self._at(at, _remark(date, clock, at, fold, self.zone, behind))
        return moment, earlier and f"{earlier}{part}"

    def _two_readings(self, words: str, moment: Moment, other: Moment, behind: str) -> str:
        """Say which of two clock times was taken, and how to name the other."""
        taken, left = (_instant(one).astimezone(self.zone) for one in (moment, other))
        first, second = sorted((f"{taken:%H:%M}", f"{left:%H:%M}"))
        said = f"{words} could be {first} or {second}; taken as {taken:%H:%M}"
        if left > self.now:
            return f"{said}, as {left:%H:%M} is still to come."
        return f'{said}, the later. The other: --at "{left:%Y-%m-%d %H:%M}{behind}".'

    def _check_length(self, key: str) -> None:
        """Refuse 2h, which could be two hours ago as well as a clock time."""
        hours = re.fullmatch(r"(\d\d?)h(\d\d)?", key)
        if hours is None or int(hours[1]) > 12:
            return
        clock = f"{hours[1]}:{hours[2] or '00'}"
        raise BadInput(
            f'{{}} could be a clock time or a length of time. Write {clock} or "{key} ago".',
            self.text,
        )

    def _timed(self, key: str) -> re.Match[str] | None:
        """Part `key` into a clock time and the words for its day, also where it is a bare 7."""
        timed = _timed(key)
        if timed is not None:
            return timed
        for form in (_DAY_THEN_BARE, _BARE_THEN_DAY):
            timed = re.fullmatch(form, key)
            if timed is not None and self._means_a_clock(timed):
                return timed
        return None

    def _means_a_clock(self, timed: re.Match[str]) -> bool:
        """Tell whether a bare number is the clock time of a day, and no part of a date."""
        if not timed["day"] or timed["sure"]:
            return True
        if counted_day(timed["day"], self.today, self.text) is not None:
            return True
        # Behind a weekday, one or two digits could be a date.
        is_weekday = timed["day"].isalpha() and self._dated(timed["day"], self.today) is not None
        return is_weekday and len(timed["clock"]) == 4

    def _at(self, at: dt.datetime, remark: str = "") -> Moment:
        return Moment(day_of(at, self.zone, self.day_starts_at), at, self._zone_at(at), remark)

    def _zone_at(self, at: dt.datetime) -> str:
        return name_at(self.zone, at)

    def _date(self, key: str, clock: dt.time) -> tuple[dt.date, str]:
        """Return the calendar date of a clock time, and the words for the one before, if any."""
        day = self.today if not key else counted_day(key, self.today, self.text)
        if day is not None:
            return date_within(day, clock, self.day_starts_at), _earlier(key)
        calendar_day = self.now.astimezone(self.zone).date()
        try:
            day = self._dated(key, calendar_day)
        except BadInput:
            if calendar_day == self.today:
                raise
            # For someone up late on New Year's Eve, "Mon 1 Jan" is of the year still lived in.
            day = self._dated(key, self.today)
        if day is None:
            raise self._unreadable()
        return day, _earlier(key)

    def _dated(self, key: str, today: dt.date) -> dt.date | None:
        first = self.first_weekday
        return dated_day(key, today, self.text, is_coming=self.is_coming, first_weekday=first)

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
        if moment.part is not None:
            is_future |= begins_at(moment.day, moment.part, self.zone) > self.now
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
        failed = what_failed(zone_apart(words_of(self.text), self.text)[0])
        return BadInput(
            f'{{}} cannot be read as a time{failed} Write, for example, now, "20m ago",'
            f' "yesterday 18:30", "last friday 7pm", {example} or "{example} 18:30".',
            self.text,
        )


def _instant(moment: Moment) -> dt.datetime:
    assert moment.at is not None
    return moment.at


def _shown(clock: dt.time) -> str:
    return clock.isoformat("seconds" if clock.second else "minutes")


def _earlier(key: str) -> str:
    """Return the words for the day or the week before what `key` names, with a blank behind them."""
    if key in ("", "today", "earlier today"):
        return "yesterday "
    return f"last {key} " if key.isalpha() and key not in ("yesterday", "tomorrow") else ""


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
    shown = _shown(clock)
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
