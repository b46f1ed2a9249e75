"""The port of the channels, the terminal, and the chain."""

import contextlib
import io
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.errors import BadInput
from tracker.reminding.notifiers import (
    ICON,
    Message,
    NotShown,
    Receipt,
    Standing,
    shortened,
    shown_body,
    shown_title,
)
from tracker.reminding.notifiers.bus import Desktop
from tracker.reminding.notifiers.chain import CHANNELS, Chain, chain_of
from tracker.reminding.notifiers.terminal import Terminal

HEAT = Message(
    "plan-3",
    "Heat pack, 20 min",
    "2 of 3 this week, last on Friday.",
    buttons=(("done", "Done"), ("skip", "Skip")),
    commands=("tracker done 3", "tracker skip 3"),
)
only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the bus is a Linux one")


class Fails:
    """A channel that never works."""

    def __init__(self, name: str, reason: str, outcome_unknown: bool = False) -> None:
        self.name = name
        self.failure = NotShown(reason, outcome_unknown)

    def show(self, message: Message) -> Receipt:
        raise self.failure

    def standing(self) -> Standing:
        return Standing(self.name, False, self.failure.reason)


class Breaks(Fails):
    """A channel that ends in whatever error it is given."""

    def __init__(self, error: Exception) -> None:
        super().__init__("odd", "")
        self.error = error

    def show(self, message: Message) -> Receipt:
        raise self.error

    def standing(self) -> Standing:
        raise self.error


class SaysNothing(Fails):
    """A channel that takes a message and gives no receipt."""

    def show(self, message: Message) -> Receipt:
        return cast(Receipt, None)


class Works:
    """A channel that takes everything, with a remark."""

    name = "works"

    def show(self, message: Message) -> Receipt:
        return Receipt(self.name, f"handle of {message.key}", True, ("push: one was late",))

    def standing(self) -> Standing:
        return Standing(self.name, True, "here")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Heat pack, 20 min", "Heat pack, 20 min"),
        (" two \n lines ", "two lines"),
        ("", "tracker"),
        ("\n", "tracker"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\udcff", "\\udcff"),
        ("a\x00b", "a\\x00b"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_a_title_is_one_printable_line(title: str, shown: str) -> None:
    assert shown_title(Message("k", title)) == shown


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("", ""),
        ("one\ntwo  \n\n", "one\ntwo"),
        ("a\tb", "a   b"),
        ("\u202egnirts", "\\u202egnirts"),
        ("\x07", "\\x07"),
    ],
)
def test_a_body_keeps_its_lines_and_nothing_else_that_steers(body: str, shown: str) -> None:
    assert shown_body(Message("k", "t", body)) == shown


@given(st.text(), st.integers(min_value=1, max_value=50))
@example("😀" * 40, 63)
@example("a😀😀", 4)
def test_a_cut_text_fits_and_parts_no_character(text: str, most: int) -> None:
    cut = shortened(text, most)
    assert len(cut.encode("utf-16-le", "surrogatepass")) <= 2 * most
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


def test_the_icons_are_there() -> None:
    assert ICON.read_bytes().startswith(b"\x89PNG")
    assert ICON.with_suffix(".ico").read_bytes().startswith(b"\0\0\1\0")


