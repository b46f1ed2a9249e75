"""Loop Habit Tracker: its CSV files of both forms, and its backup."""

import datetime as dt
import random
import sqlite3
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import closing
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
    members,
    mutated,
    mutated_archive,
    read,
    refusals,
    taken,
)
from tracker.care.incoming import Incoming
from tracker.database import APPLICATION_ID
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
Changed = Callable[..., Path]


def essence(one: Incoming) -> Told:
    assert one.at is None
    assert one.kind is None
    return str(one.day), one.names[0], one.duration, one.told.get("note")


@pytest.fixture
def backup(tmp_path: Path) -> Changed:
    """Return how a copy of the backup is made and changed by statements."""

    def change(*statements: str, **values: object) -> Path:
        path = tmp_path / "Loop #1 50%.db"
        path.write_bytes(BACKUP.read_bytes())
        with closing(sqlite3.connect(path)) as db:
            for statement in statements:
                db.execute(statement, values)
            db.commit()
        return path

    return change


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


def test_names_of_members_lead_nowhere(tmp_path: Path) -> None:
    new = members(NEW)
    path = archive(
        tmp_path / "a.zip",
        {f"../../{name}": content for name, content in new.items()} | {"/etc/passwd": b"root"},
    )
    before = sorted(tmp_path.parent.parent.iterdir())
    assert len(read(loop_csv, path)) == 15
    assert sorted(tmp_path.parent.parent.iterdir()) == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_number_without_end_is_none_of_a_habit(tmp_path: Path) -> None:
    name = f"{'1' * 5000} x/Checkmarks.csv"
    path = archive(tmp_path / "a.zip", {"Habits.csv": HABITS, MASSAGES: b"", name: b""})
    assert read(loop_csv, path) == []


def test_an_archive_that_unpacks_without_end_is_refused_early(tmp_path: Path) -> None:
    # Each of them alone is small enough.
    answers = {
        f"{number:03} x/Checkmarks.csv": (b"x" * 999_999 + b"\n") * 9 for number in range(1, 4)
    }
    habits = b"Position,Name,Type\n" + b"".join(b"%03d,x,YES_NO\n" % one for one in range(1, 4))
    path = archive(tmp_path / "bomb.zip", {"Habits.csv": habits, **answers})
    with pytest.raises(BadInput, match="unpacks to more than 200 times its size"):
        read(loop_csv, path)


def test_an_archive_with_a_password_or_packed_otherwise_is_refused_in_words(
    tmp_path: Path,
) -> None:
    path = archive(tmp_path / "a.zip", members(NEW), zipfile.ZIP_LZMA)
    with pytest.raises(BadInput, match="packed in a way that is not known here"):
        read(loop_csv, path)
    content = bytearray(NEW.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + flags] |= 1
    path.write_bytes(content)
    with pytest.raises(BadInput, match="an archive with a password"):
        read(loop_csv, path)


def test_an_archive_of_far_too_many_files_is_not_even_listed(tmp_path: Path) -> None:
    # The end of an archive says where the list of its members stands, and how long that is.
    end = b"PK\x05\x06" + bytes(8) + (5_000_000).to_bytes(4, "little") + bytes(6)
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(5_000_000) + end)
    with pytest.raises(BadInput, match="far too many files"):
        loop_csv.fits(Source(path))


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


