"""What can be done and where: kinds of session, massage styles, areas of the body, exercises."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypeVar

from msgspec import Struct

from tracker.care.doses import Dose, read_dose
from tracker.errors import Refusal

PERFORMERS = ("professional", "partner", "self")
PURPOSES = ("relaxation", "pain-relief", "rehabilitation")
FEELINGS = ("stiff", "swollen", "after-injury")
EFFORTS = ("easy", "right", "hard")
CLAIMS = ("none", "to-claim", "submitted", "paid", "refused")
SIDES = ("left", "right", "both", "centre")  # Left and right are the person's own.
SIDE_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {side: side for side in SIDES} | {"center": "centre"}
)
ROLES = ("massage-therapist", "chiropractor", "physical-therapist", "doctor", "other")
APPROACHES = ("science", "holistic", "mixed")
EXPERIENCES = ("inexperienced", "experienced", "specialist")
# The principal goals of treatment are those of Sherman 2006 (BMC Complement Altern Med 6:24,
# table 1); the fourth is named after its best-known style, and "mixed" is ours.
GOALS = ("relaxation", "clinical", "movement-re-education", "acupressure-and-similar", "mixed")
LEVELS = ("easy", "medium", "hard")
# How well a fact is known, and what that means in words.
MARKS: Mapping[str, str] = MappingProxyType(
    {
        "primary": "read at the source",
        "secondary": "read in a copy, a report, or at a source of less weight",
        "ours": "a default of ours",
    }
)
# This holds for every exercise, beside what is said at each.
STOP_RULE = (
    "Stop if the pain grows or spreads down a leg, or if numbness or tingling begins. "
    "After an injury or an operation ask a professional before you start."
)

LONGEST_WORD = 40
# What can be said of a style of one's own, as the care rules ask for it.
OWN_STYLE_MARKS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {"warm": {"heat": True}, "professional": {"professional": "required"}}
)


class Kind(Struct, frozen=True):
    """A kind of session, usually of so many `minutes`; what can be said of it stands in `fields`.

    `temperature` is the plausible range in °C, both ends included, where the kind has one. It only
    tells a slip of the finger from a reading; what is safe is asked in `safety`.
    """

    id: str
    name: str
    minutes: int
    other_names: tuple[str, ...] = ()
    temperature: tuple[float, float] | None = None
    called_many: str = ""

    @property
    def many(self) -> str:
        """How several are called, as in "weeks with heat packs"."""
        return self.called_many or self.name


_KINDS = (
    Kind("massage", "massage", 60),
    Kind("heat-pack", "heat pack", 20, ("hot-pack", "warm-pack"), (20, 90), "heat packs"),
    Kind("ice", "ice", 15, ("ice-pack", "cold-pack"), (-30, 20)),
    Kind("warm-bath", "warm bath", 20, ("bath", "hot-bath"), (20, 50), "warm baths"),
    Kind("exercise", "back exercises", 15, ("exercises",)),
    Kind("visit", "visit", 30, ("appointment",), called_many="visits"),
)
KINDS: tuple[str, ...] = tuple(kind.id for kind in _KINDS)
# A plan may ask for a reading of the pain as well, which is no session.
PAIN = "pain"
PLANNED_KINDS = (*KINDS, PAIN)


class Style(Struct, frozen=True):
    """A style of massage. One of the person's own has an id and a name alone."""

    id: str
    name: str
    other_names: tuple[str, ...] = ()
    goal: str = "mixed"
    approach: str = "mixed"
    deep_pressure: Literal["yes", "maybe", "no"] = "maybe"
    heat: bool = False
    professional: Literal["no", "advised", "required"] = "no"
    meant_for_back: bool = False
    note: str = ""
    source: str = ""
    mark: str = "ours"


class Area(Struct, frozen=True):
    """An area of the body; each of them may have a side."""

    id: str
    name: str
    other_names: tuple[str, ...] = ()


class Exercise(Struct, frozen=True):
    """An exercise for the back. One of the person's own has an id and a name alone.

    `dose` is what is usual at one time, `per_day` how many times a day are usual. `not_for` says to
    people what `meets` says to the care rules: the conditions in which it is left out or asked about
    first; `instead` are the exercises to do then.
    """

    id: str
    name: str
    other_names: tuple[str, ...] = ()
    aim: str = ""
    areas: tuple[str, ...] = ()
    level: Literal["easy", "medium", "hard"] = "easy"
    equipment: tuple[str, ...] = ()
    dose: Dose | None = None
    per_day: int = 1
    steps: tuple[str, ...] = ()
    stop_when: str = ""
    not_for: str = ""
    meets: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    source: str = ""
    mark: str = "ours"


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def other_names(self) -> tuple[str, ...]: ...


class Fitting(Struct, frozen=True):
    """The exercises that were asked for; some were left out where it `is_filtered`."""

    exercises: tuple[Exercise, ...]
    is_filtered: bool = False


