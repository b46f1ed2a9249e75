"""Measures the reminder process: `python -m tests.tools.bench_reminders`.

How late reminders are beside the bare call that shows them, what waiting costs, and how long a
large diary takes to say when something is due next.
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
from collections.abc import Callable
from pathlib import Path

from tests.desktop.stages import Stage, stage
from tests.running import EVERY_DAY, Diary, running
from tracker.care.fields import Details
from tracker.care.plan import Form
from tracker.reminding.notifiers import Message
from tracker.reminding.notifiers.bus import Desktop
from tracker.reminding.tick import Tick

REMINDERS, APART_S = 500, 0.04
WATCHED_S = 60
PLANS, YEARS = 10_000, 5
MOST_MEMORY = 1.1
# All that the process loads beside its own code.
SAME_IMPORTS = (
    "import apscheduler.schedulers.background, apscheduler.triggers.date, click,"
    " concurrent.futures.thread, jeepney.io.blocking, logging.handlers, msgspec, platformdirs,"
    " sqlalchemy.dialects.sqlite, sqlite3, tomllib, tzlocal, zoneinfo; input()"
)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(HOME=folder, TZ="Europe/Berlin")
        for name in [name for name in os.environ if name.startswith(("XDG_", "TRACKER_"))]:
            del os.environ[name]
        with stage("bus.sh") as bus:
            bare, late = delays(Path(folder, "late"), bus)
        wakes, rss, bare_rss = idle(Path(folder, "idle"))
        next_ms, tick_ms = large(Path(folder, "large"))
    sys.stdout.write(
        f"{len(late)} reminders, due to shown: median {_ms(late, 0.5)}, 99 % {_ms(late, 0.99)}; "
        f"the call alone: median {_ms(bare, 0.5)}, 99 % {_ms(bare, 0.99)}\n"
        f"idle: {wakes:.1f} wake-ups a minute, {rss:.1f} MB; what it loads alone {bare_rss:.1f} MB: "
        f"{rss / bare_rss:.2f} (goal {MOST_MEMORY})\n"
        f"{PLANS:,} plans over {YEARS} years: next due in {next_ms:.1f} ms (goal 50), "
        f"an idle tick in {tick_ms:.1f} ms (goal 5)\n"
    )
    return int(next_ms > 50 or tick_ms > 5 or rss > MOST_MEMORY * bare_rss)


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


def idle(home: Path) -> tuple[float, float, float]:
    """Return wake-ups a minute and megabytes of a waiting process, and those of what it loads."""
    diary = made(home)
    diary.remind(86_400, diary.plan("heat"))
    with running(env=environment_of(diary)) as process:
        process.line("running")
        threading.Event().wait(5)
        before = wake_ups(process.process.pid)
        threading.Event().wait(WATCHED_S)
        woken = wake_ups(process.process.pid) - before
        rss = megabytes(process.process.pid)
        process.end()
    with subprocess.Popen([sys.executable, "-c", SAME_IMPORTS], stdin=subprocess.PIPE) as bare:
        threading.Event().wait(3)
        bare_rss = megabytes(bare.pid)
        bare.communicate(b"\n")
    return woken * 60 / WATCHED_S, rss, bare_rss


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


def megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


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
    sys.exit(main())
