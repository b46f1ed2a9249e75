"""The manual tells the truth: its transcripts, its tables, and every command and option by name."""

import datetime as dt
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.conftest import Tracker
from tests.places import CHECKOUT
from tracker import errors
from tracker.care.catalogue import areas
from tracker.cli import GROUPS, cli
from tracker.cli.commands import SHORT
from tracker.settings import Settings

PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    *(f"docs/{page.name}" for page in sorted((CHECKOUT / "docs").glob("*.md"))),
]
MONDAY_EVENING = dt.datetime(2026, 11, 23, 17, 5, tzinfo=dt.UTC)  # 18:05 in Berlin.


def page(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


COMMANDS = page("docs/commands.md")


# The transcripts of docs/json.md come with an answer of their own, which test_json holds.
@pytest.mark.parametrize("name", [name for name in PAGES if name != "docs/json.md"])
def test_the_transcripts_and_settings_are_those_of_the_program(
    name: str, tracker: Tracker, tmp_path: Path
) -> None:
    written = page(name)
    tracker.now = MONDAY_EVENING
    # The tour shows what a newcomer sees; the others go on from there.
    nags = str(name == "README.md").lower()
    tracker.configure(f'terminal = "unicode"\n[reminders]\nnag = {nags}\n')
    renewed = with_settings(with_answers(written, tracker))
    wanted = tmp_path / Path(name).name
    wanted.write_text(renewed, encoding="utf-8")
    assert renewed.splitlines() == written.splitlines(), f"as it should be, it lies in {wanted}"


def with_answers(text: str, tracker: Tracker) -> str:
    """Return the text with what the program answers now in its transcripts, from first to last."""

    def answered(block: re.Match[str]) -> str:
        lines = re.findall(r"^\$ tracker(.*)$", block[1], re.MULTILINE)
        told = []
        for line in lines:
            _, answer, complaint = tracker.run(shlex.split(line))
            told.append(f"$ tracker{line}\n{answer}{complaint}")
        return "```console\n" + "\n".join(told) + "```\n"

    return re.sub(r"^```console\n(.*?)^```\n", answered, text, flags=re.MULTILINE | re.DOTALL)


def with_settings(text: str) -> str:
    """Return the text with the table of settings as it is now."""
    rows = [
        f"| `{one.key}` | {one.written or '(empty)'} | {one.accepted} | {one.explanation} |"
        for one in Settings().listing()
    ]
    table = "\n".join(["| key | default | accepted | meaning |", "|---|---|---|---|", *rows])
    start, end = "<!-- settings -->\n", "\n<!-- end of settings -->"
    return re.sub(f"{start}.*?{end}", lambda _: start + table + end, text, flags=re.DOTALL)


def commands(group: click.Group, path: str = "tracker") -> Iterator[tuple[str, click.Command]]:
    """Yield every command below a group, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command, name
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


TYPED = {
    "a time": "log ice 5 --at",
    "a day": "history --since",
    "a week": "summary --week",
    "a length": "log ice --minutes",
    "a dose": "log exercise",
    "pain": "log ice --pain",
    "an area": "log ice --area",
    "a temperature": "log warm-bath --temperature",
    "an amount": "log massage --cost",
}


@pytest.mark.parametrize(("what", "line"), TYPED.items())
def test_whatever_is_typed_as_it_says_is_understood(what: str, line: str, tracker: Tracker) -> None:
    tracker.now = MONDAY_EVENING
    row = re.search(rf"^\| {what} \| (.*) \|$", page("docs/typed.md"), re.MULTILINE)
    assert row
    examples = re.findall(r"`(.*?)`", row[1])
    assert len(examples) > 1
    for example in examples:
        value = example if " " not in example or example.startswith('"') else f'"{example}"'
        tracker(f"{line} {'plank:' if what == 'a dose' else ''}{value}")


RHYTHMS = ["days of the week", "some weeks only", "since the last one", "a number a week"]


@pytest.mark.parametrize("what", RHYTHMS)
def test_whatever_it_says_of_rhythms_is_understood(what: str, tracker: Tracker) -> None:
    tracker.configure("[reminders]\nnag = false\n")
    row = re.search(rf"^\| {what} \| (.*) \|$", page("docs/typed.md"), re.MULTILINE)
    assert row
    for number, example in enumerate(re.findall(r"`(.*?)`", row[1])):
        tracker(f"plan add ice {example} --name 'the {number}.'")


def test_the_areas_it_lists_are_those_of_the_body() -> None:
    listed = re.search(r"The areas are (.*?)\.", page("docs/typed.md"), re.DOTALL)
    assert listed
    assert re.findall(r"[\w-]+", listed[1].replace(" and ", ", ")) == list(areas())


# Those for each kind of session are named only once, as KIND.
NAMED = [
    words
    for words, _ in commands(cli)
    if not words.startswith(("tracker plan add ", "tracker start ", "tracker safety check "))
]


@pytest.mark.parametrize("words", NAMED)
def test_every_command_is_named(words: str) -> None:
    assert f"`{words}" in COMMANDS, f"tracker help {words.partition(' ')[2]}"


def test_every_option_is_named() -> None:
    options = {
        option
        for command in [cli, *(command for _, command in commands(cli))]
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in [*parameter.opts, *parameter.secondary_opts]
    }
    assert {option for option in options if f"`{option}" not in COMMANDS} == set()


def test_the_table_of_exit_codes_holds_those_of_the_errors() -> None:
    section = page("docs/files.md").split("## Exit codes")[1].split("\n## ")[0]
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)}
    raised = {
        error.exit_code
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, errors.TrackerError)
    }
    assert codes == raised | {0, 2, 130}


def test_each_dependency_has_a_reason() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    required = [*project["dependencies"], *extras["push"], *extras["postgresql"]]
    names = {re.split(r"[<>=;\[]", requirement)[0] for requirement in required}
    section = page("CONTRIBUTING.md").split("## Dependencies")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE)) == names


def test_every_target_of_make_is_named() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (CHECKOUT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    written = page("CONTRIBUTING.md")
    assert {target for target in phony[1].split() if f"`make {target}`" not in written} == set()


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    file = CHECKOUT / name
    assert all((file.parent / path).exists() for path in re.findall('src="(.*?)"', page(name)))
    for target, heading in re.findall(r"\]\(([^)#:]*)#?([^):]*)\)", page(name)):
        aim = file.parent / target if target else file
        assert aim.exists(), target
        if heading:
            lines = aim.read_text(encoding="utf-8").splitlines()
            assert heading in {anchor(line) for line in lines if line.startswith("#")}, target


def anchor(heading: str) -> str:
    """Return how a link names a heading."""
    return re.sub(r"[^\w -]", "", heading.lstrip("# ").casefold()).replace(" ", "-")


def test_the_first_page_fits_three_screens_and_leads_to_every_other() -> None:
    readme = page("README.md")
    assert len(readme.splitlines()) <= 150
    assert {name for name in PAGES[1:] if f"({name}" not in readme} == {"docs/house.md"}


def test_the_commands_stand_in_the_groups_of_help() -> None:
    """Each is in the first column of the table that has the name of its group."""
    for called, group in GROUPS.items():
        section = COMMANDS.split(f"\n## {called}\n")[1].split("\n## ")[0]
        first = "\n".join(re.findall(r"^\| (`tracker[^|]*)\|", section, re.MULTILINE))
        assert set(re.findall(r"`tracker ([\w-]+)", first)) == set(group)


def test_an_option_has_the_same_short_form_wherever_it_is() -> None:
    forms = {
        (max(param.opts, key=len), one)
        for _, command in commands(cli)
        for param in command.params
        if isinstance(param, click.Option)
        for one in param.opts
        if not one.startswith("--")
    }
    assert forms == set(SHORT.items())
    assert len({short for _, short in forms}) == len(SHORT)
