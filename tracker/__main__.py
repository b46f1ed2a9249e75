"""Runs the program: `tracker`, or `python -m tracker`."""

import sys


def run() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from tracker.cli import main

        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        # Ctrl-C while the program is still being loaded.
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    run()
