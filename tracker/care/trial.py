"""A trial of one's own: whether pain differs between weeks with a kind of session and weeks without.

Weeks come in blocks of two, one with and one without, in an order that is drawn for each block
before the start. Chance alone decides, so that nothing else that changes over the months, a better
season or a new chair, can side with either. What is compared is fixed here beforehand: of each week
the mean of its last four days, by readings of the pain alone. The three days before are left out,
as the week before may still be felt then (carry-over). A level told with a session is no reading,
as weeks without have none (Kravitz and Duan 2014, Design and Implementation of N-of-1 Trials: A
User's Guide, AHRQ 13(14)-EHC122, chapter 4).
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Protocol

from msgspec import Struct

from tracker.care.intervals import Interval, mean_interval
from tracker.care.levels import DayLevel
from tracker.care.signflip import sign_flip

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(weeks=1)
LEAST_WEEKS, MOST_WEEKS = 2, 52
# The exact test cannot reach 5 % with fewer: the smallest p of b blocks is 2 / 2^b.
FEWEST_BLOCKS = 6
WEEKS_FOR_TEST = 2 * FEWEST_BLOCKS
# What is compared of a week begins with this day of it.
FIRST_COUNTED = 4
CLEAR = 0.05


class Chance(Protocol):
    """Where chance comes from; the system's own, but for tests."""

    def getrandbits(self, count: int, /) -> int: ...


class Design(Struct, frozen=True, kw_only=True):
    """A trial that is to be: of a kind, for an even number of weeks, the next one the first.

    It begins on the day `first_on`, if that is given. `plan` names the plan of the kind, which has
    to be told where there are several. Plans that have to be made for it come at `times`, and at
    `pain_times`.
    """

    kind: str
    weeks: int
    first_on: dt.date | None = None
    plan: str | None = None
    times: tuple[dt.time, ...] = ()
    pain_times: tuple[dt.time, ...] = ()


class Week(Struct, frozen=True):
    """A week of a trial, counted from 1, with the sessions or without."""

    number: int
    first: dt.date
    is_with: bool

    @property
    def last(self) -> dt.date:
        return self.first + 6 * _DAY

    @property
    def block(self) -> int:
        """The block of two weeks that it belongs to, counted from 1."""
        return (self.number + 1) // 2

    @property
    def counted(self) -> list[dt.date]:
        """The days of it that are compared."""
        return [self.first + day * _DAY for day in range(FIRST_COUNTED - 1, 7)]


