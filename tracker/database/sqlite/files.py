"""Where the diary lies, and how its file is made."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from tracker import private
from tracker.errors import BadInput, DatabaseTrouble
from tracker.escaping import shown_path, visible
from tracker.places import diary_path
from tracker.servers import shown_address


def path_of(address: str) -> Path:
    """Return the file that a database URL names, the default for an empty one.

    Raises BadInput for anything but a SQLite file.
    """
    if not address:
        return diary_path()
    shown = shown_address(address)
    accepted = (
        "Give a SQLite file, as in sqlite:///diary.db or sqlite:////home/ann/diary.db,"
        " or postgresql+psycopg://NAME@HOST/DATABASE."
    )
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise BadInput(f"{{}} is no database address. {accepted}", shown) from None
    if url.get_backend_name() != "sqlite" or url.get_driver_name() not in ("pysqlite", ""):
        raise BadInput(f"{{}}: a diary is kept in SQLite or PostgreSQL. {accepted}", shown)
    if "?" in address or url.database in (None, "", ":memory:") or "\x00" in str(url.database):
        raise BadInput(f"{{}} names no file. {accepted}", address)
    return Path(str(url.database))


def look_for_place(path: Path) -> None:
    """Raise DatabaseTrouble where no diary can be at `path`, or none could be made there."""
    with _troubles(path):
        _refuse_other(path)
        if path != diary_path():
            path.parent.stat()


def make_file(path: Path) -> None:
    """Create an empty file for its owner alone, whatever the umask; leave an existing one as it is."""
    with _troubles(path):
        _refuse_other(path)
        if path == diary_path():
            private.make_folder(path.parent)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, private.FILE_MODE))
        except FileExistsError:
            return
        private.give_mode(path, private.FILE_MODE)


def _refuse_other(path: Path) -> None:
    """Raise DatabaseTrouble for what is no file, and for a link that leads to none."""
    try:
        mode = path.stat().st_mode
    except OSError:
        if path.is_symlink():
            raise DatabaseTrouble(
                f"the diary cannot be at {shown_path(path)}: that is a link to"
                f" {visible(os.readlink(path))}, where there is no file.",
                "Put the link right or take it away, or choose another file with --database.",
            ) from None
        return
    if not stat.S_ISREG(mode):
        raise DatabaseTrouble(
            f"the diary cannot be at {shown_path(path)}: that is {private.kind_of(mode)}.",
            "Choose another file with --database.",
        )


@contextlib.contextmanager
def _troubles(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise DatabaseTrouble(
            f"the diary cannot be made: the folder {shown_path(path.parent)} does not exist.",
            "Make the folder first, or choose another place with --database.",
        ) from None
    except OSError as error:
        raise DatabaseTrouble(
            f"the diary cannot be made in {shown_path(path.parent)}: {error.strerror}.",
            "Choose another place with --database sqlite:///FILE or TRACKER_DATABASE_URL.",
        ) from error


def is_writable(path: Path) -> bool:
    """Tell whether SQLite can write the file, for which it needs the folder too."""
    return os.access(path, os.W_OK) and os.access(os.path.dirname(os.path.realpath(path)), os.W_OK)
