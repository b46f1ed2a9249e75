"""What was written down is corrected, deleted and taken back."""

import datetime as dt

import pytest

from tests.conftest import Tracker

MASSAGE = (
    'log massage 60 --style swedish --with Ana --by partner --purpose relaxation --cost 80 '
    '--covered 50 --claim paid --pain 6:3 --area neck --note Good --at "20 nov 17:05"'
)  # fmt: skip
ICE = "log ice 15 --temperature 4 --barrier --at 8:00"
EXERCISE = "log exercise bird-dog:3x10x8s plank --at yesterday"

pytestmark = [pytest.mark.both, pytest.mark.diary(MASSAGE, ICE, EXERCISE, dt.timedelta(minutes=25))]

IN_FULL = (
    "Massage, swedish, 1 h with Ana by a partner for relaxation, Fri 20 Nov 17:05 to 18:05. "
    'Neck, pain 6 -> 3. 80.00 EUR, 50.00 covered. Claim: paid. Note: "Good".'
)
EDITS = {
    "edit 1 --minutes 45": IN_FULL.replace("1 h", "45 min").replace("18:05", "17:50"),
    'edit #1 --at "19 nov 9:00"': IN_FULL.replace("Fri 20 Nov 17:05 to 18:05", "Thu 19 Nov 09:00 to 10:00"),
    "edit 1 --at 2026-11-19": IN_FULL.replace("Fri 20 Nov 17:05 to 18:05", "Thu 19 Nov"),
    "edit 1 --pain 5:1": IN_FULL.replace("6 -> 3", "5 -> 1"),
    "edit 1 --pain 5": IN_FULL.replace("6 -> 3", "5 -> 3"),
    "edit 1 --pain :1": IN_FULL.replace("6 -> 3", "6 -> 1"),
    "edit 1 --pain 5-1": IN_FULL.replace("6 -> 3", "5 -> 1"),
    "edit 1 --pain 5/1": IN_FULL.replace("6 -> 3", "5 -> 1"),
    "edit 1 --pain '5 -> 1'": IN_FULL.replace("6 -> 3", "5 -> 1"),
    'edit 1 --pain ""': IN_FULL.replace(", pain 6 -> 3", ""),
    "edit 1 --area hip:left --area buttock": IN_FULL.replace("Neck", "Left hip, buttock"),
    'edit 1 --area ""': IN_FULL.replace("Neck, pain", "Pain"),
    "edit 1 --style hot": IN_FULL.replace("swedish", "hot stone") + "\n    Caution: Heated stones "
    "belong in a professional's hands; a stone that is too hot can burn within a minute. (tracker "
    "safety show hot-stone-professional)",
    'edit 1 --style ""': IN_FULL.replace(" swedish,", ""),
    'edit 1 --with ""': IN_FULL.replace(" with Ana", ""),
    "edit 1 --by self": IN_FULL.replace("a partner", "yourself"),
    'edit 1 --by ""': IN_FULL.replace(" by a partner", ""),
    "edit 1 --purpose pain": IN_FULL.replace("relaxation", "pain relief"),
    'edit 1 --purpose ""': IN_FULL.replace(" for relaxation", ""),
    "edit 1 --cost 90": IN_FULL.replace("80.00", "90.00"),
    "edit 1 --cost '90 USD' --covered 60": IN_FULL.replace("80.00 EUR, 50", "90.00 USD, 60"),
    "edit 1 --covered 80": IN_FULL.replace("50.00", "80.00"),
    'edit 1 --covered ""': IN_FULL.replace(", 50.00 covered", ""),
    'edit 1 --cost "" --covered ""': IN_FULL.replace(" 80.00 EUR, 50.00 covered.", ""),
    "edit 1 --claim refused": IN_FULL.replace("paid", "refused"),
    'edit 1 --claim ""': IN_FULL.replace(" Claim: paid.", ""),
    "edit 1 --note Better": IN_FULL.replace("Good", "Better"),
    'edit 1 --note ""': IN_FULL.replace(' Note: "Good".', ""),
    "edit 2 --temperature 41F --no-barrier": "Ice, 15 min at 5 C, today 08:00 to 08:15. Without a barrier.\n"
    "    Caution: Ice on bare skin can burn it. (tracker safety show ice-barrier)",
    'edit 2 --temperature ""': "Ice, 15 min, today 08:00 to 08:15. With a barrier.",
    "edit 2 --feels swollen": "Ice, 15 min at 4 C, today 08:00 to 08:15. With a barrier, felt swollen.",
    "edit 2 --relief 36h": "Ice, 15 min at 4 C, today 08:00 to 08:15. With a barrier. Relief for 36 h.",
    "edit 3 --effort hard --relief none": "Back exercises, 15 min, yesterday (Sat 21 Nov). "
    "Bird dog 3x10x8 s, plank. Effort hard. No relief.",
    "edit 3 --exercise walking:20m --exercise bridge": "Back exercises, 15 min, yesterday (Sat 21 Nov). Walking 20 min, bridge.",
    'edit 3 --exercise ""': "Back exercises, 15 min, yesterday (Sat 21 Nov).",
}  # fmt: skip


@pytest.mark.parametrize(("line", "answer"), EDITS.items())
def test_each_field_can_be_changed_or_emptied_and_taken_back(
    diary: Tracker, line: str, answer: str
) -> None:
    number = line.split()[1].strip("#")
    before = diary.rows()
    assert diary(line) == f"#{number}  Now: {answer}\n    Take back: tracker undo\n"
    assert diary.rows() != before
    assert diary("undo").startswith(f"Took back: #{number} is again: ")
    assert diary.rows() == before


