"""A week of the diary in figures: how often, how long, on which days, and the change in pain."""

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct

from tracker.care.money import Money

FEWEST_PAIRS = 3
"""From so many pairs of readings on a mean is worth a word; below it, it is too few to tell."""


class DayTotal(Struct, frozen=True):
    """The sessions of one kind on one day.

    `pain_change` is the sum of (after - before) over the `pairs` sessions that have both
    readings; below zero is less pain. `hot_stones` of the sessions are massages that count
    as heat as well; they stand in both kinds.
    """

    day: dt.date
    kind: str
    sessions: int
    duration: dt.timedelta
    pain_change: int = 0
    pairs: int = 0
    hot_stones: int = 0


class Cost(Struct, frozen=True):
    """What the sessions of a day or a week cost in one currency, and how much was covered."""

    day: dt.date
    cost: Money
    covered: Money

    @property
    def own_share(self) -> Money:
        return Money(self.cost.minor - self.covered.minor, self.cost.currency)


class KindTotal(Struct, frozen=True):
    """The sessions of one kind over some days; `change` is the mean change in pain, if known."""

    kind: str
    sessions: int
    duration: dt.timedelta
    days: tuple[dt.date, ...]
    change: float | None
    pairs: int
    hot_stones: int


class Week(Struct, frozen=True):
    """Seven days from `first` on. A hot-stone massage stands in two kinds and once in the whole."""

    first: dt.date
    kinds: tuple[KindTotal, ...]
    whole: KindTotal
    costs: tuple[Cost, ...]

    @property
    def last(self) -> dt.date:
        return self.first + dt.timedelta(days=6)


def total(kind: str, days: Iterable[DayTotal]) -> KindTotal:
    """Add up the days; the mean change is over sessions with both readings, and only those."""
    fitting = list(days)
    pairs = sum(one.pairs for one in fitting)
    return KindTotal(
        kind=kind,
        sessions=sum(one.sessions for one in fitting),
        duration=sum((one.duration for one in fitting), dt.timedelta()),
        days=tuple(sorted({one.day for one in fitting})),
        change=sum(one.pain_change for one in fitting) / pairs if pairs else None,
        pairs=pairs,
        hot_stones=sum(one.hot_stones for one in fitting),
    )


def week(
    first: dt.date, kinds: Iterable[str], days: Iterable[DayTotal], costs: Iterable[Cost]
) -> Week:
    """Return the week that begins on `first`, its kinds in the order given, without empty ones."""
    last = first + dt.timedelta(days=6)
    paid: dict[str, Cost] = {}
    for one in costs:
        if first <= one.day <= last:
            code = one.cost.currency
            known = paid.get(code, Cost(first, Money(0, code), Money(0, code)))
            paid[code] = Cost(first, known.cost + one.cost, known.covered + one.covered)
    within = [one for one in days if first <= one.day <= last]
    totals = (total(kind, (one for one in within if one.kind == kind)) for kind in kinds)
    # Hot-stone massages are listed under heat as well; the whole counts each session once.
    once = [one for one in within if not one.hot_stones]
    return Week(
        first=first,
        kinds=tuple(one for one in totals if one.sessions),
        whole=total("", once),
        costs=tuple(paid[code] for code in sorted(paid)),
    )
