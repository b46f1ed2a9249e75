"""Where the diary lies, and where its processes leave their locks, the doorbell and the log."""

import contextlib
import os
import sys
from pathlib import Path
from typing import NamedTuple

_NAME = "selfcare-tracker"
_USUAL = {"data": ".local/share", "state": ".local/state", "config": ".config"}


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


def settings_path() -> Path:
    """Return where the settings are unless the person says otherwise: the platform's own folder."""
    return _own_folder("config") / "config.toml"


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


def address_of(path: Path) -> str:
    """Return the address of the diary in a file."""
    # These two characters have a meaning of their own there.
    return f"sqlite:///{path.as_posix().replace('%', '%25').replace('?', '%3F')}"


def places_of(database: Path) -> Places:
    """Return the files for the diary in `database`; its name makes them its own.

    They lie in the folder of states and not in that of the running session, because a command in
    a cron job or over ssh knows no session and has to find the same ones.
    """
    return _places(os.path.realpath(database))


def places_of_server(key: str) -> Places:
    """Return the files for the diary on a server; the `key` of its address makes them its own."""
    return _places(key)


def desk_name() -> str:
    """Return what tells this person on this machine from all others at a diary of several machines."""
    machine = ""
    with contextlib.suppress(OSError, ValueError):
        machine = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    # The identity of a machine is not for others to see, so that only a digest of it is used.
    whole = f"{machine} {_node()} {_own_folder('state')}"
    return digest(os.fsencode(whole))[:12]


def _node() -> str:
    """Return the name that this machine has for itself."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def _places(whole: str) -> Places:
    folder = _own_folder("state")
    name = digest(os.fsencode(whole))[:12]
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
    """Return the program's folder of `data`, `state` or `config`, where the platform has such folders.

    On Linux that is quickly told by the XDG Base Directory Specification; loading platformdirs for
    it would take a seventh of the time in which a prompt is answered.
    """
    if sys.platform == "linux":
        told = os.environ.get(f"XDG_{kind.upper()}_HOME", "")
        home = os.environ.get("HOME", "")
        if os.path.isabs(told) or os.path.isabs(home):
            return Path(told if os.path.isabs(told) else f"{home}/{_USUAL[kind]}", _NAME)
    import platformdirs

    folders = {
        "data": platformdirs.user_data_path,
        "state": platformdirs.user_state_path,
        "config": platformdirs.user_config_path,
    }
    return folders[kind](_NAME, appauthor=False)


def digest(content: bytes) -> str:
    """Return the SHA-256 of something, without loading all of OpenSSL where that can be helped."""
    from importlib import import_module

    for name in ("_sha2", "_sha256", "hashlib"):
        with contextlib.suppress(ImportError):
            return str(import_module(name).sha256(content).hexdigest())
    raise AssertionError("Python comes without SHA-256")
