"""`again`: write the last session down once more."""

from typing import Any

import click

from tracker.cli import fields, readers
from tracker.cli.asking import ask_if_ahead, ask_if_old
from tracker.cli.commands import Command, app_of
from tracker.cli.options import ReadBy, json_option, yes_option
from tracker.cli.reply import reply_stored


@click.command(
    cls=Command,
    stores=True,
    examples="\ntracker again\ntracker again massage --pain 5:2\n",
    params=[
        click.Argument(
            ["kind"],
            required=False,
            type=ReadBy("kind", readers.read_kind, readers.kind_words),
            metavar="[KIND]",
        ),
        *(fields.option(name) for name in ("duration", "at", "pain", "note")),
        yes_option(),
        json_option(),
    ],
)
@click.pass_context
def again(ctx: click.Context, /, kind: str | None, as_json: bool, yes: bool, **_told: Any) -> None:
    """Log the last session once more, or the last one of a KIND.

    Everything is as it was then but the time, the pain, how it felt, the note and the claim.
    """
    app, told = app_of(ctx), fields.told(ctx)
    ask_if_old(app, told.day, yes=yes)
    stored = ask_if_ahead(
        app,
        lambda journal, ahead: journal.again(kind, told.fields, may_end_ahead=ahead),
        yes=yes,
    )
    reply_stored(app, as_json, stored, told.remark)
