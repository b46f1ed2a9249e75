"""The keyboard, key by key: what is pressed is neither echoed nor kept until Enter."""

import contextlib
import os
import re
import sys
import threading
from typing import Any, Protocol, Self, TextIO

INTERRUPT = "\x03"
ENTER = ("\r", "\n")
REDRAW = "\x0c"
_SUSPEND = "\x1a"
# An arrow or a function key arrives as several characters, which are no keys.
_SEQUENCE = re.compile("\x1b(?:[\\[O][0-9;]*[@-~]|.)?", re.DOTALL)


class Waiting(Protocol):
    """What a timer waits with."""

    def wait(self, timeout_s: float) -> str:
        """Return the next key, "" if none is pressed in time."""


class NoKeys:
    """Waits where no keyboard is."""

    def wait(self, timeout_s: float) -> str:
        """Let the time pass."""
        threading.Event().wait(timeout_s)
        return ""


def can_be_asked(stdin: TextIO | None, stdout: TextIO | None) -> bool:
    """Say whether a person sits at both ends, and this process may read what they press."""
    if stdin is None or stdout is None or not (stdin.isatty() and stdout.isatty()):
        return False
    if sys.platform == "win32":
        return True
    try:
        # A process in the background would be stopped by its first look at the keyboard.
        return os.tcgetpgrp(stdin.fileno()) == os.getpgrp()
    except OSError:
        return True  # A terminal that does not control this process stops it for nothing.


if sys.platform == "win32":
    import msvcrt

    class Keys:
        """The keyboard of a Windows console; Ctrl-C is a key like any other."""

        def __enter__(self) -> Self:
            os.system("")  # Switches on the console's understanding of escape sequences.
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def wait(self, timeout_s: float) -> str:
            """Return the next key, "" if none is pressed in time."""
            for _ in range(max(int(timeout_s / 0.05), 1)):
                if msvcrt.kbhit():
                    return msvcrt.getwch()
                threading.Event().wait(0.05)
            return ""

else:
    import select
    import signal
    import termios

    class Keys:
        """The keyboard of a terminal; Ctrl-C is a key like any other, Ctrl-Z stops as everywhere.

        Whatever ends the process but SIGKILL, the terminal is given back as it was.
        """

        def __init__(self) -> None:
            self._descriptor = sys.stdin.fileno()
            self._pressed: list[str] = []
            self._before: list[Any] = []
            self._handlers: dict[int, Any] = {}

        def __enter__(self) -> Self:
            self._before = termios.tcgetattr(self._descriptor)
            for number in (signal.SIGTERM, signal.SIGHUP):
                self._handlers[number] = signal.signal(number, self._leave)
            self._take()
            return self

        def __exit__(self, *_: object) -> None:
            self._give_back()
            for number, handler in self._handlers.items():
                signal.signal(number, handler)

        def wait(self, timeout_s: float) -> str:
            """Return the next key, "" if none is pressed in time."""
            if not self._pressed and select.select([self._descriptor], [], [], timeout_s)[0]:
                read = os.read(self._descriptor, 1024)
                if not read:
                    # Nobody is there any more, and the next read would say so at once again.
                    threading.Event().wait(timeout_s)
                self._pressed += _SEQUENCE.sub("", read.decode(errors="ignore"))
            key = self._pressed.pop(0) if self._pressed else ""
            if key == _SUSPEND:
                self._stop()
                return REDRAW
            return key

        def _take(self) -> None:
            raw = [*self._before]
            raw[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, raw)

        def _give_back(self) -> None:
            # What was pressed and not read was meant for the timer, and not for the shell.
            # A terminal that was closed takes nothing back.
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._descriptor, termios.TCSAFLUSH, self._before)

        def _stop(self) -> None:
            self._give_back()
            self._end_line()
            os.kill(0, signal.SIGTSTP)
            self._take()

        def _leave(self, number: int, _frame: object) -> None:
            """Give the terminal back, and end as the signal would have ended the process."""
            self._give_back()
            self._end_line()
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

        def _end_line(self) -> None:
            with contextlib.suppress(OSError):
                os.write(self._descriptor, b"\n")
