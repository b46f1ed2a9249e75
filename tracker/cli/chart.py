"""`chart`: pain, sessions, what was kept, and a year, to look at."""

from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.cli.commands import Group, app_of
from tracker.cli.options import ReadBy, json_option, read_week_count
from tracker.cli.reply import Later, reply

if TYPE_CHECKING:
    from tracker.show.charts import pain as pain_words
    from tracker.show.charts import weeks as week_words
    from tracker.show.charts import year as year_words
    from tracker.show.shapes import charts as shapes
else:
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


@click.group(
    cls=Group,
    examples="""
tracker chart pain
tracker chart kept --weeks 26
tracker chart year --year 2026
""",
)
def chart() -> None:
    """Draw the diary: pain, sessions, what was kept, or a whole year."""


@chart.command(
    params=[_weeks_option(), json_option()],
    examples="\ntracker chart pain\ntracker chart pain --weeks 4\n",
)
@click.pass_context
def pain(ctx: click.Context, /, weeks: int, as_json: bool) -> None:
    """Draw the pain by day, with sessions and flare-ups beneath.

    A day's level is the mean of its readings. Where a day has none, the level before its sessions
    stands apart, as one has a session when it hurts. Nothing is drawn over a gap.
    """
    app = app_of(ctx)
    with app.reading() as journal:
        found = journal.charts.pain(weeks)
    reply(app, as_json, shapes.pain, pain_words.pain, found, is_long=True)


@chart.command(
    params=[_weeks_option(), json_option()],
    examples="\ntracker chart sessions\ntracker chart sessions --weeks 52\n",
)
@click.pass_context
def sessions(ctx: click.Context, /, weeks: int, as_json: bool) -> None:
    """Draw the sessions of each week by kind, each session once."""
    app = app_of(ctx)
    with app.reading() as journal:
        found = journal.charts.sessions(weeks)
    reply(app, as_json, shapes.sessions, week_words.sessions, found, is_long=True)


@chart.command(
    params=[_weeks_option(), json_option()],
    examples="\ntracker chart kept\ntracker chart kept --weeks 26\n",
)
@click.pass_context
def kept(ctx: click.Context, /, weeks: int, as_json: bool) -> None:
    """Draw how much of what was planned was done in each week.

    It is what summary says: all plans together, what is excused left out.
    """
    app = app_of(ctx)
    with app.reading() as journal:
        found = journal.charts.kept(weeks)
    reply(app, as_json, shapes.kept, week_words.kept, found, is_long=True)


@chart.command(
    params=[
        click.Option(
            ["--year"],
            type=ReadBy("year", _read_year),
            metavar="YEAR",
            help='2026 or "last year". The present one without it.',
        ),
        json_option(),
    ],
    examples='\ntracker chart year\ntracker chart year --year "last year"\n',
)
@click.pass_context
def year(ctx: click.Context, /, year: int | None, as_json: bool) -> None:
    """Draw a year as a calendar: how many sessions each day had."""
    app = app_of(ctx)
    with app.reading() as journal:
        found = journal.charts.year(year or app.present.today.year)
    reply(app, as_json, shapes.year, year_words.year, found, is_long=True)
