"""`status`: what is due and what comes next, for a prompt or a panel, without opening the diary."""

import contextlib
import os
import sys
from typing import TYPE_CHECKING

import click

from tracker.cli.commands import Command, app_of
from tracker.cli.options import json_option

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.pulse import Pulse


@click.command(
    "status",
    cls=Command,
    params=[
        click.Option(["--short"], is_flag=True, help="Answer in one line, as for a prompt."),
        json_option(),
    ],
    examples="\ntracker status\ntracker status --short\ntracker status --json\n",
)
@click.pass_context
def status(ctx: click.Context, short: bool, as_json: bool) -> None:
    """Show in short what is due and what comes next.

    It is what the reminder process wrote down last, so it takes hardly any time.
    """
    if short and as_json:
        raise click.UsageError("--short and --json are two answers: choose one.")
    app = app_of(ctx)
    found, now = _last_pulse(app), app.clock()
    if as_json:
        from tracker.show.shapes import document
        from tracker.show.shapes.status import status as shape

        click.echo(document(shape(found, now)))
        return
    from tracker.show.status import in_short
    from tracker.show.status import status as words

    click.echo(in_short(found, now) if short else _fitted(words(found, now)))


def _fitted(text: str) -> str:
    """Return the text broken to the terminal's width; what breaks it is loaded only where it is wider."""
    lines = text.split("\n")
    if sys.stdout is None or not sys.stdout.isatty():
        return text
    with contextlib.suppress(OSError):
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
        if "COLUMNS" not in os.environ and text.isascii() and max(map(len, lines)) <= columns:
            return text
    from tracker.show.terminal import look, wrapped

    drawn = look(sys.stdout)
    # A line with a label goes on beneath what stands beside it.
    indents = (" " * 10 if line[8:10] == "  " else "  " for line in lines)
    return "\n".join(map(wrapped, lines, [drawn] * len(lines), indents))


def _last_pulse(app: "App") -> "Pulse | None":
    """Return the pulse of the process that runs; None where none does, whatever one left behind."""
    from tracker import pulse
    from tracker.reminding import lock

    places = app.places
    found = pulse.read(places.pulse)
    return found if found and lock.holder(places.lock) else None
