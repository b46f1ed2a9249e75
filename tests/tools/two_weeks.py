"""Live two weeks with the real reminder process: `python -m tests.tools.two_weeks`.

Its clock is set by hand, from one instant to the next. The nights are slept through, it flies west
and back, the clocks change, the disk is full for a while, the desktop is started anew, a battery is
dead, and one plan comes at 23:59. In the end each planned occurrence has to be in the one state that
this story says, shown as often as it says, and `remind why` has to say why.
"""

import contextlib
import datetime as dt
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.desktop.stages import Stage, stage
from tests.places import environment
from tests.running import Diary, FakeClock, Running, running

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
HEARTBEAT_S = 0.2
PLANS = (
    "plan add heat --on daily --at 20:00 --name evening",
    "plan add ice --on daily --at 23:59 --name night",
    "plan add massage --on mon,wed,fri --at 7:30 --name morning",
    "plan add bath --every 2d --at 12:00 --name bath",
    "plan add exercise --on sun --at 2:30 --name change",
)
ROWS = (
    "SELECT plans.name, reminders.day, reminders.clock, reminders.state,"
    " (SELECT count(*) FROM decisions WHERE reminder_id = reminders.id AND what = 'shown')"
    " FROM reminders JOIN plans ON plans.id = reminders.plan_id ORDER BY plans.name, reminders.day"
)


class Told(NamedTuple):
    """What the story says of one occurrence: its state, how often it was shown, and why."""

    state: str
    shown: int
    why: str = ""


class Life:
    """The person, their machine and its clock."""

    def __init__(self, home: Path, screen: Stage) -> None:
        self.diary, self.screen = Diary(home), screen
        self.clock = FakeClock(home / "clock")
        self.zone = BERLIN
        self.env = {
            **environment(home),
            **self.clock.env,
            "DBUS_SESSION_BUS_ADDRESS": screen.env["DBUS_SESSION_BUS_ADDRESS"],
            "XDG_RUNTIME_DIR": "",
        }
        self.told: dict[tuple[str, str], Told] = {}
        self.begun = ExitStack()
        self.now_running: Running | None = None
        self.live_in(BERLIN)

    @property
    def process(self) -> Running:
        assert self.now_running, "it has not begun to remind"
        return self.now_running

    def live_in(self, zone: str) -> None:
        self.zone = zone
        self.diary.config.write_text(f'zone = "{zone}"\n[reminders]\ndigest = ""\n')

    def set(self, local: str) -> None:
        """Set the clock to a local time, without waiting for what follows."""
        instant = dt.datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(self.zone))
        self.clock.set(f"{instant.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}")

    def live(self, *times: str) -> None:
        """Live through some local times, one after the other, as a process that is awake does."""
        for local in times:
            self.set(local)
            self.process.listen(6 * HEARTBEAT_S)

    def start(self) -> None:
        """Begin to remind."""
        one = self.begun.enter_context(running(env=self.env, heartbeat_s=HEARTBEAT_S))
        one.line("running")
        self.now_running = one

    def sleep(self, local: str) -> None:
        """Stand still from a local time on."""
        self.live(local)
        self.process.process.send_signal(signal.SIGSTOP)

    def wake(self, local: str) -> None:
        """Go on at a local time."""
        self.set(local)
        self.process.process.send_signal(signal.SIGCONT)
        self.process.listen(5 * HEARTBEAT_S)

    def run(self, line: str) -> str:
        """Type a command, and return what it prints."""
        words = [sys.executable, "-m", "tracker", *line.split()]
        done = subprocess.run(words, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}: {done.stderr}"
        if self.now_running:
            self.now_running.listen(2 * HEARTBEAT_S)
        return done.stdout

    def tell(self, day: str, **of_plans: Told) -> None:
        """Say what has to become of the occurrences of a day."""
        self.told |= {(plan, f"2026-{day}"): told for plan, told in of_plans.items()}

    def evening(self, day: str) -> None:
        """Live through an evening of which nothing is answered, up to its late repeats."""
        after = f"{dt.date.fromisoformat(day) + dt.timedelta(days=1)}"
        self.live(f"{day} 20:00:01", f"{day} 20:30:02", f"{day} 21:00:03", f"{day} 23:59:01")
        self.live(f"{after} 00:29:02", f"{after} 00:59:03", f"{after} 01:29:04")

    @contextlib.contextmanager
    def full_disk(self) -> Iterator[None]:
        """Let no file of the process grow."""
        pid, limit = self.process.process.pid, resource.RLIMIT_FSIZE
        before = resource.prlimit(pid, limit, (4096, resource.RLIM_INFINITY))
        yield
        resource.prlimit(pid, limit, before)

    @contextlib.contextmanager
    def another_desktop(self) -> Iterator[Path]:
        """End the notification daemon and start another one."""
        desk = Path(self.screen.env["DESK"])
        os.kill(int((desk / "daemon").read_text()), signal.SIGTERM)
        words = ["timeout", "200", "dunst", "-conf", str(desk / "dunstrc")]
        with subprocess.Popen(words, env=self.screen.env, stderr=subprocess.DEVNULL) as daemon:
            yield desk
            daemon.terminate()


