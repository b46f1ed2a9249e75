"""Backups: whole while others write, for the owner alone; and which of the automatic ones are kept."""

import contextlib
import datetime as dt
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.places import Program, files, held, is_whole, rows
from tracker.database.sqlite.backups import folder_of, listed, newest, superfluous
from tracker.database.sqlite.diary import DiaryFile
from tracker.errors import Conflict, Damage, DatabaseTrouble, NotFound, NotWritten, TrackerError

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


@pytest.fixture
def target(home: Path) -> Path:
    """Return where a backup may go, in a folder of its own."""
    folder = home / "stick"
    folder.mkdir()
    return folder / "copy.db"


def database(path: Path) -> DiaryFile:
    """Return the diary at a path."""
    return DiaryFile(f"sqlite:///{path}")


# Sessions and changes are written in pairs, so that a copy of half a transaction would be seen.
_WRITING = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
print(flush=True)
while True:
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO digests (week_first, tries) SELECT date('2000-01-01', count(*) || ' days'), 0 FROM digests")
    db.execute("INSERT INTO changes (at, verb, what) VALUES ('2026-01-01 00:00:00', 'log', 'x')")
    db.execute("COMMIT")
    time.sleep(0.002)
"""


@contextlib.contextmanager
def written_to(path: Path) -> Iterator[None]:
    """Have another process write to a diary, over and over."""
    with subprocess.Popen(
        [sys.executable, "-c", _WRITING, str(path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield
        finally:
            process.kill()


class TestTheFile:
    @pytest.mark.parametrize("mode", ["WAL", "DELETE"])
    def test_it_is_one_file_for_its_owner_with_all_that_the_diary_holds(
        self, kept: Path, target: Path, mode: str
    ) -> None:
        with contextlib.closing(sqlite3.connect(kept)) as db:
            db.execute(f"PRAGMA journal_mode = {mode}")
        before = rows(kept)
        old = os.umask(0)
        try:
            made = database(kept).back_up(target)
        finally:
            os.umask(old)
        assert list(files(target.parent)) == ["copy.db"]
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        assert rows(target) == before == rows(kept)
        assert is_whole(target)
        assert list(files(target.parent)) == ["copy.db"]
        assert (made.contents.sessions, made.contents.readings) == (1, 1)

    @pytest.mark.parametrize("mode", ["WAL", "DELETE"])
    def test_it_is_of_one_moment_while_others_write(
        self, kept: Path, target: Path, mode: str
    ) -> None:
        with contextlib.closing(sqlite3.connect(kept)) as db:
            db.execute(f"PRAGMA journal_mode = {mode}")
            db.execute("DELETE FROM changed_rows")
            db.execute("DELETE FROM changes")
            db.execute("DELETE FROM digests")
            db.commit()
        sizes = []
        with written_to(kept):
            for _ in range(8):
                database(kept).back_up(target, force=True)
                found = rows(target)
                assert len(found["digests"]) == len(found["changes"])
                assert is_whole(target)
                sizes.append(len(found["changes"]))
        assert sizes == sorted(sizes)
        assert sizes[0] < sizes[-1]

    def test_what_is_not_committed_is_not_in_it(self, kept: Path, target: Path) -> None:
        with held(kept, "BEGIN IMMEDIATE", "DELETE FROM changed_rows"):
            database(kept).back_up(target)
        assert rows(target) == rows(kept)

    def test_an_older_diary_is_copied_as_it_is_and_not_brought_up_to_date(
        self, older: Path, target: Path
    ) -> None:
        before = rows(older)
        made = database(older).back_up(target)
        assert rows(target) == rows(older) == before
        assert (made.contents.sessions, made.contents.readings) == (6, 0)
        assert list(files(older.parent)) == ["diary.db"]

    def test_a_diary_that_may_only_be_read_can_be_backed_up(
        self, kept: Path, target: Path, home: Path
    ) -> None:
        kept.chmod(0o400)
        kept.parent.chmod(0o500)
        with Program(home, kept, is_bound=True) as program:
            answer = program("backup", str(target))
        kept.parent.chmod(0o700)
        assert answer.code == 0, answer.err
        assert rows(target) == rows(kept)


def refused(kept: Path, target: Path, error: type[TrackerError], *, force: bool = True) -> str:
    """Return what is said of a backup that is refused; all is left as it was."""
    folder = target.parent if target.parent.exists() else target.parent.parent
    before = files(kept.parent), files(folder)
    with pytest.raises(error) as found:
        database(kept).back_up(target, force=force)
    assert (files(kept.parent), files(folder)) == before
    return f"{found.value} {found.value.hint}"


class TestRefused:
    def test_a_file_that_exists_unless_that_is_said(self, kept: Path, target: Path) -> None:
        target.write_text("mine")
        assert "copy.db exists already" in refused(kept, target, Conflict, force=False)
        database(kept).back_up(target, force=True)
        assert rows(target) == rows(kept)

    @pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal"])
    def test_the_diary_and_what_belongs_to_it(self, kept: Path, end: str) -> None:
        itself = kept.with_name(kept.name + end)
        assert "is the diary itself" in refused(kept, itself, Conflict)
        link = kept.with_name("link.db")
        link.symlink_to(itself.name)
        assert "is the diary itself" in refused(kept, link, Conflict)

    def test_a_database_in_use(self, kept: Path, target: Path) -> None:
        target.with_name("copy.db-wal").touch()
        assert "is a database in use" in refused(kept, target, Conflict)

    def test_what_is_no_file(self, kept: Path, target: Path) -> None:
        os.mkfifo(target)
        assert "is a pipe" in refused(kept, target, Conflict)
        target.unlink()
        target.mkdir()
        assert "is a folder" in refused(kept, target, Conflict)

    def test_a_folder_that_is_not_there(self, kept: Path, target: Path) -> None:
        assert "there is no folder" in refused(kept, target.parent / "a/copy.db", NotWritten)

    def test_a_folder_that_may_not_be_written(self, kept: Path, target: Path, home: Path) -> None:
        target.parent.chmod(0o500)
        with Program(home, kept, is_bound=True) as program:
            answer = program("backup", str(target))
        target.parent.chmod(0o700)
        assert (answer.code, answer.out) == (5, "")
        assert "copy.db could not be written: Permission denied" in answer.err
        assert files(target.parent) == {}

    def test_a_diary_that_is_not_there_or_empty(self, path: Path, target: Path) -> None:
        assert "nothing to back up" in refused(path, target, NotFound)
        path.touch()
        assert "nothing to back up" in refused(path, target, NotFound)
        assert files(target.parent) == {}

    def test_a_file_of_another_program(self, path: Path, target: Path) -> None:
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE songs (id)")
        assert "is a database of another program" in refused(path, target, DatabaseTrouble)


def damage(path: Path) -> None:
    """Overwrite pages in the middle of a diary."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    content = path.read_bytes()
    path.write_bytes(content[: 4096 * 5] + bytes(4096 * 20) + content[4096 * 25 :])


