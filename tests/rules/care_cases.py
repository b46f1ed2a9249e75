"""The sessions and conditions that the tests of the care rules are about."""

import datetime as dt
from typing import Any

from tracker.care.catalogue import styles
from tracker.care.fields import BodyArea, Entry, entry_of
from tracker.care.safety import Clearance, Condition, Finding, Proposed

AT = dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC)
DAY = AT.date()
SECOND, MINUTE, HOUR = dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(hours=1)
LOWER_BACK, NECK = BodyArea("lower-back"), BodyArea("neck")
NOT_OF_THE_SESSION = (
    "experience",
    "skin_is_normal",
    "in_quiet_hours",
    "stranger",
    "is_planned",
)


def proposed(kind: str, at: dt.datetime = AT, **details: Any) -> Proposed:
    """A session now; a style of massage can stand for its kind. Massage is a professional's."""
    if kind in styles():
        kind, details = "massage", {"style": kind, **details}
    if kind == "massage":
        details = {"performer": "professional", **details}
    around = {name: details.pop(name) for name in NOT_OF_THE_SESSION if name in details}
    usual = {"day": DAY, "started_at": at, "zone": "UTC", "duration": dt.timedelta()}
    return Proposed(entry=entry_of(kind=kind, **(usual | details)), at=at, **around)


def noted(key: str, ago: dt.timedelta = 200 * HOUR, **details: Any) -> Condition:
    return Condition(key=key, from_at=AT - ago, **details)


def cleared(key: str) -> Condition:
    return noted(key, clearance=Clearance("Dr Ito", AT))


def done(kind: str, ended_before: dt.timedelta, **details: Any) -> Entry:
    length = 15 * MINUTE
    started_at = AT - ended_before - length
    return entry_of(
        zone="UTC", kind=kind, day=DAY, started_at=started_at, duration=length, **details
    )


def said(findings: tuple[Finding, ...]) -> str:
    return " ".join(f"{finding.rule_id}:{finding.level}" for finding in findings)
