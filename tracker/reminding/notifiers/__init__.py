"""What every channel to the person has in common: a message goes in, a receipt comes out."""

from pathlib import Path
from typing import Protocol

from msgspec import Struct

from tracker.errors import TrackerError
from tracker.text import visible

ICON = Path(__file__).parents[1] / "icons" / "tracker.png"


class Message(Struct, frozen=True):
    """What the person is to be told.

    `key` names the bubble: a message with the same key takes the place of the one before.
    `replaces` is the handle of a receipt, perhaps of another process, whose bubble gives way.
    `buttons` are pairs of an action and its label; `commands` are what can be typed instead.
    One that `stays` is on the screen until it is answered or closed. One that is put back shall
    stir nobody: it was shown before. `is_in_place` has it shown only where the bubble that it
    `replaces` may still be.
    """

    key: str
    title: str
    body: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    commands: tuple[str, ...] = ()
    replaces: str | None = None
    sound: bool = True
    stays: bool = False
    is_put_back: bool = False
    is_in_place: bool = False


class Receipt(Struct, frozen=True):
    """A channel has accepted a message; whether anybody saw it, no channel can tell.

    `handle` finds the bubble again, also from another process; it is empty where there is none.
    `troubles` says what went wrong on the way, though the message arrived.
    """

    channel: str
    handle: str = ""
    has_buttons: bool = False
    troubles: tuple[str, ...] = ()


class Answer(Struct, frozen=True):
    """A button that the person pressed on one of our bubbles."""

    handle: str
    key: str
    action: str


class Standing(Struct, frozen=True):
    """Whether a channel could be used right now, and in words what it is or why not."""

    channel: str
    is_usable: bool
    words: str


class NotShown(TrackerError):
    """A message that was not shown, and why.

    `outcome_unknown` is true where a deadline passed after the message had been handed over, so
    that it may still appear.
    """

    def __init__(self, reason: str, outcome_unknown: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.outcome_unknown = outcome_unknown


class Notifier(Protocol):
    """A channel."""

    @property
    def name(self) -> str:
        """The name that the settings use."""

    def show(self, message: Message) -> Receipt:
        """Show the message, or raise NotShown."""

    def standing(self) -> Standing:
        """Say whether the channel could be used now, without showing anything."""


def shown_title(message: Message, most: int = 200) -> str:
    """Return the title as any channel can carry it: one line, never empty."""
    return shortened(visible(" ".join(message.title.split())), most) or "tracker"


def shown_body(message: Message, most: int = 2000, *, has_buttons: bool = True) -> str:
    """Return the body as any channel can carry it: nothing but printable text and line ends.

    Without buttons, what can be typed instead stands on a last line.
    """
    lines = message.body.strip().expandtabs(4).splitlines()
    if not has_buttons and message.commands and message.commands[0] not in message.body:
        lines.append(" · ".join(message.commands))
    return shortened("\n".join(visible(line.rstrip()) for line in lines), most)


def shortened(text: str, most: int) -> str:
    """Return at most `most` UTF-16 units of `text`, the measure of Windows; an ellipsis marks a cut.

    Elsewhere a unit is a character, or half of a rare one such as an emoji.
    """
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * most - 2].decode("utf-16-le", "ignore") + "…"
