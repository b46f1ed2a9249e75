"""`copy`: everything from one diary to another, checked row by row."""

import contextlib
import os
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec.structs import replace

from tracker.app import App
from tracker.cli.asking import ask_to_merge
from tracker.cli.commands import Command, app_of
from tracker.cli.options import ReadBy, json_option, yes_option
from tracker.cli.progress import bar
from tracker.cli.reply import Later, reply
from tracker.cli.streams import aside
from tracker.errors import BadInput, Conflict, NotFound, TrackerError
from tracker.escaping import command, visible

if TYPE_CHECKING:
    from tracker.care.incoming import Taken
    from tracker.journal.copying import Copied, Copying
    from tracker.show import copies as words
    from tracker.show.shapes import copies as shapes
else:
    words, shapes = Later("copies"), Later("shapes.copies")

T = TypeVar("T")

_VARIABLE = "TRACKER_DATABASE_URL"


def _read_target(app: App, text: str) -> App:
    """Return the program with the diary of an address, which is never said again with a password in it."""
    text = text.strip()
    if not text:
        raise BadInput("{}: say where to, as in sqlite:///copy.db.", text)
    other = app.beside(text)
    try:
        other.database  # noqa: B018 What cannot be an address is refused here.
    except BadInput as refused:
        if refused.value != text or text.startswith("sqlite:"):
            raise
        from tracker.settings.addresses import without_secrets

        raise BadInput(refused.message, without_secrets(text), refused.hint) from None
    return other


class _Command(Command):
    # Half of a diary would be no copy of it.
    leaves_out = False


