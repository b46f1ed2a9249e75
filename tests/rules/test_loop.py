"""Loop Habit Tracker: its CSV files of both forms, and its backup."""

import datetime as dt
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings

from tests.rules.foreign import (
    REACH,
    SAMPLES,
    archive,
    check_survives,
    ignored,
    mutated_archive,
    read,
    refusals,
    taken,
)
from tracker.care.incoming import Incoming
from tracker.errors import BadInput
from tracker.exchange import loop_csv, loop_db
from tracker.exchange.source import Source
from tracker.exchange.values import length_in

LOOP = SAMPLES / "loop"
NEW, OLD = (
    LOOP / "Loop Habits CSV 2026-09-14.zip",
    LOOP / "Loop Habits CSV 2023-03-05 (older form).zip",
)
BACKUP = LOOP / "Loop Habits Backup 2026-11-23 180000.db"
MINUTE = dt.timedelta(minutes=1)
MASSAGES = "001 Massage/Checkmarks.csv"
HABITS = b"Position,Name,Type,Unit\n001,Massage,YES_NO,\n002,Plank,NUMERICAL,reps\n"

Told = tuple[str, str, dt.timedelta | None, str | None]


def essence(one: Incoming) -> Told:
    assert one.at is None
    assert one.kind is None
    return str(one.day), one.names[0], one.duration, one.told.get("note")


def test_the_csv_files_are_joined_by_number_and_named_by_the_list() -> None:
    told = read(loop_csv, NEW)
    assert list(map(essence, taken(told))) == [
        ("2026-09-14", "Massage", None, None),
        ("2026-09-07", "Massage", None, "Praxis Müller, Schmerz 6 -> 3"),
        ("2026-09-09", "Rückenübungen", 7.5 * MINUTE, None),
        ("2026-09-08", "Rückenübungen", 20 * MINUTE, "3 Sätze"),
        ("2026-09-07", "Rückenübungen", 15 * MINUTE, None),
        ("2026-09-10", "Heat pack, lower back", None, None),
        ("2026-09-08", "Heat pack, lower back", None, "20 min"),
    ]
    assert ignored(told) == ["it was ticked by Loop itself, as it was not due."] * 6 + [
        "it was not done.",
        "it was skipped.",
    ]
    assert len(told) == 15
    assert taken(told)[1].where == f"{MASSAGES}, line 9"


def test_the_older_files_have_numbers_alone_and_large_ones_are_amounts() -> None:
    told = read(loop_csv, OLD)
    assert list(map(essence, taken(told))) == [
        ("2023-03-05", "Massage", None, None),
        ("2023-03-01", "Massage", None, None),
        ("2023-03-05", "Walk", None, "4.2"),
        ("2023-03-04", "Walk", None, "1.5"),
    ]
    assert [one.doubts for one in taken(told)] == [(), ()] + [
        ("Loop does not say what the amount counts, so it stands in the note.",)
    ] * 2
    assert len(told) == 8


def test_a_backup_tells_the_same_under_the_numbers_of_its_habits() -> None:
    told = read(loop_db, BACKUP)
    assert list(map(essence, taken(told))) == [
        ("2026-09-07", "Massage", None, "Praxis Müller, Schmerz 6 -> 3"),
        ("2026-09-14", "Massage", None, None),
        ("2026-09-07", "Rückenübungen", 15 * MINUTE, None),
        ("2026-09-08", "Rückenübungen", 20 * MINUTE, "3 Sätze"),
        ("2026-09-09", "Rückenübungen", 7.5 * MINUTE, None),
        ("2026-09-08", "Heat pack, lower back", None, "20 min"),
        ("2026-09-10", "Heat pack, lower back", None, None),
        ("2026-09-08", "Ibuprofen", None, "400 mg"),
    ]
    assert taken(told)[0].key == "0f3d9b1c2a4e4b7d9c1a5e6f7a8b9c01 2026-09-07"
    assert len(ignored(told)) == 5
    assert len(told) == 13


@pytest.mark.parametrize(("reader", "path"), [(loop_csv, NEW), (loop_csv, OLD), (loop_db, BACKUP)])
def test_no_two_entries_have_the_same_key(reader: ModuleType, path: Path) -> None:
    keys = [one.key for one in taken(read(reader, path))]
    assert len(set(keys)) == len(keys)


def test_each_format_takes_its_own_files_alone() -> None:
    every = [path for path in SAMPLES.rglob("*") if path.is_file()]
    assert {path for path in every if loop_csv.fits(Source(path))} == {NEW, OLD}
    assert {path for path in every if loop_db.fits(Source(path))} == {BACKUP}


def test_words_for_small_amounts_are_amounts_where_the_habit_is_counted(tmp_path: Path) -> None:
    # Loop writes an amount of two thousandths by the word for it.
    answers = b"Date,Value,Notes\n2026-01-01,YES_MANUAL,\n2026-01-02,YES_AUTO,\n2026-01-03,NO,\n"
    path = archive(tmp_path / "a.zip", {"Habits.csv": HABITS, "002 Plank/Checkmarks.csv": answers})
    told = read(loop_csv, path)
    assert [one.told["note"] for one in taken(told)] == ["0.002 reps", "0.001 reps"]
    assert ignored(told) == ["it was not done."]


