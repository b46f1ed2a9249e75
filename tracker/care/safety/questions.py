"""The questions that a care rule's `when` can ask, each a small function."""

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType

from tracker.care.safety.case import Case, Earlier, Proposed, touch

_MINUTE, _HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def last_before(case: Case) -> Earlier | None:
    """Return the session of the rule's kind there that ended last of those begun before."""
    if not case.proposed.is_time_known:
        return None
    before = [
        other
        for other in case.earlier
        if other.kind in case.rule.kinds
        and other.started_at
        and other.started_at <= case.proposed.at
        and touch(case.proposed.areas, other.areas)
    ]
    return max(before, key=_end, default=None)


def _end(other: Earlier) -> dt.datetime:
    start = other.started_at or dt.datetime.min.replace(tzinfo=dt.UTC)
    return start + other.duration


def _pause(case: Case) -> float | None:
    last = last_before(case)
    return max(0.0, (case.proposed.at - _end(last)) / _MINUTE) if last else None


def _times_that_day(case: Case) -> float:
    return 1 + sum(
        other.kind in case.rule.kinds
        and other.day == case.proposed.day
        and touch(case.proposed.areas, other.areas)
        for other in case.earlier
    )


def _length(case: Case) -> float | None:
    return case.proposed.duration / _MINUTE if case.proposed.duration else None


def _age(case: Case) -> float | None:
    return (case.proposed.at - case.condition.from_at) / _HOUR if case.condition else None


# The questions that a rule's `when` may ask. A figure that is just at its limit is still within
# it, save that of pain: "from 7 up" has 7 in it.
MEASURES: Mapping[str, tuple[Callable[[Case], float | None], Callable[[float, float], bool]]] = (
    MappingProxyType(
        {
            "longer-than": (_length, operator.gt),
            "warmer-than": (lambda case: case.proposed.temperature_c, operator.gt),
            "more-often-than": (_times_that_day, operator.gt),
            "sooner-than": (_pause, operator.lt),
            "fresher-than": (_age, operator.lt),
            "pain-is-at-least": (lambda case: case.pain, operator.ge),
        }
    )
)
QUESTIONS: Mapping[str, Callable[[Proposed], bool]] = MappingProxyType(
    {
        "not-by-a-professional": lambda proposed: proposed.performer != "professional",
        "by-someone-inexperienced": lambda proposed: proposed.experience == "inexperienced",
        "without-a-barrier": lambda proposed: proposed.barrier is False,
        "in-quiet-hours": lambda proposed: proposed.in_quiet_hours,
        "it-feels-swollen": lambda proposed: proposed.feels == "swollen",
        "it-feels-injured": lambda proposed: proposed.feels == "after-injury",
    }
)
# What the person's own state alone decides, whatever the session is like.
OF_THE_PERSON = frozenset({"", "fresher-than", "pain-is-at-least"})
