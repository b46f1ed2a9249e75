"""What the person notes of their health, and what the care rules answer when they are asked."""

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import QUIET
from tests.commands.schema import checked
from tests.conftest import Program, Tracker
from tracker.care.safety import Finding, Limit, Rule, condition_kinds, rules, signs
from tracker.care.safety.rules import source_of
from tracker.journal.passing import refusal
from tracker.show.terminal import UNICODE, Look, wrapped

pytestmark = [pytest.mark.both(1), pytest.mark.diary(settings=QUIET)]

BACK = "Take back: tracker undo\n"
NOTED = {
    "flu": "Flu (contagious-illness), since today 10:00.",
    "measles --contagious --note 'bad one'": (
        'Measles (contagious-illness), since today 10:00. Note: "bad one".'
    ),
    "fall --injury --area low:left --at 'yesterday 16:00'": (
        "Fall (injury), left lower back, since yesterday (Sat 21 Nov) 16:00."
    ),
    "bruise --at 2026-11-22": "Bruise (injury), since today 00:00.",
    "disc --severe": "Disc (severe), since today 10:00.",
    "diabetes": "Diabetes, since today 10:00.",
    "COVID-19": "COVID-19 (contagious-illness), since today 10:00.",
    "'slipped disc'": "Slipped disc (severe), since today 10:00.",
    "pills --as Warfarin": "Pills (anticoagulants), since today 10:00.",
    "hip --as fracture --area hip --until 2026-11-30": (
        "Hip (fracture), hip, since today 10:00, over Tue 1 Dec 00:00."
    ),
}


@pytest.mark.parametrize(("words", "said"), NOTED.items())
def test_a_condition_is_noted_and_taken_back(diary: Tracker, words: str, said: str) -> None:
    before = diary.rows()
    assert diary(f"condition add {words}") == f"{said}\n{BACK}"
    assert diary("condition list") == f"{said}\n"
    assert diary("undo") == f"Took back: condition add {shlex.split(words)[0]}.\n"
    assert diary.rows() == before


REFUSED = {
    "condition add measles": (2, '"measles" is no condition that the care rules know by itself.'),
    "condition add x --injury --severe": (2, "a condition is one thing: give one of the options."),
    "condition add x --as nosuch": (2, "--as nosuch is no condition that the care rules know."),
    "condition add '' --severe": (2, "Nothing was stored."),
    "condition add late --as fever --until 2026-11-20": (2, "lies before the condition began."),
    "condition add FLU": (4, '"FLU" is noted already.'),
    "condition end nothing": (3, 'no condition "nothing" is noted now.'),
    "condition end flu --at 'yesterday 8:00'": (
        2,
        '"2026-11-21" lies before the condition began, Sun 22 Nov.',
    ),
    "condition clear flu --by ' '": (2, "a clearance needs the doctor's name."),
    "condition clear flu --by Lee --on yesterday": (
        2,
        "--on 2026-11-21 lies before the condition began, Sun 22 Nov.",
    ),
    "condition clear flu --by Lee --on tomorrow": (2, "--on tomorrow lies in the future."),
    "condition clear flu --by Lee --until yesterday": (
        2,
        "--until 2026-11-21 is not after the day of that word, Sun 22 Nov.",
    ),
    "safety show nothing-like-it": (3, 'there is no care rule "nothing-like-it".'),
    "safety check ice --style swedish": (2, "ice has no --style; massage has it."),
    "redflags nosuch": (2, '"nosuch" is no sign that is asked about.'),
    "redflags none saddle": (2, '"none saddle": either there are signs, or there is none.'),
    "config set safety.limits ice-length.caution=31": (2, "ice-length.caution=31"),
    "config set safety.limits ice-length.caution=4": (2, "ice-length.caution=4"),
}


@pytest.mark.parametrize(("line", "refusal"), REFUSED.items())
def test_what_cannot_be_is_refused(diary: Tracker, line: str, refusal: tuple[int, str]) -> None:
    diary("condition add flu")
    before = diary.rows()
    code, words = refusal
    assert words in diary(line, code=code)
    assert diary.rows() == before


