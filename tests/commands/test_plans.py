"""Plans are made, changed, paused and removed in one line, and the answer says when they come."""

import json
import re
import shlex
from collections.abc import Callable

import pytest

from tests.commands.conftest import PLANNING, prepared
from tests.conftest import Tracker, travel

pytestmark = [pytest.mark.both, PLANNING]

DAILY = "plan add heat --on daily --at 20:30"


def plans_of(diary: Tracker) -> list[tuple[object, ...]]:
    rows = diary.rows()
    return [*rows["plans"], *rows["schedules"], *rows["pauses"]]


TRAINED = (
    "Caution: This style is usually given by someone trained in it; the rare serious injuries come "
    "mostly from untrained hands. (tracker safety show trained-style)\n"
)
PROFESSIONAL = (
    "Caution: This style is given by a professional; the rare serious injuries come mostly from "
    "untrained hands. (tracker safety show professional-style)\n"
)
MADE = {
    "massage --every 7d --at 18:00 --minutes 60 --style orthopedic --for 10w": """\
Plan 1 "massage": orthopedic, 1 h, 7 days after the last one, at 18:00, until 31 January 2027.
  next   Sun 22 Nov 18:00, Sun 29 Nov, Sun 6 Dec, Sun 13 Dec, Sun 20 Dec    \
(if each is done on its day)
  Take back: tracker undo
""",
    "exercise bird-dog:3x10x8s plank:3x30s --on mon,wed,fri --at 07:30 --name morning": """\
Plan 1 "morning": back exercises, 15 min, bird dog 3x10x8 s, plank 3x30 s, on Mon, Wed and Fri, \
at 07:30.
  next   Mon 23 Nov 07:30, Wed 25 Nov, Fri 27 Nov, Mon 30 Nov, Wed 2 Dec
  Take back: tracker undo
""",
    "heat-pack --times 3/week --at 20:30": """\
Plan 1 "heat pack": 20 min, 3 times a week (Mon to Sun), at 20:30.
  next   Tue 24 Nov 20:30, Thu 26 Nov, Sat 28 Nov, Tue 1 Dec, Thu 3 Dec    \
(if each is done on its day)
  Take back: tracker undo
""",
    "ice --on daily --at 21:00 --at 09:00 --until 2027-12-24": """\
Plan 1 "ice": 15 min, every day, at 09:00 and 21:00, until 24 December 2027.
  next   Sun 22 Nov 21:00, Mon 23 Nov 09:00, Mon 23 Nov 21:00, Tue 24 Nov 09:00, Tue 24 Nov 21:00
  Take back: tracker undo
""",
    "warm-bath --on sun --every 2w --at 19:00 --zone europe/london": """\
Plan 1 "warm bath": 20 min, on Sun, every 2 weeks, at 19:00 (Europe/London).
  next   Sun 22 Nov 19:00, Sun 6 Dec, Sun 20 Dec, Sun 3 Jan 2027, Sun 17 Jan 2027
  Take back: tracker undo
""",
    'massage --on fri --with Ana --by professional --purpose pain-relief --area lower-back '
    '--directed-by "Dr. Lee" --gap 2d': """\
Plan 1 "massage": 1 h with Ana by a professional for pain relief, lower back, on Fri, at 09:00, \
at least 2 days apart, directed by Dr. Lee.
  next   Fri 27 Nov 09:00, Fri 4 Dec, Fri 11 Dec, Fri 18 Dec, Fri 25 Dec
  Ana is new. Dr. Lee is new. Take back: tracker undo
""",
    'heat --on sat --at 8:00 --temperature 45 --name "evening heat"': """\
Plan 1 "evening heat": heat pack, 20 min at 45 C, on Sat, at 08:00.
  next   Sat 28 Nov 08:00, Sat 5 Dec, Sat 12 Dec, Sat 19 Dec, Sat 26 Dec
  Take back: tracker undo
""",
    "visit --with 'Dr. Lee' --every 4w --for 2w": """\
Plan 1 "visit": 30 min with Dr. Lee, 28 days after the last one, at 09:00, until 7 December 2026.
  next   Mon 23 Nov 09:00
  Dr. Lee is new. Take back: tracker undo
""",
    "ice --on wed --until tomorrow": """\
Plan 1 "ice": 15 min, on Wed, at 09:00, until 23 November 2026.
  next   none, as it ends before
  Take back: tracker undo
""",
}  # fmt: skip


