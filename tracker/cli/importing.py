"""`import`: what another program wrote, or this one, taken into the diary."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.app import App
from tracker.care.catalogue import PLANNED_KINDS
from tracker.cli import readers
from tracker.cli.commands import NOTHING_STORED, Command, app_of
from tracker.cli.files import file_words, read_file
from tracker.cli.incoming import FileIn, Meaning, Typed, format_of, opened
from tracker.cli.missing import can_be_asked
from tracker.cli.options import ReadBy, Words, json_option
from tracker.cli.reply import Later, reply
from tracker.cli.streams import aside
from tracker.errors import BadInput, TrackerError
from tracker.escaping import quoted
from tracker.text import LONGEST_NAME, choose, name_key, storable, visible, word_key

if TYPE_CHECKING:
    from tracker.care.incoming import Taken
    from tracker.exchange.formats import Format
    from tracker.exchange.named_columns import Columns
    from tracker.exchange.survey import Imported, Name, Survey
    from tracker.show import imports as words
    from tracker.show.shapes import imports as shapes
else:
    words, shapes = Later("imports"), Later("shapes.imports")

_SKIP = "skip"
# Export names these by the ending of the file.
_AS_EXPORTED = {"json": "tracker", "ics": "icalendar"}
_SKIP_ALL = "skip all"
_ERROR = "Error: "  # As Click writes it before what was wrong in an answer.
_MOST_NAMED = 20
_WHAT_TO_ANSWER = (
    "What kind of session is each of these? Enter takes what stands in brackets.",
    f"  Kinds: {', '.join(PLANNED_KINDS)}. {_SKIP} leaves one out, {_SKIP_ALL} that and all after it.",
)


def _read_format(_: App, text: str) -> str:
    from tracker.exchange.formats import FORMATS

    name = _AS_EXPORTED.get(word_key(text), text)
    return choose(name, FORMATS, "no format that can be read", "Formats")


def _format_words(_: App, __: str) -> Words:
    from tracker.exchange.formats import FORMATS

    return [(one.name, one.title) for one in FORMATS.values()]


def _read_meaning(app: App, text: str) -> Meaning:
    name, mark, kind = text.rpartition("=")
    if not mark:
        raise BadInput('{}: write the name and what it means, as in --map "Rücken=exercise".', text)
    storable(name, LONGEST_NAME, "a name")
    return Meaning(name, _read_kind(app, kind), text)


def _read_kind(app: App, text: str) -> str | None:
    return None if word_key(text) == _SKIP else readers.read_kind_listed(app, text)


def _read_column(_: App, text: str) -> str:
    from tracker.exchange.named_columns import read_columns

    read_columns([text], is_whole=False)
    return text


@click.command(
    "import",
    cls=Command,
    stores=True,
    examples="""
tracker import ~/.config/watson/frames --dry-run
tracker import "Loop Habits CSV 2026-09-14.zip" --map "Rücken=exercise" --map "Reading=skip"
tracker import sessions.csv --map-columns date=Datum,minutes=Dauer,kind=Art
""",
    params=[
        click.Argument(["file"], metavar="FILE", type=ReadBy("file", read_file, file_words)),
        click.Option(
            ["--format", "format_"],
            type=ReadBy("format", _read_format, _format_words),
            metavar="FORMAT",
            help="What wrote the file, where that is not found out by itself: watson, loop, csv.",
        ),
        click.Option(
            ["--map", "meant"],
            type=ReadBy("name", _read_meaning),
            multiple=True,
            metavar="NAME=KIND",
            help='What a name in the file means: "Rücken=exercise"; NAME=skip leaves it out. '
            "May be given several times, and is remembered.",
        ),
        click.Option(
            ["--map-columns", "columns"],
            type=ReadBy("columns", _read_column),
            multiple=True,
            metavar="WHAT=COLUMN",
            help="What the columns of CSV are: date=Datum,minutes=Dauer,kind=Art.",
        ),
        click.Option(
            ["--zone"],
            type=ReadBy("zone", readers.read_zone),
            metavar="ZONE",
            help="The time zone of clock times that say none; otherwise the one you are in.",
        ),
        click.Option(["--dry-run"], is_flag=True, help="Show what would come, and change nothing."),
        click.Option(
            ["--skip-bad"], is_flag=True, help="Leave out what cannot be taken, without asking."
        ),
        click.Option(
            ["--yes"], is_flag=True, help="Take each name as the kind that is suggested for it."
        ),
        json_option(),
    ],
)
@click.pass_context
def import_(
    ctx: click.Context,
    /,
    file: Path,
    format_: str | None,
    meant: tuple[Meaning, ...],
    columns: tuple[str, ...],
    zone: str | None,
    dry_run: bool,
    skip_bad: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Take over what another program wrote into a file, or this one.

    What wrote it is found out by what is in it. A name in it that is no kind of session is asked
    about once. What came before is known again: it is not doubled, and changed where the file has
    changed. All of it is one change, which undo takes back.
    """
    app = app_of(ctx)
    typed = Typed(file, format_, meant, columns, zone, skip_bad, yes)
    with opened(file) as source:
        form = format_of(source, format_, columns)
        _check_options(ctx, form, typed)
        coming = FileIn(app, source, form, typed, _named(columns))
        survey = coming.survey()
        if yes:
            survey = _suggested_taken(coming, survey)
        told = 0
        if not dry_run:
            survey = _all_named(app, coming, survey)
            told = _check_bad(coming, survey)
        survey, taken = coming.take(survey.read, is_trial=dry_run)
        found = _result(coming, survey, taken, is_trial=dry_run, told=told)
    reply(app, as_json, shapes.imported, words.imported, found)


