"""What the care rules say of sessions that are planned for one day: their pauses, and how many."""

import datetime as dt
from collections.abc import Mapping, Sequence

from tracker.care.plan import Form
from tracker.care.rhythm import Weekdays
from tracker.care.safety.case import Proposed, Styles
from tracker.care.safety.check import Finding, check, worst_first
from tracker.care.safety.rules import LEVELS


def check_day(
    own: Sequence[Proposed],
    others: Sequence[Proposed],
    *,
    limits: Mapping[str, float],
    styles: Styles,
) -> tuple[Finding, ...]:
    """Return what the rules say of a plan's `own` sessions of a day beside the `others`, each once.

    What is said of another is told only where that is so because of the plan's own.
    """
    entries = [one.entry for one in own]
    beside = [one.entry for one in others]
    found: list[Finding] = []
    for place, one in enumerate(own):
        around = [*entries[:place], *entries[place + 1 :], *beside]
        found += check(one, earlier=around, limits=limits, styles=styles)
    for one in others:
        alone = {(said.rule_id, said.level) for said in check(one, limits=limits, styles=styles)}
        with_own = check(one, earlier=entries, limits=limits, styles=styles)
        found += [said for said in with_own if (said.rule_id, said.level) not in alone]
    worst: dict[str, Finding] = {}
    for said in found:
        known = worst.get(said.rule_id)
        if known is None or LEVELS.index(said.level) > LEVELS.index(known.level):
            worst[said.rule_id] = said
    return worst_first(worst.values())


def can_share_a_day(one: Form, other: Form) -> bool:
    """Say whether two plans can ask for sessions on the same day."""
    days = [form.rhythm.days for form in (one, other) if isinstance(form.rhythm, Weekdays)]
    if len(days) == 2 and days[0].isdisjoint(days[1]):
        return False
    last = min(form.until_on or dt.date.max for form in (one, other))
    return max(one.first_on, other.first_on) <= last
