"""`insights`: as much as the number of sessions can carry, and never who is best."""

import contextlib
import datetime as dt
import random
import re
import sqlite3
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.commands.schema import checked
from tests.commands.terminals import drawn, plain
from tests.conftest import SUNDAY_MORNING, Tracker
from tracker.care.outcomes import outcome, usual
from tracker.show.terminal import width_of

pytestmark = pytest.mark.both(1)

TODAY = SUNDAY_MORNING.date()


def day(back: int) -> dt.date:
    return TODAY - dt.timedelta(days=back)


def log(tracker: Tracker, what: str, pains: Iterable[str], back: int = 1) -> None:
    """Log a session for each of the pains, on so many days back and on those before."""
    for number, pain in enumerate(pains):
        tracker(f"log {what} --pain {pain} --at {day(back + number)}")


def read(tracker: Tracker, levels: dict[dt.date, float]) -> None:
    """Write down readings of the pain by itself."""
    now = SUNDAY_MORNING.strftime("%Y-%m-%d %H:%M:%S.000000")
    tracker.ask(
        "INSERT INTO readings (day, zone, level, created_at, changed_at) VALUES "
        + ", ".join(
            f"('{day}', 'Europe/Berlin', {level}, '{now}', '{now}')"
            for day, level in levels.items()
        )
    )


EIGHT = ("6:4", "5:4", "7:3", "6:5", "4:4", "5:3", "6:6", "8:5")
WHOLE = """\
Change in pain over sessions, Mon 31 Aug to Sun 22 Nov (12 weeks)

massage, 3 sessions
  change      1.0 lower on average, 3 with both readings: too few to tell

heat pack, 9 sessions
  change      1.6 lower on average (95 % interval 0.4 to 2.8 lower), 8 with both readings
  median      1.5 lower (interval 4.0 lower to unchanged)
  clear fall  4 of 8 by 2 points and 30 % or more: 50 % (interval 22 to 78 %)

ice, 2 sessions
  change      2 higher, 3 lower (2 with both readings: too few to tell)

Without pain before and after: warm bath (1).
A change is no effect: whatever else those days brought has its part in it.
Part of a fall is expected, as one logs when it hurts. How much can be told from 14 days with a reading of pain, 7 of them right after another; there are 0: tracker pain 4
Below 15 sessions an interval may be too narrow, as changes close in time are alike.
Which of them helps more, a diary cannot say: each was used on other days, at another pain, and more sessions only make a wrong answer look surer. A trial can say whether one helps, as chance draws the weeks with and without it: tracker help trial
"""


def test_each_kind_says_what_its_number_can_carry(tracker: Tracker) -> None:
    log(tracker, "ice 15", ["7:4", "3:5"])
    log(tracker, "heat-pack 20", EIGHT)
    tracker("log heat-pack 20 --pain 6 --at yesterday")
    log(tracker, "massage 60", ["5:4", "4:4", "6:4"])
    tracker("log warm-bath 20 --at yesterday")

    assert tracker("insights") == WHOLE
    assert tracker("insights heat --kind ice").count("sessions\n") == 2


@pytest.mark.parametrize("days", [13, 14, 40])
def test_what_is_expected_stands_beside_it_from_fourteen_days_of_readings_on(
    tracker: Tracker, days: int
) -> None:
    log(tracker, "heat-pack 20", EIGHT)
    chance = random.Random(days)
    levels: dict[dt.date, float] = {day(back): chance.randrange(2, 7) for back in range(days)}
    read(tracker, levels)

    level = usual([levels[one] for one in sorted(levels)])
    text, told = tracker("insights"), checked(tracker("insights --json"))
    if level is None:
        assert days == 13
        assert "expected  " not in text
        assert "; there are 13: tracker pain 4" in text
        assert (told["usual_pain"], told["outcomes"][0]["expected_change"]) == (None, None)
        return
    change = level.expected_change(5.875)
    assert f"  expected    {-change:.1f} lower a day later if nothing is done" in text
    assert f"(5.9 before them, {level.level:.1f} usually)" in text
    assert f"worked out from {days} days with a reading" in text
    assert told["days_with_reading"] == days
    assert told["outcomes"][0]["expected_change"] == round(change, 3)


