"""The command that a login starts: absolute, and written so that each starter reads the same words."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import BadInput, NotInstalled

if TYPE_CHECKING:
    from tracker.app import App

_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ENV = "/usr/bin/env"
LIGHT = "-OO"
_LOADING = (
    "import tracker.cli.remind, tracker.reminding.process, tracker.journal.reminders, "
    "tracker.journal.due, apscheduler.schedulers.background, jeepney.io.blocking"
)


def command_for(app: "App") -> list[str]:
    """Return the words that remind of this diary, with these settings, at each login."""
    from tracker import places

    diary, config = app.file.path, app.config
    return command(
        sys.executable,
        None if diary == places.diary_path() else diary,
        None if config == places.settings_path() else config,
        is_light=_keeps_bytecode(),
    )


def prepare(words: list[str]) -> None:
    """Have Python keep what a light process loads, or its first start would compile all of it."""
    if LIGHT in words:
        program = words[: words.index("-m")]
        subprocess.run([*program, "-c", _LOADING], check=False, capture_output=True)


def command(
    executable: str,
    database: Path | None = None,
    config: Path | None = None,
    *,
    is_light: bool = False,
) -> list[str]:
    """Return the words that start the reminders from any folder.

    A light process keeps no documentation in its memory, 3 MB less for weeks. `executable` is the Python in use; the program beside it is taken where there is one.
    `database` and `config` are given where they are not the default; relative ones are taken
    from the present folder. Raises BadInput for a path that no login file can hold.
    """
    if not executable:
        raise NotInstalled("Python does not know where its own program lies.")
    words = _program(Path(os.path.abspath(executable)), is_light)
    if database:
        # In the address of a database these two characters have a meaning of their own.
        path = Path(os.path.abspath(database)).as_posix().replace("%", "%25").replace("?", "%3F")
        words += ["--database", f"sqlite:///{path}"]
    if config:
        words += ["--config", os.path.abspath(config)]
    for word in words:
        if _UNWRITABLE.search(word):
            raise BadInput(
                "{} holds a control character or broken text and cannot be started at login. "
                "Rename the file or folder.",
                word,
            )
    return [*words, "remind", "run"]


def _keeps_bytecode() -> bool:
    """Tell whether Python can keep here what it compiles; else each start would take seconds."""
    if sys.dont_write_bytecode:
        return False
    found = [find_spec(name) for name in ("tracker", "sqlalchemy")]
    places = [Path(one.origin).parent for one in found if one and one.origin]
    return len(places) == len(found) and all(os.access(one, os.W_OK) for one in places)


def _program(python: Path, is_light: bool) -> list[str]:
    script, windowless = python.with_name("tracker"), python.with_name("pythonw.exe")
    if windowless.is_file():
        # Any other program would open an empty console window at each login to Windows.
        python = windowless
    elif not is_light and is_program(script):
        return [str(script)]
    # -P keeps a folder named `tracker`, where the login happens to start, from taking our place.
    return [str(python), *([LIGHT] if is_light else []), "-P", "-m", "tracker"]


def is_program(path: Path) -> bool:
    """Tell whether there is a file that can be started."""
    return path.is_file() and os.access(path, os.X_OK)


def startable(words: list[str]) -> list[str]:
    """Return the words with a program that systemd and desktops can start.

    They read the program less carefully than its arguments: systemd refuses quotes and
    backslashes in it and leaves `$$` doubled, GLib leaves `%%` doubled. Such a path becomes an
    argument of env, which in turn takes a word with `=` for a variable.
    """
    if not re.search(r"""[%$'"`\\]""", words[0]):
        return words
    if "=" in words[0]:
        raise BadInput(
            "{} cannot be started at login: a path cannot hold both = and a quote, backslash, "
            "% or $. Install the program in another folder.",
            words[0],
        )
    return [_ENV, *words]


def program_in(line: str) -> str:
    """Return the program of a line of double-quoted words with `%` doubled; "" if there is none."""
    words = [
        re.sub(r"\\(.)", r"\1", quoted or bare).replace("%%", "%")
        for quoted, bare in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    ]
    return next((word for word in words if word != _ENV), "")
