"""klog's records are read by its own rules, one entry after the other."""

import datetime as dt
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
from tracker.care.incoming import Incoming, Refused
from tracker.exchange import klog

SAMPLE = sample("klog/selfcare.klg")
MINUTE = dt.timedelta(minutes=1)
GOOD = "2026-09-01\n    5m good\n\n"


def at(day: int, hour: int, minute: int) -> dt.datetime:
    """Return the clock time of a day of September 2026, in no zone, as klog knows none."""
    return dt.datetime(2026, 9, day, hour, minute)  # noqa: DTZ001


def one(entry: str, below: str = "2026-09-07") -> Incoming:
    """Return the one entry of a record, which is to be taken."""
    [found] = only_taken(read(klog, f"{GOOD}{below}\n    {entry}\n")[1:])
    return found


def test_the_entries_of_the_sample_are_read() -> None:
    told = read(klog, SAMPLE)
    assert in_short(told)[5:] == [
        ("line 16", "refused, -5m Pause: it takes time away, which no session does."),
        ("line 19", "ignored: it is still running."),
    ]
    assert [
        (each.names, each.at or each.day, each.duration, each.told["note"])
        for each in only_taken(told[:5])
    ] == [
        (
            ("massage", "schwedisch", "back"),
            at(7, 18, 30),
            30 * MINUTE,
            "Massage #massage=schwedisch bei Frau Müller (Week 37 #back)",
        ),
        (
            ("übungen", "exercise", "Rückenübungen"),
            dt.date(2026, 9, 8),
            15 * MINUTE,
            "Rückenübungen #übungen #exercise",
        ),
        (("heat",), at(9, 21, 0), 20 * MINUTE, "heat pack #heat"),
        (("bath", "warm"), at(10, 23, 50), 25 * MINUTE, "warm bath #bath"),
        (("ice",), at(10, 23, 40), 25 * MINUTE, "ice #ice"),
    ]


@pytest.mark.parametrize(
    ("entry", "begun", "minutes"),
    [
        ("18:30 - 19:00", at(7, 18, 30), 30),
        ("18:30-19:00", at(7, 18, 30), 30),
        ("8:00   -  9:05 text", at(7, 8, 0), 65),
        ("0:00 - 24:00", at(7, 0, 0), 1440),
        ("23:00 - 0:00>", at(7, 23, 0), 60),
        ("<24:00 - 0:10", at(7, 0, 0), 10),
        ("12:00am - 12:10am", at(7, 0, 0), 10),
        ("11:50am - 12:10pm", at(7, 11, 50), 20),
        ("1:30> - 2:00am>", at(8, 1, 30), 30),
        ("<23:00 - <23:10", at(6, 23, 0), 10),
        ("9:00 - 9:00", at(7, 9, 0), 0),
        ("1h", None, 60),
        ("1h15m", None, 75),
        ("+90m text", None, 90),
        ("50h", None, 3000),
    ],
)
def test_ranges_and_lengths_are_read(entry: str, begun: dt.datetime | None, minutes: int) -> None:
    found = one(entry)
    assert (found.at, found.duration) == (begun, minutes * MINUTE)
    assert found.day == (None if begun else dt.date(2026, 9, 7))


def test_what_began_on_another_day_than_that_of_its_record_is_said() -> None:
    assert one("<23:40 - 0:05").doubts == (
        "It counts for the day on which it began, 2026-09-06, as it is shifted.",
    )
    assert one("23:40 - 0:05>").doubts == ()


def test_days_may_be_written_with_strokes_and_a_total_beside_them() -> None:
    found = one("5m", below="2026/09/07  (-8h30m!)")
    assert found.day == dt.date(2026, 9, 7)


@pytest.mark.parametrize(
    ("summary", "names"),
    [
        ("", ()),
        ("Heat, on the back", ("Heat",)),
        ("walk #exercise home", ("exercise", "walk")),
        ("#exercise=bird-dog squats", ("exercise", "bird-dog", "squats")),
        ("#physio=\"Praxis 22/48\" #self='at home'", ("physio", "self", "Praxis 22/48", "at home")),
        ("#読む #a_b-1", ("読む", "a_b-1")),
        ("# !", ()),
        ("#Ice ice", ("Ice",)),
        ('#physio="Praxis', ("physio", "Praxis")),
    ],
)
def test_tags_their_values_and_the_first_word_are_names(
    summary: str, names: tuple[str, ...]
) -> None:
    assert one(f"5m {summary}").names == names


