"""`log`: write down what was just done, or was done some time ago."""

from typing import Any

import click

from tracker.cli.commands import Command, app_of
from tracker.cli.kinds import KindGroup, Said


def _said(said: Said) -> tuple[str, str]:
    return said.logs, said.log_examples


def _made(kind: str) -> Command:
    from tracker.cli import fields
    from tracker.cli.kind_command import command_for
    from tracker.cli.options import yes_option

    options = [yes_option()]
    return command_for(
        kind, _log, told=fields.names, said=_said, options=options, is_clearable=True
    )


def _log(ctx: click.Context, /, kind: str, as_json: bool, yes: bool, **_told: Any) -> None:
    # What can be told differs from kind to kind, so it arrives as names and values.
    from tracker.cli import fields
    from tracker.cli.asking import ask_if_ahead, ask_if_old
    from tracker.cli.reply import reply_stored

    app, told = app_of(ctx), fields.told(ctx)
    ask_if_old(app, told.day, yes=yes)
    entry = app.entry(kind, told.fields)
    stored = ask_if_ahead(
        app, lambda journal, ahead: journal.log(entry, may_end_ahead=ahead), yes=yes
    )
    reply_stored(app, as_json, stored, told.remark)


log = KindGroup(
    "log",
    help="""Write down a session: what you just did, or what you did some time ago.

    Without --at, or with --at now, it has just ended. Kinds, styles, areas and exercises may be shortened as long
    as they stay unambiguous; the settings say what is usual where nothing is said.
    """,
    made=_made,
    said=_said,
)
