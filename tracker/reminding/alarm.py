"""The alarm that wakes the reminder process when something is due."""

import datetime as dt
from collections.abc import Callable


class Alarm:
    """APScheduler, asked for nothing but one wake-up at one instant.

    Its own rhythms are not used, as they fire twice or not at all where the clocks change.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        from apscheduler.schedulers.background import BackgroundScheduler

        self._wake = wake
        self._set_to: dt.datetime | None = None
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = BackgroundScheduler(timezone=dt.UTC, job_defaults=defaults)
        self._scheduler.start()

    def set(self, at: dt.datetime | None) -> None:
        """Wake at an instant; where that is the one it is set to, nothing is done."""
        from apscheduler.triggers.date import DateTrigger

        if at is not None and at != self._set_to:
            # Without a zone it would ask for that of the system, which need not be known.
            trigger = DateTrigger(at, dt.UTC)
            self._scheduler.add_job(self._ring, trigger, id="wake", replace_existing=True)
        self._set_to = at

    def close(self) -> None:
        # To wait for a job that is about to begin would be to wait for ever.
        self._scheduler.shutdown(wait=False)

    def _ring(self) -> None:
        self._set_to = None
        self._wake()
