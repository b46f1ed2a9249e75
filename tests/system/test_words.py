"""No word of cure, heal, toxin or energy stands where a person reads it: relief is no cure."""

import ast
import re
from collections.abc import Iterator

import click
import pytest

from tests.places import CHECKOUT
from tracker.cli import cli

UNFOUNDED = re.compile(
    r"\w*(?:\bcur(?:e|es|ed|ing|ative)\b|heal(?!th)|toxin|toxif|energ)\w*", re.IGNORECASE
)
ALLOWED: dict[str, str] = {}


def _found(text: str) -> list[str]:
    return [word for word in UNFOUNDED.findall(text) if word.lower() not in ALLOWED]


def _texts() -> Iterator[tuple[str, str]]:
    for path in sorted((CHECKOUT / "tracker").rglob("*.toml")):
        yield str(path.relative_to(CHECKOUT)), path.read_text(encoding="utf-8")
    for path in (CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md"))):
        yield str(path.relative_to(CHECKOUT)), path.read_text(encoding="utf-8")
    for path in sorted((CHECKOUT / "tracker").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        literals = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        yield str(path.relative_to(CHECKOUT)), "\n".join(literals)


@pytest.mark.parametrize(("name", "text"), [pytest.param(*one, id=one[0]) for one in _texts()])
def test_no_text_promises_more_than_relief(name: str, text: str) -> None:
    assert _found(text) == []


def test_no_help_promises_more_than_relief() -> None:
    pages = 0

    def walk(command: click.Command, context: click.Context) -> None:
        nonlocal pages
        pages += 1
        assert _found(command.get_help(context)) == [], context.command_path
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                walk(inner, click.Context(inner, info_name=name, parent=context))

    # A command keeps the options of help that it was first asked with, -h among them.
    walk(cli, click.Context(cli, info_name="tracker", **cli.context_settings))
    assert pages > 60


@pytest.mark.parametrize("word", ["cures", "Healing", "detoxify", "toxins", "energy work"])
def test_such_words_would_be_found(word: str) -> None:
    assert _found(f"It is {word} for all.")


@pytest.mark.parametrize("word", ["health", "secure", "accurate", "obscure", "procure"])
def test_other_words_are_left_alone(word: str) -> None:
    assert not _found(f"It is {word} for all.")
