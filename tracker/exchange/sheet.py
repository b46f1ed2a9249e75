"""A sheet of CSV as any program writes one: how its cells are told apart, its columns, its rows."""

import contextlib
import csv
import re
from collections.abc import Iterator

from tracker.errors import BadInput
from tracker.exchange.source import Source

_DELIMITERS = ",;\t|"
# Excel says so in a first line which sign stands between the cells.
_SEPARATOR = re.compile(r"sep=(.)[\r\n]*", re.IGNORECASE)
_LONGEST_HEAD = 100
# What begins so is JSON, XML or an archive.
_NO_SHEET = ("{", "[", "<", "PK")


class Sheet:
    """A sheet with the names of its columns in its first line."""

    def __init__(self, source: Source) -> None:
        self._source = source
        lines = source.start.splitlines()
        said = _SEPARATOR.fullmatch(lines[0]) if lines else None
        self._is_said = said is not None
        self._head_line = 2 if said else 1
        first = "".join(lines[self._head_line - 1 : self._head_line])
        self._delimiter = said[1] if said else _delimiter(first)
        self.columns: list[str] = [name.strip() for name in _cells(first, self._delimiter)]
        """The names of the columns, as they stand in the first line."""

    @property
    def is_likely(self) -> bool:
        """Tell whether this is a sheet at all: with several columns that have names, and with rows."""
        lines = self._source.start.splitlines()[self._head_line - 1 :]
        return (
            len(lines) > 1
            and len(self.columns) > 1
            and len([name for name in self.columns if name]) > 1
            and all(len(name) <= _LONGEST_HEAD for name in self.columns)
            and not lines[0].startswith(_NO_SHEET)
            and len(_cells(lines[1], self._delimiter)) > 1
        )

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Return each row with the number of its first line; rows of nothing are left out.

        Cells at its end that are missing are empty. Raises BadInput where the file is no CSV.
        """
        lines = (line for _, line in self._source.lines(with_ends=True))
        with contextlib.closing(lines):
            yield from self._rows(lines)

    def _rows(self, lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
        if self._is_said:
            next(lines, None)
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        before, is_head = self._head_line - 1, True
        try:
            for row in reader:
                begun = before + 1
                before = reader.line_num + self._head_line - 1
                if is_head or not any(map(str.strip, row)):
                    is_head = False
                    continue
                yield begun, row + [""] * (len(self.columns) - len(row))
        except csv.Error as error:
            raise self._refused(before + 1, error) from None

    def _refused(self, line: int, error: csv.Error) -> BadInput:
        return self._source.refused(f"from line {line} on it cannot be read as CSV: {error}.")


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=lambda mark: len(_cells(line, mark)))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
