"""A check-up says how each thing is, changes nothing unless asked to, and tells nobody's affairs."""

import contextlib
import datetime as dt
import os
import shlex
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.commands.schema import checked
from tests.commands.terminals import drawn, plain
from tests.conftest import Tracker
from tests.desktop.stages import stage
from tests.diary.conftest import FIRST_FORM
from tests.places import Program, environment, held, python
from tests.running import Diary, running
from tracker import __version__, places, pulse
from tracker.database import HEAD
from tracker.database.sqlite.backups import path_of_day
from tracker.doctor import system
from tracker.pulse import Pulse
from tracker.reminding import lock
from tracker.reminding.wording import trial
from tracker.show.terminal import width_of

PARTS = ("Program", "Diary", "Form", "Writing", "Permissions", "Drive", "Settings", "Zone", "Clock",
         "Channel", "Reminders", "Login", "Failures", "Backup")  # fmt: skip
SETTINGS = '[reminders]\nchannels = ["push"]\n'
Found = dict[str, dict[str, Any]]
Act = Callable[[Tracker], object]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a diary with something in it, of which each test has a copy."""
    home = tmp_path_factory.mktemp("kept")
    lines = (
        "log heat-pack 20 --at '2 hours ago' --note warm",
        "log massage 60 --at 'yesterday 10:00' --style shiatsu --with Ana",
        "plan add ice --on daily --at 07:30",
    )
    with Program(home, home / "diary.db", now=dt.datetime.now(dt.UTC)) as program:
        for line in lines:
            assert program(*shlex.split(line)).code == 0
    return home / "diary.db"


@pytest.fixture
def diary(tracker: Tracker, kept: Path) -> Tracker:
    """Return a diary with something in it, as of now, and with channels that reach no desktop."""
    tracker.now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    tracker.configure(SETTINGS)
    tracker.config.chmod(0o600)
    shutil.copy(kept, tracker.database)
    return tracker


def examined(diary: Tracker, *options: str, code: int = 0) -> Found:
    """Return what a check-up finds of each part; nothing is said beside it."""
    done, answer, complaint = diary.run(["doctor", "--json", *options])
    assert (done, complaint) == (code, ""), answer
    whole = checked(answer)
    found = {one["part"]: one for one in whole["diagnoses"]}
    assert len(found) == len(whole["diagnoses"])
    assert (whole["worst"] == "bad") == bool(code)
    return found | {"": whole}


def today(diary: Tracker) -> dt.date:
    return diary.now.astimezone(ZoneInfo("Europe/Berlin")).date()


def tree(home: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return each file and folder of a home: its mode, its time of change and what it holds.

    What readers of a diary tell one another, in the file -shm of SQLite, is none of it.
    """
    return {
        str(path.relative_to(home)): (
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
            path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else b"",
        )
        for path in sorted(home.rglob("*"))
        if not path.name.endswith("-shm")
    }


def bend(diary: Tracker, *statements: str) -> None:
    """Change the file with nothing that guards it."""
    with contextlib.closing(sqlite3.connect(diary.database, isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            db.execute(statement)


def rows(diary: Tracker, question: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(diary.database)) as db:
        return db.execute(question).fetchall()


def killed(diary: Tracker) -> None:
    """Leave what a process had written last beside the file, as where it was killed."""
    writing = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "db.execute(\"UPDATE sessions SET note = 'last'\"); os._exit(0)"
    )
    subprocess.run(python("-c", writing, str(diary.database)), check=True)
    assert Path(f"{diary.database}-wal").stat().st_size


def break_off(diary: Tracker) -> None:
    """Leave a journal of what was not finished, as of a diary that is not in write-ahead mode."""
    writing = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "db.execute('PRAGMA journal_mode = DELETE'); db.execute('PRAGMA cache_size = 5');"
        "db.execute('BEGIN'); db.execute('CREATE TABLE room (a)');"
        "[db.execute('INSERT INTO room VALUES (randomblob(3000))') for _ in range(200)]; os._exit(0)"
    )
    subprocess.run(python("-c", writing, str(diary.database)), check=True)
    assert Path(f"{diary.database}-journal").stat().st_size


def make_older(diary: Tracker) -> None:
    diary.database.unlink()
    with contextlib.closing(sqlite3.connect(diary.database)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(FIRST_FORM)
    diary.database.chmod(0o600)


def spoil_index(diary: Tracker) -> None:
    """Have an index not know what was written last into its table."""
    name = "ix_massages_style"
    (row,) = rows(diary, f"SELECT * FROM sqlite_master WHERE name = '{name}'")
    hidden = f"DELETE FROM sqlite_master WHERE name = '{name}'"
    bend(diary, "PRAGMA writable_schema = ON", hidden)
    bend(diary, "UPDATE massages SET style = 'swedish'")
    shown = ", ".join(str(value) if isinstance(value, int) else f"'{value}'" for value in row)
    bend(diary, "PRAGMA writable_schema = ON", f"INSERT INTO sqlite_master VALUES ({shown})")


def make_settings_a_folder(diary: Tracker) -> None:
    diary.config.unlink()
    diary.config.mkdir()


def flip_pages(diary: Tracker) -> None:
    bend(diary, "PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(diary.database.read_bytes())
    for at in range(8192, len(content), 4096):
        content[at : at + 100] = b"\x5a" * 100
    diary.database.write_bytes(content)


def replaced_by(make: Callable[[Path], object]) -> Act:
    def act(diary: Tracker) -> None:
        for path in diary.database.parent.iterdir():
            path.unlink()
        make(diary.database)

    return act


def foreign(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE letters (text)")


def bent(*statements: str) -> Act:
    return lambda diary: bend(diary, *statements)


def link_to_nowhere(path: Path) -> None:
    path.symlink_to("nowhere.db")


CASES: dict[str, tuple[Act, str, str, str]] = {
    "whole": (lambda _: None, "Diary", "good", "whole, "),
    "killed": (killed, "Diary", "good", "whole, "),
    "missing": (replaced_by(lambda _: None), "Diary", "warning", "there is none yet"),
    "empty": (replaced_by(Path.touch), "Diary", "warning", "the file is empty"),
    "folder": (replaced_by(Path.mkdir), "Diary", "bad", "in its place is a folder"),
    "pipe": (replaced_by(os.mkfifo), "Diary", "bad", "in its place is a pipe"),
    "link": (replaced_by(link_to_nowhere), "Diary", "bad", "a link is in its place"),
    "foreign": (replaced_by(foreign), "Diary", "bad", "the file is no diary of this program"),
    "letter": (replaced_by(lambda path: path.write_text("Dear Ana,\n" * 99)), "Diary", "bad", "the file is no diary"),
    "damaged": (flip_pages, "Diary", "bad", "damaged; restore a copy of an earlier day"),
    "cut": (lambda diary: os.truncate(diary.database, 9000), "Diary", "bad", "damaged; restore a copy of an earlier day"),
    "no table": (bent("DROP TABLE decisions"), "Diary", "bad", "damaged; restore a copy of an earlier day"),
    "no form": (bent("UPDATE alembic_version SET version_num = 'x'"), "Diary", "bad", "damaged; restore a copy of an earlier day"),
    "newer": (bent("UPDATE alembic_version SET version_num = '0999'"), "Form", "bad", f"0999, which is newer than {HEAD}"),
    "older": (make_older, "Form", "warning", "0001, an older one"),
    "rows": (bent("UPDATE sessions SET duration_s = 'abc', day = 'x'"), "Diary", "bad", "2 rows hold what this program never"),
    "rules": (bent("UPDATE sessions SET pain_before = 99 WHERE id = 1"), "Diary", "bad", "1 row holds what this program never"),
    "orphan": (bent("PRAGMA foreign_keys = OFF", "UPDATE schedules SET plan_id = plan_id + 70"), "Diary", "bad", "2 rows hold what"),
    "index": (spoil_index, "Diary", "bad", "an index of it is not"),
    "broken off": (break_off, "Diary", "warning", "a program was ended while it wrote"),
    "no WAL": (bent("PRAGMA journal_mode = DELETE"), "Writing", "warning", "who reads has to wait for who writes"),
    "open file": (lambda diary: diary.database.chmod(0o644), "Permissions", "bad", "others on this computer may read"),
    "open folder": (lambda diary: diary.database.parent.chmod(0o755), "Permissions", "warning", "others on this computer may look into"),
    "open settings": (lambda diary: diary.config.chmod(0o644), "Settings", "warning", "others on this computer may read them"),
    "bad settings": (lambda diary: diary.config.write_text("colour = 7\n"), "Settings", "bad", "one of them is not accepted"),
    "settings that are a folder": (make_settings_a_folder, "Settings", "bad", "they cannot be read"),
}  # fmt: skip
AT_LEAST = {"Program", "Diary", "Drive", "Settings", "Zone", "Clock", "Channel", "Reminders", "Login", "Failures"}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_thing_is_said_in_its_line_and_nothing_is_changed(diary: Tracker, name: str) -> None:
    act, part, state, words = CASES[name]
    act(diary)
    before = tree(diary.home)
    found = examined(diary, code=state == "bad")
    assert tree(diary.home) == before
    assert found[part]["state"] == state
    assert words in found[part]["words"]
    assert found.keys() >= AT_LEAST
    assert found.keys() <= {*PARTS, ""}
    text = diary.run(["doctor"])[1]
    assert f"{ {'good': '+', 'warning': '!', 'bad': '#'}[state] } {state}" in text
    assert tree(diary.home) == before


def test_all_is_well_where_all_is(diary: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    diary.configure('zone = "Europe/Berlin"\n[reminders]\nnag = false\nchannels = ["terminal"]\n')
    diary.config.chmod(0o600)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    diary.run(["backup", "--auto"])
    found = examined(diary)
    assert tuple(found)[:-1] == PARTS
    assert [one["part"] for one in found[""]["diagnoses"] if one["state"] != "good"] == ["Channel"]
    assert found["Zone"]["words"] == "Europe/Berlin, as you have set it"
    assert found["Reminders"]["words"] == "not running, and not needed"
    assert found["Program"]["words"].startswith(f"tracker {__version__}, Python 3.")


@pytest.mark.parametrize(
    ("statements", "part", "state", "words"),
    [
        (["PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE"], "Diary", "bad", "another program keeps it locked, for longer than 1 s"),
        (["BEGIN IMMEDIATE"], "Diary", "warning", "whole; another program keeps you from writing"),
    ],
)  # fmt: skip
def test_a_diary_that_another_program_holds_is_waited_for_a_while(
    diary: Tracker,
    monkeypatch: pytest.MonkeyPatch,
    statements: list[str],
    part: str,
    state: str,
    words: str,
) -> None:
    monkeypatch.setattr("tracker.database.sqlite.examining.PATIENCE_S", 0.1)
    with held(diary.database, *statements):
        before = tree(diary.home)
        found = examined(diary, code=state == "bad")
        assert tree(diary.home) == before
    assert found[part]["state"] == state
    assert words in found[part]["words"]
    assert found.keys() >= AT_LEAST


@pytest.mark.parametrize("what", ["file", "folder", "read-only"])
def test_what_may_not_be_read_or_written_is_said(diary: Tracker, what: str) -> None:
    place, mode, words = {
        "file": (diary.database, 0o000, "it may not be read"),
        "folder": (diary.database.parent, 0o000, "it may not be read"),
        "read-only": (diary.database, 0o400, "can be read, but not written"),
    }[what]
    place.chmod(mode)
    try:
        done = subprocess.run(
            python("-m", "tracker", "doctor", "--fix", is_bound=True),
            env=environment(diary.home),
            capture_output=True,
            text=True,
            check=False,
        )
        assert place.stat().st_mode & 0o777 == mode
    finally:
        place.chmod(0o700)
    assert (done.returncode, done.stderr) == (1, "")
    assert words in done.stdout
    assert "Failures" in done.stdout


def test_an_address_that_names_no_diary_is_said_without_it(diary: Tracker) -> None:
    code, answer, complaint = diary.run(
        ["--database", "mysql://ana:secret@host/x", "doctor", "--fix"]
    )
    assert (code, complaint) == (1, "")
    assert "what is named as the diary is neither a file" in answer
    assert "Settings" in answer
    assert "secret" not in answer


@pytest.mark.parametrize(
    ("name", "mended"),
    [
        ("open file", "the diary is for you alone again"),
        ("open folder", "the diary is for you alone again"),
        ("open settings", "the settings are for you alone again"),
        ("index", "the indexes of the diary were made anew"),
        ("older", "the diary was brought up to date; as it was before, it lies beside it"),
        ("no WAL", "the diary is in write-ahead mode (WAL) again"),
    ],
)
def test_what_is_safe_is_mended_on_request_and_said(diary: Tracker, name: str, mended: str) -> None:
    act, part, *_ = CASES[name]
    act(diary)
    kept = diary.run(["history", "--json"])[1] if name != "older" else ""
    if name == "no WAL":
        act(diary)
    assert examined(diary, code=CASES[name][2] == "bad")[part]["is_fixable"]
    found = examined(diary, "--fix")
    assert found[""]["mended"] == [mended]
    assert found[""]["not_mended"] == []
    assert found[part]["state"] == "good"
    assert examined(diary, "--fix")[""]["mended"] == []
    assert not kept or diary.run(["history", "--json"])[1] == kept


def test_a_diary_of_an_older_form_is_kept_as_it_was_where_it_is_brought_up_to_date(
    diary: Tracker,
) -> None:
    make_older(diary)
    before = diary.database.read_bytes()
    text = diary("doctor --fix")
    assert text.startswith("Mended: the diary was brought up to date")
    (copy,) = diary.database.parent.glob("*form-0001*")
    with contextlib.closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    assert len(before)


@pytest.mark.parametrize(
    "name", ["missing", "folder", "pipe", "foreign", "damaged", "newer", "rows", "bad settings"]
)
def test_what_is_not_safe_to_mend_is_left_as_it_is(diary: Tracker, name: str) -> None:
    act, _, state, _ = CASES[name]
    act(diary)
    before = tree(diary.home)
    found = examined(diary, "--fix", code=state == "bad")
    assert found[""]["mended"] == []
    assert tree(diary.home) == before


def test_an_index_that_cannot_be_made_anew_leaves_the_diary_as_it_was(diary: Tracker) -> None:
    spoil_index(diary)
    bend(diary, "PRAGMA wal_checkpoint(TRUNCATE)")
    before = diary.database.read_bytes()
    with held(diary.database, "BEGIN IMMEDIATE"), pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.database.sqlite.examining.PATIENCE_S", 0.05)
        found = examined(diary, "--fix", code=1)
    assert found[""]["not_mended"] == ["Diary: the diary does not let it be done now"]
    assert diary.database.read_bytes() == before


def test_settings_behind_a_link_are_left_to_whoever_put_them_there(diary: Tracker) -> None:
    kept = diary.home / "dotfiles"
    diary.config.rename(kept)
    kept.chmod(0o644)
    diary.config.symlink_to(kept)
    found = examined(diary, "--fix")
    assert found["Settings"]["state"] == "warning"
    assert not found["Settings"]["is_fixable"]
    assert kept.stat().st_mode & 0o777 == 0o644


def test_settings_that_hold_secrets_and_are_open_to_others_are_bad(diary: Tracker) -> None:
    diary.configure(f'{SETTINGS}addresses = ["tgram://123456:AbCdEf/987"]\n')
    diary.config.chmod(0o640)
    found = examined(diary, code=1)
    assert found["Settings"]["words"].endswith("with them what is secret in the addresses")
    assert examined(diary, "--fix")["Settings"]["state"] == "good"
    assert diary.config.stat().st_mode & 0o777 == 0o600


@contextlib.contextmanager
def left(one: Pulse | None, *, is_running: bool = True) -> Iterator[Path]:
    """Have a process of the usual diary that runs, or ran, and wrote this down last."""
    here = places.places_of(places.diary_path())
    with contextlib.ExitStack() as stack:
        if is_running:
            stack.enter_context(lock.acquire(here.lock, os.getpid(), "2026-11-22 09:00+01:00"))
        if one:
            pulse.write(here.pulse, one)
        yield here.pulse


HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


def of(now: dt.datetime, **differing: Any) -> Pulse:
    good = Pulse(1, now - 2 * HOUR, now, looked_at=now - MINUTE, version=__version__)
    return good._replace(**differing)


@pytest.mark.parametrize(
    ("differing", "is_running", "state", "words"),
    [
        ({}, True, "good", "running, last looked 1 min ago"),
        ({"seen_at": -5 * MINUTE}, True, "bad", "no sign of them for 5 min: they may be stopped"),
        ({"trouble": "the diary ~/Ana is full", "trouble_since": -HOUR}, True, "bad", "running, but in trouble for 1 h"),
        ({"version": "0.0.1"}, True, "warning", "running, but in another version than this program: end them and start them anew"),
        ({"version": ""}, True, "warning", "running, but in another version than this program: end them and start them anew"),
        ({"ended_at": -3 * HOUR}, False, "warning", "not running, ended 3 h ago"),
        ({"seen_at": -3 * HOUR}, False, "warning", "not running, broken off 3 h ago"),
    ],
)  # fmt: skip
def test_whether_reminders_run_is_said(
    diary: Tracker, differing: dict[str, Any], is_running: bool, state: str, words: str
) -> None:
    moved = {
        name: diary.now + value if isinstance(value, dt.timedelta) else value
        for name, value in differing.items()
    }
    with left(of(diary.now, **moved), is_running=is_running) as file:
        before = file.read_bytes()
        found = examined(diary, code=state == "bad")
        assert file.read_bytes() == before
    assert (found["Reminders"]["state"], found["Reminders"]["words"]) == (state, words)


def test_what_nobody_can_read_of_a_process_that_is_gone_is_taken_away(diary: Tracker) -> None:
    with left(of(diary.now), is_running=False) as file:
        file.write_text("{")
        assert examined(diary)["Reminders"]["is_fixable"]
        assert examined(diary, "--fix")[""]["mended"] == [
            "what a reminder process left of itself and nobody can read was taken away"
        ]
        assert not file.exists()


def test_what_is_no_file_of_a_process_is_left_alone(diary: Tracker) -> None:
    with left(None, is_running=False) as file:
        letter = diary.home / "letter"
        letter.write_text("Dear Ana")
        file.parent.mkdir(parents=True)
        file.symlink_to(letter)
        assert examined(diary, "--fix")[""]["mended"] == []
        file.unlink()
        file.mkdir()
        assert examined(diary, "--fix")[""]["mended"] == []
    assert letter.read_text() == "Dear Ana"


def test_files_of_reminders_that_cannot_be_used_leave_the_other_lines(diary: Tracker) -> None:
    here = places.places_of(places.diary_path())
    here.lock.unlink(missing_ok=True)
    here.lock.mkdir(parents=True)
    found = examined(diary, code=1)
    assert found["Reminders"]["words"] == "not known: something stands in the way of its files"
    assert found.keys() >= {"Login", "Failures", "Backup"}


def test_a_diary_that_is_gone_and_was_there_is_more_than_one_that_is_not_there_yet(
    diary: Tracker,
) -> None:
    with left(of(diary.now), is_running=False):
        replaced_by(lambda _: None)(diary)
        assert "it is not there any more" in examined(diary, code=1)["Diary"]["words"]


def test_a_process_that_runs_is_found_and_says_its_version(home: Path, tracker: Tracker) -> None:
    tracker.now = dt.datetime.now(dt.UTC)
    diary = Diary(home)
    with running() as process:
        process.line("running")
        assert examined(tracker)["Reminders"]["state"] == "good"
        found = pulse.read(diary.places.pulse)
        assert found
        assert found.version == __version__
        process.end()


@pytest.mark.parametrize(
    ("line", "state", "words"),
    [
        ("", "good", "they start at login (an autostart entry of the desktop)"),
        ("Hidden=true", "warning", "their start at login is switched off"),
        ("Exec=/nowhere/of/Ana/tracker", "bad", "what starts them at login names a program that is not there"),
    ],
)  # fmt: skip
def test_how_reminders_start_at_login_is_said(
    diary: Tracker, monkeypatch: pytest.MonkeyPatch, line: str, state: str, words: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    diary.run(["remind", "install"])
    entry = diary.home / ".config/autostart/tracker-remind.desktop"
    text = entry.read_text()
    entry.write_text(
        "\n".join([line, *text.splitlines()]) if line.startswith("Exec") else f"{text}{line}\n"
    )
    found = examined(diary, code=state == "bad")["Login"]
    assert (found["state"], found["words"]) == (state, words)


def test_a_login_that_reminds_of_another_diary_is_none_of_this_one(
    diary: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    other = ["--database", f"sqlite:///{diary.home}/other.db"]
    diary.run([*other, "remind", "install"])
    words = "what starts at login reminds of another diary"
    assert examined(diary)["Login"]["words"] == words
    assert "they start at login" in diary.run([*other, "doctor"])[1]
    diary.run(["remind", "install"])
    assert examined(diary)["Login"]["words"].startswith("they start at login")
    assert words in diary.run([*other, "doctor"])[1]


def test_whether_a_reminder_would_be_shown_is_found_out_without_showing_one(
    diary: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary.configure('[reminders]\nchannels = ["push", "desktop"]\n')
    diary.config.chmod(0o600)
    with stage("bus.sh") as bus:
        bus.enter(monkeypatch)
        cannot = "nothing would show a reminder: push, desktop cannot be used from here"
        assert examined(diary)["Channel"]["words"] == cannot
        with bus.daemon("ok") as daemon:
            found = examined(diary)["Channel"]
            assert found["state"] == "good"
            assert found["words"] == "desktop would show a reminder; push cannot be used from here"
            # The first bubble of which the daemon was asked is that of the trial.
            diary.run(["remind", "test"])
            assert daemon.call()["title"] == trial(has_sound=True).title
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    diary.configure("[reminders]\nchannels = []\n")
    assert examined(diary)["Channel"]["words"] == "nothing would show a reminder: none is set"


def test_what_could_not_be_shown_is_counted_by_its_days_alone(diary: Tracker) -> None:
    def fail(at: dt.datetime, state: str, trouble: str | None) -> None:
        written = f"{at.replace(tzinfo=None):%Y-%m-%d %H:%M:%S.%f}"
        with contextlib.closing(sqlite3.connect(diary.database)) as db, db:
            db.execute(
                "INSERT INTO reminders (plan_id, day, clock, due_at, state, attention_at, trouble,"
                " tries, shown_times) VALUES (1, ?, '07:30', ?, ?, ?, ?, 1, 0)",
                (str(at.date()), written, state, written if state == "due" else None, trouble),
            )
            db.execute(
                "INSERT INTO decisions (reminder_id, at, what, words) VALUES"
                " ((SELECT max(id) FROM reminders), ?, 'failed', 'Ana says no')",
                (written,),
            )

    assert examined(diary)["Failures"]["words"] == "no reminder failed in the last 30 days"
    fail(diary.now - dt.timedelta(days=40), "missed", None)
    assert examined(diary)["Failures"]["state"] == "good"
    fail(diary.now - dt.timedelta(days=4), "missed", None)
    found = examined(diary)["Failures"]
    assert found["state"] == "warning"
    assert found["words"] == "reminders could not be shown in the last 30 days, last 4 days ago"
    fail(diary.now - HOUR, "due", "Ana says no")
    assert examined(diary, code=1)["Failures"]["state"] == "bad"


def test_a_clock_that_is_behind_what_was_written_is_said(diary: Tracker) -> None:
    assert examined(diary)["Clock"]["state"] == "good"
    diary.now -= dt.timedelta(days=3)
    found = examined(diary)["Clock"]
    assert found["state"] == "warning"
    assert found["words"].startswith("it is behind, or was ahead: something was written 3 days")


def test_a_clock_that_was_set_ahead_past_reminders_is_said(diary: Tracker) -> None:
    bend(
        diary,
        "INSERT INTO reminders (plan_id, day, clock, due_at, state, tries, shown_times)"
        f" VALUES (1, '{diary.now.date()}', '07:30', '{diary.now:%Y-%m-%d} 07:30:00.000000', 'missed', 0, 0)",
        "INSERT INTO decisions (reminder_id, at, what, words) VALUES"
        f" (1, '{diary.now:%Y-%m-%d} 00:00:00.000000', 'missed', 'the clock was set ahead')",
    )
    found = examined(diary)["Clock"]
    assert found["state"] == "warning"
    assert found["words"].startswith("set ahead once in the last 30 days")


@pytest.mark.parametrize(
    ("zone", "state", "words"),
    [
        ("Europe/Berlin", "good", "Europe/Berlin, as this system has it"),
        ("Mars/Ana", "warning", "the one of this system is not known"),
        ("ANA-3", "good", "one of its own, as this system has it"),
    ],
)
def test_the_zone_is_said_where_it_has_a_name(
    diary: Tracker, monkeypatch: pytest.MonkeyPatch, zone: str, state: str, words: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    before = tree(diary.home)
    found = examined(diary)["Zone"]
    assert (found["state"], found["words"]) == (state, words)
    assert tree(diary.home) == before


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [
        (0, "good", "the last automatic one was made today"),
        (1, "good", "the last automatic one was made yesterday"),
        (7, "good", "the last automatic one was made 7 days ago"),
        (8, "warning", "the last automatic one was made 8 days ago"),
        (None, "good", "no automatic one was made yet"),
    ],
)
def test_the_age_of_the_last_automatic_backup_is_said(
    diary: Tracker, days: int | None, state: str, words: str
) -> None:
    if days is not None:
        made = path_of_day(diary.database, today(diary) - dt.timedelta(days=days))
        made.parent.mkdir()
        made.touch()
    found = examined(diary)["Backup"]
    assert (found["state"], found["words"]) == (state, words)


def test_a_diary_of_some_days_has_to_have_a_backup_unless_that_is_switched_off(
    diary: Tracker,
) -> None:
    diary.run(["log", "ice", "15", "--at", "10 days ago"])
    assert examined(diary)["Backup"]["state"] == "warning"
    assert examined(diary)["Backup"]["command"] == "tracker backup --auto"
    with left(of(diary.now, backup_trouble="Ana's disk", backup_trouble_since=diary.now)):
        assert examined(diary, code=1)["Backup"]["words"] == "the automatic ones cannot be made"
    diary.run(["backup", "--auto"])
    with left(of(diary.now)):
        assert examined(diary)["Backup"]["words"] == "the last automatic one was made today"
    diary.configure(f"{SETTINGS}[backup]\ndaily = false\n")
    assert "switched off" in examined(diary)["Backup"]["words"]


def test_the_backups_of_a_diary_that_is_damaged_or_gone_are_said(diary: Tracker) -> None:
    diary.run(["backup", "--auto"])
    day = today(diary)
    flip_pages(diary)
    found = examined(diary, code=1)
    made = "the last automatic one was made today"
    assert (found["Backup"]["words"], found["Backup"]["command"]) == (made, None)
    assert found["Diary"]["command"] == f"tracker restore {day}"
    diary.database.unlink()
    found = examined(diary, code=1)
    assert diary.run(f"restore {day} --yes".split())[0] == 0
    assert examined(diary)["Diary"]["state"] == "good"
    assert found["Backup"]["words"] == "the last automatic one was made today"
    assert "it is not there any more" in found["Diary"]["words"]


def test_the_drive_is_said_to_be_full_before_it_is(
    diary: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert examined(diary)["Drive"]["words"].endswith(" free")
    monkeypatch.setattr(system, "_LITTLE", 10**18)
    assert examined(diary)["Drive"]["state"] == "warning"
    monkeypatch.setattr(system, "_LEAST", 10**18)
    assert examined(diary, code=1)["Drive"]["words"].startswith("full: ")


MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
server:/ann /home/ann nfs4 rw 0 0
/dev/sdb1 /home/ann/local ext4 rw 0 0
//box/share /mnt/my\040share cifs rw 0 0
ann@host: /mnt/far fuse.sshfs rw 0 0
stick /mnt/stick fuseblk rw 0 0
tmpfs /mnt/twice tmpfs rw 0 0
host:/x /mnt/twice nfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/ann/diary", "nfs4"),
        ("/home/ann", "nfs4"),
        ("/home/anna", ""),
        ("/home/ann/local/diary", ""),
        ("/mnt/my share/x", "cifs"),
        ("/mnt/far", "fuse.sshfs"),
        ("/mnt/stick", ""),
        ("/mnt/twice", "nfs"),
        ("/", ""),
    ],
)
def test_a_drive_on_the_network_is_told_by_its_kind(tmp_path: Path, folder: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS.lstrip())
    assert system.network_drive(Path(folder), mounts) == kind
    assert system.network_drive(Path(folder), tmp_path / "nothing") == ""


LURES = ("anastasia", "hexenschuss", "geheim", "morgengymnastik", "tgram", "123456", "zauberwald", "rehazentrum", "heat", "massage",
         "flu", "swedish", "Mars")  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "none",
        "damaged",
        "rows",
        "older",
        "folder",
        "missing",
        "no table",
        "open file",
        "bad settings",
    ],
)
def test_nothing_that_anybody_wrote_stands_in_it(
    diary: Tracker, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    new = diary.home.with_name("anastasia.zauberwald")
    diary.home.rename(new)
    monkeypatch.setenv("HOME", str(new))
    monkeypatch.setenv("USER", "anastasia")
    diary.home, old = new, diary.home
    diary.database = new / diary.database.relative_to(old)
    diary.config = new / diary.config.relative_to(old)
    for line in (
        "log massage 60 --with Anastasia --note hexenschuss --style swedish --yes",
        "plan add heat-pack --on daily --name morgengymnastik",
        "provider edit Anastasia --contact geheim --note rehazentrum",
        "condition add flu --contagious --note geheim",
    ):
        assert diary.run(line.split())[0] == 0
    bend(
        diary,
        "UPDATE sessions SET zone = 'Mars/Zauberwald'",
        "UPDATE sessions SET feels = 'hexenschuss'",
    )
    diary.configure(
        '[reminders]\nchannels = ["push", "desktop", "plyer"]\n'
        'addresses = ["tgram://123456:geheim/anastasia"]\n[massage]\nwith = "Anastasia"\n'
    )
    if name in CASES:
        CASES[name][0](diary)
    if name == "bad settings":
        diary.config.write_text('anastasia = "tgram://123456:geheim/"\n')
    monkeypatch.setenv("TZ", "Mars/Zauberwald")
    trouble = {"trouble": "the diary of anastasia is gone", "trouble_since": diary.now - HOUR}
    with left(of(diary.now, **trouble)):
        said = [
            "".join(map(str, diary.run(["doctor", *options])[1:]))
            for options in ([], ["--json"], ["--fix"], ["--fix", "--json"])
        ]
        address = f"sqlite:///{new}/geheim/anastasia.db"
        said += ["".join(map(str, diary.run(["--database", address, "doctor", "--fix"])[1:]))]
    assert all("Reminders" in text for text in said)
    for text in said:
        assert [lure for lure in LURES if lure.lower() in text.lower()] == []
        assert str(os.getpid()) not in text
        assert os.uname().nodename not in text


@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize("name", ["whole", "damaged", "open file", "older"])
def test_it_fits_the_terminal(diary: Tracker, name: str, columns: int) -> None:
    CASES[name][0](diary)
    lines = plain(drawn(diary, ["doctor"], columns)).splitlines()
    assert max(map(width_of, lines)) <= columns
    assert lines[0].split()[:3] == ["✓", "good", "Program"]
    state = CASES[name][2]
    assert any(f"{state} " in line and CASES[name][1] in line for line in lines)
