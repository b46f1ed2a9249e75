"""Kill reminder processes at random: `python -m tests.tools.torture_reminders [KILLS [PROCESSES [REMINDERS]]]`.

Several processes tick on one diary and are killed again and again. In the end every reminder must
have been shown, and one may have been shown twice only where a process was killed between showing
it and recording that. Without any kill, none may have been shown twice.

With `server` before the numbers the diary lies in a PostgreSQL; a fourth number says how often
that is killed too, as a loss of power would. What it had acknowledged must be there afterwards.
"""

import collections
import contextlib
import datetime as dt
import multiprocessing
import os
import random
import select
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import tracker.reminding.tick
from tests.postgresql import ROLE, PostgreSQL, running_server
from tests.running import Diary, opened
from tracker.app import App
from tracker.database import database_at
from tracker.errors import Unreachable
from tracker.reminding.notifiers import Message, Receipt
from tracker.reminding.owner import own_name
from tracker.reminding.tick import Tick
from tracker.reminding.wording import numbers_of

SHORT_LEASE = dt.timedelta(seconds=2)
REMINDERS_A_KILL = 20
# Many small claims, so that a kill finds each in another place; a server is slower.
MOST_AT_ONCE = {False: 10, True: 2}
FORK = multiprocessing.get_context("fork")

Done = TypeVar("Done")


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


def insisting(do: Callable[[], Done]) -> Done:
    """Do something as soon as the server of the diary can be reached, as the reminder process does."""
    while True:
        try:
            return do()
        except Unreachable:
            threading.Event().wait(0.02)


def work(home: Path, address: str, lease: dt.timedelta, until_empty: bool) -> None:
    """Tick until killed, or until nothing waits any more; each showing and recording is written."""
    app = App(address, home / "config.toml")
    paper = Paper(home / "paper")
    channel = PaperChannel(paper)
    tracker.reminding.tick.MOST_AT_ONCE = MOST_AT_ONCE[app.is_on_server]
    tick = Tick(app, own_name(), lambda _: None, lease=lease)
    while True:
        app.renew()
        showing = insisting(tick.take)
        if showing is None:
            next_at = insisting(tick.next_at)
            if until_empty and (next_at is None or next_at > app.clock() + dt.timedelta(hours=1)):
                break
            threading.Event().wait(0.02)
        elif tick.is_fresh(showing):
            keep = partial(tick.shown, showing, channel.show(showing.message))
            if not insisting(keep):
                paper.write("kept", os.getpid(), showing.message.key)
        else:
            insisting(partial(tick.give_back, showing))
    app.close()


def await_more(paper: Path) -> None:
    """Wait until more is shown, or until it seems that all is: a kill shall find them at work."""
    before, until_s = size_of(paper), time.monotonic() + 1
    while size_of(paper) == before and time.monotonic() < until_s:
        threading.Event().wait(0.002)


def size_of(paper: Path) -> int:
    return paper.stat().st_size if paper.exists() else 0


def torture(
    home: Path,
    address: str,
    kills: int,
    processes: int,
    kills_of_server: int = 0,
    server: PostgreSQL | None = None,
    seed: int = 1,
) -> None:
    """Run processes on a diary until all is shown, killing one after the other, and the server."""
    chance = random.Random(seed)
    lease = SHORT_LEASE if kills else tracker.reminding.tick.LEASE

    def start() -> multiprocessing.process.BaseProcess:
        process = FORK.Process(target=work, args=(home, address, lease, not kills))
        process.start()
        return process

    workers = [start() for _ in range(processes)]
    falls = {(number + 1) * kills // (kills_of_server + 1) for number in range(kills_of_server)}
    for number in range(kills):
        if server and number in falls:
            server.kill()
            server.start()
        await_more(home / "paper")
        threading.Event().wait(chance.uniform(0.005, 0.06))
        place = chance.randrange(processes)
        workers[place].kill()
        workers[place].join()
        workers[place] = start()
    for worker in workers:
        if kills:
            worker.kill()
        worker.join()
    work(home, address, lease, until_empty=True)


def weigh(home: Path, address: str, kills: int, reminders: int) -> Outcome:
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
    with opened(address) as db:
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


def prepare(home: Path, address: str, reminders: int) -> None:
    """Make a diary whose reminders are all due now, and are not repeated."""
    diary = Diary(home, address)
    diary.config = home / "config.toml"
    diary.configure("repeats = 0")
    diary.remind(0, diary.plan("heat"), reminders)


def main(
    kills: int,
    processes: int,
    reminders: int = 1000,
    kills_of_server: int = 0,
    *,
    is_on_server: bool = False,
) -> int:
    reminders = REMINDERS_A_KILL * kills or reminders
    with contextlib.ExitStack() as over:
        home = Path(over.enter_context(tempfile.TemporaryDirectory()))
        server, address = None, f"sqlite:///{home / 'diary.db'}"
        if is_on_server:
            # It waits for its disk, as what it acknowledges has to outlive it.
            server = over.enter_context(running_server(is_hasty=False))
            address = server.create(ROLE)
            with contextlib.closing(database_at(address)) as made, made.writing():
                pass
        prepare(home, address, reminders)
        torture(home, address, kills, processes, kills_of_server, server)
        outcome = weigh(home, address, kills, reminders)
    of_server = f" and {kills_of_server} of the server" if kills_of_server else ""
    sys.stdout.write(
        f"{processes} processes, {outcome.reminders} reminders, {outcome.kills} kills{of_server}"
        f"{', on a server' if is_on_server else ''}: "
        f"{outcome.lost} lost, {outcome.doubled} shown twice, "
        f"{outcome.unexplained} of them without a reason\n"
    )
    has_failed = outcome.lost or outcome.unexplained or (outcome.doubled and not kills)
    return 1 if has_failed else 0


if __name__ == "__main__":
    words = sys.argv[1:]
    given = [int(word) for word in words if word != "server"]
    sys.exit(main(*(*given, *(200, 3)[len(given) :]), is_on_server="server" in words))
