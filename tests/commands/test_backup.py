"""Backups by command: what is said of them, what is refused, and who is told that there is none."""

import json

import pytest

from tests.commands.schema import checked
from tests.conftest import Tracker

SHORT_HINT = "  More: tracker help backup\n"


@pytest.fixture
def entries(tracker: Tracker) -> Tracker:
    tracker.configure("[reminders]\nnag = false\n")
    tracker("log ice 15 --at '20 nov 8:00'")
    tracker("log heat 20 --at 'yesterday 21:00'")
    tracker("plan add ice --every 2d --at 20:00")
    return tracker


def test_it_says_what_the_copy_holds_and_how_to_have_it_back(entries: Tracker) -> None:
    assert entries("backup ~/copy.db") == (
        "~/copy.db holds the diary as it is now, and was read back: 2 sessions and 1 plan, the last"
        " entry of yesterday (Sat 21 Nov).\n"
        "  Have it back: tracker restore ~/copy.db\n"
    )
    assert (entries.home / "copy.db").exists()


def test_a_second_one_needs_force(entries: Tracker) -> None:
    entries("backup ~/copy.db")
    assert entries("backup ~/copy.db", code=4) == (
        "Error: ~/copy.db exists already. Nothing was written.\n"
        "  Name another file, or write over it with --force.\n"
    )
    entries("pain 4")
    assert "2 sessions, 1 reading and 1 plan" in entries("backup ~/copy.db --force")


def test_the_automatic_one_says_which_are_kept_and_which_fell_out(entries: Tracker) -> None:
    assert entries("backup --auto") == (
        "~/.local/share/selfcare-tracker/diary.db.backups/2026-11-22.db holds the diary as it is"
        " now, and was read back: 2 sessions and 1 plan, the last entry of yesterday (Sat 21 Nov).\n"
        "  1 automatic backup kept.\n"
        "  Have it back: tracker restore 2026-11-22\n"
    )
    for _ in range(7):
        entries.tick(days=1)
        entries("backup --auto")
    entries.tick(days=1)
    assert entries("backup --auto").splitlines()[1] == (
        "  8 automatic backups kept, since Sun 22 Nov; Mon 23 Nov fell out."
    )


@pytest.mark.parametrize("line", ["backup ~/copy.db --json", "backup --auto --json"])
def test_it_answers_in_json(entries: Tracker, line: str) -> None:
    found = checked(entries(line))
    assert found["contents"] == {
        "sessions": 2,
        "readings": 0,
        "checkins": 0,
        "plans": 1,
        "last_on": "2026-11-21",
    }
    assert found["is_automatic"] == ("--auto" in line)
    assert found["kept"] == (["2026-11-22"] if "--auto" in line else [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("backup", "Error: Name the file, or say --auto.\n" + SHORT_HINT),
        ("backup x --auto", "Error: Either a file is meant, or --auto.\n" + SHORT_HINT),
        ("backup --auto --force", "Error: --force stands with a file.\n" + SHORT_HINT),
        ("backup -", 'Error: "-": a backup is a file, so give its name, as in ~/diary-copy.db.\n'),
        ("backup ''", 'Error: "" names no file. Write it as in ~/diary-copy.db.\n'),
    ],
)
def test_what_cannot_be_meant_is_refused(tracker: Tracker, line: str, said: str) -> None:
    assert tracker(line, code=2) == said


def test_without_a_diary_there_is_nothing_to_back_up(tracker: Tracker) -> None:
    tracker.database.unlink()
    for line in ("backup ~/copy.db", "backup --auto"):
        assert tracker(line, code=3) == (
            "Error: there is no diary at ~/.local/share/selfcare-tracker/diary.db yet, so there is"
            " nothing to back up.\n"
            "  It is made when something is first stored.\n"
        )
    assert not tracker.database.exists()
    assert list(tracker.database.parent.iterdir()) == []


def test_no_other_command_pays_for_it(entries: Tracker) -> None:
    entries("log ice 15 --at 8:00")
    assert [path.name for path in entries.database.parent.iterdir()] == ["diary.db"]
    assert json.loads(entries("history --json"))["sessions"]


OLD = "(or set backup.daily false)\n"


class TestToday:
    @pytest.fixture
    def older(self, tracker: Tracker) -> Tracker:
        tracker.hears_of_backups = True
        tracker.configure("[reminders]\nnag = false\n")
        tracker("log ice 15 --at '14 nov 8:00'")
        return tracker

    def test_it_says_that_there_is_no_backup_of_what_is_older_than_a_week(
        self, older: Tracker
    ) -> None:
        said = f"There is no backup: tracker backup --auto {OLD}"
        for words in ([], ["today"]):
            assert older.run(words)[2] == said
        for line in ("history", "log ice 15 --at 8:00", "summary"):
            assert older.run(line.split())[2] == ""
        older("backup --auto")
        assert older("today")

    def test_it_says_that_the_last_one_is_old(self, older: Tracker) -> None:
        older("backup --auto")
        older.tick(days=7)
        assert older("today")
        older.tick(days=1)
        said = f"The last backup is of Sun 22 Nov: tracker backup --auto {OLD}"
        assert older.run(["today"])[2] == said

    def test_where_there_is_little_to_lose_it_says_nothing(self, tracker: Tracker) -> None:
        tracker.hears_of_backups = True
        assert tracker("today")
        tracker("log ice 15 --at '15 nov 8:00'")
        assert tracker("today")

    def test_who_wants_none_is_not_asked(self, older: Tracker) -> None:
        older("config set backup.daily no")
        assert older("today")

    def test_a_folder_that_cannot_be_looked_into_holds_none(self, older: Tracker) -> None:
        older.database.with_name("diary.db.backups").write_text("mine")
        assert older.run(["today"])[2].startswith("There is no backup: ")
