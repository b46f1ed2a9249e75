"""What was noted meets an exercise on every way to begin, plan or record it."""

import json
import shlex

import pytest

from tests.commands.conftest import QUIET
from tests.conftest import Tracker
from tracker.cli import main

MORNING = "routine add morning cat-stretch:1x1 bird-dog:1x1"
pytestmark = pytest.mark.diary(MORNING, settings=QUIET)

CAUTION = (
    "Caution: You noted osteoporosis (osteoporosis, since Sun 22 Nov); {} bends or turns "
    "the back further than weak bones may bear. Instead: {}. "
    "(tracker safety show exercise-weak-bones)\n"
)
OF_CAT = CAUTION.format("cat stretch", "bird dog, pelvic tilt, walking")
OF_CURL = CAUTION.format("McGill curl-up", "bird dog, deep abdominal hold, walking")

# What is typed, and what is said besides the answer where weak bones were noted.
WAYS = {
    "plan add exercise cat-stretch bird-dog --on daily": OF_CAT,
    "plan add exercise --routine morning --on daily": OF_CAT,
    "plan add exercise cat-stretch mcgill-curl-up --on daily": OF_CAT + OF_CURL,
    "plan add exercise bird-dog --on daily": "",
    "plan add exercise --on daily": "",
    "routine add evening cat-stretch plank": OF_CAT,
    "routine add evening bird-dog": "",
    "routine edit morning bridge mcgill-curl-up": OF_CURL,
    "routine edit morning --name early": "",
}


@pytest.mark.parametrize(("line", "said"), WAYS.items())
def test_what_is_planned_or_put_together_is_cautioned(diary: Tracker, line: str, said: str) -> None:
    assert diary.run(shlex.split(line))[::2] == (0, "")
    diary("undo")
    diary("condition add osteoporosis")
    assert diary.run(shlex.split(line))[::2] == (0, said)
    diary("undo")
    diary("condition clear osteoporosis --by 'Dr. Lee'")
    assert diary.run(shlex.split(line))[::2] == (0, "")
    diary("undo")
    diary("undo")
    diary("condition end osteoporosis")
    assert diary.run(shlex.split(line))[::2] == (0, "")


def before_it_begins(diary: Tracker, line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is said before a session begins, by a clock that ends with its beginning."""
    readings = iter([diary.now] * 2)
    capsys.readouterr()
    with pytest.raises(StopIteration):
        main(shlex.split(line), lambda: next(readings))
    said = capsys.readouterr().err
    diary.run(["start", "--cancel"])
    return said


@pytest.mark.parametrize(
    "line", ["start exercise cat-stretch:1x1", "start exercise --routine morn"]
)
def test_a_caution_is_said_before_an_exercise_begins(
    diary: Tracker, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert before_it_begins(diary, line, capsys) == ""
    diary("condition add osteoporosis")
    assert before_it_begins(diary, line, capsys) == OF_CAT
    assert before_it_begins(diary, "start exercise bird-dog:1x1", capsys) == ""


def test_what_was_done_is_stored_with_its_caution(diary: Tracker) -> None:
    diary("condition add osteoporosis --at '1 hour ago'")
    line = "log exercise --routine morning mcgill-curl-up --minutes 10"
    said = diary(line)
    assert said.startswith("#1  Back exercises")
    assert "".join(f"{one.strip()}\n" for one in said.splitlines()[1:3]) == OF_CAT + OF_CURL
    told = json.loads(diary(f"{line} --json"))["cautions"]
    assert [one["rule"] for one in told] == ["exercise-weak-bones"] * 2
    assert "Caution" not in diary(f"{line} --at 'yesterday 9:00'")
    assert "Caution" not in diary("log exercise bird-dog --minutes 10")
    assert "Caution" not in diary("log exercise --minutes 10")


def test_an_injury_cautions_in_its_area_while_it_is_fresh(diary: Tracker) -> None:
    diary("condition add fall --injury --area lower-back --at '71h ago'")
    assert "which is where this works: plank." in diary("log exercise plank --minutes 5")
    assert "Caution" not in diary("log exercise chin-tuck --minutes 5")
    diary.tick(hours=2)
    assert "Caution" not in diary("log exercise plank --minutes 5")


def test_an_exercise_of_ones_own_is_cautioned_by_nothing(diary: Tracker) -> None:
    diary("condition add osteoporosis")
    diary("exercise add 'cat cow' --dose 1x10")
    assert "Caution" not in diary("log exercise cat-cow --minutes 5")


@pytest.mark.parametrize("word", ["posture", "postural-dysfunction", "'muscle imbalance'"])
def test_a_posture_that_is_off_asks_for_an_expert_until_one_agreed(
    diary: Tracker, word: str
) -> None:
    assert "(posture)" in diary(f"condition add {word}") or word == "posture"
    said = diary("log exercise --minutes 5")
    assert "let an expert look at it first, such as a physical therapist" in said
    assert "expert" in diary("safety check massage --purpose rehabilitation --by professional")
    assert "expert" not in diary("safety check massage --purpose relaxation --by partner")
    diary(f"condition clear {word} --by 'Dr. Lee'")
    assert "expert" not in diary("log exercise --minutes 5")


@pytest.mark.parametrize("kind", ["heat", "ice", "bath"])
def test_an_operation_holds_heat_and_ice_until_whoever_operated_agreed(
    diary: Tracker, kind: str
) -> None:
    diary("condition add operation --area hip")
    assert diary(f"start {kind} 10 --area hip", code=6).startswith("Held: You noted recent surgery")
    if kind != "bath":
        assert "Held" not in diary(f"safety check {kind} --minutes 10 --area neck")
    diary("condition clear operation --by 'Dr. Lee'")
    assert "Held" not in diary(f"safety check {kind} --minutes 10 --area hip")


def test_an_exercise_says_for_whom_it_is_not_and_what_else_to_do(diary: Tracker) -> None:
    shown = diary("exercise show cat-cow")
    assert (
        "Care      Pad sore knees and wrists; ask first with weak bones (osteoporosis).\n" in shown
    )
    assert (
        "Instead   bird dog, pelvic tilt, walking, if you noted osteoporosis, fracture, surgery or "
        "injury.\n"
    ) in shown
    told = json.loads(diary("exercise show cat-cow --json"))["exercise"]
    assert told["meets"] == ["osteoporosis", "fracture", "surgery", "injury"]
    assert told["instead"] == ["bird-dog", "pelvic-tilt", "walking"]
    assert "Instead" not in diary("exercise show breathing")
