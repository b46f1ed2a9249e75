"""Styles of massage in words."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from tracker.care.catalogue import GOALS, MARKS, Style, styles
from tracker.escaping import command
from tracker.show.terminal import Look, safe, table, wrapped

if TYPE_CHECKING:
    from tracker.present import Present

CHOICE = (
    "No two therapists work alike, even within one style, and they stand anywhere from science to "
    "holistic. Which of them suits you is your own choice."
)
_PRESSURE: Mapping[str, str] = MappingProxyType({"no": "gentle", "maybe": "varies", "yes": "deep"})
_GIVEN_BY: Mapping[str, str] = MappingProxyType(
    {"no": "anyone", "advised": "someone trained in it", "required": "a professional only"}
)
_INDENT = " " * 11


def listing(listed: Sequence[Style], present: "Present", look: Look) -> str:
    """Return the styles by their goal, the person's own last, and that the choice is theirs."""
    by_goal = {goal: [one for one in listed if _goal(one) == goal] for goal in (*GOALS, "")}
    ordered = [one for group in by_goal.values() for one in group]
    head = ["style", "approach", "pressure", "given by", ""]
    first, *rest = table([_row(one) for one in ordered], look, head=head, beneath=[4, 1, 3])
    rows, lines = iter(rest), [first]
    for goal, group in by_goal.items():
        if group:
            lines.append(look.bold(_spelled(goal) or "Your own"))
            lines += [next(rows) for _ in group]
    meant = ", ".join(one.id for one in listed if one.meant_for_back)
    said = [
        f"Meant for back pain: {meant}.",
        CHOICE,
        f"Each in full: {command('style show NAME')}",
    ]
    return "\n".join([*lines, *(wrapped(line, look) for line in said)])


def one(shown: Style, present: "Present", look: Look) -> str:
    """Return all that is known of a style."""
    lines = []
    if shown.note:
        lines += [
            ("What", shown.note),
            ("Goal", _spelled(shown.goal)),
            ("Approach", f"{_capital(shown.approach)}, unless your therapist says otherwise"),
            ("Pressure", _capital(_PRESSURE[shown.deep_pressure])),
            ("Warm", "Yes, a session counts as one of heat too" if shown.heat else "No"),
            ("Given by", _capital(_GIVEN_BY[shown.professional])),
            ("Back pain", "Meant for it" if shown.meant_for_back else "Not in particular"),
            ("Also", ", ".join(shown.other_names)),
            ("Source", f"{shown.source}{_mark(shown)}"),
        ]
    else:
        if shown.heat:
            lines.append(("Warm", "Yes, for the care rules"))
        if shown.professional == "required":
            lines.append(("Given by", _capital(_GIVEN_BY[shown.professional])))
        lines.append(("Note", "A style of your own, from the settings; no more is known of it."))
    told = [wrapped(f"{label:11}{text}", look, _INDENT) for label, text in lines]
    name = look.bold(wrapped(_capital(safe(shown.name)), look))
    return "\n".join([name, *told, "", wrapped(CHOICE, look)])


def _row(shown: Style) -> list[str]:
    if not _goal(shown):
        given_by = _GIVEN_BY[shown.professional] if shown.professional == "required" else ""
        return [safe(shown.id), "", "", given_by, "warm" if shown.heat else ""]
    marks = ["warm"] * shown.heat + ["for back pain"] * shown.meant_for_back
    pressure, given_by = _PRESSURE[shown.deep_pressure], _GIVEN_BY[shown.professional]
    return [shown.id, shown.approach, pressure, given_by, ", ".join(marks)]


def _spelled(goal: str) -> str:
    return _capital(goal.replace("-", " ").replace("re education", "re-education"))


def _goal(shown: Style) -> str:
    """Return the goal of a style; nothing for one of the person's own, of which none is known."""
    return shown.goal if shown.id in styles() else ""


def _mark(shown: Style) -> str:
    return "" if shown.mark == "ours" else f" ({MARKS[shown.mark]})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