def test_values_of_the_wrong_type_are_refused_one_by_one(backup: Changed) -> None:
    path = backup(
        "DELETE FROM Repetitions",
        "DROP INDEX idx_repetitions_habit_timestamp",
        "INSERT INTO Repetitions (habit, timestamp, value, notes) VALUES"
        " (99, 0, 2, ''), ('a', 0, 2, ''), (1, 'soon', 2, ''), (1, 9e18, 2, ''),"
        " (1, 9223372036854775807, 2, ''), (1, -9223372036854775808, 2, ''),"
        " (1, 253402300799000, 2, ''), (1, 0, 'yes', ''), (1, 0, 2, x'ff'),"
        " (1, 0, 4, ''), (1, 0, -2, ''), (2, 0, -1000, ''), (2, 0, 9223372036854775807, '')",
        "INSERT INTO Repetitions (habit, timestamp, value, notes) VALUES"
        " (1, 86400000, 2, CAST(x'41ff' AS TEXT)), (1, 86399999, 2, :long)",
        long="x" * 10_000_000,
    )
    told = read(loop_db, path)
    assert refusals(told) == [
        "row 1: 99: there is no such habit in it.",
        "row 2: a: there is no such habit in it.",
        "row 3: soon: it is no day in milliseconds since 1970.",
        # A column of whole numbers keeps it as one.
        f"row 4: 9000000000000000000: {REACH}",
        f"row 5: 9223372036854775807: {REACH}",
        f"row 6: -9223372036854775808: {REACH}",
        f"row 7: 253402300799000: {REACH}",
        "row 8: yes: it is no answer that Loop knows.",
        "row 9: b'\\xff': its note is no text.",
        "row 10: 4: it is no answer that Loop knows.",
        "row 11: -2: it is no answer that Loop knows.",
        "row 12: -1000: it is no answer that Loop knows.",
        "row 14: b'A\\xff': its note is no text.",
    ]
    # A time within a day, as old files have it, is floored to the day.
    assert [(one.where, str(one.day)) for one in taken(told)] == [
        ("row 13", "1970-01-01"),
        ("row 15", "1970-01-01"),
    ]


def test_habits_of_one_name_are_told_apart_in_an_old_backup_as_well(backup: Changed) -> None:
    told = taken(read(loop_db, backup("UPDATE Habits SET uuid = NULL, name = 'Heat'")))
    assert [one.key for one in told if one.day == dt.date(2026, 9, 8)] == [
        "Heat (2) 2026-09-08",
        "Heat (3) 2026-09-08",
        "Heat (4) 2026-09-08",
    ]


def test_an_old_backup_has_fewer_columns(backup: Changed) -> None:
    path = backup(
        *(f"ALTER TABLE Habits DROP COLUMN {name}" for name in ("uuid", "type", "unit")),
        "DROP INDEX idx_repetitions_habit_timestamp",
        *(f"ALTER TABLE Repetitions DROP COLUMN {name}" for name in ("value", "notes")),
        "PRAGMA user_version = 15",
    )
    told = taken(read(loop_db, path))
    assert len(told) == 13
    assert essence(told[0]) == ("2026-09-07", "Massage", None, None)
    assert told[0].key == "Massage 2026-09-07"


def test_a_newer_backup_is_read_with_a_word_said_once(backup: Changed) -> None:
    told = taken(read(loop_db, backup("PRAGMA user_version = 26")))
    assert [one.doubts for one in told] == [
        ("The backup is of a newer Loop than is known here (form 26, not 25).",),
        *[()] * 7,
    ]


def test_a_diary_of_ours_is_called_by_its_name(backup: Changed) -> None:
    path = backup(f"PRAGMA application_id = {APPLICATION_ID}")
    with pytest.raises(BadInput, match=r"that is a diary of tracker\. .*tracker restore"):
        read(loop_db, path)


@pytest.mark.parametrize(
    "statements",
    [
        ("DROP TABLE Repetitions",),
        ("DROP TABLE Repetitions", "CREATE VIEW Repetitions AS SELECT 1 AS habit, 2 AS timestamp"),
        (
            "DROP TABLE Repetitions",
            "CREATE VIRTUAL TABLE Repetitions USING fts5(habit, timestamp, value)",
        ),
    ],
)
def test_what_only_has_the_name_of_a_table_is_not_read(
    backup: Changed, statements: tuple[str, ...]
) -> None:
    source = Source(backup(*statements))
    assert not loop_db.fits(source)
    with pytest.raises(BadInput, match="a database, but no backup of Loop"):
        list(loop_db.entries(source))


