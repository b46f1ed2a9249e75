"""Words spoken aloud through plyer, with its silent failures made audible.

plyer throws the exit status of the program that speaks away, so it runs in a process of its own
that keeps it. Words alone are no failure here: such programs complain of sound cards that they
do not need.
"""

import importlib.util
import json
import shutil
import sys

from tracker.reminding.notifiers import NotShown, shortened
from tracker.reminding.notifiers.child import run_python
from tracker.text import visible

_PROGRAM = """
import json, subprocess, sys
from plyer import tts

call, ended = subprocess.call, []
subprocess.call = lambda command: ended.append(call(command))
tts.speak(json.load(sys.stdin))
sys.exit(max(map(abs, ended)))
"""
# What plyer starts, the first that is there; and what to install where none is.
_SPEAKERS = {
    "linux": (("espeak", "flite"), "neither espeak nor flite is installed"),
    "darwin": (("say", "espeak"), "neither say nor espeak is there"),
    "win32": (("espeak.exe",), "espeak is not installed"),
}
_LONGEST = 300


def speak(words: str, deadline_s: float = 15.0) -> None:
    """Speak the words and wait for their end; raise NotShown where they were not spoken."""
    trouble = _trouble()
    if trouble:
        raise NotShown(trouble)
    # What begins with a hyphen would be an option of the program that speaks.
    given = json.dumps(shortened(visible(words), _LONGEST).lstrip("- ")).encode("ascii")
    try:
        outcome = run_python(_PROGRAM, given, deadline_s)
    except OSError as failure:
        raise NotShown(f"no process can be started: {failure.strerror}") from failure
    if outcome.status is None:
        raise NotShown(f"no end in {deadline_s:g} s", outcome_unknown=True)
    if outcome.status:
        last = outcome.said.splitlines()[-1:] or [f"exit status {outcome.status}"]
        raise NotShown(f"plyer failed: {visible(shortened(last[0], _LONGEST))}")


def _trouble() -> str:
    """Return why plyer could not speak here, or an empty text."""
    if not sys.executable:
        return "the Python interpreter cannot be found"
    if not importlib.util.find_spec("plyer"):
        return "plyer is not installed"
    programs, missing = _SPEAKERS.get(sys.platform, ((), f"plyer has no voice on {sys.platform}"))
    return "" if any(map(shutil.which, programs)) else missing
