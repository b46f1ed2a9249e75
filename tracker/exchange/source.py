"""A file that is read: opened with care, as anybody may have written it."""

import codecs
import io
import os
import stat
import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import IO

from tracker import private
from tracker.errors import BadInput, NotFound
from tracker.escaping import shown_path

HEAD_BYTES = 65_536
# A file of many entries for each day of a long life is smaller; what is remembered of each, in order
# to know it again, grows with the file.
MOST_BYTES = 20_000_000
LONGEST_LINE = 1_000_000
"""Of a line that is longer, nothing is read: it would be no entry that a person made."""

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Source:
    """A file to read from, as often as needed; what came in through a pipe is `called` so instead.

    `typed` is how a command names it. Raises NotFound where there is none, and BadInput for what is no file.
    """

    def __init__(self, path: Path, called: str = "") -> None:
        self.path = path
        self.typed = "-" if called else str(path)
        self._called = called or str(shown_path(path))
        self._opened: IO[bytes] | None = None
        try:
            mode = path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            raise NotFound(f"there is no file {shown_path(path)}.") from None
        except OSError as error:
            raise self.refused(f"it cannot be read: {error.strerror}.") from None
        if not stat.S_ISREG(mode):
            raise self.refused(f"that is {private.kind_of(mode)}. Give a file.")
        self.size = path.stat().st_size

    def refused(self, why: str) -> BadInput:
        """Return the refusal of the whole file, for the reader of a format to raise."""
        return BadInput(f"{{}}: {why}", self._called)

    def open(self) -> IO[bytes]:
        """Open it from its beginning; it is never waited for."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | private.PROMPTLY)
        except OSError as error:
            raise self.refused(f"it cannot be read: {error.strerror}.") from None
        self._opened = os.fdopen(descriptor, "rb")
        return self._opened

    @property
    def position(self) -> int:
        """How many bytes are read of it, where it was opened last; all of them once it is closed."""
        if self._opened is None:
            return 0
        if self._opened.closed:
            return self.size
        return os.lseek(self._opened.fileno(), 0, os.SEEK_CUR)

    @cached_property
    def head(self) -> bytes:
        """The first bytes, by which a format is recognised."""
        with self.open() as file:
            return file.read(HEAD_BYTES)

    @cached_property
    def start(self) -> str:
        """The head as text, without a mark of the byte order, whatever cannot be decoded replaced."""
        encoding = "utf-16" if self.is_wide else "utf-8-sig"
        return self.head.decode(encoding, "replace")

    @cached_property
    def is_wide(self) -> bool:
        """Whether it is UTF-16, as its first bytes say."""
        return self.head.startswith(_WIDE_MARKS)

    @cached_property
    def is_zip(self) -> bool:
        """Whether it is a zip archive."""
        return self.head.startswith(b"PK\x03\x04") and zipfile.is_zipfile(self.path)

    def lines(self, *, with_ends: bool = False) -> Iterator[tuple[int, str]]:
        """Return each line with its number from 1, without its end: LF, CRLF or CR.

        With `with_ends`, its end stays as it is. A mark of the byte order is left out, and UTF-16
        is read where it has one. Raises BadInput for other encodings, for NUL, and for a line that
        is too long.
        """
        with self.open() as file:
            yield from text_lines(file, self, with_ends=with_ends)

    def check_size(self, most: int = MOST_BYTES, what: str = "such file") -> None:
        """Raise BadInput where it has more than `most` bytes; `what` it is not then, as in "such file"."""
        if self.size > most:
            raise self.refused(f"it is larger than {most // 1_000_000} MB, so it is no {what}.")


def text_lines(
    file: IO[bytes], source: Source, *, with_ends: bool = False
) -> Iterator[tuple[int, str]]:
    """Return the lines of an open file, or of a member of an archive, as `Source.lines` does.

    The file is closed at the end.
    """
    encoding = "utf-16" if file.read(2) in _WIDE_MARKS else "utf-8-sig"
    file.seek(0)
    number = 0
    try:
        with io.TextIOWrapper(file, encoding, newline="" if with_ends else None) as text:
            while line := text.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise source.refused(f"line {number} is longer than {LONGEST_LINE:,} letters.")
                if "\x00" in line:
                    raise source.refused(f"line {number} holds a NUL, so that is no text.")
                yield number, line if with_ends else line.removesuffix("\n")
    except UnicodeError:
        raise source.refused(
            f"what follows line {number} is not UTF-8. Save it as UTF-8 with the program that it"
            " comes from."
        ) from None
