"""The commands: read arguments, call the journal, show."""

import os
import sys
from collections.abc import Callable, Sequence

import click

import tracker
from tracker.app import App, read_clock
from tracker.cli.care import condition, redflags, safety
from tracker.cli.claims import claims
from tracker.cli.commands import Group, app_of, ended
from tracker.cli.config import config
from tracker.cli.correct import delete, edit, undo
from tracker.cli.due import done, due, skip, snooze
from tracker.cli.exercise import exercise, routine
from tracker.cli.log import again, log
from tracker.cli.people import provider
from tracker.cli.plans import plan
from tracker.cli.read import history, show_today, summary, today
from tracker.cli.remind import remarks_of, remind
from tracker.cli.start import start
from tracker.cli.timers import left_behind
from tracker.errors import TrackerError
from tracker.text import visible

ROOT_EXAMPLES = """
tracker log massage 60 --style swedish --with Ana --pain 6:3
tracker log heat-pack 20 --at "yesterday 18:30"
tracker history --since "2 weeks ago"
tracker summary --week "last week"
"""


@click.group(
    cls=Group,
    examples=ROOT_EXAMPLES,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--database", metavar="URL", help="The diary, as in sqlite:///diary.db.")
@click.option("--config", metavar="FILE", help="The settings file.")
@click.version_option(tracker.__version__, message="tracker %(version)s")
@click.pass_context
def cli(ctx: click.Context, database: str | None, config: str | None) -> None:
    """A diary for people who look after a painful back.

    Alone it shows today. Output to a pipe or a file is plain: no colour, nothing cut.
    """
    app = app_of(ctx)
    ctx.call_on_close(lambda: _leave(app, ctx.invoked_subcommand))
    if ctx.invoked_subcommand is None:
        show_today(app)


@cli.command("help", examples="\ntracker help log\ntracker help log massage\n")
@click.argument("words", metavar="[COMMAND]...", nargs=-1)
@click.pass_context
def help_(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of a command."""
    command, context = ctx.find_root().command, ctx.find_root()
    for word in words:
        if not isinstance(command, Group):
            raise click.UsageError(f'"{context.info_name}" has no further commands.')
        name, found, _ = command.resolve_command(context, [word])
        assert found is not None
        command, context = found, click.Context(found, parent=context, info_name=name)
    click.echo(command.get_help(context))


for command in (
    log,
    start,
    again,
    edit,
    delete,
    undo,
    history,
    summary,
    today,
    config,
    plan,
    due,
    done,
    snooze,
    skip,
    remind,
    exercise,
    routine,
    provider,
    claims,
    condition,
    safety,
    redflags,
):
    cli.add_command(command)


def main(words: Sequence[str], clock: Callable[..., object] = read_clock) -> int:
    """Run one command line and return its exit code; this is where errors become text and code."""
    code = 0
    try:
        code = cli.main(list(words), prog_name="tracker", standalone_mode=False, obj=clock) or 0
        if sys.stdout is not None:
            sys.stdout.flush()
    except TrackerError as error:
        _complain(str(error), error.hint)
        code = error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = 2
    except click.UsageError as error:
        _complain(ended(visible(error.format_message())), f"More: {_help_of(error.ctx)}")
        code = 2
    except (click.Abort, KeyboardInterrupt) as error:
        if error.__cause__ is None:
            # At a question Click leaves the line open; elsewhere it has ended it already.
            click.echo(err=True)
        code = 130
    except SystemExit:
        # Click leaves so after a completion, and where nobody reads the answer any more.
        code = 0
    except BrokenPipeError:
        # Whoever read our answer has seen enough; Python would complain of it once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _complain(f"the answer could not be written: {error.strerror}.", "")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    return code if isinstance(code, int) else 0


def _leave(app: App, command: str | None) -> None:
    for notice in app.notices:
        click.echo(notice, err=True)
    # What `start` says of a timer is more than this line.
    if command != "start" and (line := left_behind(app)):
        click.echo(line, err=True)
    for remark in remarks_of(app, command):
        click.echo(remark, err=True)
    app.close()


def _complain(message: str, hint: str) -> None:
    from tracker.show.terminal import look, wrapped  # Only a refusal needs to be broken to lines.

    for line in (f"Error: {message}", f"  {hint}"):
        if line.strip():
            click.echo(wrapped(line, look(sys.stderr), "  "), err=True)


def _help_of(ctx: click.Context | None) -> str:
    words = ctx.command_path.split(" ") if ctx else ["tracker"]
    return " ".join(["tracker", "help", *words[1:]]).strip()
