"""`due`, `done`, `snooze` and `skip`: what is due, and what becomes of it."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from msgspec.structs import replace

from tracker.app import App
from tracker.cli import fields
from tracker.cli.commands import Command, app_of
from tracker.cli.log import answer, ask_if_old, with_cautions, with_plans
from tracker.cli.options import ReadBy, given, json_option, look_of, yes_option
from tracker.cli.plans import check_fields, plan_argument, plan_words, why_option
from tracker.errors import BadInput, NotFound
from tracker.text import visible

if TYPE_CHECKING:
    from tracker.care.fields import Details
    from tracker.care.plan import Plan
    from tracker.journal import Journal
    from tracker.journal.reminders import Reminder

SHORTEST_SNOOZE = dt.timedelta(minutes=1)
LONGEST_SNOOZE = dt.timedelta(days=7)
_TONIGHT = dt.time(20)
_ONE_HOUR = dt.timedelta(hours=1)
_ONE_DAY = dt.timedelta(days=1)
_FOUR_WEEKS = dt.timedelta(weeks=4)
_CLOCK = re.compile(r"\d+[:.]\d+( ?[ap]\.?m\.?)?|\d+ ?[ap]\.?m\.?|noon|midnight")


@click.command(cls=Command, examples="\ntracker due\ntracker due --json\n", params=[json_option()])
@click.pass_context
def due(ctx: click.Context, /, as_json: bool) -> None:
    """Show what is due now, what is still to come today, and what was missed lately."""
    app = app_of(ctx)
    with app.reading() as journal:
        today = journal.outlook.day(app.present.today, app.present.calendar)
        yesterday = journal.outlook.day(app.present.today - _ONE_DAY, app.present.calendar)
        open_now = [one for one in today if one.state in ("due", "snoozed")]
        coming = [one for one in today if one.state == "coming"]
        held = [one for one in today if one.state == "held"]
        missed = [one for one in (*yesterday, *today) if one.state == "missed"]
        ahead = []
        if not open_now and not coming and not as_json:
            ahead = journal.outlook.coming_until(
                app.present.today + _FOUR_WEEKS, app.present.calendar
            )
        has_plans = journal.plans.exist()
    from tracker.care.planned import Due
    from tracker.show import due as show
    from tracker.show.shapes import document
    from tracker.show.shapes import plans as shapes

    if as_json:
        waiting = Due(tuple(open_now), tuple(coming), tuple(held), tuple(missed))
        text = document(shapes.due(waiting, app.present))
    elif not has_plans:
        from tracker.show.plans import BEGIN

        text = BEGIN
    else:
        following, look = ahead[0] if ahead else None, look_of(app)
        groups = (open_now, coming, held, missed)
        text = show.due(
            *groups, following, app.present.now, app.present.today, app.present.calendar, look
        )
    click.echo(text)


@click.command(
    cls=Command,
    stores=True,
    examples="""
tracker done
tracker done morning --pain 5:3
tracker done massage --minutes 45 --at "yesterday 18:30" --with Ana
""",
    params=[
        plan_argument(is_required=False),
        *(fields.option(name, is_clearable=name not in ("minutes", "at")) for name in fields.ALL),
        yes_option(),
        json_option(),
    ],
)
@click.pass_context
def done(ctx: click.Context, /, plan: str | None, as_json: bool, yes: bool, **_told: Any) -> None:
    """Log what is due, with the details of its plan; options say what was different.

    With one thing due no name is needed. A plan that is not due yet may be named all the same.
    """
    app = app_of(ctx)
    told = given(ctx, fields.ALL)
    if "at" in told:
        ask_if_old(app, told["at"].day, yes=yes)
    with app.journal() as journal:
        journal.reminders.refresh(app.present.calendar)
        meant, reminder = _meant(ctx, journal, plan)
        check_fields(ctx, meant, told, fields.fields_of(meant.kind))
        entry, remark = fields.entry(app, meant.kind, _filled_in(meant.details) | told)
        if reminder and "at" in told and entry.day < _day_of(app, reminder):
            # What was done on an earlier day answers that day, and leaves today's open.
            reminder = None
        came_in = "reminder" if reminder else "logged"
        entry = replace(journal.routines.filled(entry), came_in=came_in)
        logged = journal.sessions.log(entry, reminder.number if reminder else None)
        stored = with_plans(app, journal, with_cautions(app, journal, logged))
    answer(app, stored, remark, as_json=as_json)


@click.command(
    cls=Command,
    stores=True,
    examples="""
