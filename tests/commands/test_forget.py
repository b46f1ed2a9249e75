"""What is forgotten is gone for good, from the file and from all that the program keeps beside it."""

import contextlib
import datetime as dt
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.commands.conftest import prepared
from tests.commands.schema import checked
from tests.commands.test_asking import typed
from tests.conftest import Tracker, rows_of
from tests.places import held, is_whole
from tracker.app import App
from tracker.database.sqlite import connecting, erasing
from tracker.journal import forgetting
from tracker.tables import metadata
from tracker.timing import place

FOLDER = "~/.local/share/selfcare-tracker"
SECRET, DELETED, EDITED = "the flat above", "a word taken back", "first wording"
QUIET = "[reminders]\nnag = false\n"


@pytest.fixture
def old(tracker: Tracker) -> Tracker:
    """A diary with words of October in it that are no longer wanted, in every place they get to."""
    return prepared(
        tracker,
        f"log massage 60 --with Ana --note '{SECRET}' --at '2 oct 18:00'",
        f"log ice 15 --note '{EDITED}' --at '3 oct 8:00'",
        f"edit 2 --note '{SECRET} again'",
        f"log ice 15 --note '{DELETED}' --at '4 oct 8:00'",
        "delete 3",
        f"pain 4 --note '{SECRET}' --at '3 oct 9:00'",
        "log heat 20 --at 'yesterday 21:00' --note 'stays'",
        "backup --auto",
        settings=QUIET,
    )


def found_in(folder: Path, *words: str) -> list[str]:
    """Return the files in a folder, and in those in it, that hold any of the words."""
    return sorted(
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(word.encode() in path.read_bytes() for word in words)
    )


class TestTheWords:
    @pytest.mark.parametrize("line", ["forget --before 2026-11-01 --yes", "forget --all --yes"])
    @pytest.mark.parametrize("mode", ["WAL", "DELETE"])
    def test_no_byte_of_them_is_left(self, old: Tracker, line: str, mode: str) -> None:
        with contextlib.closing(sqlite3.connect(old.database)) as db:
            db.execute(f"PRAGMA journal_mode = {mode}")
        folder = old.database.parent
        assert found_in(folder, SECRET) == ["2026-11-22.db", "diary.db"]
        # A process that waits has the diary open, so that its log is not taken away.
        with held(old.database, "SELECT count(*) FROM sessions"):
            assert old(line).startswith("Forgotten")
            assert found_in(folder, SECRET, DELETED, EDITED) == []
        assert found_in(folder, SECRET, DELETED, EDITED) == []
        assert found_in(folder, "stays") == (
            [] if "--all" in line else ["2026-11-22.db", "diary.db"]
        )
        assert is_whole(old.database)

    def test_what_one_who_was_killed_has_left_goes_too(self, old: Tracker) -> None:
        for name in (
            "diary.db.restoring~",
            "diary.form-0009.db~",
            "diary.db.backups/2026-11-21.db~",
        ):
            shutil.copy(old.database, old.database.parent / name)
        old("forget --all --yes")
        assert found_in(old.database.parent, SECRET) == []

    def test_while_another_reads_it_says_that_it_is_not_done_yet(
        self, old: Tracker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in (connecting, erasing):
            monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 100)
        with contextlib.closing(sqlite3.connect(old.database)) as db:
            db.execute("PRAGMA journal_mode = WAL")
        with held(old.database, "BEGIN", "SELECT * FROM sessions"):
            said = old("forget --all --yes", code=5)
        assert "what was deleted could not be wiped out of the file yet: the diary" in said
        assert "Close what else reads the diary" in said
        assert found_in(old.database.parent, SECRET) != []
        assert old("forget --all --yes").startswith("Forgotten: nothing.")
        assert found_in(old.database.parent, SECRET) == []


class TestAll:
    def test_the_diary_is_empty_and_as_new(self, old: Tracker) -> None:
        old("config set currency USD")
        assert old("forget --all --yes") == (
            "Forgotten: 3 sessions, 1 reading and 1 person.\n"
            "  Nothing done until now can be undone any more. 1 automatic backup went too, and there"
            " is a new one.\n"
            "  Not reached: your own backups, exports, charts and pages, backups of your system, what"
            " was sent to a phone.\n"
            "  The settings stay: ~/.config/selfcare-tracker/config.toml\n"
        )
        assert {name for name, rows in old.rows().items() if rows} == set()
        assert "there is nothing to take back" in old("undo", code=3)
        assert old("config get currency") == "USD\n"
        assert old("log ice 15").startswith("#1  Ice")

    def test_every_table_is_emptied(self, full_home: Tracker) -> None:
        full_home("forget --all --yes")
        left = rows_of(full_home.database) | _rows_of(full_home.database, "changes", "changed_rows")
        assert {name for name, rows in left.items() if rows} == set()


