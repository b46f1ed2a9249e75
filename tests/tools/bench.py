"""Measures how long commands take beside their bare imports, and a huge diary beside a small one.

The same commands are measured on a diary in a file and on one on a server of this machine.
"""

import datetime as dt
import hashlib
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from tests.postgresql import PostgreSQL, running_server
from tracker import demo
from tracker.app import App
from tracker.care.doses import read_dose
from tracker.care.fields import BodyArea, Entry, ExerciseDone, entry_of
from tracker.care.money import Money
from tracker.database.form import migrations_folder
from tracker.tables import readings

WARM_UPS, ROUNDS = 2, 15
SMALL, LARGE = 100, 1_000_000
# A week is to cost the same however much lies before it; these have a reading for twenty sessions.
FEW, MANY = 1_000, 100_000
SESSIONS_A_READING = 20
YEARS = 20
CHARTS = ("chart pain", "chart sessions", "chart kept", "chart year")
CHUNK = 20_000
CONNECTED = "… psycopg, a connection"
FOLDER = Path("bench")
ZONE = ZoneInfo("Europe/Berlin")
PROGRAM = shutil.which("tracker", path=str(Path(sys.executable).parent)) or "tracker"


class Run(NamedTuple):
    """One command line to be measured; what `then` says is run after it, unmeasured."""

    words: Sequence[str]
    surroundings: Mapping[str, str] = MappingProxyType({})
    then: Sequence[str] = ()


class Goal(NamedTuple):
    """How long one run may take beside another, as a ratio of medians."""

    what: str
    run: str
    beside: str
    most: float


class Result(NamedTuple):
    """One line of the table."""

    what: str
    ms: float
    beside: str
    beside_ms: float
    ratio: float
    goal: float


_MAIN = ("log", "summary", "history", "today")
_SEARCHES = (
    "history --limit 20",
    "history --kind heat",
    "history --area neck",
    "insights --since today",
    "history --kind heat --area neck",
)


