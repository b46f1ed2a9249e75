"""A timer that runs: what it will be logged as, and how far it is."""

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from tracker.care.fields import Entry
    from tracker.care.guide import Run


class Timer(Struct, frozen=True):
    """A timer: what it will be logged as, and how far it is.

    The exercises of the entry are those it leads through, not yet those done. `passed_over` are
    the care rules it began against, each with the reason.
    """

    entry: "Entry"
    run: "Run"
    passed_over: tuple[tuple[str, str], ...] = ()