DONE, MISSED = Told("done", 1), Told("missed", 3)
# Time that only the faked clock sees pass looks like one that was set.
ASLEEP = Told("missed", 0, "the clock was set ahead")


def first_week(life: Life) -> None:
    """At home and in New York."""
    life.set("2026-10-19 06:00")
    for line in PLANS:
        life.run(line)
    life.start()
    life.live("2026-10-19 07:30:01")
    life.run("done morning")
    life.live("2026-10-19 12:00:01")
    life.run("done bath")
    life.live("2026-10-19 20:00:01")
    life.run("done evening")
    # What is done after midnight counts for the evening before.
    life.live("2026-10-19 23:59:01", "2026-10-20 00:20")
    life.run("log ice 10")
    life.tell("10-19", morning=DONE, bath=DONE, evening=DONE, night=DONE)

    life.sleep("2026-10-20 00:40")
    life.wake("2026-10-20 07:00")
    life.evening("2026-10-20")
    life.tell("10-20", evening=MISSED, night=MISSED)

    life.sleep("2026-10-21 01:40")
    life.wake("2026-10-21 09:00")
    # It came due in the sleep, and is shown as long as its day lasts.
    life.run("done morning")
    life.live("2026-10-21 12:00:01")
    life.run("done bath")
    life.live("2026-10-21 20:00:01")
    life.sleep("2026-10-21 20:05")
    life.live_in(NEW_YORK)
    life.wake("2026-10-21 19:30")
    life.live("2026-10-21 20:00:02", "2026-10-21 20:10")
    life.run("done evening")
    life.live("2026-10-21 23:59:01", "2026-10-22 00:29:02", "2026-10-22 00:59:03")
    life.live("2026-10-22 01:29:04")
    life.tell("10-21", morning=DONE, bath=DONE, evening=Told("done", 3), night=MISSED)

    life.sleep("2026-10-22 01:40")
    life.wake("2026-10-22 07:00")
    life.live("2026-10-22 20:00:01")
    life.run("skip evening --why tired")
    life.live("2026-10-22 23:59:01", "2026-10-23 00:10")
    life.run("done night")
    life.tell("10-22", evening=Told("skipped", 1), night=DONE)

    life.sleep("2026-10-23 00:20")
    life.wake("2026-10-23 07:00")
    life.live("2026-10-23 07:30:01")
    life.run("done morning")
    life.live("2026-10-23 12:00:01", "2026-10-23 12:30:02")
    life.run("done bath")
    life.sleep("2026-10-23 13:00")
    life.live_in(BERLIN)
    life.wake("2026-10-24 08:00")
    life.tell("10-23", morning=DONE, bath=Told("done", 2), evening=ASLEEP, night=ASLEEP)

    life.live("2026-10-24 12:00:00")
    life.evening("2026-10-24")
    life.tell("10-24", evening=MISSED, night=MISSED)


def second_week(life: Life) -> None:
    """The clocks change, and much goes wrong."""
    # 02:30 comes twice in this night: the clocks go back at 03:00.
    life.live("2026-10-25 02:30:01", "2026-10-25 02:45")
    life.run("done change")
    for utc in ("2026-10-25 01:30:01", "2026-10-25 01:45"):
        life.clock.set(utc)
        life.process.listen(6 * HEARTBEAT_S)
    life.sleep("2026-10-25 04:00")
    life.wake("2026-10-25 08:00")
    life.live("2026-10-25 12:00:01")
    life.run("done bath")
    life.evening("2026-10-25")
    life.tell("10-25", change=DONE, bath=DONE, evening=MISSED, night=MISSED)

    life.sleep("2026-10-26 01:40")
    life.wake("2026-10-26 07:00")
    with life.full_disk():
        life.live("2026-10-26 07:30:01", "2026-10-26 07:40")
    life.live("2026-10-26 07:45")
    life.run("done morning")
    life.evening("2026-10-26")
    life.tell("10-26", morning=Told("done", 1, "15 min"), evening=MISSED, night=MISSED)

    life.sleep("2026-10-27 01:40")
    life.wake("2026-10-27 07:00")
    life.live("2026-10-27 12:00:01")
    life.run("done bath")
    life.live("2026-10-27 20:00:01")
    with life.another_desktop() as desk:
        life.process.line("put back: evening")
        (desk / "pick").write_text("Done")
        life.screen.run("dunstctl", "context")
        state = "SELECT state FROM reminders ORDER BY id DESC LIMIT 1"
        assert life.diary.become(state, "done") == "done"
        the_rest_of_it(life)


