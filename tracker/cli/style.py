"""`style`: what each style of massage is, and who may give it."""

from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.cli import readers
from tracker.cli.commands import Group, app_of
from tracker.cli.options import ReadBy, json_option
from tracker.cli.reply import Later, reply
from tracker.escaping import command
from tracker.settings import vocabulary

if TYPE_CHECKING:
    from tracker.care.catalogue import Style
    from tracker.show import styles as words
    from tracker.show.shapes import styles as shapes
else:
    words, shapes = Later("styles"), Later("shapes.styles")


def _read_style(app: App, text: str) -> "Style":
    known = vocabulary.styles(app.present.settings)
    return readers.the_one(text, known, "style of massage", command("style list"))


@click.group(
    cls=Group,
    examples="""
tracker style list
tracker style show orthopedic
""",
)
def style() -> None:
    """Look up the styles of massage: what each is, and which are meant for back pain."""


@style.command("list", params=[json_option()], examples="\ntracker style list\n")
@click.pass_context
def list_(ctx: click.Context, /, as_json: bool) -> None:
    """List the styles by their goal, your own last."""
    app = app_of(ctx)
    listed = tuple(vocabulary.styles(app.present.settings).values())
    reply(app, as_json, shapes.listing, words.listing, listed, is_long=True)


@style.command(
    "show",
    params=[
        click.Argument(
            ["shown"], type=ReadBy("style", _read_style, readers.style_words), metavar="NAME"
        ),
        json_option(),
    ],
    examples="\ntracker style show orthopedic\ntracker style show hot-stone --json\n",
)
@click.pass_context
def show(ctx: click.Context, /, shown: "Style", as_json: bool) -> None:
    """Show one style: its goal, its pressure, who may give it, and where that is known from."""
    reply(app_of(ctx), as_json, shapes.one, words.one, shown)
