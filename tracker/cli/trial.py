"""`trial`: whether pain differs between weeks with something and weeks without, in an order of chance."""

import datetime as dt
from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.care.catalogue import KINDS
from tracker.cli import readers, schedules
from tracker.cli.commands import Group, app_of
from tracker.cli.options import ReadBy, Words, json_option
from tracker.cli.plans import plan_words
from tracker.cli.reply import Later, reply
from tracker.cli.streams import aside
from tracker.errors import BadInput

if TYPE_CHECKING:
    from tracker.show import trials as words
    from tracker.show.shapes import trials as shapes
else:
    words, shapes = Later("trials"), Later("shapes.trials")

_WEEKS = 12
_MOST_AHEAD = dt.timedelta(days=366)
# What a week can go without; a visit is the care of somebody else.
_KINDS = tuple(kind for kind in KINDS if kind != "visit")


def _kind_words(app: App, incomplete: str) -> Words:
    return [(kind, readers.kind_name(kind)) for kind in _KINDS]


def _read_kind(app: App, text: str) -> str:
    kind = readers.read_kind(app, text)
    if kind not in _KINDS:
        raise BadInput(
            f"{{}}: a visit is care by somebody else, and no week is to go without it. Accepted:"
            f" {', '.join(_KINDS)}.",
            text,
        )
    return kind


def _read_weeks(_: App, text: str) -> int:
    from tracker.care.trial import LEAST_WEEKS, MOST_WEEKS, WEEKS_FOR_TEST

    digits = text.strip()
    weeks = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
    if LEAST_WEEKS <= weeks <= MOST_WEEKS and weeks % 2 == 0:
        return weeks
    raise BadInput(
        f"{{}}: give an even number of weeks from {LEAST_WEEKS} to {MOST_WEEKS}, as each block has"
        f" one week with and one without. From {WEEKS_FOR_TEST} weeks on there is a test.",
        text,
    )


def _read_first_day(app: App, text: str) -> dt.date:
    day, last = schedules.read_coming_day(app, text), app.present.today + _MOST_AHEAD
    if day <= last:
        return day
    raise BadInput(f"{{}} lies more than a year ahead. Give a day up to {last}.", text)


def _kind_argument(*, is_required: bool) -> click.Argument:
    return click.Argument(
        ["kind"],
        required=is_required,
        type=ReadBy("kind", _read_kind, _kind_words),
        metavar="KIND" if is_required else "[KIND]",
    )


def _clock_option(spelled: str, name: str, help_text: str) -> click.Option:
    return click.Option(
        [spelled, name],
        type=ReadBy(name, schedules.read_clock, schedules.clock_words),
        multiple=True,
        metavar="HH:MM",
        help=help_text,
    )


@click.group(
    cls=Group,
    examples="""
tracker trial start heat-pack --weeks 12
tracker trial show
tracker trial stop
""",
)
def trial() -> None:
    """Compare weeks with something and weeks without, in an order of chance: a trial of your own.

    A diary alone cannot say whether something helps: one reaches for it when it hurts, and after a
    bad day comes a better one in any case. In a trial chance decides which week of each two is one
    with it and which one without, and the pain is written down each day of both. A test needs 12
    weeks; fewer give an estimate. What came out is said when the last one is over, and not before.
    """


@trial.command(
    "start",
    stores=True,
    examples="""
tracker trial start heat-pack --weeks 12
tracker trial start massage --weeks 16 --plan evening --from "next monday"
tracker trial start warm-bath --weeks 4 --at 19:00 --pain-at 20:00
""",
    params=[
        _kind_argument(is_required=True),
        click.Option(
            ["--weeks"],
            type=ReadBy("count", _read_weeks),
            default=str(_WEEKS),
            metavar="COUNT",
            help=f"How many, an even number; {_WEEKS} without it, the fewest that can be tested.",
        ),
        click.Option(
            ["--from", "first_on"],
            type=ReadBy("day", _read_first_day),
            metavar="DAY",
            help="The first day of its first week; next week without it.",
        ),
        click.Option(
            ["--plan"],
            type=ReadBy("plan", readers.as_typed, plan_words),
            metavar="PLAN",
            help="Which plan it is of, where there are several of the kind.",
        ),
        _clock_option("--at", "times", "When to be reminded by a plan that is made for it."),
        _clock_option("--pain-at", "pain_times", "When to be asked for the pain, each day."),
        json_option(),
    ],
)
@click.pass_context
def start(
    ctx: click.Context,
    /,
    kind: str,
    weeks: int,
    first_on: dt.date | None,
    plan: str | None,
    times: tuple[dt.time, ...],
    pain_times: tuple[dt.time, ...],
    as_json: bool,
) -> None:
    """Begin a trial of KIND, in blocks of two weeks: one with it, one without, as chance draws them.

    It is of the one plan of that kind, or makes a daily one, and asks for the pain each day. In
    weeks without, the plan rests. What it found is said at its end, and nothing before.
    """
    from random import SystemRandom

    from tracker.care.trial import Design

    app = app_of(ctx)
    design = Design(
        kind=kind, weeks=weeks, first_on=first_on, plan=plan, times=times, pain_times=pain_times
    )
    with app.journal() as journal:
        begun = journal.trials.start(design, SystemRandom())
    reply(app, as_json, shapes.begun, words.begun, begun)
    for line in words.remarks(begun):
        aside(line)


@trial.command(
    "show",
    examples="""
tracker trial show
tracker trial show heat-pack
tracker trial show --all
""",
    params=[
        _kind_argument(is_required=False),
        click.Option(["--all", "is_all"], is_flag=True, help="Those that are over as well."),
        json_option(),
    ],
)
@click.pass_context
def show(ctx: click.Context, /, kind: str | None, is_all: bool, as_json: bool) -> None:
    """Show what is on this week and why, and once a trial is over what it found."""
    app = app_of(ctx)
    with app.reading() as journal:
        shown = journal.trials.shown(kind, with_past=is_all)
    reply(app, as_json, shapes.shown, words.shown, shown, is_long=True)


@trial.command(
    "stop",
    stores=True,
    examples="\ntracker trial stop\n",
    params=[_kind_argument(is_required=False), json_option()],
)
@click.pass_context
def stop(ctx: click.Context, /, kind: str | None, as_json: bool) -> None:
    """End a trial early; its plan goes on. Of what it found there is an estimate and no test."""
    app = app_of(ctx)
    with app.journal() as journal:
        stopped = journal.trials.stop(kind)
    reply(app, as_json, shapes.stopped, words.stopped, stopped)
