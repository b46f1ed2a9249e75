"""The diary is read back: by day, by week, and today."""

import csv
import datetime as dt
import io
import json

import pytest

from tests.conftest import Tracker

pytestmark = [pytest.mark.both(1), pytest.mark.diary(
    ('log massage 60 --style swedish --with Ana --cost 80 --covered 50 --pain 6:3 --area lower-back '
    '--at "10 nov 17:05"'),
    ('log massage 45 --style hot-stone --with "Ana Maria" --cost 9000JPY --pain 5:5 --area neck '
    '--at "yesterday 18:30"'),
    'log heat-pack 20 --pain 5:4 --area lower-back --at "yesterday 21:00"',
    "log exercise bird-dog:3x10x8s plank:3x30s --minutes 12 --at yesterday",
    'log visit 30 --with "Dr. Lee" --cost 40 --covered 40 --at "mon 9:30"',
    'log ice 15 --area hip:left --note "Swollen, a bit"',
    dt.timedelta(minutes=25),
)]  # fmt: skip

WELCOME = """\
Nothing here yet. Five ways to begin:
  tracker log heat-pack 20 --pain 5:4          write down what you just did
  tracker pain 4                               write down how strong the pain is
  tracker plan add heat-pack --times 3/week    plan what is to be done
  tracker remind install                       be reminded of it from now on
  tracker import FILE                          take over what another program wrote
"""


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("", WELCOME),
        ("today", WELCOME),
        (
            "history",
            "Nothing here yet. Log what you just did: tracker log heat-pack 20 --pain 5:4\n",
        ),
        ("history --kind ice", "No session fits. All of them: tracker history\n"),
        (
            "summary",
            (
                "Week 2026-W47, Mon 16 to Sun 22 November, so far\n"
                "In all    no session (the week before no session)\n"
                "Coming    nothing is planned: tracker plan add heat-pack --times 3/week\n"
            ),
        ),
        (
            "summary --weeks 2",
            (
                "          sessions  days  minutes\n"
                "2026-W46         0     0        0\n"
                "2026-W47         0     0        0\n"
                "2026-W47 is this week, so far.\n"
            ),
        ),
        ("undo --list", "Nothing could be taken back.\n"),
    ],
)
def test_an_empty_diary_says_how_to_begin(tracker: Tracker, line: str, answer: str) -> None:
    assert tracker(line) == answer


@pytest.mark.in_file
@pytest.mark.parametrize("line", ["", "today", "history", "summary"])
def test_reading_a_diary_that_does_not_exist_yet_shows_the_same(
    tracker: Tracker, line: str
) -> None:
    answer = tracker(line)
    tracker.database.unlink()
    assert tracker(line) == answer


WHOLE = """\
Tue 10 Nov
  #1  17:05     1 h  massage, swedish    lower back                       6 -> 3  Ana        80.00 EUR
Mon 16 Nov
  #5  09:30  30 min  visit                                                        Dr. Lee    40.00 EUR
Sat 21 Nov
  #4         12 min  back exercises      bird dog 3x10x8 s, plank 3x30 s
  #2  18:30  45 min  massage, hot stone  neck                             5 -> 5  Ana Maria   9000 JPY
  #3  21:00  20 min  heat pack           lower back                       5 -> 4
Sun 22 Nov
  #6  09:45  15 min  ice                 left hip                                                       Swollen, a bit
6 sessions on 4 days, 3 h 2 min, 120.00 EUR, 9000 JPY
"""

ONE = """\
Tue 10 Nov
  #1  17:05  1 h  massage, swedish  lower back  6 -> 3  Ana  80.00 EUR
1 session on 1 day, 1 h, 80.00 EUR
"""

