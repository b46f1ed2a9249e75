"""Shows the main job: two weeks are planned, logged and summed up, and a reminder comes."""

import contextlib
import datetime as dt
import fcntl
import os
import pty
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

# A step is a remark, how long ago it was done, and the commands; {at} is a minute ago, {other} and
# {same} are the days of the week of five and of three days ago.
STEPS = [
    (
        "Two weeks ago: say once what is to be done, in which rhythm.",
        dt.timedelta(days=13),
        [
            "plan add exercise bird-dog:3x10x8s plank:3x30s --on {other},{same} --name morning",
            "plan add massage --every 7d --at 18:00 --style swedish --with Ana --minutes 60",
        ],
    ),
    (
        "Since then: write down what you did, days later if need be. What was understood is said back.",
        dt.timedelta(),
        [
            'log massage --at "12 days ago 18:00" --style swedish --with ana --pain 6:4 --cost 80',
            'log exercise bird-dog:3x10x8s plank:3x30s --minutes 12 --at "10 days ago 7:30"',
            'log heat-pack 20 --at "9 days ago 21:00" --area lower-back --pain 5:4',
            'log massage --at "5 days ago 18:00" --style swedish --with ana --pain 5:2 --cost 80',
            'log exercise bird-dog:3x10x8s plank:3x40s --minutes 14 --at "3 days ago 7:30"',
        ],
    ),
    (
        "A slip is put right, and what was deleted by mistake comes back.",
        dt.timedelta(),
        ["edit 4 --covered 50", "delete 3", "undo"],
    ),
    (
        "Read it back.",
        dt.timedelta(),
        ["history"],
    ),
    (
        "An hour ago: ice is planned for a minute ago.",
        dt.timedelta(hours=1),
        ["plan add ice --on daily --at {at} --minutes 15 --area lower-back"],
    ),
    (
        "Now it is due, and you are reminded of it: on your desktop, or here where there is none.",
        dt.timedelta(),
        ["remind run --once"],
    ),
    (
        "At the end of the week: what was planned against what was done, and week by week.",
        dt.timedelta(),
        ['summary --week "last week"', "summary --weeks 3"],
    ),
]
# The program itself, with a clock that can be set back.
PROGRAM = """
import datetime as dt, sys
from tracker.cli import main

ago = dt.timedelta(seconds=float(sys.argv[1]))
sys.exit(main(sys.argv[2:], lambda: dt.datetime.now(dt.UTC) - ago))
"""
# The digest of last week would be a second reminder, and this is no diary to be reminded of.
SETTINGS = 'pager = false\nbackup.daily = false\n[reminders]\nnag = false\ndigest = ""\n'
FAREWELL = """
All of this happened in a temporary folder, which is gone now; your own diary was not touched.
To begin for real, say what you just did: .venv/bin/tracker log heat-pack 20 --pain 5:4
How to install it for every day stands in README.md.
"""


def environment(home: Path) -> dict[str, str]:
    """Return this environment with every place that the program could write to in `home`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "TRACKER_")) or name == "XDG_RUNTIME_DIR"
    }
    return kept | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "XDG_STATE_HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "TRACKER_DATABASE_URL": f"sqlite:///{home / 'diary.db'}",
        "TRACKER_CONFIG": str(home / "config.toml"),
    }


def on_terminal(command: list[str], env: dict[str, str], columns: int = 100) -> tuple[int, str]:
    """Run a program on a terminal of its own; return its exit code and what it wrote there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    written = bytearray()
    with subprocess.Popen(command, env=env, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        # Linux reports the end as an error, once the program has closed its side.
        with contextlib.suppress(OSError):
            while chunk := os.read(ours, 65536):
                written += chunk
    os.close(ours)
    return process.returncode, written.decode().replace("\r\n", "\n")


def main() -> int:
    now = dt.datetime.now().astimezone()
    days = [f"{now - dt.timedelta(days=ago):%A}".lower() for ago in (5, 3)]
    said = {"at": f"{now - dt.timedelta(minutes=1):%H:%M}", "other": days[0], "same": days[1]}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "config.toml").write_text(SETTINGS)
        for remark, ago, lines in STEPS:
            sys.stdout.write(f"\n{remark}\n")
            for line in lines:
                typed = line.format(**said)
                sys.stdout.write(f"\n$ tracker {typed}\n")
                sys.stdout.flush()
                words = [str(ago.total_seconds()), *shlex.split(typed)]
                command = [sys.executable, "-c", PROGRAM, *words]
                if line == "remind run --once" and not sys.stdout.isatty():
                    # A reminder is written to nothing but a terminal, where it is seen.
                    code, answer = on_terminal(command, environment(home))
                    sys.stdout.write(answer)
                else:
                    code = subprocess.call(command, env=environment(home), stdin=subprocess.DEVNULL)
                if code:
                    sys.stdout.write(f"\nThis command failed with exit code {code}.\n")
                    return 1
    sys.stdout.write(FAREWELL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
