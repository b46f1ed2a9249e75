"""How plans are kept in rows: a plan, each of its forms, and what its sessions are filled in with."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Row

from tracker.care.fields import Details, told_of
from tracker.care.flare import HALF
from tracker.care.plan import Form, Plan, Rest
from tracker.care.rhythm import Interval, Quota, Rhythm, Weekdays
from tracker.journal.rows import read_told, reading_of, write_told
from tracker.tables import plans


def plan_of(
    row: Row[Any],
    forms: tuple[Form, ...],
    rests: Sequence[Row[Any]],
    skipped: tuple[dt.date, ...],
) -> Plan:
    """Return the plan of a row, with all its forms, the rows of its pauses, and skipped days."""
    return Plan(
        number=row.id,
        name=row.name,
        kind=row.kind,
        details=read_details(row),
        forms=forms,
        pauses=tuple(_rest(rest) for rest in rests if not _is_half(rest)),
        eased=tuple(_rest(rest) for rest in rests if _is_half(rest)),
        skipped=skipped,
        zone=row.zone,
        directed_by=row.director,
        created_at=row.created_at,
        removed_at=row.removed_at,
        in_flare=row.in_flare,
    )


def _is_half(row: Row[Any]) -> bool:
    return row.flare_id is not None and bool(row.why == HALF)


def _rest(row: Row[Any]) -> Rest:
    # Of what a flare-up wrote, `why` says how it eases the plan, and nothing to the person.
    why = row.why if row.flare_id is None else None
    return Rest(row.first_on, row.until_on, why, row.flare_id, row.trial_id)


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
    with reading_of(f"the rhythm of plan {row.plan_id}", plans, id=row.plan_id):
        return _form_of(row)


def _form_of(row: Row[Any]) -> Form:
    rhythm: Rhythm
    if row.rhythm == "weekdays":
        rhythm = Weekdays(frozenset(map(int, row.weekdays.split(","))), int(row.every))
    elif row.rhythm == "interval":
        rhythm = Interval(int(row.every))
    else:
        rhythm = Quota(int(row.times_a_week))
    times = tuple(dt.time.fromisoformat(at) for at in row.clock_times.split())
    return Form(row.from_at, rhythm, times, row.first_on, row.until_on, row.gap_days)


def write_details(details: Details) -> str:
    """Return the details as JSON, without what was not told."""
    written = write_told(told_of(details))
    return write_json({name: it for name, it in written.items() if it or name == "duration"})


def write_json(details: Mapping[str, Any]) -> str:
    """Return details that are in JSON already as the row of a plan has them."""
    return json.dumps(details, ensure_ascii=False)


def read_details(plan: Row[Any]) -> Details:
    """Return the details that `write_details` wrote into the row of a plan."""
    with _reading_details(plan):
        return Details(**read_told(read_json(plan)))


def read_json(plan: Row[Any]) -> dict[str, Any]:
    """Return the details of the row of a plan as they are written in JSON."""
    with _reading_details(plan):
        return dict(json.loads(plan.details))


def _reading_details(plan: Row[Any]) -> AbstractContextManager[None]:
    return reading_of(f"what plan {plan.id} says of its sessions", plans, id=plan.id)
