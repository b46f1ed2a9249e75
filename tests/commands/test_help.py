"""Every command explains itself, with examples that work and within a hundred columns."""

from collections.abc import Iterator

import click
import pytest

from tests.conftest import Tracker
from tracker.cli import INDEX, cli
from tracker.show.terminal import width_of


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name)


ALL = [" ".join(words) for words in commands(cli)]


@pytest.mark.parametrize("words", ALL)
def test_every_command_has_help_with_examples_that_fits(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    text = tracker(f"{words} --help")
    assert text.startswith(f"Usage: {f'tracker {words}'.strip()} ")
    assert f"\nExamples:\n  {'' if 'edit' in words else 'tracker'}" in text
    assert max(map(width_of, text.splitlines())) <= 100
    assert "..." not in text.partition("\nCommands:")[2].partition("\nExamples:")[0]
    assert tracker(f"help {words}") == text
    assert tracker(f"{words} -h") == text


@pytest.mark.parametrize("words", ALL)
def test_every_command_says_in_one_sentence_what_it_does(tracker: Tracker, words: str) -> None:
    said = tracker(f"help {words}").split("\n\n")[1].strip()
    assert said[0].isupper()
    assert said.endswith(".")


@pytest.mark.parametrize("words", ALL)
def test_the_examples_name_commands_and_options_that_there_are(
    tracker: Tracker, words: str
) -> None:
    examples = tracker(f"help {words}").partition("\nExamples:\n")[2].splitlines()
    for line in examples:
        known, command = tracker(f"help {words}"), line.strip().partition("tracker")[2].split()
        options = [word for word in command if word.startswith("--")]
        if words and command[: len(words.split())] == words.split() and words != "log":
            assert [
                one for one in options if f"{one} " not in known and f"{one}\n" not in known
            ] == []


def test_the_first_page_lists_every_command_with_a_word_about_it(tracker: Tracker) -> None:
    text = tracker("--help")
    listed = text.partition("\nCommands:\n")[2].partition("\n\nExamples:\n")[0].splitlines()
    assert sorted(line.split()[0] for line in listed) == sorted(INDEX)
    assert all(len(line.split()) > 2 for line in listed)


def test_the_version_is_told(tracker: Tracker) -> None:
    from tracker import __version__

    assert tracker("--version") == f"tracker {__version__}\n"


@pytest.mark.parametrize("words", ["log"])
def test_a_group_that_needs_a_word_shows_its_help_as_a_refusal(
    tracker: Tracker, words: str
) -> None:
    assert tracker(words, code=2) == tracker(f"help {words}")
