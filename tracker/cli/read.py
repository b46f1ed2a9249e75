"""`history`, `summary` and `today`: read the diary back."""

import datetime as dt
from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.cli import readers
from tracker.cli.commands import Command, app_of
from tracker.cli.options import (
    ReadBy,
    check_days,
    json_option,
    read_limit,
    read_since,
    read_until,
    read_week_count,
)
from tracker.cli.reply import Later, reply

if TYPE_CHECKING:
    from tracker.show import history as words
    from tracker.show import sheets
    from tracker.show import weeks as week_words
    from tracker.show.shapes import sessions as shapes
    from tracker.show.shapes import weeks as week_shapes
else:
    words, shapes, sheets = Later("history"), Later("shapes.sessions"), Later("sheets")
    week_words, week_shapes = Later("weeks"), Later("shapes.weeks")

_NEWEST = 50


def _read_week(app: App, text: str) -> dt.date:
    from tracker.when import read_week

    return read_week(text, app.present.today, app.present.settings.first_weekday)


@click.command(
    cls=Command,
    examples="""
tracker history massage --since "2 weeks ago" --with ana
tracker history --since november --area lower-back
tracker history --week 47
tracker history --limit 0 --csv > sessions.csv
""",
    params=[
        click.Argument(
            ["kinds"],
            nargs=-1,
            type=ReadBy("kind", readers.read_kind, readers.kind_words),
            metavar="[KIND]...",
        ),
        click.Option(
            ["--kind"],
            type=ReadBy("kind", readers.read_kind, readers.kind_words),
            multiple=True,
            metavar="KIND",
            help="Only this kind, as KIND alone says too; may be given several times.",
        ),
        click.Option(
            ["--since"],
            type=ReadBy("day", read_since),
            metavar="DAY",
            help='From this day on, or from the first one of november or "last week".',
        ),
        click.Option(
            ["--until"],
            type=ReadBy("day", read_until),
            metavar="DAY",
            help="Up to this day, or to the last one of such a stretch.",
        ),
        click.Option(
            ["--week"],
            type=ReadBy("week", _read_week),
            metavar="WEEK",
            help='Only this week: 47, "last week", or any day of it.',
        ),
        click.Option(
            ["--area"],
            type=ReadBy("area", readers.read_area_name, readers.area_names),
            metavar="AREA",
            help="Only this area of the body.",
        ),
        click.Option(
            ["--with", "provider"],
            type=ReadBy("name", readers.read_name, readers.provider_words),
            metavar="NAME",
            help="Only with this person; a part of the name will do.",
        ),
        click.Option(
            ["--limit"],
            type=ReadBy("count", read_limit),
            metavar="COUNT",
            help=f"At most the newest COUNT, 0 for all. Without --since {_NEWEST}.",
        ),
        json_option(),
        click.Option(["--csv", "as_csv"], is_flag=True, help="Answer in CSV, for a spreadsheet."),
    ],
)
@click.pass_context
def history(
    ctx: click.Context,
    /,
    kinds: tuple[str, ...],
    kind: tuple[str, ...],
    since: dt.date | None,
    until: dt.date | None,
    week: dt.date | None,
    area: str | None,
    provider: str | None,
    limit: int | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List sessions by day, the newest last; filters combine."""
    app = app_of(ctx)
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.", ctx)
    if week:
        if since or until:
            raise click.UsageError("--week stands without --since and --until.", ctx)
        since, until = week, week + dt.timedelta(days=6)
    check_days(since, until)
    if limit is None and since is None:
        limit = _NEWEST
    with app.reading() as journal:
        found = journal.review.history(
            (*kinds, *kind), since, until, area, provider, limit or None, with_plans=not as_csv
        )
    if as_csv:
        click.echo(sheets.history(found))
    else:
        reply(app, as_json, shapes.history, words.history, found, is_long=True)


@click.command(
    cls=Command,
    examples="""
tracker summary
tracker summary --week "last week"
tracker summary --week 2026-W46
tracker summary --weeks 8
""",
    params=[
        click.Option(
            ["--week"],
            type=ReadBy("week", _read_week),
            metavar="WEEK",
            help='"last week", 47, 2026-W46, or any day of it. The present one without it.',
        ),
        click.Option(
            ["--weeks"],
            type=ReadBy("count", read_week_count),
            metavar="COUNT",
            help="A table of this many weeks, ending with that one.",
        ),
        json_option(),
    ],
)
@click.pass_context
def summary(ctx: click.Context, /, week: dt.date | None, weeks: int | None, as_json: bool) -> None:
    """Show what was done in a week, what changed and what it cost."""
    app = app_of(ctx)
    if weeks:
        with app.reading() as journal:
            listed = journal.review.stretch(week, weeks)
        reply(app, as_json, week_shapes.weeks, week_words.weeks, listed)
    else:
        with app.reading() as journal:
            summed = journal.review.summary(week)
        reply(app, as_json, week_shapes.summary, week_words.summary, summed)


@click.command(cls=Command, examples="\ntracker\ntracker today --json\n", params=[json_option()])
@click.pass_context
def today(ctx: click.Context, /, as_json: bool) -> None:
    """Show what was done today and this week; `tracker` alone does the same."""
    show_today(app_of(ctx), as_json=as_json)


def show_today(app: App, *, as_json: bool = False) -> None:
    """Answer `tracker today`."""
    with app.reading() as journal:
        today = journal.review.today()
    reply(app, as_json, week_shapes.today, week_words.today, today)
