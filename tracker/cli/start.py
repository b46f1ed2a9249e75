"""`start`: a timer that logs itself when it ends."""

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from tracker.app import App
from tracker.cli import fields
from tracker.cli.commands import Command, app_of, despite_damage
from tracker.cli.kind_command import KindCommand, command_for
from tracker.cli.kinds import SAID, KindGroup, Said
from tracker.cli.options import ReadBy, override_option
from tracker.cli.reply import Later
from tracker.cli.streams import aside
from tracker.errors import BadInput
from tracker.timing import place

if TYPE_CHECKING:
    from tracker.show import care as words
else:
    words = Later("care")


class StartCommand(KindCommand):
    """Starts a timer of one kind; what can only be said afterwards is refused by saying so."""

    # A rule might hold it because of the very session that cannot be read.
    leaves_out = False

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


def _manner_options() -> list[click.Option]:
    """Return the options that say how a timer is shown and heard."""
    return [
        click.Option([option], is_flag=True, help=told)
        for option, told in (
            (
                "--plain",
                "Plain lines instead of a bar, as for a screen reader; so it is in a pipe.",
            ),
            ("--say", "Say each change aloud, as for who lies on the floor."),
            ("--mute", "Ring no bell at half time, at each change and at the end."),
        )
    ]


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
    override: str | None,
    plain: bool,
    say: bool,
    mute: bool,
    as_json: bool,
    **_told: Any,
) -> None:
    # What can be told differs from kind to kind, so it arrives as names and values.
    app, told = app_of(ctx), fields.told(ctx).fields
    entry = app.entry(kind, told)
    with app.reading() as journal:
        entry, steps = journal.timers.led(entry, is_timed="duration" in told)
        passage = journal.gate.before_start(entry, override)
    for line in words.said(passage.said):
        aside(line)
    from tracker.cli import timers

    manner = place.Manner(plain, as_json, mute, say)
    with place.alone(app), place.at_terminal(app, manner) as terminal:
        if terminal.keys and entry.pain_before is None:
            # The reading may be one at which a rule asks for a doctor first.
            entry = entry.telling(pain_before=terminal.ask_pain("now"))
        with app.journal() as journal:
            timer = journal.timers.start(entry, steps, app.clock(), override)
        timers.carry_on(app, timer, terminal, as_json=as_json)


def _resume_or_cancel(
    ctx: click.Context,
    resume: bool,
    cancel: bool,
    yes: bool,
    plain: bool,
    say: bool,
    mute: bool,
    as_json: bool,
) -> None:
    manner = place.Manner(plain, as_json, mute, say)
    if ctx.invoked_subcommand is not None:
        if resume or cancel or yes or any(manner):
            raise click.UsageError(
                "--resume and --cancel take no kind, and other options stand behind the kind.", ctx
            )
        return
    if resume == cancel:
        if resume or yes or any(manner):
            raise click.UsageError("either --resume or --cancel is meant.", ctx)
        raise click.exceptions.NoArgsIsHelpError(ctx)
    from tracker.cli import timers

    app = app_of(ctx)
    if cancel:
        timers.cancel(app, in_window=place.is_running(app), as_json=as_json)
    else:
        despite_damage(app, partial(timers.resume, app, manner, yes=yes))


def _said(said: Said) -> tuple[str, str]:
    return said.starts, said.start_examples


def _made(kind: str) -> Command:
    return command_for(
        kind,
        _start,
        told=fields.told_before,
        said=_said,
        options=[_pain_option(), override_option(), *_manner_options()],
        is_clearable=True,
        cls=StartCommand,
    )


start = KindGroup(
    "start",
    help="""Start a timer that logs itself when it ends.

    It asks for the pain before and after, pauses with the space bar, ends early with e, and
    survives a crash or a closed window: then --resume goes on with it. Of exercises it shows the
    steps and when to stop, and asks how hard they were.
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
        *_manner_options(),
        click.Option(["--json", "as_json"], is_flag=True, help="Answer in JSON."),
    ],
    examples="""
tracker start ice
tracker start massage 30 --by partner
tracker start exercise --routine morning
tracker start --resume
""",
)
