"""Real terminals, and what commands show on them."""

import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from fcntl import ioctl

import pytest

from tests.conftest import Tracker
from tracker.cli import main

NONE: Mapping[str, str] = {}


class Terminal:
    """A program on a real terminal of some size."""

    def __init__(
        self, line: list[str], columns: int, rows: int, variables: Mapping[str, str]
    ) -> None:
        self._master, inner = pty.openpty()
        ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", **variables}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tracker", *line],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env={name: value for name, value in environment.items() if value},
        )
        os.close(inner)

    def read(self, until: str = "\0") -> str:
        """Return what was shown, up to some text or else to the end."""
        return read(self._master, until)

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def end(self) -> int:
        code = self.process.wait(30)
        os.close(self._master)
        return code


def read(master: int, until: str = "\0") -> str:
    """Return what a terminal was given, up to some text or else to the end."""
    shown = b""
    while until.encode() not in shown:
        assert select.select([master], [], [], 30)[0], shown
        try:
            part = os.read(master, 65_536)
        except OSError:  # Linux reports the end so.
            break
        if not part:
            break
        shown += part
    return shown.decode().replace("\r\n", "\n")


def drawn(tracker: Tracker, words: list[str], columns: int) -> str:
    """Return what a command of this very process draws on a real terminal; it takes less time."""
    master, inner = pty.openpty()
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as pool:
        patch.setenv("COLUMNS", str(columns))
        patch.setenv("TERM", "xterm")
        reading = pool.submit(read, master)
        with (
            open(inner, "w", encoding="utf-8") as stream,
            redirect_stdout(stream),
            redirect_stderr(stream),
        ):
            main(words, lambda: tracker.now)
        text = reading.result()
    os.close(master)
    return text


def shown(
    line: str, columns: int = 80, rows: int = 200, variables: Mapping[str, str] = NONE
) -> str:
    """Return what a command shows on a terminal."""
    terminal = Terminal(line.split(), columns, rows, variables)
    text = terminal.read()
    assert terminal.end() == 0, text
    return text


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
