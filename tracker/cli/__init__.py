"""The commands: read arguments, call the journal, show."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextvars import copy_context

import click
from click.shell_completion import CompletionItem

import tracker
from tracker.app import App, system_clock
from tracker.cli.commands import (
    Command,
    Context,
    Group,
    Index,
    Unwritten,
    app_of,
    despite_damage,
    ended,
)
from tracker.cli.streams import aside, let_go, prepare
from tracker.errors import TrackerError, Unsafe
from tracker.text import choose, find, visible, word_key

ROOT_EXAMPLES = """
tracker log massage 60 --style swedish --with Ana --pain 6:3
tracker log heat-pack 20 --at "yesterday 18:30"
tracker pain 4
tracker plan add exercise --on mon,wed,fri --at 07:30
tracker summary --week "last week"
"""
# Where each command is, and the first words of its help; a test compares them with the command.
# The groups and what is in them come in the order in which a person needs them.
GROUPS = {
    "The diary": {
        "log": ("tracker.cli.log:log", "Write down a session."),
        "start": ("tracker.cli.start:start", "Start a timer that logs itself when it ends."),
        "pain": ("tracker.cli.pain:pain", "Write down how strong the pain is."),
        "again": ("tracker.cli.again:again", "Log the last session once more."),
        "today": ("tracker.cli.read:today", "Show what was done today and this week."),
        "history": ("tracker.cli.read:history", "List sessions and readings by day."),
        "summary": ("tracker.cli.read:summary", "Show what was done in a week."),
        "insights": ("tracker.cli.insights:insights", "Show how pain changed over sessions."),
        "checkin": ("tracker.cli.checkin:checkin", "Say how the back does, by a questionnaire."),
        "chart": ("tracker.cli.chart:chart", "Draw the diary."),
        "report": ("tracker.cli.report:report", "Write a page of the diary to take along."),
        "edit": ("tracker.cli.correct:edit", "Correct a session or a reading."),
        "delete": ("tracker.cli.correct:delete", "Delete sessions, readings or check-ins."),
        "undo": ("tracker.cli.correct:undo", "Take back the last change."),
    },
    "Plans and reminders": {
        "plan": ("tracker.cli.plans:plan", "Say what is to be done in which rhythm."),
        "flare": ("tracker.cli.flare:flare", "Ease the plans while the back is worse than usual."),
        "due": ("tracker.cli.due:due", "Show what is due now."),
        "done": ("tracker.cli.due:done", "Log what is due."),
        "snooze": ("tracker.cli.due:snooze", "Put off what is due."),
        "skip": ("tracker.cli.due:skip", "Leave out what is due."),
        "remind": ("tracker.cli.remind:remind", "Be reminded of what is planned."),
        "trial": ("tracker.cli.trial:trial", "Compare weeks with something and weeks without."),
        "status": ("tracker.cli.status:status", "Show in short what is due and what comes next."),
    },
    "Exercises, people and claims": {
        "exercise": ("tracker.cli.exercise:exercise", "Look up the exercises for the back."),
        "routine": ("tracker.cli.exercise:routine", "Put exercises together under one name."),
        "style": ("tracker.cli.style:style", "Look up the styles of massage."),
        "provider": ("tracker.cli.people:provider", "Keep what you know of the people who help."),
        "claims": ("tracker.cli.claims:claims", "List the claims by month."),
    },
    "Your data": {
        "export": ("tracker.cli.export:export", "Write the diary into a new file."),
        "import": ("tracker.cli.importing:import_", "Take over what another program wrote."),
        "copy": ("tracker.cli.copy:copy", "Copy everything to another diary."),
        "backup": ("tracker.cli.backup:backup", "Copy the diary into a file, as it is now."),
        "restore": ("tracker.cli.restore:restore", "Put a backup in the place of the diary."),
        "forget": ("tracker.cli.forget:forget", "Delete for good."),
    },
    "Care and settings": {
        "redflags": ("tracker.cli.redflags:redflags", "Ask about signs that matter more."),
        "condition": ("tracker.cli.condition:condition", "Note what care depends on."),
        "safety": ("tracker.cli.safety:safety", "See the care rules and their sources."),
        "config": ("tracker.cli.config:config", "Show the settings."),
        "doctor": ("tracker.cli.doctor:doctor", "Look whether all is well."),
        "demo": ("tracker.cli.demo:demo", "Write a made-up diary into a new file."),
        "help": ("tracker.cli:help_", "Show the help of a command or a topic."),
    },
}
_NARROW, _NARROWEST = 52, 40
INDEX = {name: known for group in GROUPS.values() for name, known in group.items()}
# The topics of help, each a file beside tracker/show/topics, and the title that stands in it.
TOPICS = {
    "times": "Times, days, weeks and lengths",
    "doses": "Doses of exercises",
    "areas": "Areas of the body",
    "amounts": "Amounts: pain, temperature and money",
    "rhythms": "Rhythms of plans",
    "files": "Where your data is",
    "servers": "A diary on a server",
    "exit-codes": "Exit codes",
}


class Root(Index):
    """All commands; a kind of session in the place of one is taken as meant to be logged."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not (
            ctx.resilient_parsing or any(name.startswith(word_key(args[0])) for name in self.index)
        ):
            from tracker.cli.log import log

            kind = find(log.spelled(args[0]), log.names(ctx))
            if isinstance(kind, str):
                from tracker.cli.asking import ask_to_log

                ask_to_log(args[0], [kind, *args[1:]])
                args = ["log", kind, *args[1:]]
        return super().resolve_command(ctx, args)


