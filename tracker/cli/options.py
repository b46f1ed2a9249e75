"""Options that several commands share, and how their values are read and completed."""

import contextlib
import datetime as dt
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import click
from click.shell_completion import CompletionItem

from tracker.app import App
from tracker.cli.commands import app_of
from tracker.errors import BadInput, NotFound, TrackerError, under
from tracker.escaping import command
from tracker.glance import glance
from tracker.text import LONGEST_TYPED, storable

if TYPE_CHECKING:
    from tracker.journal import Journal
    from tracker.show.terminal import Look

T = TypeVar("T")
_MOST_COMPLETED = 20
_MOST_WEEKS = 520
_RECENT = (
    "SELECT id, kind, day, started_at, zone FROM sessions"
    " ORDER BY day DESC, started_at IS NULL, started_at DESC, id DESC LIMIT 200"
)
_RECENT_READINGS = "SELECT 'p' || id, level, day FROM readings ORDER BY day DESC, at IS NULL, at DESC, id DESC LIMIT 200"
# Nothing is looked for in these, and they say themselves how long they may be.
_PROSE = ("note", "why", "text", "reason")
Words = Iterable[str | tuple[str, str]]


class ReadBy(click.ParamType[Any], Generic[T]):
    """A value that a function of the running program reads.

    Whatever the function refuses is reported under the name of the option. With
    `is_clearable`, an empty text is accepted and means that the field is emptied.
    """

    def __init__(
        self,
        name: str,
        read: Callable[[App, str], T],
        words: Callable[[App, str], Words] | None = None,
        *,
        is_clearable: bool = False,
    ) -> None:
        self.name = name
        self.read = read
        self.words = words
        self._is_clearable = is_clearable

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str) or (ctx and ctx.resilient_parsing):
            # Completion needs no value of what was typed before, and must ask nothing.
            return value
        if self._is_clearable and not value.strip():
            return None
        assert ctx is not None
        option = max(param.opts, key=len) if isinstance(param, click.Option) else ""
        if len(value) > LONGEST_TYPED and self.name not in _PROSE:
            refused = f"{{}} has {len(value):,} characters. Accepted: at most {LONGEST_TYPED:,}."
            raise BadInput(refused, value).named(option)
        try:
            with under(option, value):
                return self.read(app_of(ctx), value)
        except BadInput as error:
            raise error.named(option) from None

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        if self.words is None:
            return []
        # A completion that fails stays silent: the command itself will say what is wrong.
        with contextlib.suppress(TrackerError, ValueError, OSError):
            return completed(self.words(app_of(ctx), incomplete), incomplete)
        return []


def completed(words: Words, incomplete: str) -> list[CompletionItem]:
    """Return those of the words that begin so; each may stand with what is told of it."""
    pairs = ((word, None) if isinstance(word, str) else word for word in words)
    return [
        CompletionItem(word, help=told)
        for word, told in pairs
        if word.casefold().startswith(incomplete.casefold())
    ]


def listed_behind(words: Words, incomplete: str) -> Words:
    """Return the words as they complete a list with commas between, behind its last comma."""
    begun, comma, _ = incomplete.rpartition(",")
    return [
        f"{begun}{comma}{word}" if isinstance(word, str) else (f"{begun}{comma}{word[0]}", word[1])
        for word in words
    ]


def answered(app: App, ask: Callable[["Journal"], T]) -> T | None:
    """Return what the diary answers; for a mere question none is made where there is none yet."""
    if not app.database.exists():
        return None
    with app.reading() as journal:
        return ask(journal)


def json_option() -> click.Option:
    """Return the option that has the answer given to a program."""
    return click.Option(["--json", "as_json"], is_flag=True, help="Answer in JSON.")


def yes_option() -> click.Option:
    """Return the option that answers every question beforehand."""
    return click.Option(["--yes"], is_flag=True, help="Answer yes to whatever would be asked.")


def kind_parameters(
    read: Callable[[App, str], str], words: Callable[[App, str], Words], about: str
) -> list[click.Parameter]:
    """Return the two ways to say which kinds are wanted; `about` closes the help of the option."""
    return [
        click.Argument(["kinds"], nargs=-1, type=ReadBy("kind", read, words), metavar="[KIND]..."),
        kind_option(read, words, f"as KIND alone says too; {about}"),
    ]


def kind_option(
    read: Callable[[App, str], str], words: Callable[[App, str], Words], about: str
) -> click.Option:
    """Return the option for the kinds that are wanted; `about` closes its help."""
    return click.Option(
        ["--kind"],
        type=ReadBy("kind", read, words),
        multiple=True,
        metavar="KIND",
        help=f"Only this kind, {about}.",
    )


def days_options(
    example: str, without: str = "", first: str = "--since", last: str = "--until"
) -> list[click.Option]:
    """Return the options for the first and the last day; `without` says what holds without the first."""
    return [
        click.Option(
            [first, "since"],
            type=ReadBy("day", read_since),
            metavar="DAY",
            help=f"From this day on, or from the first one of november or {example}.{without}",
        ),
        click.Option(
            [last, "until"],
            type=ReadBy("day", _read_until),
            metavar="DAY",
            help="Up to this day, or to the last one of such a stretch.",
        ),
    ]


def override_option() -> click.Option:
    """Return the option with which a refusal is passed over, where the rule allows it."""
    return click.Option(
        ["--override"],
        type=ReadBy("reason", lambda _, text: storable(text) or None),
        metavar="REASON",
        help="Go on against a care rule that allows it; the reason is kept.",
    )


