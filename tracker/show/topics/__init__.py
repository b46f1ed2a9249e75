"""Topics of help: what is to be known beside the commands, each one file of Markdown.

The pages in docs/ and the man pages are made of the same files.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from tracker.show.terminal import Look, width_of, wrapped

# Where a line of words becomes tiring to read, whatever the terminal has room for.
_WIDEST = 100
_IN_A_PIPE = 80
_NARROWEST_CELL = 24
_SHORT = 20
_UNBROKEN = "\u00a0"


class Block(Struct, frozen=True):
    """A piece of a topic: a `title`, a `text`, a `table`, a `list` or `code`.

    Its rows are the lines of code, the items of a list, or the rows of a table with the head
    first; all others have one row. In a cell `code` is still marked by backticks.
    """

    kind: str
    rows: Sequence[Sequence[str]]


def source(name: str) -> str:
    """Return a topic as it is written, in Markdown."""
    return Path(__file__).with_name(f"{name}.md").read_text(encoding="utf-8")


def blocks(markdown: str) -> Iterator[Block]:
    """Yield the pieces of a topic: of Markdown it uses no more than `Block` knows."""
    for part in markdown.strip().split("\n\n"):
        lines = part.splitlines()
        match part[0]:
            case "#":
                yield Block("title", [[part.lstrip("# ")]])
            case "|":
                rows = [line.strip()[1:-1].split("|") for line in lines if "---" not in line]
                yield Block("table", [[cell.strip() for cell in row] for row in rows])
            case "-":
                items = part.removeprefix("- ").split("\n- ")
                yield Block("list", [[" ".join(item.split())] for item in items])
            case "`" if part.startswith("```"):
                yield Block("code", [[line] for line in lines[1:-1]])
            case _:
                yield Block("text", [[" ".join(lines)]])


def words(name: str, look: Look) -> str:
    """Return a topic as it is read on a terminal, or in a pipe as on one of 80 columns."""
    width = min(look.width or _IN_A_PIPE, _WIDEST)
    narrow = Look(look.marks, width, look.height, look.is_coloured)
    parts = ["\n".join(_lines(block, narrow)) for block in blocks(source(name))]
    return "\n\n".join(parts)


def _lines(block: Block, look: Look) -> Iterator[str]:
    match block.kind:
        case "title":
            yield look.bold(block.rows[0][0])
        case "table":
            yield from _table(block.rows, look)
        case "list":
            for (item,) in block.rows:
                yield _broken(f"  - {item}", look, "    ")
        case "code":
            for (line,) in block.rows:
                yield wrapped(f"    {line}", look, "      ")
        case _:
            yield _broken(f"  {block.rows[0][0]}", look, "  ")


def _table(rows: Sequence[Sequence[str]], look: Look) -> Iterator[str]:
    """Yield each row as its first cell and, beside it or below it, the others.

    Where there are several others, each stands behind its head on a line of its own.
    """
    head, *body = rows
    if len(head) > 2:
        for first, *cells in body:
            yield f"  {_plain(first)}"
            for name, cell in zip(head[1:], cells, strict=True):
                yield _broken(f"    {name}: {cell}", look, "      ")
        return
    column = max(width_of(_plain(first)) for first, _ in body) + 4
    is_beside = (look.width or column) - column >= _NARROWEST_CELL
    for first, cell in body:
        if is_beside:
            yield _broken(f"  {_plain(first)}".ljust(column) + cell, look, " " * column)
        else:
            yield f"  {_plain(first)}"
            yield _broken(f"    {cell}", look, "    ")


def _broken(text: str, look: Look, indent: str) -> str:
    """Return a text broken to lines, though not within what is typed, where that is short."""
    pieces = text.split("`")
    pieces[1::2] = [
        piece.replace(" ", _UNBROKEN) if len(piece) <= _SHORT else piece for piece in pieces[1::2]
    ]
    return wrapped("".join(pieces), look, indent).replace(_UNBROKEN, " ")


def _plain(cell: str) -> str:
    return cell.replace("`", "")