def test_a_condition_ends_is_cleared_and_each_is_taken_back(diary: Tracker) -> None:
    diary("condition add disc --severe --at '19 nov 10:00'")
    cleared = "Disc (severe), since Thu 19 Nov 10:00; Dr. Lee agreed Fri 20 Nov."
    assert diary("condition clear severe --by 'Dr. Lee' --on 2026-11-20") == f"{cleared}\n{BACK}"
    diary.tick(hours=2)
    ended = "Disc (severe), since Thu 19 Nov 10:00, over today 12:00; Dr. Lee agreed Fri 20 Nov."
    assert diary("condition end di") == f"{ended}\n{BACK}"
    assert diary("condition list") == (
        "Nothing is noted. Note what care depends on: tracker condition add flu\n"
    )
    assert diary("condition list --all") == f"{ended}\n"
    assert diary("undo") == "Took back: condition end disc.\n"
    assert diary("condition list") == f"{cleared}\n"
    assert diary("undo") == "Took back: condition clear disc.\n"
    assert diary("condition list") == "Disc (severe), since Thu 19 Nov 10:00.\n"


def test_a_doctors_word_counts_until_it_is_to_be_looked_at_again(diary: Tracker) -> None:
    diary("condition add disc --severe")
    until = "condition clear disc --by 'Dr. Lee' --until 2026-12-03"
    agreed = (
        "Disc (severe), since today 10:00; Dr. Lee agreed today, to be looked at again Thu 3 Dec."
    )
    assert diary(until) == f"{agreed}\n{BACK}"
    told = checked(diary("condition list --json"))["conditions"][0]
    assert told["cleared_until"] == "2026-12-03"
    diary.tick(days=10, hours=13, minutes=59)  # 23:59 of the day before.
    assert "No care rule" in diary("safety check massage")
    diary.tick(minutes=1)
    assert "massage waits until a doctor has agreed" in diary("safety check massage")
    diary("condition clear disc --by 'Dr. Lee'")
    assert "No care rule" in diary("safety check massage")
    assert json.loads(diary("condition list --json"))["conditions"][0]["cleared_until"] is None


def test_json_says_what_is_noted(diary: Tracker) -> None:
    diary("condition add fall --injury --area low:left --at 'yesterday 16:00' --note x")
    assert json.loads(diary("condition list --json"))["conditions"] == [
        {
            "key": "injury",
            "name": "fall",
            "area": {"name": "lower-back", "side": "left"},
            "from_at": "2026-11-21T15:00:00+00:00",
            "until_at": None,
            "cleared_by": None,
            "cleared_on": None,
            "cleared_until": None,
            "note": "x",
        }
    ]


def test_a_name_cannot_write_to_the_terminal(diary: Tracker) -> None:
    diary.run(["condition", "add", "a\x1b[31mb", "--contagious"])
    for line in ("condition list", "condition list --json", "safety check massage", "undo"):
        assert "\x1b" not in diary(line)


def test_a_day_is_that_of_the_person(diary: Tracker) -> None:
    """A condition of this very day begins, and is cleared, at midnight where the person is."""
    diary.tick(hours=-9, minutes=-30)  # 00:30 in Berlin, the day before in UTC.
    diary("condition add disc --severe --at 2026-11-22")
    assert "(disc, since Sun 22 Nov)" in diary("safety check massage")
    diary("condition clear disc --by Lee")
    assert diary("safety check massage").startswith("No care rule speaks against it.")


def test_the_rules_are_listed_and_shown_with_their_limits(diary: Tracker) -> None:
    listed = diary("safety list").splitlines()
    assert listed[0].split() == ["rule", "can", "say"]
    assert next(line for line in listed if line.startswith("ice-length")) == (
        "ice-length                   refuse or caution  Ice stays on for 20 min at most."
    )
    assert "contagious-illness" in diary("safety list --conditions")
    assert set(json.loads(diary("safety list --json"))) >= {"shape", "version"}
    assert (
        diary("safety show ice-length")
        == """\
ice-length
Looks at  ice
Says      Ice stays on for 20 min at most.
To do     About 15 min is enough; look at the skin halfway.
Limit     refuse past 30 min (10 min to 45 min)
Limit     caution past 20 min (5 min to 30 min)
Change    tracker config set safety.limits "ice-length.refuse=30"
Sources   Sherwood Forest Hospitals NHS, Heat and ice (read at the source)
          NHS, Sprains and strains (read in a copy)
"""
    )