def test_a_summary_goes_on_below_its_entry_and_that_of_a_record_stands_once() -> None:
    told = read(
        klog,
        "2026-09-07\nA #back day\nwith rain\n"
        "  -5m pause\n  5m heat\n    then #ice\n     too\n  6m #bath\n  7m\n",
    )
    assert [(each.names, each.told.get("note")) for each in taken(told)] == [
        (("ice", "heat", "back"), "heat then #ice too (A #back day with rain)"),
        (("bath", "back"), "#bath"),
        (("back",), None),
    ]
    assert [each.where for each in told] == ["line 4", "line 5", "line 8", "line 9"]


@pytest.mark.parametrize("indentation", ["  ", "   ", "    ", "\t"])
def test_each_record_has_an_indentation_of_its_own(indentation: str) -> None:
    record = "2026-09-07\n    5m a\n        b\n    6m c\n\n"
    told = only_taken(read(klog, record + record.replace("    ", indentation)))
    assert [each.told["note"] for each in told] == ["a b", "c"] * 2


ALIKE = "the entries of a record are indented alike, by 2 to 4 blanks or a tab."
ENTRY = "an entry begins as in 18:30 - 19:00, 6:30pm - 7:00pm or 1h15m."
CLOCK = "there is no such clock time."
BEFORE = "it ends before it starts; an end past midnight is written as 0:15>."


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("19:00 - 18:30", BEFORE),
        ("23:40 - 0:05 ice", BEFORE),
        ("24:00> - 25:00", CLOCK),
        ("24:00> - 0:10>", CLOCK),
        ("24:01 - 24:02", CLOCK),
        ("18:60 - 19:00", CLOCK),
        ("13:00pm - 14:00pm", CLOCK),
        ("0:30am - 1:00am", CLOCK),
        ("<18:00> - 19:00", CLOCK),
        ("18:00 - 99:00", CLOCK),
        ("99:00 - ?", CLOCK),
        ("18:30 -", ENTRY),
        ("18:30 - 19:00text", ENTRY),
        ("18:3", ENTRY),
        ("12", ENTRY),
        ("5 m", ENTRY),
        ("h", ENTRY),
        ("-", ENTRY),
        ("1h60m", "beside hours there are at most 59 minutes."),
        ("0m", "it has no length."),
        ("0h0m", "it has no length."),
        ("-1h", "it takes time away, which no session does."),
        ("9999999h", ENTRY),
        ("٣m", ENTRY),
    ],
)
def test_an_entry_that_cannot_be_taken_leaves_the_others(entry: str, reason: str) -> None:
    told = read(klog, f"{GOOD}2026-09-07\n    {entry}\n    6m last\n")
    assert told[1] == Refused("line 5", entry, reason)
    assert [each.where for each in taken(told)] == ["line 2", "line 6"]


@pytest.mark.parametrize(
    ("head", "value", "reason"),
    [
        ("2026-13-01", "2026-13-01", "it is no day of the calendar."),
        ("2026-02-29 (8h!)", "2026-02-29", "it is no day of the calendar."),
        ("0000-01-01", "0000-01-01", "it is no day of the calendar."),
        ("0001-01-01", "0001-01-01", REACH),
        ("9999-12-31", "9999-12-31", REACH),
        ("2026-09/07", "2026-09/07", "a record begins with its day, as in 2026-09-07."),
        ("2026-09-07 text", "2026-09-07 text", "a record begins with its day, as in 2026-09-07."),
        ("07.09.2026", "07.09.2026", "a record begins with its day, as in 2026-09-07."),
    ],
)
def test_all_entries_of_a_record_without_a_day_are_refused(
    head: str, value: str, reason: str
) -> None:
    told = read(klog, f"{GOOD}{head}\nsummary\n    5m a\n    6m b\n\n{head}\n")
    assert told[1:] == [
        Refused("line 6", value, reason),
        Refused("line 7", value, reason),
        Refused("line 9", value, reason),
    ]


def test_entries_behind_a_blank_line_belong_to_no_day() -> None:
    told = read(klog, f"{GOOD}    5m a\n    6m b\n")
    reason = "it stands below no day, as a blank line ends a record."
    assert told[1:] == [Refused("line 4", "5m a", reason), Refused("line 5", "6m b", reason)]


