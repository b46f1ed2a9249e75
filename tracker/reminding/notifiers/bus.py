"""The channel with buttons: a bubble on the desktop of Linux that says which one was pressed."""

import time
from collections.abc import Callable
from socket import socket
from typing import TypeVar

from tracker.places import digest
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
_DESKTOP_DECIDES, _NEVER = -1, 0
_LOW, _NORMAL = 0, 1
_LONGEST_TAG = 100
# Bubbles whose buttons are still listened to; older ones are forgotten.
_MOST_BUBBLES = 500
# What html.escape does, without the half megabyte of entities that comes with it.
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

Said = TypeVar("Said")


class Desktop:
    """Shows bubbles with buttons and hears which button was pressed.

    A handle is the identity of the bus, the daemon's own name on it and the number of the bubble,
    as in `5f2c…:1.7/12`. The number alone would soon be a stranger's bubble, because each daemon
    counts from 1. Only the connection that showed a bubble is told of its buttons. `diary` names
    the diary that the bubbles are about: those of another one are left alone.
    """

    name = "desktop"

    def __init__(self, diary: str = "", deadline_s: float = 5.0) -> None:
        self._diary = diary
        self._deadline_s = deadline_s
        self._bus: SessionBus | None = None
        self._shown: dict[str, Message] = {}
        self._is_used = False
        # The daemon that was spoken to last, and the one whose return has been told.
        self._met = ""
        self._known = ""
        self._is_back = False

    @property
    def socket(self) -> socket | None:
        """What `select` can wait for; None while there is no connection.

        Call `answers` before waiting: a press that came in with a reply has been read already.
        """
        return self._bus.socket if self._bus else None

    @property
    def is_deaf(self) -> bool:
        """Tell whether it was used and has no connection now: the bus ended, or never was there."""
        return self._is_used and self._bus is None

    def listen(self) -> None:
        """Connect where there is no connection, or raise NotShown; nothing is shown."""
        self._talk(self._look)

    def hears(self, handle: str) -> bool:
        """Tell whether a button that is pressed on this bubble would be heard."""
        return handle in self._shown

    def take_return(self) -> bool:
        """Tell, once, that the desktop came back: another daemon, or another connection to it.

        Ask for the answers before, as it is said by a signal like these.
        """
        is_back, self._is_back = self._is_back, False
        return is_back

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
        is_lost = False
        try:
            bus.receive()
        except BusLost:
            is_lost = True
        answers = self._pressed(bus)
        self._follow(bus)
        if is_lost:
            self.close()
        for answer in answers:
            self.close_bubble(answer.handle)
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
        self._shown = {}
        self._known = ""

    def _pressed(self, bus: SessionBus) -> list[Answer]:
        answers: dict[str, Answer] = {}
        for sender, content in bus.take_signals():
            match content:
                case (int(number), str(action)):
                    handle = f"{bus.identity}{sender}/{number}"
                    message = self._shown.get(handle)
                    if message and action in dict(message.buttons):
                        answers.setdefault(handle, Answer(handle, message.key, action))
        return list(answers.values())

    def _follow(self, bus: SessionBus) -> None:
        """Forget the bubbles of a daemon that is gone, and notice the one that came."""
        changes = bus.take_owners()
        for before, _ in changes:
            gone = f"{bus.identity}{before}/"
            self._shown = {
                handle: message
                for handle, message in self._shown.items()
                if not handle.startswith(gone)
            }
        # One that begins because it was asked, and breaks on what it is to show, is not back: it
        # would be asked again without a pause.
        now = changes[-1][1] if changes else ""
        if now and f"{bus.identity}{now}" != self._met:
            self._greet(f"{bus.identity}{now}")

    def _greet(self, origin: str) -> None:
        """Notice a daemon, or a connection to it, by which nothing has been shown yet."""
        self._is_back = self._is_back or origin != self._known
        self._known = origin

    def _talk(self, speak: Callable[[SessionBus, float], Said], until: float = 0.0) -> Said:
        """Speak on the connection, and once more on a new one if it turns out to have ended."""
        until = until or time.monotonic() + self._deadline_s
        is_old = self._bus is not None
        self._is_used = True
        try:
            if self._bus is None:
                self._bus = SessionBus(_SERVICE, "ActionInvoked", until)
            return speak(self._bus, until)
        except BusLost as failure:
            self.close()
            if is_old:
                return self._talk(speak, until)
            raise NotShown(f"the session bus went away: {failure}") from failure

    def _show(self, message: Message, bus: SessionBus, until: float) -> Receipt:
        # Both are asked each time, as the daemon may be another one by now. The first question
        # starts one that is installed but not running.
        [capabilities] = bus.ask(_SERVICE, "GetCapabilities", until, "as")
        [owner] = bus.ask(BUS, "GetNameOwner", until, "s", "s", _SERVICE)
        self._met = origin = f"{bus.identity}{owner}"
        replaced = self._number_to_replace(message, origin)
        if message.is_in_place and not replaced:
            raise NotShown("its bubble is gone with its desktop")
        buttons = message.buttons if "actions" in capabilities else ()
        body = shown_body(message, has_buttons=bool(buttons))
        content = (
            "tracker",
            replaced,
            str(ICON),
            shown_title(message),
            body.translate(_MARKUP) if "body-markup" in capabilities else body,
            [part for button in buttons for part in button],
            _hints(message, self._diary),
            _NEVER if message.stays else _DESKTOP_DECIDES,
        )
        try:
            [number] = bus.ask(_SERVICE, "Notify", until, "u", "susssasa{sv}i", *content)
        except NoAnswer as failure:
            raise NotShown(failure.reason, outcome_unknown=True) from None
        handle = f"{origin}/{number}"
        self._greet(origin)
        self._remember(handle, message)
        return Receipt(self.name, handle, bool(buttons))

    def _standing(self, bus: SessionBus, until: float) -> Standing:
        [capabilities] = bus.ask(_SERVICE, "GetCapabilities", until, "as")
        program, _, version, _ = bus.ask(_SERVICE, "GetServerInformation", until, "ssss")
        buttons = "with buttons" if "actions" in capabilities else "without buttons"
        return Standing(self.name, True, f"{buttons}, by {visible(f'{program} {version}')}")

    def _look(self, bus: SessionBus, until: float) -> None:
        [is_there] = bus.ask(BUS, "NameHasOwner", until, "b", "s", _SERVICE)
        self._is_back = self._is_back or is_there

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


def _hints(message: Message, diary: str) -> dict[str, tuple[str, object]]:
    """Return the hints of the Desktop Notifications Specification 1.2, and dunst's own."""
    return {
        "urgency": ("y", _LOW if message.is_put_back else _NORMAL),
        "category": ("s", "x-tracker.reminder"),
        "desktop-entry": ("s", "tracker"),
        "transient": ("b", False),
        # dunst then replaces the bubble even where its number has been lost.
        "x-dunst-stack-tag": ("s", _tag(message.key, diary)),
        **(
            {"sound-name": ("s", "message-new-instant")}
            if message.sound and not message.is_put_back
            else {"suppress-sound": ("b", True)}
        ),
    }


def _tag(key: str, diary: str) -> str:
    """Return the name of a bubble on the desktop: other diaries may have bubbles of this key."""
    name = visible(f"{diary} {key}".strip())
    if len(name) <= _LONGEST_TAG:
        return name
    return f"{diary} {digest(key.encode())}".strip()


def _parts(handle: str) -> tuple[str, int]:
    """Return where a handle comes from and its number; a handle of another channel has none."""
    origin, _, number = handle.rpartition("/")
    return (origin, int(number)) if number.isdecimal() else ("", 0)
