"""Attack the program with what people, disks and other programs may hand it: `python -m tests.tools.fuzz [MINUTES] [SEED]`.

Five campaigns take turns: command lines grown from the program's own tree, settings files that were
mutated, files of other programs that were, diaries with flipped bits or with rows of another hand, and
streams that are full or closed.
Whatever comes, a command ends within seconds, with one of its exit codes and never with a traceback.
Each find is printed with the seed that brings it again: `python -m tests.tools.fuzz 0 SEED`.
"""

import contextlib
import datetime as dt
import io
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from tests.places import CHECKOUT, NOW
from tracker.cli import cli, main
from tracker.settings.declared import SETTINGS
from tracker.settings.editing import template

SAMPLES = CHECKOUT / "tests/samples"
CODES = frozenset(range(7))
SLOWEST_S = 10.0
# These run on, or change how the person's machine starts.
_LEFT_OUT = {("remind", "run"), ("remind", "test"), ("remind", "install"), ("remind", "uninstall"),
             ("config", "edit"), ("start",), ("demo",), ("backup",)}  # fmt: skip
_MADE = (
    'log massage 60 --style swedish --with "Ana Ruiz" --cost 80 --covered 50 --claim to-claim --pain 6:3',
    "log exercise bird-dog:3x10x8s plank:3x30s --minutes 12 --pain 4:2",
    "log heat-pack 20 --area lower-back:left --temperature 45 --note warm",
    "log visit 30 --with Kim --cost 12000JPY --at '3 days ago'",
    "plan add exercise --on mon,wed --at 07:30 --name morning",
    "plan add heat-pack --every 2d --name warmth",
    "plan add massage --times 2/week --name rub",
    "condition add flu --contagious --at yesterday",
    "routine add stretch cat-cow bird-dog:2x8",
    "exercise add sway --dose 2x10",
    "provider add Bo --role doctor --rating 4",
    "skip morning",
    "redflags none",
    "edit 1 --note changed",
    "delete 3",
    "pain 4 --took 'ibuprofen 400' --note 'at my desk #work'",
    "pain 6 --at yesterday --area neck",
    "plan add pain --on daily --at 20:00 --at 8:00",
    "checkin psfs 'put on socks=4' 'climb stairs=7' sit=5",
    "checkin peg 5 6 4 --at yesterday",
    "checkin odi 31 --at '3 weeks ago'",
    "plan add heat-pack --on daily --at 9:00 --name evening --in-flare half",
    "trial start heat-pack --weeks 4 --plan evening --from today",
    "flare start --at yesterday",
)  # fmt: skip
_WORDS = (
    "", " ", "0", "1", "-1", "3", "7", "20", "99999999999999999999", "1e9", "nan", "20m", "1h30", "6:3", "11", "٣",
    "now", "yesterday", "yesterday 18:30", "mon", "mon,wed", "monday morning", "half past 6", "2026-11-20", "2026-02-30",
    "9999-12-31", "0001-01-01", "24:00", "7:30", "18h30", "3d", "2/week", "last week", "tomorrow", "never", "UTC", "Mars/Base",
    "ice", "massage", "heat", "exercise", "neck", "hip:left", "hip:up", "swedish", "bird-dog:3x10x8s", "plank:0x0", "a:b:c:d",
    "Ana", "Ana Ruiz", "morning", "stretch", "fever", "none", "80", "80 EUR", "12,50USD", "-5€", "37.5C", "999F", "paid", "#1",
    "--", "-", "--json", "-h", "'", '"', "%s", "{}", "\\", "a\nb", "\x1b[31m", "\u202eabc", "猫😀", "ß" * 50, "\udcff", "a\x00b",
    "p1", "p2", "p99", "c1", "c2", "c0", "peg", "psfs", "rmdq", "5,6,4", "4.5", "04", "４", "1e1", "2026-11", "#work", "%", "_",
    "half", "rest", "same", "12", "ibuprofen 400", "pain", "sit=5", "c=４", "pic.svg", "pic.html", "copy.db", "diary.db", "/nowhere/pic.svg",
    "x" * 200, " " * 60_000, "9" * 5000, "1:" * 3000, "a," * 3000, "((((", "../../x", "=1+1", "0x" + "f" * 4000,
)  # fmt: skip
# What other programs write, beside the samples of it: sheets, of this program and of any.
_SHEETS = (
    (
        "uuid,kind,day,minutes,started_at,zone,areas,exercises,cost,currency,note\r\n"
        ",ice,2026-11-20,12.5,2026-11-20T18:30:00+01:00,Europe/Berlin,neck:left,,,,'=1\r\n"
        ',exercise,20.11.2026,5,,,,"bird-dog:3x10, plank",,,\r\n'
    ),
    "a;b;c;d\n20/11/2026 18:30;Ice;1:15;6:3\n11/20/2026;massage;;\n20 Nov 2026;x;5;11\n",
    "sep=|\na|b|c|d\n2026-11-20|ice|12,5|6/10\n",
)
_IMPORTED = (
    "--dry-run", "--skip-bad --yes", "--json --skip-bad", "--dry-run --json", "--format csv", "--format watson", "--zone Asia/Tokyo --yes",
    "--map-columns date=a,kind=b,minutes=c,pain=d --map =ice --map x=skip --skip-bad", "--map-columns at=a,kind=b,note=c,tags=d --yes --skip-bad",
)  # fmt: skip
_TIMER = (
    '{"kind": "ice", "zone": "Europe/Berlin", "areas": [], "steps": [["time", 900, null, null, null]],'
    ' "spent_s": [600], "position": 0, "is_paused": false, "passed_over": []}'
)
_READ = (
    "", "today --json", "history --limit 0", "history --json --limit 0", "history --csv --limit 0", "summary", "summary --weeks 4 --json",
    "insights", "insights --json", "insights --per provider --since 2020", "insights massage --per style",
    "due", "due --json", "plan list", "plan list --json", "plan show morning", "plan show rub --json", "status", "status --json",
    "history --find back --json", "history --tag work", "summary --month", "summary --month --markdown", "summary --why --json",
    "checkin --history", "checkin --history --json", "checkin", "flare", "flare list", "flare list --json", "trial show", "trial show --json",
    "chart pain", "chart pain --json", "chart pain -o pain.svg --force", "chart kept --json", "chart kept -o kept.svg --force",
    "chart sessions -o sessions.svg --force", "chart sessions --json", "chart year --json", "chart year -o year.svg --force",
    "pain 5", "pain 7 --at '2 days ago'", "edit p1 --pain 3", "delete p1", "checkin peg 1 2 3", "checkin psfs 5 5 5", "edit c1 --note x",
    "delete c2", "done pain --pain 4", "flare end", "trial stop", "plan edit evening --in-flare rest",
    "claims", "claims --csv", "claims --json", "provider list", "provider list --json", "provider show Kim", "routine list",
    "routine show stretch --json", "exercise list", "exercise show sway", "condition list", "condition list --json",
    "doctor", "doctor --json", "doctor --fix", "safety check ice", "remind status", "remind status --json", "remind why", "remind why --json", "undo --list",
    "undo --list --json", "start --cancel", "start --resume --yes",
    "log ice 10 --yes", "again --yes", "edit 1 --note x", "delete 2", "undo", "done morning --yes", "skip warmth", "snooze 20m",
    "export -", "export all.json --force", "export all.csv --force", "export all.ics --force",
    "backup copy.db --force", "backup --auto", "backup --auto --json", "restore copy.db --yes", "restore copy.db --yes --json",
    "restore 2026-11-23 --yes", "forget --before 2026-11-20 --yes", "forget --before today --yes --json", "forget --all --yes --json",
    "import - --dry-run", "plan edit rub --times 3/week", "plan pause morning", "provider edit Kim --rating 3", "condition end flu",
)  # fmt: skip
_FOREIGN: tuple[Any, ...] = (
    None, "", " ", 0, -1, 7, 10**18, 1.5, float("inf"), "abc", "Mars/Base", "XXX", "levitation", "../../x", "{}", "[]", "null",
    '{"duration": "x"}', "{", "2026-13-01", "2026-11-20", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2026-11-20 10:00:00+01:00",
    b"\xff\xfe", "25:99", "1,2,9", "0,1", "1x1", "é" * 500, "\x1b[31m\n", "=1+1", "logged", "snoozed", "shown", "+03:00",
)  # fmt: skip


