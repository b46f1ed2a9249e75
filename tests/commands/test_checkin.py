"""How the back does by itself: asked question by question, or answered on the line."""

import json
import signal

import pytest

from tests.commands.conftest import PLANNING
from tests.commands.schema import checked
from tests.commands.terminals import NONE, Terminal
from tests.conftest import Program, Tracker

pytestmark = [pytest.mark.both(1), PLANNING]
SEVEN = "checkin peg 8 7 7 --at '1 nov'"
ACTIVITIES = "checkin psfs lifting=3 'sitting long=6' walking=5"


class TestOnTheLine:
    def test_a_peg_is_compared_with_the_first_one(self, tracker: Tracker) -> None:
        assert (
            tracker(SEVEN)
            == """\
c1  PEG 7.3 of 10, Sun 1 Nov: 8, 7, 7.
    The first one; those to come are compared with it.
    Take back: tracker undo
"""
        )
        assert (
            tracker("checkin peg 5,4,6 --note 'a good week'")
            == """\
c2  PEG 5.0 of 10, today: 5, 4, 6.
    2.3 lower than the first, 7.3 on Sun 1 Nov: a clear change for the better.
    Note: "a good week"
    Take back: tracker undo
"""
        )
        assert "no clear change" in tracker("checkin peg 7 8 8 --at '5 nov'")
        assert "a clear change for the worse" in tracker("checkin peg 10 10 10 --at '6 nov'")

    def test_one_of_before_the_first_becomes_the_first(self, tracker: Tracker) -> None:
        tracker(SEVEN)
        assert "The first one" in tracker("checkin peg 3 3 3 --at '30 oct'")
        told = checked(tracker("checkin peg --history --json"))["checkins"]
        assert [one["score"] for one in told] == [3.0, 7.333]
        assert told[0]["change"] is None
        assert told[1]["change"] == {
            "first_day": "2026-10-30",
            "first_score": 3.0,
            "by": 4.333,
            "certainty": "clear",
            "is_better": False,
            "is_at_end": False,
        }

    def test_of_the_rmdq_the_numbers_that_are_true_are_given_or_none(
        self, tracker: Tracker
    ) -> None:
        assert "RMDQ 4 of 24, Sun 1 Nov: ticked 1, 3, 7, 24." in tracker(
            "checkin rmdq 24 1 3 7 --at '1 nov'"
        )
        assert (
            tracker("checkin rmdq none")
            == """\
c2  RMDQ 0 of 24, today: nothing ticked.
    4 lower than the first, 4 on Sun 1 Nov: a possible change for the better.
    Below 4 and above 20 the RMDQ hardly shows a change: do not rely on this one.
    Take back: tracker undo
"""
        )

    def test_of_the_odi_there_is_a_total_alone(self, tracker: Tracker) -> None:
        assert "c1  ODI 34 %, Sun 1 Nov.\n" in tracker("checkin odi 34 --at '1 nov'")
        assert "13.5 points lower than the first, 34 % on Sun 1 Nov" in tracker("checkin odi 20.5%")
        assert [row[4] for row in tracker.rows()["checkins"]] == [34.0, 20.5]
        assert tracker.rows()["checkin_answers"] == []

    @pytest.mark.parametrize(
        ("line", "refusal"),
        [
            ("peg 1 2", 'PEG has 3 questions, and "1 2" answers 2 of them.'),
            ("peg 1 2 3 4", 'and "1 2 3 4" answers 4 of them.'),
            ("peg 11 2 3", '"11": an answer is a whole number from 0 to 10.'),
            ("peg 1.5 2 3", '"1.5": an answer is a whole number from 0 to 10.'),
            ("peg 04 2 3", '"04": an answer is a whole number from 0 to 10.'),
            ("peg ² 2 3", '"²": an answer is a whole number from 0 to 10.'),
            ("peg x 2 3", '"x": an answer is a whole number from 0 to 10.'),
            ("peg -- -1 2 3", '"-1": an answer is a whole number from 0 to 10.'),
            ("rmdq 1 25", '"25": give the numbers of what is true today, 1 to 24, or none.'),
            ("rmdq 0", '"0": give the numbers of what is true today, 1 to 24, or none.'),
            ("rmdq 1 none", '"none": give the numbers'),
            ("rmdq 3 3", '"3" is given twice.'),
            ("odi 101", '"101": give its total in percent, from 0 to 100, as in 34.'),
            ("odi ²", '"²": give its total in percent'),
            ("odi 3.4.5", '"3.4.5": give its total in percent'),
            ("psfs lifting=3 sitting=6", 'name 3 to 5 activities with their answers; "lifting=3'),
            ("psfs a=1 b=2 c=3 d=4 e=5 f=6", "name 3 to 5 activities"),
            ("psfs a=1 A=2 c=3", '"A" is given twice.'),
            ("psfs a=1 =2 c=3", "an activity is a few words, such as lifting."),
            ("psfs 1 2 3", '"1": write an activity with its answer, as in lifting=3.'),
            ("psfs a=1 b=12 c=3", '"12": an answer is a whole number from 0 to 10.'),
            ("peg 1 2 3 --at tomorrow", "--at tomorrow lies in the future."),
            ("peg 1 2 3 --history", "--history stands alone."),
            ("peg", "give the answers on the line, as in tracker checkin peg 5 4 6."),
            ("promis", '"promis" is no questionnaire. Questionnaires: peg, psfs, rmdq, odi.'),
        ],
    )
    def test_what_is_no_answer_stores_nothing(
        self, tracker: Tracker, line: str, refusal: str
    ) -> None:
        before = tracker.rows()
        assert refusal in tracker(f"checkin {line}", code=2)
        assert tracker.rows() == before


