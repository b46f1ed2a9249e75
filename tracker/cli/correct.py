"""`edit`, `delete` and `undo`: put right what was written down."""

from typing import Any

import click

from tracker.cli import fields
from tracker.cli.commands import Command, app_of
from tracker.cli.log import answer, ask_if_old
from tracker.cli.options import given, json_option, look_of, number_type, yes_option
from tracker.errors import BadInput

_EDITABLE = tuple(fields.ALL)
_MOST_LISTED = 20


@click.command(
    cls=Command,
    stores=True,
    examples="""
tracker edit 3 --minutes 12 --note shorter
tracker edit 3 --at "yesterday 18:30" --pain 6:2
tracker edit 3 --note "" --area ""
""",
    params=[
        click.Argument(["number"], type=number_type(), metavar="NUMBER"),
        *(fields.option(name, is_clearable=name not in ("minutes", "at")) for name in _EDITABLE),
        yes_option(),
        json_option(),
    ],
)
@click.pass_context
def edit(ctx: click.Context, /, number: int, as_json: bool, yes: bool, **_told: Any) -> None:
    """Correct a session: give the fields that change; an empty text ("") empties one."""
    app = app_of(ctx)
    told = given(ctx, _EDITABLE)
    if not told:
        raise click.UsageError("nothing to change was given, as in --minutes 12.", ctx)
    if "at" in told:
        ask_if_old(app, told["at"].day, yes=yes)
    with app.journal() as journal:
        session = journal.sessions.get(number)
        own = fields.fields_of(session.entry.kind)
        for name in told:
            if name not in own:
                option = fields.option(name).opts[0]
                kind = fields.kind_name(session.entry.kind)
                raise BadInput(f"#{number} ({kind}) has no {option}.", option)
        currency = session.entry.cost.currency if session.entry.cost else None
        changed = fields.entry_fields(app, session.entry.kind, told, currency)
        stored = journal.sessions.edit(number, changed)
    remark = told["at"].remark if "at" in told else ""
    answer(app, stored, remark, as_json=as_json, verb="Now: ")


@click.command(
    cls=Command,
    stores=True,
    examples="\ntracker delete 3\ntracker delete 3 4 5\n",
    params=[
        click.Argument(
            ["numbers"], nargs=-1, required=True, type=number_type(), metavar="NUMBER..."
        ),
        json_option(),
    ],
)
@click.pass_context
def delete(ctx: click.Context, /, numbers: tuple[int, ...], as_json: bool) -> None:
    """Delete sessions by their numbers: all of them, or none where one does not exist."""
    app = app_of(ctx)
    with app.journal() as journal:
        gone = journal.sessions.delete(numbers)
    if as_json:
        from tracker.show.shapes import document
        from tracker.show.shapes import sessions as shapes

        click.echo(document(shapes.deleted(gone, app.present)))
        return
    from tracker.show import sessions

    click.echo(sessions.deleted(gone, app.present.today, look_of(app)))


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
    from tracker.show import sessions
    from tracker.show.shapes import document
    from tracker.show.shapes import sessions as shapes

    if is_listing:
        with app.reading() as journal:
            latest = journal.changes.latest(_MOST_LISTED)
        shown = sessions.changes(latest, app.present.zone, app.present.today, look_of(app))
        click.echo(document(shapes.changes(latest, app.present)) if as_json else shown)
        return
    with app.journal() as journal:
        undone = journal.sessions.undo()
    shown = sessions.undone(
        undone, app.present.today, look_of(app), app.present.settings.temperature_unit
    )
    click.echo(document(shapes.undone(undone, app.present)) if as_json else shown)
