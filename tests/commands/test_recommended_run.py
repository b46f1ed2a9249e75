"""Every command that help shows, or that a text recommends, is run on a diary of some weeks."""

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.commands.test_help import ALL
from tests.commands.test_recommended import RECOMMENDED
from tests.conftest import Tracker
from tracker.cli import cli
from tracker.cli.commands import Command

# What would not come back by itself, reach for this machine, or wait for keys; each has tests of its own.
ELSEWHERE = (
    "remind run",
    "remind install",
    "remind uninstall",
    "remind test",
    "config edit",
    "start",
    "demo",
    "export -",
    "copy --to postgresql",
    "--database",
)
# What a text leaves for the person to say: by the word that stands for it, and by the complaint that
# asks for it.
STANDS_FOR = {
    "AMOUNT": "60",
    "WHEN": "yesterday",
    "SIGN...": "night",
    "NAME": "Ana",
    "NUMBER": "1",
    "HH:MM": "07:30",
    "KIND": "massage",
}
ASKED_FOR = (
    ("Missing argument 'LEVEL'", "4"),
    ("Name the file, or say --auto", "--auto"),
    ("Missing argument 'FILE|DAY'", "~/diary-copy.db"),
    ("deletes for good", "--yes"),
    ("Say --before with a day, or --all", "--all"),
    ("Option '--until' requires an argument", "2027-01-31"),
    ("Name one of them, as in --plan", "--plan early"),
    ("Missing argument 'NUMBER", "1"),
    ("Missing argument 'PLAN'", "walk"),
    ("name one plan, or give --all", "walk"),
    ("Missing argument 'EXERCISE'", "bird-dog"),
    ("Missing argument 'ROUTINE'", "morning"),
    ("Missing argument 'RULE'", "ice-length"),
    ("Missing argument 'KIND'", "massage"),
    ("Missing argument 'STEP", "plank"),
    ("Missing argument 'CONDITION'", "severe"),
    ("Missing argument 'AMOUNT'", "61"),
    ("Missing argument 'INTO'", "Bo"),
    ("Missing argument 'NAME'", "flu"),
    ("Missing option '--by'", "--by Bo"),
    ("Option '--by' requires an argument", "Bo"),
    ("Missing argument 'KEY'", "currency EUR"),
    ("Missing argument 'VALUE'", "sqlite:///other.db"),
    ("Option '--to' requires an argument", "sqlite:///copy.db"),
    ("Option '--by' requires an argument", "Bo"),
    ("Option '--on' requires an argument", "mon"),
    ("Option '--minutes' requires an argument", "15"),
    ("Option '--exercise' requires an argument", "bird-dog"),
    ("Option '--limit' requires an argument", "5"),
    ("Option '--routine' requires an argument", "morning"),
    ("nothing to change was given, as in --rating", "--rating 4"),
    ("nothing to change was given", "--note x"),
    ("Missing argument 'FILE'", "not-there.csv"),
    ("Option '--map-columns' requires an argument", "date=Datum"),
    ("as in tracker checkin peg", "5 4 6"),
    ("as in tracker checkin psfs", "lifting=3 sitting=6 walking=5"),
    ("as in tracker checkin rmdq", "1 3 7"),
    ("as in tracker checkin odi", "34"),
)
COURSE = """
provider add Ana --role massage-therapist
routine add morning bird-dog:3x10x8s plank:3x30s
routine add evening bridge
exercise add my-stretch
log massage 60 --style swedish --with Ana --pain 6:3 --cost 80 --covered 50 --at '3 days ago'
log heat-pack 20 --pain 5:4 --at '2 days ago'
log ice 15 --area lower-back --at yesterday
log warm-bath 20 --at yesterday
log exercise --routine morning --at '2h ago'
log visit 30 --with Lee --cost 40 --at '4 days ago'
log massage 30 --with Bo --at '5 days ago'
plan add massage --every 7d --with Ana --at 09:30
plan add exercise --routine morning --name early --on daily --at 07:30
plan add heat-pack --times 3/week --at 20:30
plan add exercise --name walk --on mon --at 08:00
condition add flu --at '6 days ago'
condition add severe --at '6 days ago'
condition add fall --injury --area lower-back
"""


def examples() -> Iterator[str]:
    """Yield every line that help shows as an example."""
    for words in ALL:
        known: click.Command = cli
        for word in words.split():
            assert isinstance(known, click.Group)
            known = known.get_command(click.Context(known), word) or known
        if isinstance(known, Command):
            yield from (line for line in known.examples if line.startswith("tracker "))


LINES = sorted(
    {line.partition("tracker ")[2].strip() for line in examples()}
    | {line for _, line in RECOMMENDED}
)


def run(diary: Tracker, line: str) -> tuple[list[str], int, str]:
    """Run a line, and say whatever it asks for; return its words, how it ended and what it said."""
    words = [STANDS_FOR.get(word, word) for word in shlex.split(line.partition(" > ")[0])]
    while True:
        code, answer, complaint = diary.run(words)
        more = next((say for ask, say in ASKED_FOR if ask in complaint), None)
        if code != 2 or more is None or words[-1] == more.split()[-1]:
            return words, code, answer + complaint
        words += more.split()


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return where the diary that all tests begin with lies, once it was made."""
    return [tmp_path_factory.mktemp("lived") / "diary.db"]


@pytest.fixture
def diary(tracker: Tracker, lived_in: list[Path]) -> Tracker:
    tracker.configure("[reminders]\nnag = false\n")
    (path,) = lived_in
    if path.exists():
        shutil.copy(path, tracker.database)
        return tracker
    for line in filter(None, COURSE.splitlines()):
        code, _, complaint = tracker.run(shlex.split(line))
        assert code == 0, f"{line}: {complaint}"
    shutil.copy(tracker.database, path)
    return tracker


@pytest.mark.parametrize("line", [line for line in LINES if not line.startswith(ELSEWHERE)])
def test_it_runs_as_it_stands(diary: Tracker, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(diary.home)  # Some write a file of their name.
    words, code, said = run(diary, line)
    # What is not there, is so already or is held is told so; a fault of the text would be 2.
    is_group = code == 2 and said.startswith("Usage: ")
    assert code in (0, 3, 4, 6) or is_group, f"{shlex.join(words)}: {code}\n{said}"


def test_there_are_many() -> None:
    assert len(LINES) > 150
