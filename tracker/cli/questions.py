"""The answers to a questionnaire: read off the line, or asked for one by one at the terminal."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from tracker.care.scores import FEWEST_ACTIVITIES, MOST_ACTIVITIES, Answer, Measure
from tracker.cli.streams import aside
from tracker.errors import BadInput
from tracker.escaping import command, quoted, visible
from tracker.text import LONGEST_NAME, find, name_key, storable

_BACK = ("b", "back")
_NONE = "none"
_BETWEEN = f"{FEWEST_ACTIVITIES} to {MOST_ACTIVITIES}"


def read(measure: Measure, words: Sequence[str], known: Sequence[str]) -> list[Answer]:
    """Return the answers that stand on the line; raise BadInput where they are not complete.

    `known` are the person's activities, if the measure asks for any and they have told them.
    """
    if measure.id == "psfs":
        return _read_activities(measure, words, known)
    given = [part for word in words for part in word.replace(",", " ").split()]
    if measure.is_ticked:
        return [Answer(item, 1) for item in _read_ticked(measure, given)]
    count = len(measure.items)
    if len(given) != count:
        refused = f"{measure.name} has {count} questions, and {{}} answers {len(given)} of them."
        raise BadInput(refused, " ".join(given), f"More: {command(f'help checkin {measure.id}')}")
    return [Answer(item, _number(measure, word)) for item, word in enumerate(given, start=1)]


def ask(measure: Measure, known: Sequence[str]) -> list[Answer]:
    """Ask one question after the other; whoever breaks off is asked for nothing more."""
    ways = "y or n, Enter is no" if measure.is_ticked else f"0 to {measure.most_answer}"
    if measure.id != "psfs":
        aside(f"{measure.name}, {measure.about}. {ways}; b goes back, Ctrl-C stores nothing.")
        told = _go_through(_questions(measure), lambda text: _answer(measure, text))
        numbered = enumerate(told, start=1)
        return [Answer(item, it) for item, it in numbered if it or not measure.is_ticked]
    if not known:
        aside(f"Name {_BETWEEN} activities that your back makes hard, such as lifting or sitting.")
    else:
        aside(f"The activities are those of last time; others: {command('checkin psfs --new')}")
    names = known or _ask_activities()
    aside(f"How well can you do each today? {ways}; b goes back, Ctrl-C stores nothing.")
    low, high = measure.ends_of(1)
    questions = [f"{visible(name)} (0 {low}, {measure.most_answer} {high})" for name in names]
    told = _go_through(questions, lambda text: _answer(measure, text))
    pairs = enumerate(zip(names, told, strict=True), start=1)
    return [Answer(item, it, name) for item, (name, it) in pairs]


def read_total(measure: Measure, words: Sequence[str]) -> float:
    """Return a total that was scored elsewhere, in percent."""
    text = " ".join(words)
    number = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        total = float(number) if number.replace(".", "", 1).isdecimal() else -1
    except ValueError:
        total = -1
    if number.isascii() and 0 <= total <= measure.most:
        return total
    raise BadInput(f"{{}}: give its total in percent, from 0 to {measure.most}, as in 34.", text)


def ask_total(measure: Measure) -> float:
    """Ask for a total that was scored elsewhere."""
    question = f"Total of the {measure.name} in percent, as it was scored for you"
    (total,) = _go_through([question], lambda text: read_total(measure, [text]))
    return float(total)


def _questions(measure: Measure) -> list[str]:
    count = len(measure.items)
    if measure.is_ticked:
        numbered = enumerate(measure.items, start=1)
        return [f"{item} of {count}  {asked} [y/N]" for item, asked in numbered]
    return [
        f"{item} of {count}  {asked} (0 {low}, {measure.most_answer} {high})"
        for item, asked in enumerate(measure.items, start=1)
        for low, high in [measure.ends_of(item)]
    ]


def _go_through(questions: Sequence[str], read: Callable[[str], Any]) -> list[Any]:
    """Return what is answered to each; what cannot be read is asked again, and b goes back."""
    given: list[Any] = []
    while len(given) < len(questions):
        text = _prompt(questions[len(given)])
        if text.strip().casefold() in _BACK:
            del given[-1:]
            continue
        try:
            given.append(read(text))
        except BadInput as refusal:
            aside(str(refusal))
    return given


def _ask_activities() -> list[str]:
    names: list[str] = []
    while len(names) < MOST_ACTIVITIES:
        ends = " (Enter: no more)" if len(names) >= FEWEST_ACTIVITIES else ""
        text = _prompt(f"Activity {len(names) + 1}{ends}")
        if not text.strip() and len(names) >= FEWEST_ACTIVITIES:
            break
        if text.strip().casefold() in _BACK:
            del names[-1:]
            continue
        try:
            names.append(_new_activity(text, names))
        except BadInput as refusal:
            aside(str(refusal))
    return names


def _prompt(question: str) -> str:
    """Return what is answered to a question, which is broken between words as all else is."""
    from tracker.show.terminal import look, wrapped

    drawn = wrapped(f"{question}:", look(sys.stderr), "  ")
    asked = click.prompt(drawn, default="", show_default=False, prompt_suffix=" ", err=True)
    return str(asked)


def _answer(measure: Measure, text: str) -> int:
    if not measure.is_ticked:
        return _number(measure, text)
    word = text.strip().casefold()
    if word in ("", "n", "no"):
        return 0
    if word in ("y", "yes"):
        return 1
    raise BadInput("{}: answer y or n.", text)


def _number(measure: Measure, text: str) -> int:
    digits = text.strip()
    if digits in map(str, range(measure.most_answer + 1)):
        return int(digits)
    raise BadInput(f"{{}}: an answer is a whole number from 0 to {measure.most_answer}.", text)


def _read_ticked(measure: Measure, given: Sequence[str]) -> list[int]:
    count = len(measure.items)
    if [word.casefold() for word in given] == [_NONE]:
        return []
    ticked: list[int] = []
    for word in given:
        is_number = word.isascii() and word.isdigit()
        if not is_number or not 1 <= int(word[:9]) <= count:
            refused = f"{{}}: give the numbers of what is true today, 1 to {count}, or {_NONE}."
            raise BadInput(refused, word, f"They stand in: {command(f'help checkin {measure.id}')}")
        if int(word) in ticked:
            raise BadInput("{} is given twice.", word)
        ticked.append(int(word))
    return sorted(ticked)


def _read_activities(measure: Measure, words: Sequence[str], known: Sequence[str]) -> list[Answer]:
    """Return an answer for each activity; those that are known may be answered in their order."""
    if known and all("=" not in word for word in words):
        if len(words) != len(known):
            named = ", ".join(map(visible, known))
            raise BadInput(
                f"there are {len(known)} activities ({named}), and {{}} answers {len(words)} of them.",
                " ".join(words),
            )
        return [
            Answer(item, _number(measure, word), name)
            for item, (name, word) in enumerate(zip(known, words, strict=True), start=1)
        ]
    told: dict[str, int] = {}
    for word in words:
        name, equals, number = word.rpartition("=")
        if not equals:
            raise BadInput("{}: write an activity with its answer, as in lifting=3.", word)
        name = _known_activity(name, known) if known else _new_activity(name, [*told])
        if name in told:
            raise BadInput("{} is given twice.", name)
        told[name] = _number(measure, number)
    if not known and not FEWEST_ACTIVITIES <= len(told) <= MOST_ACTIVITIES:
        refused = f"name {_BETWEEN} activities with their answers; {{}} is {len(told)}."
        raise BadInput(refused, " ".join(words))
    if left := [visible(name) for name in known if name not in told]:
        raise BadInput(f"{{}} leaves out {', '.join(left)}: all are needed.", " ".join(words))
    return [Answer(item, told[name], name) for item, name in enumerate(known or told, start=1)]


def _known_activity(text: str, known: Sequence[str]) -> str:
    found = find(text, known)
    if isinstance(found, str):
        return found
    others = command("checkin psfs --new", quoted(f"{text.strip()}=3"))
    named = ", ".join(map(visible, known))
    raise BadInput(
        f"{{}} is none of your activities: {named}.", text, f"Others from now on? {others} ..."
    )


def _new_activity(text: str, others: Sequence[str]) -> str:
    name = storable(text, LONGEST_NAME, "an activity")
    if not name_key(name) or "=" in name:
        raise BadInput("{}: an activity is a few words, such as lifting.", text)
    if name_key(name) in map(name_key, others):
        raise BadInput("{} is given twice.", text)
    return name
