"""The answer of `export`: what is in the file, and what is not."""

from collections import Counter
from pathlib import Path

from tracker.escaping import shown_path
from tracker.show.sessions import plural
from tracker.show.terminal import Look, wrapped

_BESIDE = {
    "json": "It holds the whole diary, for tracker import; settings lie in a file of their own.",
    "csv": "It holds the sessions alone; the whole diary is in JSON.",
    "ics": "Import it into a calendar, and again whenever plans have changed.",
}
_NAMED = ("session", "reading", "plan")


def written(path: Path, counts: Counter[str], format_: str, is_all: bool, look: Look) -> str:
    """Return what was written where: how many sessions and readings, and how much else."""
    named = [plural(counts[noun], noun) for noun in _NAMED if counts[noun]]
    if others := counts.total() - sum(counts[noun] for noun in _NAMED):
        named.append(plural(others, "other record"))
    *first, last = named or ["nothing, as the diary holds none of it"]
    listed = f"{', '.join(first)} and {last}" if first else last
    said = f"{shown_path(path)} is written: {listed}."
    return "\n".join(
        wrapped(line, look, "  ") for line in [said, *([f"  {_BESIDE[format_]}"] if is_all else [])]
    )
