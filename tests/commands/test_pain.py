"""How strong the pain is by itself: written down, planned for, and put right."""

import json
from typing import Any

import pytest

from tests.commands.conftest import PLANNING
from tests.conftest import Tracker

pytestmark = [pytest.mark.both(1), PLANNING]


def reminders(diary: Tracker) -> list[tuple[Any, ...]]:
    """Return day, clock time, state, and the session and reading that answer it, of each reminder."""
    diary.run(["log", "visit", "1"])
    diary("undo")
    asked = "SELECT day, clock, state, answered_by, read_by FROM reminders ORDER BY id"
    return [(day[-2:], *others) for day, *others in diary.ask(asked)]


def counted(diary: Tracker) -> list[Any]:
    """Return what counts the sessions of a week."""
    week = json.loads(diary("summary --json"))["week"]
    return [week["kinds"], week["whole"], diary("history --csv")]


class TestPlanned:
    def test_a_plan_of_pain_has_a_rhythm_and_no_length(self, diary: Tracker) -> None:
        made = diary("plan add pain --on daily --at 20:00 --area lower-back --until 2026-12-24")
        assert made.startswith('Plan 1 "pain": lower back, every day, at 20:00, until 24 December')
        listed = diary("plan list").splitlines()[1]
        assert " ".join(listed.split()).startswith("1 pain pain, lower back every day, at 20:00")
        plan = json.loads(diary("plan show pain --json"))["plan"]
        assert (plan["kind"], plan["duration_s"]) == ("pain", None)

    def test_a_reading_relieves_nothing_and_leaves_no_gap(self, diary: Tracker) -> None:
        diary("plan add pain --on daily --at 20:00")
        diary("log heat 20 --at 9:00 --relief 6h")
        diary("pain 4")
        diary.tick(days=3)
        shown = diary("plan show pain")
        assert "Score" in shown
        assert [word for word in ("Relief", "Gap", "temporary") if word in shown] == []
        assert json.loads(diary("plan show pain --json"))["lasting"] is None

    @pytest.mark.parametrize("rhythm", ["--on mon,thu", "--every 3d", "--times 3/week"])
    def test_it_takes_every_rhythm(self, diary: Tracker, rhythm: str) -> None:
        diary(f"plan add pain {rhythm} --at 12:00")
        diary.tick(days=4, hours=3)
        diary("pain 4")
        assert json.loads(diary("summary --json"))["week"]["kept"]["done"] == 1

    @pytest.mark.parametrize(
        "line",
        [
            "plan add pain --on daily --minutes 20",
            "plan add pain --on daily --with Ana",
            "plan add pain --on daily --override because",
            "plan edit pain --minutes 20",
            "plan edit pain --style thai",
            "done pain --pain 4 --minutes 20",
            "done pain --pain 6:3",
        ],
    )
    def test_what_only_sessions_have_is_refused(self, diary: Tracker, line: str) -> None:
        diary("plan add pain --on daily --at 20:00")
        before = diary.rows()
        code, _, complaint = diary.run(line.split())
        assert (code, "Nothing was stored" in complaint) == (2, True)
        assert diary.rows() == before

    def test_any_reading_of_its_day_answers_it(self, diary: Tracker) -> None:
        diary("plan add pain --on daily --at 12:00")
        assert 'Answers the plan "pain".' in diary("pain 4")
        diary.tick(hours=3)
        assert reminders(diary) == [("22", "12:00", "done", None, 1)]
        diary.tick(days=1)
        assert "pain  since 1 h  tracker pain 4" in diary("due")
        assert "tracker pain 4" in diary("today")
        diary("pain 5 --at yesterday")
        assert [row[2] for row in reminders(diary)] == ["done", "due"]
        diary("pain 5 --at 9:00")
        assert [row[2:] for row in reminders(diary)] == [("done", None, 1), ("done", None, 3)]

    def test_of_two_times_a_day_each_is_answered_by_the_nearest(self, diary: Tracker) -> None:
        diary("plan add pain --on daily --at 11:00 --at 21:00")
        diary.tick(hours=13)
        diary("pain 4 --at 20:30")
        assert [row[1:] for row in reminders(diary)] == [
            ("11:00", "missed", None, None),
            ("21:00", "done", None, 1),
        ]
        diary("pain 6 --at 10:30")
        assert [row[1:] for row in reminders(diary)] == [
            ("11:00", "done", None, 2),
            ("21:00", "done", None, 1),
        ]

    def test_a_reading_makes_up_no_other_day(self, diary: Tracker) -> None:
        diary("plan add pain --on daily --at 12:00")
        diary.tick(days=1, hours=4)
        diary("pain 4")
        diary("pain 5")
        kept = json.loads(diary("history --since 2026-11-22 --json"))["kept"]
        assert (kept["planned"], kept["done"], kept["missed"]) == (2, 1, 1)

    def test_a_session_answers_no_plan_of_pain_and_a_reading_none_of_sessions(
        self, diary: Tracker
    ) -> None:
        diary("plan add pain --on daily --at 12:00")
        diary("plan add heat --on daily --at 12:00")
        diary.tick(hours=3)
        diary("log heat --pain 6:3")
        diary("pain 4")
        assert [row[3:] for row in reminders(diary)] == [(None, 1), (1, None)]

    def test_moved_deleted_and_taken_back_it_opens_what_it_answered(self, diary: Tracker) -> None:
        diary("plan add pain --on daily --at 12:00")
        diary.tick(days=1, hours=4)
        diary("pain 4")
        before = reminders(diary)
        assert [row[2] for row in before] == ["missed", "done"]
        diary("edit p1 --at yesterday")
        assert [row[2] for row in reminders(diary)] == ["done", "due"]
        diary("undo")
        assert reminders(diary) == before
        diary("delete p1")
        assert [row[2] for row in reminders(diary)] == ["missed", "due"]
        diary("undo")
        assert reminders(diary) == before
        diary("undo")
        assert [row[2] for row in reminders(diary)] == ["missed", "due"]

    def test_past_midnight_it_answers_what_is_open_from_the_day_before(
        self, diary: Tracker
    ) -> None:
        diary("plan add pain --on daily --at 23:30")
        diary.tick(hours=14, minutes=15)
        diary("done pain --pain 4")
        assert reminders(diary) == [("22", "23:30", "done", None, 1)]
        diary("edit p1 --note late")
        diary("undo")
        assert reminders(diary) == [("22", "23:30", "done", None, 1)]
        (plan,) = json.loads(diary("history --since 2026-11-22 --json"))["plans"]
        assert plan["occurrences"][0] == {
            "day": "2026-11-22",
            "state": "done",
            "session": None,
            "reading": 1,
            "why": None,
        }
        assert "Answers" not in diary("pain 4 --at '2026-11-21'")

    def test_it_counts_in_kept_and_has_its_own_strip(self, diary: Tracker) -> None:
        diary("plan add pain --on daily --at 12:00")
        diary.tick(hours=4)
        diary("pain 4")
        summary = diary("summary")
        assert "Kept      1 of 1 planned, 100 %" in summary
        row = next(line for line in summary.splitlines() if line.startswith("  pain"))
        assert row.split() == ["pain", "1", "of", "1", "1", *"......x"]
        assert "In all    no session" in summary

    def test_why_tells_a_reading_from_a_session(self, diary: Tracker) -> None:
        diary("plan add pain --on daily --at 12:00")
        diary.tick(hours=4)
        diary("pain 4 --at 12:30")
        assert "done 12:30 (p1)" in diary("remind why")
        told = json.loads(diary("remind why --json"))["reminders"][0]
        assert (told["session"], told["reading"]) == (None, 1)

    def test_no_care_rule_holds_it(self, diary: Tracker) -> None:
        diary("condition add flu")
        diary("plan add pain --on daily --at 12:00")
        assert (
            "Held for now"
            in diary.run(["plan", "add", "massage", "--on", "daily", "--at", "12:00"])[2]
        )
        diary.tick(hours=3)
        due = json.loads(diary("due --json"))
        assert [one["name"] for one in due["due"]] == ["pain"]
        assert [one["name"] for one in due["held"]] == ["massage"]

    def test_done_asks_for_the_level(self, diary: Tracker) -> None:
        diary("plan add pain --on daily --at 12:00 --area neck")
        diary.tick(hours=3)
        code, _, complaint = diary.run(["done"])
        asks = 'the plan "pain" asks how strong the pain is, from 0 to 10. Nothing was stored.'
        assert (code, complaint) == (2, f"Error: {asks}\n  For a 4: tracker pain 4\n")
        assert diary("done pain --pain 4").startswith("p1  Pain 4, neck, today 13:00. Answers")

    def test_it_is_put_off_and_left_out_as_any_other(self, diary: Tracker) -> None:
        diary("plan add pain --on daily --at 12:00")
        diary.tick(hours=3)
        assert '"pain" is put off until today 13:30.' in diary("snooze pain 30m")
        assert 'Skipped "pain"' in diary("skip pain --why away")
        diary("pain 4")
        assert reminders(diary) == [("22", "12:00", "skipped", None, None)]


