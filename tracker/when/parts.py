"""Parts of the day as they are said: this morning, last night, monday evening, 7 in the evening."""

import re

from msgspec import Struct

from tracker.when.clocks import BARE_CLOCK, CLOCK

PART = re.compile(
    r"(?P<lead>\b(?:this|last|in the|at|the) )?\b(?P<part>morning|afternoon|evening|night)\b"
    r"(?: (?:of|on)\b)?|\b(?P<tonight>tonight)\b"
)
_ENDS_IN_CLOCK = re.compile(rf"(?:^| )(?:{CLOCK}|{BARE_CLOCK}) $")
_DAYS_OF_PARTS = {"this ": "today", "last ": "yesterday"}


class Said(Struct, frozen=True):
    """The words for a day and a clock time without the part of the day that was said with them.

    `is_clock` is a part that only belongs to the clock time, as in 2 in the night.
    """

    key: str
    part: str | None = None
    is_tonight: bool = False
    is_clock: bool = False


def part_of(key: str) -> Said:
    """Part the words from a part of the day, if there is one."""
    key = re.sub(r"^earlier (?=this )", "", key)
    found = PART.search(key)
    if found is None:
        return Said(key)
    lead = found["lead"] or ""
    is_tonight = bool(found["tonight"]) or (lead == "this " and found["part"] == "night")
    day = "today" if is_tonight else _DAYS_OF_PARTS.get(lead, "")
    rest = f"{key[: found.start()]} {day} {key[found.end() :]}"
    rest = re.sub(r" (?=,)|,$", "", " ".join(rest.split())).removeprefix("at ")
    is_clock = lead in ("in the ", "at ") and bool(_ENDS_IN_CLOCK.search(key[: found.start()]))
    return Said(rest or "today", found["part"] or "night", is_tonight, is_clock)