_Entry = TypeVar("_Entry", bound=_Named)


class _Kinds(dict[str, Kind]):
    """The kinds by id; one that another version wrote goes by its own word."""

    def __missing__(self, word: str) -> Kind:
        return Kind(word, word.replace("-", " "), 0)


def kinds() -> Mapping[str, Kind]:
    """Return the kinds of session by id, in the order of `KINDS`."""
    return MappingProxyType(_Kinds((kind.id, kind) for kind in _KINDS))


def styles(own: Iterable[str] = ()) -> Mapping[str, Style]:
    """Return the styles of massage by id, with the person's `own` after them.

    An own word may say what the care rules ask, as in `lava-shell:warm:professional`. Raises
    Refusal with a template where it cannot be one.
    """
    said = dict(_own_style(word) for word in own)
    return _with_own(_styles(), said, lambda word, name: Style(word, name, **said[word]))


def areas(own: Iterable[str] = ()) -> Mapping[str, Area]:
    """Return the areas of the body by id from the top down, with the person's `own` after them.

    Raises Refusal with a template where an own word cannot be one.
    """
    return _with_own(_areas(), own, Area)


def exercises(own: Iterable[str] = ()) -> Mapping[str, Exercise]:
    """Return the exercises by id, with the person's `own` after them.

    Raises Refusal with a template where an own word cannot be one.
    """
    return _with_own(_exercises(), own, Exercise)


def fitting(area: str | None, level: str | None, *, is_bare: bool) -> Fitting:
    """Return the exercises for an area, of a level, and without equipment where it `is_bare`.

    They are those of the catalogue alone, as nothing of this is known of the person's own.
    """
    listed = [
        one
        for one in _exercises().values()
        if (not area or area in one.areas)
        and (not level or one.level == level)
        and not (is_bare and one.equipment)
    ]
    return Fitting(tuple(listed), is_filtered=True)


def resolve(entries: Mapping[str, _Entry]) -> Mapping[str, str]:
    """Return which id each spelling stands for: the ids, the names for people, the other names.

    All are in lower case with hyphens for blanks. Where two claim one spelling, an id has it.
    """
    spelled = {
        name.lower().replace(" ", "-"): entry.id
        for entry in entries.values()
        for name in (entry.name, *entry.other_names)
    }
    return MappingProxyType(spelled | {known: known for known in entries})


def heat_styles() -> frozenset[str]:
    """Return the ids of the styles that are a session of heat as well."""
    return frozenset(style.id for style in _styles().values() if style.heat)


def counts_as(kind: str, style: str | None = None) -> tuple[str, ...]:
    """Return the kinds that a session counts as: a hot-stone massage is one of heat too."""
    if kind == "massage" and style in heat_styles():
        return (kind, "heat-pack")
    return (kind,)


@cache
def _styles() -> Mapping[str, Style]:
    return _read("styles.toml", Style)


@cache
def _areas() -> Mapping[str, Area]:
    return _read("areas.toml", Area)


@cache
def _exercises() -> Mapping[str, Exercise]:
    return _read("exercises.toml", Exercise)


def _read(file: str, make: Callable[..., _Entry]) -> Mapping[str, _Entry]:
    import tomllib  # Most commands never open the catalogue.
    from pathlib import Path

    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    return MappingProxyType(
        {
            key: make(id=key, **{field: _value(field, value) for field, value in table.items()})
            for key, table in tomllib.loads(text).items()
        }
    )


def _value(field: str, value: Any) -> Any:
    if field == "dose":
        return read_dose(value)
    return tuple(value) if isinstance(value, list) else value


def _own_style(word: str) -> tuple[str, dict[str, Any]]:
    """Return the name of an own style and what is said of it, or raise Refusal."""
    name, *marks = word.split(":")
    if not set(marks) <= OWN_STYLE_MARKS.keys():
        raise Refusal(
            "{} cannot be a style of your own. Behind its name may stand :warm and :professional, "
            "as in lava-shell:warm:professional."
        )
    said = [OWN_STYLE_MARKS[mark] for mark in marks]
    return name, {field: value for one in said for field, value in one.items()}


def _with_own(
    known: Mapping[str, _Entry], own: Iterable[str], make: Callable[[str, str], _Entry]
) -> Mapping[str, _Entry]:
    added = {
        word: make(word, word.replace("-", " "))
        for word in map(_own_word, own)
        if word not in known
    }
    return MappingProxyType({**known, **added}) if added else known


def _own_word(word: str) -> str:
    """Return the word, or raise Refusal where it could not be typed or listed as others are."""
    if (
        not 1 <= len(word) <= LONGEST_WORD
        or not word.isprintable()
        or word != word.lower().strip("-")
        or any(character in word for character in " _:,/")
    ):
        raise Refusal(
            "{} cannot be a word of your own. Use lower-case letters, digits and hyphens, "
            f"at most {LONGEST_WORD} characters, as in towel-stretch."
        )
    return word