@pytest.fixture
def full_home(tracker: Tracker) -> Tracker:
    """A diary with a good row in every table, without a plan that comes due."""
    from tests.diary.good_rows import GOOD, put

    with contextlib.closing(sqlite3.connect(tracker.database, isolation_level=None)) as db:
        for table, row in GOOD.items():
            put(db, table, row)
    tracker.configure(QUIET)
    return tracker


def _rows_of(path: Path, *tables: str) -> dict[str, list[tuple[object, ...]]]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


def test_where_all_is_over_no_table_keeps_a_row_but_those_that_are_said_to(
    full_home: Tracker,
) -> None:
    """A table that is new fails here until it loses its rows with a day, or stands among the kept."""
    with contextlib.closing(sqlite3.connect(full_home.database)) as db, db:
        db.execute("UPDATE conditions SET until_at = '2027-01-01 00:00:00.000000'")
        db.execute("UPDATE plans SET removed_at = '2027-01-01 00:00:00.000000'")
        db.execute("UPDATE pauses SET until_on = '2027-01-01'")
        db.execute("UPDATE flares SET until_on = '2027-01-01'")
        db.execute("UPDATE reminders SET state = 'missed', answered_by = NULL, read_by = NULL")
    full_home.tick(days=400)
    full_home("forget --before today --yes")
    left = full_home.rows() | _rows_of(full_home.database, "changes", "changed_rows")
    assert left.keys() >= metadata.tables.keys() >= forgetting.KEPT
    assert {name for name, rows in left.items() if rows} <= forgetting.KEPT
    assert is_whole(full_home.database)


