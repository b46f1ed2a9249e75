"""Shows the main job: two weeks are logged, corrected and summed up, in a folder made for it."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

STEPS = [
    (
        "Write down what you did, days later if need be. What was understood is said back.",
        [
            'log massage 60 --at "12 days ago 18:00" --style swedish --with Ana --pain 6:4 --cost 80',
            'log exercise bird-dog:3x10x8s plank:3x30s --minutes 12 --at "10 days ago 7:30"',
            'log heat-pack 20 --at "9 days ago 21:00" --area lower-back --pain 5:4',
            'log ice 15 --at "8 days ago" --area hip:left',
            'log massage 60 --at "5 days ago 18:00" --style swedish --with ana --pain 5:2 --cost 80 --covered 50',
            'log exercise bird-dog:3x10x8s plank:3x40s --minutes 14 --at "3 days ago 7:30"',
            'log heat-pack 20 --at "yesterday 21:00" --area lower-back --pain 4:3',
            "log warm-bath 25 --temperature 37",
        ],
    ),
    (
        "A slip is put right: #4 took 10 minutes, not 15. What was deleted by mistake comes back.",
        ["edit 4 --minutes 10 --note shorter", "delete 3", "undo"],
    ),
    (
        "Read it back: every session, today, one week, and week by week.",
        ["history", "today", 'summary --week "last week"', "summary --weeks 3"],
    ),
    (
        "Say what is planned from now on; reminders and the summary go by it.",
        [
            "plan add exercise bird-dog:3x10x8s plank:3x30s --on mon,wed,fri --at 7:30",
            "plan add heat-pack --times 3/week --at 20:30",
            "plan next --days 7",
        ],
    ),
]
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
        if not name.startswith(("XDG_", "TRACKER_"))
    }
    return kept | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "XDG_STATE_HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "TRACKER_DATABASE_URL": f"sqlite:///{home / 'diary.db'}",
        "TRACKER_CONFIG": str(home / "config.toml"),
    }


def main() -> int:
    program = shutil.which("tracker", path=str(Path(sys.executable).parent))
    if program is None:
        sys.exit("The program is not installed beside this Python. Run: make demo")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "config.toml").write_text("pager = false\n[reminders]\nnag = false\n")
        for remark, lines in STEPS:
            sys.stdout.write(f"\n{remark}\n")
            for line in lines:
                sys.stdout.write(f"\n$ tracker {line}\n")
                sys.stdout.flush()
                ended = subprocess.run(
                    [program, *shlex.split(line)],
                    env=environment(home),
                    stdin=subprocess.DEVNULL,
                    check=False,
                )
                if ended.returncode:
                    sys.stdout.write(f"\nThis command failed with exit code {ended.returncode}.\n")
                    return 1
    sys.stdout.write(FAREWELL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
