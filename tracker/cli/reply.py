"""How a command answers: in words for people, in JSON for programs."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec.structs import replace

from tracker.app import App
from tracker.cli.commands import Unwritten
from tracker.cli.options import look_of, tell
from tracker.present import Present

if TYPE_CHECKING:
    from tracker.journal.sessions import Stored
    from tracker.show.shapes import Answer
    from tracker.show.terminal import Look

T = TypeVar("T")


class Later:
    """A file of `show` that is loaded when one of its functions is called.

    So a command can name both its words and its shape, and each call loads the one it needs.
    """

    def __init__(self, name: str) -> None:
        self._name = f"tracker.show.{name}"

    def __getattr__(self, name: str) -> Any:
        if name.isupper():
            # A constant is no function that could wait to be called.
            return getattr(import_module(self._name), name)
        return lambda *given: getattr(import_module(self._name), name)(*given)


if TYPE_CHECKING:
    from tracker.show import sessions as words_of_sessions
    from tracker.show.shapes import sessions as shapes_of_sessions
else:
    words_of_sessions, shapes_of_sessions = Later("sessions"), Later("shapes.sessions")


def reply(
    app: App,
    as_json: bool,
    shape: Callable[[T, Present], "Answer"],
    words: Callable[[T, Present, "Look"], str],
    value: T,
    *,
    is_long: bool = False,
    done: str = "",
) -> None:
    """Answer with a value; in words it is shown page by page where it `is_long`.

    `done` says what was done beyond it. Raises as `answer` does.
    """
    if as_json:
        from tracker.show.shapes import document

        answer(document(shape(value, app.present)), done)
        return
    look = look_of(app)
    text = words(value, app.present, look)
    if is_long:
        tell(app, text, look)
    else:
        answer(text, done)


def answer(text: str | bytes, done: str = "") -> None:
    """Write an answer; raise Unwritten where it cannot be and something was stored before.

    `done` says what was; without it a command that stores has stored by now.
    """
    try:
        click.echo(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        if not done and not getattr(click.get_current_context().command, "stores", False):
            raise
        raise Unwritten(done or "It was stored", error) from error


def reply_stored(app: App, as_json: bool, stored: "Stored", remark: str = "") -> None:
    """Answer with a session that was stored; `remark` says how its time was understood."""
    told = replace(stored, remark=remark)
    done = f"It was stored as #{stored.session.number}"
    reply(app, as_json, shapes_of_sessions.stored, words_of_sessions.stored, told, done=done)
