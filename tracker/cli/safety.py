"""`safety` and `redflags`: the care rules, their sources, and the signs that matter more."""

from typing import TYPE_CHECKING, Any

import click

from tracker.app import App
from tracker.cli import fields, readers
from tracker.cli.commands import Command, Group, app_of
from tracker.cli.kind_command import command_for
from tracker.cli.kinds import KindGroup, Said
from tracker.cli.options import ReadBy, Words, json_option, look_of
from tracker.cli.reply import Later, reply
from tracker.errors import NotFound
from tracker.escaping import command
from tracker.text import choose, near_misses, visible

if TYPE_CHECKING:
    from tracker.care.safety import RedFlagLevel
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
        click.echo(words.rules(rules().values(), look_of(app)))


@safety.command(
    "show",
    params=[
        click.Argument(
            ["rule"],
            type=ReadBy("rule", readers.as_typed, lambda *_: _rule_words()),
            metavar="RULE",
        )
    ],
    examples="\ntracker safety show ice-length\n",
)
@click.pass_context
def safety_show(ctx: click.Context, /, rule: str) -> None:
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
    click.echo(words.rule(rules()[found], app.present.settings.limits, look_of(app)))


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


@click.command(
    cls=Command,
    params=[
        click.Argument(["signs"], nargs=-1, metavar="[SIGN]..."),
        json_option(),
    ],
    examples="\ntracker redflags\ntracker redflags feverish night\n",
)
@click.pass_context
def redflags(ctx: click.Context, /, signs: tuple[str, ...], as_json: bool) -> None:
    """Ask about signs that matter more than any session, the most urgent first.

    On a terminal each is asked with yes or no; elsewhere they are listed. SIGNs given are
    answered yes.
    """
    app = app_of(ctx)
    from tracker.care import safety as rules
    from tracker.show.shapes import document

    known = rules.signs()
    chosen = [choose(sign, known, "no sign that is asked about", "Signs") for sign in signs]
    if as_json:
        level = rules.level_of(chosen)
        _note(app, level)
        click.echo(document(shapes.red_flags(level, app.present)))
        return
    if not chosen and not _can_ask():
        click.echo(words.signs(known.values(), rules.red_flag_levels(), look_of(app)))
        return
    if not chosen:
        chosen = _ask(known)
    level = rules.level_of(chosen)
    if level is None:
        click.echo(words.NO_SIGN)
        return
    click.echo(level.text(app.present.settings.emergency_number))
    if _note(app, level):
        click.echo(words.EMERGENCY_NOTED)


def _note(app: App, level: "RedFlagLevel | None") -> bool:
    """Note an emergency in the diary; return whether it is one."""
    if level is None or not level.is_emergency:
        return False
    with app.journal() as journal:
        journal.conditions.note_emergency()
    return True


def _ask(known: Any) -> list[str]:
    """Ask one sign after another; after one of an emergency nothing else matters."""
    from tracker.care.safety import red_flag_levels

    chosen: list[str] = []
    for sign in known.values():
        if chosen and red_flag_levels()[known[chosen[0]].level].is_emergency:
            break
        if click.confirm(sign.asks, default=False, err=True):
            chosen.append(sign.id)
    return chosen


def _can_ask() -> bool:
    import sys

    return sys.stdin is not None and sys.stdin.isatty()


def _rule_words() -> Words:
    from tracker.care.safety import rules

    return list(rules())
