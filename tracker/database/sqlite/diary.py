"""The diary's file as the program has it: opened at first use, and current in its form."""

import contextlib
import datetime as dt
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from tracker.database.diary import Database
from tracker.database.form import HEAD, make_tables
from tracker.database.sqlite.connecting import (
    damaged,
    engine_of,
    engine_of_nothing,
    engine_to_look,
    set_write_ahead,
    version_of,
)
from tracker.database.sqlite.files import is_writable, look_for_place, make_file, path_of
from tracker.database.sqlite.troubles import is_of_a_row, trouble_of
from tracker.errors import Damage, DatabaseTrouble
from tracker.escaping import shown_path
from tracker.places import address_of

if TYPE_CHECKING:
    from tracker.database.sqlite.backups import Backup, Made, Renewed
    from tracker.database.sqlite.copying import GoOn
    from tracker.database.sqlite.leaving_out import LeftOut
    from tracker.database.sqlite.restoring import Restoring


class DiaryFile(Database):
    """A diary in one SQLite file, told apart from the files of other programs.

    Raises BadInput for an address that cannot be used.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self.path = path_of(address)
        self._engine: Engine | None = None
        self._left_out: LeftOut | None = None
        self._empty: Engine | None = None

    @property
    def name(self) -> str:
        return shown_path(self.path)

    @property
    def address(self) -> str:
        return address_of(self.path.absolute())

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._worded(), self._opened().begin() as db:
            yield db
        self.has_written = True

    @contextlib.contextmanager
    def erasing(self, *, is_whole: bool) -> Iterator[Connection]:
        from tracker.database.sqlite.erasing import wipe

        with self.writing() as db:
            db.exec_driver_sql("PRAGMA secure_delete = ON")
            yield db
            if is_whole:
                number = int(db.exec_driver_sql("PRAGMA user_version").scalar() or 0)
                db.exec_driver_sql(f"PRAGMA user_version = {(number + 1) % 2**31}")
        self.close()
        wipe(self.path)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._worded():
            engine = self._opened() if self._engine or self.exists() else self._nothing()
            with engine.execution_options(begin="BEGIN").begin() as db:
                yield db

    @contextlib.contextmanager
    def looking(self) -> Iterator[Connection]:
        from tracker.database.sqlite.examining import PATIENCE_S

        engine = engine_to_look(self.path, PATIENCE_S)
        try:
            with self._worded(), engine.begin() as db:
                yield db
        finally:
            engine.dispose()

    @contextlib.contextmanager
    def migrating(self) -> Iterator[Connection]:
        from tracker.database.sqlite.upgrading import migrating

        make_file(self.path)
        with self._worded(), migrating(self.path) as (db, _found):
            yield db

    @property
    def is_open(self) -> bool:
        return self._engine is not None

    def data_version(self) -> int:
        with self._worded(), contextlib.closing(self._opened().raw_connection()) as raw:
            cursor = raw.cursor()
            cursor.execute("PRAGMA data_version")
            return int(*(cursor.fetchone() or ()))

    def exists(self) -> bool:
        return os.path.exists(self.path)  # Path.exists would raise where the folder is closed.

    def place(self) -> tuple[int, int]:
        found = os.stat(self.path)
        return found.st_dev, found.st_ino

    def identity(self) -> tuple[int, int]:
        return self.place()

    def damage(self) -> Damage | None:
        from tracker.database.sqlite.soundness import fault

        found = fault(self.path) if self.exists() else ""
        return damaged(self.path, found) if found else None

    def leave_out(self, error: Exception) -> bool:
        from tracker.database.sqlite.leaving_out import LeftOut

        self._left_out = self._left_out or LeftOut(self.path)
        if not self._left_out.add(error):
            return False
        self.close()
        return True

    def left_out(self) -> Damage | None:
        return self._left_out.said() if self._left_out else None

    def back_up(self, target: Path, *, force: bool = False) -> "Made":
        """Write a backup into a file, whatever the form of the diary, which stays as it is.

        Raises as `back_up` of `backups` does.
        """
        from tracker.database.sqlite import backups

        with self._worded():
            return backups.back_up(self.path, target, force=force)

    def back_up_daily(self, today: dt.date, go_on: "GoOn | None" = None) -> "Made":
        """Make the automatic backup of today; raises as `back_up_daily` of `backups` does."""
        from tracker.database.sqlite import backups

        with self._worded():
            return backups.back_up_daily(self.path, today, go_on)

    def renew_backups(self, today: dt.date) -> "Renewed":
        """Make the automatic backup of today and remove all others; raises as `renew` of `backups` does."""
        from tracker.database.sqlite import backups

        with self._worded():
            return backups.renew(self.path, today)

    def copies(self) -> list[Path]:
        """Return the copies beside the diary that were made before it was changed as a whole."""
        from tracker.database.sqlite.upgrading import copies_of

        return copies_of(self.path)

    def newest_backup(self, today: dt.date) -> "Backup | None":
        """Return the latest automatic backup, if there is one."""
        from tracker.database.sqlite import backups

        return backups.newest(self.path, today)

    def lacks_backup(self, since: dt.date, today: dt.date) -> bool:
        """Tell whether a diary has entries older than a week, and no automatic backup newer than that.

        Its first entry is `since` then.
        """
        from tracker.database.sqlite import backups

        last = backups.newest(self.path, today)
        return backups.is_old(None, since, today) and backups.is_old(last, since, today)

    def backups(self) -> "list[Backup]":
        """Return the automatic backups by day."""
        from tracker.database.sqlite import backups

        return backups.listed(self.path)

    def backup_of(self, day: dt.date) -> Path:
        """Return where the automatic backup of a day is, if there is one."""
        from tracker.database.sqlite import backups

        return backups.path_of_day(self.path, day)

    @contextlib.contextmanager
    def restoring(self, given: Path) -> "Iterator[Restoring]":
        """Make a backup ready to be put in the place of the diary; raises as `restoring.restoring` does."""
        from tracker.database.sqlite.restoring import restoring

        self.close()
        with self._worded(), restoring(self.path, given) as ready:
            yield ready

    def generation(self) -> int:
        with self._worded(), contextlib.closing(self._opened().raw_connection()) as raw:
            cursor = raw.cursor()
            cursor.execute("PRAGMA user_version")
            return int(*(cursor.fetchone() or ()))

    def close(self) -> None:
        for engine in filter(None, (self._engine, self._empty)):
            engine.dispose()
        self._engine = self._empty = None

    def _nothing(self) -> Engine:
        look_for_place(self.path)
        if self._empty is None:
            self._empty = engine_of_nothing()
        return self._empty

    def _opened(self) -> Engine:
        if self._engine is None:
            make_file(self.path)
            engine = engine_of(self.path)
            try:
                self._make_current(engine)
                if self._left_out:
                    engine.dispose()
                    self._left_out.leave_out_of(engine)
                if is_writable(self.path):
                    set_write_ahead(engine)
            except BaseException:
                engine.dispose()
                raise
            self._engine = engine
        return self._engine

    def _make_current(self, engine: Engine) -> None:
        with engine.execution_options(begin="BEGIN").begin() as db:
            version = version_of(db, self.path)
        if version == HEAD:
            return
        if not is_writable(self.path):
            raise DatabaseTrouble(
                f"the diary {shown_path(self.path)} is read-only and of an older form ({version or 'none'}); "
                f"this program needs {HEAD}.",
                "Make the file and its folder writable once, so that it can be brought up to date.",
            )
        from tracker.database.sqlite.upgrading import copy_aside, free_name, migrating, upgrade

        copy: Path | None = None
        try:
            with migrating(self.path) as (db, found):
                if found == HEAD:
                    return
                if not found:
                    make_tables(db)
                    return
                copy = free_name(self.path, f"form-{found}")
                copy_aside(self.path, copy)
                upgrade(db, self.path)
        except BaseException:
            # The diary is as it was, so the copy would only be one more at each new attempt.
            if copy:
                copy.unlink(missing_ok=True)
            raise
        if copy:
            self.notices.append(
                f"The diary was brought up to date (form {found} to {HEAD}); "
                f"as it was before it lies in {shown_path(copy)}."
            )

    @contextlib.contextmanager
    def _worded(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            if str(cause).startswith(("no such column", "no such table")):
                # Its form is the program's own, so something bent what it says of its tables.
                raise damaged(self.path, cause) from error
            raise trouble_of(error, self.path) from error
        except UnicodeDecodeError as error:
            # The driver could not even read what SQLite complains of.
            raise damaged(self.path, error) from error
        except (ValueError, TypeError) as error:
            # A day or an instant that is none: SQLite has no such types and keeps any text. The
            # same error from anywhere but the reading of a row is a fault of ours.
            if not is_of_a_row(error):
                raise
            raise damaged(self.path, error) from error
