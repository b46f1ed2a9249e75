"""A flare-up eases each plan as it says itself, and leaves nothing behind when it is over."""

import json
from typing import Any

import pytest

from tests.commands.schema import checked
from tests.conftest import Program, Rows, Tracker

# Without a word about the reminder process, or about exercise beside massage.
pytestmark = [
    pytest.mark.both(1),
    pytest.mark.diary(
        "plan add massage --on daily --at 18:00 --minutes 60 --in-flare half",
        "plan add exercise plank:3x30s bird-dog:1x9 --on daily --at 09:30 --name morning "
        "--in-flare rest",
        "plan add heat --on daily --at 20:00",
        settings="[reminders]\nnag = false\n",
        passed_over=("(tracker safety show massage-without-exercise)\n",),
    ),
]
BY_PEOPLE = ("plans", "schedules", "pauses", "flares")


def states(diary: Tracker) -> dict[str, str]:
    """Return by name of the plan what became of it today."""
    told = checked(diary("today --json"))["planned"]
    return {one["name"]: one["state"] for one in told}


def kept(diary: Tracker, week: str = "") -> dict[str, tuple[int, int, int]]:
    """Return by name of the plan what was done, missed and excused in a week."""
    told = checked(diary(f"summary {week} --json"))["week"]["plans"]
    return {one["name"]: (one["done"], one["missed"], one["excused"]) for one in told}


def of_people(rows: Rows) -> dict[str, Any]:
    return {name: rows[name] for name in BY_PEOPLE}


