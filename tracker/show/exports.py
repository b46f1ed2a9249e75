"""The answer of `export`: what is in the file, and what is not."""

from collections import Counter
from pathlib import Path

from tracker.escaping import shown_path
from tracker.show.sessions import plural
from tracker.show.terminal import Look, wrapped

_NOT_IN_IT = "It holds the whole diary but for what undo could take back; settings lie in a file of their own."


def written(path: Path, counts: Counter[str], is_all: bool, look: Look) -> str:
    """Return what was written where: how many sessions and readings, and how much else."""
    named = [plural(counts["session"], "session")]
    if counts["reading"]:
        named.append(plural(counts["reading"], "reading"))
    if others := counts.total() - counts["session"] - counts["reading"]:
        named.append(plural(others, "other record"))
    said = f"{shown_path(path)} is written: {', '.join(named)}."
    return "\n".join(wrapped(line, look) for line in [said, *([_NOT_IN_IT] if is_all else [])])
