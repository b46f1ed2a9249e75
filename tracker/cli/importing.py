"""`import`: what another program wrote, or this one, taken into the diary."""

import contextlib
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tracker.app import App
from tracker.cli import readers
from tracker.cli.commands import NOTHING_STORED, Command, app_of
from tracker.cli.missing import can_be_asked
from tracker.cli.options import ReadBy, Words, answered, json_option
from tracker.cli.progress import bar
from tracker.cli.reply import Later, reply
from tracker.cli.streams import aside
from tracker.errors import BadInput, TrackerError
from tracker.escaping import command, quoted
from tracker.text import LONGEST_NAME, name_key, storable, visible, word_key

if TYPE_CHECKING:
    from tracker.care.incoming import Taken
    from tracker.exchange.formats import Format
    from tracker.exchange.named_columns import Columns
    from tracker.exchange.resolving import Resolver
    from tracker.exchange.source import Source
    from tracker.exchange.survey import Survey
    from tracker.journal import Journal
    from tracker.show import imports as words
    from tracker.show.shapes import imports as shapes
else:
    words, shapes = Later("imports"), Later("shapes.imports")

_STANDARD_INPUT = Path("-")
_SKIP = "skip"
# A smaller file is read before anybody reads a bar.
_LARGE = 2_000_000
_STEP = 1000
_MOST_NAMED = 20


class _Meaning(NamedTuple):
    """What a name means: a kind, or None where it is left out; `typed` is how that was said."""

    name: str
    kind: str | None
    typed: str


def _read_format(_: App, text: str) -> str:
    from tracker.exchange.formats import FORMATS
    from tracker.text import choose

    return choose(text, FORMATS, "no format that can be read", "Formats")


def _format_words(_: App, __: str) -> Words:
    from tracker.exchange.formats import FORMATS

    return [(one.name, one.title) for one in FORMATS.values()]


