"""Whatever is said of a session, in the order in which JSON and CSV have it."""

from collections.abc import Mapping
from typing import Any

from tracker.care.fields import FIELDS, told_of
from tracker.care.session import Session

# A new field needs no word here: it comes last.
_ORDER = (
    *("number", "kind", "day", "started_at", "ended_at", "zone", "duration"),
    *("pain_before", "pain_after", "areas", "style", "provider", "performer", "purpose"),
    *("cost", "covered", "claim", "claim_on", "claim_note", "temperature_c", "barrier"),
    *("exercises", "routine", "note", "came_in", "created_at", "changed_at"),
)
NAMES = (*_ORDER, *(name for name in FIELDS if name not in _ORDER))
"""The fields, and what the diary itself says of a session, by name."""

HEADS: Mapping[str, str] = {"duration": "minutes", "relief": "relief_minutes"}
"""How the column of a sheet is called, where it is not called as its field: it says its unit."""


def said_of(session: Session) -> Mapping[str, Any]:
    """Return whatever is said of a session, by name."""
    said = told_of(session.entry) | {"ended_at": session.entry.ended_at}
    said |= {name: getattr(session, name) for name in ("number", "created_at", "changed_at")}
    return {name: said[name] for name in NAMES}
