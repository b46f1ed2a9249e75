"""Escaping: text made fit to be shown, with nothing in it that a terminal could obey."""

import contextlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# What a terminal could obey: control characters, line separators, and what steers the direction of
# writing and can make a line read other than it is stored; with them surrogates, which nothing shows.
OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
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


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return _SHORT_ESCAPES.get(found[0]) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