def look_of(app: App) -> "Look":
    """Return how to draw on the terminal that the person sits at."""
    from tracker.show.terminal import look

    return look(sys.stdout, wanted=app.present.settings.terminal)


def tell(app: App, text: str, look: "Look") -> None:
    """Show an answer, page by page where the terminal is lower and the person wants that."""
    if look.height and text.count("\n") + 2 > look.height and app.present.settings.is_paged:
        # Click itself finds out whether the pager can show colours, and has `less` do so.
        click.echo_via_pager(text)
    else:
        click.echo(text)


def number_type() -> ReadBy[int]:
    """Return how a session's number is read: `12`, `#12`, or `last` for the one logged last."""
    return ReadBy("number", _read_number, _recent_numbers)


class Called(NamedTuple):
    """What a person names by its number: a session, a reading of the pain (`p3`), a check-in (`c3`)."""

    number: int
    letter: str = ""


def called_type(*, with_checkins: bool = False) -> ReadBy[Called]:
    """Return how the number of a session or a reading is read, or of a check-in where it may be one."""
    letters = "pc" if with_checkins else "p"
    return ReadBy("number", partial(_read_called, letters=letters), _recently_called)


def _read_called(app: App, text: str, letters: str) -> Called:
    found = re.fullmatch(r"#?([pc])([0-9]{1,18})", text.strip().casefold(), re.ASCII)
    if found and found[1] in letters:
        return Called(int(found[2]), found[1])
    if found:
        raise BadInput(
            "{} is a check-in: doing it again for its day (--at DAY) corrects it.",
            text,
            f"The past ones: {command('checkin --history')}",
        )
    return Called(_read_number(app, text))


def _recently_called(app: App, incomplete: str) -> Words:
    if not incomplete.startswith("p"):
        return _recent_numbers(app, incomplete)
    recent = glance(app.address, _RECENT_READINGS)
    return [
        (number, f"pain {level}, {day}")
        for number, level, day in recent
        if number.startswith(incomplete)
    ][:_MOST_COMPLETED]


def _read_number(app: App, text: str) -> int:
    if text.strip().casefold() != "last":
        return read_number(text)
    if number := answered(app, lambda journal: journal.sessions.newest()):
        return number
    raise NotFound("there is no session yet.", f"Log one: {command('help log')}")


def read_number(text: str) -> int:
    """Read a session's number; raise BadInput for anything else."""
    digits = text.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise BadInput(
            "{} is no number of a session.", text, f"They stand in: {command('history')}"
        )
    return int(digits)


def read_day(app: App, text: str) -> dt.date:
    """Read a day of the past as a person types it."""
    from tracker.when import read_day

    now, zone, settings = app.present.now, app.present.zone, app.present.settings
    return read_day(text, now, zone, settings.day_starts_at, first_weekday=settings.first_weekday)


def read_since(app: App, text: str) -> dt.date:
    """Read a day of the past, or the first one of a week, a month or a year."""
    period = _read_period(app, text)
    return period[0] if period else read_day(app, text)


def _read_until(app: App, text: str) -> dt.date:
    """Read a day of the past, or the last one of a week, a month or a year."""
    period = _read_period(app, text)
    return period[1] if period else read_day(app, text)


def check_days(
    since: dt.date | None, until: dt.date | None, first: str = "--since", last: str = "--until"
) -> None:
    """Raise BadInput where the last day that is wanted lies before the first; both by their options."""
    if since and until and since > until:
        raise BadInput(f"{{}} lies before {first}, so no day is left.", str(until)).named(last)


def _read_period(app: App, text: str) -> tuple[dt.date, dt.date] | None:
    from tracker.when.periods import read_period

    return read_period(text, app.present.today, app.present.settings.first_weekday)


def read_limit(_: App, text: str) -> int:
    """Read how many are wanted at most; 0 is all."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise BadInput("{}: give how many sessions you want at most, 0 for all.", text)
    return int(digits)


def read_week_count(_: App, text: str) -> int:
    """Read how many weeks are wanted, from 1 to 520."""
    digits = text.strip()
    count = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
    if 1 <= count <= _MOST_WEEKS:
        return count
    raise BadInput(f"{{}}: give a number of weeks from 1 to {_MOST_WEEKS}.", text)


def given(ctx: click.Context, names: Sequence[str]) -> dict[str, Any]:
    """Return the options that were typed, also where they were typed empty."""
    typed = click.core.ParameterSource.COMMANDLINE
    return {name: ctx.params[name] for name in names if ctx.get_parameter_source(name) is typed}


def _recent_numbers(app: App, incomplete: str) -> Words:
    recent = glance(app.address, _RECENT)
    begun = incomplete.removeprefix("#")
    fitting = [row for row in recent if row[0].startswith(begun)]
    if begun and "last".startswith(begun):
        return [("last", "the one logged last")]
    return [(number, _what(number, *told)) for number, *told in fitting[:_MOST_COMPLETED]]


def _what(number: str, kind: str, day: str, started_at: str, zone: str) -> str:
    """Return a word about a session whose row is at hand: `#1 ice, 2026-11-22 08:00`."""
    from tracker.care.catalogue import kinds
    from tracker.care.zones import zone_kept

    clock = ""
    if started_at:
        begun = dt.datetime.fromisoformat(started_at).replace(tzinfo=dt.UTC)
        clock = f" {begun.astimezone(zone_kept(zone)):%H:%M}"
    return f"#{number} {kinds()[kind].name}, {day}{clock}"