class TestStart:
    def test_it_says_how_each_plan_follows_and_offers_the_red_flags(self, diary: Tracker) -> None:
        assert (
            diary("flare start --note 'lifted a box'")
            == """\
Flare-up since today, Sun 22 Nov.
  massage    half of it: 30 min instead of 1 h; a day without it is no miss
  morning    rests until it is over
  heat pack  as ever
Is something about it new? tracker redflags asks what matters now.
When it is over: tracker flare end
Take back: tracker undo
"""
        )
        told = checked(diary("flare --json"))
        assert told["flare"] == {
            "number": 1,
            "first_day": "2026-11-22",
            "last_day": None,
            "days": 1,
            "note": "lifted a box",
        }
        assert [(one["in_flare"], one["is_paused"], one["is_eased"]) for one in told["plans"]] == [
            ("half", False, True),
            ("rest", True, False),
            ("same", False, False),
        ]
        assert not told["offers_red_flags"]

    def test_where_there_is_no_half_of_a_length_it_names_none(self, tracker: Tracker) -> None:
        tracker("config set reminders.nag false")
        tracker("plan add ice --on daily --minutes 1 --in-flare half")
        tracker("plan add exercise bird-dog:2x8 --on daily --minutes 1 --in-flare half")
        lines = [" ".join(line.split()) for line in tracker("flare start").splitlines()[1:3]]
        assert lines == [
            "ice as ever, too short to halve; a day without it is no miss",
            "back exercises half of it; a day without it is no miss",
        ]

    def test_json_offers_the_red_flags_when_it_begins(self, diary: Tracker) -> None:
        assert checked(diary("flare start --json"))["offers_red_flags"]
        assert not checked(diary("flare end --json"))["offers_red_flags"]

    def test_where_no_plan_is_eased_it_says_how_one_would_be(self, diary: Tracker) -> None:
        for plan in ("massage", "morning"):
            diary(f"plan edit {plan} --in-flare same")
        answer = diary("flare start")
        assert "To ease one of them: tracker plan edit morning --in-flare half (or rest)" in answer
        assert "tracker plan edit morning --in-flare half" in diary("summary")
        diary("plan edit morning --directed-by Lee")
        assert "To ease one of them, if Lee agrees: tracker plan edit morning" in diary("flare")

    def test_a_plan_of_pain_has_no_half_and_is_not_what_is_eased_first(
        self, tracker: Tracker
    ) -> None:
        tracker("config set reminders.nag false")
        tracker("plan add pain --on daily")
        assert "To ease" not in tracker("flare start")
        before = tracker.rows()
        for line in ("plan edit pain", "plan add pain --on daily --name second"):
            assert tracker(f"{line} --in-flare half", code=2) == (
                "Error: --in-flare half: there is no half of a reading. Accepted: rest, same. "
                "Nothing was stored.\n"
            )
        assert tracker.rows() == before
        tracker("plan add ice --on daily")
        assert "To ease one of them: tracker plan edit ice --in-flare half (or rest)" in tracker(
            "flare"
        )
        assert "at rest in a flare-up" in tracker("plan edit pain --in-flare rest")

    def test_a_second_one_is_refused_by_naming_the_one_that_runs(self, diary: Tracker) -> None:
        diary("flare start --at friday")
        before = diary.rows()
        assert (
            diary("flare start", code=4)
            == """\
Error: a flare-up runs already, since Fri 20 Nov. Nothing was stored.
  Is it over? tracker flare end
"""
        )
        assert diary.rows() == before

    def test_one_within_another_that_is_over_is_refused(self, diary: Tracker) -> None:
        diary("flare start --at '5 days ago'")
        diary("flare end --at '2 days ago'")
        refused = diary("flare start --at '3 days ago'", code=4)
        assert "there was a flare-up from Tue 17 Nov to Fri 20 Nov" in refused
        diary("flare start --at '2 days ago'")

    @pytest.mark.parametrize("when", ["tomorrow", "gestern", "2026-13-01"])
    def test_a_day_that_is_none_of_the_past_stores_nothing(self, diary: Tracker, when: str) -> None:
        before = diary.rows()
        assert "Nothing was stored." in diary(f"flare start --at {when}", code=2)
        assert diary.rows() == before

    def test_what_was_missed_of_a_plan_at_rest_since_its_first_day_was_none(
        self, diary: Tracker
    ) -> None:
        diary.tick(days=3)
        assert kept(diary)["morning"] == (0, 2, 0)
        diary("flare start --at monday")
        # What was due today is dropped, as by a pause.
        assert kept(diary)["morning"] == (0, 0, 6)

    def test_one_undo_takes_it_back_whole(self, diary: Tracker) -> None:
        diary.tick(days=1, hours=9)
        diary("due")
        diary("snooze massage 1h")
        before = diary.rows()
        diary("flare start --at yesterday")
        assert of_people(diary.rows()) != of_people(before)
        assert diary("undo") == "Took back: flare start since 2026-11-22.\n"
        diary("today")
        after = diary.rows()
        assert of_people(after) == of_people(before)
        assert after["reminders"] == before["reminders"]


class TestRest:
    def test_it_asks_for_nothing_as_long_as_it_lasts(self, diary: Tracker) -> None:
        diary("flare start")
        diary.tick(days=2)
        assert states(diary)["morning"] == "paused"
        assert "morning" not in diary("due")
        listed = diary("plan list")
        assert "rests in the flare-up" in listed
        assert "Paused    Sun 22 Nov until the flare-up is over" in diary("plan show morning")
        diary("flare end --at yesterday")
        assert states(diary)["morning"] == "due"

    def test_what_was_due_waits_no_more(self, diary: Tracker) -> None:
        diary.tick(days=1)
        assert states(diary)["morning"] == "due"
        diary("flare start")
        assert "morning" not in diary("due")
        diary("undo")
        assert states(diary)["morning"] == "due"

    def test_a_pause_of_the_person_stays_whenever_it_was_made(self, diary: Tracker) -> None:
        diary("plan pause massage --until 'next friday' --why flu")
        diary("flare start")
        answer = diary("plan pause morning --until 'next friday' --why flu")
        assert "is paused until Fri 27 Nov (flu)" in answer
        diary.tick(days=2)
        assert "is paused already" in diary("flare")
        diary("flare end --at yesterday")
        assert {states(diary)[name] for name in ("massage", "morning")} == {"paused"}

    def test_beside_a_pause_with_an_end_it_has_none_either(self, diary: Tracker) -> None:
        diary("plan pause morning --until tuesday")
        diary("flare start")
        assert "Next      none while it is paused\n" in diary("plan show morning")

    def test_pausing_all_pauses_it_beyond_the_flare_up(self, diary: Tracker) -> None:
        diary("flare start")
        diary("plan pause --all --until 'next friday'")
        diary.tick(days=2)
        diary("flare end")
        diary.tick(days=1)
        assert set(states(diary).values()) == {"paused"}

    def test_who_goes_on_with_it_meanwhile_is_asked_again(self, diary: Tracker) -> None:
        diary("flare start")
        diary.tick(days=1)
        assert 'Plan 2 "morning" goes on.' in diary("plan resume morning")
        assert states(diary)["morning"] == "due"
        diary("flare end")
        diary.tick(days=1)
        assert states(diary)["morning"] == "due"

    def test_what_only_goes_by_half_does_not_rest(self, diary: Tracker) -> None:
        diary("flare start")
        assert "is not paused" in diary("plan resume massage", code=4)


class TestHalf:
    @pytest.fixture
    def flared(self, diary: Tracker) -> Tracker:
        diary("flare start")
        diary.tick(hours=8, minutes=10)  # Sunday, 18:10: the massage is due.
        return diary

    def test_half_of_it_is_told_and_done(self, flared: Tracker) -> None:
        assert "18:00  massage, 30 min" in flared("due")
        assert "massage, 30 min" in flared("today")
        answer = flared("done massage")
        assert answer.startswith("#1  Massage, 30 min, today 17:40 to 18:10. Answers the plan")

    def test_half_of_the_half_answers_it_and_less_does_not(self, flared: Tracker) -> None:
        assert 'It is less than half of "massage"' in flared("log massage 14")
        assert 'Answers the plan "massage"' in flared("log massage 15")

    def test_what_is_said_of_it_counts(self, flared: Tracker) -> None:
        assert flared("done massage --minutes 50").startswith("#1  Massage, 50 min")

    def test_doses_are_halved_and_so_are_those_of_a_routine(self, flared: Tracker) -> None:
        flared("routine add easy plank:2x30s cat-cow:1x9")
        flared("plan edit morning --in-flare half --routine easy")
        session = checked(flared("done morning --json"))["session"]
        assert session["duration_s"] == 8 * 60
        assert [(one["name"], one["sets"], one["reps"]) for one in session["exercises"]] == [
            ("plank", 1, None),
            ("cat-stretch", 1, 5),
            ("plank", 2, None),
            ("bird-dog", 1, 5),
        ]

    def test_a_day_left_undone_is_no_miss_then_and_stays_none(self, flared: Tracker) -> None:
        flared.tick(days=1, hours=6)  # Tuesday, just after midnight.
        assert kept(flared, "--week 'last week'")["massage"] == (0, 0, 1)
        assert kept(flared)["massage"] == (0, 0, 1)
        assert "in a flare-up that counts as paused" in flared("remind why massage")
        flared("flare end --at '2 days ago'")
        flared("plan edit massage --in-flare same")
        assert kept(flared, "--week 'last week'")["massage"] == (0, 0, 1)
        flared.tick(days=1)
        assert kept(flared)["massage"] == (0, 1, 1)

    def test_once_it_is_over_the_whole_is_asked_for_again(self, flared: Tracker) -> None:
        flared("done massage")
        flared("flare end")
        flared.tick(days=1)
        assert "massage, 1 h " in flared("due")
        assert 'It is less than half of "massage"' in flared("log massage 29")
        # What was done meanwhile answers what was asked for then.
        assert kept(flared, "--week 'last week'")["massage"] == (1, 0, 0)

    @pytest.mark.parametrize("rhythm", ["--times 3/week", "--every 2d"])
    def test_of_other_rhythms_nothing_of_it_is_missed_either(
        self, diary: Tracker, rhythm: str
    ) -> None:
        diary(f"plan edit massage {rhythm}")
        diary("flare start")
        diary.tick(days=10)
        done, missed, excused = kept(diary, "--week 'last week'")["massage"]
        assert (done, missed) == (0, 0)
        assert excused >= 3


