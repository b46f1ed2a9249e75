"""`history`, `summary` and `today`: read the diary back."""

import datetime as dt
from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.cli import readers
from tracker.cli.commands import Command, app_of
from tracker.cli.options import ReadBy, json_option, look_of, read_day, read_limit, tell
from tracker.errors import BadInput

if TYPE_CHECKING:
    from tracker.journal.adherence import PlanKept

_NEWEST = 50
_MOST_WEEKS = 520
_ONE_WEEK = dt.timedelta(weeks=1)


def _read_week(app: App, text: str) -> dt.date:
    from tracker.when import read_week

    return read_week(text, app.present.today, app.present.settings.first_weekday)


def _read_week_count(_: App, text: str) -> int:
    digits = text.strip()
    count = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
    if 1 <= count <= _MOST_WEEKS:
        return count
    raise BadInput(f"{{}}: give a number of weeks from 1 to {_MOST_WEEKS}.", text)


@click.command(
    cls=Command,
    examples="""
tracker history --kind massage --since "2 weeks ago" --with ana
tracker history --since monday --area lower-back
tracker history --limit 0 --csv > sessions.csv
""",
    params=[
        click.Option(
            ["--kind"],
            type=ReadBy("kind", readers.read_kind, readers.kind_words),
            multiple=True,
            metavar="KIND",
            help="Only this kind; may be given several times.",
        ),
        click.Option(
            ["--since"], type=ReadBy("day", read_day), metavar="DAY", help="From this day on."
        ),
        click.Option(
            ["--until"], type=ReadBy("day", read_day), metavar="DAY", help="Up to this day."
        ),
        click.Option(
            ["--area"],
            type=ReadBy("area", readers.read_area_name, readers.area_words),
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
    kind: tuple[str, ...],
    since: dt.date | None,
    until: dt.date | None,
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
    if since and until and since > until:
        raise BadInput("{} lies before --since, so no day is left.", str(until)).named("--until")
    if limit is None and since is None:
        limit = _NEWEST
    with app.reading() as journal:
        person = journal.providers.meant(provider).number if provider else None
        found = journal.sessions.find(kind, since, until, area, person, limit or None)
        plans: list[PlanKept] = []
        if not (kind or area or provider or as_csv) and journal.plans.exist():
            first = since if since and not found.has_more else None
            if found.sessions:
                first = first or found.sessions[0].entry.day
            if first is not None:
                plans = journal.adherence.kept(first, until or app.present.today)
    if as_json or as_csv:
        from tracker.show import data

        click.echo(data.history(found, plans) if as_json else data.history_csv(found))
        return
    from tracker.show import sessions

    look = look_of(app)
    is_searched = bool(kind or since or until or area or provider)
    text = sessions.history(found, app.present.today, look, is_searched=is_searched)
    if plans:
        from tracker.show.kept import stretch
        from tracker.show.terminal import wrapped

        text += "\n" + wrapped(stretch(plans), look)
    tell(app, text, look)


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
            help='"last week", 2026-W46, or any day of it. The present one without it.',
        ),
        click.Option(
            ["--weeks"],
            type=ReadBy("count", _read_week_count),
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
    from tracker.show import data, kept
    from tracker.show import weeks as show

    last = week or app.present.this_week
    with app.reading() as journal:
        count = weeks or 2
        listed = journal.totals.weeks(last - (count - 1) * _ONE_WEEK, count)
        plans = [journal.adherence.kept(one.first, one.last) for one in listed]
        held = journal.adherence.held(listed[-1].first, listed[-1].last)
    if weeks:
        text = (
            data.weeks(listed, app.present.today, plans)
            if as_json
            else show.weeks(
                listed, app.present.today, look_of(app), [kept.in_all(one) for one in plans]
            )
        )
    else:
        before, shown = listed
        look = look_of(app)
        text = (
            data.summary(shown, before, app.present.today, plans[1], plans[0])
            if as_json
            else show.summary(shown, before, app.present.today, look, plans[1], plans[0], held)
        )
    click.echo(text)


@click.command(cls=Command, examples="\ntracker\ntracker today --json\n", params=[json_option()])
@click.pass_context
def today(ctx: click.Context, /, as_json: bool) -> None:
    """Show what was done today and this week; `tracker` alone does the same."""
    show_today(app_of(ctx), as_json=as_json)


def show_today(app: App, *, as_json: bool = False) -> None:
    """Answer `tracker today`."""
    from tracker.show import data, kept
    from tracker.show import weeks as show

    with app.reading() as journal:
        found = journal.sessions.find(since=app.present.today, until=app.present.today)
        week = journal.totals.weeks(app.present.this_week, 1)[0]
        planned = journal.outlook.day(app.present.today)
        plans = journal.adherence.kept(week.first, week.last)
        is_empty = journal.totals.first_day() is None and not planned
    if as_json:
        text = data.today(found.sessions, week, app.present.today, planned, plans)
    elif is_empty:
        text = show.welcome(look_of(app))
    else:
        look = look_of(app)
        waiting = kept.open_rows(planned, app.present.now, app.present.calendar, look)
        text = show.today(
            found.sessions, week, app.present.today, look, waiting, kept.in_all(plans)
        )
    click.echo(text)
