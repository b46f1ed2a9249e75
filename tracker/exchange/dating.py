"""When an entry was: its day, its instant or the part of the day, and the zone."""

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from tracker.care.incoming import Incoming
from tracker.care.parts import PARTS, begins_at
from tracker.care.walltime import day_of, instant_of
from tracker.care.zones import name_at, zone_kept, zone_named
from tracker.exchange.sound import sound, sound_day
from tracker.exchange.values import Unfit, within_reach
from tracker.text import visible

_LONGEST_ZONE = 64
_MOST_ZONES = 1000


class When(Struct, frozen=True):
    """When an entry was, the name of the `zone` as it is kept, and what is doubtful of it."""

    day: dt.date
    at: dt.datetime | None
    part: str | None
    zone: str
    doubts: tuple[str, ...] = ()


class Dating:
    """Says when entries were: in `zone` where they say none, with days that begin at `day_starts_at`."""

    def __init__(self, zone: ZoneInfo, day_starts_at: dt.time, now: dt.datetime) -> None:
        self._zone = zone
        self._day_starts_at = day_starts_at
        self._now = now
        self._zones: dict[str, ZoneInfo | None] = {}

    def when(self, told: Incoming) -> When:
        """Return when an entry was; raise Unfit for what lies ahead, or is no day of a diary."""
        zone, name, doubts = self._zone_of(told)
        part = told.told.get("part")
        if part is not None:
            sound("part", part)
        at, day = told.at, None if told.day is None else sound_day(told.day)
        if at is not None:
            within_reach(at, at)
            if at.tzinfo is None:
                at, remark = _instant(at, zone)
                doubts = (*doubts, *remark)
            at = at.astimezone(dt.UTC).replace(microsecond=0)
            day = self._day_at(at, zone, day)
            part = None
            if at > self._now:
                raise Unfit(at.astimezone(zone).strftime("%Y-%m-%d %H:%M"), "it lies ahead.")
        if day is None:
            raise Unfit("", "it tells no day.")
        if day > day_of(self._now, zone, self._day_starts_at):
            raise Unfit(day, "it lies ahead.")
        if part is not None and begins_at(day, part, zone) > self._now:
            raise Unfit(f"{day}, {part}", "it lies ahead.")
        if not name:
            name = name_at(zone, at or dt.datetime.combine(day, PARTS["afternoon"], zone))
        return When(day, at, part, name, doubts)

    def _day_at(self, at: dt.datetime, zone: ZoneInfo, told: dt.date | None) -> dt.date:
        """Return the day of an instant; one that was told may be another of those around it."""
        day = sound_day(day_of(at, zone, self._day_starts_at))
        if told is None or told == day:
            return day
        if abs(told - day) > dt.timedelta(days=2):
            raise Unfit(told, f"that is not its day: it began on {day}.")
        return told

    def _zone_of(self, told: Incoming) -> tuple[ZoneInfo, str, tuple[str, ...]]:
        """Return the zone of an entry, the name that is kept as it stands, and what is doubtful."""
        if not told.zone:
            return self._zone, "", ()
        if told.zone not in self._zones and len(self._zones) < _MOST_ZONES:
            self._zones[told.zone] = _known_zone(told.zone)
        zone = self._zones.get(told.zone)
        if told.uuid is not None and len(told.zone) <= _LONGEST_ZONE and told.zone.isprintable():
            # What comes from a diary is kept as that has it, also where this machine knows less.
            return zone or zone_kept("UTC"), told.zone, ()
        if zone is None:
            doubt = f'The time zone "{visible(told.zone[:_LONGEST_ZONE])}" is not known; taken as {self._zone}.'
            return self._zone, "", (doubt,)
        return zone, "", ()


def _known_zone(name: str) -> ZoneInfo | None:
    if len(name) > _LONGEST_ZONE:
        return None
    try:
        return zone_named(name)
    except ZoneInfoNotFoundError:
        return None


def _instant(wall: dt.datetime, zone: ZoneInfo) -> tuple[dt.datetime, tuple[str, ...]]:
    """Return the instant of a clock time, and how one was taken that came twice or not at all."""
    clock = wall.time().replace(microsecond=0)
    at, fold = instant_of(wall.date(), clock, zone)
    if fold == "plain":
        return at, ()
    shown, local = clock.isoformat("minutes"), at.astimezone(zone)
    if fold == "overlap":
        return at, (f"{shown} came twice on {wall.date()}; taken as the first.",)
    return at, (
        f"{shown} did not come on {wall.date()}, as the clocks went forward; taken as {local:%H:%M}.",
    )
