"""What the tests of the reminder process stand on: a session bus, this process at it, a service of push."""

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.desktop.stages import Stage, stage
from tests.running import Diary
from tracker.reminding.notifiers.bus import Desktop


class Service(BaseHTTPRequestHandler):
    """Takes messages at /ok, refuses them at /bad, and never answers at /hang."""

    received: list[bytes]
    ending: threading.Event

    def do_POST(self) -> None:
        self.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.startswith("/hang"):
            self.ending.wait(30)
            return
        self.send_response(500 if self.path.startswith("/bad") else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    """The address of a service on this machine."""
    Service.received, Service.ending = [], threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield f"127.0.0.1:{server.server_port}"
        Service.ending.set()
        server.shutdown()


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
