"""What stands in a file, counted: each entry once, and in words whatever is not simply taken."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from tracker.care.incoming import Ignored, Refused, Taken, Unmapped
from tracker.text import name_key

MOST_LISTED = 10_000
"""Of so many refusals, names and words each is kept; more of them are only counted."""


class Doubt(Struct):
    """What is doubtful of entries that are taken: of how many, and where the first of them stands."""

    text: str
    where: str
    count: int = 1


class Name(Struct):
    """A name of which nobody said what it means, and how many entries have it."""

    name: str
    count: int = 1


class Survey:
    """Counts the entries of a file as they come."""

    def __init__(self) -> None:
        self.read = 0
        self.understood = 0
        self.refused_count = 0
        self.ignored_count = 0
        self.unmapped_count = 0
        self.refused: list[Refused] = []
        self.ignored: Counter[str] = Counter()
        self.unmapped: dict[str, Name] = {}
        self.doubts: dict[str, Doubt] = {}

    def add(self, found: Any) -> None:
        """Count one entry: what became of it, or a record of this program as it is."""
        self.read += 1
        match found:
            case Refused():
                self.refuse([found])
            case Ignored():
                self.ignore([found])
            case Unmapped():
                self.unmapped_count += 1
                self._name(found.name)
            case _:
                self.understood += 1
                for text in getattr(found, "doubts", ()):
                    self._doubt(text, found.where)

    def refuse(self, some: Iterable[Refused]) -> None:
        """Count entries that cannot be taken."""
        for one in some:
            self.refused_count += 1
            if len(self.refused) < MOST_LISTED:
                self.refused.append(one)

    def ignore(self, some: Iterable[Ignored]) -> None:
        """Count entries that are not to be taken, by why."""
        for one in some:
            self.ignored_count += 1
            if one.why in self.ignored or len(self.ignored) < MOST_LISTED:
                self.ignored[one.why] += 1

    def _doubt(self, text: str, where: str) -> None:
        if known := self.doubts.get(text):
            known.count += 1
        elif len(self.doubts) < MOST_LISTED:
            self.doubts[text] = Doubt(text, where)

    def _name(self, name: str) -> None:
        key = name_key(name)
        if known := self.unmapped.get(key):
            known.count += 1
        elif len(self.unmapped) < MOST_LISTED:
            self.unmapped[key] = Name(name)


class Imported(Struct, frozen=True, kw_only=True):
    """What came of a file, or would have come where it `is_trial`.

    Each entry that was read is counted once: as new, the same, changed, refused, ignored or
    unmapped. `suggested` is what each name may mean that nobody has said anything of, None where
    nothing is known; `line` is what to type to take it over, with all of them. Of what cannot be taken
    so many were `told` to the person before.
    """

    file: str
    format: str
    title: str
    is_trial: bool
    taken: Taken
    survey: Survey
    suggested: Mapping[str, str | None] = {}
    line: str = ""
    told: int = 0

    @property
    def counts(self) -> Mapping[str, int]:
        """How many entries there were of each sort, whose sum is that of all that were read."""
        return {
            "new": self.taken.new,
            "same": self.taken.same,
            "changed": self.taken.changed,
            "refused": self.survey.refused_count,
            "ignored": self.survey.ignored_count,
            "unmapped": self.survey.unmapped_count,
        }


def imported(taken: Taken, survey: Survey, **told: Any) -> Imported:
    """Return what came of a file, with what the diary itself refused or passed over."""
    survey.refuse(taken.refused)
    survey.ignore(taken.ignored)
    return Imported(taken=taken, survey=survey, **told)
