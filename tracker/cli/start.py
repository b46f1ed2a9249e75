"""`start`: a timer that logs itself when it ends."""

import datetime as dt
import re
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from tracker.app import App
from tracker.care import catalogue
from tracker.cli import fields, guard
from tracker.cli.commands import Command, Group, app_of
from tracker.cli.log import LogCommand
from tracker.cli.options import ReadBy, given, json_option
from tracker.errors import BadInput

if TYPE_CHECKING:
    from tracker.care.fields import Entry
    from tracker.care.guide import Step

# What is known only afterwards, or belongs to the bill.
_NOT_BEFOREHAND = ("at", "pain", "cost", "covered", "claim")
_TELLS = {
    "massage": "\ntracker start massage 30 --by partner --area shoulder\ntracker start massage\n",
    "heat-pack": "\ntracker start heat-pack 20 --area lower-back\ntracker start heat --pain 5\n",
    "ice": "\ntracker start ice\ntracker start ice 10 --area hip:left --barrier --pain 6\n",
    "warm-bath": "\ntracker start warm-bath 20 --temperature 37\ntracker start bath\n",
    "exercise": """
tracker start exercise bird-dog:3x10x8s plank:3x30s
tracker start exercise --routine morning
tracker start exercise --minutes 20
""",
    "visit": '\ntracker start visit 30 --with "Dr. Lee"\n',
}


class StartCommand(LogCommand):
    """Starts a timer of one kind; what can only be said afterwards is refused by saying so."""

    def _refuse_foreign(self, word: str) -> None:
        if word in (fields.option(name).opts[0] for name in _NOT_BEFOREHAND):
            raise BadInput(
                f"a timer begins now and knows no {word} yet. Say it of the session afterwards, "
                "with: tracker edit",
                word,
            )
        super()._refuse_foreign(word)


def _start_command(kind: str) -> Command:
    names = [name for name in fields.fields_of(kind) if name not in (*_NOT_BEFOREHAND, "exercises")]
    words: click.Argument
    if kind == "exercise":
        exercises = ReadBy("exercise", fields.read_exercise, fields.exercise_words)
        words = click.Argument(["exercises"], nargs=-1, type=exercises, metavar="[NAME[:DOSE]]...")
        lead = "Lead through back exercises, set by set."
    else:
        minutes = ReadBy("minutes", fields.read_minutes)
        words = click.Argument(["length"], required=False, type=minutes, metavar="[MINUTES]")
        lead = f"Time {_article(catalogue.kinds()[kind].name)}."
    pain = click.Option(
        ["--pain"],
        type=ReadBy("pain", _read_level),
        metavar="LEVEL",
        help="Pain before, from 0 to 10; asked for where it is not given.",
    )
    told = [fields.option(name, is_clearable=name != "minutes") for name in names]
    return StartCommand(
        kind,
        params=[words, *told, pain, guard.override_option(), _plain_option(), json_option()],
        callback=click.pass_context(partial(_start, kind=kind)),
        help=lead,
        examples=_TELLS[kind],
        stores=True,
    )


def _article(name: str) -> str:
    return name if name in ("ice", "back exercises") else f"a {name}"


def _plain_option() -> click.Option:
    told = "Plain lines instead of a bar, as for a screen reader; so it is in a pipe."
    return click.Option(["--plain"], is_flag=True, help=told)


def _read_level(_: App, text: str) -> int:
    if re.fullmatch(r"\s*(?:10|[0-9])\s*", text, re.ASCII):
        return int(text)
    raise BadInput(
        "{}: this is the pain before, from 0 (none) to 10 (the worst imaginable), as in --pain 6. "
        "The one after is asked for at the end.",
        text,
    )


