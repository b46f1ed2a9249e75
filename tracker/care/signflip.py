"""Whether differences could be chance: the exact sign-flip test of what was drawn at random."""

import math
from collections.abc import Sequence

# Differences are taken to the nearest of these parts of a point. It has every number of days from
# one to seven and of readings a day from one to four as a divisor, and products of the two up to
# four each, so that sums that are equal on paper are equal here.
_PARTS = 5040
MOST_DIFFERENCES = 100


def sign_flip(differences: Sequence[float]) -> float:
    """Return how often chance alone gives a mean at least this far from 0: a two-sided exact p.

    If nothing differed, each of the differences, one a block and each from -10 to 10 points, could
    as well have had the other sign. Of all 2^n patterns of signs, p is the share whose mean is at
    least as far from 0. It is never less than `smallest_p(n)`, and 1 where there are none or their
    mean is 0. The patterns are counted exactly, not drawn (Fisher 1935, The Design of Experiments,
    section 21). ValueError above 100 differences, or where one is out of range.
    """
    if len(differences) > MOST_DIFFERENCES:
        raise ValueError(f"{len(differences)} differences; at most {MOST_DIFFERENCES} are counted")
    if not all(-10 <= each <= 10 for each in differences):
        raise ValueError("a difference is not from -10 to 10")
    parts = [round(each * _PARTS) for each in differences]
    sizes = [abs(each) for each in parts if each]
    # A pattern is told by which sizes are negative. It is as far from 0, or farther, where either
    # these or the others sum up to no more than what is against the mean now.
    against = (sum(sizes) - abs(sum(parts))) // 2
    if 2 * against == sum(sizes):
        return 1.0
    return 2 * _sums_up_to(against, sizes) / (1 << len(sizes))


def smallest_p(count: int) -> float:
    """Return the smallest p that so many differences can have, when all have one sign: 2 / 2^n.

    It is above 0.05 below six of them.
    """
    return min(1.0, 2.0 ** (1 - count))


def _sums_up_to(limit: int, sizes: Sequence[int]) -> int:
    """Return how many of the 2^n choices among sizes above 0 have a sum of at most the limit.

    The choices are counted by their sum in one long number, whose digit at s is how many have the
    sum s. A further size adds to it the same number, moved up by that size.
    """
    unit = math.gcd(*sizes)
    digit = len(sizes) + 1
    kept = (1 << (limit // unit + 1) * digit) - 1
    counts = 1
    for size in sizes:
        counts += (counts << size // unit * digit) & kept
    # The sum of all digits, as it is smaller than the highest digit: casting out nines.
    return counts % ((1 << digit) - 1)
