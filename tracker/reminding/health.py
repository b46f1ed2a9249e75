"""How the reminder process is: its last good turn, its trouble, and what it says of them."""

import datetime as dt
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker import __version__, pulse
from tracker.errors import TrackerError
from tracker.pulse import Pulse
from tracker.reminding.notifiers import Message, NotShown, Receipt
from tracker.reminding.supervisor import sd_notify

if TYPE_CHECKING:
    from tracker.reminding.coming import Listed
    from tracker.reminding.tick import Say

# A trouble that goes away by itself deserves no word on the desktop.
TOLD_AFTER = dt.timedelta(minutes=5)
UNEXPECTED = "an error that should not be; it stands in the log"
_KEY = "trouble"
# Time servers turn a clock by less than this.
_A_STEP = dt.timedelta(seconds=1)
_A_JUMP = dt.timedelta(minutes=1)


class Clocks(NamedTuple):
    """What the clocks of the machine show: that of the wall, and two that nobody can set.

    `awake` stands still while the machine sleeps; where the system has another that does not,
    `up` is that one.
    """

    wall: dt.datetime
    awake: dt.timedelta
    up: dt.timedelta

    @classmethod
    def read(cls, wall: dt.datetime) -> "Clocks":
        awake = time.monotonic()
        up = time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else awake
        return cls(wall, dt.timedelta(seconds=awake), dt.timedelta(seconds=up))

    def jump_since(self, other: "Clocks") -> dt.timedelta:
        """Return by how much the clock of the wall went ahead of the one of the process."""
        return (self.wall - other.wall) - (self.awake - other.awake)

    def what_passed_since(self, other: "Clocks") -> str:
        """Return in what the time since then passed, in which nothing was done."""
        if (self.wall - other.wall) - (self.up - other.up) > _A_JUMP:
            if sys.platform == "linux":
                return pulse.CLOCK_SET_AHEAD
            return "the machine was asleep, or its clock was set ahead"
        if (self.up - other.up) - (self.awake - other.awake) > _A_JUMP:
            return "the machine was asleep"
        return "the reminders were stopped"


class Health:
    """What one reminder process knows of itself, kept where `tracker status` finds it.

    `say` is given each change for the better or the worse, in a line.
    """

    def __init__(self, path: Path, pid: int, clock: Callable[[], dt.datetime], say: "Say") -> None:
        self._path = path
        self._clock = clock
        self._say = say
        self._former = pulse.read(path)
        now = clock()
        self._clocks = Clocks.read(now)
        self._pulse = Pulse(pid, now, now, version=__version__)
        self._zone: dt.tzinfo = dt.UTC
        self._is_expected = True
        self._is_written = True
        self._told: str | None = None
        self._bubble = ""

    @property
    def trouble(self) -> str:
        """What keeps the process from doing what it has to do; empty where nothing does."""
        return self._pulse.trouble or ""

    def good(self, zone: dt.tzinfo, found: "Listed | None") -> None:
        """Note a turn in which all was done; `found` is what is due and next, if it was looked at."""
        if self.trouble:
            self._say("the diary can be used again")
        self._zone = zone
        self._pulse = self._pulse._replace(
            looked_at=self._clock(), trouble=None, trouble_since=None
        )
        if found is not None:
            self._pulse = self._pulse._replace(**found._asdict())
        self._is_expected = True

    def bad(self, trouble: str, *, is_expected: bool = True) -> None:
        """Note a turn that could not be done, and why; what nobody expects may end in a restart."""
        if trouble != self.trouble:
            self._pulse = self._pulse._replace(trouble=trouble, trouble_since=self._clock())
            self._say(f"{trouble}; trying again")
        self._is_expected = is_expected

    def backup(self, trouble: str) -> None:
        """Note why no backup can be made; empty where one was made, or none is wanted."""
        if trouble == (self._pulse.backup_trouble or ""):
            return
        since = self._pulse.backup_trouble_since or self._clock()
        self._pulse = self._pulse._replace(
            backup_trouble=trouble or None, backup_trouble_since=since if trouble else None
        )
        self._say(f"no backup: {trouble}" if trouble else "the diary is backed up again")

    def beat(self) -> None:
        """Write the pulse, and feed the watchdog of systemd unless an unknown error goes on.

        A trouble that is known would be the same after a restart.
        """
        now = self._clock()
        self._clocks = Clocks.read(now)
        self._write(self._pulse._replace(seen_at=now))
        if self._is_expected:
            sd_notify("WATCHDOG=1")

    def rest(self) -> None:
        """Note a heartbeat at which nothing had changed, so that there was nothing to do."""
        now = self._clock()
        self._clocks = Clocks.read(now)
        self._pulse = self._pulse._replace(seen_at=now, looked_at=now)
        try:
            pulse.beat(self._path, now)
        except OSError:
            self._write(self._pulse)
        sd_notify("WATCHDOG=1")

    def has_clock_jumped(self) -> bool:
        """Tell whether the clock of the wall was set, or the machine slept, since the last beat."""
        return abs(Clocks.read(self._clock()).jump_since(self._clocks)) > _A_STEP

    def end(self) -> None:
        """Write down that the process ends, as it should."""
        now = self._clock()
        self._write(self._pulse._replace(seen_at=now, ended_at=now))

    def word(self) -> Message | None:
        """Return what the desktop is to say of the trouble, or of its end; most often nothing."""
        since = self._pulse.trouble_since
        if since is None or self._pulse.trouble is None:
            if self._told is None:
                return None
            self._told = None
            return Message(_KEY, "Reminders work again", replaces=self._bubble or None, sound=False)
        if self._pulse.trouble == self._told or self._clock() - since < TOLD_AFTER:
            return None
        self._told = self._pulse.trouble
        return Message(
            _KEY,
            f"Reminders do not work since {since.astimezone(self._zone):%H:%M}",
            self._pulse.trouble,
            commands=("tracker remind status",),
            replaces=self._bubble or None,
            sound=False,
        )

    def heard(self, receipt: Receipt | NotShown) -> None:
        """Note what became of the word."""
        if isinstance(receipt, NotShown):
            self._say(f"the trouble could not be shown ({receipt.reason})")
        else:
            self._bubble = receipt.handle

    def why_missed(self, due_at: dt.datetime) -> str:
        """Return why nobody was reminded at an instant before this turn."""
        if due_at < self._pulse.since:
            former = self._former
            if former is None or due_at > former.seen_at:
                return pulse.NOTHING_RAN
            return former.why_missed(due_at)
        if self.trouble:
            return self.trouble
        if due_at <= self._clocks.wall:
            return self._pulse.why_missed(due_at)
        return Clocks.read(self._clock()).what_passed_since(self._clocks)

    def _write(self, new: Pulse) -> None:
        local: dict[str, Any] = {
            name: value.astimezone(self._zone)
            for name, value in new._asdict().items()
            if isinstance(value, dt.datetime)
        }
        self._pulse = new._replace(**local)
        try:
            pulse.write(self._path, self._pulse)
        except (TrackerError, OSError) as error:
            if self._is_written:
                self._say(f"what `tracker status` shows cannot be written: {error}")
            self._is_written = False
        else:
            self._is_written = True