def test_every_rule_can_be_shown(diary: Tracker) -> None:
    for line in diary("safety list").splitlines()[1:-1]:
        rule, sentence = line.split()[0], re.split(r"  +", line)[2]
        shown = diary(f"safety show {rule}")
        assert "{" not in shown
        assert "another the rest" not in shown
        assert re.search(r"\nSources?   ", shown)
        assert f"\nSays      {sentence}\n" in shown
        assert re.fullmatch(r"[A-Z].*[a-z0-9C]\.", sentence)
        told = json.loads(diary(f"safety show {rule} --json"))
        assert (told["rule"]["id"], told["rule"]["says"]) == (rule, sentence)


def test_in_a_pipe_the_signs_have_no_mark_beyond_ascii(diary: Tracker) -> None:
    assert "(38 C, 100.4 F, or more)" in diary("redflags")
    assert diary("redflags").isascii()


def test_a_rule_is_said_with_the_limit_that_is_set(diary: Tracker) -> None:
    diary("config set safety.limits ice-length.caution=10")
    assert "Ice stays on for 10 min at most." in diary("safety list")
    limit = json.loads(diary("safety show ice-length --json"))["rule"]["limits"][1]
    assert (limit["key"], limit["value"], limit["default"]) == ("ice-length.caution", 10, 20)


REFUSALS = [
    (rule, limit)
    for rule in rules().values()
    for limit in rule.limits or (None,)
    if (limit.level if limit else rule.level) in ("hold", "refuse")
]


@pytest.mark.parametrize(("rule", "limit"), REFUSALS)
def test_a_refused_start_fits_six_lines(rule: Rule, limit: Limit | None) -> None:
    words = {"value": "40 min", "limit": "30 min", "left": "20 min", "name": "ringworm"}
    words |= {"who": "Annemarie Ruiz", "noting": 'tracker provider edit "Annemarie Ruiz"'}
    names = [condition_kinds()[key].name for key in rule.conditions]
    words["condition"] = f"{max(names, key=len, default='')} (since Mon 23 Nov)"
    assumed = ""
    if rule.conditions and not rule.everywhere:
        assumed = " Without --area it is the right shoulder."
    refused = refusal(
        Finding(
            rule.id,
            limit.level if limit else rule.level or "refuse",
            rule.says.format_map(words) + assumed,
            rule.next.format_map(words),
            source_of(rule, limit),
            overridable=rule.override,
        )
    )
    look = Look(UNICODE, 80, 24, is_coloured=False)
    lines = [f"{refused.message} Nothing was stored.", *refused.hint.split("\n")]
    told = "\n".join(wrapped(line, look, "  ") for line in lines)
    assert len(told.splitlines()) <= 6, told


WAY = re.compile(r"tracker (condition (?:end|clear) \{name\}(?: --[a-z]+ [A-Z]+)*)")
WAYS = sorted({way for rule in rules().values() for way in WAY.findall(rule.next)})


@pytest.mark.parametrize("way", WAYS)
def test_the_way_that_a_rule_names_works_as_it_is_typed(diary: Tracker, way: str) -> None:
    diary("condition add flu")
    assert diary(way.format(name="flu")).startswith("Flu (contagious-illness), since today")


@pytest.mark.parametrize(
    ("rule", "limit"),
    [
        ("heat-length", "caution past 30 min (5 min to 60 min)"),
        ("ice-gap", "caution when sooner than 2 h (30 min to 8 h)"),
        ("injury-48h-heat", "refuse in the first 48 h (24 h to 168 h)"),
        ("pain-needs-doctor", "hold from 7 of 10 up (4 of 10 to 10 of 10)"),
        ("heat-temperature", "refuse past 60 °C, whatever the reason (55 °C to 65 °C)"),
        ("heat-per-day", "caution past 8 times (1 time to 12 times)"),
    ],
)
def test_a_limit_says_on_which_side_of_it_the_rule_speaks(
    diary: Tracker, rule: str, limit: str
) -> None:
    assert f"Limit     {limit}\n" in diary(f"safety show {rule}")


def test_massage_without_exercise_names_both_guidelines(diary: Tracker) -> None:
    shown = diary("safety show massage-without-exercise")
    assert "NG59" in shown
    assert "NBK599210" in shown