class TestActivities:
    def test_the_same_are_asked_again_by_name_beginning_or_order(self, tracker: Tracker) -> None:
        assert (
            tracker(f"{ACTIVITIES} --at '1 nov'")
            == """\
c1  PSFS 4.7 of 10, Sun 1 Nov: lifting 3, sitting long 6, walking 5.
    The first one with these activities; those to come are compared with it.
    The same activities are asked for from now on; tracker checkin psfs --new begins with others.
    Take back: tracker undo
"""
        )
        said = "today: lifting 4, sitting long 9, walking 8.\n"
        for line in ("4 9 8", "walk=8 Lifting=4 'sitting long=9'"):
            answer = tracker(f"checkin psfs {line}")
            assert f"PSFS 7.0 of 10, {said}" in answer
            assert "2.3 higher than the first with these activities, 4.7 on Sun 1 Nov: a clear" in (
                answer
            )

    @pytest.mark.parametrize(
        ("line", "refusal"),
        [
            ("swimming=3 lifting=4 walking=5", '"swimming" is none of your activities: lifting'),
            ("lifting=3 walking=5", '"lifting=3 walking=5" leaves out sitting long: all are'),
            ("4 5", 'there are 3 activities (lifting, sitting long, walking), and "4 5" answers 2'),
            ("lifting=3 lift=4 walking=5", '"lifting" is given twice.'),
        ],
    )
    def test_what_is_not_among_them_stores_nothing(
        self, tracker: Tracker, line: str, refusal: str
    ) -> None:
        tracker(ACTIVITIES)
        before = tracker.rows()
        assert refusal in tracker(f"checkin psfs {line}", code=2)
        assert tracker.rows() == before

    def test_others_begin_anew_and_are_compared_among_themselves(self, tracker: Tracker) -> None:
        tracker(f"{ACTIVITIES} --at '1 nov'")
        tracker("checkin psfs --new swimming=1 lifting=2 dancing=3 --at '10 nov'")
        answer = tracker("checkin psfs 9 9 9")
        assert "PSFS 9.0 of 10, today: swimming 9, lifting 9, dancing 9." in answer
        assert "than the first with these activities, 2.0 on Tue 10 Nov" in answer

    def test_the_names_are_completed(self, tracker: Tracker, program: Program) -> None:
        tracker(ACTIVITIES)
        words = {"_TRACKER_COMPLETE": "bash_complete", "COMP_WORDS": "tracker checkin psfs "}
        told = program("", variables=words | {"COMP_CWORD": "3"}).stdout
        assert [line.partition(",")[2] for line in told.splitlines()] == ["lifting=", "walking="]


class TestCorrected:
    def test_doing_it_again_on_its_day_corrects_it(self, tracker: Tracker) -> None:
        tracker("checkin peg 5 4 6 --note rain")
        before = tracker.rows()
        assert (
            tracker("checkin peg 6 4 6")
            == """\
c1  Now: PEG 5.3 of 10, today: 6, 4, 6.
    The first one; those to come are compared with it.
    It takes the place of what was answered for that day before.
    Note: "rain"
    Take back: tracker undo
"""
        )
        assert checked(tracker("checkin peg 6 4 7 --json"))["is_corrected"]
        assert len(tracker.rows()["checkins"]) == 1
        tracker("undo")
        assert "6, 4, 6" in tracker("checkin --history")
        tracker("undo")
        assert tracker.rows() == before
        assert tracker("undo") == "Took back: checkin c1 PEG, 2026-11-22.\n"
        assert tracker.rows()["checkins"] == tracker.rows()["checkin_answers"] == []

    def test_one_is_deleted_by_its_own_number(self, tracker: Tracker) -> None:
        tracker(SEVEN)
        tracker("checkin rmdq 1 2")
        before = tracker.rows()
        assert (
            tracker("delete c1")
            == "Deleted c1, PEG 7.3 of 10, Sun 1 Nov.\nTake back: tracker undo\n"
        )
        assert [
            one["number"] for one in checked(tracker("checkin --history --json"))["checkins"]
        ] == [2]
        tracker("undo")
        assert tracker.rows() == before
        gone = checked(tracker("delete C2 c1 --json"))
        assert [one["number"] for one in gone["checkins"]] == [2, 1]

    @pytest.mark.parametrize(
        ("numbers", "code", "refusal"),
        [
            ("c1 c9", 3, "there is no check-in c9."),
            ("c1 1", 2, '"c1 1" names check-ins and others: delete one after the other.'),
            ("cc", 2, '"cc" is no number of a session.'),
        ],
    )
    def test_all_are_deleted_or_none(
        self, tracker: Tracker, numbers: str, code: int, refusal: str
    ) -> None:
        tracker(SEVEN)
        tracker("log heat")
        before = tracker.rows()
        assert refusal in tracker(f"delete {numbers}", code=code)
        assert tracker.rows() == before


