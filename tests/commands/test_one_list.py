"""Whatever counts what was planned counts one list, in which each occurrence has one state."""

import json
from typing import Any

import pytest

from tests.commands.conftest import PLANNING
from tests.conftest import Tracker

pytestmark = [pytest.mark.both, PLANNING]

THREE = "plan add exercise --on mon,wed,fri --at 07:30 --minutes 12 --name morning"


def strip(diary: Tracker, plan: str, week: str = "this week") -> str:
    """Return the marks of a plan's week."""
    lines = diary(f'summary --week "{week}"').splitlines()
    return next(line[-13:] for line in lines if line.startswith(f"  {plan} "))


def kept(diary: Tracker, line: str = "summary") -> tuple[int, ...]:
    """Return planned, done, made up, missed, excused and ahead of all plans of a week."""
    figures = json.loads(diary(f"{line} --json"))["week"]["kept"]
    names = ("planned", "done", "made_up", "missed", "excused", "ahead")
    return tuple(figures[name] for name in names)


def logged(diary: Tracker, line: str) -> dict[str, Any]:
    """Return what a command that stores a session answers to programs."""
    return dict(json.loads(diary(f"{line} --json")))


COUNTED = {
    "planned": ("done", "made-up", "missed"),
    "done": ("done", "made-up"),
    "made_up": ("made-up",),
    "missed": ("missed",),
    "excused": ("skipped", "held", "paused"),
    "ahead": ("coming", "due", "snoozed"),
}


def test_programs_are_told_the_list_and_every_count_comes_out_of_it(diary: Tracker) -> None:
    diary(THREE)
    diary("plan add heat --times 3/week --at 20:00")
    diary("plan add massage --every 2d --at 18:00 --minutes 60")
    diary.tick(days=3)
    diary("log exercise --minutes 12")
    diary("log exercise --minutes 12")
    diary("log heat")
    diary("skip massage")
    for line in ("summary", "summary --week 'last week'"):
        week = json.loads(diary(f"{line} --json"))["week"]
        for plan in week["plans"]:
            states = [one["state"] for one in plan["occurrences"]]
            assert {
                name: sum(states.count(word) for word in words) for name, words in COUNTED.items()
            } == {name: plan[name] for name in COUNTED}
        assert week["kept"]["planned"] == sum(plan["planned"] for plan in week["plans"])
    morning = json.loads(diary("summary --json"))["week"]["plans"][0]["occurrences"]
    assert morning == [
        {"day": "2026-11-23", "state": "made-up", "session": 2, "reading": None, "why": None},
        {"day": "2026-11-25", "state": "done", "session": 1, "reading": None, "why": None},
        {"day": "2026-11-27", "state": "coming", "session": None, "reading": None, "why": None},
    ]


