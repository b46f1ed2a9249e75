"""`flare`: days on which the back is worse, begun, ended and listed."""

import datetime as dt
from typing import TYPE_CHECKING

import click

from tracker.cli import readers
from tracker.cli.commands import Group, app_of
from tracker.cli.options import ReadBy, json_option, read_day
from tracker.cli.reply import Later, reply

if TYPE_CHECKING:
    from tracker.show import flares as words
    from tracker.show.shapes import flares as shapes
else:
    words, shapes = Later("flares"), Later("shapes.flares")


def _at(help_text: str) -> click.Option:
    return click.Option(["--at"], type=ReadBy("day", read_day), metavar="DAY", help=help_text)


@click.group(
    "flare",
    cls=Group,
    invoke_without_command=True,
    params=[json_option()],
    examples="""
tracker flare start
tracker flare start --at monday --note "lifted a box"
tracker flare end
tracker flare
""",
)
@click.pass_context
def flare(ctx: click.Context, /, as_json: bool) -> None:
    """Ease the plans while the back is worse than usual; alone it shows whether that is so.

    Each plan follows as it says itself: plan edit PLAN --in-flare half, rest or same.
    """
    if ctx.invoked_subcommand is not None:
        if as_json:
            raise click.UsageError("--json stands behind the command.", ctx)
        return
    app = app_of(ctx)
    with app.reading() as journal:
        found = journal.flares.now()
    reply(app, as_json, shapes.flare, words.now, found)


@flare.command(
    "start",
    stores=True,
    params=[
        _at("Its first day; today without it."),
        click.Option(
            ["--note"], type=ReadBy("note", readers.read_note), metavar="TEXT", help="A note."
        ),
        json_option(),
    ],
    examples="""
tracker flare start
tracker flare start --at monday --note "lifted a box"
""",
)
@click.pass_context
def start(ctx: click.Context, /, at: dt.date | None, note: str | None, as_json: bool) -> None:
    """Begin a flare-up: the plans follow, each as it says itself, until it is over.

    A plan rests, goes on by half with no day of it missed, or stays as it is.
    """
    app = app_of(ctx)
    with app.journal() as journal:
        begun = journal.flares.start(at or app.present.today, note)
    reply(app, as_json, shapes.flare, words.started, begun)


@flare.command(
    "end",
    stores=True,
    params=[_at("Its last day; today without it."), json_option()],
    examples="\ntracker flare end\ntracker flare end --at yesterday\n",
)
@click.pass_context
def end(ctx: click.Context, /, at: dt.date | None, as_json: bool) -> None:
    """End the flare-up: the plans go on the day after its last one, at the earliest today.

    What a plan did not ask for meanwhile stays excused, and pauses of your own stay.
    """
    app = app_of(ctx)
    with app.journal() as journal:
        over = journal.flares.end(at)
    reply(app, as_json, shapes.flare, words.ended, over)


@flare.command(
    "list",
    params=[json_option()],
    examples="\ntracker flare list\n",
)
@click.pass_context
def list_(ctx: click.Context, /, as_json: bool) -> None:
    """List the flare-ups, the latest last."""
    app = app_of(ctx)
    with app.reading() as journal:
        listed = journal.flares.all()
    reply(app, as_json, shapes.flares, words.listing, listed)
