"""Measures the reminder process: `python -m tests.tools.bench_reminders`, or some of its parts.

The parts are `late` (how late reminders are, beside the bare call that shows them), `button` (how
long one takes from the press to the diary), `idle` (what waiting costs) and `large` (how long a
large diary takes to say when something is due next).
"""

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.desktop.stages import Stage, stage
from tests.running import EVERY_DAY, Diary, running
from tracker.care.fields import Details
from tracker.care.plan import Form
from tracker.doorbell import ring
from tracker.reminding.login import prepare
from tracker.reminding.notifiers import Message
from tracker.reminding.notifiers.bus import Desktop
from tracker.reminding.process import HEARTBEAT_S
from tracker.reminding.tick import Tick

REMINDERS, APART_S = 500, 0.04
WATCHED_S = 60
PLANS, YEARS = 10_000, 5
PRESSES = 30
# Private memory, beside that of the bare imports; milliseconds of a heartbeat; wake-ups a minute.
MOST_MEMORY, MOST_BEAT_MS, MOST_WAKES = 1.05, 2.0, 4.0
MOST_LATE_MS, MOST_BUTTON_MS = 40.0, 40.0
AS_AT_LOGIN = ("-OO", "-P")
# All that the process loads beside its own code.
SAME_IMPORTS = (
    "import apscheduler.schedulers.background, apscheduler.triggers.date, click,"
    " concurrent.futures.thread, jeepney.io.blocking, logging.handlers, msgspec, platformdirs,"
    " sqlalchemy.dialects.sqlite, sqlite3, tomllib, tzlocal, zoneinfo; input()"
)


def main(parts: Sequence[str]) -> int:
    wanted, missed = parts or list(PARTS), False
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(HOME=folder, TZ="Europe/Berlin")
        for name in [name for name in os.environ if name.startswith(("XDG_", "TRACKER_"))]:
            del os.environ[name]
        for part in wanted:
            line, is_missed = PARTS[part](Path(folder, part))
            sys.stdout.write(f"{line}{'  missed' if is_missed else ''}\n")
            missed = missed or is_missed
    return int(missed)


def part_late(home: Path) -> tuple[str, bool]:
    with stage("bus.sh") as bus:
        bare, late = delays(home, bus)
    line = (
        f"{len(late)} reminders, due to shown: median {_ms(late, 0.5)} (goal {MOST_LATE_MS:g}), "
        f"99 % {_ms(late, 0.99)}; the call alone: median {_ms(bare, 0.5)}, 99 % {_ms(bare, 0.99)}"
    )
    return line, statistics.median(late) * 1000 > MOST_LATE_MS


def part_button(home: Path) -> tuple[str, bool]:
    with stage("bus.sh") as bus:
        taken = presses(home, bus)
    line = (
        f"{len(taken)} buttons, pressed to written: median {_ms(taken, 0.5)} "
        f"(goal {MOST_BUTTON_MS:g}), 99 % {_ms(taken, 0.99)}"
    )
    return line, statistics.median(taken) * 1000 > MOST_BUTTON_MS


def part_idle(home: Path) -> tuple[str, bool]:
    wakes, beat_ms, own, bare = idle(home)
    line = (
        f"idle: {wakes:.1f} wake-ups a minute (goal {MOST_WAKES:g}), {beat_ms:.1f} ms of CPU a "
        f"heartbeat (goal {MOST_BEAT_MS:g}), {own:.1f} MB private; what it loads alone "
        f"{bare:.1f} MB: {own / bare:.2f} (goal {MOST_MEMORY})"
    )
    return line, wakes > MOST_WAKES or beat_ms > MOST_BEAT_MS or own > MOST_MEMORY * bare


def part_large(home: Path) -> tuple[str, bool]:
    next_ms, tick_ms = large(home)
    line = (
        f"{PLANS:,} plans over {YEARS} years: next due in {next_ms:.1f} ms (goal 50), "
        f"an idle tick in {tick_ms:.1f} ms (goal 5)"
    )
    return line, next_ms > 50 or tick_ms > 5


PARTS = {"late": part_late, "button": part_button, "idle": part_idle, "large": part_large}


