"""`insights`: how pain changed over sessions, with as much as their number can carry."""

import datetime as dt
from typing import TYPE_CHECKING

import click

from tracker.cli import readers
from tracker.cli.commands import Command, app_of
from tracker.cli.options import ReadBy, check_days, days_options, json_option, kind_parameters
from tracker.cli.reply import Later, reply
from tracker.text import choose

if TYPE_CHECKING:
    from tracker.journal.insights import Per
    from tracker.show import insights as words
    from tracker.show.shapes import insights as shapes
else:
    words, shapes = Later("insights"), Later("shapes.insights")

_PER = ("kind", "provider", "style")


@click.command(
    cls=Command,
    examples="""
tracker insights
tracker insights heat-pack --since "last year"
tracker insights massage --per style
tracker insights --per provider --since 2026-06 --until 2026-08
""",
    params=[
        *kind_parameters(readers.read_kind, readers.kind_words, "may be given several times"),
        click.Option(
            ["--per"],
            type=ReadBy(
                "per", lambda _, text: choose(text, _PER, "no way to sum up"), lambda *_: _PER
            ),
            metavar="provider|style",
            default="kind",
            help="Apart by who gave the sessions, or by the style of massage.",
        ),
        *days_options('"last year"', " Without it, 12 weeks."),
        json_option(),
    ],
)
@click.pass_context
def insights(
    ctx: click.Context,
    /,
    kinds: tuple[str, ...],
    kind: tuple[str, ...],
    per: "Per",
    since: dt.date | None,
    until: dt.date | None,
    as_json: bool,
) -> None:
    """Show how pain changed over sessions, and what would have come anyway.

    It is the change from before a session to after it, of those with both readings. It does not
    say that the session made it, nor which kind is better.
    """
    app = app_of(ctx)
    check_days(since, until)
    with app.reading() as journal:
        found = journal.insights.of((*kinds, *kind), per, since, until)
    reply(app, as_json, shapes.insights, words.insights, found, is_long=True)