@click.command(
    cls=_Command,
    examples="""
tracker copy --to postgresql+psycopg://ann@nas/tracker
tracker copy --to sqlite:////home/ann/diary.db
tracker --database sqlite:///trip.db copy --to postgresql+psycopg://ann@nas/tracker --dry-run
""",
    params=[
        click.Option(
            ["--to", "other"],
            type=ReadBy("address", _read_target),
            metavar="URL",
            required=True,
            help="The other diary, in a file or on a server; it is made where there is none.",
        ),
        click.Option(["--dry-run"], is_flag=True, help="Show what would come, and change nothing."),
        yes_option(),
        json_option(),
    ],
)
@click.pass_context
def copy(ctx: click.Context, /, other: App, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Copy everything from this diary to another one.

    Where the other holds nothing, it is the same afterwards row by row, with what undo could take
    back. Else both become one there, as by import: what is there already is known again, and undo
    takes it back. All is read back before it is stored, else nothing is. This diary stays as it is.
    """
    app = app_of(ctx)
    with contextlib.closing(other):
        found = _outlook(ctx, app, other, is_trial=dry_run)
        there = _there(app, other)
        if there and not dry_run:
            held = words.before_merging(found, there, app.present)
            ask_to_merge(found.target, held, f"{found.line} --yes", yes=yes)
        found = _merge(app, other, found) if there else _fill(app, other, found)
        if not dry_run:
            found = replace(found, is_usual=_is_usual(app, other))
        notices = list(other.database.notices)
    for line in notices:
        aside(line)
    done = f"It was copied to {found.target}"
    reply(app, as_json, shapes.copied, words.copied, found, done="" if dry_run else done)


def _outlook(ctx: click.Context, app: App, other: App, *, is_trial: bool) -> "Copied":
    """Return what there is to be copied; raise NotFound where there is nothing."""
    if app.database.exists():
        with app.reading() as journal:
            if not journal.copying.is_empty():
                return journal.copying.outlook(
                    source=app.database.name,
                    target=other.database.name,
                    address=other.database.address,
                    line=_line(ctx, app, other),
                    is_trial=is_trial,
                    is_overruled=bool(os.environ.get(_VARIABLE)),
                )
    name = app.database.name
    raise NotFound(
        f"there is nothing to copy: the diary {name} holds nothing yet.",
        "Name the one that is meant with --database.",
    )


def _line(ctx: click.Context, app: App, other: App) -> str:
    """Return what to type to copy; URL stands for an address that would show a password."""
    is_named = ctx.find_root().params.get("database")
    named = ["--database", app.database.address or "URL"] if is_named else []
    words = [*named, "copy", "--to", other.database.address or "URL"]
    return command(words[0], *words[1:])


def _there(app: App, other: App) -> Any:
    """Return what the other diary holds, None for nothing; raise Conflict where it is the same one."""
    if not other.database.exists():
        return None
    if app.database.identity() == other.database.identity():
        raise Conflict(
            f"{app.database.name} and {other.database.name} are one and the same diary.",
            "Name another one behind --to.",
        )
    with other.reading() as journal:
        return None if journal.copying.is_empty() else journal.copying.contents()


def _fill(app: App, other: App, found: "Copied") -> "Copied":
    """Copy all into a diary that holds nothing."""
    if found.is_trial:
        return found
    with (
        bar(2 * found.rows, "Copying") as step,
        contextlib.closing(_twice(app, lambda copying: copying.rows())) as told,
        other.journal() as journal,
    ):
        if not journal.copying.is_empty():
            raise _changed_meanwhile(other)
        journal.copying.put(_stepping(_one(told), lambda some: step(len(some.rows))))
        rows = journal.copying.compare(_stepping(_one(told), lambda some: step(len(some.rows))))
    return replace(found, rows=rows)


def _merge(app: App, other: App, found: "Copied") -> "Copied":
    """Take all into a diary that holds something."""
    is_trial = found.is_trial
    with (
        bar(found.read * (1 if is_trial else 2), "Comparing" if is_trial else "Copying") as step,
        contextlib.closing(_twice(app, lambda copying: copying.records())) as told,
        other.journal_at(other.present.now) if is_trial else other.journal() as journal,
    ):
        restoring = journal.restoring
        records = _stepping(_one(told), lambda _: step(1))
        taken = restoring.restore(records, found.source, is_trial=is_trial)
        if not is_trial:
            _check_whole(taken)
            restoring.check(_stepping(_one(told), lambda _: step(1)))
    return replace(found, rows=0, taken=taken)


def _check_whole(taken: "Taken") -> None:
    """Raise Conflict where some of a diary cannot be taken into the other one."""
    if taken.refused:
        first, more = taken.refused[0], len(taken.refused) - 1
        others = f" So it is with {more:,} more." if more else ""
        raise Conflict(
            f"{visible(first.where)} cannot be taken over: {visible(first.reason)}{others} Nothing was stored.",
            "The rest alone: tracker export diary.json, and there tracker import diary.json --skip-bad",
        )


def _twice(app: App, what: Callable[["Copying"], Iterable[T]]) -> Generator[T | None]:
    """Return the same of one state of a diary two times, each with None behind it.

    It is read in here, and not around the writing of the other, so that what goes wrong with one of them
    is said of that one.
    """
    with app.reading() as journal:
        for _ in range(2):
            yield from chain(what(journal.copying), [None])


def _one(told: Iterator[T | None]) -> Iterator[T]:
    """Return what comes until the next None."""
    for one in told:
        if one is None:
            return
        yield one


def _stepping(things: Iterable[T], step: Callable[[T], None]) -> Iterator[T]:
    for one in things:
        yield one
        step(one)


def _is_usual(app: App, other: App) -> bool:
    """Tell whether a diary is the one that is used where none is named."""
    usual = app.beside(os.environ.get(_VARIABLE, ""))
    with contextlib.suppress(TrackerError), contextlib.closing(usual):
        return usual.database.exists() and usual.database.identity() == other.database.identity()
    return False


def _changed_meanwhile(other: App) -> Conflict:
    return Conflict(
        f"{other.database.name} was written to by another program at the same moment. Nothing was copied.",
        "Try again.",
    )
