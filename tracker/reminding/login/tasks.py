"""The task of the Windows Task Scheduler that starts the reminders."""

from pathlib import Path

from tracker.reminding.login.account import Account, Run, demand, succeeds

NAME = "tasks"
TITLE = "a task of the Task Scheduler"
ENCODING = "utf-16"
STARTS_NOW = True
TASK = "tracker reminders"
NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"


def place(account: Account) -> Path:
    """Return where our copy lies; the scheduler keeps one of its own."""
    folder = account.environment.get("LOCALAPPDATA") or account.home / "AppData" / "Local"
    return Path(folder) / "selfcare-tracker" / "tracker-remind.xml"


def text(words: list[str], account: Account) -> str:
    """Return the task in the form of "Task Scheduler Schema" 1.2.

    The settings undo what the scheduler does otherwise: it would not start on battery, would
    stop when the machine goes on battery, and would end the process after 72 hours.
    """
    from subprocess import list2cmdline
    from xml.etree import ElementTree

    def add(parent: ElementTree.Element, **values: str) -> None:
        for tag, value in values.items():
            ElementTree.SubElement(parent, tag).text = value

    user = _user(account)
    task = ElementTree.Element("Task", {"version": "1.2", "xmlns": NAMESPACE})
    triggers = ElementTree.SubElement(task, "Triggers")
    add(ElementTree.SubElement(triggers, "LogonTrigger"), Enabled="true", UserId=user)
    principals = ElementTree.SubElement(task, "Principals")
    add(
        ElementTree.SubElement(principals, "Principal", {"id": "Author"}),
        UserId=user,
        LogonType="InteractiveToken",
        RunLevel="LeastPrivilege",
    )
    settings = ElementTree.SubElement(task, "Settings")
    add(
        settings,
        MultipleInstancesPolicy="IgnoreNew",
        DisallowStartIfOnBatteries="false",
        StopIfGoingOnBatteries="false",
        StartWhenAvailable="true",
    )
    # At most 255 attempts, at least a minute apart, are allowed.
    add(ElementTree.SubElement(settings, "RestartOnFailure"), Interval="PT1M", Count="10")
    add(settings, ExecutionTimeLimit="PT0S")
    actions = ElementTree.SubElement(task, "Actions", {"Context": "Author"})
    add(
        ElementTree.SubElement(actions, "Exec"), Command=words[0], Arguments=list2cmdline(words[1:])
    )
    ElementTree.indent(task)
    return f'<?xml version="1.0" encoding="UTF-16"?>\n{ElementTree.tostring(task, "unicode")}\n'


def program(text: str) -> str:
    from xml.etree import ElementTree

    try:
        task = ElementTree.fromstring(text.encode(ENCODING))
    except ElementTree.ParseError:
        return ""
    return task.findtext(f".//{{{NAMESPACE}}}Command", "")


def is_on(account: Account, run: Run) -> bool:
    return succeeds(run, "schtasks", "/Query", "/TN", TASK)


def switch_on(account: Account, run: Run) -> None:
    demand(run, "schtasks", "/Create", "/TN", TASK, "/XML", str(place(account)), "/F")
    demand(run, "schtasks", "/Run", "/TN", TASK)


def switch_off(account: Account, run: Run) -> None:
    if is_on(account, run):
        # Where it does not run there is nothing to end, which the tool calls a failure.
        succeeds(run, "schtasks", "/End", "/TN", TASK)
        demand(run, "schtasks", "/Delete", "/TN", TASK, "/F")


def _user(account: Account) -> str:
    name = account.environment.get("USERNAME") or account.home.name
    domain = account.environment.get("USERDOMAIN", "")
    return f"{domain}\\{name}" if domain else name
