"""What can be said of a session on the command line, and how it becomes an entry."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from tracker.app import App
from tracker.care import catalogue
from tracker.cli.options import ReadBy, Words
from tracker.errors import BadInput, NotFound
from tracker.text import LONGEST_NAME, choose, storable, visible, word_key

if TYPE_CHECKING:
    from tracker.care.catalogue import Exercise
    from tracker.care.fields import BodyArea, Entry, ExerciseDone
    from tracker.care.money import Money
    from tracker.when import Moment

COMMON = ("minutes", "at", "pain", "area", "note")


def fields_of(kind: str) -> list[str]:
    """Return what can be said of a kind of session, in the order in which help lists it."""
    own = catalogue.kinds()[kind].fields
    return [name for name in _OPTIONS if name in COMMON or name in own]


def option(name: str, *, is_clearable: bool = False) -> click.Option:
    """Return the option for a field; where it `is_clearable`, an empty text empties the field."""
    spelled, read, words, shown, help_text = _OPTIONS[name]
    if name == "barrier":
        return click.Option(["--barrier/--no-barrier"], default=None, help=help_text)
    return click.Option(
        [spelled, name],
        type=ReadBy(name, read, words, is_clearable=is_clearable),
        metavar=shown,
        multiple=name in ("area", "exercises"),
        help=help_text,
    )


def entry(app: App, kind: str, told: Mapping[str, Any]) -> tuple["Entry", str]:
    """Return the entry for what was told of a session, the settings filling in what was not.

    What was told to be None stays empty, whatever the settings say.

    The second value is a remark on how a clock time was understood, or empty.
    """
    from tracker.care.fields import entry_of

    told = _usual(app, kind) | dict(told)
    fields = entry_fields(app, kind, told, None)
    if "day" not in fields:
        fields |= just_ended(app, fields["duration"])
    moment: Moment | None = told.get("at")
    return entry_of(kind=kind, **fields), moment.remark if moment else ""


def entry_fields(
    app: App, kind: str, told: Mapping[str, Any], currency: str | None
) -> dict[str, Any]:
    """Translate options into the fields of an entry; None empties a field.

    `currency` is that of the session so far, for amounts given without one.
    """
    fields: dict[str, Any] = {}
    for name, value in told.items():
        match name:
            case "at":
                fields |= {"day": value.day, "started_at": value.at, "zone": value.zone}
            case "minutes":
                fields["duration"] = value
            case "pain":
                fields["pain_before"], fields["pain_after"] = value or (None, None)
            case "area":
                fields["areas"] = tuple(area for area in value if area)
            case "exercises":
                fields["exercises"] = tuple(done for done in value if done)
            case "temperature":
                fields["temperature_c"] = None if value is None else _celsius(app, kind, value)
            case "claim":
                since = app.present.today if value not in (None, "none") else None
                fields |= {"claim": value, "claim_on": since, "claim_note": None}
            case "cost" | "covered":
                pass
            case _:
                fields[name] = value
    return fields | _amounts(app, told, currency)


def just_ended(app: App, duration: dt.timedelta) -> dict[str, Any]:
    """Return the time of a session that ended at this moment."""
    from tracker.care.walltime import day_of

    started_at = app.present.now - duration
    day = day_of(started_at, app.present.zone, app.present.settings.day_starts_at)
    return {"day": day, "started_at": started_at, "zone": str(app.present.zone)}


def beginning_now(app: App, entry: "Entry") -> "Entry":
    """Return the session as it would be if it began at this moment."""
    return replace(
        entry, day=app.present.today, started_at=app.present.now, zone=str(app.present.zone)
    )


def exercises(app: App) -> Mapping[str, "Exercise"]:
    """Return the exercises of the catalogue, then those of the settings and of the diary."""
    known = catalogue.exercises(app.present.settings.own_words("exercises"))
    if not app.database.exists():
        return known
    with app.reading() as journal:
        own = journal.exercises.own()
    return {**known, **{one.id: one for one in own if one.id not in catalogue.exercises()}}


def exercise_words(app: App, incomplete: str) -> Words:
    """Return the exercises that complete a word; behind a colon nothing can be foreseen."""
    return exercises(app)


def read_exercise(app: App, text: str) -> "ExerciseDone":
    """Read an exercise with or without its dose, as in `bird-dog:3x10x8s`."""
    from tracker.care.doses import read_exercise
    from tracker.care.fields import ExerciseDone

    word, dose = read_exercise(text)
    known = catalogue.exercises(app.present.settings.own_words("exercises"))
    if word.isdigit():
        raise BadInput(f"{{}} is no exercise. Minutes are given as --minutes {word}.", text)
    # The diary is opened only for a word that is not spelled out in the catalogue or the settings.
    key = word_key(word)
    name = key if key in known else _word(word, exercises(app), "no exercise", "Exercises")
    return ExerciseDone(name, dose)


def read_routine(app: App, text: str) -> str:
    """Read the name of a routine, or its beginning."""
    if not app.database.exists():
        raise NotFound(f'there is no routine "{visible(text)}".', "Make one: tracker help routine")
    with app.reading() as journal:
        return journal.routines.meant(text).name


def routine_words(app: App, incomplete: str) -> Words:
    """Return the names of the routines that can be typed as they are."""
    if not app.database.exists():
        return []
    with app.reading() as journal:
        names = [routine.name for routine in journal.routines.all()]
    return [name for name in names if visible(name) == name]


def kind_name(kind: str) -> str:
    """Return a kind's name for people."""
    return catalogue.kinds()[kind].name


