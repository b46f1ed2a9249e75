"""Texts as far as there is room for them, with how many more there are."""

from collections.abc import Sequence

from tracker.show.terminal import PAGE, cut, safe

_LONGEST_NAME = 40


def some(told: Sequence[str], most: int) -> list[str]:
    """Return the first of what is told, and how many more there are."""
    if len(told) <= most:
        return [*told]
    return [*told[:most], f"and {len(told) - most} more"]


def name(text: str) -> str:
    """Return what somebody called something, cut where it is long."""
    return cut(safe(text), _LONGEST_NAME, PAGE)
