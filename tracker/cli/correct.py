"""`edit`, `delete` and `undo`: put right what was written down."""

import re
from typing import TYPE_CHECKING, Any

import click

from tracker.app import App
from tracker.cli import fields
from tracker.cli.asking import ask_if_ahead, ask_if_old
from tracker.cli.commands import Command, app_of
from tracker.cli.options import ReadBy, json_option, number_type, yes_option
from tracker.cli.reply import Later, reply, reply_stored

if TYPE_CHECKING:
    from tracker.show import sessions as words
    from tracker.show.shapes import sessions as shapes
else:
    words, shapes = Later("sessions"), Later("shapes.sessions")

_MOST_LISTED = 20


@click.command(
    cls=Command,
    stores=True,
    examples="""
tracker edit 3 --minutes 12 --note shorter
tracker edit last --at "yesterday 18:30" --pain 6:2
tracker edit 3 --note "" --area ""
""",
    params=[
        click.Argument(["number"], type=number_type(), metavar="NUMBER"),
        *(fields.option(name, is_clearable=True) for name in fields.TYPED),
        yes_option(),
        json_option(),
    ],
)
@click.pass_context
def edit(ctx: click.Context, /, number: int, as_json: bool, yes: bool, **_told: Any) -> None:
    """Correct a session: give the fields that change; an empty text ("") empties one.

    NUMBER is what the answer to a log began with, or last for the one logged last.
    """
    app, told = app_of(ctx), fields.told(ctx)
    if not told.fields:
        raise click.UsageError("nothing to change was given, as in --minutes 12.", ctx)
    ask_if_old(app, told.day, yes=yes)
    stored = ask_if_ahead(
        app,
        lambda journal, ahead: journal.edit(number, told.fields, may_end_ahead=ahead),
        yes=yes,
    )
    reply_stored(app, as_json, stored, told.remark)


def _deletable() -> ReadBy[int | str]:
    """Return how the number of what can be deleted is read: as a session's, or `c3` of a check-in."""
    session = number_type()

    def read(app: App, text: str) -> int | str:
        key = text.strip().casefold()
        return key if re.fullmatch(r"c[0-9]{1,18}", key) else session.read(app, text)

    return ReadBy("number", read, session.words)


@click.command(
    cls=Command,
    stores=True,
    examples="\ntracker delete last\ntracker delete 3 4 5\ntracker delete c3\n",
    params=[
        click.Argument(
            ["numbers"], nargs=-1, required=True, type=_deletable(), metavar="NUMBER..."
        ),
        json_option(),
    ],
)
@click.pass_context
def delete(ctx: click.Context, /, numbers: tuple[int | str, ...], as_json: bool) -> None:
    """Delete sessions by their numbers: all of them, or none where one does not exist.

    A check-in goes by its own number, which begins with a c.
    """
    app = app_of(ctx)
    if any(isinstance(number, str) for number in numbers):
        from tracker.cli import checkin

        checkin.delete(app, numbers, as_json=as_json)
        return
    with app.journal() as journal:
        gone = journal.sessions.delete([one for one in numbers if isinstance(one, int)])
    reply(app, as_json, shapes.deleted, words.deleted, gone)


@click.command(
    cls=Command,
    examples="\ntracker undo\ntracker undo --list\n",
    params=[
        click.Option(["--list", "is_listing"], is_flag=True, help="Show what could be undone."),
        json_option(),
    ],
)
@click.pass_context
def undo(ctx: click.Context, /, is_listing: bool, as_json: bool) -> None:
    """Take back the last change, whatever command made it; repeat it to go back further."""
    app = app_of(ctx)
    if is_listing:
        with app.reading() as journal:
            latest = journal.changes.latest(_MOST_LISTED)
        reply(app, as_json, shapes.changes, words.changes, latest)
        return
    with app.journal() as journal:
        undone = journal.sessions.undo()
    reply(app, as_json, shapes.undone, words.undone, undone)
