"""What changed: the change in pain over sessions, with how far it can be trusted."""

import math
from collections.abc import Iterable

from msgspec import Struct

# Fewer changes than this are only listed, and fewer than this carry no interval: an exact test
# of the sign cannot reach 5 % below six.
FEWEST_FOR_MEAN = 3
FEWEST_FOR_INTERVAL = 6


class PainChange(Struct, frozen=True):
    """The changes in pain, after minus before, of some sessions; below zero is less pain.

    `low` and `high` are the ends of the 95 % interval of the mean by Student's t. They are None
    below two changes, and where all changes are the same, which says nothing of their spread.
    """

    changes: tuple[int, ...]
    mean: float | None
    low: float | None
    high: float | None

    @property
    def count(self) -> int:
        return len(self.changes)

    @property
    def is_identical(self) -> bool:
        """Say whether several changes are all the same."""
        return self.count > 1 and len(set(self.changes)) == 1


def pain_change(readings: Iterable[tuple[int, int]]) -> PainChange:
    """Return the change over sessions with pain before and after, each from 0 to 10.

    The interval is mean ± t(0.975, n - 1) · s / √n, with s the standard deviation of the sample.
    """
    changes = tuple(after - before for before, after in readings)
    count = len(changes)
    if not count:
        return PainChange((), None, None, None)
    mean = sum(changes) / count
    if count < 2 or len(set(changes)) == 1:
        return PainChange(changes, mean, None, None)
    spread = math.sqrt(sum((change - mean) ** 2 for change in changes) / (count - 1))
    reach = t_quantile(count - 1) * spread / math.sqrt(count)
    return PainChange(changes, mean, mean - reach, mean + reach)


def t_quantile(degrees: int) -> float:
    """Return the 97.5 % quantile of Student's t with so many degrees of freedom, from 1 on.

    It is found by halving, on the exact series for the probability between -t and t
    (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4).
    """
    low, high = 1.9, 13.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        if _within(middle, degrees) < 0.95:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _within(t: float, degrees: int) -> float:
    """Return the probability that Student's t lies between -t and t."""
    angle = math.atan(t / math.sqrt(degrees))
    cosine_squared = math.cos(angle) ** 2
    is_odd = degrees % 2
    term, total = (math.cos(angle), 0.0) if is_odd else (1.0, 0.0)
    for power in range(is_odd, degrees - 1, 2):
        total += term
        term *= cosine_squared * (power + 1) / (power + 2)
    if is_odd:
        return 2 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total
