"""Measures how quickly a huge diary goes out as JSON and comes in again, and in how much memory.

`python -m tests.tools.bench_exchange`; beside each stands how long `json.loads` takes for the same
lines alone.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.tools.bench import FOLDER, LARGE, PROGRAM, latest_day, spread_over_years

LEAST_OUT, LEAST_IN = 20_000, 5_000
MOST_MB = 200


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    diary = spread_over_years(LARGE, latest_day())
    with tempfile.TemporaryDirectory(dir=FOLDER) as home:
        file = Path(home).absolute() / "diary.json"
        small = Path(home).absolute() / "small.json"
        other = f"sqlite:///{home}/other.db"
        empty = f"sqlite:///{home}/empty.db"
        out = measured("--database", diary, "export", str(file))
        start_out = measured("--database", empty, "export", str(small))
        loaded, records = parsed(file)
        into = measured("--database", other, "import", str(file), "--yes")
        start_in = measured("--database", empty, "import", str(small), "--yes")
    is_missed = False
    for name, (seconds, peak), (_, start), least in (
        ("out", out, start_out, LEAST_OUT),
        ("in", into, start_in, LEAST_IN),
    ):
        rate, more = records / seconds, (peak - start) / 1024
        missed = rate < least or more > MOST_MB
        is_missed |= missed
        sys.stdout.write(
            f"{records:,} records {name}: {rate:,.0f} a second (goal {least:,}), "
            f"{seconds / loaded:.1f} times json.loads of the same lines, "
            f"{more:.0f} MB beyond its start (goal {MOST_MB}){'  missed' if missed else ''}\n"
        )
    return int(is_missed)


def measured(*words: str) -> tuple[float, int]:
    """Return how many seconds a command takes, and at most how much memory, in KiB."""
    begun = time.perf_counter()
    process = subprocess.Popen([PROGRAM, *words], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{words} ended with {status}")
    return time.perf_counter() - begun, used.ru_maxrss


def parsed(file: Path) -> tuple[float, int]:
    """Return how many seconds it takes to parse the lines of a document, and how many there are."""
    with file.open(encoding="utf-8") as lines:
        next(lines)
        records = [line.rstrip(",\n") for line in lines][:-1]
    begun = time.perf_counter()
    for record in records:
        json.loads(record)
    return time.perf_counter() - begun, len(records)


if __name__ == "__main__":
    sys.exit(main())
