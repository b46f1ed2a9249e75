"""Starts a private desktop or a fake daemon, ends it without fail, and waits for what it does."""

import glob
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from tests.real_parts import need
from tracker.reminding.notifiers import Answer
from tracker.reminding.notifiers.bus import Desktop

HERE = Path(__file__).parent
XFCE = "/usr/lib/*/xfce4/notifyd/xfce4-notifyd"
NEEDED = {
    "bus.sh": ("timeout", "dbus-run-session"),
    "desk.sh": ("timeout", "dbus-run-session", "Xvfb", "dunst", "dunstctl"),
    "xfce.sh": ("timeout", "dbus-run-session", "Xvfb", "gdbus", "xdotool", XFCE),
}


class Lines:
    """The lines of a pipe, each awaited with a deadline."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._rest = pipe, b""

    def next(self, deadline_s: float = 15.0) -> str:
        until = time.monotonic() + deadline_s
        while b"\n" not in self._rest:
            left = until - time.monotonic()
            ready, _, _ = select.select([self._pipe], [], [], max(left, 0))
            read = os.read(self._pipe.fileno(), 65536) if ready else b""
            assert read, f"no line came in {deadline_s:g} s, only {self._rest!r}"
            self._rest += read
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()


class Stage:
    """A desktop that runs; `env` is the environment of the programs on it."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env

    def run(self, *command: str) -> str:
        """Run a program there and return what it prints."""
        done = subprocess.run(
            ["timeout", "20", *command], env=self.env, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def enter(self, patch: pytest.MonkeyPatch) -> None:
        """Let this process see the bus of the stage, and no other way to a desktop."""
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", self.env["DBUS_SESSION_BUS_ADDRESS"])
        patch.setenv("XDG_RUNTIME_DIR", "")

    @contextmanager
    def daemon(self, mode: str) -> Iterator["FakeDaemon"]:
        """Let the fake daemon run there in one of its modes."""
        with subprocess.Popen(
            ["timeout", "60", sys.executable, str(HERE / "fake_daemon.py"), mode],
            env=self.env,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout
            lines = Lines(process.stdout)
            assert lines.next() == '"ready"'
            try:
                yield FakeDaemon(lines)
            finally:
                process.terminate()


class FakeDaemon:
    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def call(self) -> dict[str, Any]:
        """Return the next call that the daemon received."""
        call = json.loads(self._lines.next())
        assert isinstance(call, dict)
        return call


@contextmanager
def stage(script: str) -> Iterator[Stage]:
    """Run one of the scripts beside this file until the end of the block."""
    for program in NEEDED[script]:
        need(next(iter(glob.glob(program)), program))
    # It lives until its input ends, so that none outlives the tests, however they end.
    command = ["timeout", "300", str(HERE / script), "sh", "-c", "env -0; printf '\\n'; exec cat"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin
        assert process.stdout
        variables = Lines(process.stdout).next().split("\0")
        try:
            yield Stage(dict(entry.split("=", 1) for entry in variables if entry))
        finally:
            process.stdin.close()
            process.wait(timeout=20)


def await_answers(desktop: Desktop, deadline_s: float = 5.0) -> list[Answer]:
    """Wait as the reminder process does: ask, and then sleep until the socket has something."""
    until = time.monotonic() + deadline_s
    while not (answers := desktop.answers()) and time.monotonic() < until:
        assert desktop.socket
        select.select([desktop.socket], [], [], max(until - time.monotonic(), 0))
    return answers


def become(value: str, ask: Callable[[], str], deadline_s: float = 5.0) -> str:
    """Ask until the answer is `value` or the time is over; return the last answer."""
    until = time.monotonic() + deadline_s
    while (answer := ask()) != value and time.monotonic() < until:
        pass
    return answer
