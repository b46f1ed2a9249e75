"""`chart`: pain, sessions, what was kept, and a year, to look at."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.app import App
from tracker.cli.commands import Group, app_of
from tracker.cli.options import ReadBy, json_option, look_of, read_week_count
from tracker.cli.reply import Later, answer, reply
from tracker.errors import BadInput

if TYPE_CHECKING:
    from tracker.show import charts as chart_words
    from tracker.show.charts import pain as pain_words
    from tracker.show.charts import weeks as week_words
    from tracker.show.charts import year as year_words
    from tracker.show.shapes import charts as shapes
else:
    chart_words = Later("charts")
    pain_words, week_words = Later("charts.pain"), Later("charts.weeks")
    year_words, shapes = Later("charts.year"), Later("shapes.charts")

_WEEKS = 12


def _read_year(app: App, text: str) -> int:
    from tracker.when.periods import read_year

    return read_year(text, app.present.today)


def _weeks_option() -> click.Option:
    return click.Option(
        ["--weeks"],
        type=ReadBy("count", read_week_count),
        metavar="COUNT",
        default=str(_WEEKS),
        help=f"So many weeks, ending with the present one. Without it, {_WEEKS}.",
    )


def _read_picture(_: App, text: str) -> Path:
    path = Path(text)
    if path.suffix.casefold() != ".svg":
        raise BadInput("{}: a chart is written as SVG, so end the name in .svg: chart.svg.", text)
    return path


def _options(first: click.Option) -> list[click.Parameter]:
    """Return the options of a chart, of which the `first` says of what time it is."""
    return [
        first,
        click.Option(
            ["--output"],
            type=ReadBy("file", _read_picture),
            metavar="FILE",
            help="Into a new file, as a picture in SVG.",
        ),
        click.Option(["--force"], is_flag=True, help="Write over a file that exists."),
        json_option(),
    ]


def _answer(
    ctx: click.Context,
    module: str,
    found: Any,
    shape: Callable[..., Any],
    words: Callable[..., str],
) -> None:
    """Answer with a chart: in words, in JSON, or as a picture by the `module` of `report`."""
    app, name, path = app_of(ctx), str(ctx.command.name), ctx.params["output"]
    if path is None:
        reply(app, ctx.params["as_json"], shape, words, found, is_long=True)
        return
    from tracker.newfile import write_text

    picture: str = getattr(import_module(f"tracker.report.{module}"), name)(found, app.present)
    write_text(path, picture, force=ctx.params["force"])
    answer(chart_words.written(path, found.emergency, app.present, look_of(app)))


def _check(ctx: click.Context) -> None:
    """Refuse options that say nothing beside each other."""
    if ctx.params["output"] is None and ctx.params["force"]:
        raise click.UsageError("--force stands with --output.", ctx)
    if ctx.params["output"] is not None and ctx.params["as_json"]:
        raise click.UsageError("--json and --output exclude each other.", ctx)


@click.group(
    cls=Group,
    examples="""
tracker chart pain
tracker chart kept --weeks 26
tracker chart year --year 2026
tracker chart pain --weeks 26 -o pain.svg
""",
)
def chart() -> None:
    """Draw the diary: pain, sessions, what was kept, or a whole year."""


@chart.command(
    params=_options(_weeks_option()),
    examples="\ntracker chart pain\ntracker chart pain --weeks 4\n",
)
@click.pass_context
def pain(ctx: click.Context, /, weeks: int, **_: Any) -> None:
    """Draw the pain by day, with sessions and flare-ups beneath.

    A day's level is the mean of its readings. Where a day has none, the level before its sessions
    stands apart, as one has a session when it hurts. Nothing is drawn over a gap.
    """
    _check(ctx)
    with app_of(ctx).reading() as journal:
        found = journal.charts.pain(weeks)
    _answer(ctx, "pain", found, shapes.pain, pain_words.pain)


@chart.command(
    params=_options(_weeks_option()),
    examples="\ntracker chart sessions\ntracker chart sessions --weeks 52\n",
)
@click.pass_context
def sessions(ctx: click.Context, /, weeks: int, **_: Any) -> None:
    """Draw the sessions of each week by kind, each session once."""
    _check(ctx)
    with app_of(ctx).reading() as journal:
        found = journal.charts.sessions(weeks)
    _answer(ctx, "weeks", found, shapes.sessions, week_words.sessions)


@chart.command(
    params=_options(_weeks_option()),
    examples="\ntracker chart kept\ntracker chart kept --weeks 26\n",
)
@click.pass_context
def kept(ctx: click.Context, /, weeks: int, **_: Any) -> None:
    """Draw how much of what was planned was done in each week.

    It is what summary says: all plans together, what is excused left out.
    """
    _check(ctx)
    with app_of(ctx).reading() as journal:
        found = journal.charts.kept(weeks)
    _answer(ctx, "weeks", found, shapes.kept, week_words.kept)


@chart.command(
    params=_options(
        click.Option(
            ["--year"],
            type=ReadBy("year", _read_year),
            metavar="YEAR",
            help='2026 or "last year". The present one without it.',
        )
    ),
    examples='\ntracker chart year\ntracker chart year --year "last year"\n',
)
@click.pass_context
def year(ctx: click.Context, /, year: int | None, **_: Any) -> None:
    """Draw a year as a calendar: how many sessions each day had."""
    _check(ctx)
    with app_of(ctx).reading() as journal:
        found = journal.charts.year(year or journal.present.today.year)
    _answer(ctx, "year", found, shapes.year, year_words.year)
