"""`redflags`: the signs that matter more than any session, gone through and written down."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.cli.commands import Command, Unwritten, app_of
from tracker.cli.options import ReadBy, Words, json_option, look_of
from tracker.cli.reply import Later, reply
from tracker.cli.streams import aside
from tracker.errors import BadInput, TrackerError
from tracker.text import choose

if TYPE_CHECKING:
    from tracker.show import red_flags as words
    from tracker.show.shapes import care as shapes
else:
    words, shapes = Later("red_flags"), Later("shapes.care")

NONE = "none"


def _sign_words(app: App, incomplete: str) -> Words:
    from tracker.care.safety import signs

    return [*((sign.id, sign.asks) for sign in signs().values()), NONE]


@click.command(
    cls=Command,
    stores=True,
    params=[
        click.Argument(
            ["signs"],
            nargs=-1,
            type=ReadBy("sign", lambda _, text: text, _sign_words),
            metavar="[SIGN]...",
        ),
        json_option(),
    ],
    examples="\ntracker redflags\ntracker redflags none\ntracker redflags feverish night\n",
)
@click.pass_context
def redflags(ctx: click.Context, /, signs: tuple[str, ...], as_json: bool) -> None:
    """Ask about signs that matter more than any session, the most urgent first.

    On a terminal each is asked with yes or no; elsewhere they are listed. SIGNs given are
    answered yes and all others no; none says that there is no sign at all. The answers are
    written down with their day.
    """
    app = app_of(ctx)
    chosen = _chosen(signs)
    if chosen is None and not as_json and _can_ask():
        chosen = _ask()
    if chosen is None:
        reply(app, as_json, shapes.red_flags, words.signs, None)
        return
    from tracker.care.safety import red_flags

    try:
        with app.journal() as journal:
            gone_through = journal.red_flags.go_through(chosen)
    except TrackerError:
        # What matters most is said even where it could not be written down.
        aside(words.advice(red_flags(chosen), app.present, look_of(app)))
        raise
    try:
        reply(app, as_json, shapes.red_flags, words.gone_through, gone_through)
    except Unwritten as lost:
        # That it was written down helps nobody who does not read what it means.
        aside(words.advice(red_flags(chosen), app.present, look_of(app)))
        raise lost.error from lost


def _chosen(signs: Sequence[str]) -> list[str] | None:
    """Return the signs that were named; none of them for that very word, and None without a word."""
    if not signs:
        return None
    from tracker.care.safety import signs as known

    among = (*known(), NONE)
    chosen = [choose(sign, among, "no sign that is asked about", "Signs") for sign in signs]
    if NONE not in chosen:
        return chosen
    if len(chosen) > 1:
        raise BadInput("{}: either there are signs, or there is none.", " ".join(signs))
    return []


def _ask() -> list[str]:
    """Ask one sign after another; after an emergency nothing else matters."""
    from tracker.care.safety import red_flags, signs

    chosen: list[str] = []
    for sign in signs().values():
        level = red_flags(chosen).level
        if level and level.is_emergency:
            break
        if click.confirm(sign.asks, default=False, err=True):
            chosen.append(sign.id)
    return chosen


def _can_ask() -> bool:
    import sys

    return sys.stdin is not None and sys.stdin.isatty()
