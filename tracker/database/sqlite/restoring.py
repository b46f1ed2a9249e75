"""How a diary is restored: what is given is made ready beside it, and then takes its place in one step."""

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from tracker import private
from tracker.database.contents import Contents
from tracker.database.form import HEAD
from tracker.database.sqlite.backups import NEIGHBOURS
from tracker.database.sqlite.connecting import (
    APPLICATION_ID,
    BUSY_TIMEOUT_MS,
    connect,
    damaged,
)
from tracker.database.sqlite.copying import contents_of, form_of, sync_folder, write_copy
from tracker.database.sqlite.files import look_for_place, make_file
from tracker.database.sqlite.troubles import code_of, trouble_of
from tracker.database.sqlite.upgrading import (
    copy_aside,
    draft_beside,
    free_name,
    migrating,
    upgrade,
)
from tracker.errors import BadInput, Conflict, Damage, DatabaseTrouble, NotFound
from tracker.escaping import shown_path
from tracker.locking import alone_in
from tracker.places import diary_path
from tracker.tables import metadata

# Fewer than any diary has, so that something is left to be written once the first ones are.
_PAGES = 16
_PAUSE_S = 0.05
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_BROKEN = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_HINT = "Name a backup of a diary, as `tracker backup` makes it."


class Restored(Struct, frozen=True):
    """A backup that has taken the place of the diary.

    It was of the form `form`. `copy` is what was there `before`, None where there was nothing; where
    that could not be read, `trouble` says why.
    """

    path: Path
    form: str
    after: Contents
    before: Contents | None
    trouble: str
    copy: Path | None

    @property
    def is_older(self) -> bool:
        """Tell whether it had to be brought up to date."""
        return self.form != HEAD


class Restoring:
    """A backup that was looked at and brought up to date, and is to take the place of the diary.

    `before` is what the diary holds now, None where there is none or where `trouble` says why it
    cannot be read; `after` is what the backup holds, which was of the form `form`.
    """

    def __init__(self, path: Path, given: Path, ready: Path, form: str) -> None:
        self.given = given
        self.form = form
        self.after = contents_of(ready)
        self.before, self.trouble = _present(path)
        self._path = path
        self._ready = ready

    def put_in_place(self, today: dt.date) -> Restored:
        """Put it in the place of the diary, and keep what that was as a copy, if it was anything.

        Others may have the diary open: they go on with what is in it from then on. Whoever is killed
        meanwhile leaves the diary as it was, or as it is to be.
        """
        copy = free_name(self._path, f"before-restore-{today}") if self._is_worth_a_copy else None
        try:
            try:
                make_file(self._path)
                _write_into(self._path, self._ready, copy)
            except sqlite3.DatabaseError as error:
                if not code_of(error).startswith(_BROKEN):
                    raise
                _replace(self._path, self._ready, copy)
        except BaseException:
            # The diary is as it was, so the copy would only be one more at each new attempt.
            if copy:
                copy.unlink(missing_ok=True)
            raise
        return Restored(self.given, self.form, self.after, self.before, self.trouble, copy)

    @property
    def _is_worth_a_copy(self) -> bool:
        return self.before is not None or bool(self.trouble)


@contextlib.contextmanager
def restoring(path: Path, given: Path) -> Iterator[Restoring]:
    """Make a backup ready to be put in the place of the diary; nobody else restores it meanwhile.

    Raises NotFound and BadInput for what is no file, Conflict for the diary itself, and
    DatabaseTrouble for what is no diary, is damaged, or is newer than this program.
    """
    _refuse_other(path, given)
    look_for_place(path)
    # All is done where the file is, whatever link leads to it.
    path = Path(os.path.realpath(path))
    if path == Path(os.path.realpath(diary_path())):
        private.make_folder(path.parent)
    ready = draft_beside(path)
    with alone_in(path.parent):
        _take_away(ready)
        try:
            form = _make_ready(given, ready)
            yield Restoring(path, given, ready, form)
        finally:
            _take_away(ready)


def _refuse_other(path: Path, given: Path) -> None:
    try:
        mode = given.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"there is no file {shown_path(given)}.", _HINT) from None
    except OSError as error:
        raise DatabaseTrouble(f"{shown_path(given)} cannot be read: {error.strerror}.") from error
    if not given.is_file():
        raise BadInput(f"{{}} is {private.kind_of(mode)}.", str(given), _HINT)
    if os.path.realpath(given) == os.path.realpath(path):
        raise Conflict(f"{shown_path(given)} is the diary itself.", _HINT)


