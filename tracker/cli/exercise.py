"""`exercise` and `routine`: what can be done for the back, and what is done together."""

from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.care import catalogue
from tracker.cli import readers
from tracker.cli.commands import Group, app_of
from tracker.cli.options import ReadBy, json_option
from tracker.cli.reply import Later, reply
from tracker.cli.streams import aside
from tracker.escaping import command
from tracker.text import choose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.care.catalogue import Exercise
    from tracker.care.doses import Dose
    from tracker.care.fields import ExerciseDone
    from tracker.care.safety import Finding
    from tracker.show import care
    from tracker.show import exercises as words
    from tracker.show.shapes import exercises as shapes
else:
    care, words, shapes = Later("care"), Later("exercises"), Later("shapes.exercises")


def _read_exercise(app: App, text: str) -> "Exercise":
    return readers.the_one(text, readers.exercises(app), "exercise", command("exercise list"))


def _read_dose(_: App, text: str) -> "Dose":
    from tracker.care.doses import read_dose

    return read_dose(text)


def _read_level(_: App, text: str) -> str:
    return choose(text, catalogue.LEVELS, "no level", "Levels")


def _exercise_argument() -> click.Argument:
    named = ReadBy("exercise", _read_exercise, readers.exercise_words)
    return click.Argument(["shown"], type=named, metavar="NAME")


def _routine_argument() -> click.Argument:
    named = ReadBy("routine", readers.read_routine, readers.routine_words)
    return click.Argument(["name"], type=named, metavar="NAME")


def _steps_argument(*, required: bool) -> click.Argument:
    step = ReadBy("exercise", readers.read_exercise, readers.exercise_words)
    return click.Argument(
        ["steps"],
        nargs=-1,
        required=required,
        type=step,
        metavar="NAME[:DOSE]..." if required else "[NAME[:DOSE]]...",
    )


def _remark(found: "Sequence[Finding]") -> None:
    """Say what the care rules caution about exercises that are put together."""
    for line in care.said(found):
        aside(line)


@click.group(
    cls=Group,
    examples="""
tracker exercise list --area lower-back --no-equipment
tracker exercise show bird-dog
tracker exercise add "wall slide" --dose 3x10
""",
)
def exercise() -> None:
    """Look up the exercises for the back, and add your own."""


@exercise.command(
    "list",
    params=[
        click.Option(
            ["--area"],
            type=ReadBy("area", readers.read_area_name, readers.area_names),
            metavar="AREA",
            help="Only those for this area of the body.",
        ),
        click.Option(
            ["--level"],
            type=ReadBy("level", _read_level, lambda *_: catalogue.LEVELS),
            metavar="LEVEL",
            help=f"Only those of this level: {', '.join(catalogue.LEVELS)}.",
        ),
        click.Option(
            ["--no-equipment", "bare"], is_flag=True, help="Only those without equipment."
        ),
        json_option(),
    ],
    examples="""
tracker exercise list
tracker exercise list --area lower-back --level easy
tracker exercise list --no-equipment
""",
)
@click.pass_context
def list_(
    ctx: click.Context, /, area: str | None, level: str | None, bare: bool, as_json: bool
) -> None:
    """List the exercises with the usual dose; filters combine."""
    app = app_of(ctx)
    if area or level or bare:
        listed = catalogue.fitting(area, level, is_bare=bare)
    else:
        listed = catalogue.Fitting(tuple(readers.exercises(app).values()))
    reply(app, as_json, shapes.listing, words.listing, listed, is_long=True)


@exercise.command(
    "show",
    params=[_exercise_argument(), json_option()],
    examples="\ntracker exercise show bird-dog\ntracker exercise show plank --json\n",
)
@click.pass_context
def show(ctx: click.Context, /, shown: "Exercise", as_json: bool) -> None:
    """Show one exercise: how it is done, when to stop, and what came of it."""
    app = app_of(ctx)
    with app.reading() as journal:
        record = journal.exercises.record(shown)
    reply(app, as_json, shapes.one, words.one, record)


