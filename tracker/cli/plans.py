"""`plan`: what is to be done in which rhythm, made, changed, paused, removed and shown."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from tracker.app import App
from tracker.care import catalogue
from tracker.care.fields import PLANNED
from tracker.cli import fields, readers, schedules
from tracker.cli.commands import Group, app_of
from tracker.cli.newplan import OF_THE_PLAN, add, director_option, in_flare_option, name_option
from tracker.cli.options import ReadBy, Words, given, json_option, override_option
from tracker.cli.reply import Later, reply
from tracker.cli.streams import aside
from tracker.errors import BadInput
from tracker.glance import glance
from tracker.text import storable, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracker.journal.planning import Scheduled
    from tracker.present import Present
    from tracker.show import due as due_words
    from tracker.show import plans as words
    from tracker.show.shapes import plans as shapes
    from tracker.show.terminal import Look
else:
    due_words, words, shapes = Later("due"), Later("plans"), Later("shapes.plans")

_LONGEST_WHY = 200
_MOST_DAYS = 366
_DAYS_TOLD = 7


def plan_words(app: App, incomplete: str) -> Words:
    """Return the names of the plans that can be typed as they are, each with its kind."""
    living = glance(
        app.address, "SELECT name, kind FROM plans WHERE removed_at IS NULL ORDER BY id"
    )
    return [
        (name, readers.kind_name(kind))
        for name, kind in living
        if visible(name) == name and kind in catalogue.KINDS
    ]


def plan_argument(*, is_required: bool = True) -> click.Argument:
    """Return the argument that names a plan: by its number, its name, or its kind.

    A name of several words needs no quotes.
    """
    return click.Argument(
        ["plan"],
        nargs=-1,
        callback=lambda _, __, words: " ".join(words) if words else None,
        required=is_required,
        type=ReadBy("plan", readers.as_typed, plan_words),
        metavar="PLAN" if is_required else "[PLAN]",
    )


def _all_option(help_text: str) -> click.Option:
    return click.Option(["--all", "is_all"], is_flag=True, help=help_text)


def why_option(help_text: str) -> click.Option:
    """Return the option for a reason in the person's own words."""
    return click.Option(["--why"], type=ReadBy("text", _read_why), metavar="TEXT", help=help_text)


def _read_days(_: App, text: str) -> int:
    digits = text.strip()
    days = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
    if 1 <= days <= _MOST_DAYS:
        return days
    raise BadInput(f"{{}}: give a number of days from 1 to {_MOST_DAYS}.", text)


def _read_why(_: App, text: str) -> str | None:
    return storable(text, _LONGEST_WHY, "a reason") or None


@click.group(
    "plan",
    cls=Group,
    examples="""
tracker plan add exercise bird-dog:3x10x8s --on mon,wed,fri --at 07:30
tracker plan list
tracker plan pause massage --until "next monday" --why flu
""",
)
def plan() -> None:
    """Say what is to be done in which rhythm, and see how that goes."""


plan.add_command(add)


@plan.command(
    "edit",
    stores=True,
    examples="""
tracker plan edit morning --at 08:00
tracker plan edit massage --every 10d --with Ana
tracker plan edit massage --in-flare rest
tracker plan edit massage --until "" --area ""
""",
    params=[
        plan_argument(),
        *schedules.options(is_clearable=True),
        *(fields.option(name, is_clearable=True) for name in fields.TYPED if name in PLANNED),
        name_option(),
        director_option(is_clearable=True),
        in_flare_option(),
        override_option(),
        json_option(),
    ],
)
@click.pass_context
def edit(
    ctx: click.Context, /, plan: str, as_json: bool, override: str | None, **_told: Any
) -> None:
    """Change a plan from now on; what was planned until now stays. An empty text ("") empties."""
    app = app_of(ctx)
    told = fields.told(ctx).fields | given(ctx, OF_THE_PLAN)
    if not told:
        raise click.UsageError("nothing to change was given, as in --at 08:00.", ctx)
    with app.journal() as journal:
        edited = journal.planning.edit(plan, told, override)
    reply(app, as_json, shapes.plan, words.told, edited)
    for line in words.remarks(edited):
        aside(line)