HIP = """\
Sun 22 Nov
  #6  09:45  15 min  ice  left hip  Swollen, a bit
1 session on 1 day, 15 min
"""
HISTORIES = {
    "history": WHOLE,
    "history --limit 0": WHOLE,
    "history --limit 6": WHOLE,
    "history --kind massage --kind visit": """\
Tue 10 Nov
  #1  17:05     1 h  massage, swedish    lower back  6 -> 3  Ana        80.00 EUR
Mon 16 Nov
  #5  09:30  30 min  visit                                   Dr. Lee    40.00 EUR
Sat 21 Nov
  #2  18:30  45 min  massage, hot stone  neck        5 -> 5  Ana Maria   9000 JPY
3 sessions on 3 days, 2 h 15 min, 120.00 EUR, 9000 JPY
""",
    "history --kind heat": """\
Sat 21 Nov
  #2  18:30  45 min  massage, hot stone  neck        5 -> 5  Ana Maria  9000 JPY
  #3  21:00  20 min  heat pack           lower back  5 -> 4
2 sessions on 1 day, 1 h 5 min, 9000 JPY
""",
    "history --since yesterday": """\
Sat 21 Nov
  #4         12 min  back exercises      bird dog 3x10x8 s, plank 3x30 s
  #2  18:30  45 min  massage, hot stone  neck                             5 -> 5  Ana Maria  9000 JPY
  #3  21:00  20 min  heat pack           lower back                       5 -> 4
Sun 22 Nov
  #6  09:45  15 min  ice                 left hip                                                      Swollen, a bit
4 sessions on 2 days, 1 h 32 min, 9000 JPY
""",
    'history --until "last friday"': """\
Tue 10 Nov
  #1  17:05     1 h  massage, swedish  lower back  6 -> 3  Ana      80.00 EUR
Mon 16 Nov
  #5  09:30  30 min  visit                                 Dr. Lee  40.00 EUR
2 sessions on 2 days, 1 h 30 min, 120.00 EUR
""",
    "history --since mon --until 2026-11-20": """\
Mon 16 Nov
  #5  09:30  30 min  visit  Dr. Lee  40.00 EUR
1 session on 1 day, 30 min, 40.00 EUR
""",
    "history --area lower": """\
Tue 10 Nov
  #1  17:05     1 h  massage, swedish  lower back  6 -> 3  Ana  80.00 EUR
Sat 21 Nov
  #3  21:00  20 min  heat pack         lower back  5 -> 4
2 sessions on 2 days, 1 h 20 min, 80.00 EUR
""",
    "history --area 'left hip'": HIP,
    "history --area hip:left": HIP,
    "history --area hip:right": "No session fits. All of them: tracker history\n",
    "history --with ANA": ONE,
    "history --with mar": """\
Sat 21 Nov
  #2  18:30  45 min  massage, hot stone  neck  5 -> 5  Ana Maria  9000 JPY
1 session on 1 day, 45 min, 9000 JPY
""",
    'history --with ana --kind massage --area low --since "1 month ago" --until "last week" '
    "--limit 3": ONE,
    "history --limit 2": """\
Sat 21 Nov
  #3  21:00  20 min  heat pack  lower back  5 -> 4
Sun 22 Nov
  #6  09:45  15 min  ice        left hip            Swollen, a bit
2 sessions on 2 days, 35 min; only the newest 2 are shown, to see all: tracker history --limit 0
""",
    "history --kind bath": "No session fits. All of them: tracker history\n",
}  # fmt: skip


@pytest.mark.parametrize(("line", "answer"), HISTORIES.items())
def test_the_history_lists_by_day_and_its_filters_combine(
    diary: Tracker, line: str, answer: str
) -> None:
    assert diary(line.replace('"last week"', "2026-11-14")) == answer


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (
            "history --with 'dr lee'",
            'Error: nobody called "dr lee" is in the diary.\n  Did you mean Dr. Lee?\n',
        ),
        ("history --with bob", 'Error: nobody called "bob" is in the diary.\n'),
        (
            "history --with a",
            'Error: "a" could be any of Ana, Ana Maria. Write more of the name.\n',
        ),
    ],
)
def test_a_name_that_means_nobody_or_several_is_said(
    diary: Tracker, line: str, complaint: str
) -> None:
    assert diary(line, code=3) == complaint


def test_only_the_newest_fifty_are_shown_unless_more_are_asked_for(tracker: Tracker) -> None:
    for number in range(52):
        tracker(f'log ice 5 --at "{60 - number} days ago"')
    shown = tracker("history")
    assert (shown.count("#"), shown.splitlines()[-1]) == (
        50,
        (
            "50 sessions on 50 days, 4 h 10 min; only the newest 50 are shown, "
            "to see all: tracker history --limit 0"
        ),
    )
    for line in ("history --limit 0", 'history --since "100 days ago"'):
        assert tracker(line).endswith("\n52 sessions on 52 days, 4 h 20 min\n")


