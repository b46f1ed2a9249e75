"""The session bus with a fake daemon, which fails in every way that a daemon can."""

import os
import select
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.desktop.stages import Stage, await_answers, stage
from tracker.reminding.notifiers import ICON, Answer, Message, NotShown, Receipt, Standing
from tracker.reminding.notifiers.bus import Desktop

HEAT = Message(
    "plan-3",
    "Heat pack, 20 min",
    "2 of 3 this week & <i>more</i>",
    buttons=(("done", "Done"), ("snooze", "Snooze 15 min"), ("skip", "Skip")),
)
NOBODY = "no program on this desktop shows notifications"


def number(receipt: Receipt) -> int:
    return int(receipt.handle.rpartition("/")[2])


def test_a_bubble_says_what_it_is_and_how_it_can_be_answered(bus: Stage, desktop: Desktop) -> None:
    with bus.daemon("ok") as daemon:
        receipt = desktop.show(HEAT)
        assert daemon.call() == {
            "app": "tracker",
            "replaces": 0,
            "icon": str(ICON),
            "title": "Heat pack, 20 min",
            "body": "2 of 3 this week & <i>more</i>",
            "actions": ["done", "Done", "snooze", "Snooze 15 min", "skip", "Skip"],
            "hints": {
                "urgency": ["y", 1],
                "category": ["s", "x-tracker.reminder"],
                "desktop-entry": ["s", "tracker"],
                "transient": ["b", False],
                "x-dunst-stack-tag": ["s", "plan-3"],
                "sound-name": ["s", "message-new-instant"],
            },
            "timeout": -1,
        }
    assert replace(receipt, handle="") == Receipt("desktop", has_buttons=True)
    assert number(receipt) == 1


def test_a_silent_message_asks_for_silence(bus: Stage, desktop: Desktop) -> None:
    with bus.daemon("ok") as daemon:
        desktop.show(replace(HEAT, sound=False))
        hints = daemon.call()["hints"]
    assert hints["suppress-sound"] == ["b", True]
    assert "sound-name" not in hints


def test_a_bubble_that_stays_never_expires(bus: Stage, desktop: Desktop) -> None:
    with bus.daemon("ok") as daemon:
        desktop.show(replace(HEAT, stays=True))
        assert daemon.call()["timeout"] == 0


@pytest.mark.parametrize(
    ("key", "tag"),
    [
        ("reminder-1-2", "5f2c reminder-1-2"),
        (
            "reminder-" + "-".join(map(str, range(500))),
            "5f2c 440f1ff26a0572d4325cfdf27b37b7d3517ba43a43b363b9a894df507408c229",
        ),
    ],
)
def test_the_name_of_a_bubble_names_its_diary_and_is_never_long(
    bus: Stage, key: str, tag: str
) -> None:
    desktop = Desktop("5f2c")
    with bus.daemon("ok") as daemon:
        desktop.show(replace(HEAT, key=key))
        assert daemon.call()["hints"]["x-dunst-stack-tag"] == ["s", tag]
    desktop.close()


@pytest.mark.parametrize(
    ("mode", "body", "has_buttons"),
    [
        ("ok", "2 of 3 this week & <i>more</i>", True),
        ("markup", "2 of 3 this week &amp; &lt;i&gt;more&lt;/i&gt;", True),
        ("nocaps", "2 of 3 this week & <i>more</i>", False),
    ],
)
def test_a_bubble_uses_what_the_daemon_can(
    bus: Stage, desktop: Desktop, mode: str, body: str, has_buttons: bool
) -> None:
    with bus.daemon(mode) as daemon:
        receipt = desktop.show(HEAT)
        call = daemon.call()
    assert (call["body"], bool(call["actions"])) == (body, has_buttons)
    assert receipt.has_buttons == has_buttons