def test_a_limit_is_set_within_its_range_and_a_looser_one_is_said(diary: Tracker) -> None:
    assert "30 min is looser than the 20 min of its source" in diary(
        "config set safety.limits ice-length.caution=30"
    )
    assert "Caution" not in diary("safety check ice --minutes 25 --barrier")
    assert diary("config set safety.limits ice-length.caution=5") == (
        "safety.limits is now ice-length.caution=5.\n"
    )
    assert "Caution: 6 min of ice is longer than 5 min." in diary("safety check ice --minutes 6")


def test_a_check_stores_nothing_and_says_what_it_is_not(diary: Tracker) -> None:
    before = diary.rows()
    assert diary("safety check heat") == (
        "No care rule speaks against it.\n"
        "This diary is not medical advice and never stands in for a doctor.\n"
    )
    found = json.loads(diary("safety check ice --minutes 31 --json"))["findings"]
    assert found[0]["level"] == "refuse"
    assert diary.rows() == before


@pytest.mark.parametrize(
    "line",
    [
        "exercise bird-dog:3x10 plank",
        "exercise --routine morning --area lower-back --note x",
        "massage 30 --with Ana --by partner --cost 80 --covered 50 --pain 4:2 --style ''",
        "ice 15 --barrier --at '2h ago'",
        "visit 30 --with 'Dr. Lee'",
    ],
)
def test_a_check_takes_what_log_takes(diary: Tracker, line: str) -> None:
    diary("routine add morning bird-dog")
    before = diary.rows()
    assert diary(f"safety check {line}").startswith("No care rule speaks against it.")
    assert diary.rows() == before
    diary(f"log {line}")


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("exercise nosuch", 2, '"nosuch" is no exercise'),
        ("exercise --routine nosuch", 3, "nosuch"),
        ("massage --exercise plank", 2, "has no --exercise"),
    ],
)
def test_a_check_refuses_what_log_refuses(diary: Tracker, line: str, code: int, words: str) -> None:
    assert words in diary(f"safety check {line}", code=code)


def test_a_check_judges_now_and_with_a_time_that_time(diary: Tracker) -> None:
    diary("condition add flu --at '1h ago'")
    assert diary("safety check massage 30").startswith("Held: You noted a contagious illness")
    earlier = "safety check massage 30 --at '3h ago'"
    assert diary(earlier).startswith("No care rule speaks against it.")


def test_a_check_knows_the_quiet_hours(diary: Tracker) -> None:
    diary.configure('[reminders]\nnag = false\nquiet = "22:00-07:00"\n')
    assert "quiet hours" not in diary("safety check heat")
    diary.tick(hours=13)
    assert "Not now: These are your quiet hours" in diary("safety check heat")


@pytest.mark.parametrize(
    ("at", "hours", "is_fresh"),
    [
        # 10:00 on a Sunday: the day of the fall ends at midnight, 48 hours later it is Tuesday.
        ("2026-11-20", 13.9, True),
        ("2026-11-20", 14, False),
        ("'2026-11-20 12:00'", 1.9, True),
        ("'2026-11-20 12:00'", 2, False),
    ],
)
def test_an_injury_of_a_day_alone_counts_from_the_end_of_that_day(
    diary: Tracker, at: str, hours: float, is_fresh: bool
) -> None:
    diary(f"condition add fall --at {at}")
    diary.tick(hours=hours)
    assert ("for the first 48 h" in diary("safety check massage")) == is_fresh


def test_the_day_of_an_injury_ends_when_the_persons_day_does(diary: Tracker) -> None:
    diary.configure('day_starts_at = "04:00"\n[reminders]\nnag = false\n')
    diary("condition add fall --at 2026-11-20")
    diary.tick(hours=17.9)
    assert "for the first 48 h" in diary("safety check massage")
    diary.tick(hours=0.1)
    assert "for the first 48 h" not in diary("safety check massage")