CSV = """\
number,kind,day,started_at,ended_at,zone,minutes,pain_before,pain_after,areas,style,provider,performer,purpose,cost,covered,currency,claim,claim_on,claim_note,temperature_c,barrier,exercises,routine,note,came_in,created_at,changed_at,feels,effort,relief_minutes,part
4,exercise,2026-11-21,,,Europe/Berlin,12,,,,,,,,,,,,,,,,bird-dog:3x10x8s plank:3x30s,,,logged,2026-11-22T10:00:00+01:00,2026-11-22T10:00:00+01:00,,,,
2,massage,2026-11-21,2026-11-21T18:30:00+01:00,2026-11-21T19:15:00+01:00,Europe/Berlin,45,5,5,neck,hot-stone,Ana Maria,,,9000,,JPY,,,,,,,,,logged,2026-11-22T10:00:00+01:00,2026-11-22T10:00:00+01:00,,,,
3,heat-pack,2026-11-21,2026-11-21T21:00:00+01:00,2026-11-21T21:20:00+01:00,Europe/Berlin,20,5,4,lower-back,,,,,,,,,,,,,,,,logged,2026-11-22T10:00:00+01:00,2026-11-22T10:00:00+01:00,,,,
6,ice,2026-11-22,2026-11-22T09:45:00+01:00,2026-11-22T09:46:30+01:00,Europe/Berlin,1.50,,,hip:left,,,,,,,,,,,-3.0,True,,,"Swollen, a bit",logged,2026-11-22T10:00:00+01:00,2026-11-22T10:25:00+01:00,swollen,,2880,
"""


def test_the_history_as_csv_has_a_line_a_session(diary: Tracker) -> None:
    diary("edit 6 --minutes 90s --temperature -3 --barrier --feels swollen --relief 2d")
    text = diary("history --since yesterday --csv")
    assert text == CSV
    assert {len(row) for row in csv.reader(io.StringIO(text))} == {32}
    assert diary("history --kind bath --csv") == CSV.splitlines(keepends=True)[0]


SUMMARIES = {
    "summary": """\
Week 2026-W47, Mon 16 to Sun 22 November, so far
                  times  minutes  days  M T W T F S S
  massage             1       45     1  . . . . . x .
  heat pack           2       65     1  . . . . . x .
  ice                 1       15     1  . . . . . . x
  back exercises      1       12     1  . . . . . x .
  visit               1       30     1  x . . . . . .

In all    5 sessions on 3 days, 2 h 2 min (the week before 1 on 1 day, 1 h)
          1 hot-stone massage counts as heat as well.
Pain      before sessions 5.0 on 1 day, 2 readings (the week before 6.0 on 1)
Change    after sessions 0.5 lower on average, 2 with both readings, too few to tell; the week before 3.0 lower (1). Some fall is expected, as one logs when it hurts.
Cost      40.00 EUR, 40.00 covered, own share 0.00 (the week before 80.00 EUR)
          9000 JPY
Coming    nothing is planned: tracker plan add heat-pack --times 3/week
""",
    'summary --week "last week"': """\
Week 2026-W46, Mon 9 to Sun 15 November
           times  minutes  days  M T W T F S S
  massage      1       60     1  . x . . . . .

In all    1 session on 1 day, 1 h (the week before no session)
Pain      before sessions 6.0 on 1 day
Change    after sessions 3.0 lower in the one with both readings, too few to tell. Some fall is expected, as one logs when it hurts.
Cost      80.00 EUR, 50.00 covered, own share 30.00
Coming    nothing is planned: tracker plan add heat-pack --times 3/week
""",
    "summary --week 2025-W01": """\
Week 2025-W01, Mon 30 December to Sun 5 January 2025
In all    no session (the week before no session)
Coming    nothing is planned: tracker plan add heat-pack --times 3/week
""",
    "summary --weeks 8": """\
          sessions  days  minutes  pain before (days)   change after                 cost
2026-W40         0     0        0
2026-W41         0     0        0
2026-W42         0     0        0
2026-W43         0     0        0
2026-W44         0     0        0
2026-W45         0     0        0
2026-W46         1     1       60             6.0 (1)  3.0 lower (1)            80.00 EUR  ##
2026-W47         5     3      122             5.0 (1)  0.5 lower (2)  40.00 EUR, 9000 JPY  ########
2026-W47 is this week, so far.
""",
    "summary --weeks 2 --week w46": """\
          sessions  days  minutes  pain before (days)   change after       cost
2026-W45         0     0        0
2026-W46         1     1       60             6.0 (1)  3.0 lower (1)  80.00 EUR  ########
""",
}