def delays(home: Path, bus: Stage) -> tuple[list[float], list[float]]:
    """Return how long the bare call takes, and how late reminders are shown, in seconds."""
    diary = made(home)
    plan = diary.plan("heat")
    environment = {
        **environment_of(diary),
        "DBUS_SESSION_BUS_ADDRESS": bus.env["DBUS_SESSION_BUS_ADDRESS"],
    }
    with bus.daemon("ok") as daemon:
        threading.Thread(target=lambda: _drain(daemon.call), daemon=True).start()
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = environment["DBUS_SESSION_BUS_ADDRESS"]
        desktop, bare = Desktop(), []
        for number in range(REMINDERS):
            begun = time.perf_counter()
            desktop.show(Message(f"reminder-{number}", "Heat pack, 20 min", "Last yesterday."))
            bare.append(time.perf_counter() - begun)
        desktop.close()
        due: list[dt.datetime] = []
        begin = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=3)
        diary.remind(0, plan, REMINDERS)
        with contextlib.closing(sqlite3.connect(diary.path)) as db, db:
            for number in range(REMINDERS):
                due.append(begin + number * dt.timedelta(seconds=APART_S))
                at = due[-1].strftime("%Y-%m-%d %H:%M:%S.%f")
                db.execute("UPDATE reminders SET attention_at = ? WHERE id = ?", (at, number + 1))
        with running(env=environment) as process:
            threading.Event().wait(3 + REMINDERS * APART_S + 2)
            process.end()
    shown = diary.ask("SELECT shown_at FROM reminders ORDER BY id")
    instants = [dt.datetime.fromisoformat(str(at)).replace(tzinfo=dt.UTC) for (at,) in shown]
    return bare, [(at - on).total_seconds() for at, on in zip(instants, due, strict=True)]


def presses(home: Path, bus: Stage) -> list[float]:
    """Return how long it takes from each press of *Done* to its session in the diary, in seconds."""
    diary = made(home)
    diary.remind(86_400, diary.plan("heat"), PRESSES)
    address = bus.env["DBUS_SESSION_BUS_ADDRESS"]
    environment = {**environment_of(diary), "DBUS_SESSION_BUS_ADDRESS": address}
    taken = []
    with bus.daemon("click:done") as daemon, running(env=environment) as process:
        process.line("running")
        for number in range(1, PRESSES + 1):
            now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
            diary.run(f"UPDATE reminders SET attention_at = '{now}' WHERE id = {number}")
            ring(diary.places.doorbell)
            while "title" not in daemon.call():
                pass
            begun = time.perf_counter()
            assert diary.become("SELECT count(*) FROM sessions", number) == number
            taken.append(time.perf_counter() - begun)
        process.end()
    return taken


def idle(home: Path) -> tuple[float, float, float, float]:
    """Return what a process as the login starts it takes while it waits, and what it loads.

    That is wake-ups a minute, milliseconds of CPU a heartbeat, and private megabytes of both.
    """
    diary = made(home)
    diary.remind(86_400, diary.plan("heat"))
    prepare([sys.executable, *AS_AT_LOGIN, "-m", "tracker"])
    with running(env=environment_of(diary), flags=AS_AT_LOGIN) as process:
        process.line("running")
        threading.Event().wait(5)
        pid = process.process.pid
        woken, spent = wake_ups(pid), cpu_ms(pid)
        threading.Event().wait(WATCHED_S)
        woken, spent = wake_ups(pid) - woken, cpu_ms(pid) - spent
        own = megabytes(pid)
        process.end()
    with subprocess.Popen([sys.executable, "-c", SAME_IMPORTS], stdin=subprocess.PIPE) as bare:
        threading.Event().wait(3)
        loaded = megabytes(bare.pid)
        bare.communicate(b"\n")
    minutes = WATCHED_S / 60
    return woken / minutes, spent / (WATCHED_S / HEARTBEAT_S), own, loaded


