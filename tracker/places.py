"""Where the diary lies, and where its processes leave their locks, the doorbell and the log."""

import contextlib
import os
import sys
from pathlib import Path
from typing import NamedTuple

_NAME = "selfcare-tracker"
_USUAL = {"data": ".local/share", "state": ".local/state"}


class Places(NamedTuple):
    """The files of one diary's reminder process, the lock of its timer, and its name in these.

    `nagged` holds when a command last said that the process does not run.
    """

    lock: Path
    doorbell: Path
    log: Path
    timer: Path
    name: str
    pulse: Path
    nagged: Path


def diary_path() -> Path:
    """Return where the diary is unless the person says otherwise: the platform's data folder."""
    return _own_folder("data") / "diary.db"


def plain_path(address: str) -> Path | None:
    """Return the file that an address of the plain kind names; None for one that must be looked at.

    It needs nothing that opens a diary, for whoever does not open it.
    """
    if not address:
        return diary_path()
    name = address.removeprefix("sqlite:///")
    if name in (address, "", ":memory:") or set(name) & set("?%\0"):
        return None
    return Path(name)


def places_of(database: Path) -> Places:
    """Return the files for the diary in `database`; its name makes them its own.

    They lie in the folder of states and not in that of the running session, because a command in
    a cron job or over ssh knows no session and has to find the same ones.
    """
    folder = _own_folder("state")
    name = digest(os.fsencode(os.path.realpath(database)))[:12]
    return Places(
        folder / f"remind-{name}.lock",
        folder / f"remind-{name}.bell",
        folder / f"remind-{name}.log",
        folder / f"timer-{name}.lock",
        name,
        folder / f"remind-{name}.json",
        folder / f"remind-{name}.said",
    )


def _own_folder(kind: str) -> Path:
    """Return the program's folder of `data` or of `state`, where the platform has such folders.

    On Linux that is quickly told by the XDG Base Directory Specification; loading platformdirs for
    it would take a seventh of the time in which a prompt is answered.
    """
    if sys.platform == "linux":
        told = os.environ.get(f"XDG_{kind.upper()}_HOME", "")
        home = os.environ.get("HOME", "")
        if os.path.isabs(told) or os.path.isabs(home):
            return Path(told if os.path.isabs(told) else f"{home}/{_USUAL[kind]}", _NAME)
    import platformdirs

    folders = {"data": platformdirs.user_data_path, "state": platformdirs.user_state_path}
    return folders[kind](_NAME, appauthor=False)


def digest(content: bytes) -> str:
    """Return the SHA-256 of something, without loading all of OpenSSL where that can be helped."""
    from importlib import import_module

    for name in ("_sha2", "_sha256", "hashlib"):
        with contextlib.suppress(ImportError):
            return str(import_module(name).sha256(content).hexdigest())
    raise AssertionError("Python comes without SHA-256")
