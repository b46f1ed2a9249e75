"""The answer of `export`: what is in the file, and what is not."""

from collections import Counter
from pathlib import Path

from tracker.escaping import shown_path
from tracker.show.sessions import plural
from tracker.show.terminal import Look, wrapped

_BESIDE = {
    "json": "It holds the whole diary but for what undo could take back; settings lie in a file of"
    " their own.",
    "csv": "It holds the sessions alone; the whole diary is in JSON.",
    "ics": "Your calendar takes it in; take it in again after a change of the plans.",
}
_NAMED = ("session", "reading", "plan")


def written(path: Path, counts: Counter[str], format_: str, is_all: bool, look: Look) -> str:
    """Return what was written where: how many sessions and readings, and how much else."""
    named = [plural(counts[noun], noun) for noun in _NAMED if counts[noun]]
    if others := counts.total() - sum(counts[noun] for noun in _NAMED):
        named.append(plural(others, "other record"))
    said = f"{shown_path(path)} is written: {', '.join(named) or 'nothing'}."
    return "\n".join(
        wrapped(line, look) for line in [said, *([_BESIDE[format_]] if is_all else [])]
    )
