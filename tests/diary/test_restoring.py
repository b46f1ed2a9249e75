"""Restoring: what is given is looked at first, what was there is kept, and there is never half a diary."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Rows, rows_of
from tests.diary.test_backups import SATURDAY, damage, database, files_of, written_to
from tests.places import CHECKOUT, Program, environment, files, held, is_whole, python
from tracker.database import HEAD
from tracker.database.sqlite import connecting, restoring, upgrading
from tracker.database.sqlite.diary import DiaryFile
from tracker.database.sqlite.restoring import Restored
from tracker.errors import BadInput, Conflict, Damage, DatabaseTrouble, NotFound, TrackerError

COPY = "diary.before-restore-2026-11-28.db"


@pytest.fixture
def given(home: Path, empty_diary: Path) -> Path:
    """A backup of another day: a diary with one session in it."""
    (home / "stick").mkdir()
    path = home / "stick/backup.db"
    shutil.copy(empty_diary, path)
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute(
            "INSERT INTO sessions (kind, day, zone, duration_s, came_in, created_at, changed_at)"
            " VALUES ('ice', '2026-11-20', 'UTC', 900, 'logged', '2026-11-20', '2026-11-20')"
        )
    return path


def restore(path: Path, given: Path) -> Restored:
    """Restore the diary from a backup."""
    with database(path).restoring(given) as ready:
        return ready.put_in_place(SATURDAY)


def in_mode(path: Path, mode: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA journal_mode = {mode}")


class TestWhatComesOfIt:
    @pytest.mark.parametrize("mode", ["WAL", "DELETE"])
    def test_the_diary_is_the_backup_and_what_was_there_is_a_copy(
        self, kept: Path, given: Path, mode: str
    ) -> None:
        in_mode(kept, mode)
        was, wanted, beside = rows_of(kept), rows_of(given), files(given.parent)
        inode = kept.stat().st_ino
        restored = restore(kept, given)
        assert rows_of(kept) == wanted
        assert is_whole(kept)
        assert kept.stat().st_ino == inode
        assert restored.copy == kept.with_name(COPY)
        assert rows_of(restored.copy) == was
        assert stat.S_IMODE(restored.copy.stat().st_mode) == 0o600
        assert restored.before
        assert (restored.before.readings, restored.after.sessions) == (1, 1)
        assert files(given.parent) == beside
        assert sorted(files(kept.parent)) == [COPY, "diary.db"]

    def test_restoring_the_copy_takes_it_back(self, kept: Path, given: Path) -> None:
        was, wanted = rows_of(kept), rows_of(given)
        first = restore(kept, given)
        assert first.copy
        again = restore(kept, first.copy)
        assert rows_of(kept) == was
        assert again.copy == kept.with_name("diary.before-restore-2026-11-28-2.db")
        assert rows_of(again.copy) == wanted

    def test_a_fresh_home_has_it_as_its_diary(self, path: Path, given: Path) -> None:
        restored = restore(path, given)
        assert (restored.before, restored.copy) == (None, None)
        assert rows_of(path) == rows_of(given)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with DiaryFile(f"sqlite:///{path}").writing():
            pass

    def test_an_older_one_is_brought_up_to_date_and_stays_as_it_is(
        self, older: Path, home: Path, empty_diary: Path
    ) -> None:
        diary = home / "diary.db"
        shutil.copy(empty_diary, diary)
        before = rows_of(older)
        restored = restore(diary, older)
        assert (restored.form, restored.is_older) == ("0001", True)
        assert restored.after.sessions == 6
        assert rows_of(older) == before
        with contextlib.closing(sqlite3.connect(diary)) as db:
            assert db.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
        assert is_whole(diary)

    def test_an_older_diary_is_kept_as_it_was(self, older: Path, given: Path) -> None:
        before = rows_of(older)
        restored = restore(older, given)
        assert restored.copy
        assert rows_of(restored.copy) == before
        assert rows_of(older) == rows_of(given)

    def test_pages_of_another_size_are_no_hindrance(self, kept: Path, given: Path) -> None:
        with contextlib.closing(sqlite3.connect(given)) as db:
            db.execute("PRAGMA page_size = 8192")
            db.execute("VACUUM")
        restore(kept, given)
        assert rows_of(kept) == rows_of(given)
        assert is_whole(kept)

    def test_what_was_not_merged_yet_is_restored_too(self, kept: Path, given: Path) -> None:
        """A file that was copied with its log, as a backup of the system copies it."""
        in_mode(given, "WAL")
        with contextlib.closing(sqlite3.connect(given)) as db, db:
            db.execute("UPDATE sessions SET note = 'in the log'")
            db.commit()
            for end in ("", "-wal"):
                shutil.copy(f"{given}{end}", f"{given.with_name('other.db')}{end}")
        restore(kept, given.with_name("other.db"))
        assert "in the log" in rows_of(kept)["sessions"][0]

    def test_a_link_is_followed_at_both_ends(self, kept: Path, given: Path, home: Path) -> None:
        wanted = rows_of(given)
        (home / "diary.db").symlink_to(kept)
        (home / "backup.db").symlink_to(given)
        restored = restore(home / "diary.db", home / "backup.db")
        assert (home / "diary.db").is_symlink()
        assert rows_of(kept) == wanted
        assert restored.copy == kept.with_name(COPY)


class TestADiaryThatCannotBeUsed:
    @pytest.mark.parametrize("what", ["pages", "all", "short"])
    def test_a_damaged_one_is_kept_as_it_is(self, kept: Path, given: Path, what: str) -> None:
        if what == "pages":
            damage(kept)
        elif what == "all":
            kept.write_bytes(b"no diary at all" * 1000)
        else:
            in_mode(kept, "DELETE")
            kept.write_bytes(kept.read_bytes()[: 4096 * 4 + 100])
        before = kept.read_bytes()
        restored = restore(kept, given)
        assert rows_of(kept) == rows_of(given)
        assert is_whole(kept)
        assert restored.copy
        if what != "pages":
            assert restored.trouble
            assert restored.copy.read_bytes() == before

    def test_one_of_a_newer_program_can_be_left_with_the_copy_made_before(
        self, kept: Path, given: Path
    ) -> None:
        with contextlib.closing(sqlite3.connect(kept)) as db, db:
            db.execute("UPDATE alembic_version SET version_num = '9999'")
        restored = restore(kept, given)
        assert restored.copy
        with contextlib.closing(sqlite3.connect(restored.copy)) as db:
            assert db.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)
        assert rows_of(kept) == rows_of(given)

    def test_a_file_of_another_program_is_none_to_write_over(self, path: Path, given: Path) -> None:
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE songs (id)")
        assert "another program" in refused(path, given, DatabaseTrouble)


def refused(kept: Path, given: Path, error: type[TrackerError]) -> str:
    """Return what is said of a backup that is refused; all is left as it was."""
    before = files(kept.parent)
    with pytest.raises(error) as found:
        restore(kept, given)
    assert files(kept.parent) == before
    return f"{found.value} {found.value.hint}"


class TestRefused:
    def test_what_is_no_file(self, kept: Path, given: Path) -> None:
        assert "there is no file" in refused(kept, given.with_name("x.db"), NotFound)
        assert "there is no file" in refused(kept, given / "x.db", NotFound)
        assert "is a folder" in refused(kept, given.parent, BadInput)
        os.mkfifo(given.with_name("pipe"))
        assert "is a pipe" in refused(kept, given.with_name("pipe"), BadInput)
        assert "is a device" in refused(kept, Path("/dev/null"), BadInput)

    def test_the_diary_itself(self, kept: Path, given: Path) -> None:
        assert "is the diary itself" in refused(kept, kept, Conflict)

    def test_what_is_no_diary(self, kept: Path, given: Path) -> None:
        given.write_text("a letter" * 1000)
        assert "is not a database" in refused(kept, given, DatabaseTrouble)
        given.write_bytes(b"")
        assert "holds no diary" in refused(kept, given, DatabaseTrouble)
        with contextlib.closing(sqlite3.connect(given)) as db:
            db.execute("CREATE TABLE songs (id)")
        said = refused(kept, given, DatabaseTrouble)
        assert "is a database of another program" in said
        assert said.endswith("Name a backup of a diary, as `tracker backup` makes it.")

    def test_what_is_newer(self, kept: Path, given: Path) -> None:
        with contextlib.closing(sqlite3.connect(given)) as db, db:
            db.execute("UPDATE alembic_version SET version_num = '9999'")
        assert "was written by a newer tracker" in refused(kept, given, DatabaseTrouble)

    def test_what_is_not_whole(self, kept: Path, given: Path) -> None:
        content = given.read_bytes()
        with contextlib.closing(sqlite3.connect(given)) as db, db:
            db.execute("DROP TABLE digests")
        assert "it has no table digests" in refused(kept, given, Damage)
        given.write_bytes(content[: 4096 * 5] + bytes(4096 * 20) + content[4096 * 25 :])
        assert "is damaged" in refused(kept, given, DatabaseTrouble)
        given.write_bytes(content[: 4096 * 9 + 7])
        assert "is damaged" in refused(kept, given, DatabaseTrouble)

    def test_without_room(self, kept: Path, given: Path) -> None:
        with files_of(100_000):
            assert "is full" in refused(kept, given, TrackerError)
        # There is room for what is made ready, but not for what it takes to write it over.
        room = max(kept.stat().st_size, given.stat().st_size) + 1000
        with files_of(room):
            assert "is full" in refused(kept, given, TrackerError)


class TestOthersAtWork:
    def test_whoever_has_it_open_goes_on_with_the_restored_one(
        self, kept: Path, given: Path
    ) -> None:
        other = database(kept)
        with other.reading() as db:
            before = db.exec_driver_sql("SELECT count(*) FROM readings").scalar()
            number, version = other.generation(), other.data_version()
            restore(kept, given)
            # Who is reading goes on with what was there.
            assert db.exec_driver_sql("SELECT count(*) FROM readings").scalar() == before == 1
        assert other.generation() != number
        assert other.data_version() != version
        with other.writing() as db:
            assert db.exec_driver_sql("SELECT count(*) FROM readings").scalar() == 0
            db.exec_driver_sql("UPDATE sessions SET note = 'written after'")
        other.close()
        assert "written after" in rows_of(kept)["sessions"][0]
        assert is_whole(kept)

    def test_what_another_writes_meanwhile_is_in_the_copy_or_in_the_diary(
        self, kept: Path, given: Path
    ) -> None:
        with contextlib.closing(sqlite3.connect(kept)) as db, db:
            for table in ("changed_rows", "changes", "digests"):
                db.execute(f"DELETE FROM {table}")
        with written_to(kept):
            copies = []
            for _ in range(4):
                restored = restore(kept, given)
                assert restored.copy
                copies.append(rows_of(restored.copy)["digests"])
                with contextlib.closing(sqlite3.connect(restored.copy)) as db:
                    assert db.execute("SELECT count(*) FROM changes").fetchone() == (
                        len(copies[-1]),
                    )
                assert is_whole(restored.copy)
                time.sleep(0.05)
        assert is_whole(kept)
        assert any(copies)

    def test_a_diary_that_stays_locked_is_left_alone(
        self, kept: Path, given: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in (connecting, restoring):
            monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 100)
        before = rows_of(kept)
        with held(kept, "BEGIN IMMEDIATE"), pytest.raises(DatabaseTrouble, match="is locked"):
            restore(kept, given)
        assert rows_of(kept) == before
        assert list(files(kept.parent)) == ["diary.db"]

    def test_on_a_disk_without_a_log_nobody_can_write_between_copy_and_diary(
        self, kept: Path, given: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_mode(kept, "DELETE")
        monkeypatch.setattr(
            restoring, "_write_ahead", lambda db: db.execute("PRAGMA journal_mode").fetchone()[0]
        )
        was, wanted = rows_of(kept), rows_of(given)
        copied = upgrading.copy_aside

        def copy_aside(*words: Any, **named: Any) -> None:
            copied(*words, **named)
            with (
                contextlib.closing(sqlite3.connect(kept, timeout=0)) as db,
                pytest.raises(sqlite3.OperationalError, match="locked"),
            ):
                db.execute("DELETE FROM decisions")

        monkeypatch.setattr(restoring, "copy_aside", copy_aside)
        restored = restore(kept, given)
        assert restored.copy
        assert rows_of(restored.copy) == was
        assert rows_of(kept) == wanted


# All is loaded once; each victim is a child that restores one and the other in turn until it is killed.
_FORKING = """
import datetime, os, sys
from pathlib import Path
import tracker.database.sqlite.restoring
from tracker.database.sqlite.diary import DiaryFile
path, *given = map(Path, sys.argv[1:])
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        print(os.getpid(), flush=True)
        while True:
            for one in given:
                with DiaryFile(f"sqlite:///{path}").restoring(one) as ready:
                    ready.put_in_place(datetime.date(2026, 11, 28))
                print("restored", flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""


class Victims:
    """Processes that restore a diary over and over until they are killed."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def kill_one_after(self, count: int, seconds: float) -> None:
        """Kill one so many seconds after it has restored the diary so many times."""
        assert self._process.stdin
        said = self._process.stdout
        assert said
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        number = int(said.readline())
        for _ in range(count):
            assert said.readline() == "restored\n"
        time.sleep(seconds)
        os.kill(number, signal.SIGKILL)
        while (line := said.readline()) != "ended\n":
            assert line == "restored\n"


@contextlib.contextmanager
def victims(home: Path, *words: Path) -> Iterator[Victims]:
    with subprocess.Popen(
        python("-c", _FORKING, *map(str, words)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(home, PYTHONPATH=str(CHECKOUT)),
    ) as process:
        yield Victims(process)
        process.communicate()


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_whoever_is_killed_leaves_the_one_diary_or_the_other_and_the_copy(
    kept: Path, given: Path, home: Path, mode: str
) -> None:
    other = home / "stick/other.db"
    database(kept).back_up(other)
    both: list[Rows] = [rows_of(given), rows_of(other)]
    noise = random.Random(7)
    was, changes = 1, 0
    with victims(home, kept, given, other) as killed:
        for turn in range(20):
            in_mode(kept, mode)
            killed.kill_one_after(turn % 3, noise.uniform(0, 0.05))
            assert is_whole(kept)
            now = both.index(rows_of(kept))
            copies = list(kept.parent.glob("diary.before-restore-*.db"))
            for copy in copies:
                assert is_whole(copy)
                assert rows_of(copy) in both
            # What another has taken the place of is there.
            if now != was:
                changes += 1
                assert any(rows_of(copy) == both[was] for copy in copies)
            was = now
            for copy in copies:
                copy.unlink()
    assert changes
    with Program(home, kept) as program:
        assert program("restore", str(given), "--yes").code == 0
    assert rows_of(kept) == both[0]
    assert not [name for name in files(kept.parent) if "restoring" in name]
