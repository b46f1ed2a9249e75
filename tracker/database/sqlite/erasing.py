"""How what was deleted is wiped out of the file, so that no byte of it is left in there."""

import contextlib
import os
import sqlite3
from pathlib import Path

from tracker.database.sqlite.connecting import BUSY_TIMEOUT_MS
from tracker.database.sqlite.troubles import trouble_of
from tracker.database.sqlite.upgrading import drafts_of
from tracker.errors import DatabaseTrouble
from tracker.locking import alone_in


def wipe(path: Path) -> None:
    """Write the diary anew without what was deleted, and empty the log beside it.

    Raises DatabaseTrouble where that cannot be; what was deleted stays so.
    """
    with alone_in(Path(os.path.realpath(path)).parent):
        for draft in drafts_of(path):
            draft.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            db.execute("PRAGMA secure_delete = ON")
            # What SQLite puts down in between must not lie in a folder for all.
            db.execute("PRAGMA temp_store = MEMORY")
            _empty_log(db)
            db.execute("VACUUM")
            _empty_log(db)
    except sqlite3.Error as error:
        trouble = trouble_of(error, path)
        raise DatabaseTrouble(
            f"what was deleted could not be wiped out of the file yet: {trouble}",
            "Close what else reads the diary, make room on its disk, and say the same again.",
        ) from error


def _empty_log(db: sqlite3.Connection) -> None:
    (is_busy, _, _) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        busy = sqlite3.OperationalError("database is locked")
        busy.sqlite_errorcode, busy.sqlite_errorname = sqlite3.SQLITE_BUSY, "SQLITE_BUSY"
        raise busy