def test_everything_can_be_emptied_at_once(diary: Tracker) -> None:
    empty = ["pain", "area", "style", "with", "by", "purpose", "cost", "covered", "claim", "note"]
    assert diary("edit 1 " + " ".join(f'--{option} ""' for option in empty)) == (
        "#1  Now: Massage, 1 h, Fri 20 Nov 17:05 to 18:05.\n    Take back: tracker undo\n"
    )
    rows = diary.rows()
    assert (rows["massages"], rows["services"], rows["session_areas"]) == ([], [], [])


@pytest.mark.parametrize("option", ["feels stiff", "relief 60d"])
def test_what_was_told_of_a_feeling_can_be_emptied(diary: Tracker, option: str) -> None:
    before = diary(f"edit 2 --note {option.split()[0]}")
    assert diary(f"edit 2 --{option}") != before
    assert diary(f"edit 2 --{option.split()[0]} ''") == before


def test_an_edit_says_who_is_new_and_what_now_shares_its_time(diary: Tracker) -> None:
    diary("log massage 30 --at '20 nov 18:10'")
    assert diary("edit 1 --with Bo --minutes 70") == (
        f"#1  Now: {IN_FULL.replace('1 h with Ana', '1 h 10 min with Bo').replace('18:05', '18:15')}\n"
        "    It shares some time with #4; both are kept.\n"
        "    Bo is new. Take back: tracker undo\n"
    )
    assert "shares" not in diary("edit 1 --note x")


def test_several_are_deleted_at_once_and_come_back_at_once(diary: Tracker) -> None:
    before = diary.rows()
    assert diary("delete 2 #1 2") == (
        "Deleted #2 ice, today 08:00.\n"
        "Deleted #1 massage, Fri 20 Nov 17:05.\n"
        "Take back: tracker undo\n"
    )
    assert [row[0] for row in diary.rows()["sessions"]] == [3]
    assert diary("undo") == (
        "Took back: #2 ice, today 08:00, is back.\n"
        "           #1 massage, Fri 20 Nov 17:05, is back.\n"
    )
    assert diary.rows() == before


def test_of_several_none_is_deleted_where_one_does_not_exist(diary: Tracker) -> None:
    before = diary.rows()
    assert diary("delete 1 99", code=3) == (
        "Error: there is no session #99. Nothing was stored.\n"
        "  The numbers stand in: tracker history\n"
    )
    assert diary.rows() == before


def test_undo_goes_back_step_by_step_to_the_empty_diary(diary: Tracker) -> None:
    diary("edit 2 --minutes 10")
    diary("delete 3")
    assert [diary("undo") for _ in range(5)] == [
        "Took back: #3 back exercises, yesterday (Sat 21 Nov), is back.\n",
        "Took back: #2 is again: Ice, 15 min at 4 C, today 08:00 to 08:15. With a barrier.\n",
        "Took back: #3 back exercises, yesterday (Sat 21 Nov), is gone.\n",
        "Took back: #2 ice, today 08:00, is gone.\n",
        "Took back: #1 massage, Fri 20 Nov 17:05, is gone.\n",
    ]
    assert set(map(len, diary.rows().values())) == {0}
    assert diary("undo", code=3) == (
        "Error: there is nothing to take back: the diary has no change left.\n"
    )
    assert diary("log ice").startswith("#4  ")


def test_a_deletion_of_many_is_taken_back_in_few_words(tracker: Tracker) -> None:
    for number in range(1, 15):
        tracker(f"log ice 5 --at '{number}h ago'")
    tracker("delete " + " ".join(map(str, range(1, 15))))
    lines = tracker("undo").splitlines()
    assert (len(lines), lines[-1]) == (11, "           and 4 more.")
    assert len(tracker.rows()["sessions"]) == 14


def test_what_could_be_taken_back_is_listed_the_next_one_first(diary: Tracker) -> None:
    diary("edit 2 --minutes 10")
    diary.tick(days=1)
    diary("delete 1 3")
    assert (
        diary("undo --list")
        == """\
What `tracker undo` would take back, the first line first:
  today 10:25                   delete  #1 massage, 2026-11-20 17:05, #3 back exercises, 2026-11-21
  yesterday (Sun 22 Nov) 10:25  edit    #2 ice, 2026-11-22 08:00
  yesterday (Sun 22 Nov) 10:00  log     #3 back exercises, 2026-11-21
  yesterday (Sun 22 Nov) 10:00  log     #2 ice, 2026-11-22 08:00
  yesterday (Sun 22 Nov) 10:00  log     #1 massage, 2026-11-20 17:05
"""
    )


def test_last_is_the_session_that_was_logged_last(tracker: Tracker) -> None:
    assert tracker("edit last --pain 3", code=3) == (
        "Error: there is no session yet. Nothing was stored.\n  Log one: tracker help log\n"
    )
    tracker("log ice 15 --at 8:00")
    tracker("log heat 20 --at yesterday")
    assert tracker("edit last --pain 3").startswith("#2  Now: Heat pack, 20 min, yesterday")
    assert tracker("delete Last").startswith("Deleted #2 heat pack")
    assert tracker("delete last 1").startswith("Deleted #1 ice")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("edit 3000000000 --note x", "session #3000000000"),
        ("delete 999999999999999999", "session #999999999999999999"),
        ("edit p3000000000 --note x", "reading p3000000000"),
        ("delete c3000000000", "check-in c3000000000"),
    ],
)
def test_a_number_beyond_all_that_a_table_can_hold_is_none(
    diary: Tracker, line: str, what: str
) -> None:
    assert f"there is no {what}." in diary(line, code=3)
