"""`backup`: a copy of the diary in one file, by hand or as the automatic one of today."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.cli.commands import Command, app_of
from tracker.cli.files import STREAM, file_words, read_file
from tracker.cli.options import ReadBy, json_option
from tracker.cli.reply import Later, reply
from tracker.errors import BadInput

if TYPE_CHECKING:
    from tracker.show import backups as words
    from tracker.show.shapes import backups as shapes
else:
    words, shapes = Later("backups"), Later("shapes.backups")


def read_backup(app: App, text: str) -> Path:
    """Return the file that is named, whether there is one or not; raise BadInput for none of its own."""
    file = read_file(app, text)
    if file == STREAM:
        raise BadInput("{}: a backup is a file, so give its name, as in ~/diary-copy.db.", text)
    return file


class _Command(Command):
    # What is damaged in the diary is to be heard of here, and nothing is left out of a copy.
    leaves_out = False


@click.command(
    cls=_Command,
    examples="""
tracker backup ~/diary-copy.db
tracker backup ~/diary-copy.db --force
tracker backup --auto
""",
    params=[
        click.Argument(
            ["file"],
            metavar="[FILE]",
            required=False,
            type=ReadBy("file", read_backup, file_words),
        ),
        click.Option(
            ["--auto"], is_flag=True, help="Make that of today beside the diary; old ones fall out."
        ),
        click.Option(["--force"], is_flag=True, help="Write over a file that exists."),
        json_option(),
    ],
)
@click.pass_context
def backup(ctx: click.Context, file: Path | None, auto: bool, force: bool, as_json: bool) -> None:
    """Copy the diary into a file, as it is now.

    It may be in use meanwhile. The copy is one file for you alone, and is read back before it counts.
    The reminder process makes an automatic one each day, and keeps those of the last seven days and the
    last ones of four weeks; --auto is the same by hand or from cron.
    """
    if auto == (file is not None):
        told = "Either a file is meant, or --auto." if auto else "Name the file, or say --auto."
        raise click.UsageError(told, ctx)
    if auto and force:
        raise click.UsageError("--force stands with a file.", ctx)
    app = app_of(ctx)
    if file is None:
        made = app.file.back_up_daily(app.present.today)
    else:
        made = app.file.back_up(file, force=force)
    reply(app, as_json, shapes.made, words.made, made, done="The backup is made")