class TestRedFlags:
    def test_where_nobody_can_be_asked_they_are_listed_and_nothing_is_stored(
        self, diary: Tracker
    ) -> None:
        before = diary.rows()
        listed = diary("redflags")
        assert listed.startswith("Emergency now\n  both-legs: ")
        assert listed.endswith(
            "One of them is so? tracker redflags SIGN...\nNone is? tracker redflags none\n"
        )
        assert checked(diary("redflags --json"))["answered"] is None
        assert diary.rows() == before

    @pytest.mark.parametrize(
        ("words", "said", "signs", "level", "noted"),
        [
            ("none", "None of these signs.", "", None, []),
            ("tender", "Ask a doctor or a physiotherapist", "tender", "ask-early", []),
            ("weeks", "Make an appointment", "weeks", "doctor", []),
            ("weeks feverish", "Speak to a doctor", "weeks,feverish", "urgent", ["urgent-signs"]),
            (
                "cancer shoulder-blades",
                "Speak to a doctor",
                "cancer,shoulder-blades",
                "urgent",
                ["urgent-signs"],
            ),
            ("saddle", "This needs help now.", "saddle", "emergency", ["emergency-signs"]),
        ],
    )
    def test_what_was_answered_is_written_down_and_taken_back(
        self, diary: Tracker, words: str, said: str, signs: str, level: str | None, noted: list[str]
    ) -> None:
        before = diary.rows()
        answer = diary(f"redflags {words}")
        assert answer.startswith(said)
        assert answer.endswith(BACK)
        (row,) = diary.rows()["red_flag_answers"]
        assert row[1:-1] == ("2026-11-22 09:00:00.000000", "2026-11-22", signs, level)
        assert [one[1] for one in diary.rows()["conditions"]] == noted
        assert diary("undo") == f"Took back: redflags {signs.replace(',', ', ') or 'none'}.\n"
        assert diary.rows() == before

    def test_a_combination_says_why(self, diary: Tracker) -> None:
        _, why, noted, _ = diary("redflags cancer shoulder-blades").splitlines()
        assert why == "With cancer in your history, pain like this is looked at within a day."
        end = 'tracker condition end "urgent signs"'
        assert noted == f'Noted as "urgent signs": massage waits. Seen by a doctor? {end}'
        told = checked(diary("redflags cancer shoulder-blades --json"))
        assert (told["level"], told["answered"]) == ("urgent", ["cancer", "shoulder-blades"])
        assert [one["id"] for one in told["combinations"]] == ["cancer-spine"]
        assert told["noted"]["key"] == "urgent-signs"

    def test_urgent_signs_hold_massage_alone_until_they_are_ended(self, diary: Tracker) -> None:
        diary("redflags feverish")
        said = diary("start massage", code=6)
        assert said.startswith("Held: You noted signs that a doctor should look at soon")
        assert 'tracker condition end "urgent signs"' in said
        for kind in ("heat", "ice", "bath", "exercise"):
            assert "No care rule" in diary(f"safety check {kind}")
        diary("redflags none")
        diary("start massage", code=6)
        diary("condition end 'urgent signs'")
        assert "No care rule" in diary("safety check massage")

    @pytest.mark.parametrize("words", ["saddle", "saddle --json"])
    def test_an_emergency_is_kept_even_where_the_answer_cannot_be_shown(
        self, diary: Tracker, program: Program, words: str
    ) -> None:
        with open("/dev/full", "w") as full:
            done = program(f"redflags {words}", stdout=full)
        assert done.returncode == 1
        assert done.stderr.startswith("This needs help now.")
        assert [row[1] for row in diary.rows()["conditions"]] == ["emergency-signs"]
        assert len(diary.rows()["red_flag_answers"]) == 1

    @pytest.mark.in_file
    def test_what_to_do_is_said_even_where_it_cannot_be_written_down(self, diary: Tracker) -> None:
        diary.database.write_bytes(b"no diary at all, but long enough for one" * 100)
        code, answer, complaint = diary.run(["redflags", "saddle"])
        assert (code, answer) == (5, "")
        assert complaint.startswith("This needs help now.")

    @pytest.mark.parametrize("json_option", ["", " --json"])
    def test_an_emergency_is_noted_once_and_holds_everything_else(
        self, diary: Tracker, json_option: str
    ) -> None:
        for _ in range(2):
            diary(f"redflags saddle{json_option}")
        assert diary("condition list").count("\n") == 1
        for kind in ("massage", "heat-pack", "ice", "warm-bath", "exercise"):
            assert "everything else waits" in diary(f"start {kind}", code=6)
        for kind in ("massage", "heat", "ice", "bath", "exercise"):
            assert "Held for now" in diary.run(["plan", "add", kind, "--every", "7d"])[2]
        assert "No care rule" in diary("safety check visit")
        diary("condition end 'emergency signs'")
        assert "everything else waits" not in diary("safety check massage")

    def test_the_emergency_number_is_a_setting(self, diary: Tracker) -> None:
        diary("config set safety.emergency_number 112")
        assert diary("redflags saddle").startswith("This needs help now. Call 112 or go to")

    @pytest.mark.parametrize(
        ("answers", "asked", "said"),
        [
            ("n" * len(signs()), len(signs()), "None of these signs."),
            ("nny", 3, "This needs help now."),
        ],
    )
    def test_on_a_terminal_each_is_asked(
        self, diary: Tracker, home: Path, answers: str, asked: int, said: str
    ) -> None:
        ours, theirs = pty.openpty()
        try:
            os.write(ours, "".join(f"{one}\n" for one in answers).encode())
            done = subprocess.run(
                [sys.executable, "-m", "tracker", "redflags"],
                stdin=theirs,
                capture_output=True,
                env={**os.environ, "HOME": str(home)},
                encoding="utf-8",
                timeout=30,
                check=True,
            )
        finally:
            os.close(ours)
            os.close(theirs)
        assert done.stdout.startswith(said)
        assert done.stderr.count("[y/N]") == asked
        assert len(diary.rows()["red_flag_answers"]) == 1


