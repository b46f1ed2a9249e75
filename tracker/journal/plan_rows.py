"""How plans are kept in rows: a plan, each of its forms, and what its sessions are filled in with."""

import datetime as dt
import json
from typing import Any

from sqlalchemy import Row

from tracker.care.doses import read_dose, write_dose
from tracker.care.plan import Details, Form, Plan, Rest
from tracker.care.rhythm import Interval, Quota, Rhythm, Weekdays
from tracker.care.session import BodyArea, ExerciseDone


def plan_of(
    row: Row[Any],
    forms: tuple[Form, ...],
    rests: tuple[Rest, ...],
    skipped: tuple[dt.date, ...],
) -> Plan:
    """Return the plan of a row, with all its forms, pauses and skipped days."""
    return Plan(
        number=row.id,
        name=row.name,
        kind=row.kind,
        details=read_details(row.details),
        forms=forms,
        pauses=rests,
        skipped=skipped,
        zone=row.zone,
        directed_by=row.director,
        created_at=row.created_at,
        removed_at=row.removed_at,
    )


def form_row(number: int, form: Form) -> dict[str, Any]:
    """Return the row of a form."""
    row: dict[str, Any] = {
        "plan_id": number,
        "from_at": form.from_at,
        "weekdays": None,
        "every": None,
        "times_a_week": None,
        "clock_times": " ".join(f"{at:%H:%M}" for at in form.times),
        "first_on": form.first_on,
        "until_on": form.until_on,
        "gap_days": form.gap_days,
    }
    match form.rhythm:
        case Weekdays(days, every_weeks):
            named = ",".join(str(day) for day in sorted(days))
            return row | {"rhythm": "weekdays", "weekdays": named, "every": every_weeks}
        case Interval(wait):
            return row | {"rhythm": "interval", "every": wait}
        case Quota(times):
            return row | {"rhythm": "quota", "times_a_week": times}


def form_of(row: Row[Any]) -> Form:
    """Return the form of a row."""
    rhythm: Rhythm
    if row.rhythm == "weekdays":
        rhythm = Weekdays(frozenset(map(int, row.weekdays.split(","))), row.every)
    elif row.rhythm == "interval":
        rhythm = Interval(row.every)
    else:
        rhythm = Quota(row.times_a_week)
    times = tuple(dt.time.fromisoformat(at) for at in row.clock_times.split())
    return Form(row.from_at, rhythm, times, row.first_on, row.until_on, row.gap_days)


def write_details(details: Details) -> str:
    """Return the details as JSON, without what was not told."""
    told = details.told() | {
        "duration": int(details.duration.total_seconds()),
        "areas": [[area.name, area.side] for area in details.areas],
        "exercises": [
            [done.name, write_dose(done.dose) if done.dose else None] for done in details.exercises
        ],
    }
    return json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)


def read_details(text: str) -> Details:
    """Return the details that `write_details` wrote."""
    told = json.loads(text)
    told["duration"] = dt.timedelta(seconds=told["duration"])
    told["areas"] = tuple(BodyArea(*area) for area in told.get("areas", ()))
    told["exercises"] = tuple(
        ExerciseDone(name, read_dose(dose) if dose else None)
        for name, dose in told.get("exercises", ())
    )
    return Details(**told)
