"""What programs read of the reminders."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tracker.show.data import document
from tracker.when import iso

if TYPE_CHECKING:
    from tracker.journal.decisions import Decision, Explained
    from tracker.reminding.status import Status


def status(found: "Status", zone: ZoneInfo) -> str:
    """Return how the reminders stand."""
    content = {
        "process": {
            "is_running": bool(found.pid or found.since),
            "pid": found.pid or None,
            "since": found.since or None,
        },
        "logins": [
            {
                "way": one.way,
                "path": one.path,
                "is_on": not one.trouble,
                "trouble": one.trouble or None,
            }
            for one in found.logins
        ],
        "channels": [
            {"channel": one.channel, "is_usable": one.is_usable, "words": one.words}
            for one in found.channels
        ],
        "next": [
            {"plan": one.plan, "at": iso(one.at, zone), "is_snoozed": one.is_snoozed}
            for one in found.coming
        ],
        "last_shown": _explained(found.last_shown, zone) if found.last_shown else None,
        "failures": [_decision(one, zone) | {"plan": one.plan} for one in found.failures],
    }
    return document("remind-status", content)


def why(explained: Sequence["Explained"], zone: ZoneInfo) -> str:
    """Return what became of each reminder and why, the latest first."""
    content = {"reminders": [_explained(one, zone) for one in explained]}
    return document("remind-why", content)


def _explained(one: "Explained", zone: ZoneInfo) -> dict[str, Any]:
    return {
        "plan": one.plan,
        "day": one.day.isoformat(),
        "due_at": iso(one.due_at, zone),
        "state": one.state,
        "session": one.session,
        "decisions": [_decision(decision, zone) for decision in one.decisions],
    }


def _decision(one: "Decision", zone: ZoneInfo) -> dict[str, Any]:
    return {"at": iso(one.at, zone), "what": one.what, "words": one.words}
