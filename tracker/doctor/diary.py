"""The diary's file: whether it is whole, current, for its owner alone, and copied."""

import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tracker.database import HEAD
from tracker.database.sqlite.backups import Backup, is_old
from tracker.database.sqlite.examining import PATIENCE_S, Examined
from tracker.database.sqlite.files import is_writable
from tracker.doctor.diagnosis import Diagnosis
from tracker.escaping import command, visible
from tracker.places import diary_path

_OPEN_TO_OTHERS = 0o077
_MEND = command("doctor --fix")
_BACK_UP = command("backup --auto")
_RESTORE = "restore a copy of an earlier day; what is there now is kept"
_BAD = {
    "lost link": "a link is in its place that leads to no file: put it right, or take it away",
    "closed": "it may not be read: it or its folder is closed to you",
    "locked": f"another program keeps it locked, for longer than {PATIENCE_S:g} s: close that one",
    "foreign": "the file is no diary of this program, and is left alone: use another file",
}


def content(found: Examined, last: Backup | None, *, was_there: bool) -> Iterator[Diagnosis]:
    """Yield how the content is, the form of its schema, and how it is written.

    `last` is the last automatic backup; `was_there` tells that there was a diary before.
    """
    restore = command("restore", last.day if last else "FILE")
    yield _content(found, restore, was_there=was_there or last is not None)
    if found.form and found.trouble in ("", "newer"):
        yield form_of(found.form)
    if found.form and not found.trouble:
        yield _journal_mode(found)


def permissions(path: Path) -> Diagnosis:
    """Return whether the file and the program's own folder are for their owner alone."""
    part, file = "Permissions", path.stat()
    if not is_writable(path):
        return Diagnosis(part, "bad", "the diary can be read, but not written")
    if hasattr(os, "geteuid") and file.st_uid != os.geteuid():
        return Diagnosis(part, "warning", "the diary belongs to another account of this computer")
    if sys.platform == "win32":
        return Diagnosis(part, "good", "the diary can be read and written")
    if open_files(path):
        words = "others on this computer may read or write the diary"
        return Diagnosis(part, "bad", words, _MEND, "permissions")
    if is_open(own_folder(path)):
        words = "others on this computer may look into the diary's folder"
        return Diagnosis(part, "warning", words, _MEND, "permissions")
    return Diagnosis(part, "good", "the diary is for you alone")


def backup(
    last: Backup | None, today: dt.date, since: dt.date | None, *, is_failing: bool
) -> Diagnosis:
    """Return how old the last automatic backup is, in a diary whose first entry is `since` then.

    `is_failing` tells that the process that makes them could not, when it tried last.
    """
    part = "Backup"
    if is_failing:
        return Diagnosis(part, "bad", "the automatic ones cannot be made", _BACK_UP)
    if last is None:
        words = "no automatic one was made yet"
    else:
        age = (today - last.day).days
        days = {0: "today", 1: "yesterday"}.get(age, f"{age} days ago")
        words = f"the last automatic one was made {days}"
    if is_old(last, since, today):
        return Diagnosis(part, "warning", words, _BACK_UP)
    return Diagnosis(part, "good", words)


def open_files(path: Path) -> list[Path]:
    """Return the diary's file, and those that SQLite has beside it, that are open to others."""
    real = os.path.realpath(path)
    return [one for end in ("", "-wal", "-shm") if is_open(one := Path(f"{real}{end}"))]


def own_folder(path: Path) -> Path | None:
    """Return the folder of the diary where it is the program's own, and no link to another."""
    folder = path.parent
    return folder if path == diary_path() and not folder.is_symlink() else None


def is_open(path: Path | None) -> bool:
    """Tell whether others than the owner may do anything with a file or a folder that is there."""
    try:
        return path is not None and bool(path.stat().st_mode & _OPEN_TO_OTHERS)
    except FileNotFoundError:
        return False


def form_of(form: str) -> Diagnosis:
    """Return how the form of the schema is, beside the one that is known."""
    shown = visible(form)
    if form > HEAD:
        return Diagnosis("Form", "bad", f"{shown}, which is newer than {HEAD}, the last one known")
    if form < HEAD:
        words = f"{shown}, an older one; the next command brings it up to date ({HEAD})"
        return Diagnosis("Form", "warning", words, _MEND, "form")
    return Diagnosis("Form", "good", f"{shown}, the newest")


def size_of(count: int) -> str:
    """Return a number of bytes as people say it: "1.2 MB"."""
    size, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 999.5 or unit == "TB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == "B" or size >= 10 else f"{size:.1f} {unit}"


def _content(found: Examined, restore: str, *, was_there: bool) -> Diagnosis:
    part = "Diary"
    if found.trouble == "missing":
        if was_there:
            words = "it is not there any more; look where it went, or restore a copy"
            return Diagnosis(part, "bad", words, restore)
        return Diagnosis(part, "warning", "there is none yet; it is made when you store something")
    if found.trouble == "no file":
        words = f"in its place is {found.kind}: move that away, or use another file"
        return Diagnosis(part, "bad", words)
    if found.trouble == "broken off":
        words = "a program was ended while it wrote; the next command puts that right"
        return Diagnosis(part, "warning", words, command("today"))
    if found.trouble == "newer":
        words = "written by a newer version of this program: install that one again"
        return Diagnosis(part, "bad", words)
    if found.trouble == "unusable":
        return Diagnosis(part, "bad", f"the system does not hand it out ({found.reason})")
    if found.trouble == "damaged":
        return Diagnosis(part, "bad", f"damaged; {_RESTORE}", restore)
    if found.trouble == "foreign" and was_there:
        return Diagnosis(part, "bad", f"the file is no diary of this program; {_RESTORE}", restore)
    if found.trouble:
        return Diagnosis(part, "bad", _BAD[found.trouble])
    if found.bad_rows:
        rows = "1 row holds" if found.bad_rows == 1 else f"{found.bad_rows:,} rows hold"
        words = f"{rows} what this program never writes; {_RESTORE}"
        return Diagnosis(part, "bad", words, restore)
    if found.has_bad_indexes:
        words = "what you stored is whole, but an index of it is not"
        return Diagnosis(part, "bad", words, _MEND, "indexes")
    if found.is_held:
        words = f"whole; another program keeps you from writing, for longer than {PATIENCE_S:g} s"
        return Diagnosis(part, "warning", words)
    if not found.form:
        return Diagnosis(part, "warning", "the file is empty: nothing is stored in it yet")
    return Diagnosis(part, "good", f"whole, {size_of(found.size)}")


def _journal_mode(found: Examined) -> Diagnosis:
    if found.is_write_ahead:
        return Diagnosis("Writing", "good", "nobody who reads has to wait for who writes (WAL)")
    words = "who reads has to wait for who writes (no WAL)"
    return Diagnosis("Writing", "warning", words, _MEND, "journal mode")
