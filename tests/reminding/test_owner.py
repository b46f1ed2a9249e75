"""Who owns a claim, told of real processes."""

import os
import subprocess
import sys

import pytest

from tracker.reminding.owner import is_dead, own_name

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux can tell.")
SAY = "from tracker.reminding.owner import own_name; print(own_name(), flush=True); input()"


def test_a_process_that_runs_is_not_dead() -> None:
    assert not is_dead(own_name())
    assert own_name() != own_name()
    assert len(own_name()) <= 80


def test_a_process_is_dead_once_it_was_killed_also_before_its_parent_heard_of_it() -> None:
    words = [sys.executable, "-c", SAY]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        owner = process.stdout.readline().decode().strip()
        assert not is_dead(owner)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert is_dead(owner)
    assert is_dead(owner)


def test_another_boot_or_another_process_of_the_same_number_is_dead_and_another_machine_is_not() -> (
    None
):
    machine, boot, pid, started, end = own_name().split("-")
    assert is_dead(f"{machine}-{boot}-{pid}-{int(started) - 1}-{end}")
    assert is_dead(f"{machine}-{'0' * 8}-{pid}-{started}-{end}")
    assert not is_dead(f"{'0' * 12}-{boot}-{pid}-{int(started) - 1}-{end}")


@pytest.mark.parametrize("owner", ["", "died", "4711-5f2c0d", "a-b-c-d-e", "1-2-3"])
def test_of_another_kind_of_name_nothing_is_said(owner: str) -> None:
    assert not is_dead(owner)


def test_a_process_of_another_user_is_not_dead() -> None:
    machine, boot, _, _, end = own_name().split("-")
    with open("/proc/1/stat", encoding="ascii") as stat:
        started = stat.read().rpartition(")")[2].split()[19]
    assert not is_dead(f"{machine}-{boot}-1-{started}-{end}")
