"""Real desktops: bubbles and buttons of dunst and of xfce4-notifyd."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.desktop.stages import Stage, await_answers, become, stage
from tests.places import CHECKOUT
from tracker.reminding.notifiers import Answer, Message
from tracker.reminding.notifiers.bus import Desktop

HEAT = Message(
    "plan-3",
    "Heat pack, 20 min",
    "2 of 3 this week & <i>more</i>",
    buttons=(("done", "Done"), ("snooze", "Snooze 15 min"), ("skip", "Skip")),
)


@pytest.fixture(scope="module")
def dunst_desk() -> Iterator[Stage]:
    with stage("desk.sh") as here:
        yield here


@pytest.fixture
def dunst(dunst_desk: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A desktop with dunst and nothing on its screen."""
    dunst_desk.enter(monkeypatch)
    dunst_desk.run("dunstctl", "close-all")
    assert become("0", displayed(dunst_desk)) == "0"
    return dunst_desk


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
        desktop.show(replace(HEAT, title=title))
    assert become("1", displayed(dunst)) == "1"
    desktop.show(replace(HEAT, key="plan-4", title="other"))
    assert become("2", displayed(dunst)) == "2"


@pytest.mark.parametrize("is_handle_kept", [True, False])
def test_dunst_replaces_the_bubble_of_an_earlier_process(
    dunst: Stage, desktop: Desktop, is_handle_kept: bool
) -> None:
    earlier = Desktop()
    handle = earlier.show(HEAT).handle
    earlier.close()
    again = replace(HEAT, replaces=handle if is_handle_kept else None, title="again")
    desktop.show(again)
    assert become("1", displayed(dunst)) == "1"
    desktop.show(replace(HEAT, key="plan-4", title="other"))
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
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert become("1", displayed(dunst)) == "1"
    receipt = desktop.show(replace(HEAT, replaces=killed.stdout.strip()))
    assert receipt.handle == killed.stdout.strip()
    assert become("1", displayed(dunst)) == "1"
    assert last_shown(dunst)[0] == "Heat pack, 20 min"


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