_WORSE: tuple[tuple[str, str, Any], ...] = (
    ("sessions", "zone", "Mars/Base"), ("sessions", "zone", ""), ("sessions", "kind", "levitation"), ("massages", "style", "quantum"),
    ("services", "currency", "XXX"), ("services", "currency", ""), ("timers", "content", "{}"), ("plans", "zone", "Mars/Base"),
    ("plans", "kind", "levitation"), ("plans", "details", '{"style": 7, "areas": [["x", "y"]]}'), ("plans", "details", "[]"),
    ("alembic_version", "version_num", "../../x"), ("alembic_version", "version_num", ""), ("sessions", "note", b"\xff"),
    ("conditions", "key", "glow"), ("session_areas", "area", "wing"), ("session_areas", "side", "under"), ("due_basis", "words", "x"),
    ("readings", "level", 11), ("readings", "zone", "Mars/Base"), ("readings", "part", "noon"), ("readings", "day", "9999-12-31"),
    ("reading_areas", "area", "wing"), ("checkins", "measure", "vas"), ("checkins", "zone", ""), ("checkins", "total", float("inf")),
    ("checkin_answers", "answer", 99), ("checkin_answers", "item", 40), ("checkin_answers", "activity", None),
    ("plans", "in_flare", "double"), ("flares", "first_on", "9999-12-31"), ("flares", "until_on", "0001-01-01"), ("trials", "weeks", 3),
    ("trials", "weeks", 0), ("trials", "kind", "levitation"), ("trials", "first_on", "9999-12-31"), ("trials", "stopped_on", "0001-01-01"),
    ("trial_blocks", "with_first", 7), ("trial_blocks", "position", 99), ("pauses", "until_on", "0001-01-01"),
    ("pauses", "flare_id", None), ("pauses", "trial_id", None), ("reminders", "read_by", 99), ("plans", "kind", "pain"),
    ("exercises_done", "exercise", "moonwalk"), ("exercises_done", "sets", 1000), ("providers", "role", "wizard"),
    ("schedules", "clock_times", "25:00"), ("schedules", "rhythm", "lunar"), ("reminders", "state", "lost"), ("sessions", "day", "9999-12-31"),
)  # fmt: skip


