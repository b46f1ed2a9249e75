"""How what is typed of a session is read, and how it is completed."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.app import App
from tracker.care import catalogue
from tracker.cli.options import Words, answered, listed_behind
from tracker.errors import BadInput, NotFound
from tracker.escaping import command, quoted
from tracker.glance import glance
from tracker.settings import vocabulary
from tracker.text import (
    LONGEST_NAME,
    choose,
    find,
    name_key,
    storable,
    tags_of,
    visible,
    word_key,
)

if TYPE_CHECKING:
    from tracker.care.catalogue import Exercise, Style
    from tracker.care.fields import BodyArea, ExerciseDone
    from tracker.when import Moment

N = TypeVar("N", "Exercise", "Style")

# Of very many notes the latest are enough to choose from.
_TAGGED = (
    "SELECT note FROM (SELECT note, day FROM sessions UNION ALL SELECT note, day FROM readings) AS noted"
    " WHERE note LIKE '%#%' ORDER BY day DESC LIMIT 1000"
)

_TIMES = (
    *("now", "20m ago", "half an hour ago", "1h ago"),
    *("today", "earlier today", "this morning", "this afternoon", "this evening", "tonight"),
    *("last night", "yesterday", "yesterday morning", "yesterday afternoon", "yesterday evening"),
    "2 days ago",
)
# The arrow is how two levels are shown.
_PAIN = r"\s*(10|[0-9])?\s*(?:(:|/|-|->|→)\s*(10|[0-9])\s*)?"


def exercises(app: App) -> Mapping[str, "Exercise"]:
    """Return the exercises of the catalogue, then those of the settings and of the diary."""
    known = app.present.settings.exercises()
    return answered(app, lambda journal: journal.exercises.known()) or known


def exercise_words(app: App, incomplete: str) -> Words:
    """Return the exercises that complete a word; behind a colon nothing can be foreseen."""
    own = glance(app.address, "SELECT id FROM own_exercises ORDER BY created_at, id")
    return dict.fromkeys([*app.present.settings.exercises(), *(name for (name,) in own)])


def the_one(text: str, known: Mapping[str, N], what: str, listing: str) -> N:
    """Return the one of the `known` that a word means; raise NotFound, with the nearest, otherwise.

    `what` says what it would be, as in "exercise", and `listing` is the command that lists all.
    """
    found = catalogue.resolve(known).get(word_key(text)) or find(text, known)
    if isinstance(found, str):
        return known[found]
    near = [visible(word) for word in found[:3]]
    hint = f"Did you mean {' or '.join(near)}?" if near else f"All of them: {listing}"
    raise NotFound(f'there is no {what} "{visible(text)}".', hint)


def read_exercise(app: App, text: str) -> "ExerciseDone":
    """Read an exercise with or without its dose, as in `bird-dog:3x10x8s`."""
    from tracker.care.doses import read_exercise
    from tracker.care.fields import ExerciseDone

    word, dose = read_exercise(text)
    known = app.present.settings.exercises()
    if word.isdigit():
        raise BadInput(f"{{}} is no exercise. Minutes are given as --minutes {word}.", text)
    # The diary is opened only for a word that is not spelled out in the catalogue or the settings.
    key = word_key(word)
    name = (
        key
        if key in known
        else vocabulary.read_word(word, exercises(app), "no exercise", "Exercises")
    )
    return ExerciseDone(name, dose)


def read_routine(app: App, text: str) -> str:
    """Read the name of a routine, or its beginning."""
    found = answered(app, lambda journal: journal.routines.meant(text))
    if found is None:
        raise NotFound(
            f'there is no routine "{visible(text)}".', f"Make one: {command('help routine')}"
        )
    return found.name


def routine_words(app: App, incomplete: str) -> Words:
    """Return the names of the routines that can be typed as they are."""
    return _plain(glance(app.address, "SELECT name FROM routines ORDER BY name_key"))


def kind_name(kind: str) -> str:
    """Return a kind's name for people."""
    return catalogue.kinds()[kind].name


def kind_words(app: App, incomplete: str) -> Words:
    """Return the kinds of session."""
    return catalogue.KINDS


def kind_words_listed(app: App, incomplete: str) -> Words:
    """Return what history tells apart: the kinds of session, and the pain of readings."""
    return catalogue.PLANNED_KINDS


def read_kind_listed(_: App, text: str) -> str:
    """Read a kind of session, or the pain of readings."""
    spelled = catalogue.resolve(catalogue.kinds()).get(word_key(text))
    return spelled or choose(text, catalogue.PLANNED_KINDS, "no kind of session", "Kinds")


