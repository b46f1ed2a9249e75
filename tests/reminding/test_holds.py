"""What the care rules hold and caution of a reminder, and how a hold ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reminding_desk import MINUTE, Desk, at


@pytest.fixture
def desk(tmp_path: Path, diary_anywhere: Path | str) -> Iterator[Desk]:
    """Give a diary on a Monday at 17:00 in Berlin, with a massage planned for each day at 18:00."""
    made = Desk(tmp_path, "2026-11-23 17:00", diary_anywhere)
    made.plan(kind="massage")
    yield made
    made.close()


def note(desk: Desk, key: str = "contagious-illness", name: str = "flu") -> None:
    desk.app.renew()
    with desk.app.journal() as journal:
        journal.conditions.add(key, name, desk.app.present.now)


def end(desk: Desk, when: str, since: str = "", name: str = "flu") -> None:
    """Say at one instant that the condition is over, since then or an earlier one."""
    desk.now = at(when)
    desk.app.renew()
    with desk.app.journal() as journal:
        journal.end_condition(name, at(since or when))


def test_what_was_held_today_comes_due_again_when_the_condition_ends(desk: Desk) -> None:
    note(desk)
    assert desk.tick("2026-11-23 18:00") == []
    assert desk.reminders() == [("23 18:00", "held")]
    assert desk.tick("2026-11-23 20:00") == []
    end(desk, "2026-11-23 21:00")
    assert desk.reminders() == [("23 18:00", "due")]
    with desk.app.reading() as journal:
        assert [one.plan.name for one in journal.due.now().open] == ["massage"]
    assert desk.next_at() == "23 21:00:00"
    assert desk.tick() == ["Massage, 20 min"]
    assert "nothing holds it any more" in [words for _, words in desk.decided()]


def test_a_condition_that_ends_by_itself_lets_go_as_well(desk: Desk) -> None:
    with desk.app.journal() as journal:
        since, until = desk.app.present.now, at("2026-11-23 20:00")
        journal.conditions.add("contagious-illness", "flu", since, until)
    assert desk.tick("2026-11-23 19:59") == []
    assert desk.tick("2026-11-23 20:00") == ["Massage, 20 min"]


def test_a_doctors_word_lets_go_as_well(desk: Desk) -> None:
    note(desk, "severe", "disc")
    assert desk.tick("2026-11-23 18:00") == []
    desk.now = at("2026-11-23 19:00")
    desk.app.renew()
    with desk.app.journal() as journal:
        journal.clear_condition("disc", "Dr. Lee", desk.app.present.today)
    assert desk.tick() == ["Massage, 20 min"]


def test_a_day_that_is_over_stays_held(desk: Desk) -> None:
    note(desk)
    desk.tick("2026-11-23 18:00")
    end(desk, "2026-11-24 00:00")
    assert desk.reminders() == [("23 18:00", "held")]
    assert desk.tick("2026-11-24 18:00") == ["Massage, 20 min"]
    assert desk.reminders() == [("23 18:00", "held"), ("24 18:00", "shown")]


def test_it_stays_held_while_something_else_holds_it(desk: Desk) -> None:
    note(desk)
    note(desk, "fever", "fever")
    desk.tick("2026-11-23 18:00")
    end(desk, "2026-11-23 19:00")
    assert desk.reminders() == [("23 18:00", "held")]
    end(desk, "2026-11-23 20:00", name="fever")
    assert desk.reminders() == [("23 18:00", "due")]


def test_only_the_last_one_of_today_comes_again(desk: Desk) -> None:
    desk.plan("twice", "08:00 17:30", kind="massage")
    desk.now = at("2026-11-24 07:00")
    note(desk)
    for clock in ("08:00", "17:30", "18:00"):
        desk.tick(f"2026-11-24 {clock}")
    end(desk, "2026-11-24 19:00")
    assert desk.reminders()[-3:] == [("24 08:00", "held"), ("24 17:30", "due"), ("24 18:00", "due")]


def test_what_was_done_all_the_same_does_not_come_again(desk: Desk) -> None:
    note(desk)
    desk.tick("2026-11-23 18:00")
    desk.now = at("2026-11-23 19:00")
    desk.log("massage")
    end(desk, "2026-11-23 21:00")
    assert desk.reminders() == [("23 18:00", "done")]


@pytest.mark.parametrize("is_running", [True, False])
@pytest.mark.parametrize("is_seen", [True, False])
def test_what_was_held_stays_excused_when_the_end_is_back_dated(
    desk: Desk, is_running: bool, is_seen: bool
) -> None:
    note(desk)
    for day in (23, 24, 25):
        desk.now = at(f"2026-11-{day} 19:00")
        if is_running:
            desk.tick()
        elif is_seen:
            # Whatever is written down at all takes down what is due, which nothing holds meanwhile.
            desk.log("ice")
    end(desk, "2026-11-26 10:00", since="2026-11-23 17:30")
    assert desk.reminders() == [(f"{day} 18:00", "held") for day in (23, 24, 25)]
    with desk.app.reading() as journal:
        (kept,) = journal.adherence.kept(desk.app.present.this_week, desk.app.present.today)
    assert (kept.kept.missed, kept.kept.excused) == (0, 3)


def test_what_was_held_of_no_day_is_missed_as_before(desk: Desk) -> None:
    desk.tick("2026-11-23 18:00")
    desk.now = at("2026-11-24 09:00")
    note(desk)
    desk.tick("2026-11-24 18:00")
    assert desk.reminders() == [("23 18:00", "missed"), ("24 18:00", "held")]


def test_a_reminder_ends_with_its_cautions_and_is_shown_all_the_same(desk: Desk) -> None:
    desk.plan(kind="warm-bath", times="17:30")
    desk.plan(kind="exercise", times="17:40")
    note(desk, "pregnancy", "pregnant")
    assert desk.tick("2026-11-23 17:30") == ["Warm bath, 20 min"]
    assert desk.channel.bodies[-1].splitlines()[-1].startswith("Caution: You noted pregnancy (preg")
    assert desk.tick("2026-11-23 17:40") == ["Back exercises, 20 min"]
    assert "Caution" not in desk.channel.bodies[-1]


def test_a_pause_that_is_too_short_is_said_and_stops_no_reminder(desk: Desk) -> None:
    desk.plan(kind="ice", times="17:10 17:30")
    desk.now = at("2026-11-23 17:20")
    desk.log("ice", ago=20 * MINUTE)
    assert desk.tick("2026-11-23 17:30") == ["Ice, 20 min"]
    assert "The last ice there ended 10 min before" in desk.channel.bodies[-1]


def test_a_shared_screen_is_told_no_caution(desk: Desk) -> None:
    desk.configure("discreet = true")
    desk.plan(kind="warm-bath", times="17:30")
    note(desk, "pregnancy", "pregnant")
    assert desk.tick("2026-11-23 17:30") == ["Self-care reminder"]
    assert "Caution" not in desk.channel.bodies[-1]


def test_a_broken_plan_does_not_stop_what_was_held_of_the_others(desk: Desk) -> None:
    broken = desk.plan("broken", kind="massage")
    note(desk)
    desk.tick("2026-11-23 18:00")
    desk.run(f"UPDATE plans SET zone = 'Moon/Base' WHERE id = {broken.number}")
    end(desk, "2026-11-23 21:00")
    assert desk.reminders() == [("23 18:00", "due"), ("23 18:00", "held")]