class TestWritten:
    def test_it_says_what_was_understood_and_how_to_take_it_back(self, diary: Tracker) -> None:
        answer = diary(
            'pain 6 --area lower-back,"left hip" --at "yesterday evening" --took "ibuprofen 400" '
            "--note 'after the garden'"
        )
        assert answer == (
            "p1  Pain 6, lower back, left hip, yesterday evening (Sat 21 Nov). Took ibuprofen 400. "
            'Note: "after the garden".\n    Take back: tracker undo\n'
        )
        assert diary("pain 4").startswith("p2  Pain 4, today 10:00.\n")
        assert diary("undo") == "Took back: p2 pain 4, today 10:00, is gone.\n"

    @pytest.mark.parametrize(
        "line",
        [
            "pain 11",
            "pain 04",
            "pain -1",
            "pain 4.5",
            "pain",
            "pain 4 --at tomorrow",
            "pain 4 --area nose",
        ],
    )
    def test_what_cannot_be_is_refused(self, diary: Tracker, line: str) -> None:
        before = diary.rows()
        code, _, complaint = diary.run(line.split())
        assert (code, "Nothing was stored" in complaint) == (2, True)
        assert diary.rows() == before

    @pytest.mark.parametrize("level", ["-1", "11", "4.5", "4/10", "strong"])
    def test_a_level_that_cannot_be_is_named_with_those_that_can(
        self, diary: Tracker, level: str
    ) -> None:
        assert diary(f"pain {level}", code=2) == (
            f'Error: "{level}": pain goes from 0 (none) to 10 (the worst imaginable), as in 4. '
            "Nothing was stored.\n"
        )

    @pytest.mark.parametrize("verb", ["log", "start", "safety check"])
    def test_it_is_no_kind_of_session(self, diary: Tracker, verb: str) -> None:
        assert "written down by itself: tracker pain 4" in diary(f"{verb} pain 4", code=2)
        assert "pain" not in diary("help log").splitlines()[0]

    @pytest.mark.parametrize("line", ["pain 4", "log ice 10"])
    def test_a_place_that_is_named_twice_is_one(self, diary: Tracker, line: str) -> None:
        diary(f"{line} --area 'neck, left hip' --area hip:left")
        found = json.loads(diary("history --json"))
        (kept,) = found["readings"] + found["sessions"]
        assert [(one["name"], one["side"]) for one in kept["areas"]] == [
            ("neck", None),
            ("hip", "left"),
        ]

    def test_it_is_corrected_and_emptied(self, diary: Tracker) -> None:
        diary("pain 4 --took aspirin --area neck")
        assert diary("edit p1 --pain 5 --took '' --at 8:30 --area ''") == (
            "p1  Now: Pain 5, today 08:30.\n    Take back: tracker undo\n"
        )
        assert diary("undo") == "Took back: p1 is again: Pain 4, neck, today 10:00. Took aspirin.\n"

    @pytest.mark.parametrize(
        ("line", "code", "words"),
        [
            ("edit p2 --pain 5", 3, "there is no reading p2"),
            ("delete p1 p2", 3, "there is no reading p2"),
            ("delete 1 p1", 3, "there is no session #1"),
            (
                "edit p1 --minutes 5",
                2,
                "p1 (pain) has no --minutes. Nothing was stored.\n  It has --pain",
            ),
            ("edit p1 --pain 6:3", 2, "--pain 6:3: a reading is one level, as in --pain 4."),
            ("edit p1 --pain :0", 2, "--pain :0: a reading is one level, as in --pain 4."),
            ("edit p1 --pain ''", 2, "a reading has a level"),
            ("edit p1", 2, "nothing to change"),
            ("edit px --pain 5", 2, "is no number"),
            ("claims submit p1", 2, "is no number of a session"),
        ],
    )
    def test_what_cannot_be_corrected_is_refused(
        self, diary: Tracker, line: str, code: int, words: str
    ) -> None:
        diary("pain 4")
        before = diary.rows()
        assert words in diary(line, code=code)
        assert diary.rows() == before

    def test_the_help_of_edit_promises_a_reading_one_level(self, diary: Tracker) -> None:
        told = " ".join(diary("edit --help").split())
        assert "6 or 6:3; :3 is the one after. Of a reading its level alone, as in 5." in told
        assert "Of a reading" not in diary("log heat --help")

    def test_a_session_took_nothing(self, diary: Tracker) -> None:
        diary("log heat")
        assert "#1 (heat pack) has no --took" in diary("edit last --took aspirin", code=2)

    def test_sessions_and_readings_are_deleted_as_one_change(self, diary: Tracker) -> None:
        diary("log heat")
        diary("pain 4 --took aspirin --area neck")
        diary("pain 5")
        before = diary.rows()
        told = json.loads(diary("delete last p2 p1 --json"))
        assert ([one["number"] for one in told["readings"]], len(told["sessions"])) == ([2, 1], 1)
        assert not diary.rows()["readings"]
        undone = json.loads(diary("undo --json"))
        assert [one["again"]["number"] for one in undone["readings"]] == [2, 1]
        assert diary.rows() == before

    def test_numbers_are_not_given_twice(self, diary: Tracker) -> None:
        diary("pain 4")
        diary("delete p1")
        assert diary("pain 4").startswith("p2  ")


