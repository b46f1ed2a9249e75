"""High pain: it offers the red flags, and holds massage until they were gone through or it is lower."""

import json
import shlex
from pathlib import Path

import pytest

from tests.commands.conftest import QUIET
from tests.commands.schema import checked
from tests.conftest import Tracker
from tests.reminding_desk import MINUTE, Desk, at

OFFER = "Pain this high: tracker redflags asks what matters now."
HELD = "counts as severe here (from 7 of 10 up); massage waits until you went through the red flags"

pytestmark = [pytest.mark.both(1), pytest.mark.diary(settings=QUIET)]


def is_held(diary: Tracker) -> bool:
    """Tell whether massage is held by high pain, of which every way to ask says the same."""
    answers = {
        "check": HELD in diary("safety check massage"),
        "start": HELD in diary.run(shlex.split("start massage 20 --plain --override x"))[2],
        "plan": HELD in diary.run(shlex.split("plan add massage --every 7d --name try"))[2],
    }
    diary("undo")
    assert len(set(answers.values())) == 1, answers
    return answers["check"]


@pytest.mark.parametrize("kind", ["massage", "heat", "ice", "bath", "exercise", "visit"])
@pytest.mark.parametrize(
    ("pain", "is_high", "holds"),
    [
        ("6", False, False),
        ("7", True, True),
        ("3:9", True, True),
        ("9:9", True, True),
        ("6:6", False, False),
        ("9:6", True, False),
    ],
)
def test_a_high_reading_before_or_after_acts_in_any_kind(
    diary: Tracker, kind: str, pain: str, is_high: bool, holds: bool
) -> None:
    assert (OFFER in diary(f"log {kind} --minutes 20 --pain {pain}")) == is_high
    assert is_held(diary) == holds
    assert HELD not in diary("safety check heat")


@pytest.mark.parametrize(
    ("later", "holds"),
    [
        ("log heat 20 --pain 3", False),
        ("log heat 5 --pain 3 --at '10m ago'", False),
        ("log heat 20 --pain 3 --at '6:00'", True),
        ("log heat 20 --pain 8", True),
    ],
)
def test_of_what_overlaps_the_last_word_counts(diary: Tracker, later: str, holds: bool) -> None:
    diary("log heat 20 --pain 9:9")
    diary.tick(minutes=5)
    diary(later)
    assert is_held(diary) == holds


def test_it_is_the_limit_of_the_settings(diary: Tracker) -> None:
    diary("config set safety.limits pain-needs-doctor.hold=5")
    assert OFFER not in diary("log heat 20 --pain 3:4")
    assert OFFER in diary("log heat 20 --pain 3:5")
    assert "from 5 of 10 up" in diary("start massage", code=6)


def test_programs_are_told_of_it(diary: Tracker) -> None:
    assert checked(diary("log heat 20 --pain 3:6 --json"))["offers_red_flags"] is False
    assert json.loads(diary("log heat 20 --pain 3:7 --json"))["offers_red_flags"] is True


def test_a_correction_counts_as_well(diary: Tracker) -> None:
    diary("log heat 20 --pain 3:4")
    assert OFFER in diary("edit 1 --pain 3:8")
    assert is_held(diary)
    diary("undo")
    assert not is_held(diary)


def test_a_massage_that_was_done_all_the_same_is_stored_with_its_caution(diary: Tracker) -> None:
    assert f"Caution: Pain 9 of 10 {HELD}" in " ".join(diary("log massage --pain 9").split())
    diary("log heat 20 --pain 9:9 --at '2h ago'")
    said = " ".join(diary("log massage 20 --at '1h ago'").split())
    assert f"Caution: Pain 9 of 10 {HELD}" in said
    assert HELD not in diary("log massage 20 --at '4h ago'")
    assert HELD not in diary("log massage 20 --at yesterday")


# What is logged after a high reading at 09:00, and whether massage is held then.
LATER = [
    ("", True),
    ("log ice 10 --pain 3 --at 09:30", False),
    ("log ice 10 --pain 8 --at 09:30", True),
    ("log ice 10 --at 09:30", True),
    ("log ice 10 --pain 3 --at 07:00", True),
    ("log ice 10 --pain 9:6 --at 09:30", False),
    ("log ice 10 --pain 3 --at 2026-11-22", False),  # The day alone: as it was written down.
    ("log ice 10 --pain 8 --at 2026-11-22", True),
    ("log ice 10 --pain 3 --at yesterday", True),
    ("redflags none", False),
    ("redflags weeks", False),
    ("condition add disc --severe", False),  # Held, but by the condition.
]


@pytest.mark.parametrize(("line", "holds"), LATER)
def test_the_latest_reading_decides_until_the_flags_were_gone_through(
    diary: Tracker, line: str, holds: bool
) -> None:
    diary("log heat 20 --pain 9:8 --at 08:40")
    diary.tick(minutes=10)
    if line:
        diary(line)
    assert is_held(diary) == holds


def test_a_session_of_which_only_the_day_is_known_stands_by_its_number(diary: Tracker) -> None:
    for pain, holds in ((9, True), (3, False), (8, True)):
        diary(f"log heat 20 --pain {pain} --at 2026-11-22")
        assert is_held(diary) == holds


