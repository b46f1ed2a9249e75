"""A change made by another process rings at the reminder process."""

import os
import select
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.doorbell import Doorbell, ring

RING = "import sys; from pathlib import Path; from tracker.doorbell import ring; "


@pytest.fixture(params=["bell", "a-name-far-too-long-for-a-socket-" * 5])
def path(request: pytest.FixtureRequest) -> Iterator[Path]:
    """Give a path for a Unix socket, and one for which another kind must be taken."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "tracker" / request.param


def is_readable(bell: Doorbell, within_s: float) -> bool:
    return bool(select.select([bell], [], [], within_s)[0])


def test_another_process_rings(path: Path) -> None:
    bell = Doorbell(path)
    assert not is_readable(bell, 0)
    assert bell.drain() is False

    words = [sys.executable, "-c", RING + "ring(Path(sys.argv[1]))", str(path)]
    subprocess.run(words, check=True)

    assert is_readable(bell, 10)
    assert bell.drain() is True
    assert not is_readable(bell, 0)
    bell.close()


def test_many_rings_are_one_and_no_ring_ever_waits(path: Path) -> None:
    bell = Doorbell(path)

    for _ in range(3000):
        ring(path)

    assert bell.drain() is True
    bell.close()


def test_a_ring_costs_less_than_a_millisecond(path: Path) -> None:
    bell = Doorbell(path)
    took_s = []
    for _ in range(50):
        begun = time.perf_counter()
        ring(path)
        took_s.append(time.perf_counter() - begun)
        bell.drain()

    assert min(took_s) < 0.001
    bell.close()


def test_the_doorbell_of_a_killed_process_is_taken_over(path: Path) -> None:
    make = RING.replace("import ring", "import Doorbell")
    words = [sys.executable, "-c", make + "Doorbell(Path(sys.argv[1])); import os; os._exit(9)"]
    assert subprocess.run([*words, str(path)], check=False).returncode == 9
    assert path.exists()
    ring(path)

    bell = Doorbell(path)
    ring(path)

    assert is_readable(bell, 10)
    assert bell.drain() is True
    bell.close()


def test_a_closed_doorbell_leaves_nothing_and_may_be_rung_and_closed_again(path: Path) -> None:
    bell = Doorbell(path)
    bell.close()
    bell.close()

    ring(path)

    assert list(path.parent.iterdir()) == []


def test_only_the_owner_can_use_it(path: Path) -> None:
    bell = Doorbell(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    bell.close()


def test_without_the_secret_a_local_port_is_not_rung(tmp_path: Path) -> None:
    path = tmp_path / ("long-" * 30)
    bell = Doorbell(path)
    port = int(path.read_bytes().split()[0])

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(b"!", ("127.0.0.1", port))
        stranger.sendto(b"x" * 5000, ("127.0.0.1", port))

    assert is_readable(bell, 10)
    assert bell.drain() is False
    ring(path)
    assert is_readable(bell, 10)
    assert bell.drain() is True
    bell.close()


@pytest.mark.parametrize(
    "content", [b"", b"x", b"a b", b"1 2 3", b"99999999 s", b"-1 s", b"\xff \x00"]
)
def test_a_ring_at_a_file_that_is_no_doorbell_does_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)

    ring(tmp_path / "file")

    assert (tmp_path / "file").read_bytes() == content


def test_a_ring_at_what_cannot_be_a_doorbell_does_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    ring(tmp_path / "pipe")
    ring(tmp_path)
    ring(tmp_path / "missing" / "bell")
    ring(Path("a\0b"))
    ring(Path("x" * 5000))
