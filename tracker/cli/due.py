"""`due`, `done`, `snooze` and `skip`: what is due, and what becomes of it."""

from typing import TYPE_CHECKING, Any

import click

from tracker.app import App
from tracker.cli import fields
from tracker.cli.asking import ask_if_ahead, ask_if_old
from tracker.cli.commands import Command, app_of
from tracker.cli.missing import asked, can_be_asked
from tracker.cli.options import json_option, yes_option
from tracker.cli.pain import ASKED, read_level, reply_reading
from tracker.cli.plans import PlanWord, plan_argument, why_option
from tracker.cli.reply import Later, reply, reply_stored
from tracker.errors import AsksForPain

if TYPE_CHECKING:
    from tracker.journal.readings import StoredReading
    from tracker.show import due as said
    from tracker.show.shapes import plans as shapes
else:
    said, shapes = Later("due"), Later("shapes.plans")


@click.command(cls=Command, examples="\ntracker due\ntracker due --json\n", params=[json_option()])
@click.pass_context
def due(ctx: click.Context, /, as_json: bool) -> None:
    """Show what is due now, what is still to come today, and what was missed lately."""
    app = app_of(ctx)
    with app.reading() as journal:
        found = journal.due.now()
    reply(app, as_json, shapes.due, said.due, found)


@click.command(
    cls=Command,
    stores=True,
    examples="""
tracker done
tracker done morning --pain 5:3
tracker done massage --minutes 45 --at "yesterday 18:30" --with Ana
""",
    params=[
        plan_argument(is_required=False),
        *(fields.option(name, is_clearable=True) for name in fields.TYPED),
        yes_option(),
        json_option(),
    ],
)
@click.pass_context
def done(ctx: click.Context, /, plan: str | None, as_json: bool, yes: bool, **_told: Any) -> None:
    """Log what is due, with the details of its plan; options say what was different.

    With one thing due no name is needed. A plan that is not due yet may be named all the same. Of a
    plan of pain, --pain says how strong it is.
    """
    app, told = app_of(ctx), fields.told(ctx)
    ask_if_old(app, told.day, yes=yes)
    try:
        stored = ask_if_ahead(
            app,
            lambda journal, ahead: journal.done(plan, told.fields, may_end_ahead=ahead),
            yes=yes,
        )
    except AsksForPain:
        if told.fields.get("pain_before") is None and not can_be_asked():
            raise
        read = _read(app, plan, told.fields)
        reply_reading(app, as_json, read, told.remark)
        return
    reply_stored(app, as_json, stored, told.remark)


def _read(app: App, plan: str | None, told: dict[str, Any]) -> "StoredReading":
    """Write down the reading that is due; how strong the pain is is asked where it is not told."""
    if told.get("pain_before") is None:
        told = {**told, "pain_before": read_level(app, asked(ASKED))}
    with app.journal() as journal:
        return journal.done_reading(plan, told)


@click.command(
    cls=Command,
    stores=True,
    examples="""
tracker snooze
tracker snooze 20m
tracker snooze morning 18:00
tracker snooze massage tomorrow
""",
    params=[
        click.Argument(
            ["words"],
            nargs=-1,
            type=PlanWord(),
            metavar="[PLAN] [20m|18:00|tonight|tomorrow]",
        ),
        json_option(),
    ],
)
@click.pass_context
def snooze(ctx: click.Context, /, words: tuple[str, ...], as_json: bool) -> None:
    """Put off what is due: for a while, until a clock time, tonight or tomorrow."""
    app = app_of(ctx)
    with app.journal() as journal:
        put = journal.due.snooze(words)
    reply(app, as_json, shapes.put_off, said.put_off, put)


@click.command(
    cls=Command,
    stores=True,
    examples="\ntracker skip\ntracker skip massage --why travelling\n",
    params=[
        plan_argument(is_required=False),
        why_option("Why it is left out."),
        json_option(),
    ],
)
@click.pass_context
def skip(ctx: click.Context, /, plan: str | None, why: str | None, as_json: bool) -> None:
    """Leave out what is due, or what a plan has next; it does not count as missed."""
    app = app_of(ctx)
    with app.journal() as journal:
        left = journal.due.skip(plan, why)
    reply(app, as_json, shapes.left_out, said.left_out, left)
