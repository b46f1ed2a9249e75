"""The diary's file: made for its owner alone, and left as it was where it cannot be used."""

import contextlib
import datetime as dt
import json
import os
import random
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.places import (
    CHECKOUT,
    NOW,
    Answer,
    Program,
    environment,
    files,
    held,
    is_whole,
    python,
    rows,
)
from tracker.cli import main
from tracker.database import HEAD
from tracker.database.sqlite import connecting
from tracker.database.sqlite.diary import DiaryFile
from tracker.database.sqlite.files import path_of
from tracker.errors import BadInput, DatabaseTrouble
from tracker.places import diary_path
from tracker.tables import providers

READINGS = (
    ["history"],
    ["history", "--json"],
    ["summary", "--json"],
    ["today"],
    ["today", "--json"],
)


@pytest.fixture
def path(home: Path) -> Path:
    folder = home / "records"
    folder.mkdir()
    return folder / "diary.db"


Say = Callable[..., Answer]


@pytest.fixture
def say(path: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command line in this process, on the diary at `path`."""

    def answer(*words: str) -> Answer:
        code = main(["--database", f"sqlite:///{path}", *words], lambda: NOW)
        return Answer(code, *capsys.readouterr())

    return answer


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A diary in which something is written, to be copied."""
    home = tmp_path_factory.mktemp("kept")
    with Program(home, home / "diary.db") as program:
        for number in range(25):
            note = f"the {number}th " + 40 * "long "
            answer = program(
                "log", "massage", "50", "--yes", "--with", f"Ana {number}", "--note", note
            )
            assert answer.code == 0
    return home / "diary.db"


def trouble(message: str, hint: str) -> Answer:
    return Answer(5, "", f"Error: {message}\n  {hint}\n")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextlib.contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def name_of_another(db: DiaryFile, name: str) -> None:
    with db.writing() as connection:
        connection.execute(insert(providers).values(name=name, name_key=name, created_at=NOW))


def names(db: DiaryFile) -> list[str]:
    with db.reading() as connection:
        return list(connection.execute(select(providers.c.name)).scalars())


class TestMadeAtFirstUse:
    @pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o377, 0o777])
    def test_it_is_for_its_owner_alone_whatever_the_umask(self, home: Path, mask: int) -> None:
        with umask(mask), contextlib.closing(DiaryFile("")) as db:
            name_of_another(db, "Ana")
            made = diary_path().parent
            found = {path.name: mode(path) for path in made.iterdir()}
            folders = [path for path in diary_path().parents if home in path.parents]
        assert found == {"diary.db": 0o600, "diary.db-wal": 0o600, "diary.db-shm": 0o600}
        assert {mode(folder) for folder in folders} == {0o700}

    def test_a_folder_that_exists_keeps_its_permissions(self, home: Path) -> None:
        folder = diary_path().parent
        folder.mkdir(parents=True, mode=0o750)
        before = mode(folder)
        with contextlib.closing(DiaryFile("")) as db:
            name_of_another(db, "Ana")
        assert (mode(folder), mode(diary_path())) == (before, 0o600)

    def test_the_file_that_exists_keeps_its_permissions(self, path: Path) -> None:
        path.touch()
        path.chmod(0o640)
        with contextlib.closing(DiaryFile(f"sqlite:///{path}")) as db:
            name_of_another(db, "Ana")
            found = {each.name: mode(each) for each in path.parent.iterdir()}
        assert found == {"diary.db": 0o640, "diary.db-wal": 0o640, "diary.db-shm": 0o640}

    @pytest.mark.parametrize(
        ("way", "is_new"), [("reading", False), ("writing", False), ("writing", True)]
    )
    def test_the_connection_is_safe_and_patient(self, path: Path, is_new: bool, way: str) -> None:
        address = f"sqlite:///{path}"
        if not is_new:
            with contextlib.closing(DiaryFile(address)) as db:
                name_of_another(db, "Ana")
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "application_id")
        with contextlib.closing(DiaryFile(address)) as db, getattr(db, way)() as connection:
            found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
        assert found == ["wal", 2, 1, 10_000, connecting.APPLICATION_ID]

    @pytest.mark.parametrize(
        "line",
        ["", "history", "history --json", "today", "due", "plan list", "status", "provider list",
         "claims", "summary", "condition list", "routine list", "safety check ice", "remind why"],
    )  # fmt: skip
    def test_reading_makes_none_and_finds_an_empty_one(
        self, say: Say, path: Path, line: str
    ) -> None:
        answer = say(*line.split())
        assert list(path.parent.iterdir()) == []
        path.touch()
        assert say(*line.split()) == answer
        assert answer.code == 0

    def test_what_was_read_as_empty_is_written_all_the_same(self, path: Path) -> None:
        with contextlib.closing(DiaryFile(f"sqlite:///{path}")) as db:
            assert names(db) == []
            assert not path.exists()
            name_of_another(db, "Ana")
            assert names(db) == ["Ana"]

    def test_a_folder_that_was_named_and_does_not_exist_is_not_made(self, home: Path) -> None:
        folder = home / "no" / "such"
        found = main_on(folder / "diary.db", "log", "ice", "15")
        assert found == 5
        assert list(home.iterdir()) == []

    def test_where_there_is_no_such_folder_the_way_out_is_said(self, say: Say, path: Path) -> None:
        path.parent.rmdir()
        assert say("history") == trouble(
            "the diary cannot be made: the folder ~/records does not exist.",
            "Make the folder first, or choose another place with --database.",
        )
        assert not path.parent.exists()

    @pytest.mark.parametrize(
        "name",
        ["with blank.db", "what?.db", "a#b.db", "100%20.db", "Rücken.db", "two\nlines", "a;b"],
    )
    def test_any_name_of_a_file_will_do(self, path: Path, name: str) -> None:
        database_path = path.with_name(name)
        for expected in ([], ["Ana"]):
            with contextlib.closing(DiaryFile(f"sqlite:///{quote(str(database_path))}")) as db:
                assert names(db) == expected
                if not expected:
                    name_of_another(db, "Ana")
        assert [each.name for each in path.parent.iterdir()] == [name]

    def test_a_link_is_followed(self, path: Path, home: Path) -> None:
        path.symlink_to(home / "real.db")
        (home / "real.db").touch()
        with contextlib.closing(DiaryFile(f"sqlite:///{path}")) as db:
            name_of_another(db, "Ana")
        assert path.is_symlink()
        assert [row["name"] for row in rows(home / "real.db")["providers"]] == ["Ana"]

    @pytest.mark.parametrize(
        "address",
        ["diary.db", "postgresql://ann@here/diary", "sqlite://", "sqlite:///:memory:", "mysql:",
         "sqlite:///a.db?mode=ro", "sqlite:///what?.db", "sqlite+aiosqlite:///a.db", "sqlite:///a\x00b", ":", "sqlite:///"],
    )  # fmt: skip
    def test_an_address_that_names_no_file_is_refused(self, address: str) -> None:
        with pytest.raises(BadInput) as refused:
            path_of(address)
        assert "Give a SQLite file" in str(refused.value)


