"""What was found of one thing that the program stands on."""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from msgspec import Struct

from tracker.errors import TrackerError

State = Literal["good", "warning", "bad"]
STATES: tuple[State, ...] = ("good", "warning", "bad")
"""From what is well to what is worst."""

Fix = Literal["", "permissions", "indexes", "form", "journal mode", "settings", "pulse", "counters"]


class Diagnosis(Struct, frozen=True):
    """How one thing is, in words that may be seen by anybody.

    So there is no name, no path, and no text out of the diary, the settings or the environment in
    them. `command` mends it, or says more, where one does; `fix` is what `--fix` would do of it.
    """

    part: str
    state: State
    words: str
    command: str = ""
    fix: Fix = ""


Examination = Callable[[], Diagnosis | Iterable[Diagnosis]]


def examined(part: str, examination: Examination) -> Iterator[Diagnosis]:
    """Yield what an examination finds; where it cannot be made, that is what was found."""
    try:
        found = examination()
        yield from [found] if isinstance(found, Diagnosis) else list(found)
    except TrackerError:
        yield Diagnosis(part, "bad", "not known: something stands in the way of its files")
    except (OSError, RuntimeError) as error:
        yield Diagnosis(part, "bad", f"not known: it cannot be looked at ({type(error).__name__})")