@exercise.command(
    "add",
    stores=True,
    params=[
        click.Argument(["name"], metavar="NAME"),
        click.Option(
            ["--dose"],
            type=ReadBy("dose", _read_dose),
            metavar="DOSE",
            help="What is usual: 3x10, 3x10x8s, 3x30s, 5min; with /side for each side.",
        ),
        click.Option(
            ["--note"], type=ReadBy("note", readers.read_note), metavar="TEXT", help="What it is."
        ),
        json_option(),
    ],
    examples="""
tracker exercise add "wall slide" --dose 3x10
tracker exercise add towel-stretch --dose 2x30s/side --note "as Dr. Lee showed"
""",
)
@click.pass_context
def add(
    ctx: click.Context, /, name: str, dose: "Dose | None", note: str | None, as_json: bool
) -> None:
    """Add an exercise of your own; it is logged and put into routines like the others."""
    app = app_of(ctx)
    with app.journal() as journal:
        made = journal.exercises.add(name, dose, note)
    reply(app, as_json, shapes.one, words.added, made)


@exercise.command(
    "remove",
    params=[_exercise_argument(), json_option()],
    examples="\ntracker exercise remove wall-slide\n",
)
@click.pass_context
def remove(ctx: click.Context, /, shown: "Exercise", as_json: bool) -> None:
    """Remove an exercise of your own; what was logged stays."""
    app = app_of(ctx)
    with app.journal() as journal:
        gone = journal.exercises.remove(shown.id)
    reply(app, as_json, shapes.one, words.removed, gone)


@click.group(
    cls=Group,
    examples="""
tracker routine add morning bird-dog:3x10x8s bridge:3x10 plank:3x30s
tracker log exercise --routine morning --minutes 12
""",
)
def routine() -> None:
    """Put exercises together under one name, to log or plan them at once."""


@routine.command(
    "add",
    stores=True,
    params=[
        click.Argument(["name"], metavar="NAME"),
        _steps_argument(required=True),
        json_option(),
    ],
    examples="\ntracker routine add morning bird-dog:3x10x8s bridge:3x10 plank:3x30s\n",
)
@click.pass_context
def routine_add(
    ctx: click.Context, /, name: str, steps: tuple["ExerciseDone", ...], as_json: bool
) -> None:
    """Make a routine of exercises, in the order in which they are given."""
    app = app_of(ctx)
    with app.journal() as journal:
        made = journal.routines.add(name, steps)
        found = journal.gate.cautions(made.routine.steps)
    reply(app, as_json, shapes.routine, words.routine_added, made)
    _remark(found)


@routine.command("list", params=[json_option()], examples="\ntracker routine list\n")
@click.pass_context
def routine_list(ctx: click.Context, /, as_json: bool) -> None:
    """List the routines with their exercises."""
    app = app_of(ctx)
    with app.reading() as journal:
        listed = journal.routines.all_followed()
    reply(app, as_json, shapes.routines, words.routines, listed)


@routine.command(
    "show",
    params=[_routine_argument(), json_option()],
    examples="\ntracker routine show morning\n",
)
@click.pass_context
def routine_show(ctx: click.Context, /, name: str, as_json: bool) -> None:
    """Show one routine, an exercise a line."""
    app = app_of(ctx)
    with app.reading() as journal:
        shown = journal.routines.followed(name)
    reply(app, as_json, shapes.routine, words.routine, shown)


@routine.command(
    "edit",
    stores=True,
    params=[
        _routine_argument(),
        _steps_argument(required=False),
        click.Option(["--name", "new_name"], metavar="NAME", help="Another name for it."),
        json_option(),
    ],
    examples="""
tracker routine edit morning bird-dog:3x12x8s bridge:3x12 plank:3x40s
tracker routine edit morning --name "early morning"
""",
)
@click.pass_context
def routine_edit(
    ctx: click.Context,
    /,
    name: str,
    steps: tuple["ExerciseDone", ...],
    new_name: str | None,
    as_json: bool,
) -> None:
    """Give a routine other exercises, all of them anew, or another name.

    What was logged stays as it was done.
    """
    app = app_of(ctx)
    if not steps and new_name is None:
        raise click.UsageError(
            "nothing to change was given: name the exercises anew, or give --name.", ctx
        )
    with app.journal() as journal:
        edited = journal.routines.edit(name, new_name, steps)
        found = journal.gate.cautions(steps)
    reply(app, as_json, shapes.routine, words.routine_edited, edited)
    _remark(found)


@routine.command(
    "remove",
    params=[_routine_argument(), json_option()],
    examples="\ntracker routine remove morning\n",
)
@click.pass_context
def routine_remove(ctx: click.Context, /, name: str, as_json: bool) -> None:
    """Remove a routine; what was logged stays."""
    app = app_of(ctx)
    with app.journal() as journal:
        gone = journal.routines.remove(name)
    reply(app, as_json, shapes.routine, words.routine_removed, gone)
