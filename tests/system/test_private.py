"""The files that the program's processes leave are for their owner alone, and never behind a link."""

import contextlib
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.running import Diary, running
from tracker import private
from tracker.doorbell import Doorbell, ring
from tracker.errors import TrackerError
from tracker.reminding import lock
from tracker.reminding.logfile import kept_log

MINE = b"a letter of mine\n" * 50


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o377, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def make(path: Path, flags: int = os.O_RDWR | os.O_CREAT) -> None:
    os.close(private.open_file(path, flags))


@pytest.mark.usefixtures("umask")
def test_files_and_the_folders_made_for_them_are_their_owners_whatever_the_umask(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "state" / "tracker"

    make(folder / "made")
    private.replace(folder / "replaced", b"one")
    private.replace(folder / "replaced", b"two")

    assert sorted(path.name for path in folder.iterdir()) == ["made", "replaced"]
    assert (folder / "replaced").read_bytes() == b"two"
    assert {mode(path) for path in folder.iterdir()} == {0o600}
    assert {mode(folder), mode(folder.parent)} == {0o700}


def test_what_an_older_version_left_open_to_others_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    folder.chmod(0o755)
    for name in ("opened", "replaced"):
        (folder / name).write_bytes(MINE)
        (folder / name).chmod(0o644)

    make(folder / "opened")
    private.replace(folder / "replaced", b"new")

    assert (folder / "opened").read_bytes() == MINE
    assert [mode(folder), *(mode(path) for path in folder.iterdir())] == [0o700, 0o600, 0o600]


def test_a_folder_that_its_owner_put_elsewhere_is_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere").chmod(0o750)
    (tmp_path / "state").symlink_to("elsewhere")

    make(tmp_path / "state" / "file")

    assert mode(tmp_path / "elsewhere" / "file") == 0o600
    assert mode(tmp_path / "elsewhere") == 0o750


def link(path: Path) -> None:
    path.symlink_to(path.parent / "mine")


def dangling_link(path: Path) -> None:
    path.symlink_to(path.parent / "nothing")


def device(path: Path) -> None:
    path.symlink_to("/dev/null")


USES: dict[str, Callable[[Path], object]] = {
    "opened": make,
    "read": lambda path: make(path, os.O_RDONLY),
    "replaced": lambda path: private.replace(path, b"new"),
    "lock": lambda path: lock.acquire(path, 1, "now"),
    "looked at": lock.holder,
    "doorbell": Doorbell,
    "log": lambda path: contextlib.ExitStack().enter_context(kept_log(path, {})),
    "older log": lambda path: contextlib.ExitStack().enter_context(
        kept_log(path.with_suffix(""), {})
    ),
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(
    ("put", "kind"),
    [
        (link, "a link"),
        (dangling_link, "a link"),
        (device, "a link"),
        (os.mkfifo, "a pipe"),
        (os.mkdir, "a folder"),
    ],
)
def test_what_is_no_file_is_neither_used_nor_changed_and_the_person_is_told(
    tmp_path: Path, use: str, put: Callable[[Path], None], kind: str
) -> None:
    (tmp_path / "mine").write_bytes(MINE)
    (tmp_path / "mine").chmod(0o644)
    path = tmp_path / "remind.log.1"
    put(path)

    with pytest.raises(TrackerError) as refused:
        USES[use](path)

    assert str(refused.value).startswith(f"{path} is {kind} and no file of its own")
    assert refused.value.hint.startswith("Move it away")
    assert (tmp_path / "mine").read_bytes() == MINE
    assert mode(tmp_path / "mine") == 0o644
    assert stat.S_IFMT(path.lstat().st_mode) in (stat.S_IFLNK, stat.S_IFIFO, stat.S_IFDIR)
    assert not (tmp_path / "nothing").exists()


def test_a_ring_follows_no_link(tmp_path: Path) -> None:
    bell = Doorbell(tmp_path / "bell")
    (tmp_path / "link").symlink_to("bell")

    ring(tmp_path / "link")

    assert bell.drain() is False
    bell.close()


def test_a_draft_that_cannot_be_written_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    private.replace(path, b"old")
    (tmp_path / "file~").mkdir()

    with pytest.raises(TrackerError, match=r"file cannot be used: "):
        private.replace(path, b"new")

    assert path.read_bytes() == b"old"


def test_a_link_where_a_draft_is_written_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(MINE)
    (tmp_path / "file~").symlink_to("mine")

    private.replace(tmp_path / "file", b"new")

    assert (tmp_path / "file").read_bytes() == b"new"
    assert (tmp_path / "mine").read_bytes() == MINE


def test_a_reader_sees_the_old_content_or_the_new_one(tmp_path: Path) -> None:
    path, seen, is_over = tmp_path / "file", set(), threading.Event()
    private.replace(path, b"a" * 5000)

    def read() -> None:
        while not is_over.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for letter in b"abab" * 10:
        private.replace(path, bytes([letter]) * 5000)
    is_over.set()
    reader.join()

    assert seen <= {b"a" * 5000, b"b" * 5000}


def test_it_works_where_the_system_knows_no_such_flags(tmp_path: Path) -> None:
    program = """
import os, sys
from pathlib import Path
for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "fchmod"):
    delattr(os, name)
from tracker import private
path = Path(sys.argv[1])
os.close(private.open_file(path, os.O_RDWR | os.O_CREAT))
private.replace(path, b"new")
try:
    private.open_file(Path(sys.argv[2]), os.O_RDWR)
except private.TrackerError as refusal:
    print(refusal)
"""
    (tmp_path / "link").symlink_to("file")
    words = [sys.executable, "-c", program, str(tmp_path / "file"), str(tmp_path / "link")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)

    assert done.stdout.startswith(f"{tmp_path / 'link'} is a link")
    assert (tmp_path / "file").read_bytes() == b"new"


@pytest.fixture
def diary(home: Path, empty_diary: Path) -> Diary:
    made = Diary(home)
    made.path.parent.mkdir(parents=True, mode=0o700)
    made.path.write_bytes(empty_diary.read_bytes())
    return made


@pytest.mark.parametrize("name", ["lock", "doorbell", "log"])
def test_the_process_with_a_link_in_place_of_a_file_says_so_and_changes_nothing(
    diary: Diary, home: Path, name: str
) -> None:
    path: Path = getattr(diary.places, name)
    path.parent.mkdir(parents=True)
    (home / "mine").write_bytes(MINE)
    path.symlink_to(home / "mine")

    with running() as process:
        line = process.line(f"~/.local/state/selfcare-tracker/{path.name} is a link")
        assert process.process.wait(timeout=10) == 1
        assert process.line("Move it away")

    assert line.startswith("Error: ")
    assert (home / "mine").read_bytes() == MINE


def test_every_file_of_the_process_is_its_owners_alone(diary: Diary) -> None:
    before = os.umask(0)
    try:
        with running() as process:
            process.line("running")
            folder = diary.places.log.parent
            modes = {path.name.partition(".")[2]: mode(path) for path in folder.iterdir()}
            found = mode(folder), modes
            assert process.end() < 5
    finally:
        os.umask(before)
    assert found == (0o700, dict.fromkeys(("lock", "log", "bell", "json"), 0o600))


def test_a_command_says_that_reminders_cannot_run_where_a_link_is_in_place_of_their_lock(
    diary: Diary, home: Path
) -> None:
    diary.plan("heat")
    diary.places.lock.parent.mkdir(parents=True)
    diary.places.lock.symlink_to(home / "nothing")

    words = [sys.executable, "-m", "tracker", "log", "heat", "20"]
    done = subprocess.run(words, check=True, capture_output=True, text=True)

    assert f"Reminders cannot run: ~/.local/state/selfcare-tracker/{diary.places.lock.name}" in (
        done.stderr
    )
    assert not (home / "nothing").exists()


def test_a_timer_follows_no_link_in_place_of_its_lock(diary: Diary, home: Path) -> None:
    diary.places.timer.parent.mkdir(parents=True)
    (home / "mine").write_bytes(MINE)
    diary.places.timer.symlink_to(home / "mine")

    words = [sys.executable, "-m", "tracker", "start", "heat", "1s"]
    done = subprocess.run(words, check=False, capture_output=True, text=True)

    assert done.returncode == 1
    assert f"{diary.places.timer.name} is a link and no file of its own" in done.stderr
    assert (home / "mine").read_bytes() == MINE


def test_the_status_says_which_file_keeps_reminders_from_running(diary: Diary, home: Path) -> None:
    diary.places.lock.parent.mkdir(parents=True)
    os.mkfifo(diary.places.lock)

    words = [sys.executable, "-m", "tracker", "remind", "status"]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=30)

    assert done.returncode == 1
    assert f"{diary.places.lock.name} is a pipe and no file of its own" in done.stderr


def test_an_older_log_stays_private_through_its_rotations(tmp_path: Path) -> None:
    import logging

    logger = logging.getLogger("tracker.test_rotation")
    before = os.umask(0)
    try:
        with kept_log(tmp_path / "log", {logger: logging.INFO}):
            for _ in range(4):
                logger.info("x" * 200_000)
    finally:
        os.umask(before)

    assert {path.name: mode(path) for path in tmp_path.iterdir()} == {
        "log": 0o600,
        "log.1": 0o600,
        "log.2": 0o600,
    }