def main_on(path: Path, *words: str) -> int:
    return main(["--database", f"sqlite:///{path}", *words], lambda: NOW)


def newer(path: Path, kept: Path) -> None:
    shutil.copy(kept, path)
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9\x1b[31m'")


def foreign(path: Path, kept: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE bookmarks (id INTEGER)")


def foreign_with_alembic(path: Path, kept: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        db.execute("INSERT INTO alembic_version VALUES (?)", [HEAD])


def filled(content: bytes) -> Callable[[Path, Path], None]:
    def make(path: Path, kept: Path) -> None:
        path.write_bytes(content)

    return make


def cut(size: int) -> Callable[[Path, Path], None]:
    def make(path: Path, kept: Path) -> None:
        content = kept.read_bytes()
        path.write_bytes(content[:size])

    return make


def broken_from_the_second_page_on(path: Path, kept: Path) -> None:
    content = kept.read_bytes()
    path.write_bytes(content[:4096] + random.Random(5).randbytes(len(content) - 4096))


def folder(path: Path, kept: Path) -> None:
    path.mkdir()


def pipe(path: Path, kept: Path) -> None:
    os.mkfifo(path)


def dangling(path: Path, kept: Path) -> None:
    path.symlink_to("gone.db")


def looping(path: Path, kept: Path) -> None:
    path.symlink_to(path.name)


CANNOT_BE_AT = "the diary cannot be at ~/records/diary.db: "
MEND = "Put the link right or take it away, or choose another file with --database."
NEWER = (
    "the diary ~/records/diary.db was written by a newer tracker "
    f"(form 9\\x1b[31m; this one knows {HEAD}). It was left untouched."
)
ANOTHER_PROGRAM = "~/records/diary.db is a database of another program. It was left untouched."
NO_DATABASE = "~/records/diary.db is not a database. It was left untouched."
DAMAGED = "the diary ~/records/diary.db is damaged: "
CHOOSE = "Choose another file with --database."
IF_IT_WAS = "If it was your diary: tracker doctor. If not, choose another file with --database."
RESTORE = "Restore a backup, which keeps the file as it is now; which one says tracker doctor"


class TestWhatCannotBeUsed:
    @pytest.mark.parametrize(
        ("make", "message", "hint"),
        [
            (newer, NEWER, "Install the newer version again."),
            (foreign, ANOTHER_PROGRAM, CHOOSE),
            (foreign_with_alembic, ANOTHER_PROGRAM, CHOOSE),
            (filled(b"Monday: my back hurts.\n"), NO_DATABASE, IF_IT_WAS),
            (filled(200 * b"Monday: my back hurts.\n"), NO_DATABASE, IF_IT_WAS),
            (filled(random.Random(1).randbytes(20_000)), NO_DATABASE, IF_IT_WAS),
            (cut(15), NO_DATABASE, IF_IT_WAS),
            (cut(99), DAMAGED, RESTORE),
            (cut(1000), DAMAGED, RESTORE),
            (cut(4096), DAMAGED, RESTORE),
            (cut(-4096), DAMAGED, RESTORE),
            (broken_from_the_second_page_on, DAMAGED, RESTORE),
            (folder, f"{CANNOT_BE_AT}that is a folder.", CHOOSE),
            (pipe, f"{CANNOT_BE_AT}that is a pipe.", CHOOSE),
            (dangling, f"{CANNOT_BE_AT}that is a link to gone.db, where there is no file.", MEND),
            (looping, f"{CANNOT_BE_AT}that is a link to diary.db, where there is no file.", MEND),
        ],
        ids=["newer", "another program's", "another program's with alembic", "text", "much text",
             "noise", "cut to 15", "cut to 99", "cut to 1000", "cut to a page", "cut by a page",
             "noise behind the first page", "folder", "pipe", "dangling link", "looping link"],
    )  # fmt: skip
    def test_it_is_described_and_left_as_it_was(
        self,
        say: Say,
        path: Path,
        kept: Path,
        make: Callable[[Path, Path], None],
        message: str,
        hint: str,
    ) -> None:
        make(path, kept)
        before = files(path.parent)
        for words in (["history"], ["log", "ice", "15"], ["undo"]):
            answer = say(*words)
            first, *rest = answer.err.splitlines()
            assert (answer.code, answer.out) == (5, "")
            assert first.startswith(f"Error: {message}")
            assert rest == ([f"  {hint}"] if hint else [])
            assert first.count("Nothing was stored") == (words[0] == "log")
            assert files(path.parent) == before

    def test_an_empty_file_is_a_new_diary(self, say: Say, path: Path) -> None:
        path.touch()
        assert say("history").code == 0
        assert say("log", "ice", "15").code == 0
        assert len(rows(path)["sessions"]) == 1

    def test_no_damaged_page_brings_a_traceback(self, say: Say, path: Path, kept: Path) -> None:
        content = kept.read_bytes()
        noise = random.Random(7)
        codes = set()
        for start in range(0, len(content), 4096):
            for page in (bytes(4096), noise.randbytes(4096)):
                path.write_bytes(content[:start] + page + content[start + 4096 :])
                before = files(path.parent)
                answer = say("history", "--limit", "0")
                codes.add(answer.code)
                assert (answer.code == 0) == (answer.err == "")
                assert files(path.parent) == before
        assert codes == {0, 5}

    @pytest.mark.parametrize(
        ("column", "value", "shown"),
        [
            ("day", "'2026-13-01'", "'2026-13-01'"),
            ("started_at", "'2026-11-23 17:\x1b0'", "'2026-11-23 17:\\x1b0'"),
            ("note", "CAST(x'62ff' AS TEXT)", "'b�'"),
        ],
    )
    def test_a_damaged_value_is_described(
        self, say: Say, path: Path, kept: Path, column: str, value: str, shown: str
    ) -> None:
        shutil.copy(kept, path)
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            db.execute(f"UPDATE sessions SET {column} = {value} WHERE id = 3")
        code, answer, complaint = say("history")
        without = "Error: the diary ~/records/diary.db was read without a row: "
        assert code == 5
        assert complaint == f"{without}sessions, row 3: {column} is {shown}.\n  {RESTORE}\n"
        assert "#2" in answer
        assert "#3" not in answer

    def test_the_newer_diary_stays_even_where_its_form_has_another_name(
        self, say: Say, path: Path, kept: Path
    ) -> None:
        shutil.copy(kept, path)
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            db.execute("UPDATE alembic_version SET version_num = '0000'")
        before = rows(path)
        answer = say("history")
        assert answer.code == 5
        assert answer.err.startswith(
            "Error: the diary ~/records/diary.db could not be brought up to"
        )
        assert rows(path) == before
        assert os.listdir(path.parent) == ["diary.db"]


class TestLocked:
    def test_who_waits_too_long_is_told(
        self, say: Say, path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shutil.copy(kept, path)
        before = rows(path)
        monkeypatch.setattr(connecting, "BUSY_TIMEOUT_MS", 100)
        locked = "Error: the diary ~/records/diary.db is locked by another program, for longer than 0.1 s."
        hint = "  Try again, or close the other program.\n"
        with held(path, "PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE"):
            assert say("history") == (5, "", f"{locked}\n{hint}")
            assert say("log", "ice", "15") == (5, "", f"{locked} Nothing was stored.\n{hint}")
        with held(path, "BEGIN EXCLUSIVE"):
            assert say("log", "ice", "15") == (5, "", f"{locked} Nothing was stored.\n{hint}")
            assert say("history").code == 0
        assert rows(path) == before
        assert say("log", "ice", "15").code == 0

    def test_a_new_diary_waits_as_well(
        self, say: Say, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connecting, "BUSY_TIMEOUT_MS", 100)
        path.touch()
        with held(path, "BEGIN EXCLUSIVE"):
            answer = say("log", "ice", "15")
        assert answer.code == 5
        assert "is locked by another program" in answer.err
        assert path.read_bytes() == b""


class TestSideBySide:
    """With no patience at all, whoever were blocked would fail at once."""

    @pytest.fixture
    def two(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[tuple[DiaryFile, DiaryFile]]:
        monkeypatch.setattr(connecting, "BUSY_TIMEOUT_MS", 0)
        address = f"sqlite:///{path}"
        with (
            contextlib.closing(DiaryFile(address)) as one,
            contextlib.closing(DiaryFile(address)) as other,
        ):
            name_of_another(one, "Ana")
            yield one, other

    def test_a_reader_sees_one_state_and_blocks_no_writer(
        self, two: tuple[DiaryFile, DiaryFile]
    ) -> None:
        one, other = two
        with one.reading() as db:
            count = select(providers.c.name)
            assert db.execute(count).scalars().all() == ["Ana"]
            name_of_another(other, "Ben")
            assert db.execute(count).scalars().all() == ["Ana"]
        assert names(one) == ["Ana", "Ben"]

    def test_a_writer_blocks_no_reader(self, two: tuple[DiaryFile, DiaryFile]) -> None:
        one, other = two
        with one.writing() as db:
            db.execute(insert(providers).values(name="Ben", name_key="ben", created_at=NOW))
            assert names(other) == ["Ana"]
        assert names(other) == ["Ana", "Ben"]

    def test_one_writer_waits_for_the_other(self, two: tuple[DiaryFile, DiaryFile]) -> None:
        one, other = two
        with one.writing(), pytest.raises(DatabaseTrouble, match="is locked"):
            name_of_another(other, "Ben")
        name_of_another(other, "Cem")
        assert names(one) == ["Ana", "Cem"]

    def test_what_fails_is_taken_back_whole(self, two: tuple[DiaryFile, DiaryFile]) -> None:
        one, _ = two
        rows = [{"name": name, "name_key": "ben", "created_at": NOW} for name in ("Ben", "BEN")]
        with pytest.raises(IntegrityError), one.writing() as db:
            db.execute(insert(providers), rows)
        assert names(one) == ["Ana"]

    def test_a_naive_instant_is_refused_rather_than_guessed_at(
        self, two: tuple[DiaryFile, DiaryFile]
    ) -> None:
        naive = dt.datetime(2026, 11, 23, 17)  # noqa: DTZ001
        with pytest.raises(Exception, match="an instant needs a zone"), two[0].writing() as db:
            db.execute(insert(providers).values(name="Ben", name_key="ben", created_at=naive))


READ_ONLY = trouble(
    "the diary ~/records/diary.db is read-only. Nothing was stored.",
    "It can still be read; to write, make the file, its folder, and any -wal and -shm beside it "
    "writable.",
)


class TestPermissions:
    """Each in a process that is bound by permissions, even where root runs the tests."""

    def test_a_row_that_breaks_a_rule_is_left_out_of_what_cannot_be_written(
        self, home: Path, path: Path, kept: Path
    ) -> None:
        shutil.copy(kept, path)
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            db.execute("PRAGMA ignore_check_constraints = ON")
            db.execute("UPDATE sessions SET part = 'dawn', started_at = NULL WHERE id = 3")
        path.chmod(0o400)
        path.parent.chmod(0o500)
        with Program(home, path, is_bound=True) as program:
            code, answer, complaint = program("history", "--limit", "0")
        path.parent.chmod(0o700)
        assert code == 5
        assert "#2" in answer
        assert "#3 " not in answer
        assert "row 3: the rule ck_sessions_part_known does not hold" in complaint
        assert "Traceback" not in complaint

    @pytest.mark.parametrize("is_open", [False, True])
    @pytest.mark.parametrize(
        ("folder_mode", "file_mode"), [(0o700, 0o400), (0o500, 0o600), (0o500, 0o400)]
    )
    def test_what_cannot_be_written_can_still_be_read(
        self, home: Path, path: Path, kept: Path, folder_mode: int, file_mode: int, is_open: bool
    ) -> None:
        shutil.copy(kept, path)
        with contextlib.ExitStack() as stack:
            if is_open:
                # What the other process wrote last is still in the write-ahead log.
                written = "UPDATE providers SET name = 'Ben' WHERE id = 1"
                stack.enter_context(held(path, written, "SELECT count(*) FROM sessions"))
            for each in path.parent.iterdir():
                each.chmod(file_mode)
            path.parent.chmod(folder_mode)
            before = files(path.parent)
            assert ("diary.db-wal" in before) == is_open
            with Program(home, path, is_bound=True) as program:
                shown = [program(*words) for words in READINGS]
                refused = program("log", "ice", "15")
                again = program("history", "--json")
            after = files(path.parent)
            path.parent.chmod(0o700)
            for each in path.parent.iterdir():
                each.chmod(0o600)
        assert [(answer.code, answer.err) for answer in shown] == 5 * [(0, "")]
        assert ("Ben" in shown[1].out) == is_open
        assert "Ana 24" in shown[1].out
        assert refused == READ_ONLY
        assert again == shown[1]
        # The index of the write-ahead log holds the marks of those who read.
        assert [after.pop("diary.db-shm", b""), before.pop("diary.db-shm", b"")].count(b"") in (
            0,
            2,
        )
        assert after == before
        with Program(home, path, is_bound=True) as program:
            assert program("log", "ice", "15").code == 0

    def test_what_may_not_be_read_is_said(self, home: Path, path: Path, kept: Path) -> None:
        shutil.copy(kept, path)
        path.chmod(0)
        with Program(home, path, is_bound=True) as program:
            for words in (["history"], ["undo"]):
                assert program(*words) == trouble(
                    "the diary ~/records/diary.db cannot be used: you may not read it.",
                    "Look whether the file and its folder are yours, and the disk is well: tracker doctor",
                )
        path.chmod(0o600)
        assert path.read_bytes() == kept.read_bytes()

    @pytest.mark.parametrize("mode", [0o000, 0o500])
    def test_a_folder_that_is_closed_is_named(self, home: Path, path: Path, mode: int) -> None:
        path.parent.chmod(mode)
        with Program(home, path, is_bound=True) as program:
            answer = program("log", "ice", "15")
        path.parent.chmod(0o700)
        assert answer == trouble(
            "the diary cannot be made in ~/records: Permission denied. Nothing was stored.",
            "Choose another place with --database sqlite:///FILE or TRACKER_DATABASE_URL.",
        )
        assert files(path.parent) == {}

    def test_a_home_that_cannot_be_written_is_named(self, home: Path, path: Path) -> None:
        home.chmod(0o500)
        with Program(home, is_bound=True) as program:
            assert program("history").code == 0
            answer = program("log", "ice", "15")
        home.chmod(0o700)
        where = diary_path().parent.relative_to(home)
        assert answer == trouble(
            f"the diary cannot be made in ~/{where}: Permission denied. Nothing was stored.",
            "Choose another place with --database sqlite:///FILE or TRACKER_DATABASE_URL.",
        )
        assert list(home.iterdir()) == [path.parent]


_FILLED = """
import contextlib, io, json, os, resource, subprocess, sys
from pathlib import Path
from tests.places import NOW, is_whole, rows
from tracker.cli import main

folder, way = Path(sys.argv[1]), sys.argv[2]
path, other, room = folder / "diary.db", folder / "other", 150_000
if way == "disk":
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], check=True)

def say(*words):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["--database", f"sqlite:///{path}", *words], lambda: NOW)
    return code, out.getvalue(), err.getvalue()

log = ["log", "massage", "--yes", "--note", 1900 * "x"]
stored, answer = 0, say(*log)
if way == "disk":
    other.write_bytes(bytes(os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize - room))
else:
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + room, resource.RLIM_INFINITY))
while answer[0] == 0:
    stored, answer = stored + 1, say(*log)
refused = [answer, say(*log)]
before = [len(rows(path)["sessions"]), len(rows(path)["changes"]), is_whole(path)]
other.unlink(missing_ok=True)
resource.setrlimit(resource.RLIMIT_FSIZE, 2 * (resource.RLIM_INFINITY,))
after = say(*log)[0], len(rows(path)["sessions"])
print(json.dumps([stored, refused, before, after]))
"""


class TestFullDisk:
    @pytest.mark.parametrize("way", ["disk", "limit"])
    def test_what_was_there_is_unharmed(self, path: Path, home: Path, way: str) -> None:
        alone = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
        trying = [*alone, "mount", "-t", "tmpfs", "tmpfs", str(path.parent)]
        if not shutil.which("unshare") or subprocess.run(trying, check=False).returncode:
            # Where no small disk may be had, a limit on the size of files has to do.
            way = "limit"
        run = subprocess.run(
            [*(alone if way == "disk" else []), *python("-c", _FILLED, str(path.parent), way)],
            check=False,
            capture_output=True,
            text=True,
            env=environment(home, PYTHONPATH=str(CHECKOUT)),
        )
        assert run.stderr == ""
        stored, refused, before, after = json.loads(run.stdout)
        said = (
            "Error: the diary could not be written: the disk of ~/records is full. "
            "What was there is unharmed. Nothing was stored.\n"
            "  Make room on the disk and try again.\n"
        )
        assert stored > 5
        assert refused == [[5, "", said], [5, "", said]]
        assert before == [stored, stored, True]
        assert after == [0, stored + 1]

    def test_a_diary_that_could_not_be_made_is_made_later(self, path: Path, home: Path) -> None:
        limit = (
            "import resource\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY))\n"
        )
        with Program(home, path, before=limit) as program:
            answer = program("log", "ice", "15")
        assert answer.code == 5
        assert "the disk of ~/records is full" in answer.err
        with Program(home, path) as program:
            assert program("log", "ice", "15").code == 0
        assert len(rows(path)["sessions"]) == 1
        assert is_whole(path)
