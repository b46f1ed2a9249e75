"""The terminal: how wide it is, which marks it can draw, and what may be emphasised."""

import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from msgspec import Struct

from tracker.text import visible

_NARROWEST = 10
# A line may break at a blank, but not before a unit or a currency: "1 h", "80.00 EUR".
_BREAK = re.compile(r" (?!(?:h|min|s|[A-Z]{3})\b)")


class Marks(Struct, frozen=True):
    """The few characters beyond plain letters, each with a meaning."""

    done: str
    made_up: str
    missed: str
    excused: str
    open: str
    nothing: str
    arrow: str
    times: str
    dot: str
    cut: str
    bars: str
    degree: str


UNICODE = Marks("●", "◑", "○", "–", "◌", "·", "→", "×", " · ", "…", "▁▂▃▄▅▆▇█", " °")
ASCII = Marks("x", "m", "o", "-", "?", ".", "->", "x", " - ", "...", "", " ")


class Look(Struct, frozen=True):
    """How an answer is drawn. Without a `width` nothing is cut, as in a pipe or a file."""

    marks: Marks
    width: int | None
    height: int | None
    is_coloured: bool

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.is_coloured else text

    def dim(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self.is_coloured else text


def look(
    stream: TextIO | None, environment: Mapping[str, str] = os.environ, wanted: str = "auto"
) -> Look:
    """Return how to draw on a stream; `wanted` is the setting `terminal`."""
    is_terminal = stream is not None and stream.isatty()
    size = shutil.get_terminal_size() if is_terminal else None
    can_draw = is_terminal and _draws_unicode(stream, environment)
    is_unicode = wanted == "unicode" or (wanted == "auto" and can_draw)
    return Look(
        marks=UNICODE if is_unicode else ASCII,
        width=max(size.columns, 20) if size else None,
        height=size.lines if size else None,
        is_coloured=is_terminal
        and not environment.get("NO_COLOR")
        and environment.get("TERM", "") not in ("", "dumb"),
    )


def _draws_unicode(stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    if "utf" not in (getattr(stream, "encoding", None) or "").lower():
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    # In the C locale Python writes UTF-8 all the same, and sets LC_CTYPE itself to say so.
    character_type = environment.get("LC_CTYPE", "")
    named = environment.get("LC_ALL") or (
        environment.get("LANG") if character_type in ("", "C.UTF-8") else character_type
    )
    return (named or "C").split(".")[0] not in ("C", "POSIX") or "utf" in (named or "").lower()


def width_of(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # Its tables are large, and most texts do not need them.

    return max(wcswidth(text), 0)


def cut(text: str, width: int, look: Look) -> str:
    """Return the text, cut with a mark where it is wider than `width` columns."""
    if width_of(text) <= width:
        return text
    kept = ""
    for character in text:
        if width_of(kept + character + look.marks.cut) > width:
            break
        kept += character
    return (kept.rstrip() + look.marks.cut)[: max(width, 0)]


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Return the text filled up with blanks to `width` columns."""
    blanks = " " * max(width - width_of(text), 0)
    return blanks + text if right else text + blanks


def table(
    rows: Sequence[Sequence[str]],
    look: Look,
    *,
    head: Sequence[str] = (),
    right: Iterable[int] = (),
    elastic: Sequence[int] = (),
    core: int = 0,
    indent: str = "  ",
) -> list[str]:
    """Return lines of aligned columns, the `head` first; empty columns vanish, whatever their head.

    On a terminal too narrow for them, the `elastic` columns give way, the first named first:
    those of words are cut, those of numbers, on the `right`, vanish whole. The `core` column is
    cut last and never vanishes. What is still too wide is cut at the edge.
    """
    if not rows:
        return []
    lines = [head, *rows] if head else rows
    widths = [
        max(width_of(line[column]) for line in lines) if any(row[column] for row in rows) else 0
        for column in range(len(rows[0]))
    ]
    if look.width is not None:
        cuttable = [column for column in (*elastic, core) if column not in right]
        _shrink(widths, elastic, cuttable, look.width - len(indent))
    drawn = []
    for line in lines:
        cells = [
            padded(cut(cell, widths[column], look), widths[column], right=column in right)
            for column, cell in enumerate(line)
            if widths[column]
        ]
        text = (indent + "  ".join(cells)).rstrip()
        drawn.append(text if look.width is None else cut(text, look.width, look))
    return drawn


def _shrink(widths: list[int], elastic: Sequence[int], cuttable: Sequence[int], room: int) -> None:
    """Let columns vanish until the others can be cut to fit, then cut those."""

    def over() -> int:
        shown = [width for width in widths if width]
        return sum(shown) + 2 * (len(shown) - 1) - room

    def spare(column: int) -> int:
        return max(widths[column] - _NARROWEST, 0) if column in cuttable else 0

    for column in elastic:
        if over() <= sum(map(spare, range(len(widths)))):
            break
        widths[column] = 0
    for column in cuttable:
        widths[column] -= min(max(over(), 0), spare(column))


def wrapped(text: str, look: Look, indent: str = "") -> str:
    """Return the text broken to the terminal's width, its later lines indented."""
    if look.width is None or width_of(text) <= look.width:
        return text
    words = _BREAK.split(text.lstrip(" "))
    lines, line = [], " " * (len(text) - len(text.lstrip(" ")))
    for word in words:
        longer = f"{line} {word}" if line.strip() else line + word
        if line.strip() and width_of(longer) > look.width:
            lines.append(line.rstrip())
            line = indent + word
        else:
            line = longer
    return "\n".join([*lines, line])


def safe(text: str | None) -> str:
    """Return a person's text as it can be shown; nothing for none."""
    return visible(text) if text else ""
