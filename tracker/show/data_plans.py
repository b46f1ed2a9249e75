"""What programs read of plans and of what is due."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tracker.care.plan import Calendar, Form, Plan
from tracker.care.rhythm import Interval, Weekdays
from tracker.care.schedule import Occurrence
from tracker.show.data import document, exercise_shape, kept_shape
from tracker.when import iso, week_label
from tracker.when.writing import WEEKDAYS

if TYPE_CHECKING:
    from tracker.care.planned import Planned
    from tracker.journal.adherence import Standing
    from tracker.journal.due import DueNow, LeftOut, PutOff
    from tracker.journal.planning import Coming, Scheduled
    from tracker.present import Present


def plan(scheduled: "Scheduled", present: "Present") -> str:
    """Return a plan and when it comes next; with its standing, also how it was kept."""
    standing = scheduled.standing
    content = {
        "plan": _plan_shape(scheduled.plan, scheduled.coming, present.now, present.calendar),
        "standing": None if standing is None else _standing_shape(standing),
    }
    return document("plan", content)


def plans(listed: "Sequence[Scheduled]", present: "Present") -> str:
    """Return the plans, each with when it comes next."""
    now, calendar = present.now, present.calendar
    shapes = [_plan_shape(one.plan, one.coming, now, calendar) for one in listed]
    return document("plans", {"plans": shapes})


def coming(coming: "Coming", present: "Present") -> str:
    """Return what is coming up to a day."""
    content = {
        "first_day": present.today.isoformat(),
        "last_day": coming.last.isoformat(),
        "coming": [_occurrence_shape(one, present.calendar) for one in coming.planned],
    }
    return document("coming", content)


def due(found: "DueNow", present: "Present") -> str:
    """Return what is due now, still to come today, held by a care rule, and missed."""
    groups = {
        "due": found.open,
        "coming": found.coming,
        "held": found.held,
        "missed": found.missed,
    }
    content = {
        name: [_occurrence_shape(one, present.calendar) for one in group]
        for name, group in groups.items()
    }
    return document("due", {"day": present.today.isoformat(), **content})


def put_off(put: "PutOff", present: "Present") -> str:
    """Return what was put off until an instant."""
    shape = _occurrence_shape(put.planned, present.calendar)
    shape["put_off_until"] = iso(put.until, put.planned.plan.zone_of(present.calendar))
    return document("reminder", {"reminder": shape})


def left_out(left: "LeftOut", present: "Present") -> str:
    """Return what was skipped."""
    return document("reminder", {"reminder": _occurrence_shape(left.planned, present.calendar)})


def _standing_shape(standing: "Standing") -> dict[str, Any]:
    return {
        "weeks": [
            {"week": week_label(first), "first_day": first.isoformat(), **kept_shape(kept)}
            for first, kept in standing.weeks
        ],
        "weeks_in_a_row": standing.streak,
        "score": round(standing.score, 3),
    }


def _occurrence_shape(one: "Planned", calendar: Calendar) -> dict[str, Any]:
    zone, until = one.plan.zone_of(calendar), one.put_off_until
    return {
        "plan": one.plan.number,
        "name": one.plan.name,
        "kind": one.plan.kind,
        "day": one.day.isoformat(),
        "due_at": iso(one.due_at, zone),
        "state": one.state,
        "put_off_until": iso(until, zone) if until else None,
    }


def _plan_shape(
    plan: Plan, coming: Sequence[Occurrence], now: dt.datetime, calendar: Calendar
) -> dict[str, Any]:
    details, form, zone = plan.details, plan.form, plan.zone_of(calendar)
    return {
        "number": plan.number,
        "name": plan.name,
        "kind": plan.kind,
        "duration_s": int(details.duration.total_seconds()),
        "areas": [{"name": area.name, "side": area.side} for area in details.areas],
        "style": details.style,
        "provider": details.provider,
        "performer": details.performer,
        "purpose": details.purpose,
        "temperature_c": details.temperature_c,
        "exercises": [exercise_shape(one) for one in details.exercises],
        "routine": details.routine,
        "rhythm": _rhythm_shape(form),
        "clock_times": [f"{at:%H:%M}" for at in form.times],
        "gap_days": form.gap_days,
        "first_day": plan.forms[0].first_on.isoformat(),
        "last_day": form.until_on.isoformat() if form.until_on else None,
        "zone": plan.zone,
        "directed_by": plan.directed_by,
        "is_paused": plan.is_paused_on(plan.day_at(now, calendar)),
        "pauses": [
            {
                "first_day": rest.first_on.isoformat(),
                "last_day": rest.until_on.isoformat() if rest.until_on else None,
                "why": rest.why,
            }
            for rest in plan.pauses
        ],
        "created_at": iso(plan.created_at, zone),
        "removed_at": iso(plan.removed_at, zone) if plan.removed_at else None,
        "next": [iso(one.due_at, zone) for one in coming],
    }


def _rhythm_shape(form: Form) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "type": "quota",
        "weekdays": None,
        "every_weeks": None,
        "every_days": None,
        "times_a_week": None,
    }
    if isinstance(form.rhythm, Weekdays):
        days = [WEEKDAYS[day] for day in sorted(form.rhythm.days)]
        return shape | {
            "type": "weekdays",
            "weekdays": days,
            "every_weeks": form.rhythm.every_weeks,
        }
    if isinstance(form.rhythm, Interval):
        return shape | {"type": "interval", "every_days": form.rhythm.days}
    return shape | {"times_a_week": form.rhythm.times}