def test_a_new_high_reading_asks_anew(diary: Tracker) -> None:
    diary("log heat 20 --pain 9:9")
    diary.tick(minutes=5)
    diary("redflags none")
    assert not is_held(diary)
    diary.tick(hours=3)
    diary("log heat 20 --pain 8 --at '4h ago'")
    assert not is_held(diary)
    diary("log heat 20 --pain 8")
    assert is_held(diary)


def test_the_reading_that_is_told_at_the_start_is_lifted_by_flags_just_gone_through(
    diary: Tracker,
) -> None:
    assert HELD in diary("start massage 20 --pain 8", code=6)
    diary("redflags none")
    diary.tick(hours=1)
    assert HELD not in diary("safety check massage --pain 8")
    diary.tick(seconds=1)
    assert HELD in diary("safety check massage --pain 8")


def test_a_lower_reading_that_is_told_at_the_start_lets_it_begin(diary: Tracker) -> None:
    diary("log heat 20 --pain 9:9")
    assert HELD in diary("safety check massage")
    assert HELD not in diary("safety check massage --pain 6")


def test_a_doctors_word_does_not_silence_a_new_high_reading(diary: Tracker) -> None:
    diary("condition add severe")
    assert "massage waits until a doctor has agreed" in diary("safety check massage --pain 10")
    diary("condition clear severe --by 'Dr. Lee'")
    assert "No care rule speaks against it." in diary("safety check massage --pain 6")
    assert HELD in diary("safety check massage --pain 10")
    diary("log heat 20 --pain 9:9")
    assert is_held(diary)
    diary("redflags none")
    assert not is_held(diary)


def test_signs_that_are_urgent_go_on_holding_it(diary: Tracker) -> None:
    diary("log heat 20 --pain 9:9")
    diary("redflags feverish")
    assert "Held: You noted signs that a doctor should look at soon" in diary("start massage", 6)
    diary("condition end 'urgent signs'")
    assert not is_held(diary)


def test_it_is_over_with_its_day_and_what_it_held_is_excused(diary: Tracker) -> None:
    diary("plan add exercise --on daily --at 23:00")
    diary("plan add massage --on daily --at 18:00")
    diary("plan add heat --on daily --at 18:30")
    diary("log visit 20 --pain 9:9")
    why = f"Pain 9 of 10 {HELD}"
    assert f" 18:00 - massage, 1 h held: {why}" in " ".join(diary("today").split())
    assert f" Held 18:00 massage, 1 h {why}" in " ".join(diary("due").split())
    assert f'Held for now: "massage". {why}' in diary("plan next --days 2")
    assert checked(diary("plan next --days 2 --json"))["held"] == [2]
    diary.tick(hours=13, minutes=59)  # 23:59.
    assert HELD in diary("due")
    diary.tick(minutes=1)
    assert not is_held(diary)
    assert "massage" not in diary("due").partition("Missed")[2]
    assert json.loads(diary("summary --json --week yesterday"))["week"]["kept"]["excused"] == 1


def test_the_day_is_the_persons_own(diary: Tracker) -> None:
    diary.configure(f'day_starts_at = "04:00"\n{QUIET}')
    diary.tick(hours=15)  # 01:00 of Monday, which is still Sunday.
    diary("log heat 20 --pain 9:9")
    diary.tick(hours=2, minutes=59)
    assert is_held(diary)
    diary.tick(minutes=1)
    assert not is_held(diary)


def test_a_massage_on_the_screen_is_taken_off_and_the_next_one_waits(
    tmp_path: Path, empty_diary: Path
) -> None:
    desk = Desk(tmp_path, "2026-11-23 10:00", empty_diary)
    try:
        desk.plan("rub", "12:00 18:00", kind="massage", minutes=60)
        desk.plan("warm", "12:02", kind="heat-pack")
        assert desk.tick("2026-11-23 12:00") == ['Massage "rub", 1 h']
        assert desk.tick("2026-11-23 12:02") == ['Heat pack "warm", 20 min']
        desk.now = at("2026-11-23 12:05")
        desk.app.renew()
        told = {"pain_before": 9, "duration": 10 * MINUTE}
        with desk.app.journal() as journal:
            journal.log(desk.app.entry("ice", told))
        assert desk.tick() == []
        assert desk.reminders() == [("23 12:00", "held"), ("23 12:02", "shown")]
        assert HELD in desk.decided()[1][1]
        assert desk.channel.closed == ["bus:1.1/1"]
        assert 'Massage "rub", 1 h' not in desk.tick("2026-11-23 18:00")
        assert desk.reminders()[-1] == ("23 18:00", "held")
        desk.now = at("2026-11-23 18:05")
        desk.app.renew()
        with desk.app.journal() as journal:
            journal.red_flags.go_through([])
        with desk.app.reading() as journal:
            assert journal.hold(journal.plans.living()[0], desk.now) is None
    finally:
        desk.close()


def test_a_reading_of_after_midnight_is_one_of_its_own_day(diary: Tracker) -> None:
    diary.tick(hours=14, minutes=30)  # Monday, 00:30.
    diary("log heat 60 --pain 3:9")
    assert is_held(diary)
    diary.tick(hours=23)
    assert is_held(diary)
    diary.tick(hours=1)
    assert not is_held(diary)


def test_a_check_takes_the_reading_after_as_the_present_one(diary: Tracker) -> None:
    assert HELD in diary("safety check massage --pain 3:9")
    assert HELD not in diary("safety check massage --pain 9:3")