@pytest.mark.parametrize(("line", "answer"), MADE.items())
def test_a_new_plan_is_echoed_with_its_next_five_times(
    diary: Tracker, line: str, answer: str
) -> None:
    said = PROFESSIONAL if "orthopedic" in line else ""
    assert diary.run(["plan", "add", *shlex.split(line)]) == (0, answer, said)


def test_every_so_many_weeks_are_counted_from_the_first_day_that_fits(diary: Tracker) -> None:
    assert "next   Sat 28 Nov 09:00, Sat 12 Dec," in diary("plan add ice --on sat --every 2w")
    diary.tick(days=6, hours=1)  # Saturday, 11:00: this one is over.
    assert "next   Sat 5 Dec 09:00, Sat 19 Dec," in diary("plan add heat --on sat --every 2w")


def test_plans_without_a_name_are_numbered_where_that_of_their_kind_is_taken(
    diary: Tracker,
) -> None:
    # The second says that it falls together with the first.
    made = [diary.run(shlex.split(DAILY))[1].partition(":")[0] for _ in range(3)]
    assert made == ['Plan 1 "heat pack"', 'Plan 2 "heat pack 2"', 'Plan 3 "heat pack 3"']


ADD = "plan add heat"
HELP_EDIT = "Nothing was stored.\n  More: tracker help plan edit"
DOZEN = " ".join(f"--at {hour}:00" for hour in range(12))
RHYTHMS = "--on mon,wed,fri (with --every 2w for each second week), --every 7d, or --times 3/week"
REFUSED = {
    f"{ADD} --every 0d": "--every 0d: an interval has 1 to 366 days, as in 10d or 2w.",
    f"{ADD} --every -1d": "--every -1d: an interval has 1 to 366 days, as in 10d or 2w.",
    f"{ADD} --every 367d": "--every 367d: an interval has 1 to 366 days, as in 10d or 2w.",
    f"{ADD} --on blursday": "--on blursday cannot be read as days of the week. Accepted: days such "
    "as mon,wed,fri or mon-fri, or daily, weekdays, weekend.",
    f"{ADD} --on mon --at 25:00": "--at 25:00 is no clock time from 00:00 to 23:59. Write it like "
    "7:30, 18:30 or 7pm.",
    f"{ADD} --times 9/week": "--times 9/week does not fit: a week holds 7 sessions with 1 clock "
    "time a day. Give fewer sessions or more clock times.",
    f"{ADD} --times 15/week --at 9:00 --at 10:00": "--times 15/week does not fit: a week holds 14 "
    "sessions with 2 clock times a day. Give fewer sessions or more clock times.",
    f"{ADD} --times 0/week": "--times 0/week: a plan has at least one session a week, as in 3/week.",
    f"{ADD} --times 3/month": "--times 3/month: times are counted by the week, as in 3/week. For "
    "something rarer give the interval instead, as in 10d or 4w.",
    f"{ADD} --times 3/week --on mon": f"--on and --times are two rhythms, and a plan has one: "
    f"{RHYTHMS}.",
    f"{ADD} --times 3/week --every 2d": f"--every and --times are two rhythms, and a plan has one: "
    f"{RHYTHMS}.",
    f"{ADD} --times 3/week --every 2d --on mon": "--on and --every and --times are two rhythms, and "
    f"a plan has one: {RHYTHMS}.",
    f"{ADD} --on mon --every 10d": "--every 10d is no number of whole weeks, which days of the week "
    "need, as in 2w.",
    f"{ADD} --on mon --every 53w": "--every 53w: an interval has 1 to 366 days, as in 10d or 2w.",
    ADD: f"a plan needs a rhythm: {RHYTHMS}.",
    f"{ADD} --on mon --until 2020-01-01": "--until 2020-01-01 lies in the past. Write today or a day "
    "to come, such as 2026-11-22.",
    f"{ADD} --on mon --until yesterday": "--until yesterday lies in the past. Write today or a day "
    "to come, such as 2026-11-22.",
    f"{ADD} --on mon --until today": "--until 2026-11-22 is before the plan's first day, 2026-11-23. "
    "Give that day or a later.",
    f"{ADD} --on mon --until friday --for 3w": "--until and --for both say when it ends. Give one of "
    "them.",
    f"{ADD} --on mon --for 36h": "--for 36h is no number of whole days or weeks. Write it as 30d or "
    "10w.",
    f"{ADD} --on mon --zone Europe/Berln": "--zone Europe/Berln is no time zone that is known here. "
    "Did you mean Europe/Berlin?",
    f"{ADD} --on mon --zone Nowhere": "--zone Nowhere is no time zone that is known here. One is "
    "Europe/Berlin.",
    f"{ADD} --on mon --name MORNING": "--name MORNING: another plan has this name. Choose a "
    "different one.",
    f"{ADD} --on mon --name 7": "--name 7: a plan's name is a word, as in --name morning.",
    f"{ADD} --on mon --name ' '": "--name '': a plan's name is a word, as in --name morning.",
    "plan add ice --style swedish --on mon": "ice has no --style; massage has it.",
    "plan add massage --temperature 40 --on mon": "massage has no --temperature; heat-pack, ice "
    "and warm-bath have it.",
    f"{ADD} --times 4/week --gap 2d": "--gap 2d: with such a gap a week holds 3 of its 4 sessions. "
    "Give a smaller gap or fewer sessions.",
    f"{ADD} --on daily --gap 2d --at 9:00 --at 10:00": "--gap 2d: a gap of days leaves room for one "
    "clock time a day only.",
    f"{ADD} --on daily --gap 400d": "--gap 400d: an interval has 1 to 366 days, as in 10d or 2w.",
    f"{ADD} --on daily --at 9:00 --at 09:00": "--at 09:00 is given twice.",
    f"{ADD} --on daily {DOZEN} --at 12:00": "a plan has at most 12 clock times a day; 13 were given.",
    f"{ADD} --on daily " + 100 * "--at 9:00 ": "--at 09:00 is given twice.",
    "plan edit morning --every 0d": "--every 0d: an interval has 1 to 366 days, as in 10d or 2w.",
    "plan edit morning --until yesterday": "--until yesterday lies in the past. Write today or a day "
    "to come, such as 2026-11-22.",
    "plan edit morning --at 9:00 --at 9:00": "--at 09:00 is given twice.",
    "plan edit morning --name 7": "--name 7: a plan's name is a word, as in --name morning.",
    "plan edit morning --name 'Heat  PACK'": "--name Heat  PACK: another plan has this name. Choose "
    "a different one.",
    "plan pause morning --until yesterday": "--until yesterday lies in the past. Write today or a "
    "day to come, such as 2026-11-22.",
    "plan edit m --at 9:00": '"m" could be plan 1 "morning", 3 "massage". Give the number.',
}  # fmt: skip


