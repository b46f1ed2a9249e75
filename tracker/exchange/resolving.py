"""What a file tells of a session becomes one: its kind, its moment, its length, its words, its identity."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from tracker.care.catalogue import (
    PAIN,
    PLANNED_KINDS,
    SIDE_SPELLINGS,
    areas,
    exercises,
    kinds,
    resolve,
    styles,
)
from tracker.care.doses import read_exercise
from tracker.care.fields import FIELDS, BodyArea, ExerciseDone, entry_of
from tracker.care.incoming import Ignored, Incoming, Refused, Told, Understood, Unmapped
from tracker.care.parts import PARTS, begins_at
from tracker.care.session import LONGEST_SESSION
from tracker.care.walltime import day_of, instant_of
from tracker.care.zones import name_at, zone_kept, zone_named
from tracker.errors import Refusal
from tracker.exchange.cells import write_cell
from tracker.exchange.sound import (
    read_amount,
    sound,
    sound_amounts,
    sound_day,
    sound_temperature,
)
from tracker.exchange.values import Unfit, within_reach
from tracker.text import LONGEST_NAME, LONGEST_NOTE, name_key, tags_of, visible, word_key
from tracker.when.durations import write_duration

Meanings = Mapping[str, str | None]
"""What kind the names of a source mean, by `text.name_key`; None for those that are left out."""

# The identity of an entry that has none of its own is derived within this, so that it is the same
# each time and on every machine: it must never change.
_OURS = UUID("5f0e3a52-8c1b-4f0b-9d57-2f3a6d1c7e84")
_CAME_IN = ("logged", "timer", "reminder", "import")
_ONE_DAY = dt.timedelta(days=1)
# What stands in `Incoming` itself, whatever else is told.
_OWN = ("kind", "day", "at", "started_at", "zone", "duration", "part", "note", "came_in")
_LONGEST_ZONE = 64
_MOST_ZONES = 1000


class Words(Struct, frozen=True):
    """Which word of the catalogue, or of the person's own, each spelling stands for."""

    styles: Mapping[str, str]
    areas: Mapping[str, str]
    exercises: Mapping[str, str]


def words(
    own_styles: Iterable[str] = (), own_areas: Iterable[str] = (), own_exercises: Iterable[str] = ()
) -> Words:
    """Return the words of the catalogue with a person's own; raises as the catalogue does."""
    return Words(
        resolve(styles(own_styles)), resolve(areas(own_areas)), resolve(exercises(own_exercises))
    )


class _When(Struct, frozen=True):
    day: dt.date
    at: dt.datetime | None
    part: str | None
    zone: str
    doubts: tuple[str, ...] = ()


class _Said(Struct, frozen=True):
    """What names and tags say beyond the kind; the `rest` of them says nothing that is known here."""

    style: str | None = None
    areas: tuple[BodyArea, ...] = ()
    exercises: tuple[ExerciseDone, ...] = ()
    rest: tuple[str, ...] = ()


