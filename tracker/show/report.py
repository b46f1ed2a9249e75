"""The answer of `report`, beside the page itself."""

from typing import TYPE_CHECKING

from tracker.escaping import shown_path
from tracker.show.red_flags import emergency
from tracker.show.terminal import Look, wrapped

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.journal.conditions import Noted
    from tracker.present import Present


def written(path: "Path", noted: "Noted | None", present: "Present", look: Look) -> str:
    """Return where the page is, and how it is taken along."""
    said = f"{shown_path(path)} is written."
    if path.suffix.casefold() != ".pdf":
        said += " Any browser shows it, and prints it or makes a PDF of it."
    return "\n".join([*emergency(noted, present, look), wrapped(said, look)])
