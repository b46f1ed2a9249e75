"""What programs read: each shape is described by the schema and shown by an example, both true.

Run as a program, this file writes the examples of docs/json.md anew, from what tracker answers.
"""

import ast
import contextlib
import io
import json
import os
import re
import shlex
import tempfile
from collections.abc import Callable
from importlib import import_module

import click
import jsonschema
import pytest

from tests.commands.schema import SCHEMA, SHAPES, checked
from tests.conftest import SUNDAY_MORNING, Program, Tracker
from tests.places import CHECKOUT
from tracker.cli import cli, main
from tracker.show.shapes import Answer, name_of

DOCUMENT = CHECKOUT / "docs/json.md"
EXAMPLE = re.compile(
    r"(?P<before>(?P<text>[^\n]*)\n\n```console\n(?P<lines>(?:\$ tracker [^\n]*\n)+)```\n\n```json\n)"
    r"(?P<answer>.*?)(?P<after>```\n)",
    re.DOTALL,
)


def with_answers(text: str, run: Callable[[str], str], home: str) -> str:
    """Return the document with what the program answers, run line by line from the empty diary."""

    def answered(found: re.Match[str]) -> str:
        *_, answer = [run(line.removeprefix("$ tracker ")) for line in found["lines"].splitlines()]
        if found["text"].endswith("Shortened here."):
            answer = shortened(answer)
        return found["before"] + answer.replace(home, "/home/ann") + found["after"]

    return EXAMPLE.sub(answered, text)


def shortened(answer: str) -> str:
    """Return the answer with the first alone of each of its lists."""
    content = json.loads(answer)
    for name, value in content.items():
        if isinstance(value, list):
            content[name] = value[:1]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SHAPES)


def test_the_examples_are_what_the_program_answers(tracker: Tracker) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert with_answers(text, tracker, str(tracker.home)) == text


def test_the_schema_accepts_the_examples() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    sections = re.findall(r"^## (\S+)\n.*?```json\n(.*?)```\n", text, re.DOTALL | re.MULTILINE)
    assert [(name, checked(example)["shape"]) for name, example in sections] == [
        (name, name) for name, _ in sections
    ]