@pytest.mark.parametrize(
    ("mode", "reason", "outcome_unknown"),
    [
        ("error", "the desktop refused: broken", False),
        ("quota", "the desktop refused: broken", False),
        ("hang", "the desktop did not answer in time", True),
        ("empty", "the desktop gave an answer to Notify that cannot be understood", True),
        ("wrong", "the desktop gave an answer to Notify that cannot be understood", True),
        ("mute", "the desktop gave an answer to GetCapabilities that cannot be understood", False),
    ],
)
def test_a_daemon_that_fails_is_said(
    bus: Stage, mode: str, reason: str, outcome_unknown: bool
) -> None:
    desktop = Desktop(deadline_s=0.5)
    with bus.daemon(mode), pytest.raises(NotShown) as failure:
        desktop.show(HEAT)
    desktop.close()
    assert (failure.value.reason, failure.value.outcome_unknown) == (reason, outcome_unknown)


def test_a_desktop_without_a_daemon_is_said(bus: Stage, desktop: Desktop) -> None:
    with pytest.raises(NotShown) as failure:
        desktop.show(HEAT)
    assert (failure.value.reason, failure.value.outcome_unknown) == (NOBODY, False)
    assert desktop.standing() == Standing("desktop", False, NOBODY)


def test_status_names_the_daemon(bus: Stage, desktop: Desktop) -> None:
    with bus.daemon("ok"):
        assert desktop.standing() == Standing("desktop", True, "with buttons, by fake 1")
    with bus.daemon("nocaps"):
        assert desktop.standing() == Standing("desktop", True, "without buttons, by fake 1")


def test_failures_leave_no_open_files_behind(bus: Stage) -> None:
    desktop = Desktop(deadline_s=0.02)
    with bus.daemon("hang"):
        for _ in range(5):
            with pytest.raises(NotShown):
                desktop.show(HEAT)
    desktop.close()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        with pytest.raises(NotShown):
            desktop.show(HEAT)
        desktop.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_pressed_button_is_heard_once_and_closes_the_bubble(bus: Stage, desktop: Desktop) -> None:
    with bus.daemon("click:snooze") as daemon:
        receipt = desktop.show(HEAT)
        assert await_answers(desktop) == [Answer(receipt.handle, "plan-3", "snooze")]
        assert daemon.call()["title"] == "Heat pack, 20 min"
        assert daemon.call() == {"closed": 1}
        assert desktop.answers() == []


@pytest.mark.parametrize("mode", ["dismiss", "stranger:done", "click:reboot", "ok"])
def test_what_is_no_answer_to_our_question_is_none(bus: Stage, desktop: Desktop, mode: str) -> None:
    with bus.daemon(mode):
        desktop.show(HEAT)
        desktop.standing()  # By its answer all that came before has arrived.
        assert desktop.answers() == []


def test_the_same_key_replaces_its_bubble_and_another_does_not(
    bus: Stage, desktop: Desktop
) -> None:
    with bus.daemon("ok") as daemon:
        first = desktop.show(HEAT)
        assert desktop.show(HEAT) == first
        other = desktop.show(replace(HEAT, key="plan-4"))
        assert [daemon.call()["replaces"] for _ in range(3)] == [0, 1, 0]
    assert number(other) == 2


def test_the_bubble_of_an_earlier_process_is_replaced(bus: Stage, desktop: Desktop) -> None:
    with bus.daemon("ok") as daemon:
        earlier = Desktop()
        handle = earlier.show(HEAT).handle
        earlier.close()
        assert desktop.show(replace(HEAT, replaces=handle)).handle == handle
        assert [daemon.call()["replaces"] for _ in range(2)] == [0, 1]


def test_what_is_put_back_in_its_place_alone_is_not_shown_on_another_desktop(
    bus: Stage, desktop: Desktop
) -> None:
    with bus.daemon("ok"):
        handle = desktop.show(HEAT).handle
    back = replace(HEAT, replaces=handle, is_put_back=True, is_in_place=True)
    with bus.daemon("ok"), pytest.raises(NotShown, match="its bubble is gone with its desktop"):
        desktop.show(back)


