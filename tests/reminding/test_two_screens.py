"""Two reminder processes on two screens with two daemons, at one diary on a real server."""

import contextlib
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.desktop.stages import Stage, become, stage
from tests.postgresql import ROLE, PostgreSQL, running_server
from tests.reminding.conftest import Service
from tests.reminding.test_process import ENDS_WITHIN_S, STATE, notified
from tests.running import Diary, FakeClock, Running, running
from tracker.database import database_at

BEAT_S = 0.2
HEAT = 'Heat pack "heat", 20 min'
WRITTEN = "SELECT seq FROM counters WHERE name = '(written)'"
SHOWINGS = "SELECT count(*) FROM decisions WHERE what = 'shown'"
# What is open was not shown just now, so that a process that starts would repeat what left no bubble.
NOT_FRESH = "UPDATE reminders SET shown_at = '2026-01-01 12:00:00'"


class Machine:
    """A machine with a home and a desktop of its own, or without a desktop."""

    def __init__(self, home: Path, address: str, desktop: Stage | None) -> None:
        home.mkdir()
        self.diary = Diary(home, address)
        bus = desktop.env["DBUS_SESSION_BUS_ADDRESS"] if desktop else ""
        self.env = {
            **os.environ,
            "HOME": str(home),
            "TRACKER_DATABASE_URL": address,
            "DBUS_SESSION_BUS_ADDRESS": bus,
            "XDG_RUNTIME_DIR": "",
        }

    def reminding(
        self, heartbeat_s: float | None = None, env: Mapping[str, str] = MappingProxyType({})
    ) -> contextlib.AbstractContextManager[Running]:
        """Run its reminder process; the heartbeat is that of real life unless one is given."""
        return running(env={**self.env, **env}, heartbeat_s=heartbeat_s)

    def run(self, *words: str) -> str:
        """Run a command there and return its answer."""
        command = [sys.executable, "-m", "tracker", *words]
        return subprocess.run(
            command, env=self.env, check=True, capture_output=True, text=True
        ).stdout


@pytest.fixture(scope="module")
def other_bus() -> Iterator[Stage]:
    with stage("bus.sh") as here:
        yield here


@pytest.fixture
def laptop(home: Path, on_server: str, private_bus: Stage) -> Machine:
    return Machine(home / "laptop", on_server, private_bus)


@pytest.fixture
def clinic(home: Path, on_server: str, other_bus: Stage) -> Machine:
    return Machine(home / "clinic", on_server, other_bus)


def test_done_on_one_screen_takes_it_off_the_other(home: Path, on_server: str) -> None:
    with stage("desk.sh") as here, stage("desk.sh") as there:
        laptop = Machine(home / "laptop", on_server, here)
        clinic = Machine(home / "clinic", on_server, there)
        with laptop.reminding() as first, clinic.reminding() as second:
            for process in (first, second):
                process.line("running")
            laptop.diary.remind(0, laptop.diary.plan("heat"))
            # Any change wakes both, as one made by a command on a third machine would.
            laptop.run("provider", "add", "Ana")
            for process in (first, second):
                process.line(": heat, by desktop")
            for desk in (here, there):
                assert become("1", displayed(desk)) == "1"
            assert laptop.diary.ask(SHOWINGS) == [(1,)]
            Path(there.env["DESK"], "pick").write_text("Done")
            there.run("dunstctl", "context")
            second.line("done: heat")
            # By the heartbeat it would come after half a minute.
            assert become("0", displayed(here), deadline_s=10) == "0"
            assert laptop.diary.ask(STATE) == [("done",)]
            for process in (first, second):
                assert process.end() < ENDS_WITHIN_S


def displayed(desk: Stage) -> Callable[[], str]:
    return lambda: desk.run("dunstctl", "count", "displayed")


