"""Apple Health: back pain and workouts, out of an export of millions of records of other things.

Only elements right below the root of the export matter: what stands within another stands there
again. The person's date of birth and the like, which stand there too, are never looked at.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import IO

from tracker.care.catalogue import PAIN
from tracker.care.fields import BodyArea
from tracker.care.incoming import Ignored, Incoming, Refused, Told
from tracker.exchange.apple_xml import Element, elements, is_export, not_apple
from tracker.exchange.archive import opened
from tracker.exchange.source import Source
from tracker.exchange.values import Unfit, length_of, within_reach

MOST_ENTRIES = 500_000
"""So many entries at most are remembered, to tell those that were recorded twice."""

_PEEKED_AT = 8192
_MOST_PEEKS = 50
_RECORD, _WORKOUT = "Record", "Workout"
_PAIN = "HKCategoryTypeIdentifierLowerBackPain"
_SEVERITY = "HKCategoryValueSeverity"
_LOWER_BACK = BodyArea("lower-back")
# A default of ours: Apple has words alone, the diary has numbers from 0 to 10.
_LEVELS = {"NotPresent": 0, "Mild": 2, "Moderate": 5, "Severe": 8}
_ACTIVITY = "HKWorkoutActivityType"
_EXERCISES = {
    "CoreTraining",
    "Flexibility",
    "Yoga",
    "Pilates",
    "MindAndBody",
    "PreparationAndRecovery",
    "Cooldown",
    "FunctionalStrengthTraining",
}
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) ?([+-]\d{4})", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,30})?", re.ASCII)
_WORD_BEGINS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def fits(source: Source) -> bool:
    """Tell whether it is such an export, packed or not.

    Raises BadInput for an archive that cannot be looked into.
    """
    with _export(source) as file:
        return file is not None


def entries(source: Source) -> Iterator[Told]:
    """Return what each back pain and each workout tells, in their order. Raises BadInput."""
    seen: dict[int, str] = {}
    with _export(source) as file:
        if file is None:
            raise not_apple(source)
        for element in elements(source, file, {_RECORD: _PAIN, _WORKOUT: ""}):
            if isinstance(element, Refused):
                yield element
            elif element.name == _WORKOUT or element.told.get("type") == _PAIN:
                yield _once(_entry(element), seen)
            if len(seen) > MOST_ENTRIES:
                raise source.refused(f"it has more than {MOST_ENTRIES:,} entries.")


@contextmanager
def _export(source: Source) -> Iterator[IO[bytes] | None]:
    """Open the export, in its archive or not; None where it is not there."""
    with ExitStack() as stack:
        if not source.is_zip:
            yield stack.enter_context(source.open()) if is_export(source.head) else None
            return
        archive = stack.enter_context(opened(source))
        # It is called something else in each language.
        written = [one for one in archive.members if one.filename.lower().endswith(".xml")]
        for member in written[:_MOST_PEEKS]:
            with archive.open(member) as file:
                is_it = is_export(file.read(_PEEKED_AT))
            if is_it:
                yield stack.enter_context(archive.open(member))
                return
        yield None


def _once(one: Told, seen: dict[int, str]) -> Told:
    """Return an entry, or what becomes of it where it was told before: by a watch, say."""
    if not isinstance(one, Incoming):
        return one
    number = hash(one.key)
    said = f"{one.told['level']} of 10" if one.kind == PAIN else ""
    if number not in seen:
        seen[number] = said
        return one
    if seen[number] == said:
        return Ignored(one.where, "it is told twice, as by a phone and a watch.")
    return Unfit(said, f"of the same moment another entry says {seen[number]}.").refused(one.where)


def _entry(element: Element) -> Told:
    where, told = f"line {element.line}", element.told
    of_its_kind = _workout if element.name == _WORKOUT else _pain
    try:
        start, end = _instant(told.get("startDate", "")), _instant(told.get("endDate", ""))
        if start > end:
            raise Unfit(told["endDate"], "it ends before it begins.")
        return of_its_kind(where, told, start, end)
    except Unfit as unfit:
        return unfit.refused(where)


def _pain(where: str, told: Mapping[str, str], start: dt.datetime, end: dt.datetime) -> Incoming:
    word = told.get("value", "").removeprefix(_SEVERITY)
    if word == "Unspecified":
        raise Unfit(word, "it does not say how strong the pain was.")
    if word not in _LEVELS:
        raise Unfit(word, "it is no strength of pain that Apple Health has.")
    level, said = _LEVELS[word], _words(word)
    return Incoming(
        where=where,
        key=_key(_PAIN, start, end),
        kind=PAIN,
        at=start,
        told={"level": level, "areas": (_LOWER_BACK,), "note": f"Apple Health: {said}"},
        doubts=(f'Apple Health has words, not numbers: "{said}" came in as {level} of 10.',),
    )


def _workout(where: str, told: Mapping[str, str], start: dt.datetime, end: dt.datetime) -> Incoming:
    name = told.get("workoutActivityType", "").removeprefix(_ACTIVITY)
    if not name:
        raise Unfit("", "it does not say what was done.")
    length = end - start
    if "duration" in told:
        # Breaks are left out of it, of which the two instants know nothing.
        length = _length(told["duration"], told.get("durationUnit", "min"))
    return Incoming(
        where=where,
        key=_key(name, start, end),
        kind="exercise" if name in _EXERCISES else None,
        names=(_words(name),),
        at=start,
        duration=length,
    )


def _key(name: str, *instants: dt.datetime) -> str:
    """Return what is the same in every export, whatever the zone of the phone was at that."""
    return " ".join([name, *(at.astimezone(dt.UTC).isoformat() for at in instants)])


def _instant(text: str) -> dt.datetime:
    found = _INSTANT.fullmatch(text)
    try:
        at = dt.datetime.fromisoformat("".join(found.groups())) if found else None
    except ValueError:
        at = None
    if at is None:
        raise Unfit(text, "it is no moment, as in 2026-09-07 18:30:00 +0200.")
    return within_reach(at, text)


def _length(amount: str, unit: str) -> dt.timedelta:
    length = length_of(float(amount), unit) if _NUMBER.fullmatch(amount) else None
    if length is None:
        raise Unfit(amount, "it is no length of time.")
    return length


def _words(name: str) -> str:
    """Return one of Apple's names, such as CoreTraining, as it is read."""
    return _WORD_BEGINS.sub(" ", name).lower()