def read_kind(_: App, text: str) -> str:
    """Read a kind of session."""
    return vocabulary.read_kind(text)


def read_area_name(app: App, text: str) -> str:
    """Read an area of the body without a side."""
    return vocabulary.read_area_name(app.present.settings, text)


def area_words(app: App, incomplete: str) -> Words:
    """Return the areas of the body, the person's own among them; behind a colon their sides."""
    name, colon, _ = incomplete.rpartition(",")[2].rpartition(":")
    sided = [f"{name}:{side}" for side in catalogue.SIDES]
    return listed_behind(sided if colon else area_names(app, incomplete), incomplete)


def area_names(app: App, incomplete: str) -> Words:
    """Return the areas of the body without sides, the person's own among them."""
    return vocabulary.areas(app.present.settings)


def read_minutes(_: App, text: str) -> dt.timedelta:
    """Read how long a session lasted."""
    from tracker.care.session import LONGEST_SESSION, SHORTEST_SESSION
    from tracker.when import read_duration

    return read_duration(text, SHORTEST_SESSION, LONGEST_SESSION)


def read_relief(_: App, text: str) -> dt.timedelta:
    """Read how long relief lasted; a bare number is refused, as it could be hours or days."""
    from tracker.care.session import LONGEST_RELIEF
    from tracker.when import read_duration

    word = text.strip().lower()
    if word in ("0", "none"):
        return dt.timedelta()
    try:
        if not word.isdigit():
            return read_duration(text, dt.timedelta(), LONGEST_RELIEF)
    except BadInput:
        pass
    raise BadInput(
        "{} is no length of relief: give it with its unit, up to 60 days, as in 20m, 36h or "
        '"2 days"; 0 is none.',
        text,
    )


def read_area(app: App, text: str) -> "BodyArea":
    """Read an area, with a side if there is one, as in `hip:left` or `left hip`."""
    return vocabulary.read_area(app.present.settings, text)


def read_areas(app: App, text: str) -> tuple["BodyArea", ...]:
    """Read areas with commas between them, each with its side if there is one."""
    return tuple(read_area(app, one.strip()) for one in text.split(","))


def style_words(app: App, incomplete: str) -> Words:
    """Return the styles of massage, the person's own among them."""
    return vocabulary.styles(app.present.settings)


def read_style(app: App, text: str) -> str:
    """Read a style of massage."""
    return vocabulary.read_style(app.present.settings, text)


def time_words(app: App, incomplete: str) -> Words:
    """Return some of the ways to say when a session began."""
    from tracker.when.writing import WEEKDAYS

    return [word for word in (*_TIMES, *WEEKDAYS) if _is_past(app, word)]


def _is_past(app: App, text: str) -> bool:
    try:
        read_at(app, text)
    except BadInput:
        return False
    return True


def read_at(app: App, text: str) -> "Moment":
    """Read when a session began."""
    from tracker.when import read_moment

    now, zone, settings = app.present.now, app.present.zone, app.present.settings
    first = settings.first_weekday
    return read_moment(text, now, zone, settings.day_starts_at, first_weekday=first)


def read_name(_: App, text: str) -> str:
    """Read the name of a person."""
    name = storable(text, LONGEST_NAME, "a name")
    if not name:
        raise BadInput("{}: a name is needed, as in --with Ana.", text)
    return name


def read_person(app: App, text: str) -> str:
    """Read the name of a person of the diary, whole or some words of it, or of somebody new.

    Where it fits several people, the person at the terminal is asked which one; elsewhere BadInput
    names them.
    """
    name = read_name(app, text)
    found = answered(app, lambda journal: journal.providers.fitting(name)) or []
    if len(found) < 2:
        return found[0].name if found else name
    from tracker.cli.asking import ask_which

    return ask_which(name, [person.name for person in found])


def read_provider(app: App, text: str) -> dict[str, str]:
    """Read whom a session is with; a remark says so where that is more than what was typed."""
    typed, name = read_name(app, text), read_person(app, text)
    if name_key(typed) == name_key(name):
        return {"provider": name}
    other = f"Somebody else: {command('provider add', quoted(typed))}"
    return {"provider": name, "remark": f'"{visible(typed)}" is {visible(name)}. {other}'}