@click.group(
    "start",
    cls=Group,
    what="no kind of session",
    called="Kinds",
    other_names={name: kind.id for kind in catalogue.kinds().values() for name in kind.other_names},
    invoke_without_command=True,
    examples="""
tracker start ice
tracker start massage 30 --by partner
tracker start exercise --routine morning
tracker start --resume
""",
)
@click.option("--resume", is_flag=True, help="Go on with the timer that was left.")
@click.option("--cancel", is_flag=True, help="Drop the timer; nothing of it is logged.")
@click.option("--yes", is_flag=True, help="With --resume: log what was done, without asking.")
@click.option("--plain", is_flag=True, help="With --resume: plain lines instead of a bar.")
@click.option("--json", "as_json", is_flag=True, help="With --resume: answer in JSON.")
@click.pass_context
def start(
    ctx: click.Context, resume: bool, cancel: bool, yes: bool, plain: bool, as_json: bool
) -> None:
    """Start a timer that logs itself when it ends.

    It asks for the pain before and after, pauses with the space bar, ends early with e, and
    survives a crash or a closed window: then --resume goes on with it.
    """
    if ctx.invoked_subcommand is not None:
        if resume or cancel or yes or plain or as_json:
            raise click.UsageError(
                "--resume and --cancel take no kind, and other options stand behind the kind.", ctx
            )
        return
    if resume == cancel:
        if resume or yes or plain or as_json:
            raise click.UsageError("either --resume or --cancel is meant.", ctx)
        raise click.exceptions.NoArgsIsHelpError(ctx)
    from tracker.cli import timers

    app = app_of(ctx)
    if cancel:
        timers.cancel(app, is_elsewhere=timers.is_running(app))
    else:
        timers.resume(app, yes=yes, is_plain=plain, as_json=as_json)


def _start(
    ctx: click.Context,
    /,
    kind: str,
    plain: bool,
    as_json: bool,
    pain: int | None,
    override: str | None,
    **_told: Any,
) -> None:
    app = app_of(ctx)
    told = given(ctx, ["length", *(name for name in fields.ALL if name != "pain")])
    if "length" in told:
        if "minutes" in told:
            raise click.UsageError("the length is given twice.", ctx)
        told["minutes"] = told.pop("length")
    entry, _ = fields.entry(app, kind, told)
    entry = replace(entry, pain_before=pain, came_in="timer")
    entry, steps = _led(app, entry, is_timed="minutes" in told)
    passed_over = guard.before_start(app, entry, override)
    from tracker.care import guide
    from tracker.care.timer import Timer
    from tracker.cli import timers

    with (
        timers.alone(app),
        timers.at_terminal(app, is_plain=plain, as_json=as_json) as terminal,
    ):
        if pain is None and terminal.keys:
            entry = replace(entry, pain_before=terminal.ask_pain("now"))
            # The reading may be one at which a rule asks for a doctor first.
            passed_over = guard.before_start(app, entry, override)
        timer = Timer(entry, guide.begin(steps, app.clock()), passed_over)
        with app.journal() as journal:
            journal.timers.begin(timer)
        timers.carry_on(app, timer, terminal, as_json=as_json)


def _led(app: App, entry: "Entry", *, is_timed: bool) -> tuple["Entry", tuple["Step", ...]]:
    """Return the entry with the exercises that it leads through, and the steps of its timer."""
    from tracker.care import guide
    from tracker.care.session import LONGEST_SESSION

    if entry.details.routine:
        with app.reading() as journal:
            entry = journal.routines.filled(entry)
    if not entry.details.exercises:
        return entry, guide.passing(entry.details.duration)
    if is_timed:
        raise click.UsageError(
            "the exercises say themselves how long they take, so --minutes goes."
        )
    known = fields.exercises(app)
    exercises = tuple(
        replace(done, dose=known[done.name].dose)
        if done.dose is None and done.name in known
        else done
        for done in entry.details.exercises
    )
    steps = guide.steps_of(exercises)
    length = dt.timedelta(seconds=sum(step.length_s for step in steps))
    if length > LONGEST_SESSION:
        from tracker.when import write_duration

        raise BadInput(
            "the exercises {} take longer than the 24 h that a session may have.",
            write_duration(length),
        )
    return entry.telling(exercises=exercises, duration=length), steps


for _kind in catalogue.KINDS:
    start.add_command(_start_command(_kind))
