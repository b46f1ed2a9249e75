"""The answer of a command: text for people or JSON for programs, once for all commands."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click
from msgspec.structs import replace

from tracker.app import App
from tracker.present import Present

if TYPE_CHECKING:
    from tracker.journal.sessions import Stored
    from tracker.show.terminal import Look

T = TypeVar("T")


def reply(
    app: App,
    as_json: bool,
    shape: Callable[[T, Present], str],
    words: Callable[[T, Present, "Look"], str],
    value: T,
) -> None:
    """Answer with a value: its shape for a program, its words for a person at the terminal."""
    present = app.present
    if as_json:
        click.echo(shape(value, present))
    else:
        from tracker.show.terminal import look

        click.echo(words(value, present, look(sys.stdout, wanted=present.settings.terminal)))


def reply_stored(app: App, as_json: bool, stored: "Stored", remark: str = "") -> None:
    """Answer with a session that was stored; `remark` says how its time was understood."""
    from tracker.show import data, sessions

    reply(app, as_json, data.stored, sessions.stored, replace(stored, remark=remark))
