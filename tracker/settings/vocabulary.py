"""The words for a session as this person uses them: those of the catalogue, and their own."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tracker.care import catalogue
from tracker.care.fields import BodyArea
from tracker.text import choose, word_key

if TYPE_CHECKING:
    from tracker.settings import Settings


# As the side of an area stands where it is shown.
_SAID = (
    r"(?P<side>left|right|both)[ -](?P<area>.+)"
    r"|(?P<place>.+?) ?\((?P<both>left|right|both|centre|center)(?: sides)?\)"
)


def areas(settings: "Settings") -> Mapping[str, catalogue.Area]:
    """Return the areas of the body."""
    return catalogue.areas(settings.own_words("areas"))


def styles(settings: "Settings") -> Mapping[str, catalogue.Style]:
    """Return the styles of massage."""
    return catalogue.styles(settings.own_words("styles"))


def exercises(settings: "Settings") -> Mapping[str, catalogue.Exercise]:
    """Return the exercises, but for those that the diary knows beside these."""
    return catalogue.exercises(settings.own_words("exercises"))


def read_kind(text: str) -> str:
    """Read a kind of session by its name, another name of it, or an unambiguous beginning."""
    return read_word(text, catalogue.kinds(), "no kind of session", "Kinds")


def read_area_name(settings: "Settings", text: str) -> str:
    """Read an area of the body without a side."""
    return read_word(text, areas(settings), "no area", "Areas")


def read_area(settings: "Settings", text: str) -> BodyArea:
    """Read an area, with a side if there is one, as in `hip:left`, or as it is said: `left hip`."""
    sides = catalogue.SIDE_SPELLINGS
    name, colon, side = text.partition(":")
    said = None if colon else as_said(text)
    if said and word_key(text) not in catalogue.resolve(areas(settings)):
        (name, side), colon = said, ":"
    area = read_area_name(settings, name)
    if not colon:
        return BodyArea(area)
    return BodyArea(area, sides[choose(side, sides, "no side (your own left is left)", "Sides")])


def as_said(text: str) -> tuple[str, str] | None:
    """Return the name and the side of an area that is put as it is said or shown, if it is."""
    said = re.fullmatch(_SAID, text.strip(), re.IGNORECASE)
    return (said["area"] or said["place"], said["side"] or said["both"]) if said else None


def read_style(settings: "Settings", text: str) -> str:
    """Read a style of massage."""
    return read_word(text, styles(settings), "no style of massage", "Styles")


def read_word(text: str, known: Mapping[str, Any], what: str, called: str) -> str:
    """Read one of the `known` by any of its spellings; `what` and `called` are those of `choose`."""
    spelled = catalogue.resolve(known).get(word_key(text))
    return spelled or choose(text, known, what, called)