class TestWeekdays:
    def test_a_running_week_shows_what_is_to_come(self, diary: Tracker) -> None:
        diary(THREE)
        diary.tick(days=1)
        diary("log exercise --minutes 12")
        assert strip(diary, "morning") == "x . ? . ? . ."
        assert kept(diary) == (1, 1, 0, 0, 0, 2)
        assert "morning" not in diary("history --since today").splitlines()[-1]

    def test_a_missed_one_is_made_up_by_the_weeks_earliest_that_answers_nothing_else(
        self, diary: Tracker
    ) -> None:
        diary(THREE)
        diary.tick(days=2)  # Tuesday: Monday's was missed.
        answer = diary("log exercise --minutes 12")
        assert 'Makes up "morning" of yesterday (Mon 23 Nov).' in answer
        assert strip(diary, "morning") == "m x ? . ? . ."
        assert 'Answers "' not in diary("log exercise --minutes 12")
        diary.tick(days=2)  # Thursday: Wednesday's was missed too, and there is a session over.
        assert strip(diary, "morning") == "m x m . ? . ."
        assert kept(diary) == (2, 2, 2, 0, 0, 1)

    def test_a_session_of_another_week_makes_nothing_up(self, diary: Tracker) -> None:
        diary(THREE)
        diary.tick(days=8)  # Monday of the week after.
        diary("log exercise --minutes 12 --at 'yesterday 12:00'")
        diary("log exercise --minutes 12 --at 'today 8:00'")
        assert kept(diary, "summary --week 'last week'") == (3, 1, 1, 2, 0, 0)
        assert strip(diary, "morning", "last week") == "m . o . o . x"
        assert kept(diary) == (1, 1, 0, 0, 0, 2)

    def test_history_from_the_middle_of_a_week_says_what_the_summary_says(
        self, diary: Tracker
    ) -> None:
        diary("plan add exercise --on mon,tue,wed,thu --at 07:30 --minutes 12")
        diary.tick(days=1)
        for _ in range(4):
            diary("log exercise --minutes 12")
        diary.tick(days=7)
        assert kept(diary, "summary --week 'last week'") == (4, 4, 3, 0, 0, 0)
        line = diary("history --since 2026-11-24 --until 2026-11-29").splitlines()[-1]
        assert line == "Planned 3: 3 done, 0 missed"
        assert json.loads(diary("history --since 2026-11-24 --until 2026-11-29 --json"))[
            "kept"
        ] == {
            "planned": 3,
            "done": 3,
            "made_up": 3,
            "missed": 0,
            "excused": 0,
            "ahead": 0,
            "share": 1.0,
        }

    def test_what_is_more_than_planned_stands_beside_it(self, diary: Tracker) -> None:
        diary("plan add heat --on mon,tue --at 07:30")
        diary.tick(days=3)
        for hours in (1, 2, 25, 26, 49):
            diary(f"log heat --at '{hours}h ago'")
        assert "2 of 2 +3" in diary("summary")
        assert "Kept      2 of 2 planned, 100 %" in diary("summary")

    def test_of_two_times_a_day_each_is_answered_by_its_own(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00 --at 20:00")
        diary("log heat --at 8:00")
        diary("log heat --at 9:00")
        diary.tick(hours=12)
        diary("log visit 1")
        answers = [(row[3], row[5], row[14]) for row in diary.rows()["reminders"]]
        assert answers == [("12:00", "done", 1), ("20:00", "done", 2)]
        diary("delete 1")
        answers = [(row[3], row[5], row[14]) for row in diary.rows()["reminders"]]
        assert answers[1] == ("20:00", "done", 2)
        assert answers[0][1] != "done"

    def test_a_plan_made_between_two_times_is_answered_by_a_session_of_that_day(
        self, diary: Tracker
    ) -> None:
        diary.tick(hours=3)
        diary("plan add heat --on daily --at 12:30 --at 20:00")
        diary("log heat 20")
        diary.tick(hours=9)
        assert json.loads(diary("due --json"))["due"] == []
        diary("log visit 1")
        assert [(row[3], row[5], row[14]) for row in diary.rows()["reminders"]] == [
            ("20:00", "done", 1)
        ]


class TestInterval:
    def test_one_missed_visit_is_one_missed_visit(self, diary: Tracker) -> None:
        diary("plan add visit --every 28d --at 10:30")
        diary.tick(days=7)
        assert strip(diary, "visit", "last week") == ". . . . . . ?"
        diary.tick(days=20)
        assert kept(diary, "summary --week w47") == (0, 0, 0, 0, 0, 1)
        assert "10:30  visit, 30 min  since Sun 22 Nov" not in diary("due")
        diary.tick(hours=2)
        assert "since Sun 22 Nov" in diary("due")
        diary.tick(days=1)
        assert strip(diary, "visit", "w47") == ". . . . . . o"
        assert kept(diary, "summary --week w47") == (1, 0, 0, 1, 0, 0)
        assert kept(diary, "summary --week w48") == (0, 0, 0, 0, 0, 0)

    def test_done_late_it_counts_in_the_week_it_was_due(self, diary: Tracker) -> None:
        diary("plan add massage --every 7d --at 18:00 --minutes 60")
        diary.tick(days=2)
        assert 'Answers the plan "massage".' in diary("log massage 60")
        assert kept(diary, "summary --week w47") == (1, 1, 0, 0, 0, 0)
        assert strip(diary, "massage", "w47") == ". . . . . . m"
        assert kept(diary) == (0, 0, 0, 0, 0, 0)
        assert "Next      Tue 1 Dec 18:00" in diary("plan show massage")

    def test_what_would_come_after_one_that_waits_does_not_count_yet(self, diary: Tracker) -> None:
        diary("plan add massage --every 2d --at 18:00")
        diary.tick(days=1)
        assert kept(diary) == (0, 0, 0, 0, 0, 0)
        assert kept(diary, "summary --week w47") == (0, 0, 0, 0, 0, 1)

    def test_what_comes_after_a_pause_is_to_come_whatever_lies_in_it(self, diary: Tracker) -> None:
        diary("plan add massage --every 2d --at 18:00 --minutes 60 --name rub")
        diary.tick(days=1)
        diary("plan pause rub --until wednesday")
        for line in ("today", "log massage 60"):
            diary.tick(days=1)
            diary(line)
            coming = json.loads(diary("plan show rub --json"))["plan"]["next"]
            told = json.loads(diary("summary --json"))["week"]["plans"][0]["occurrences"]
            ahead = [one["day"] for one in told if one["state"] == "coming"]
            assert ahead == [one[:10] for one in coming if one < "2026-11-30"]
            assert ahead

    def test_done_the_next_morning_is_done_and_nothing_more(self, diary: Tracker) -> None:
        diary("plan add massage --every 7d --at 18:00 --minutes 60")
        diary.tick(hours=9)
        diary("due")
        diary.tick(hours=14)
        assert 'Answers the plan "massage".' in diary("done massage")
        assert kept(diary, "summary --week w47") == (1, 1, 0, 0, 0, 0)
        assert kept(diary) == (0, 0, 0, 0, 0, 0)
        assert "Next      Mon 30 Nov 18:00" in diary("plan show massage")

    def test_done_before_it_is_due_it_counts_for_the_day_it_was_planned(
        self, diary: Tracker
    ) -> None:
        diary("plan add massage --every 3d --at 18:00 --minutes 60")
        diary("done massage")
        diary.tick(days=2)
        assert 'Answers "massage" of Wed 25 Nov.' in diary("done massage")
        assert kept(diary) == (1, 1, 0, 0, 0, 1)
        assert strip(diary, "massage") == ". x m . ? . ."


class TestQuota:
    def test_nothing_is_missed_before_the_week_is_over(self, diary: Tracker) -> None:
        diary("plan add heat --times 3/week --at 12:00")
        diary.tick(days=5)  # Friday, and none done.
        assert kept(diary) == (0, 0, 0, 0, 0, 3)
        assert "o" not in strip(diary, "heat pack")
        diary("log heat")
        diary.tick(days=3)
        assert kept(diary, "summary --week 'last week'") == (3, 1, 0, 2, 0, 0)
        assert strip(diary, "heat pack", "last week").count("o") == 2
        assert "m" not in strip(diary, "heat pack", "last week")

    def test_plan_show_and_summary_agree(self, diary: Tracker) -> None:
        diary("plan add heat --times 3/week --at 12:00")
        diary.tick(days=3)
        assert "W48 3 to come" in diary("plan show heat")
        assert "Kept      3 to come" in diary("summary")
        diary("log heat")
        assert "W48 1 of 1 so far" in diary("plan show heat")
        assert "Kept      1 of 1 planned, 100 %, 2 to come" in diary("summary")


class TestFits:
    @pytest.mark.parametrize(
        ("plan", "session", "fits"),
        [
            ("massage --with Ana --minutes 60", "massage 60 --with Ana", True),
            ("massage --with Ana --minutes 60", "massage 60", True),
            ("massage --with Ana --minutes 60", "massage 60 --with Bo", False),
            ("massage --with Ana --minutes 60", "massage 60 --by self", False),
            ("massage --by self --minutes 20", "massage 20 --by self", True),
            ("massage --by self --minutes 20", "massage 20", True),
            ("massage --by self --minutes 20", "massage 20 --by partner", False),
            ("massage --by self --minutes 20", "massage 20 --with Ana", False),
            ("massage --style relaxation --minutes 60", "massage 60 --style relaxation", True),
            ("massage --style relaxation --minutes 60", "massage 60", True),
            ("massage --style relaxation --minutes 60", "massage 60 --style swedish", False),
            ("massage --minutes 60", "massage 30", True),
            ("massage --minutes 60", "massage 29m59s", False),
            ("heat --minutes 20", "massage 20 --style hot-stone --by professional", True),
            ("heat --minutes 20", "massage 20", False),
            ("exercise bird-dog plank --minutes 12", "exercise plank --minutes 12", True),
            ("exercise bird-dog plank --minutes 12", "exercise --minutes 12", True),
            ("exercise bird-dog plank --minutes 12", "exercise head-roll --minutes 12", False),
            ("exercise walking --minutes 30", "exercise walking --minutes 15", True),
            ("exercise walking --minutes 30", "exercise walking --minutes 1s", False),
        ],
    )
    def test_a_plan_is_answered_by_what_fits_it(
        self, diary: Tracker, plan: str, session: str, fits: bool
    ) -> None:
        diary(f"plan add {plan} --on daily --at 09:30 --name own")
        diary.tick(days=1)
        answer = logged(diary, f"log {session}")
        assert [one["name"] for one in answer["answers"]] == (["own"] if fits else [])
        state = [one["state"] for one in json.loads(diary("due --json"))["due"]]
        assert state == ([] if fits else ["due"])

    def test_one_that_is_too_short_says_so_and_what_to_do(self, diary: Tracker) -> None:
        diary("plan add exercise --on daily --at 09:30 --minutes 30 --name walk")
        diary.tick(days=1)
        answer = diary("log exercise head-roll --minutes 1")
        assert 'It is less than half of "walk", which stays open.' in answer
        diary("undo")
        assert 'Answers the plan "walk".' in diary("done walk --minutes 1")
        # It was said to be done: no correction of anything else takes that back.
        diary("edit 2 --note short")
        assert json.loads(diary("due --json"))["due"] == []

    def test_another_persons_massage_does_not_move_hers(self, diary: Tracker) -> None:
        diary("plan add massage --every 7d --with Ana --at 10:30 --minutes 60")
        diary.tick(days=1)
        diary("log massage 10 --by self")
        assert "Next      Mon 23 Nov 10:30" in diary("plan show massage")
        diary("log massage 60 --with ana")
        assert "Next      Mon 30 Nov 10:30" in diary("plan show massage")

    def test_sessions_of_before_count_as_they_did(self, diary: Tracker) -> None:
        diary("plan add massage --on daily --with Ana --at 09:30 --minutes 60")
        diary.tick(days=1)
        diary("log massage 10 --by self")
        assert kept(diary) == (0, 0, 0, 0, 0, 7)
        diary.ask("UPDATE sessions SET has_to_fit = false")
        diary("edit 1 --note before")
        assert kept(diary) == (1, 1, 0, 0, 0, 6)


class TestDoneAhead:
    def test_it_answers_the_next_of_the_week_and_says_which(self, diary: Tracker) -> None:
        diary(THREE)
        diary.tick(days=1)
        diary("log exercise --minutes 12")
        diary.tick(days=3)  # Thursday: Wednesday's was missed, Friday's is to come.
        answer = diary("done morning")
        assert 'Answers "morning" of Fri 27 Nov.' in answer
        assert strip(diary, "morning") == "x . o x m . ."
        assert kept(diary) == (3, 2, 0, 1, 0, 0)
        diary.tick(days=1)
        assert json.loads(diary("due --json"))["due"] == []
        assert json.loads(diary("today --json"))["planned"][0]["state"] == "done"

    def test_at_midnight_the_day_on_which_it_was_done_comes_first(self, diary: Tracker) -> None:
        diary("plan add heat --on mon,wed --at 12:00 --minutes 20")
        diary.tick(days=1, hours=14)  # Tuesday, 00:00: Monday's was missed just now.
        assert 'Answers the plan "heat pack".' in diary("done heat")
        diary.tick(days=1)
        assert 'Answers "heat pack" of today.' in diary("done heat")

    def test_deleted_or_taken_back_it_is_to_come_again(self, diary: Tracker) -> None:
        diary(THREE)
        diary.tick(days=2)
        diary("done morning")
        assert "Wed 25 Nov" not in diary("plan next")
        diary("edit 1 --note early")
        diary("undo")
        assert "Wed 25 Nov" not in diary("plan next")
        diary("delete 1")
        assert "Wed 25 Nov" in diary("plan next")
        diary("undo")
        assert "Wed 25 Nov" not in diary("plan next")
        diary("undo")
        assert "Wed 25 Nov" in diary("plan next")
        diary.tick(days=1)
        assert json.loads(diary("due --json"))["due"][0]["name"] == "morning"

    def test_where_the_week_asks_for_no_more_it_is_an_extra(self, diary: Tracker) -> None:
        diary("plan add heat --times 2/week --at 12:00")
        diary.tick(days=1)
        beyond = [logged(diary, "done heat")["beyond"] for _ in range(3)]
        assert beyond == [None, None, "heat pack"]
        assert 'It is more than "heat pack" asks for this week.' in diary("done heat")
        assert kept(diary) == (2, 2, 0, 0, 0, 0)

    def test_a_log_answers_nothing_that_is_to_come_on_another_day(self, diary: Tracker) -> None:
        diary(THREE)
        diary.tick(days=2)
        diary("log exercise --minutes 12")  # Makes up Monday.
        assert logged(diary, "log exercise --minutes 12")["answers"] == []
        assert "Wed 25 Nov" in diary("plan next")


def test_what_was_skipped_stays_so_when_its_clock_time_changes(diary: Tracker) -> None:
    diary("plan add heat --on mon,wed,fri --at 9:00 --name a")
    diary.tick(days=2)
    diary("skip a")
    diary("plan edit a --at 18:00")
    diary.tick(days=1, hours=9)
    for _ in range(2):
        assert json.loads(diary("due --json"))["due"] == []
        diary("log visit 1")
    week = json.loads(diary("summary --json"))["week"]["plans"][0]["occurrences"]
    assert [one["state"] for one in week] == ["missed", "skipped", "coming"]


def test_what_was_done_ahead_stays_done_when_its_plan_goes(diary: Tracker) -> None:
    diary("plan add heat --on mon,wed,fri --at 9:00 --name a")
    diary.tick(days=2)
    diary("done a")
    before = kept(diary)[:4]
    diary("plan remove a")
    assert kept(diary)[:4] == before == (2, 1, 0, 1)


def test_at_midnight_of_a_new_week_it_says_what_is_answered(diary: Tracker) -> None:
    diary("plan add heat --on mon,tue --at 09:30 --name p1")
    diary.tick(hours=14, minutes=10)  # Monday, 00:10; it began on Sunday.
    answer = diary("done p1")
    assert 'Answers "p1" of today.' in answer
    assert "more than" not in answer


class TestPauseAll:
    def test_one_word_lets_every_plan_rest_and_go_on(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00")
        diary("plan add ice --on daily --at 13:00")
        diary("plan pause ice")
        assert diary("plan pause --all --until friday --why flu") == (
            'Plan 1 "heat pack" is paused until Fri 27 Nov (flu); nothing of it counts as missed. '
            "Next: Sat 28 Nov 12:00.\nTake back: tracker undo\n"
        )
        assert diary("plan pause --all") == "No plan is left to pause. Plans: tracker plan list\n"
        assert diary("plan next --days 2") == (
            "Nothing is coming up to Mon 23 Nov. Plans: tracker plan list\n"
            'Paused: "heat pack" until Fri 27 Nov.\nPaused: "ice" until resumed.\n'
        )
        answer = diary("plan resume --all")
        assert answer.count("goes on") == 2
        assert answer.endswith("Take back: tracker undo\n")
        diary("undo")
        assert diary("plan list").count("paused") == 2
        diary("plan resume --all")
        assert diary("plan resume --all") == "No plan is paused. Plans: tracker plan list\n"

    def test_without_any_plan_it_is_no_failure(self, diary: Tracker) -> None:
        assert diary("plan pause --all") == "No plan is left to pause. Plans: tracker plan list\n"
        assert json.loads(diary("plan resume --all --json"))["plans"] == []

    @pytest.mark.parametrize("line", ["plan pause", "plan resume", "plan pause heat --all"])
    def test_one_or_all_has_to_be_said(self, diary: Tracker, line: str) -> None:
        diary("plan add heat --on daily")
        assert "name one plan, or give --all." in diary(line, code=2)


def test_what_is_held_is_said_wherever_plans_are_listed(diary: Tracker) -> None:
    diary("plan add massage --on daily --at 12:00 --minutes 60")
    diary("condition add flu")
    assert diary("plan list").splitlines()[1].endswith("held")
    assert "  Held      You noted a contagious illness (flu" in diary("plan show massage")
    assert 'Held for now: "massage". You noted a contagious illness' in diary("plan next")
    diary("condition end flu")
    for line in ("plan list", "plan show massage", "plan next"):
        assert "held" not in diary(line).casefold()


def test_a_mean_of_few_readings_is_called_that(diary: Tracker) -> None:
    said = []
    for pain in ("6:3", "5:4", "7:3"):
        diary(f"log heat 20 --pain {pain}")
        said.append(next(one for one in diary("summary").splitlines() if one.startswith("Change")))
    expected = "Some fall is expected, as one logs when it hurts."
    assert said == [
        f"Change    after sessions 3.0 lower in the one with both readings, too few to tell. {expected}",
        f"Change    after sessions 2.0 lower on average, 2 with both readings, too few to tell. {expected}",
        f"Change    after sessions 2.7 lower on average, 3 with both readings. {expected}",
    ]


def test_what_is_held_today_is_not_what_comes_next(diary: Tracker) -> None:
    diary("plan add massage --on daily --at 12:00 --minutes 60")
    diary("condition add flu")
    assert 'Next: "massage" tomorrow (Mon 23 Nov) 12:00.' in diary("due")
    diary("condition end flu")
    assert "Nothing is due" not in diary("due")


def test_no_session_answers_twice_even_where_an_older_version_said_so(diary: Tracker) -> None:
    diary("plan add heat --on daily --at 12:00 --at 20:00")
    diary("log heat --at 8:00")
    diary("log heat --at 9:00")
    diary.tick(hours=12)
    diary("log visit 1")
    diary.ask("UPDATE reminders SET answered_by = 1")
    assert kept(diary) == (2, 2, 0, 0, 0, 0)
    diary.ask("UPDATE reminders SET answered_by = NULL WHERE clock = '12:00'")
    diary.ask("DELETE FROM sessions WHERE id = 2")
    assert kept(diary) == (2, 1, 0, 1, 0, 0)


def test_what_was_done_past_midnight_is_taken_back_in_another_zone_too(diary: Tracker) -> None:
    def live_in(zone: str) -> None:
        diary.configure(f'zone = "{zone}"\n[reminders]\nnag = false\n')

    live_in("Australia/Lord_Howe")
    diary("plan add massage --every 2d --at 11:00 --name rub")
    diary.tick(days=10, hours=13)  # 03:45 in Kathmandu, and the evening before in Berlin.
    live_in("Asia/Kathmandu")
    diary("done rub --yes")
    diary("again --yes")
    live_in("Europe/Berlin")
    diary.tick(days=50)
    assert diary("undo").startswith("Took back: #2 massage")
    assert diary("undo").startswith("Took back: #1 massage")
