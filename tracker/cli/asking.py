"""What a command asks before it does what it was told."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from tracker.app import App
from tracker.cli.commands import NOTHING_STORED
from tracker.cli.missing import can_be_asked
from tracker.cli.streams import aside
from tracker.errors import BadInput, EndsAhead, TrackerError
from tracker.escaping import command, quoted, visible

if TYPE_CHECKING:
    from tracker.journal import Journal

T = TypeVar("T")

OLDEST_UNASKED = dt.timedelta(days=2 * 365)


def ask_if_old(app: App, day: dt.date | None, *, yes: bool) -> None:
    """Ask whether a day long past is meant; a mistyped year looks just like it."""
    if yes or day is None or app.present.today - day <= OLDEST_UNASKED:
        return
    if not can_be_asked():
        raise BadInput("{} is more than two years ago. If it is meant, add --yes.", str(day)).named(
            "--at"
        )
    _confirm(f"{day} is more than two years ago.")


def ask_if_ahead(app: App, store: Callable[["Journal", bool], T], *, yes: bool) -> T:
    """Store a session; where it would end only in a while, ask first whether that is meant.

    `store` is told whether it may end ahead.
    """
    try:
        with app.journal() as journal:
            return store(journal, yes)
    except EndsAhead as ahead:
        if not can_be_asked():
            raise
        _confirm(f"{ahead.message[0].upper()}{ahead.message[1:]}")
    with app.journal() as journal:
        return store(journal, True)


def ask_which(name: str, people: Sequence[str]) -> str:
    """Return which of the people is meant by a name, or the name for somebody new."""
    shown = [visible(person) for person in people]
    if not can_be_asked():
        listed = f"{', '.join(shown[:-1])} or {shown[-1]}"
        raise BadInput(
            f"{{}} could be {listed}. Write more of the name.",
            name,
            f"Somebody else: {command('provider add', quoted(name))}",
        )
    click.echo(f'"{visible(name)}" could be:', err=True)
    for number, person in enumerate(shown, 1):
        click.echo(f"  {number}  {person}", err=True)
    number = click.prompt(
        "Which one? 0 is somebody new",
        type=click.IntRange(0, len(people)),
        err=True,
        prompt_suffix=": ",
    )
    return people[number - 1] if number else name


def ask_to_log(typed: str, words: Sequence[str]) -> None:
    """Ask whether a session is to be logged, where a kind was `typed` in the place of a command."""
    line = command("log", *words)
    if not can_be_asked():
        raise BadInput("{} is no command.", typed, f"To write it down: {line}")
    if not click.confirm(f"{line.removeprefix('tracker ').capitalize()}?", err=True):
        raise TrackerError(NOTHING_STORED)


def ask_to_replace(typed: str, lines: Sequence[str], *, yes: bool) -> None:
    """Ask whether the diary is to be replaced by a backup; `lines` say what each of them holds."""
    if yes:
        return
    if not can_be_asked():
        line = command("restore", typed, "--yes")
        raise BadInput("{} would take the place of the diary.", typed, f"If that is meant: {line}")
    for line in lines:
        aside(line)
    if not click.confirm("Put the backup in the place of the diary?", err=True):
        raise TrackerError("the diary was left as it was.")


def ask_to_merge(name: str, lines: Sequence[str], line: str, *, yes: bool) -> None:
    """Ask whether a diary is to be taken into one that holds something, which the first of the `lines` says.

    The `line` is what to type for yes.
    """
    if yes:
        return
    if not can_be_asked():
        holds = lines[0].removeprefix(name)
        raise BadInput(f"{{}}{holds} Both would become one.", name, f"If that is meant: {line}")
    for one in lines:
        aside(one)
    if not click.confirm(f"Let both become one in {name}?", err=True):
        raise TrackerError("nothing was copied.")


def ask_to_forget(words: Sequence[str], lines: Sequence[str], *, yes: bool) -> None:
    """Ask whether what the `lines` say is to be deleted for good, as the `words` behind `forget` have it."""
    if yes:
        return
    if not can_be_asked():
        said = f"forget {' '.join(words)}"
        line = command("forget", *words, "--yes")
        raise BadInput("{} deletes for good.", said, f"If that is meant: {line}")
    for one in lines:
        aside(one)
    typed = click.prompt("Type forget to go on", default="", show_default=False, err=True)
    if typed.strip().casefold() != "forget":
        raise TrackerError("nothing was deleted.")


def _confirm(what: str) -> None:
    if not click.confirm(f"{what} Is it meant?", err=True):
        raise TrackerError(NOTHING_STORED)
