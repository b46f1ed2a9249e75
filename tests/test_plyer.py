"""plyer and the process it runs in, with a stand-in for notify-send that notes what it is given."""

import os
import sys
from pathlib import Path

import pytest

from tracker.reminding.notifiers import Message, NotShown, Receipt, Standing
from tracker.reminding.notifiers.child import Outcome, run_python
from tracker.reminding.notifiers.plyer_channel import PlyerChannel

HEAT = Message("plan-3", "Heat pack, 20 min", "2 of 3 this week, last on Friday.")
only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="plyer's way on Linux")


def test_the_child_says_what_it_was_given() -> None:
    program = "import sys; print(sys.stdin.read()[::-1]); sys.exit(4)"
    assert run_python(program, b"abc", 20.0) == Outcome("cba", 4)


@pytest.mark.skipif(sys.platform == "win32", reason="process groups of POSIX")
def test_the_deadline_ends_grandchildren_too(tmp_path: Path) -> None:
    # The grandchild holds this pipe open for as long as it lives.
    fifo = tmp_path / "alive"
    os.mkfifo(fifo)
    reading = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    program = (
        "import subprocess, sys\n"
        f"subprocess.run(['sh', '-c', 'exec 9>{fifo}; echo up; echo up >&9; sleep 60'])"
    )
    assert run_python(program, b"", 1.0) == Outcome("up", None)
    os.set_blocking(reading, True)
    with open(reading) as pipe:
        assert pipe.read() == "up\n"


@only_on_linux
def test_the_child_inherits_no_files_and_no_word_of_the_service_manager(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/somewhere")
    with (tmp_path / "database").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        program = (
            "import os, sys\n"
            "asked = (0, 1, 2, int(sys.stdin.read()))\n"
            "print([n for n in asked if os.path.exists(f'/proc/self/fd/{n}')])\n"
            "print(os.environ.get('NOTIFY_SOCKET'))"
        )
        assert run_python(program, b"%d" % file.fileno(), 20.0) == Outcome("[0, 1, 2]\nNone", 0)


@pytest.fixture
def notify_send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in place of notify-send; what it does is written by the test."""
    program = tmp_path / "notify-send"
    program.write_text(f"#!/bin/sh\nprintf '%s\\0' \"$@\" >{tmp_path}/given\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    return program


@only_on_linux
@pytest.mark.parametrize(
    ("title", "body", "sent"),
    [
        ("Heat pack", "20 min", ("Heat pack", "20 min")),
        ("-5 minutes", "--help", ("\u2060-5 minutes", "\u2060--help")),
        ("", "", ("tracker", "")),
        ("a < b & c", "<b>x</b> &amp;", ("a ‹ b ＆ c", "‹b›x‹/b› ＆amp;")),
        ("C:\\new", "C:\\new", ("C:\\new", "C:\\\\new")),
        ("k", "\\" * 3000, ("k", "\\" * 2 * 1999 + "…")),
        ("\udcff\x00", "x\x00", ("\\udcff\\x00", "x\\\\x00")),
    ],
)
def test_plyer_is_given_nothing_that_it_would_lose(
    notify_send: Path, title: str, body: str, sent: tuple[str, str]
) -> None:
    assert PlyerChannel().show(Message("k", title, body)) == Receipt("plyer")
    given = (notify_send.parent / "given").read_text().split("\0")
    assert (given[0], given[1]) == sent


@only_on_linux
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 0", ""),
        ("echo 'Unknown option -5'; exit 1", "plyer failed: Unknown option -5"),
        ("echo one >&2; echo '\x1b[2Jtwo' >&2; exit 1", "plyer failed: \\x1b[2Jtwo"),
        ("echo 'notify-send 0.8.1'", "plyer failed: notify-send 0.8.1"),
    ],
)
def test_any_word_of_notify_send_is_a_failure(notify_send: Path, script: str, reason: str) -> None:
    notify_send.write_text(f"#!/bin/sh\n{script}\n")
    try:
        PlyerChannel().show(HEAT)
        said = ""
    except NotShown as failure:
        said = failure.reason
    assert said == reason


@only_on_linux
def test_plyer_works_where_warnings_are_errors(
    notify_send: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    assert PlyerChannel().show(HEAT) == Receipt("plyer")


@only_on_linux
def test_plyer_without_what_it_needs_says_so(
    notify_send: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert PlyerChannel().standing() == Standing("plyer", True, "a bubble without buttons")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    reason = "there is no session bus, so no desktop is running for this user"
    assert PlyerChannel().standing() == Standing("plyer", False, reason)
    (tmp_path / "bus").touch()
    assert PlyerChannel().standing().is_usable
    notify_send.unlink()
    with pytest.raises(NotShown) as failure:
        PlyerChannel().show(HEAT)
    assert failure.value.reason == (
        "notify-send is not installed (on Debian it comes with libnotify-bin)"
    )
