"""`safety`: the care rules, their sources, and what they say about a session."""

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import fields, readers
from tracker.cli.commands import Command, Group, app_of
from tracker.cli.kind_command import command_for
from tracker.cli.kinds import KindGroup, Said
from tracker.cli.options import ReadBy, Words, json_option, look_of, tell
from tracker.cli.reply import Later, reply
from tracker.errors import NotFound
from tracker.escaping import command
from tracker.text import near_misses, visible

if TYPE_CHECKING:
    from tracker.show import care as words
    from tracker.show.shapes import care as shapes
else:
    words, shapes = Later("care"), Later("shapes.care")


@click.group(
    cls=Group,
    examples="""
tracker safety list
tracker safety show ice-length
tracker safety check massage --style hot-stone --by self
""",
)
def safety() -> None:
    """See the care rules and their sources, or ask what they say about a session."""


@safety.command(
    "list",
    params=[
        click.Option(
            ["--conditions", "of_conditions"], is_flag=True, help="What can be noted instead."
        ),
        json_option(),
    ],
    examples="\ntracker safety list\ntracker safety list --conditions\n",
)
@click.pass_context
def safety_list(ctx: click.Context, /, of_conditions: bool, as_json: bool) -> None:
    """List the care rules, or the conditions that they know."""
    app = app_of(ctx)
    from tracker.care.safety import condition_kinds, rules
    from tracker.show.shapes import document

    if as_json:
        click.echo(document(shapes.care_rules(rules().values(), app.present)))
    elif of_conditions:
        click.echo(words.condition_kinds(condition_kinds().values(), look_of(app)))
    else:
        text = words.rules(rules().values(), app.present.settings.limits, look_of(app))
        tell(app, text, look_of(app))


@safety.command(
    "show",
    params=[
        click.Argument(
            ["rule"],
            type=ReadBy("rule", readers.as_typed, lambda *_: _rule_words()),
            metavar="RULE",
        ),
        json_option(),
    ],
    examples="\ntracker safety show ice-length\n",
)
@click.pass_context
def safety_show(ctx: click.Context, /, rule: str, as_json: bool) -> None:
    """Show one care rule: what it says, its limits, its source."""
    app = app_of(ctx)
    from tracker.care.safety import rules
    from tracker.text import find

    found = find(rule, rules())
    if not isinstance(found, str):
        near = found or near_misses(rule, rules())
        hint = (
            f"Did you mean {' or '.join(near[:3])}?" if near else f"All: {command('safety list')}"
        )
        raise NotFound(f'there is no care rule "{visible(rule)}".', hint)
    reply(app, as_json, shapes.rule, words.rule, rules()[found])


def _check(ctx: click.Context, /, kind: str, as_json: bool, **_told: Any) -> None:
    # What can be told differs from kind to kind, so it arrives as names and values.
    app, told = app_of(ctx), fields.told(ctx)
    entry = app.entry(kind, told.fields)
    with app.reading() as journal:
        found = journal.checked(entry, is_now=told.day is None)
    reply(app, as_json, shapes.findings, words.checked, found)


def _said(said: Said) -> tuple[str, str]:
    return said.checks, said.check_examples


def _made(kind: str) -> Command:
    return command_for(kind, _check, told=fields.names, said=_said, is_clearable=True, stores=False)


safety.add_command(
    KindGroup(
        "check",
        help="""Ask what the care rules say about a session that would begin now; nothing is stored.

        What `log` takes is understood here, too; with --at a session of that time is judged.
        """,
        made=_made,
        said=_said,
    )
)


def _rule_words() -> Words:
    from tracker.care.safety import rules

    return list(rules())