def _make_ready(given: Path, ready: Path) -> str:
    """Copy what is given, see what it is, and bring it up to date; return the form that it had."""
    try:
        write_copy(given, ready, ready)
        form = form_of(ready, given)
    except sqlite3.Error as error:
        trouble = trouble_of(error, given)
        raise DatabaseTrouble(str(trouble), _HINT) from error
    except DatabaseTrouble as trouble:
        if isinstance(trouble, Damage) or "--database" in trouble.hint:
            trouble.hint = _HINT
        raise
    if not form:
        raise DatabaseTrouble(f"{shown_path(given)} holds no diary.", _HINT)
    if form != HEAD:
        with migrating(ready) as (db, _):
            upgrade(db, given)
    with contextlib.closing(connect(ready)) as db:
        names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    if missing := sorted(metadata.tables.keys() - names):
        raise damaged(given, f"it has no table {missing[0]}")
    return form


def _present(path: Path) -> tuple[Contents | None, str]:
    """Return what the diary holds, None without one, and why that is not known.

    One of a newer program may be replaced, as a copy of it is kept. Raises DatabaseTrouble for a
    file of another program.
    """
    if not os.path.exists(path):
        return None, ""
    try:
        with contextlib.closing(connect(path)) as db:
            (application,) = db.execute("PRAGMA application_id").fetchone()
            if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                return None, ""
        if application != APPLICATION_ID:
            form_of(path)
        return contents_of(path), ""
    except sqlite3.DatabaseError as error:
        if not code_of(error).startswith(_BROKEN):
            raise
        return None, str(trouble_of(error, path))


def _write_into(path: Path, ready: Path, copy: Path | None) -> None:
    """Write one diary over another in one transaction, and copy that one while nobody can write."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        mode = _write_ahead(db)
        _fit(db, ready)
        with contextlib.closing(connect(ready)) as source:
            if mode == "wal":
                _write_ahead_into(db, source, path, copy)
            else:
                # Without a log the lock of a writer keeps out readers too, but for the one that has it.
                db.execute("PRAGMA locking_mode = EXCLUSIVE")
                db.execute("BEGIN EXCLUSIVE")
                db.execute("COMMIT")
                if copy:
                    copy_aside(path, copy, is_checked=False, opened=db)
                source.backup(db)
        # Who still reads what was there is not waited for.
        db.execute("PRAGMA busy_timeout = 0")
        with contextlib.suppress(sqlite3.Error):
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _write_ahead_into(
    db: sqlite3.Connection, source: sqlite3.Connection, path: Path, copy: Path | None
) -> None:
    wanted = copy

    def keep_copy(status: int, _remaining: int, _total: int) -> None:
        nonlocal wanted
        if status in _BUSY:
            busy = sqlite3.OperationalError("database is locked")
            busy.sqlite_errorcode, busy.sqlite_errorname = status, "SQLITE_BUSY"
            raise busy
        if wanted:
            # From the first pages on nobody else can write, and what was there can still be read.
            copy_aside(path, wanted, is_checked=False)
            wanted = None

    source.backup(db, pages=_PAGES, progress=keep_copy)


def _write_ahead(db: sqlite3.Connection) -> str:
    """Have the diary written ahead, where its disk can do that; return the mode that it is in."""
    for _ in range(int(BUSY_TIMEOUT_MS / 1000 / _PAUSE_S)):
        try:
            return str(db.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY:
                raise
        threading.Event().wait(_PAUSE_S)
    return str(db.execute("PRAGMA journal_mode = WAL").fetchone()[0])


def _fit(db: sqlite3.Connection, ready: Path) -> None:
    """Give what is ready the size of pages of the diary, and a number by which it is another one."""
    (size,) = db.execute("PRAGMA page_size").fetchone()
    (number,) = db.execute("PRAGMA user_version").fetchone()
    with contextlib.closing(sqlite3.connect(ready, isolation_level=None)) as source:
        source.execute(f"PRAGMA user_version = {(number + 1) % 2**31}")
        if source.execute("PRAGMA page_size").fetchone()[0] != size:
            source.execute(f"PRAGMA page_size = {size}")
            source.execute("VACUUM")


def _replace(path: Path, ready: Path, copy: Path | None) -> None:
    """Put one diary in the place of a file that SQLite cannot open, so that nobody is at work in it."""
    if copy:
        for end in ("", "-wal"):
            if os.path.exists(beside := path.with_name(path.name + end)):
                _copy_bytes(beside, copy.with_name(copy.name + end))
    for end in NEIGHBOURS:
        path.with_name(path.name + end).unlink(missing_ok=True)
    os.replace(ready, path)
    sync_folder(path.parent)


def _copy_bytes(path: Path, copy: Path) -> None:
    draft = copy.with_name(f"{copy.name}~")
    draft.unlink(missing_ok=True)
    make_file(draft)
    shutil.copyfile(path, draft)
    draft.rename(copy)


def _take_away(ready: Path) -> None:
    for end in ("", *NEIGHBOURS):
        with contextlib.suppress(OSError):
            ready.with_name(ready.name + end).unlink()
