"""A session keeps its day: late at night, across a change of clocks, and on a journey."""

import csv
import datetime as dt
import json

import pytest

from tests.conftest import Tracker, travel

pytestmark = pytest.mark.both(1)

DST_STARTS = dt.datetime(2026, 3, 29, 18, 0, tzinfo=dt.UTC)
DST_ENDED = dt.datetime(2026, 10, 25, 18, 0, tzinfo=dt.UTC)


def test_a_day_without_a_clock_time_stays_one(tracker: Tracker) -> None:
    assert tracker("log ice 15 --at yesterday") == (
        "#1  Ice, 15 min, yesterday (Sat 21 Nov).\n    Take back: tracker undo\n"
    )
    assert tracker("edit 1 --minutes 20 --pain 3") == (
        "#1  Now: Ice, 20 min, yesterday (Sat 21 Nov). Pain 3.\n    Take back: tracker undo\n"
    )
    assert tracker("history") == ("Sat 21 Nov\n  #1  20 min  ice  3\n1 session on 1 day, 20 min\n")
    assert tracker("again --at '20 nov'").startswith("#2  Ice, 20 min, Fri 20 Nov.\n")
    assert '"started_at": null' in tracker("history --json")
    assert tracker("history --csv").splitlines()[1].startswith("2,ice,2026-11-20,,,Europe/Berlin,")


def test_what_is_done_before_the_day_starts_belongs_to_the_day_before(tracker: Tracker) -> None:
    assert tracker("config set day_starts_at 03:00") == (
        "day_starts_at is now 03:00.\n"
        "It holds from now on: each session in the diary keeps the day it counts for.\n"
    )
    tracker.now = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)  # Monday, 0:30 in Berlin.
    assert tracker("log ice 15") == (
        "#1  Ice, 15 min, Mon 23 Nov 00:15 to 00:30 (counts for Sun 22 Nov).\n"
        "    Take back: tracker undo\n"
    )
    assert tracker("log heat 20 --at 'mon 0:10'").startswith(
        "#2  Heat pack, 20 min, Mon 23 Nov 00:10 to 00:30 (counts for Sun 22 Nov)."
    )
    assert tracker("today").startswith("Sunday 22 November\n")
    tracker.tick(hours=4)
    assert tracker("log ice 15").startswith("#3  Ice, 15 min, today 04:15 to 04:30.")
    assert tracker("log heat 20 --at 'yesterday 1:00'").startswith(
        "#4  Heat pack, 20 min, Mon 23 Nov 01:00 to 01:20 (counts for Sun 22 Nov)."
    )
    assert tracker("history") == (
        "Sun 22 Nov\n"
        "  #2  00:10  20 min  heat pack\n"
        "  #1  00:15  15 min  ice\n"
        "  #4  01:00  20 min  heat pack\n"
        "Mon 23 Nov\n"
        "  #3  04:15  15 min  ice\n"
        "4 sessions on 2 days, 1 h 10 min\n"
    )


def test_a_clock_time_that_was_skipped_is_moved_and_said(tracker: Tracker) -> None:
    tracker.now = DST_STARTS
    assert tracker("log ice 15 --at 2:30") == (
        "#1  Ice, 15 min, today 03:00 to 03:15.\n"
        "    02:30 did not come that night, as the clocks went forward; taken as 03:00. "
        'By a clock not yet put forward: --at "2026-03-29 03:30".\n'
        "    Take back: tracker undo\n"
    )
    assert tracker("edit 1 --at '2026-03-29 03:30'").startswith(
        "#1  Now: Ice, 15 min, today 03:30 to 03:45."
    )


