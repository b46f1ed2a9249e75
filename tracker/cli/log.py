"""`log` and `again`: write down what was just done, or was done some time ago."""

import datetime as dt
import re
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from tracker.app import App
from tracker.care import catalogue
from tracker.cli import fields
from tracker.cli.commands import NOTHING_STORED, Command, Group, app_of
from tracker.cli.options import ReadBy, given, json_option, look_of, yes_option
from tracker.errors import BadInput, TrackerError

if TYPE_CHECKING:
    from tracker.journal import Journal
    from tracker.journal.sessions import Stored

OLDEST_UNASKED = dt.timedelta(days=2 * 365)
_TELLS = {
    "massage": (
        "Log a massage, by a professional, a partner or yourself.",
        """
tracker log massage 60 --style swedish --with Ana --cost 80 --covered 50 --pain 6:3
tracker log massage 30 --by partner --area shoulder:left --at "last friday 19:00"
""",
    ),
    "heat-pack": (
        "Log a heat pack.",
        """
tracker log heat-pack 20 --pain 5:4
tracker log heat 20 --at "yesterday 21:00" --area lower-back
""",
    ),
    "ice": (
        "Log a bag of ice.",
        """
tracker log ice 15
tracker log ice 10 --area hip:left --barrier --at "20m ago"
""",
    ),
    "warm-bath": (
        "Log a warm bath.",
        """
tracker log warm-bath 25 --temperature 37
tracker log bath 20 --temperature 98F --at 2026-11-20
""",
    ),
    "exercise": (
        "Log back exercises, each as NAME or NAME:DOSE.",
        """
tracker log exercise bird-dog:3x10x8s plank:3x30s --minutes 12
tracker log exercise walking:20m --minutes 20 --at 7:30
tracker log exercise --routine morning
""",
    ),
    "visit": (
        "Log a visit to a chiropractor, physical therapist or doctor.",
        """
tracker log visit 30 --with "Dr. Lee" --cost 40
tracker log visit --with "Dr. Lee" --at "mon 9:30" --claim to-claim
""",
    ),
}


