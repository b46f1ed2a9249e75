"""What every command says at its end when reminders do not arrive."""

import contextlib
import datetime as dt
import os
from typing import TYPE_CHECKING

from tracker import private, pulse
from tracker.errors import TrackerError
from tracker.escaping import command
from tracker.reminding import lock
from tracker.text import visible

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.journal.decisions import Decision

_SAID_EACH = dt.timedelta(hours=1)
_LONGEST_STAMP = 64


def is_running(app: "App") -> bool:
    """Tell whether a reminder process of this diary runs on this machine."""
    return os.path.lexists(app.places.lock) and lock.holder(app.places.lock) is not None


def remarks(app: "App", failed: "Decision | None") -> list[str]:
    """Return what is said when reminders of plans do not arrive: nothing, if all is well.

    `failed` is the failure of one that is open and could not be shown.
    """
    lines = []
    if app.present.settings.reminders.is_nagging and (trouble := _trouble(app)):
        lines.append(trouble)
    if failed:
        since = failed.at.astimezone(app.present.zone)
        day = (
            ""
            if since.date() == app.present.now.astimezone(app.present.zone).date()
            else f"{since:%Y-%m-%d} "
        )
        lines.append(
            f"A reminder could not be shown since {day}{since:%H:%M} "
            f"({_in_short(failed.words)}): {command('remind status')}"
        )
    return lines


def _trouble(app: "App") -> str:
    try:
        if is_running(app):
            return _of_pulse(app)
    except TrackerError as trouble:
        return f"Reminders cannot run: {trouble.message} {trouble.hint}"
    if _was_said(app):
        return ""
    return f"Reminders are not running: {command('remind install')} (or set reminders.nag false)"


def _was_said(app: "App") -> bool:
    """Tell whether a command of the last hour said it, and note that this one does."""
    now, path = app.present.now, app.places.nagged
    with contextlib.suppress(OSError, TrackerError, ValueError):
        with open(private.open_file(path, os.O_RDONLY), encoding="ascii") as file:
            said_at = dt.datetime.fromisoformat(file.read(_LONGEST_STAMP))
        # What lies ahead of a clock that was set back is no hour ago.
        if dt.timedelta() <= now - said_at < _SAID_EACH:
            return True
    # Where it cannot be noted, it is said each time.
    with contextlib.suppress(OSError, TrackerError):
        private.replace(path, now.isoformat().encode(), is_lasting=False)
    return False


def _of_pulse(app: "App") -> str:
    found = pulse.read(app.places.pulse)
    if found is None:
        return ""
    more = command("remind status")
    if found.is_silent(app.present.now):
        ago = pulse.rough(app.present.now - found.seen_at)
        return f"Reminders gave no sign for {ago}; they may be stopped: {more}"
    if found.trouble and found.trouble_since:
        since = found.trouble_since.astimezone(app.present.zone)
        return f"Reminders do not work since {since:%H:%M} ({visible(found.trouble)}): {more}"
    return ""


def _in_short(reasons: str) -> str:
    """Return the first reason without its channel and its explanation."""
    first = reasons.split(";")[0].partition(": ")
    return visible((first[2] or first[0]).split(",")[0])