def test_a_word_of_the_night_is_no_older_than_what_it_is_about(diary: Tracker) -> None:
    diary.configure('day_starts_at = "04:00"\n[reminders]\nnag = false\n')
    diary.tick(hours=15)  # Monday, 01:00, which is Sunday night.
    diary("condition add severe")
    assert "Lee agreed" in diary("condition clear severe --by Lee")
    assert "No care rule" in diary("safety check massage")


def test_a_word_counts_for_a_day_at_least(diary: Tracker) -> None:
    diary("condition add severe")
    refusal = diary("condition clear severe --by Lee --until today", code=2)
    assert "is not after the day of that word" in refusal
    diary("condition clear severe --by Lee --until tomorrow")
    assert "No care rule" in diary("safety check massage")


def test_no_sign_now_does_not_hide_what_was_noted_before(diary: Tracker) -> None:
    diary("redflags saddle")
    assert 'Still noted: "emergency signs".' in diary("redflags none")
    assert "Still noted" not in diary("redflags saddle")
    diary("condition end 'emergency signs'")
    assert "Still noted" not in diary("redflags none")


def test_how_the_time_of_a_condition_was_read_is_said_beside_the_answer(diary: Tracker) -> None:
    code, answer, beside = diary.run(
        ["condition", "add", "fall", "--injury", "--at", "yesterday at 4"]
    )
    assert (code, answer) == (0, f"Fall (injury), since yesterday (Sat 21 Nov) 16:00.\n{BACK}")
    assert beside == (
        '4 could be 04:00 or 16:00; taken as 16:00, the later. The other: --at "2026-11-21 04:00".\n'
    )
    code, answer, beside = diary.run(["condition", "end", "fall", "--at", "at 7"])
    assert "over today 07:00." in answer
    assert beside == "7 could be 07:00 or 19:00; taken as 07:00, as 19:00 is still to come.\n"


class TestStylesOfOnesOwn:
    @pytest.mark.parametrize(
        "words",
        ["shells:warm,shells", "shells,shells:warm", "swedish:warm", "classic:professional"],
    )
    def test_what_would_lose_its_marks_is_refused(self, diary: Tracker, words: str) -> None:
        assert "vocabulary.styles" in diary(f"config set vocabulary.styles {words}", code=2)

    def test_it_is_shown_as_it_says_of_itself(self, diary: Tracker) -> None:
        diary("config set vocabulary.styles shells:warm:professional,lava")
        shown = diary("style show shells")
        assert "Warm       Yes, for the care rules" in shown
        assert "Given by   A professional only" in shown
        assert "Given by" not in diary("style show lava")
        told = json.loads(diary("style show shells --json"))["style"]
        assert (told["heat"], told["professional"], told["goal"]) == (True, "required", None)
        row = next(one for one in diary("style list").splitlines() if "shells" in one)
        assert row.split() == ["shells", "a", "professional", "only", "warm"]
        assert "professional's hands" in diary("safety check massage --style shells --by self")
