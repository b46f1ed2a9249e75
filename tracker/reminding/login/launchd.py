"""The launchd agent that starts the reminders on macOS."""

from pathlib import Path

from tracker.reminding.login.account import Account, Run, demand, succeeds
from tracker.reminding.supervisor import LAUNCHD_LABEL

NAME = "launchd"
TITLE = "a launchd agent"
ENCODING = "utf-8"
STARTS_NOW = True


def place(account: Account) -> Path:
    return account.home / "Library" / "LaunchAgents" / f"{LAUNCHD_LABEL}.plist"


def text(words: list[str], account: Account) -> str:
    """Return the property list; its keys are explained in launchd.plist(5)."""
    import plistlib

    agent = {
        "Label": LAUNCHD_LABEL,
        "ProgramArguments": words,
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 30,
        "ProcessType": "Background",
        "LimitLoadToSessionType": "Aqua",
        "StandardErrorPath": str(account.home / "Library" / "Logs" / "tracker-remind.log"),
    }
    return plistlib.dumps(agent, sort_keys=False).decode(ENCODING)


def program(text: str) -> str:
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        return str(plistlib.loads(text.encode(ENCODING))["ProgramArguments"][0])
    except (ExpatError, ValueError, LookupError, TypeError):
        return ""


def is_on(account: Account, run: Run) -> bool:
    return place(account).is_file()


def switch_on(account: Account, run: Run) -> None:
    # One that is loaded already keeps its old command and refuses a second loading.
    switch_off(account, run)
    demand(run, "launchctl", "bootstrap", _domain(account), str(place(account)))


def switch_off(account: Account, run: Run) -> None:
    service = f"{_domain(account)}/{LAUNCHD_LABEL}"
    if succeeds(run, "launchctl", "print", service):
        demand(run, "launchctl", "bootout", service)


def _domain(account: Account) -> str:
    return f"gui/{account.user_number}"
