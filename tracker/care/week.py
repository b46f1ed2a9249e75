"""A week or another stretch of the diary in figures: how often, how long, when, and the pain."""

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct

from tracker.care.levels import DayLevel, Level, Pain, over
from tracker.care.money import Money
from tracker.care.relief import Relief, relief

FEWEST_PAIRS = 3
"""From so many pairs of readings on a mean is worth a word; below it, it is too few to tell."""


class DayTotal(Struct, frozen=True):
    """The sessions of one kind on one day.

    `pain_change` is the sum of (after - before) over the `pairs` sessions that have both
    readings; below zero is less pain. `pain_before` is the sum of the levels before the sessions
    that have one, so many as `before` says. `hot_stones` of the sessions are massages that count
    as heat as well; they stand in both kinds.
    """

    day: dt.date
    kind: str
    sessions: int
    duration: dt.timedelta
    pain_change: int = 0
    pairs: int = 0
    hot_stones: int = 0
    pain_before: int = 0
    before: int = 0


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


class Stretch(Struct, frozen=True):
    """The days from `first` to `last`, mostly a week or a month.

    A hot-stone massage stands in two kinds and once in the whole. `days` are the totals of each
    day and kind.
    """

    first: dt.date
    last: dt.date
    kinds: tuple[KindTotal, ...]
    whole: KindTotal
    costs: tuple[Cost, ...]
    days: tuple[DayTotal, ...] = ()
    pain: Pain = Pain(None, None)
    relief: Relief | None = None


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


def stretch(
    first: dt.date,
    last: dt.date,
    kinds: Iterable[str],
    days: Iterable[DayTotal],
    costs: Iterable[Cost],
    levels: Iterable[DayLevel] = (),
    reliefs: Iterable[tuple[dt.date, dt.timedelta]] = (),
) -> Stretch:
    """Return the days from `first` to `last`, the kinds in the order given, without empty ones.

    `levels` are those of the readings, and `reliefs` how long relief lasted after sessions, each
    with its day.
    """
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
    return Stretch(
        first=first,
        last=last,
        kinds=tuple(one for one in totals if one.sessions),
        whole=total("", once),
        costs=tuple(paid[code] for code in sorted(paid)),
        days=tuple(within),
        pain=Pain(over(levels, first, last), _before_sessions(once)),
        relief=relief([lasted for day, lasted in reliefs if first <= day <= last]),
    )


def _before_sessions(days: Iterable[DayTotal]) -> Level | None:
    """Return the level before sessions: the mean over the days of the mean of each day."""
    told: dict[dt.date, list[int]] = {}
    for one in days:
        if one.before:
            known = told.get(one.day, [0, 0])
            told[one.day] = [known[0] + one.pain_before, known[1] + one.before]
    levels = [DayLevel(day, level / count, count) for day, (level, count) in told.items()]
    return over(levels, min(told), max(told)) if told else None
