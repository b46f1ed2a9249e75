"""The questions that a care rule's `when` can ask, each a small function."""

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType

from tracker.care.fields import Entry
from tracker.care.safety.case import Case, Proposed, aspects, touch

_MINUTE, _HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def last_before(case: Case) -> Entry | None:
    """Return the session of the rule's kind there that ended last of those begun before."""
    if case.proposed.entry.started_at is None:
        return None
    before = [
        other
        for other in case.earlier
        if _is_meant(other, case)
        and other.started_at
        and other.started_at <= case.proposed.at
        and touch(case.proposed.entry.details.areas, other.details.areas)
    ]
    return max(before, key=_end, default=None)


def _is_meant(other: Entry, case: Case) -> bool:
    return bool(case.rule.kinds & aspects(other, case.styles))


def _end(other: Entry) -> dt.datetime:
    return other.ended_at or dt.datetime.min.replace(tzinfo=dt.UTC)


def _pause(case: Case) -> float | None:
    last = last_before(case)
    return max(0.0, (case.proposed.at - _end(last)) / _MINUTE) if last else None


def _times_that_day(case: Case) -> float:
    return 1 + sum(
        _is_meant(other, case)
        and other.day == case.proposed.entry.day
        and touch(case.proposed.entry.details.areas, other.details.areas)
        for other in case.earlier
    )


def _length(case: Case) -> float | None:
    return case.proposed.entry.details.duration / _MINUTE or None


def _age(case: Case) -> float | None:
    if case.condition is None:
        return None
    return (case.proposed.at - (case.condition.begun_by or case.condition.from_at)) / _HOUR


# The questions that a rule's `when` may ask. A figure that is just at its limit is still within
# it, save that of pain: "from 7 up" has 7 in it.
MEASURES: Mapping[str, tuple[Callable[[Case], float | None], Callable[[float, float], bool]]] = (
    MappingProxyType(
        {
            "longer-than": (_length, operator.gt),
            "warmer-than": (lambda case: case.proposed.entry.details.temperature_c, operator.gt),
            "more-often-than": (_times_that_day, operator.gt),
            "sooner-than": (_pause, operator.lt),
            "fresher-than": (_age, operator.lt),
            "pain-is-at-least": (lambda case: case.pain, operator.ge),
        }
    )
)
QUESTIONS: Mapping[str, Callable[[Proposed], bool]] = MappingProxyType(
    {
        "not-by-a-professional": lambda proposed: (
            proposed.entry.details.performer != "professional" and not proposed.stranger
        ),
        "by-a-stranger": lambda proposed: proposed.stranger is not None,
        "by-someone-inexperienced": lambda proposed: proposed.experience == "inexperienced",
        "without-a-barrier": lambda proposed: proposed.entry.barrier is False,
        "in-quiet-hours": lambda proposed: proposed.in_quiet_hours,
        "it-feels-swollen": lambda proposed: proposed.entry.feels == "swollen",
        "it-feels-injured": lambda proposed: proposed.entry.feels == "after-injury",
    }
)
# What the person's own state alone decides, whatever the session is like.
OF_THE_PERSON = frozenset({"", "fresher-than", "pain-is-at-least"})