class TestCare:
    def test_a_high_reading_offers_the_red_flags(self, diary: Tracker) -> None:
        assert "Pain this high: tracker redflags" in diary("pain 9")
        assert "redflags" not in diary("pain 4")
        assert json.loads(diary("edit p2 --pain 8 --json"))["offers_red_flags"]

    def test_a_high_reading_holds_massage_and_a_later_low_one_frees_it(
        self, diary: Tracker
    ) -> None:
        diary("plan add massage --on daily --at 12:00")
        diary("pain 9")
        diary.tick(hours=3)
        assert [one["name"] for one in json.loads(diary("due --json"))["held"]] == ["massage"]
        assert "Pain 9 of 10 counts as severe" in diary("safety check massage")
        diary("pain 2 --at 9:00")
        assert json.loads(diary("due --json"))["held"]
        diary("pain 3")
        assert [one["name"] for one in json.loads(diary("due --json"))["due"]] == ["massage"]
        assert "severe" not in diary("safety check massage")
        diary("delete p3")
        assert json.loads(diary("due --json"))["held"]


class TestListed:
    def test_history_has_them_among_the_sessions(self, diary: Tracker) -> None:
        diary("pain 4 --at 8:00 --took aspirin --area neck")
        diary("log heat --at 9:00")
        diary("pain 5 --at 9:30 --note better")
        diary("pain 6 --at yesterday")
        lines = [" ".join(line.split()) for line in diary("history").splitlines()]
        assert lines == [
            "Sat 21 Nov",
            "p3 pain 6",
            "Sun 22 Nov",
            "p1 08:00 pain neck 4 took aspirin",
            "#1 09:00 20 min heat pack",
            "p2 09:30 pain 5 better",
            "1 session on 1 day, 20 min, and 3 readings",
        ]

    @pytest.mark.parametrize(
        ("line", "sessions", "readings"),
        [
            ("history", 2, [3, 1, 2]),
            ("history --kind pain", 0, [3, 1, 2]),
            ("history pain", 0, [3, 1, 2]),
            ("history --kind heat", 1, []),
            ("history pain heat", 1, [3, 1, 2]),
            ("history --since today", 2, [1, 2]),
            ("history --until yesterday", 0, [3]),
            ("history --area neck", 1, [1]),
            ("history --with ana", 1, []),
            ("history --limit 2", 1, [2]),
            ("history pain --limit 2", 0, [1, 2]),
        ],
    )
    def test_what_narrows_sessions_narrows_them(
        self, diary: Tracker, line: str, sessions: int, readings: list[int]
    ) -> None:
        diary("pain 4 --at 8:00 --area neck")
        diary("log heat --at 9:00 --area neck")
        diary("pain 5 --at 9:30")
        diary("log massage 10 --at 9:40 --with Ana")
        diary("pain 6 --at yesterday")
        found = json.loads(diary(f"{line} --json"))
        assert len(found["sessions"]) == sessions
        assert [one["number"] for one in found["readings"]] == readings
        assert found["has_more"] == ("--limit" in line)

    def test_what_counts_sessions_counts_none_of_them(self, diary: Tracker) -> None:
        diary("log heat --pain 5:4")
        diary("plan add heat --on daily --at 21:00")
        told = counted(diary)
        for level in "468":
            diary(f"pain {level} --at 9:00")
        assert counted(diary) == told
        assert diary("again").startswith("#2  Heat pack")
        assert diary("history --limit 1 --csv").count("\n") == 2

    def test_today_shows_them(self, diary: Tracker) -> None:
        diary("pain 4 --at 8:00 --took aspirin --area neck")
        diary("log heat --at 9:00")
        lines = [" ".join(line.split()) for line in diary("today").splitlines()]
        assert lines[1:3] == ["08:00 x pain 4, neck took aspirin", "09:00 x heat pack, 20 min"]
        assert json.loads(diary("today --json"))["readings"][0]["took"] == "aspirin"
        diary("delete 1")
        assert "This week so far: no session." in diary("today")
