"""MedTimer: its backup in JSON, and its table of events."""

import datetime as dt
import json
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.foreign import (
    SAMPLES,
    check_survives,
    ignored,
    mutated,
    read,
    refusals,
    taken,
)
from tracker.care.incoming import Incoming, Told
from tracker.errors import BadInput
from tracker.exchange import medtimer
from tracker.exchange.source import Source

BACKUP = SAMPLES / "medtimer" / "MedTimer_Backup_20260911_200000.json"
TABLE = SAMPLES / "medtimer" / "MedTimer_EventsExport_20260911_200100.csv"
MINUTE = dt.timedelta(minutes=1)
HEADER = (
    b"Erinnert;Name;Dosis;Genommen;Tags;Intervall;Notizen;Erinnert (ISO 8601);Genommen (ISO 8601)\n"
)
EVENT: Mapping[str, Any] = {
    "medicineName": "Heat",
    "status": "TAKEN",
    "remindedTimestamp": 1788800400,
    "processedTimestamp": 1788801900,
}


def essence(one: Incoming) -> tuple[str, str, dt.timedelta | None, tuple[str, ...], str | None]:
    assert one.at is not None
    assert one.at.utcoffset() == dt.timedelta(0)
    assert one.day is None
    return f"{one.at:%m-%d %H:%M}", one.names[0], one.duration, one.tags, one.told.get("note")


def backup_of(path: Path, *events: object) -> list[Told]:
    written = json.dumps({"events": {"version": 25, "list": events}, "settings": {}})
    path.write_text(written, encoding="utf-8")
    return read(medtimer, path)


def table_of(path: Path, rows: bytes) -> list[Told]:
    path.write_bytes(HEADER + rows)
    return read(medtimer, path)


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        list(medtimer.entries(Source(path)))
    return str(caught.value).partition(": ")[2]


@pytest.mark.parametrize("path", [BACKUP, TABLE])
def test_both_files_tell_what_was_taken_and_when_that_was_said(path: Path) -> None:
    assert [essence(one) for one in taken(read(medtimer, path))] == [
        ("09-07 17:25", "Wärmekissen", 20 * MINUTE, ("Rücken",), "Schmerz 6"),
        ("09-08 05:12", "Exercises", None, ("Rücken",), "dose 15"),
        ("09-11 12:00", "Ice", 10 * MINUTE, (), "manual dose"),
    ]


def test_an_event_has_the_same_key_in_both_files() -> None:
    keys = [one.key for one in taken(read(medtimer, BACKUP))]
    assert keys == [one.key for one in taken(read(medtimer, TABLE))]
    assert len(set(keys)) == 3


def test_what_was_not_taken_is_counted_and_left_out() -> None:
    assert ignored(read(medtimer, BACKUP)) == [
        "it was skipped.",
        "it was not answered.",
        "it was deleted.",
        "it is a word about the stock.",
    ]
    assert ignored(read(medtimer, TABLE)) == ["it was not taken."] * 3


def test_it_takes_its_own_files_alone() -> None:
    every = [path for path in SAMPLES.rglob("*") if path.is_file()]
    assert {path for path in every if medtimer.fits(Source(path))} == {BACKUP, TABLE}


def test_an_old_backup_holds_a_list_alone(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps({"version": 9, "list": [EVENT]}))
    assert [essence(one) for one in taken(read(medtimer, path))] == [
        ("09-07 17:25", "Heat", None, (), None)
    ]
    path.write_text(json.dumps({"version": 9, "list": [{"medicine": {"name": "Heat"}}]}))
    with pytest.raises(BadInput, match="a backup without the events"):
        read(medtimer, path)


def test_names_in_cycles_amounts_and_stock_are_understood(tmp_path: Path) -> None:
    told = backup_of(
        tmp_path / "a.json",
        {**EVENT, "medicineName": "Heat (1/2)", "amount": "1", "notes": "warm"},
        {**EVENT, "processedTimestamp": 0, "amount": "1.5 h", "tags": ["a", "b"]},
        {**EVENT, "reminderType": "REFILL"},
        {**EVENT, "amount": "2 pads", "notes": 'with "}],[{\\" in it'},
    )
    assert [essence(one) for one in taken(told)] == [
        ("09-07 17:25", "Heat", None, (), "warm"),
        ("09-07 17:00", "Heat", 90 * MINUTE, ("a", "b"), None),
        ("09-07 17:25", "Heat", None, (), 'dose 2 pads; with "}],[{\\" in it'),
    ]
    assert [one.where for one in taken(told)] == ["event 1", "event 2", "event 4"]
    assert taken(told)[1].doubts == (
        "MedTimer does not say when it was done, so the moment of the reminder was taken.",
    )


def test_single_events_that_are_none_are_refused(tmp_path: Path) -> None:
    told = backup_of(
        tmp_path / "a.json",
        3,
        {"medicineName": 3},
        {**EVENT, "status": "LOST"},
        {**EVENT, "processedTimestamp": -62_167_219_200},
        {**EVENT, "processedTimestamp": 253_402_300_799},
        {**EVENT, "processedTimestamp": 10**400},
        {**EVENT, "medicineName": " "},
        {**EVENT, "notes": "x" * 10_000_000},
        EVENT,
    )
    assert len(taken(told)) == 1
    reasons = [one.rpartition(": ")[2] for one in refusals(told)]
    assert reasons == [
        "it is no event as MedTimer writes it.",
        "it is no event as MedTimer writes it.",
        "it is no state of an event in MedTimer.",
        "years from 1900 to 2999 are accepted.",
        "years from 1900 to 2999 are accepted.",
        "years from 1900 to 2999 are accepted.",
        "its medicine has no name.",
        "it has more than 100,000 bytes.",
    ]
    assert max(map(len, refusals(told))) < 300


