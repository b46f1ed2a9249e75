"""The account of a person on a machine, and how the platform's own tools are asked there."""

import os
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tracker.errors import NotInstalled
from tracker.text import visible

if TYPE_CHECKING:
    from subprocess import CompletedProcess

# systemctl waits until the reminders say that they are ready, for which they have 90 s.
LONGEST_WAIT_S = 100
LONGEST_REASON = 300

Run = Callable[[list[str]], "CompletedProcess[str]"]


class Account(NamedTuple):
    """Whose login it is: the home folder, the environment and the number of the user."""

    home: Path
    environment: Mapping[str, str]
    user_number: int

    @classmethod
    def current(cls) -> "Account":
        return cls(Path.home(), os.environ, os.getuid() if hasattr(os, "getuid") else 0)

    def config_folder(self) -> Path:
        """Return the folder of settings by the XDG Base Directory Specification 0.8."""
        named = self.environment.get("XDG_CONFIG_HOME", "")
        # A relative one is to be ignored, says the specification.
        return Path(named) if os.path.isabs(named) else self.home / ".config"


def run_tool(words: list[str]) -> "CompletedProcess[str]":
    """Run one of the platform's tools to its end and keep what it says."""
    import subprocess

    return subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=LONGEST_WAIT_S,
        check=False,
    )


def demand(run: Run, *words: str) -> None:
    """Run a tool that must succeed; raise NotInstalled with what it said where it does not."""
    from subprocess import SubprocessError

    try:
        done = run(list(words))
    except (OSError, SubprocessError) as error:
        reason = str(error)
    else:
        if done.returncode == 0:
            return
        reason = " ".join((done.stderr or done.stdout or "").split())
        reason = reason or f"it ended with exit code {done.returncode}"
    raise NotInstalled(f"`{shlex.join(words)}` failed: {visible(reason[:LONGEST_REASON])}")


def succeeds(run: Run, *words: str) -> bool:
    """Tell whether a tool answers a question with yes; one that is not there says no."""
    try:
        demand(run, *words)
    except NotInstalled:
        return False
    return True
