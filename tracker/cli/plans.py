"""`plan`: what is to be done in which rhythm, made, changed, paused, removed and shown."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from msgspec.structs import replace

from tracker.app import App
from tracker.cli import fields, guard, schedules
from tracker.cli.commands import Group, app_of
from tracker.cli.newplan import (
    DETAILS,
    add,
    answer,
    details_of,
    director_option,
    name_option,
    new_people,
)
from tracker.cli.options import ReadBy, Words, given, json_option, look_of
from tracker.errors import BadInput
from tracker.text import storable, visible

if TYPE_CHECKING:
    from tracker.care.plan import Plan
    from tracker.care.schedule import Occurrence

_LONGEST_WHY = 200
_MOST_DAYS = 366
_DAYS_TOLD = 7


def plan_words(app: App, incomplete: str) -> Words:
    """Return the names of the plans that can be typed as they are, each with its kind."""
    if not app.database.exists():
        return []
    with app.reading() as journal:
        living = journal.plans.living()
    return [
        (plan.name, fields.kind_name(plan.kind))
        for plan in living
        if visible(plan.name) == plan.name
    ]


def plan_argument(*, is_required: bool = True) -> click.Argument:
    """Return the argument that names a plan: by its number, its name, or its kind."""
    return click.Argument(
        ["plan"],
        required=is_required,
        type=ReadBy("plan", fields.as_typed, plan_words),
        metavar="PLAN" if is_required else "[PLAN]",
    )


def why_option(help_text: str) -> click.Option:
    """Return the option for a reason in the person's own words."""
    return click.Option(["--why"], type=ReadBy("text", _read_why), metavar="TEXT", help=help_text)


