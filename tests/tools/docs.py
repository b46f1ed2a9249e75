"""What is written by the program itself in the documentation: that of JSON, and the topics of help.

`make docs` writes docs/json.schema.json and docs/json.md anew, and the pages that are made of
topics; tests compare them with that.
"""

import contextlib
import io
import json
import os
import pkgutil
import re
import shlex
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import msgspec

from tests.conftest import SUNDAY_MORNING
from tests.places import CHECKOUT
from tracker.cli import main
from tracker.show import shapes, topics
from tracker.show.shapes import VERSION, Answer, name_of

DOCUMENT = CHECKOUT / "docs/json.md"
SCHEMA = CHECKOUT / "docs/json.schema.json"
PARTS = "## The parts of answers"
# The pages made of topics of help: what they are called, and the topics in their order.
OF_TOPICS = {
    "typed.md": ("How things are typed", ["times", "doses", "areas", "amounts", "rhythms"]),
    "files.md": ("Files and exit codes", ["files", "exit-codes"]),
    "servers.md": ("Several machines, one diary", ["servers"]),
}
# Of what needs a while to pass, as a timer does; such an example is written by hand.
ONCE = "As it was answered once."
EXAMPLE = re.compile(
    r"(?P<before>(?P<text>[^\n]*)\n\n```console\n(?P<lines>(?:\$ tracker [^\n]*\n)+)```\n\n```json\n)"
    r"(?P<answer>.*?)(?P<after>```\n)",
    re.DOTALL,
)


@cache
def schema() -> dict[str, Any]:
    """Return the schema that every answer keeps to, written from the shapes."""
    for module in pkgutil.iter_modules(shapes.__path__):
        import_module(f"tracker.show.shapes.{module.name}")
    answers = {
        name_of(answer): answer
        for answer in Answer.__subclasses__()
        if answer.__module__.startswith("tracker.")
    }
    names = sorted(answers)
    _, parts = msgspec.json.schema_components(answers.values(), ref_template="#/$defs/{name}")
    # A part is called as answers are, so that its name can be a heading of the documentation.
    text = re.sub(r"#/\$defs/(\w+)", lambda ref: f"#/$defs/{_hyphened(ref[1])}", json.dumps(parts))
    defs = {_hyphened(title): part for title, part in json.loads(text).items()}
    for name, part in defs.items():
        del part["title"]
        if name in answers:
            named = {"shape": {"const": name}, "version": {"const": VERSION}}
            part["properties"] = named | part["properties"]
            part["required"] = [*named, *part["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What tracker answers with --json",
        "type": "object",
        "required": ["shape", "version"],
        "properties": {"shape": {"enum": names}, "version": {"const": VERSION}},
        "allOf": [
            {
                "if": {"properties": {"shape": {"const": name}}},
                "then": {"$ref": f"#/$defs/{name}"},
            }
            for name in names
        ],
        "$defs": {name: defs[name] for name in [*names, *sorted(defs.keys() - answers.keys())]},
    }


def laid_out(value: Any, indent: str = "") -> str:
    """Return JSON in which whatever fits stands on one line."""
    text = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(text) <= 98 or not isinstance(value, dict | list):
        return text
    inner = indent + "  "
    if isinstance(value, list):
        lines = [laid_out(one, inner) for one in value]
        return "[\n" + ",\n".join(inner + line for line in lines) + f"\n{indent}]"
    lines = [f"{json.dumps(key)}: {laid_out(one, inner)}" for key, one in value.items()]
    return "{\n" + ",\n".join(inner + line for line in lines) + f"\n{indent}}}"


def with_tables(text: str) -> str:
    """Return the document with a table of fields behind each example, and the parts at its end."""
    defs = schema()["$defs"]
    prose, _, _ = text.partition(f"\n{PARTS}\n")
    sections = []
    for section in re.split(r"^(?=## )", f"{prose}\n", flags=re.MULTILINE):
        found = re.match(r"## (\S+)\n", section)
        end = section.rfind("```\n") + 4
        sections.append(f"{section[:end]}\n{_table(defs[found[1]])}\n" if found else section)
    shown = schema()["properties"]["shape"]["enum"]
    parts = [
        f"### {name}\n\n{part['description']}\n\n{_table(part)}"
        for name, part in defs.items()
        if name not in shown
    ]
    return "".join(sections) + "\n".join([f"{PARTS}\n", *parts])


def with_answers(text: str, run: Callable[[str], str], home: str) -> str:
    """Return the document with what the program answers, run line by line from the empty diary."""

    def answered(found: re.Match[str]) -> str:
        if found["text"].endswith(ONCE):
            return found[0]
        *_, answer = [run(line.removeprefix("$ tracker ")) for line in found["lines"].splitlines()]
        if found["text"].endswith("Shortened here."):
            answer = _shortened(answer)
        return found["before"] + answer.replace(home, "/home/ann") + found["after"]

    return EXAMPLE.sub(answered, text)


def _shortened(answer: str) -> str:
    """Return the answer with the first alone of each of its lists."""
    content = json.loads(answer)
    for name, value in content.items():
        if isinstance(value, list):
            content[name] = value[:1]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def of_topics(page: str) -> str:
    """Return a page of the documentation that is made of topics of help."""
    title, names = OF_TOPICS[page]
    told = ", ".join(f"`tracker help {name}`" for name in names)
    head = f"# {title}\n\nThe same is shown in a terminal by {told}.\n"
    return "\n".join([head, *(f"#{topics.source(name)}" for name in names)])


def _table(part: Mapping[str, Any]) -> str:
    rows = [
        f"| `{name}` | {_in_words(field)} | {field['description']} |\n"
        for name, field in part["properties"].items()
        if "const" not in field
    ]
    return "".join(["| field | type | meaning |\n", "|---|---|---|\n", *rows])


def _in_words(field: Mapping[str, Any]) -> str:
    """Return the type of a field in plain words."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if "anyOf" in field:
        *kinds, last = [_in_words(one) for one in field["anyOf"]]
        return f"{', '.join(kinds)}, or {last}"
    if "enum" in field:
        *words, last = [f"`{word}`" for word in field["enum"]]
        return f"{', '.join(words)} or {last}"
    kind = field.get("type")
    if kind == "array":
        return f"list: {_in_words(field['items'])}"
    if kind in ("integer", "number"):
        least, most = field.get("minimum"), field.get("maximum")
        span = "" if least is None else f" from {least}" if most is None else f" {least} to {most}"
        return ("whole number" if kind == "integer" else "number") + span
    if kind == "string":
        return {"date": "day", "date-time": "instant"}.get(field.get("format", ""), "text")
    return {"boolean": "true or false"}.get(str(kind), str(kind))


def _hyphened(title: str) -> str:
    return re.sub(r"\B(?=[A-Z])", "-", title).lower()


def _write() -> None:
    for page in OF_TOPICS:
        (CHECKOUT / "docs" / page).write_text(of_topics(page), encoding="utf-8")
    SCHEMA.write_text(laid_out(schema()) + "\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, TZ="Europe/Berlin")

        def run(line: str) -> str:
            answer = io.StringIO()
            with contextlib.redirect_stdout(answer):
                assert main(shlex.split(line), lambda: SUNDAY_MORNING) == 0
            return answer.getvalue()

        text = with_answers(DOCUMENT.read_text(encoding="utf-8"), run, home)
        DOCUMENT.write_text(with_tables(text), encoding="utf-8")


if __name__ == "__main__":
    _write()
