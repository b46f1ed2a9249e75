"""A new file, whole or not there at all: made beside its place, and named when it is done."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from tracker import private
from tracker.errors import Conflict, NotWritten
from tracker.escaping import shown_path


@contextlib.contextmanager
def new_file(path: Path, *, force: bool = False, is_private: bool = False) -> Iterator[Path]:
    """Yield where to write what becomes the file `path` once the block has ended well.

    Nothing is left of it otherwise. What `is_private` is made for its owner alone. Raises Conflict where the file exists, unless it is to be
    replaced by `force`, and NotWritten where it cannot be written.
    """
    if not force and os.path.lexists(path):
        raise Conflict(
            f"{shown_path(path)} exists already. Nothing was written.",
            "Name another file, or write over it with --force.",
        )
    if not path.parent.is_dir():
        raise NotWritten(
            f"{shown_path(path)} cannot be written: there is no folder {shown_path(path.parent)}.",
            "Make the folder first, or name another file.",
        )
    # The number keeps two processes apart, and this name from being one of the person's own files.
    draft = path.with_name(f"{path.name}.{os.getpid()}~")
    with writing(path):
        draft.unlink(missing_ok=True)
        if is_private:
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, private.FILE_MODE))
    try:
        yield draft
        with writing(path):
            draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str, *, force: bool = False) -> None:
    """Write a new file of text in UTF-8; raises as `new_file` does."""
    write_bytes(path, text.encode(), force=force)


def write_bytes(path: Path, content: bytes, *, force: bool = False) -> None:
    """Write a new file; raises as `new_file` does."""
    with new_file(path, force=force) as draft, writing(path):
        draft.write_bytes(content)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Word as NotWritten what goes wrong while a file is written."""
    try:
        yield
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise NotWritten(
            f"{shown_path(path)} could not be written: {why}.", "Name another file."
        ) from error