class Resolver:
    """Understands the entries of one source for a person.

    `zone` is where the person was, for whatever says none, and the day begins at `day_starts_at`.
    `usual_minutes` are those of a kind. An amount without a currency is in `currency`.
    """

    def __init__(
        self,
        source: str,
        *,
        zone: ZoneInfo,
        day_starts_at: dt.time,
        now: dt.datetime,
        usual_minutes: Callable[[str], int],
        meanings: Meanings,
        currency: str = "EUR",
        known: Words | None = None,
    ) -> None:
        self._source = source
        self._zone = zone
        self._day_starts_at = day_starts_at
        self._now = now
        self._usual_minutes = usual_minutes
        self._meanings = meanings
        self._currency = currency
        self._known = known or words()
        self._kinds = resolve(kinds())
        self._zones: dict[str, ZoneInfo | None] = {}

    def understand(self, told: Told) -> Understood | Refused | Ignored | Unmapped:
        """Return what the diary can take of an entry, or why it takes none; never raises."""
        if not isinstance(told, Incoming):
            return told
        kind, decided_by = told.kind, ""
        if kind is None:
            found = self._meaning(told.names)
            if found is None:
                return _unmapped(told.where, next(iter(told.names), ""))
            decided_by, kind = found
            if kind is None:
                return Ignored(told.where, _left_out(decided_by))
        try:
            if kind not in PLANNED_KINDS:
                raise Unfit(kind, f"it is no kind; the kinds are {', '.join(PLANNED_KINDS)}.")
            if kind == PAIN:
                return self._reading(told, decided_by)
            return self._session(told, kind, decided_by)
        except Unfit as unfit:
            return unfit.refused(told.where)

    def _meaning(self, names: tuple[str, ...]) -> tuple[str, str | None] | None:
        """Return the first name that means a kind, and that kind, None where it is left out."""
        for name in names or ("",):
            key = name_key(name)
            if key in self._meanings:
                return name, self._meanings[key]
            if kind := self._kinds.get(word_key(name)):
                return name, kind
        return None

    def _session(self, told: Incoming, kind: str, decided_by: str) -> Understood:
        when = self._when(told)
        duration, doubt = self._duration(told.duration, kind)
        fields, foreign = self._fields(told, kind)
        said = self._said(told, kind, decided_by)
        doubts = [*told.doubts, *when.doubts, *doubt]
        if said.style and not fields.get("style"):
            fields["style"] = said.style
        if said.areas:
            fields["areas"] = tuple(dict.fromkeys((*fields.get("areas", ()), *said.areas)))
        if said.exercises and not fields.get("exercises"):
            fields["exercises"] = said.exercises
        note, cut = _note(told.told.get("note"), foreign, said.rest)
        doubts += [_no_field(kind, one) for one in foreign] + cut
        came_in = told.told.get("came_in") if told.uuid else None
        entry = entry_of(
            kind=kind,
            day=when.day,
            started_at=when.at,
            part=when.part,
            zone=when.zone,
            duration=duration,
            note=note,
            came_in=came_in if came_in in _CAME_IN else "import",
            **fields,
        )
        if entry.ended_at is not None and entry.ended_at > self._now:
            doubts.append("It ends only in a while.")
        return Understood(
            where=told.where, uuid=self._uuid(told), entry=entry, doubts=tuple(doubts)
        )

    def _reading(self, told: Incoming, decided_by: str) -> Understood:
        when = self._when(told)
        level = told.told.get("level", told.told.get("pain_before"))
        if level is None:
            raise Unfit("", "it tells no level of pain from 0 to 10.")
        own = {"level": sound("level", level)}
        if told.told.get("took") is not None:
            own["took"] = sound("took", told.told["took"])
        said = self._said(told, PAIN, decided_by)
        named = sound("areas", told.told.get("areas") or ())
        foreign = tuple(
            f"{name}: {write_cell(value)}"
            for name, value in told.told.items()
            if name not in (*_OWN, "level", "pain_before", "took", "areas") and _is_told(value)
        )
        note, cut = _note(told.told.get("note"), foreign, said.rest)
        time = {"day": when.day, "at": when.at, "part": when.part, "zone": when.zone}
        return Understood(
            where=told.where,
            uuid=self._uuid(told),
            told={
                **time,
                **own,
                "note": note,
                "areas": tuple(dict.fromkeys((*named, *said.areas))),
            },
            doubts=(*told.doubts, *when.doubts, *cut),
        )

    def _uuid(self, told: Incoming) -> UUID:
        if told.uuid is not None:
            return told.uuid
        # Lone surrogates, which no key of ours has, would be no UTF-8.
        key = f"{self._source}:{told.key or told.where}".encode("utf-8", "backslashreplace")
        return uuid5(_OURS, key.decode())

    def _fields(self, told: Incoming, kind: str) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Return what is told of a session, and in words what a session of its kind does not have."""
        fields: dict[str, Any] = {}
        foreign: list[str] = []
        for name, value in told.told.items():
            if name in _OWN or not _is_told(value):
                continue
            if name not in FIELDS or not FIELDS[name].is_of(kind):
                foreign.append(f"{name}: {write_cell(value)}")
                continue
            if name in ("cost", "covered") and isinstance(value, str):
                value = read_amount(value, self._currency_of(fields))
            fields[name] = sound(name, value)
        if "temperature_c" in fields:
            sound_temperature(kind, fields["temperature_c"])
        sound_amounts(fields.get("cost"), fields.get("covered"))
        return fields, tuple(foreign)

    def _currency_of(self, fields: Mapping[str, Any]) -> str:
        return fields["cost"].currency if fields.get("cost") else self._currency

    def _duration(
        self, told: dt.timedelta | None, kind: str
    ) -> tuple[dt.timedelta, tuple[str, ...]]:
        usual = dt.timedelta(minutes=self._usual_minutes(kind))
        if told is None:
            return usual, ()
        if told < dt.timedelta():
            raise Unfit(f"-{write_duration(-told)}", "its length is less than nothing.")
        if told > LONGEST_SESSION:
            raise Unfit(told, "a session lasts at most 24 hours.")
        seconds = round(told.total_seconds())
        if not seconds:
            doubt = f"It has no length; taken as the usual {write_duration(usual)}."
            return usual, (doubt,)
        return dt.timedelta(seconds=seconds), ()

    def _when(self, told: Incoming) -> _When:
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
        return _When(day, at, part, name, doubts)

    def _day_at(self, at: dt.datetime, zone: ZoneInfo, told: dt.date | None) -> dt.date:
        """Return the day of an instant; one that was told may be another of those around it."""
        day = sound_day(day_of(at, zone, self._day_starts_at))
        if told is None or told == day:
            return day
        if abs(told - day) > 2 * _ONE_DAY:
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

    def _said(self, told: Incoming, kind: str, decided_by: str) -> _Said:
        """Sort the names and tags, but for the one that decided the kind."""
        style, places, done, rest = None, list[BodyArea](), list[ExerciseDone](), list[str]()
        seen = {name_key(decided_by)}
        for word in (*told.names, *told.tags):
            key = name_key(word)
            if key in seen or self._kinds.get(word_key(word)) == kind:
                continue
            seen.add(key)
            if (
                kind == "massage"
                and not style
                and (found := self._known.styles.get(word_key(word)))
            ):
                style = found
            elif kind == "exercise" and (exercise := self._exercise(word)):
                done.append(exercise)
            elif place := self._area(word):
                places.append(place)
            else:
                rest.append(word)
        return _Said(style, tuple(places), tuple(done), tuple(rest))

    def _exercise(self, word: str) -> ExerciseDone | None:
        try:
            name, dose = read_exercise(word)
        except Refusal:
            return None
        found = self._known.exercises.get(word_key(name))
        return ExerciseDone(found, dose) if found else None

    def _area(self, word: str) -> BodyArea | None:
        """Read an area, with a side in front of it or behind it if there is one: "left hip"."""
        key = word_key(re.sub(r"[:()]", " ", word))
        if found := self._known.areas.get(key):
            return BodyArea(found)
        first, _, behind = key.partition("-")
        before, _, last = key.rpartition("-")
        for side, name in ((first, behind), (last, before)):
            if side in SIDE_SPELLINGS and (found := self._known.areas.get(name)):
                return BodyArea(found, SIDE_SPELLINGS[side])
        return None


def _unmapped(where: str, name: str) -> Unmapped | Refused:
    if len(name) > LONGEST_NAME:
        return Unfit(name, f"a name has at most {LONGEST_NAME} letters.").refused(where)
    return Unmapped(where, name)


def _left_out(name: str) -> str:
    return (
        f'"{visible(name)}" is left out, as you said.'
        if name
        else "what has no name is left out, as you said."
    )


def _is_told(value: Any) -> bool:
    return value is not None and value != "" and value != ()


def _no_field(kind: str, told: str) -> str:
    return f"What {kinds()[kind].name} does not have stands in the note: {visible(told)}."


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


def _note(
    told: Any, foreign: tuple[str, ...], rest: tuple[str, ...]
) -> tuple[str | None, list[str]]:
    """Return the note with all that has no other place, and what is to be said of it."""
    if told is not None and not isinstance(told, str):
        raise Unfit(told, "a note is a text.")
    note = unicodedata.normalize("NFC", told or "").strip()
    known = {name_key(tag) for tag in tags_of(note)}
    tags = [tag for tag in map(_tag, rest) if tag and name_key(tag.removeprefix("#")) not in known]
    behind = " ".join(dict.fromkeys((*foreign, *tags)))
    room = max(LONGEST_NOTE - len(behind) - bool(behind), 0)
    doubts = []
    if len(note) > room:
        doubts.append(f"Its note has {len(note):,} letters; the first {room:,} of them are kept.")
        note = note[:room].rstrip()
    whole = " ".join(filter(None, (note, behind)))
    return (sound("note", whole) if whole else None), doubts


def _tag(word: str) -> str:
    """Return a word as a tag of a note; as it stands where it could be none, as a number could not."""
    tag = re.sub(r"[^\w]+", "-", word).strip("-")
    return f"#{tag}" if tags_of(f"#{tag}") == [tag] else word.strip()
