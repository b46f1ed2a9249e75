"""What a file tells of a session becomes one: its kind, its moment, its length, its words, its identity."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from tracker.care.catalogue import (
    PAIN,
    PLANNED_KINDS,
    kinds,
    resolve,
)
from tracker.care.fields import FIELDS, entry_of
from tracker.care.incoming import Ignored, Incoming, Refused, Told, Understood, Unmapped
from tracker.care.session import LONGEST_SESSION
from tracker.exchange.cells import write_cell
from tracker.exchange.dating import Dating
from tracker.exchange.sound import (
    read_amount,
    sound,
    sound_amounts,
    sound_temperature,
)
from tracker.exchange.values import Unfit
from tracker.exchange.words import Words, note_with, words_of_catalogue
from tracker.text import LONGEST_NAME, name_key, visible, word_key
from tracker.when.durations import write_duration

Meanings = Mapping[str, str | None]
"""What kind the names of a source mean, by `text.name_key`; None for those that are left out."""

# The identity of an entry that has none of its own is derived within this, so that it is the same
# each time and on every machine: it must never change.
_OURS = UUID("5f0e3a52-8c1b-4f0b-9d57-2f3a6d1c7e84")
_CAME_IN = ("logged", "timer", "reminder", "import")
# What stands in `Incoming` itself, whatever else is told.
_OWN = ("kind", "day", "at", "started_at", "zone", "duration", "part", "note", "came_in")
# Nothing of all this takes a working day, but a timer may have been forgotten.
_LONG = dt.timedelta(hours=8)


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
        self._dating = Dating(zone, day_starts_at, now)
        self._now = now
        self._usual_minutes = usual_minutes
        self._meanings = meanings
        self._currency = currency
        self._known = known or words_of_catalogue()
        self._kinds = resolve(kinds())

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
        when = self._dating.when(told)
        duration, doubt = self._duration(told.duration, kind)
        fields, foreign = self._fields(told, kind)
        said = self._known.said(kind, self._beyond(told, kind, decided_by))
        doubts = [*told.doubts, *when.doubts, *doubt]
        if said.style and not fields.get("style"):
            fields["style"] = said.style
        if said.areas:
            fields["areas"] = tuple(dict.fromkeys((*fields.get("areas", ()), *said.areas)))
        if said.exercises and not fields.get("exercises"):
            fields["exercises"] = said.exercises
        note, cut = note_with(told.told.get("note"), foreign, said.rest)
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
        when = self._dating.when(told)
        level = told.told.get("level", told.told.get("pain_before"))
        if level is None:
            raise Unfit("", "it tells no level of pain from 0 to 10.")
        own = {"level": sound("level", level)}
        if told.told.get("took") is not None:
            own["took"] = sound("took", told.told["took"])
        said = self._known.said(PAIN, self._beyond(told, PAIN, decided_by))
        named = sound("areas", told.told.get("areas") or ())
        foreign = tuple(
            f"{name}: {write_cell(value)}"
            for name, value in told.told.items()
            if name not in (*_OWN, "level", "pain_before", "took", "areas") and _is_told(value)
        )
        note, cut = note_with(told.told.get("note"), foreign, said.rest)
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
        length = dt.timedelta(seconds=seconds)
        return length, (f"It lasted {write_duration(length)}.",) if length > _LONG else ()

    def _beyond(self, told: Incoming, kind: str, decided_by: str) -> Iterator[str]:
        """Yield the names and tags, each once, but for those that say no more than the kind."""
        if not told.tags and told.names in ((), (decided_by,)):
            return  # Most entries have only a name.
        seen = {name_key(decided_by)}
        for word in (*told.names, *told.tags):
            key = name_key(word)
            if key not in seen and self._kinds.get(word_key(word)) != kind:
                seen.add(key)
                yield word


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
