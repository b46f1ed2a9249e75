"""The channels on real desktops: a private bus, a fake daemon, dunst and xfce4-notifyd."""

import contextlib
import dataclasses
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desktop.stages import Stage, stage
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from real_parts import need

from tracker.reminding.notifiers import ICON, Answer, Message, NotShown, Receipt, Standing
from tracker.reminding.notifiers.bus import Desktop
from tracker.reminding.notifiers.plyer_channel import PlyerChannel

HEAT = Message(
    "plan-3",
    "Heat pack, 20 min",
    "2 of 3 this week & <i>more</i>",
    buttons=(("done", "Done"), ("snooze", "Snooze 15 min"), ("skip", "Skip")),
)
NOBODY = "no program on this desktop shows notifications"


@pytest.fixture(scope="module")
def private_bus() -> Iterator[Stage]:
    with stage("bus.sh") as here:
        yield here


@pytest.fixture(scope="module")
def dunst_desk() -> Iterator[Stage]:
    with stage("desk.sh") as here:
        yield here


@pytest.fixture
def bus(private_bus: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A session bus without a daemon, which is the one that this process sees."""
    private_bus.enter(monkeypatch)
    return private_bus


@pytest.fixture
def dunst(dunst_desk: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A desktop with dunst and nothing on its screen."""
    dunst_desk.enter(monkeypatch)
    dunst_desk.run("dunstctl", "close-all")
    assert become("0", displayed(dunst_desk)) == "0"
    return dunst_desk


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    channel = Desktop()
    yield channel
    channel.close()


def number(receipt: Receipt) -> int:
    return int(receipt.handle.rpartition("/")[2])


def await_answers(desktop: Desktop, deadline_s: float = 5.0) -> list[Answer]:
    """Wait as the reminder process does: ask, and then sleep until the socket has something."""
    until = time.monotonic() + deadline_s
    while not (answers := desktop.answers()) and time.monotonic() < until:
        assert desktop.socket
        select.select([desktop.socket], [], [], max(until - time.monotonic(), 0))
    return answers


def become(value: str, ask: Callable[[], str], deadline_s: float = 5.0) -> str:
    """Ask until the answer is `value` or the time is over; return the last answer."""
    until = time.monotonic() + deadline_s
    while (answer := ask()) != value and time.monotonic() < until:
        pass
    return answer


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
    assert dataclasses.replace(receipt, handle="") == Receipt("desktop", has_buttons=True)
    assert number(receipt) == 1


def test_a_silent_message_asks_for_silence(bus: Stage, desktop: Desktop) -> None:
    with bus.daemon("ok") as daemon:
        desktop.show(dataclasses.replace(HEAT, sound=False))
        hints = daemon.call()["hints"]
    assert hints["suppress-sound"] == ["b", True]
    assert "sound-name" not in hints


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
        other = desktop.show(dataclasses.replace(HEAT, key="plan-4"))
        assert [daemon.call()["replaces"] for _ in range(3)] == [0, 1, 0]
    assert number(other) == 2


def test_the_bubble_of_an_earlier_process_is_replaced(bus: Stage, desktop: Desktop) -> None:
    with bus.daemon("ok") as daemon:
        earlier = Desktop()
        handle = earlier.show(HEAT).handle
        earlier.close()
        assert desktop.show(dataclasses.replace(HEAT, replaces=handle)).handle == handle
        assert [daemon.call()["replaces"] for _ in range(2)] == [0, 1]


@pytest.mark.parametrize("handle", ["", "1", "x/1", "5f2c:1.7/1", "5f2c:1.7/x"])
def test_a_handle_from_elsewhere_replaces_nothing(
    bus: Stage, desktop: Desktop, handle: str
) -> None:
    with bus.daemon("ok") as daemon:
        desktop.show(dataclasses.replace(HEAT, replaces=handle))
        assert daemon.call()["replaces"] == 0
        desktop.close_bubble(handle)


def test_a_daemon_that_died_is_said_and_its_successor_is_used(bus: Stage, desktop: Desktop) -> None:
    with bus.daemon("ok"):
        old = desktop.show(HEAT)
    with pytest.raises(NotShown, match=NOBODY):
        desktop.show(HEAT)
    with bus.daemon("ok") as daemon:
        new = desktop.show(dataclasses.replace(HEAT, replaces=old.handle))
        # The old number would by now be the bubble of somebody else.
        assert daemon.call()["replaces"] == 0
    assert (number(old), number(new)) == (1, 1)
    assert old.handle != new.handle


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


@given(title=st.text(), body=st.text())
@example(title="\udcff\x00", body="\ufffe\U0010ffff")
@example(title="x" * 300_000, body="x" * 300_000)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_text_breaks_the_connection(dunst: Stage, title: str, body: str) -> None:
    desktop = Desktop()
    try:
        assert desktop.show(Message("any", title, body)).has_buttons is False
    finally:
        desktop.close()


def last_shown(dunst: Stage) -> tuple[str, str]:
    """Close what is shown, and return title and body of what was closed last."""
    dunst.run("dunstctl", "close-all")
    assert become("0", displayed(dunst)) == "0"
    entry: dict[str, Any] = json.loads(dunst.run("dunstctl", "history"))["data"][0][0]
    return entry["summary"]["data"], entry["body"]["data"]


def displayed(dunst: Stage) -> Callable[[], str]:
    return lambda: dunst.run("dunstctl", "count", "displayed")


def test_dunst_shows_the_text(dunst: Stage, desktop: Desktop) -> None:
    desktop.show(HEAT)
    assert become("1", displayed(dunst)) == "1"
    assert last_shown(dunst) == ("Heat pack, 20 min", "2 of 3 this week & <i>more</i>")


@pytest.mark.parametrize(
    ("label", "action"), [("Done", "done"), ("Snooze 15 min", "snooze"), ("Skip", "skip")]
)
def test_a_button_chosen_in_dunst_is_heard(
    dunst: Stage, desktop: Desktop, label: str, action: str
) -> None:
    receipt = desktop.show(HEAT)
    assert become("1", displayed(dunst)) == "1"
    Path(dunst.env["DESK"], "pick").write_text(label)
    dunst.run("dunstctl", "context")
    assert await_answers(desktop) == [Answer(receipt.handle, "plan-3", action)]
    assert become("0", displayed(dunst)) == "0"


def test_dunst_replaces_the_bubble_of_the_same_key(dunst: Stage, desktop: Desktop) -> None:
    for title in ("first", "second"):
        desktop.show(dataclasses.replace(HEAT, title=title))
    assert become("1", displayed(dunst)) == "1"
    desktop.show(dataclasses.replace(HEAT, key="plan-4", title="other"))
    assert become("2", displayed(dunst)) == "2"


@pytest.mark.parametrize("is_handle_kept", [True, False])
def test_dunst_replaces_the_bubble_of_an_earlier_process(
    dunst: Stage, desktop: Desktop, is_handle_kept: bool
) -> None:
    earlier = Desktop()
    handle = earlier.show(HEAT).handle
    earlier.close()
    again = dataclasses.replace(HEAT, replaces=handle if is_handle_kept else None, title="again")
    desktop.show(again)
    assert become("1", displayed(dunst)) == "1"
    desktop.show(dataclasses.replace(HEAT, key="plan-4", title="other"))
    assert become("2", displayed(dunst)) == "2"


def test_a_bubble_is_closed_from_outside(dunst: Stage, desktop: Desktop) -> None:
    earlier = Desktop()
    handle = earlier.show(HEAT).handle
    earlier.close()
    assert become("1", displayed(dunst)) == "1"
    desktop.close_bubble(handle)
    assert become("0", displayed(dunst)) == "0"


def test_a_bubble_waved_away_is_no_answer_and_may_come_again(
    dunst: Stage, desktop: Desktop
) -> None:
    desktop.show(HEAT)
    assert become("1", displayed(dunst)) == "1"
    dunst.run("dunstctl", "close")
    assert become("0", displayed(dunst)) == "0"
    assert desktop.answers() == []
    desktop.show(HEAT)
    assert become("1", displayed(dunst)) == "1"


def test_a_paused_desktop_accepts_and_waits(dunst: Stage, desktop: Desktop) -> None:
    dunst.run("dunstctl", "set-paused", "true")
    try:
        assert desktop.show(HEAT).channel == "desktop"
        assert become("1", lambda: dunst.run("dunstctl", "count", "waiting")) == "1"
        assert dunst.run("dunstctl", "count", "displayed") == "0"
    finally:
        dunst.run("dunstctl", "set-paused", "false")


def test_a_button_clicked_in_xfce_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    with stage("xfce.sh") as xfce:
        xfce.enter(monkeypatch)
        desktop = Desktop()
        assert desktop.standing().words.startswith("with buttons, by Xfce")
        receipt = desktop.show(HEAT)
        answers: list[Answer] = []
        for _ in range(40):
            # The window takes a moment to fade in; a click before that goes nowhere.
            click(xfce, 0.55)
            answers = await_answers(desktop, deadline_s=0.1)
            if answers:
                break
        assert answers == [Answer(receipt.handle, "plan-3", "snooze")]
        desktop.close()


def click(xfce: Stage, fraction: float) -> None:
    """Click into the row of buttons, at this fraction of the width of the bubble."""
    search = ("search", "--onlyvisible", "--class", "xfce4-notifyd")
    windows = xfce.run("xdotool", *search).split()
    if not windows:
        return
    lines = xfce.run("xdotool", "getwindowgeometry", "--shell", windows[-1]).splitlines()
    size = dict(line.split("=", 1) for line in lines)
    place = (str(int(int(size["WIDTH"]) * fraction)), str(int(size["HEIGHT"]) - 25))
    xfce.run("xdotool", "mousemove", "--window", windows[-1], *place, "click", "1")


def test_plyer_shows_a_bubble(bus: Stage) -> None:
    need("notify-send")
    with bus.daemon("ok") as daemon:
        assert PlyerChannel().show(HEAT) == Receipt("plyer")
        call = daemon.call()
    assert (call["app"], call["title"], call["body"]) == (
        "tracker",
        "Heat pack, 20 min",
        "2 of 3 this week ＆ ‹i›more‹/i›",
    )


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("-5 minutes", "-5 minutes"),
        ("--help", "--version"),
        ("", ""),
        ("\udcff", "\udcff"),
        ("a\x00b", "a\x00b"),
        ("x" * 300_000, "\\" * 300_000),
        ("😀" * 300, "😀" * 3000),
        ("C:\\new\\table", "C:\\new\\table"),
    ],
)
def test_what_plyer_would_lose_is_shown(bus: Stage, title: str, body: str) -> None:
    need("notify-send")
    with bus.daemon("ok") as daemon:
        assert PlyerChannel().show(Message("k", title, body)) == Receipt("plyer")
        plyer_call = daemon.call()
        desktop = Desktop()
        desktop.show(Message("k", title, body))
        desktop.close()
        call = daemon.call()
    for field in ("title", "body"):
        assert plyer_call[field].lstrip("\u2060") == call[field]


