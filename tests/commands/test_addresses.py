"""The addresses of the channel push hold passwords: none is ever printed, wherever one may stand."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Tracker
from tests.desktop.stages import Stage, stage
from tests.running import Diary, running
from tracker.doorbell import ring

SECRET = "geheim"
ADDRESSES = [
    "mailto://anna:geheim@example.org",
    "mailtos://example.org?user=anna&pass=geheim",
    "json://anna:geheim@example.org:8080/path",
    "https://hooks.example.org/services/geheim/geheim",
    "gotify://example.org/geheim",
    "tgram://geheim/123",
    "ntfy://geheim",
    "slack://geheim/geheim/geheim",
    "mailto://anna:ge/geheim@example.org",
    "mailto://anna:p@geheim@example.org",
    "Mailto://anna:geheim@example.org",
]
VIEWS = [
    "config",
    "config --json",
    "config get reminders.addresses",
    "remind status",
    "remind status --json",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_set_is_never_shown_whole(tracker: Tracker, address: str) -> None:
    said = tracker.run(["config", "set", "reminders.addresses", address])
    assert said[0] == 0
    tracker("config set reminders.channels push")
    answers = ["".join(said[1:]), *("".join(tracker.run(line.split())[1:]) for line in VIEWS)]

    assert [answer for answer in answers if SECRET in answer] == []
    assert address in tracker.config.read_text()
    assert "…" in tracker("config get reminders.addresses")


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_shown_of_an_address_cannot_be_set(tracker: Tracker, address: str) -> None:
    tracker.run(["config", "set", "reminders.addresses", address])
    shown = tracker("config get reminders.addresses").rstrip("\n")
    before = tracker.config.read_text()

    code, answer, complaint = tracker.run(["config", "set", "reminders.addresses", shown])

    assert (code, answer) == (2, "")
    assert (
        complaint.split()
        == (
            f'Error: reminders.addresses cannot hold "{shown}". That is how one is shown, with … for'
            " its secrets: write it whole. Accepted: a list of addresses as Apprise reads them, each once. Nothing was stored."
        ).split()
    )
    assert tracker.config.read_text() == before


@pytest.mark.parametrize(
    "words",
    [
        ["reminders.addresses", "anna:geheim@example.org"],
        ["reminders.addresses", "mailto://anna:geheim@example.org\x1b"],
        ["reminders.addresses", "mailto://anna:ge,heim@example.org, x:geheim"],
        ["reminders.addresses", "ntfy://geheim,ntfy://geheim"],
        ["reminders.addresses", "json://anna:geheim@example.org", "json://geheim"],
        ["reminders.addresses", "json://x", "mailto://anna:a geheim@example.org"],
        ["mailto://anna:geheim@example.org", "x"],
        ["reminders.nothing", "mailto://anna:geheim@example.org"],
    ],
)
def test_a_refusal_shows_no_password(tracker: Tracker, words: list[str]) -> None:
    code, answer, complaint = tracker.run(["config", "set", *words])

    assert (code, answer) == (2, "")
    assert complaint.startswith("Error: ")
    assert SECRET not in complaint
    assert "heim" not in complaint


BROKEN = {
    "a text": 'addresses = "mailto://anna:geheim@example.org"',
    "no address": 'addresses = ["anna:geheim@example.org"]',
    "twice": 'addresses = ["ntfy://geheim", "ntfy://geheim"]',
    "too long": f'addresses = ["json://anna:geheim@example.org/{"x" * 600}"]',
    "shown": 'addresses = ["json://…@example.org/geheim"]',
    "a key": '"mailto://anna:geheim@example.org" = true',
    "no quotes": "addresses = [mailto://anna:geheim@example.org]",
    "keys twice": '"json://geheim" = 1\n"json://geheim" = 1',
    "groups twice": '["json://geheim"]\n["json://geheim"]',
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_shows_no_password(tracker: Tracker, broken: str) -> None:
    tracker.configure(f"[reminders]\n{broken}\n")

    for line in ("config", "config set currency USD", "config unset reminders.addresses", "due"):
        code, answer, complaint = tracker.run(line.split())
        assert (code, answer) == (2, "")
        assert complaint.startswith("Error: ")
        assert SECRET not in complaint


@pytest.fixture(scope="module")
def bus() -> Iterator[Stage]:
    with stage("bus.sh") as here:
        yield here


def test_the_process_puts_no_password_into_line_or_log(
    home: Path, empty_diary: Path, bus: Stage, tmp_path: Path
) -> None:
    """The library that pushes fails with the address in its words, and the settings break."""
    (tmp_path / "apprise.py").write_text(
        "class Apprise:\n"
        "    def add(self, address):\n"
        "        print(address)\n"
        "        raise ValueError(f'cannot read {address}')\n"
    )
    diary = Diary(home)
    diary.path.parent.mkdir(parents=True, mode=0o700)
    shutil.copy(empty_diary, diary.path)
    addresses = ", ".join(f'"{address}"' for address in ADDRESSES)
    diary.configure(f'channels = ["push"]\naddresses = [{addresses}]')
    diary.remind(0, diary.plan("heat"))
    with running(env={**os.environ, "PYTHONPATH": str(tmp_path)}) as process:
        lines = [process.line("could not be shown: heat (push: mailto://…@example.org ")]
        for broken in BROKEN.values():
            diary.configure(broken)
            ring(diary.places.doorbell)
            lines.append(process.line("the settings stay as they were"))
        words = [sys.executable, "-m", "tracker", "remind", "why"]
        diary.configure()
        said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        assert process.end() < 5

    log = diary.places.log.read_text(encoding="utf-8")
    assert log.count("the settings stay as they were") == len(BROKEN)
    assert "push: " in said
    assert [text for text in (*lines, log, said) if SECRET in text] == []
