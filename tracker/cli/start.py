"""`start`: a timer that logs itself when it ends."""

import re
from typing import TYPE_CHECKING, Any

import click

from tracker.app import App
from tracker.cli import fields
from tracker.cli.commands import Command, app_of
from tracker.cli.kind_command import KindCommand, command_for
from tracker.cli.kinds import SAID, KindGroup, Said
from tracker.cli.options import ReadBy, override_option
from tracker.cli.reply import Later
from tracker.errors import BadInput
from tracker.timing import place

if TYPE_CHECKING:
    from tracker.show import care as words
else:
    words = Later("care")


class StartCommand(KindCommand):
    """Starts a timer of one kind; what can only be said afterwards is refused by saying so."""

    def _refuse_foreign(self, word: str) -> None:
        known = {name for kind in SAID for name in self.told(kind)}
        if word in (typed.option for name, typed in fields.TYPED.items() if name not in known):
            raise BadInput(
                f"a timer begins now and knows no {word} yet. Say it of the session afterwards, "
                "with: tracker edit",
                word,
            )
        super()._refuse_foreign(word)


def _pain_option() -> click.Option:
    told = "Pain before, from 0 to 10; asked for where it is not given."
    return click.Option(["--pain"], type=ReadBy("pain", _read_level), metavar="LEVEL", help=told)


def _plain_option() -> click.Option:
    told = "Plain lines instead of a bar, as for a screen reader; so it is in a pipe."
    return click.Option(["--plain"], is_flag=True, help=told)


def _read_level(_: App, text: str) -> dict[str, int]:
    if re.fullmatch(r"\s*(?:10|[0-9])\s*", text, re.ASCII):
        return {"pain_before": int(text)}
    raise BadInput(
        "{}: this is the pain before, from 0 (none) to 10 (the worst imaginable), as in --pain 6. "
        "The one after is asked for at the end.",
        text,
    )


def _start(
    ctx: click.Context,
    /,
    kind: str,
    plain: bool,
    as_json: bool,
    override: str | None,
    **_told: Any,
) -> None:
    # What can be told differs from kind to kind, so it arrives as names and values.
    app, told = app_of(ctx), fields.told(ctx).fields
    entry = app.entry(kind, told)
    with app.reading() as journal:
        entry, steps = journal.timers.led(entry, is_timed="duration" in told)
        passage = journal.gate.before_start(entry, override)
    for line in words.said(passage.said):
        click.echo(line, err=True)
    from tracker.cli import timers

    with (
        place.alone(app),
        place.at_terminal(app, is_plain=plain, as_json=as_json) as terminal,
    ):
        if terminal.keys and entry.pain_before is None:
            # The reading may be one at which a rule asks for a doctor first.
            entry = entry.telling(pain_before=terminal.ask_pain("now"))
        with app.journal() as journal:
            timer = journal.timers.start(entry, steps, app.clock(), override)
        timers.carry_on(app, timer, terminal, as_json=as_json)


def _resume_or_cancel(
    ctx: click.Context, resume: bool, cancel: bool, yes: bool, plain: bool, as_json: bool
) -> None:
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
        timers.cancel(app, is_elsewhere=place.is_running(app))
    else:
        timers.resume(app, yes=yes, is_plain=plain, as_json=as_json)


def _said(said: Said) -> tuple[str, str]:
    return said.starts, said.start_examples


def _made(kind: str) -> Command:
    return command_for(
        kind,
        _start,
        told=fields.told_before,
        said=_said,
        options=[_pain_option(), override_option(), _plain_option()],
        is_clearable=True,
        cls=StartCommand,
    )


start = KindGroup(
    "start",
    help="""Start a timer that logs itself when it ends.

    It asks for the pain before and after, pauses with the space bar, ends early with e, and
    survives a crash or a closed window: then --resume goes on with it.
    """,
    made=_made,
    said=_said,
    invoke_without_command=True,
    callback=click.pass_context(_resume_or_cancel),
    params=[
        click.Option(["--resume"], is_flag=True, help="Go on with the timer that was left."),
        click.Option(["--cancel"], is_flag=True, help="Drop the timer; nothing of it is logged."),
        click.Option(
            ["--yes"], is_flag=True, help="With --resume: log what was done, without asking."
        ),
        click.Option(
            ["--plain"], is_flag=True, help="With --resume: plain lines instead of a bar."
        ),
        click.Option(["--json", "as_json"], is_flag=True, help="With --resume: answer in JSON."),
    ],
    examples="""
tracker start ice
tracker start massage 30 --by partner
tracker start exercise --routine morning
tracker start --resume
""",
)
