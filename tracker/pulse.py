"""The pulse: what the reminder process writes of itself at each heartbeat, for whoever looks in.

It is a file that a prompt or a panel reads without opening the diary, so nothing heavy is loaded
here. Its instants stay true between two heartbeats; how long it is until then the reader works out.
"""

import datetime as dt
import json
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker import private
from tracker.errors import TrackerError
from tracker.escaping import visible

if TYPE_CHECKING:
    from pathlib import Path

# A heartbeat comes every half a minute. Who misses four of them is not just busy.
SILENT_AFTER = dt.timedelta(minutes=2)
MOST_LISTED = 3
NOTHING_RAN = "nothing was running"
CLOCK_SET_AHEAD = "the clock was set ahead"
_INSTANTS = ("since", "seen_at", "looked_at", "trouble_since", "backup_trouble_since", "ended_at")


class Waiting(NamedTuple):
    """A plan that is due, or comes next, and since when or when; discreet reminders name no plan."""

    plan: str | None
    at: dt.datetime
    is_snoozed: bool = False


class Pulse(NamedTuple):
    """How the reminder process is, and what it last saw.

    `seen_at` is its last heartbeat and `looked_at` the last time it could do all it had to do.
    `due` are the first of the `due_count` that are due and not answered, `next` what comes next. Of a
    backup that fails, `backup_trouble` says why; it keeps no reminder from anybody. `version` is that
    of the program it runs, "" for one that did not yet say it.
    """

    pid: int
    since: dt.datetime
    seen_at: dt.datetime
    looked_at: dt.datetime | None = None
    trouble: str | None = None
    trouble_since: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    due_count: int = 0
    due: tuple[Waiting, ...] = ()
    next: tuple[Waiting, ...] = ()
    backup_trouble: str | None = None
    backup_trouble_since: dt.datetime | None = None
    version: str = ""

    def is_silent(self, now: dt.datetime) -> bool:
        """Tell whether the last heartbeat is too long ago, or lies ahead as after a wrong clock."""
        return abs(now - self.seen_at) > SILENT_AFTER

    def why_missed(self, due_at: dt.datetime) -> str:
        """Return why nobody was reminded at an instant, as far as the last heartbeat tells."""
        if due_at < self.since or (self.ended_at and due_at > self.ended_at):
            return NOTHING_RAN
        if due_at > self.seen_at:
            return "there was no sign of the reminders"
        if self.trouble and self.looked_at and due_at > self.looked_at:
            return self.trouble
        return "the reminders ran, but did not come to it in time"


def read(path: "Path") -> Pulse | None:
    """Return the last pulse; None where there is none, or no program of ours wrote it."""
    try:
        with open(private.open_file(path, os.O_RDONLY), encoding="utf-8") as file:
            told = json.load(file)
            beat_s = int(os.fstat(file.fileno()).st_mtime)
        told.pop("line")
        # A process of an older version writes fewer.
        for name in set(_INSTANTS) & told.keys():
            told[name] = told[name] and _instant(told[name])
        for name in ("due", "next"):
            told[name] = tuple(Waiting(**one | {"at": _instant(one["at"])}) for one in told[name])
        return _beaten(Pulse(**told), beat_s)
    except (
        TrackerError,
        ArithmeticError,
        OSError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
    ):
        return None


def write(path: "Path", pulse: Pulse) -> None:
    """Put a pulse in the place of the one before, as a whole.

    Where the disk is full it is written over that one. Raises TrackerError or OSError where that
    fails too.
    """
    whole: dict[str, Any] = {**pulse._asdict(), "line": line_of(pulse, _by_the_clock)}
    for name in ("due", "next"):
        whole[name] = [one._asdict() for one in whole[name]]
    content = json.dumps(whole, default=_written, ensure_ascii=False).encode() + b"\n"
    try:
        private.replace(path, content, is_lasting=False)
    except TrackerError:
        _write_over(path, content)
    beat(path, pulse.seen_at)


def beat(path: "Path", at: dt.datetime) -> None:
    """Note a heartbeat at which nothing changed, as the time of change of the file.

    Raises OSError where the file is gone.
    """
    os.utime(path, (at.timestamp(), at.timestamp()))


def _write_over(path: "Path", content: bytes) -> None:
    with open(private.open_file(path, os.O_RDWR), "r+b", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        # Blanks up to the end take the place of the longer text that may have been there.
        file.write(content[:-1].ljust(size - 1) + b"\n")


def _beaten(found: Pulse, beat_s: int) -> Pulse:
    at = dt.datetime.fromtimestamp(beat_s, found.seen_at.tzinfo)
    if at <= found.seen_at or found.ended_at or found.trouble:
        return found
    return found._replace(seen_at=at, looked_at=at)


def line_of(pulse: Pulse, when: Callable[[dt.datetime], str]) -> str:
    """Return in one line what is due and what comes next; `when` writes an instant to come."""
    parts = []
    if pulse.due_count:
        names = [visible(one.plan) for one in pulse.due if one.plan]
        parts.append(f"{_named(names, pulse.due_count)} due")
    if pulse.next:
        first = pulse.next[0]
        parts.append(f"{visible(first.plan) if first.plan else 'next'} {when(first.at)}")
    return "; ".join(parts) or "nothing is planned"


def in_time(at: dt.datetime, now: dt.datetime) -> str:
    """Write how long it is until an instant: "in 20 min", and "now" where it has come."""
    return f"in {rough(at - now)}" if at - now >= dt.timedelta(seconds=1) else "now"


def rough(duration: dt.timedelta) -> str:
    """Write a duration, ahead or behind, as exactly as it matters: "20 s", "2 min", "3 h", "2 days"."""
    seconds = abs(round(duration.total_seconds()))
    for length, unit in ((86_400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * length or (unit != "days" and seconds >= length):
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def _named(names: Sequence[str], count: int) -> str:
    if not names:
        return f"{count} {'is' if count == 1 else 'are'}"
    if count == 1:
        return f"{names[0]} is"
    if count == 2 and len(names) == 2:
        return f"{names[0]} and {names[1]} are"
    return f"{names[0]} and {count - 1} more are"


def _by_the_clock(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _written(value: dt.datetime) -> str:
    return value.isoformat(timespec="seconds")


def _instant(text: str) -> dt.datetime:
    instant = dt.datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant
