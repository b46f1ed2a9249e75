"""The reminder process goes on with a diary that was restored, or forgot, under it."""

from tests.conftest import Program
from tests.desktop.stages import Stage
from tests.reminding.test_process import notified, on
from tests.reminding.test_truth import BEAT_S
from tests.running import Diary, running
from tracker.doorbell import ring

SHOWN = "SELECT count(*) FROM decisions WHERE what = 'shown'"


def restored(program: Program, name: str) -> None:
    done = program(f"restore ~/{name}.db --yes")
    assert done.returncode == 0, done.stderr


def test_it_takes_what_was_of_the_former_one_off_the_screen_and_reminds_of_the_restored_one(
    diary: Diary, bus: Stage, program: Program
) -> None:
    heat = diary.plan("heat")
    assert program("backup ~/before.db").returncode == 0
    diary.remind(0, heat)
    with bus.daemon("ok") as daemon, running(env=on(bus), heartbeat_s=BEAT_S) as process:
        assert notified(daemon)["title"] == 'Heat pack "heat", 20 min'
        process.line("shown: heat")
        assert program("backup ~/shown.db").returncode == 0

        restored(program, "before")
        process.line("the diary was replaced")
        assert daemon.call() == {"closed": 1}
        assert diary.ask(SHOWN) == [(0,)]
        diary.remind(0, heat)
        ring(diary.places.doorbell)
        assert notified(daemon)["title"] == 'Heat pack "heat", 20 min'
        process.line("shown: heat")
        assert diary.ask(SHOWN) == [(1,)]
        process.end()


def test_what_the_restored_one_says_was_shown_is_not_shown_again(
    diary: Diary, bus: Stage, program: Program
) -> None:
    heat = diary.plan("heat")
    diary.remind(0, heat)
    with bus.daemon("ok") as daemon, running(env=on(bus), heartbeat_s=BEAT_S) as process:
        notified(daemon)
        process.line("shown: heat")
        assert program("backup ~/shown.db").returncode == 0
        before = diary.ask("SELECT * FROM reminders")
        assert program("pain 4").returncode == 0
        for _ in range(3):
            restored(program, "shown")
            process.line("the diary was replaced")
        diary.heartbeats(3)
        assert diary.ask("SELECT * FROM reminders") == before
        # The bubble stands for the same reminder as before, so that it stays.
        assert program("skip heat").returncode == 0
        assert daemon.call() == {"closed": 1}
        process.end()


def test_what_came_due_long_ago_by_the_restored_one_is_told_as_missed_and_once(
    diary: Diary, bus: Stage, program: Program
) -> None:
    diary.plan("old", "00:01", "2026-01-01 12:00")
    diary.run("UPDATE plan_dues SET is_stale = 1")
    assert program("backup ~/before.db").returncode == 0
    with bus.daemon("ok") as daemon, running(env=on(bus), heartbeat_s=BEAT_S) as process:
        first = notified(daemon)
        process.line("shown")
        came = diary.ask("SELECT day, state FROM reminders ORDER BY day")
        restored(program, "before")
        process.line("the diary was replaced")
        again = notified(daemon)
        process.line("shown")
        assert (again["title"], again["body"]) == (first["title"], first["body"])
        diary.heartbeats(3)
        assert diary.ask("SELECT day, state FROM reminders ORDER BY day") == came
        process.end()


def test_a_diary_that_forgot_all_has_nothing_on_the_screen_and_reminds_of_what_is_new(
    diary: Diary, bus: Stage, program: Program
) -> None:
    diary.remind(0, diary.plan("zebra"))
    with bus.daemon("ok") as daemon, running(env=on(bus), heartbeat_s=BEAT_S) as process:
        notified(daemon)
        process.line("shown: zebra")
        done = program("forget --all --yes")
        assert done.returncode == 0, done.stderr
        process.line("the diary was replaced")
        assert daemon.call() == {"closed": 1}
        assert b"zebra" not in diary.path.read_bytes()
        diary.remind(0, diary.plan("warmth"))
        ring(diary.places.doorbell)
        assert notified(daemon)["title"] == 'Heat pack "warmth", 20 min'
        process.line("shown: warmth")
        process.end()


def test_what_is_open_stays_open_where_what_was_before_is_forgotten(
    diary: Diary, bus: Stage, program: Program
) -> None:
    diary.remind(0, diary.plan("heat"))
    with bus.daemon("ok") as daemon, running(env=on(bus), heartbeat_s=BEAT_S) as process:
        notified(daemon)
        process.line("shown: heat")
        standing = (
            "SELECT id, state, reminders.shown_times, handle FROM reminders"
            " JOIN bubbles ON reminder_id = id"
        )
        (before,) = diary.ask(standing)
        assert program("forget --before today --yes").returncode == 0
        diary.heartbeats(3)
        assert diary.ask(standing) == [before]
        assert program("skip heat").returncode == 0
        assert daemon.call() == {"closed": 1}
        process.end()
