"""Planned against done: what a care rule held is neither done nor missed, whoever was looking."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.commands.conftest import QUIET
from tests.conftest import Tracker
from tests.reminding_desk import Desk, at

WHY = "You noted a contagious illness (flu, since Mon 23 Nov); massage could pass it on."

# Wednesday 25 November, 10:00: heat at noon since Sunday, a massage at six, flu since Monday.
pytestmark = [
    pytest.mark.both,
    pytest.mark.diary(
        "plan add heat --on daily --at 12:00",
        "plan add massage --on daily --at 18:00 --with Ana",
        dt.timedelta(days=1),
        "condition add flu",
        dt.timedelta(days=2),
        settings=QUIET,
    ),
]


def test_today_and_due_say_what_is_held_and_why(diary: Tracker) -> None:
    assert (
        diary("today")
        == f"""\
Wednesday 25 November
  12:00     heat pack, 20 min
  18:00  -  massage, 1 h       held: {WHY}

This week so far: no session. Kept 0 of 2 planned, 0 %.
"""
    )
    assert (
        diary("due")
        == f"""\
Still to come today
  12:00                         heat pack, 20 min
Held
  18:00                         massage, 1 h       {WHY}
Missed
  yesterday (Tue 24 Nov) 12:00  heat pack, 20 min
"""
    )
    held = json.loads(diary("due --json"))["held"]
    assert [(one["name"], one["state"]) for one in held] == [("massage", "held")]


def test_it_comes_back_by_itself(diary: Tracker) -> None:
    diary("condition end flu")
    assert (
        diary("due")
        == """\
Still to come today
  12:00                         heat pack, 20 min
  18:00                         massage, 1 h
Missed
  yesterday (Tue 24 Nov) 12:00  heat pack, 20 min
"""
    )


def test_a_running_week_counts_what_has_come_due_so_far(diary: Tracker) -> None:
    diary("log heat 20 --at 'yesterday 12:00'")
    assert (
        diary("summary").partition("\n\n")[2]
        == """\
Kept      1 of 2 planned, 50 %, 9 to come (3 excused) (the week before 0 %)
In all    1 session on 1 day, 20 min (the week before no session)
Missed    heat pack Mon
Held      massage Mon, Tue, Wed: You noted a contagious illness (flu, since Mon 23 Nov); massage could pass it on.
Coming    next week: heat pack 7x from Mon 12:00, massage 7x from Mon 18:00 (held for now)
"""
    )
    week = json.loads(diary("summary --json"))["week"]
    assert [
        (one["planned"], one["done"], one["missed"], one["excused"]) for one in week["plans"]
    ] == [
        (2, 1, 1, 0),
        (0, 0, 0, 3),
    ]


def test_a_week_that_is_over_counts_whole(diary: Tracker) -> None:
    diary.tick(days=7)
    week = json.loads(diary("summary --week 'last week' --json"))["week"]
    assert [
        (one["name"], one["planned"], one["missed"], one["excused"]) for one in week["plans"]
    ] == [
        ("heat pack", 7, 7, 0),
        ("massage", 0, 0, 7),
    ]
    assert "W48 excused" in diary("plan show massage")
    assert "0 of 7" in diary("summary --weeks 2")


def test_a_hot_stone_massage_answers_a_plan_of_heat(diary: Tracker) -> None:
    answer = diary("log massage 30 --style hot-stone --by professional --at 'yesterday 12:00'")
    assert '"massage"' in answer
    assert '"heat pack"' in answer
    week = json.loads(diary("summary --json"))["week"]
    assert week["kept"] == week["kept"] | {"planned": 3, "done": 2, "missed": 1, "excused": 2}


class TestHistory:
    def test_what_counts_for_nothing_yet_is_said_without_figures_of_nothing(
        self, tracker: Tracker
    ) -> None:
        tracker.configure("[reminders]\nnag = false\n")
        tracker("plan add heat-pack --on daily --at 23:00")
        tracker("log ice 10 --at 8:00")
        assert tracker("history").splitlines()[-1] == "Planned: 1 to come"

    def test_it_ends_with_planned_against_done(self, diary: Tracker) -> None:
        diary("log heat 20 --at 'yesterday 12:00'")
        last = diary("history --since 2026-11-23").splitlines()[-1]
        assert last == (
            "Planned 2: 1 done, 1 missed, 3 excused (heat pack 1 of 2, massage 3 excused)"
        )
        content = json.loads(diary("history --since 2026-11-23 --json"))
        assert content["kept"] == {
            "planned": 2,
            "done": 1,
            "made_up": 0,
            "missed": 1,
            "excused": 3,
            "ahead": 1,
            "share": 0.5,
        }
        assert [one["name"] for one in content["plans"]] == ["heat pack", "massage"]

    @pytest.mark.parametrize("words", ["--kind heat", "--with ana", "--area neck"])
    def test_narrowed_sessions_are_not_held_against_plans(self, diary: Tracker, words: str) -> None:
        diary("log heat 20")
        assert "Planned" not in diary(f"history {words}")
        content = json.loads(diary(f"history {words} --json"))
        assert (content["kept"], content["plans"]) == (None, [])

    def test_a_limit_shortens_the_days(self, diary: Tracker) -> None:
        diary("log heat 20 --at 'yesterday 12:00'")
        diary("log heat 20 --at '23 nov 12:00'")
        assert diary("history --limit 1").splitlines()[-1].startswith("Planned 1: 1 done")

    def test_without_plans_there_is_no_such_line(self, tracker: Tracker) -> None:
        tracker("log heat 20")
        assert "Planned" not in tracker("history")


@pytest.mark.parametrize("is_running", [True, False])
def test_what_is_held_is_excused_whether_or_not_the_reminder_process_runs(
    tmp_path: Path, empty_diary: Path, is_running: bool
) -> None:
    desk = Desk(tmp_path, "2026-11-23 10:00", empty_diary)
    try:
        desk.plan("rub", "12:00 18:00", kind="massage", minutes=60)
        with desk.app.journal() as journal:
            flu = journal.conditions.add("contagious-illness", "flu", desk.app.present.now)
        if is_running:
            assert desk.tick("2026-11-23 12:00") == []
            assert desk.reminders()[0] == ("23 12:00", "held")
            assert desk.decided()[-1] == ("held", WHY)
            assert desk.tick("2026-11-23 18:00") == []
        desk.now = at("2026-11-24 09:00")
        desk.app.renew()
        with desk.app.journal() as journal:
            journal.conditions.end(flu.name, desk.app.present.now)
        with desk.app.reading() as journal:
            kept = journal.adherence.kept(desk.app.present.this_week, desk.app.present.today)
        assert [(one.kept.planned, one.kept.missed, one.kept.excused) for one in kept] == [
            (0, 0, 2)
        ]
        listed = [one for plan in kept for one in plan.planned]
        assert [one.why for one in listed if one.state == "held"] == [WHY, WHY]
        if is_running:
            assert len(desk.tick("2026-11-24 12:00")) == 1
    finally:
        desk.close()