@pytest.fixture
def three(diary: Tracker) -> Tracker:
    return prepared(
        diary,
        "plan add exercise --on mon --name morning",
        "plan add heat --times 3/week",
        "plan add massage --every 7d",
        passed_over=diary.passed_over,
    )


@pytest.mark.parametrize(("line", "refusal"), REFUSED.items())
def test_what_cannot_be_kept_is_refused_with_the_reason(
    three: Tracker, line: str, refusal: str
) -> None:
    before = three.rows()
    assert three(line, code=2) == f"Error: {refusal} Nothing was stored.\n"
    assert three.rows() == before


@pytest.mark.parametrize(
    ("line", "code", "refusal"),
    [
        ("plan show 9", 3, 'there is no plan "9".\n  All plans: tracker plan list'),
        (
            "plan edit nothing --at 9:00",
            3,
            'there is no plan "nothing". Nothing was stored.\n  All plans: tracker plan list',
        ),
        (
            "plan remove mornin",
            3,
            None,
        ),
        (
            "plan pause mornign",
            3,
            'there is no plan "mornign". Nothing was stored.\n  Did you mean morning?',
        ),
        ("plan resume morning", 4, 'plan "morning" is not paused. Nothing was stored.'),
        (
            "plan edit morning",
            2,
            f"nothing to change was given, as in --at 08:00. {HELP_EDIT}",
        ),
        (
            "plan edit morning --style swedish",
            2,
            f'plan 1 "morning" (back exercises) has no --style. {HELP_EDIT}',
        ),
        ("plan next --days 0", 2, "--days 0: give a number of days from 1 to 366."),
        ("plan next --days 367", 2, "--days 367: give a number of days from 1 to 366."),
    ],
)
def test_what_does_not_exist_or_fit_is_said_so(
    three: Tracker, line: str, code: int, refusal: str | None
) -> None:
    if refusal is None:
        assert three(line).startswith('Plan 1 "morning" is removed;')  # A beginning names a plan.
    else:
        assert three(line, code=code) == f"Error: {refusal}\n"


