"""What programs read: one versioned JSON shape a command, and CSV."""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tracker.care.adherence import Kept, overall
from tracker.care.doses import write_dose
from tracker.care.fields import ExerciseDone
from tracker.care.money import Money, amount_of
from tracker.care.session import Session
from tracker.care.week import Cost, KindTotal, Week
from tracker.text import OBEYED, visible
from tracker.when import iso, week_label

if TYPE_CHECKING:
    from tracker.care.planned import Planned
    from tracker.care.safety import Finding
    from tracker.journal.changes import Change
    from tracker.journal.outlook import PlanKept
    from tracker.journal.reading import Found
    from tracker.journal.sessions import Stored, Undone

VERSION = 1
COLUMNS = (
    "number",
    "kind",
    "day",
    "started_at",
    "ended_at",
    "zone",
    "minutes",
    "pain_before",
    "pain_after",
    "areas",
    "style",
    "provider",
    "performer",
    "purpose",
    "cost",
    "covered",
    "currency",
    "claim",
    "claim_on",
    "claim_note",
    "temperature_c",
    "barrier",
    "exercises",
    "routine",
    "note",
    "came_in",
    "created_at",
    "changed_at",
)


def document(shape: str, content: Mapping[str, Any]) -> str:
    """Return a JSON document that names its shape and version before its content."""
    whole = {"shape": shape, "version": VERSION, **content}
    return OBEYED.sub(_escaped, json.dumps(whole, ensure_ascii=False, indent=2))


def stored(stored: "Stored", remark: str) -> str:
    """Return a session that was logged or edited, and what a person would have been told."""
    content = {
        "session": session_shape(stored.session),
        "new_provider": stored.new_provider,
        "overlapping": [other.number for other in stored.overlapping],
        "answered": list(stored.answered),
        "cautions": [finding_shape(one) for one in stored.cautions],
        "remark": remark or None,
    }
    return document("stored", content)


def deleted(gone: Sequence[Session]) -> str:
    """Return the sessions that were deleted."""
    return document("deleted", {"sessions": [session_shape(one) for one in gone]})


def undone(undo: "Undone") -> str:
    """Return the change that was taken back, and its sessions before and after."""
    content = {
        "change": _change_shape(undo.change),
        "sessions": [
            {
                "until_now": session_shape(until_now) if until_now else None,
                "again": session_shape(again) if again else None,
            }
            for until_now, again in undo.sessions
        ],
    }
    return document("undone", content)


def changes(latest: Sequence["Change"]) -> str:
    """Return what could be taken back, the last change first."""
    return document("changes", {"changes": [_change_shape(one) for one in latest]})


def history(found: "Found", plans: Sequence["PlanKept"]) -> str:
    """Return the sessions that were found, oldest first, and how plans were kept meanwhile."""
    content = {
        "sessions": [session_shape(session) for session in found.sessions],
        "has_more": found.has_more,
        "plans": _plans_kept(plans),
        "kept": kept_shape(overall(one.kept for one in plans)) if plans else None,
    }
    return document("history", content)


