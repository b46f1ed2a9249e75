"""Charts on a terminal: what the kinds of them share, and what is said beside them.

A line of a picture says the same: what is worded here is read by `report` as well.
"""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from tracker.care.catalogue import kinds
from tracker.escaping import shown_path
from tracker.show.red_flags import emergency
from tracker.show.sessions import plural
from tracker.show.terminal import UNICODE, Look, wrapped
from tracker.when import short_day

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.journal.conditions import Noted
    from tracker.present import Present

PLAIN_WIDTH = 100
"""Where there is no terminal, a chart has so many columns, which fit on a page and in a mail."""

MOST = 3
"""So many sessions in one place, or more, are drawn alike."""


class Signs(Struct, frozen=True):
    """What a chart is drawn with, apart from the marks of a week, so that neither is read as the other.

    `amounts` are for one session, two, and three or more; without them a digit says how many.
    """

    level: str
    level_before: str
    rule: str
    rise: str
    side: str
    corner: str
    tick: str
    span: str
    full: str
    rest: str
    amounts: str


_UNICODE = Signs("◆", "◇", "─", "│", "│", "└", "┬", "━", "█", "·", "▫▪■")
_ASCII = Signs("*", "+", "-", "|", "|", "+", "+", "=", "#", ".", "")


def signs(look: Look) -> Signs:
    """Return what can be drawn with."""
    return _UNICODE if look.marks == UNICODE else _ASCII


def amount(count: int, look: Look) -> str:
    """Return the sign of so many sessions in one place; a blank for none."""
    if not count:
        return " "
    if shapes := signs(look).amounts:
        return shapes[min(count, MOST) - 1]
    return str(count) if count < 10 else "#"


def amounts_legend(look: Look) -> str:
    """Return what the signs of amounts mean."""
    if shapes := signs(look).amounts:
        return f"{shapes[0]} 1 session  {shapes[1]} 2  {shapes[2]} {MOST} or more"
    return "a digit says how many sessions  # 10 or more"


def width_for(look: Look) -> int:
    """Return how many columns a chart may take."""
    return PLAIN_WIDTH if look.width is None else look.width


def stretch(first: dt.date, last: dt.date, weeks: int) -> str:
    """Return `Mon 31 Aug to Sun 22 Nov 2026 (12 weeks)`; who keeps a picture knows its year."""
    since, until = short_day(first, last), f"{short_day(last)} {last.year}"
    return f"{since} to {until} ({plural(weeks, 'week')})"


def place_length(days: int) -> str:
    """Return how many days one place of a chart stands for."""
    length = f"{days} days" if days < 7 else plural(days // 7, "week")
    return f"Each place is {length}: the mean of their days, and their sessions."


def kind_name(kind: str) -> str:
    """Return what a kind is called."""
    return kinds()[kind].name


def written(path: "Path", noted: "Noted | None", present: "Present", look: Look) -> str:
    """Return where a picture is, and how it is looked at."""
    said = f"{shown_path(path)} is drawn. Any browser shows it."
    return "\n".join([*emergency(noted, present, look), wrapped(said, look)])


def whole(
    noted: "Noted | None",
    title: str,
    drawn: Sequence[str],
    said: Sequence[str],
    present: "Present",
    look: Look,
) -> str:
    """Return a chart with its title above and what is said of it beneath."""
    lines = emergency(noted, present, look)
    lines.append(look.bold(wrapped(title, look)))
    if drawn:
        lines += ["", *drawn, ""]
    return "\n".join([*lines, *(wrapped(line, look, "  ") for line in said)])
