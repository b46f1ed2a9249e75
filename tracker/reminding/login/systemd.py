"""The systemd user service that starts the reminders."""

import re
from pathlib import Path

from tracker.reminding.login.account import Account, Run, demand
from tracker.reminding.login.command import program_in, startable

NAME = "systemd"
TITLE = "a systemd user service"
ENCODING = "utf-8"
STARTS_NOW = True
UNIT = "tracker-remind.service"

# `default.target`, as plain window managers never start `graphical-session.target`.
# Exit codes 2 and 4 (wrong usage, already running) would be the same at the next attempt.
_UNIT_TEXT = """\
[Unit]
Description=tracker reminders

[Service]
Type=notify
NotifyAccess=main
ExecStart={command}
Restart=on-failure
RestartSec=30s
RestartPreventExitStatus=2 4
WatchdogSec=120s

[Install]
WantedBy=default.target
"""


def place(account: Account) -> Path:
    return account.config_folder() / "systemd" / "user" / UNIT


def text(words: list[str], account: Account) -> str:
    """Return the unit; the quoting is that of systemd.service(5), part "Command lines"."""
    return _UNIT_TEXT.format(command=" ".join(_quoted(word) for word in startable(words)))


def program(text: str) -> str:
    found = re.search(r"^ExecStart=(.*)$", text, re.MULTILINE)
    return program_in(found[1]).replace("$$", "$") if found else ""


def is_on(account: Account, run: Run) -> bool:
    return _link(account).is_symlink()


def switch_on(account: Account, run: Run) -> None:
    demand(run, "systemctl", "--user", "daemon-reload")
    demand(run, "systemctl", "--user", "enable", UNIT)
    # `enable --now` would leave a running one with the command of the file before this.
    demand(run, "systemctl", "--user", "restart", UNIT)


def switch_off(account: Account, run: Run) -> None:
    try:
        demand(run, "systemctl", "--user", "disable", "--now", UNIT)
    finally:
        _link(account).unlink(missing_ok=True)


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped.replace("%", "%%").replace("$", "$$")}"'


def _link(account: Account) -> Path:
    return place(account).parent / "default.target.wants" / UNIT