def test_days_without_a_reading_are_gaps_and_not_joined(tracker: Tracker) -> None:
    log(tracker, "heat-pack 20", EIGHT)
    read(tracker, {day(2 * number): number % 5 for number in range(30)})
    text = tracker("insights")
    assert "expected  " not in text
    assert "7 of them right after another; there are 30:" in text


def test_nothing_stands_in_the_order_of_what_came_of_it(tracker: Tracker) -> None:
    for name, pain in (("Zoe", "8:1"), ("ana", "3:5"), ("Bea", "6:4")):
        log(tracker, f"massage 60 --with {name} --style swedish", [pain] * 3)
    log(tracker, "massage 60 --style myofascial", ["5:5"])
    log(tracker, "massage 60", ["9:0"] * 4)
    log(tracker, "visit 30 --with Lee", ["9:0"])

    assert groups(tracker, "--per provider") == [
        "massage, ana, 3 sessions",
        "massage, Bea, 3 sessions",
        "massage, Zoe, 3 sessions",
        "massage, nobody named, 5 sessions",
        "visit, Lee, 1 session",
    ]
    assert groups(tracker, "massage --per style") == [
        "massage, swedish, 9 sessions",
        "massage, myofascial release, 1 session",
        "massage, no style told, 4 sessions",
    ]
    text = tracker("insights --per provider")
    assert "a diary cannot say" in text
    assert "A trial can say" not in text
    assert "a diary cannot say" not in tracker("insights visit")


def groups(tracker: Tracker, line: str) -> list[str]:
    """Return the heads of the groups, which stand behind empty lines and above indented ones."""
    blocks = tracker(f"insights {line}").split("\n\n")[1:]
    return [block.splitlines()[0] for block in blocks if "\n  " in block]


def test_changes_that_are_alike_tell_as_much_as_fewer(tracker: Tracker) -> None:
    log(tracker, "heat-pack 20", [f"8:{after}" for after in "5545667745566764"])
    log(tracker, "ice 15", [f"8:{8 - number // 4}" for number in range(16)])
    text = " ".join(tracker("insights").split())
    heat, ice = checked(tracker("insights --json"))["outcomes"]
    effective = heat["pain_change"]["effective_number"]
    assert 6 < effective < 7
    assert "these 16 tell as much as 7, and the interval of the mean" in text
    assert "1.5 lower on average, 16 with both readings: too much alike to tell alike" in text
    assert text.count("median") == 1
    assert "these 16 tell as much as 2 " in text
    assert "Below 15 sessions" not in text
    assert ice["pain_change"]["effective_number"] == 2
    assert ice["pain_change"]["is_too_few_to_tell"]
    assert (ice["pain_change"]["low"], ice["median_low"], ice["clear_share"]) == (None, None, None)


def test_a_program_reads_the_same_numbers_and_none_that_so_few_cannot_tell(
    tracker: Tracker,
) -> None:
    log(tracker, "heat-pack 20", EIGHT)
    log(tracker, "ice 15", ["7:4", "3:5"])
    told = checked(tracker("insights --json"))
    heat, ice = told["outcomes"]
    found = outcome([(int(pain[0]), int(pain[2])) for pain in reversed(EIGHT)])
    assert found.middle is not None
    assert found.share is not None
    assert heat["pain_change"]["changes"] == list(found.change.changes)
    assert heat["pain_change"]["mean"] == found.change.mean == -1.625
    assert (heat["median"], heat["median_low"], heat["median_high"]) == (-1.5, *found.middle)
    assert (heat["clear_falls"], heat["clear_share"]) == (4, 0.5)
    assert [heat["clear_share_low"], heat["clear_share_high"]] == [
        round(end, 3) for end in found.share
    ]
    assert heat["mean_pain_before"] == 5.875
    assert ice["pain_change"]["changes"] == [2, -3]
    assert {name for name, value in ice.items() if value is None} >= {
        *("mean_pain_before", "median", "clear_share", "clear_share_low", "expected_change"),
    }
    assert ice["pain_change"]["mean"] is None
    assert told["first_day"] == str(day(83))