def test_the_shapes_that_are_documented_are_those_of_the_schema_and_of_the_program() -> None:
    for path in (CHECKOUT / "tracker/show/shapes").glob("[a-z]*.py"):
        import_module(f"tracker.show.shapes.{path.stem}")
    shapes = {name_of(answer) for answer in Answer.__subclasses__()}
    shapes |= {
        str(node.args[0].value)
        for path in (CHECKOUT / "tracker/show").glob("data*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "document"
        if isinstance(node.args[0], ast.Constant)
    }
    headings = re.findall(r"^## (\S+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted(SHAPES["properties"]["shape"]["enum"])
    assert set(headings) <= shapes


WHOLE_DIARY = [
    ("log massage 60 --style hot-stone --with Ana --by professional --purpose pain-relief --cost 80 "
    "--covered 50 --claim paid --pain 6:3 --area neck --area hip:left --note 'Grüße\n語' "
    "--at 'yesterday 17:05'"),
    "log heat 20 --temperature 40.5 --barrier --pain 5",
    "log ice --temperature -3 --no-barrier --at 2026-11-20",
    "log bath --temperature 98F --area low:both --at '10 nov 20:00'",
    "log exercise bird-dog:3x10x8s/side plank:3x30s walking:20m bridge",
    "log visit 1h30 --with 'Dr. Lee' --cost 8000JPY --claim to-claim",
    "log visit 30 --cost 4.5KWD --covered 0",
]  # fmt: skip
READING = [
    "today",
    "history",
    "history --kind massage --area neck --with ana --since 2026-11-01 --until today --limit 1",
    "history --limit 1",
    "summary",
    "summary --week 2026-W46",
    "summary --weeks 8",
    "undo --list",
    "config",
]
WRITING = [
    "again",
    "again massage --pain 4:1",
    "edit 1 --cost '' --covered ''",
    "delete 1 2",
    "undo",
]


@pytest.mark.parametrize("line", READING)
def test_what_is_read_fits_the_schema_also_where_there_is_nothing(
    tracker: Tracker, line: str
) -> None:
    checked(tracker(f"{line.replace(' --with ana', '')} --json"))
    for entry in WHOLE_DIARY:
        checked(tracker(f"{entry} --json"))
    checked(tracker(f"{line} --json"))


@pytest.mark.parametrize("line", WRITING)
def test_what_is_stored_fits_the_schema_and_so_does_taking_it_back(
    tracker: Tracker, line: str
) -> None:
    for entry in WHOLE_DIARY:
        tracker(entry)
    before = checked(tracker("history --json"))
    checked(tracker(f"{line} --json"))
    checked(tracker("undo --json"))
    assert line == "undo" or checked(tracker("history --json")) == before


def test_every_field_says_what_was_told(tracker: Tracker) -> None:
    session = checked(tracker(f"{WHOLE_DIARY[0]} --json"))["session"]
    assert session == session | {
        "number": 1,
        "kind": "massage",
        "day": "2026-11-21",
        "started_at": "2026-11-21T17:05:00+01:00",
        "ended_at": "2026-11-21T18:05:00+01:00",
        "zone": "Europe/Berlin",
        "duration_s": 3600,
        "pain_before": 6,
        "pain_after": 3,
        "areas": [{"name": "neck", "side": None}, {"name": "hip", "side": "left"}],
        "style": "hot-stone",
        "provider": "Ana",
        "performer": "professional",
        "purpose": "pain-relief",
        "cost": {"amount": "80.00", "currency": "EUR"},
        "covered": {"amount": "50.00", "currency": "EUR"},
        "claim": "paid",
        "note": "Grüße\n語",
        "came_in": "logged",
        "created_at": "2026-11-22T10:00:00+01:00",
        "changed_at": "2026-11-22T10:00:00+01:00",
    }


def test_json_alone_goes_to_standard_output(tracker: Tracker, program: Program) -> None:
    """The real program, also where it complains and where the locale knows no such letters."""
    tracker("log ice --note 'Grüße 語'")
    for variables in ({}, {"LANG": "C"}, {"LC_ALL": "C"}):
        done = program("history --json", variables=variables)
        assert (done.returncode, done.stderr) == (0, "")
        assert checked(done.stdout)["sessions"][0]["note"] == "Grüße 語"
    refused = program("history --json --since blursday")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("Error: --since blursday cannot be read as a day.")


def test_the_schema_refuses_what_is_not_such_an_answer(tracker: Tracker) -> None:
    good = checked(tracker("log ice --json"))
    for bad in (
        good | {"shape": "unheard-of"},
        good | {"version": 2},
        good | {"more": 1},
        {name: value for name, value in good.items() if name != "remark"},
        good | {"session": good["session"] | {"started_at": "2026-11-22T10:00:00"}},
        good | {"session": good["session"] | {"pain_after": 11}},
        good | {"session": good["session"] | {"more": 1}},
    ):
        with pytest.raises(jsonschema.ValidationError):
            SCHEMA.validate(bad)


def answering(group: click.Group, words: tuple[str, ...] = ()) -> list[str]:
    """Return the commands that answer in JSON."""
    found = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if any("--json" in one.opts for one in command.params):
            found.append(" ".join((*words, name)))
        if isinstance(command, click.Group):
            found += answering(command, (*words, name))
    return found


@pytest.mark.parametrize(
    "command",
    ["again", "config", "delete", "edit", "history", "log ice", "summary", "today", "undo"],
)
def test_every_command_that_reads_or_stores_answers_in_json(command: str) -> None:
    assert command in answering(cli)


def _write_examples() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, TZ="Europe/Berlin")

        def run(line: str) -> str:
            answer = io.StringIO()
            with contextlib.redirect_stdout(answer):
                assert main(shlex.split(line), lambda: SUNDAY_MORNING) == 0
            return answer.getvalue()

        text = with_answers(DOCUMENT.read_text(encoding="utf-8"), run, home)
        DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write_examples()
