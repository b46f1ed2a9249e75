"""`restore`: a backup in the place of the diary, which is kept as a copy."""

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.cli.asking import ask_to_replace
from tracker.cli.backup import read_backup
from tracker.cli.commands import Command, app_of
from tracker.cli.files import file_words
from tracker.cli.options import ReadBy, Words, json_option, yes_option
from tracker.cli.reply import Later, reply
from tracker.errors import Conflict, NotFound
from tracker.escaping import command, shown_path
from tracker.timing import place

if TYPE_CHECKING:
    from tracker.show import backups as words
    from tracker.show.shapes import backups as shapes
else:
    words, shapes = Later("backups"), Later("shapes.backups")


def _read_file_or_day(app: App, text: str) -> Path:
    """Return the file that is named, or the automatic backup of a day; a file of that name comes first."""
    file = read_backup(app, text)
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return file
    if os.path.lexists(file):
        return file
    made = app.file.backup_of(day)
    if os.path.lexists(made):
        return made
    days = ", ".join(f"{one.day}" for one in app.file.backups())
    raise NotFound(
        f"there is no automatic backup of {day}.",
        f"There are those of {days}."
        if days
        else "There is none of any day. Name a file instead, as `tracker backup` makes it.",
    )


def _days_and_files(app: App, incomplete: str) -> Words:
    """Return the days that have a backup, and files only where the name of one is begun."""
    days = [(f"{one.day}", "automatic backup") for one in reversed(app.file.backups())]
    return [*days, *(file_words(app, incomplete) if incomplete else ())]


class _Command(Command):
    # What is damaged in the diary is about to go.
    leaves_out = False


@click.command(
    cls=_Command,
    examples="""
tracker restore ~/diary-copy.db
tracker restore 2026-11-20
tracker restore 2026-11-20 --yes
""",
    params=[
        click.Argument(
            ["file"], metavar="FILE|DAY", type=ReadBy("file", _read_file_or_day, _days_and_files)
        ),
        yes_option(),
        json_option(),
    ],
)
@click.pass_context
def restore(ctx: click.Context, file: Path, yes: bool, as_json: bool) -> None:
    """Put a backup in the place of the diary.

    It is looked at before, and brought up to date where it is of an older version. What was there is kept
    as a copy, by which it is had back in the same way. A day alone means the automatic backup of it.
    Reminders go on with the diary that is there then.
    """
    app = app_of(ctx)
    diary = app.file
    if place.is_running(app):
        raise Conflict(
            "a timer is running.", f"End it first, or drop it: {command('start --cancel')}"
        )
    with diary.restoring(file) as ready:
        if ready.before or ready.trouble:
            ask_to_replace(shown_path(file), words.before_restoring(ready, app.present), yes=yes)
        restored = ready.put_in_place(app.present.today)
    app.ring()
    reply(app, as_json, shapes.restored, words.restored, restored, done="The diary is restored")
