"""`condition`, `safety` and `redflags`: what the person notes of their health, and the care rules."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from tracker.app import App
from tracker.cli import fields, guard
from tracker.cli.commands import Command, Group, app_of
from tracker.cli.options import ReadBy, Words, json_option, look_of
from tracker.errors import BadInput, NotFound
from tracker.text import choose, near_misses, visible, word_key

if TYPE_CHECKING:
    from tracker.care.safety import RedFlagLevel
    from tracker.care.session import BodyArea
    from tracker.when import Moment


def _key_words(app: App, incomplete: str) -> Words:
    from tracker.care.safety import condition_kinds

    return [(kind.key, kind.name) for kind in condition_kinds().values()]


def _read_key(_: App, text: str) -> str:
    from tracker.care.safety import condition_kinds

    return choose(text, condition_kinds(), "no condition that the care rules know", "Conditions")


def _noted_words(app: App, incomplete: str) -> Words:
    if not app.database.exists():
        return []
    with app.reading() as journal:
        return [one.name for one in journal.conditions.active(app.now)]


def _name(words: Any = None) -> click.Argument:
    return click.Argument(["name"], type=ReadBy("name", fields.as_typed, words), metavar="NAME")


def _until(app: App, text: str) -> dt.date:
    from tracker.when import read_day

    return read_day(text, app.now, app.zone, app.settings.day_starts_at, allow_future=True)


def _at(help_text: str) -> click.Option:
    return click.Option(["--at"], type=ReadBy("at", fields.read_at), metavar="WHEN", help=help_text)


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
            help="Which condition of the care rules it is: tracker safety list --conditions.",
        ),
        click.Option(
            ["--area"],
            type=ReadBy("area", fields.read_area, fields.area_words),
            metavar="AREA[:SIDE]",
            help="Where it is, if not everywhere.",
        ),
        _at("Since when, as in log."),
        click.Option(
            ["--until"], type=ReadBy("day", _until), metavar="DAY", help="Until this day, included."
        ),
        click.Option(
            ["--note"], type=ReadBy("note", fields.read_note), metavar="TEXT", help="A note."
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
    at: "Moment | None",
    until: dt.date | None,
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
            "--injury, --severe, or --as CONDITION (tracker safety list --conditions).",
            name,
        )
    from_at = (at.at or _start_of(app, at.day)) if at else app.now
    until_at = _start_of(app, until + dt.timedelta(days=1)) if until else None
    with app.journal() as journal:
        noted = journal.conditions.add(meant, name, from_at, until_at, area, note)
    _answer(app, noted, as_json=as_json)


@condition.command(
    "end",
    stores=True,
    params=[_name(_noted_words), _at("Since when it is over."), json_option()],
    examples='\ntracker condition end flu\ntracker condition end flu --at "yesterday 8:00"\n',
)
@click.pass_context
def end(ctx: click.Context, /, name: str, at: "Moment | None", as_json: bool) -> None:
    """Say that a condition is over; what it held comes back by itself."""
    app = app_of(ctx)
    over_at = (at.at or _start_of(app, at.day)) if at else app.now
    with app.journal() as journal:
        noted = journal.conditions.end(journal.conditions.meant(name), over_at)
    _answer(app, noted, as_json=as_json)


@condition.command(
    "clear",
    stores=True,
    params=[
        _name(_noted_words),
        click.Option(["--by"], required=True, metavar="NAME", help="The doctor who agreed."),
        click.Option(
            ["--on"],
            type=ReadBy("day", lambda app, text: _past_day(app, text)),
            metavar="DAY",
            help="When; today without it.",
        ),
        json_option(),
    ],
    examples='\ntracker condition clear severe --by "Dr. Lee" --on 2026-11-20\n',
)
@click.pass_context
def clear(ctx: click.Context, /, name: str, by: str, on: dt.date | None, as_json: bool) -> None:
    """Record that a doctor agreed: what waited for that goes on."""
    app = app_of(ctx)
    if not by.strip():
        raise BadInput("{}: a clearance needs the doctor's name.", by).named("--by")
    with app.journal() as journal:
        meant = journal.conditions.meant(name)
        noted = journal.conditions.clear(meant, by, on or app.today)
    _answer(app, noted, as_json=as_json)


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
        noted = journal.conditions.all() if with_past else journal.conditions.active(app.now)
    from tracker.show import care, data

    if as_json:
        click.echo(data.conditions(noted))
    else:
        click.echo(care.conditions(noted, app.zone, app.today, look_of(app)))


@click.group(
    cls=Group,
    examples="""
