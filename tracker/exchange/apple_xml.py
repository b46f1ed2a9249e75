"""The XML of Apple Health, read as it comes, and past what is broken in it.

What Apple writes is not always XML. Its own description of the format, which is broken in some
versions, is cut out; what no XML may hold is blanked; and behind an element that is broken reading
goes on with the next one. No entity is ever expanded.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from typing import IO
from xml.parsers import expat

from msgspec import Struct

from tracker.care.incoming import Refused
from tracker.errors import BadInput
from tracker.exchange.source import Source
from tracker.exchange.values import Unfit

CHUNK = 262_144
LONGEST_TAG = 1_000_000
DEEPEST = 100
MOST_NAMES = 10_000
MOST_BROKEN = 1_000

_ROOT = "HealthData"
_BEGIN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,1000}-->\s*)*"
    rb"(?:(?P<described><!DOCTYPE\s+)|<)HealthData[\s>\[]"
)
_DESCRIPTION = re.compile(rb"<!DOCTYPE[^>\[]*\[.*?^[ \t]*\]>", re.DOTALL | re.MULTILINE)
_ENTITY = b"<!ENTITY"
# Of the control characters XML has tab and the ends of lines alone.
_BLANKED = bytes(32 if code < 32 and code not in (9, 10, 13) else code for code in range(256))
_ELEMENT = re.compile(
    rb"<(?:Record|Workout|Correlation|ActivitySummary|ClinicalRecord|Audiogram|VisionPrescription)"
    rb"[\s>]"
)
_LONGEST_ELEMENT_NAME = 32


class Element(Struct, frozen=True):
    """An element right below the root: the line where it begins, its name, and its attributes."""

    line: int
    name: str
    told: Mapping[str, str]


def is_export(beginning: bytes) -> bool:
    """Tell by its first bytes whether a file is an export of Apple Health."""
    return bool(_BEGIN.match(beginning))


def not_apple(source: Source) -> BadInput:
    """Return the refusal of a file that is none."""
    return source.refused("that is no export of Apple Health.")


def elements(
    source: Source, file: IO[bytes], wanted: Mapping[str, str]
) -> Iterator[Element | Refused]:
    """Return the elements right below the root whose name is wanted, as they are read.

    Where a value stands beside the name, one of the attributes has it. Where an element is broken,
    or the file ends too early, that is refused. Raises BadInput for what is no export, or is made
    to do harm.
    """
    return _Reading(source, wanted).elements(file)


class _Reading:
    """One reading, which may take several parsers: each goes on behind what is broken."""

    def __init__(self, source: Source, wanted: Mapping[str, str]) -> None:
        self._source, self._wanted = source, wanted
        self._found: list[Element | Refused] = []
        self._names: dict[str, str] = {}
        self._broken = 0
        self._skipped = b""
        self._begin(line=1)

    def elements(self, file: IO[bytes]) -> Iterator[Element | Refused]:
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
        begun = _BEGIN.match(beginning)
        if begun is None:
            raise not_apple(self._source)
        # It is sought in one place only, so that no file can have it sought on and on.
        found = _DESCRIPTION.match(beginning, max(begun.start("described"), 0))
        if found is None:
            return beginning
        if _ENTITY in found[0]:
            raise self._entities_refused()
        lines = b"\n" * found[0].count(b"\n")
        return beginning[: found.start()] + lines + beginning[found.end() :]

    def _entities_refused(self) -> BadInput:
        return self._source.refused(
            "it declares entities, as no export of Apple Health does, and they can do harm."
        )

    def _begin(self, line: int) -> None:
        """Take a new parser, whose first line is that one of the file."""
        self._lines, self._fed, depth = line - 1, 0, 0

        wanted = self._wanted

        def start(name: str, told: list[str]) -> None:
            # This runs for every one of millions of elements.
            nonlocal depth
            depth += 1
            if depth == 2:
                if name in wanted and (not wanted[name] or wanted[name] in told):
                    pairs = zip(told[::2], told[1::2], strict=True)
                    self._found.append(Element(self._line, name, dict(pairs)))
            elif depth == 1 and name != _ROOT:
                raise not_apple(self._source)
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
        self._refuse(line, "it is broken there, so that an entry may be lost.")
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
        self._refuse(line, "the file ends there, before its end: something is missing.")

    def _refuse(self, line: int, reason: str) -> None:
        self._found.append(Unfit("", reason).refused(f"line {line}"))
