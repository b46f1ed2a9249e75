"""`export`: the diary as a file, for another tracker or for other programs."""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from tracker.app import App
from tracker.cli import readers
from tracker.cli.commands import Command, app_of
from tracker.cli.files import STREAM, file_words, read_file
from tracker.cli.options import ReadBy, check_days, days_options, kind_option, look_of
from tracker.cli.progress import bar
from tracker.cli.reply import Later, answer
from tracker.errors import BadInput, Damage, DatabaseTrouble

if TYPE_CHECKING:
    from tracker.care.outgoing import Wanted
    from tracker.show import exports as words
else:
    words = Later("exports")

FORMATS = ("json", "csv", "ics")


def _show_schema(ctx: click.Context, _: click.Parameter, is_asked: bool) -> None:
    if is_asked and not ctx.resilient_parsing:
        from tracker.exchange.diary_json import schema

        answer(schema(app_of(ctx).record_type))
        ctx.exit()


@click.command(
    cls=Command,
    examples="""
tracker export diary.json
tracker export sessions.csv --since "last year"
tracker export back.ics
tracker export - | age -p > diary.age
""",
    params=[
        click.Argument(["file"], metavar="FILE", type=ReadBy("file", read_file, file_words)),
        click.Option(
            ["--format", "format_"],
            type=ReadBy("format", readers.one_of(FORMATS, "formats"), readers.listed(FORMATS)),
            metavar="FORMAT",
            help=f"{', '.join(FORMATS)}; without it, what the name of the file ends in.",
        ),
        *days_options('"last year"'),
        kind_option(
            readers.read_kind_listed,
            readers.kind_words_listed,
            "pain for readings; may be given several times",
        ),
        click.Option(["--force"], is_flag=True, help="Write over a file that exists."),
        click.Option(
            ["--schema"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_schema,
            help="Show the JSON schema of a diary in JSON, and write nothing.",
        ),
    ],
)
@click.pass_context
def export(
    ctx: click.Context,
    /,
    file: Path,
    format_: str | None,
    since: dt.date | None,
    until: dt.date | None,
    kind: tuple[str, ...],
    force: bool,
) -> None:
    """Write the diary into a new file, or with - to the output of the command.

    JSON holds the whole diary, and tracker import takes it back as it was; of some days or kinds it
    has the sessions, readings and check-ins, and no plans. CSV is a table of the sessions. A
    calendar, .ics, takes the plans to the phone, with the sessions as events of the past.
    """
    app = app_of(ctx)
    check_days(since, until)
    named = _format_of(file, format_)
    if force and file == STREAM:
        raise click.UsageError("--force stands with a file.", ctx)
    from tracker.care.outgoing import Wanted

    wanted = Wanted(since, until, kind)
    if file == STREAM:
        _to_output(app, named, wanted)
        return
    from tracker.newfile import new_file, writing

    with (
        new_file(file, force=force, is_private=True) as draft,
        writing(file),
        draft.open("wb") as target,
    ):
        counts = _write(app, named, wanted, target)
    answer(words.written(file, counts, named, wanted.is_all, look_of(app)))


def _format_of(path: Path, named: str | None) -> str:
    if named is not None or path == STREAM:
        return named or FORMATS[0]
    ending = path.suffix.casefold().removeprefix(".")
    if ending in FORMATS:
        return ending
    *some, last = (f".{one}" for one in FORMATS)
    raise BadInput(
        f"{{}}: end the name in {', '.join(some)} or {last}, or say what is meant with --format.",
        str(path),
    )


def _to_output(app: App, named: str, wanted: "Wanted") -> None:
    """Write to the output; what was written there cannot be taken back."""
    file = sys.stdout.buffer
    try:
        _write(app, named, wanted, file)
        file.flush()
    except Damage as damage:
        raise DatabaseTrouble(
            f"{damage.message} What was written is not whole.",
            "Export into a file: what cannot be read is left out there.",
        ) from damage


def _write(app: App, named: str, wanted: "Wanted", file: IO[bytes]) -> Counter[str]:
    """Write the diary in a format; return how many there are of each kind of record."""
    counts = Counter[str]()
    with app.reading() as journal:
        exports = journal.exports
        with bar(exports.count(wanted), "Exporting") as step:
            if named == "json":
                from tracker.exchange import diary_json

                diary_json.write(_counted(exports.records(wanted), counts, step), file)
                return counts
            sessions = _counted(exports.sessions(wanted), counts, step)
            if named == "csv":
                from tracker.exchange import csv_out

                csv_out.write(sessions, file)
            else:
                from tracker.exchange import ics_out

                planned = exports.plans(wanted)
                counts["plan"] = len(planned)
                ics_out.write(planned, sessions, app.present.calendar, file)
    return counts


def _counted(
    things: Iterable[Any], counts: Counter[str], step: Callable[[int], None]
) -> Iterator[Any]:
    for thing in things:
        counts[type(thing).__struct_config__.tag or "session"] += 1
        step(1)
        yield thing
