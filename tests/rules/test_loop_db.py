"""The backup of Loop Habit Tracker: a database that may be of any form, and made to do harm."""

import datetime as dt
import random
import sqlite3
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.rules.foreign import (
    REACH,
    SAMPLES,
    check_survives,
    mutated,
    read,
    refusals,
    taken,
)
from tracker.database.sqlite.connecting import APPLICATION_ID
from tracker.errors import BadInput
from tracker.exchange import loop_db
from tracker.exchange.source import Source

BACKUP = SAMPLES / "loop" / "Loop Habits Backup 2026-11-23 180000.db"

Changed = Callable[..., Path]


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
    assert (told[0].day, told[0].names) == (dt.date(2026, 9, 7), ("Massage",))
    assert (told[0].duration, told[0].told) == (None, {})
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
    (one,) = taken(read(loop_db, path))
    assert (one.day, one.names, one.told) == (dt.date(1970, 1, 1), ("Massage",), {})
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
@given(mutated(BACKUP.read_bytes()))
def test_whatever_stands_in_the_backup_ends_in_entries_or_in_a_refusal(content: bytes) -> None:
    check_survives(loop_db, content, has_own_keys=False)
