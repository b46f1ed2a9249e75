"""Who owns a claim: which process, so that one that has ended holds up no other."""

import os
import re
import socket
import sys
from pathlib import Path

from tracker.places import digest

_NAME = re.compile(r"([0-9a-f]+)-([0-9a-f]+)-(\d+)-(\d+)-[0-9a-f]+")
_MACHINE_ID = re.compile(r"[0-9a-f]{32}")
# The states of proc_pid_stat(5) in which a process has ended and is only not yet forgotten.
_ENDED = ("Z", "X", "x")


def own_name() -> str:
    """Return the name under which this process claims; each call gives another one.

    It holds the machine, its boot, and the number and the start of the process, as numbers are
    used again. Where these cannot be told, as outside of Linux, it is a name like any other.
    """
    pid, unique = os.getpid(), os.urandom(4).hex()
    machine, started = _machine(), _started(pid)
    if not machine or started is None:
        return f"{pid}-{unique}"
    return f"{machine}-{_boot()}-{pid}-{started}-{unique}"


def is_dead(owner: str) -> bool:
    """Tell whether the process of this name has surely ended: only its own machine can know."""
    named = _NAME.fullmatch(owner)
    if not named or named[1] != _machine():
        return False
    if named[2] != _boot():
        return True
    pid, started = int(named[3]), _started(int(named[3]))
    return _is_gone(pid) if started is None else started != int(named[4])


def _machine() -> str:
    """Return what no other machine, and no container, is called; empty where that is not known.

    The identity of a machine is not for others to see, so that only a digest of it is used.
    """
    if sys.platform != "linux":
        return ""
    try:
        identity = Path("/etc/machine-id").read_text(encoding="ascii").strip()
        processes = os.readlink("/proc/self/ns/pid")
    except (OSError, ValueError):
        return ""
    if not _MACHINE_ID.fullmatch(identity):
        return ""
    whole = f"{identity} {processes} {socket.gethostname()}"
    return digest(os.fsencode(whole))[:12]


def _boot() -> str:
    """Return a name of the time since the machine was started."""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]


def _started(pid: int) -> int | None:
    """Return when a process started, in ticks since the boot: -1 where it has ended, None unseen."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes().decode("utf-8", "replace")
    except OSError:
        return None
    # The name of the program before may hold anything, also blanks and parentheses.
    fields = stat.rpartition(")")[2].split()
    return -1 if fields[0] in _ENDED else int(fields[19])


def _is_gone(pid: int) -> bool:
    """Tell whether there is no such process, also where those of others are hidden."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
