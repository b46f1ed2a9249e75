"""The numbers of charts as programs read them."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from tracker.show.shapes import Answer, Shape, says, shaped
from tracker.show.shapes.flares import FlareKnown, known
from tracker.show.shapes.kept import Kept
from tracker.show.shapes.kept import kept as kept_of
from tracker.show.shapes.parts import (
    Count,
    Day,
    Emergency,
    EmergencySays,
    Kind,
    Number,
    Week,
    emergency,
    rounded,
)
from tracker.when import week_label

if TYPE_CHECKING:
    from tracker.journal import charts as journal
    from tracker.present import Present

_DAY = dt.timedelta(days=1)
Level = Annotated[float, Meta(ge=0, le=10)]
First = Annotated[Day, says("The first day.")]
Last = Annotated[Day, says("The last day.")]
WeekSays = says("The ISO week that holds most of its days.")
Running = Annotated[bool, says("Whether it is not over yet.")]


class KindCount(Shape, frozen=True):
    """How many sessions of a kind."""

    kind: Annotated[Kind, says("The kind.")]
    sessions: Annotated[Number, says("How many sessions, a hot-stone massage as a massage alone.")]


class PainDay(Shape, frozen=True):
    """A day on which pain was written down, or a session."""

    day: Annotated[Day, says("The day.")]
    level: Annotated[Level | None, says("The mean of its readings; null without any.")]
    readings: Annotated[Count, says("How many readings that is the mean of.")]
    level_before_sessions: Annotated[
        Level | None,
        says("The mean before its sessions; null where it has a reading, or none told."),
    ]
    sessions: Annotated[tuple[KindCount, ...], says("Its sessions by kind.")]


class PainChart(Answer, frozen=True):
    """Pain by day, with sessions and flare-ups."""

    first_day: First
    last_day: Last
    days: Annotated[tuple[PainDay, ...], says("The days with anything, the latest last.")]
    flares: Annotated[tuple[FlareKnown, ...], says("The flare-ups that share a day with them.")]
    emergency: Annotated[Emergency | None, EmergencySays]


class WeekSessions(Shape, frozen=True):
    """The sessions of a week, each once."""

    week: Annotated[Week, WeekSays]
    first_day: First
    is_running: Running
    sessions: Annotated[Count, says("How many sessions.")]
    kinds: Annotated[tuple[KindCount, ...], says("By kind.")]


class SessionsChart(Answer, frozen=True):
    """Sessions by week and kind."""

    weeks: Annotated[tuple[WeekSessions, ...], Meta(min_length=1), says("The latest last.")]
    emergency: Annotated[Emergency | None, EmergencySays]


class KeptWeek(Shape, frozen=True):
    """How all plans together were kept in a week."""

    week: Annotated[Week, WeekSays]
    first_day: First
    is_running: Running
    kept: Annotated[Kept, says("How all plans were kept.")]


class KeptChart(Answer, frozen=True):
    """What was kept of what was planned, by week."""

    weeks: Annotated[tuple[KeptWeek, ...], Meta(min_length=1), says("The latest last.")]
    kept: Annotated[Kept, says("All these weeks together.")]
    emergency: Annotated[Emergency | None, EmergencySays]


class ActiveDay(Shape, frozen=True):
    """A day with a session."""

    day: Annotated[Day, says("The day.")]
    sessions: Annotated[Number, says("How many sessions.")]


class MonthOfYear(Shape, frozen=True):
    """A month, as far as it has gone."""

    first_day: First
    days: Annotated[Count, says("How many days, today included; 0 of a month to come.")]
    days_with_session: Annotated[Count, says("How many of them have a session.")]
    sessions: Annotated[Count, says("How many sessions.")]


class YearChart(Answer, frozen=True):
    """The days of a year that have a session."""

    first_day: First
    last_day: Annotated[Day, says("The last day, or today.")]
    months: Annotated[tuple[MonthOfYear, ...], says("All twelve.")]
    days: Annotated[tuple[ActiveDay, ...], says("The days with a session.")]
    emergency: Annotated[Emergency | None, EmergencySays]


def pain(value: "journal.PainChart", present: "Present") -> PainChart:
    """Return the pain by day."""
    read, before = ({one.day: one for one in levels} for levels in (value.read, value.before))
    counts: dict[dt.date, dict[str, int]] = {}
    for kind, days in value.sessions.items():
        for day, count in days.items():
            counts.setdefault(day, {})[kind] = count
    return PainChart(
        first_day=value.first,
        last_day=value.last,
        days=tuple(
            PainDay(
                day=day,
                level=rounded(read[day].level) if day in read else None,
                readings=read[day].count if day in read else 0,
                level_before_sessions=rounded(before[day].level) if day in before else None,
                sessions=_counts(counts.get(day, {})),
            )
            for day in sorted({*read, *before, *counts})
        ),
        flares=tuple(known(one, present) for one in value.flares),
        emergency=emergency(value.emergency),
    )


def sessions(value: "journal.SessionsChart", present: "Present") -> SessionsChart:
    """Return the sessions of each week."""
    return SessionsChart(
        tuple(
            WeekSessions(
                week_label(one.first),
                one.first,
                _is_running(one.first, present),
                one.whole,
                _counts(one.kinds),
            )
            for one in value.weeks
        ),
        emergency(value.emergency),
    )


def kept(value: "journal.KeptChart", present: "Present") -> KeptChart:
    """Return how each week was kept."""
    return KeptChart(
        tuple(
            KeptWeek(
                week_label(one.first), one.first, _is_running(one.first, present), kept_of(one.kept)
            )
            for one in value.weeks
        ),
        kept_of(value.whole),
        emergency(value.emergency),
    )


def year(value: "journal.YearChart", present: "Present") -> YearChart:
    """Return the days of a year that have a session."""
    return YearChart(
        first_day=value.first,
        last_day=value.last,
        months=tuple(
            shaped(MonthOfYear, one, first_day=one.first, days_with_session=one.active)
            for one in value.months
        ),
        days=tuple(ActiveDay(day, count) for day, count in sorted(value.sessions.items())),
        emergency=emergency(value.emergency),
    )


def _counts(kinds: Mapping[str, int]) -> tuple[KindCount, ...]:
    return tuple(KindCount(kind, count) for kind, count in kinds.items())


def _is_running(first: dt.date, present: "Present") -> bool:
    return first <= present.today < first + 7 * _DAY
