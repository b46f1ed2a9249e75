"""The automatic backup of each day, made in a thread, so that no reminder waits for it."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.reminding.health import UNEXPECTED
from tracker.reminding.logfile import trace_of

if TYPE_CHECKING:
    from tracker.database.sqlite.diary import DiaryFile

# What failed because of a full disk fails again in a moment.
_AGAIN_S = 3600.0
# Whoever is told to end is gone within a second.
_PATIENCE_S = 0.3

log = logging.getLogger("tracker.remind")


class DailyBackup:
    """Makes a backup of each day on which the process runs, once.

    `wake` is called where one has ended, well or not; `trouble` says why the last one failed.
    """

    def __init__(self, database: "DiaryFile", wake: Callable[[], None]) -> None:
        self._database = database
        self._wake = wake
        self._done_on: dt.date | None = None
        self._failed_s: float | None = None
        self._thread: threading.Thread | None = None
        self._is_wanted = True
        self.trouble = ""

    def turn(self, today: dt.date) -> None:
        """Begin the backup of today where there is none, and none is being made."""
        if today == self._done_on or (self._thread and self._thread.is_alive()):
            return
        if self._failed_s is not None and time.monotonic() - self._failed_s < _AGAIN_S:
            return
        newest = self._database.newest_backup(today)
        if newest and newest.day == today:
            self._ended(today)
            return
        self._thread = threading.Thread(target=self._make, args=[today], daemon=True, name="backup")
        self._thread.start()

    def close(self) -> None:
        """Break off what is being made; nothing of it is left."""
        self._is_wanted = False
        if self._thread:
            self._thread.join(_PATIENCE_S)

    def _make(self, today: dt.date) -> None:
        from tracker.database.sqlite.copying import Stopped

        try:
            made = self._database.back_up_daily(today, lambda: self._is_wanted)
        except Stopped:
            return
        except TrackerError as trouble:
            self._failed(trouble.message)
        except Exception as error:  # noqa: BLE001 Whatever it is, the reminders go on.
            log.error(
                f"a backup ended by an error that should not be\n{trace_of(error, is_discreet=True)}"
            )
            self._failed(UNEXPECTED)
        else:
            log.info(f"backed up: {made.path.name}")
            self._ended(today)
        self._wake()

    def _ended(self, today: dt.date) -> None:
        self._done_on, self._failed_s, self.trouble = today, None, ""

    def _failed(self, trouble: str) -> None:
        self._failed_s, self.trouble = time.monotonic(), trouble