def test_a_clock_time_that_came_twice_is_the_first_and_said(tracker: Tracker) -> None:
    tracker.now = DST_ENDED
    assert tracker("log visit 15 --at 2:50") == (
        "#1  Visit, 15 min, today 02:50 to 02:05.\n"
        "    02:50 came twice that night; taken as the first, +02:00. "
        'The second: --at "2026-10-25 02:50 +01:00".\n'
        "    Take back: tracker undo\n"
    )
    second = tracker("again --at '2026-10-25 02:50 +01:00'")
    assert second == "#2  Visit, 15 min, today 02:50 to 03:05.\n    Take back: tracker undo\n"
    assert [line for line in tracker("history --json").splitlines() if "started_at" in line] == [
        '      "started_at": "2026-10-25T02:50:00+02:00",',
        '      "started_at": "2026-10-25T02:50:00+01:00",',
    ]
    assert '"remark": "02:50 came twice' in tracker("edit 1 --at 2:50 --json")


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_old_sessions_keep_their_days_and_clock_times_on_a_journey(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    tracker("log ice 15 --at 'yesterday 0:10'")
    tracker("log heat 20 --at 'yesterday 23:50'")
    tracker("log massage 60 --at 2026-11-18")
    at_home = [tracker(line) for line in ("history", "history --csv", "summary --week 2026-W47")]
    travel(monkeypatch, zone)
    lines = ["history", "history --csv", "summary --week 2026-W47"]
    assert [tracker(line).replace(", so far", "") for line in lines] == [
        text.replace(", so far", "") for text in at_home
    ]
    answer = tracker("edit 1 --pain 3:1")
    assert "00:10 to 00:25. Pain 3 -> 1." in answer
    assert "Sat 21 Nov" in tracker("history --since 2026-11-20 --until 2026-11-21")


def test_where_one_is_new_sessions_have_the_clock_of_that_place(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracker("log ice 15")
    travel(monkeypatch, "Pacific/Auckland")
    assert tracker("log ice 15 --at now").startswith("#2  Ice, 15 min, today 21:45 to 22:00.")
    tracker.tick(hours=3)
    assert tracker("history") == (
        "Sun 22 Nov\n"
        "  #1  09:45  15 min  ice\n"
        "  #2  21:45  15 min  ice\n"
        "2 sessions on 1 day, 30 min\n"
    )
    assert tracker("today").startswith("Monday 23 November\n  nothing logged yet\n")


def test_the_zone_that_is_set_has_precedence_over_that_of_the_system(tracker: Tracker) -> None:
    tracker("config set zone america/los_angeles")
    assert tracker("log ice 15").startswith("#1  Ice, 15 min, today 00:45 to 01:00.")
    assert tracker("log ice 15 --at '2026-11-22 08:00 Europe/Berlin'").startswith(
        "#2  Ice, 15 min, today 08:00 to 08:15."
    )


def test_a_part_of_the_day_is_kept_as_one_and_never_as_a_clock_time(tracker: Tracker) -> None:
    tracker("log ice 15 --at 'yesterday 21:00'")
    assert tracker("log heat 20 --at 'last night'") == (
        "#2  Heat pack, 20 min, yesterday night (Sat 21 Nov).\n    Take back: tracker undo\n"
    )
    tracker("log massage 60 --at 'yesterday evening'")
    tracker("log visit 30 --at 'yesterday 16:59'")
    tracker("log visit 15 --at 'yesterday morning'")
    tracker("log ice 10 --at yesterday")
    tracker("log ice 10 --at 'this morning'")
    assert tracker("history") == (
        "Sat 21 Nov\n"
        "  #6           10 min  ice\n"
        "  #5  morning  15 min  visit\n"
        "  #4  16:59    30 min  visit\n"
        "  #3  evening     1 h  massage\n"
        "  #2  night    20 min  heat pack\n"
        "  #1  21:00    15 min  ice\n"
        "Sun 22 Nov\n"
        "  #7  morning  10 min  ice\n"
        "7 sessions on 2 days, 2 h 40 min\n"
    )
    # The newest are the newest of that order, and not of another.
    assert [line[:4] for line in tracker("history --limit 3").splitlines()[1:3]] == ["  #2", "  #1"]
    assert tracker("log ice 5 --at '2 days ago in the evening'").startswith(
        "#8  Ice, 5 min, Fri 20 Nov, evening."
    )
    session = json.loads(tracker("history --json"))["sessions"][5]
    told = {key: session[key] for key in ("number", "day", "part", "started_at", "ended_at")}
    assert told == {
        "number": 2,
        "day": "2026-11-21",
        "part": "night",
        "started_at": None,
        "ended_at": None,
    }
    head, *rows = csv.reader(tracker("history --csv").splitlines())
    assert [row[head.index("part")] for row in rows if row[0] in ("1", "2", "3")] == [
        *("evening", "night", "")
    ]
    assert tracker("today").splitlines()[1].startswith("  morning  ")


def test_a_part_of_the_day_is_corrected_repeated_and_taken_back(tracker: Tracker) -> None:
    tracker("log ice 15 --at 'last night'")
    assert tracker("edit 1 --minutes 10").startswith(
        "#1  Now: Ice, 10 min, yesterday night (Sat 21 Nov)."
    )
    assert tracker("edit 1 --at 'yesterday 21:00'").startswith(
        "#1  Now: Ice, 10 min, yesterday (Sat 21 Nov) 21:00 to 21:10."
    )
    assert tracker("edit 1 --at 'friday evening'").startswith(
        "#1  Now: Ice, 10 min, Fri 20 Nov, evening."
    )
    assert tracker("edit 1 --at now").startswith("#1  Now: Ice, 10 min, today 09:50 to 10:00.")
    assert tracker("undo").startswith("Took back: #1 is again: Ice, 10 min, Fri 20 Nov, evening.")
    assert "#1 ice, 2026-11-20 evening" in tracker("undo --list")
    assert tracker("again").startswith("#2  Ice, 10 min, today 09:50 to 10:00.")
    assert tracker("again --at 'this morning'").startswith("#3  Ice, 10 min, this morning.")
    assert tracker("delete 1").startswith("Deleted #1 ice, Fri 20 Nov, evening.")
    assert "lies in the future" in tracker("log ice 15 --at tonight", 2)
    assert "lies in the future" in tracker("edit 2 --at 'this afternoon'", 2)


def test_of_a_part_of_the_day_the_care_rules_know_no_time(tracker: Tracker) -> None:
    tracker("log ice 15 --area hip --at 'yesterday 21:00'")
    assert "Caution" not in tracker("log ice 15 --area hip --at 'last night'")
    assert "Caution" in tracker("log ice 15 --area hip --at 'yesterday 21:30'")


def test_the_answer_says_which_of_two_clock_times_was_taken(tracker: Tracker) -> None:
    assert tracker("log ice 15 --at 'yesterday at 6'") == (
        "#1  Ice, 15 min, yesterday (Sat 21 Nov) 18:00 to 18:15.\n"
        "    6 could be 06:00 or 18:00; taken as 18:00, the later. The other: --at "
        '"2026-11-21 06:00".\n'
        "    Take back: tracker undo\n"
    )
    assert json.loads(tracker("log ice 15 --at 7 --json"))["remark"] == (
        "7 could be 07:00 or 19:00; taken as 07:00, as 19:00 is still to come."
    )
