"""Apple Health: back pain and workouts, out of an export of millions of records of other things.

The export is XML without an end in sight, so that it is read as it comes, and of what stands in it
only the elements right below its root matter: one within another appears below the root again. The
person's date of birth and the like, which stand there too, are never looked at.

What Apple writes is not always XML. Its own description of the format, which is broken in some
versions, is cut out; what no XML may hold is blanked; and behind an element that is broken reading
goes on with the next one. No entity is ever expanded.
"""

import contextlib
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import IO
from xml.parsers import expat

from tracker.care.catalogue import PAIN
from tracker.care.fields import BodyArea
from tracker.care.incoming import Ignored, Incoming, Refused, Told
from tracker.errors import BadInput
from tracker.exchange.archive import Archive, opened
from tracker.exchange.source import Source
from tracker.exchange.values import checked_day, length_of, shown

CHUNK = 262_144
LONGEST_TAG = 1_000_000
DEEPEST = 100
MOST_NAMES = 10_000
MOST_BROKEN = 1_000
MOST_ENTRIES = 500_000
"""So many entries at most are remembered, to tell those that were recorded twice."""

_PEEKED_AT = 8192
_MOST_PEEKS = 50
_BEGIN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,1000}-->\s*)*"
    rb"<(?P<doctype>!DOCTYPE\s+)?HealthData[\s>\[]"
)
_DESCRIBED = re.compile(rb"<!DOCTYPE[^>\[]*\[.*?^[ \t]*\]>", re.DOTALL | re.MULTILINE)
_ENTITY = b"<!ENTITY"
_ROOT = "HealthData"
# Of the control characters XML has tab and the ends of lines alone.
_BLANKED = bytes(32 if code < 32 and code not in (9, 10, 13) else code for code in range(256))
_ELEMENT = re.compile(
    rb"<(?:Record|Workout|Correlation|ActivitySummary|ClinicalRecord|Audiogram|VisionPrescription)"
    rb"[\s>]"
)
_LONGEST_ELEMENT_NAME = 32

_PAIN = "HKCategoryTypeIdentifierLowerBackPain"
_SEVERITY = "HKCategoryValueSeverity"
_LOWER_BACK = BodyArea("lower-back")
# A default of ours: Apple has words alone, the diary has numbers from 0 to 10.
_LEVELS = {"NotPresent": 0, "Mild": 2, "Moderate": 5, "Severe": 8}
_WORKOUT = "HKWorkoutActivityType"
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
    if not source.is_zip:
        return bool(_BEGIN.match(source.head))
    with opened(source) as archive, _exported(archive) as file:
        return file is not None


def entries(source: Source) -> Iterator[Told]:
    """Return what each back pain and each workout tells, in their order. Raises BadInput."""
    with ExitStack() as stack:
        if source.is_zip:
            file = stack.enter_context(_exported(stack.enter_context(opened(source))))
        else:
            file = stack.enter_context(source.open())
        if file is None or (not source.is_zip and not _BEGIN.match(source.head)):
            raise source.refused("that is no export of Apple Health.")
        yield from _Reading(source).told(file)


@contextlib.contextmanager
def _exported(archive: Archive) -> Iterator[IO[bytes] | None]:
    """Open the member that is the export, whatever it is called in the language of the phone."""
    written = [one for one in archive.members if one.filename.lower().endswith(".xml")]
    for member in written[:_MOST_PEEKS]:
        with archive.open(member) as file:
            is_it = _BEGIN.match(file.read(_PEEKED_AT))
        if is_it:
            with archive.open(member) as file:
                yield file
            return
    yield None


