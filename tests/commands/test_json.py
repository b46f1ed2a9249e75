"""What programs read: each shape is described by the schema and shown by an example, both true."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import click
import jsonschema
import pytest

from tests.commands.schema import SCHEMA, SHAPES, checked
from tests.conftest import Program, Tracker
from tests.tools import docs
from tracker.care.fields import FIELDS, PLANNED
from tracker.cli import cli

EXAMPLES = [
    json.loads(answer) for *_, answer, _ in docs.EXAMPLE.findall(docs.DOCUMENT.read_text("utf-8"))
]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SHAPES)


def test_the_documentation_is_what_make_docs_writes(tracker: Tracker) -> None:
    assert docs.SCHEMA.read_text("utf-8") == docs.laid_out(docs.schema()) + "\n"
    text = docs.DOCUMENT.read_text("utf-8")
    assert docs.with_tables(docs.with_answers(text, tracker, str(tracker.home))) == text


def test_each_shape_has_its_heading_and_its_example() -> None:
    text = docs.DOCUMENT.read_text("utf-8")
    headings = re.findall(r"^## (\S+)$", text, re.MULTILINE)
    assert [
        checked(f"{json.dumps(one, ensure_ascii=False, indent=2)}\n")["shape"] for one in EXAMPLES
    ] == headings
    assert sorted(headings) == SHAPES["properties"]["shape"]["enum"]


def test_every_field_is_found_by_programs_and_says_what_it_means(tracker: Tracker) -> None:
    session, plan = (SHAPES["$defs"][part]["properties"] for part in ("session", "plan-known"))
    (columns,) = csv.reader(io.StringIO(tracker("history --csv")))
    for name, field in FIELDS.items():
        assert field.says
        key = field.column if field.column.endswith("_s") else name
        assert session[key]["description"] == field.says
        assert key in plan or name not in PLANNED
        heads = {"duration": "minutes", "relief": "relief_minutes"}
        assert heads.get(name, name) in columns


def mutations(value: Any) -> Iterator[Any]:
    """Yield what is like an answer, but lacks a key somewhere, has one more, or another type."""
    if isinstance(value, dict):
        yield value | {"unheard-of": 1}
        for key, inner in value.items():
            yield {name: one for name, one in value.items() if name != key}
            yield from (value | {key: other} for other in mutations(inner))
    elif isinstance(value, list):
        yield from ([*value[:1], other] for one in value[:1] for other in mutations(one))
    else:
        # There is nothing of which any object, or a list of numbers, could be the value.
        yield from ({}, [1])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["shape"])
def test_the_schema_refuses_whatever_is_not_quite_an_answer(example: Any) -> None:
    refused = [other for other in mutations(example) if not SCHEMA.is_valid(other)]
    # Of a group of costs it depends on the question whether it has a month or a person.
    assert len(list(mutations(example))) - len(refused) == (example["shape"] == "costs")
    assert len(refused) >= 5


WHOLE_DIARY = [
    ("log massage 60 --style hot-stone --with Ana --by professional --purpose pain-relief --cost 80 "
    "--covered 50 --claim paid --pain 6:3 --area neck --area hip:left --note 'Grüße\n語' "
    "--at 'yesterday 17:05'"),
    "log heat 20 --temperature 40.5 --barrier --pain 5 --feels stiff --relief 2d",
    "log ice --temperature -3 --no-barrier --at 2026-11-20",
    "log bath --temperature 98F --area low:both --at '10 nov 20:00'",
    "log exercise bird-dog:3x10x8s/side plank:3x30s walking:20m bridge --effort hard --relief 0",
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