@pytest.mark.parametrize(
    "content",
    [
        b'{"events": {"version": 25, "list": [',
        b'{"events": {"version": 25, "list": [{"a": 1},]}}',
        b'{"events": {"list": ' + b"[" * 10_000 + b"]" * 10_000 + b"}}",
        b'{"medicines": {"list": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b'}, "events": {}}',
        b'{"events": {"list": [{"notes": "\\ud800"}]}}',
        b'{"events": 3}',
        b"\x00" * 100,
        json.dumps({"events": {"list": []}}).encode("utf-16"),
        b"",
    ],
    ids=range(9),
)
def test_a_backup_that_is_not_whole_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path / "a.json", content) == (
        "it is no whole backup of MedTimer. Make it again there, as JSON."
    )


def test_a_backup_that_is_far_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.write(b'{"events": {"version": 25, "list": [')
        file.truncate(medtimer.MOST_BYTES + 1)
    with pytest.raises(BadInput, match="larger than 64 MB"):
        read(medtimer, path)


def test_a_large_backup_takes_little_more_memory_than_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    content = b'{"events": {"version": 25, "list": [' + b"{}," * 20_000 + b"[]]}}"
    path.write_bytes(content)
    tracemalloc.start()
    try:
        count = sum(1 for _ in medtimer.entries(Source(path)))
        assert tracemalloc.get_traced_memory()[1] < 2 * len(content) + 500_000
    finally:
        tracemalloc.stop()
    assert count == 20_001


def test_the_settings_are_not_decoded(tmp_path: Path) -> None:
    # What is decoded must be text; what is passed over may be anything.
    path = tmp_path / "a.json"
    content = json.dumps({"events": {"version": 25, "list": [EVENT]}}).encode()
    path.write_bytes(content[:-1] + b', "settings": {"latitude": "\xff\xfe"}}')
    assert len(taken(read(medtimer, path))) == 1


def test_a_note_may_break_its_row_and_hold_what_parts_columns(tmp_path: Path) -> None:
    rows = (
        b"1;Heat;20 min;1;a, b;0:00;one; two\r\nthree;\r\n\r\nfour;2026-09-07T17:00:00Z;2026-09-07T17:25:00Z\r\n"
        b"1;Ice;1;1;;0:00;;2026-09-08T17:00:00.5Z;2026-09-08T17:25:00.123Z\r\n"
    )
    told = table_of(tmp_path / "a.csv", rows)
    assert [essence(one) for one in taken(told)] == [
        ("09-07 17:25", "Heat", 20 * MINUTE, ("a", "b"), "one; two\nthree;\n\nfour"),
        ("09-08 17:25", "Ice", None, (), None),
    ]
    assert [one.where for one in told] == ["line 2", "line 6"]


def test_a_broken_row_never_takes_the_next_one_with_it(tmp_path: Path) -> None:
    good = b"1;Ice;1;1;;0:00;;2026-09-08T17:00:00Z;2026-09-08T17:25:00Z\n"
    rows = (
        b"1;Heat;20\n"
        + good
        + b"1;Heat;1;1;;0:00;note;2026-09-08\n"
        + good
        + b";;;\n"
        + good
        + b"1;;1;1;;0:00;;2026-09-08T17:00:00Z;2026-09-08T17:25:00Z\n"
        + b"1;Heat;1;1;;0:00;;0000-09-08T17:00:00Z;2026-09-08T17:25:00Z\n"
        + b"1;Heat;1;1;;0:00;;2026-09-08T17:00:00Z;9999-13-08T17:25:00Z\n"
        + b"1;Heat;1;1;;0:00;half\n" * 60
    )
    told = table_of(tmp_path / "a.csv", rows)
    assert [one.names for one in taken(told)] == [("Ice",)] * 3
    reasons = [one.partition(": ")[0] + one.rpartition(": ")[2] for one in refusals(told)]
    assert reasons == [
        "line 2it is no row as MedTimer writes it.",
        "line 4it is no row as MedTimer writes it.",
        "line 6it is no row as MedTimer writes it.",
        "line 8its medicine has no name.",
        "line 9it is no moment, as in 2026-09-07T18:30:00Z.",
        "line 10it is no moment, as in 2026-09-07T18:30:00Z.",
        "line 11it is no row as MedTimer writes it.",
        "line 61it is no row as MedTimer writes it.",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            b"Reminded;Name;Dosage;Taken\n9/7/26 7:00 PM;Heat;1;9/7/26 7:25 PM\n",
            (
                "it is of an older MedTimer, and does not say when in a way that can be read"
                " everywhere. Take the backup as JSON instead."
            ),
        ),
        (HEADER + b"1;W\xe4rme\n", "what follows line 0 is not UTF-8."),
        (HEADER + b"1;\x00", "line 2 holds a NUL, so that is no text."),
        (HEADER + b"x" * 10_000_000, "line 2 is longer than 1,000,000 letters."),
    ],
)
def test_tables_that_cannot_be_read_are_refused(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert medtimer.fits(Source(path))
    assert refused(path, content).startswith(why)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_table_is_read_with_a_mark_of_the_byte_order(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TABLE.read_text(encoding="utf-8").encode(encoding))
    assert read(medtimer, path) == read(medtimer, TABLE)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | mutated(BACKUP.read_bytes()) | mutated(TABLE.read_bytes()))
def test_whatever_stands_in_the_file_ends_in_entries_or_in_a_refusal(content: bytes) -> None:
    check_survives(medtimer, content, has_own_keys=False)
