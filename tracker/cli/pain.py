"""`pain`: write down how strong the pain is, or was, with no session to it."""

import re
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from tracker.app import App
from tracker.cli import fields
from tracker.cli.asking import ask_if_old
from tracker.cli.commands import Command, app_of
from tracker.cli.options import ReadBy, Words, given, json_option, yes_option
from tracker.cli.reply import Later, reply
from tracker.errors import BadInput
from tracker.text import storable

if TYPE_CHECKING:
    from tracker.journal.readings import StoredReading
    from tracker.show import readings as words
    from tracker.show.shapes import readings as shapes
else:
    words, shapes = Later("readings"), Later("shapes.readings")

LONGEST_TOOK = 200
ASKED = "How strong is the pain, from 0 to 10"


def read_level(_: App, text: str) -> int:
    """Read how strong the pain is, from 0 to 10."""
    if re.fullmatch(r"\s*(?:10|[0-9])\s*", text, re.ASCII):
        return int(text)
    raise BadInput("{}: pain goes from 0 (none) to 10 (the worst imaginable), as in 4.", text)


def level_words(_: App, incomplete: str) -> Words:
    """Return the levels between which the pain can be."""
    return [("0", "none"), ("10", "the worst imaginable")]


def took_option(*, is_clearable: bool = False) -> click.Option:
    """Return the option for what was taken around a reading."""
    return click.Option(
        ["--took"],
        type=ReadBy("text", _read_took, is_clearable=is_clearable),
        metavar="TEXT",
        help='What you took, as in "ibuprofen 400": it is kept as a fact, no more.',
    )


def reply_reading(app: App, as_json: bool, stored: "StoredReading", remark: str = "") -> None:
    """Answer with a reading that was stored; `remark` says how its time was understood."""
    told = replace(stored, remark=remark)
    done = f"It was stored as p{stored.reading.number}"
    reply(app, as_json, shapes.stored, words.stored, told, done=done)


def _read_took(_: App, text: str) -> str | None:
    return storable(text, LONGEST_TOOK, "what was taken") or None


class _Pain(Command):
    """The command whose level may be typed below 0, which would else be taken for an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and re.fullmatch(r"-[0-9.,]+", args[0], re.ASCII):
            read_level(app_of(ctx), args[0])
        return super().parse_args(ctx, args)


@click.command(
    cls=_Pain,
    stores=True,
    examples="""
tracker pain 4
tracker pain 6 --area lower-back --at "this morning" --took "ibuprofen 400"
tracker plan add pain --on daily --at 20:00
""",
    params=[
        click.Argument(["level"], type=ReadBy("level", read_level, level_words), metavar="LEVEL"),
        *(fields.option(name) for name in ("at", "areas")),
        took_option(),
        fields.option("note"),
        yes_option(),
        json_option(),
    ],
)
@click.pass_context
def pain(ctx: click.Context, /, level: int, as_json: bool, yes: bool, **_told: Any) -> None:
    """Write down how strong the pain is, or was, from 0 to 10, with no session to it.

    Several a day are fine. It answers what a plan of pain asks for on its day.
    """
    app, told = app_of(ctx), fields.told(ctx)
    ask_if_old(app, told.day, yes=yes)
    with app.journal() as journal:
        stored = journal.read({"level": level, **told.fields, **given(ctx, ["took"])})
    reply_reading(app, as_json, stored, told.remark)
