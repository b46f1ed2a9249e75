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
    ("", "heat 20 --temperature 45", "heat 20 --temperature 50", "50 °C is warmer than 49 °C"),
    (
        "condition add pregnant",
        "bath 20 --temperature 38",
        "bath 20 --temperature 39",
        "39 °C is warmer than 38 °C",
    ),
    ("condition add fever", "heat 20", "bath 20", "a warm bath can raise it further."),
    (
        "condition add cancer --area hip",
        "heat 20 --area neck",
        "heat 20 --area hip",
        "heat and ice keep away from it.",
    ),
    ("condition add cut --area shoulder", "bath 20", "ice 10 --area shoulder", "keep away from it"),
    ("condition add flu", "massage 20 --by self", "massage 20 --by partner", "could pass it on."),
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


def said_before(diary: Tracker, line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is said before a timer begins: its clock ends with the beginning."""
    readings = iter([diary.now] * 2)
    capsys.readouterr()
    with pytest.raises(StopIteration):
        main(shlex.split(f"start {line}"), lambda: next(readings))
    return capsys.readouterr().err


def test_what_speaks_of_a_session_without_stopping_it_is_said_before_it_begins(
    diary: Tracker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said_before(diary, "ice 25", capsys) == (
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
    "start bath --temperature 45",
    "start heat --temperature 61",
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
    ("log heat 20 --temperature 90", "heat-temperature"),
    ("log massage 30 --style hot-stone --with Bo", "unknown-role"),
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


class TestProfessionals:
    """Who is named is a professional where their role says so, and nobody else is."""

    STONES = "start massage 20 --style hot-stone --with"

    @pytest.mark.parametrize(
        "role", ["massage-therapist", "chiropractor", "physical-therapist", "doctor"]
    )
    def test_one_whose_role_allows_it_gives_it(
        self, diary: Tracker, capsys: pytest.CaptureFixture[str], role: str
    ) -> None:
        diary(f"provider add Ana --role {role}")
        assert start(diary, "massage 1 --style hot-stone --with Ana", capsys)[0] == 0
        assert start(diary, "massage 1 --style orthopedic --with Ana", capsys)[0] == 0

    def test_another_kind_of_help_is_no_professional(self, diary: Tracker) -> None:
        diary("provider add Ana --role other")
        assert "belong in a professional's hands" in diary(f"{self.STONES} Ana", code=6)

    @pytest.mark.parametrize(
        "massage", ["--style hot-stone", "--style orthopedic", "--purpose rehabilitation"]
    )
    def test_one_of_no_known_role_gives_it_once_the_role_is_noted(
        self, diary: Tracker, capsys: pytest.CaptureFixture[str], massage: str
    ) -> None:
        diary("provider add 'Ana Ruiz'")
        line = f"massage 1 {massage} --with 'Ana Ruiz'"
        refusal = diary(f"start {line}", code=6)
        assert "nobody noted what Ana Ruiz is." in refusal
        to_type = 'tracker provider edit "Ana Ruiz" --role massage-therapist'
        assert to_type in refusal
        diary(to_type.removeprefix("tracker "))
        assert start(diary, line, capsys)[0] == 0

    def test_a_new_name_is_no_professional(
        self, diary: Tracker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        refusal = diary(f"{self.STONES} Bo", code=6)
        assert "tracker provider add Bo --role massage-therapist" in refusal
        line = "massage 1 --style hot-stone --with Bo --by professional"
        assert start(diary, line, capsys)[0] == 0

    def test_a_plan_is_made_with_a_caution_and_not_held(self, diary: Tracker) -> None:
        diary("plan add exercise --on daily --at 7:30")
        line = "plan add massage --style hot-stone --with Bo --every 7d --at 18:00"
        code, answer, said = diary.run(shlex.split(line))
        assert (code, answer.startswith("Plan 2")) == (0, True)
        assert said.startswith("Caution: Such a massage is given by a professional, and nobody")
        assert "Held" not in diary("due")

    def test_a_gentle_style_asks_nothing_of_who_gives_it(self, diary: Tracker) -> None:
        for style in ("swedish", "thai"):
            asked = diary(f"safety check massage --style {style} --with Bo")
            assert asked.startswith("No care rule speaks against it.")

    def test_a_style_of_ones_own_says_whether_it_is_for_professionals(
        self, diary: Tracker, capsys: pytest.CaptureFixture[str]
    ) -> None:
        diary("config set vocabulary.styles shells:warm:professional,wax:warm,tape")
        assert "professional's hands" in diary("start massage 5 --style shells --by self", code=6)
        diary("condition add neuropathy")
        assert "can be burnt" in diary("start massage 5 --style wax --by self", code=6)
        assert start(diary, "massage 1 --style tape --by self", capsys)[0] == 0


@pytest.mark.parametrize(
    ("experience", "is_said"), [("inexperienced", True), ("specialist", False)]
)
def test_a_severe_condition_and_somebody_inexperienced_are_said_before_it_begins(
    diary: Tracker, capsys: pytest.CaptureFixture[str], experience: str, is_said: bool
) -> None:
    diary("condition add severe")
    diary("condition clear severe --by 'Dr. Lee'")
    diary(f"provider add Bo --role massage-therapist --experience {experience}")
    said = said_before(diary, "massage 20 --with Bo", capsys)
    assert ("this asks for a therapist with experience in it" in said) == is_said


# What is planned already, what passes, and what is refused or cautioned with which rule.
TOGETHER = [
    ("", "ice --on daily --at 8:00 --at 8:45", "ice --on daily --at 8:00 --at 8:44", 6, "ice-gap"),
    ("", "ice --on daily --at 8:00 --at 10:15", "ice --on daily --at 8:00 --at 10:14", 0, "ice-gap"),
    (
        "plan add heat --on daily --at 8:00 --area hip",
        "heat --on daily --at 10:20 --area hip",
        "heat --on daily --at 10:19 --area hip",
        0,
        "heat-gap",
    ),
    (
        "plan add heat --on daily --at 8:00 --area hip",
        "heat --on daily --at 8:30 --area neck",
        "heat --on daily --at 7:30 --area hip",
        0,
        "heat-gap",
    ),
    (
        "plan add heat --on mon --at 8:00",
        "heat --on tue --at 8:30",
        "heat --on mon,tue --at 8:30",
        0,
        "heat-gap",
    ),
    (
        "plan add massage --style hot-stone --by professional --on daily --at 8:00 --minutes 60",
        "heat --on daily --at 11:00",
        "heat --on daily --at 10:59",
        0,
        "heat-gap",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "passes", "held", "code", "rule"), TOGETHER)
def test_plans_are_checked_against_what_falls_on_the_same_day(
    diary: Tracker, before: str, passes: str, held: str, code: int, rule: str
) -> None:
    if before:
        diary("plan add exercise --on daily --at 7:00")
        diary(before)
    code_of_passes, _, said = diary.run(["plan", "add", *shlex.split(passes)])
    assert (code_of_passes, said if code == 0 else "") == (0, "")
    number = json.loads(diary("plan list --json"))["plans"][-1]["number"]
    edit = f"plan edit {number} {held[held.index('--on') :]}"
    for line in (edit, f"plan add {held} --name other"):
        done, _, said = diary.run(shlex.split(line))
        assert (done, rule in said or "the pause is 30 min" in said) == (code, True), said
        if line == edit and code == 0:
            diary("undo")
        if line == edit:
            diary(f"plan remove {number}")


def test_ten_times_ice_a_day_25_minutes_apart_are_refused(diary: Tracker) -> None:
    at = " ".join(f"--at {8 + minute // 60}:{minute % 60:02}" for minute in range(0, 250, 25))
    before = diary.rows()
    assert "the pause is 30 min" in diary(f"plan add ice --on daily {at}", code=6)
    assert diary.rows() == before
    said = diary.run(shlex.split(f"plan add ice --on daily {at} --override 'as told'"))[2]
    assert "ice there 10 times in one day, more than 8 times." in said


def test_heat_plans_of_one_place_count_together(diary: Tracker) -> None:
    four = "--at 0:00 --at 5:00 --at 10:00 --at 15:00"
    diary(f"plan add heat --on daily {four} --area hip")
    four = "--at 2:30 --at 7:30 --at 12:30 --at 17:30"
    diary(f"plan add heat --on daily {four} --area hip")
    said = diary.run(shlex.split("plan add heat --on daily --at 20:00 --area hip"))[2]
    assert "heat there 9 times in one day, more than 8 times." in said
    diary("plan add heat --on daily --at 20:00 --area neck --name neck")


def test_what_the_persons_state_cautions_is_said_of_a_plan_too(diary: Tracker) -> None:
    diary("condition add pregnant")
    said = diary.run(shlex.split("plan add bath --every 7d --at 18:00"))[2]
    assert said.startswith("Caution: You noted pregnancy")
    diary("undo")
    said = diary.run(shlex.split("plan add bath --every 7d --at 18:00 --temperature 39"))[2]
    assert "Held for now: You noted pregnancy" in said


def test_a_plan_that_is_over_by_then_does_not_count(diary: Tracker) -> None:
    diary("plan add heat --on daily --at 8:00 --until 2026-11-25")
    line = "plan add heat --on daily --at 8:30 --name later"
    assert "heat-gap" in diary.run(shlex.split(line))[2]
    diary("undo")
    diary.tick(days=2)
    assert "heat-gap" in diary.run(shlex.split(line))[2]
    diary("undo")
    diary.tick(days=1)
    assert diary.run(shlex.split(line))[2] == ""


def test_a_late_hour_belongs_to_the_persons_day(diary: Tracker) -> None:
    line = "plan add ice --on daily --at 23:30 --at 0:10"
    assert diary.run(shlex.split(line))[0] == 0
    diary("undo")
    diary.configure('day_starts_at = "04:00"\n[reminders]\nnag = false\n')
    assert "ended 25 min before; the pause is 30 min" in diary(line, code=6)


def test_a_plan_that_goes_on_passes_the_gate(diary: Tracker) -> None:
    diary("plan add bath --every 7d --at 18:00")
    diary("plan pause --all")
    diary("condition add pregnant")
    code, answer, said = diary.run(["plan", "resume", "--all"])
    assert (code, "goes on" in answer) == (0, True)
    assert said.startswith("Caution: You noted pregnancy")
    diary("plan pause --all")
    diary("condition end pregnant")
    diary("condition add fever")
    code, answer, said = diary.run(["plan", "resume", "warm bath"])
    assert (code, said) == (0, "")
    assert "Held for now: You noted a fever" in answer
