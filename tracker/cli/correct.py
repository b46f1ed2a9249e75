"""`edit`, `delete` and `undo`: put right what was written down."""

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import fields
from tracker.cli.asking import ask_if_ahead, ask_if_old
from tracker.cli.commands import Command, app_of
from tracker.cli.options import Called, called_type, given, json_option, yes_option
from tracker.cli.pain import reply_reading, took_option
from tracker.cli.reply import Later, reply, reply_stored

if TYPE_CHECKING:
    from tracker.show import correct as words
    from tracker.show.shapes import sessions as shapes
else:
    words, shapes = Later("correct"), Later("shapes.sessions")

_MOST_LISTED = 20


def _option(name: str) -> click.Option:
    """Return the option for a field of what is corrected; a reading has one level and no other."""
    made = fields.option(name, is_clearable=True)
    if name == "pain":
        made.help = f"{made.help} Of a reading its level alone, as in 5."
    return made


@click.command(
    cls=Command,
    stores=True,
    examples="""
tracker edit 3 --minutes 12 --note shorter
tracker edit last --at "yesterday 18:30" --pain 6:2
tracker edit 3 --note "" --area ""
tracker edit p3 --pain 5 --took "ibuprofen 400"
""",
    params=[
        click.Argument(["number"], type=called_type(), metavar="NUMBER"),
        *map(_option, fields.TYPED),
        took_option(is_clearable=True),
        yes_option(),
        json_option(),
    ],
)
@click.pass_context
def edit(ctx: click.Context, /, number: Called, as_json: bool, yes: bool, **_told: Any) -> None:
    """Correct a session or a reading: give what changes; an empty text ("") empties a field.

    NUMBER is what the answer to a log began with, or last for the session logged last.
    """
    app, told = app_of(ctx), fields.told(ctx)
    values = told.fields | given(ctx, ["took"])
    if not values:
        raise click.UsageError("nothing to change was given, as in --minutes 12.", ctx)
    ask_if_old(app, told.day, yes=yes)
    if number.letter:
        with app.journal() as journal:
            read = journal.edit_reading(number.number, values)
        reply_reading(app, as_json, read, told.remark)
        return
    stored = ask_if_ahead(
        app,
        lambda journal, ahead: journal.edit(number.number, values, may_end_ahead=ahead),
        yes=yes,
    )
    reply_stored(app, as_json, stored, told.remark)


@click.command(
    cls=Command,
    stores=True,
    examples="\ntracker delete last\ntracker delete 3 4 p5\ntracker delete c3\n",
    params=[
        click.Argument(
            ["numbers"],
            nargs=-1,
            required=True,
            type=called_type(with_checkins=True),
            metavar="NUMBER...",
        ),
        json_option(),
    ],
)
@click.pass_context
def delete(ctx: click.Context, /, numbers: tuple[Called, ...], as_json: bool) -> None:
    """Delete sessions, readings or check-ins: all, or none where one does not exist.

    A reading goes by its own number, as in p3, and a check-in by one with a c, as in c3.
    """
    app = app_of(ctx)
    if any(one.letter == "c" for one in numbers):
        from tracker.cli import checkin

        checkin.delete(app, numbers, as_json=as_json)
        return
    sessions = [one.number for one in numbers if not one.letter]
    readings = [one.number for one in numbers if one.letter == "p"]
    with app.journal() as journal:
        gone = journal.delete(sessions, readings)
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