def test_what_is_indented_otherwise_is_refused() -> None:
    told = read(klog, f"{GOOD}2026-09-07\n 1m\n    2m\n  3m\nat the margin\n\t5m\n    6m\n")
    assert told[1::2] == [
        Refused("line 5", "1m", ALIKE),
        Refused("line 7", "3m", ALIKE),
        Refused("line 9", "5m", ALIKE),
    ]
    assert in_short(told)[4] == ("line 8", f"refused, at the margin: {ALIKE}")
    assert [each.where for each in taken(told)] == ["line 2", "line 6", "line 10"]


def test_a_record_has_one_open_end() -> None:
    told = read(
        klog, f"{GOOD}2026-09-07\n    9:00 - ? a\n    10:00-???\n\n2026-09-07\n    1:00 - ?"
    )
    assert in_short(told)[1:] == [
        ("line 5", "ignored: it is still running."),
        ("line 6", "refused, 10:00-???: a record has one open end at most."),
        ("line 9", "ignored: it is still running."),
    ]


def keys(content: str) -> list[str]:
    return [each.key for each in only_taken(read(klog, content))]


def test_the_key_is_made_of_the_day_the_text_and_its_number_among_equals() -> None:
    twice = keys("2026-09-07\n    5m a\n    6m b\n    5m a\n\n2026-09-08\n    5m a\n")
    assert len(set(twice)) == 4
    # Neither the order of the records nor a summary of theirs makes other entries of them.
    assert keys("2026-09-08\n  5m a\n\n2026-09-07\nnew\n  5m a\n\n2026-09-07\n  5m a\n") == [
        twice[3],
        twice[0],
        twice[2],
    ]


@pytest.mark.parametrize(
    "written",
    [
        b"\xef\xbb\xbf" + SAMPLE,
        SAMPLE.decode().encode("utf-16"),
        SAMPLE.replace(b"\n", b"\r\n"),
        SAMPLE.replace(b"\n", b"\r"),
        SAMPLE.replace(b"\n", b"\r\n", 7),
        SAMPLE.rstrip(),
        SAMPLE + b"\n \t\n",
    ],
)
def test_a_file_may_be_written_in_other_ways(written: bytes) -> None:
    assert read(klog, written) == read(klog, SAMPLE)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it has no day, as in 2026-09-07, with entries indented below it."),
        (b"2026-09-07\n", "it has no day, as in 2026-09-07, with entries indented below it."),
        (b"date\n    5m\n", "it has no day, as in 2026-09-07, with entries indented below it."),
        (SAMPLE + b"\x00", "line 20 holds a NUL, so that is no text."),
        (SAMPLE + b"    5m " + b"x" * 10_000_000, "line 20 is longer than 1,000,000 letters."),
        (
            SAMPLE + b"    1m\n" * 10_001,
            "the 10,000 lines before line 10018 have no blank one among them.",
        ),
    ],
)
def test_a_file_that_holds_no_records_is_refused(content: bytes, why: str) -> None:
    assert why_refused(klog, content) == why


def test_latin_1_is_refused() -> None:
    assert "is not UTF-8" in why_refused(klog, SAMPLE.decode().encode("latin-1"))


def test_a_summary_is_left_whole_up_to_a_length_and_refused_beyond() -> None:
    assert len(one(f"5m {'x' * 10_000}").told["note"]) == 10_000
    refused = read(klog, f"{GOOD}2026-09-07\n  5m {'x ' * 400_000}\n")[1]
    assert isinstance(refused, Refused)
    assert refused.reason == "a note has at most 10,000 characters, this has 799,999."


def test_it_fits_its_own_files_alone() -> None:
    assert fitting(klog) == ["klog/selfcare.klg"]


LINES = ["2026-09-07", "", "    5m a", "        b", "  6m", "text", "    9:00 - ?", "    x", "2026-13-13"]  # fmt: skip


@given(st.binary(max_size=200) | mutated(SAMPLE) | mutated("\n".join(LINES).encode()))
def test_whatever_stands_in_the_file_ends_in_entries_or_in_a_refusal(content: bytes) -> None:
    check_survives(klog, content, "file.klg")


@given(st.lists(st.sampled_from(["5m a", "5m a", "9:00 - ?", "-5m", "x", "24:01 - 25:00"])))
def test_each_entry_is_counted(texts: list[str]) -> None:
    content = "".join(f"2026-09-07\n    {text}\n    {text}\n\n" for text in texts)
    told: list[Any] = read(klog, GOOD + content)
    assert len(told) == 1 + 2 * len(texts)
