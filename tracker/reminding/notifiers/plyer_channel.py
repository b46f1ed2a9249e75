"""The channel for every desktop: plyer, with each of its silent failures made audible.

plyer reports nothing: on Linux it throws the exit status of `notify-send` away, on Windows it
works in a thread whose errors vanish. Silence, exit status 0 and an end before the deadline are
the only evidence that it gives, so it runs in a process of its own, and any word is a failure.
"""

import importlib.util
import json
import os
import shutil
import sys

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
from tracker.reminding.notifiers.child import run_python
from tracker.text import visible

_PROGRAM = """
import json, os, sys, threading

def end(failed):
    sys.stderr.write(f"{failed.exc_type.__name__}: {failed.exc_value}")
    sys.stderr.flush()
    os._exit(3)

threading.excepthook = end
from plyer import notification
notification.notify(**json.load(sys.stdin))
"""

_IS_WINDOWS = sys.platform == "win32"
# On Windows plyer stays until the bubble goes, so that this comes on top of the deadline there.
_WINDOWS_BUBBLE_S = 5
# The fields of Windows hold 64 and 256 UTF-16 units with their end mark (NOTIFYICONDATAW).
_LONGEST_TITLE, _LONGEST_BODY = (63, 255) if _IS_WINDOWS else (200, 2000)

# A daemon may read these as markup, and plyer cannot ask it; the look-alikes are only text.
_LOOKALIKES = str.maketrans({"<": "‹", ">": "›", "&": "＆"})
_WORD_JOINER = "\u2060"


class PlyerChannel:
    """Shows a bubble through plyer; without buttons, and without a way to replace or close it."""

    name = "plyer"

    def __init__(self, deadline_s: float = 15.0 if _IS_WINDOWS else 5.0) -> None:
        self._deadline_s = deadline_s

    def show(self, message: Message) -> Receipt:
        """Show the message, or raise NotShown."""
        trouble = _trouble()
        if trouble:
            raise NotShown(trouble)
        given = json.dumps(_arguments(message)).encode("ascii")
        try:
            outcome = run_python(_PROGRAM, given, self._deadline_s)
        except OSError as failure:
            raise NotShown(f"no process can be started: {failure.strerror}") from failure
        if outcome.status is None:
            raise NotShown(f"no answer in {self._deadline_s:g} s", outcome_unknown=True)
        if outcome.said or outcome.status:
            last = outcome.said.splitlines()[-1:] or [f"exit status {outcome.status}"]
            raise NotShown(f"plyer failed: {visible(shortened(last[0], 300))}")
        return Receipt(self.name)

    def standing(self) -> Standing:
        """Say whether what plyer relies on is there."""
        trouble = _trouble()
        return Standing(self.name, not trouble, trouble or "a bubble without buttons")


def _arguments(message: Message) -> dict[str, object]:
    title = shown_title(message, _LONGEST_TITLE)
    body = shown_body(message, _LONGEST_BODY, has_buttons=False)
    if sys.platform.startswith("linux"):
        title, body = title.translate(_LOOKALIKES), body.translate(_LOOKALIKES)
        # notify-send expands escapes in the body. The cut comes before, or it might part a pair.
        title, body = _not_an_option(title), _not_an_option(body.replace("\\", "\\\\"))
    return {
        "title": title,
        "message": body,
        "app_name": "tracker",
        "app_icon": str(ICON.with_suffix(".ico") if _IS_WINDOWS else ICON),
        # Elsewhere 0 stands for a bubble that stays until it is dismissed.
        "timeout": _WINDOWS_BUBBLE_S if _IS_WINDOWS else 0,
    }


def _not_an_option(text: str) -> str:
    """Keep notify-send from reading `-5 minutes` as an option: begin with a sign of no width."""
    return _WORD_JOINER + text if text.startswith("-") else text


def _trouble() -> str:
    """Return why plyer could not work here, or an empty text."""
    if not sys.executable:
        return "the Python interpreter cannot be found"
    if not importlib.util.find_spec("plyer"):
        return "plyer is not installed"
    if _IS_WINDOWS:
        return ""
    if sys.platform == "darwin":
        return "" if importlib.util.find_spec("pyobjus") else "pyobjus is not installed"
    if not sys.platform.startswith("linux"):
        return f"plyer knows no notifications on {sys.platform}"
    if os.path.isdir("/app"):
        return "inside Flatpak plyer cannot tell whether anything is shown"
    if not (importlib.util.find_spec("dbus") or shutil.which("notify-send")):
        return "notify-send is not installed (on Debian it comes with libnotify-bin)"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and not (
        runtime and os.path.exists(os.path.join(runtime, "bus"))
    ):
        return "there is no session bus, so no desktop is running for this user"
    return ""
