"""What the program stands on beside the diary: itself, the drive, the settings, zone and clock."""

import datetime as dt
import os
import platform
import re
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tracker
from tracker.care.zones import zone_named
from tracker.doctor.diagnosis import Diagnosis, State
from tracker.doctor.diary import is_open, size_of
from tracker.errors import BadSettings
from tracker.escaping import command
from tracker.pulse import SILENT_AFTER, rough
from tracker.servers import shown_address
from tracker.system_zone import NoZone, system_zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.app import App
    from tracker.settings import Settings

MOUNTS = Path("/proc/mounts")
# With less than that, the next thing stored may find no room; with less than the other, a copy may.
_LEAST, _LITTLE = 10_000_000, 200_000_000
_NETWORK = re.compile(
    r"nfs\d?|cifs|smbfs|smb\d|ncpfs|afs|9p|ceph|lustre|glusterfs|davfs\d?|coda|orangefs|beegfs"
    r"|fuse\.(?:sshfs|rclone|glusterfs|ceph|davfs\d?|s3fs|gcsfuse|curlftpfs|juicefs)"
)
_SET_ZONE = command("config set zone Europe/Berlin")


def program() -> Diagnosis:
    """Return which version of what this is, as whoever helps will ask first."""
    words = (
        f"tracker {tracker.__version__}, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}, {platform.system()}"
    )
    return Diagnosis("Program", "good", words)


def drive(path: Path, size: int) -> Diagnosis:
    """Return where the diary lies and how much room is left for it; `size` is its own, in bytes."""
    folder = _existing(path)
    usage, kind = shutil.disk_usage(folder), network_drive(folder)
    room = f"{size_of(usage.free)} free"
    if usage.free < _LEAST:
        return Diagnosis("Drive", "bad", f"full: {room}. Make room on it")
    if kind:
        words = f"on the network ({kind}), where two computers at once may damage it; {room}"
        return Diagnosis("Drive", "warning", words)
    if usage.free < max(_LITTLE, 3 * size):
        return Diagnosis("Drive", "warning", f"nearly full: {room}. Make room on it")
    return Diagnosis("Drive", "good", room)


def network_drive(folder: Path, mounts: Path = MOUNTS) -> str:
    """Return the kind of network drive that a folder lies on, "" for none and where that is not told."""
    real = os.path.realpath(folder)
    if sys.platform == "win32":
        return "a share" if real.startswith("\\\\") else ""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    found = [
        (_unescaped(line.split()[1]), line.split()[2]) for line in lines if line.count(" ") > 1
    ]
    # Of two on one another, the later one is seen.
    place, kind = "", ""
    for point, drive in found:
        if len(point) >= len(place) and _is_in(real, point):
            place, kind = point, drive
    return kind if _NETWORK.fullmatch(kind) else ""


def settings(app: "App") -> Diagnosis:
    """Return whether the settings can be read, and are for their owner alone where they hold secrets.

    Where they cannot, the program goes on as if nothing were set.
    """
    part = "Settings"
    try:
        known = app.present.settings
    except BadSettings:
        app.set_settings_aside()
        words = "they cannot be read, or one of them is not accepted"
        return Diagnosis(part, "bad", words, command("config"))
    if not known.given:
        return Diagnosis(part, "good", "nothing is set")
    if sys.platform != "win32" and is_open(app.config):
        has_secrets = bool(known.reminders.addresses) or known.database != shown_address(
            known.database
        )
        return _open_settings(app, has_secrets=has_secrets)
    return Diagnosis(part, "good", "all are understood")


def _open_settings(app: "App", *, has_secrets: bool) -> Diagnosis:
    words = "others on this computer may read them"
    if has_secrets:
        words += ", and with them what is secret in the addresses"
    state: State = "bad" if has_secrets else "warning"
    if app.config.is_symlink():
        # A link leads to a place that the person looks after.
        return Diagnosis(
            "Settings", state, f"{words}: let only yourself read what the link leads to"
        )
    return Diagnosis("Settings", state, words, command("doctor --fix"), "settings")


def zone(known: "Settings") -> Diagnosis:
    """Return which zone is taken, and whether that is known."""
    part = "Zone"
    if known.zone:
        return Diagnosis(part, "good", f"{_called(known.zone)}, as you have set it")
    try:
        found = system_zone()
    except NoZone:
        # The program asks the diary for the last one known; the diary is left alone here.
        words = "the one of this system is not known"
        return Diagnosis(part, "warning", words, _SET_ZONE)
    if found is None:
        return Diagnosis(part, "good", "UTC, as this system names none")
    return Diagnosis(part, "good", f"{_called(found.key)}, as this system has it")


def today(now: dt.datetime, known: "Settings") -> dt.date:
    """Return the day of the calendar where the person is, as far as the zone is known."""
    try:
        zone = zone_named(known.zone) if known.zone else system_zone()
    except NoZone:
        zone = None
    return now.astimezone(zone or dt.UTC).date()


def clock(now: dt.datetime, stamps: "Sequence[Path]", jumps: "Sequence[dt.datetime]") -> Diagnosis:
    """Return whether the clock can be right: something was written when it showed a later time.

    `jumps` are when reminders were missed because it was set ahead, the latest first.
    """
    part = "Clock"
    latest = max((stamp for stamp in map(_changed_at, stamps) if stamp), default=now)
    if latest - now > SILENT_AFTER:
        words = (
            f"it is behind, or was ahead: something was written {rough(latest - now)} ahead of now"
        )
        return Diagnosis(part, "warning", words)
    if jumps:
        times = "once" if len(jumps) == 1 else f"{len(jumps)} times"
        words = f"set ahead {times} in the last 30 days, so that reminders were missed"
        return Diagnosis(part, "warning", words, command("remind why"))
    return Diagnosis(part, "good", "no sign that it is wrong")


def _called(name: str) -> str:
    """Return the name of a zone; one that is none of the IANA's could hold any word, and is not said."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "one of its own"


def _changed_at(path: Path) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    except (OSError, OverflowError, ValueError):
        return None


def _existing(path: Path) -> Path:
    """Return the nearest folder above a path that is there."""
    real = Path(os.path.realpath(path)).parent
    return next((one for one in (real, *real.parents) if os.path.isdir(one)), real)


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _unescaped(point: str) -> str:
    """Return a folder as it is called, of which the list of drives writes blanks as `\\040`."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), point)
