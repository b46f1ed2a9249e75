"""Makes the pictures of the manual from the real program: `make screenshots`.

What a terminal shows is taken from a real pseudo-terminal and drawn by ImageMagick; the bubble is
photographed on a real desktop without a screen, and the page in a real browser. All of it happens
in a folder made for it.
"""

import contextlib
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser import chromium
from tests.tools.demo import environment, on_terminal

TESTS = Path(__file__).parents[1]
DOCS = TESTS.parent / "docs"
# The program with a clock that was set at its start.
PROGRAM = """
import datetime as dt, sys, time
from tracker.cli import main

start, begun = dt.datetime.fromisoformat(sys.argv[1]), time.monotonic()
clock = lambda: start + dt.timedelta(seconds=time.monotonic() - begun)
sys.exit(main(sys.argv[2:], clock))
"""
NOW = "2026-11-25T18:40:00+01:00"
EVENING = "2026-11-26T20:30:01+01:00"
DIARY = [
    (
        "2026-11-09T07:00:00+01:00",
        [
            "routine add morning bird-dog:3x10x8s plank:3x30s",
            "plan add exercise --routine morning --name morning --on mon,wed,fri --at 7:30",
            "plan add massage --every 7d --at 18:00 --minutes 60 --style swedish --with Ana",
            "plan add heat-pack --times 3/week --at 20:30 --area lower-back",
        ],
    ),
    ("2026-11-10T19:05:00+01:00", ["done massage --pain 6:4 --cost 80 --covered 50"]),
    *(
        (f"2026-11-{day:02}T07:45:00+01:00", [f"done morning --minutes 12 --pain {pain}"])
        for day, pain in [(9, "5:4"), (11, "5:5"), (16, "5:4"), (18, "4:3"), (23, "4:3")]
    ),
    *(
        (f"2026-11-{day:02}T20:55:00+01:00", [f"done heat --pain {pain}"])
        for day, pain in [(10, "5:4"), (14, "5:5"), (17, "5:4"), (19, "4:3"), (21, "4:3")]
    ),
    ("2026-11-17T19:05:00+01:00", ["done massage --pain 5:2 --cost 80 --covered 50"]),
    ("2026-11-20T08:35:00+01:00", ["log ice 15 --area hip:left --barrier"]),
    ("2026-11-24T19:05:00+01:00", ["done massage --pain 5:2 --cost 80 --covered 50"]),
    ("2026-11-24T20:55:00+01:00", ["done heat --pain 4:2"]),
    ("2026-11-25T07:45:00+01:00", ["done morning --minutes 14 --pain 3:3"]),
]
COMMANDS = ["tracker", 'tracker summary --week "last week"']
OF_A_YEAR = "tracker --database sqlite:///year.db"
CHART = "chart pain"
COLUMNS = 100
# Of DejaVu Sans Mono at 15 points: how wide a character and how high a line is, in pixels.
WIDTH, HEIGHT, MARGIN = 9.03, 20, 18
PAPER, EDGE, INK, FAINT = "#fbfaf7", "#d8d5cc", "#24292f", "#8a8f98"
PLAIN, BOLD, DIM = "0", "1", "2"


def run(home: Path, now: str, line: str) -> None:
    """Run a command of the diary in the making."""
    command = [sys.executable, "-c", PROGRAM, now, *shlex.split(line)]
    ended = subprocess.run(
        command, env=surroundings(home), capture_output=True, text=True, check=False
    )
    if ended.returncode:
        sys.exit(f"tracker {line}: {ended.stdout}{ended.stderr}")


def surroundings(home: Path) -> dict[str, str]:
    """Return the environment of a terminal in Berlin, without any of this machine's places."""
    return environment(home) | {"TZ": "Europe/Berlin", "LANG": "C.UTF-8", "TERM": "xterm-256color"}


def seen(home: Path, line: str) -> str:
    """Return what a command writes to a terminal, with its renditions."""
    words = shlex.split(line.removeprefix("tracker"))
    command = [sys.executable, "-c", PROGRAM, NOW, *words]
    with contextlib.chdir(home):
        _, text = on_terminal(command, surroundings(home), COLUMNS)
    return text.rstrip("\n")


