"""Every command explains itself, with examples that work and within a hundred columns."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.commands.terminals import drawn, plain
from tests.conftest import Tracker
from tests.places import CHECKOUT
from tests.tools import docs
from tracker.cli import GROUPS, INDEX, TOPICS, cli
from tracker.show import topics
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
    assert "..." not in text.partition("\n\n")[2].partition("\nExamples:")[0]
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


def test_the_first_page_lists_every_command_in_its_group_with_a_word_about_it(
    tracker: Tracker,
) -> None:
    text = tracker("--help")
    listed = {
        section.partition(":\n")[0]: section.partition(":\n")[2].splitlines()
        for section in text.split("\n\n")
    }
    for called, group in GROUPS.items():
        assert [line.split()[0] for line in listed[called]] == list(group)
        assert all(len(line.split()) > 2 for line in listed[called])
    topics_listed = listed["Topics (tracker help TOPIC)"]
    assert [line.split(maxsplit=1) for line in topics_listed] == [
        list(one) for one in TOPICS.items()
    ]
    assert list(INDEX) == [name for group in GROUPS.values() for name in group]


def test_every_topic_there_is_is_listed_with_its_title() -> None:
    folder = Path(topics.__file__).parent
    assert {path.stem for path in folder.glob("*.md")} == set(TOPICS)
    for name, title in TOPICS.items():
        assert topics.source(name).splitlines()[0] == f"# {title}"


@pytest.mark.parametrize("page", docs.OF_TOPICS)
def test_the_pages_of_topics_are_as_make_docs_writes_them(page: str) -> None:
    assert (CHECKOUT / "docs" / page).read_text(encoding="utf-8") == docs.of_topics(page)


def test_each_topic_stands_on_a_page() -> None:
    assert [name for _, names in docs.OF_TOPICS.values() for name in names] == list(TOPICS)


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_is_plain_words_in_a_pipe(tracker: Tracker, name: str) -> None:
    text = tracker(f"help {name}")
    assert text.startswith(f"{TOPICS[name]}\n\n  ")
    assert text.replace("€", "").isascii()  # It can be typed, so it is shown.
    assert not re.search(r"`|\*\*|^#|\||\]\(", text, re.MULTILINE)
    assert max(map(len, text.splitlines())) <= 80
    assert tracker(f"help {name[:-1]}") == text


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_fits_the_terminal_and_loses_no_word(
    tracker: Tracker, name: str, columns: int
) -> None:
    text = plain(drawn(tracker, ["help", name], columns))
    lines = text.splitlines()
    too_wide = [line for line in lines if width_of(line) > min(columns, 100)]
    # The path of a file is one word, and words are not broken.
    assert [line for line in too_wide if len(re.findall(r"\S+", line)) > 3] == []
    assert columns < 80 or not too_wide
    assert text.split() == tracker(f"help {name}").split()


@pytest.mark.parametrize("name", TOPICS)
def test_the_examples_of_a_topic_work(tracker: Tracker, name: str) -> None:
    tracker.configure("[reminders]\nnag = false\n")
    for block in topics.blocks(topics.source(name)):
        for (line,) in block.rows if block.kind == "code" else ():
            # What is for a server, its own test runs on one.
            if name != "servers":
                tracker(line.removeprefix("tracker "))


def test_a_topic_is_a_last_word_and_never_hides_a_command(tracker: Tracker) -> None:
    assert not set(TOPICS) & set(INDEX)
    assert "no further words" in tracker("help times ago", code=2)
    assert tracker("help don") == tracker("help done")
    assert "could be delete, demo, doctor, done, doses or due." in tracker("help d", code=2)
    said = tracker("help tmes", code=2)
    assert said == 'Error: "tmes" is no command and no topic. Did you mean times?\n'


def test_the_version_is_told(tracker: Tracker) -> None:
    from tracker import __version__

    assert tracker("--version") == f"tracker {__version__}\n"


@pytest.mark.parametrize("words", ["log"])
def test_a_group_that_needs_a_word_shows_its_help_as_a_refusal(
    tracker: Tracker, words: str
) -> None:
    assert tracker(words, code=2) == tracker(f"help {words}")
