"""Files as they are named in a command: how a name is read, and what completes one."""

import os
from pathlib import Path

from tracker.app import App
from tracker.errors import BadInput
from tracker.text import visible

STREAM = Path("-")
"""What is named instead of a file for the input, or the output, of the command."""


def read_file(_: App, text: str) -> Path:
    """Return the file that is named, whether there is one or not; raise BadInput for no name of one."""
    if not text or "\0" in text:
        raise BadInput("{} names no file. Write it as in ~/diary-copy.db.", text)
    return Path(os.path.expanduser(text))


def file_words(app: App, incomplete: str) -> list[str]:
    """Return the files and folders that complete a path; hidden ones only where that is begun so.

    Of the only folder that fits, what is in it comes too, as a shell ends a word that is the only
    one.
    """
    folder, slash, begun = incomplete.rpartition("/")
    path = os.path.expanduser(folder + slash) or "."
    try:
        with os.scandir(path) as entries:
            found = sorted(
                f"{folder}{slash}{entry.name}{'/' if entry.is_dir() else ''}"
                for entry in entries
                if entry.name.startswith(begun) and begun.startswith(".") >= (entry.name[0] == ".")
            )
    except OSError:
        return []
    if len(found) == 1 and found[0].endswith("/"):
        found += file_words(app, found[0])
    return [name for name in found if visible(name) == name]
