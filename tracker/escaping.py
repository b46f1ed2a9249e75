"""Escaping: text made fit to be shown, with nothing in it that a terminal could obey."""

import contextlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# What a terminal could obey: control characters, line separators, and what steers the direction of
# writing and can make a line read other than it is stored; with them surrogates, which nothing shows.
OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# What no shell takes for anything else, and what stands for a word of the person's own.
_PLAIN = re.compile(r"(~/)?[\w@%+=:,./-]+|[A-Z]+(\[:[A-Z]+\])?(\.\.\.)?", re.ASCII)
_SPECIAL_IN_QUOTES = re.compile(r'["\\$`!]')
# What makes a spreadsheet run the text that begins so; the ' is how such a text is kept from it.
_RUN = ("=", "+", "-", "@", "\t", "\r", "'")
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    """Return `text` on one line, with everything a terminal could obey written as an escape."""
    return OBEYED.sub(_escaped, text)


def shortened(value: str, most: int = 60) -> str:
    """Return the value fit for a message: on one line, escaped, at most `most` characters."""
    return visible(value if len(value) <= most else value[:most] + "…")


def shown_path(path: "Path") -> str:
    """Return the path as a person reads it: from the home folder on, and escaped."""
    with contextlib.suppress(ValueError, RuntimeError):
        return visible(str(type(path)("~") / path.absolute().relative_to(type(path).home())))
    return visible(str(path))


class _Quoted(str):
    """A word that stands in quotes already."""

    __slots__ = ()


def quoted(word: str) -> str:
    """Return a word in quotes, as a shell takes it for one whatever is in it."""
    shown = visible(word)
    if _SPECIAL_IN_QUOTES.search(shown):
        import shlex  # Few words need more than a pair of quotes.

        return _Quoted(shlex.quote(shown))
    return _Quoted(f'"{shown}"')


def command(line: str, *arguments: object) -> str:
    """Return a command to recommend, such as `tracker plan resume 3`.

    The `line` stands as it is. An argument is quoted where a shell needs that; one in capitals,
    such as NAME, stands for a word of the person's own.
    """
    words = [
        str(one) if isinstance(one, _Quoted) or _PLAIN.fullmatch(str(one)) else quoted(str(one))
        for one in arguments
    ]
    return " ".join(["tracker", line, *words])


def harmless(cell: str) -> str:
    """Return the text of a cell so that no spreadsheet takes it for a formula.

    Such a text has a ' before it. So has one that begins with a ', so that whoever takes one ' away
    reads back exactly what was written, as `as_written` does.
    """
    return f"'{cell}" if cell.startswith(_RUN) else cell


def as_written(cell: str) -> str:
    """Return the text that `harmless` made the cell of."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RUN) else cell


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return _SHORT_ESCAPES.get(found[0]) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
