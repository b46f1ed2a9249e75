"""harsh's answers are read with their comments and amounts, and only a y is a session."""

import datetime as dt

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
from tracker.exchange import harsh

LOG = sample("harsh/log")
GOOD = "2026-11-01 : Walk : y :  : \n"
FIRST, SECOND = dt.date(2026, 11, 22), dt.date(2026, 11, 23)


def test_the_answers_of_the_sample_are_read() -> None:
    told = read(harsh, LOG)
    assert [(one.names, one.day, one.told.get("note")) for one in taken(told)] == [
        (("Rückenübungen",), FIRST, "3 Sätze (Amount: 15)"),
        (("Massage",), FIRST, "Praxis Müller"),
        (("Walk",), FIRST, "Amount: 4200"),
        (("Rückenübungen",), SECOND, "abends (Amount: 20)"),
        (("Heat pack",), SECOND, None),
        (("Pain above 5",), SECOND, "after sitting (Amount: 6)"),
    ]
    assert all(one.at is None and one.duration is None for one in taken(told))
    assert [one for one in in_short(told) if one[1] != "taken"] == [
        ("line 3", "ignored: the answer is n: it was not done."),
        ("line 5", "ignored: the answer is s: it was left out on purpose."),
        ("line 7", "ignored: the answer is s: it was left out on purpose."),
        ("line 9", "ignored: the answer is n: it was not done."),
    ]


WITHIN = ('A " : " stands within what was taken as the comment.',)


@pytest.mark.parametrize(
    ("rest", "note", "doubts"),
    [
        ("", "", ()),
        (" :", "", ()),
        (" : ", "", ()),
        (" :  : ", "", ()),
        (" :  :", "", ()),
        (" : done", "done", ()),
        (" : 12", "12", ()),
        (" : done : ", "done", ()),
        (" : done :", "done", ()),
        (" : done : 12.5", "done (Amount: 12.5)", ()),
        (" :  : 0", "Amount: 0", ()),
        (" :  : 1e+21", "Amount: 1e+21", ()),
        (" : at 8:30 : 5", "at 8:30 (Amount: 5)", ()),
        (" : then : there", "then : there", WITHIN),
        (" : then : there : ", "then : there", WITHIN),
        (" : then : 12 :", "then : 12", WITHIN),
        (" : a : b : 12", "a : b (Amount: 12)", WITHIN),
        (" : a : b : c : d", "a : b : c : d", WITHIN),
        (" : a : NaN", "a : NaN", WITHIN),
        (" : a : ٣", "a : ٣", WITHIN),
    ],
)
def test_comment_and_amount_are_told_apart(rest: str, note: str, doubts: tuple[str, ...]) -> None:
    told = only_taken(read(harsh, f"{GOOD}2026-11-22 : Massage : y{rest}\n"))
    assert (told[1].told.get("note", ""), told[1].doubts) == (note, doubts)


def test_comments_and_blank_lines_are_no_answers() -> None:
    told = read(harsh, f"# 2026-11-22 : Walk : y\n\n  \n#\n{GOOD}")
    assert in_short(told) == [("line 5", "taken")]


def test_the_last_answer_of_a_day_is_taken() -> None:
    told = read(
        harsh,
        "2026-11-22 : Walk : n : a\n2026-11-22 : Walk : y : b\n2026-11-22 : Ice : y\n"
        "2026-11-22 : Walk : x\n2026-11-22 : Ice : n\n2026-11-23 : Walk : y\n",
    )
    assert in_short(told) == [
        ("line 1", "ignored: line 2 is a later answer for the same day."),
        ("line 2", "taken"),
        ("line 3", "ignored: line 5 is a later answer for the same day."),
        ("line 4", "refused, x: the answer is y, n or s."),
        ("line 5", "ignored: the answer is n: it was not done."),
        ("line 6", "taken"),
    ]


def test_the_key_is_made_of_day_and_habit() -> None:
    def keys(content: str) -> list[str]:
        return [one.key for one in only_taken(read(harsh, content))]

    first = keys("2026-11-22 : Walk : y\n2026-11-23 : Walk : y\n2026-11-22 : Ice : y\n")
    assert len(set(first)) == 3
    assert keys("2026-11-22 : Ice : y : said : 12\n2026-11-22 : Walk : y : \n") == [
        first[2],
        first[0],
    ]


WRITTEN = "an answer is written as in 2026-11-22 : Massage : y : comment : amount."


