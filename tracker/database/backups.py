"""The automatic backups of a diary: where they lie, which there are, and which of them are kept."""

import contextlib
import datetime as dt
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from msgspec import Struct

DAYS, WEEKS = 7, 4
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.db", re.ASCII)


class Backup(Struct, frozen=True):
    """An automatic backup, and the day on which it was made."""

    day: dt.date
    path: Path


def folder_of(path: Path) -> Path:
    """Return where the automatic backups of a diary lie: beside the file, whatever link leads to it."""
    real = Path(os.path.realpath(path))
    return real.with_name(f"{real.name}.backups")


def name_of(day: dt.date) -> str:
    """Return the name of the backup of a day, by which they sort."""
    return f"{day}.db"


def listed(path: Path) -> list[Backup]:
    """Return the automatic backups of a diary by day; what has no name of theirs is none of them."""
    with contextlib.suppress(OSError), os.scandir(folder_of(path)) as entries:
        return sorted(_backups(entries), key=lambda backup: backup.day)
    return []


def newest(path: Path, today: dt.date) -> Backup | None:
    """Return the latest automatic backup; one of a day to come, as after a wrong clock, is none."""
    return max(
        (backup for backup in listed(path) if backup.day <= today),
        key=lambda backup: backup.day,
        default=None,
    )


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