def kind_words(app: App, incomplete: str) -> Words:
    """Return the kinds of session."""
    return catalogue.KINDS


def read_kind(_: App, text: str) -> str:
    """Read a kind of session by its name, another name of it, or an unambiguous beginning."""
    return _word(text, catalogue.kinds(), "no kind of session", "Kinds")


def read_area_name(app: App, text: str) -> str:
    """Read an area of the body without a side."""
    return _word(text, catalogue.areas(app.present.settings.own_words("areas")), "no area", "Areas")


def read_area(app: App, text: str) -> "BodyArea":
    """Read an area, with a side if there is one, as in `hip:left`."""
    from tracker.care.fields import BodyArea

    name, colon, side = text.partition(":")
    area = read_area_name(app, name)
    if not colon:
        return BodyArea(area)
    sides = catalogue.SIDE_SPELLINGS
    return BodyArea(area, sides[choose(side, sides, "no side (your own left is left)", "Sides")])


def area_words(app: App, incomplete: str) -> Words:
    """Return the areas of the body, the person's own among them."""
    return catalogue.areas(app.present.settings.own_words("areas"))


def read_minutes(_: App, text: str) -> dt.timedelta:
    """Read how long a session lasted."""
    from tracker.care.session import LONGEST_SESSION, SHORTEST_SESSION
    from tracker.when import read_duration

    return read_duration(text, SHORTEST_SESSION, LONGEST_SESSION)


def read_style(app: App, text: str) -> str:
    """Read a style of massage."""
    known = catalogue.styles(app.present.settings.own_words("styles"))
    return _word(text, known, "no style of massage", "Styles")


def read_at(app: App, text: str) -> "Moment":
    """Read when a session began."""
    from tracker.when import read_moment

    return read_moment(text, app.present.now, app.present.zone, app.present.settings.day_starts_at)


def read_name(_: App, text: str) -> str:
    """Read the name of a person."""
    name = storable(text, LONGEST_NAME, "a name")
    if not name:
        raise BadInput("{}: a name is needed, as in --with Ana.", text)
    return name


def provider_words(app: App, incomplete: str) -> Words:
    """Return the names of the people in the diary that can be typed as they are."""
    if not app.database.exists():
        return []
    with app.reading() as journal:
        names = [person.name for person in journal.providers.all()]
    return [name for name in names if visible(name) == name]


def _usual(app: App, kind: str) -> dict[str, Any]:
    """Return what the settings say of a kind where nothing is told."""
    settings = app.present.settings
    usual: dict[str, Any] = {"minutes": dt.timedelta(minutes=settings.minutes(kind))}
    if areas := settings.areas(kind):
        usual["area"] = [_set(f"{kind}.area", read_area, app, area) for area in areas]
    if kind == "massage" and settings.style:
        usual["style"] = _set("massage.style", read_style, app, settings.style)
    if "provider" in catalogue.kinds()[kind].fields and settings.provider(kind):
        usual["provider"] = settings.provider(kind)
    return usual


def _set(key: str, read: Callable[[App, str], Any], app: App, text: str) -> Any:
    try:
        return read(app, text)
    except BadInput as error:
        raise error.named(f"the setting {key} =") from None


def _word(word: str, known: Mapping[str, Any], what: str, called: str) -> str:
    spelled = catalogue.resolve(known).get(word_key(word))
    return spelled or choose(word, known, what, called)


def _read_pain(_: App, text: str) -> tuple[int, int | None]:
    readings = re.fullmatch(r"\s*([0-9]{1,3})\s*(?::\s*([0-9]{1,3})\s*)?", text, re.ASCII)
    levels = [int(level) for level in readings.groups() if level] if readings else []
    if not levels or max(levels) > 10:
        raise BadInput(
            "{}: pain goes from 0 (none) to 10 (the worst imaginable), as in --pain 6, or "
            "--pain 6:3 for before and after.",
            text,
        )
    return levels[0], levels[1] if len(levels) > 1 else None


def _read_temperature(app: App, text: str) -> float:
    found = re.fullmatch(
        r"\s*(-?[0-9]{1,3}(?:[.,][0-9]{1,2})?)\s*°?\s*([cf]?)\s*", text, re.IGNORECASE | re.ASCII
    )
    if not found:
        raise BadInput("{}: a temperature is a number, as in 37, 37.5C or 99F.", text)
    degrees = float(found[1].replace(",", "."))
    unit = found[2].upper() or app.present.settings.temperature_unit
    return round((degrees - 32) * 5 / 9 if unit == "F" else degrees, 2)


