"""Files for their owner alone: made so whatever the umask, and never reached through a link."""

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from tracker.errors import TrackerError
from tracker.escaping import shown_path

FILE_MODE, FOLDER_MODE = 0o600, 0o700

# Windows knows none of these. Without waiting, no pipe can hold up whoever opens it.
PROMPTLY = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_SAFELY = PROMPTLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NOCTTY", 0)
_KINDS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def kind_of(mode: int) -> str:
    """Return what something is that is no file, as in "a folder"."""
    return next((name for is_kind, name in _KINDS if is_kind(mode)), "a device")


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, for their owner alone; raise OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=FOLDER_MODE)
        give_mode(folder, FOLDER_MODE)


def give_mode(path: Path, mode: int) -> None:
    """Give a file or folder of ours its mode, where the umask took more than it should, or less."""
    # Some file systems know no modes at all.
    with contextlib.suppress(PermissionError):
        path.chmod(mode)


def open_file(path: Path, flags: int) -> int:
    """Open a regular file with these flags of `os.open`, and return its descriptor.

    Where it is to be created, its folder, which is the program's own, is made as well. Both are
    closed to others if they are not yet. Raises FileNotFoundError where it is missing, and
    TrackerError where it cannot be opened or where something else, such as a link, is in its place.
    """
    with troubles(path):
        if flags & os.O_CREAT:
            _prepare_folder(path.parent)
        _refuse_other(path)
        try:
            descriptor = os.open(path, flags | _SAFELY, FILE_MODE)
        except OSError:
            _refuse_other(path)
            raise
        try:
            _close_to_others(descriptor, path)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor


def replace(path: Path, content: bytes, *, is_lasting: bool = True) -> None:
    """Put a file of this content in place of `path` in one step, so that none is ever seen half.

    What need not outlast a loss of power is not waited for. Raises TrackerError where that cannot be, or where something else is in its place.
    """
    draft = path.with_name(path.name + "~")
    with troubles(path):
        make_room(path)
        draft.unlink(missing_ok=True)
        descriptor = open_file(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
                if is_lasting:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(draft, path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def make_room(path: Path) -> None:
    """Make the folder of `path`, and refuse what is there and is neither a file nor a socket."""
    with troubles(path):
        _prepare_folder(path.parent)
        _refuse_other(path, stat.S_ISREG, stat.S_ISSOCK)


def _prepare_folder(folder: Path) -> None:
    make_folder(folder)
    status = folder.lstat()
    # One that the person put elsewhere by a link is theirs to look after.
    if stat.S_ISDIR(status.st_mode) and status.st_mode & 0o077:
        give_mode(folder, FOLDER_MODE)


def _close_to_others(descriptor: int, path: Path) -> None:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise _other(path, status.st_mode)
    if stat.S_IMODE(status.st_mode) != FILE_MODE and hasattr(os, "fchmod"):
        with contextlib.suppress(PermissionError):
            os.fchmod(descriptor, FILE_MODE)


def _refuse_other(path: Path, *kinds: Callable[[int], bool]) -> None:
    with contextlib.suppress(FileNotFoundError):
        mode = path.lstat().st_mode
        if not any(is_kind(mode) for is_kind in kinds or (stat.S_ISREG,)):
            raise _other(path, mode)


def _other(path: Path, mode: int) -> TrackerError:
    return TrackerError(
        f"{shown_path(path)} is {kind_of(mode)} and no file of its own, so it is left alone.",
        "Move it away, and try again: the file is made anew where it is needed.",
    )


@contextlib.contextmanager
def troubles(path: Path) -> Iterator[None]:
    """Word what the system refuses of `path` within as a TrackerError; what is missing stays that."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise TrackerError(
            f"{shown_path(path)} cannot be used: {error.strerror}.",
            "It and its folder must be yours to read and write, on a disk with room.",
        ) from error
