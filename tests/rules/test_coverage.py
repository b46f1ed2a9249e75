"""Days with an entry and the gaps between them."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tracker.care.coverage import coverage

FIRST = dt.date(2026, 11, 1)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def test_the_longest_gap_comes_first_and_of_several_as_long_the_earliest() -> None:
    found = coverage([day(2), day(4), day(4), day(9), day(20)], day(1), day(10))
    assert (found.days, found.of) == (3, 10)
    assert found.gaps == ((day(5), day(8)), (day(1), day(1)), (day(3), day(3)), (day(10), day(10)))


def test_without_any_entry_all_of_it_is_a_gap() -> None:
    assert coverage([], day(1), day(3)).gaps == ((day(1), day(3)),)
    assert coverage([day(1)], day(1), day(1)).gaps == ()


@given(st.sets(st.integers(-3, 30)), st.integers(0, 27))
def test_each_day_has_an_entry_or_lies_in_one_gap(numbers: set[int], last: int) -> None:
    found = coverage(map(day, numbers), day(0), day(last))
    silent = [
        since + dt.timedelta(days=number)
        for since, until in found.gaps
        for number in range((until - since).days + 1)
    ]
    told = {day(number) for number in numbers if 0 <= number <= last}
    assert sorted([*silent, *told]) == [day(number) for number in range(last + 1)]
    assert found.days == len(told)