class _Reading:
    """One reading of an export, which may take several parsers: each goes on behind what is broken."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._found: list[Told] = []
        self._seen: dict[int, str] = {}
        self._names: dict[str, str] = {}
        self._broken = 0
        self._skipped = b""
        self._begin(line=1)

    def told(self, file: IO[bytes]) -> Iterator[Told]:
        chunk = self._without_description(file.read(CHUNK))
        while chunk:
            self._read(chunk.translate(_BLANKED))
            yield from self._found
            self._found.clear()
            chunk = file.read(CHUNK)
        self._end()
        yield from self._found

    def _without_description(self, beginning: bytes) -> bytes:
        """Cut the description of the format out, but for the ends of its lines."""
        found = _DESCRIBED.search(beginning)
        if found is None:
            return beginning
        if _ENTITY in found[0]:
            raise self._entities_refused()
        lines = b"\n" * found[0].count(b"\n")
        return beginning[: found.start()] + lines + beginning[found.end() :]

    def _entities_refused(self, *_: object) -> BadInput:
        return self._source.refused(
            "it declares entities, as no export of Apple Health does, and they can do harm."
        )

    def _begin(self, line: int) -> None:
        """Take a new parser, whose first line is that one of the file."""
        self._lines, self._fed, depth = line - 1, 0, 0

        def start(name: str, told: list[str]) -> None:
            # This runs for every one of millions of elements.
            nonlocal depth
            depth += 1
            if depth == 2:
                if name == "Record":
                    if _PAIN in told:
                        self._take(name, told)
                elif name == "Workout":
                    self._take(name, told)
            elif depth == 1 and name != _ROOT:
                raise self._source.refused("that is no export of Apple Health.")
            elif depth > DEEPEST:
                raise self._source.refused(f"its elements are more than {DEEPEST} deep.")

        def end(_: str) -> None:
            nonlocal depth
            depth -= 1

        def entity(*_: object) -> None:
            raise self._entities_refused()

        self._parser = expat.ParserCreate("UTF-8", None, self._names)
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        self._parser.EntityDeclHandler = entity
        self._is_lost = False

    def _read(self, chunk: bytes) -> None:
        while chunk:
            if self._is_lost:
                chunk = self._from_next_element(chunk)
                continue
            try:
                self._parser.Parse(chunk)
            except expat.ExpatError:
                chunk = self._behind_what_is_broken(chunk)
                continue
            self._fed += len(chunk)
            if self._fed - self._parser.CurrentByteIndex > LONGEST_TAG:
                raise self._source.refused(
                    f"something behind line {self._line} is longer than {LONGEST_TAG:,} letters."
                )
            if len(self._names) > MOST_NAMES:
                raise self._source.refused("its elements have far too many different names.")
            return

    @property
    def _line(self) -> int:
        return self._lines + self._parser.CurrentLineNumber

    def _behind_what_is_broken(self, chunk: bytes) -> bytes:
        self._broken += 1
        if self._broken > MOST_BROKEN:
            raise self._source.refused(f"it is broken in more than {MOST_BROKEN:,} places.")
        line = self._lines + self._parser.ErrorLineNumber
        self._found.append(
            Refused(f"line {line}", "", "it is broken there, so that an entry may be lost.")
        )
        at = max(self._parser.ErrorByteIndex - self._fed, 0)
        self._is_lost, self._lines = True, line + chunk.count(b"\n", at, at + 1)
        return chunk[at + 1 :]

    def _from_next_element(self, chunk: bytes) -> bytes:
        """Return a chunk from its next element on, to which a new parser is set; else nothing."""
        chunk = self._skipped + chunk
        found = _ELEMENT.search(chunk)
        # The name of an element may be cut by the end of the chunk.
        at = found.start() if found else max(len(chunk) - _LONGEST_ELEMENT_NAME, 0)
        line = self._lines + chunk.count(b"\n", 0, at)
        if found is None:
            self._lines, self._skipped = line, chunk[at:]
            return b""
        self._skipped = b""
        self._begin(line)
        return f"<{_ROOT}>".encode() + chunk[at:]

    def _end(self) -> None:
        with contextlib.suppress(expat.ExpatError):
            if not self._is_lost:
                self._parser.Parse(b"", True)
            return
        line = self._lines + self._parser.ErrorLineNumber
        self._found.append(
            Refused(
                f"line {line}", "", "the file ends there, before its end: something is missing."
            )
        )

    def _take(self, name: str, attributes: Sequence[str]) -> None:
        told = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if name == "Workout" or told.get("type") == _PAIN:
            entry = _entry(f"line {self._line}", told, is_pain=name == "Record")
            self._found.append(self._once(entry))

    def _once(self, one: Told) -> Told:
        """Return an entry, or what becomes of it where it was told before: by a watch, say."""
        if not isinstance(one, Incoming):
            return one
        if len(self._seen) >= MOST_ENTRIES:
            raise self._source.refused(f"it has more than {MOST_ENTRIES:,} entries.")
        said, number = str(one.told.get("note", "")), hash(one.key)
        before = self._seen.get(number)
        if before is None:
            self._seen[number] = said
            return one
        if before == said:
            return Ignored(one.where, "told twice, as by a phone and a watch")
        return Refused(one.where, said, f"of the same moment another entry says {before}.")


def _entry(where: str, told: Mapping[str, str], *, is_pain: bool) -> Told:
    value = f"{told.get('startDate', '')} to {told.get('endDate', '')}"
    start, end = _instant(told.get("startDate", "")), _instant(told.get("endDate", ""))
    if start is None or end is None:
        return Refused(where, shown(value), "its times are none from 1900 to 2999.")
    if start > end:
        return Refused(where, shown(value), "it ends before it begins.")
    return (_pain if is_pain else _workout)(where, told, start, end)


def _pain(where: str, told: Mapping[str, str], start: dt.datetime, end: dt.datetime) -> Told:
    word = told.get("value", "").removeprefix(_SEVERITY)
    if word == "Unspecified":
        return Refused(where, word, "it does not say how strong the pain was.")
    if word not in _LEVELS:
        return Refused(where, shown(word), "that is no strength of pain that Apple Health has.")
    level, said = _LEVELS[word], _words(word)
    return Incoming(
        where=where,
        key=_key(_PAIN, start, end),
        kind=PAIN,
        at=start,
        told={"level": level, "areas": (_LOWER_BACK,), "note": f"Apple Health: {said}"},
        doubts=(f'Apple Health has words, not numbers: "{said}" came in as {level} of 10.',),
    )


def _workout(where: str, told: Mapping[str, str], start: dt.datetime, end: dt.datetime) -> Told:
    name = told.get("workoutActivityType", "").removeprefix(_WORKOUT)
    if not name:
        return Refused(where, "", "it does not say what was done.")
    length: dt.timedelta | None = end - start
    if "duration" in told:
        # Breaks are left out of it, of which the two instants know nothing.
        length = _length(told["duration"], told.get("durationUnit", "min"))
    if length is None:
        return Refused(where, shown(told["duration"]), "that is no length of time.")
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


def _instant(text: str) -> dt.datetime | None:
    found = _INSTANT.fullmatch(text)
    try:
        at = dt.datetime.fromisoformat("".join(found.groups())) if found else None
    except ValueError:
        return None
    return at if at and checked_day(at.date()) else None


def _length(amount: str, unit: str) -> dt.timedelta | None:
    return length_of(float(amount), unit) if _NUMBER.fullmatch(amount) else None


def _words(name: str) -> str:
    """Return one of Apple's names, such as CoreTraining, as it is read."""
    return _WORD_BEGINS.sub(" ", name).lower()
