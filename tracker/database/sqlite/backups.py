"""Backups of a diary: into a file that is named, and the automatic ones, of which some are kept."""

import contextlib
import datetime as dt
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from msgspec import Struct

from tracker import private
from tracker.database.contents import Contents
from tracker.database.sqlite.copying import (
    GoOn,
    contents_of,
    form_of,
    sync_folder,
    write_copy,
)
from tracker.errors import Conflict, NotFound, NotWritten
from tracker.escaping import shown_path
from tracker.locking import alone_in
from tracker.newfile import new_file

DAYS, WEEKS = 7, 4
_LASTS = dt.timedelta(days=7)
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.db", re.ASCII)
_DRAFT = re.compile(r"\d{4}-\d{2}-\d{2}\.db~", re.ASCII)
# What SQLite keeps beside a file that is in use.
NEIGHBOURS = ("-wal", "-shm", "-journal")


class Backup(Struct, frozen=True):
    """An automatic backup, and the day on which it was made."""

    day: dt.date
    path: Path


class Made(Struct, frozen=True):
    """A backup that was made: its file, what it holds, and how it stands among the automatic ones.

    `kept` are the days of which there is an automatic one now, and `removed` those whose fell out.
    """

    path: Path
    contents: Contents
    is_automatic: bool = False
    kept: tuple[dt.date, ...] = ()
    removed: tuple[dt.date, ...] = ()


def back_up(path: Path, target: Path, *, force: bool) -> Made:
    """Write a backup of the diary into a new file, or over one that exists where `force` says so.

    Raises NotFound where there is nothing to back up, Conflict for a file that must not be written
    over, and as `write_copy` does.
    """
    _look_for_diary(path)
    _refuse_database_in_use(path, target)
    with new_file(target, force=force) as draft:
        write_copy(path, draft, target)
        contents = contents_of(draft)
    return Made(target, contents)


def back_up_daily(path: Path, today: dt.date, go_on: GoOn | None = None) -> Made:
    """Make the automatic backup of today, in place of an earlier one of today, and let others fall out.

    None is removed before the new one is whole. Raises as `back_up` does, and TrackerError where
    something else is in its place.
    """
    _look_for_diary(path)
    folder = folder_of(path)
    target = path_of_day(path, today)
    with _making(folder):
        private.make_room(target)
    with alone_in(folder):
        _sweep(folder)
        draft = target.with_name(f"{target.name}~")
        write_copy(path, draft, target, go_on)
        contents = contents_of(draft)
        with _making(folder):
            draft.replace(target)
            sync_folder(folder)
        fallen = superfluous([backup.day for backup in listed(path)], today)
        removed = tuple(backup for backup in listed(path) if backup.day in fallen)
        for backup in removed:
            backup.path.unlink(missing_ok=True)
    return Made(
        target,
        contents,
        is_automatic=True,
        kept=tuple(backup.day for backup in listed(path)),
        removed=tuple(backup.day for backup in removed),
    )


class Renewed(Struct, frozen=True):
    """How many automatic backups went, and the one that stands for all of them now."""

    removed: int
    path: Path


def renew(path: Path, today: dt.date) -> Renewed:
    """Make the automatic backup of today and remove all others; they go even where it cannot be made.

    Raises as `back_up_daily` does.
    """
    before = listed(path)
    try:
        made = back_up_daily(path, today)
    except BaseException:
        for backup in before:
            backup.path.unlink(missing_ok=True)
        raise
    with alone_in(folder_of(path)):
        for backup in listed(path):
            if backup.path != made.path:
                backup.path.unlink(missing_ok=True)
    return Renewed(len(before), made.path)


def folder_of(path: Path) -> Path:
    """Return where the automatic backups of a diary lie: beside the file, whatever link leads to it."""
    real = Path(os.path.realpath(path))
    return real.with_name(f"{real.name}.backups")


def listed(path: Path) -> list[Backup]:
    """Return the automatic backups of a diary by day; what has no name of theirs is none of them."""
    with contextlib.suppress(OSError), os.scandir(folder_of(path)) as entries:
        return sorted(_backups(entries), key=lambda backup: backup.day)
    return []


def path_of_day(path: Path, day: dt.date) -> Path:
    """Return where the automatic backup of a day is, if there is one."""
    return folder_of(path) / f"{day}.db"


def newest(path: Path, today: dt.date) -> Backup | None:
    """Return the latest automatic backup; one of a day to come, as after a wrong clock, is none."""
    return max(
        (backup for backup in listed(path) if backup.day <= today),
        key=lambda backup: backup.day,
        default=None,
    )


def is_old(last: Backup | None, since: dt.date | None, today: dt.date) -> bool:
    """Tell whether the last automatic backup is older than a week.

    Where there is none, `since`, the day of the first entry, stands for it.
    """
    begun = last.day if last else since
    return begun is not None and today - begun > _LASTS


def superfluous(days: Collection[dt.date], today: dt.date) -> set[dt.date]:
    """Return which of the days with a backup fall out.

    The last seven days that have one are kept, however long ago they are, and the last one of each of
    the last four weeks before. Days to come, as after a wrong clock, are left until they have come.
    """
    past = sorted(day for day in days if day <= today)
    if not past:
        return set()
    last_of_week = {_week(day): day for day in past}
    weeks = sorted(week for week in last_of_week if week < _week(past[-1]))
    kept = {*past[-DAYS:], *(last_of_week[week] for week in weeks[-WEEKS:])}
    return set(past) - kept


def _look_for_diary(path: Path) -> None:
    """Raise NotFound where there is no diary, and DatabaseTrouble for what is none of ours."""
    if not os.path.exists(path) or not form_of(path):
        raise NotFound(
            f"there is no diary at {shown_path(path)} yet, so there is nothing to back up.",
            "It is made when something is first stored.",
        )


def _refuse_database_in_use(path: Path, target: Path) -> None:
    """Raise Conflict for the diary itself, and for what SQLite would mend with a file that lies beside."""
    real = os.path.realpath(target)
    if real in {os.path.realpath(path) + end for end in ("", *NEIGHBOURS)}:
        raise Conflict(f"{shown_path(target)} is the diary itself.", "Name another file.")
    if os.path.lexists(target) and not os.path.isfile(target):
        kind = private.kind_of(target.lstat().st_mode)
        raise Conflict(f"{shown_path(target)} is {kind}. Nothing was written.", "Name a file.")
    for end in NEIGHBOURS:
        if os.path.lexists(beside := target.with_name(target.name + end)):
            raise Conflict(
                f"{shown_path(beside)} says that {shown_path(target)} is a database in use."
                " Nothing was written.",
                "Name another file.",
            )


@contextlib.contextmanager
def _making(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotWritten(
            f"no backup could be made in {shown_path(folder)}: {error.strerror}.",
            "The folder of the diary must be yours to write.",
        ) from error


def _sweep(folder: Path) -> None:
    """Take away what one who was killed has left; nobody else is at work in the folder."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _DRAFT.fullmatch(entry.name):
                os.unlink(entry.path)


def _backups(entries: "Iterator[os.DirEntry[str]]") -> Iterator[Backup]:
    for entry in entries:
        found = _NAME.fullmatch(entry.name)
        # A name such as 2026-13-45.db is none of ours, nor is a link.
        with contextlib.suppress(ValueError):
            if found and entry.is_file(follow_symlinks=False):
                yield Backup(dt.date.fromisoformat(found[1]), Path(entry.path))


def _week(day: dt.date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week
