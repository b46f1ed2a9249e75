"""A plan of pain asks for a number, which no press of a button can say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.stages import await_answers, become, stage
from tests.reminding_desk import Desk, Interval, at
from tracker.reminding.notifiers import Answer, Message
from tracker.reminding.notifiers.bus import Desktop
from tracker.reminding.tick import Tick


@pytest.fixture
def desk(tmp_path: Path, diary_anywhere: Path | str) -> Iterator[Desk]:
    """Give a diary on a Monday at 17:00 in Berlin, with a daily plan of pain at 18:00."""
    made = Desk(tmp_path, "2026-11-23 17:00", diary_anywhere)
    made.plan(kind="pain", minutes=0)
    yield made
    made.close()


def message_of(
    desk: Desk, when: str = "2026-11-23 18:00", *, hears_buttons: bool = True
) -> Message:
    desk.now = at(when)
    desk.app.renew()
    showing = Tick(desk.app, "one", desk.said.append, hears_buttons=hears_buttons).take()
    assert showing
    return showing.message


def read(desk: Desk, level: int = 4) -> int:
    """Write down a reading of this moment; return its number."""
    desk.app.renew()
    with desk.app.journal() as journal:
        return journal.read({"level": level}).reading.number


def test_its_bubble_says_how_to_answer_and_has_no_done(desk: Desk) -> None:
    message = message_of(desk)
    assert (message.title, message.body) == (
        "Pain",
        "How strong is it, from 0 to 10? Answer with: tracker pain 4",
    )
    assert message.buttons == (("snooze", "Snooze 15 min"), ("skip", "Skip"))
    assert message.commands[0] == "tracker pain 4"


def test_where_buttons_are_not_heard_it_says_the_same(desk: Desk) -> None:
    message = message_of(desk, hears_buttons=False)
    assert (message.body.count("tracker pain 4"), message.buttons) == (1, ())


def test_a_discreet_one_says_nothing_of_pain(desk: Desk) -> None:
    desk.configure("discreet = true")
    message = message_of(desk)
    assert (message.title, message.body) == ("Self-care reminder", "Answer with: tracker done 1")
    assert "pain" not in " ".join(message.commands)


def test_a_press_on_done_of_an_older_bubble_does_nothing(desk: Desk) -> None:
    desk.tick("2026-11-23 18:00")
    assert desk.answer("done", [1]) == []
    assert desk.reminders() == [("23 18:00", "shown")]
    assert desk.answer("snooze", [1]) == ["snoozed: pain"]
    assert desk.tick("2026-11-23 18:15") == ["Pain"]
    assert desk.answer("skip", [1]) == ["skipped: pain"]


def test_it_is_repeated_until_a_reading_answers_it(desk: Desk) -> None:
    assert desk.tick("2026-11-23 18:00") == ["Pain"]
    assert desk.tick("2026-11-23 18:30") == ["Pain"]
    read(desk)
    assert desk.reminders() == [("23 18:00", "done")]
    assert desk.tick("2026-11-23 19:00") == []


def test_a_reading_of_before_is_enough(desk: Desk) -> None:
    read(desk)
    assert desk.tick("2026-11-23 18:00") == []
    assert desk.reminders() == [("23 18:00", "done")]


def test_a_missed_one_says_what_to_type(desk: Desk) -> None:
    desk.configure('quiet = "17:30-23:59"\nmissed_hours = 24')
    desk.tick("2026-11-23 18:00")
    message = message_of(desk, "2026-11-24 08:00")
    assert message.title == "Missed: pain"
    assert message.commands == ('tracker pain 4 --at "2026-11-23 18:00"',)


def test_of_an_interval_it_says_since_the_last_one(desk: Desk) -> None:
    with desk.app.journal() as journal:
        journal.planning.remove("pain")
    desk.plan("often", "19:00", Interval(2), kind="pain", minutes=0)
    read(desk)
    body = message_of(desk, "2026-11-25 19:00").body
    assert body.startswith("2 days since the last one.\nHow strong is it")


def test_together_with_others_it_can_only_be_put_off(desk: Desk) -> None:
    desk.plan()
    message = message_of(desk)
    assert (message.title, message.body) == ("2 reminders", "Pain\nHeat pack, 20 min")
    assert message.buttons == (("snooze", "Snooze 15 min"),)


def test_in_dunst_its_menu_offers_no_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with stage("desk.sh") as dunst:
        dunst.enter(monkeypatch)
        desktop, folder = Desktop(), Path(dunst.env["DESK"])
        message = message_of(desk)
        receipt = desktop.show(message)
        assert become("1", lambda: dunst.run("dunstctl", "count", "displayed")) == "1"
        (folder / "pick").write_text("Skip")
        dunst.run("dunstctl", "context")
        assert await_answers(desktop) == [Answer(receipt.handle, message.key, "skip")]
        offered = (folder / "menu").read_text()
        assert ("Skip" in offered, "Snooze" in offered, "Done" in offered) == (True, True, False)
        desktop.close()
