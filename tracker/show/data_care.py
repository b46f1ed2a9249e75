"""What programs read of conditions, care rules and red flags."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tracker.show.data import document, finding_shape
from tracker.when import iso

if TYPE_CHECKING:
    from tracker.care.safety import ConditionKind, Finding, RedFlagLevel, Rule, Sign
    from tracker.journal.conditions import Noted
    from tracker.present import Present


def conditions(noted: Sequence["Noted"]) -> str:
    """Return conditions that are or were noted."""
    content = [
        {
            "key": one.key,
            "name": one.name,
            "area": {"name": one.area.name, "side": one.area.side} if one.area else None,
            "from_at": iso(one.from_at, dt.UTC),
            "until_at": iso(one.until_at, dt.UTC) if one.until_at else None,
            "cleared_by": one.cleared_by,
            "cleared_on": one.cleared_on.isoformat() if one.cleared_on else None,
            "note": one.note,
        }
        for one in noted
    ]
    return document("conditions", {"conditions": content})


def care_rules(rules: Iterable["Rule"], kinds: Iterable["ConditionKind"]) -> str:
    """Return the care rules with their limits, and the conditions that they know."""
    content = {
        "rules": [
            {
                "id": rule.id,
                "looks_at": sorted(rule.kinds),
                "level": rule.level,
                "limits": [
                    {
                        "key": limit.key,
                        "level": limit.level,
                        "unit": limit.unit,
                        "default": limit.default,
                        "least": limit.least,
                        "most": limit.most,
                    }
                    for limit in rule.limits
                ],
                "source": rule.source,
            }
            for rule in rules
        ],
        "conditions": [
            {"key": kind.key, "name": kind.name, "also": list(kind.also)} for kind in kinds
        ],
    }
    return document("care-rules", content)


def findings(found: Sequence["Finding"], _: "Present") -> str:
    """Return what the care rules say about a session, the worst first."""
    return document("findings", {"findings": [finding_shape(one) for one in found]})


def red_flags(signs: Iterable["Sign"], level: "RedFlagLevel | None") -> str:
    """Return the signs that are asked about, and the level of those answered yes."""
    content = {
        "signs": [
            {"id": sign.id, "level": sign.level, "asks": sign.asks, "source": sign.source}
            for sign in signs
        ],
        "level": level.id if level else None,
    }
    return document("red-flags", content)