def small(colours: int = 16) -> list[str]:
    """Return what has few colours, none of them mixed from dots, and no date in the file."""
    drawn = ["+dither", "-colors", str(colours), "-strip"]
    return [*drawn, "-define", "png:exclude-chunk=date,time"]


def draw(text: str, path: Path) -> None:
    """Draw lines as a terminal shows them, plain, bold and dim."""
    lines = text.split("\n")
    columns = max(len(re.sub(r"\x1b\[\d*m", "", line)) for line in lines)
    size = f"{round(columns * WIDTH) + 2 * MARGIN}x{len(lines) * HEIGHT + 2 * MARGIN}"
    strokes: list[str] = []
    look = PLAIN
    for row, line in enumerate(lines):
        column = 0
        for part in re.split(r"(\x1b\[\d*m)", line):
            if part.startswith("\x1b"):
                look = part[2:-1]
                continue
            if part.strip():
                x, y = MARGIN + column * WIDTH, MARGIN + row * HEIGHT + 15
                # ImageMagick reads what is in quotes as a little language of its own.
                quoted = part.replace("\\", r"\\").replace("'", r"\'")
                strokes += ["-font", f"DejaVu-Sans-Mono{'-Bold' if look == BOLD else ''}"]
                strokes += ["-fill", FAINT if look == DIM else INK]
                strokes += ["-draw", f"text {x:.1f},{y} '{quoted}'"]
            column += len(part)
    paper = ["-size", size, f"xc:{PAPER}", "-pointsize", "15"]
    frame = ["-bordercolor", EDGE, "-border", "1"]
    subprocess.run(["convert", *paper, *strokes, *frame, *small(), f"PNG8:{path}"], check=True)


def photograph(home: Path, path: Path) -> None:
    """Have the reminder process show a bubble with its buttons, and take a picture of it."""
    script = """
        "$@" >"$DESK/out" 2>&1 & process=$!
        tries=0
        until grep -qs shown: "$DESK/out"; do
          tries=$((tries + 1)); [ $tries -lt 100 ] || { cat "$DESK/out"; break; }
          sleep 0.1
        done
        sleep 1
        import -window root "$PICTURE"
        kill $process"""
    shot = home / "screen.png"
    command = ["sh", "-c", script, "sh", sys.executable, "-c", PROGRAM]
    subprocess.run(
        [TESTS / "desktop" / "xfce.sh", *command, EVENING, "remind", "run"],
        env=surroundings(home) | {"PICTURE": str(shot)},
        check=True,
    )
    # What is left of the screen without its empty surface is the bubble.
    trimmed = ["-trim", "+repage", "-bordercolor", EDGE, "-border", "1"]
    subprocess.run(["convert", shot, *trimmed, *small(), f"PNG8:{path}"], check=True)


def photograph_page(home: Path, path: Path) -> None:
    """Have a browser show the page to take along of a made-up year, and take a picture of it."""
    page, shot = home / "back.html", home / "page.png"
    run(home, NOW, f"--database sqlite:///{home}/year.db report --name 'Kim Doe' -o {page}")
    with chromium() as browser:
        shown = browser.new_page(viewport={"width": 860, "height": 1040})
        shown.goto(page.as_uri())
        shown.screenshot(path=shot)
    frame = ["-bordercolor", EDGE, "-border", "1"]
    subprocess.run(["convert", shot, *frame, *small(32), f"PNG8:{path}"], check=True)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "config.toml").write_text(
            'pager = false\nbackup.daily = false\n[reminders]\nnag = false\ndigest = ""\n'
        )
        for now, lines in sorted(DIARY):
            for line in lines:
                run(home, now, line)
        shown = [f"\x1b[2m$ {line}\x1b[0m\n{seen(home, line)}" for line in COMMANDS]
        draw("\n\n".join(shown), DOCS / "week.png")
        photograph(home, DOCS / "bubble.png")
        run(home, NOW, f"demo --year -o {home}/year.db")
        chart = seen(home, f"{OF_A_YEAR} {CHART}")
        draw(f"\x1b[2m$ tracker {CHART}\x1b[0m\n{chart}", DOCS / "chart.png")
        photograph_page(home, DOCS / "page.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