def the_rest_of_it(life: Life) -> None:
    """A dead battery, a clock that is ahead for a moment, and a machine that sleeps early."""
    life.live("2026-10-27 23:59:01", "2026-10-28 00:10")
    life.run("done night")
    life.tell("10-27", bath=DONE, evening=DONE, night=DONE)

    life.sleep("2026-10-28 00:20")
    life.wake("2026-10-28 07:00")
    life.live("2026-10-28 07:30:01")
    life.run("done morning")
    life.live("2026-10-28 20:00:01")
    life.process.end()
    life.set("2001-01-01 00:00")
    life.start()
    life.process.listen(6 * HEARTBEAT_S)
    life.live("2026-10-28 20:30:02", "2026-10-28 20:40")
    life.run("done evening")
    life.live("2026-10-28 23:59:01", "2026-10-29 00:10")
    life.run("done night")
    life.tell("10-28", morning=DONE, evening=Told("done", 2), night=DONE)

    life.sleep("2026-10-29 00:20")
    life.wake("2026-10-29 07:00")
    life.live("2026-10-29 10:00", "2026-10-31 20:30", "2026-10-29 10:00:30")
    life.live("2026-10-29 12:00:01")
    life.run("done bath")
    life.evening("2026-10-29")
    life.tell("10-29", bath=DONE, evening=MISSED, night=MISSED)

    life.live("2026-10-30 07:30:01")
    life.run("done morning")
    life.live("2026-10-30 20:00:01")
    life.run("done evening")
    life.sleep("2026-10-30 23:50")
    life.wake("2026-10-31 07:00")
    life.tell("10-30", morning=DONE, evening=DONE, night=ASLEEP)

    life.live("2026-10-31 12:00:01")
    life.run("done bath")
    life.evening("2026-10-31")
    life.tell("10-31", bath=DONE, evening=MISSED, night=MISSED)

    life.live("2026-11-01 02:30:01")
    life.run("skip change")
    life.live("2026-11-01 20:00:01")
    life.run("done evening")
    life.tell("11-01", change=Told("skipped", 1), evening=DONE)


def faults(life: Life) -> list[str]:
    """Return what is not as the story says it."""
    found = []
    rows = {(name, day): (clock, state, shown) for name, day, clock, state, shown in rows_of(life)}
    for key in sorted({*rows, *life.told}):
        row, told = rows.get(key), life.told.get(key)
        if row is None or told is None or row[1:] != told[:2]:
            found.append(f"{key}: {row}, and not {told}")
    explained = {
        (one["plan"], one["day"]): one
        for plan in ("evening", "night", "morning", "bath", "change")
        for one in why(life, plan)
    }
    for key, one in explained.items():
        told = life.told.get(key)
        words = " ".join(each["words"] for each in one["decisions"])
        if told is None or one["state"] != told.state or told.why not in words:
            found.append(f"why {key}: {one}, and not {told}")
    return found + unlike_in_the_summary(life)


def unlike_in_the_summary(life: Life) -> list[str]:
    """Return what the weekly summaries say otherwise."""
    found = list[str]()
    told = dict[tuple[str, str], str]()
    for week in ("2026-W43", "2026-W44"):
        for plan in json.loads(life.run(f"summary --week {week} --json"))["week"]["plans"]:
            told |= {(plan["name"], one["day"]): one["state"] for one in plan["occurrences"]}
    for key, one in life.told.items():
        if told.get(key) != one.state:
            found.append(f"summary {key}: {told.get(key)}, and not {one.state}")
    return found


def rows_of(life: Life) -> list[Any]:
    rows = life.diary.ask(ROWS)
    assert len(rows) == len({row[:2] for row in rows}), "an occurrence has two rows"
    return rows


def why(life: Life, plan: str) -> list[Any]:
    answer = json.loads(life.run(f"remind why {plan} --json"))
    return list(answer["reminders"])


def main() -> int:
    with tempfile.TemporaryDirectory() as home, stage("desk.sh") as screen:
        life = Life(Path(home), screen)
        with life.begun:
            first_week(life)
            second_week(life)
            found = faults(life)
        counted = len(life.told)
    for line in (*found, f"{counted} occurrences, {len(found)} not as they have to be"):
        sys.stdout.write(f"{line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