class LogCommand(Command):
    """Logs one kind of session; an option of another kind is refused by naming that kind."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            self._refuse_minus(ctx, error.option_name)
            self._refuse_foreign(error.option_name)
            raise

    def _refuse_minus(self, ctx: click.Context, word: str) -> None:
        """Report `-5` as the length that it is meant to be."""
        if re.match(r"-[0-9.,]", word):
            fields.read_minutes(app_of(ctx), word)

    def _refuse_foreign(self, word: str) -> None:
        kinds = [
            kind
            for kind in catalogue.KINDS
            if any(word in fields.option(name).opts for name in fields.fields_of(kind))
        ]
        if kinds:
            own = catalogue.kinds()[self.name or ""].name
            have = "has" if len(kinds) == 1 else "have"
            raise BadInput(f"{own} has no {word}; {' and '.join(kinds)} {have} it.", word)


def _log_command(kind: str) -> Command:
    told = [
        fields.option(name, is_clearable=name not in ("minutes", "at"))
        for name in fields.fields_of(kind)
        if name != "exercises"
    ]
    words: click.Argument
    if kind == "exercise":
        exercises = ReadBy("exercise", fields.read_exercise, fields.exercise_words)
        words = click.Argument(["exercises"], nargs=-1, type=exercises, metavar="[NAME[:DOSE]]...")
    else:
        minutes = ReadBy("minutes", fields.read_minutes)
        words = click.Argument(["length"], required=False, type=minutes, metavar="[MINUTES]")
    help_text, examples = _TELLS[kind]
    return LogCommand(
        kind,
        params=[words, *told, yes_option(), json_option()],
        callback=click.pass_context(partial(_log, kind=kind)),
        help=help_text,
        examples=examples,
        stores=True,
    )


def _log(ctx: click.Context, /, kind: str, as_json: bool, yes: bool, **_told: Any) -> None:
    # What can be told differs from kind to kind, so it arrives as names and values.
    app = app_of(ctx)
    told = given(ctx, ["length", *fields.ALL])
    if "length" in told:
        if "minutes" in told:
            raise click.UsageError("the length is given twice.", ctx)
        told["minutes"] = told.pop("length")
    entry, remark = fields.entry(app, kind, told)
    ask_if_old(app, entry.day, yes=yes)
    with app.journal() as journal:
        if journal.plans.exist():
            journal.reminders.refresh(app.present.calendar)
        logged = journal.sessions.log(journal.routines.filled(entry))
        stored = with_plans(app, journal, with_cautions(app, journal, logged))
    answer(app, stored, remark, as_json=as_json)


@click.group(
    "log",
    cls=Group,
    what="no kind of session",
    called="Kinds",
    other_names={name: kind.id for kind in catalogue.kinds().values() for name in kind.other_names},
    examples="\n".join(examples.split("\n")[1] for _, examples in _TELLS.values()),
)
def log() -> None:
    """Write down a session: what you just did, or what you did some time ago.

    Without --at it has just ended. Kinds, styles, areas and exercises may be shortened as long
    as they stay unambiguous; the settings say what is usual where nothing is said.
    """


for _kind in catalogue.KINDS:
    log.add_command(_log_command(_kind))


@click.command(
    cls=Command,
    stores=True,
    examples="\ntracker again\ntracker again massage --pain 5:2\n",
    params=[
        click.Argument(
            ["kind"],
            required=False,
            type=ReadBy("kind", fields.read_kind, fields.kind_words),
            metavar="[KIND]",
        ),
        *(fields.option(name) for name in ("minutes", "at", "pain", "note")),
        yes_option(),
        json_option(),
    ],
)
@click.pass_context
def again(ctx: click.Context, /, kind: str | None, as_json: bool, yes: bool, **told: Any) -> None:
    """Log the last session once more, or the last one of a KIND.

    Everything is as it was then but the time, the pain, the note and the claim.
    """
    app = app_of(ctx)
    changed = {name: value for name, value in told.items() if value is not None}
    if "at" in changed:
        ask_if_old(app, changed["at"].day, yes=yes)
    with app.journal() as journal:
        if journal.plans.exist():
            journal.reminders.refresh(app.present.calendar)
        last = journal.sessions.last(kind)
        ended = {}
        if "at" not in changed:
            ended = fields.just_ended(app, changed.get("minutes", last.entry.details.duration))
        fresh = {"pain_before": None, "pain_after": None, "note": None}
        fresh |= {"claim": None, "claim_on": None, "claim_note": None}
        logged = journal.sessions.log(
            last.entry.telling(
                **fresh | ended | fields.entry_fields(app, last.entry.kind, changed, None),
                came_in="logged",
            )
        )
        stored = with_plans(app, journal, with_cautions(app, journal, logged))
    answer(app, stored, changed["at"].remark if "at" in changed else "", as_json=as_json)


def with_cautions(app: App, journal: "Journal", stored: "Stored") -> "Stored":
    """Return what was stored with what the care rules say of it; they never keep it out."""
    from tracker.care.safety import offers_red_flags

    session = stored.session
    found = journal.conditions.findings(session.entry, but=session.number)
    told = tuple(one for one in found if one.level != "hint")
    is_high = offers_red_flags(session.entry.pain_before, app.present.settings.limits)
    return replace(stored, cautions=told, offers_red_flags=is_high)


def with_plans(app: App, journal: "Journal", stored: "Stored") -> "Stored":
    """Return what was stored with all the plans it answers, also those that are still to come."""
    if not journal.plans.exist():
        return stored
    return journal.outlook.with_those_ahead(stored, app.present.calendar)


def answer(app: App, stored: "Stored", remark: str, *, as_json: bool, verb: str = "") -> None:
    """Tell what was stored, to a person or to a program."""
    if as_json:
        from tracker.show.shapes import document
        from tracker.show.shapes import sessions as shapes

        click.echo(document(shapes.stored(replace(stored, remark=remark), app.present)))
        return
    from tracker.show import sessions

    unit = app.present.settings.temperature_unit
    click.echo(sessions.stored(stored, app.present.today, look_of(app), unit, remark, verb))


def ask_if_old(app: App, day: dt.date, *, yes: bool) -> None:
    """Ask whether a day long past is meant; a mistyped year looks just like it."""
    if yes or app.present.today - day <= OLDEST_UNASKED:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise BadInput("{} is more than two years ago. If it is meant, add --yes.", str(day)).named(
            "--at"
        )
    if not click.confirm(f"{day} is more than two years ago. Is it meant?", err=True):
        raise TrackerError(NOTHING_STORED)
