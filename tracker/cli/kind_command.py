"""The command for one kind of session, put together from what can be told of the kind."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import click

from tracker.care import catalogue
from tracker.cli import fields, readers
from tracker.cli.commands import SHORT, Command, app_of
from tracker.cli.kinds import SAID, Pick
from tracker.cli.options import ReadBy, json_option
from tracker.errors import BadInput


class KindCommand(Command):
    """A command for one kind of session; an option of another kind is refused by naming that kind.

    `told` says what can be told of a kind here.
    """

    def __init__(self, *args: Any, told: Callable[[str], list[str]], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.told = told

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            long = {short: name for name, short in SHORT.items()}
            self._refuse_minus(ctx, error.option_name)
            self._refuse_foreign(long.get(error.option_name, error.option_name))
            raise

    def _refuse_minus(self, ctx: click.Context, word: str) -> None:
        """Report `-5` as the length that it is meant to be."""
        if re.match(r"-[0-9.,]", word) and any(param.name == "length" for param in self.params):
            readers.read_minutes(app_of(ctx), word)

    def _refuse_foreign(self, word: str) -> None:
        kinds = [
            kind
            for kind in catalogue.KINDS
            if any(word in fields.option(name).opts for name in self.told(kind))
        ]
        if kinds:
            own = readers.kind_name(self.name or "")
            *some, last = kinds
            others = f"{', '.join(some)} and {last} have" if some else f"{last} has"
            raise BadInput(f"{own} has no {word}; {others} it.", word)


def command_for(
    kind: str,
    run: Callable[..., None],
    *,
    told: Callable[[str], list[str]],
    said: Pick,
    before: Sequence[click.Parameter] = (),
    options: Sequence[click.Parameter] = (),
    takes_length: bool = True,
    is_clearable: bool = False,
    stores: bool = True,
    cls: type[KindCommand] = KindCommand,
) -> KindCommand:
    """Return the command that `run` is for a kind: with what is `told` of it, and some options.

    Those `before` are the first that help lists. Exercises are arguments, and so is the length
    where the command `takes_length`.
    """
    help_text, examples = said(SAID[kind])
    names = told(kind)
    words = [_exercises()] if "exercises" in names else [_length()] if takes_length else []
    spoken = [name for name in names if name != "exercises"]
    return cls(
        kind,
        params=[
            *words,
            *before,
            *(fields.option(name, is_clearable=is_clearable) for name in spoken),
            *options,
            json_option(),
        ],
        callback=click.pass_context(partial(run, kind=kind)),
        help=help_text,
        examples=examples,
        stores=stores,
        told=told,
    )


def _exercises() -> click.Argument:
    read = ReadBy("exercise", readers.read_exercise, readers.exercise_words)
    return click.Argument(["exercises"], nargs=-1, type=read, metavar="[NAME[:DOSE]]...")


def _length() -> click.Argument:
    read = ReadBy("minutes", readers.read_minutes)
    return click.Argument(["length"], required=False, type=read, metavar="[MINUTES]")
