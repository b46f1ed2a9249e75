"""Watson's frames are read as they stand, and what cannot be taken is said for each."""

import datetime as dt
import json
from pathlib import Path
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
from tracker.errors import BadInput
from tracker.exchange import watson
from tracker.exchange.source import Source

FRAMES = sample("watson/frames")
START, STOP = 1788798600, 1788800400
MINUTE = dt.timedelta(minutes=1)


def frames(*rows: Any) -> str:
    return json.dumps(rows)


def row(start: Any = START, stop: Any = STOP, name: str = "massage", key: str = "a1") -> list[Any]:
    return [start, stop, name, key, ["self"], STOP]


def test_the_frames_of_the_sample_are_all_taken() -> None:
    told = only_taken(read(watson, FRAMES))
    assert [(one.names, one.at, one.duration) for one in told] == [
        (("massage", "schwedisch", "praxis"), utc(9, 7, 16, 30), 30 * MINUTE),
        (("übungen", "rücken", "bird dog"), utc(9, 8, 5, 10), 15 * MINUTE),
        (("heat pack",), utc(9, 9, 19, 0), 20 * MINUTE),
        (("warm bath", "abends"), utc(9, 10, 21, 50), 25 * MINUTE),
        (("ice", "knie+rücken"), utc(9, 12, 10, 0), 10 * MINUTE),
        (("physio", "Frau Müller", "visit"), utc(9, 14, 6, 0), 45 * MINUTE),
        (("温熱", "腰"), utc(11, 23, 15, 39, 32), dt.timedelta(seconds=2)),
    ]
    assert told[0] == Incoming(
        where="frame 1",
        key="ac2ee36e2fcb478184b9ef862a3ff0b9",
        names=("massage", "schwedisch", "praxis"),
        at=utc(9, 7, 16, 30),
        duration=30 * MINUTE,
    )


def utc(month: int, day: int, hour: int, minute: int, second: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, second, tzinfo=dt.UTC)


def test_the_key_is_the_id_whatever_else_of_a_frame_is_changed() -> None:
    renamed = FRAMES.replace(b"heat pack", b"heat").replace(b"1788798600", b"1788798000")
    assert [one.key for one in only_taken(read(watson, renamed))] == [
        one.key for one in only_taken(read(watson, FRAMES))
    ]


def test_what_is_running_is_no_session() -> None:
    assert read(watson, sample("watson/state"), "state") == [
        Ignored("the file", "it is still running, as Watson's state says.")
    ]
    assert read(watson, b"{}", "state") == []


def test_the_settings_are_never_read() -> None:
    secret = "[backend]\ntoken = secret\n"
    why = why_refused(watson, secret, "config")
    assert why == "those are Watson's settings. Give the file frames beside it."


def test_tags_and_time_of_change_may_be_missing() -> None:
    [one] = only_taken(read(watson, frames([START, STOP, "massage", "a1"])))
    assert one.names == ("massage",)


def test_an_instant_may_be_a_text_with_its_distance_from_utc() -> None:
    [one] = only_taken(
        read(watson, frames(row("2026-09-07T18:30:00+02:00", "2026-09-07 17:00:00Z")))
    )
    assert (one.at, one.duration) == (utc(9, 7, 16, 30), 30 * MINUTE)


def test_names_are_told_once_each_and_without_outer_blanks() -> None:
    told = read(
        watson, frames([START, STOP, " Heat  pack", "a1", ["self", "heat pack", "", "Self"]])
    )
    assert only_taken(told)[0].names == ("Heat  pack", "self")


def test_of_frames_with_one_id_the_one_changed_last_is_taken_wherever_it_stands() -> None:
    told = read(
        watson,
        frames(
            [START, STOP, "ice", "a1", [], 20],
            [START, STOP, "heat", "a1", [], 30],
            [START, STOP, "bath", "a1"],
            [START, STOP, "massage", "b2", [], 10],
            [STOP, START, "walk", "a1", [], 40],
        ),
    )
    older = "ignored: frame 2 has the same id, and is taken as the newer one."
    assert in_short(told) == [
        ("frame 1", older),
        ("frame 2", "taken"),
        ("frame 3", older),
        ("frame 4", "taken"),
        ("frame 5", f"refused, {START}: it stops before it starts."),
    ]


INSTANT = "an instant is in seconds since 1970, or as in 2026-09-07T18:30:00+02:00."
FRAME = "a frame is a list of start, stop, project, id, tags and change."
TEXT = "a project, an id and a tag are text."