def test_edit_says_how_one_is_corrected(tracker: Tracker) -> None:
    tracker(SEVEN)
    before = tracker.rows()
    assert tracker("edit c1 --note x", code=2) == (
        'Error: "c1" is a check-in: doing it again for its day (--at DAY) corrects it. '
        "Nothing was stored.\n  The past ones: tracker checkin --history\n"
    )
    assert tracker.rows() == before


def test_the_past_ones_are_listed_each_beside_the_first(tracker: Tracker) -> None:
    assert tracker("checkin --history") == (
        "No check-in yet. The shortest has three questions: tracker checkin peg\n"
    )
    tracker(SEVEN)
    tracker("checkin rmdq 1 3 7 24 --at '2 nov'")
    tracker("checkin rmdq none")
    tracker("checkin peg 5 4 6 --note 'a good week'")
    assert (
        tracker("checkin --history")
        == """\
PEG, pain of the past week, and how it gets in the way; more is worse
  c1  Sun 1 Nov   7.3  the first                                 8, 7, 7
  c4  Sun 22 Nov  5.0  2.3 lower  a clear change for the better  5, 4, 6, a good week
A change that is at least 1 and 30 % of the first score is called clear; where it is only one of these, possible.
RMDQ, 24 sentences about what the back makes hard today; more is worse
  c2  Mon 2 Nov   4                the first                                    ticked 1, 3, 7, 24
  c3  Sun 22 Nov  0 (near an end)  4 lower    a possible change for the better  nothing ticked
Below 4 and above 20 the RMDQ hardly shows a change: do not rely on this one.
A change that is at least 5 and 30 % of the first score is called clear; where it is only one of these, possible.
"""
    )
    assert "RMDQ" not in tracker("checkin peg --history")
    assert checked(tracker("checkin odi --history --json"))["checkins"] == []


class TestAtTheTerminal:
    def test_each_is_asked_and_one_may_go_back(self, tracker: Tracker) -> None:
        terminal = Terminal(["checkin", "peg"], 80, 24, NONE)
        asked = terminal.read("imagine): ")
        assert "PEG, pain of the past week" in asked
        for text, then in (
            ("8\n", "2 of 3"),
            ("x\n", "an answer is a whole number from 0 to 10."),
            ("b\n", "1 of 3"),
            ("7\n", "2 of 3"),
            ("5\n", "3 of 3"),
        ):
            terminal.type(text)
            terminal.read(then)
        terminal.type("6\n")
        assert "PEG 6.0 of 10, today: 7, 5, 6." in terminal.read()
        assert terminal.end() == 0

    def test_activities_are_asked_for_once(self, tracker: Tracker) -> None:
        terminal = Terminal(["checkin", "psfs"], 80, 24, NONE)
        for text in ("lifting", "sitting long", "lifting", "walking", ""):
            terminal.read("Activity ")
            terminal.type(f"{text}\n")
        for text in ("3", "6", "5"):
            terminal.read("as before): ")
            terminal.type(f"{text}\n")
        assert "PSFS 4.7 of 10, today: lifting 3, sitting long 6, walking 5." in terminal.read()
        assert terminal.end() == 0
        again = Terminal(["checkin", "psfs"], 80, 24, NONE)
        begun = again.read("lifting (0 unable to do it, 10 as well as before): ")
        assert "others: tracker checkin psfs --new" in begun
        again.type("4\n")
        again.read("sitting long (0 unable to do it, 10 as well as before): ")
        again.process.send_signal(signal.SIGINT)
        # One that comes right before the wait for a line is heard only after that.
        again.type("\n")
        again.read()
        assert again.end() == 130
        assert [row[2] for row in tracker.rows()["checkin_answers"]] == [3, 6, 5]

    def test_of_the_rmdq_enter_is_no(self, tracker: Tracker) -> None:
        terminal = Terminal(["checkin", "rmdq"], 80, 50, NONE)
        terminal.read("[y/N]: ")
        terminal.type("y\n\nyes\n" + "n\n" * 10 + "\n" * 11)
        assert "RMDQ 2 of 24, today: ticked 1, 3." in terminal.read()
        assert terminal.end() == 0


def test_as_a_process_it_is_answered_on_the_line(program: Program) -> None:
    stored = program("checkin peg 5 4 6 --json")
    assert (stored.returncode, json.loads(stored.stdout)["checkin"]["score"]) == (0, 5.0)
    refused = program("checkin peg", stdin="5\n4\n6\n")
    assert refused.returncode == 2
    assert "give the answers on the line" in refused.stderr
