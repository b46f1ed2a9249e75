"""What the tests of the reminder process stand on: a session bus, and this process at it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.stages import Stage, stage
from tests.running import Diary
from tracker.reminding.notifiers.bus import Desktop


@pytest.fixture(scope="module")
def private_bus() -> Iterator[Stage]:
    with stage("bus.sh") as here:
        yield here


@pytest.fixture
def bus(private_bus: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Return a session bus without a daemon, which is the one that this process sees."""
    private_bus.enter(monkeypatch)
    return private_bus


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    """Give the channel to the desktop of the bus that this process sees."""
    channel = Desktop()
    yield channel
    channel.close()


@pytest.fixture(params=["file", "server"])
def diary_anywhere(request: pytest.FixtureRequest, empty_diary: Path) -> Path | str:
    """Give an empty diary: once a file to be copied, and once the address of one on a server."""
    if request.param == "file":
        return empty_diary
    address: str = request.getfixturevalue("on_server")
    return address


@pytest.fixture
def diary(home: Path, empty_diary: Path) -> Diary:
    made = Diary(home)
    made.path.parent.mkdir(parents=True, mode=0o700)
    shutil.copy(empty_diary, made.path)
    return made
