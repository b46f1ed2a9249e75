"""A bar that shows how far long work has come, for whoever waits at a terminal."""

import contextlib
import sys
from collections.abc import Callable, Iterator

import click

# Less than this is done before anybody reads a bar.
_WORTH_A_BAR = 20_000
# A bar that is drawn at each step would take longer than the work.
_STEP = 2_000


@contextlib.contextmanager
def bar(length: int, label: str) -> Iterator[Callable[[int], None]]:
    """Yield what is to be called with how much more is done; it draws nothing of short work."""
    if length < _WORTH_A_BAR or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(
        length=length, label=label, file=sys.stderr, update_min_steps=_STEP
    ) as drawn:
        yield drawn.update
