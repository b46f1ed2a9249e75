"""Settings that cannot be read when the reminders start: it is said, and waited until they can."""

import contextlib
import logging
import threading
from typing import TYPE_CHECKING, Self

from tracker.errors import BadSettings
from tracker.reminding.notifiers import Message, NotShown
from tracker.reminding.notifiers.chain import Chain, chain_of
from tracker.reminding.signals import ending_by_signal
from tracker.reminding.supervisor import sd_notify

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.app import App

_LOOKS_AFTER_S = 1.0
# A desktop that was not there yet is told so many looks later.
_LOOKS_UNTIL_TOLD_AGAIN = 30

# What is wrong stays out of it: a screen may be seen by others, and a setting may be a secret.
_NOTICE = Message(
    "settings",
    "Reminders cannot start",
    "The settings file cannot be used. What is wrong with it: tracker config\n"
    "They start by themselves as soon as it is mended.",
    stays=True,
)


def await_settings(app: "App", complain: "Callable[[str], None]") -> bool:
    """Wait until the settings can be read; return False where a signal came before that.

    What is wrong is told to `complain`, once as long as it is the same, and once on the desktop.
    """
    trouble, said = _trouble(app), ""
    if not trouble:
        return True
    is_over = threading.Event()
    with ending_by_signal(is_over.set), _Notice(app) as notice:
        sd_notify("READY=1")
        while trouble and not is_over.is_set():
            if trouble != said:
                _tell(complain, f"{trouble} The reminders wait until it is mended.")
                said = trouble
            notice.tell()
            sd_notify("WATCHDOG=1")
            is_over.wait(_LOOKS_AFTER_S)
            trouble = _trouble(app)
        if is_over.is_set():
            sd_notify("STOPPING=1")
            return False
    _tell(complain, "The settings can be used again.")
    return True


def _tell(complain: "Callable[[str], None]", line: str) -> None:
    logging.getLogger("tracker.remind").info(line)
    with contextlib.suppress(OSError, ValueError):
        complain(line)


class _Notice:
    """The notice on the desktop, by the channels that hold where nothing is set."""

    def __init__(self, app: "App") -> None:
        from tracker.settings import Settings

        channels, diary = Settings().reminders.channels, ""
        with contextlib.suppress(BadSettings):
            diary = app.places.name
        self._chain: Chain = chain_of(channels, None, needs_tty=True, diary=diary)
        self._looks = 0
        self._handle: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._chain.close_bubble(self._handle or "")
        self._chain.close()

    def tell(self) -> None:
        """Show it if that has not been done; it may be that no desktop is there yet."""
        if self._handle is None and self._looks % _LOOKS_UNTIL_TOLD_AGAIN == 0:
            with contextlib.suppress(NotShown):
                self._handle = self._chain.show(_NOTICE).handle
        self._looks += 1


def _trouble(app: "App") -> str:
    """Return why the settings cannot be read now, or an empty text."""
    try:
        _ = app.present.settings
    except BadSettings as trouble:
        return trouble.message
    return ""
