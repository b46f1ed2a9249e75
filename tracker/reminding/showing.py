"""A showing: one message on its way to the person, and what is written down of it afterwards."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tracker.care.reminder import State
from tracker.reminding import wording
from tracker.reminding.notifiers import Message, Receipt

if TYPE_CHECKING:
    from tracker.journal.reminders import Reminder

# After the first try, the second, and so on.
_PAUSES_S = (30, 60, 120, 300, 600)


class Showing(Struct, frozen=True):
    """A message that is to be shown, and what it is about: reminders, or the week from a day on.

    `fresh_until` is how long its claim may be trusted; `outdated` are bubbles that it replaces.
    `puts_back` is the bubble that is only shown once more as it was, which needs no claim. No more
    does one that `follows` what another desk has shown.
    """

    message: Message
    fresh_until: dt.datetime
    reminders: tuple["Reminder", ...] = ()
    week: dt.date | None = None
    tries: int = 1
    outdated: tuple[str, ...] = ()
    puts_back: str = ""
    follows: bool = False


def row_shown(
    one: "Reminder", now: dt.datetime, receipt: Receipt, repeat: dt.timedelta, repeats: int
) -> dict[str, Any]:
    """Return what is written of a reminder that was shown `now`, to be repeated so many times."""
    times = one.shown_times + 1
    values = {
        "shown_at": now,
        "shown_times": times,
        "channel": receipt.channel,
        "trouble": None,
        "tries": 0,
    }
    if one.state == State.MISSED:
        # A word about the past is said once, and stands for itself.
        return values | {"attention_at": None}
    again_at = now + repeat if times <= repeats else None
    return values | {"to": State.SHOWN, "attention_at": again_at}


def how_shown(one: "Reminder", now: dt.datetime, receipt: Receipt) -> str:
    """Return through what a reminder was shown, and how late: `by desktop, 0.1 s late`."""
    if one.state == State.MISSED:
        how = "as missed"
    elif one.state == State.SHOWN:
        how = "again"
    else:
        # After a failure it is late by the whole time since it was due.
        wanted_at = one.attention_at if one.attention_at and not one.trouble else one.due_at
        how = wording.lateness(wanted_at, now)
    why = f" ({'; '.join(receipt.troubles)})" if receipt.troubles else ""
    return f"by {receipt.channel}, {how}{why}"


def pause_after(tries: int) -> dt.timedelta:
    """Return how long to wait after so many tries, one or more; it grows to ten minutes."""
    return dt.timedelta(seconds=_PAUSES_S[min(tries, len(_PAUSES_S)) - 1])
