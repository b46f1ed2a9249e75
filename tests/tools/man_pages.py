"""Writes the man pages when a wheel is built, from the help that the program itself shows."""

import inspect
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    import click

    from tracker.show.topics import Block

# What the commands and their help load; a build in an environment of its own needs no more.
NEEDED = ("click", "msgspec", "wcwidth")
# These are looked for under the names that they have in every manual.
CUSTOMARY = {"files": "FILES", "exit-codes": "EXIT STATUS"}
PAGES = "share/man/man1"


class ManPages(BuildHookInterface[Any]):
    """Lays a page for each command into the wheel, where installers expect them."""

    def dependencies(self) -> list[str]:
        return [
            requirement
            for requirement in self.metadata.core.dependencies
            if re.split(r"[<>=;]", requirement)[0] in NEEDED
        ]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return  # The help of a checkout changes with each edit, and pages would grow old.
        sys.path.insert(0, self.root)
        self._folder = Path(tempfile.mkdtemp())
        for name, text in pages(self.metadata.version).items():
            (self._folder / name).write_text(text, encoding="ascii")
            build_data["shared_data"][str(self._folder / name)] = f"{PAGES}/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            shutil.rmtree(self._folder)


def pages(version: str) -> dict[str, str]:
    """Return every man page by the name of its file: tracker.1, tracker-log.1, tracker-plan.1.

    What belongs to a command, such as `plan add`, stands in that command's page.
    """
    import click

    from tracker.cli import cli

    root = click.Context(cli, info_name="tracker", **cli.context_settings)
    return {
        f"{_page_of(context)}.1": "\n".join(_page(context, version)) + "\n"
        for context in (root, *_inner(root))
    }


def _inner(context: "click.Context") -> list["click.Context"]:
    """Return the commands of a group, in the order in which its help lists them."""
    import click

    group = context.command
    if not isinstance(group, click.Group):
        return []
    commands = [(name, group.get_command(context, name)) for name in group.list_commands(context)]
    return [
        click.Context(command, parent=context, info_name=name, **command.context_settings)
        for name, command in commands
        if command is not None
    ]


def _page_of(context: "click.Context") -> str:
    return context.command_path.replace(" ", "-")


def _page(context: "click.Context", version: str) -> Iterator[str]:
    brief, name = _paragraphs(context)[0], _page_of(context)
    yield f'.TH "{_escaped(name.upper())}" 1 "" "tracker {_escaped(version)}" "Manual of tracker"'
    # Lines are not filled up with blanks, and words are not parted, as options could be.
    yield ".ad l\n.nh"
    yield f".SH NAME\n{_escaped(name)} \\- {_marked(brief[:1].lower() + brief[1:].rstrip('.'))}"
    yield f".SH SYNOPSIS\n{_usage(context)}"
    yield ".SH DESCRIPTION"
    yield from _description(context)
    yield ".SH OPTIONS"
    yield from _options(context, with_help=True)
    if context.parent is None:
        yield from _list_of_commands(context)
        yield from _topics()
    elif _inner(context):
        yield ".SH COMMANDS"
        yield from _commands(context)
    yield ".SH EXAMPLES"
    yield from _examples(context)
    above = _page_of(context.parent) if context.parent else "tracker-help"
    yield f".SH SEE ALSO\n\\fB{_escaped(above)}\\fR(1)"


def _paragraphs(context: "click.Context") -> list[str]:
    return inspect.cleandoc(context.command.help or "").split("\n\n")


def _usage(context: "click.Context") -> str:
    pieces = " ".join(context.command.collect_usage_pieces(context))
    return f"\\fB{_escaped(context.command_path)}\\fR {_marked(pieces)}"


def _description(context: "click.Context") -> Iterator[str]:
    for paragraph in _paragraphs(context):
        yield f".PP\n{_marked(paragraph)}"


def _options(context: "click.Context", *, with_help: bool) -> Iterator[str]:
    asking_for_help = context.command.get_help_option(context)
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context)
        # Arguments stand in the usage, and few of them need a word besides.
        if record and record[1] and (with_help or parameter is not asking_for_help):
            yield f".TP\n{_spelled(record[0])}\n{_marked(record[1])}"


def _examples(context: "click.Context") -> Iterator[str]:
    yield ".PP\n.nf"
    yield from map(_line, getattr(context.command, "examples", ()))
    yield ".fi"


def _commands(context: "click.Context") -> Iterator[str]:
    """Yield all that belongs to a command, each with its options and examples."""
    for one in _inner(context):
        yield f".SS {_usage(one)}"
        yield from _description(one)
        yield from _options(one, with_help=False)
        yield from _examples(one)
        yield from _commands(one)


def _list_of_commands(context: "click.Context") -> Iterator[str]:
    from tracker.cli import GROUPS

    known = {one.info_name: one for one in _inner(context)}
    yield ".SH COMMANDS"
    for called, group in GROUPS.items():
        yield f".SS {_escaped(called)}"
        for name in group:
            brief = known[name].command.get_short_help_str(1000)
            yield f".TP\n\\fB{_escaped(_page_of(known[name]))}\\fR(1)\n{_marked(brief)}"


def _spelled(names: str) -> str:
    """Return "--at, -a WHEN" with what is typed in bold and what it stands for in italics."""
    return re.sub(
        r"(?P<option>(?<!\S)-[\w-]+)|(?P<metavar>[^\s,/-][^,]*)",
        lambda found: (
            f"\\fB{_escaped(found[0])}\\fR" if found["option"] else f"\\fI{_escaped(found[0])}\\fR"
        ),
        names,
    )


def _topics() -> Iterator[str]:
    from tracker.cli import TOPICS
    from tracker.show import topics

    for name, title in TOPICS.items():
        yield f".SH {_escaped(CUSTOMARY.get(name, title.upper()))}"
        _, *parts = topics.blocks(topics.source(name))
        for block in parts:
            yield from _block(block)


def _block(block: "Block") -> Iterator[str]:
    match block.kind:
        case "title":
            yield f".PP\n\\fB{_escaped(block.rows[0][0])}\\fR"
        case "table":
            (_, *heads), *body = block.rows
            width = max(len(first) for first, *_ in body) + 3
            for first, *cells in body:
                yield f".TP {width}\n{_marked(first)}"
                if len(heads) > 1:
                    cells = [f"{head}: {cell}" for head, cell in zip(heads, cells, strict=True)]
                yield "\n.br\n".join(map(_marked, cells))
        case "list":
            for (item,) in block.rows:
                yield f".IP \\(bu 2\n{_marked(item)}"
        case "code":
            yield ".PP\n.RS\n.nf"
            for (line,) in block.rows:
                yield _line(line)
            yield ".fi\n.RE"
        case _:
            yield f".PP\n{_marked(block.rows[0][0])}"


def _marked(text: str) -> str:
    """Return a text on one line, in which what stands in backticks is bold."""
    pieces = [_escaped(piece) for piece in " ".join(text.split()).split("`")]
    pieces[1::2] = [f"\\fB{piece}\\fR" for piece in pieces[1::2]]
    return _at_the_beginning("".join(pieces))


def _line(text: str) -> str:
    """Return a line that is typed."""
    return _at_the_beginning(_escaped(text.strip()))


def _escaped(text: str) -> str:
    """Return a text in which nothing is taken for a sign to the typesetter."""
    plain = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "~": "\\(ti", "^": "\\(ha"}
    return "".join(
        plain.get(sign, sign if sign.isascii() else f"\\[u{ord(sign):04X}]") for sign in text
    )


def _at_the_beginning(line: str) -> str:
    return f"\\&{line}" if line.startswith((".", "'")) else line
