"""The doorbell at which a command that changed something wakes the reminder process."""

import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import private
from tracker.errors import TrackerError

if TYPE_CHECKING:
    from socket import socket

_RING = b"!"
_LONGEST_RING = 64
# More than a socket keeps waiting, so that a flood of rings cannot hold up the reminders.
_MOST_AT_ONCE = 1000


class Doorbell:
    """A socket that becomes readable when somebody rings at `path`.

    It is a Unix datagram socket. Where there can be none (on Windows, in a folder whose path is
    too long, on some file systems) it is a UDP socket of this machine alone, and the file
    at `path` says its port and the secret that a ring must bring along. Only one process may
    have the doorbell of a path at a time; its lock sees to that. Raises TrackerError where a link
    or the like is in its place.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # A stranger is kept away from a Unix socket by the rights of its file.
        self._secret = _RING
        private.make_room(path)
        path.unlink(missing_ok=True)
        try:
            self._socket = _unix_socket(path)
        except (OSError, ImportError):
            self._secret = os.urandom(16).hex().encode()
            self._socket = _local_socket(path, self._secret)

    def fileno(self) -> int:
        """Return the descriptor for `select`."""
        return self._socket.fileno()

    def drain(self) -> bool:
        """Take in all rings that wait, without waiting for any; tell whether there were any."""
        rung = False
        for _ in range(_MOST_AT_ONCE):
            try:
                ring = self._socket.recv(_LONGEST_RING)
            except OSError:
                break
            rung = rung or ring == self._secret
        return rung

    def close(self) -> None:
        """Take the doorbell away; doing so twice does no harm."""
        if self._socket.fileno() >= 0:
            self._socket.close()
            self._path.unlink(missing_ok=True)


def ring(path: Path) -> None:
    """Wake the process whose doorbell is at `path`, if there is one; never wait, never fail.

    A lost ring costs little: the process looks by itself at each heartbeat.
    """
    with contextlib.suppress(OSError, ValueError, OverflowError, TrackerError):
        kind = os.lstat(path).st_mode
        import socket  # Most of the time nobody listens, and this is not needed.

        if stat.S_ISSOCK(kind):
            _send(socket.AF_UNIX, str(path), _RING)
        elif stat.S_ISREG(kind):
            with open(private.open_file(path, os.O_RDONLY), "rb") as file:
                port, secret = file.read().split()
            _send(socket.AF_INET, ("127.0.0.1", int(port)), secret)


def _send(family: int, address: str | tuple[str, int], content: bytes) -> None:
    from socket import SOCK_DGRAM, socket

    with socket(family, SOCK_DGRAM) as bell:
        bell.setblocking(False)
        bell.sendto(content, address)


def _unix_socket(path: Path) -> "socket":
    from socket import AF_UNIX, SOCK_DGRAM, socket

    bell = socket(AF_UNIX, SOCK_DGRAM)
    try:
        bell.setblocking(False)
        bell.bind(str(path))
        os.chmod(path, private.FILE_MODE)
    except OSError:
        bell.close()
        raise
    return bell


def _local_socket(path: Path, secret: bytes) -> "socket":
    from socket import AF_INET, SOCK_DGRAM, socket

    bell = socket(AF_INET, SOCK_DGRAM)
    try:
        bell.setblocking(False)
        bell.bind(("127.0.0.1", 0))
        private.replace(path, b"%d %b" % (bell.getsockname()[1], secret))
    except (OSError, TrackerError):
        bell.close()
        raise
    return bell
