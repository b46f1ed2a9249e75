"""The XDG autostart entry that starts the reminders on desktops without systemd."""

import re
from pathlib import Path

from tracker.reminding.login.account import Account, Run
from tracker.reminding.login.command import program_in, startable

NAME = "autostart"
TITLE = "an autostart entry of the desktop"
ENCODING = "utf-8"
STARTS_NOW = False

# No TryExec: a program that is gone would be passed over without a word.
_ENTRY_TEXT = """\
[Desktop Entry]
Type=Application
Name=tracker reminders
Exec={command}
Terminal=false
NoDisplay=true
X-GNOME-Autostart-enabled=true
"""


def place(account: Account) -> Path:
    return account.config_folder() / "autostart" / "tracker-remind.desktop"


def text(words: list[str], account: Account) -> str:
    """Return the entry, quoted by the Desktop Entry Specification 1.5, part "The Exec key".

    A backslash is escaped twice: once in its word, and once more as part of a value.
    """
    line = " ".join(_quoted(word) for word in startable(words))
    return _ENTRY_TEXT.format(command=line.replace("\\", "\\\\"))


def program(text: str) -> str:
    found = re.search(r"^Exec=(.*)$", text, re.MULTILINE)
    return program_in(found[1].replace("\\\\", "\\")) if found else ""


def is_on(account: Account, run: Run) -> bool:
    try:
        entry = place(account).read_text(ENCODING, "replace")
    except OSError:
        return False
    # The settings of a desktop switch an entry off by writing one of these into it.
    off = r"^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$"
    return not re.search(off, entry, re.MULTILINE)


def switch_on(account: Account, run: Run) -> None:
    """Do nothing: the desktop reads its entries at each login."""


def switch_off(account: Account, run: Run) -> None:
    """Do nothing: the desktop reads its entries at each login."""


def _quoted(word: str) -> str:
    escaped = re.sub(r'(["`$\\])', r"\\\1", word)
    return f'"{escaped.replace("%", "%%")}"'