def test_no_notifier_library_is_loaded_before_it_is_needed() -> None:
    program = (
        "import sys, tracker.reminding.notifiers.chain as chain\n"
        "chain.chain_of(chain.CHANNELS, sys.stdout, needs_tty=True)\n"
        "print(sorted({'plyer', 'jeepney', 'apprise', 'apscheduler'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.split() == [b"[]"]


def test_the_terminal_gets_the_commands_in_place_of_the_buttons() -> None:
    stream = io.StringIO()
    assert Terminal(stream, needs_tty=False).show(HEAT) == Receipt("terminal")
    assert stream.getvalue() == (
        "Heat pack, 20 min\n"
        "  2 of 3 this week, last on Friday.\n"
        "  tracker done 3 · tracker skip 3\n"
    )


def test_a_message_of_one_line_stays_one_line() -> None:
    stream = io.StringIO()
    Terminal(stream, needs_tty=False).show(Message("k", "\x1b]0;owned\x07"))
    assert stream.getvalue() == "\\x1b]0;owned\\x07\n"


def test_what_the_terminal_cannot_spell_is_written_as_an_escape() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", write_through=True)
    Terminal(stream, needs_tty=False).show(Message("k", "Séance"))
    assert raw.getvalue() == b"S\\xe9ance\n"


def closed_stream() -> io.StringIO:
    stream = io.StringIO()
    stream.close()
    return stream


@pytest.mark.parametrize(
    ("stream", "needs_tty", "reason"),
    [
        (None, False, "there is no terminal"),
        (closed_stream(), False, "there is no terminal"),
        (
            io.StringIO(),
            True,
            "the output goes to a file, not to a terminal where it would be seen",
        ),
    ],
)
def test_a_terminal_that_nobody_sees_is_none(
    stream: io.StringIO | None, needs_tty: bool, reason: str
) -> None:
    terminal = Terminal(stream, needs_tty=needs_tty)
    assert terminal.standing() == Standing("terminal", False, reason)
    with pytest.raises(NotShown) as failure:
        terminal.show(HEAT)
    assert failure.value.reason == reason


def test_a_terminal_that_has_gone_away_is_said() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stream = os.fdopen(writing, "w")
    with pytest.raises(NotShown, match=r"the terminal cannot be written to: .*pipe"):
        Terminal(stream, needs_tty=False).show(HEAT)
    with contextlib.suppress(BrokenPipeError):
        stream.close()


def test_the_first_channel_that_takes_a_message_has_it() -> None:
    chain = Chain([Fails("desktop", "no bus"), Works(), Fails("terminal", "not asked")])
    assert chain.show(HEAT) == Receipt(
        "works", "handle of plan-3", True, ("desktop: no bus", "push: one was late")
    )
    assert chain.describe() == [
        Standing("desktop", False, "no bus"),
        Standing("works", True, "here"),
        Standing("terminal", False, "not asked"),
    ]


@pytest.mark.parametrize("outcome_unknown", [True, False])
def test_when_no_channel_works_all_reasons_are_said(outcome_unknown: bool) -> None:
    chain = Chain([Fails("desktop", "late", outcome_unknown), Fails("plyer", "no bus")])
    with pytest.raises(NotShown) as failure:
        chain.show(HEAT)
    assert failure.value.reason == "desktop: late; plyer: no bus"
    assert failure.value.outcome_unknown == outcome_unknown


def test_a_channel_that_hung_does_not_keep_the_next_from_being_tried() -> None:
    assert Chain([Fails("desktop", "late", True), Works()]).show(HEAT).channel == "works"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (IndexError(), "odd: IndexError: "),
        (KeyError("signature"), "odd: KeyError: 'signature'"),
        (RuntimeError("\x1b[2J"), "odd: RuntimeError: \\x1b[2J"),
        (ValueError("x" * 999), f"odd: ValueError: {'x' * 287}…"),
    ],
)
def test_a_channel_that_breaks_is_said_and_the_next_one_is_tried(
    error: Exception, words: str
) -> None:
    chain = Chain([Breaks(error), Works()])
    assert chain.show(HEAT).troubles == (words, "push: one was late")
    assert chain.describe()[0] == Standing("odd", False, words.removeprefix("odd: "))
    with pytest.raises(NotShown) as failure:
        Chain([Breaks(error)]).show(HEAT)
    assert (failure.value.reason, failure.value.outcome_unknown) == (words, True)


def test_a_channel_without_a_receipt_has_shown_nothing() -> None:
    receipt = Chain([SaysNothing("odd", ""), Works()]).show(HEAT)
    assert receipt.channel == "works"
    assert receipt.troubles[0].startswith("odd: ")


def test_without_any_channel_nothing_is_shown() -> None:
    with pytest.raises(NotShown, match="no channel is set"):
        Chain([]).show(HEAT)


def test_the_settings_choose_channels_and_order() -> None:
    chain = chain_of(["terminal", "push"], io.StringIO(), needs_tty=False, addresses=[])
    assert [standing.channel for standing in chain.describe()] == ["terminal", "push"]
    assert (chain.sockets(), chain.answers()) == ([], [])
    chain.close_bubble("5f2c:1.7/12")
    chain.close()


def test_an_unknown_channel_is_refused_with_those_that_exist() -> None:
    with pytest.raises(BadInput) as refusal:
        chain_of(["pigeon"], None, needs_tty=True)
    assert str(refusal.value) == (
        '"pigeon" is no channel for reminders. Accepted: desktop, plyer, terminal, push.'
    )
    assert CHANNELS == ("desktop", "plyer", "terminal", "push")


def test_without_a_bus_the_terminal_takes_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    receipt = chain_of(["desktop", "plyer", "terminal"], io.StringIO(), needs_tty=False).show(HEAT)
    assert receipt.channel == "terminal"
    assert [trouble.partition(":")[0] for trouble in receipt.troubles] == ["desktop", "plyer"]


@only_on_linux
@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("unix:path=/nowhere", "the session bus cannot be reached: No such file or directory"),
        ("tcp:host=localhost,port=1", "the address of the session bus cannot be used: "),
        ("nonsense", "the address of the session bus cannot be used: "),
    ],
)
def test_a_bus_that_cannot_be_reached_is_said(
    monkeypatch: pytest.MonkeyPatch, address: str, reason: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with pytest.raises(NotShown) as failure:
        Desktop().show(HEAT)
    assert failure.value.reason.startswith(reason)
    assert not failure.value.outcome_unknown


@only_on_linux
def test_a_bus_that_never_answers_costs_no_more_than_the_deadline(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "bus"))
        listener.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/bus")
        with pytest.raises(NotShown, match="the session bus did not answer in time"):
            Desktop(deadline_s=0.2).show(HEAT)
