"""The streams of a command: what is said aside, and characters that an output cannot show."""

import codecs
import contextlib
import sys
from typing import TextIO

import click

_ESCAPED, _PLAIN = "tracker-escaped", "tracker-ascii"


def aside(line: str = "", *, is_broken: bool = True) -> None:
    """Say a line beside the answer, on the stream of errors, broken between words unless told not to.

    Where that cannot be written, nothing can be said of it either.
    """
    from tracker.show.terminal import look, wrapped  # Most commands have nothing to say aside.

    # The context is gone where an error is told, so that Click cannot know of its colours.
    drawn = look(sys.stderr)
    with contextlib.suppress(OSError):
        shown = wrapped(line, drawn, "  ") if is_broken else line
        click.echo(shown, err=True, color=drawn.is_coloured)


def prepare(stream: TextIO | None) -> None:
    """Have a stream escape the characters that its encoding does not have."""
    encoding = getattr(stream, "encoding", None)
    if stream is None or not encoding or not hasattr(stream, "reconfigure"):
        return
    name = codecs.lookup(encoding).name
    if name == "utf-8":
        if stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
        return
    codecs.register_error(_ESCAPED, _escaped)
    if name != "ascii":
        stream.reconfigure(errors=_ESCAPED)
        return
    # Click takes ASCII for a mistake and writes UTF-8 instead, unless it goes by another name.
    codecs.register(_ascii)
    stream.reconfigure(encoding=_PLAIN, errors=_ESCAPED)


def let_go(stream: TextIO | None) -> None:
    """Have a stream that cannot be written drop what it holds, of which Python would complain."""
    import os

    with contextlib.suppress(OSError, AttributeError, ValueError):
        assert stream is not None
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Write a character as JSON escapes it, so that a document stays one."""
    assert isinstance(error, UnicodeEncodeError)
    part = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    units = (part[at : at + 2].hex() for at in range(0, len(part), 2))
    return "".join(f"\\u{unit}" for unit in units), error.end


def _ascii(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != _PLAIN:
        return None
    from encodings import ascii as plain

    return codecs.CodecInfo(
        name=_PLAIN,
        encode=codecs.ascii_encode,
        decode=codecs.ascii_decode,
        incrementalencoder=plain.IncrementalEncoder,
        incrementaldecoder=plain.IncrementalDecoder,
    )
