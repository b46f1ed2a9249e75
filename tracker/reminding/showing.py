"""A showing: one message on its way to the person, and what it is about."""

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from tracker.reminding.notifiers import Message

if TYPE_CHECKING:
    from tracker.journal.reminders import Reminder


class Showing(Struct, frozen=True):
    """A message that is to be shown, and what it is about: reminders, or the week from a day on.

    `fresh_until` is how long its claim may be trusted; `outdated` are bubbles that it replaces.
    """

    message: Message
    fresh_until: dt.datetime
    reminders: tuple["Reminder", ...] = ()
    week: dt.date | None = None
    tries: int = 1
    outdated: tuple[str, ...] = ()
