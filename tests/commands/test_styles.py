"""The styles of massage are looked up: what each is, and that the choice is the person's own."""

import json

import pytest

from tests.commands.terminals import drawn, plain
from tests.conftest import Tracker
from tracker.care.catalogue import GOALS, styles
from tracker.show.terminal import width_of

CHOICE = (
    "No two therapists work alike, even within one style, and they stand anywhere from science to "
    "holistic. Which of them suits you is your own choice.\n"
)
ORTHOPEDIC = f"""\
Orthopedic
What       Works on one complaint after an assessment of it, often together with medical care.
Goal       Clinical
Approach   Science, unless your therapist says otherwise
Pressure   Deep
Warm       No
Given by   A professional only
Back pain  Meant for it
Also       orthopaedic, medical, clinical
Source     The article this program grew from; the rest is a default of ours \
(read in a copy, a report, or at a source of less weight)

{CHOICE}"""


def test_the_styles_are_listed_by_their_goal_and_the_choice_is_left(tracker: Tracker) -> None:
    lines = tracker("style list").splitlines()
    assert [one for one in lines if not one.startswith(" ")] == [
        *("Relaxation", "Clinical", "Movement re-education", "Acupressure and similar", "Mixed"),
        "Meant for back pain: orthopedic, structural.",
        CHOICE.rstrip("\n"),
        "Each in full: tracker style show NAME",
    ]
    assert len(lines) == 1 + len(GOALS) + len(styles()) + 3
    assert (
        "  orthopedic            science   deep      a professional only    for back pain" in lines
    )
    assert "  hot-stone             mixed     gentle    a professional only    warm" in lines
    assert "  swedish               science   gentle    anyone" in lines


def test_a_style_is_shown_by_any_of_its_names(tracker: Tracker) -> None:
    for name in ("orthopedic", "ortho", "Medical", "orthopaedic"):
        assert tracker(f"style show {name}") == ORTHOPEDIC
    swedish = tracker("style show swedish")
    assert "Back pain  Not in particular\n" in swedish
    assert "Given by   Anyone\n" in swedish
    assert "Warm       Yes, a session counts as one of heat too\n" in tracker("style show stone")


def test_a_style_of_ones_own_stands_last_and_says_that_no_more_is_known(tracker: Tracker) -> None:
    assert "Your own" not in tracker("style list")
    tracker("config set vocabulary.styles thumbs")
    lines = tracker("style list").splitlines()
    assert lines[lines.index("Your own") + 1] == "  thumbs"
    assert tracker("style show thumbs") == (
        "Thumbs\n"
        "Note       A style of your own, from the settings; no more is known of it.\n"
        f"\n{CHOICE}"
    )
    own = json.loads(tracker("style show thumbs --json"))["style"]
    assert own["is_own"]
    assert [own[name] for name in ("goal", "approach", "professional", "source")] == [None] * 4
    assert json.loads(tracker("style list --json"))["styles"][-1] == own


def test_a_program_reads_what_a_person_does(tracker: Tracker) -> None:
    listed = json.loads(tracker("style list --json"))
    assert {one["id"] for one in listed["styles"] if one["meant_for_back"]} == {
        *("orthopedic", "structural")
    }
    assert {one["id"] for one in listed["styles"] if one["heat"]} == {"hot-stone"}
    assert f"{listed['choice']}\n" == CHOICE
    shown = json.loads(tracker("style show orthopedic --json"))
    assert shown["style"] in listed["styles"]
    assert (shown["style"]["professional"], shown["style"]["deep_pressure"]) == ("required", "yes")


@pytest.mark.parametrize(
    ("word", "refusal"),
    [
        ("swedsh", 'there is no style of massage "swedsh".\n  Did you mean swedish?'),
        ("xyzzy", 'there is no style of massage "xyzzy".\n  All of them: tracker style list'),
    ],
)
def test_a_style_that_is_not_known_is_not_found(tracker: Tracker, word: str, refusal: str) -> None:
    assert tracker(f"style show {word}", code=3) == f"Error: {refusal}\n"


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("line", ["style list", "style show hot-stone"])
def test_no_line_is_wider_than_the_terminal(tracker: Tracker, line: str, columns: int) -> None:
    text = plain(drawn(tracker, line.split(), columns))
    assert max(map(width_of, text.splitlines())) <= columns
    assert "for back pain" in text or columns < 80 or "show" in line