tracker snooze
tracker snooze 20m
tracker snooze morning 18:00
tracker snooze massage tomorrow
""",
    params=[
        click.Argument(
            ["words"],
            nargs=-1,
            type=ReadBy("words", fields.as_typed, plan_words),
            metavar="[PLAN] [20m|18:00|tonight|tomorrow]",
        ),
        json_option(),
    ],
)
@click.pass_context
def snooze(ctx: click.Context, /, words: tuple[str, ...], as_json: bool) -> None:
    """Put off what is due: for a while, until a clock time, tonight or tomorrow."""
    app = app_of(ctx)
    if len(words) > 2:
        raise click.UsageError("give a plan and a time at most, as in snooze morning 20m.", ctx)
    with app.journal() as journal:
        journal.reminders.refresh(app.present.calendar)
        plan, when = _plan_and_time(journal, words)
        meant, reminder = _meant(ctx, journal, plan)
        if reminder is None:
            raise NotFound(f'"{visible(meant.name)}" is not due now.', "What comes: tracker due")
        until = _until(app, when, reminder)
        journal.reminders.snooze(reminder, until)
    from tracker.care.planned import Planned
    from tracker.show import due as show
    from tracker.show.shapes import document
    from tracker.show.shapes import plans as shapes

    one = Planned(meant, _day_of(app, reminder), reminder.due_at, "snoozed", until)
    click.echo(
        document(shapes.reminder(one, app.present))
        if as_json
        else show.put_off(one, until, app.present.today, app.present.calendar)
    )


@click.command(
    cls=Command,
    stores=True,
    examples="\ntracker skip\ntracker skip massage --why travelling\n",
    params=[
        plan_argument(is_required=False),
        why_option("Why it is left out."),
        json_option(),
    ],
)
@click.pass_context
def skip(ctx: click.Context, /, plan: str | None, why: str | None, as_json: bool) -> None:
    """Leave out what is due, or what a plan has next; it does not count as missed."""
    app = app_of(ctx)
    from tracker.care.planned import Planned

    with app.journal() as journal:
        journal.reminders.refresh(app.present.calendar)
        meant, reminder = _meant(ctx, journal, plan)
        if reminder is not None:
            one = Planned(meant, _day_of(app, reminder), reminder.due_at, "skipped")
            journal.reminders.skip(reminder, why)
        else:
            coming = journal.outlook.coming(meant, app.present.calendar, 1)
            if not coming:
                raise NotFound(
                    f'"{visible(meant.name)}" has nothing to come that could be skipped.'
                )
            one = Planned(meant, coming[0].day, coming[0].due_at, "skipped")
            journal.reminders.skip_ahead(meant, coming[0], why)
        journal.plans.forget_dues([meant.number])
        following = journal.outlook.coming(journal.plans.get(meant.number), app.present.calendar, 1)
    from tracker.show import due as show
    from tracker.show.shapes import document
    from tracker.show.shapes import plans as shapes

    click.echo(
        document(shapes.reminder(one, app.present))
        if as_json
        else show.left_out(
            one, following, app.present.now, app.present.today, app.present.calendar, look_of(app)
        )
    )


def _meant(
    ctx: click.Context, journal: "Journal", text: str | None
) -> tuple["Plan", "Reminder | None"]:
    """Return the plan that is named, or else the one that is due, and its open reminder."""
    waiting = journal.reminders.open()
    if text is not None:
        plan = journal.plans.meant(text)
        own = [one for one in waiting if one.plan.number == plan.number]
        return plan, own[-1] if own else None
    plans = {one.plan.number: one.plan for one in waiting}
    if not plans:
        hint = "What comes: tracker due" if journal.plans.exist() else "Make one: tracker help plan"
        raise NotFound("nothing is due now.", hint)
    if len(plans) > 1:
        from tracker.show.plans import typed

        named = [visible(plan.name) for plan in plans.values()]
        listed = f"{', '.join(named[:-1])} and {named[-1]}"
        example = f"{ctx.command_path} {typed(next(iter(plans.values())))}"
        raise BadInput(f"{len(plans)} plans are due: {listed}. Say which, as in {example}.", "")
    return waiting[-1].plan, waiting[-1]


def _filled_in(details: "Details") -> dict[str, Any]:
    """Return what a plan tells of its sessions, as if it had been typed."""
    told = {
        "minutes": details.duration,
        "area": details.areas,
        "style": details.style,
        "provider": details.provider,
        "performer": details.performer,
        "purpose": details.purpose,
        "temperature": details.temperature_c,
        "exercises": details.exercises,
        "routine": details.routine,
    }
    return {name: value for name, value in told.items() if value}


def _day_of(app: App, reminder: "Reminder") -> dt.date:
    """Return the person's own day of a reminder, which of a pinned plan may be another."""
    if reminder.plan.zone is None:
        return reminder.day
    from tracker.care.walltime import day_of

    return day_of(reminder.due_at, app.present.zone, app.present.settings.day_starts_at)