@pytest.mark.parametrize(("line", "answer"), SUMMARIES.items())
def test_a_week_and_several_weeks_are_summed_up(diary: Tracker, line: str, answer: str) -> None:
    assert diary(line) == answer


def test_the_week_begins_on_the_day_that_is_set(diary: Tracker) -> None:
    diary("config set first_day_of_week sunday")
    assert (
        diary("summary")
        == """\
Week 2026-W48, Sun 22 to Sat 28 November, so far
       times  minutes  days  S M T W T F S
  ice      1       15     1  x . . . . . .

In all    1 session on 1 day, 15 min (the week before 4 on 2 days, 1 h 47 min)
Coming    nothing is planned: tracker plan add heat-pack --times 3/week
"""
    )


def test_a_change_for_the_worse_is_said_as_plainly(tracker: Tracker) -> None:
    tracker("log ice --pain 2:5")
    tracker("log ice --pain 3:4 --at '2h ago'")
    assert "after sessions 2.0 higher on average, 2 with both readings, too few" in tracker(
        "summary"
    )


def test_today_shows_what_was_done_today_and_this_week(diary: Tracker) -> None:
    diary("log massage --style thai --with Bo --at 8:00 --pain 5:3")
    assert diary("today") == diary("") == """\
Sunday 22 November
  08:00  x  massage, thai, 1 h with Bo  pain 5 -> 3
  09:45  x  ice, 15 min

This week so far: 6 sessions on 3 days, 3 h 2 min. Pain after sessions 1.0 lower on average, 3 with both readings.
"""  # fmt: skip


def test_a_day_without_a_session_says_so(diary: Tracker) -> None:
    diary.tick(days=1)
    assert (
        diary("today")
        == """\
Monday 23 November
  nothing logged yet

This week so far: no session.
"""
    )


def test_today_never_takes_more_than_ten_lines(tracker: Tracker) -> None:
    for hour in range(12):
        tracker(f"log ice 5 --at {hour - 2}:00" if hour > 2 else "log ice 5 --at today")
        lines = tracker("today").splitlines()
        assert len(lines) == min(hour + 4, 10)
    assert lines[:3] == [
        "Sunday 22 November",
        "  6 earlier: tracker history",
        "  04:00  x  ice, 5 min",
    ]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("massage", [2, 4]),
        ("massage visit", [2, 3, 4]),
        ("massage --kind visit", [2, 3, 4]),
        ("--week 47", [3, 4]),
        ("visit --week 'last week'", []),
        ("--since november", [3, 4]),
        ("--until october", [1, 2]),
        ("--since oct --until oct", [2]),
        ("--since 'last month' mass", [2, 4]),
        ("--since 2025 --until 'last year'", [1]),
    ],
)
def test_kinds_weeks_and_months_narrow_the_history(
    tracker: Tracker, typed: str, numbers: list[int]
) -> None:
    tracker("log ice 15 --at 2025-11-20")
    tracker("log massage 60 --at 2026-10-01")
    tracker("log visit 30 --at 2026-11-16")
    tracker("log massage 60 --at 2026-11-20")
    listed = json.loads(tracker(f"history {typed} --json"))["sessions"]
    assert [session["number"] for session in listed] == numbers


def test_a_week_of_the_history_stands_alone(tracker: Tracker) -> None:
    refusal = "Error: --week stands without --since and --until."
    assert tracker("history --week 47 --since monday", code=2).startswith(refusal)
