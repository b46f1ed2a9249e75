"""The terminal: how wide it is, which marks it can draw, and what may be emphasised."""

import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from itertools import zip_longest
from typing import TextIO

from msgspec import Struct

from tracker.text import visible

_NARROWEST = 10
# Words in a narrower column than this are easier to read on a line of their own.
_READABLE = 32
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_FIGURE = re.compile(r"\d[\d.,:]*$")
# A line may break at a blank, but not before a unit or a currency: "1 h", "80.00 EUR", "57 %", "50 °C".
_BREAK = re.compile(r" (?!(?:h|min|s|[A-Z]{3})\b|%|°)")


colour: ContextVar[str] = ContextVar("colour", default="auto")
"""When colours are drawn, as the person says for one command: `auto`, `always` or `never`."""


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
        return self._drawn(text, "1")

    def dim(self, text: str) -> str:
        return self._drawn(text, "2")

    # Colours stand beside a word or a mark that says the same, and can be read on black and on
    # white alike; yellow, blue and the bright ones cannot.

    def done(self, text: str) -> str:
        return self._drawn(text, "32")

    def missed(self, text: str) -> str:
        return self._drawn(text, "31")

    def held(self, text: str) -> str:
        return self._drawn(text, "35")

    def error(self, text: str) -> str:
        return self._drawn(text, "1;31")

    def _drawn(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.is_coloured and text else text


PAGE = Look(UNICODE, width=None, height=None, is_coloured=False)
"""How words are drawn where no terminal draws them, as on a page."""


def look(
    stream: TextIO | None, environment: Mapping[str, str] = os.environ, wanted: str = "auto"
) -> Look:
    """Return how to draw on a stream; `wanted` is the setting `terminal`.

    Whether it is coloured is for `colour` to say, else for the environment and the stream.
    """
    is_terminal = stream is not None and stream.isatty()
    size = shutil.get_terminal_size() if is_terminal else None
    can_draw = is_terminal and _draws_unicode(stream, environment)
    is_unicode = wanted == "unicode" or (wanted == "auto" and can_draw)
    return Look(
        marks=UNICODE if is_unicode else ASCII,
        width=max(size.columns, 20) if size else None,
        height=size.lines if size else None,
        is_coloured=colour.get() == "always"
        or (
            colour.get() == "auto"
            and is_terminal
            and not environment.get("NO_COLOR")
            and environment.get("TERM", "") not in ("", "dumb")
        ),
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
    """Return how many columns of a terminal the text takes; colours take none."""
    if "\x1b" in text:
        text = _COLOUR.sub("", text)
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # Its tables are large, and most texts do not need them.

    return max(wcswidth(text), 0)


def cut(text: str, width: int, look: Look) -> str:
    """Return the text, cut with a mark where it is wider than `width` columns."""
    if width_of(text) <= width:
        return text
    text, kept = _COLOUR.sub("", text), ""
    for character in text:
        if width_of(kept + character + look.marks.cut) > width:
            break
        kept += character
    # Half a figure would be another one.
    return (_FIGURE.sub("", kept.rstrip()).rstrip() + look.marks.cut)[: max(width, 0)]


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
    beneath: Sequence[int] = (),
    indent: str = "  ",
) -> list[str]:
    """Return aligned columns, a text a row, the `head` first; empty columns vanish with their head.

    On a terminal too narrow for them, the `elastic` columns give way, the first named first:
    those of numbers, on the `right`, vanish whole, and words that are longer than their column go
    on below it, those of the `core` column last. Columns that are named as `beneath` move to lines
    beneath their row instead, the first named first, until the words of the others have room beside
    one another. So a row may have several lines. What is still too wide is cut at the edge.
    """
    if not rows:
        return []
    lines = [head, *rows] if head else rows
    widths = _widths(rows, head)
    right, moved = [*right], list[int]()
    if look.width is not None:
        room = look.width - len(indent)
        if beneath:
            longest = max(width_of(word) for row in rows for word in (row[core].split() or [""]))
            moved = _move(widths, beneath, core, room, longest)
        else:
            words = [column for column in (*elastic, core) if column not in right]
            _shrink(widths, elastic, words, room)
    start = len(indent) + sum(width + 2 for width in widths[:core] if width)
    if look.width is not None and (start > look.width // 3 or not widths[core] or not core):
        start = len(indent) + 4
    drawn = []
    for place, line in enumerate(lines):
        texts = _broken(line, widths, right, indent)
        if look.width is not None:
            texts = [cut(text, look.width, look) for text in texts]
        more = look.marks.dot.join(line[column] for column in sorted(moved) if line[column])
        if more and not (head and place == 0):
            assert look.width is not None
            texts += [" " * start + part for part in pieces(more, look.width - start)]
        drawn.append("\n".join(texts))
    return drawn


def fits(rows: Sequence[Sequence[str]], look: Look, indent: str = "  ") -> bool:
    """Say whether a table of these rows has room for all that is in them."""
    return look.width is None or not rows or _over(_widths(rows), look.width - len(indent)) <= 0


def _widths(rows: Sequence[Sequence[str]], head: Sequence[str] = ()) -> list[int]:
    lines = [head, *rows] if head else rows
    return [
        max(width_of(line[column]) for line in lines) if any(row[column] for row in rows) else 0
        for column in range(len(rows[0]))
    ]


def _aligned(cells: Sequence[str], widths: Sequence[int], right: Sequence[int], indent: str) -> str:
    shown = [
        padded(cell, widths[column], right=column in right)
        for column, cell in enumerate(cells)
        if widths[column]
    ]
    return (indent + "  ".join(shown)).rstrip()


def _broken(
    line: Sequence[str], widths: Sequence[int], right: Sequence[int], indent: str
) -> list[str]:
    """Return the lines of a row whose cells go on below, where they are longer than their columns."""
    cells = [
        pieces(cell, width) if width else [""] for cell, width in zip(line, widths, strict=True)
    ]
    rows = zip_longest(*cells, fillvalue="")
    return [_aligned(row, widths, right, indent) for row in rows]


def _over(widths: Iterable[int], room: int) -> int:
    shown = [width for width in widths if width]
    return sum(shown) + 2 * (len(shown) - 1) - room


def _move(
    widths: list[int], beneath: Sequence[int], core: int, room: int, longest: int
) -> list[int]:
    """Return the columns that stand beneath their row, and let the others break to fit.

    The `longest` word of the core may be a name to be typed, and stays whole if it can.
    """
    least, moved = list(widths), list[int]()
    for column in beneath:
        least[column] = min(widths[column], _READABLE)
    # Of one long row, the core may break before the rest of all rows has to move for it.
    least[core] = min(widths[core], max(room // 2, longest, _NARROWEST))
    for column in beneath:
        if _over(least, room) <= 0:
            break
        moved.append(column)
        widths[column] = least[column] = 0
    words = {core, *beneath}
    while _over(widths, room) > 0:
        widest = max(words, key=lambda column: widths[column] - least[column])
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return moved


def _shrink(widths: list[int], elastic: Sequence[int], words: Sequence[int], room: int) -> None:
    """Let columns vanish until those of words can break to fit, then make these narrower."""

    def spare(column: int) -> int:
        return max(widths[column] - _NARROWEST, 0) if column in words else 0

    for column in elastic:
        if _over(widths, room) <= sum(map(spare, range(len(widths)))):
            break
        widths[column] = 0
    for column in words:
        widths[column] -= min(max(_over(widths, room), 0), spare(column))


def pieces(text: str, width: int) -> list[str]:
    """Return the text broken between words to `width` columns; a longer word is broken, too."""
    lines, line = list[str](), ""
    for word in _BREAK.split(text):
        longer = f"{line} {word}" if line else word
        if width_of(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while width_of(line) > max(width, 1):
            begun = line
            while width_of(begun) > max(width, 2):
                begun = begun[:-1]
            lines.append(begun)
            line = line[len(begun) :]
    return [*lines, line] if line or not lines else lines


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
