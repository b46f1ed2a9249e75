"""The lock that lets one reminder process run for one database on one machine."""

import os
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tracker import private
from tracker.errors import Conflict
from tracker.locking import locks, unlock
from tracker.text import visible

# A lock that is only being looked at is tried again: a look lasts microseconds, a second is ample.
_ATTEMPTS = 200
_PAUSE_S = 0.005


class Holder(NamedTuple):
    """The process that holds the lock now; `pid` is 0 where it has not yet said which it is."""

    pid: int
    started_at: str


class Lock:
    """A lock that is held until `close`, or until the process ends in whatever way.

    The file itself stays: removing it would let two processes lock two files of one name.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def close(self) -> None:
        """Let go of the lock; doing so twice does no harm."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def acquire(path: Path, pid: int, started_at: str) -> Lock:
    """Take the lock and note who has it; the folder of `path` is made where it is missing.

    `started_at` is the instant as a person reads it, on one line. Raises Conflict where another
    process has the lock, TrackerError where the file cannot be used.
    """
    descriptor = private.open_file(path, os.O_RDWR | os.O_CREAT)
    try:
        if not _take(descriptor):
            other = _read(descriptor)
            since = f" since {visible(other.started_at)}" if other.started_at else ""
            who = f" (process {other.pid})" if other.pid else ""
            raise Conflict(f"The reminders are already running{since}{who}.")
        line = f"{pid} {started_at}\n".encode()
        # Written over and then cut, so that a reader never finds an empty file.
        with private.troubles(path):
            os.write(descriptor, line)
            os.ftruncate(descriptor, len(line))
    except BaseException:
        os.close(descriptor)
        raise
    return Lock(descriptor)


def holder(path: Path) -> Holder | None:
    """Return who holds the lock at this moment, or None; the lock itself is asked, not the text.

    Raises TrackerError where its file cannot be used.
    """
    try:
        descriptor = private.open_file(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        return None if locks(descriptor, is_shared=True) else _read(descriptor)
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    import threading  # Who only looks who holds it needs none of that.

    for _ in range(_ATTEMPTS):
        if locks(descriptor, is_shared=False):
            return True
        if not locks(descriptor, is_shared=True):
            return False
        # Nobody holds it: another process was just looking who does.
        unlock(descriptor)
        threading.Event().wait(_PAUSE_S)
    return False


def _read(descriptor: int) -> Holder:
    os.lseek(descriptor, 0, os.SEEK_SET)
    line = os.read(descriptor, 200).decode(errors="replace").partition("\n")[0]
    pid, _, started_at = line.partition(" ")
    return Holder(int(pid), started_at) if pid.isdecimal() else Holder(0, "")
