"""Rows of another hand are shown as they are, or named with what to do; they never hide a way out."""

import contextlib
import json
import shlex
import sqlite3
from typing import Any

import pytest

from tests.commands.conftest import prepared
from tests.conftest import Tracker

pytestmark = pytest.mark.filterwarnings("error")
READ = ("", "history", "history --json", "history --csv", "summary", "claims", "claims --csv",
        "plan list", "plan list --json", "due", "status", "undo --list", "log ice 5 --yes", "edit 2 --pain 3")  # fmt: skip


@pytest.fixture
def diary(tracker: Tracker) -> Tracker:
    return prepared(
        tracker,
        "log massage 60 --style swedish --cost 80 --claim to-claim --at '21 nov 17:00'",
        "log ice 15 --at '20 nov 9:00'",
        "log exercise plank:2x10 --minutes 5 --at '19 nov 9:00'",
        "plan add heat-pack --on mon --at 7:30 --name warmth",
        passed_over=("tracker remind install (or set reminders.nag false)\n",),
    )


def bend(diary: Tracker, statement: str) -> None:
    """Change rows with nothing that guards them."""
    with contextlib.closing(sqlite3.connect(diary.database)) as db, db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        assert db.execute(statement).rowcount


def raw(diary: Tracker, what: str) -> list[tuple[Any, ...]]:
    """Return the rows of a table as bytes, as not all of their text is any."""
    with contextlib.closing(sqlite3.connect(diary.database)) as db:
        db.text_factory = bytes
        return db.execute(f"SELECT * FROM {what}").fetchall()


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
        ("UPDATE plans SET details = '[1]'", "plan list", "what plan 1 says of its sessions cannot be read"),
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
    code, _, complaint = diary.run(line.split())
    assert code == 5
    assert said in " ".join(complaint.split())
    assert complaint.count("Restore a backup, which keeps the file as it is now") == 1


def plan_ice(diary: Tracker) -> None:
    """Have a second plan, and reminders of both that came due and were missed."""
    diary("plan add ice --on sun,mon,tue --at 8:00 --name cold")
    diary.tick(days=3)
    diary("log ice 5 --at 0:05")
    diary("delete 4")


BENT = (
    ("UPDATE sessions SET duration_s = 'abc' WHERE id = 2", "sessions, row 2: duration_s is 'abc'"),
    ("UPDATE sessions SET day = '2026-13-01' WHERE id = 2", "sessions, row 2: day is '2026-13-01'"),
    ("UPDATE sessions SET note = CAST(x'fffe' AS TEXT) WHERE id = 2", "sessions, row 2: note is"),
    ("UPDATE plans SET uuid = '32ba5c680cb9421994d0e8650f3f<aaa' WHERE id = 2", "plans, row 2: uuid is '32ba"),
    ("UPDATE sessions SET part = 'dawn', started_at = NULL WHERE id = 2", "row 2: the rule ck_sessions_part_known does not hold"),
    ("UPDATE plans SET details = '[1]' WHERE id = 2", "what plan 2 says of its sessions cannot be read"),
    ("UPDATE schedules SET clock_times = '25:00' WHERE plan_id = 2", "the rhythm of plan 2 cannot be read"),
    ("UPDATE reminders SET due_at = 'x' WHERE plan_id = 2", "due_at is 'x'"),
)  # fmt: skip


@pytest.mark.parametrize(("statement", "said"), BENT)
def test_what_nothing_can_be_made_of_leaves_the_others_readable(
    diary: Tracker, statement: str, said: str
) -> None:
    plan_ice(diary)
    bend(diary, statement)
    whole = []
    for line in READ[:-2]:
        code, answer, complaint = diary.run(line.split())
        assert answer, line
        assert (code, said in " ".join(complaint.split())) in ((5, True), (0, False)), complaint
        whole.append(code == 0)
        if "--json" in line:
            json.loads(answer)
        if line == "history":
            assert "swedish" in answer
            assert "plank" in answer
        if line == "plan list":
            assert "warmth" in answer
    assert not all(whole)