def _check_options(ctx: click.Context, form: "Format", typed: Typed) -> None:
    if typed.columns and form.name != "csv":
        raise click.UsageError("--map-columns stands with CSV.", ctx)
    if (typed.meant or typed.zone) and form.name == "tracker":
        raise click.UsageError(
            "--map and --zone stand with files of other programs; this one is of tracker.", ctx
        )


def _named(columns: tuple[str, ...]) -> "Columns | None":
    if not columns:
        return None
    from tracker.exchange.named_columns import read_columns

    return read_columns(columns)


def _suggested_taken(coming: FileIn, survey: "Survey") -> "Survey":
    """Take each name to mean what is suggested for it, and return what the file holds then."""
    suggested = coming.suggested(survey)
    if not any(suggested.values()):
        return survey
    coming.mean(Meaning(name, kind) for name, kind in suggested.items() if kind)
    return coming.survey()


def _all_named(app: App, coming: FileIn, survey: "Survey") -> "Survey":
    """Ask what the names mean that are no kind, and return what the file holds then."""
    while survey.unmapped:
        suggested = coming.suggested(survey)
        named = _by_weight(survey, suggested)
        if not can_be_asked():
            listed = ", ".join(words.named(one.name, one.count) for one in named[:_MOST_NAMED])
            more = len(named) - _MOST_NAMED
            listed += f" and {more:,} more" if more > 0 else ""
            raise BadInput(
                f"{{}} is read as {coming.form.title}, and what these names mean is not known: "
                f"{listed}. Say which kind of session each is, or {_SKIP}.",
                str(coming.typed.file),
                _line(coming, suggested),
            )
        aside(f"{words.read_as(coming.form.title, survey.read)}.")
        for line in _WHAT_TO_ANSWER:
            aside(line)
        coming.mean(_answers(app, named, suggested))
        survey = coming.survey()
    return survey


def _by_weight(survey: "Survey", suggested: Mapping[str, str | None]) -> "list[Name]":
    """Return the names that may mean something first, and of these those that most entries have."""
    return sorted(
        survey.unmapped.values(), key=lambda one: (suggested[one.name] is None, -one.count)
    )


def _answers(
    app: App, named: "Sequence[Name]", suggested: Mapping[str, str | None]
) -> Iterator[Meaning]:
    """Ask about each name, until all the others are left out at once."""
    is_rest = False
    for one in named:
        kind = None if is_rest else _asked(app, one.name, one.count, suggested[one.name])
        is_rest = is_rest or kind == _SKIP_ALL
        yield Meaning(one.name, None if is_rest else kind)


def _asked(app: App, name: str, count: int, suggested: str | None) -> str | None:
    def read(text: str) -> str | None:
        if name_key(text) == _SKIP_ALL:
            return _SKIP_ALL
        try:
            return _read_kind(app, text)
        except BadInput as refused:
            from tracker.show.terminal import look, wrapped

            told = wrapped(f"{_ERROR}{refused}", look(sys.stderr), "  ")
            raise click.UsageError(told.removeprefix(_ERROR)) from None

    shown = f'"{visible(name)}"' if name else "What has no name"
    times = "once" if count == 1 else f"{count:,} times"
    kind: str | None = click.prompt(
        f"{shown}, {times}", default=suggested or _SKIP, value_proc=read, err=True
    )
    return kind


def _line(coming: FileIn, suggested: Mapping[str, str | None]) -> str:
    """Return what to type so that each name means something, in capitals what is to be chosen."""
    meant = [
        word
        for name, kind in [*suggested.items()][:_MOST_NAMED]
        for word in ("--map", quoted(f"{name}={kind or 'KIND'}"))
    ]
    return coming.typed.line(*meant)


def _check_bad(coming: FileIn, survey: "Survey") -> int:
    """Ask whether the rest is to be taken, where some entries cannot be; return of how many it told."""
    if not survey.refused_count or coming.typed.skip_bad:
        return 0
    aside(f"{words.read_as(coming.form.title, survey.read)}.")
    for line in words.refused(survey):
        aside(line)
    if not survey.understood:
        raise BadInput("nothing of {} can be taken.", str(coming.typed.file))
    if not can_be_asked():
        raise BadInput(
            f"{survey.refused_count:,} of {survey.read:,} entries of {{}} cannot be taken.",
            str(coming.typed.file),
            f"The rest alone:\n{coming.typed._replace(skip_bad=True).line()}",
        )
    them = "it" if survey.refused_count == 1 else f"these {survey.refused_count:,}"
    if not click.confirm(f"Leave {them} out and take the rest?", err=True):
        raise TrackerError(NOTHING_STORED)
    return survey.refused_count


def _result(
    coming: FileIn, survey: "Survey", taken: "Taken", *, is_trial: bool, told: int
) -> "Imported":
    from tracker.exchange.survey import imported

    suggested = coming.suggested(survey)
    return imported(
        taken,
        survey,
        file=str(coming.typed.file),
        format=coming.form.name,
        title=coming.form.title,
        is_trial=is_trial,
        suggested=suggested,
        line=_line(coming, suggested),
        told=told,
    )
