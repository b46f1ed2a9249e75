"""What is asked of a diary of many years is looked up: no command of every day reads a long table whole."""

import contextlib
import sqlite3
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.commands.conftest import QUIET
from tests.conftest import Tracker

pytestmark = pytest.mark.diary(
    "plan add massage --on daily --at 18:00 --in-flare half",
    "plan add pain --every 2d --at 08:00",
    "trial start heat-pack --weeks 2 --from today",
    "flare start --at '3 days ago'",
    "pain 4 --area neck",
    "pain 5 --at yesterday",
    "log heat-pack 20 --pain 5:3",
    "checkin psfs reading=3 walking=5 lifting=2",
    settings=QUIET,
)
LONG = ("sessions", "readings", "massages", "services", "exercises_done", "session_areas", "reading_areas",
        "reminders", "decisions", "changes", "changed_rows", "checkin_answers")  # fmt: skip

# These hold only the few rows that something is still to become of.
SHORT = ("INDEX ix_reminders_open", "INDEX ix_reminders_attention_at", "INDEX ix_reminders_handle")


@pytest.mark.parametrize(
    "line",
    ["trial show", "trial stop", "chart pain", "chart kept", "chart sessions", "chart year", "flare", "flare end",
     "checkin psfs 2 3 4", "pain 6", "done pain --pain 3", "edit p1 --pain 3", "delete p1", "undo", "due", "today"],
)  # fmt: skip
def test_no_long_table_is_gone_through(diary: Tracker, line: str) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, given: Any, *___: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            asked.append((statement, given))

    diary.tick(days=1)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        diary(line)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert asked
    with contextlib.closing(sqlite3.connect(diary.database)) as db:
        for statement, given in asked:
            if "LIMIT" not in statement:
                for *_, step in db.execute(f"EXPLAIN QUERY PLAN {statement}", given):
                    is_read_whole = step.startswith("SCAN") and step.split()[1] in LONG
                    assert not is_read_whole or step.endswith(SHORT), statement
