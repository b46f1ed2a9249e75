"""The settings in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.show.terminal import Look, safe, table, wrapped
from tracker.text import visible

if TYPE_CHECKING:
    from tracker.present import Present
    from tracker.settings import Changed, Listed


def listing(settings: Sequence["Listed"], present: "Present", look: Look) -> str:
    """Return every setting with its value, where that came from, and what it is for."""
    rows = [
        [one.key, safe(one.written), "" if one.origin == "default" else one.origin, one.explanation]
        for one in settings
    ]
    head = ["setting", "value", "from", ""]
    return "\n".join(table(rows, look, head=head, core=1, beneath=[3, 2], indent=""))


def one(found: "Listed", present: "Present", look: Look) -> str:
    """Return the value of a setting, for scripts as it is."""
    return visible(found.written)


def changed(found: "Changed", present: "Present", look: Look) -> str:
    """Return a setting that was given a value, with what should be known of its effect."""
    now = found.setting
    lines = [f"{now.key} is now {safe(now.written) or 'empty'}.", *found.notices]
    return "\n".join(wrapped(line, look, "  ") for line in lines)


def unset(setting: "Listed", present: "Present", look: Look) -> str:
    """Return a setting of which the default counts again."""
    line = f"{setting.key} is {safe(setting.written) or 'empty'} again, the default."
    return wrapped(line, look, "  ")