@pytest.mark.parametrize("word", ["1", "#1", "morning", "MORN", "exercise", "exercises", "ex"])
def test_a_plan_is_named_by_number_name_beginning_or_kind(three: Tracker, word: str) -> None:
    assert three(f"plan show {word}").startswith('Plan 1 "morning"\n')


def test_the_list_has_a_line_for_each_plan(diary: Tracker) -> None:
    assert diary("plan list") == (
        "No plan yet. Make one: tracker plan add exercise --on mon,wed,fri --at 07:30\n"
    )
    diary.run(shlex.split("plan add massage --every 7d --at 18:00 --style orthopedic --for 10w"))
    diary("plan add exercise bird-dog:3x10 --on mon --at 7:30 --name morning --until fri")
    diary("plan add ice --times 2/week")
    diary("plan pause ice --until tomorrow")
    diary("plan add warm-bath --on sun")
    diary("plan pause warm-bath")
    cells = [re.split(r" {2,}", line.strip()) for line in diary("plan list").splitlines()]
    weekly, twice = "7 days after the last one, at 18:00", "2 times a week (Mon to Sun), at 09:00"
    exercises = "back exercises, 15 min, bird dog 3x10"
    assert cells == [
        ["plan", "what", "when", "next"],
        ["1", "massage", "massage, orthopedic, 1 h", weekly, "Sun 22 Nov 18:00", "ends Sun 31 Jan 2027"],
        ["2", "morning", exercises, "on Mon, at 07:30", "Mon 23 Nov 07:30", "ends Fri 27 Nov"],
        ["3", "ice", "ice, 15 min", twice, "Tue 24 Nov 09:00", "paused until Mon 23 Nov"],
        ["4", "warm bath", "warm bath, 20 min", "on Sun, at 09:00", "paused"],
    ]  # fmt: skip


def test_what_is_coming_is_listed_by_day(diary: Tracker) -> None:
    diary("plan add exercise --on mon,wed --at 7:30 --name morning --minutes 12")
    diary("plan add ice --on daily --at 21:00")
    diary("plan add warm-bath --on mon --at 6:00 --zone Asia/Tokyo")
    assert (
        diary("plan next --days 4")
        == """\
Today
  21:00  ice, 15 min
  22:00  warm bath, 20 min
Mon 23 Nov
  07:30  back exercises "morning", 12 min
  21:00  ice, 15 min
Tue 24 Nov
  21:00  ice, 15 min
Wed 25 Nov
  07:30  back exercises "morning", 12 min
  21:00  ice, 15 min
"""
    )
    for name in ("morning", "ice", "bath"):
        diary(f"plan remove {name}")
    assert diary("plan next") == "Nothing is coming up to Sat 28 Nov. Plans: tracker plan list\n"


def test_all_of_a_plan_is_shown_with_how_it_was_kept(diary: Tracker) -> None:
    diary('plan add massage --every 7d --at 18:00 --style thai --with Ana --directed-by "Dr. Lee"')
    for days in (0, 7, 7):
        diary.tick(days=days)
        diary("done massage")
    diary.tick(days=1)
    diary("plan pause massage --until 2026-12-13 --why flu")
    assert (
        diary("plan show massage")
        == """\
Plan 1 "massage"
  What      massage, thai, 1 h with Ana
  When      7 days after the last one, at 18:00
  Runs      since Sun 22 Nov
  Moves     each session moves the next to 7 days after it; the clock time stays
  Directed  by Dr. Lee
  Next      Mon 14 Dec 18:00, Mon 21 Dec, Mon 28 Dec, Mon 4 Jan 2027, Mon 11 Jan 2027    \
(if each is done on its day)
  Paused    Mon 7 Dec until Sun 13 Dec: flu
  Kept      W47 1 of 1, W48 1 of 1, W49 1 of 1, W50 excused so far
  In a row  3 weeks kept whole
  Score     20 of 100: how regularly it was done, lately more than long ago; it grows slowly and \
forgives a miss
  Gap       7 days at most, Sun 22 Nov until Sun 29 Nov
            Much of the relief from a session is temporary unless sessions are regular.
"""
    )


