"""Timewarrior's intervals are read from its data and from its export, and are the same in both."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.foreign import (
    REACH,
    check_survives,
    fitting,
    in_short,
    mutated,
    only_taken,
    read,
    sample,
    taken,
    why_refused,
)
from tracker.care.incoming import Ignored, Incoming, Refused
from tracker.exchange import timewarrior

SEPTEMBER = sample("timewarrior/2026-09.data")
OCTOBER = sample("timewarrior/2026-10.data")
NOVEMBER = sample("timewarrior/2026-11.data")
GOOD = "inc 20260907T163000Z - 20260907T170000Z # massage\n"
MINUTE = dt.timedelta(minutes=1)


def utc(month: int, day: int, hour: int, minute: int) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


def exported(*intervals: dict[str, Any]) -> str:
    """Return intervals as `timew export` prints them."""
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in intervals)
    return f"[\n{lines}\n]\n"


def test_the_intervals_of_the_samples_are_read() -> None:
    told = [one for month in (SEPTEMBER, OCTOBER, NOVEMBER) for one in read(timewarrior, month)]
    assert told[-1] == Ignored("line 2", "it is still running.")
    assert [(one.names, one.at, one.duration, dict(one.told)) for one in only_taken(told[:-1])] == [
        (("massage", "schwedisch"), utc(9, 7, 16, 30), 30 * MINUTE, {}),
        (("bird dog", "exercise", "Übungen Rücken"), utc(9, 8, 5, 10), 15 * MINUTE, {}),
        (("abends", "warm bath"), utc(9, 30, 21, 50), 25 * MINUTE, {}),
        (
            ("ice",),
            utc(10, 2, 10, 0),
            10 * MINUTE,
            {"note": "zehn Minuten, Kühlpack mit Tuch"},
        ),
        ((), utc(10, 3, 18, 0), 20 * MINUTE, {"note": 'pain 6 → 3, "much better"'}),
        (("heat-pack", "nacht"), utc(10, 25, 1, 30), 45 * MINUTE, {}),
        (('Frau "Lena" Müller', "physio", "visit"), utc(11, 2, 8, 0), 45 * MINUTE, {}),
    ]


def test_an_export_gives_the_same_entries_as_the_data() -> None:
    content = exported(
        {"id": 3, "start": "20261002T100000Z", "end": "20261002T101000Z", "tags": ["ice"],
         "annotation": "zehn Minuten, Kühlpack mit Tuch"},
        {"id": 2, "start": "20261003T180000Z", "end": "20261003T182000Z",
         "annotation": 'pain 6 → 3, "much better"'},
        {"id": 1, "start": "20261025T013000Z", "end": "20261025T021500Z",
         "tags": ["nacht", "heat-pack"]},
    )  # fmt: skip

    def without_place(content: str | bytes) -> list[Any]:
        told = only_taken(read(timewarrior, content))
        return [(one.key, one.at, one.duration, set(one.names), one.told) for one in told]

    assert without_place(content) == without_place(OCTOBER)


def test_what_runs_is_ignored_in_an_export_too() -> None:
    running = {"id": 1, "start": "20261123T144016Z", "tags": ["massage"]}
    assert in_short(read(timewarrior, exported({}, running))) == [
        ("interval 1", "refused, {}: it has no start."),
        ("interval 2", "ignored: it is still running."),
    ]


def test_the_key_is_made_of_start_and_tags_in_any_order() -> None:
    [first] = only_taken(read(timewarrior, "inc 20260907T163000Z - 20260907T170000Z # a b"))
    [other] = only_taken(read(timewarrior, 'inc 20260907T163000Z - 20260907T180000Z # b a # "x"'))
    [joined] = only_taken(read(timewarrior, 'inc 20260907T163000Z - 20260907T170000Z # "a b"'))
    [later] = only_taken(read(timewarrior, "inc 20260907T163001Z - 20260907T170000Z # a b"))
    assert first.key == other.key
    assert len({first.key, joined.key, later.key}) == 3


def test_what_stands_there_twice_is_taken_once_and_what_only_overlaps_always() -> None:
    longer = GOOD.replace("170000Z", "180000Z")
    told = read(timewarrior, GOOD + longer + GOOD + longer)
    twice = "ignored: it stands in the file a second time."
    assert in_short(told) == [
        ("line 1", "taken"), ("line 2", "taken"), ("line 3", twice), ("line 4", twice),
    ]  # fmt: skip
    first, second = taken(told)
    assert first.key == taken(read(timewarrior, GOOD))[0].key != second.key


def test_an_interval_without_length_is_taken_without_one() -> None:
    [one] = only_taken(read(timewarrior, "inc 20260329T013000Z - 20260329T013000Z # ice"))
    assert one.duration is None
    assert one.doubts == ("It ends when it starts, so how long it lasted is not known.",)


@pytest.mark.parametrize(
    ("texts", "names", "note"),
    [
        ("", (), ""),
        (" #", (), ""),
        (" # ice", ("ice",), ""),
        (" #  ice   self ", ("ice", "self"), ""),
        (' # "a \\"b\\" c" d', ('a "b" c', "d"), ""),
        (' # "#" ice', ("#", "ice"), ""),
        (' # "C:\\back up"', ("C:\\back up",), ""),
        (" # 5' 6\"", ("5'", '6"'), ""),
        (' # "(\\"n" "--" \\}b@ \\', ('("n', "--", "\\}b@", "\\"), ""),
        (' # # "only said"', (), "only said"),
        (" # ice # some words unquoted", ("ice",), "some words unquoted"),
        (' # ice # much "better" # than before', ("ice",), 'much "better" # than before'),
        (' # ice # "better" she said', ("ice",), '"better" she said'),
        (' # ice # ""', ("ice",), ""),
        (" # Ice ice", ("Ice",), ""),
    ],
)
def test_tags_and_annotation_are_told_apart(texts: str, names: tuple[str, ...], note: str) -> None:
    [one] = only_taken(read(timewarrior, GOOD.replace(" # massage\n", texts)))
    assert (one.names, one.told.get("note", "")) == (names, note)


LINE = 'a line is written as in inc 20260907T163000Z - 20260907T170000Z # "tag".'
INSTANT = "an instant is written as in 20260907T163000Z."


@pytest.mark.parametrize(
    ("line", "value", "reason"),
    [
        ("inc 20260907T16", "20260907T16", INSTANT),
        ("inc 20260907T163000Z -", "inc 20260907T163000Z -", LINE),
        ("inc 20260907T163000Z - 20260907T1700", "20260907T1700", INSTANT),
        ("inc 20260907T163000Z - 20260907T170000Z#ice", "20260907T170000Z#ice", INSTANT),
        ("inc 20260907T163000Z - 20260907T170000Z ice", None, LINE),
        ("inc", "inc", LINE),
        ("inc # massage", "inc # massage", LINE),
        ("inc - 20260907T170000Z", "inc - 20260907T170000Z", LINE),
        ("in", "in", LINE),
        ("<<<<<<< HEAD", "<<<<<<< HEAD", LINE),
        (
            "inc 20260907T163000Z - 20260907T162959Z",
            "20260907T162959Z",
            "it ends before it starts.",
        ),
        ("inc 20261307T163000Z - 20260907T162959Z", "20261307T163000Z", INSTANT),
        ("inc 20260907T163060Z - 20260907T172959Z", "20260907T163060Z", INSTANT),
        ("inc 00000907T163000Z - 20260907T170000Z", "00000907T163000Z", INSTANT),
        (
            "inc 00010907T163000Z - 20260907T170000Z",
            "00010907T163000Z",
            REACH,
        ),
        (
            "inc 20260907T163000Z - 99991231T235959Z",
            "99991231T235959Z",
            REACH,
        ),
        (
            'inc 20260907T163000Z - 20260907T170000Z # ice "bird do',
            ' "bird do',
            "a quotation mark is not closed.",
        ),
        (
            'inc 20260907T163000Z - 20260907T170000Z # # "ten min',
            '"ten min',
            "a quotation mark is not closed.",
        ),
    ],
)
def test_a_line_that_cannot_be_taken_leaves_the_others(
    line: str, value: str | None, reason: str
) -> None:
    told = read(timewarrior, f"{line}\n\n{GOOD}")
    assert told[0] == Refused("line 1", line if value is None else value, reason)
    assert told[1:] == taken(told)
    assert told[1].where == "line 3"


def test_exclusions_of_early_versions_are_no_sessions() -> None:
    assert in_short(read(timewarrior, GOOD + "exc monday >8:00 <12:00\n")) == [
        ("line 1", "taken"),
        ("line 2", "ignored: it says when nothing is recorded, and is no session."),
    ]


@pytest.mark.parametrize(
    ("interval", "value", "reason"),
    [
        ([1], "[1]", "an interval is an object with start, end, tags and annotation."),
        ({"start": 1}, "1", "start, end, tags and annotation are text."),
        ({"start": "20260907T163000Z", "end": 2}, "2", "start, end, tags and annotation are text."),
        ({"start": "20260907T163000Z", "tags": "ice"}, "ice", "the tags are no list."),
        ({"start": "20260907T163000Z", "tags": [None]}, "None",
         "start, end, tags and annotation are text."),
        ({"start": "2026-09-07", "end": "20260907T163000Z"}, "2026-09-07", INSTANT),
    ],
)  # fmt: skip
def test_an_interval_of_an_export_that_cannot_be_taken_leaves_the_others(
    interval: Any, value: str, reason: str
) -> None:
    good = {"start": "20261002T100000Z", "end": "20261002T101000Z"}
    told = read(timewarrior, exported(good, interval))
    assert taken(told) == told[:1]
    assert told[1:] == [Refused("interval 2", value, reason)]


GIVE = "Give the files of its months, such as 2026-09.data."


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            sample("timewarrior/tags.data"),
            f"those are Timewarrior's tags, which hold no intervals. {GIVE}",
        ),
        (
            sample("timewarrior/undo.data"),
            f"that is what Timewarrior could undo, no intervals. {GIVE}",
        ),
        (b"", f"no line of it begins as in inc 20260907T163000Z. {GIVE}"),
        (b"date,minutes\n", f"no line of it begins as in inc 20260907T163000Z. {GIVE}"),
        (b"[" * 10_000, "its JSON is nested too deeply."),
        (GOOD.encode() + b"inc \x00", "line 2 holds a NUL, so that is no text."),
        (
            GOOD.encode() + b"# " + b"x" * 10_000_000,
            "line 2 is longer than 1,000,000 letters.",
        ),
    ],
)
def test_a_file_that_holds_no_intervals_is_refused(content: bytes, why: str) -> None:
    assert why_refused(timewarrior, content) == why


def test_latin_1_is_refused() -> None:
    why = why_refused(timewarrior, GOOD.replace("massage", "Bäder").encode("latin-1"))
    assert "is not UTF-8" in why


@pytest.mark.parametrize(
    "written",
    [
        b"\xef\xbb\xbf" + OCTOBER,
        OCTOBER.decode().encode("utf-16"),
        OCTOBER.replace(b"\n", b"\r\n"),
        OCTOBER.replace(b"\n", b"\r"),
        OCTOBER.replace(b"\n", b"\r\n", 1),
        OCTOBER.rstrip(),
    ],
)
def test_a_file_may_be_written_in_other_ways(written: bytes) -> None:
    assert read(timewarrior, written) == read(timewarrior, OCTOBER)


def test_an_annotation_is_left_whole_up_to_a_length_and_refused_beyond() -> None:
    [one] = only_taken(read(timewarrior, GOOD.strip() + f' # "{"x" * 10_000}"'))
    assert len(one.told["note"]) == 10_000
    [refused] = read(timewarrior, GOOD.strip() + f' # "{"x" * 10_001}"')
    assert isinstance(refused, Refused)
    assert refused.reason == "a note has at most 10,000 characters, this has 10,001."


def test_it_fits_its_own_files_alone() -> None:
    assert fitting(timewarrior) == [
        f"timewarrior/{name}.data" for name in ("2026-09", "2026-10", "2026-11", "tags", "undo")
    ]


@given(
    st.binary(max_size=200)
    | mutated(OCTOBER)
    | mutated(
        exported(
            {"start": "20261002T100000Z"},
            {"start": "20261002T100000Z", "end": "20261002T101000Z", "tags": ["ice"]},
        ).encode()
    )
)
def test_whatever_stands_in_the_file_ends_in_entries_or_in_a_refusal(content: bytes) -> None:
    check_survives(timewarrior, content)


@given(
    st.lists(st.sampled_from([*OCTOBER.decode().splitlines(), "", "inc", "exc day", "inc 2", "x"]))
)
def test_each_line_is_counted(lines: list[str]) -> None:
    told = read(timewarrior, "\n".join([GOOD, *lines]))
    assert len(told) == 1 + sum(1 for line in lines if line)
    assert all(isinstance(one, Incoming | Refused | Ignored) for one in told)