@contextlib.contextmanager
def files_of(most: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class TestNothingHalf:
    def test_a_damaged_diary_takes_no_good_backups_place(self, kept: Path, target: Path) -> None:
        database(kept).back_up_daily(SATURDAY)
        database(kept).back_up(target)
        damage(kept)
        before = files(folder_of(kept)), files(target.parent)
        with pytest.raises(Damage):
            database(kept).back_up_daily(SATURDAY)
        with pytest.raises(Damage):
            database(kept).back_up(target, force=True)
        assert (files(folder_of(kept)), files(target.parent)) == before

    def test_without_room_there_is_nothing(self, kept: Path, target: Path) -> None:
        database(kept).back_up_daily(day(-1))
        before = files(folder_of(kept))
        said = "is full. What was there is unharmed."
        with files_of(40_000):
            with pytest.raises(NotWritten, match=said):
                database(kept).back_up_daily(SATURDAY)
            with pytest.raises(NotWritten, match=said):
                database(kept).back_up(target)
        assert files(folder_of(kept)) == before
        assert files(target.parent) == {}


class TestAutomatic:
    def test_it_lies_beside_the_diary_for_its_owner_alone(self, kept: Path) -> None:
        made = database(kept).back_up_daily(SATURDAY)
        assert made.path == kept.with_name("diary.db.backups") / "2026-11-28.db"
        assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700
        assert rows(made.path) == rows(kept)
        assert list(files(made.path.parent)) == ["2026-11-28.db"]

    def test_that_of_today_is_made_anew(self, kept: Path) -> None:
        database(kept).back_up_daily(SATURDAY)
        with contextlib.closing(sqlite3.connect(kept)) as db, db:
            db.execute("DELETE FROM changed_rows")
        made = database(kept).back_up_daily(SATURDAY)
        assert rows(made.path)["changed_rows"] == []

    def test_others_fall_out_and_what_is_none_of_ours_stays(self, kept: Path) -> None:
        folder = folder_of(kept)
        folder.mkdir()
        for number in range(-12, 0):
            shutil.copy(kept, folder / f"{day(number)}.db")
        (folder / "2020-01-01 mine.db").touch()
        (folder / "2026-11-27.db~").write_text("what one who was killed has left")
        made = database(kept).back_up_daily(SATURDAY)
        assert made.removed == tuple(day(number) for number in range(-12, -6))
        assert sorted(files(folder)) == sorted(
            ["2020-01-01 mine.db", *(f"{one}.db" for one in made.kept)]
        )

    def test_a_link_in_its_place_is_left_alone(self, kept: Path, target: Path) -> None:
        folder_of(kept).mkdir()
        target.write_text("mine")
        (folder_of(kept) / "2026-11-28.db").symlink_to(target)
        with pytest.raises(TrackerError, match="is a link"):
            database(kept).back_up_daily(SATURDAY)
        assert target.read_text() == "mine"

    def test_where_no_folder_can_be_that_is_said(self, kept: Path) -> None:
        folder_of(kept).write_text("mine")
        with pytest.raises(TrackerError, match=r"diary\.db\.backups"):
            database(kept).back_up_daily(SATURDAY)
        assert folder_of(kept).read_text() == "mine"

    def test_two_at_once_leave_one_whole(self, kept: Path, home: Path) -> None:
        with Program(home, kept) as one, Program(home, kept) as other:
            for program in (one, other):
                program.ask("backup", "--auto")
            assert [one.answer().code, other.answer().code] == [0, 0]
        assert list(files(folder_of(kept))) == ["2026-11-23.db"]
        assert rows(folder_of(kept) / "2026-11-23.db") == rows(kept)