def lasting(diary: Tracker) -> list[str]:
    """Return what plan show says of relief and of the longest gap."""
    lines = diary("plan show heat").splitlines()
    return [line for line in lines if line.startswith(("  Relief ", "  Gap "))]


def test_a_plan_tells_how_long_relief_lasted_and_of_how_many_sessions(diary: Tracker) -> None:
    diary(DAILY)
    diary("log heat 20 --relief 4d --at '20 nov 9:00'")
    assert (lasting(diary), "temporary" in diary("plan show heat")) == ([], False)
    diary("log heat 20")
    assert lasting(diary) == []
    assert json.loads(diary("plan show heat --json"))["lasting"] == {
        "relief_s": None,
        "told": 0,
        "longest_gap_days": 0,
    }
    diary("edit 2 --relief 0")
    assert lasting(diary) == ["  Relief    none, told of one session"]
    diary.tick(days=1)
    diary("log heat 20 --relief 36h")
    assert lasting(diary) == [
        "  Relief    lasted 18 h, the median of 2 sessions",
        "  Gap       1 day at most, Sun 22 Nov until Mon 23 Nov",
    ]
    diary.tick(days=5)
    diary("log heat 20 --relief '2 days'")
    diary.tick(days=5)
    assert lasting(diary) == [
        "  Relief    lasted 36 h, the median of 3 sessions",
        "  Gap       5 days at most, Mon 23 Nov until Sat 28 Nov",
    ]
    diary.tick(days=1)
    assert lasting(diary)[1] == "  Gap       6 days at most, Sat 28 Nov until today"
    assert json.loads(diary("plan show heat --json"))["lasting"] == {
        "relief_s": 36 * 3600,
        "told": 3,
        "longest_gap_days": 6,
    }
    assert "Much of the relief from a session is temporary" in diary("plan show heat")


