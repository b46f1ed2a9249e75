"""What a check-up of the program found, in words: a line for each thing."""

from typing import TYPE_CHECKING

from tracker.escaping import command
from tracker.show.terminal import ASCII, Look, table, wrapped

if TYPE_CHECKING:
    from tracker.doctor import Checkup
    from tracker.doctor.diagnosis import Diagnosis
    from tracker.present import Present


def checkup(found: "Checkup", present: "Present", look: Look) -> str:
    """Return a line for each thing that was looked at, and what to do at the end."""
    rows = [[_state(one, look), one.part, _words(one)] for one in found.diagnoses]
    lines = [
        *(f"Mended: {sentence}" for sentence in found.mended),
        *(f"Not mended: {sentence}" for sentence in found.not_mended),
    ]
    return "\n".join(
        [
            *(wrapped(line, look, "  ") for line in lines),
            *([""] if lines else []),
            *table(rows, look, core=1, beneath=[2], indent=""),
            "",
            wrapped(_end(found), look, "  "),
        ]
    )


def _state(one: "Diagnosis", look: Look) -> str:
    is_plain = look.marks is ASCII
    match one.state:
        case "good":
            return f"{'+' if is_plain else '✓'} {look.done('good')}"
        case "warning":
            return f"! {look.held('warning')}"
    return f"{'#' if is_plain else '✗'} {look.missed('bad')}"


def _words(one: "Diagnosis") -> str:
    return f"{one.words}: {one.command}" if one.command else one.words


def _end(found: "Checkup") -> str:
    bad = sum(one.state == "bad" for one in found.diagnoses)
    warnings = sum(one.state == "warning" for one in found.diagnoses)
    if not bad and not warnings:
        return "All is well."
    count = ", ".join(
        [
            *([f"{bad} bad"] if bad else []),
            *([f"{warnings} warning{'s' if warnings > 1 else ''}"] if warnings else []),
        ]
    )
    if any(one.fix for one in found.diagnoses) and not found.not_mended:
        return f"{count}. Mend what is safe to mend: {command('doctor --fix')}"
    return f"{count}."
