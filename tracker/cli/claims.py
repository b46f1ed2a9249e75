"""`claims`: what insurance covers of what sessions cost, and how each claim moves on."""

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from tracker.app import App
from tracker.cli import readers
from tracker.cli.commands import Group, app_of, despite_damage
from tracker.cli.options import ReadBy, json_option, number_type
from tracker.cli.reply import Later, reply
from tracker.text import choose

if TYPE_CHECKING:
    from tracker.show import claims as words
    from tracker.show import sheets
    from tracker.show.shapes import claims as shapes
else:
    sheets, words, shapes = Later("sheets"), Later("claims"), Later("shapes.claims")

_BY = ("month", "person")


@click.group(
    cls=Group,
    invoke_without_command=True,
    other_names={"submitted": "submit", "pay": "paid", "refuse": "refused"},
    params=[
        click.Option(
            ["--open", "only_open"], is_flag=True, help="Only what is to claim or submitted."
        ),
        click.Option(
            ["--by"],
            type=ReadBy(
                "by", lambda _, text: choose(text, _BY, "no way to sum up"), lambda *_: _BY
            ),
            metavar="month|person",
            help="Sum up every cost by month or by person.",
        ),
        click.Option(["--csv", "as_csv"], is_flag=True, help="A list in CSV, for an insurer."),
        json_option(),
    ],
    examples="""
tracker claims --open
tracker claims submit 12 13 --note "prescription of 3 November"
tracker claims paid 12 50
tracker claims refused 13 --why "no prescription"
tracker claims --by month
""",
)
@click.pass_context
def claims(ctx: click.Context, /, only_open: bool, by: Any, as_csv: bool, as_json: bool) -> None:
    """List the claims by month, with what is covered and your own share; move them on.

    A session with a cost and no claim yet is listed as undecided.
    """
    if ctx.invoked_subcommand is not None:
        if only_open or by or as_csv or as_json:
            raise click.UsageError("options stand behind the command that they are for.", ctx)
        return
    if sum(map(bool, (by, as_csv))) + (as_json and as_csv) > 1:
        raise click.UsageError("--csv is a list by itself: without --json and --by.", ctx)
    app = app_of(ctx)
    despite_damage(app, partial(_list, app, only_open, by, as_csv=as_csv, as_json=as_json))


def _list(app: App, only_open: bool, by: Any, *, as_csv: bool, as_json: bool) -> None:
    if as_csv:
        with app.reading() as journal:
            listed = journal.claims.for_insurer(only_open=only_open)
        click.echo(sheets.claims(listed))
    elif by:
        with app.reading() as journal:
            costs = journal.claims.costs(by, only_open=only_open)
        reply(app, as_json, shapes.sums, words.sums, costs, is_long=True)
    else:
        with app.reading() as journal:
            claimed = journal.claims.by_month(only_open=only_open)
        reply(app, as_json, shapes.listing, words.listing, claimed, is_long=True)


@claims.command(
    "submit",
    stores=True,
    params=[
        click.Argument(
            ["numbers"], nargs=-1, required=True, type=number_type(), metavar="NUMBER..."
        ),
        click.Option(
            ["--note"],
            type=ReadBy("note", readers.read_note),
            metavar="TEXT",
            help="For the list to the insurer: a prescription, a reference.",
        ),
        json_option(),
    ],
    examples='\ntracker claims submit 12 13\ntracker claims submit 12 --note "letter of Dr. Lee"\n',
)
@click.pass_context
def submit(
    ctx: click.Context, /, numbers: tuple[int, ...], note: str | None, as_json: bool
) -> None:
    """Note that claims went to the insurer today: all of them, or none."""
    app = app_of(ctx)
    with app.journal() as journal:
        moved = journal.claims.submit(numbers, note)
    reply(app, as_json, shapes.moved, words.moved, moved)


@claims.command(
    "paid",
    stores=True,
    params=[
        click.Argument(["number"], type=number_type(), metavar="NUMBER"),
        click.Argument(["amount"], metavar="AMOUNT"),
        json_option(),
    ],
    examples="\ntracker claims paid 12 50\n",
)
@click.pass_context
def paid(ctx: click.Context, /, number: int, amount: str, as_json: bool) -> None:
    """Note what the insurer paid, at most the cost."""
    app = app_of(ctx)
    with app.journal() as journal:
        moved = journal.claims.pay(number, amount)
    reply(app, as_json, shapes.moved, words.moved, moved)


@claims.command(
    "refused",
    stores=True,
    params=[
        click.Argument(["number"], type=number_type(), metavar="NUMBER"),
        click.Option(
            ["--why"],
            type=ReadBy("why", readers.read_note),
            metavar="TEXT",
            help="The reason given.",
        ),
        json_option(),
    ],
    examples='\ntracker claims refused 12 --why "no prescription"\n',
)
@click.pass_context
def refused(ctx: click.Context, /, number: int, why: str | None, as_json: bool) -> None:
    """Note that the insurer pays nothing."""
    app = app_of(ctx)
    with app.journal() as journal:
        moved = journal.claims.refuse(number, why)
    reply(app, as_json, shapes.moved, words.moved, moved)