@pytest.mark.parametrize("handle", ["", "1", "x/1", "5f2c:1.7/1", "5f2c:1.7/x"])
def test_a_handle_from_elsewhere_replaces_nothing(
    bus: Stage, desktop: Desktop, handle: str
) -> None:
    with bus.daemon("ok") as daemon:
        desktop.show(replace(HEAT, replaces=handle))
        assert daemon.call()["replaces"] == 0
        desktop.close_bubble(handle)


def test_a_daemon_that_died_is_said_and_its_successor_is_used(bus: Stage, desktop: Desktop) -> None:
    with bus.daemon("ok"):
        old = desktop.show(HEAT)
    with pytest.raises(NotShown, match=NOBODY):
        desktop.show(HEAT)
    with bus.daemon("ok") as daemon:
        new = desktop.show(replace(HEAT, replaces=old.handle))
        # The old number would by now be the bubble of somebody else.
        assert daemon.call()["replaces"] == 0
    assert (number(old), number(new)) == (1, 1)
    assert old.handle != new.handle


def test_the_return_of_a_desktop_is_told_once_and_its_bubbles_are_forgotten(
    bus: Stage, desktop: Desktop
) -> None:
    def await_return() -> bool:
        assert desktop.socket
        assert select.select([desktop.socket], [], [], 5)[0]
        assert desktop.answers() == []
        return desktop.take_return()

    with bus.daemon("ok"):
        old = desktop.show(HEAT)
        desktop.answers()
        assert (desktop.take_return(), desktop.take_return()) == (True, False)
        assert desktop.hears(old.handle)
    assert not await_return()
    assert not desktop.hears(old.handle)
    with bus.daemon("ok"):
        assert await_return()
        new = desktop.show(HEAT)
        assert desktop.hears(new.handle)
        assert not desktop.take_return()


def test_a_daemon_that_began_when_it_was_asked_and_fails_is_no_return(
    bus: Stage, desktop: Desktop
) -> None:
    desktop.listen()
    with bus.daemon("error"), pytest.raises(NotShown):
        desktop.show(HEAT)
    assert desktop.answers() == []
    assert not desktop.take_return()
    with bus.daemon("ok"):
        desktop.show(HEAT)
        assert desktop.take_return()
        assert desktop.answers() == []
        assert not desktop.take_return()


def test_a_bus_that_was_restarted_is_connected_to_anew(
    bus: Stage, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stage("bus.sh") as first:
        first.enter(monkeypatch)
        with first.daemon("ok"):
            old = desktop.show(HEAT)
    bus.enter(monkeypatch)
    with bus.daemon("ok"):
        new = desktop.show(HEAT)
    assert old.handle.partition(":")[0] != new.handle.partition(":")[0]


def test_a_bus_that_ended_wakes_the_process_and_answers_nothing(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stage("bus.sh") as short:
        short.enter(monkeypatch)
        with short.daemon("ok"):
            desktop.show(HEAT)
    assert desktop.socket
    # What the bus still said before its end may come by itself.
    for _ in range(10):
        if desktop.socket is not None:
            assert select.select([desktop.socket], [], [], 5)[0]
            assert desktop.answers() == []
    is_connected = desktop.socket is not None
    assert not is_connected
    desktop.close_bubble("5f2c:1.7/12")
    with pytest.raises(NotShown, match="the session bus cannot be reached"):
        desktop.show(HEAT)


def test_the_usual_place_of_the_bus_is_tried_too(
    bus: Stage, desktop: Desktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = bus.env["DBUS_SESSION_BUS_ADDRESS"]
    runtime = tmp_path / "50%, café;x"
    runtime.mkdir()
    (runtime / "bus").symlink_to(address.removeprefix("unix:path=").partition(",")[0])
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    with bus.daemon("ok"):
        assert desktop.show(HEAT).channel == "desktop"
    assert "DBUS_SESSION_BUS_ADDRESS" not in os.environ