def history_csv(found: "Found") -> str:
    """Return the sessions as CSV with a line of column names; made for spreadsheets, not for backup."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for session in found.sessions:
        shape = session_shape(session)
        cost, covered = session.entry.cost, session.entry.covered
        shape |= {
            "minutes": f"{session.entry.details.duration.total_seconds() / 60:.2f}".removesuffix(
                ".00"
            ),
            "cost": amount_of(cost) if cost else None,
            "covered": amount_of(covered) if covered else None,
            "currency": cost.currency if cost else None,
            "provider": session.entry.details.provider and visible(session.entry.details.provider),
            "claim_note": session.entry.claim_note and visible(session.entry.claim_note),
            "routine": session.entry.details.routine and visible(session.entry.details.routine),
            "note": session.entry.note and visible(session.entry.note),
            "areas": " ".join(
                f"{area.name}:{area.side}" if area.side else area.name
                for area in session.entry.details.areas
            ),
            "exercises": " ".join(
                f"{done.name}:{write_dose(done.dose)}" if done.dose else done.name
                for done in session.entry.details.exercises
            ),
        }
        writer.writerow({name: shape[name] for name in COLUMNS})
    return text.getvalue().removesuffix("\n")


def summary(
    week: Week,
    before: Week,
    today: dt.date,
    plans: Sequence["PlanKept"],
    plans_before: Sequence["PlanKept"],
) -> str:
    """Return one week and the week before it, each with how its plans were kept."""
    content = {
        "week": _week(week, today, plans),
        "week_before": _week(before, today, plans_before),
    }
    return document("summary", content)


def weeks(listed: Sequence[Week], today: dt.date, plans: Sequence[Sequence["PlanKept"]]) -> str:
    """Return several weeks, the latest last, each with how its plans were kept."""
    shapes = [_week(one, today, kept) for one, kept in zip(listed, plans, strict=True)]
    return document("weeks", {"weeks": shapes})


def today(
    done: Sequence[Session],
    week: Week,
    day: dt.date,
    planned: Sequence["Planned"],
    plans: Sequence["PlanKept"],
) -> str:
    """Return today's sessions, what is planned for today, and this week's figures."""
    content = {
        "day": day.isoformat(),
        "sessions": [session_shape(session) for session in done],
        "planned": [_planned(one) for one in planned],
        "week": _week(week, day, plans),
    }
    return document("today", content)


def _planned(one: "Planned") -> dict[str, Any]:
    return {
        "plan": one.plan.number,
        "name": one.plan.name,
        "kind": one.plan.kind,
        "due_at": iso(one.due_at, dt.UTC),
        "state": one.state,
        "why": one.why,
    }


def _plans_kept(plans: Sequence["PlanKept"]) -> list[dict[str, Any]]:
    return [
        {"number": one.plan.number, "name": one.plan.name, **kept_shape(one.kept)} for one in plans
    ]


def kept_shape(kept: Kept) -> dict[str, Any]:
    """Return planned against done; the share is None where nothing was planned."""
    return {
        "planned": kept.planned,
        "done": kept.done,
        "missed": kept.missed,
        "excused": kept.excused,
        "share": None if kept.share is None else round(kept.share, 3),
    }


def finding_shape(one: "Finding") -> dict[str, Any]:
    """Return what one care rule says."""
    return {
        "rule": one.rule_id,
        "level": one.level,
        "message": one.message,
        "next_step": one.next_step or None,
        "source": one.source,
        "is_overridable": one.overridable,
    }


def session_shape(session: Session) -> dict[str, Any]:
    """Return every field of a session; instants carry the offset of the zone they happened in."""
    zone = ZoneInfo(session.entry.zone)
    return {
        "number": session.number,
        "kind": session.entry.kind,
        "day": session.entry.day.isoformat(),
        "started_at": _iso(session.entry.started_at, zone),
        "ended_at": _iso(session.entry.ended_at, zone),
        "zone": session.entry.zone,
        "duration_s": int(session.entry.details.duration.total_seconds()),
        "pain_before": session.entry.pain_before,
        "pain_after": session.entry.pain_after,
        "areas": [{"name": area.name, "side": area.side} for area in session.entry.details.areas],
        "style": session.entry.details.style,
        "provider": session.entry.details.provider,
        "performer": session.entry.details.performer,
        "purpose": session.entry.details.purpose,
        "cost": _money(session.entry.cost),
        "covered": _money(session.entry.covered),
        "claim": session.entry.claim,
        "claim_on": session.entry.claim_on.isoformat() if session.entry.claim_on else None,
        "claim_note": session.entry.claim_note,
        "temperature_c": session.entry.details.temperature_c,
        "barrier": session.entry.barrier,
        "exercises": [exercise_shape(done) for done in session.entry.details.exercises],
        "routine": session.entry.details.routine,
        "note": session.entry.note,
        "came_in": session.entry.came_in,
        "created_at": _iso(session.created_at, zone),
        "changed_at": _iso(session.changed_at, zone),
    }


def exercise_shape(done: ExerciseDone) -> dict[str, Any]:
    """Return an exercise with its dose, if that is told."""
    return {
        "name": done.name,
        "sets": done.dose.sets if done.dose else None,
        "reps": done.dose.reps if done.dose else None,
        "hold_s": done.dose.hold_s if done.dose else None,
        "each_side": done.dose.each_side if done.dose else False,
    }


def _week(week: Week, today: dt.date, plans: Sequence["PlanKept"]) -> dict[str, Any]:
    return {
        "week": week_label(week.first),
        "first_day": week.first.isoformat(),
        "last_day": week.last.isoformat(),
        "is_running": week.first <= today <= week.last,
        "kinds": [{"kind": one.kind, **_total(one)} for one in week.kinds],
        "whole": _total(week.whole),
        "costs": [_cost(cost) for cost in week.costs],
        "plans": _plans_kept(plans),
        "kept": kept_shape(overall(one.kept for one in plans)),
    }


def _total(one: KindTotal) -> dict[str, Any]:
    return {
        "sessions": one.sessions,
        "duration_s": int(one.duration.total_seconds()),
        "days": [day.isoformat() for day in one.days],
        "mean_pain_change": None if one.change is None else round(one.change, 3),
        "sessions_with_both_readings": one.pairs,
        "hot_stone_massages": one.hot_stones,
    }


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "currency": cost.cost.currency,
        "cost": amount_of(cost.cost),
        "covered": amount_of(cost.covered),
        "own_share": amount_of(cost.own_share),
    }


def _change_shape(change: "Change") -> dict[str, Any]:
    return {
        "number": change.number,
        "at": iso(change.at, dt.UTC),
        "verb": change.verb,
        "what": change.what,
    }


def _money(money: Money | None) -> dict[str, str] | None:
    return None if money is None else {"amount": amount_of(money), "currency": money.currency}


def _escaped(found: re.Match[str]) -> str:
    """Escape what JSON itself would pass on raw; a line feed outside its texts is layout."""
    return found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}"


def _iso(at: dt.datetime | None, zone: ZoneInfo) -> str | None:
    return None if at is None else iso(at, zone)
