"""`doctor`: look whether all is well with the program and what it stands on, and mend what is safe."""

import contextlib
import os
import sys
from typing import TYPE_CHECKING

import click

from tracker.cli.commands import Command, app_of
from tracker.cli.options import json_option
from tracker.cli.reply import Later, reply
from tracker.cli.streams import aside

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.doctor import Checkup
    from tracker.show import doctor as words
    from tracker.show.shapes import doctor as shapes
else:
    words, shapes = Later("doctor"), Later("shapes.doctor")


@click.command(
    "doctor",
    cls=Command,
    params=[
        click.Option(["--fix"], is_flag=True, help="Mend what can be mended safely, and say what."),
        json_option(),
    ],
    examples="\ntracker doctor\ntracker doctor --fix\ntracker doctor --json\n",
)
@click.pass_context
def doctor(ctx: click.Context, fix: bool, as_json: bool) -> None:
    """Look whether all is well with the program and the diary.

    Each line says how one thing is, and the command that mends it; the exit code is 1 where one is
    bad. Nothing of what you wrote down stands in it, so that you can send it to whoever helps.
    Without --fix nothing is changed.
    """
    app = app_of(ctx)
    found = _checkup(app, fix=fix)
    reply(app, as_json, shapes.checkup, words.checkup, found, is_long=True)
    if found.worst == "bad":
        ctx.exit(1)


def _checkup(app: "App", *, fix: bool) -> "Checkup":
    from tracker.doctor import LARGE, Checkup, checkup, path_of

    path = path_of(app)
    with contextlib.suppress(OSError):
        if path and os.path.getsize(path) > LARGE:
            aside("The diary is large: looking through it takes a while.")
    found = checkup(app, sys.stdout)
    if not fix:
        return Checkup(found)
    from tracker.doctor.mending import mend

    done, not_done = mend(app, found)
    return Checkup(checkup(app, sys.stdout) if done else found, done, not_done)
