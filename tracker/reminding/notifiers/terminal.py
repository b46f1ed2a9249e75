"""The channel where there is no desktop: plain lines on a terminal."""

from typing import TextIO

from tracker.reminding.notifiers import (
    Message,
    NotShown,
    Receipt,
    Standing,
    shown_body,
    shown_title,
)
from tracker.text import visible


class Terminal:
    """Writes a message to a stream.

    With `needs_tty` it refuses a stream behind which nobody may sit, such as the journal of
    systemd or a log file: a reminder written there would count as shown and never be seen.
    """

    name = "terminal"

    def __init__(self, stream: TextIO | None, *, needs_tty: bool) -> None:
        self._stream = stream
        self._needs_tty = needs_tty

    def show(self, message: Message) -> Receipt:
        """Write title, body and the commands to type, or raise NotShown."""
        stream = self._usable_stream()
        body = shown_body(message).splitlines()
        commands = " · ".join(visible(command) for command in message.commands)
        lines = [shown_title(message), *(f"  {line}" for line in (*body, commands) if line)]
        text = "".join(f"{line}\n" for line in lines)
        encoding = getattr(stream, "encoding", None) or "utf-8"
        try:
            stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
            stream.flush()
        except (OSError, ValueError) as failure:
            raise NotShown(f"the terminal cannot be written to: {failure}") from failure
        return Receipt(self.name)

    def standing(self) -> Standing:
        """Say whether there is a terminal."""
        try:
            self._usable_stream()
        except NotShown as failure:
            return Standing(self.name, False, failure.reason)
        return Standing(self.name, True, "plain lines")

    def _usable_stream(self) -> TextIO:
        if self._stream is None or self._stream.closed:
            raise NotShown("there is no terminal")
        if self._needs_tty and not self._stream.isatty():
            raise NotShown("the output goes to a file, not to a terminal where it would be seen")
        return self._stream
