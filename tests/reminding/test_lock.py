"""One reminder process for one database: the lock, held by real processes."""

import fcntl
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.errors import Conflict
from tracker.reminding import lock
from tracker.reminding.lock import Holder

STARTED_AT = "2026-11-23 18:30 +01:00"
HOLD = """
import os, sys
from pathlib import Path
from tracker.errors import Conflict
from tracker.reminding import lock
try:
    held = lock.acquire(Path(sys.argv[1]), os.getpid(), sys.argv[2])
    print("held", flush=True)
except Conflict as refusal:
    print(refusal, flush=True)
sys.stdin.read()
"""


class Other:
    """Another process that takes the lock, says how it went, and stays until it is ended."""

    def __init__(self, path: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path), STARTED_AT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().rstrip("\n")

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def others(path: Path) -> Iterator[list[Other]]:
    started = [Other(path) for _ in range(3)]
    yield started
    for other in started:
        other.kill()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "diary.lock"


def test_of_several_processes_exactly_one_gets_the_lock_and_the_rest_are_told_which(
    path: Path, others: list[Other]
) -> None:
    answers = [other.answer() for other in others]

    [winner] = [other for other, answer in zip(others, answers, strict=True) if answer == "held"]
    pid = winner.process.pid
    assert lock.holder(path) == Holder(pid, STARTED_AT)
    # In the very first instant the winner may not yet have written who it is.
    refusals = [answer for answer in answers if answer.startswith("The reminders are already")]
    assert len(refusals) == 2
    with pytest.raises(Conflict) as late:
        lock.acquire(path, 1, "later")
    assert str(late.value) == (
        f"The reminders are already running since {STARTED_AT} (process {pid})."
    )


def test_a_killed_process_leaves_no_lock_behind(path: Path) -> None:
    other = Other(path)
    assert other.answer() == "held"

    other.kill()

    assert lock.holder(path) is None
    assert str(other.process.pid) in path.read_text()
    with lock.acquire(path, 7, "2026-11-24 09:00"):
        assert lock.holder(path) == Holder(7, "2026-11-24 09:00")
        assert path.read_text() == "7 2026-11-24 09:00\n"


def test_a_closed_lock_is_free_and_closing_it_twice_does_no_harm(path: Path) -> None:
    first = lock.acquire(path, 1, "a")
    first.close()
    first.close()

    assert lock.holder(path) is None
    lock.acquire(path, 2, "b").close()


def test_without_a_file_nobody_holds_the_lock_and_asking_makes_none(path: Path) -> None:
    assert lock.holder(path) is None
    assert not path.exists()


def test_a_holder_that_has_not_yet_written_is_a_holder_all_the_same(path: Path) -> None:
    with lock.acquire(path, 1, "a"):
        os.truncate(path, 0)

        assert lock.holder(path) == Holder(0, "")
        with pytest.raises(Conflict, match=r"^The reminders are already running\.$"):
            lock.acquire(path, 2, "b")


def test_the_lock_can_be_read_by_its_owner_alone(path: Path) -> None:
    with lock.acquire(path, 1, "a"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_looking_who_holds_the_lock_keeps_nobody_from_taking_it(path: Path) -> None:
    lock.acquire(path, 1, "a").close()
    look = os.open(path, os.O_RDWR)
    fcntl.flock(look, fcntl.LOCK_SH)

    assert lock.holder(path) is None
    end_of_look = threading.Timer(0.02, os.close, [look])
    end_of_look.start()
    with lock.acquire(path, 2, "b"):
        assert lock.holder(path) == Holder(2, "b")
    end_of_look.join()
