"""How long relief lasted, by its median, and the longest time without a session."""

import datetime as dt

import pytest

from tracker.care.relief import Gap, lasting

FIRST = dt.date(2026, 11, 2)
HOUR = dt.timedelta(hours=1)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("hours", "median"),
    [
        ([], None),
        ([None], None),
        ([5], 5),
        ([0], 0),
        ([0, 72], 36),
        ([100, 1, 2], 2),
        ([None, 8, None, 2, 4, 100], 6),
    ],
)
def test_relief_is_the_median_of_what_was_told(
    hours: list[int | None], median: float | None
) -> None:
    sessions = [(day(0), None if one is None else one * HOUR) for one in hours]
    found = lasting(sessions, day(0))
    assert (found is None) == (not hours)
    if found:
        assert found.relief == (None if median is None else median * HOUR)
        assert found.count == sum(one is not None for one in hours)


@pytest.mark.parametrize(
    ("days", "today", "gap"),
    [
        ([0], 0, None),
        ([0, 0], 0, None),
        ([0], 1, Gap(1, day(0), None)),
        ([0, 4, 6], 6, Gap(4, day(0), day(4))),
        ([0, 4, 6], 10, Gap(4, day(0), day(4))),
        ([0, 4, 6], 11, Gap(5, day(6), None)),
    ],
)
def test_the_longest_gap_may_be_the_present_one(
    days: list[int], today: int, gap: Gap | None
) -> None:
    found = lasting([(day(one), None) for one in days], day(today))
    assert found
    assert found.gap == gap
