"""One good row for each table, put there by plain SQL."""

import sqlite3
from typing import Any

DAY, AT, LATER = "2026-11-23", "2026-11-23 17:00:00.000000", "2026-11-24 17:00:00.000000"
# In an order in which they can be inserted.
GOOD: dict[str, dict[str, Any]] = {
    "providers": {"id": 1, "name": "Ana", "name_key": "ana", "created_at": AT},
    "sessions": {
        "id": 1, "kind": "massage", "day": DAY, "started_at": AT, "zone": "UTC", "duration_s": 60,
        "came_in": "logged", "created_at": AT, "changed_at": AT,
    },
    "session_areas": {"session_id": 1, "position": 0, "area": "neck", "side": "left"},
    "massages": {"session_id": 1, "style": "thai", "performer": "self", "purpose": "relaxation"},
    "services": {
        "session_id": 1, "provider_id": 1, "cost": 8000, "currency": "EUR", "covered": 8000,
        "claim": "paid",
    },
    "applications": {"session_id": 1, "temperature_c": 40.5, "barrier": True},
    "exercises_done": {
        "session_id": 1, "position": 0, "exercise": "plank", "sets": 3, "reps": 1, "hold_s": 1,
        "each_side": False,
    },
    "changes": {"id": 1, "at": AT, "verb": "log", "what": "#1"},
    "changed_rows": {"change_id": 1, "position": 0, "table_name": "sessions", "row_key": "{}"},
    "known_names": {"source": "watson", "name_key": "rücken", "meaning": "exercise"},
    "plans": {
        "id": 1, "name": "Back", "name_key": "back", "kind": "massage", "details": "{}",
        "directed_by": 1, "created_at": AT, "changed_at": AT,
    },
    "schedules": {
        "plan_id": 1, "from_at": AT, "rhythm": "weekdays", "weekdays": "mon", "every": 1,
        "clock_times": "18:00", "first_on": DAY, "until_on": DAY, "gap_days": 0,
    },
    "readings": {
        "id": 1, "day": DAY, "at": AT, "zone": "UTC", "level": 4, "created_at": AT,
        "changed_at": AT,
    },
    "reading_areas": {"reading_id": 1, "position": 0, "area": "neck", "side": "left"},
    "checkins": {
        "id": 1, "measure": "peg", "day": DAY, "zone": "UTC", "created_at": AT, "changed_at": AT,
    },
    "checkin_answers": {"checkin_id": 1, "item": 1, "answer": 4},
    "flares": {"id": 1, "first_on": DAY, "until_on": DAY, "created_at": AT},
    "trials": {
        "id": 1, "kind": "massage", "plan_id": 1, "pain_plan_id": 1, "first_on": DAY, "weeks": 12,
        "stopped_on": DAY, "created_at": AT,
    },
    "trial_blocks": {"trial_id": 1, "position": 0, "with_first": True},
    "pauses": {
        "id": 1, "plan_id": 1, "first_on": DAY, "until_on": DAY, "flare_id": 1, "trial_id": 1,
    },
    "plan_dues": {"plan_id": 1, "computed_until": AT, "next_due_at": AT, "is_stale": False},
    "bubbles": {"reminder_id": 1, "desk": "", "handle": "bus:1.1/1", "shown_times": 1},
    "due_basis": {"desk": "", "words": "UTC"},
    "reminders": {
        "id": 1, "plan_id": 1, "day": DAY, "clock": "18:00", "due_at": AT, "state": "done",
        "tries": 0, "shown_times": 0, "answered_by": 1,
    },
    "done_for": {"session_id": 1, "plan_id": 1},
    "reminders_aside": {"id": 9, "plan_id": 1, "due_at": AT, "image": "{}", "decided": ""},
    "decisions": {"id": 1, "reminder_id": 1, "at": AT, "what": "shown", "words": "due"},
    "digests": {"week_first": DAY, "tries": 0},
    "conditions": {
        "id": 1, "key": "fever", "name": "fever", "name_key": "fever", "side": "left",
        "from_at": AT, "from_on": DAY, "until_at": AT, "cleared_by": "Dr. Lee", "cleared_on": DAY,
        "cleared_until": DAY, "created_at": AT,
    },
    "red_flag_answers": {
        "id": 1, "at": AT, "day": DAY, "signs": "saddle", "level": "emergency",
    },
    "overrides": {"id": 1, "session_id": 1, "rule": "heat", "reason": "my own", "at": AT},
    "own_exercises": {"id": "swim", "name": "Swimming", "created_at": AT},
    "routines": {"id": 1, "name": "Morning", "name_key": "morning", "created_at": AT},
    "routine_steps": {"routine_id": 1, "position": 0, "exercise": "plank"},
    "routines_followed": {"session_id": 1, "routine": "Morning"},
    "timers": {"id": 1, "started_at": AT, "seen_at": AT, "content": "{}"},
}  # fmt: skip


def put(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