@pytest.mark.parametrize(
    ("line", "value", "reason"),
    [
        ("2026-11-22 : Massage", "2026-11-22 : Massage", WRITTEN),
        ("2026-11-22 Massage y", "2026-11-22 Massage y", WRITTEN),
        ("2026-11-22:Massage:y", "2026-11-22:Massage:y", WRITTEN),
        ("2026-11-22 :  : y", "2026-11-22 :  : y", "it names no habit."),
        ("2026-11-22 : Massage : Y", "Y", "the answer is y, n or s."),
        ("2026-11-22 : Massage : ", "", "the answer is y, n or s."),
        ("2026-11-22 : Massage : yes : x", "yes", "the answer is y, n or s."),
        ("22.11.2026 : Massage : y", "22.11.2026", "it is no day, as in 2026-11-20."),
        ("2026-1-2 : Massage : y", "2026-1-2", "it is no day, as in 2026-11-20."),
        ("20261122 : Massage : y", "20261122", "it is no day, as in 2026-11-20."),
        ("2026-W47-7 : Massage : y", "2026-W47-7", "it is no day, as in 2026-11-20."),
        ("2026-02-30 : Massage : y", "2026-02-30", "it is no day of the calendar."),
        ("0000-01-01 : Massage : y", "0000-01-01", "it is no day of the calendar."),
        (
            "0001-01-01 : Massage : y",
            "0001-01-01",
            REACH,
        ),
        (
            "9999-12-31 : Massage : y",
            "9999-12-31",
            REACH,
        ),
    ],
)
def test_a_line_that_cannot_be_taken_leaves_the_others(line: str, value: str, reason: str) -> None:
    told = read(harsh, f"{GOOD}{line}\n{GOOD.replace('Walk', 'Ice')}")
    assert told[1] == Refused("line 2", value, reason)
    assert [one.where for one in taken(told)] == ["line 1", "line 3"]


@pytest.mark.parametrize(
    "written",
    [
        b"\xef\xbb\xbf" + LOG,
        LOG.decode().encode("utf-16"),
        LOG.replace(b"\n", b"\r\n"),
        LOG.replace(b"\n", b"\r"),
        LOG.replace(b"\n", b"\r\n", 3),
        LOG.replace(b" \n", b"\n"),
        LOG.rstrip(),
    ],
)
def test_a_file_may_be_written_in_other_ways(written: bytes) -> None:
    assert read(harsh, written) == read(harsh, LOG)


def test_a_file_that_is_cut_off_gives_what_is_whole() -> None:
    told = read(harsh, LOG[: LOG.index(b"Heat pack : y") + 6])
    assert told[:-1] == read(harsh, LOG)[:7]
    assert isinstance(told[-1], Refused)


NO_ANSWER = "no line of it is an answer as in 2026-11-22 : Massage : y."


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (
            sample("harsh/habits"),
            "habits",
            "those are the habits of harsh. Give its file log beside it.",
        ),
        (sample("harsh/habits"), "other", NO_ANSWER),
        (b"", "log", NO_ANSWER),
        (b"2026-11-22,Massage,y\n", "log", NO_ANSWER),
        (LOG + b"\x00", "log", "line 11 holds a NUL, so that is no text."),
        (LOG + b"x" * 10_000_000, "log", "line 11 is longer than 1,000,000 letters."),
    ],
)
def test_a_file_that_holds_no_answers_is_refused(content: bytes, name: str, why: str) -> None:
    assert why_refused(harsh, content, name) == why


def test_latin_1_is_refused() -> None:
    assert "is not UTF-8" in why_refused(harsh, LOG.decode().encode("latin-1"))


def test_a_comment_is_left_whole_up_to_a_length_and_refused_beyond() -> None:
    told = read(harsh, f"{GOOD}2026-11-02 : Walk : y : {'x' * 10_000}\n")
    assert len(only_taken(told)[1].told["note"]) == 10_000
    told = read(harsh, f"{GOOD}2026-11-02 : Walk : y : {'x' * 10_001}\n")
    assert told[1] == Refused(
        "line 2", "x" * 120 + "…", "a note has at most 10,000 characters, this has 10,001."
    )


def test_it_fits_its_own_files_alone() -> None:
    assert fitting(harsh) == ["harsh/habits", "harsh/log"]


@given(st.binary(max_size=200) | mutated(LOG))
def test_whatever_stands_in_the_file_ends_in_entries_or_in_a_refusal(content: bytes) -> None:
    check_survives(harsh, content, "log")


LINES = [*LOG.decode().splitlines(), "", "# x", "2026-11-22 : Walk", "2026-11-22 : Walk : n", "x"]


@given(st.lists(st.sampled_from(LINES)))
def test_each_answer_is_counted(lines: list[str]) -> None:
    told = read(harsh, GOOD + "\n".join(lines))
    assert len(told) == 1 + sum(1 for line in lines if line and not line.startswith("#"))
    days = [(one.day, one.names) for one in told if isinstance(one, Incoming)]
    assert len(set(days)) == len(days)
