"""The history finds what notes say, in whatever case it was written, and by the tags in them."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Program, Tracker
from tracker.text import is_said, tags_of

pytestmark = [
    pytest.mark.both(1),
    pytest.mark.diary(
        'log ice 15 --at "5 nov 8:00" --note "Slept BADLY. Überanstrengt, #Knee again"',
        'log heat 20 --at "6 nov 8:00" --note "slept badly on the train #travel"',
        'log massage 60 --with Ana --at "7 nov 8:00" --note "#knee-cap, and #travel"',
        "log ice 10 --at '8 nov 8:00'",
        'log visit 30 --at "9 nov" --note "fine, see #2, mail a#knee or ##knee"',
        'log ice 5 --at "9 nov 7:00" --note "100 % better_off #ÄRGER"',
    ),
]


def numbers(diary: Tracker, words: str) -> list[int]:
    listed = json.loads(diary(f"history {words} --json"))["sessions"]
    return [one["number"] for one in listed]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("--find 'slept badly'", [1, 2]),
        ("--find BADLY", [1, 2]),
        ("--find überANSTRENGT", [1]),
        ("--find 'u\u0308beranstrengt'", [1]),
        ("--find ana", []),
        ("--find %", [6]),
        ("--find r_o", [6]),
        ("--find '#knee'", [1, 3, 5]),
        ("--tag knee", [1]),
        ("--tag '#KNEE'", [1]),
        ("--tag knee-cap", [3]),
        ("--tag ärger", [6]),
        ("--tag travel --tag knee-cap", [3]),
        ("--tag travel --find train", [2]),
        ("--tag travel massage --with ana --since 2026-11-07", [3]),
        ("ice --tag travel", []),
        ("--find badly --limit 1", [2]),
        ("--find e --limit 2", [5, 6]),
        ("--find e --limit 0 --until '8 nov'", [1, 2, 3]),
    ],
)
def test_it_finds_what_notes_say(diary: Tracker, words: str, found: list[int]) -> None:
    assert numbers(diary, words) == found


def test_it_combines_with_every_way_to_answer(diary: Tracker) -> None:
    answer = diary("history --find badly --limit 1")
    assert answer.splitlines()[-1] == (
        "1 session on 1 day, 20 min; only the newest 1 are shown, to see all: "
        "tracker history --limit 0"
    )
    rows = list(csv.DictReader(io.StringIO(diary("history --tag travel --csv"))))
    assert [row["number"] for row in rows] == ["2", "3"]
    assert diary("history --tag never") == "No session fits. All of them: tracker history\n"


def test_it_finds_what_notes_of_readings_say_and_what_was_taken(diary: Tracker) -> None:
    diary("pain 4 --took 'Ibuprofen 400' --note 'after the #travel'")
    diary("pain 5 --took paracetamol --at yesterday")
    diary("pain 6 --at '19 nov' --note 'slept badly'")

    def found(words: str) -> list[int]:
        listed = json.loads(diary(f"history {words} --json"))["readings"]
        return [one["number"] for one in listed]

    assert found("--find IBUPROFEN") == [1]
    assert found("--find 'slept badly'") == [3]
    assert numbers(diary, "--find 'slept badly'") == [1, 2]
    assert found("pain --find a --limit 1") == [1]
    assert found("--tag travel") == [1]
    assert found("--tag ibuprofen") == []
    assert found("--find ibuprofen --tag travel") == [1]
    assert found("--find paracetamol --tag travel") == []
    assert found("ice --find ibuprofen") == []


def test_what_is_found_is_not_held_against_plans(diary: Tracker) -> None:
    diary("config set reminders.nag no")
    diary("plan add ice --on daily --at 8:00")
    diary.tick(days=1)
    assert "Planned" in diary("history --since monday")
    assert "Planned" not in diary("history --since monday --tag knee")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("--find ' '", 'some words are needed, as in --find "slept badly".'),
        (f"--find {'x' * 101}", "what is looked for has at most 100 characters, this has 101."),
        ("--tag 'two words'", '--tag two words: a tag is one word that stands behind a # in a note, as in knee.'),
        ("--tag 12", "--tag 12: a tag is one word that stands behind a # in a note, as in knee."),
        ("--tag ''", "a tag is one word"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_said(diary: Tracker, line: str, complaint: str) -> None:
    assert complaint in diary(f"history {line}", code=2)


@pytest.mark.in_file
def test_tags_complete_out_of_the_diary(diary: Tracker, program: Program) -> None:
    line = "tracker history --tag "
    variables = {"_TRACKER_COMPLETE": "bash_complete", "COMP_CWORD": "3"}
    done = program("", variables={**variables, "COMP_WORDS": line})
    words = [item.partition(",")[2] for item in done.stdout.splitlines()]
    assert words == ["ÄRGER", "knee-cap", "travel", "Knee"]
    done = program("", variables={**variables, "COMP_WORDS": f"{line}kn"})
    assert [item.partition(",")[2] for item in done.stdout.splitlines()] == ["knee-cap", "Knee"]


@given(
    words=st.lists(
        st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0xFF), min_size=1), max_size=4
    )
)
def test_a_tag_in_a_note_is_found_by_itself_in_any_case(words: list[str]) -> None:
    note = "before " + " ".join(f"#{word}" for word in words)
    assert len(tags_of(note)) <= len(words)
    for word in words:
        assert is_said(note, None, [word.upper()])
        assert is_said(note, word.casefold(), [word])
    assert not is_said(note, None, ["before"])
