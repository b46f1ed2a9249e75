"""The reminder process itself, run as a person or a login runs it, and ended without fail."""

import contextlib
import datetime as dt
import glob
import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from tests.desktop.stages import Lines
from tests.real_parts import need
from tracker.app import App
from tracker.care.fields import Details
from tracker.care.plan import Form
from tracker.care.rhythm import Weekdays
from tracker.places import Places
from tracker.servers import is_of_server

EVERY_DAY = Weekdays(frozenset(range(7)))
# The heartbeat, and how long a locked diary is waited for, are shorter than in real life.
BEATING = """
import os, sys
from tracker.app import App
from tracker.database.sqlite import connecting
from tracker.reminding.process import run
connecting.BUSY_TIMEOUT_MS = int(sys.argv[2])
run(App.from_environment(), lambda line: print(line, flush=True), heartbeat_s=float(sys.argv[1]))
"""


@contextlib.contextmanager
def opened(address: str) -> Iterator[Any]:
    """Give a connection of the driver's own to a diary; all is stored at its end."""
    if is_of_server(address):
        with psycopg.connect(address.replace("+psycopg", "", 1)) as server:
            yield server
    else:
        path = address.removeprefix("sqlite:///")
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as db, db:
            yield db


class Diary:
    """A diary in a home of its own, or at an address, as the processes of a test have it."""

    def __init__(self, home: Path, address: str = "") -> None:
        self.home = home
        self.path = home / ".local/share/selfcare-tracker/diary.db"
        self._address = address
        self.config = home / ".config/selfcare-tracker/config.toml"
        self.config.parent.mkdir(parents=True, exist_ok=True)
        self.configure()

    @property
    def address(self) -> str:
        return self._address or f"sqlite:///{self.path}"

    def app(self) -> App:
        return App(self.address, self.config)

    @property
    def places(self) -> Places:
        return self.app().places

    def configure(self, reminders: str = "", *, is_backed_up: bool = False) -> None:
        daily = f"backup.daily = {str(is_backed_up).lower()}"
        self.config.write_text(f'{daily}\n[reminders]\ndigest = ""\n{reminders}\n')

    def plan(self, name: str, clock: str = "12:00", since: str = "2200-01-01 12:00") -> int:
        """Make a daily plan as of an instant in UTC; unless one is given, it never comes due."""
        app = self.app()
        begun = dt.datetime.fromisoformat(since).replace(tzinfo=dt.UTC)
        form = Form(begun, EVERY_DAY, (dt.time.fromisoformat(clock),), begun.date())
        with app.journal_at(min(begun, app.present.now)) as journal:
            plan = journal.plans.add(
                name, "heat-pack", Details(duration=dt.timedelta(minutes=20)), form
            )
        app.close()
        return plan.number

    def remind(self, in_s: float, plan: int, count: int = 1) -> None:
        """Have reminders of a plan come up so many seconds from now, as if put off until then."""
        until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=in_s)
        # The day is that of the process that is run, which may be another than of this one.
        with contextlib.closing(self.app()) as app:
            today = app.present.day_of(until)
        days = (today - dt.timedelta(days=number) for number in range(count))
        self.run(
            "INSERT INTO reminders (plan_id, day, clock, due_at, state, attention_at, tries,"
            " shown_times) VALUES (?, ?, '00:00', ?, 'snoozed', ?, 0, 0)",
            *((plan, str(day), _written(until), _written(until)) for day in days),
        )

    def run(self, statement: str, *rows: tuple[object, ...]) -> None:
        with opened(self.address) as db:
            holder = "%s" if is_of_server(self.address) else "?"
            db.cursor().executemany(statement.replace("?", holder), rows or [()])

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        with opened(self.address) as db:
            found: list[tuple[object, ...]] = db.execute(statement).fetchall()
            return found

    def heartbeats(self, count: int, deadline_s: float = 15.0) -> None:
        """Wait until the process that runs has had so many more heartbeats."""
        pulse, until = self.places.pulse, time.monotonic() + deadline_s
        for number in range(count):
            before = pulse.stat().st_ctime_ns
            while pulse.stat().st_ctime_ns == before:
                assert time.monotonic() < until, f"{number} of {count} heartbeats came"
                select.select([], [], [], 0.01)

    def become(self, statement: str, value: object, deadline_s: float = 5.0) -> object:
        """Ask until the only answer is `value` or the time is over; return the last answer."""
        until = time.monotonic() + deadline_s
        while True:
            found = self.ask(statement)
            answer = found[0][0] if found else None
            if answer == value or time.monotonic() > until:
                return answer


def _written(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


class Running:
    """One process; its lines are awaited one by one."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout
        self.process = process
        self.lines = Lines(process.stdout)

    def line(self, holding: str, deadline_s: float = 15.0) -> str:
        """Wait for a line that holds this text."""
        heard: list[str] = []
        while not heard or holding not in heard[-1]:
            try:
                heard.append(self.lines.next(deadline_s))
            except AssertionError as nothing:
                raise AssertionError(f"{nothing}; before it {heard}") from None
        return heard[-1]

    def listen(self, for_s: float) -> None:
        """Let so much real time pass."""
        select.select([], [], [], for_s)

    def shown_at(self) -> list[str]:
        """Return the local clock time of each showing since the last line read; it has ended."""
        lines = self._said().decode().splitlines()
        return [line[:5] for line in lines if "  shown: " in line]

    def _said(self) -> bytes:
        assert self.process.stdout
        return self.process.stdout.read()

    def end(self, number: int = signal.SIGTERM) -> float:
        """Send a signal and return how long it took to end, without an error."""
        begun = time.monotonic()
        self.process.send_signal(number)
        assert self.process.wait(timeout=10) == 0
        return time.monotonic() - begun


class FakeClock:
    """The clock that libfaketime shows to a process, set while it runs; monotonic time is the real."""

    def __init__(self, file: Path) -> None:
        need("faketime")
        library = next(iter(glob.glob("/usr/lib/*/faketime/libfaketime.so.1")))
        self._file = file
        self.env = {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, utc: str) -> None:
        """Let the clock go on from an instant in UTC, which it does at once.

        What is written is how far it is from the real clock. Of a clock that begins with its first
        reader, libfaketime keeps the beginning, and two threads that read it at once can set it back.
        """
        instant = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
        new = self._file.with_suffix(".new")
        new.write_text(f"{instant.timestamp() - time.time():+.6f}\n")
        new.replace(self._file)


@contextlib.contextmanager
def running(
    *words: str,
    env: Mapping[str, str] = os.environ,
    heartbeat_s: float | None = None,
    before: str = "",
    patience_ms: int = 10_000,
    flags: Sequence[str] = (),
) -> Iterator[Running]:
    """Run `tracker remind run`, or the same with another heartbeat, until the block ends.

    `before` is Python that is run first, where there is another heartbeat.
    """
    command = [sys.executable, *flags, "-m", "tracker", *(words or ("remind", "run"))]
    if heartbeat_s is not None:
        beating = before + BEATING
        command = [sys.executable, "-c", beating, str(heartbeat_s), str(patience_ms)]
    with subprocess.Popen(
        command, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            yield Running(process)
        finally:
            process.kill()
