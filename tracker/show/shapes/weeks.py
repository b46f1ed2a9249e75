"""Today and whole weeks as programs read them."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from msgspec import Meta

from tracker.care.adherence import MOST_IN_A_ROW
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
    PlannedKind,
    emergency,
    rounded,
)
from tracker.show.shapes.readings import Reading, reading
from tracker.show.shapes.sessions import Session, session
from tracker.show.shapes.trials import TrialOfWeek, TrialToday, trial_of_week, trial_today
from tracker.show.suggestions import rules, suggestion
from tracker.when import week_label

if TYPE_CHECKING:
    from tracker.care import levels, planned, tally, week
    from tracker.journal import next_week, review
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


class PainLevel(Shape, frozen=True):
    """How strong the pain was: the mean of the levels of the days that have any."""

    level: Annotated[Annotated[float, Meta(ge=0, le=10)], says("From 0 to 10.")]
    days: Annotated[Count, says("On how many days it was told.")]
    readings: Annotated[Count, says("How often it was told; a day counts once all the same.")]


class PainLevels(Shape, frozen=True):
    """How strong the pain was over some days; the two are never to be compared with each other."""

    by_readings: Annotated[PainLevel | None, says("By readings of the pain by itself.")]
    before_sessions: Annotated[PainLevel | None, says("As it was before sessions.")]


class ReliefOf(Shape, frozen=True):
    """How long relief lasted after sessions."""

    median_s: Annotated[parts.Relief, says("The median, in seconds; 0 is none.")]
    sessions: Annotated[Count, says("Of how many sessions it was told.")]


MonthName = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}$")]
FirstDay = Annotated[Day, says("Its first day.")]
LastDay = Annotated[Day, says("Its last day.")]
IsRunning = Annotated[bool, says("Whether it is not over yet.")]
Kinds = Annotated[tuple[KindTotal, ...], says("The kinds that were done.")]
Whole = Annotated[Total, says("All of them together.")]
Costs = Annotated[tuple[Cost, ...], says("One entry a currency.")]
Plans = Annotated[tuple[PlanKept, ...], says("How each plan was kept.")]
AllKept = Annotated[Kept, says("How all plans were kept.")]
PainOf = Annotated[PainLevels, says("How strong the pain was.")]
ReliefSays = Annotated[ReliefOf | None, says("How long relief lasted; null if nobody told.")]


class Week(Shape, frozen=True):
    """A week in figures."""

    week: Annotated[parts.Week, says("The ISO week that holds most of its days.")]
    first_day: FirstDay
    last_day: LastDay
    is_running: IsRunning
    kinds: Kinds
    whole: Whole
    costs: Costs
    plans: Plans
    kept: AllKept
    pain: PainOf
    relief: ReliefSays


class OfMonth(Shape, frozen=True):
    """A month in figures."""

    month: Annotated[MonthName, says("Its year and its number.")]
    first_day: FirstDay
    last_day: LastDay
    is_running: IsRunning
    kinds: Kinds
    whole: Whole
    costs: Costs
    plans: Plans
    kept: AllKept
    pain: PainOf
    relief: ReliefSays


class Tally(Shape, frozen=True):
    """The sessions of one plan, or those of a kind that no plan asked for."""

    plan: Annotated[Number | None, says("The number of the plan; null where none asked for them.")]
    kind: Annotated[PlannedKind, says("The kind.")]
    sessions: Sessions
    beyond: Annotated[Count, says("How many of them are more than plans asked for.")]
    duration_s: Lasted
    days: Days


class Streak(Shape, frozen=True):
    """For how many weeks in a row a plan was kept whole."""

    plan: Annotated[Number, says("The number of the plan.")]
    weeks: Annotated[Count, says(f"So many, up to this one; {MOST_IN_A_ROW} is so many or more.")]


class PlanAhead(Shape, frozen=True):
    """What one plan asks for in the week ahead."""

    plan: Annotated[Number, says("The number of the plan.")]
    name: Annotated[str, says("Its name.")]
    kind: Annotated[PlannedKind, says("What is done.")]
    due_at: Annotated[tuple[Instant, ...], says("When, if each is done on its day.")]
    held: Annotated[str | None, says("Why it waits for now, if it does.")]


class WeekAhead(Shape, frozen=True):
    """The week after the one that is summed up, or the present one where that is over."""

    first_day: FirstDay
    last_day: LastDay
    plans: Annotated[tuple[PlanAhead, ...], says("What is planned, what comes first, first.")]


class Suggestion(Shape, frozen=True):
    """What could be changed; it promises nothing."""

    rule: Annotated[str, says("The rule that it comes from.")]
    says: Annotated[str, says("What is suggested, with the command for it.")]


class SuggestionRule(Shape, frozen=True):
    """A rule for suggestions, and what it looked at."""

    rule: Annotated[str, says("Its name.")]
    title: Annotated[str, says("What it is about.")]
    is_said: Annotated[bool, says("Whether the suggestion is its own.")]
    looked_at: Annotated[tuple[str, ...], says("What it looked at.")]


class Summary(Answer, frozen=True):
    """One week and the week before it, and what comes next."""

    week: Annotated[Week, says("The week.")]
    week_before: Annotated[Week, says("The week before it.")]
    emergency: Annotated[Emergency | None, EmergencySays]
    flare: Annotated[
        FlareKnown | None, says("A flare-up that has run for so long that one asks if it is over.")
    ]
    flares: Annotated[tuple[FlareKnown, ...], says("The flare-ups that share a day with the week.")]
    pain_four_weeks_ago: Annotated[PainLevels, says("How strong the pain was four weeks before.")]
    tallies: Annotated[tuple[Tally, ...], says("What was done of each plan, and beyond them.")]
    streaks: Annotated[tuple[Streak, ...], says("The plans that were kept whole in the end.")]
    week_ahead: Annotated[WeekAhead, says("What is planned next.")]
    suggestion: Annotated[Suggestion | None, says("One at most, of the first rule that applies.")]
    rules: Annotated[
        tuple[SuggestionRule, ...],
        says("The rules; none for a week that is long over, or while an emergency is noted."),
    ]
    trials: Annotated[tuple[TrialOfWeek, ...], says("The trials that share a day with the week.")]


class Month(Answer, frozen=True):
    """One month and the month before it."""

    month: Annotated[OfMonth, says("The month.")]
    month_before: Annotated[OfMonth, says("The month before it.")]
    tallies: Annotated[tuple[Tally, ...], says("What was done of each plan, and beyond them.")]
    emergency: Annotated[Emergency | None, EmergencySays]
    flares: Annotated[
        tuple[FlareKnown, ...], says("The flare-ups that share a day with the month.")
    ]


class Weeks(Answer, frozen=True):
    """Several weeks."""

    weeks: Annotated[tuple[Week, ...], Meta(min_length=1), says("The latest last.")]
    emergency: Annotated[Emergency | None, EmergencySays]


class PlannedToday(Shape, frozen=True):
    """What is planned for today."""

    plan: Annotated[Number, says("The number of the plan.")]
    name: Annotated[str, says("Its name.")]
    kind: Annotated[PlannedKind, says("What is done; pain is a reading.")]
    due_at: Annotated[Instant, says("When it is due.")]
    state: Annotated[str, says("What became of it so far.")]
    why: Annotated[str | None, says("Why it is held, or was skipped.")]


class Today(Answer, frozen=True):
    """The sessions of the present day, what is planned for it, and the present week so far."""

    day: Annotated[Day, says("The person's own day.")]
    sessions: Annotated[tuple[Session, ...], says("What was done, the earliest first.")]
    readings: Annotated[tuple[Reading, ...], says("Readings of the pain, the earliest first.")]
    planned: Annotated[tuple[PlannedToday, ...], says("What is planned, by time.")]
    week: Annotated[Week, says("The present week.")]
    emergency: Annotated[Emergency | None, EmergencySays]
    flare: Annotated[FlareKnown | None, says("The flare-up that runs, if any.")]
    trials: Annotated[
        tuple[TrialToday, ...], says("Trials that run, or have been over for a week at most.")
    ]


def summary(value: "review.Summary", present: "Present") -> Summary:
    """Return one week and the week before it, each with how its plans were kept."""
    week, before = (_week(one, present.today) for one in (value.week, value.before))
    advice, today = value.advice, present.today
    asked = rules(advice.looked, today) if advice else []
    said = next((one.name for one in asked if one.is_said), None)
    return Summary(
        week=week,
        week_before=before,
        emergency=emergency(value.emergency),
        flare=known(value.flare, present) if value.flare else None,
        flares=tuple(known(one, present) for one in value.flares),
        pain_four_weeks_ago=_pain(value.pain_four_weeks_ago),
        tallies=tuple(map(_tally, value.tallies)),
        streaks=tuple(Streak(plan, weeks) for plan, weeks in value.streaks.items() if weeks),
        week_ahead=_ahead(value.ahead),
        suggestion=Suggestion(said, suggestion(advice, today)) if said and advice else None,
        rules=tuple(
            SuggestionRule(one.name, one.title, one.is_said, one.looked_at) for one in asked
        ),
        trials=tuple(
            trial_of_week(one, value.week.week.first, value.week.week.last) for one in value.trials
        ),
    )


def month(value: "review.Month", present: "Present") -> Month:
    """Return one month and the month before it, each with how its plans were kept."""
    now, before = (
        OfMonth(month=f"{one.week.first:%Y-%m}", **_figures(one, present.today))
        for one in (value.month, value.before)
    )
    return Month(
        now,
        before,
        tuple(map(_tally, value.tallies)),
        emergency(value.emergency),
        tuple(known(one, present) for one in value.flares),
    )


def weeks(value: "review.Weeks", present: "Present") -> Weeks:
    """Return several weeks, the latest last, each with how its plans were kept."""
    listed = tuple(_week(one, present.today) for one in value.weeks)
    return Weeks(listed, emergency(value.emergency))


def today(value: "review.Today", present: "Present") -> Today:
    """Return today's sessions, what is planned for today, and this week's figures."""
    return Today(
        day=present.today,
        sessions=tuple(map(session, value.sessions)),
        readings=tuple(map(reading, value.readings)),
        planned=tuple(map(_planned, value.planned)),
        week=_week(value.week, present.today),
        emergency=emergency(value.emergency),
        flare=known(value.flare, present) if value.flare else None,
        trials=tuple(trial_today(one, present) for one in value.trials),
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
    return Week(week=week_label(value.week.first), **_figures(value, today))


def _figures(value: "review.WeekKept", today: dt.date) -> dict[str, Any]:
    """Return what is told of a week and of a month alike."""
    week = value.week
    relief = week.relief
    return {
        "first_day": week.first,
        "last_day": week.last,
        "is_running": week.first <= today <= week.last,
        "kinds": tuple(_total(KindTotal, one) for one in week.kinds),
        "whole": _total(Total, week.whole),
        "costs": tuple(map(_cost, week.costs)),
        "plans": plans_kept(value.plans),
        "kept": kept(value.kept),
        "pain": _pain(week.pain),
        "relief": relief and ReliefOf(int(relief.median.total_seconds()), relief.count),
    }


def _pain(pain: "levels.Pain") -> PainLevels:
    return PainLevels(_level(pain.read), _level(pain.before_sessions))


def _level(one: "levels.Level | None") -> PainLevel | None:
    return PainLevel(round(one.level, 3), one.days, one.count) if one else None


def _tally(one: "tally.Tally") -> Tally:
    number = one.plan.plan.number if one.plan else None
    return shaped(Tally, one, plan=number, duration_s=int(one.duration.total_seconds()))


def _ahead(ahead: "next_week.WeekAhead") -> WeekAhead:
    plans = tuple(
        PlanAhead(
            plan=one.plan.number,
            name=one.plan.name,
            kind=one.plan.kind,
            due_at=tuple(planned.due_at.astimezone(dt.UTC) for planned in one.planned),
            held=one.held,
        )
        for one in ahead.plans
    )
    return WeekAhead(ahead.first, ahead.last, plans)


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
