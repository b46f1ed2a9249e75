"""What a command asks before it does what it was told."""

import datetime as dt
import sys

import click

from tracker.app import App
from tracker.cli.commands import NOTHING_STORED
from tracker.errors import BadInput, TrackerError

OLDEST_UNASKED = dt.timedelta(days=2 * 365)


def ask_if_old(app: App, day: dt.date | None, *, yes: bool) -> None:
    """Ask whether a day long past is meant; a mistyped year looks just like it."""
    if yes or day is None or app.present.today - day <= OLDEST_UNASKED:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise BadInput("{} is more than two years ago. If it is meant, add --yes.", str(day)).named(
            "--at"
        )
    if not click.confirm(f"{day} is more than two years ago. Is it meant?", err=True):
        raise TrackerError(NOTHING_STORED)
