"""plyer and the process it runs in: first with a stand-in for notify-send, then with the real one."""

import contextlib
import os
import sys
from pathlib import Path

import pytest

from tests.desktop.stages import Stage, become
from tests.real_parts import need
from tracker.reminding.notifiers import Message, NotShown, Receipt, Standing
from tracker.reminding.notifiers.bus import Desktop
from tracker.reminding.notifiers.child import Outcome, run_python
from tracker.reminding.notifiers.plyer_channel import PlyerChannel

HEAT = Message("plan-3", "Heat pack, 20 min", "2 of 3 this week & <i>more</i>")
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


@pytest.fixture
def bus(bus: Stage) -> Stage:
    """Return the same bus, where the real notify-send is there to reach it."""
    need("notify-send")
    return bus


def test_plyer_shows_a_bubble(bus: Stage) -> None:
    with bus.daemon("ok") as daemon:
        assert PlyerChannel().show(HEAT) == Receipt("plyer")
        call = daemon.call()
    assert (call["app"], call["title"], call["body"]) == (
        "tracker",
        "Heat pack, 20 min",
        "2 of 3 this week ＆ ‹i›more‹/i›",
    )


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("-5 minutes", "-5 minutes"),
        ("--help", "--version"),
        ("", ""),
        ("\udcff", "\udcff"),
        ("a\x00b", "a\x00b"),
        ("x" * 300_000, "\\" * 300_000),
        ("😀" * 300, "😀" * 3000),
        ("C:\\new\\table", "C:\\new\\table"),
    ],
)
def test_what_plyer_would_lose_is_shown(bus: Stage, title: str, body: str) -> None:
    with bus.daemon("ok") as daemon:
        assert PlyerChannel().show(Message("k", title, body)) == Receipt("plyer")
        plyer_call = daemon.call()
        desktop = Desktop()
        desktop.show(Message("k", title, body))
        desktop.close()
        call = daemon.call()
    for field in ("title", "body"):
        assert plyer_call[field].lstrip("\u2060") == call[field]


@pytest.mark.parametrize(
    ("mode", "reason"), [("error", "broken"), ("quota", "broken"), ("absent", "ServiceUnknown")]
)
def test_a_failure_that_plyer_keeps_to_itself_is_said(bus: Stage, mode: str, reason: str) -> None:
    daemon = contextlib.nullcontext() if mode == "absent" else bus.daemon(mode)
    with daemon, pytest.raises(NotShown, match=f"plyer failed: .*{reason}") as failure:
        PlyerChannel().show(HEAT)
    assert not failure.value.outcome_unknown


def test_a_daemon_that_hangs_costs_plyer_its_deadline_and_leaves_nothing_behind(
    bus: Stage,
) -> None:
    with bus.daemon("hang") as daemon:
        with pytest.raises(NotShown, match=r"no answer in 1 s") as failure:
            PlyerChannel(deadline_s=1.0).show(HEAT)
        assert daemon.call()["title"] == "Heat pack, 20 min"
    assert failure.value.outcome_unknown
    address = f"DBUS_SESSION_BUS_ADDRESS={bus.env['DBUS_SESSION_BUS_ADDRESS']}".encode()
    assert become("[]", lambda: str(left_behind(address))) == "[]"


def left_behind(address: bytes) -> list[str]:
    """Return each notify-send that still runs on the bus at this address."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            command = (process / "cmdline").read_bytes()
            if b"notify-send" in command and address in (process / "environ").read_bytes():
                found.append(process.name)
        except OSError:
            continue  # Another user's, or gone by now.
    return found
