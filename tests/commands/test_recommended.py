"""Whatever command a text recommends exists, and reads what is typed after it."""

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracker
from tracker.care.safety import signs
from tracker.cli import cli
from tracker.cli.commands import Command
from tracker.escaping import command, quoted

PACKAGE = Path(tracker.__file__).parent
# Where a text that is typed names a command: `tracker plan list`, (tracker due), "Plans: tracker due".
TYPED = re.compile(r"(?:[:?`(] ?|then )tracker ((?:[a-z-]+(?: |(?![a-z-])))+)")


def recommended() -> Iterator[tuple[str, str]]:
    """Yield the beginning of each command that a text recommends, with the file it stands in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        file = str(path.relative_to(PACKAGE))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "command":
                words = [one.value for one in node.args if isinstance(one, ast.Constant)]
                if isinstance(node.args[0], ast.Constant):
                    yield file, " ".join(map(str, words))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from ((file, words.strip()) for words in TYPED.findall(node.value))

    for path in sorted(PACKAGE.rglob("*.toml")):
        file = str(path.relative_to(PACKAGE))
        for text in texts(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield from ((file, words.strip()) for words in TYPED.findall(text))


def texts(told: Any) -> Iterator[str]:
    """Yield every text of a data file."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        yield from (text for one in told.values() for text in texts(one))
    elif isinstance(told, list):
        yield from (text for one in told for text in texts(one))


RECOMMENDED = sorted(set(recommended()))


@pytest.mark.parametrize(("file", "line"), RECOMMENDED, ids=[" ".join(one) for one in RECOMMENDED])
def test_a_command_that_is_recommended_exists(file: str, line: str) -> None:
    known: click.Command = cli
    words = shlex.split(line)
    if words[0] == "help":
        words = words[1:]
    for word in words:
        if isinstance(known, click.Group):
            if word.startswith("-"):
                break
            names = known.list_commands(click.Context(known))
            # A group that answers by itself may be named alone, before the rest of a sentence.
            assert word in names or known.invoke_without_command, f"{line}: no {word}"
            if word not in names:
                break
            known = known.get_command(click.Context(known), word) or known
        elif word.startswith("--"):
            options = {name for one in known.params for name in (*one.opts, *one.secondary_opts)}
            assert word in options, f"{line}: no {word}"


def test_texts_recommend_commands_at_all() -> None:
    assert len(RECOMMENDED) > 60


def test_the_signs_of_the_example_are_known() -> None:
    redflags = cli.get_command(click.Context(cli), "redflags")
    assert isinstance(redflags, Command)
    *_, example = redflags.examples
    assert set(example.split()[2:]) <= signs().keys()


@given(words=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]))))
def test_what_is_recommended_means_the_same_to_a_shell(words: list[str]) -> None:
    assert shlex.split(command("plan resume", *words)) == ["tracker", "plan", "resume", *words]
    assert shlex.split(command("plan", *map(quoted, words))) == ["tracker", "plan", *words]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (command("plan resume", 3), "tracker plan resume 3"),
        (command("condition end", "bad cold"), 'tracker condition end "bad cold"'),
        (command("condition end", "flu"), "tracker condition end flu"),
        (command("routine edit", quoted("early"), "NAME[:DOSE]..."), 'tracker routine edit "early" NAME[:DOSE]...'),
        (command("provider show", "Ann $HOME\n"), "tracker provider show 'Ann $HOME\\n'"),
    ],
)  # fmt: skip
def test_a_word_is_quoted_where_a_shell_needs_it(typed: str, text: str) -> None:
    assert typed == text
