"""Intervals at 95 %: how far a mean, a median or a share of a few numbers can be trusted."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

Interval: TypeAlias = tuple[float, float]

# The 97.5 % quantile of the normal distribution.
_NORMAL = 1.959963984540054
# With one degree of freedom t is 12.7; there is no spread with fewer than two values.
_FEWEST_FOR_SPREAD = 2


def mean_interval(values: Sequence[float], effective: float | None = None) -> Interval | None:
    """Return the 95 % interval of the mean by Student's t, mean ± t(0.975, n - 1) · s / √n.

    s is the standard deviation of the sample. `effective` stands in for n, in both places, where
    the values tell less than so many that have nothing to do with each other; it is at least 2.
    None below two values, and where all are the same, which says nothing of their spread
    (Student 1908, Biometrika 6:1-25).
    """
    count = len(values)
    if count < _FEWEST_FOR_SPREAD or min(values) == max(values):
        return None
    mean = math.fsum(values) / count
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (count - 1))
    worth = count if effective is None else effective
    reach = t_quantile(worth - 1) * spread / math.sqrt(worth)
    return mean - reach, mean + reach


def median(values: Sequence[float]) -> float:
    """Return the middle of the values, or the mean of the two in the middle. There is one at least."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def median_interval(values: Sequence[float]) -> Interval | None:
    """Return the exact interval of the median, of 95 % at least; there is none below six values.

    It reaches from the k-th smallest to the k-th largest value, with the largest k for which fewer
    than k of n tosses of a coin show heads in 2.5 % at most: the sign test, turned round
    (Conover 1999, Practical Nonparametric Statistics, section 3.2).
    """
    # Of 2^n patterns of tosses, `ways` have `rank` heads and `fewer` have less than that. From the
    # middle it is a short way down, also where there are many.
    count, rank = len(values), len(values) // 2
    ways = math.comb(count, rank)
    fewer = (2**count - ways * (1 + count % 2)) // 2
    while 40 * fewer > 2**count:
        ways = ways * rank // (count - rank + 1)
        rank -= 1
        fewer -= ways
    if not rank:
        return None
    ordered = sorted(values)
    return ordered[rank - 1], ordered[count - rank]


def share_interval(hits: int, count: int) -> Interval | None:
    """Return Wilson's 95 % interval of a share, from 0 to 1; None where there is nothing to share.

    Its middle is (x + z²/2) / (n + z²), and it reaches z / (n + z²) · √(x(n - x)/n + z²/4) to
    both sides (Wilson 1927, JASA 22:209-212).
    """
    if not count:
        return None
    square = _NORMAL**2
    middle = (hits + square / 2) / (count + square)
    reach = math.sqrt(hits * (count - hits) / count + square / 4) * _NORMAL / (count + square)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def autocorrelation(values: Sequence[float | None]) -> float:
    """Return the correlation of neighbours, from 0 up to 1: how alike what follows each other is.

    None among the values is a gap, and has no neighbour. The correlation in a short row falls short
    of the true one, so that (1 + 3r) / n is added, with n the pairs of neighbours; below 0 it is
    taken for 0 (Marriott and Pope 1954, Biometrika 41:390-402). It is 0 without any pair, and where
    all values are the same.
    """
    known = [value for value in values if value is not None]
    pairs = [
        (one, other) for one, other in pairwise(values) if one is not None and other is not None
    ]
    if not pairs or min(known) == max(known):
        return 0.0
    mean = math.fsum(known) / len(known)
    spread = math.fsum((value - mean) ** 2 for value in known) / len(known)
    shared = math.fsum((one - mean) * (other - mean) for one, other in pairs) / len(pairs)
    correlation = shared / spread
    return min(1.0, max(0.0, correlation + (1 + 3 * correlation) / len(pairs)))


def effective_count(values: Sequence[float]) -> float:
    """Return how many unlike values would tell as much of the mean: n(1 - r)/(1 + r).

    Values are in the order of time, and r is their autocorrelation. It is from 2 to n, as no
    spread is known below two; where there are fewer values, it is how many there are (Bayley and
    Hammersley 1946, Supplement to JRSS 8:184-197, for a correlation that fades with each step).
    """
    count, r = len(values), autocorrelation(values)
    return max(min(count, _FEWEST_FOR_SPREAD), count * (1 - r) / (1 + r))


def t_quantile(degrees: float) -> float:
    """Return the 97.5 % quantile of Student's t with so many degrees of freedom, 1 or more.

    They need not be whole. It is found by Newton's steps: they start below it, where the probability
    still bends downwards, so that none of them goes too far.
    """
    # The density at 0, and at t this times (1 + t²/n) to the power of -(n + 1)/2.
    height = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2))
    height /= math.sqrt(degrees * math.pi)
    t, step = 1.9, 1.0
    while step > 1e-12 * t:
        density = height * (1 + t * t / degrees) ** (-(degrees + 1) / 2)
        step = (_beyond(t, degrees) - 0.05) / (2 * density)
        t += step
    return t


def _beyond(t: float, degrees: float) -> float:
    """Return the probability that Student's t is not between -t and t.

    It is the incomplete beta function I(n/2, 1/2) at n / (n + t²) (Abramowitz and Stegun 1964, 26.7.1).
    """
    x = degrees / (degrees + t * t)
    a, b = degrees / 2, 0.5
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    # The fraction is short on the one side of this point, and its mirror on the other.
    if x < (a + 1) / (a + b + 2):
        return front / a * _fraction(x, a, b)
    return 1 - front / b * _fraction(1 - x, b, a)


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function, from its front on.

    Its terms are those of DLMF 8.17.22; it is summed up by the steps of Lentz (1976, Applied Optics
    15:668-671). No divisor among them becomes 0, as x stays below (a + 1) / (a + b + 2).
    """
    upper, lower = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    total, k, change = lower, 1, 0.0
    while abs(change - 1) > 1e-15:
        term = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k))
        upper, lower = 1 + term / upper, 1 / (1 + term * lower)
        total *= upper * lower
        term = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1))
        upper, lower = 1 + term / upper, 1 / (1 + term * lower)
        change = upper * lower
        total *= change
        k += 1
    return total
