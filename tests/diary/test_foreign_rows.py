"""Rows of another hand are shown as they are, or named with what to do; they never hide a way out."""

import contextlib
import json
import sqlite3

import pytest

from tests.conftest import Tracker

pytestmark = pytest.mark.filterwarnings("error")
READ = ("", "history", "history --json", "history --csv", "summary", "claims", "claims --csv",
        "plan list", "plan list --json", "due", "status", "undo --list", "log ice 5 --yes", "edit 2 --pain 3")  # fmt: skip


@pytest.fixture
def diary(tracker: Tracker) -> Tracker:
    tracker.passed_over = ("tracker remind install (or set reminders.nag false)\n",)
    tracker("log massage 60 --style swedish --cost 80 --claim to-claim --at '21 nov 17:00'")
    tracker("log ice 15 --at '20 nov 9:00'")
    tracker("log exercise plank:2x10 --minutes 5 --at '19 nov 9:00'")
    tracker("plan add heat-pack --on mon --at 7:30 --name warmth")
    return tracker


def bend(diary: Tracker, statement: str) -> None:
    """Change rows with nothing that guards them."""
    with contextlib.closing(sqlite3.connect(diary.database)) as db, db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        assert db.execute(statement).rowcount


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("UPDATE sessions SET zone = 'Mars/Base' WHERE id = 1", "16:00 UTC"),
        ("UPDATE sessions SET zone = '' WHERE id = 1", "16:00 UTC"),
        ("UPDATE sessions SET kind = 'mud-pack' WHERE id = 1", "mud pack"),
        ("UPDATE massages SET style = 'quantum' WHERE session_id = 1", "quantum"),
        ("UPDATE services SET currency = 'XXX' WHERE session_id = 1", "80.00 XXX"),
        ("UPDATE plans SET zone = 'Mars/Base'", "swedish"),
        ("UPDATE plans SET kind = 'mud-pack'", "swedish"),
    ],
)
def test_what_this_machine_does_not_know_is_shown_as_it_is(
    diary: Tracker, statement: str, shown: str
) -> None:
    bend(diary, statement)
    for line in READ:
        code, answer, complaint = diary.run(line.split())
        assert code == 0, (line, complaint)
        if line == "history":
            assert shown in answer
            assert "20 Nov" in answer


def test_the_zone_that_is_not_known_is_named(diary: Tracker) -> None:
    bend(diary, "UPDATE sessions SET zone = 'Mars/Base' WHERE id = 1")
    assert "16:00 to 17:00 UTC (the zone Mars/Base is not known here)" in diary("edit 1 --note x")
    told = json.loads(diary("history --json"))["sessions"][-1]
    assert (told["zone"], told["started_at"]) == ("Mars/Base", "2026-11-21T16:00:00+00:00")


@pytest.mark.parametrize(
    ("statement", "line", "said"),
    [
        ("UPDATE sessions SET duration_s = 'abc' WHERE id = 2", "history", "row 2: duration_s is 'abc'"),
        ("UPDATE exercises_done SET sets = 1000", "history", "the exercise plank cannot be read in the diary"),
        ("UPDATE services SET cost = 'abc'", "claims", "row 1: cost is 'abc'"),
        ("UPDATE plans SET details = '[1]'", "plan list", "what a plan says of its sessions cannot be read"),
        ("UPDATE schedules SET rhythm = 'lunar'", "plan list", "the rhythm of plan 1 cannot be read"),
        ("UPDATE schedules SET plan_id = 7", "summary", "schedules, row 1: it belongs to a row of plans that is missing"),
        ("DELETE FROM schedules", "plan list", "plans, row 1: nothing says when it is due"),
        ("UPDATE alembic_version SET version_num = '../../x'", "history", 'its form is said to be "../../x"'),
        ("UPDATE alembic_version SET version_num = ''", "history", 'its form is said to be ""'),
        ("UPDATE changed_rows SET row_key = '{}'", "undo", "cannot be read in the diary"),
    ],
)  # fmt: skip
def test_what_nothing_can_be_made_of_is_named_with_a_way_out(
    diary: Tracker, statement: str, line: str, said: str
) -> None:
    bend(diary, statement)
    complaint = diary(line, code=5)
    assert said in " ".join(complaint.split())
    assert "Copy the file away before anything else" in complaint


def test_a_timer_that_cannot_be_read_hides_nothing_and_can_be_dropped(diary: Tracker) -> None:
    bend(diary, "INSERT INTO timers VALUES (1, '2026-11-22 08:00:00', '2026-11-22 08:10:00', '{}')")
    for line in READ:
        assert diary.run(line.split())[0] == 0, line
    assert "the timer that was left cannot be read" in diary("start --resume", code=5)
    assert (
        diary("start --cancel") == "Dropped a timer that could not be read. Nothing was logged.\n"
    )
    assert "no timer" in diary("start --cancel", code=3)