class TestEdited:
    def test_it_takes_what_add_takes_and_says_what_it_is_now(self, diary: Tracker) -> None:
        line = "plan add massage --every 7d --at 18:00 --style thai --area neck --until 2027-01-01"
        assert diary.run(line.split())[2] == TRAINED
        assert (
            diary(
                "plan edit massage --on mon,fri --at 8:00 --at 20:00 --minutes 30 --style '' --area ''"
                " --with Ana --until '' --name back --zone Europe/Lisbon --directed-by Kim"
            )
            == """\
Plan 1 "back" is now: massage, 30 min with Ana, on Mon and Fri, at 08:00 and 20:00 \
(Europe/Lisbon), directed by Kim.
  next   Mon 23 Nov 08:00, Mon 23 Nov 20:00, Fri 27 Nov 08:00, Fri 27 Nov 20:00, Mon 30 Nov 08:00
  Ana is new. Kim is new. Take back: tracker undo
"""
        )

    def test_it_empties_what_an_empty_text_is_given_for(self, diary: Tracker) -> None:
        diary(
            "plan add heat --every 2d --gap 2d --at 8:00 --zone Asia/Tokyo --directed-by Kim "
            "--for 4w"
        )
        answer = diary("plan edit heat --gap '' --at '' --zone '' --directed-by '' --until ''")
        assert answer.splitlines()[0] == (
            'Plan 1 "heat pack" is now: 20 min, 2 days after the last one, at 09:00.'
        )

    def test_the_past_keeps_what_was_planned_then(self, diary: Tracker) -> None:
        diary("plan add ice --on daily --at 20:00")
        diary.tick(days=8)
        diary("plan edit ice --on mon --at 21:00")
        (week,) = [json.loads(diary('summary --week "last week" --json'))["week"]]
        assert week["plans"][0]["planned"] == 7
        assert len(diary.rows()["schedules"]) == 2

    def test_only_another_rhythm_time_end_or_gap_makes_a_new_form(self, diary: Tracker) -> None:
        diary(DAILY)
        diary.tick(hours=1)
        diary("plan edit heat --minutes 30 --name warm --at 20:30 --on daily")
        assert len(diary.rows()["schedules"]) == 1
        diary("plan edit warm --gap 1d")
        assert len(diary.rows()["schedules"]) == 2

    def test_weeks_go_on_being_counted_as_before(self, diary: Tracker) -> None:
        diary("plan add ice --on mon --every 2w --at 9:00")
        diary.tick(days=8)  # The second Monday, on which nothing is due.
        assert "next   Mon 7 Dec 10:00, Mon 21 Dec," in diary("plan edit ice --at 10:00")

    def test_what_is_open_is_dropped_with_the_edit_and_comes_back_with_its_undo(
        self, diary: Tracker
    ) -> None:
        diary(DAILY)
        diary.tick(hours=11)
        assert "Due now\n  20:30  heat pack" in diary("due")
        before = plans_of(diary)
        diary("plan edit heat --at 21:30")
        assert diary("due") == "Still to come today\n  21:30  heat pack, 20 min\n"
        assert diary("undo") == 'Took back: plan edit 1 "heat pack".\n'
        assert "Due now\n  20:30  heat pack" in diary("due")
        assert plans_of(diary) == before

    def test_what_was_dropped_is_not_missed(self, diary: Tracker) -> None:
        diary(DAILY)
        diary.tick(hours=11)
        diary("plan edit heat --at 21:30")
        diary("done heat")
        diary.tick(days=1)
        kept = json.loads(diary("plan show heat --json"))["standing"]["weeks"][0]
        assert (kept["planned"], kept["missed"], kept["excused"]) == (1, 0, 0)


class TestPaused:
    def test_it_says_until_when_and_why(self, diary: Tracker) -> None:
        diary(DAILY)
        assert diary('plan pause heat --until "next sunday" --why flu') == (
            'Plan 1 "heat pack" is paused until Sun 29 Nov (flu); nothing of it counts as missed. '
            "Next: Mon 30 Nov 20:30.\nTake back: tracker undo\n"
        )
        assert diary("plan pause heat", code=4) == (
            'Error: plan "heat pack" is paused already. Nothing was stored.\n'
            "  Go on with it: tracker plan resume 1\n"
        )
        assert diary("plan resume heat") == (
            'Plan 1 "heat pack" goes on. Next: Sun 22 Nov 20:30.\nTake back: tracker undo\n'
        )

    def test_without_an_end_it_lasts_until_it_is_resumed(self, diary: Tracker) -> None:
        diary("plan add heat --on daily --name warm")
        assert diary("plan pause warm") == (
            'Plan 1 "warm" is paused until resumed; nothing of it counts as missed. '
            "Go on: tracker plan resume warm\nTake back: tracker undo\n"
        )
        diary.tick(days=400)
        assert diary("due") == "Nothing is due. Plans: tracker plan list\n"
        diary("plan resume warm")
        assert "Kept      W49 excused, W50 excused, W51 excused, W52 " in diary("plan show warm")

    def test_what_was_due_rests_too_and_is_due_again_when_it_goes_on(self, diary: Tracker) -> None:
        diary(DAILY)
        diary.tick(hours=11)
        diary("due")
        diary("plan pause heat")
        assert diary("due") == "Nothing is due. Plans: tracker plan list\n"
        diary("plan resume heat")
        assert "Due now\n  20:30  heat pack" in diary("due")
        diary("done")

    def test_what_came_meanwhile_is_due_when_the_pause_is_taken_back(self, diary: Tracker) -> None:
        diary(DAILY)
        diary("plan pause heat")
        diary.tick(hours=11)
        diary("due")
        diary("undo")
        diary("done")


