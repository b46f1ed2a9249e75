"""A process that is killed at any point loses nothing it answered, and leaves nothing half done."""

import contextlib
import json
import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from tests.diary.conftest import FIRST_FORM
from tests.places import NOW, Program, environment, is_whole, python, rows
from tracker.database import HEAD

# Everything is loaded and compiled once, by doing it; each victim is a child of this process and costs
# no start of Python.
_FORKING = """
import contextlib, datetime, json, os, sys
import alembic.command, alembic.autogenerate
from tests import statements
from tracker.cli import main
now = datetime.datetime.fromisoformat(sys.argv[1])
statements.share()
for first in json.loads(sys.argv[2]):
    with contextlib.redirect_stdout(None):
        assert main(first, lambda: now) == 0
for line in sys.stdin:
    turns = json.loads(line)
    child = os.fork()
    if child == 0:
        os.write(1, f"pid {os.getpid()}\\n".encode())
        while True:
            for words in turns:
                if code := main(words, lambda: now):
                    os.write(1, f"code {code}\\n".encode())
    os.waitpid(child, 0)
    os.write(1, b"\\nended\\n")
"""
LOG = ["log", "massage", "50", "--at", "2026-11-20", "--yes", "--style", "thai", "--cost", "50"]
LOG += ["--area", "neck", "--area", "hip:left", "--pain", "6:3"]


class Victims:
    """Processes that run command lines over and over until they are killed."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            python("-c", _FORKING, NOW.isoformat(), json.dumps([LOG, ["history"]])),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(home),
        )
        assert self._process.stdin
        assert self._process.stdout
        self._in = self._process.stdin
        self._out = self._process.stdout.fileno()

    def killed(self, turns: list[list[str]], answers: int, after_s: float) -> list[str]:
        """Return the lines of a process that is killed `after_s` seconds after some answers."""
        self._in.write(json.dumps(turns).encode() + b"\n")
        self._in.flush()
        said = b""
        while said.count(b"\n") < 1 or said.count(b"\n#") < answers:
            said += self._read()
        victim = int(said.split()[1])
        # An answer that comes meanwhile is as good a moment.
        select.select([self._out], [], [], after_s)
        os.kill(victim, signal.SIGKILL)
        while not said.endswith(b"\nended\n"):
            said += self._read()
        return said.decode().splitlines()[1:-1]

    def _read(self) -> bytes:
        said = os.read(self._out, 65536)
        assert said, "the process from which the victims come has died"
        return said

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def victims(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victims]:
    with Victims(tmp_path_factory.mktemp("victims")) as running:
        yield running


def number_of(line: str) -> int:
    return int(line.removeprefix("#").split()[0])


def test_what_was_answered_is_kept_and_nothing_is_half_done(
    victims: Victims, tmp_path: Path
) -> None:
    path = tmp_path / "diary.db"
    on = ["--database", f"sqlite:///{path}"]
    turns = [[*on, *LOG, "--with", f"Ana {number}"] for number in range(5)]
    chance, answered, waited_for = random.Random(11), 0, 0
    for _ in range(60):
        answers = chance.randrange(4)
        waited_for += answers
        lines = victims.killed(turns, answers, chance.uniform(0, 0.02))
        assert not [line for line in lines if line.startswith("code")]
        # A line is whole where another follows it; the last may have been cut off.
        told = [number_of(line) for line, _ in pairwise(lines) if line.startswith("#")]
        answered = max([answered, *told])
        if path.exists() and path.stat().st_size:
            assert is_whole(path)
            assert_whole_changes(rows(path), answered)
    assert answered > waited_for - 60


def assert_whole_changes(stored: dict[str, list[dict[str, Any]]], answered: int) -> None:
    """Check that each change is there with all its rows, and no row without its change."""
    if "sessions" not in stored:
        assert answered == 0
        return
    numbers = [row["id"] for row in stored["sessions"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= answered
    assert [row["id"] for row in stored["changes"]] == numbers
    touched: dict[int, list[tuple[str, str]]] = {number: [] for number in numbers}
    for row in stored["changed_rows"]:
        touched[row["change_id"]].append((row["table_name"], row["row_key"]))
    known: set[int] = set()
    providers = {row["session_id"]: row["provider_id"] for row in stored["services"]}
    for number in numbers:
        expected = {
            ("sessions", json.dumps({"id": number})),
            ("massages", json.dumps({"session_id": number})),
            ("services", json.dumps({"session_id": number})),
            ("session_areas", json.dumps({"session_id": number, "position": 0})),
            ("session_areas", json.dumps({"session_id": number, "position": 1})),
        }
        if providers[number] not in known:
            known.add(providers[number])
            expected.add(("providers", json.dumps({"id": providers[number]})))
        assert set(touched[number]) == expected
        assert len(touched[number]) == len(expected)
    for table, each in (("massages", 1), ("services", 1), ("session_areas", 2)):
        assert len(stored[table]) == each * len(numbers)
    assert {row["id"] for row in stored["providers"]} == known


def test_a_diary_that_was_half_made_is_made_whole(victims: Victims, tmp_path: Path) -> None:
    chance = random.Random(12)
    made = 0
    with Program(tmp_path) as program:
        for number in range(15):
            path = tmp_path / f"{number}.db"
            on = ["--database", f"sqlite:///{path}"]
            victims.killed([[*on, "log", "ice", "15"]], 0, chance.uniform(0, 0.12))
            made += path.exists()
            answer = program(*on, "log", "ice", "20", "--yes")
            assert (answer.code, answer.err) == (0, "")
            assert is_whole(path)
            assert rows(path)["sessions"][-1]["duration_s"] == 1200
    assert made


def test_an_upgrade_that_was_cut_off_is_done_again(victims: Victims, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    with contextlib.closing(sqlite3.connect(older)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(FIRST_FORM)
    before = rows(older)
    chance = random.Random(13)

    def told(row: dict[str, Any]) -> dict[str, Any]:
        """Return what the older form knows of a session; its newer columns are empty, but one."""
        newer = row.keys() - before["sessions"][0].keys() - {"uuid"}
        assert not any(row[name] for name in newer)
        return {name: row[name] for name in before["sessions"][0]}

    with Program(tmp_path) as program:
        for number in range(12):
            path = tmp_path / f"{number}" / "diary.db"
            path.parent.mkdir()
            shutil.copy(older, path)
            on = ["--database", f"sqlite:///{path}"]
            victims.killed([[*on, "history"]], 0, chance.uniform(0, 0.12))
            assert [told(row) for row in rows(path)["sessions"]] == before["sessions"]
            assert rows(path)["alembic_version"][0]["version_num"] in ("0001", HEAD)
            assert program(*on, "history").code == 0
            assert rows(path)["alembic_version"] == [{"version_num": HEAD}]
            assert [told(row) for row in rows(path)["sessions"]] == before["sessions"]
            assert is_whole(path)
            copies = [copy for copy in path.parent.iterdir() if "form-0001" in copy.name]
            # What bears the name of a copy is one.
            held = [rows(copy) for copy in copies if copy.suffix == ".db"]
            assert held
            assert all(copy == before for copy in held)