def entries(count: int, first: dt.date, last: dt.date) -> Iterator[Entry]:
    """Yield sessions of all kinds, evenly from the first day to the last, the same at each call."""
    chance = random.Random(count)
    days = (last - first).days + 1
    for number in range(count):
        day = first + dt.timedelta(days=number * days // count)
        clock = dt.time(chance.randrange(6, 23), chance.randrange(60))
        kind = chance.choice(("massage", "heat-pack", "heat-pack", "ice", "warm-bath", "exercise"))
        before = chance.randrange(2, 9)
        entry = entry_of(
            kind=kind,
            day=day,
            started_at=dt.datetime.combine(day, clock, ZONE).astimezone(dt.UTC),
            zone=ZONE.key,
            duration=dt.timedelta(minutes=chance.randrange(10, 61)),
            pain_before=before,
            pain_after=max(before - chance.randrange(3), 0),
            note="slept badly" if number % 10 == 0 else None,
            areas=(BodyArea(chance.choice(("lower-back", "neck", "hip"))),),
            **_details(kind, number),
        )
        yield entry


def _details(kind: str, number: int) -> dict[str, Any]:
    if kind == "massage":
        return {
            "style": ("swedish", "orthopedic", "hot-stone")[number % 3],
            "provider": f"Therapist {number % 12}",
            "cost": Money(8000, "EUR"),
            "covered": Money(5000, "EUR"),
        }
    if kind == "exercise":
        doses = {"bird-dog": "3x10x8s", "plank": "3x30s"}
        done = tuple(ExerciseDone(name, read_dose(dose)) for name, dose in doses.items())
        return {"exercises": done}
    return {"temperature_c": 37.0} if kind == "warm-bath" else {}


def diary(count: int, first: dt.date, last: dt.date) -> str:
    """Return the address of a diary with so many sessions; make it where there is none yet.

    It belongs to its form and to its last day, so that the present lies within it.
    """
    form = hashlib.sha256()
    for migration in sorted(migrations_folder().glob("versions/*.py")):
        form.update(migration.read_bytes())
    made = FOLDER / f"{form.hexdigest()[:8]}-{last}-{count}.db"
    if not made.exists():
        for outdated in FOLDER.glob(f"*-{count}.*"):
            outdated.unlink()
        growing = made.with_suffix(".unfinished")
        fill(f"sqlite:///{growing}", count, first, last)
        growing.rename(made)
    return f"sqlite:///{made.absolute()}"


def fill(address: str, count: int, first: dt.date, last: dt.date) -> str:
    """Write so many sessions, and readings beside them, into a diary without any; return its address."""
    with closing(App(address, FOLDER / "no-settings.toml")) as app:
        waiting, written = entries(count, first, last), 0
        begun = time.perf_counter()
        while chunk := list(islice(waiting, CHUNK)):
            with app.journal() as journal:
                journal.sessions.log_all(chunk)
            written += len(chunk)
            rate = written / (time.perf_counter() - begun) * 60
            _say(f"\rmaking a diary: {written:,} sessions, {rate:,.0f} a minute")
        _say("\n")
        _read(app, count // SESSIONS_A_READING, first, last)
    return address


def on_server(server: PostgreSQL, last: dt.date) -> dict[int, str]:
    """Return the addresses of a small and a large diary on a server, by their sessions."""
    spans = {SMALL: SMALL, MANY: round(365.25 * YEARS)}
    return {
        count: fill(server.create(f"diary-{count}"), count, last - dt.timedelta(days=days), last)
        for count, days in spans.items()
    }


def latest_day() -> dt.date:
    """Return the end of the next month, so that a diary until then serves for weeks."""
    today = dt.datetime.now(dt.UTC).date()
    return (today.replace(day=1) + dt.timedelta(days=62)).replace(day=1) - dt.timedelta(days=1)


def spread_over_years(count: int, last: dt.date) -> str:
    """Return the address of a diary with so many sessions, spread over many years."""
    return diary(count, last - dt.timedelta(days=round(365.25 * YEARS)), last)


def year_until(today: dt.date) -> str:
    """Return the address of the made-up diary of a year until today; make it where there is none."""
    made = FOLDER / f"{today}-year.db"
    if not made.exists():
        for outdated in FOLDER.glob("*-year.db"):
            outdated.unlink()
        demo.write(App("sqlite:///", FOLDER / "no-settings.toml"), made, demo.YEAR)
    return f"sqlite:///{made.absolute()}"


def _read(app: App, count: int, first: dt.date, last: dt.date) -> None:
    """Write readings of the pain into a diary, evenly from the first day to the last."""
    chance, days = random.Random(count), (last - first).days + 1
    at = dt.datetime.combine(last, dt.time(12), dt.UTC)
    rows = [
        {
            "day": first + dt.timedelta(days=number * days // count),
            "level": chance.randrange(11),
            "zone": ZONE.key,
            "created_at": at,
            "changed_at": at,
        }
        for number in range(count)
    ]
    with app.database.writing() as db:
        db.execute(insert(readings), rows)


def measured(runs: dict[str, Run], home: Path) -> dict[str, float]:
    """Return the median time of each run in seconds, all of them taken in turn in every round."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "TRACKER_", "XDG_"))
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(WARM_UPS + ROUNDS):
        _say(f"\rround {number + 1} of {WARM_UPS + ROUNDS}")
        for name, run in runs.items():
            surroundings = kept | {"HOME": str(home)} | dict(run.surroundings)
            begun = time.perf_counter()
            _call(run.words, surroundings)
            taken = time.perf_counter() - begun
            if number >= WARM_UPS:
                times[name].append(taken)
            if run.then:
                _call(run.then, surroundings)
    _say("\n")
    return {name: statistics.median(each) for name, each in times.items()}


def _call(words: Sequence[str], surroundings: Mapping[str, str]) -> None:
    subprocess.run(words, env=surroundings, stdout=subprocess.DEVNULL, check=True)


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def all_runs(
    small: str, large: str, few: str, many: str, year: str
) -> tuple[dict[str, Run], list[Goal]]:
    """Return what is measured, and beside what."""
    runs = {
        "click": Run([sys.executable, "-c", "import click"]),
        "click, sqlalchemy": Run([sys.executable, "-c", "import click, sqlalchemy"]),
        "jinja2, sqlalchemy": Run([sys.executable, "-c", "import jinja2, sqlalchemy"]),
        "--help": Run([PROGRAM, "--help"]),
        "--version": Run([PROGRAM, "--version"]),
        "status --short": Run([PROGRAM, "status", "--short"]),
        "completion of kinds": _completion("tracker log "),
        "completion of names": _completion("tracker log massage --with ", small),
    }
    goals = [
        Goal(name, name, "click", most)
        for name, most in (
            *(("--help", 1.2), ("--version", 1.2), ("status --short", 1.3)),
            *(("completion of kinds", 1.2), ("completion of names", 2.0)),
        )
    ]
    undo = [PROGRAM, "undo"]
    for size, address in ((SMALL, small), (LARGE, large)):
        at = {"TRACKER_DATABASE_URL": address}
        runs[f"log {size}"] = Run([PROGRAM, "log", "ice", "15"], at, undo)
        for words in ("summary", "history", "today", *_SEARCHES):
            runs[f"{words} {size}"] = Run([PROGRAM, *words.split()], at)
    for size, address in ((FEW, few), (MANY, many)):
        runs[f"summary {size}"] = Run([PROGRAM, "summary"], {"TRACKER_DATABASE_URL": address})
    goals.append(Goal(f"summary, {MANY:,}", f"summary {MANY}", f"summary {FEW}", 1.2))
    for words in CHARTS:
        runs[words] = Run([PROGRAM, *words.split()], {"TRACKER_DATABASE_URL": small})
        goals.append(Goal(f"{words}, {SMALL:,}", words, f"summary {SMALL}", 1.2))
    whole_year = ["report", "--from", f"{demo.YEAR - 1} days ago", "-o", "-"]
    runs["report"] = Run([PROGRAM, *whole_year], {"TRACKER_DATABASE_URL": year})
    goals.append(Goal("report of a year", "report", "jinja2, sqlalchemy", 3.0))
    for name in _MAIN:
        goals.append(Goal(f"{name}, {SMALL:,}", f"{name} {SMALL}", "click, sqlalchemy", 1.15))
    for name in (*_MAIN, *_SEARCHES):
        goals.append(Goal(f"{name}, {LARGE:,}", f"{name} {LARGE}", f"{name} {SMALL}", 1.3))
    return runs, goals


def server_runs(addresses: Mapping[int, str], folder: Path) -> tuple[dict[str, Run], list[Goal]]:
    """Return what is measured of diaries on a server of this machine, by a socket in `folder`."""
    connecting = (
        "import click, sqlalchemy, psycopg, sys;"
        " psycopg.connect(host=sys.argv[1], user='tracker', dbname='postgres').close()"
    )
    runs = {CONNECTED: Run([sys.executable, "-c", connecting, str(folder)])}
    goals = []
    for size, address in addresses.items():
        at = {"TRACKER_DATABASE_URL": address}
        for name in _MAIN:
            words = ["log", "ice", "15"] if name == "log" else [name]
            then = [PROGRAM, "undo"] if name == "log" else []
            runs[f"{name} {size} on a server"] = Run([PROGRAM, *words], at, then)
    for name in _MAIN:
        small, large = (f"{name} {size} on a server" for size in (SMALL, MANY))
        goals.append(Goal(f"{name}, {SMALL:,}, server", small, CONNECTED, 1.3))
        goals.append(Goal(f"{name}, {MANY:,}, server", large, small, 1.3))
        goals.append(Goal(f"{name}, {SMALL:,}, server", small, f"{name} {SMALL}", 2.0))
    return runs, goals


def _completion(line: str, diary: str = "") -> Run:
    """Return how the shell asks to complete a line, on a diary."""
    asked = {
        "_TRACKER_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
        "TRACKER_DATABASE_URL": diary,
    }
    return Run([PROGRAM], asked)


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    last = latest_day()
    large, many = spread_over_years(LARGE, last), spread_over_years(MANY, last)
    small = diary(SMALL, last - dt.timedelta(days=SMALL), last)
    few = diary(FEW, last - dt.timedelta(days=FEW), last)
    year = year_until(dt.datetime.now(dt.UTC).date())
    runs, goals = all_runs(small, large, few, many, year)
    with tempfile.TemporaryDirectory() as home, running_server(is_hasty=False) as server:
        more_runs, more_goals = server_runs(on_server(server, last), server.folder)
        goals += more_goals
        medians = measured(runs | more_runs, Path(home))
    results = [
        Result(
            goal.what,
            round(medians[goal.run] * 1000, 1),
            goal.beside,
            round(medians[goal.beside] * 1000, 1),
            round(medians[goal.run] / medians[goal.beside], 2),
            goal.most,
        )
        for goal in goals
    ]
    _show(results)
    kept = {
        "python": platform.python_version(),
        "rounds": ROUNDS,
        "results": [result._asdict() for result in results],
    }
    (FOLDER / "results.json").write_text(json.dumps(kept, indent=2) + "\n")
    return int(any(result.ratio > result.goal for result in results))


def _show(results: Sequence[Result]) -> None:
    lines = [f"{'':28}{'ms':>6}  {'beside':28}{'ms':>6}{'ratio':>7}{'goal':>6}"]
    for one in results:
        missed = "" if one.ratio <= one.goal else "  missed"
        lines.append(
            f"{one.what:28}{one.ms:6.0f}  {one.beside:28}{one.beside_ms:6.0f}"
            f"{one.ratio:7.2f}{one.goal:6.2f}{missed}"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
