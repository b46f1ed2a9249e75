"""How a signal ends the reminder process: at once, and whatever it is waiting for."""

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from tracker.reminding.supervisor import sd_notify

# So long the process may take to end by itself.
_GRACE_S = 0.7


@contextlib.contextmanager
def ending_by_signal(end: Callable[[], None]) -> Iterator[None]:
    """Call `end` at SIGTERM or Ctrl-C, and end the process by force where that does not help.

    The main thread may be waiting in SQLite or for a channel, where no handler of Python runs.
    The signal is therefore heard by a thread, through a socket that the system itself writes to.
    """
    heard, signalled = socket.socketpair()
    signalled.setblocking(False)
    has_ended = threading.Event()

    def listen() -> None:
        with contextlib.suppress(OSError):
            if heard.recv(1):
                end()
                if not has_ended.wait(_GRACE_S):
                    sd_notify("STOPPING=1")
                    os._exit(0)

    def ignore(_number: int, _frame: FrameType | None) -> None:
        return

    earlier: dict[int, Any] = {
        number: signal.signal(number, ignore) for number in (signal.SIGTERM, signal.SIGINT)
    }
    signal.set_wakeup_fd(signalled.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=listen, daemon=True).start()
    try:
        yield
    finally:
        has_ended.set()
        signal.set_wakeup_fd(-1)
        for number, handler in earlier.items():
            signal.signal(number, handler)
        signalled.close()
        heard.close()