def test_nothing_that_a_file_would_work_out_is_worked_out(backup: Changed) -> None:
    path = backup(
        "DROP TABLE Repetitions",
        "CREATE TABLE Repetitions (habit, timestamp, value,"
        " notes AS (hex(zeroblob(100000000 + timestamp))))",
        "INSERT INTO Repetitions VALUES (1, 0, 2)",
        "CREATE TRIGGER t AFTER INSERT ON Repetitions BEGIN DELETE FROM Habits; END",
    )
    before = path.read_bytes()
    assert [essence(one) for one in taken(read(loop_db, path))] == [
        ("1970-01-01", "Massage", None, None)
    ]
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_backup_that_lacks_what_matters_or_is_called_endlessly_is_refused(
    backup: Changed,
) -> None:
    without = backup(
        "DROP INDEX idx_repetitions_habit_timestamp",
        "ALTER TABLE Repetitions RENAME COLUMN timestamp TO moment",
    )
    with pytest.raises(BadInput, match="its table Repetitions has no timestamp"):
        read(loop_db, without)
    named = backup("UPDATE Habits SET name = :name", name="x" * 5001)
    with pytest.raises(BadInput, match="by more than 5,000 letters"):
        read(loop_db, named)


def test_a_file_whose_pages_lead_in_a_circle_comes_to_an_end(backup: Changed) -> None:
    path = backup()
    with closing(sqlite3.connect(path)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'Repetitions'")
        leaf, size = root.fetchone()[0], db.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    # The table becomes eight floors of pages, each of which has the next one as all its children.
    pages = len(content) // size
    content[(leaf - 1) * size : leaf * size], old = (
        bytes(size),
        content[(leaf - 1) * size : leaf * size],
    )
    for floor in range(8):
        page = bytearray(size)
        below = pages + floor + 1
        count = 300
        page[0] = 5
        page[3:5] = count.to_bytes(2, "big")
        page[5:7] = (size - 5 * count).to_bytes(2, "big")
        page[8:12] = below.to_bytes(4, "big")
        for one in range(count):
            cell = size - 5 * (one + 1)
            page[12 + 2 * one : 14 + 2 * one] = cell.to_bytes(2, "big")
            page[cell : cell + 5] = below.to_bytes(4, "big") + b"\x01"
        if floor == 0:
            content[(leaf - 1) * size : leaf * size] = page
        else:
            content += page
    content += old
    content[28:32] = (len(content) // size).to_bytes(4, "big")
    path.write_bytes(content)
    with pytest.raises(BadInput, match="a database that is damaged"):
        read(loop_db, path)


def test_every_row_of_a_large_backup_is_read_in_little_memory(backup: Changed) -> None:
    path = backup(
        "DELETE FROM Repetitions",
        "DROP INDEX idx_repetitions_habit_timestamp",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000)"
        " INSERT INTO Repetitions (habit, timestamp, value) SELECT 1, i * 86400000, 2 FROM n",
    )
    tracemalloc.start()
    try:
        count = sum(1 for _ in loop_db.entries(Source(path)))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert count == 20_000


@pytest.mark.parametrize("cut", [10, 100, 4096, 20_000])
def test_a_backup_that_is_cut_off_or_scrambled_is_refused(tmp_path: Path, cut: int) -> None:
    content = BACKUP.read_bytes()
    path = tmp_path / "cut.db"
    path.write_bytes(content[:cut])
    with pytest.raises(BadInput):
        list(loop_db.entries(Source(path)))
    drawn = random.Random(cut)
    path.write_bytes(content[:100] + drawn.randbytes(len(content) - 100))
    with pytest.raises(BadInput, match="a database that is damaged"):
        list(loop_db.entries(Source(path)))


@settings(max_examples=60, deadline=None)
@given(mutated_archive(NEW) | mutated_archive(OLD))
def test_whatever_stands_in_the_archive_ends_in_entries_or_in_a_refusal(content: bytes) -> None:
    check_survives(loop_csv, content, has_own_keys=False)


@settings(max_examples=60, deadline=None)
@given(mutated(BACKUP.read_bytes()))
def test_whatever_stands_in_the_backup_ends_in_entries_or_in_a_refusal(content: bytes) -> None:
    check_survives(loop_db, content, has_own_keys=False)
