"""Several desks at one diary on a server: each shows what is open, and none does it twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reminding_desk import HOUR, Desk, FakeChannel, Weekdays, at
from tracker.app import App
from tracker.reminding.notifiers import NotShown
from tracker.reminding.showing import Showing
from tracker.reminding.tick import Tick

HEAT = "Heat pack, 20 min"


class Machine:
    """What the reminder process of one desk does in its turns, with a channel of its own."""

    def __init__(self, diary: Desk, name: str) -> None:
        self.diary = diary
        self.config = diary.config.with_name(f"{name}.toml")
        self.app = App(diary.address, self.config, lambda: diary.now)
        self.app.desk = name
        self.channel = FakeChannel()
        self.configure()
        self.tick = Tick(self.app, name, diary.said.append)

    def configure(self, reminders: str = "", care: str = "") -> None:
        digest = "" if "digest" in reminders else 'digest = ""\n'
        head = 'zone = "Europe/Berlin"\n'
        self.config.write_text(f"{head}[reminders]\n{digest}{reminders}\n{care}")
        self.app.renew()

    def turn(self, when: str = "") -> list[str]:
        """Do one turn, at an instant if one is given, and return the titles it has shown."""
        if when:
            self.diary.now = at(when)
        self.app.renew()
        self.close(self.tick.closed_bubbles())
        while showing := self.tick.take(takes_over=True) or self.tick.follow():
            self.show(showing)
        return self.channel.take()

    def show(self, showing: Showing) -> None:
        try:
            receipt = self.channel.show(showing.message)
        except NotShown as failure:
            if showing.follows:
                self.tick.could_not_follow(showing, failure)
            else:
                self.tick.failed(showing, failure)
            return
        keep = self.tick.followed if showing.follows else self.tick.shown
        self.close((*showing.outdated, *keep(showing, receipt)))

    def close(self, handles: tuple[str, ...] | list[str]) -> None:
        for handle in handles:
            self.channel.close_bubble(handle)

    def next_at(self) -> str:
        found = self.tick.next_at()
        return f"{found.astimezone(self.app.present.zone):%d %H:%M}" if found else ""


@pytest.fixture
def diary(tmp_path: Path, on_server: str) -> Iterator[Desk]:
    """Give a diary on a server, on a Monday at 17:00 in Berlin."""
    made = Desk(tmp_path, "2026-11-23 17:00", on_server)
    yield made
    made.close()


@pytest.fixture
def laptop(diary: Desk) -> Iterator[Machine]:
    made = Machine(diary, "laptop")
    yield made
    made.app.close()


@pytest.fixture
def clinic(diary: Desk) -> Iterator[Machine]:
    made = Machine(diary, "clinic")
    yield made
    made.app.close()


STANDING = "SELECT desk, handle, shown_times FROM bubbles ORDER BY desk"


def test_what_one_desk_shows_every_other_shows_too_and_it_counts_once(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    diary.plan()
    assert laptop.turn("2026-11-23 18:00") == [HEAT]
    assert clinic.turn() == [HEAT]
    assert (laptop.turn(), clinic.turn()) == ([], [])
    assert clinic.channel.bodies == laptop.channel.bodies
    assert diary.ask(STANDING) == [("clinic", "bus:1.1/1", 1), ("laptop", "bus:1.1/1", 1)]
    assert diary.ask("SELECT shown_times, channel FROM reminders") == [(1, "fake")]
    assert diary.decided() == [("shown", "by fake, on time")]
    assert diary.said[-1] == "18:00:00  shown here too: heat pack, by fake"


def test_a_desk_that_comes_late_shows_what_is_open_in_one_message(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    for name, times in (("one", "18:00"), ("two", "18:10"), ("three", "18:20")):
        diary.plan(name, times)
    for clock in ("18:00", "18:10", "18:20"):
        assert len(laptop.turn(f"2026-11-23 {clock}")) == 1
    laptop.diary.answer("skip", [2])
    assert clinic.turn("2026-11-23 18:25") == ["2 reminders"]
    assert clinic.turn() == []


def test_a_repeat_takes_the_place_of_the_own_bubble_on_each_desk(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    diary.plan()
    for clock in ("18:00", "18:30"):
        assert laptop.turn(f"2026-11-23 {clock}") == [HEAT]
        assert clinic.turn() == [HEAT]
    assert laptop.channel.replaced == clinic.channel.replaced == [None, "bus:1.1/1"]
    assert diary.ask("SELECT shown_times FROM reminders") == [(2,)]
    assert diary.ask(STANDING) == [("clinic", "bus:1.1/2", 2), ("laptop", "bus:1.1/2", 2)]


@pytest.mark.parametrize("action", ["done", "skip", "snooze"])
def test_what_is_answered_anywhere_is_taken_off_every_screen(
    diary: Desk, laptop: Machine, clinic: Machine, action: str
) -> None:
    diary.plan()
    assert laptop.turn("2026-11-23 18:00") == clinic.turn() == [HEAT]
    diary.answer(action, [1])
    assert (laptop.turn(), clinic.turn()) == ([], [])
    assert laptop.channel.closed == clinic.channel.closed == ["bus:1.1/1"]
    assert diary.ask(STANDING) == []


def test_what_is_put_off_comes_again_on_every_desk(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    diary.plan()
    assert laptop.turn("2026-11-23 18:00") == clinic.turn() == [HEAT]
    diary.answer("snooze", [1])
    assert (clinic.turn(), laptop.turn()) == ([], [])
    assert clinic.turn("2026-11-23 18:15") == laptop.turn() == [HEAT]


def test_an_answer_that_is_taken_back_brings_it_back_on_every_desk(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    diary.plan()
    assert laptop.turn("2026-11-23 18:00") == clinic.turn() == [HEAT]
    diary.answer("skip", [1])
    assert (laptop.turn(), clinic.turn()) == ([], [])
    with diary.app.journal() as journal:
        journal.sessions.undo()
    assert laptop.turn() == clinic.turn() == [HEAT]
    assert (laptop.turn(), clinic.turn()) == ([], [])


def test_a_desk_follows_once_its_own_quiet_hours_are_over(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    clinic.configure('quiet = "17:30-19:15"\nrepeats = 0')
    laptop.configure("repeats = 0")
    diary.plan()
    assert laptop.turn("2026-11-23 18:00") == [HEAT]
    assert clinic.turn() == []
    assert (laptop.next_at(), clinic.next_at()) == ("24 18:00", "23 19:15")
    assert clinic.turn("2026-11-23 19:14") == []
    assert clinic.turn("2026-11-23 19:15") == [HEAT]
    assert clinic.next_at() == "24 18:00"


def test_what_is_answered_while_a_desk_shows_it_is_closed_there_at_once(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    diary.plan()
    laptop.turn("2026-11-23 18:00")
    clinic.channel.meanwhile = lambda: diary.answer("skip", [1])
    assert clinic.turn() == [HEAT]
    assert clinic.channel.closed == ["bus:1.1/1"]
    assert diary.ask("SELECT desk FROM bubbles") == [("laptop",)]


def test_a_desk_without_a_screen_tries_to_follow_once_until_that_comes_back(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    diary.plan()
    laptop.turn("2026-11-23 18:00")
    clinic.channel.refusal = "no bus"
    assert clinic.turn() == []
    clinic.channel.refusal = ""
    assert clinic.turn() == []
    assert diary.said[-1] == "18:00:00  could not be shown here too: heat pack (no bus)"
    assert diary.decided() == [("shown", "by fake, on time")]
    clinic.tick.retry()
    assert clinic.turn() == [HEAT]


def test_what_one_desk_cannot_show_another_shows_at_once(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    diary.plan()
    clinic.channel.refusal = "no bus"
    assert clinic.turn("2026-11-23 18:00") == []
    assert clinic.next_at() == "23 18:00"
    assert laptop.turn() == [HEAT]
    assert clinic.turn() == []
    assert diary.ask("SELECT shown_times, trouble FROM reminders") == [(1, None)]


def test_desks_that_cannot_show_it_do_not_keep_each_other_trying(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    diary.plan()
    laptop.channel.refusal = clinic.channel.refusal = "no bus"
    for one in (laptop, clinic, laptop, clinic):
        assert one.turn("2026-11-23 18:00") == []
    assert diary.ask("SELECT tries FROM reminders") == [(2,)]
    assert (laptop.next_at(), clinic.next_at()) == ("23 18:01", "23 18:01")


def test_what_no_desk_can_put_into_words_is_soon_left_alone(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    broken = diary.plan()
    with diary.app.journal_at(at("2026-11-23 18:00")) as journal:
        journal.reminders.refresh()
    diary.run(f"UPDATE plans SET details = '{{' WHERE id = {broken.number}")
    for one in (laptop, clinic, laptop, clinic, laptop, clinic):
        assert one.turn("2026-11-23 18:00") == []
    assert diary.ask("SELECT tries FROM reminders") == [(3,)]


def test_last_week_is_told_on_one_desk(diary: Desk, laptop: Machine, clinic: Machine) -> None:
    for one in (laptop, clinic):
        one.configure('digest = "mon 08:00"\nmissed_hours = 0')
    diary.plan(rhythm=Weekdays(frozenset({3})))
    clinic.channel.refusal = "no bus"
    assert clinic.turn("2026-11-30 08:00") == []
    assert laptop.turn() == ["Last week: kept 0 of 1, 0 %"]
    clinic.channel.refusal = ""
    assert (clinic.turn(), laptop.turn()) == ([], [])


def test_a_word_about_what_was_missed_is_said_on_one_desk(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    diary.plan(rhythm=Weekdays(frozenset({0})))
    assert clinic.turn("2026-11-24 09:00") == ["Missed: heat pack, 20 min"]
    assert laptop.turn() == []


def test_what_was_kept_before_the_connection_was_lost_is_kept_once(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    diary.plan()
    diary.now = at("2026-11-23 18:00")
    showing = laptop.tick.take()
    assert showing
    receipt = laptop.channel.show(showing.message)
    assert [laptop.tick.shown(showing, receipt) for _ in range(2)] == [(), ()]
    assert diary.ask("SELECT shown_times FROM reminders") == [(1,)]


def test_desks_that_do_not_agree_of_what_is_held_let_it_be_before_long(
    diary: Desk, laptop: Machine, clinic: Machine
) -> None:
    diary.plan()
    holding = Tick(laptop.app, "strict", diary.said.append, hold_of=lambda _: "too hot")
    laptop.tick = holding
    diary.now = at("2026-11-23 18:00")
    for _ in range(20):
        diary.now += HOUR / 60
        assert laptop.turn() == []
    released = [what for what, _ in diary.decided() if what == "due"]
    assert len(released) == 3
