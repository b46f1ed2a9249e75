"""A short Python program in a process of its own, so that what hangs in it can be ended."""

import os
import signal
import subprocess
import sys
import threading

from msgspec import Struct

# A word about the reminder process itself, and GLib's debugging, which would look like a failure.
_NOT_FOR_CHILDREN = ("NOTIFY_SOCKET", "G_MESSAGES_DEBUG")


class Outcome(Struct, frozen=True):
    """What the child said on both its outputs; `status` is None if it was ended at its deadline."""

    said: str
    status: int | None


def run_python(program: str, given: bytes, deadline_s: float) -> Outcome:
    """Run `program` with `given` on its standard input and wait for it at most `deadline_s`.

    At the deadline it is killed together with all it started: a grandchild that holds the pipe
    would otherwise be waited for. Raise OSError if no process can be started.
    """
    command = [sys.executable, "-P", "-W", "ignore", "-c", program]
    environment = {key: value for key, value in os.environ.items() if key not in _NOT_FOR_CHILDREN}
    if sys.platform == "win32":
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW,
        )
    else:
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    said: list[bytes] = []
    # The thread waits for the pipe to close and this one for the thread: `Popen.wait(timeout)`
    # sleeps by the clock, which fails where the clock is a faked one.
    reader = threading.Thread(target=lambda: said.append(child.communicate(given)[0]), daemon=True)
    reader.start()
    reader.join(deadline_s)
    is_late = reader.is_alive()
    if is_late:
        _end(child)
        reader.join(1.0)
    words = b"".join(said).decode("utf-8", "replace").strip()
    return Outcome(words, None if is_late else child.returncode)


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        if sys.platform == "win32":
            child.kill()
        else:
            os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # It ended by itself in this very moment.
