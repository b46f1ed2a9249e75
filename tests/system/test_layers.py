"""The arrows between the parts of the house point one way, as the picture of the design has them."""

import ast
import functools
import sys
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import tracker

PACKAGE = Path(tracker.__file__).parent
TOOLS = {"care", "errors", "escaping", "text", "when"}
# What each part may import of the others; `settings` and `journal` as types alone are no arrow.
ALLOWED = {
    "__main__": {"cli"},
    "escaping": set[str](),
    "errors": {"escaping"},
    "text": {"errors", "escaping"},
    "places": set[str](),
    "servers": {"escaping"},
    "glance": {"places", "servers"},
    "private": {"errors", "escaping"},
    "locking": {"errors", "escaping"},
    "doorbell": {"errors", "private"},
    "pulse": {"errors", "escaping", "private"},
    "when": TOOLS,
    "care": {"care", "errors"},
    "settings": {"settings", "private", "locking", "servers"} | TOOLS,
    "tables": {"tables"},
    "database": {
        "database",
        "errors",
        "escaping",
        "locking",
        "newfile",
        "places",
        "private",
        "servers",
        "tables",
    },
    "journal": {"journal", "database", "tables"} | TOOLS,
    "show": {"show", "pulse"} | TOOLS,
    "report": {"report", "show"} | TOOLS,
    "exchange": {"exchange", "private"} | TOOLS,
    # The reminder process is a program beside the commands: it opens the diary through the app.
    "reminding": {
        "reminding",
        "servers",
        "journal",
        "database",
        "settings",
        "app",
        "doorbell",
        "locking",
        "places",
        "private",
        "pulse",
    }
    | TOOLS,
    "doctor": {
        "doctor",
        "reminding",
        "app",
        "database",
        "settings",
        "places",
        "private",
        "pulse",
        "system_zone",
    }
    | TOOLS,
    "newfile": {"errors", "escaping", "private"},
    "demo": {"app", "journal", "newfile"} | TOOLS,
    "timing": {"timing", "show", "app", "reminding"} | TOOLS,
    "system_zone": {"care", "escaping"},
    "present": {"settings", "system_zone"} | TOOLS,
    "app": {
        "present",
        "journal",
        "database",
        "settings",
        "places",
        "doorbell",
        "glance",
        "pulse",
        "servers",
        "system_zone",
    }
    | TOOLS,
    "cli": {
        "cli",
        "show",
        "timing",
        "demo",
        "doctor",
        "newfile",
        "app",
        "present",
        "glance",
        "pulse",
        "reminding",
        "exchange",
        "report",
        "settings",
    }
    | TOOLS,
}
# One file, or one part, knows each of the libraries.
KNOWERS = {
    "sqlalchemy": {"database", "tables", "journal"},
    "alembic": {"database"},
    "psycopg": {"database", "glance"},
    "apscheduler": {"reminding"},
    "plyer": {"reminding"},
    "jeepney": {"reminding"},
    "apprise": {"reminding"},
    "tomlkit": {"settings"},
    "click": {"cli"},
    "jinja2": {"report"},
    "weasyprint": {"report"},
    "icalendar": {"exchange"},
    "dateutil": {"exchange"},
}
FILES = sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    """Return the part of the house that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def module_of(path: Path) -> str:
    """Return the name by which a file is imported."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


MODULES = {module_of(path): path for path in FILES}


def circle_in(arrows: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the nodes of one circle of the arrows, or nothing where there is none."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@functools.cache
def parsed(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@functools.cache
def imports(path: Path) -> list[str]:
    """Return what a file imports, within functions too, but for what it needs as types alone.

    What is imported from a module is that module where it is one itself, as in `from a import b`.
    """
    typed = {
        id(inner)
        for node in parsed(path)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = []
    for node in parsed(path):
        if id(node) in typed:
            continue
        if isinstance(node, ast.Import):
            found += [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            for name in (f"{node.module}.{one.name}" for one in node.names):
                found.append(name if name in MODULES else str(node.module))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_only_what_its_part_may(path: Path) -> None:
    part = part_of(path)
    if part == "__init__":
        assert imports(path) == []
        return
    found = {name.split(".")[1] for name in imports(path) if name.startswith("tracker.")}
    assert found <= ALLOWED[part]
    libraries = {name.split(".")[0] for name in imports(path)}
    assert [one for one in libraries & KNOWERS.keys() if part not in KNOWERS[one]] == []


def test_the_files_import_each_other_in_no_circle() -> None:
    arrows = {name: set(imports(path)) & MODULES.keys() for name, path in MODULES.items()}
    assert circle_in(arrows) == []


def test_the_parts_import_each_other_in_no_circle() -> None:
    assert circle_in({part: others - {part} for part, others in ALLOWED.items()}) == []


def test_the_care_rules_know_the_standard_library_and_how_values_are_made() -> None:
    outside = {
        name.split(".")[0]
        for path in FILES
        if part_of(path) == "care"
        for name in imports(path)
        if not name.startswith(("tracker.care", "tracker.errors"))
    }
    assert outside <= sys.stdlib_module_names | {"msgspec"}


@pytest.mark.parametrize(
    ("library", "most"),
    [("apscheduler", 1), ("plyer", 2), ("jeepney", 2), ("dateutil", 1)],
)
def test_few_files_know_a_library_that_could_be_exchanged(library: str, most: int) -> None:
    knowing = [
        path for path in FILES if any(name.split(".")[0] == library for name in imports(path))
    ]
    assert len(knowing) <= most


def test_the_clock_is_read_in_one_place() -> None:
    readers = {
        str(path.relative_to(PACKAGE))
        for path in FILES
        for node in parsed(path)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node)
        in ("dt.datetime.now", "dt.date.today", "dt.datetime.utcnow", "time.time")
    }
    assert readers == {"app.py"}