def provider_words(app: App, incomplete: str) -> Words:
    """Return the names of the people in the diary that can be typed as they are."""
    return _plain(glance(app.address, "SELECT name FROM providers ORDER BY name_key"))


def read_words(_: App, text: str) -> str:
    """Read what is looked for in notes."""
    words = storable(text, LONGEST_NAME, "what is looked for")
    if not words:
        raise BadInput('{}: some words are needed, as in --find "slept badly".', text)
    return words


def read_tag(_: App, text: str) -> str:
    """Read a tag, with or without the sign that it has in a note."""
    tag = storable(text, LONGEST_NAME, "a tag").removeprefix("#")
    if tags_of(f"#{tag}") != [tag]:
        raise BadInput("{}: a tag is one word that stands behind a # in a note, as in knee.", text)
    return tag


def tag_words(app: App, incomplete: str) -> Words:
    """Return the tags of the notes, the latest first."""
    notes = glance(app.address, _TAGGED)
    tags = {name_key(tag): tag for (note,) in reversed(notes) for tag in reversed(tags_of(note))}
    return list(reversed(tags.values()))


def as_typed(_: App, text: str) -> str:
    """Keep a value for the place that knows how to read it."""
    return text


def read_note(_: App, text: str) -> str | None:
    """Read a note; nothing but blanks is none."""
    return storable(text) or None


def read_beginning(app: App, text: str) -> dict[str, Any]:
    """Read when a session began, as the values of the fields that say so.

    Of one that has just ended it is the zone alone, as when it began follows from its length.
    """
    from tracker.when import means_now

    moment = read_at(app, text)
    if means_now(text):
        return {"zone": moment.zone}
    time = {"day": moment.day, "started_at": moment.at, "part": moment.part}
    return {**time, "zone": moment.zone, "remark": moment.remark}


def read_pain(_: App, text: str) -> dict[str, int]:
    """Read one or two levels of pain, as the values of those fields that they are for.

    The level behind a colon is the one after; one that is not given stays as it is.
    """
    found = re.fullmatch(_PAIN, text, re.ASCII)
    before, mark, after = found.groups() if found else (None, None, None)
    levels = {"pain_before": before, "pain_after": after}
    readings = {name: int(level) for name, level in levels.items() if level}
    if not readings or (before is None and mark != ":"):
        raise BadInput(
            "{}: pain goes from 0 (none) to 10 (the worst imaginable), as in --pain 6, --pain 6:3 "
            "for before and after, or --pain :3 for after.",
            text,
        )
    if mark == "/" and after == "10":
        raise BadInput(
            f"{{}} could be {before} out of 10, or {before} before and 10 after. Write {before} or "
            f"{before}:10.",
            text,
        )
    return readings


def read_claim(app: App, text: str) -> dict[str, Any]:
    """Read the state of a claim, as the values of the fields about it."""
    state = choose(text, catalogue.CLAIMS, "no state of a claim")
    since = None if state == "none" else app.present.today
    return {"claim": state, "claim_on": since, "claim_note": None}


def read_temperature(app: App, text: str) -> float:
    """Read a temperature in the person's unit or in the one that is written; return °C."""
    found = re.fullmatch(
        r"\s*(-?[0-9]{1,3}(?:[.,][0-9]{1,2})?)\s*°?\s*([cf]?)\s*", text, re.IGNORECASE | re.ASCII
    )
    if not found:
        raise BadInput("{}: a temperature is a number, as in 37, 37.5C or 99F.", text)
    degrees = float(found[1].replace(",", "."))
    unit = found[2].upper() or app.present.settings.temperature_unit
    return round((degrees - 32) * 5 / 9 if unit == "F" else degrees, 2)


def read_zone(_: App, text: str) -> str:
    """Read the name of a time zone."""
    from tracker.settings.forms import ZONE, Unfit

    try:
        return ZONE.parse(text)
    except Unfit as unfit:
        meant = f"Did you mean {unfit.near[0]}?" if unfit.near else "One is Europe/Berlin."
        refusal = f"{{}} is no time zone that is known here. {meant}"
        raise BadInput(refusal, text) from None


def one_of(words: Iterable[str], what: str) -> Callable[[App, str], str]:
    """Return how one of a few words is read; `what` is said of another."""
    return lambda _, text: choose(text, words, what)


def listed(words: Iterable[str]) -> Callable[[App, str], Words]:
    """Return how one of a few words is completed."""
    return lambda _, __: words


def _plain(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return the names that a shell can hand over as they are."""
    return [name for (name,) in rows if visible(name) == name]