class TestWhilePlansChange:
    def test_a_plan_that_is_made_meanwhile_follows_at_once(self, diary: Tracker) -> None:
        diary("flare start")
        made = diary("plan add ice --on daily --at 21:00 --in-flare rest")
        assert "at rest in a flare-up" in made
        diary.tick(days=1)
        assert states(diary)["ice"] == "paused"
        diary("undo")
        assert [row for row in diary.rows()["pauses"] if row[1] == 4] == []

    def test_one_that_is_changed_follows_at_once_and_keeps_what_it_was(
        self, diary: Tracker
    ) -> None:
        diary("flare start")
        diary.tick(days=1)
        before = diary.rows()
        diary("plan edit massage --in-flare rest")
        assert states(diary)["massage"] == "paused"
        diary("undo")
        diary("today")
        assert of_people(diary.rows()) == of_people(before)
        diary("plan edit morning --in-flare same")
        assert states(diary)["morning"] == "due"
        assert kept(diary, "--week 'last week'")["massage"] == (0, 0, 1)
        pause = checked(diary("plan show morning --json"))["plan"]["pauses"]
        assert [(one["first_day"], one["last_day"], one["flare"]) for one in pause] == [
            ("2026-11-22", "2026-11-22", 1)
        ]

    def test_what_becomes_of_it_is_one_of_three(self, diary: Tracker) -> None:
        refused = diary("plan edit massage --in-flare all", code=2)
        assert "Accepted: half, rest, same." in refused
        assert checked(diary("plan show massage --json"))["plan"]["in_flare"] == "half"
        assert "Flare-up  half of it is asked for" in diary("plan show massage")
        assert "Flare-up  it rests" in diary("plan show morning")
        assert "Flare-up" not in diary("plan show heat")


class TestEnd:
    def test_it_says_from_when_to_when_it_was_and_what_goes_on(self, diary: Tracker) -> None:
        diary("flare start")
        diary.tick(days=3)
        assert (
            diary("flare end")
            == """\
The flare-up is over: Sun 22 Nov to Wed 25 Nov, 4 days.
What it eased goes on from tomorrow on:
  massage  next Wed 25 Nov 18:00
  morning  next Thu 26 Nov 09:30
Take back: tracker undo
"""
        )

    def test_today_stays_easy(self, diary: Tracker) -> None:
        diary("flare start")
        diary.tick(days=1)
        diary("flare end")
        assert states(diary)["morning"] == "paused"
        diary.tick(days=1)
        assert kept(diary)["morning"] == (0, 0, 1)
        assert states(diary)["morning"] == "due"

    def test_on_its_first_day_it_may_end_as_well(self, diary: Tracker) -> None:
        diary("flare start")
        assert diary("flare end").startswith("The flare-up is over: Sun 22 Nov.\n")
        assert diary("flare") == (
            "No flare-up runs. Worse than usual? tracker flare start eases the plans for a while.\n"
        )
        diary("flare start")
        assert [row[1:3] for row in diary.rows()["flares"]] == [
            ("2026-11-22", "2026-11-22"),
            ("2026-11-22", None),
        ]

    def test_where_it_was_over_before_nothing_since_was_missed(self, diary: Tracker) -> None:
        diary("flare start")
        diary.tick(days=4)  # Thursday.
        diary("flare end --at monday")
        assert kept(diary)["massage"] == (0, 0, 3)
        assert kept(diary)["morning"] == (0, 0, 3)
        assert [row[2] for row in diary.rows()["flares"]] == ["2026-11-23"]

    def test_without_one_there_is_nothing_to_end(self, diary: Tracker) -> None:
        before = diary.rows()
        assert (
            diary("flare end", code=3)
            == """\
Error: no flare-up runs. Nothing was stored.
  Begin one: tracker flare start
"""
        )
        assert diary.rows() == before

    def test_it_does_not_end_before_it_began(self, diary: Tracker) -> None:
        diary("flare start --at friday")
        refused = diary("flare end --at thursday", code=2)
        assert "Error: --at 2026-11-19 lies before its first day, Fri 20 Nov." in refused

    def test_where_its_first_day_is_to_come_again_it_ends_on_that(self, diary: Tracker) -> None:
        diary("flare start")
        diary.tick(days=-2)  # As where the clock was a few days ahead, and was set right.
        assert diary("flare list") == "1  since Sun 22 Nov  1 day\n"
        assert diary("flare end").startswith("The flare-up is over: Sun 22 Nov.\n")
        assert diary.rows()["pauses"] == []

    def test_one_undo_takes_it_back_whole(self, diary: Tracker) -> None:
        diary("flare start")
        diary.tick(days=2)
        diary("today")
        before = diary.rows()
        diary("flare end --at yesterday")
        diary("undo")
        assert of_people(diary.rows()) == of_people(before)
        assert states(diary)["morning"] == "paused"