class Find(NamedTuple):
    """What must not be, with how it came about."""

    campaign: str
    seed: int
    what: str
    how: str


def run(words: Sequence[str], now: dt.datetime = NOW) -> tuple[int, str]:
    """Run one command line in this process; return its code, and what went wrong, if anything did."""
    # What is exported comes as bytes.
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    err = io.StringIO()
    begun, before = time.monotonic(), sys.stdin
    sys.stdin = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(list(words), lambda: now)
    except BaseException:  # noqa: BLE001 Whatever gets out is what is looked for.
        return -1, traceback.format_exc()
    finally:
        sys.stdin = before
    if code not in CODES:
        return code, f"exit code {code}: {err.getvalue()[-300:]}"
    if time.monotonic() - begun > SLOWEST_S:
        return code, f"{time.monotonic() - begun:.0f} s"
    return code, ""


def leaves(
    command: click.Command = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield the commands of the program that do something by themselves, with their words."""
    if path in _LEFT_OUT:
        return
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for name in command.list_commands(ctx):
            found = command.get_command(ctx, name)
            assert found is not None
            yield from leaves(found, (*path, name))
    if path and (not isinstance(command, click.Group) or command.invoke_without_command):
        yield path, command


def line_of(
    noise: random.Random, tree: Sequence[tuple[tuple[str, ...], click.Command]]
) -> list[str]:
    """Return a command line of the program, more or less as somebody might type it."""
    path, command = noise.choice(tree)
    words: list[str] = []
    for param in command.params:
        chance = noise.random()
        if isinstance(param, click.Argument):
            many = noise.choice((0, 1, 1, 2)) if param.nargs == -1 or not param.required else 1
            words += [_word(noise) for _ in range(many)]
        elif chance < 0.25:
            words.append(noise.choice(param.opts))
            if not getattr(param, "is_flag", False):
                words.append(_word(noise))
    if noise.random() < 0.1:
        noise.shuffle(words)
    if noise.random() < 0.1:
        words.append(_word(noise))
    return [*path, *words]


def _word(noise: random.Random) -> str:
    word = noise.choice(_WORDS)
    match noise.randrange(12):
        case 0:
            return word + noise.choice(_WORDS)
        case 1 if word:
            at = noise.randrange(len(word))
            return (
                word[:at]
                + chr(noise.choice((noise.randrange(1, 128), noise.randrange(160, 0xD7FF))))
                + word[at + 1 :]
            )
    return word


class Range:
    """Where the campaigns run: a home of its own, and a diary with something of everything in it."""

    def __init__(self, home: Path) -> None:
        self.diary = home / ".local/share/selfcare-tracker/diary.db"
        self.config = home / ".config/selfcare-tracker/config.toml"
        self.template = home / "full.db"
        self.home = home
        self.config.parent.mkdir(parents=True)
        self.tree = list(leaves())
        import shlex

        for line in _MADE:
            code, trouble = run(shlex.split(line), NOW - dt.timedelta(days=2))
            assert not trouble, f"{line}: {code} {trouble}"
        with contextlib.closing(sqlite3.connect(self.diary)) as db, db:
            # A timer that was left, as no command leaves one at once.
            db.execute(
                "INSERT INTO timers (id, started_at, seen_at, content) VALUES (1, ?, ?, ?)",
                ("2026-11-23 16:40:00.000000", "2026-11-23 16:50:00.000000", _TIMER),
            )
            db.commit()
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.diary, self.template)

    def anew(self) -> None:
        """Bring the diary and the settings back to what they were."""
        shutil.rmtree(self.diary.parent)
        self.diary.parent.mkdir(mode=0o700)
        shutil.copy(self.template, self.diary)
        self.config.unlink(missing_ok=True)

    def lines(self, seed: int) -> Iterator[tuple[str, str]]:
        """Type some twenty command lines into one diary; yield each, with what went wrong."""
        noise = random.Random(seed)
        self.anew()
        for _ in range(20):
            words = line_of(noise, self.tree)
            yield (
                repr([word if len(word) < 80 else f"{word[:20]}… ({len(word)})" for word in words]),
                run(words)[1],
            )

    def settings(self, seed: int) -> Iterator[tuple[str, str]]:
        """Mutate a settings file and have it read, and changed."""
        noise = random.Random(seed)
        self.anew()
        for _ in range(10):
            content = mutated_settings(noise)
            self.config.write_bytes(content)
            key = noise.choice(list(SETTINGS))
            for words in (["config"], ["today"], ["config", "set", key, _word(noise)]):
                yield f"{words} with {content[:3000]!r}", run(words)[1]

    def files(self, seed: int) -> Iterator[tuple[str, str]]:
        """Mutate a file of another program, and import it."""
        noise = random.Random(seed)
        self.anew()
        samples = [path.read_bytes() for path in sorted(SAMPLES.rglob("*")) if path.is_file()]
        for _ in range(6):
            content = mutated(noise, noise.choice([*samples, *map(str.encode, _SHEETS)]))
            Path("import.me").write_bytes(content)
            for options in noise.sample(_IMPORTED, 2):
                words = ["import", "import.me", *options.split()]
                yield f"{options} of {content[:3000]!r}", run(words)[1]

    def diaries(self, seed: int) -> Iterator[tuple[str, str]]:
        """Bend a diary and run every way to read it, and some that write."""
        noise = random.Random(seed)
        self.anew()
        what = flip(noise, self.diary) if noise.random() < 0.4 else bend(noise, self.diary)
        for line in noise.sample(_READ, 12):
            yield f"{line} with {what}", run(line.split())[1]

    def streams(self, seed: int) -> Iterator[tuple[str, str]]:
        """Run a command whose streams are full, closed, or know few characters."""
        noise = random.Random(seed)
        self.anew()
        line = noise.choice(
            [
                *_READ,
                "log ice x",
                "nonsense",
                "--help",
                "log --help",
                "config",
                "config set currency USD",
            ]
        )
        ends = noise.choice(
            (
                ">/dev/full",
                ">&-",
                "2>&-",
                "2>/dev/full",
                ">/dev/full 2>&1",
                ">&- 2>&-",
                "| true",
                "</dev/null",
            )
        )
        encoding = noise.choice(("utf-8", "cp1252", "ascii", "latin-1:strict"))
        command = f'"{sys.executable}" -m tracker {line} {ends}'
        if "|" in ends:
            command += "; exit ${PIPESTATUS[0]}"
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        done = subprocess.run(
            ["bash", "-c", command],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )
        trouble = (
            ""
            if done.returncode in CODES and b"Traceback" not in done.stderr
            else f"{done.returncode} {done.stderr.decode(errors='replace')}"
        )
        yield f"{line} {ends} in {encoding}", trouble


def mutated_settings(noise: random.Random) -> bytes:
    """Return a settings file in which something is not as it was."""
    lines = [
        line.removeprefix("# ") if " = " in line and noise.random() < 0.3 else line
        for line in template().splitlines()
    ]
    for _ in range(noise.randrange(4)):
        at = noise.randrange(len(lines))
        match noise.randrange(5):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, noise.choice(lines))
            case 2:
                lines[at] = (
                    lines[at].partition("=")[0]
                    + "= "
                    + noise.choice(('"', "", "[[[", "{", "0x"))
                    + _word(noise)
                )
            case 3:
                lines[at] = f'{noise.choice(list(SETTINGS))} = "{_word(noise)}"'
            case _:
                lines[at] = noise.choice(
                    (
                        "." * 60_000,
                        "[" * 500,
                        "a = " + "{b=" * 300,
                        "'''",
                        "[x]",
                        "\x00",
                        "pager = nan",
                    )
                )
    content = bytearray("\n".join(lines).encode(errors="surrogateescape"))
    if noise.random() < 0.2 and content:
        content[noise.randrange(len(content))] = noise.randrange(256)
    return bytes(content)


def mutated(noise: random.Random, content: bytes) -> bytes:
    """Return the content of a file in which something is not as it was."""
    changed = bytearray(content)
    for _ in range(noise.choice((0, 1, 1, 3, 10))):
        at = noise.randrange(len(changed) + 1)
        match noise.randrange(5):
            case 0:
                del changed[at : at + noise.choice((1, 8, 200))]
            case 1:
                changed[at:at] = noise.choice(_WORDS).encode(errors="surrogateescape")
            case 2:
                changed[at:at] = changed[max(at - noise.choice((4, 60, 2000)), 0) : at]
            case 3:
                changed[at : at + 1] = bytes([noise.randrange(256)])
            case _:
                changed[at:at] = noise.choice(
                    (b"\n", b"\r", b'"', b"\xff\xfe", b"\x00", b"[" * 5000, b"-", b"9" * 40)
                )
    return bytes(changed)


def flip(noise: random.Random, path: Path) -> str:
    """Flip a few bits of a file, and return where."""
    content = bytearray(path.read_bytes())
    places = [noise.randrange(len(content)) for _ in range(noise.choice((1, 1, 3, 20)))]
    for at in places:
        content[at] ^= 1 << noise.randrange(8)
    path.write_bytes(content)
    return f"bits flipped in {places}"


def bend(noise: random.Random, path: Path) -> str:
    """Write into some rows what the program would never write, and return what."""
    bent: list[str] = []
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        tables = [
            name
            for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            )
        ]
        while len(bent) < noise.choice((1, 1, 2)):
            table = noise.choice(tables)
            column = noise.choice([row[1] for row in db.execute(f"PRAGMA table_info({table})")])
            value = noise.choice(_FOREIGN)
            if noise.random() < 0.4:
                table, column, value = noise.choice(_WORSE)
            written = f"CAST(x'{value.hex()}' AS TEXT)" if isinstance(value, bytes) else "?"
            where = (
                f"rowid = (SELECT rowid FROM {table} ORDER BY random() LIMIT 1)"
                if noise.random() < 0.7
                else "1"
            )
            with contextlib.suppress(sqlite3.IntegrityError):
                changed = db.execute(
                    f"UPDATE {table} SET {column} = {written} WHERE {where}",
                    [] if isinstance(value, bytes) else [value],
                )
                if changed.rowcount > 0:
                    bent.append(f"{table}.{column} = {value!r}")
    return ", ".join(bent)


CAMPAIGNS: dict[str, Callable[[Range, int], Iterator[tuple[str, str]]]] = {
    "lines": Range.lines,
    "settings": Range.settings,
    "files": Range.files,
    "diaries": Range.diaries,
    "streams": Range.streams,
}


def attack(place: Range, seed: int, counts: Counter[str], only: str = "") -> Iterator[Find]:
    """Run one turn of each campaign, and yield what was found."""
    for name, campaign in CAMPAIGNS.items():
        if only in ("", name):
            for how, trouble in campaign(place, seed):
                counts[name] += 1
                if trouble:
                    yield Find(name, seed, trouble, how)


def fuzz(minutes: float, seed: int | None, only: str = "") -> int:
    """Attack for some minutes, or with one seed; return how many different things were found."""
    begun = time.monotonic()
    counts: Counter[str] = Counter()
    found: dict[str, Find] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in [name for name in os.environ if name.startswith(("XDG_", "TRACKER_"))]:
            del os.environ[name]
        os.environ |= {"HOME": folder, "TZ": "Europe/Berlin", "LANG": "C.UTF-8"}
        os.chdir(folder)  # Pictures of charts are written where one stands.
        os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
        place = Range(Path(folder))
        first = seed if seed is not None else random.SystemRandom().randrange(10**9)
        sys.stdout.write(f"seeds from {first} on\n")
        turn = 0
        while turn == 0 or time.monotonic() - begun < minutes * 60:
            for find in attack(place, first + turn, counts, only):
                last = find.what.strip().splitlines()
                key = "\n".join(
                    [*[line for line in last if "tracker/" in line][-1:], last[-1][:60]]
                )
                if key not in found:
                    found[key] = find
                    sys.stdout.write(
                        f"\n{find.campaign}, seed {find.seed}: {find.how[:600]}\n{find.what[-1800:]}\n"
                    )
                    sys.stdout.flush()
            turn += 1
        place.anew()
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    sys.stdout.write(
        f"{turn} turns, seeds {first} to {first + turn - 1}: {told}; {len(found)} found\n"
    )
    return len(found)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(
        min(
            1,
            fuzz(
                float(given[0]) if given else 5,
                int(given[1]) if len(given) > 1 else None,
                *given[2:3],
            ),
        )
    )
