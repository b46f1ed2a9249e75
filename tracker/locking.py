"""Locks on files and folders, as the system has them: gone with the process that held them."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tracker.errors import Conflict
from tracker.escaping import shown_path

# What is changed under such a lock takes milliseconds; one who waits this long has met a process
# that was stopped in the middle.
_PATIENCE_S = 10.0
_PAUSE_S = 0.005


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let nobody else into `folder` who asks for it in this way; wait for whoever is in it.

    The folder itself is locked, so that nothing is left behind in it. Where the system cannot do
    that it goes without. Raises Conflict where another does not leave it for ten seconds.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        # Windows opens no folder. One that cannot be used is met again when a file of it is.
        yield
        return
    try:
        _wait_for(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, folder: Path) -> None:
    if _is_locked(descriptor):
        return
    import threading  # Hardly anybody ever has to wait.

    for _ in range(int(_PATIENCE_S / _PAUSE_S)):
        threading.Event().wait(_PAUSE_S)
        if _is_locked(descriptor):
            return
    raise Conflict(
        f"another process has been changing files in {shown_path(folder)} for {_PATIENCE_S:g} s.",
        "Try again, or end the other process.",
    )


def _is_locked(descriptor: int) -> bool:
    """Lock a folder where that can be done at all; tell whether nobody else has it locked."""
    try:
        return locks(descriptor, is_shared=False)
    except OSError:
        return True  # A file system without locks.


if sys.platform == "win32":
    import msvcrt

    # A byte far behind the text, as a locked part of a file cannot be read on Windows.
    _LOCKED_BYTE = 1 << 30

    def locks(descriptor: int, is_shared: bool) -> bool:
        """Take a lock unless another process holds it; tell whether it was taken."""
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

    def unlock(descriptor: int) -> None:
        """Let go of a lock."""
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def locks(descriptor: int, is_shared: bool) -> bool:
        """Take a lock unless another process holds it; tell whether it was taken."""
        kind = fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(descriptor: int) -> None:
        """Let go of a lock."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)
