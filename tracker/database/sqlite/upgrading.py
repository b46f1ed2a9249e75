"""How a diary of an older form is brought up to date, with a copy of what it was."""

import contextlib
import itertools
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from tracker.database.form import run_migrations
from tracker.database.sqlite.connecting import APPLICATION_ID, engine_of, version_of
from tracker.database.sqlite.copying import write_copy
from tracker.database.sqlite.troubles import trouble_of
from tracker.errors import DatabaseTrouble
from tracker.escaping import shortened, shown_path


@contextlib.contextmanager
def migrating(path: Path) -> Iterator[tuple[Connection, str]]:
    """Give the write transaction in which the schema is changed, and the form found in it.

    The write lock is what makes two commands at once migrate only once. Foreign keys are off
    meanwhile, because SQLite would delete the rows that refer to a table being rebuilt; they
    are checked before the end.
    """
    engine = engine_of(path, foreign_keys=False)
    try:
        with engine.begin() as db:
            yield db, version_of(db, path)
            db.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            if broken := db.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise _not_upgraded(path, f"{len(broken)} rows would refer to missing ones")
    finally:
        engine.dispose()


def upgrade(db: Connection, path: Path) -> None:
    """Run the migrations that the diary has not seen, in its write transaction."""
    try:
        run_migrations(db)
    except Exception as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, sqlite3.Error) and isinstance(
            trouble_of(cause, path), DatabaseTrouble
        ):
            raise
        raise _not_upgraded(path, str(cause)) from error


def _not_upgraded(path: Path, reason: str) -> DatabaseTrouble:
    return DatabaseTrouble(
        f"the diary {shown_path(path)} could not be brought up to date: {shortened(reason, 200)}. "
        "It was left as it was.",
        "Go on with the version that you used before, and report this.",
    )


def free_name(path: Path, label: str) -> Path:
    """Return where a copy of the file can lie beside it, as in `diary.form-0009.db`."""
    names = (f"{path.stem}.{label}{suffix}{path.suffix}" for suffix in _suffixes())
    return next(path.with_name(name) for name in names if not path.with_name(name).exists())


def copies_of(path: Path) -> list[Path]:
    """Return the copies beside a diary that were made before it was changed as a whole, by name."""
    return _beside(path, rf"{re.escape(path.suffix)}")


def drafts_of(path: Path) -> list[Path]:
    """Return what one who was killed has left of such copies, and of a backup that was made ready."""
    return _beside(path, rf"{re.escape(path.suffix)}~") + [
        one for one in [draft_beside(path)] if one.exists()
    ]


def draft_beside(path: Path) -> Path:
    """Return where a backup is made ready to be put in the place of the diary."""
    real = Path(os.path.realpath(path))
    return real.with_name(f"{real.name}.restoring~")


def _beside(path: Path, end: str) -> list[Path]:
    real = Path(os.path.realpath(path))
    named = re.compile(rf"{re.escape(real.stem)}\.(form|before-restore)-[\d-]+{end}", re.ASCII)
    with contextlib.suppress(OSError):
        return sorted(one for one in real.parent.iterdir() if named.fullmatch(one.name))
    return []


def copy_aside(
    path: Path, copy: Path, *, is_checked: bool = True, opened: sqlite3.Connection | None = None
) -> None:
    """Copy the last committed state of the diary, for its owner alone.

    The copy gets its name once it is whole and on the disk, so that whoever finds one of that name
    can rely on it, whenever the program was killed. Raises as `write_copy` does.
    """
    draft = copy.with_name(f"{copy.name}~")
    draft.unlink(missing_ok=True)
    write_copy(path, draft, copy, is_checked=is_checked, opened=opened)
    try:
        draft.rename(copy)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _suffixes() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in itertools.count(2))