def test_a_desk_that_starts_late_follows_and_a_command_anywhere_closes_it_on_both(
    laptop: Machine, clinic: Machine, private_bus: Stage, other_bus: Stage
) -> None:
    laptop.diary.remind(0, laptop.diary.plan("heat"))
    with private_bus.daemon("ok") as here, laptop.reminding() as first:
        assert notified(here)["title"] == HEAT
        first.line("shown: heat, by desktop")
        laptop.diary.run(NOT_FRESH)
        with other_bus.daemon("ok") as there, clinic.reminding() as second:
            assert notified(there)["title"] == HEAT
            second.line("shown here too: heat, by desktop")
            assert clinic.diary.ask(SHOWINGS) == [(1,)]
            assert "Last shown  heat" in clinic.run("remind", "status")
            clinic.run("skip", "heat")
            assert here.call() == there.call() == {"closed": 1}
            first.end()
            second.end()


def test_a_desk_without_a_screen_keeps_nothing_from_one_that_has_one(
    home: Path, on_server: str, clinic: Machine, other_bus: Stage
) -> None:
    cellar = Machine(home / "cellar", on_server, None)
    cellar.diary.configure('channels = ["desktop"]')
    cellar.diary.remind(0, cellar.diary.plan("heat"))
    with cellar.reminding() as first:
        first.line("could not be shown: heat")
        with other_bus.daemon("ok") as there, clinic.reminding() as second:
            assert notified(there)["title"] == HEAT
            second.line("shown: heat, by desktop")
            first.line("could not be shown here too: heat")
            clinic.diary.remind(0, clinic.diary.plan("ice"))
            cellar.run("provider", "add", "Ana")
            assert notified(there)["title"] == 'Heat pack "ice", 20 min'


def test_the_phone_hears_of_it_once_and_the_desk_as_well(
    laptop: Machine, clinic: Machine, other_bus: Stage, service: str
) -> None:
    for one, channels in ((laptop, '"push"'), (clinic, '"push", "desktop"')):
        one.diary.configure(f'channels = [{channels}]\naddresses = ["json://{service}/ok"]')
    laptop.diary.remind(0, laptop.diary.plan("heat"))
    with laptop.reminding() as first, other_bus.daemon("ok") as there:
        first.line("shown: heat, by push")
        with clinic.reminding() as second:
            assert notified(there)["title"] == HEAT
            second.line("shown here too: heat, by desktop")
    assert len(Service.received) == 1


def test_idle_processes_write_nothing_and_wake_nobody(
    laptop: Machine, clinic: Machine, private_bus: Stage, other_bus: Stage
) -> None:
    clinic.diary.config.write_text(f'zone = "Asia/Tokyo"\n{clinic.diary.config.read_text()}')
    laptop.diary.remind(0, laptop.diary.plan("heat"))
    with (
        private_bus.daemon("ok"),
        other_bus.daemon("ok"),
        laptop.reminding(BEAT_S) as first,
        clinic.reminding(BEAT_S) as second,
    ):
        for process in (first, second):
            process.line(": heat, by desktop")
        clinic.run("skip", "heat")
        assert laptop.diary.become("SELECT count(*) FROM bubbles", 0) == 0
        assert laptop.diary.become("SELECT count(*) FROM plan_dues WHERE is_stale", 0) == 0
        before = laptop.diary.ask(WRITTEN)
        # Each makes a whole turn at every tenth heartbeat, whether it was woken or not.
        first.listen(12 * BEAT_S)
        assert laptop.diary.ask(WRITTEN) == before


