"""A file on its way into the diary: opened, read twice, counted first and taken then."""

import contextlib
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.app import App
from tracker.cli import readers
from tracker.cli.files import STREAM
from tracker.cli.options import answered
from tracker.cli.progress import bar
from tracker.errors import BadInput
from tracker.escaping import command
from tracker.text import name_key

if TYPE_CHECKING:
    from tracker.care.incoming import Taken
    from tracker.exchange.formats import Format
    from tracker.exchange.named_columns import Columns
    from tracker.exchange.resolving import Resolver
    from tracker.exchange.source import Source
    from tracker.exchange.survey import Survey
    from tracker.exchange.words import Words
    from tracker.journal import Journal

# A smaller file is read before anybody reads a bar.
_LARGE = 2_000_000
_STEP = 1000


class Meaning(NamedTuple):
    """What a name means: a kind, or None where it is left out; `typed` is how that was said."""

    name: str
    kind: str | None
    typed: str = ""


class Typed(NamedTuple):
    """What was typed, from which the line is made that is to be typed next."""

    file: Path
    format: str | None
    meant: tuple[Meaning, ...]
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


class FileIn:
    """A file that is taken into the diary. One that `is_diary` is of this program, and whole.

    `columns` are those of a sheet, where the person said what they are.
    """

    def __init__(
        self,
        app: App,
        source: "Source",
        form: "Format",
        typed: Typed,
        columns: "Columns | None",
    ) -> None:
        self.form = form
        self.typed = typed
        self.is_diary = form.name == "tracker"
        self._app = app
        self._source = source
        self._columns = columns
        # A sheet of this program is right in any case, as no other one wrote it.
        is_own_sheet = form.name == "csv" and columns is None
        self._name = None if is_own_sheet else form.name
        self._remembered = answered(app, lambda journal: journal.imports.meanings(form.name)) or {}
        self._said: dict[str, str | None] = {}
        self.mean(typed.meant)

    def mean(self, some: Iterable[Meaning]) -> None:
        """Take names to mean what was said."""
        self._said |= {name_key(one.name): one.kind for one in some}

    def survey(self) -> "Survey":
        """Return what stands in the file, from its beginning to its end."""
        from tracker.exchange.survey import Survey

        found, size, before = Survey(), self._source.size, 0
        with (
            bar(size if size >= _LARGE else 0, "Reading") as drawn,
            contextlib.closing(self._entries()) as entries,
        ):
            for one in entries:
                found.add(one)
                if found.read % _STEP == 0:
                    position = max(self._source.position, before)
                    drawn(position - before)
                    before = position
            drawn(size - before)
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
            contextlib.closing(self._entries()) as entries,
            _diary(self._app, is_trial=is_trial) as journal,
        ):
            taken = self._take(journal, understood(), is_trial=is_trial)
        return found, taken

    def suggested(self, survey: "Survey") -> dict[str, str | None]:
        """Return what each name may mean of which nobody said anything."""
        from tracker.care.catalogue import PAIN
        from tracker.exchange.suggesting import suggested

        known = self._words()
        found = {one.name: suggested(one.name, known) for one in survey.unmapped.values()}
        # No other file says beside a name how strong the pain was, without which there is no reading.
        may_be_pain = self.form.name == "csv"
        return {name: kind if kind != PAIN or may_be_pain else None for name, kind in found.items()}

    def _entries(self) -> Generator[Any]:
        """Return the entries of the file: as they are understood, or as records of this program."""
        if self.is_diary:
            from tracker.exchange.diary_json import entries

            yield from entries(self._source, self._app.record_type)
            return
        resolver = self._resolver()
        for told in self.form.entries(self._source, self._app.present.now, self._columns):
            yield resolver.understand(told)

    def _take(self, journal: "Journal", entries: Iterable[Any], *, is_trial: bool) -> "Taken":
        if self.is_diary:
            return journal.restoring.restore(entries, is_trial=is_trial)
        return journal.imports.take(
            entries, self._name, self._said, origin=self.form.title, is_trial=is_trial
        )

    def _resolver(self) -> "Resolver":
        from tracker.care.zones import zone_named
        from tracker.exchange.resolving import Resolver

        present = self._app.present
        zone = self.typed.zone
        return Resolver(
            self.form.name,
            zone=zone_named(zone) if zone else present.zone,
            day_starts_at=present.settings.day_starts_at,
            now=present.now,
            usual_minutes=present.settings.minutes,
            meanings=self._remembered | self._said,
            currency=present.settings.currency,
            known=self._words(),
        )

    def _words(self) -> "Words":
        from tracker.care.catalogue import resolve
        from tracker.exchange.words import Words
        from tracker.settings import vocabulary

        settings = self._app.present.settings
        return Words(
            resolve(vocabulary.styles(settings)),
            resolve(vocabulary.areas(settings)),
            resolve(readers.exercises(self._app)),
        )


@contextlib.contextmanager
def opened(file: Path) -> "Iterator[Source]":
    """Open a file; of what comes in through a pipe a copy is kept until the end, for nobody else."""
    from tracker.exchange.source import Source

    if file != STREAM:
        yield Source(file)
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


def format_of(source: "Source", named: str | None, columns: Sequence[str]) -> "Format":
    """Return the format of a file, unless it is `named`; only sheets have `columns` to be named."""
    from tracker.exchange.formats import FORMATS, recognise

    if columns or named:
        return FORMATS[named or "csv"]
    return recognise(source)


@contextlib.contextmanager
def _diary(app: App, *, is_trial: bool) -> "Iterator[Journal]":
    """Open the diary; for a trial nobody is told of it, and none is made where there is none yet."""
    if not is_trial:
        found = app.journal()
    elif app.database.exists():
        found = app.journal_at(app.present.now)
    else:
        found = app.reading()
    with found as journal:
        yield journal
