"""Runs the program: `tracker`, or `python -m tracker`."""

import os
import sys


def run() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from tracker.cli import main

        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        # Ctrl-C while the program is still being loaded.
        code = 130
    except SystemExit as leaving:
        # Shell completion ends so.
        code = leaving.code if isinstance(leaving.code, int) else 1
    # All is written and closed by now; to take a thousand loaded classes apart, as Python does at
    # its end, would cost a sixth of the time that a person waits.
    if sys.stderr is not None:
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