def test_clocks_that_differ_have_each_reminder_once_by_that_of_the_server(
    laptop: Machine, clinic: Machine, private_bus: Stage, other_bus: Stage, tmp_path: Path
) -> None:
    clock = FakeClock(tmp_path / "clock")
    behind = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=3)
    clock.set(f"{behind:%Y-%m-%d %H:%M:%S}")
    plan = laptop.diary.plan("heat")
    with (
        private_bus.daemon("ok"),
        other_bus.daemon("ok"),
        laptop.reminding() as first,
        clinic.reminding(env=clock.env) as second,
    ):
        assert "The clock of this machine is 3 min behind" in second.line("clock")
        for process in (first, second):
            process.line("running")
        laptop.diary.remind(2, plan)
        laptop.run("provider", "add", "Ana")
        for process in (first, second):
            process.line(": heat, by desktop")
        assert laptop.diary.ask("SELECT shown_times FROM reminders") == [(1,)]
        assert laptop.diary.ask("SELECT count(*) FROM reminders_aside") == [(0,)]


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgreSQL]:
    """A server that is killed, and asked for a password by one of its roles."""
    with running_server(is_hasty=False) as server:
        with contextlib.closing(database_at(server.create(ROLE))) as made, made.writing():
            pass
        yield server


def test_processes_go_on_by_themselves_when_the_server_is_back(
    home: Path, own_server: PostgreSQL, private_bus: Stage, other_bus: Stage
) -> None:
    laptop = Machine(home / "laptop", own_server.address(), private_bus)
    clinic = Machine(home / "clinic", own_server.address(), other_bus)
    plan = laptop.diary.plan("heat")
    with private_bus.daemon("ok"), laptop.reminding(BEAT_S) as first:
        first.line("running")
        own_server.kill()
        first.line("trying again")
        assert "cannot be reached" in laptop.run("remind", "status")
        # A machine whose network is not up yet waits for the diary as well.
        with other_bus.daemon("ok"), clinic.reminding(BEAT_S) as second:
            assert "cannot be reached" in second.line("trying again")
            second.line("running")
            own_server.start()
            for process in (first, second):
                process.line("can be used again")
            laptop.diary.remind(0, plan)
            clinic.run("provider", "add", "Ana")
            for process in (first, second):
                process.line(": heat, by ")
                assert process.end() < ENDS_WITHIN_S
    assert laptop.diary.ask("SELECT state, shown_times FROM reminders") == [("shown", 1)]


def test_what_waiting_does_not_mend_ends_the_process_and_no_password_is_told(
    home: Path, own_server: PostgreSQL
) -> None:
    address = own_server.address("nowhere").replace("tracker@", "tracker:geheim@")
    laptop = Machine(home / "laptop", address, None)
    with laptop.reminding() as process:
        words = process.line("nowhere")
        assert process.process.wait(timeout=10) == 5
    assert "does not exist" in words
    told = [words, *(path.read_text() for path in laptop.diary.home.rglob("remind-*"))]
    assert "geheim" not in "".join(told)


def test_broken_settings_that_name_the_diary_are_waited_for(laptop: Machine) -> None:
    address = laptop.env.pop("TRACKER_DATABASE_URL")
    laptop.diary.config.write_text(f'database = "{address}"\n[reminders\n')
    with laptop.reminding() as process:
        assert "this is not TOML" in process.line("settings")
        laptop.diary.config.write_text(f'database = "{address}"\n')
        process.line("can be used again")
        process.line("running")
        assert process.end() < ENDS_WITHIN_S


def test_no_password_is_told_of_a_server_that_is_away(home: Path) -> None:
    laptop = Machine(home / "laptop", "postgresql://anna:geheim@127.0.0.1:1/diary", None)
    with laptop.reminding(BEAT_S) as process:
        words = process.line("trying again")
        process.line("running")
        status = laptop.run("remind", "status")
        assert process.end() < ENDS_WITHIN_S
    assert "anna@127.0.0.1:1/diary cannot be reached" in words
    assert "anna@127.0.0.1:1/diary cannot be reached" in status
    found = laptop.diary.home.rglob("remind-*")
    left = {path.name: path.read_text() for path in found if path.is_file()}
    assert {name.rpartition(".")[2] for name in left} == {"lock", "log", "json"}
    assert "geheim" not in f"{words}{status}{left}"
