"""The channels in the order of the settings: the first one that accepts a message has it."""

from collections.abc import Sequence
from socket import socket
from typing import TextIO

from msgspec.structs import replace

from tracker.errors import BadInput
from tracker.reminding.notifiers import (
    Answer,
    Message,
    Notifier,
    NotShown,
    Receipt,
    Standing,
    shortened,
)
from tracker.reminding.notifiers.bus import Desktop
from tracker.reminding.notifiers.plyer_channel import PlyerChannel
from tracker.reminding.notifiers.push import Push
from tracker.reminding.notifiers.terminal import Terminal
from tracker.text import visible

CHANNELS = ("desktop", "plyer", "terminal", "push")


class Chain:
    """A channel made of channels; buttons are those of the desktop, if it is among them."""

    name = "chain"

    def __init__(self, channels: Sequence[Notifier]) -> None:
        self._channels = tuple(channels)
        desktops = [channel for channel in channels if isinstance(channel, Desktop)]
        self.desktop = desktops[0] if desktops else None

    def show(self, message: Message) -> Receipt:
        """Show the message on the first channel that takes it, or raise NotShown with all reasons.

        Where a channel passed its deadline, or broke, the next one is tried nevertheless: a message
        seen twice is better than one never seen.
        """
        return _shown_by(self._channels, message)

    def show_here(self, message: Message) -> Receipt:
        """Show what has reached the person elsewhere on this desk too, or raise NotShown.

        What comes to the phone has done so already.
        """
        return _shown_by([one for one in self._channels if not isinstance(one, Push)], message)

    def put_back(self, message: Message) -> Receipt:
        """Show what was shown before once more on the desktop alone, or raise NotShown."""
        if not self.desktop:
            raise NotShown("the desktop is no channel any more")
        return self.desktop.show(message)

    def describe(self) -> list[Standing]:
        """Say for each channel whether it could be used now, and why not."""
        return [_standing(channel) for channel in self._channels]

    def sockets(self) -> list[socket]:
        """Return what `select` can wait for; ask anew before each wait, and `answers` first."""
        waiting = self.desktop.socket if self.desktop else None
        return [waiting] if waiting else []

    def answers(self) -> list[Answer]:
        """Return the buttons that were pressed since the last call, without waiting."""
        return self.desktop.answers() if self.desktop else []

    def close_bubble(self, handle: str) -> None:
        """Take a bubble off the screen; do nothing if it, or its channel, is gone."""
        if self.desktop and handle:
            self.desktop.close_bubble(handle)

    def close(self) -> None:
        """End what is open; bubbles stay on the screen."""
        if self.desktop:
            self.desktop.close()


def chain_of(
    names: Sequence[str],
    stream: TextIO | None,
    *,
    needs_tty: bool,
    addresses: Sequence[str] = (),
    diary: str = "",
) -> Chain:
    """Return the channels of these names, in this order; raise BadInput for one that is none.

    `stream` and `needs_tty` are for the terminal, `addresses` for push. `diary` names the diary
    that the messages are about.
    """
    return Chain([_channel(name, stream, needs_tty, addresses, diary) for name in names])


def _shown_by(channels: Sequence[Notifier], message: Message) -> Receipt:
    troubles: list[str] = []
    is_unknown = False
    for channel in channels:
        try:
            receipt = channel.show(message)
            return replace(receipt, troubles=(*troubles, *receipt.troubles))
        except NotShown as failure:
            troubles.append(f"{channel.name}: {failure.reason}")
            is_unknown = is_unknown or failure.outcome_unknown
        except Exception as error:  # noqa: BLE001 Whatever broke in one must not silence the next.
            troubles.append(f"{channel.name}: {_words(error)}")
            is_unknown = True
    raise NotShown("; ".join(troubles) or "no channel is set", is_unknown)


def _standing(channel: Notifier) -> Standing:
    try:
        return channel.standing()
    except Exception as error:  # noqa: BLE001 Of one that is broken it is said that it is.
        return Standing(channel.name, False, _words(error))


def _words(error: Exception) -> str:
    return visible(shortened(f"{type(error).__name__}: {error}", 300))


def _channel(
    name: str, stream: TextIO | None, needs_tty: bool, addresses: Sequence[str], diary: str
) -> Notifier:
    match name:
        case "desktop":
            return Desktop(diary)
        case "plyer":
            return PlyerChannel()
        case "terminal":
            return Terminal(stream, needs_tty=needs_tty)
        case "push":
            return Push(addresses)
    raise BadInput(f"{{}} is no channel for reminders. Accepted: {', '.join(CHANNELS)}.", name)