@pytest.mark.parametrize(("statement", "said"), BENT)
def test_what_nothing_can_be_made_of_keeps_nobody_from_writing(
    diary: Tracker, statement: str, said: str
) -> None:
    plan_ice(diary)
    bend(diary, statement)
    before = raw(diary, "sessions WHERE id IN (2, 3)"), raw(diary, "schedules")
    for line, answer in (("log ice 5 --at '20 nov 9:30'", "#5"), ("edit 1 --pain 3", "#1"), ("again ice --yes", "#6"), ("delete 3", "#3"), ("undo", "#3")):  # fmt: skip
        code, told, complaint = diary.run(shlex.split(line))
        assert (code, answer in told) == (0, True), complaint
    assert (raw(diary, "sessions WHERE id IN (2, 3)"), raw(diary, "schedules")) == before


def test_nothing_is_stored_twice_as_its_exit_code_tells_of_no_damage(diary: Tracker) -> None:
    bend(diary, "UPDATE sessions SET note = CAST(x'fffe' AS TEXT) WHERE id = 2")
    code, answer, complaint = diary.run(["log", "ice", "5", "--at", "20 nov 9:05"])
    assert code == 0
    assert answer.startswith("#4  Ice, 5 min")
    assert complaint.startswith("The diary ~/.local/share/selfcare-tracker/diary.db was read")
    assert len(raw(diary, "sessions")) == 4


def test_a_row_that_was_left_out_is_named_where_it_is_asked_for(diary: Tracker) -> None:
    bend(diary, "UPDATE sessions SET duration_s = 'abc' WHERE id = 2")
    complaint = " ".join(diary("edit 2 --note x", code=3).split())
    assert "there is no session #2" in complaint
    assert "was read without a row: sessions, row 2: duration_s is 'abc'" in complaint


def test_no_rule_is_passed_over_because_a_row_cannot_be_read(diary: Tracker) -> None:
    diary("log ice 20 --area neck")
    bend(diary, "UPDATE sessions SET note = CAST(x'fffe' AS TEXT) WHERE id = 4")
    assert "Could not decode" in diary("start ice --area neck", code=5)
    diary("condition add fever")
    bend(diary, "UPDATE conditions SET note = CAST(x'fffe' AS TEXT)")
    assert "Could not decode" in diary("condition list", code=5)


def test_another_change_than_the_last_is_never_taken_back(diary: Tracker) -> None:
    bend(diary, "UPDATE changes SET at = 'soon' WHERE id = (SELECT max(id) FROM changes)")
    before = diary.rows()
    diary("undo", code=5)
    assert diary.rows() == before


def test_many_rows_are_counted(diary: Tracker) -> None:
    for _ in range(3):
        diary("log ice 5 --yes")
    bend(diary, "UPDATE sessions SET duration_s = 'abc' WHERE kind = 'ice'")
    code, answer, complaint = diary.run(["history"])
    assert (code, "swedish" in answer, "ice" in answer) == (5, True, False)
    assert "without 4 rows: sessions, row 2: duration_s is 'abc'; sessions, row 4" in complaint
    assert "; and 1 more." in " ".join(complaint.split())


def test_a_timer_that_cannot_be_read_hides_nothing_and_can_be_dropped(diary: Tracker) -> None:
    bend(diary, "INSERT INTO timers VALUES (1, '2026-11-22 08:00:00', '2026-11-22 08:10:00', '{}')")
    for line in READ:
        assert diary.run(line.split())[0] == 0, line
    assert "the timer that was left cannot be read" in diary("start --resume", code=5)
    assert (
        diary("start --cancel") == "Dropped a timer that could not be read. Nothing was logged.\n"
    )
    assert "no timer" in diary("start --cancel", code=3)
