"""Kill reminder processes at random: `python -m tests.tools.torture_reminders [KILLS [PROCESSES [REMINDERS]]]`.

Several processes tick on one diary and are killed again and again. In the end every reminder must
have been shown, and one may have been shown twice only where a process was killed between showing
it and recording that. Without any kill, none may have been shown twice.
"""

import collections
import contextlib
import datetime as dt
import multiprocessing
import os
import random
import select
import sqlite3
import sys
import tempfile
import threading
from pathlib import Path
from typing import NamedTuple

import tracker.reminding.tick
from tests.running import Diary
from tracker.app import App
from tracker.reminding.notifiers import Message, Receipt
from tracker.reminding.owner import own_name
from tracker.reminding.tick import Tick
from tracker.reminding.wording import numbers_of

SHORT_LEASE = dt.timedelta(seconds=2)
REMINDERS_A_KILL = 20
MOST_AT_ONCE = 10
FORK = multiprocessing.get_context("fork")


class Paper:
    """Where processes write lines that no kill can tear and no other process can overwrite."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, *words: object) -> None:
        os.write(self._descriptor, f"{' '.join(map(str, words))}\n".encode())


class PaperChannel:
    """A channel that writes down what it shows, and takes as long as a desktop does."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper

    def show(self, message: Message) -> Receipt:
        self._paper.write("shown", os.getpid(), message.key)
        select.select([], [], [], 0.004)
        return Receipt("paper")

    def close_bubble(self, handle: str) -> None:
        return


class Outcome(NamedTuple):
    reminders: int
    kills: int
    lost: int
    doubled: int
    unexplained: int


def work(home: Path, lease: dt.timedelta, until_empty: bool) -> None:
    """Tick until killed, or until nothing waits any more; each showing and recording is written."""
    app = App(f"sqlite:///{home / 'diary.db'}", home / "config.toml")
    paper = Paper(home / "paper")
    channel = PaperChannel(paper)
    # Many small claims, so that a kill finds each in another place.
    tracker.reminding.tick.MOST_AT_ONCE = MOST_AT_ONCE
    tick = Tick(app, own_name(), lambda _: None, lease=lease)
    while True:
        app.renew()
        showing = tick.take()
        if showing is None:
            next_at = tick.next_at()
            if until_empty and (next_at is None or next_at > app.clock() + dt.timedelta(hours=1)):
                break
            threading.Event().wait(0.02)
        elif tick.is_fresh(showing):
            tick.shown(showing, channel.show(showing.message))
            paper.write("kept", os.getpid(), showing.message.key)
        else:
            tick.give_back(showing)
    app.close()


def torture(home: Path, kills: int, processes: int, seed: int = 1) -> None:
    """Run processes on the diary in a folder until all is shown, killing one after the other."""
    chance = random.Random(seed)
    lease = SHORT_LEASE if kills else tracker.reminding.tick.LEASE

    def start() -> multiprocessing.process.BaseProcess:
        process = FORK.Process(target=work, args=(home, lease, not kills))
        process.start()
        return process

    workers = [start() for _ in range(processes)]
    for _ in range(kills):
        threading.Event().wait(chance.uniform(0.005, 0.06))
        place = chance.randrange(processes)
        workers[place].kill()
        workers[place].join()
        workers[place] = start()
    for worker in workers:
        if kills:
            worker.kill()
        worker.join()
    work(home, lease, until_empty=True)


def weigh(home: Path, kills: int, reminders: int) -> Outcome:
    """Count what was lost and doubled, and which doubles no kill explains."""
    shown: dict[int, list[tuple[int, str]]] = collections.defaultdict(list)
    kept: set[tuple[int, str]] = set()
    for line in (home / "paper").read_text().splitlines():
        what, pid, key = line.split()
        if what == "kept":
            kept.add((int(pid), key))
        else:
            for number in numbers_of(key):
                shown[number].append((int(pid), key))
    with contextlib.closing(sqlite3.connect(home / "diary.db")) as db:
        recorded = {
            # One that was shown before midnight may be over by now.
            number
            for (number,) in db.execute("SELECT id FROM reminders WHERE shown_times > 0")
        }
    doubled = {number: times for number, times in shown.items() if len(times) > 1}
    return Outcome(
        reminders=reminders,
        kills=kills,
        lost=reminders - len(recorded & shown.keys()),
        doubled=len(doubled),
        unexplained=sum(any(one in kept for one in times[:-1]) for times in doubled.values()),
    )


def prepare(home: Path, reminders: int) -> None:
    """Make a diary whose reminders are all due now, and are not repeated."""
    diary = Diary(home)
    diary.path, diary.config = home / "diary.db", home / "config.toml"
    diary.configure("repeats = 0")
    diary.remind(0, diary.plan("heat"), reminders)


def main(kills: int, processes: int, reminders: int = 1000) -> int:
    reminders = REMINDERS_A_KILL * kills or reminders
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        prepare(home, reminders)
        torture(home, kills, processes)
        outcome = weigh(home, kills, reminders)
    sys.stdout.write(
        f"{processes} processes, {outcome.reminders} reminders, {outcome.kills} kills: "
        f"{outcome.lost} lost, {outcome.doubled} shown twice, "
        f"{outcome.unexplained} of them without a reason\n"
    )
    has_failed = outcome.lost or outcome.unexplained or (outcome.doubled and not kills)
    return 1 if has_failed else 0


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(*given, *(200, 3)[len(given) :])))