@click.group(
    cls=Root,
    groups=GROUPS,
    topics=TOPICS,
    examples=ROOT_EXAMPLES,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--database", metavar="URL", help="The diary, as in sqlite:///diary.db.")
@click.option("--config", metavar="FILE", help="The settings file.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="When to use colour; auto heeds the terminal and NO_COLOR.",
)
@click.version_option(tracker.__version__, message="tracker %(version)s")
@click.pass_context
def cli(ctx: click.Context, database: str | None, config: str | None, color: str) -> None:
    """A diary for people who look after a painful back.

    Alone it shows today. Output to a pipe or a file is plain: no colour, nothing cut.
    """
    app = app_of(ctx)
    if color != "auto":
        from tracker.show.terminal import colour

        colour.set(color)
        ctx.color = color == "always"  # Click takes colours out of a pipe by itself.
    ctx.call_on_close(lambda: _leave(app, ctx.invoked_subcommand))
    if ctx.invoked_subcommand is None:
        from tracker.cli.read import show_today

        despite_damage(app, lambda: show_today(app))


def _commands(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the commands that complete a word behind those that stand before it."""
    found, context = ctx.find_root().command, ctx.find_root()
    for word in ctx.params["words"] or ():
        known = found.get_command(context, word) if isinstance(found, Group) else None
        if known is None:
            return []
        found, context = known, click.Context(known, parent=context, info_name=known.name)
    if not isinstance(found, Group):
        return []
    return [item for item in found.shell_complete(context, incomplete) if item.value[:1] != "-"]


HELP_EXAMPLES = """
tracker help log
tracker help log massage
tracker help times
"""


@click.command("help", cls=Command, examples=HELP_EXAMPLES)
@click.argument("words", metavar="[COMMAND|TOPIC]...", nargs=-1, shell_complete=_commands)
@click.pass_context
def help_(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of a command or a topic."""
    command, context = ctx.find_root().command, ctx.find_root()
    if words and cli.get_command(context, words[0]) is None:
        from tracker.show import topics
        from tracker.show.terminal import look

        known = sorted([*INDEX, *TOPICS])
        topic = choose(words[0], known, "no command and no topic", "Commands and topics")
        if words[1:]:
            raise click.UsageError(f'"{topic}" is a topic, which has no further words.')
        click.echo(topics.words(topic, look(sys.stdout)))
        return
    for word in words:
        if not isinstance(command, Group):
            raise click.UsageError(f'"{context.info_name}" has no further commands.')
        name, found, _ = command.resolve_command(context, [word])
        assert found is not None
        command, context = found, Context(found, parent=context, info_name=name)
    click.echo(command.get_help(context))


def main(words: Sequence[str], clock: Callable[..., object] = system_clock) -> int:
    """Run one command line and return its exit code; this is where errors become text and code."""
    # What is said of colours for this one command is forgotten with its context.
    return copy_context().run(_main, words, clock)


def _main(words: Sequence[str], clock: Callable[..., object]) -> int:
    code = 0
    for stream in (sys.stdout, sys.stderr):
        prepare(stream)
    if "_TRACKER_COMPLETE" in os.environ:
        from tracker.cli import completion

        completion.offer()
    try:
        width = _width_of_help()
        code = (
            cli.main(
                list(words),
                prog_name="tracker",
                standalone_mode=False,
                obj=clock,
                terminal_width=width,
            )
            or 0
        )
        if sys.stdout is not None:
            sys.stdout.flush()
    except TrackerError as error:
        # What a care rule says is no error of anybody's.
        _complain(str(error), error.hint, "" if isinstance(error, Unsafe) else "Error: ")
        _remark(error)
        code = error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        for line in error.format_message().split("\n"):
            aside(line)
        code = 2
    except click.UsageError as error:
        _complain(ended(visible(_unsecret(error.format_message()))), f"More: {_help_of(error.ctx)}")
        _remark(error)
        code = 2
    except (click.Abort, KeyboardInterrupt) as error:
        if error.__cause__ is None:
            # At a question Click leaves the line open; elsewhere it has ended it already.
            aside()
        code = 130
    except SystemExit:
        # Click leaves so after a completion, and where nobody reads the answer any more.
        code = 0
    except BrokenPipeError:
        # Whoever read our answer has seen enough.
        let_go(sys.stdout)
    except Unwritten as lost:
        # Who tries again because of a failure would store it twice.
        _complain(f"{lost}; the answer could not be written: {lost.reason}.", "", "")
        let_go(sys.stdout)
    except OSError as error:
        # A stream has no name of a file.
        if error.filename:
            _complain(
                f"{visible(os.fsdecode(error.filename))} cannot be used: {error.strerror}.", ""
            )
        else:
            _complain(f"the answer could not be written: {error.strerror}.", "")
            let_go(sys.stdout)
        code = 1
    return code if isinstance(code, int) else 0


def _leave(app: App, command: str | None) -> None:
    lines = list(app.notices)
    if app.has_opened_diary and command not in ("help", "config"):
        from tracker.cli.closing import closing_lines

        lines += closing_lines(app, command)
    app.close()
    failure = sys.exc_info()[1]
    for line in lines:
        # A refusal may be what matters most, so it comes before these.
        if isinstance(failure, TrackerError | click.UsageError):
            failure.add_note(line)
        else:
            aside(line)


def _width_of_help() -> int | None:
    """Return how wide help is on a terminal narrower than Click takes any to be; else None."""
    columns = shutil.get_terminal_size().columns
    return max(columns, _NARROWEST) - 2 if columns < _NARROW else None


def _remark(failure: Exception) -> None:
    for line in getattr(failure, "__notes__", ()):
        aside(line)


def _complain(message: str, hint: str, label: str = "Error: ") -> None:
    from tracker.show.terminal import look  # Only a refusal needs to be drawn.

    label, colon, rest = (label + message).partition(": ")
    first = look(sys.stderr).error(label) + colon + rest
    for line in (first, *(f"  {part}" for part in hint.split("\n"))):
        if line.strip():
            # A command that is to be copied is not broken.
            aside(line, is_broken=not line.startswith("  tracker "))


def _unsecret(message: str) -> str:
    """Return what Click complains of without the passwords of addresses that stand in it."""
    if "://" not in message:
        return message
    from tracker.settings.addresses import without_secrets

    return without_secrets(message)


def _help_of(ctx: click.Context | None) -> str:
    words = ctx.command_path.split(" ") if ctx else ["tracker"]
    return " ".join(["tracker", "help", *words[1:]]).strip()
