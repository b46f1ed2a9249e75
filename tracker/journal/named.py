"""Which one of the things of the diary a name means, and what is said where it means none."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from tracker.errors import NotFound, TrackerError
from tracker.text import name_key, near_misses, visible


class _Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)


def the_one(
    text: str,
    ways: Iterable[Sequence[N]],
    among: Sequence[N],
    missing: str,
    hint: str = "",
    *,
    several: Callable[[Sequence[N]], TrackerError] | None = None,
    shown: Callable[[str], str] = visible,
) -> N:
    """Return the one that a text means: the only one found in the first of the `ways` to find it.

    A way that finds more is refused as `several` words it, or else passed over. Raises NotFound
    with the names that are spelled much alike, where there are any, in place of the `hint`.
    """
    for found in ways:
        if len(found) == 1:
            return found[0]
        if found and several:
            raise several(found)
    names = {name_key(one.name): one.name for one in among}
    near = [shown(names[close]) for close in near_misses(name_key(text), names)]
    raise NotFound(missing, f"Did you mean {' or '.join(near)}?" if near else hint)
