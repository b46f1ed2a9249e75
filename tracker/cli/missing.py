"""What is missing of a command, asked of the person at the terminal."""

import re
import sys
from collections.abc import Iterable, Sequence

import click

from tracker.escaping import visible

_MOST_LISTED = 12


def can_be_asked() -> bool:
    """Tell whether a person sits at the terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask_for(missing: click.MissingParameter, args: Sequence[str]) -> list[str] | None:
    """Return what was typed with what is missing of it, asked of a person; None in a pipe."""
    param, ctx = missing.param, missing.ctx
    if param is None or ctx is None or not can_be_asked():
        return None
    if isinstance(param, click.Option):
        return [f"{param.opts[0]}={asked((param.help or '').rstrip('.'))}", *args]
    _list((item.value, item.help) for item in param.shell_complete(ctx, ""))
    found = re.search(r"\w+", param.make_metavar(ctx))
    answer = asked(found[0].capitalize() if found else "")
    # Behind two hyphens nothing is taken for an option.
    begun = [*args] if "--" in args else [*args, "--"]
    return [*begun, *(answer.split() if param.nargs == -1 else [answer])]


def ask_kind(kinds: Iterable[tuple[str, str]]) -> str:
    """Return the kind of session that is chosen out of the `kinds`, each with what is said of it."""
    _list(kinds)
    return asked("Kind")


def _list(choices: Iterable[tuple[str, str | None]]) -> None:
    listed = [(visible(word), visible(told or "")) for word, told in choices][:_MOST_LISTED]
    width = max((len(word) for word, _ in listed), default=0)
    for word, told in listed:
        click.echo(f"  {word:{width}}  {told}".rstrip(), err=True)


def asked(what: str) -> str:
    """Return what a person answers who is asked for something."""
    return str(click.prompt(what, err=True))
