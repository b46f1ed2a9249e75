"""A session keeps its day: late at night, across a change of clocks, and on a journey."""

import datetime as dt

import pytest

from tests.conftest import Tracker, travel

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
    tracker("config set day_starts_at 03:00")
    tracker.now = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)  # Monday, 0:30 in Berlin.
    assert tracker("log ice 15") == (
        "#1  Ice, 15 min, today 00:15 to 00:30.\n    Take back: tracker undo\n"
    )
    assert tracker("log heat 20 --at 'mon 0:10'").startswith("#2  Heat pack, 20 min, today 00:10")
    assert tracker("today").startswith("Sunday 22 November\n")
    tracker.tick(hours=4)
    assert tracker("log ice 15").startswith("#3  Ice, 15 min, today 04:15 to 04:30.")
    assert tracker("log heat 20 --at 'yesterday 1:00'").startswith(
        "#4  Heat pack, 20 min, yesterday (Sun 22 Nov) 01:00 to 01:20."
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