def check_fields(ctx: click.Context, plan: "Plan", told: Iterable[str], own: Iterable[str]) -> None:
    """Refuse a field that the sessions of the plan do not have."""
    for name in told:
        if name not in own:
            option, kind = fields.option(name).opts[0], fields.kind_name(plan.kind)
            message = f'plan {plan.number} "{visible(plan.name)}" ({kind}) has no {option}.'
            raise click.UsageError(message, ctx)


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
tracker plan edit massage --until "" --area ""
""",
    params=[
        plan_argument(),
        *schedules.options(is_clearable=True),
        *(fields.option(name, is_clearable=name != "minutes") for name in DETAILS),
        name_option(),
        director_option(is_clearable=True),
        guard.override_option(),
        json_option(),
    ],
)
@click.pass_context
def edit(
    ctx: click.Context, /, plan: str, as_json: bool, override: str | None, **_told: Any
) -> None:
    """Change a plan from now on; what was planned until now stays. An empty text ("") empties."""
    app = app_of(ctx)
    own = given(ctx, ["zone", "called", "directed_by"])
    if "called" in own:
        own["name"] = own.pop("called")
    when, filled = given(ctx, schedules.WHEN), given(ctx, DETAILS)
    if not own and not when and not filled:
        raise click.UsageError("nothing to change was given, as in --at 08:00.", ctx)
    with app.journal() as journal:
        journal.reminders.refresh(app.present.calendar)
        meant = journal.plans.meant(plan)
        check_fields(ctx, meant, filled, details_of(meant.kind))
        details = replace(meant.details, **fields.entry_fields(app, meant.kind, filled, None))
        passed_over: guard.Overrides = ()
        if filled or override:
            passed_over = guard.before_plan(app, journal, meant.kind, details, override)
        zone = own.get("zone", meant.zone)
        form = schedules.next_form(
            app, when, ZoneInfo(zone) if zone else app.present.zone, meant.form
        )
        new = new_people(journal, filled.get("provider"), own.get("directed_by"))
        if form is not None:
            # What is dropped and the edit are kept as one change, which one undo takes back.
            journal.reminders.drop(meant)
        edited = journal.plans.edit(meant, own, details, form, passed_over)
        coming = journal.outlook.coming(edited, app.present.calendar)
    answer(app, edited, coming, new, as_json=as_json, is_changed=True)


@plan.command(
    "pause",
    stores=True,
    examples='\ntracker plan pause massage --until "next monday" --why flu\n',
    params=[
        plan_argument(),
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
    ctx: click.Context, /, plan: str, until: dt.date | None, why: str | None, as_json: bool
) -> None:
    """Let a plan rest from today on; nothing of it counts as missed meanwhile."""
    app = app_of(ctx)
    with app.journal() as journal:
        journal.reminders.refresh(app.present.calendar)
        meant = journal.plans.meant(plan)
        journal.reminders.drop(meant)
        first = meant.day_at(app.present.now, app.present.calendar)
        paused = journal.plans.pause(meant, first, until and max(first, until), why)
        coming = journal.outlook.coming(paused, app.present.calendar, 1)
    _answer_briefly(app, paused, coming, as_json=as_json)


@plan.command(
    "resume",
    stores=True,
    examples="\ntracker plan resume massage\n",
    params=[plan_argument(), json_option()],
)
@click.pass_context
def resume(ctx: click.Context, /, plan: str, as_json: bool) -> None:
    """Go on with a paused plan, from today on."""
    app = app_of(ctx)
    with app.journal() as journal:
        journal.reminders.refresh(app.present.calendar)
        meant = journal.plans.meant(plan)
        resumed = journal.plans.resume(meant, meant.day_at(app.present.now, app.present.calendar))
        coming = journal.outlook.coming(resumed, app.present.calendar, 1)
    _answer_briefly(app, resumed, coming, as_json=as_json)


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
        journal.reminders.refresh(app.present.calendar)
        meant = journal.plans.meant(plan)
        journal.reminders.drop(meant)
        removed = journal.plans.remove(meant)
    _answer_briefly(app, removed, (), as_json=as_json)


@plan.command("list", examples="\ntracker plan list\n", params=[json_option()])
@click.pass_context
def list_(ctx: click.Context, /, as_json: bool) -> None:
    """List the plans: what, when, and when next."""
    app = app_of(ctx)
    with app.reading() as journal:
        living = journal.plans.living()
        coming = [journal.outlook.coming(one, app.present.calendar, 1) for one in living]
    listed = list(zip(living, coming, strict=True))
    from tracker.care.planned import PlanAhead
    from tracker.show import plans as show
    from tracker.show.shapes import document
    from tracker.show.shapes import plans as shapes

    click.echo(
        document(shapes.plans([PlanAhead(one, tuple(next_)) for one, next_ in listed], app.present))
        if as_json
        else show.listing(
            listed,
            app.present.now,
            app.present.calendar,
            look_of(app),
            app.present.settings.temperature_unit,
        )
    )


@plan.command(
    "show", examples="\ntracker plan show morning\n", params=[plan_argument(), json_option()]
)
@click.pass_context
def show_(ctx: click.Context, /, plan: str, as_json: bool) -> None:
    """Show all of a plan, and how it was kept."""
    app = app_of(ctx)
    with app.reading() as journal:
        meant = journal.plans.meant(plan)
        coming = journal.outlook.coming(meant, app.present.calendar)
        standing = journal.outlook.standing(meant, app.present.this_week, app.present.calendar)
    from tracker.care.planned import PlanAhead
    from tracker.show import plans as show
    from tracker.show.shapes import document
    from tracker.show.shapes import plans as shapes

    unit = app.present.settings.temperature_unit
    click.echo(
        document(shapes.plan(PlanAhead(meant, tuple(coming), standing), app.present))
        if as_json
        else show.whole(
            meant, coming, standing, app.present.now, app.present.calendar, look_of(app), unit
        )
    )


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
    last = app.present.today + dt.timedelta(days=days - 1)
    with app.reading() as journal:
        coming = journal.outlook.coming_until(last, app.present.calendar)
    from tracker.care.planned import Ahead
    from tracker.show import due as show
    from tracker.show.shapes import document
    from tracker.show.shapes import plans as shapes

    click.echo(
        document(shapes.coming(Ahead(last, tuple(coming)), app.present))
        if as_json
        else show.by_day(coming, app.present.today, last, app.present.calendar, look_of(app))
    )


def _answer_briefly(
    app: App, plan: "Plan", coming: Sequence["Occurrence"], *, as_json: bool
) -> None:
    """Tell whether a plan rests, goes on or is gone."""
    from tracker.care.planned import PlanAhead
    from tracker.show import plans as show
    from tracker.show.shapes import document
    from tracker.show.shapes import plans as shapes

    click.echo(
        document(shapes.plan(PlanAhead(plan, tuple(coming)), app.present))
        if as_json
        else show.state(plan, coming, app.present.now, app.present.calendar, look_of(app))
    )
