"""The care rules before a start or a plan, on both sides of their limits, and after the fact."""

import datetime as dt
import json
import shlex

import pytest

from tests.commands.conftest import QUIET
from tests.conftest import Tracker
from tracker.cli import main

pytestmark = pytest.mark.diary(settings=QUIET)


def start(diary: Tracker, line: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Let a timer run to its end by a clock that moves on each time it is read; return its code and what it said."""

    def clock() -> dt.datetime:
        now = diary.now
        diary.tick(seconds=20)
        return now

    capsys.readouterr()
    code = main(shlex.split(f"start {line}"), clock)
    out, err = capsys.readouterr()
    return code, err if code else out


# What was noted before, what passes, and what is refused with which word.
LIMITS = [
    ("", "ice 30", "ice 31", "31 min of ice is longer than 30 min."),
    ("", "heat 60", "heat 61", "61 min of heat is longer than 60 min"),
    ("", "bath 20 --temperature 40", "bath 20 --temperature 41", "41 °C is warmer than 40 °C"),
    ("", "massage 20 --pain 6", "massage 20 --pain 7", "Pain 7 of 10 counts as severe here"),
    (
        "",
        "massage 20 --style hot-stone --by professional",
        "massage 20 --style hot-stone --by self",
        "Heated stones belong in a professional's hands",
    ),
    (
        "",
        "massage 20 --purpose rehabilitation --by professional",
        "massage 20 --purpose rehabilitation --by partner",
        "is given by a professional",
    ),
    ("condition add flu", "heat 20", "massage 20", "massage could pass it on."),
    (
        "condition add fall --injury --area hip --at '49h ago'",
        "massage 20 --area hip",
        "",
        "",
    ),
    (
        "condition add fall --injury --area hip --at '47h ago'",
        "massage 20 --area neck",
        "massage 20 --area hip",
        "keeps away from it for the first 48 h.",
    ),
    (
        "condition add fall --injury --area hip --at '47h ago'",
        "heat 20 --area neck",
        "heat 20 --area hip",
        "heat there can add to the swelling",
    ),
    ("condition add fall --injury --area hip --at '49h ago'", "heat 20 --area hip", "", ""),
    ("log ice 10 --area hip --at '41m ago'", "ice 10 --area hip", "", ""),
    (
        "log ice 10 --area hip --at '39m ago'",
        "ice 10 --area neck",
        "ice 10 --area hip",
        "The last ice there ended 29 min before; the pause is 30 min.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "passes", "held", "words"), LIMITS)
def test_on_one_side_of_a_limit_it_begins_and_on_the_other_not(
    diary: Tracker,
    before: str,
    passes: str,
    held: str,
    words: str,
) -> None:
    if before:
        diary(before)
    stored = diary.rows()
    if held:
        said = diary(f"start {held}", code=6)
        assert words in said
        assert "Nothing was stored." in said
        assert "Source: " in said
    kind, length, *options = shlex.split(passes)
    asked = diary(shlex.join(["safety", "check", kind, "--minutes", length, *options]))
    assert "Held: " not in asked
    assert "Not now: " not in asked
    assert diary.rows() == stored


def test_an_end_lets_it_begin_again(diary: Tracker, capsys: pytest.CaptureFixture[str]) -> None:
    diary("condition add flu")
    assert diary("start massage 30", code=6).startswith("Held: You noted a contagious illness")
    diary("condition end flu")
    assert start(diary, "massage 1", capsys)[0] == 0


def test_a_doctors_word_lets_it_begin(diary: Tracker, capsys: pytest.CaptureFixture[str]) -> None:
    diary("condition add disc --severe")
    assert "tracker condition clear disc" in diary("start massage 30", code=6)
    diary("condition clear disc --by 'Dr. Lee'")
    assert start(diary, "massage 1", capsys)[0] == 0


def test_what_speaks_of_a_session_without_stopping_it_is_said_before_it_begins(
    diary: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    readings = iter([diary.now] * 2)
    capsys.readouterr()
    with pytest.raises(StopIteration):
        # The clock ends with the beginning, so that nothing is said but what comes before it.
        main(shlex.split("start ice 25"), lambda: next(readings))
    assert capsys.readouterr().err == (
        "Caution: 25 min of ice is longer than 20 min. (tracker safety show ice-length)\n"
    )


@pytest.mark.parametrize("kind", ["heat", "bath", "massage --style hot-stone --by professional"])
@pytest.mark.parametrize(
    ("feels", "rules"),
    [("swollen", ["swollen-heat"]), ("after-injury", ["after-injury-heat"]), ("stiff", [])],
)
def test_what_it_feels_like_is_heard_before_heat_begins_and_when_it_is_logged(
    diary: Tracker, capsys: pytest.CaptureFixture[str], kind: str, feels: str, rules: list[str]
) -> None:
    logged = diary(f"log {kind} --feels {feels}")
    diary("undo")
    asked = diary(f"safety check {kind} --feels {feels}")
    readings = iter([diary.now] * 2)
    with pytest.raises(StopIteration):
        # The clock ends with the beginning, so that nothing is said but what comes before it.
        main(shlex.split(f"start {kind} --feels {feels}"), lambda: next(readings))
    for text in (logged, asked, capsys.readouterr().err):
        assert [one for one in ("swollen-heat", "after-injury-heat") if one in text] == rules


@pytest.mark.parametrize(
    ("line", "is_said"),
    [
        ("log massage 60", True),
        ("log massage 60 --at '2h ago'", False),
        ("log massage 60 --at '3 weeks ago'", False),
        ("log heat 20", False),
    ],
)
def test_what_began_while_a_session_went_on_is_said_of_it(
    diary: Tracker, line: str, is_said: bool
) -> None:
    diary("condition add flu --at '5m ago'")
    assert ("Caution: You noted a contagious illness (flu" in diary(line)) == is_said


FIRM = [
    "plan add massage --style hot-stone --by self --every 7d",
    "plan add massage --purpose rehabilitation --by partner --every 7d",
    "start massage --style hot-stone --by self",
]


@pytest.mark.parametrize("line", FIRM)
def test_a_professionals_work_cannot_be_overridden(diary: Tracker, line: str) -> None:
    before = diary.rows()
    for words in (line, f"{line} --override why"):
        refusal = diary(words, code=6)
        assert refusal.startswith("Not now: ")
        assert "--override" not in refusal
    assert diary.rows() == before
    if line.startswith("plan"):
        by = line.replace("--by self", "--by professional")
        by = by.replace("--by partner", "--by professional")
        assert diary.run(shlex.split(by))[1].startswith("Plan 1")


@pytest.mark.parametrize("line", ["plan add ice --every 1d", "start ice 30"])
def test_where_nothing_speaks_against_it_there_is_nothing_to_override(
    diary: Tracker, line: str
) -> None:
    assert "no care rule speaks against it" in diary(f"{line} --override why", code=2)


def test_a_hold_is_not_overridden(diary: Tracker) -> None:
    diary("condition add flu")
    assert diary("start massage 20 --override why", code=6).startswith("Held: ")


def test_the_reason_is_kept_with_a_plan_and_goes_with_it(diary: Tracker) -> None:
    line = "plan add heat --minutes 61 --on daily --at 20:00"
    assert diary(line, code=6).startswith("Not now: 61 min of heat")
    diary(f"{line} --override 'a wrap'")
    assert [row[-3:-1] for row in diary.rows()["overrides"]] == [("heat-length", "a wrap")]
    diary("undo")
    assert diary.rows()["overrides"] == []


def test_in_quiet_hours_heat_needs_a_reason_which_is_kept_with_the_session(
    diary: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    diary.configure('[reminders]\nnag = false\nchannels = ["terminal"]\nquiet = "22:00-07:00"\n')
    diary.tick(hours=12, minutes=-1)
    assert "quiet hours" not in diary("safety check heat")
    diary.tick(minutes=1)
    for kind in ("heat", "ice"):
        refusal = diary(f"start {kind}", code=6)
        assert "These are your quiet hours" in refusal
        assert '--override "reason"' in refusal
    assert "quiet hours" not in diary("safety check bath")
    assert start(diary, "heat 1 --override awake", capsys)[0] == 0
    assert [row[-3:-1] for row in diary.rows()["overrides"]] == [("heat-asleep", "awake")]
    diary("undo")
    assert diary.rows()["overrides"] == []


PAST = [
    ("log massage 30 --style hot-stone --by self", "hot-stone-professional"),
    ("log massage 30 --purpose rehabilitation --by partner", "rehabilitation-professional"),
    ("log massage 30 --area hip", "contagious"),
    ("log massage 30 --area hip", "injury-48h-massage"),
    ("log heat 20 --area hip", "injury-48h-heat"),
    ("log ice 31", "ice-length"),
    ("log ice 10 --no-barrier", "ice-barrier"),
    ("log heat 61", "heat-length"),
    ("log bath 31", "bath-length"),
    ("log bath 20 --temperature 41", "bath-temperature"),
]


@pytest.mark.parametrize(("line", "rule"), PAST)
def test_what_has_happened_is_stored_whatever_a_rule_says_of_it(
    diary: Tracker, line: str, rule: str
) -> None:
    diary("condition add flu --at '2d ago'")
    diary("condition add fall --injury --area hip --at '40h ago'")
    said = " ".join(diary(line).split())
    assert "Caution: " in said
    assert f"(tracker safety show {rule})" in said
    diary("undo")
    cautions = json.loads(diary(f"{line} --json"))["cautions"]
    assert rule in [one.get("rule") for one in cautions]


def test_a_plan_cannot_be_edited_past_what_could_not_be_planned(diary: Tracker) -> None:
    diary("plan add exercise --on daily --at 7:30")
    diary("plan add massage --every 7d --at 18:00 --style swedish")
    assert diary("plan edit massage --style hot-stone --by self", 6).startswith(
        "Not now: Heated stones belong in a professional's hands"
    )
    diary("plan edit massage --style hot-stone --by professional")
    diary("undo")
    assert "swedish" in diary("plan show massage")