def test_single_answers_that_are_none_are_refused_with_their_line(tmp_path: Path) -> None:
    answers = (
        b"\xef\xbb\xbfDate,Value,Notes\r\n"
        b'2026-01-01,YES_MANUAL,"over\r\ntwo lines"\r\n'
        b"0000-01-01,YES_MANUAL,\r\n"
        b"9999-12-31,YES_MANUAL,\r\n"
        b"2026-02-30,YES_MANUAL,\r\n"
        b"20260101,YES_MANUAL,\r\n"
        b"2026-01-02,MAYBE,\r\n"
        b"2026-01-03,15000,\r\n"
        b"2026-01-04\r\n"
        b"\r\n"
        b'2026-01-05,YES_MANUAL,"a"b\r\n'
        b"2026-01-06,YES_MANUAL,\r\n"
    )
    path = archive(
        tmp_path / "a.zip",
        {"x/Habits.csv": HABITS, f"x/{MASSAGES}": answers, "x/009 Gone/Checkmarks.csv": answers},
    )
    told = read(loop_csv, path)
    assert list(map(essence, taken(told))) == [
        ("2026-01-01", "Massage", None, "over\ntwo lines"),
        ("2026-01-06", "Massage", None, None),
    ]
    assert refusals(told) == [
        f"x/{MASSAGES}, line {line}: {value}: {reason}"
        for line, value, reason in [
            (4, "0000-01-01", "it is no day of the calendar."),
            (5, "9999-12-31", REACH),
            (6, "2026-02-30", "it is no day of the calendar."),
            (7, "20260101", "it is no day, as in 2026-11-20."),
            (8, "MAYBE", "it is no answer that Loop knows."),
            (9, "15000", "it is no answer that Loop knows."),
            (10, "2026-01-04", "it is no day, an answer and a note."),
            (12, "", "its quotation marks are broken, or it is far too long."),
        ]
    ] + ["x/009 Gone/Checkmarks.csv: : its habit is not in the list of habits, Habits.csv."]


def test_habits_of_one_name_keep_their_answers_apart(tmp_path: Path) -> None:
    habits = b"Position,Name,Type\n001,Heat,YES_NO\n002,Heat,YES_NO\n"
    answers = b"Date,Value,Notes\n2026-01-01,YES_MANUAL,\n"
    path = archive(
        tmp_path / "a.zip",
        {
            "Habits.csv": habits,
            "001 Heat/Checkmarks.csv": answers,
            "002 Heat/Checkmarks.csv": answers,
        },
    )
    assert [one.key for one in taken(read(loop_csv, path))] == [
        "Heat 2026-01-01",
        "Heat (2) 2026-01-01",
    ]


@pytest.mark.parametrize(
    ("habits", "answers", "why"),
    [
        (b"", b"", None),
        (b"Name,Position\n", b"", "Loop writes no such line as 1 of Habits.csv."),
        (b"Position,Name\n,Massage\n", b"", "line 2 of Habits.csv begins with no number."),
        (HABITS.decode().encode("utf-16"), b"", None),
        (
            b"Position,Name\n" + b"".join(b"%d,x\n" % one for one in range(10_001)),
            b"",
            "it has more than 10,000 habits.",
        ),
        (HABITS, b"2026-01-01,2\x00\n", "line 1 holds a NUL, so that is no text."),
        (HABITS, b"2026-01-01,YES_MANUAL,\xe4\n", "what follows line 0 is not UTF-8."),
        (HABITS, b"2026-01-01,2," + b"x" * 1_000_001, "line 1 is longer than 1,000,000 letters."),
        (HABITS, b"x\n" * 5_000_001, f"{MASSAGES} in it is larger than 10 MB, so it is none."),
    ],
)
def test_files_that_loop_does_not_write_are_refused_as_a_whole(
    tmp_path: Path, habits: bytes, answers: bytes, why: str | None
) -> None:
    packed = zipfile.ZIP_STORED if len(answers) > 5_000_000 else zipfile.ZIP_DEFLATED
    path = archive(tmp_path / "a.zip", {"Habits.csv": habits, MASSAGES: answers}, packed)
    if why is None:
        assert taken(read(loop_csv, path)) == []
        return
    with pytest.raises(BadInput) as refused:
        read(loop_csv, path)
    assert why in str(refused.value)


def test_a_number_without_end_is_none_of_a_habit(tmp_path: Path) -> None:
    name = f"{'1' * 5000} x/Checkmarks.csv"
    path = archive(tmp_path / "a.zip", {"Habits.csv": HABITS, MASSAGES: b"", name: b""})
    assert read(loop_csv, path) == []


@pytest.mark.parametrize(
    ("amount", "length"),
    [
        ("20 min", 20 * MINUTE),
        ("1,5 Std.", 90 * MINUTE),
        ("0.5 heures", 30 * MINUTE),
        ("90 sec", 1.5 * MINUTE),
        ("15", None),
        ("4200 m", None),
        ("2 tablets", None),
        ("999999999 h", 999_999_999 * 60 * MINUTE),
        ("min", None),
    ],
)
def test_lengths_are_told_from_other_amounts_by_their_unit(
    amount: str, length: dt.timedelta | None
) -> None:
    assert length_in(amount) == length


@settings(max_examples=60, deadline=None)
@given(mutated_archive(NEW) | mutated_archive(OLD))
def test_whatever_stands_in_the_archive_ends_in_entries_or_in_a_refusal(content: bytes) -> None:
    check_survives(loop_csv, content, has_own_keys=False)
