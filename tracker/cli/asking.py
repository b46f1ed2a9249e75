"""What a command asks before it does what it was told."""

import datetime as dt
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.cli.commands import NOTHING_STORED
from tracker.errors import BadInput, EndsAhead, TrackerError

if TYPE_CHECKING:
    from tracker.journal import Journal
    from tracker.journal.sessions import Stored

OLDEST_UNASKED = dt.timedelta(days=2 * 365)


def ask_if_old(app: App, day: dt.date | None, *, yes: bool) -> None:
    """Ask whether a day long past is meant; a mistyped year looks just like it."""
    if yes or day is None or app.present.today - day <= OLDEST_UNASKED:
        return
    if not _can_be_asked():
        raise BadInput("{} is more than two years ago. If it is meant, add --yes.", str(day)).named(
            "--at"
        )
    _confirm(f"{day} is more than two years ago.")


def ask_if_ahead(app: App, store: Callable[["Journal", bool], "Stored"], *, yes: bool) -> "Stored":
    """Store a session; where it would end only in a while, ask first whether that is meant.

    `store` is told whether it may end ahead.
    """
    try:
        with app.journal() as journal:
            return store(journal, yes)
    except EndsAhead as ahead:
        if not _can_be_asked():
            raise
        _confirm(f"{ahead.message[0].upper()}{ahead.message[1:]}")
    with app.journal() as journal:
        return store(journal, True)


def _can_be_asked() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _confirm(what: str) -> None:
    if not click.confirm(f"{what} Is it meant?", err=True):
        raise TrackerError(NOTHING_STORED)