@pytest.mark.parametrize(
    ("item", "value", "reason"),
    [
        ('[1788798600, 1788800400, "ice"]', '[1788798600, 1788800400, "ice"]', FRAME),
        ('[1, 2, "ice", "a", [], 3, 4]', '[1, 2, "ice", "a", [], 3, 4]', FRAME),
        ("null", "null", FRAME),
        ('{"start": 1}', '{"start": 1}', FRAME),
        ('[1788800400, 1788798600, "ice", "a"]', "1788798600", "it stops before it starts."),
        ('["2026-09-07 18:30", 1788800400, "ice", "a"]', "2026-09-07 18:30", INSTANT),
        ('["yesterday", 1788800400, "ice", "a"]', "yesterday", INSTANT),
        ('[true, 1788800400, "ice", "a"]', "True", INSTANT),
        ('[null, 1788800400, "ice", "a"]', "None", INSTANT),
        ('[1788798600, 1e300, "ice", "a"]', "1e+300", REACH),
        ('["0000-01-01T00:00:00Z", 1, "ice", "a"]', "0000-01-01T00:00:00Z", INSTANT),
        ('["0001-01-01T00:00:00+14:00", 1, "ice", "a"]', "0001-01-01T00:00:00+14:00", INSTANT),
        (
            '[1788798600, "9999-12-31T00:00:00Z", "ice", "a"]',
            "9999-12-31T00:00:00Z",
            REACH,
        ),
        ('[-62135596800, 1, "ice", "a"]', "-62135596800", REACH),
        ('[1788798600, 1788800400, "ice", 7]', "7", TEXT),
        ('[1788798600, 1788800400, null, "a"]', "None", TEXT),
        ('[1788798600, 1788800400, "ice", "a", [7]]', "7", TEXT),
        ('[1788798600, 1788800400, "ice", "a", "self"]', "self", "the tags are no list."),
        ('[1788798600, 1788800400, "ice", ""]', "", "an id has 1 to 100 characters."),
        (
            '[1788798600, 1788800400, "i\\u0000ce", "a"]',
            "i\\x00ce",
            "a name cannot hold a NUL character.",
        ),
        (
            '[1788798600, 1e400, "ice", "a"]',
            '[1788798600, 1e400, "ice", "a"]',
            "it cannot be read (Number out of range - at `$[1]`).",
        ),
    ],
)
def test_a_frame_that_cannot_be_taken_leaves_the_others(item: str, value: str, reason: str) -> None:
    first, last = json.dumps(row(key="f")), json.dumps(row(key="l"))
    told = read(watson, f"[{first}, {item}, {last}]")
    assert told[1] == Refused("frame 2", value, reason)
    assert [one.key for one in taken(told)] == ["f", "l"]


def test_an_integer_of_thousands_of_digits_is_refused() -> None:
    [one] = read(watson, f'[[{"9" * 5000}, 1, "ice", "a"]]')
    assert isinstance(one, Refused)
    [one] = read(watson, f'[[{"9" * 30}, 1, "ice", "a"]]')
    assert one == Refused("frame 1", "9" * 30, REACH)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (FRAMES[:300], "that is no JSON, or only a part of it (Input data was truncated)."),
        (b"", "that is no JSON, or only a part of it (Input data was truncated)."),
        (b"[" * 10_000 + b"]" * 10_000, "its JSON is nested too deeply."),
        (b'{"frames": []}', "its JSON is no list."),
        (
            b"[[NaN, 1]]",
            "that is no JSON, or only a part of it (JSON is malformed: invalid character (byte 2)).",
        ),
        (
            FRAMES.replace(b"ice", b"i\x00e"),
            "that is no JSON, or only a part of it (JSON is malformed: invalid character (byte 540)).",
        ),
        (
            b"\xff\xfe[\x00\x00",
            "it is not UTF-16, though it begins so.",
        ),
    ],
)
def test_a_file_that_is_no_whole_list_is_refused(content: bytes, why: str) -> None:
    assert why_refused(watson, content) == why


@pytest.mark.parametrize(
    "written",
    [
        b"\xef\xbb\xbf" + FRAMES,
        FRAMES.decode().encode("utf-16"),
        FRAMES.replace(b"\n", b"\r\n"),
        FRAMES.replace(b"\n", b"\r", 20),
        json.dumps(json.loads(FRAMES)).encode(),
    ],
)
def test_a_file_may_be_written_in_other_ways(written: bytes) -> None:
    assert read(watson, written) == read(watson, FRAMES)


def test_latin_1_spoils_only_the_frames_that_hold_such_letters() -> None:
    told = read(
        watson,
        json.dumps([row(key="f"), row(name="Bäder", key="l")], ensure_ascii=False).encode(
            "latin-1"
        ),
    )
    assert taken(told) == told[:1]
    assert isinstance(told[1], Refused)
    assert told[1].reason == "it is not UTF-8."


def test_a_field_of_10_mb_is_refused_with_its_beginning() -> None:
    told = read(watson, frames(row(key="f"), row(name="x" * 10_000_000, key="l")))
    assert taken(told) == told[:1]
    assert isinstance(told[1], Refused)
    assert told[1].value.startswith('[1788798600, 1788800400, "xxx')
    assert told[1].reason == "it has more than 200,000 bytes."


def test_a_name_of_many_pages_is_refused() -> None:
    [one] = read(watson, frames(row(name="x" * 10_001)))
    assert one == Refused(
        "frame 1", "x" * 120 + "…", "a name has at most 10,000 characters, this has 10,001."
    )


def test_a_name_that_is_too_long_is_cut_with_a_word() -> None:
    [one] = only_taken(read(watson, frames(row(name="y" * 101))))
    assert one.names == ("y" * 100, "self")
    assert one.doubts == (f'Of the name "{"y" * 60}…" 100 characters are kept.',)


def test_there_may_not_be_names_without_end() -> None:
    [one] = read(watson, frames([START, STOP, "ice", "a", [f"{n:05}" for n in range(2000)]]))
    assert isinstance(one, Refused)
    assert one.reason == "its names have more than 10,000 characters together."


def test_a_file_of_more_than_20_mb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "frames"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(BadInput, match="it is larger than 20 MB"):
        next(watson.entries(Source(path)))


def test_it_fits_its_own_files_alone() -> None:
    assert fitting(watson) == ["watson/frames", "watson/state"]


@given(st.binary(max_size=200) | mutated(FRAMES))
def test_whatever_stands_in_the_file_ends_in_entries_or_in_a_refusal(content: bytes) -> None:
    check_survives(watson, content)
