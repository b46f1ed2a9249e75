"""What is due is done, put off or left out in one word, and a log of the right kind closes it."""

import json
from typing import Any

import pytest

from tests.commands.conftest import PLANNING
from tests.conftest import Tracker, travel

pytestmark = [pytest.mark.both, PLANNING]


def states(diary: Tracker, plan: str = "") -> list[tuple[str, str, str]]:
    """Return name, day and state of what was due yesterday and today, as `due` and `today` know it."""
    content = json.loads(diary("due --json"))
    listed = [one for group in ("missed", "due", "coming") for one in content[group]]
    found = [(one["name"], one["due_at"][8:16].replace("T", " "), one["state"]) for one in listed]
    return [one for one in found if plan in ("", one[0])]


def reminders(diary: Tracker) -> list[tuple[Any, ...]]:
    """Return plan, day, clock time, state and session of each reminder."""
    rows = diary.rows()["reminders"]
    return [(row[1], row[2][-2:], row[3], row[5], row[14]) for row in rows]


def reminded(diary: Tracker) -> list[tuple[Any, ...]]:
    """Have what came due written down, which the reminder process does as well, and return it."""
    diary("log visit 1")
    diary("undo")
    return reminders(diary)


class TestShown:
    def test_without_a_plan_it_says_how_to_begin(self, diary: Tracker) -> None:
        assert diary("due") == (
            "No plan yet. Make one: tracker plan add exercise --on mon,wed,fri --at 07:30\n"
        )

    def test_three_groups_stand_under_each_other_if_they_are_not_empty(
        self, diary: Tracker
    ) -> None:
        diary("plan add exercise bird-dog --on daily --at 7:30 --name morning --minutes 12")
        diary("plan add bath --on daily --at 21:00")
        assert diary("due") == "Still to come today\n  21:00  warm bath, 20 min\n"
        diary.tick(hours=22, minutes=5)
        assert (
            diary("due")
            == """\
Due now
  07:30                         back exercises "morning", 12 min  since 35 min  tracker done morning
Still to come today
  21:00                         warm bath, 20 min
Missed
  yesterday (Sun 22 Nov) 21:00  warm bath, 20 min
"""
        )
        diary("done morning")
        diary("done bath")
        assert (
            diary("due")
            == """\
Missed
  yesterday (Sun 22 Nov) 21:00  warm bath, 20 min
Nothing is due. Next: "morning" tomorrow (Tue 24 Nov) 07:30.
"""
        )

    def test_what_was_put_off_says_until_when(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 9:30 --at 12:00 --name 'my heat'")
        diary.tick(hours=2, minutes=1)
        diary("snooze")
        assert diary("due") == (
            'Due now\n  12:00  heat pack "my heat", 20 min  put off until today 12:16  '
            "tracker done 1\n"
        )

    def test_what_is_open_past_midnight_is_due_and_says_since_which_day(
        self, diary: Tracker
    ) -> None:
        diary("plan add heat --on daily --at 23:50")
        diary.tick(hours=14, minutes=5)
        assert diary("due").startswith(
            "Due now\n  yesterday (Sun 22 Nov) 23:50  heat pack, 20 min  since 15 min  "
            "tracker done 1\n"
        )
        assert ("23:50  ?  heat pack, 20 min  since Sun 22 Nov, tracker done 1") in diary("today")
        diary.tick(hours=2)
        assert "Due now" not in diary("due")

    def test_nothing_is_written_by_looking(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00")
        diary.tick(days=3)
        before = diary.rows()
        diary("due")
        diary("due --json")
        assert diary.rows() == before

    def test_json_has_the_same_groups(self, diary: Tracker) -> None:
        diary("plan add ice --on daily --at 9:00 --at 12:00 --zone Europe/Lisbon")
        diary.tick(hours=3)
        diary("snooze 20m")
        one = {"plan": 1, "name": "ice", "kind": "ice", "day": "2026-11-22"}
        assert json.loads(diary("due --json")) == {
            "shape": "due",
            "version": 1,
            "day": "2026-11-22",
            "coming": [],
            "held": [],
            "missed": [],
            "emergency": None,
            "due": [
                one
                | {
                    "due_at": "2026-11-22T12:00:00+00:00",
                    "state": "snoozed",
                    "put_off_until": "2026-11-22T12:20:00+00:00",
                }
            ],
        }


class TestDone:
    def test_it_logs_what_the_plan_tells(self, diary: Tracker) -> None:
        diary(
            "plan add massage --on daily --at 12:00 --minutes 45 --style thai --with Ana "
            "--by professional --purpose relaxation --area neck --area hip:left"
        )
        diary.tick(hours=3)
        assert (
            diary("done")
            == """\
#1  Massage, thai, 45 min with Ana by a professional for relaxation, today 12:15 to 13:00. Neck, \
left hip. Answers the plan "massage".
    Take back: tracker undo
"""
        )
        assert reminders(diary) == [(1, "22", "12:00", "done", 1)]
        assert json.loads(diary("history --json"))["sessions"][0]["came_in"] == "reminder"

    def test_options_say_what_was_different(self, diary: Tracker) -> None:
        diary("plan add exercise bird-dog:3x10 --on daily --at 12:00 --minutes 15 --area hip")
        diary.tick(hours=3)
        assert (
            diary(
                "done exercise --minutes 20 --pain 5:3 --note fine --at 12:10 --exercise plank:3x30s "
                "--area neck"
            )
            == """\
#1  Back exercises, 20 min, today 12:10 to 12:30. Neck, pain 5 -> 3. Plank 3x30 s. Note: "fine". \
Answers the plan "back exercises".
    Take back: tracker undo
"""
        )
        diary("undo")
        answer = json.loads(diary("done --area '' --json"))
        assert (answer["answered"], answer["session"]["areas"]) == (["back exercises"], [])

    def test_a_routine_is_filled_in(self, diary: Tracker) -> None:
        diary("routine add strong bird-dog:3x10 plank")
        diary("plan add exercise --routine strong --on daily --at 12:00 --name daily")
        diary.tick(hours=3)
        answer = diary("done")
        assert "Bird dog 3x10, plank." in answer
        assert 'Answers the plan "daily".' in answer

    def test_undo_opens_it_again(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00")
        diary.tick(hours=3)
        diary("due")
        before = reminded(diary)
        diary("done")
        diary("undo")
        assert reminders(diary) == before == [(1, "22", "12:00", "due", None)]
        diary("done")

    def test_before_its_time_it_simply_logs_and_nothing_will_be_due(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00")
        assert 'Answers the plan "heat pack".' in diary("done heat")
        assert json.loads(diary("history --json"))["sessions"][0]["came_in"] == "logged"
        diary.tick(hours=3)
        assert reminded(diary) == [(1, "22", "12:00", "done", 1)]
        assert diary("done", code=3) == (
            "Error: nothing is due now. Nothing was stored.\n  What comes: tracker due\n"
        )

    def test_what_was_put_off_until_the_next_day_is_answered_then(self, diary: Tracker) -> None:
        diary("plan add heat --on sun --at 12:00")
        diary.tick(hours=3)
        diary("snooze tomorrow")
        diary.tick(days=1)
        assert states(diary) == [("heat pack", "22 12:00", "snoozed")]
        assert 'Answers the plan "heat pack".' in diary("done")
        assert reminders(diary) == [(1, "22", "12:00", "done", 1)]
        diary("edit 1 --note 'a day late'")
        assert reminders(diary) == [(1, "22", "12:00", "done", 1)]
        diary("undo")
        assert reminders(diary) == [(1, "22", "12:00", "done", 1)]
        diary("undo")
        assert states(diary) == [("heat pack", "22 12:00", "snoozed")]

    def test_what_was_done_the_day_before_leaves_today_open(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 9:30")
        diary.tick(days=1, hours=2)
        answer = diary("done --at 'yesterday 20:00'")
        assert "yesterday (Sun 22 Nov) 20:00 to 20:20." in answer
        assert states(diary) == [("heat pack", "23 09:30", "due")]

    def test_of_two_clock_times_it_answers_the_one_that_is_due(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 10:30 --at 20:00")
        diary.tick(hours=11)
        diary("done")
        expected = [(1, "22", "10:30", "missed", None), (1, "22", "20:00", "done", 1)]
        assert reminders(diary) == expected
        diary("edit 1 --note x")
        diary("undo")
        assert reminders(diary) == expected
        assert states(diary) == [("heat pack", "22 10:30", "missed")]
        diary("log heat --at 10:40")
        assert [row[3:] for row in reminders(diary)] == [("done", 2), ("done", 1)]

    def test_several_are_listed_and_none_is_chosen(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00")
        diary("plan add exercise --on daily --at 12:00 --name morning")
        diary("plan add ice --on daily --at 12:30")
        diary.tick(hours=3)
        for command in ("done", "snooze", "skip"):
            assert diary(command, code=2) == (
                "Error: 3 plans are due: heat pack, morning and ice. Say which, as in "
                f"tracker {command} 1. Nothing was stored.\n"
            )
        diary("done morning")
        diary("done heat")
        diary("done")
        assert [row[3] for row in reminders(diary)] == ["done", "done", "done"]

    @pytest.mark.parametrize(
        ("line", "code", "refusal"),
        [
            ("done nothing", 3, 'there is no plan "nothing".'),
            ("done heat --pain 11", 2, "--pain 11: pain goes from 0 (none) to 10"),
            ("done heat --style thai", 2, 'plan 1 "heat pack" (heat pack) has no --style.'),
            ("done heat --at tomorrow", 2, "--at tomorrow lies in the future."),
            ("snooze heat", 3, '"heat pack" is not due now.'),
            ("snooze", 3, "nothing is due now."),
            ("skip", 3, "nothing is due now."),
            ("skip nothing", 3, 'there is no plan "nothing".'),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, diary: Tracker, line: str, code: int, refusal: str
    ) -> None:
        diary("plan add heat --on daily --at 12:00")
        before = diary.rows()["sessions"], reminders(diary)
        complaint = diary(line, code=code)
        assert complaint.startswith(f"Error: {refusal}")
        assert "Nothing was stored." in complaint
        assert (diary.rows()["sessions"], reminders(diary)) == before


class TestPutOff:
    @pytest.fixture
    def due(self, diary: Tracker) -> Tracker:
        diary("plan add exercise --on daily --at 7:30 --name morning")
        diary.tick(hours=22)  # Monday, 08:00.
        return diary

    @pytest.mark.parametrize(
        ("words", "until"),
        [
            ("", "today 08:15"),
            ("10m", "today 08:10"),
            ("1h30", "today 09:30"),
            ("20", "today 08:20"),
            ("1", "today 08:15"),
            ("morning", "today 08:15"),
            ("morning 1", "today 08:01"),
            ("exercise 20m", "today 08:20"),
            ("18:00", "today 18:00"),
            ("morning 6pm", "today 18:00"),
            ("'half past 6'", "today 18:30"),
            ("'at 9'", "today 09:00"),
            ("morning 'at 7'", "today 19:00"),
            ('"6 o\'clock"', "today 18:00"),
            ("'half an hour'", "today 08:30"),
            ("2h", "today 10:00"),
            ("7:00", "tomorrow (Tue 24 Nov) 07:00"),
            ("noon", "today 12:00"),
            ("tonight", "today 20:00"),
            ("morning tomorrow", "tomorrow (Tue 24 Nov) 07:30"),
            ("7d", "Mon 30 Nov 08:00"),
        ],
    )
    def test_until_when_is_said(self, due: Tracker, words: str, until: str) -> None:
        assert due(f"snooze {words}") == (
            f'"morning" is put off until {until}. Take back: tracker undo\n'
        )
        assert due("undo") == 'Took back: snooze "morning" of 2026-11-23.\n'
        assert states(due) == [("morning", "23 07:30", "due")]

    def test_tonight_is_in_an_hour_where_it_is_late_already(self, due: Tracker) -> None:
        due.tick(hours=11, minutes=59, seconds=30)
        assert "until today 20:59." in due("snooze tonight")

    def test_the_setting_says_for_how_long(self, due: Tracker) -> None:
        due.configure("[reminders]\nnag = false\nsnooze = 45\n")
        assert "until today 08:45." in due("snooze")

    @pytest.mark.parametrize("word", ["30s", "0m", "8d", "soon", "morning2", "-5m"])
    def test_what_is_too_short_too_long_or_no_time_is_refused(
        self, due: Tracker, word: str
    ) -> None:
        before = due.rows()["reminders"]
        complaint = due(f"snooze morning {word}", code=2)
        assert "Nothing was stored." in complaint
        if word != "-5m":
            assert complaint == (
                f'Error: "{word}" is no time to put off to, from 1 minute to 7 days ahead. Write '
                "20m, 18:00, tonight or tomorrow. Nothing was stored.\n"
            )
        assert due.rows()["reminders"] == before

    def test_a_clock_time_that_is_none_is_refused(self, due: Tracker) -> None:
        assert due("snooze 25:00", code=2).startswith(
            'Error: "25:00" is no clock time from 00:00 to 23:59.'
        )
        assert due("snooze a b c", code=3).startswith('Error: there is no plan "a b".')

    def test_json_says_until_when(self, due: Tracker) -> None:
        assert json.loads(due("snooze 1h --json"))["reminder"] == {
            "plan": 1,
            "name": "morning",
            "kind": "exercise",
            "day": "2026-11-23",
            "due_at": "2026-11-23T07:30:00+01:00",
            "state": "snoozed",
            "put_off_until": "2026-11-23T09:00:00+01:00",
        }


class TestLeftOut:
    def test_it_does_not_count_as_missed(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00")
        diary.tick(hours=3)
        assert diary('skip --why "sore throat"') == (
            'Skipped "heat pack" of today 12:00; it does not count as missed. '
            "Next: Mon 23 Nov 12:00.\nTake back: tracker undo\n"
        )
        assert states(diary) == []
        assert "W47 excused so far" in diary("plan show heat")
        assert diary("undo") == 'Took back: skip "heat pack" of 2026-11-22.\n'
        assert states(diary) == [("heat pack", "22 12:00", "due")]

    def test_before_its_time_it_leaves_out_the_next_and_then_the_one_after(
        self, diary: Tracker
    ) -> None:
        diary("plan add heat --on daily --at 12:00 --at 20:00")
        said = [diary("skip heat").partition(";")[0] for _ in range(3)]
        assert said == [
            'Skipped "heat pack" of today 12:00',
            'Skipped "heat pack" of today 20:00',
            'Skipped "heat pack" of tomorrow (Mon 23 Nov) 12:00',
        ]
        assert diary("due") == 'Nothing is due. Next: "heat pack" tomorrow (Mon 23 Nov) 20:00.\n'
        diary.tick(days=1, hours=3)
        assert diary("due") == "Still to come today\n  20:00  heat pack, 20 min\n"
        for _ in range(3):
            diary("undo")
        assert states(diary)[-2:] == [
            ("heat pack", "23 12:00", "due"),
            ("heat pack", "23 20:00", "coming"),
        ]

    def test_an_interval_begins_anew_with_it(self, diary: Tracker) -> None:
        diary("plan add massage --every 7d --at 12:00")
        diary.tick(hours=3)
        assert "Next: Sun 29 Nov 12:00." in diary("skip")
        diary.tick(days=1)
        assert states(diary) == []
        diary("undo")
        assert states(diary) == [("massage", "23 12:00", "due")]

    def test_a_quota_asks_for_one_less(self, diary: Tracker) -> None:
        diary("plan add heat --times 3/week --at 12:00")
        diary.tick(days=2, hours=3)  # Tuesday, 13:00.
        assert "Next: Thu 26 Nov 12:00." in diary("skip")
        diary.tick(days=1)
        assert states(diary) == []

    def test_the_evening_is_answered_when_the_morning_was_skipped(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 10:30 --at 20:00")
        diary.tick(hours=1)
        diary("skip")
        assert 'Answers the plan "heat pack".' in diary("log heat")
        diary.tick(hours=10)
        assert [row[3] for row in reminded(diary)] == ["skipped", "done"]

    def test_where_nothing_comes_nothing_can_be_skipped(self, diary: Tracker) -> None:
        diary("plan add heat --on mon --until mon")
        diary("skip heat")
        assert diary("skip heat", code=3) == (
            'Error: "heat pack" has nothing to come that could be skipped. Nothing was stored.\n'
        )

    def test_json_says_what_was_skipped(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00")
        assert json.loads(diary("skip heat --json"))["reminder"] == {
            "plan": 1,
            "name": "heat pack",
            "kind": "heat-pack",
            "day": "2026-11-22",
            "due_at": "2026-11-22T12:00:00+01:00",
            "state": "skipped",
            "put_off_until": None,
        }


class TestLogged:
    def test_after_its_time_it_says_which_plan_it_answers(self, diary: Tracker) -> None:
        diary('plan add heat --on daily --at 12:00 --name "evening heat"')
        diary.tick(hours=3)
        assert (
            diary("log heat 20 --at 12:30")
            == """\
#1  Heat pack, 20 min, today 12:30 to 12:50. Answers the plan "evening heat".
    Take back: tracker undo
"""
        )
        assert states(diary) == []

    def test_before_its_time_too_and_only_once(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00")
        diary("plan add heat --on daily --at 15:00 --name second")
        answers = [diary(f"{line} --json") for line in ("log heat", "again", "again heat")]
        assert [json.loads(answer)["answered"] for answer in answers] == [
            ["heat pack", "second"],
            [],
            [],
        ]

    def test_hot_stones_answer_a_plan_of_heat_and_of_their_style(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00")
        # It says that the style is meant for trained hands.
        diary.run(["plan", "add", "massage", "--on", "daily", "--at", "12:00", "--style", "thai"])
        answer = json.loads(diary("log massage --style hot-stone --by professional --json"))
        assert answer["answered"] == ["heat pack"]
        answer = json.loads(diary("log massage --style thai --json"))
        assert answer["answered"] == ["massage"]

    def test_a_skipped_one_stays_skipped(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00")
        diary.tick(hours=3)
        diary("skip")
        assert "Answers" not in diary("log heat")
        assert reminders(diary) == [(1, "22", "12:00", "skipped", None)]

    def test_a_snoozed_one_is_closed_and_comes_back_snoozed(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00")
        diary.tick(hours=3)
        diary("snooze 1h")
        before = diary.rows()["reminders"]
        diary("log heat")
        assert reminders(diary) == [(1, "22", "12:00", "done", 1)]
        diary("undo")
        assert diary.rows()["reminders"] == before

    def test_moved_to_another_day_it_opens_the_one_and_closes_the_other(
        self, diary: Tracker
    ) -> None:
        diary("plan add heat --on daily --at 12:00")
        diary.tick(hours=3)
        diary("log heat")
        diary.tick(days=1)
        assert reminded(diary) == [(1, "22", "12:00", "done", 1), (1, "23", "12:00", "due", None)]
        diary("edit 1 --at 'today 12:30'")
        assert reminded(diary) == [
            (1, "22", "12:00", "missed", None),
            (1, "23", "12:00", "done", 1),
        ]
        diary("undo")
        assert reminders(diary) == [(1, "22", "12:00", "done", 1), (1, "23", "12:00", "due", None)]

    def test_given_another_style_it_opens_what_it_answered(self, diary: Tracker) -> None:
        # It says that the style is meant for trained hands.
        diary.run(["plan", "add", "massage", "--on", "daily", "--at", "12:00", "--style", "thai"])
        diary.tick(hours=3)
        diary("log massage --style thai")
        diary("edit 1 --style swedish")
        assert reminders(diary) == [(1, "22", "12:00", "due", None)]
        diary("undo")
        assert reminders(diary) == [(1, "22", "12:00", "done", 1)]

    def test_deleted_it_opens_what_it_answered_and_another_may_take_its_place(
        self, diary: Tracker
    ) -> None:
        diary("plan add heat --on daily --at 12:00")
        diary.tick(hours=3)
        diary("log heat")
        diary("log heat")
        diary("delete 1")
        assert reminders(diary) == [(1, "22", "12:00", "done", 2)]
        diary("delete 2")
        assert reminders(diary) == [(1, "22", "12:00", "due", None)]
        diary("undo")
        diary("undo")
        assert reminders(diary) == [(1, "22", "12:00", "done", 1)]

    def test_deleted_under_a_removed_plan_it_opens_nothing(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --at 12:00")
        diary.tick(hours=3)
        diary("log heat")
        diary("plan remove heat")
        diary("delete 1")
        assert reminders(diary) == [(1, "22", "12:00", "dropped", None)]
        assert diary("due").startswith("No plan yet.")

    def test_logged_for_yesterday_an_interval_asks_no_more_today(self, diary: Tracker) -> None:
        diary("plan add massage --every 7d --at 12:00")
        diary.tick(days=1, hours=3)
        assert [row[3] for row in reminded(diary)] == ["missed", "due"]
        diary("log massage --at 'yesterday 18:00'")
        assert [row[3] for row in reminders(diary)] == ["done", "dropped"]
        assert diary("due") == 'Nothing is due. Next: "massage" Sun 29 Nov 12:00.\n'
        diary("undo")
        assert [row[3] for row in reminders(diary)] == ["missed", "due"]


def test_two_clock_times_a_day_are_answered_one_by_one(diary: Tracker) -> None:
    diary("plan add heat --on daily --at 11:00 --at 20:00")
    assert "Answers" in diary("log heat")
    assert "Answers" in diary("log heat")
    assert "Answers" not in diary("log heat")
    diary.tick(hours=12)
    assert [row[3:] for row in reminded(diary)] == [("done", 1), ("done", 2)]


def test_a_met_quota_asks_no_more_in_its_week(diary: Tracker) -> None:
    diary("plan add heat --times 2/week --at 12:00")
    diary.tick(days=1)
    diary("log heat")
    diary("log heat")
    for _ in range(6):
        diary.tick(days=1)
        assert states(diary) == []
    diary.tick(days=2)
    assert states(diary) == [("heat pack", "01 12:00", "coming")]


def test_the_night_belongs_to_the_day_before(diary: Tracker) -> None:
    diary.configure('day_starts_at = "04:00"\n[reminders]\nnag = false\n')
    diary("plan add heat --on daily --at 00:30")
    diary.tick(hours=15)  # Monday 01:00 by the calendar, still Sunday for the person.
    assert states(diary) == [("heat pack", "23 00:30", "due")]
    assert 'Answers the plan "heat pack".' in diary("done")
    diary("undo")
    diary.tick(hours=4)
    assert states(diary)[0] == ("heat pack", "23 00:30", "missed")
    diary("log heat --at 'yesterday 20:00'")
    assert reminders(diary) == [(1, "22", "00:30", "done", 2)]


def test_a_journey_repeats_nothing_and_loses_nothing(
    diary: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary("plan add heat --on daily --at 12:00")
    diary("plan add ice --on daily --at 12:00 --zone Europe/Berlin")
    diary.tick(hours=3)
    diary("done heat")
    diary("done ice")
    travel(monkeypatch, "America/New_York")
    assert states(diary) == []
    diary.tick(hours=20)  # Monday, 09:00 in Berlin, 03:00 in New York.
    assert states(diary) == [("ice", "23 12:00", "coming"), ("heat pack", "23 12:00", "coming")]


def test_a_clock_that_was_set_back_and_forth_again_keeps_what_was_decided(diary: Tracker) -> None:
    diary("plan add heat-pack --on daily --at 11:00")
    diary("plan add ice --on daily --at 20:00")
    diary.tick(days=5, hours=13)
    diary("log visit 1")
    before = states(diary), reminders(diary)
    diary.tick(days=-1, hours=-8)
    diary("log visit 1")
    diary.tick(days=1, hours=8, minutes=10)
    diary("log visit 1")
    assert (states(diary), reminders(diary)) == before


@pytest.mark.in_file
def test_a_diary_that_can_only_be_read_still_says_what_is_due(diary: Tracker) -> None:
    diary("plan add heat --on daily --at 12:00")
    diary.tick(hours=3)
    diary.database.chmod(0o400)
    assert "Due now\n  12:00  heat pack" in diary("due")


class TestSeveralWords:
    """A name of several words needs no quotes, also with hyphens in place of its blanks."""

    @pytest.fixture
    def packs(self, diary: Tracker) -> Tracker:
        diary("plan add heat --on daily --at 7:30 --name 'Heat pack, lower-back'")
        diary("plan add ice --on daily --at 7:30 --name 'heat rash'")
        return diary

    @pytest.mark.parametrize(
        "typed",
        [
            "heat pack, lower-back",
            "heat pack,",
            "'heat pack'",
            "heat-pack",
            "Heat-pack,-lower-back",
            "heat_p",
            "heat pack, lower back",
        ],
    )
    def test_a_plan_is_meant_by_its_own_name(self, packs: Tracker, typed: str) -> None:
        assert json.loads(packs(f"plan show {typed} --json"))["plan"]["number"] == 1
        assert "#1  Heat pack" in packs(f"done {typed} --pain 4")
        assert "heat pack" in packs(f"skip {typed} --why travelling").casefold()

    def test_two_plans_of_such_a_name_are_named(self, packs: Tracker) -> None:
        assert packs("done heat", code=2).startswith('Error: "heat" could be plan 1 "Heat pack')
        assert packs("done heat cold", code=3).startswith('Error: there is no plan "heat cold".')
        assert packs("done ''", code=3)

    @pytest.mark.parametrize(
        ("typed", "until"),
        [
            ("heat pack 20m", "10:20"),
            ("heat-pack, 2 hours", "12:00"),
            ("heat rash 18:00", "18:00"),
            ("heat rash", "10:15"),
            ("2 20", "10:20"),
        ],
    )
    def test_it_is_put_off_by_its_name(self, packs: Tracker, typed: str, until: str) -> None:
        packs.tick(days=1)
        assert f"until today {until}" in packs(f"snooze {typed}")