tracker safety list
tracker safety show ice-length
tracker safety check massage --style hot-stone --by self
""",
)
def safety() -> None:
    """See the care rules and their sources, or ask what they say about a session."""


@safety.command(
    "list",
    params=[
        click.Option(
            ["--conditions", "of_conditions"], is_flag=True, help="What can be noted instead."
        ),
        json_option(),
    ],
    examples="\ntracker safety list\ntracker safety list --conditions\n",
)
@click.pass_context
def safety_list(ctx: click.Context, /, of_conditions: bool, as_json: bool) -> None:
    """List the care rules, or the conditions that they know."""
    app = app_of(ctx)
    from tracker.care.safety import condition_kinds, rules
    from tracker.show import care, data

    if as_json:
        click.echo(data.care_rules(rules().values(), condition_kinds().values()))
    elif of_conditions:
        click.echo(care.condition_kinds(condition_kinds().values(), look_of(app)))
    else:
        click.echo(care.rules(rules().values(), look_of(app)))


@safety.command(
    "show",
    params=[
        click.Argument(
            ["rule"], type=ReadBy("rule", fields.as_typed, lambda *_: _rule_words()), metavar="RULE"
        )
    ],
    examples="\ntracker safety show ice-length\n",
)
@click.pass_context
def safety_show(ctx: click.Context, /, rule: str) -> None:
    """Show one care rule: what it says, its limits, its source."""
    app = app_of(ctx)
    from tracker.care.safety import rules
    from tracker.show import care
    from tracker.text import find

    found = find(rule, rules())
    if not isinstance(found, str):
        near = found or near_misses(rule, rules())
        hint = f"Did you mean {' or '.join(near[:3])}?" if near else "All: tracker safety list"
        raise NotFound(f'there is no care rule "{visible(rule)}".', hint)
    click.echo(care.rule(rules()[found], app.settings.limits, look_of(app)))


@safety.command(
    "check",
    params=[
        click.Argument(
            ["kind"], type=ReadBy("kind", fields.read_kind, fields.kind_words), metavar="KIND"
        ),
        *(fields.option(name) for name in fields.ALL if name in fields.JUDGED),
        json_option(),
    ],
    examples="""
tracker safety check massage --style hot-stone --by self
tracker safety check ice --minutes 25 --area lower-back
""",
)
@click.pass_context
def safety_check(ctx: click.Context, /, kind: str, as_json: bool, **told: Any) -> None:
    """Ask what the care rules say about a session that would begin now; nothing is stored."""
    app = app_of(ctx)
    told = {name: value for name, value in told.items() if value not in (None, ())}
    for name in told:
        if name not in fields.fields_of(kind):
            spelled = fields.option(name).opts[0]
            raise BadInput(f"{fields.kind_name(kind)} has no {spelled}.", spelled)
    entry, _ = fields.entry(app, kind, told)
    from tracker.care.safety import NOT_MEDICAL_ADVICE
    from tracker.show import care, data

    findings = guard.findings_now(app, entry)
    if as_json:
        click.echo(data.findings(findings))
        return
    click.echo(care.findings(findings, look_of(app)))
    click.echo(NOT_MEDICAL_ADVICE)


@click.command(
    cls=Command,
    params=[
        click.Argument(["signs"], nargs=-1, metavar="[SIGN]..."),
        json_option(),
    ],
    examples="\ntracker redflags\ntracker redflags fever night-pain\n",
)
@click.pass_context
def redflags(ctx: click.Context, /, signs: tuple[str, ...], as_json: bool) -> None:
    """Ask about signs that matter more than any session, the most urgent first.

    On a terminal each is asked with yes or no; elsewhere they are listed. SIGNs given are
    answered yes.
    """
    app = app_of(ctx)
    from tracker.care import safety as rules
    from tracker.show import care, data

    known = rules.signs()
    chosen = [choose(sign, known, "no sign that is asked about", "Signs") for sign in signs]
    if as_json:
        level = rules.level_of(chosen)
        _note_emergency(app, level)
        click.echo(data.red_flags(known.values(), level))
        return
    if not chosen and not _can_ask():
        click.echo(care.signs(known.values(), rules.red_flag_levels(), look_of(app)))
        return
    if not chosen:
        chosen = _ask(known)
    level = rules.level_of(chosen)
    if level is None:
        click.echo(care.NO_SIGN)
        return
    click.echo(level.text(app.settings.emergency_number))
    if _note_emergency(app, level):
        click.echo(care.EMERGENCY_NOTED)


def _note_emergency(app: App, level: "RedFlagLevel | None") -> bool:
    """Note the signs of an emergency, once; return whether it is one."""
    if level is None or level.id != "emergency":
        return False
    with app.journal() as journal:
        if all(one.key != "emergency-signs" for one in journal.conditions.active(app.now)):
            journal.conditions.add("emergency-signs", "emergency signs", app.now)
    return True


def _ask(known: Any) -> list[str]:
    """Ask one sign after another; after one of an emergency nothing else matters."""
    chosen: list[str] = []
    for sign in known.values():
        if chosen and known[chosen[0]].level == "emergency":
            break
        if click.confirm(sign.asks, default=False, err=True):
            chosen.append(sign.id)
    return chosen


def _can_ask() -> bool:
    import sys

    return sys.stdin is not None and sys.stdin.isatty()


def _rule_words() -> Words:
    from tracker.care.safety import rules

    return list(rules())


def _past_day(app: App, text: str) -> dt.date:
    from tracker.when import read_day

    return read_day(text, app.now, app.zone, app.settings.day_starts_at)


def _start_of(app: App, day: dt.date) -> dt.datetime:
    from tracker.care.walltime import day_bounds

    return day_bounds(day, app.zone, app.settings.day_starts_at)[0]


def _answer(app: App, noted: Any, *, as_json: bool) -> None:
    from tracker.show import care, data

    if as_json:
        click.echo(data.conditions([noted]))
    else:
        click.echo(care.noted(noted, app.zone, app.today))
