"""The channel with buttons: a bubble on the desktop of Linux that says which one was pressed."""

import time
from collections.abc import Callable
from socket import socket
from typing import TypeVar

from tracker.reminding.notifiers import (
    ICON,
    Answer,
    Message,
    NotShown,
    Receipt,
    Standing,
    shown_body,
    shown_title,
)
from tracker.reminding.notifiers.session_bus import BUS, BusLost, NoAnswer, SessionBus
from tracker.text import visible

_SERVICE = "org.freedesktop.Notifications"
_DESKTOP_DECIDES = -1
# Bubbles whose buttons are still listened to; older ones are forgotten.
_MOST_BUBBLES = 500
# What html.escape does, without the half megabyte of entities that comes with it.
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

Said = TypeVar("Said")


class Desktop:
    """Shows bubbles with buttons and hears which button was pressed.

    A handle is the identity of the bus, the daemon's own name on it and the number of the bubble,
    as in `5f2c…:1.7/12`. The number alone would soon be a stranger's bubble, because each daemon
    counts from 1. Only the process that showed a bubble is told of its buttons.
    """

    name = "desktop"

    def __init__(self, deadline_s: float = 5.0) -> None:
        self._deadline_s = deadline_s
        self._bus: SessionBus | None = None
        self._shown: dict[str, Message] = {}

    @property
    def socket(self) -> socket | None:
        """What `select` can wait for; None while there is no connection.

        Call `answers` before waiting: a press that came in with a reply has been read already.
        """
        return self._bus.socket if self._bus else None

    def show(self, message: Message) -> Receipt:
        """Show the message within the deadline, or raise NotShown."""
        return self._talk(lambda bus, until: self._show(message, bus, until))

    def standing(self) -> Standing:
        """Say which program would show a message, and whether with buttons."""
        try:
            return self._talk(self._standing)
        except NotShown as failure:
            return Standing(self.name, False, failure.reason)

    def answers(self) -> list[Answer]:
        """Return the buttons pressed on our bubbles since the last call, without waiting.

        The first press on a bubble counts, and the bubble is closed.
        """
        bus = self._bus
        if not bus:
            return []
        try:
            bus.receive()
        except BusLost:
            self.close()
        answers = []
        for sender, content in bus.take_signals():
            number, action = content if len(content) == 2 else (0, "")
            handle = f"{bus.identity}{sender}/{number}"
            message = self._shown.get(handle)
            if message and action in dict(message.buttons):
                answers.append(Answer(handle, message.key, action))
                self.close_bubble(handle)
        return answers

    def close_bubble(self, handle: str) -> None:
        """Take a bubble off the screen, also one of an earlier process, without waiting for it.

        Nothing happens if the bubble, its desktop or the whole bus is gone.
        """
        self._shown.pop(handle, None)
        origin, number = _parts(handle)
        if not origin:
            return

        def close(bus: SessionBus, until: float) -> None:
            if origin.startswith(bus.identity):
                owner = origin.removeprefix(bus.identity)
                bus.tell(owner, _SERVICE, "CloseNotification", "u", number)

        try:
            self._talk(close)
        except NotShown:
            return

    def close(self) -> None:
        """End the connection; bubbles stay on the screen, but their buttons are no longer heard."""
        if self._bus:
            self._bus.close()
        self._bus = None

    def _talk(self, speak: Callable[[SessionBus, float], Said], until: float = 0.0) -> Said:
        """Speak on the connection, and once more on a new one if it turns out to have ended."""
        until = until or time.monotonic() + self._deadline_s
        is_used = self._bus is not None
        try:
            self._bus = self._bus or SessionBus(_SERVICE, "ActionInvoked", until)
            return speak(self._bus, until)
        except BusLost as failure:
            self.close()
            if is_used:
                return self._talk(speak, until)
            raise NotShown(f"the session bus went away: {failure}") from failure

    def _show(self, message: Message, bus: SessionBus, until: float) -> Receipt:
        # Both are asked each time, as the daemon may be another one by now. The first question
        # starts one that is installed but not running.
        capabilities = bus.ask(_SERVICE, "GetCapabilities", until)[0]
        origin = bus.identity + bus.ask(BUS, "GetNameOwner", until, "s", _SERVICE)[0]
        buttons = message.buttons if "actions" in capabilities else ()
        body = shown_body(message, has_buttons=bool(buttons))
        content = (
            "tracker",
            self._number_to_replace(message, origin),
            str(ICON),
            shown_title(message),
            body.translate(_MARKUP) if "body-markup" in capabilities else body,
            [part for button in buttons for part in button],
            _hints(message),
            _DESKTOP_DECIDES,
        )
        try:
            number = bus.ask(_SERVICE, "Notify", until, "susssasa{sv}i", *content)[0]
        except NoAnswer as failure:
            raise NotShown(failure.reason, outcome_unknown=True) from None
        handle = f"{origin}/{number}"
        self._remember(handle, message)
        return Receipt(self.name, handle, bool(buttons))

    def _standing(self, bus: SessionBus, until: float) -> Standing:
        capabilities = bus.ask(_SERVICE, "GetCapabilities", until)[0]
        program, _, version, _ = bus.ask(_SERVICE, "GetServerInformation", until)
        buttons = "with buttons" if "actions" in capabilities else "without buttons"
        return Standing(self.name, True, f"{buttons}, by {visible(f'{program} {version}')}")

    def _number_to_replace(self, message: Message, origin: str) -> int:
        """Return the number of the bubble that gives way; 0 if this daemon has shown none."""
        own = [handle for handle, shown in self._shown.items() if shown.key == message.key]
        for handle in (*own, message.replaces or ""):
            its_origin, number = _parts(handle)
            if its_origin == origin:
                return number
        return 0

    def _remember(self, handle: str, message: Message) -> None:
        others = [shown for shown in self._shown.items() if shown[1].key != message.key]
        self._shown = dict([*others[-(_MOST_BUBBLES - 1) :], (handle, message)])


def _hints(message: Message) -> dict[str, tuple[str, object]]:
    """Return the hints of the Desktop Notifications Specification 1.2, and dunst's own."""
    return {
        "urgency": ("y", 1),
        "category": ("s", "x-tracker.reminder"),
        "desktop-entry": ("s", "tracker"),
        "transient": ("b", False),
        # dunst then replaces the bubble even where its number has been lost.
        "x-dunst-stack-tag": ("s", visible(message.key)),
        **(
            {"sound-name": ("s", "message-new-instant")}
            if message.sound
            else {"suppress-sound": ("b", True)}
        ),
    }


def _parts(handle: str) -> tuple[str, int]:
    """Return where a handle comes from and its number; a handle of another channel has none."""
    origin, _, number = handle.rpartition("/")
    return (origin, int(number)) if number.isdecimal() else ("", 0)
