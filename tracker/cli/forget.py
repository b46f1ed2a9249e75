"""`forget`: what is deleted for good, with the history of changes and the automatic backups of a file."""

import datetime as dt
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from tracker.cli.asking import ask_to_forget
from tracker.cli.commands import Command, app_of
from tracker.cli.options import ReadBy, json_option, read_since, yes_option
from tracker.cli.reply import Later, reply
from tracker.errors import Conflict, NotFound
from tracker.escaping import command
from tracker.reminding.remarks import is_running
from tracker.timing import place

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.journal.forgetting import Forgotten
    from tracker.show import forgetting as words
    from tracker.show.shapes import forgetting as shapes
else:
    words, shapes = Later("forgetting"), Later("shapes.forgetting")


class Done(Struct, frozen=True):
    """What was forgotten, and what of the person's is still somewhere.

    `backups_removed` automatic backups went, and `backup` is the one that stands for them now; None
    on a server, where the program makes none. `copies` lie beside the diary, `log` is that of the reminder process, if there is one.
    """

    forgotten: "Forgotten"
    backups_removed: int
    backup: "Path | None"
    copies: "tuple[Path, ...]"
    log: "Path | None"
    settings: "Path"


class _Command(Command):
    # What cannot be read has to go as well.
    leaves_out = False


@click.command(
    cls=_Command,
    examples="""
tracker forget --before 2026-01-01
tracker forget --before "last year"
tracker forget --all
""",
    params=[
        click.Option(
            ["--before"],
            type=ReadBy("day", read_since),
            metavar="DAY",
            help="What was before this day, or before the first one of november or 2026.",
        ),
        click.Option(["--all", "is_all"], is_flag=True, help="Everything but the settings."),
        yes_option(),
        json_option(),
    ],
)
@click.pass_context
def forget(
    ctx: click.Context, before: dt.date | None, is_all: bool, yes: bool, as_json: bool
) -> None:
    """Delete for good.

    What is deleted is wiped out of the file, or of the tables of a server, and with it go the history of
    changes and the automatic backups, so that nothing done until now can be undone. Living plans and conditions that hold stay
    with --before. It says what it cannot reach.
    """
    if is_all == (before is not None):
        raise click.UsageError("Say --before with a day, or --all.", ctx)
    app = app_of(ctx)
    if not app.database.exists():
        raise NotFound(f"there is no diary at {app.database.name}.")
    if place.is_running(app):
        raise Conflict(
            "a timer is running.", f"End it first, or drop it: {command('start --cancel')}"
        )
    if not yes:
        with app.reading() as journal:
            meant = journal.forgetting.would(before)
        told = ["--all"] if before is None else ["--before", str(before)]
        before_it = words.before_forgetting(meant, app.present, app.is_on_server)
        ask_to_forget(told, before_it, yes=yes)
    with app.erasing(is_whole=is_all) as journal:
        forgotten = (
            journal.forgetting.all() if before is None else journal.forgetting.before(before)
        )
    if is_all and not is_running(app):
        # The process wrote down what comes next, and nobody else would write over that.
        app.places.pulse.unlink(missing_ok=True)
    renewed = None if app.is_on_server else app.file.renew_backups(app.present.today)
    log = app.places.log
    done = Done(
        forgotten,
        renewed.removed if renewed else 0,
        renewed.path if renewed else None,
        () if app.is_on_server else tuple(app.file.copies()),
        log if log.exists() else None,
        app.config,
    )
    reply(app, as_json, shapes.forgotten, words.forgotten, done, done="It is forgotten")