class Trial(Struct, frozen=True, kw_only=True):
    """A trial of a kind of session, on the plan of that kind, with a daily plan for the pain.

    `with_first` says of each block whether its first week was drawn to be the one with. It was
    stopped on the day `stopped_on`, which is no more a part of it.
    """

    number: int
    kind: str
    plan: int
    pain_plan: int
    first_on: dt.date
    with_first: tuple[bool, ...]
    stopped_on: dt.date | None
    created_at: dt.datetime

    @property
    def weeks(self) -> list[Week]:
        """Its weeks in their order, as they were drawn."""
        drawn = [is_with for first in self.with_first for is_with in (first, not first)]
        return [
            Week(place + 1, self.first_on + place * _WEEK, is_with)
            for place, is_with in enumerate(drawn)
        ]

    @property
    def last_on(self) -> dt.date:
        """The last day of its last week."""
        return self.first_on + 2 * len(self.with_first) * _WEEK - _DAY

    @property
    def kept_until(self) -> dt.date:
        """The last day on which its weeks held; the day before its first where there was none."""
        return self.last_on if self.stopped_on is None else self.stopped_on - _DAY

    @property
    def can_be_tested(self) -> bool:
        """Whether it has blocks enough for the test."""
        return len(self.with_first) >= FEWEST_BLOCKS

    def is_over(self, today: dt.date) -> bool:
        """Say whether it came to its end, or was stopped."""
        return self.kept_until < today

    def week_on(self, day: dt.date) -> Week | None:
        """Return the week that a day lies in; None before the first, after the last or the stop."""
        if not self.first_on <= day <= self.kept_until:
            return None
        return self.weeks[(day - self.first_on) // _WEEK]

    def weeks_between(self, first: dt.date, last: dt.date) -> list[Week]:
        """Return the weeks that share a day with some days; none after a stop."""
        last = min(last, self.kept_until)
        return [one for one in self.weeks if one.first <= last and one.last >= first]

    def without(self) -> list[tuple[dt.date, dt.date]]:
        """Return the first and last days without the sessions; neighbouring weeks are one stretch."""
        stretches = [list(weeks) for _, weeks in groupby(self.weeks, lambda week: week.is_with)]
        return [(weeks[0].first, weeks[-1].last) for weeks in stretches if not weeks[0].is_with]


class Half(Struct, frozen=True):
    """The second half of a week: its mean daily level, None without a reading, and of how many."""

    level: float | None
    days: int
    readings: int


class Block(Struct, frozen=True):
    """A block, counted from 1: the second half of its week with, and of its week without."""

    number: int
    with_it: Half
    without_it: Half

    @property
    def difference(self) -> float | None:
        """The level with minus the level without, below 0 is less pain with; None where one lacks."""
        if self.with_it.level is None or self.without_it.level is None:
            return None
        return self.with_it.level - self.without_it.level


class Comparison(Struct, frozen=True):
    """What a trial found, once it is over.

    `blocks` are those that came to their end. `estimate` is the mean of their differences, in points
    from -10 to 10, None without any, with its 95 % `interval`, None below two or where all are the
    same. `p` is the exact sign-flip test of it: None for fewer than six blocks with readings, and
    for a trial that was stopped, as one may stop when it looks well.
    """

    blocks: tuple[Block, ...]
    estimate: float | None
    interval: Interval | None
    p: float | None

    @property
    def used(self) -> list[Block]:
        """The blocks with readings in both second halves."""
        return [block for block in self.blocks if block.difference is not None]

    @property
    def left_out(self) -> list[Block]:
        """The blocks without any reading in one of them."""
        return [block for block in self.blocks if block.difference is None]

    @property
    def days(self) -> int:
        """How many days with a reading it was made of."""
        return sum(block.with_it.days + block.without_it.days for block in self.used)

    @property
    def is_clear(self) -> bool:
        """Say whether chance alone gives such a difference in fewer than 5 of 100 trials."""
        return self.p is not None and self.p < CLEAR


def drawn(weeks: int, chance: Chance) -> tuple[bool, ...]:
    """Return for each block of two weeks whether its first is with; each by a toss of its own."""
    return tuple(bool(chance.getrandbits(1)) for _ in range(weeks // 2))


def compared(trial: Trial, levels: Iterable[DayLevel]) -> Comparison:
    """Return what a trial that is over found, out of the levels of days with a reading.

    The level of a half is the mean of its days.
    """
    weeks, by_day = trial.weeks, {one.day: one for one in levels}
    blocks = tuple(
        _block(pair, by_day)
        for pair in zip(weeks[::2], weeks[1::2], strict=True)
        if pair[1].last <= trial.kept_until
    )
    differences = [one.difference for one in blocks if one.difference is not None]
    is_tested = trial.stopped_on is None and len(differences) >= FEWEST_BLOCKS
    return Comparison(
        blocks,
        math.fsum(differences) / len(differences) if differences else None,
        mean_interval(differences),
        sign_flip(differences) if is_tested else None,
    )


def _block(pair: tuple[Week, Week], levels: Mapping[dt.date, DayLevel]) -> Block:
    halves = {week.is_with: _half(week, levels) for week in pair}
    return Block(pair[0].block, halves[True], halves[False])


def _half(week: Week, levels: Mapping[dt.date, DayLevel]) -> Half:
    days = [levels[day] for day in week.counted if day in levels]
    level = math.fsum(one.level for one in days) / len(days) if days else None
    return Half(level, len(days), sum(one.count for one in days))
