"""What `tracker doctor --fix` mends: only what is safe, and nothing that the person wanted so."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tracker import private, pulse
from tracker.database.sqlite.examining import mend_indexes
from tracker.doctor import diary
from tracker.doctor.diagnosis import Diagnosis, Fix
from tracker.errors import DatabaseTrouble, TrackerError
from tracker.reminding import lock

if TYPE_CHECKING:
    from tracker.app import App


class NotMended(TrackerError):
    """Something that could not be mended; the message goes on after "not mended: "."""


class Mended(NamedTuple):
    """What was mended, and what could not be, each in words that may be seen by anybody."""

    done: tuple[str, ...]
    not_done: tuple[str, ...]


def mend(app: "App", found: Sequence[Diagnosis]) -> Mended:
    """Mend what can be mended safely, one thing after the other, whatever becomes of the others."""
    done, not_done = [], []
    for one in found:
        if one.fix:
            try:
                done.append(_MENDING[one.fix](app))
            except NotMended as failure:
                not_done.append(failure.message)
            except DatabaseTrouble:
                not_done.append(f"{one.part}: the diary does not let it be done now")
            except (TrackerError, OSError) as failure:
                not_done.append(f"{one.part}: {type(failure).__name__}")
    return Mended(tuple(done), tuple(not_done))


def _close_diary(app: "App") -> str:
    path = app.file.path
    folder = diary.own_folder(path)
    for file in diary.open_files(path):
        _close(file, private.FILE_MODE)
    if folder and diary.is_open(folder):
        _close(folder, private.FOLDER_MODE)
    return "the diary is for you alone again"


def _close_settings(app: "App") -> str:
    _close(app.config, private.FILE_MODE)
    return "the settings are for you alone again"


def _close(path: Path, mode: int) -> None:
    """Take from others what they may do, and leave to the owner what the owner may."""
    os.chmod(path, path.stat().st_mode & mode)
    if diary.is_open(path):
        raise NotMended("the drive keeps no permissions, so that others may read what is on it")


def _rebuild_indexes(app: "App") -> str:
    mend_indexes(app.file.path)
    return "the indexes of the diary were made anew"


def _bring_up_to_date(app: "App") -> str:
    with app.database.reading():
        pass
    app.close()
    # What is said of it elsewhere has the name of the file in it.
    app.database.notices.clear()
    if app.is_on_server:
        return "the diary was brought up to date; the other machines need this version as well"
    return "the diary was brought up to date; as it was before, it lies beside it"


def _count_anew(app: "App") -> str:
    from tracker.database.postgresql.diary import DiaryServer

    server = app.database
    if isinstance(server, DiaryServer):
        server.count_anew()
    app.close()
    return "numbers go on behind the highest ones again"


def _set_write_ahead(app: "App") -> str:
    with app.database.reading():
        pass
    app.close()
    from tracker.database.sqlite.connecting import is_write_ahead

    if not is_write_ahead(app.file.path):
        raise NotMended("another program is at work in the diary; the next command will do it")
    return "the diary is in write-ahead mode (WAL) again"


def _forget_pulse(app: "App") -> str:
    places = app.places
    if lock.holder(places.lock) is None and pulse.read(places.pulse) is None:
        places.pulse.unlink(missing_ok=True)
    return "what a reminder process left of itself and nobody can read was taken away"


_MENDING: dict[Fix, Callable[["App"], str]] = {
    "permissions": _close_diary,
    "settings": _close_settings,
    "indexes": _rebuild_indexes,
    "form": _bring_up_to_date,
    "journal mode": _set_write_ahead,
    "counters": _count_anew,
    "pulse": _forget_pulse,
}