class TestBefore:
    def test_what_is_of_that_day_and_later_stays(self, old: Tracker) -> None:
        assert old("forget --before 2026-11-01 --yes").splitlines()[0] == (
            "Forgotten before Sun 1 Nov: 2 sessions, 1 reading and 1 person."
        )
        assert "#4  21:00" in old("history")
        assert old("provider list").startswith("Nobody yet.")
        assert "there is nothing to take back" in old("undo", code=3)
        assert old("log ice 15").startswith("#5  Ice")

    def test_a_stretch_means_its_first_day(self, old: Tracker) -> None:
        found = checked(old("forget --before november --yes --json"))
        assert (found["before"], found["sessions"]) == ("2026-11-01", 2)

    def test_people_who_are_named_elsewhere_stay(self, tracker: Tracker) -> None:
        prepared(
            tracker,
            "log massage 60 --with Ana --at '2 oct 18:00'",
            "log massage 60 --with Bo --at '3 oct 18:00'",
            "log massage 60 --with Cleo --at '4 oct 18:00'",
            "log massage 60 --with Dan --at '5 oct 18:00'",
            "log massage 60 --with Eve --at '6 oct 18:00'",
            "provider add Fay --phone 123",
            "log massage 60 --with Ana --at '3 nov 18:00'",
            "plan add massage --every 7d --with Bo",
            "plan add exercise --on mon --directed-by Cleo",
            "config set massage.with Dan",
            settings=QUIET,
            passed_over=("(tracker safety show massage-without-exercise)\n",),
        )
        tracker("forget --before 2026-11-01 --yes")
        left = [one["name"] for one in json.loads(tracker("provider list --json"))["providers"]]
        assert sorted(left) == ["Ana", "Bo", "Cleo", "Dan", "Fay"]

    def test_what_holds_stays_and_what_was_over_goes(self, tracker: Tracker) -> None:
        prepared(
            tracker,
            "condition add flu --contagious --at '1 oct' --until 2026-10-05 --note 'over by then'",
            "condition add fall --injury --area hip --at '2 oct' --note 'holds'",
            "flare start --at '3 oct' --note 'over flare'",
            "flare end",
            settings=QUIET,
        )
        with contextlib.closing(sqlite3.connect(tracker.database)) as db, db:
            db.execute("UPDATE flares SET until_on = '2026-10-09'")
        tracker("redflags none")
        tracker("flare start --at '20 nov' --note 'running'")
        found = checked(tracker("forget --before 2026-11-01 --yes --json"))
        assert (found["conditions"], found["flares"], found["red_flag_answers"]) == (1, 1, 0)
        left = json.loads(tracker("condition list --json"))["conditions"]
        assert [one["note"] for one in left] == ["holds"]
        assert [row[3] for row in tracker.rows()["flares"]] == ["running"]

    def test_living_plans_begin_on_that_day_and_removed_ones_go(self, tracker: Tracker) -> None:
        tracker.now = dt.datetime(2026, 10, 1, 8, tzinfo=dt.UTC)
        prepared(
            tracker,
            "plan add ice --on daily --at 20:00 --name cold",
            "plan add heat-pack --on daily --at 21:00 --name warm",
            dt.timedelta(days=1),
            "log ice 15 --at 'yesterday 20:00'",
            "plan edit cold --at 19:00",
            "plan remove warm",
            dt.timedelta(days=50),
            "log ice 15 --at 'yesterday 19:00'",
            settings=QUIET,
        )
        weeks = json.loads(tracker("summary --weeks 8 --json"))["weeks"]
        assert [week["kept"]["planned"] if week["kept"] else 0 for week in weeks][:3] != [0, 0, 0]
        assert len(tracker.rows()["schedules"]) == 3
        found = checked(tracker("forget --before 2026-11-16 --yes --json"))
        assert (found["sessions"], found["plans"]) == (1, 1)
        assert len(tracker.rows()["schedules"]) == 1
        assert {row[2] for row in tracker.rows()["reminders"]} >= {"2026-11-17", "2026-11-20"}
        assert min(row[2] for row in tracker.rows()["reminders"]) >= "2026-11-16"
        weeks = json.loads(tracker("summary --weeks 8 --json"))["weeks"]
        planned = [week["kept"]["planned"] if week["kept"] else 0 for week in weeks]
        assert planned[:-1] == [0] * (len(planned) - 1)
        assert planned[-1] > 4
        assert "cold" in tracker("plan list")
        assert "19:00" in tracker("plan next --days 3")

    def test_an_interval_goes_on_in_its_step(self, tracker: Tracker) -> None:
        tracker.now = dt.datetime(2026, 10, 1, 8, tzinfo=dt.UTC)
        prepared(
            tracker,
            "plan add massage --every 14d --at 20:00 --name rub",
            settings=QUIET,
        )
        tracker.tick(days=50)
        tracker("forget --before today --yes")
        [row] = tracker.rows()["schedules"]
        first = dt.date.fromisoformat(str(row[7]))
        assert first >= dt.date(2026, 11, 20)
        assert (first - dt.date(2026, 10, 1)).days % 14 == 0
        assert f"{first:%a} {first.day} {first:%b}" in tracker("plan next --days 15")
        weeks = json.loads(tracker("summary --weeks 8 --json"))["weeks"]
        assert sum(week["kept"]["planned"] if week["kept"] else 0 for week in weeks[:-1]) == 0

    def test_a_plan_that_was_removed_stays_where_something_later_names_it(
        self, tracker: Tracker
    ) -> None:
        tracker.now = dt.datetime(2026, 10, 1, 8, tzinfo=dt.UTC)
        prepared(
            tracker,
            "plan add heat-pack --on daily --at 21:00 --name warm",
            dt.timedelta(days=1),
            "done warm --at 9:00",
            "plan remove warm",
            settings=QUIET,
        )
        with contextlib.closing(sqlite3.connect(tracker.database)) as db, db:
            db.execute("UPDATE sessions SET day = '2026-11-03'")
        tracker.tick(days=51)
        assert checked(tracker("forget --before 2026-11-01 --yes --json"))["plans"] == 0
        assert is_whole(tracker.database)

    def test_on_a_diary_with_everything_in_it_nothing_refers_to_what_is_gone(
        self, full_home: Tracker
    ) -> None:
        before = full_home.rows()
        full_home("forget --before 2026-11-01 --yes")
        after = full_home.rows()
        assert {name for name in before if before[name] != after[name]} <= {
            "plan_dues",
            "schedules",
        }
        full_home.tick(days=400)
        full_home("forget --before today --yes")
        assert is_whole(full_home.database)
        left = {name for name, rows in full_home.rows().items() if rows}
        assert left <= forgetting.KEPT | {
            *("conditions", "flares", "plans", "schedules", "pauses", "providers", "reminders"),
            *("decisions", "overrides"),
        }


