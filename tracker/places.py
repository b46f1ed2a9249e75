"""Where the diary lies, and where its processes leave their locks, the doorbell and the log."""

import os
from pathlib import Path
from typing import NamedTuple


class Places(NamedTuple):
    """The files of one diary's reminder process, the lock of its timer, and its name in these."""

    lock: Path
    doorbell: Path
    log: Path
    timer: Path
    name: str


def diary_path() -> Path:
    """Return where the diary is unless the person says otherwise: the platform's data folder."""
    from platformdirs import user_data_path

    return user_data_path("selfcare-tracker", appauthor=False) / "diary.db"


def places_of(database: Path) -> Places:
    """Return the files for the diary in `database`; its name makes them its own.

    They lie in the folder of states and not in that of the running session, because a command in
    a cron job or over ssh knows no session and has to find the same ones.
    """
    import hashlib

    from platformdirs import user_state_path

    folder = user_state_path("selfcare-tracker", appauthor=False)
    name = hashlib.sha256(os.fsencode(database.resolve())).hexdigest()[:12]
    return Places(
        folder / f"remind-{name}.lock",
        folder / f"remind-{name}.bell",
        folder / f"remind-{name}.log",
        folder / f"timer-{name}.lock",
        name,
    )