def _read_meaning(app: App, text: str) -> _Meaning:
    name, mark, kind = text.rpartition("=")
    if not mark:
        raise BadInput('{}: write the name and what it means, as in --map "Rücken=exercise".', text)
    storable(name, LONGEST_NAME, "a name")
    return _Meaning(name, _read_kind(app, kind), text)


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
        click.Argument(
            ["file"], type=ReadBy("file", lambda _, text: Path(text)), metavar="FILE", required=True
        ),
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
    meant: tuple[_Meaning, ...],
    columns: tuple[str, ...],
    zone: str | None,
    dry_run: bool,
    skip_bad: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Take over sessions and readings that another program wrote into a file, or this one.

    What wrote it is found out by what is in it. A name in it that is no kind of session is asked
    about once. What came before is known again: it is not doubled, and changed where the file has
    changed. All of it is one change, which undo takes back.
    """
    app = app_of(ctx)
    with _opened(file) as source:
        chosen = _format_of(ctx, source, format_, columns)
        typed = _Typed(file, format_, meant, columns, zone, skip_bad, yes)
        way = _way(ctx, app, source, chosen, typed)
        survey = way.survey()
        if yes:
            survey = _suggested_taken(way, survey)
        if not dry_run:
            survey = _all_named(way, survey)
            _check_bad(way, survey, skip_bad=skip_bad)
        survey, taken = way.take(survey.read, is_trial=dry_run)
        found = _result(way, survey, taken, is_trial=dry_run)
    reply(app, as_json, shapes.imported, words.imported, found)


class _Typed(NamedTuple):
    """What was typed, from which the line is made that is to be typed next."""

    file: Path
    format: str | None
    meant: tuple[_Meaning, ...]
    columns: tuple[str, ...]
    zone: str | None
    skip_bad: bool
    yes: bool

    def line(self, *more: str) -> str:
        """Return the whole line with some words more."""
        format_ = ["--format", self.format] if self.format else []
        columns = [word for one in self.columns for word in ("--map-columns", one)]
        meant = [word for one in self.meant for word in ("--map", one.typed)]
        zone = ["--zone", self.zone] if self.zone else []
        given = {"--skip-bad": self.skip_bad, "--yes": self.yes}
        flags = [flag for flag, is_given in given.items() if is_given]
        return command("import", self.file, *format_, *columns, *zone, *meant, *more, *flags)


class _Way:
    """How one file is read and taken: `entries` are what stands in it, `_take` gives them to a diary."""

    def __init__(self, app: App, source: "Source", chosen: "Format", typed: _Typed) -> None:
        self.app = app
        self.source = source
        self.format = chosen
        self.typed = typed

    def entries(self) -> Generator[Any]:
        """Return the entries of the file as they are understood."""
        raise NotImplementedError

    def _take(self, journal: "Journal", entries: Iterable[Any], *, is_trial: bool) -> "Taken":
        raise NotImplementedError

    def survey(self) -> "Survey":
        """Return what stands in the file, from its beginning to its end."""
        from tracker.exchange.survey import Survey

        found, size = Survey(), self.source.size
        with bar(size if size >= _LARGE else 0, "Reading") as drawn:
            before = 0
            with contextlib.closing(self.entries()) as entries:
                for one in entries:
                    found.add(one)
                    if found.read % _STEP == 0:
                        position = self.source.position
                        drawn(position - before)
                        before = position
        return found

    def take(self, count: int, *, is_trial: bool) -> "tuple[Survey, Taken]":
        """Give the diary what it can take of so many entries; return what all of them were."""
        from tracker.care.incoming import Ignored, Refused, Unmapped
        from tracker.exchange.survey import Survey

        found = Survey()

        def understood() -> Iterator[Any]:
            for one in entries:
                found.add(one)
                drawn(1)
                if not isinstance(one, Refused | Ignored | Unmapped):
                    yield one

        with (
            bar(count, "Comparing" if is_trial else "Taking over") as drawn,
            contextlib.closing(self.entries()) as entries,
            _diary(self.app, is_trial=is_trial) as journal,
        ):
            taken = self._take(journal, understood(), is_trial=is_trial)
        return found, taken


class _Ours(_Way):
    """A diary of this program."""

    def entries(self) -> Generator[Any]:
        from tracker.exchange.diary_json import entries

        yield from entries(self.source, self.app.record_type)

    def _take(self, journal: "Journal", entries: Iterable[Any], *, is_trial: bool) -> "Taken":
        return journal.restoring.restore(entries, is_trial=is_trial)


class _Others(_Way):
    """A file of another program, or a sheet."""

    def __init__(
        self,
        app: App,
        source: "Source",
        chosen: "Format",
        typed: _Typed,
        columns: "Columns | None",
    ) -> None:
        super().__init__(app, source, chosen, typed)
        self._columns = columns
        is_ours = chosen.name == "csv" and columns is None
        self._name = None if is_ours else chosen.name
        self._said: dict[str, str | None] = {}
        self._known = answered(app, lambda journal: journal.imports.meanings(chosen.name)) or {}
        self.mean(typed.meant)

    def mean(self, some: Iterable[_Meaning]) -> None:
        """Take names to mean what was said."""
        self._said |= {name_key(one.name): one.kind for one in some}

    def entries(self) -> Generator[Any]:
        resolver = self._resolver()
        for told in self.format.entries(self.source, self.app.present.now, self._columns):
            yield resolver.understand(told)

    def suggested(self, survey: "Survey") -> dict[str, str | None]:
        """Return what each name may mean of which nobody said anything."""
        from tracker.exchange.suggesting import suggested

        known = self._words()
        return {one.name: suggested(one.name, known) for one in survey.unmapped.values()}

    def _take(self, journal: "Journal", entries: Iterable[Any], *, is_trial: bool) -> "Taken":
        return journal.imports.take(entries, self._name, self._said, is_trial=is_trial)

    def _resolver(self) -> "Resolver":
        from tracker.care.zones import zone_named
        from tracker.exchange.resolving import Resolver

        present = self.app.present
        zone = self.typed.zone
        return Resolver(
            self.format.name,
            zone=zone_named(zone) if zone else present.zone,
            day_starts_at=present.settings.day_starts_at,
            now=present.now,
            usual_minutes=present.settings.minutes,
            meanings=self._known | self._said,
            currency=present.settings.currency,
            known=self._words(),
        )

    def _words(self) -> Any:
        from tracker.care.catalogue import resolve
        from tracker.exchange.resolving import Words
        from tracker.settings import vocabulary

        settings = self.app.present.settings
        return Words(
            resolve(vocabulary.styles(settings)),
            resolve(vocabulary.areas(settings)),
            resolve(readers.exercises(self.app)),
        )


@contextlib.contextmanager
def _opened(file: Path) -> "Iterator[Source]":
    """Open a file, or keep what comes in until the end, where nobody else can read it."""
    from tracker.exchange.source import Source

    if file != _STANDARD_INPUT:
        yield Source(file.expanduser())
        return
    import shutil
    import tempfile

    incoming = getattr(sys.stdin, "buffer", None)
    if incoming is None:
        raise BadInput("{}: nothing comes in.", str(file))
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        kept = Path(folder, "input")
        with kept.open("wb") as copy:
            shutil.copyfileobj(incoming, copy)
        yield Source(kept, "the standard input")


@contextlib.contextmanager
def _diary(app: App, *, is_trial: bool) -> "Iterator[Journal]":
    """Open the diary; for a trial nobody is told of it, and none is made where there is none yet."""
    if not is_trial:
        opened = app.journal()
    elif app.database.exists():
        opened = app.journal_at(app.present.now)
    else:
        opened = app.reading()
    with opened as journal:
        yield journal


def _format_of(
    ctx: click.Context, source: "Source", named: str | None, columns: Sequence[str]
) -> "Format":
    from tracker.exchange.formats import FORMATS, recognise

    if columns and named not in (None, "csv"):
        raise click.UsageError("--map-columns stands with CSV.", ctx)
    if columns or named:
        return FORMATS[named or "csv"]
    return recognise(source)


def _way(
    ctx: click.Context, app: App, source: "Source", chosen: "Format", typed: _Typed
) -> "_Ours | _Others":
    if chosen.name == "tracker":
        if typed.meant or typed.zone:
            raise click.UsageError(
                "--map and --zone stand with files of other programs; this one is of tracker.", ctx
            )
        return _Ours(app, source, chosen, typed)
    columns = None
    if typed.columns:
        from tracker.exchange.named_columns import read_columns

        columns = read_columns(typed.columns)
    return _Others(app, source, chosen, typed, columns)


def _suggested_taken(way: "_Ours | _Others", survey: "Survey") -> "Survey":
    """Take each name to mean what is suggested for it, and return what the file holds then."""
    if not survey.unmapped or isinstance(way, _Ours):
        return survey
    suggested = way.suggested(survey)
    way.mean(_Meaning(name, kind, "") for name, kind in suggested.items() if kind)
    return way.survey() if any(suggested.values()) else survey


def _all_named(way: "_Ours | _Others", survey: "Survey") -> "Survey":
    """Ask what the names mean that are no kind, and return what the file holds then."""
    while survey.unmapped and isinstance(way, _Others):
        suggested = way.suggested(survey)
        if not can_be_asked():
            named = ", ".join(words.named(one.name, one.count) for one in _most(survey))
            more = len(survey.unmapped) - _MOST_NAMED
            named += f" and {more:,} more" if more > 0 else ""
            raise BadInput(
                f"{{}} is read as {way.format.title}, and what these names mean is not known: "
                f"{named}. Say which kind of session each is, or {_SKIP}.",
                str(way.typed.file),
                _line(way, suggested),
            )
        aside(words.read_as(way.format.title, survey.read))
        aside(f"What kind of session is each of these? {_SKIP} leaves it out.")
        way.mean([_asked(way.app, one.name, one.count, suggested) for one in _most(survey)])
        survey = way.survey()
    return survey


def _most(survey: "Survey") -> list[Any]:
    """Return the names that most entries have, so many that a person can be asked about them."""
    return sorted(survey.unmapped.values(), key=lambda one: -one.count)[:_MOST_NAMED]


def _asked(app: App, name: str, count: int, suggested: dict[str, str | None]) -> _Meaning:
    def read(text: str) -> str | None:
        try:
            return _read_kind(app, text)
        except BadInput as refused:
            raise click.UsageError(str(refused)) from None

    shown = f'"{visible(name)}"' if name else "What has no name"
    times = "once" if count == 1 else f"{count:,} times"
    default = suggested[name] or _SKIP
    kind = click.prompt(f"{shown}, {times}", default=default, value_proc=read, err=True)
    return _Meaning(name, kind, "")


def _line(way: "_Others", suggested: dict[str, str | None]) -> str:
    """Return what to type so that each name means something, in its capitals what is to be chosen."""
    meant = [
        word
        for name, kind in [*suggested.items()][:_MOST_NAMED]
        for word in ("--map", quoted(f"{name}={kind or 'KIND'}"))
    ]
    return way.typed.line(*meant)


def _check_bad(way: "_Ours | _Others", survey: "Survey", *, skip_bad: bool) -> None:
    """Ask whether the rest is to be taken, where some entries cannot be."""
    if not survey.refused_count or skip_bad:
        return
    aside(words.read_as(way.format.title, survey.read))
    for line in words.refused(survey):
        aside(line)
    if not survey.understood:
        raise BadInput("nothing of {} can be taken.", str(way.typed.file))
    if can_be_asked():
        if not click.confirm(
            f"Leave {_them(survey.refused_count)} out and take the rest?", err=True
        ):
            raise TrackerError(NOTHING_STORED)
        return
    raise BadInput(
        f"{survey.refused_count:,} of {survey.read:,} entries of {{}} cannot be taken.",
        str(way.typed.file),
        f"The rest alone: {way.typed._replace(skip_bad=True).line()}",
    )


def _them(count: int) -> str:
    return "it" if count == 1 else f"these {count:,}"


def _result(way: "_Ours | _Others", survey: "Survey", taken: "Taken", *, is_trial: bool) -> Any:
    from tracker.exchange.survey import imported

    suggested = {} if isinstance(way, _Ours) else way.suggested(survey)
    return imported(
        taken,
        survey,
        file=str(way.typed.file),
        format=way.format.name,
        title=way.format.title,
        is_trial=is_trial,
        suggested=suggested,
        line="" if isinstance(way, _Ours) else _line(way, suggested),
    )
