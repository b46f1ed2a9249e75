"""Push to a real service, on this machine."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.places import CHECKOUT
from tracker.reminding.notifiers import Message, NotShown, Receipt, Standing
from tracker.reminding.notifiers.push import Push
from tracker.settings.addresses import mask

HEAT = Message("plan-3", "Heat pack, 20 min", "2 of 3 this week, last on Friday.")


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


def test_every_address_is_pushed_to_and_one_that_fails_is_said(service: str) -> None:
    addresses = [
        f"json://anna:geheim@{service}/bad",
        f"json://{service}/hang?rto=0.3",
        f"json://{service}/ok",
        "tgram://geheim",
    ]
    receipt = Push(addresses, deadline_s=20.0).show(HEAT)
    assert receipt == Receipt(
        "push",
        troubles=(
            f"json://…@{service}/… did not take the message",
            f"json://{service}/… did not take the message",
            "tgram://… is not an address that Apprise can use",
        ),
    )
    assert len(Service.received) == 3
    assert all(b'"title": "Heat pack, 20 min"' in body for body in Service.received)


@pytest.mark.parametrize(
    ("path", "deadline_s", "outcome_unknown", "reason"),
    [
        ("/bad", 20.0, False, "did not take the message"),
        ("/hang", 0.3, True, "did not answer in time"),
    ],
)
def test_a_push_that_nobody_took_is_not_shown(
    service: str, path: str, deadline_s: float, outcome_unknown: bool, reason: str
) -> None:
    with pytest.raises(NotShown) as failure:
        Push([f"json://{service}{path}"], deadline_s).show(HEAT)
    assert failure.value.reason == f"json://{service}/… {reason}"
    assert failure.value.outcome_unknown == outcome_unknown


def test_push_without_an_address_is_said() -> None:
    assert Push([]).standing() == Standing("push", False, "no address to push to is set")
    with pytest.raises(NotShown):
        Push([]).show(HEAT)


def test_push_names_its_places_masked() -> None:
    push = Push(["mailto://anna:geheim@example.org", "ntfy://mytopic"])
    assert push.standing() == Standing("push", True, "to mailto://…@example.org, ntfy://…")


def test_without_the_extra_the_way_to_get_it_is_named(tmp_path: Path) -> None:
    # An import of what stands as None fails, as where the extra was never installed.
    program = (
        "import sys; sys.modules['apprise'] = None\n"
        "from tracker.reminding.notifiers.push import Push\n"
        "print(Push(['json://example.org']).standing().words)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, check=True, text=True
    )
    assert done.stdout == (
        'the package apprise is not installed: pip install "selfcare-tracker[push]"\n'
    )


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("json://user:secret@example.org:8080/secret?x=secret", "json://…@example.org:8080/…"),
        ("jsons://[::1]:80/secret", "jsons://[::1]:80/…"),
        ("json://example.org:8080", "json://example.org:8080"),
        ("json://example.org/", "json://example.org"),
        ("http://example.org?token=secret", "http://example.org/…"),
        ("https://example.org#secret", "https://example.org/…"),
        ("mailtos://secret@example.org", "mailtos://…@example.org"),
        ("mailto://user:sec/ret@example.org", "mailto://…"),
        ("mailto://user:sec#ret@example.org", "mailto://…"),
        ("mailto://user:p@secret@example.org", "mailto://…@example.org"),
        ("mailto://user:12/3%40example.org", "mailto://…"),
        ("mailto://user:secret@", "mailto://…"),
        ("MAILTO://user:secret@example.org", "…"),
        ("slack://secretA/secretB/secretC", "slack://…"),
        ("tgram://secret/chat", "tgram://…"),
        ("ntfy://secret-topic", "ntfy://…"),
        ("secret", "…"),
        ("", "…"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, masked: str) -> None:
    assert mask(address) == masked