def test_a_removed_plan_is_gone_but_its_past_stays(diary: Tracker) -> None:
    diary(DAILY)
    diary.tick(days=3)
    assert diary("plan remove heat") == (
        'Plan 1 "heat pack" is removed; what it was until now stays.\nTake back: tracker undo\n'
    )
    assert "No plan yet" in diary("plan list")
    diary("plan show heat", code=3)
    week = json.loads(diary("summary --week 2026-11-24 --json"))["week"]
    assert [plan["name"] for plan in week["plans"]] == ["heat pack"]
    assert diary("undo") == 'Took back: plan remove 1 "heat pack".\n'
    assert "heat pack" in diary("plan list")


CHANGES: dict[str, Callable[[Tracker], object]] = {
    "add": lambda diary: diary("plan add massage --every 3d --with Ana --directed-by Kim"),
    "edit": lambda diary: diary("plan edit heat --at 9:00 --times 2/week --directed-by Kim"),
    "rename": lambda diary: diary("plan edit heat --name warm --minutes 5"),
    "pause": lambda diary: diary("plan pause heat --until fri --why flu"),
    "resume": lambda diary: diary("plan resume ice"),
    "remove": lambda diary: diary("plan remove heat"),
    "skip": lambda diary: diary("skip heat"),
    "skip ahead": lambda diary: diary("skip morning"),
    "snooze": lambda diary: diary("snooze heat 1h"),
    "done": lambda diary: diary("done heat"),
    "done ahead": lambda diary: diary("done morning"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_taken_back_whole(diary: Tracker, name: str) -> None:
    diary(DAILY)
    diary("plan add ice --on daily --at 19:00")
    diary("plan add exercise --on daily --at 7:30 --name morning")
    diary("plan pause ice")
    diary.tick(hours=12)
    diary("log massage")  # A write that has what came due written down.
    diary("undo")
    seen = ("plans", "schedules", "pauses", "providers", "sessions", "reminders")
    before = {table: diary.rows()[table] for table in seen}
    CHANGES[name](diary)
    assert {table: diary.rows()[table] for table in seen} != before
    diary.tick(minutes=1)
    diary("undo")
    assert {table: diary.rows()[table] for table in seen} == before


def test_a_plan_whose_reminders_came_can_still_be_taken_back(diary: Tracker) -> None:
    diary(DAILY)
    diary.tick(days=2, hours=12)
    diary("log ice")
    diary("undo")
    assert len(diary.rows()["reminders"]) == 3
    diary("undo")
    rows = diary.rows()
    assert not any(rows[name] for name in ("plans", "schedules", "plan_dues", "reminders"))


def test_a_pinned_plan_keeps_to_its_zone_and_others_follow_the_traveller(
    diary: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary("plan add ice --on daily --at 20:00 --zone Europe/Berlin")
    diary("plan add heat --on daily --at 20:00")
    travel(monkeypatch, "America/New_York")
    assert diary("plan next --days 1") == (
        "Today\n  14:00  ice, 15 min\n  20:00  heat pack, 20 min\n"
    )


def test_a_day_that_starts_late_has_its_night_at_its_end(diary: Tracker) -> None:
    diary.configure('day_starts_at = "04:00"\n[reminders]\nnag = false\n')
    assert (
        diary("plan add heat --on sun --at 00:30 --at 22:00")
        == """\
Plan 1 "heat pack": 20 min, on Sun, at 22:00 and 00:30.
  next   Sun 22 Nov 22:00, Mon 23 Nov 00:30, Sun 29 Nov 22:00, Mon 30 Nov 00:30, Sun 6 Dec 22:00
  Take back: tracker undo
"""
    )


@pytest.mark.in_file
def test_names_of_plans_are_completed(diary: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    diary("plan add heat --on daily --name morning")
    monkeypatch.setenv("_TRACKER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "tracker plan show mo")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert diary.run([])[1] == "plain,morning\n"


@pytest.mark.parametrize(("typed", "clock"), [("18", "18:00"), ("7", "07:00"), ("00", "00:00")])
def test_a_full_hour_needs_no_minutes(diary: Tracker, typed: str, clock: str) -> None:
    assert f"every day, at {clock}" in diary(f"plan add ice --on 'every day' --at {typed}")
    assert diary("plan edit ice --at 24", code=2).startswith("Error: --at 24 is no clock time")
