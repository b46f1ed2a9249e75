"""The wheel brings a man page for each command, made of the help that the program shows."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.places import CHECKOUT
from tests.tools.man_pages import PAGES, pages
from tracker.cli import GROUPS, INDEX, TOPICS, cli
from tracker.show import topics

# What the pages ask of the typesetter, at the beginning of a line and within it.
REQUESTS = re.compile(
    r'\.(TH "[^"]+" 1 "" "tracker [^"]+" "Manual of tracker"|SH .+|SS .+|TP( \d+)?|IP \\\(bu 2|PP|'
    r"RS|RE|nf|fi|br|ad l|nh)"
)
SIGNS = re.compile(r"\\(f[BIR]|\(aq|\(ga|\(ti|\(ha|\(bu|e|-|&|\[u[0-9A-F]{4,5}\])")


@pytest.fixture(scope="module")
def manual() -> dict[str, str]:
    return pages("1.2.3")


def contexts(context: click.Context) -> Iterator[click.Context]:
    yield context
    command = context.command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner
            yield from contexts(click.Context(inner, parent=context, info_name=name))


def plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def read(page: str) -> str:
    """Return the words of a page, without what is for the typesetter."""
    shown = page
    for sign, meant in {r"\(aq": "'", r"\(ga": "`", r"\(ti": "~", r"\(ha": "^", r"\-": "-"}.items():
        shown = shown.replace(sign, meant)
    shown = re.sub(r"\\\[u([0-9A-F]+)\]", lambda code: chr(int(code[1], 16)), shown)
    shown = re.sub(r"\\f[BIR]|\\&|^\.(?:TP|PP|br|nf|fi|IP).*$", "", shown, flags=re.MULTILINE)
    return " ".join(shown.replace(r"\e", "\\").split())


def test_each_page_says_what_the_help_of_its_commands_says(manual: dict[str, str]) -> None:
    assert set(manual) == {"tracker.1", *(f"tracker-{name}.1" for name in INDEX)}
    root = click.Context(cli, info_name="tracker", help_option_names=["-h", "--help"])
    for context in contexts(root):
        page = "-".join(context.command_path.split()[:2])
        told, command = read(manual[f"{page}.1"]), context.command
        is_inner = len(context.command_path.split()) > 2
        # What is said of an inner one stands behind its usage and before that of the next.
        usage = f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}"
        _, _, told = told.partition(f" {usage} ")
        assert told, usage
        told = told.partition(".SS tracker ")[0] if is_inner else told
        assert command.help
        assert plain(command.help) in told
        for parameter in command.get_params(context):
            record = parameter.get_help_record(context)
            is_said_above = is_inner and "--help" in parameter.opts
            if record and record[1]:
                said = f"{record[0]} {plain(record[1])}"
                assert (said in told) != is_said_above, usage
        for example in getattr(command, "examples", ()):
            assert plain(example) in told or example.strip() in told


def test_the_first_page_has_the_groups_and_topics_of_help(manual: dict[str, str]) -> None:
    page = manual["tracker.1"]
    assert re.findall(r"^\.SS (.*)$", page, re.MULTILINE) == list(GROUPS)
    assert re.findall(r"^\\fBtracker\\-(\w+)\\fR\(1\)$", page, re.MULTILINE) == [
        *(name for group in GROUPS.values() for name in group),
        "help",
    ]
    for name in TOPICS:
        for block in topics.blocks(topics.source(name)):
            rows = block.rows[1:] if block.kind == "table" else block.rows
            for row in [] if block.kind == "title" else rows:
                assert all(cell.replace("`", "") in read(page) for cell in row)
    assert {".SH FILES", ".SH EXIT STATUS"} <= set(page.splitlines())


def test_the_pages_ask_the_typesetter_for_what_they_mean_and_nothing_else(
    manual: dict[str, str],
) -> None:
    for name, page in manual.items():
        assert page.isascii(), name
        for line in page.splitlines():
            assert not line.startswith("'"), (name, line)
            assert not line.startswith(".") or REQUESTS.fullmatch(line), (name, line)
            # A hyphen that is typed must not be set as one of print, which nothing understands.
            assert not re.search(r"[\\-]", SIGNS.sub("", line)), (name, line)


def test_a_wheel_has_the_pages_and_the_topics_in_it(tmp_path: Path) -> None:
    builder = WheelBuilder(str(CHECKOUT))
    (wheel,) = builder.build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (page,) = [name for name in names if name.endswith(f"{PAGES}/tracker.1")]
        assert archive.read(page).decode() == pages(builder.metadata.version)["tracker.1"]
    assert {f"tracker/show/topics/{name}.md" for name in TOPICS} <= names
    assert {Path(name).name for name in names if f"/{PAGES}/" in name} == set(pages("1"))
