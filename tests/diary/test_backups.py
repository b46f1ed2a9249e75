"""The automatic backups: which of them are kept, whatever the clock does, and which there are."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tracker.database.backups import folder_of, listed, newest, superfluous

SATURDAY = dt.date(2026, 11, 28)


def day(number: int) -> dt.date:
    """Return the day so many days after that Saturday."""
    return SATURDAY + dt.timedelta(days=number)


def after(course: list[int]) -> set[dt.date]:
    """Return the days that have a backup once one was made on each day of a course of the clock."""
    kept: set[dt.date] = set()
    for number in course:
        kept.add(day(number))
        kept -= superfluous(kept, day(number))
    return kept


class TestKept:
    def test_seven_days_and_the_last_of_four_weeks_before(self) -> None:
        assert sorted(after(list(range(-90, 1)))) == [
            *map(dt.date.fromisoformat, ("2026-11-01", "2026-11-08", "2026-11-15")),
            *map(day, range(-6, 1)),
        ]

    def test_on_each_day_of_the_week_there_are_four_weeks(self) -> None:
        for end in range(7):
            kept = sorted(after(list(range(-90, end + 1))))
            assert kept[-7:] == [day(end + number) for number in range(-6, 1)]
            assert day(end) - kept[0] >= dt.timedelta(days=22)
            assert all(later - one <= dt.timedelta(days=7) for one, later in pairwise(kept))

    def test_who_seldom_uses_it_keeps_what_there_is(self) -> None:
        assert after([-400, -300, -200, -100, 0]) == {day(n) for n in (-400, -300, -200, -100, 0)}

    def test_a_clock_far_ahead_costs_none_of_the_true_ones(self) -> None:
        kept = after([*range(-20, 1), 2000, *range(1, 4)])
        assert day(2000) in kept
        assert {day(number) for number in range(-3, 4)} <= kept

    @given(st.lists(st.integers(-3000, 3000), max_size=60))
    def test_the_one_just_made_stays_whatever_the_clock_does(self, course: list[int]) -> None:
        kept: set[dt.date] = set()
        for number in course:
            before = {*kept, day(number)}
            kept = before - superfluous(before, day(number))
            assert day(number) in kept
            assert len([one for one in kept if one <= day(number)]) <= 11


class TestListed:
    def test_what_is_none_of_ours_by_name_is_none(self, path: Path) -> None:
        folder = folder_of(path)
        folder.mkdir()
        for name in ("2026-11-28.db", "2026-11-20.db"):
            (folder / name).touch()
        for name in (
            "2026-13-45.db",
            "notes.txt",
            "2026-11-27.db~",
            "٢٠٢٦-11-26.db",
            "20261125.db",
        ):
            (folder / name).touch()
        (folder / "2026-11-24.db").mkdir()
        (folder / "2026-11-23.db").symlink_to(folder / "2026-11-28.db")
        assert [str(one.day) for one in listed(path)] == ["2026-11-20", "2026-11-28"]

    def test_the_newest_is_none_of_a_day_to_come(self, path: Path) -> None:
        assert newest(path, SATURDAY) is None
        folder_of(path).mkdir()
        for name in ("2026-11-20.db", "2030-01-01.db"):
            (folder_of(path) / name).touch()
        found = newest(path, SATURDAY)
        assert found
        assert found.path.name == "2026-11-20.db"

    def test_a_link_to_the_diary_has_the_backups_of_the_diary(self, path: Path) -> None:
        path.touch()
        link = path.with_name("link.db")
        link.symlink_to(path)
        assert folder_of(link) == folder_of(path) == path.with_name("diary.db.backups")
