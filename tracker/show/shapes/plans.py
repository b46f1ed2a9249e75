"""Plans, and what is due of them, as programs read them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

from msgspec import Meta
from msgspec.structs import replace

from tracker.care.fields import PLANNED, told_of
from tracker.care.rhythm import Interval, Weekdays
from tracker.show.shapes import Answer, Shape, one_of, parts, says, shaped
from tracker.show.shapes.flares import InFlare
from tracker.show.shapes.kept import Ahead, Done, Excused, MadeUp, Missed, Part, Planned
from tracker.show.shapes.parts import Count, Day, Instant, Kind, Number, Week, rounded
from tracker.show.shapes.told import key_of, shape_of, types_of, written
from tracker.when import week_label
from tracker.when.writing import WEEKDAYS

if TYPE_CHECKING:
    from tracker.care import plan as care
    from tracker.care import planned
    from tracker.care import relief as care_relief
    from tracker.journal import adherence, planning
    from tracker.journal import due as journal_due
    from tracker.present import Present

Weekday = Annotated[str, one_of(WEEKDAYS)]
EveryWeeks = Annotated[int, Meta(ge=1, le=52)]
EveryDays = Annotated[int, Meta(ge=1, le=366)]
Gap = Annotated[int, Meta(ge=0, le=366)]
Clock = Annotated[str, Meta(pattern="^[0-2][0-9]:[0-5][0-9]$")]
State = Literal["coming", "due", "snoozed", "skipped", "missed", "held"]


class Rhythm(Shape, frozen=True):
    """The rhythm of a plan; what belongs to another type is null."""

    type: Annotated[Literal["weekdays", "interval", "quota"], says("What kind of rhythm it is.")]
    weekdays: Annotated[tuple[Weekday, ...] | None, says("Weekdays: on which.")]
    every_weeks: Annotated[EveryWeeks | None, says("Weekdays: of every how many weeks.")]
    every_days: Annotated[EveryDays | None, says("Interval: how many days after the last session.")]
    times_a_week: Annotated[Number | None, says("Quota: how many times a week.")]


class Pause(Shape, frozen=True):
    """Days on which a plan rests."""

    first_day: Annotated[Day, says("The first day.")]
    last_day: Annotated[Day | None, says("The last day; null until it is resumed.")]
    why: Annotated[str | None, says("The person's own reason.")]
    flare: Annotated[Number | None, says("The flare-up that it is for, and ends with.")]


class _Named(Shape, frozen=True):
    number: Annotated[Number, says("The number by which commands name it.")]
    name: Annotated[str, says("Its name.")]
    kind: Annotated[Kind, says("What is done.")]


class _Timed(Shape, frozen=True):
    rhythm: Annotated[Rhythm, says("On which days.")]
    clock_times: Annotated[tuple[Clock, ...], says("Without any, the setting reminders.at holds.")]
    gap_days: Annotated[Gap, says("How many days lie between two at least.")]
    first_day: Annotated[Day, says("The day from which it counts.")]
    last_day: Annotated[Day | None, says("The day on which it ends.")]
    zone: Annotated[str | None, says("The zone it keeps to; null where it follows the person.")]
    directed_by: Annotated[str | None, says("Who prescribed it.")]
    in_flare: Annotated[InFlare, says("What becomes of it in a flare-up.")]
    is_paused: Annotated[bool, says("Whether it rests today.")]
    is_eased: Annotated[bool, says("Whether half of it is enough today, as a flare-up runs.")]
    held: Annotated[str | None, says("Why a care rule holds it now; null if none does.")]
    pauses: Annotated[tuple[Pause, ...], says("When it rested or will.")]
    eased: Annotated[tuple[Pause, ...], says("When half of it was enough, or is.")]
    created_at: Annotated[Instant, says("When it was made.")]
    removed_at: Annotated[Instant | None, says("When it was removed.")]
    next: Annotated[tuple[Instant, ...], says("When it comes next, if each is done on its day.")]


if TYPE_CHECKING:

    class PlanKnown(Shape, frozen=True):
        def __init__(self, **_told: Any) -> None: ...

else:
    PlanKnown = shape_of(
        "PlanKnown",
        "A plan; its details are named as in a session, which is filled in with them.",
        get_type_hints(_Named, include_extras=True)
        | types_of(PLANNED)
        | get_type_hints(_Timed, include_extras=True),
    )


class WeekOfPlan(Shape, frozen=True):
    """How a plan was kept in a week."""

    week: Annotated[Week, says("The ISO week that holds most of its days.")]
    first_day: Annotated[Day, says("The first day of the week.")]
    planned: Planned
    done: Done
    made_up: MadeUp
    missed: Missed
    excused: Excused
    ahead: Ahead
    share: Part


class Standing(Shape, frozen=True):
    """How a plan stands."""

    weeks: Annotated[tuple[WeekOfPlan, ...], says("The last weeks, the present one last.")]
    weeks_in_a_row: Annotated[Count, says("How many weeks in a row were kept whole.")]
    score: Annotated[parts.Share, says("How regularly it was done, lately more than long ago.")]


class Lasting(Shape, frozen=True):
    """How long relief lasted after the sessions of a plan, and how far apart they were."""

    relief_s: Annotated[parts.Relief | None, says("The median of it, in seconds.")]
    told: Annotated[Count, says("Of how many sessions it was told.")]
    longest_gap_days: Annotated[Count, says("The longest time without one, today included.")]


class Plan(Answer, frozen=True):
    """A plan, as it was added, changed, paused or asked for."""

    plan: Annotated[PlanKnown, says("The plan.")]
    standing: Annotated[Standing | None, says("How it was kept: told by plan show alone.")]
    lasting: Annotated[
        Lasting | None,
        says("How relief lasted: told by plan show alone, once there was a session."),
    ]


class Plans(Answer, frozen=True):
    """All plans by number."""

    plans: Annotated[tuple[PlanKnown, ...], says("Each with the one time when it comes next.")]


class Occurrence(Shape, frozen=True):
    """One occurrence of a plan."""

    plan: Annotated[Number, says("The number of the plan.")]
    name: Annotated[str, says("Its name.")]
    kind: Annotated[Kind, says("What is done.")]
    day: Annotated[Day, says("The person's own day.")]
    due_at: Annotated[Instant, says("When it is due.")]
    state: Annotated[State, says("What became of it so far.")]
    put_off_until: Annotated[Instant | None, says("Until when it is put off.")]


class Coming(Answer, frozen=True):
    """What is coming up to a day, if each is done on its day."""

    first_day: Annotated[Day, says("Today.")]
    last_day: Annotated[Day, says("The day up to which it is told.")]
    coming: Annotated[tuple[Occurrence, ...], says("What is coming, by time.")]
    held: Annotated[tuple[Number, ...], says("The plans that a care rule holds now.")]
    paused: Annotated[tuple[Number, ...], says("The plans that rest today.")]
    emergency: Annotated[parts.Emergency | None, parts.EmergencySays]


class Due(Answer, frozen=True):
    """What is due, still to come today, held, and missed today and yesterday."""

    day: Annotated[Day, says("The person's own day.")]
    due: Annotated[tuple[Occurrence, ...], says("What is due now, put off or not.")]
    coming: Annotated[tuple[Occurrence, ...], says("What is still to come today.")]
    held: Annotated[tuple[Occurrence, ...], says("What waits by a care rule; it is not missed.")]
    missed: Annotated[tuple[Occurrence, ...], says("What was missed today and yesterday.")]
    emergency: Annotated[parts.Emergency | None, parts.EmergencySays]


class Reminder(Answer, frozen=True):
    """What was just put off, or left out."""

    reminder: Annotated[Occurrence, says("The occurrence.")]


def plan(scheduled: "planning.Scheduled", present: "Present") -> Plan:
    """Return a plan and when it comes next; with its standing, also how it was kept."""
    standing, lasting = scheduled.standing, scheduled.lasting
    return Plan(
        _plan(scheduled, present),
        _standing(standing) if standing else None,
        _lasting(lasting) if lasting else None,
    )


def plans(listed: Sequence["planning.Scheduled"], present: "Present") -> Plans:
    """Return the plans, each with when it comes next."""
    return Plans(tuple(_plan(one, present) for one in listed))


def coming(found: "planning.Coming", present: "Present") -> Coming:
    """Return what is coming up to a day."""
    return Coming(
        first_day=present.today,
        last_day=found.last,
        coming=_occurrences(found.planned, present),
        held=tuple(one.plan.number for one in found.held),
        paused=tuple(one.plan.number for one in found.paused),
        emergency=parts.emergency(found.emergency),
    )


def due(found: "journal_due.DueNow", present: "Present") -> Due:
    """Return what is due now, still to come today, held by a care rule, and missed."""
    return Due(
        day=present.today,
        due=_occurrences(found.open, present),
        coming=_occurrences(found.coming, present),
        held=_occurrences(found.held, present),
        missed=_occurrences(found.missed, present),
        emergency=parts.emergency(found.emergency),
    )


def put_off(put: "journal_due.PutOff", present: "Present") -> Reminder:
    """Return what was put off until an instant."""
    return Reminder(_occurrence(replace(put.planned, put_off_until=put.until), present))


def left_out(left: "journal_due.LeftOut", present: "Present") -> Reminder:
    """Return what was skipped."""
    return Reminder(_occurrence(left.planned, present))


def _standing(standing: "adherence.Standing") -> Standing:
    weeks = tuple(
        shaped(WeekOfPlan, kept, week=week_label(first), first_day=first, share=rounded(kept.share))
        for first, kept in standing.weeks
    )
    return Standing(weeks, standing.streak, round(standing.score, 3))


def _lasting(lasting: "care_relief.Lasting") -> Lasting:
    relief, gap = lasting.relief, lasting.gap
    seconds = None if relief is None else int(relief.total_seconds())
    return Lasting(seconds, lasting.count, gap.days if gap else 0)


def _occurrences(
    planned: Sequence["planned.Planned"], present: "Present"
) -> tuple[Occurrence, ...]:
    return tuple(_occurrence(one, present) for one in planned)


def _occurrence(one: "planned.Planned", present: "Present") -> Occurrence:
    zone, until = one.plan.zone_of(present.calendar), one.put_off_until
    return shaped(
        Occurrence,
        one,
        plan=one.plan.number,
        name=one.plan.name,
        kind=one.plan.kind,
        due_at=one.due_at.astimezone(zone),
        put_off_until=until and until.astimezone(zone),
    )


def _plan(scheduled: "planning.Scheduled", present: "Present") -> PlanKnown:
    plan, form = scheduled.plan, scheduled.plan.form
    zone = plan.zone_of(present.calendar)
    details = {key_of(name): written(it, zone) for name, it in told_of(plan.details).items()}
    return shaped(
        PlanKnown,
        plan,
        **details,
        rhythm=_rhythm(form),
        clock_times=tuple(f"{at:%H:%M}" for at in form.times),
        gap_days=form.gap_days,
        first_day=plan.forms[0].first_on,
        last_day=form.until_on,
        is_paused=plan.is_paused_on(plan.day_at(present.now, present.calendar)),
        is_eased=plan.is_eased_on(plan.day_at(present.now, present.calendar)),
        pauses=_pauses(plan.pauses),
        eased=_pauses(plan.eased),
        created_at=plan.created_at.astimezone(zone),
        held=scheduled.held,
        removed_at=plan.removed_at and plan.removed_at.astimezone(zone),
        next=tuple(one.due_at.astimezone(zone) for one in scheduled.coming),
    )


def _pauses(rests: Sequence["care.Rest"]) -> tuple[Pause, ...]:
    return tuple(Pause(one.first_on, one.until_on, one.why, one.flare) for one in rests)


def _rhythm(form: "care.Form") -> Rhythm:
    match form.rhythm:
        case Weekdays(days, every_weeks):
            named = tuple(WEEKDAYS[day] for day in sorted(days))
            return Rhythm("weekdays", named, every_weeks, None, None)
        case Interval(wait):
            return Rhythm("interval", None, None, wait, None)
        case quota:
            return Rhythm("quota", None, None, None, quota.times)
