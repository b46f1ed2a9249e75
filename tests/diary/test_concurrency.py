"""Many processes use one diary at once, and nothing is lost, doubled or refused."""

import contextlib
import datetime as dt
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import Answer, Program, files, is_whole, rows


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def programs(home: Path) -> Iterator[list[Program]]:
    """Ten processes of one person."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(Program(home)) for _ in range(10)]


def at_once(running: list[Program], *words: str) -> list[Answer]:
    """Give every process the same command line, and only then wait for the answers."""
    for program in running:
        program.ask(*words)
    return [program.answer() for program in running]


@pytest.mark.parametrize("count", [2, 8])
def test_commands_at_once_make_one_diary(
    programs: list[Program], tmp_path: Path, count: int
) -> None:
    for number in range(6):
        path = tmp_path / f"{number}.db"
        words = ("log", "ice", "15", "--yes") if number % 2 else ("undo",)
        answers = at_once(programs[:count], "--database", f"sqlite:///{path}", *words)
        code = 0 if number % 2 else 3
        assert [answer.code for answer in answers] == count * [code]
        assert len(rows(path)["alembic_version"]) == 1
        assert len(rows(path)["sessions"]) == (count if number % 2 else 0)
        assert is_whole(path)
    assert files(tmp_path).keys() == {f"{number}.db" for number in range(6)}


def test_commands_at_once_make_one_folder(programs: list[Program], home: Path) -> None:
    assert list(home.iterdir()) == []
    answers = at_once(programs[:8], "log", "ice", "15", "--yes")
    assert [(answer.code, answer.err) for answer in answers] == 8 * [(0, "")]
    found = json.loads(programs[0]("history", "--json").out)["sessions"]
    assert sorted(session["number"] for session in found) == list(range(1, 9))


@pytest.fixture
def on_disk() -> Iterator[Path]:
    """Return a folder that does not lie in memory.

    There, writers with no pause between two commands leave others no gap: one may wait too long.
    """
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        yield Path(folder)


def test_eight_processes_log_a_hundred_sessions_each(
    programs: list[Program], on_disk: Path
) -> None:
    path = on_disk / "diary.db"
    on = ("--database", f"sqlite:///{path}")
    writing, reading = programs[:8], programs[8:]
    for number in range(100):
        day = dt.date(2026, 8, 1) + dt.timedelta(days=number)
        for hour, program in enumerate(writing, start=8):
            when = ("--at", f"{day} {hour:02}:00", "--note", f"{number}")
            program.ask(*on, "log", "exercise", "plank:3x30s", *when)
    logged: list[Answer] = []
    read: list[Answer] = []
    for _ in range(50):
        reading[0].ask(*on, "history", "--json", "--limit", "5")
        reading[1].ask(*on, "summary", "--json")
        logged += [program.answer() for program in 2 * writing]
        read += [program.answer() for program in reading]
    assert {(answer.code, answer.err) for answer in [*logged, *read]} == {(0, "")}
    numbers = [int(answer.out.removeprefix("#").split()[0]) for answer in logged]
    assert sorted(numbers) == list(range(1, 801))
    stored = rows(path)
    assert [row["id"] for row in stored["sessions"]] == list(range(1, 801))
    assert [row["id"] for row in stored["changes"]] == list(range(1, 801))
    assert len(stored["exercises_done"]) == 800
    assert sorted(int(row["note"]) for row in stored["sessions"]) == sorted(8 * list(range(100)))
    assert is_whole(path)