class TestShown:
    def test_its_days_are_marked_and_nothing_else(self, diary: Tracker) -> None:
        diary("log heat --at friday")
        diary("flare start --at yesterday")
        diary("log heat")
        told = diary("history")
        assert [line for line in told.splitlines() if line[:1] != " "][:2] == [
            "Fri 20 Nov",
            "Sun 22 Nov, flare-up",
        ]
        assert [one["number"] for one in checked(diary("history --json"))["flares"]] == [1]
        assert diary("today").startswith("Sunday 22 November, flare-up\n")
        assert checked(diary("today --json"))["flare"]["days"] == 2

    def test_after_a_week_one_line_asks_whether_it_is_over(self, diary: Tracker) -> None:
        diary("flare start")
        asks = "since Sun 22 Nov, {} days now. Is it over? tracker flare end\n"
        diary.tick(days=6)
        assert "Is it over?" not in diary("today") + diary("summary")
        assert checked(diary("summary --json"))["flare"] is None
        diary.tick(days=1)
        assert f"A flare-up {asks.format(8)}" in diary("today")
        assert f"Flare-up  {asks.format(8)}" in diary("summary")
        assert checked(diary("summary --json"))["flare"]["number"] == 1
        assert "Is it over?" not in diary("summary --week '2 weeks ago'")
        diary("flare end")
        assert "Is it over?" not in diary("today") + diary("summary")

    def test_all_of_them_are_listed(self, diary: Tracker) -> None:
        assert diary("flare list") == (
            "No flare-up is noted. Worse than usual? tracker flare start eases the plans for a "
            "while.\n"
        )
        diary("flare start --at '5 days ago' --note 'lifted a box'")
        diary("flare end --at '3 days ago'")
        diary("flare start")
        assert (
            diary("flare list")
            == """\
1  Tue 17 Nov to Thu 19 Nov  3 days  lifted a box
2  since Sun 22 Nov          1 day
"""
        )
        assert [one["last_day"] for one in checked(diary("flare list --json"))["flares"]] == [
            "2026-11-19",
            None,
        ]


def test_as_a_process_it_begins_and_ends(program: Program) -> None:
    program("plan add heat --on daily --at 20:00 --in-flare rest")
    begun = program("flare start --json")
    assert (begun.returncode, json.loads(begun.stdout)["plans"][0]["is_paused"]) == (0, True)
    again = program("flare start")
    assert again.returncode == 4
    assert "a flare-up runs already, since" in again.stderr
    assert program("flare end").returncode == 0
    assert program("flare end").returncode == 3
