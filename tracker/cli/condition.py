"""`condition`: what a person notes of their health, ended or cleared when that is so."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.app import App
from tracker.cli import readers
from tracker.cli.commands import Group, app_of
from tracker.cli.options import ReadBy, Words, answered, json_option, read_day
from tracker.cli.reply import Later, reply
from tracker.errors import BadInput
from tracker.escaping import command
from tracker.text import choose, word_key

if TYPE_CHECKING:
    from tracker.care.fields import BodyArea
    from tracker.show import care as words
    from tracker.show.shapes import care as shapes
else:
    words, shapes = Later("care"), Later("shapes.care")

_KNOWN = command("safety list --conditions")


def _key_words(app: App, incomplete: str) -> Words:
    from tracker.care.safety import condition_kinds

    return [(kind.key, kind.name) for kind in condition_kinds().values()]


def _read_key(_: App, text: str) -> str:
    from tracker.care.safety import condition_called, condition_kinds

    called = condition_called(word_key(text))
    what = "no condition that the care rules know"
    return called or choose(text, condition_kinds(), what, "Conditions")


def _noted_words(app: App, incomplete: str) -> Words:
    active = answered(app, lambda journal: journal.conditions.active(app.present.now))
    return [one.name for one in active or ()]


def _name(known: Callable[[App, str], Words]) -> click.Argument:
    return click.Argument(["name"], type=ReadBy("name", readers.as_typed, known), metavar="NAME")


class _Since(NamedTuple):
    """Since when something is so; `on` is the day, where no clock time is given.

    `remark` says how a clock time was understood, where that is not plain.
    """

    at: dt.datetime
    on: dt.date | None = None
    remark: str = ""


def _read_since(app: App, text: str) -> _Since:
    moment = readers.read_at(app, text)
    if moment.at is None:
        return _Since(_start_of(app, moment.day), moment.day)
    return _Since(moment.at, remark=moment.remark)


def _remark(since: _Since | None) -> None:
    """Say beside the answer how a clock time was understood, where that is not plain."""
    if since is not None and since.remark:
        click.echo(since.remark, err=True)


def _read_review(app: App, text: str) -> dt.date:
    """Read a day that may be still to come."""
    from tracker.when import read_day

    now, zone, settings = app.present.now, app.present.zone, app.present.settings
    first = settings.first_weekday
    return read_day(text, now, zone, settings.day_starts_at, allow_future=True, first_weekday=first)


def _read_end(app: App, text: str) -> dt.datetime:
    """Read the last day of something, and return the instant at which it is over."""
    return _start_of(app, _read_review(app, text) + dt.timedelta(days=1))


def _start_of(app: App, day: dt.date) -> dt.datetime:
    from tracker.care.walltime import day_bounds

    return day_bounds(day, app.present.zone, app.present.settings.day_starts_at)[0]


def _at(help_text: str) -> click.Option:
    return click.Option(["--at"], type=ReadBy("at", _read_since), metavar="WHEN", help=help_text)


@click.group(
    cls=Group,
    examples="""
tracker condition add flu
tracker condition add fall --injury --area lower-back --at "yesterday 16:00"
tracker condition end flu
tracker condition clear severe --by "Dr. Lee" --on 2026-11-20
""",
)
def condition() -> None:
    """Note what care depends on: an illness, an injury, a diagnosis; end it, or record a doctor's word."""


