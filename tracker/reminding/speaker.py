"""The speaker: one message at a time goes to the channels, in a thread that may hang on its own."""

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from socket import socket
from threading import Event, Thread

from tracker.reminding.notifiers import Answer, NotShown, Receipt
from tracker.reminding.notifiers.chain import Chain
from tracker.reminding.showing import Showing

# A desktop that hangs is waited for no longer than this before the next message goes out.
PATIENCE_S = 5.0

# With the instant at which the channel took the message, or gave up: it may be kept much later.
Outcome = tuple[Showing, Receipt | NotShown, dt.datetime]


class Speaker:
    """Shows messages and closes bubbles without ever being waited for; `wake` tells that it is done.

    While it speaks, the channels belong to its thread, and buttons wait. Where that takes longer
    than PATIENCE_S, a new chain takes over, and the old one comes to its end by itself.
    """

    def __init__(
        self,
        make_chain: Callable[[], Chain],
        wake: Callable[[], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._make_chain = make_chain
        self._wake = wake
        self._clock = clock
        self._chain = make_chain()
        self._thread: Thread | None = None
        self._has_spoken = Event()
        self._begun_s = 0.0
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()

    @property
    def is_free(self) -> bool:
        """Tell whether a message could go out now."""
        return not self._is_speaking or self._patience_s <= 0

    def wait_s(self) -> float | None:
        """Return after how many seconds to ask again at the latest; None where it is free."""
        return None if self.is_free else max(self._patience_s, 0.0)

    def wait(self, longest_s: float) -> None:
        """Wait for what is being said, but not longer than this."""
        if self._thread is not None:
            self._thread.join(longest_s)

    def show(self, showing: Showing) -> None:
        """Have a message shown; it has to be free."""
        self._begin(self._show, showing)

    def close_bubbles(self, handles: Iterable[str]) -> None:
        """Have bubbles closed; it has to be free."""
        self._begin(self._close, tuple(handles))

    def take_return(self) -> bool:
        """Tell, once, that the desktop came back, and its buttons with it; it has to be free."""
        desktop = self._own_chain().desktop
        return desktop is not None and desktop.take_return()

    def hears(self, handle: str) -> bool:
        """Tell whether a button pressed on this bubble would be heard; it has to be free."""
        desktop = self._own_chain().desktop
        return desktop is None or desktop.hears(handle)

    def listen(self) -> None:
        """Have the desktop listened to again where its bus has ended; it has to be free."""
        desktop = self._own_chain().desktop
        if desktop and desktop.is_deaf:
            self._begin(self._listen)

    def outcomes(self) -> list[Outcome]:
        """Return what came of the messages since the last call."""
        found: list[Outcome] = []
        while True:
            try:
                found.append(self._outcomes.get_nowait())
            except Empty:
                return found

    def answers(self) -> list[Answer]:
        """Return the buttons pressed since the last call."""
        return self._own_chain().answers() if self.is_free else []

    def sockets(self) -> list[socket]:
        """Return what `select` can wait for; ask for the answers before."""
        return self._own_chain().sockets() if self.is_free else []

    def renew(self) -> None:
        """Take other channels; it has to be free."""
        self._own_chain().close()
        self._chain = self._make_chain()

    def close(self) -> None:
        """End what is open; bubbles stay on the screen."""
        if self.is_free:
            self._own_chain().close()

    @property
    def _is_speaking(self) -> bool:
        return self._thread is not None and not self._has_spoken.is_set()

    @property
    def _patience_s(self) -> float:
        return PATIENCE_S - (time.monotonic() - self._begun_s)

    def _own_chain(self) -> Chain:
        """Return the channels, new ones where a thread hangs with the old ones; it has to be free."""
        if self._is_speaking:
            self._chain = self._make_chain()
        self._thread = None
        return self._chain

    def _begin(self, do: Callable[..., None], *given: object) -> None:
        chain, has_spoken = self._own_chain(), Event()

        def speak() -> None:
            try:
                do(chain, *given)
            finally:
                # Before it wakes the process: that would go back to sleep where it is not free.
                has_spoken.set()
                if chain is not self._chain:
                    chain.close()
                self._wake()

        self._begun_s, self._has_spoken = time.monotonic(), has_spoken
        self._thread = Thread(target=speak, daemon=True)
        self._thread.start()

    def _show(self, chain: Chain, showing: Showing) -> None:
        outcome: Receipt | NotShown
        at = None
        show = chain.show_here if showing.follows else chain.show
        if showing.puts_back:
            show = chain.put_back
        try:
            outcome = show(showing.message)
            at = self._clock()
        except NotShown as failure:
            outcome = failure
        except Exception as error:  # noqa: BLE001 Whatever it is, it is told and tried again.
            outcome = NotShown(f"{type(error).__name__}: {error}", outcome_unknown=True)
        self._outcomes.put((showing, outcome, at or self._clock()))
        self._close(chain, () if isinstance(outcome, NotShown) else showing.outdated)

    def _close(self, chain: Chain, handles: tuple[str, ...]) -> None:
        for handle in handles:
            # One that stays says what is over; nothing else depends on it.
            with contextlib.suppress(Exception):
                chain.close_bubble(handle)

    def _listen(self, chain: Chain) -> None:
        with contextlib.suppress(Exception):
            if chain.desktop:
                chain.desktop.listen()
