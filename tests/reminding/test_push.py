"""Push to a real service, on this machine."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import CHECKOUT
from tests.reminding.conftest import Service
from tracker.reminding.notifiers import Message, NotShown, Receipt, Standing
from tracker.reminding.notifiers.chain import Chain
from tracker.reminding.notifiers.push import Push
from tracker.reminding.notifiers.terminal import Terminal
from tracker.settings.addresses import mask

HEAT = Message("plan-3", "Heat pack, 20 min", "2 of 3 this week, last on Friday.")


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


def test_what_another_desk_has_shown_is_pushed_to_nobody_once_more(service: str) -> None:
    chain = Chain([Push([f"json://{service}/ok"]), Terminal(io.StringIO(), needs_tty=False)])
    assert chain.show_here(HEAT).channel == "terminal"
    assert Service.received == []
    assert chain.show(HEAT).channel == "push"
    with pytest.raises(NotShown, match="no channel is set"):
        Chain([Push([f"json://{service}/ok"])]).show_here(HEAT)
