"""Restoring by command: what is said before and after, what is asked, and how it is taken back."""

import json

import pytest

from tests.commands.schema import checked
from tests.commands.test_asking import typed
from tests.conftest import Tracker
from tests.places import held

FOLDER = "~/.local/share/selfcare-tracker"
COPY = f"{FOLDER}/diary.before-restore-2026-11-22.db"


@pytest.fixture
def copied(tracker: Tracker) -> Tracker:
    """A diary with a backup of a session, beside which another was logged since."""
    tracker.configure("[reminders]\nnag = false\n")
    tracker("log heat 20 --at 'yesterday 21:00' --note 'old words'")
    tracker("backup ~/copy.db")
    tracker("backup --auto")
    tracker("log ice 15 --at 8:00")
    tracker("pain 4 --at 9:00")
    return tracker


def sessions(tracker: Tracker) -> list[int]:
    return [one["number"] for one in json.loads(tracker("history --json"))["sessions"]]


def test_it_says_what_the_diary_holds_now_and_how_that_is_taken_back(copied: Tracker) -> None:
    assert copied("restore ~/copy.db --yes") == (
        "The diary is that of ~/copy.db: 1 session, the last entry of yesterday (Sat 21 Nov).\n"
        "  Before: 2 sessions and 1 reading, the last entry today.\n"
        "  What was there is kept as a copy.\n"
        f"  Take back: tracker restore {COPY}\n"
    )
    assert sessions(copied) == [1]
    assert copied(f"restore {COPY} --yes").startswith(f"The diary is that of {COPY}: 2 sessions")
    assert sessions(copied) == [1, 2]


def test_a_day_is_the_automatic_backup_of_it(copied: Tracker) -> None:
    said = f"The diary is that of {FOLDER}/diary.db.backups/2026-11-22.db: 1 session"
    assert copied("restore 2026-11-22 --yes").startswith(said)
    assert copied("restore 2026-11-20 --yes", code=3) == (
        "Error: there is no automatic backup of 2026-11-20.\n  There are those of 2026-11-22.\n"
    )
    for file in (copied.database.parent / "diary.db.backups").iterdir():
        file.unlink()
    assert copied("restore 2026-11-22 --yes", code=3) == (
        "Error: there is no automatic backup of 2026-11-22.\n"
        "  There is none of any day. Name a file instead, as `tracker backup` makes it.\n"
    )


def test_without_a_terminal_it_has_to_be_said(copied: Tracker) -> None:
    before = copied.rows()
    assert copied("restore ~/copy.db", code=2) == (
        'Error: "~/copy.db" would take the place of the diary.\n'
        "  If that is meant: tracker restore ~/copy.db --yes\n"
    )
    assert copied.rows() == before


@pytest.mark.parametrize("answer", ["y", "n", ""])
def test_on_a_terminal_it_is_asked(copied: Tracker, answer: str) -> None:
    code, shown = typed("restore ~/copy.db", ("[y/N]: ", answer))
    assert shown.startswith("~/copy.db holds 1 session, the last entry of ")
    assert "The diary holds 2 sessions and 1 reading" in " ".join(shown.split())
    if answer == "y":
        assert code == 0
        assert sessions(copied) == [1]
    else:
        assert (code, shown.endswith("Error: the diary was left as it was.\n")) == (1, True)
        assert sessions(copied) == [1, 2]


def test_a_fresh_home_is_not_asked(copied: Tracker) -> None:
    copied.database.unlink()
    assert copied("restore ~/copy.db") == (
        "The diary is that of ~/copy.db: 1 session, the last entry of yesterday (Sat 21 Nov).\n"
    )
    assert sessions(copied) == [1]


def test_it_answers_in_json(copied: Tracker) -> None:
    found = checked(copied("restore ~/copy.db --yes --json"))
    assert found["path"] == f"{copied.home}/copy.db"
    assert found["copy"] == COPY.replace("~", str(copied.home))
    assert (found["before"]["sessions"], found["after"]["sessions"]) == (2, 1)
    assert found["trouble"] is None


def test_a_damaged_diary_is_said_and_kept(copied: Tracker) -> None:
    copied.database.write_bytes(b"spilled coffee" * 500)
    assert "tracker restore 2026-11-22" in copied.run(["doctor"])[1]
    shown = typed("restore ~/copy.db", ("[y/N]: ", "n"))[1]
    assert f"{FOLDER}/diary.db is not a database." in " ".join(shown.split())
    answer = copied("restore ~/copy.db --yes")
    assert answer.endswith(f"  What was there is kept in {COPY}\n"), "it could not be restored"
    copied.database.write_bytes(b"spilled coffee" * 500)
    found = checked(copied("restore ~/copy.db --yes --json"))
    assert "is not a database" in found["trouble"]
    assert sessions(copied) == [1]


def test_while_a_timer_runs_nothing_is_restored(copied: Tracker) -> None:
    from tracker.app import App
    from tracker.timing import place

    with place.alone(App("", None)):
        assert copied("restore ~/copy.db --yes", code=4) == (
            "Error: a timer is running.\n  End it first, or drop it: tracker start --cancel\n"
        )
    assert sessions(copied) == [1, 2]


def test_what_was_undone_with_the_former_diary_is_that_of_the_restored_one(
    copied: Tracker,
) -> None:
    copied("restore ~/copy.db --yes")
    assert copied("undo").startswith("Took back: #1 heat pack")


def test_someone_who_reads_holds_it_up_for_nothing(copied: Tracker) -> None:
    with held(copied.database, "BEGIN", "SELECT * FROM sessions"):
        copied("restore ~/copy.db --yes")
        assert sessions(copied) == [1]
