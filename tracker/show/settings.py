"""The settings in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.show.terminal import Look, safe, table

if TYPE_CHECKING:
    from tracker.settings import Listed


def listing(settings: Sequence["Listed"], look: Look) -> str:
    """Return every setting with its value, where that came from, and what it is for."""
    rows = [
        [one.key, safe(one.written), "" if one.origin == "default" else one.origin, one.explanation]
        for one in settings
    ]
    head = ["setting", "value", "from", ""]
    return "\n".join(table(rows, look, head=head, elastic=[3], core=1, indent=""))
