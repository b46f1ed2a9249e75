"""Lengths of time are read as people write them, and written with their units."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.reading import DAY, MINUTE, refusal
from tracker import when


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20", 1200),
        ("20m", 1200),
        ("20 min", 1200),
        ("20 Minutes", 1200),
        ("1h30", 5400),
        ("1h 30", 5400),
        ("1h30m", 5400),
        ("1 h 30 min", 5400),
        ("1h05", 3900),
        ("90s", 90),
        ("2 min 30 s", 150),
        ("an hour", 3600),
        ("1.5h", 5400),
        ("0.5h", 1800),
        ("2 days", 172_800),
        ("7d", 604_800),
        ("1 week", 604_800),
        ("10w", 6_048_000),
        ("1d 2h 3m 4s", 93_784),
    ],
)
def test_a_duration_is_read_as_people_write_it(text: str, seconds: int) -> None:
    read = when.read_duration(text, dt.timedelta(seconds=1), 100 * DAY)
    assert read == dt.timedelta(seconds=seconds)


def test_a_bare_number_counts_the_unit_that_is_asked_for() -> None:
    assert when.read_duration("10", DAY, 100 * DAY, "days") == 10 * DAY
    assert when.read_duration("8", MINUTE / 60, MINUTE, "seconds") == dt.timedelta(seconds=8)


@pytest.mark.parametrize(
    "text",
    [
        *("0", "-5", "nan", "inf", "1e9", "100000", "twenty", "", "m", "20 x", "1h90", "30m 1h"),
        *(
            "1:30",
            "1,5h",
            "1h1h",
            "20m ago",
            "２0",
            "20\x00",
            "0.001m",
            "25h",
            "9" * 10_000,
            "1h30h",
        ),
    ],
)
def test_what_is_no_duration_within_the_limits_is_refused_with_both_of_them(text: str) -> None:
    message = refusal(lambda: when.read_duration(text, MINUTE, DAY))
    assert message.endswith(
        " is no length of time from 1 min to 24 h. Write it like 20, 20m, 1h30 or 90s."
    )


@pytest.mark.parametrize(
    ("least", "most", "unit", "ending"),
    [
        (DAY, 3650 * DAY, "days", 'from 24 h to 3650 days. Write it like 20, "2 days" or 10w.'),
        (7 * DAY, 70 * DAY, "weeks", "from 7 days to 70 days. Write it like 8 or 10w."),
        (MINUTE / 60, MINUTE / 12, "minutes", "from 1 s to 5 s. Write it like 1s."),
    ],
)
def test_the_examples_of_a_refused_duration_would_be_accepted(
    least: dt.timedelta, most: dt.timedelta, unit: str, ending: str
) -> None:
    assert refusal(lambda: when.read_duration("x", least, most, unit)).endswith(ending)


@pytest.mark.parametrize(
    ("seconds", "written", "compact"),
    [
        (8, "8 s", "8s"),
        (60, "1 min", "1m"),
        (90, "90 s", "1m30s"),
        (119, "119 s", "1m59s"),
        (120, "2 min", "2m"),
        (150, "2 min 30 s", "2m30s"),
        (1200, "20 min", "20m"),
        (3605, "1 h 5 s", "1h5s"),
        (6420, "1 h 47 min", "1h47m"),
        (7200, "2 h", "2h"),
        (86_400, "24 h", "1d"),
        (95_400, "26 h 30 min", "1d2h30m"),
        (172_800, "2 days", "2d"),
        (6_048_000, "70 days", "10w"),
    ],
)
def test_a_duration_is_written_with_its_units(seconds: int, written: str, compact: str) -> None:
    duration = dt.timedelta(seconds=seconds)
    assert when.write_duration(duration) == written
    assert when.compact_duration(duration) == compact


def test_no_time_at_all_is_written_in_minutes() -> None:
    assert when.write_duration(dt.timedelta()) == "0 min"


@given(st.integers(1, 20_000 * 86_400) | st.integers(1, 30_000).map(lambda n: n * 60))
def test_every_written_duration_is_read_back_to_the_same(seconds: int) -> None:
    duration = dt.timedelta(seconds=seconds)
    for written in (when.write_duration(duration), when.compact_duration(duration)):
        assert when.read_duration(written, dt.timedelta(), 20_000 * DAY) == duration