def large(home: Path) -> tuple[float, float]:
    """Return how many milliseconds a large diary takes to say what is due next, and to tick."""
    diary = made(home)
    app = diary.app()
    begun = app.present.now - dt.timedelta(days=365 * YEARS)
    form = Form(begun, EVERY_DAY, (dt.time(12),), begun.date())
    with app.journal_at(begun) as journal:
        journal.plans.add("plan 1", "heat-pack", Details(duration=dt.timedelta(minutes=20)), form)
    later = (app.present.now + dt.timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {PLANS})"
    with contextlib.closing(sqlite3.connect(diary.path)) as db, db:
        for table, columns in (
            ("plans", "id, name, name_key"),
            ("schedules", "plan_id"),
            ("plan_dues", "plan_id"),
        ):
            names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            own = {
                "id": "i",
                "plan_id": "i",
                "name": "'plan ' || i",
                "name_key": "'plan ' || i",
            }
            wanted = [own[name] if name in columns.split(", ") else name for name in names]
            db.execute(
                f"{numbers} INSERT INTO {table} SELECT {', '.join(wanted)} FROM n, {table}"
                f" WHERE {columns.split(', ')[0]} = 1"
            )
        now = app.present.now.strftime("%Y-%m-%d %H:%M:%S.%f")
        db.execute("UPDATE plan_dues SET next_due_at = ?, computed_until = ?", (later, now))
        db.execute("UPDATE plan_dues SET is_stale = 0")
        db.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {PLANS}),"
            f" d(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM d WHERE k < {12 * YEARS})"
            " INSERT INTO reminders (plan_id, day, clock, due_at, state, tries, shown_at,"
            " shown_times) SELECT i, date('now', (-30 * k) || ' days'), '12:00',"
            " date('now', (-30 * k) || ' days') || ' 11:00:00.000000',"
            " CASE k % 3 WHEN 0 THEN 'missed' ELSE 'done' END, 0,"
            " date('now', (-30 * k) || ' days') || ' 11:00:00.000000', 1 FROM n, d"
        )
    app.renew()
    tick = Tick(app, "bench", lambda _: None)
    # The words of the calendar are written at the first tick, and all is worked out then.
    with app.journal_at(app.present.now) as journal:
        journal.reminders.dues._follow()
    with contextlib.closing(sqlite3.connect(diary.path)) as db, db:
        db.execute("UPDATE plan_dues SET is_stale = 0")
    for _ in range(5):
        tick.take()

    def idle_tick() -> None:
        app.renew()
        tick.closed_bubbles()
        tick.take()
        tick.next_at()

    times = _median_ms(tick.next_at), _median_ms(idle_tick)
    app.close()
    return times


def made(home: Path) -> Diary:
    """Make an empty diary in a home of its own, where reminders are neither repeated nor told."""
    home.mkdir()
    diary = Diary(home)
    diary.path.parent.mkdir(parents=True)
    diary.configure("repeats = 0")
    return diary


def environment_of(diary: Diary) -> dict[str, str]:
    return {
        **os.environ,
        "TRACKER_DATABASE_URL": f"sqlite:///{diary.path}",
        "TRACKER_CONFIG": str(diary.config),
        "XDG_RUNTIME_DIR": "",
    }


def wake_ups(pid: int) -> int:
    """Return how often the threads of a process have waited and were woken."""
    return sum(
        int(line.split()[1])
        for task in Path(f"/proc/{pid}/task").iterdir()
        for line in (task / "status").read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    )


def cpu_ms(pid: int) -> float:
    """Return how many milliseconds the threads of a process have worked."""
    return sum(
        int((task / "schedstat").read_text().split()[0]) / 1e6
        for task in Path(f"/proc/{pid}/task").iterdir()
    )


def megabytes(pid: int) -> float:
    """Return how much memory a process has for itself alone."""
    return sum(
        int(line.split()[1]) / 1024
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        if line.startswith("Private_")
    )


def _drain(read: Callable[[], object]) -> None:
    with contextlib.suppress(AssertionError, ValueError):
        while True:
            read()


def _median_ms(do: Callable[[], object], rounds: int = 30) -> float:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        do()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def _ms(seconds: list[float], share: float) -> str:
    return f"{sorted(seconds)[int(share * (len(seconds) - 1))] * 1000:.1f} ms"


if __name__ == "__main__":
    if shutil.which("dbus-run-session") is None:
        sys.exit("dbus-run-session is missing; on Debian it comes with dbus.")
    sys.exit(main(sys.argv[1:]))
