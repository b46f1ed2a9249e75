"""What some days hold of each plan, and of each kind beyond its plans."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from tracker.care.adherence import PlanKept
from tracker.care.catalogue import KINDS
from tracker.care.reminder import State
from tracker.care.week import KindTotal, Stretch, total


class Answered(Struct, frozen=True):
    """A session that answers a plan: its own day, and how long it lasted."""

    day: dt.date
    duration: dt.timedelta


class Tally(Struct, frozen=True):
    """The sessions of one plan on some days; without a `plan`, those of a kind that no plan asked for.

    Where a plan is the only one of its kind, all sessions of the kind stand with it, and `beyond`
    of them are more than it asked for. `days` are those with any.
    """

    kind: str
    plan: PlanKept | None
    sessions: int
    beyond: int
    duration: dt.timedelta
    days: tuple[dt.date, ...]


def tallies(
    stretch: Stretch, plans: Sequence[PlanKept], sessions: Mapping[int, Answered]
) -> list[Tally]:
    """Return a tally for each plan, and for each kind of which more was done, kind by kind.

    `sessions` are those that answer the plans, by number.
    """
    done = {one.kind: one for one in stretch.kinds}
    kinds = dict.fromkeys([*done, *(one.plan.kind for one in plans)])
    return [
        tally
        for kind in kinds
        for tally in _of_kind(
            done.get(kind) or total(kind, ()),
            [one for one in plans if one.plan.kind == kind],
            stretch,
            sessions,
        )
    ]


def _of_kind(
    whole: KindTotal,
    plans: Sequence[PlanKept],
    stretch: Stretch,
    sessions: Mapping[int, Answered],
) -> Iterator[Tally]:
    if len(plans) < 2:
        plan = plans[0] if plans else None
        days = {*whole.days} | (_days_alone(plan) if plan else set())
        beyond = max(whole.sessions - plan.kept.done, 0) if plan else 0
        yield Tally(whole.kind, plan, whole.sessions, beyond, whole.duration, tuple(sorted(days)))
        return
    taken = dict[int, Answered]()
    for plan in plans:
        own = {
            number: session
            for number in answering(plan)
            if (session := sessions.get(number)) and stretch.first <= session.day <= stretch.last
        }
        taken |= own
        days = {one.day for one in own.values()} | _days_alone(plan)
        duration = sum((one.duration for one in own.values()), dt.timedelta())
        yield Tally(whole.kind, plan, len(own), 0, duration, tuple(sorted(days)))
    if beyond := whole.sessions - len(taken):
        yield Tally(
            kind=whole.kind,
            plan=None,
            sessions=beyond,
            beyond=beyond,
            duration=whole.duration - sum((one.duration for one in taken.values()), dt.timedelta()),
            days=_days_beyond(whole, stretch, taken),
        )


def answering(plan: PlanKept) -> set[int]:
    """Return the numbers of the sessions that answer a plan; none for one of no kind of session."""
    if plan.plan.kind not in KINDS:
        return set()
    return {one.answered_by for one in plan.planned if one.answered_by is not None}


def _days_alone(plan: PlanKept) -> set[dt.date]:
    """Return the days on which a plan was done by something that is no session."""
    numbers = answering(plan)
    return {
        one.counts_on
        for one in plan.planned
        if one.state == State.DONE and one.answered_by not in numbers and not one.is_dayless
    }


def _days_beyond(
    whole: KindTotal, stretch: Stretch, taken: Mapping[int, Answered]
) -> tuple[dt.date, ...]:
    """Return the days of the kind on which more was done than what answers its plans."""
    left: dict[dt.date, int] = defaultdict(int)
    for one in stretch.days:
        if one.kind == whole.kind:
            left[one.day] += one.sessions
    for session in taken.values():
        left[session.day] -= 1
    return tuple(sorted(day for day, count in left.items() if count > 0))