def test_it_is_about_twelve_weeks_or_those_that_were_asked_for(tracker: Tracker) -> None:
    for back in (0, 83, 84, 300):
        tracker(f"log ice 15 --at {day(back)}")
    for line, sessions, said in (
        ("", 2, "Mon 31 Aug to Sun 22 Nov (12 weeks)"),
        ("--since 2026-08-30", 3, "Sun 30 Aug to Sun 22 Nov (85 days)"),
        ("--since 'last year'", 4, "Wed 1 Jan 2025 to Sun 22 Nov (691 days)"),
        ("--since august --until august", 2, "Sat 1 Aug to Mon 31 Aug (31 days)"),
        ("--until yesterday", 2, "Sun 30 Aug to Sat 21 Nov (12 weeks)"),
        ("--since today", 1, "Sun 22 Nov to Sun 22 Nov (1 day)"),
    ):
        title, _, *groups = tracker(f"insights {line}").splitlines()
        assert title == f"Change in pain over sessions, {said}"
        assert groups == [f"Without pain before and after: ice ({sessions})."]


def test_a_diary_without_any_session_says_so(tracker: Tracker) -> None:
    title = "Change in pain over sessions, Mon 31 Aug to Sun 22 Nov (12 weeks)\n"
    nothing = "in these days. All that was done: tracker history\n"
    assert tracker("insights") == f"{title}No session {nothing}"
    assert tracker("insights ice heat") == f"{title}No session of ice or heat pack {nothing}"
    assert checked(tracker("insights --json"))["outcomes"] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--per area", "--per area is no way to sum up. Accepted: kind, provider, style."),
        (
            "ice --per style",
            "--per style is known of a massage alone, not of ice. Give massage, or no kind.\n",
        ),
        (
            "heat --per provider",
            "--per provider is known of a massage and a visit alone, not of heat pack.",
        ),
        (
            "--since 2026-11-02 --until 2026-11-01",
            "--until 2026-11-01 lies before --since, so no day is left.",
        ),
        ("--since nonsense", "--since nonsense"),
        ("--since tomorrow", "--since tomorrow"),
        ("swimming", '"swimming" is no kind of session.'),
    ],
)
def test_what_cannot_be_asked_is_refused(tracker: Tracker, line: str, said: str) -> None:
    assert tracker(f"insights {line}", code=2).startswith(f"Error: {said}")


def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(tracker: Tracker) -> None:
    name = "林美玲 long " * 8
    log(tracker, f"massage 60 --with '{name}' --style swedish", EIGHT)
    log(tracker, "ice 15", [f"8:{8 - number // 4}" for number in range(16)])
    read(tracker, {day(back): back % 7 for back in range(20)})
    for per in ("kind", "provider", "style"):
        answer = tracker(f"insights --per {per}")
        assert answer.replace(name.strip(), "").isascii()
        for columns in (40, 80):
            text = plain(drawn(tracker, ["insights", "--per", per], columns))
            assert max(map(width_of, text.splitlines())) <= columns
            assert text.split() == answer.split()


@pytest.mark.in_file
@pytest.mark.parametrize("line", ["", "massage", "--per provider", "--per style"])
def test_a_query_looks_only_at_the_days_asked_for(tracker: Tracker, line: str) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, given: Any, *___: Any) -> None:
        asked.append((statement, given))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        tracker(f"insights {line}")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    of_days = [one for one in asked if re.search(r"FROM (sessions|readings)\b", one[0])]
    assert len(of_days) == 2
    with contextlib.closing(sqlite3.connect(tracker.database)) as db:
        for statement, given in of_days:
            steps = [row[-1] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", given)]
            assert re.search(r"INDEX ix_\w+ \((kind=\? AND )?day>\? AND day<\?\)$", steps[0])
            assert not [step for step in steps if step.startswith("SCAN")]