@plan.command(
    "pause",
    stores=True,
    examples="""
tracker plan pause massage --until "next monday" --why flu
tracker plan pause --all --until sunday --why flu
""",
    params=[
        plan_argument(is_required=False),
        _all_option("Every plan that does not rest yet."),
        click.Option(
            ["--until"],
            type=ReadBy("day", schedules.read_coming_day),
            metavar="DAY",
            help="The last day of the pause; without it, until it is resumed.",
        ),
        why_option("Why it rests."),
        json_option(),
    ],
)
@click.pass_context
def pause(
    ctx: click.Context,
    /,
    plan: str | None,
    is_all: bool,
    until: dt.date | None,
    why: str | None,
    as_json: bool,
) -> None:
    """Let a plan rest from today on; nothing of it counts as missed meanwhile."""
    app, name = app_of(ctx), _one_or_all(ctx, plan, is_all=is_all)
    with app.journal() as journal:
        planning = journal.planning
        paused = planning.pause(name, until, why) if name else planning.pause_all(until, why)
    _tell_states(app, as_json, paused, words.all_paused)


@plan.command(
    "resume",
    stores=True,
    examples="""
tracker plan resume massage
tracker plan resume --all
""",
    params=[
        plan_argument(is_required=False),
        _all_option("Every plan that rests."),
        json_option(),
    ],
)
@click.pass_context
def resume(ctx: click.Context, /, plan: str | None, is_all: bool, as_json: bool) -> None:
    """Go on with a paused plan, from today on."""
    app, name = app_of(ctx), _one_or_all(ctx, plan, is_all=is_all)
    with app.journal() as journal:
        resumed = journal.planning.resume(name) if name else journal.planning.resume_all()
    _tell_states(app, as_json, resumed, words.all_resumed)
    for line in words.cautions(resumed if isinstance(resumed, list) else [resumed]):
        aside(line)


@plan.command(
    "remove",
    stores=True,
    examples="\ntracker plan remove massage\n",
    params=[plan_argument(), json_option()],
)
@click.pass_context
def remove(ctx: click.Context, /, plan: str, as_json: bool) -> None:
    """End a plan; what it was until now stays in the figures of the past."""
    app = app_of(ctx)
    with app.journal() as journal:
        removed = journal.planning.remove(plan)
    _tell_state(app, as_json, removed)


@plan.command("list", examples="\ntracker plan list\n", params=[json_option()])
@click.pass_context
def list_(ctx: click.Context, /, as_json: bool) -> None:
    """List the plans: what, when, and when next."""
    app = app_of(ctx)
    with app.reading() as journal:
        listed = journal.planning.all()
    reply(app, as_json, shapes.plans, words.listing, listed)


@plan.command(
    "show", examples="\ntracker plan show morning\n", params=[plan_argument(), json_option()]
)
@click.pass_context
def show_(ctx: click.Context, /, plan: str, as_json: bool) -> None:
    """Show all of a plan, and how it was kept."""
    app = app_of(ctx)
    with app.reading() as journal:
        whole = journal.planning.whole(plan)
    reply(app, as_json, shapes.plan, words.whole, whole)


@plan.command(
    "next",
    examples="\ntracker plan next\ntracker plan next --days 14\n",
    params=[
        click.Option(
            ["--days"],
            type=ReadBy("count", _read_days),
            default=_DAYS_TOLD,
            metavar="COUNT",
            help=f"How many days ahead, today included; {_DAYS_TOLD} without it.",
        ),
        json_option(),
    ],
)
@click.pass_context
def next_(ctx: click.Context, /, days: int, as_json: bool) -> None:
    """List what is coming, day by day, if each is done on its day."""
    app = app_of(ctx)
    with app.reading() as journal:
        coming = journal.planning.coming(days)
    reply(app, as_json, shapes.coming, due_words.by_day, coming)


def _one_or_all(ctx: click.Context, plan: str | None, *, is_all: bool) -> str | None:
    """Return the plan that is named, None for all of them; refuse neither and both."""
    if (plan is None) != is_all:
        raise click.UsageError("name one plan, or give --all.", ctx)
    return plan


def _tell_states(
    app: App,
    as_json: bool,
    told: "Scheduled | list[Scheduled]",
    words_of_all: "Callable[[Sequence[Scheduled], Present, Look], str]",
) -> None:
    """Tell whether one plan rests or goes on, or all of them."""
    if isinstance(told, list):
        reply(app, as_json, shapes.plans, words_of_all, told)
    else:
        _tell_state(app, as_json, told)


def _tell_state(app: App, as_json: bool, scheduled: "Scheduled") -> None:
    """Tell whether a plan rests, goes on or is gone."""
    reply(app, as_json, shapes.plan, words.state, scheduled)
