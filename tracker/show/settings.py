"""The settings in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.show.terminal import Look, safe, table

if TYPE_CHECKING:
    from tracker.present import Present
    from tracker.settings import Listed, Settings


def listing(settings: Sequence["Listed"], present: "Present", look: Look) -> str:
    """Return every setting with its value, where that came from, and what it is for."""
    rows = [
        [one.key, safe(one.written), "" if one.origin == "default" else one.origin, one.explanation]
        for one in settings
    ]
    head = ["setting", "value", "from", ""]
    return "\n".join(table(rows, look, head=head, core=1, beneath=[3, 2], indent=""))


def changed(settings: "Settings", key: str) -> str:
    """Return a setting that was given a value, with what should be known of its effect."""
    from tracker.care.safety import limit_notice

    now = settings.listed(key)
    lines = [f"{now.key} is now {safe(now.written) or 'empty'}."]
    if now.key == "safety.limits":
        notices = (limit_notice(limit, figure) for limit, figure in settings.limits.items())
        lines += filter(None, notices)
    if now.key == "day_starts_at":
        lines.append("It holds from now on: each session in the diary keeps the day it counts for.")
    return "\n".join(lines)


def unset(setting: "Listed") -> str:
    """Return a setting of which the default counts again."""
    return f"{setting.key} is {safe(setting.written) or 'empty'} again, the default."
