"""What a diary holds, in short, wherever it is kept."""

import datetime as dt

from msgspec import Struct


class Contents(Struct, frozen=True):
    """How many of each a diary holds, living plans among them, and its last day."""

    sessions: int
    readings: int
    checkins: int
    plans: int
    last_on: dt.date | None
