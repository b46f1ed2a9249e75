"""Runs the program: `tracker`, or `python -m tracker`."""

import contextlib
import gc
import os
import sys


def run() -> None:
    """Run the command line and leave with its exit code."""
    # To look through the newly loaded classes for garbage every 700 objects costs an eighth of a
    # command's time and finds none.
    gc.set_threshold(100_000)
    try:
        from tracker.cli import main

        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        # Ctrl-C while the program is still being loaded.
        code = 130
    # All is written and closed by now; to take a thousand loaded classes apart, as Python does at
    # its end, would cost a sixth of the time that a person waits.
    if sys.stderr is not None:
        # Where what was said aside cannot be written, there is nowhere left to say so.
        with contextlib.suppress(OSError):
            sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
