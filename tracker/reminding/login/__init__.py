"""Starting the reminders when the person logs in: which way, set up, taken away, looked at."""

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from tracker import private
from tracker.errors import NotInstalled
from tracker.reminding.login import autostart, launchd, systemd, tasks
from tracker.reminding.login.account import Account, Run, run_tool
from tracker.reminding.login.command import (
    address_for_login,
    command,
    command_for,
    is_program,
    prepare,
)
from tracker.text import visible

__all__ = [
    "Account",
    "Installed",
    "Run",
    "Way",
    "address_for_login",
    "choose",
    "command",
    "command_for",
    "describe",
    "draft",
    "install",
    "prepare",
    "run_tool",
    "uninstall",
    "ways_of",
]


class Way(Protocol):
    """One way of starting at login; each module named after one is such a way."""

    NAME: str
    TITLE: str
    ENCODING: str
    STARTS_NOW: bool  # Else the reminders begin at the next login.

    def place(self, account: Account) -> Path:
        """Return where its file goes."""
        ...

    def text(self, words: list[str], account: Account) -> str:
        """Return what its file holds, so that `words` are started."""
        ...

    def program(self, text: str) -> str:
        """Return the program that its file names; "" if the text is not such a file."""
        ...

    def is_on(self, account: Account, run: Run) -> bool:
        """Tell whether the next login will start it."""
        ...

    def switch_on(self, account: Account, run: Run) -> None:
        """Have the platform take up the file that was just written."""
        ...

    def switch_off(self, account: Account, run: Run) -> None:
        """End what runs and have the platform forget the file, which is about to be removed."""
        ...


# Both at once would start the reminders twice.
_EITHER_OF: tuple[Way, ...] = (systemd, autostart)


class Installed(NamedTuple):
    """How the reminders start at login: the way, its file and what is in it, and whether it works."""

    way: Way
    path: Path
    text: str
    program: str
    is_on: bool
    program_exists: bool

    @property
    def trouble(self) -> str:
        """Say in one sentence why nothing will start at login; "" where all is well."""
        if not self.program_exists:
            return f"It points at {visible(self.program) or 'no program'}, which does not exist."
        return "" if self.is_on else "It is switched off."


def ways_of(platform: str) -> list[Way]:
    """Return the ways that `sys.platform` has, the better one first."""
    if platform == "darwin":
        return [launchd]
    if platform == "win32":
        return [tasks]
    return list(_EITHER_OF)


def choose(
    platform: str, environment: Mapping[str, str], which: Callable[[str], str | None]
) -> Way:
    """Return the way for this login; systemd only where its manager of the user's services runs."""
    first, *others = ways_of(platform)
    if not others:
        return first
    folder = environment.get("XDG_RUNTIME_DIR", "")
    has_manager = bool(folder) and Path(folder, "systemd", "private").exists()
    return systemd if has_manager and which("systemctl") else autostart


def draft(way: Way, words: list[str], account: Account) -> tuple[Path, str]:
    """Return where the file of this way would go, and its text; nothing is written."""
    return way.place(account), way.text(words, account)


def install(way: Way, words: list[str], account: Account, run: Run) -> Path:
    """Start `words` at login in this way and in no other; return the file written.

    Where the tool of the platform fails, the file stays and NotInstalled says so; what was
    installed in another way before is then left as it was.
    """
    path, text = draft(way, words, account)
    _write(path, text.encode(way.ENCODING))
    try:
        way.switch_on(account, run)
    except NotInstalled as failure:
        raise NotInstalled(
            f"{visible(str(path))} was written, but {failure.message}",
            "Install again when the cause is put right, or take the file away with "
            "`tracker remind uninstall`.",
        ) from failure
    rivals = [other for other in _EITHER_OF if way in _EITHER_OF and other is not way]
    for rival in rivals:
        if _is_there(rival, account, run):
            # systemd may be out of reach, which is why the other way was chosen.
            with contextlib.suppress(NotInstalled):
                _remove(rival, account, run)
    return path


def uninstall(platform: str, account: Account, run: Run) -> list[Path]:
    """Start nothing at login any more; return the files taken away, none where there were none.

    Raises NotInstalled where a tool failed; the files are gone then all the same.
    """
    removed, failure = [], None
    for way in ways_of(platform):
        if _is_there(way, account, run):
            try:
                removed.append(_remove(way, account, run))
            except NotInstalled as error:
                failure = error
    if failure:
        raise failure
    return removed


def describe(platform: str, account: Account, run: Run) -> list[Installed]:
    """Return how the reminders start at login: nothing where they do not, two if both ways are left."""
    return [
        _described(way, account, run) for way in ways_of(platform) if _is_there(way, account, run)
    ]


def _described(way: Way, account: Account, run: Run) -> Installed:
    path = way.place(account)
    try:
        text = path.read_bytes().decode(way.ENCODING, "replace")
    except OSError:
        text = ""
    program = way.program(text)
    is_on = way.is_on(account, run)
    return Installed(way, path, text, program, is_on, bool(program) and is_program(Path(program)))


def _is_there(way: Way, account: Account, run: Run) -> bool:
    return way.place(account).exists() or way.is_on(account, run)


def _remove(way: Way, account: Account, run: Run) -> Path:
    path = way.place(account)
    failure = None
    try:
        way.switch_off(account, run)
    except NotInstalled as error:
        failure = error
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise NotInstalled(f"{visible(str(path))} cannot be removed: {error.strerror}.") from error
    if failure:
        raise NotInstalled(
            f"{visible(str(path))} was removed, but {failure.message}",
            "Nothing starts at the next login; reminders that run now may go on until then.",
        ) from failure
    return path


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by everybody, making its folders."""
    new = path.with_name(f".{path.name}.new")
    try:
        private.make_folder(path.parent)
        with open(new, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(new, 0o644)
        os.replace(new, path)
    except OSError as error:
        raise NotInstalled(f"{visible(str(path))} cannot be written: {error.strerror}.") from error