class TestAsking:
    @pytest.mark.parametrize("answer", ["forget", "yes", ""])
    def test_on_a_terminal_the_word_is_asked_for(self, old: Tracker, answer: str) -> None:
        code, shown = typed("forget --before 2026-11-01", ("Type forget to go on: ", answer))
        asked = " ".join(shown.split())
        assert "goes for good: 2 sessions and 1 reading, and what was over by then. So do" in asked
        if answer == "forget":
            assert code == 0
            assert len(old.rows()["sessions"]) == 1
        else:
            assert (code, shown.endswith("Error: nothing was deleted.\n")) == (1, True)
            assert len(old.rows()["sessions"]) == 3

    def test_without_one_it_has_to_be_said(self, old: Tracker) -> None:
        before = old.rows()
        assert old("forget --before 2026-11-01", code=2) == (
            'Error: "forget --before 2026-11-01" deletes for good.\n'
            "  If that is meant: tracker forget --before 2026-11-01 --yes\n"
        )
        assert old("forget --all", code=2).endswith("tracker forget --all --yes\n")
        assert old.rows() == before

    @pytest.mark.parametrize("line", ["forget", "forget --all --before 2026-11-01"])
    def test_one_of_both_is_meant(self, old: Tracker, line: str) -> None:
        assert old(line, code=2).startswith("Error: Say --before with a day, or --all.\n")

    def test_a_day_to_come_is_refused(self, old: Tracker) -> None:
        assert "--before 2026-12-24" in old("forget --before 2026-12-24 --yes", code=2)

    def test_while_a_timer_runs_nothing_is_forgotten(self, old: Tracker) -> None:
        with place.alone(App("", None)):
            assert old("forget --all --yes", code=4).startswith("Error: a timer is running.\n")
        assert len(old.rows()["sessions"]) == 3

    def test_where_there_is_no_diary_that_is_said(self, tracker: Tracker) -> None:
        tracker.database.unlink()
        assert tracker("forget --all --yes", code=3) == (
            f"Error: there is no diary at {FOLDER}/diary.db.\n"
        )


class TestBeside:
    def test_the_automatic_backups_go_and_one_stands_for_them(self, old: Tracker) -> None:
        for _ in range(3):
            old.tick(days=1)
            old("backup --auto")
        found = checked(old("forget --before 2026-11-01 --yes --json"))
        assert found["backups_removed"] == 4
        backups = list((old.database.parent / "diary.db.backups").iterdir())
        assert [path.name for path in backups] == ["2026-11-25.db"]
        assert found["backup"] == str(backups[0])
        assert len(rows_of(backups[0])["sessions"]) == 1

    def test_they_go_even_where_none_can_be_made(self, old: Tracker) -> None:
        folder = old.database.parent / "diary.db.backups"
        (folder / "2026-11-21.db").touch()
        (folder / "2026-11-22.db").unlink()
        (folder / "2026-11-22.db").mkdir()
        old("forget --all --yes", code=1)
        assert [path.name for path in folder.iterdir()] == ["2026-11-22.db"]
        assert found_in(old.database.parent, SECRET) == []

    def test_it_names_the_copies_that_it_does_not_delete(self, old: Tracker) -> None:
        old("backup ~/copy.db")
        old("restore ~/copy.db --yes")
        shutil.copy(old.database, old.database.with_name("diary.form-0009.db"))
        said = old("forget --all --yes")
        assert (
            f"Not reached: {FOLDER}/diary.before-restore-2026-11-22.db, {FOLDER}/diary.form-0009.db,"
            " your own backups"
        ) in said

    def test_it_names_the_log_and_takes_away_what_was_noted_of_what_comes_next(
        self, old: Tracker
    ) -> None:
        places = App("", None).places
        places.log.parent.mkdir(parents=True, exist_ok=True)
        places.log.write_text("shown: cold")
        places.pulse.write_text("cold 19:00")
        old("forget --before 2026-11-01 --yes")
        assert places.pulse.exists()
        assert f"the log {FOLDER.replace('share', 'state')}/{places.log.name}" in old(
            "forget --all --yes"
        )
        assert not places.pulse.exists()
