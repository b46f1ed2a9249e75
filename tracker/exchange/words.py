"""What the words of an entry say beyond its kind: a style, places, exercises, and the rest in its note."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from tracker.care.catalogue import SIDE_SPELLINGS, areas, exercises, resolve, styles
from tracker.care.doses import read_exercise
from tracker.care.fields import BodyArea, ExerciseDone
from tracker.errors import Refusal
from tracker.exchange.sound import sound
from tracker.exchange.values import Unfit
from tracker.text import LONGEST_NOTE, name_key, tags_of, word_key


class Said(Struct, frozen=True):
    """What words say beyond the kind; the `rest` of them says nothing that is known here."""

    style: str | None = None
    areas: tuple[BodyArea, ...] = ()
    exercises: tuple[ExerciseDone, ...] = ()
    rest: tuple[str, ...] = ()


class Words(Struct, frozen=True):
    """Which word of the catalogue, or of the person's own, each spelling stands for."""

    styles: Mapping[str, str]
    areas: Mapping[str, str]
    exercises: Mapping[str, str]

    def said(self, kind: str, words: Iterable[str]) -> Said:
        """Return what words say of a session of a kind, or of a reading."""
        style, places, done, rest = None, list[BodyArea](), list[ExerciseDone](), list[str]()
        for word in words:
            if kind == "massage" and not style and (found := self.styles.get(word_key(word))):
                style = found
            elif kind == "exercise" and (exercise := self._exercise(word)):
                done.append(exercise)
            elif place := self._area(word):
                places.append(place)
            else:
                rest.append(word)
        return Said(style, tuple(places), tuple(done), tuple(rest))

    def _exercise(self, word: str) -> ExerciseDone | None:
        try:
            name, dose = read_exercise(word)
        except Refusal:
            return None
        found = self.exercises.get(word_key(name))
        return ExerciseDone(found, dose) if found else None

    def _area(self, word: str) -> BodyArea | None:
        """Read an area, with a side in front of it or behind it if there is one: "left hip"."""
        key = word_key(re.sub(r"[:()]", " ", word))
        if found := self.areas.get(key):
            return BodyArea(found)
        first, _, behind = key.partition("-")
        before, _, last = key.rpartition("-")
        for side, name in ((first, behind), (last, before)):
            if side in SIDE_SPELLINGS and (found := self.areas.get(name)):
                return BodyArea(found, SIDE_SPELLINGS[side])
        return None


def words_of_catalogue() -> Words:
    """Return the words of the catalogue, without any of a person's own."""
    return Words(resolve(styles()), resolve(areas()), resolve(exercises()))


def note_with(
    told: Any, foreign: tuple[str, ...], rest: tuple[str, ...]
) -> tuple[str | None, list[str]]:
    """Return the note with all that has no other place, and what is to be said of it; raise Unfit.

    What the note says already, be it as a tag, is not put behind it once more.
    """
    if told is None and not foreign and not rest:
        return None, []
    if told is not None and not isinstance(told, str):
        raise Unfit(told, "a note is a text.")
    note = unicodedata.normalize("NFC", told or "").strip()
    tags = [_tag(word) for word in rest if not _stands_in(note, word)]
    behind = " ".join(dict.fromkeys(filter(None, (*foreign, *tags))))
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


def _stands_in(note: str, word: str) -> bool:
    """Tell whether a note has a word, or its tag, as a word of its own."""
    text, spellings = name_key(note), map(name_key, (word, _tag(word).removeprefix("#")))
    # Few of them are there at all, and a pattern takes its time.
    return any(
        said in text and re.search(rf"(?<![\w-]){re.escape(said)}(?![\w-])", text)
        for said in spellings
    )
