"""`remind`: the process that reminds, how it stands, why it did what it did, and its start at login."""

import contextlib
import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.cli.commands import Group, app_of
from tracker.cli.options import json_option
from tracker.cli.plans import plan_argument
from tracker.cli.reply import Later, reply
from tracker.cli.streams import aside
from tracker.errors import DatabaseTrouble, TrackerError
from tracker.escaping import command, shown_path, visible

if TYPE_CHECKING:
    from tracker.reminding.notifiers import Receipt
    from tracker.show import remind as words
    from tracker.show.shapes import remind as shapes
else:
    words, shapes = Later("remind"), Later("shapes.remind")

_MOST_EXPLAINED = 10


@click.group(
    "remind",
    cls=Group,
    examples="""
tracker remind install
tracker remind status
tracker remind why morning
tracker remind test
""",
)
def remind() -> None:
    """Be reminded of what is planned: in the foreground, or from each login on."""


@remind.command(
    "run",
    params=[
        click.Option(["--once"], is_flag=True, help="Show what is due now, and end."),
        click.Option(["--quiet"], is_flag=True, help="Say nothing of what is done."),
    ],
    examples="\ntracker remind run\ntracker remind run --once --quiet\n",
)
@click.pass_context
def run(ctx: click.Context, once: bool, quiet: bool) -> None:
    """Remind until Ctrl-C.

    Each thing that is done is told in a line.
    """
    app = app_of(ctx)
    if once:
        _tick(app, quiet=quiet)
        return
    from tracker.reminding import process

    process.run(app, _silent if quiet else click.echo, complain=aside)


def _tick(app: App, *, quiet: bool) -> None:
    from tracker.reminding.owner import own_name
    from tracker.reminding.status import chain_from_here
    from tracker.reminding.tick import tick

    chain = chain_from_here(app, sys.stdout)
    try:
        failures = tick(app, chain, own_name(), _silent if quiet else click.echo)
    finally:
        chain.close()
    if failures:
        raise TrackerError(
            "not everything that is due could be shown.", f"Why not: {command('remind status')}"
        )


def _complain(line: str) -> None:
    aside(line)


def _silent(_: str) -> None:
    return


@remind.command(
    "status",
    params=[json_option()],
    examples="\ntracker remind status\ntracker remind status --json\n",
)
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Show whether reminders run.

    With it, through what they are shown, what comes next, what came last, and what failed.
    """
    app = app_of(ctx)
    from tracker.reminding.login import run_tool
    from tracker.reminding.status import status_of

    reply(app, as_json, shapes.status, words.status, status_of(app, run_tool, sys.stdout))


@remind.command(
    "why",
    params=[
        plan_argument(is_required=False),
        json_option(),
    ],
    examples="\ntracker remind why\ntracker remind why morning\n",
)
@click.pass_context
def why(ctx: click.Context, plan: str | None, as_json: bool) -> None:
    """Tell why reminders were shown or were not.

    It is the last ten, of all plans or of one.
    """
    app = app_of(ctx)
    explained = None
    if app.database.exists():
        # What came due meanwhile may not be written down, and what was decided can be read.
        with contextlib.suppress(DatabaseTrouble), app.journal() as journal:
            explained = journal.explain(plan, _MOST_EXPLAINED)
    if explained is None:
        with app.reading() as journal:
            explained = journal.decisions.of(plan, _MOST_EXPLAINED)
    reply(app, as_json, shapes.why, words.why, explained)


@remind.command("test", params=[], examples="\ntracker remind test\n")
@click.pass_context
def test(ctx: click.Context) -> None:
    """Show a real notification now.

    It says which channel took it, and why others did not.
    """
    click.echo(words.tried(_show_trial(app_of(ctx))))


def _show_trial(app: App) -> "Receipt":
    from tracker.reminding.notifiers import NotShown
    from tracker.reminding.status import chain_from_here
    from tracker.reminding.wording import trial

    chain = chain_from_here(app, sys.stdout)
    try:
        return chain.show(trial(app.present.settings.reminders.has_sound))
    except NotShown as failure:
        raise TrackerError(
            f"nothing could be shown. {failure.reason}.",
            f"The channels stand in: {command('config get reminders.channels')}",
        ) from failure
    finally:
        chain.close()


@remind.command(
    "install",
    params=[
        click.Option(
            ["--print", "is_printed"], is_flag=True, help="Only show what would be written."
        )
    ],
    examples="\ntracker remind install\ntracker remind install --print\n",
)
@click.pass_context
def install(ctx: click.Context, is_printed: bool) -> None:
    """Have reminders start when you log in.

    At the end a real notification is tried.
    """
    app = app_of(ctx)
    from tracker.reminding import login

    account = login.Account.current()
    way = login.choose(sys.platform, os.environ, shutil.which)
    started = login.command_for(app)
    if is_printed:
        path, text = login.draft(way, started, account)
        click.echo(f"{visible(str(path))}\n\n{text.rstrip()}")
        return
    login.prepare(started)
    path = login.install(way, started, account, login.run_tool)
    begin = "now and at each login" if way.STARTS_NOW else "at the next login"
    click.echo(f"Reminders start {begin} ({way.TITLE}, {shown_path(path)}).")
    if not way.STARTS_NOW:
        click.echo(f"  Until then: {command('remind run')}")
    try:
        click.echo(words.tried(_show_trial(app)))
    except TrackerError as failure:
        click.echo(f"A trial from here failed: {failure.message}")
        click.echo(f"  Later: {command('remind test')}")


@remind.command("uninstall", params=[], examples="\ntracker remind uninstall\n")
@click.pass_context
def uninstall(ctx: click.Context) -> None:
    """Have reminders start at login no more."""
    from tracker.reminding import login

    removed = login.uninstall(sys.platform, login.Account.current(), login.run_tool)
    for path in removed:
        click.echo(f"Removed {shown_path(path)}.")
    if not removed:
        click.echo("Reminders did not start at login.")
