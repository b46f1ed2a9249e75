"""The command that a login starts: absolute, and written so that each starter reads the same words."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import BadInput, NotInstalled
from tracker.escaping import command as recommended
from tracker.servers import is_of_server, read_server

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

    config = app.config
    return command(
        sys.executable,
        address_for_login(app),
        None if config == places.settings_path() else config,
        is_light=_keeps_bytecode(),
    )


def address_for_login(app: "App") -> str:
    """Return the address that a login has to name; "" where it finds the same diary without one.

    Raises BadInput for one with a password, which everybody could read there.
    """
    from tracker import places
    from tracker.database.sqlite.files import path_of

    found = app.address_in_settings()
    if not app.is_on_server:
        path = Path(os.path.abspath(app.file.path))
        is_found = not is_of_server(found) and path == Path(os.path.abspath(path_of(found)))
        return "" if is_found else places.address_of(path)
    if app.address == found:
        return ""
    told = read_server(app.address)
    if told.has_password:
        raise BadInput(
            "{} was given with a password, which every program could read in what starts at login."
            " Leave it out of the address, and write it into ~/.pgpass, a file for you alone (0600).",
            told.name,
            f"How: {recommended('help servers')}",
        )
    return app.address


def prepare(words: list[str]) -> None:
    """Have Python keep what a light process loads, or its first start would compile all of it."""
    if LIGHT in words:
        program = words[: words.index("-m")]
        subprocess.run([*program, "-c", _LOADING], check=False, capture_output=True)


def command(
    executable: str,
    address: str = "",
    config: Path | None = None,
    *,
    is_light: bool = False,
) -> list[str]:
    """Return the words that start the reminders from any folder.

    A light process keeps no documentation in its memory, 3 MB less for weeks. `executable` is the Python in use; the program beside it is taken where there is one.
    The `address` of the diary and `config` are given where they are not the default; a relative
    `config` is taken from the present folder. Raises BadInput for what no login file can hold.
    """
    if not executable:
        raise NotInstalled("Python does not know where its own program lies.")
    words = _program(Path(os.path.abspath(executable)), is_light)
    if address:
        words += ["--database", address]
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
