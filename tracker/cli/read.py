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
    days_options,
    json_option,
    kind_parameters,
    read_limit,
    read_week_count,
)
from tracker.cli.reply import Later, reply
from tracker.errors import BadInput

if TYPE_CHECKING:
    from tracker.care.fields import BodyArea
    from tracker.show import history as history_words
    from tracker.show import markdown as pages
    from tracker.show import month as month_words
    from tracker.show import sheets
    from tracker.show import suggestions as advice_words
    from tracker.show import summary as summary_words
    from tracker.show import weeks as week_words
    from tracker.show.shapes import sessions as shapes
    from tracker.show.shapes import weeks as week_shapes
else:
    history_words, shapes, sheets = Later("history"), Later("shapes.sessions"), Later("sheets")
    week_words, week_shapes = Later("weeks"), Later("shapes.weeks")
    summary_words, month_words, advice_words = (
        Later("summary"),
        Later("month"),
        Later("suggestions"),
    )
    pages = Later("markdown")

_NEWEST = 50
_EXCLUDE = (
    *(("--month", other) for other in ("--week", "--weeks", "--why")),
    *(("--why", "--weeks"), ("--why", "--markdown"), ("--json", "--markdown")),
)


def _read_week(app: App, text: str) -> dt.date:
    from tracker.when import read_week

    return read_week(text, app.present.today, app.present.settings.first_weekday)


def _read_month(app: App, text: str) -> dt.date:
    from tracker.when.periods import read_period

    period = read_period(text, app.present.today, app.present.settings.first_weekday)
    if period and period[0].day == 1 and (period[1] - period[0]).days < 31:
        return period[0]
    known = f"{app.present.today:%Y-%m}"
    raise BadInput(
        f'{{}} is no month. Write, for example, "last month", november or {known}.', text
    )


@click.command(
    cls=Command,
    examples="""
tracker history massage --since "2 weeks ago" --with ana
tracker history --since november --area "left hip"
tracker history --week 47
tracker history --find "slept badly" --tag knee
tracker history --limit 0 --csv > sessions.csv
""",
    params=[
        *kind_parameters(
            readers.read_kind_listed, readers.kind_words_listed, "pain is that of readings"
        ),
        *days_options('"last week"'),
        click.Option(
            ["--week"],
            type=ReadBy("week", _read_week),
            metavar="WEEK",
            help='Only this week: 47, "last week", or any day of it.',
        ),
        click.Option(
            ["--area"],
            type=ReadBy("area", readers.read_area, readers.area_words),
            metavar="AREA[:SIDE]",
            help="Only this area of the body, or this side of it.",
        ),
        click.Option(
            ["--with", "provider"],
            type=ReadBy("name", readers.read_name, readers.provider_words),
            metavar="NAME",
            help="Only with this person; a part of the name will do.",
        ),
        click.Option(
            ["--find", "words"],
            type=ReadBy("words", readers.read_words),
            metavar="TEXT",
            help="Only where the note, or what was taken, says this, in any case.",
        ),
        click.Option(
            ["--tag", "tags"],
            type=ReadBy("tag", readers.read_tag, readers.tag_words),
            multiple=True,
            metavar="TAG",
            help="Only where the note has #TAG; may be given several times.",
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
    area: "BodyArea | None",
    provider: str | None,
    words: str | None,
    tags: tuple[str, ...],
    limit: int | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List sessions and readings by day, the newest last; filters combine."""
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
            (*kinds, *kind),
            since,
            until,
            area,
            provider,
            limit or None,
            words=words,
            tags=tags,
            only_sessions=as_csv,
        )
    if as_csv:
        click.echo(sheets.history(found))
    else:
        reply(app, as_json, shapes.history, history_words.history, found, is_long=True)


@click.command(
    cls=Command,
    examples="""
tracker summary
tracker summary --week "last week"
tracker summary --week 2026-W46
tracker summary --weeks 8
tracker summary --month november
tracker summary --why
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
        click.Option(
            ["--month"],
            type=ReadBy("month", _read_month),
            is_flag=False,
            flag_value="this month",
            metavar="[MONTH]",
            help='A month: 2026-11, november, "last month". The present one if none is named.',
        ),
        click.Option(
            ["--why"], is_flag=True, help="Which rules suggest something, and what they looked at."
        ),
        json_option(),
        click.Option(["--markdown"], is_flag=True, help="Answer in Markdown, to paste elsewhere."),
    ],
)
@click.pass_context
def summary(
    ctx: click.Context,
    /,
    week: dt.date | None,
    weeks: int | None,
    month: dt.date | None,
    why: bool,
    as_json: bool,
    markdown: bool,
) -> None:
    """Show what was done in a week, what changed, what it cost, and what comes next."""
    app = app_of(ctx)
    chosen = {"--month": month, "--week": week, "--weeks": weeks, "--why": why}
    chosen |= {"--json": as_json, "--markdown": markdown}
    for one, other in _EXCLUDE:
        if chosen[one] and chosen[other]:
            raise click.UsageError(f"{one} and {other} exclude each other.", ctx)
    if weeks:
        with app.reading() as journal:
            listed = journal.review.stretch(week, weeks)
        in_weeks = pages.weeks if markdown else week_words.weeks
        reply(app, as_json, week_shapes.weeks, in_weeks, listed)
    elif month:
        with app.reading() as journal:
            of_month = journal.review.month(month)
        in_month = pages.month if markdown else month_words.month
        reply(app, as_json, week_shapes.month, in_month, of_month)
    else:
        with app.reading() as journal:
            summed = journal.review.summary(week)
        in_week = advice_words.why if why else summary_words.summary
        in_week = pages.summary if markdown else in_week
        reply(app, as_json, week_shapes.summary, in_week, summed)


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
