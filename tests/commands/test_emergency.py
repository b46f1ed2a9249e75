"""An emergency that was noted stands before all else, until it is ended."""

import pytest

from tests.commands.conftest import QUIET
from tests.commands.schema import checked
from tests.conftest import Tracker

WAYS = ("", "today", "due", "summary", "summary --weeks 2", "plan next", "insights")
FIRST = "Emergency signs, noted today 10:00. This needs help now. Call 112 or go to "
FULL = ("plan add exercise --on daily --at 20:00", "log heat 20")

pytestmark = [
    pytest.mark.both(1),
    pytest.mark.diary(settings=f'{QUIET}\n[safety]\nemergency_number = "112"\n', passed_over=()),
]


@pytest.mark.parametrize("is_empty", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_it_stands_first_until_it_is_ended(diary: Tracker, way: str, is_empty: bool) -> None:
    for line in () if is_empty else FULL:
        diary(line)
    without = diary(way)
    assert "mergency" not in without
    diary("redflags saddle")
    first, second, *others = diary(way).splitlines()
    assert first.startswith(FIRST)
    assert second == 'Seen by a doctor? tracker condition end "emergency signs"'
    if is_empty:
        assert others == without.splitlines()
    diary("condition end 'emergency signs'")
    assert diary(way) == without


@pytest.mark.parametrize("way", WAYS)
def test_after_three_days_it_asks_whether_it_was_seen_to(diary: Tracker, way: str) -> None:
    diary("redflags saddle")
    diary.tick(days=3, seconds=-1)
    assert diary(way).splitlines()[1].startswith("Seen by a doctor? ")
    diary.tick(seconds=1)
    first, second, *_ = diary(way).splitlines()
    assert first.startswith("Emergency signs, noted Sun 22 Nov 10:00. ")
    assert second == 'Noted 3 days ago. Seen to? tracker condition end "emergency signs"'
    diary.tick(days=2)
    assert diary(way).splitlines()[1].startswith("Noted 5 days ago. Seen to? ")


@pytest.mark.parametrize("way", WAYS[1:])
def test_programs_are_told_of_it(diary: Tracker, way: str) -> None:
    assert checked(diary(f"{way} --json"))["emergency"] is None
    diary("redflags saddle")
    assert checked(diary(f"{way} --json"))["emergency"] == {
        "since": "2026-11-22T09:00:00+00:00",
        "name": "emergency signs",
    }


@pytest.mark.parametrize("signs", ["none", "weeks", "feverish"])
def test_what_is_less_urgent_does_not(diary: Tracker, signs: str) -> None:
    diary(f"redflags {signs}")
    for way in WAYS:
        assert "mergency" not in diary(way)


def test_a_doctors_word_that_is_to_be_looked_at_again_is_said_at_home(diary: Tracker) -> None:
    diary("condition add disc --severe")
    diary("condition clear disc --by 'Dr. Lee' --until 2026-12-03")
    diary.tick(days=10, hours=13, minutes=59)  # 23:59 of the day before.
    assert "Dr. Lee" not in diary("")
    diary.tick(minutes=1)
    assert diary("").splitlines()[-1] == (
        "The word of Dr. Lee about disc no longer counts since Thu 3 Dec. "
        'Agreed again? tracker condition clear disc --by "Dr. Lee"'
    )
    diary("condition end disc")
    assert "Dr. Lee" not in diary("")
