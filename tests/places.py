"""Where the tests run the program: in processes of their own, with a home of their own."""

import contextlib
import datetime as dt
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

CHECKOUT = Path(__file__).parent.parent
NOW = dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC)

_ANSWERING = """
import contextlib, datetime, io, json, sys
from tests import statements
from tracker.cli import main
statements.share()
now = datetime.datetime.fromisoformat(sys.argv[1])
print(json.dumps([0, "", ""]), flush=True)
for line in sys.stdin:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(json.loads(line), lambda: now)
    print(json.dumps([code, out.getvalue(), err.getvalue()]), flush=True)
"""
# CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER are what exempts root from permissions;
# PR_CAPBSET_DROP (24) takes them away from the program that is started next.
_BINDING = """
import ctypes, os, sys
for capability in (1, 2, 3):
    if ctypes.CDLL(None, use_errno=True).prctl(24, capability, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "a capability could not be given up")
os.execv(sys.argv[1], sys.argv[1:])
"""


class Answer(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a person whose home is `home`, in UTC."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C.UTF-8"} | more


def python(*words: str, is_bound: bool = False) -> list[str]:
    """Return the command that runs Python; `is_bound` holds even root to the permissions."""
    command = [sys.executable, *words]
    if is_bound and os.geteuid() == 0:
        return [sys.executable, "-c", _BINDING, *command]
    return command


class Program:
    """The program in one process, which answers one command line after another.

    `database` is the file of the diary, the default one where none is given; `source` is a folder
    with another version of the program; `before` is Python that is run first, and `now` what its clock
    shows.
    """

    def __init__(
        self,
        home: Path,
        database: Path | None = None,
        *,
        source: Path = CHECKOUT,
        is_bound: bool = False,
        before: str = "",
        now: dt.datetime = NOW,
    ) -> None:
        self._options = [] if database is None else ["--database", f"sqlite:///{database}"]
        self._process = subprocess.Popen(
            python("-c", before + _ANSWERING, now.isoformat(), is_bound=is_bound),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(home, PYTHONPATH=str(source)),
            cwd=home,
        )
        self.answer()

    def __call__(self, *words: str) -> Answer:
        """Run one command line to its end."""
        self.ask(*words)
        return self.answer()

    def ask(self, *words: str) -> None:
        """Hand over a command line without waiting for its answer."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps([*self._options, *words]) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Answer:
        """Wait for the answer to the command line that was handed over first."""
        assert self._process.stdout
        assert self._process.stderr
        line = self._process.stdout.readline()
        assert line, f"the program died:\n{self._process.stderr.read()}"
        return Answer(*json.loads(line))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()


@contextlib.contextmanager
def held(path: Path, *statements: str) -> Iterator[None]:
    """Have another process run the statements on the database and stay in it meanwhile."""
    holding = (
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "[db.execute(statement).fetchall() for statement in sys.argv[2:]];"
        "print(flush=True); sys.stdin.read()"
    )
    command = python("-c", holding, str(path), *statements)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"\n"
        yield
        process.communicate()


def rows(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table of a database."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        names = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {
            name: [dict(row) for row in db.execute(f"SELECT * FROM {name} ORDER BY rowid")]
            for name in sorted(names)
        }


def is_whole(path: Path) -> bool:
    """Tell whether SQLite finds nothing wrong with the file."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        found = db.execute("PRAGMA integrity_check").fetchall()
        return found == [("ok",)] and not db.execute("PRAGMA foreign_key_check").fetchall()


def files(folder: Path) -> dict[str, bytes | None]:
    """Return what every file of a folder holds, and which folders are in it."""
    return {
        path.name: path.read_bytes() if path.is_file() else None
        for path in sorted(folder.iterdir())
    }