@condition.command(
    "add",
    stores=True,
    params=[
        _name(_key_words),
        click.Option(["--contagious"], is_flag=True, help="It is a contagious illness."),
        click.Option(["--injury"], is_flag=True, help="It is an injury, at --at and in --area."),
        click.Option(["--severe"], is_flag=True, help="It is severe, or was diagnosed."),
        click.Option(
            ["--as", "key"],
            type=ReadBy("condition", _read_key, _key_words),
            metavar="CONDITION",
            help=f"Which condition of the care rules it is: {_KNOWN}.",
        ),
        click.Option(
            ["--area"],
            type=ReadBy("area", readers.read_area, readers.area_words),
            metavar="AREA[:SIDE]",
            help="Where it is, if not everywhere.",
        ),
        _at("Since when, as in log."),
        click.Option(
            ["--until"],
            type=ReadBy("day", _read_end),
            metavar="DAY",
            help="Until this day, included.",
        ),
        click.Option(
            ["--note"], type=ReadBy("note", readers.read_note), metavar="TEXT", help="A note."
        ),
        json_option(),
    ],
    examples="""
tracker condition add flu --contagious
tracker condition add fall --injury --area lower-back --at "yesterday 16:00"
tracker condition add diabetes
""",
)
@click.pass_context
def add(
    ctx: click.Context,
    /,
    name: str,
    contagious: bool,
    injury: bool,
    severe: bool,
    key: str | None,
    area: "BodyArea | None",
    at: _Since | None,
    until: dt.datetime | None,
    note: str | None,
    as_json: bool,
) -> None:
    """Note a condition by a NAME of yours, such as flu, fall or diabetes."""
    app = app_of(ctx)
    flags = {"contagious-illness": contagious, "injury": injury, "severe": severe}
    said = {flag for flag, is_set in flags.items() if is_set} | ({key} if key else set())
    if len(said) > 1:
        raise click.UsageError("a condition is one thing: give one of the options.", ctx)
    from tracker.care.safety import condition_called

    meant = said.pop() if said else condition_called(word_key(name))
    if meant is None:
        raise BadInput(
            "{} is no condition that the care rules know by itself. Say what it is: --contagious, "
            f"--injury, --severe, or --as CONDITION ({_KNOWN}).",
            name,
        )
    with app.journal() as journal:
        since = at or _Since(app.present.now)
        noted = journal.conditions.add(meant, name, since.at, until, area, note, since.on)
    reply(app, as_json, shapes.noted, words.noted, noted)
    _remark(since)


@condition.command(
    "end",
    stores=True,
    params=[_name(_noted_words), _at("Since when it is over."), json_option()],
    examples='\ntracker condition end flu\ntracker condition end flu --at "yesterday 8:00"\n',
)
@click.pass_context
def end(ctx: click.Context, /, name: str, at: _Since | None, as_json: bool) -> None:
    """Say that a condition is over; what it held comes back by itself."""
    app = app_of(ctx)
    with app.journal() as journal:
        noted = journal.end_condition(name, at.at if at else app.present.now)
    reply(app, as_json, shapes.noted, words.noted, noted)
    _remark(at)


@condition.command(
    "clear",
    stores=True,
    params=[
        _name(_noted_words),
        click.Option(["--by"], required=True, metavar="NAME", help="The doctor who agreed."),
        click.Option(
            ["--on"],
            type=ReadBy("day", read_day),
            metavar="DAY",
            help="When; today without it.",
        ),
        click.Option(
            ["--until"],
            type=ReadBy("day", _read_review),
            metavar="DAY",
            help="From this day on it no longer counts, and is to be looked at again.",
        ),
        json_option(),
    ],
    examples="""
tracker condition clear severe --by "Dr. Lee" --on 2026-11-20
tracker condition clear severe --by "Dr. Lee" --until 2027-05-20
""",
)
@click.pass_context
def clear(
    ctx: click.Context,
    /,
    name: str,
    by: str,
    on: dt.date | None,
    until: dt.date | None,
    as_json: bool,
) -> None:
    """Record that a doctor agreed: what waited for that goes on."""
    app = app_of(ctx)
    if not by.strip():
        raise BadInput("{}: a clearance needs the doctor's name.", by).named("--by")
    with app.journal() as journal:
        noted = journal.clear_condition(name, by, on or app.present.today, until)
    reply(app, as_json, shapes.noted, words.noted, noted)


@condition.command(
    "list",
    params=[
        click.Option(["--all", "with_past"], is_flag=True, help="Those that are over, too."),
        json_option(),
    ],
    examples="\ntracker condition list\ntracker condition list --all\n",
)
@click.pass_context
def list_(ctx: click.Context, /, with_past: bool, as_json: bool) -> None:
    """List what is noted now."""
    app = app_of(ctx)
    with app.reading() as journal:
        listed = journal.conditions.listed(with_past=with_past)
    reply(app, as_json, shapes.conditions, words.conditions, listed)
