"""`report`: one page to take along to whoever looks after the back."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.cli.commands import Command, app_of
from tracker.cli.files import STREAM, read_file
from tracker.cli.options import ReadBy, check_days, days_options, look_of
from tracker.cli.reply import Later, answer
from tracker.errors import BadInput
from tracker.text import LONGEST_NAME, storable

if TYPE_CHECKING:
    from tracker.show import report as words
else:
    words = Later("report")

_PDF = ".pdf"


def _read_page(app: App, text: str) -> Path:
    path = read_file(app, text)
    if path == STREAM or path.suffix.casefold() in (".html", ".htm", _PDF):
        return path
    raise BadInput(
        "{}: the page is written as HTML or PDF, so end the name in .html or .pdf: back.html; or"
        " give - for the output of the command.",
        text,
    )


def _read_name(_: App, text: str) -> str | None:
    return " ".join(storable(text, LONGEST_NAME, "a name").split()) or None


@click.command(
    cls=Command,
    examples="""
tracker report -o back.html
tracker report --from 2026-06 --to 2026-08 --name "Kim Doe" -o summer.html
tracker report --notes --money -o back.html --force
tracker report -o back.pdf
""",
    params=[
        *days_options('"last year"', " Without it, 12 weeks.", first="--from", last="--to"),
        click.Option(
            ["--name"],
            type=ReadBy("name", _read_name),
            metavar="TEXT",
            help="Whose diary it is, as the page is to say it.",
        ),
        click.Option(["--money"], is_flag=True, help="With what it cost."),
        click.Option(["--notes"], is_flag=True, help="With your own notes."),
        click.Option(
            ["--output"],
            type=ReadBy("file", _read_page),
            metavar="FILE",
            required=True,
            help="The new file, back.html or back.pdf; - writes HTML to the output.",
        ),
        click.Option(["--force"], is_flag=True, help="Write over a file that exists."),
    ],
)
@click.pass_context
def report(
    ctx: click.Context,
    /,
    since: dt.date | None,
    until: dt.date | None,
    name: str | None,
    money: bool,
    notes: bool,
    output: Path,
    force: bool,
) -> None:
    """Write a page of the diary to take along, for a doctor or a therapist.

    The first sheet holds what somebody with eight minutes needs; at most two more hold the rest. It
    is one file, which asks nothing of any network. Your notes and what it cost stand in it only
    where you ask for them.
    """
    app = app_of(ctx)
    check_days(since, until, "--from", "--to")
    if force and output == STREAM:
        raise click.UsageError("--force stands with a file.", ctx)
    from tracker.newfile import write_bytes
    from tracker.report.page import page

    with app.reading() as journal:
        found = journal.report(since, until)
    text = page(found, app.present, name, with_money=money, with_notes=notes)
    if output == STREAM:
        # The page says itself that it is UTF-8, whatever the terminal has.
        answer(text.rstrip("\n").encode())
        return
    content = text.encode()
    if output.suffix.casefold() == _PDF:
        from tracker.report.paper import pdf

        content = pdf(text)
    write_bytes(output, content, force=force)
    answer(words.written(output, found.emergency, app.present, look_of(app)))
