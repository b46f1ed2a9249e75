"""Today and whole weeks as programs read them."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, TypeVar

from msgspec import Meta

from tracker.care.money import amount_of
from tracker.show.shapes import Answer, Shape, parts, says, shaped
from tracker.show.shapes.flares import FlareKnown, known
from tracker.show.shapes.kept import Kept, PlanKept, kept, plans_kept
from tracker.show.shapes.parts import (
    Amount,
    Change,
    Count,
    Currency,
    Day,
    Emergency,
    EmergencySays,
    Instant,
    Kind,
    Number,
    emergency,
    rounded,
)
from tracker.show.shapes.sessions import Session, session
from tracker.when import week_label

if TYPE_CHECKING:
    from tracker.care import planned, week
    from tracker.journal import review
    from tracker.present import Present

S = TypeVar("S", bound=Shape)

Sessions = Annotated[Count, says("How many sessions.")]
Lasted = Annotated[Count, says("How long they lasted in all, in seconds.")]
Once = Meta(extra_json_schema={"uniqueItems": True})
Days = Annotated[tuple[Day, ...], Once, says("The days with any.")]
MeanChange = Annotated[Change | None, says("Pain after less before; below 0 is less pain.")]
WithBoth = Annotated[Count, says("How many sessions the change is about.")]
HotStones = Annotated[Count, says("How many are hot-stone massages that count as heat as well.")]


class Total(Shape, frozen=True):
    """All sessions of a week, each once."""

    sessions: Sessions
    duration_s: Lasted
    days: Days
    mean_pain_change: MeanChange
    sessions_with_both_readings: WithBoth
    hot_stone_massages: HotStones


class KindTotal(Shape, frozen=True):
    """The sessions of one kind; a hot-stone massage stands under heat-pack as well."""

    kind: Annotated[Kind, says("The kind.")]
    sessions: Sessions
    duration_s: Lasted
    days: Days
    mean_pain_change: MeanChange
    sessions_with_both_readings: WithBoth
    hot_stone_massages: HotStones


class Cost(Shape, frozen=True):
    """What sessions cost in one currency."""

    currency: Currency
    cost: Annotated[Amount, says("What they cost.")]
    covered: Annotated[Amount, says("How much of that is covered.")]
    own_share: Annotated[Amount, says("What is not covered.")]


class Week(Shape, frozen=True):
    """A week in figures."""

    week: Annotated[parts.Week, says("The ISO week that holds most of its days.")]
    first_day: Annotated[Day, says("Its first day.")]
    last_day: Annotated[Day, says("Its last day.")]
    is_running: Annotated[bool, says("Whether it is not over yet.")]
    kinds: Annotated[tuple[KindTotal, ...], says("The kinds that were done.")]
    whole: Annotated[Total, says("All of them together.")]
    costs: Annotated[tuple[Cost, ...], says("One entry a currency.")]
    plans: Annotated[tuple[PlanKept, ...], says("How each plan was kept.")]
    kept: Annotated[Kept, says("How all plans were kept.")]


class Summary(Answer, frozen=True):
    """One week and the week before it."""

    week: Annotated[Week, says("The week.")]
    week_before: Annotated[Week, says("The week before it.")]
    emergency: Annotated[Emergency | None, EmergencySays]
    flare: Annotated[
        FlareKnown | None, says("A flare-up that has run for so long that one asks if it is over.")
    ]


class Weeks(Answer, frozen=True):
    """Several weeks."""

    weeks: Annotated[tuple[Week, ...], Meta(min_length=1), says("The latest last.")]
    emergency: Annotated[Emergency | None, EmergencySays]


class PlannedToday(Shape, frozen=True):
    """What is planned for today."""

    plan: Annotated[Number, says("The number of the plan.")]
    name: Annotated[str, says("Its name.")]
    kind: Annotated[Kind, says("What is done.")]
    due_at: Annotated[Instant, says("When it is due.")]
    state: Annotated[str, says("What became of it so far.")]
    why: Annotated[str | None, says("Why it is held, or was skipped.")]


class Today(Answer, frozen=True):
    """The sessions of the present day, what is planned for it, and the present week so far."""

    day: Annotated[Day, says("The person's own day.")]
    sessions: Annotated[tuple[Session, ...], says("What was done, the earliest first.")]
    planned: Annotated[tuple[PlannedToday, ...], says("What is planned, by time.")]
    week: Annotated[Week, says("The present week.")]
    emergency: Annotated[Emergency | None, EmergencySays]
    flare: Annotated[FlareKnown | None, says("The flare-up that runs, if any.")]


def summary(value: "review.Summary", present: "Present") -> Summary:
    """Return one week and the week before it, each with how its plans were kept."""
    week, before = (_week(one, present.today) for one in (value.week, value.before))
    flare = known(value.flare, present) if value.flare else None
    return Summary(week, before, emergency(value.emergency), flare)


def weeks(value: "review.Weeks", present: "Present") -> Weeks:
    """Return several weeks, the latest last, each with how its plans were kept."""
    listed = tuple(_week(one, present.today) for one in value.weeks)
    return Weeks(listed, emergency(value.emergency))


def today(value: "review.Today", present: "Present") -> Today:
    """Return today's sessions, what is planned for today, and this week's figures."""
    return Today(
        day=present.today,
        sessions=tuple(map(session, value.sessions)),
        planned=tuple(map(_planned, value.planned)),
        week=_week(value.week, present.today),
        emergency=emergency(value.emergency),
        flare=known(value.flare, present) if value.flare else None,
    )


def _planned(one: "planned.Planned") -> PlannedToday:
    return shaped(
        PlannedToday,
        one,
        plan=one.plan.number,
        name=one.plan.name,
        kind=one.plan.kind,
        due_at=one.due_at.astimezone(dt.UTC),
    )


def _week(value: "review.WeekKept", today: dt.date) -> Week:
    week = value.week
    return Week(
        week=week_label(week.first),
        first_day=week.first,
        last_day=week.last,
        is_running=week.first <= today <= week.last,
        kinds=tuple(_total(KindTotal, one) for one in week.kinds),
        whole=_total(Total, week.whole),
        costs=tuple(map(_cost, week.costs)),
        plans=plans_kept(value.plans),
        kept=kept(value.kept),
    )


def _total(shape: type[S], total: "week.KindTotal") -> S:
    return shaped(
        shape,
        total,
        duration_s=int(total.duration.total_seconds()),
        mean_pain_change=rounded(total.change),
        sessions_with_both_readings=total.pairs,
        hot_stone_massages=total.hot_stones,
    )


def _cost(cost: "week.Cost") -> Cost:
    amounts = (amount_of(one) for one in (cost.cost, cost.covered, cost.own_share))
    return Cost(cost.cost.currency, *amounts)