def _plan_and_time(journal: "Journal", words: tuple[str, ...]) -> tuple[str | None, str | None]:
    """Part the words into a plan and a time; a number alone is a plan if one has it."""
    if len(words) == 2:
        return words[0], words[1]
    if not words:
        return None, None
    word = words[0].strip()
    if word.isascii() and word.isdigit():
        is_plan = any(str(plan.number) == word for plan in journal.plans.living())
        return (word, None) if is_plan else (None, word)
    return (None, word) if _is_time(word) else (word, None)


def _is_time(word: str) -> bool:
    from tracker.when.durations import span_of, words_of

    key = words_of(word)
    return key in ("tonight", "tomorrow") or bool(_CLOCK.fullmatch(key) or span_of(key))


def _until(app: App, text: str | None, reminder: "Reminder") -> dt.datetime:
    """Return until when a reminder is put off; raise BadInput for what is too short or too long."""
    now = app.present.now
    if text is None:
        return now + app.present.settings.reminders.snooze
    until = _named_time(app, text, reminder)
    if not now + SHORTEST_SNOOZE <= until <= now + LONGEST_SNOOZE:
        raise BadInput("{}: a reminder is put off for 1 minute to 7 days.", text)
    return until


def _named_time(app: App, text: str, reminder: "Reminder") -> dt.datetime:
    from tracker.when import read_clock, read_duration

    word, today = text.strip().casefold(), app.present.today
    if word == "tonight":
        tonight = _at_clock(app, today, _TONIGHT, app.present.zone)
        return (
            tonight if tonight >= app.present.now + SHORTEST_SNOOZE else app.present.now + _ONE_HOUR
        )
    if word == "tomorrow":
        plan, zone = reminder.plan, reminder.plan.zone_of(app.present.calendar)
        clock = reminder.due_at.astimezone(zone).time()
        return _at_clock(
            app, plan.day_at(app.present.now, app.present.calendar) + _ONE_DAY, clock, zone
        )
    if _CLOCK.fullmatch(word):
        clock = read_clock(text)
        at = _at_clock(app, today, clock, app.present.zone)
        return (
            at
            if at > app.present.now
            else _at_clock(app, today + _ONE_DAY, clock, app.present.zone)
        )
    try:
        return app.present.now + read_duration(text, SHORTEST_SNOOZE, LONGEST_SNOOZE)
    except BadInput:
        refusal = (
            "{} is no time to put off to, from 1 minute to 7 days ahead. "
            "Write 20m, 18:00, tonight or tomorrow."
        )
        raise BadInput(refusal, text) from None


def _at_clock(app: App, day: dt.date, clock: dt.time, zone: ZoneInfo) -> dt.datetime:
    from tracker.care.walltime import date_within, instant_of

    return instant_of(date_within(day, clock, app.present.settings.day_starts_at), clock, zone)[0]