@pytest.mark.parametrize(
    ("mode", "reason"), [("error", "broken"), ("quota", "broken"), ("absent", "ServiceUnknown")]
)
def test_a_failure_that_plyer_keeps_to_itself_is_said(bus: Stage, mode: str, reason: str) -> None:
    need("notify-send")
    daemon = contextlib.nullcontext() if mode == "absent" else bus.daemon(mode)
    with daemon, pytest.raises(NotShown, match=f"plyer failed: .*{reason}") as failure:
        PlyerChannel().show(HEAT)
    assert not failure.value.outcome_unknown


def test_a_daemon_that_hangs_costs_plyer_its_deadline_and_leaves_nothing_behind(
    bus: Stage,
) -> None:
    need("notify-send")
    with bus.daemon("hang") as daemon:
        with pytest.raises(NotShown, match=r"no answer in 1 s") as failure:
            PlyerChannel(deadline_s=1.0).show(HEAT)
        assert daemon.call()["title"] == "Heat pack, 20 min"
    assert failure.value.outcome_unknown
    address = f"DBUS_SESSION_BUS_ADDRESS={bus.env['DBUS_SESSION_BUS_ADDRESS']}".encode()
    assert become("[]", lambda: str(left_behind(address))) == "[]"


def left_behind(address: bytes) -> list[str]:
    """Return each notify-send that still runs on the bus at this address."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            command = (process / "cmdline").read_bytes()
            if b"notify-send" in command and address in (process / "environ").read_bytes():
                found.append(process.name)
        except OSError:
            continue  # Another user's, or gone by now.
    return found


def test_a_reminder_process_that_dies_leaves_its_bubble_to_be_replaced(
    dunst: Stage, desktop: Desktop
) -> None:
    program = (
        "import os\n"
        "from tracker.reminding.notifiers import Message\n"
        "from tracker.reminding.notifiers.bus import Desktop\n"
        "print(Desktop().show(Message('plan-3', 'from another process')).handle, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run(
        ["timeout", "20", sys.executable, "-c", program],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert become("1", displayed(dunst)) == "1"
    receipt = desktop.show(dataclasses.replace(HEAT, replaces=killed.stdout.strip()))
    assert receipt.handle == killed.stdout.strip()
    assert become("1", displayed(dunst)) == "1"
    assert last_shown(dunst)[0] == "Heat pack, 20 min"