def _celsius(app: App, kind: str, celsius: float) -> float:
    """Return the temperature if the kind can have it; a slip of the finger is refused."""
    sort = catalogue.kinds()[kind]
    assert sort.temperature is not None
    least, most = sort.temperature
    if least <= celsius <= most:
        return celsius
    fahrenheit = [f"{degrees * 9 / 5 + 32:g}" for degrees in (least, most)]
    raise BadInput(
        f"{{}} °C cannot be: for {sort.name}, {least:g} to {most:g} °C are accepted "
        f"({fahrenheit[0]} to {fahrenheit[1]} F, written with an F behind the number).",
        f"{celsius:g}",
    ).named("--temperature")


def _amounts(app: App, told: Mapping[str, Any], currency: str | None) -> dict[str, "Money | None"]:
    amounts: dict[str, Money | None] = {}
    usual = currency or app.present.settings.currency
    for name in ("cost", "covered"):
        if name not in told:
            continue
        from tracker.care.money import read_money

        text = told[name]
        try:
            amounts[name] = None if text is None else read_money(text, usual)
        except ValueError as error:
            raise BadInput(str(error), text).named(f"--{name}") from None
        # What is covered is in the currency of the cost, unless it says its own.
        if (cost := amounts.get("cost")) is not None:
            usual = cost.currency
    return amounts


def as_typed(_: App, text: str) -> str:
    """Keep a value for the place that knows how to read it."""
    return text


def read_note(_: App, text: str) -> str | None:
    """Read a note; nothing but blanks is none."""
    return storable(text) or None


def _one_of(words: Iterable[str], what: str) -> Callable[[App, str], str]:
    return lambda _, text: choose(text, words, what)


def _listed(words: Iterable[str]) -> Callable[[App, str], Words]:
    return lambda _, __: words


_Option = tuple[str, Callable[[App, str], Any], Callable[[App, str], Words] | None, str | None, str]
_OPTIONS: dict[str, _Option] = {
    "minutes": ("--minutes", read_minutes, None, "LENGTH", "How long: 20, 1h30, 90s."),
    "at": (
        "--at",
        read_at,
        None,
        "WHEN",
        'When it began: "yesterday 18:30", "20m ago", 2026-11-20.',
    ),
    "pain": ("--pain", _read_pain, None, "BEFORE[:AFTER]", "Pain from 0 to 10, as in 6 or 6:3."),
    "area": (
        "--area",
        read_area,
        area_words,
        "AREA[:SIDE]",
        "Where: lower-back, hip:left. May be given several times.",
    ),
    "style": (
        "--style",
        read_style,
        lambda app, _: catalogue.styles(app.present.settings.own_words("styles")),
        "STYLE",
        "Style of massage: swedish, orthopedic, hot-stone.",
    ),
    "provider": ("--with", read_name, provider_words, "NAME", "Who gave it or was seen."),
    "performer": (
        "--by",
        _one_of(catalogue.PERFORMERS, "not one who can have given it"),
        _listed(catalogue.PERFORMERS),
        "WHO",
        f"Who did it: {', '.join(catalogue.PERFORMERS)}.",
    ),
    "purpose": (
        "--purpose",
        _one_of(catalogue.PURPOSES, "no purpose"),
        _listed(catalogue.PURPOSES),
        "PURPOSE",
        f"What for: {', '.join(catalogue.PURPOSES)}.",
    ),
    "cost": ("--cost", as_typed, None, "AMOUNT", "What it cost: 80, 80.50, 80 USD."),
    "covered": ("--covered", as_typed, None, "AMOUNT", "How much of it insurance covers."),
    "claim": (
        "--claim",
        _one_of(catalogue.CLAIMS, "no state of a claim"),
        _listed(catalogue.CLAIMS),
        "STATE",
        f"State of the claim: {', '.join(catalogue.CLAIMS)}.",
    ),
    "temperature": ("--temperature", _read_temperature, None, "DEGREES", "37, 37.5C, 99F."),
    "barrier": ("--barrier", as_typed, None, None, "Whether a cloth lay between it and the skin."),
    "exercises": (
        "--exercise",
        read_exercise,
        exercise_words,
        "NAME[:DOSE]",
        "What was done: bird-dog:3x10x8s. May be given several times.",
    ),
    "routine": (
        "--routine",
        read_routine,
        routine_words,
        "NAME",
        "The routine that was followed: tracker routine list.",
    ),
    "note": ("--note", read_note, None, "TEXT", "Whatever is worth remembering."),
}
ALL = tuple(_OPTIONS)
# What the care rules look at.
JUDGED = (
    *("minutes", "area", "style", "provider", "performer", "purpose"),
    *("temperature", "barrier", "pain"),
)
