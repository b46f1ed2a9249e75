"""Which care rules speak about a session that is proposed, planned or already done."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from tracker.care import catalogue
from tracker.care.fields import Entry
from tracker.care.safety.case import (
    WHOLE_BODY,
    Case,
    Condition,
    Proposed,
    Styles,
    aspects,
    reaches,
)
from tracker.care.safety.exercises import (
    EACH_EXERCISE,
    exercise_texts,
    meeting,
    of_exercises,
)
from tracker.care.safety.questions import MEASURES, OF_THE_PERSON, QUESTIONS, last_before
from tracker.care.safety.rules import (
    LEVELS,
    Level,
    Limit,
    Rule,
    condition_kinds,
    rules,
    shown,
    source_of,
)

_DEFAULTS: Mapping[str, float] = MappingProxyType({})
_MINUTE, _HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


class Finding(Struct, frozen=True):
    """What a rule says.

    `overridable` says of a refusal that a start may go on with a reason; a hold goes when its
    condition ends or is cleared, and hints and cautions stop nothing. `next_step` is meant for
    what is about to start. `until_at` is the instant from which the rule no longer speaks with
    this level, where it is known.
    """

    rule_id: str
    level: Level
    message: str
    next_step: str
    source: str
    overridable: bool
    until_at: dt.datetime | None = None


def check(
    proposed: Proposed,
    conditions: Iterable[Condition] = (),
    earlier: Iterable[Entry] = (),
    *,
    pain: int | None = None,
    limits: Mapping[str, float] = _DEFAULTS,
    styles: Styles = catalogue.styles,
) -> tuple[Finding, ...]:
    """Return what the care rules say about a session, the worst first.

    `earlier` holds the other sessions of that day and those that ended shortly before; `pain` is
    the present reading, 0 to 10; `limits` the settings that differ from the defaults, by key;
    `styles` gives those of massage that this person knows, those of the catalogue unless told.
    """
    active = [condition for condition in conditions if condition.is_active(proposed.at)]
    others = tuple(earlier)

    def judge(what: Proposed) -> list[Finding]:
        words = EACH_EXERCISE if what.exercise else aspects(what.entry, styles)
        noted = meeting(what, active)
        found = [
            finding
            for rule in rules().values()
            if rule.kinds & words
            and not rule.without
            and (finding := _ask(Case(rule, what, None, others, pain, styles), noted, limits))
        ]
        speaking = {finding.rule_id for finding in found}
        return [one for one in found if speaking.isdisjoint(rules()[one.rule_id].yields_to)]

    return worst_first(judge(proposed) + of_exercises(proposed, judge))


def worst_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with the worst first, those of one level in the order given."""
    return tuple(sorted(found, key=lambda finding: LEVELS.index(finding.level), reverse=True))


def holds(
    proposed: Proposed,
    conditions: Iterable[Condition],
    *,
    pain: int | None = None,
    limits: Mapping[str, float] = _DEFAULTS,
    styles: Styles = catalogue.styles,
) -> Finding | None:
    """Return why the person's state holds a planned session at `proposed.at`, None if it does not.

    An occurrence that is held is excused. Length, gaps and who gives it hold nothing.
    """
    found = check(proposed, conditions, pain=pain, limits=limits, styles=styles)
    return next(filter(is_of_the_person, found), None)


def is_of_the_person(finding: Finding) -> bool:
    """Say whether it is the person's state that speaks against the session, for as long as it lasts."""
    is_theirs = rules()[finding.rule_id].when in OF_THE_PERSON
    return finding.level == "hold" or (finding.level == "refuse" and is_theirs)


def hints(planned_kinds: Iterable[str]) -> tuple[Finding, ...]:
    """Return what is missing beside the plans of these kinds, such as exercise beside massage."""
    planned = frozenset(planned_kinds)
    return tuple(
        Finding(rule.id, rule.level, rule.says, rule.next, rule.source, overridable=False)
        for rule in rules().values()
        if rule.level and rule.without and rule.kinds & planned and planned.isdisjoint(rule.without)
    )


def _ask(case: Case, active: Iterable[Condition], limits: Mapping[str, float]) -> Finding | None:
    """Return what the rule says; of several conditions, the one with the worst and longest to say."""
    rule, proposed = case.rule, case.proposed
    there = [
        condition
        for condition in active
        if rule.everywhere or proposed.entry.kind in WHOLE_BODY or reaches(proposed, condition)
    ]
    if any(one.key in rule.unless and not one.is_cleared(proposed.at) for one in there):
        return None
    noted: list[Condition | None] = [None]
    if rule.conditions:
        noted = [condition for condition in there if _counts(rule, condition, proposed.at)]
    cases = [replace(case, condition=condition) for condition in noted]
    found = [finding for one in cases if (finding := _judge(one, limits))]
    return max(found, key=_weight, default=None)


def _weight(finding: Finding) -> tuple[int, bool, dt.datetime]:
    end = finding.until_at or dt.datetime.max.replace(tzinfo=dt.UTC)
    return LEVELS.index(finding.level), finding.until_at is None, end


def _counts(rule: Rule, condition: Condition, at: dt.datetime) -> bool:
    if condition.key not in rule.conditions or (rule.of_area and condition.area is None):
        return False
    return not rule.cleared or condition.is_cleared(at) == (rule.cleared == "only")


def _judge(case: Case, limits: Mapping[str, float]) -> Finding | None:
    rule = case.rule
    if not rule.limits:
        is_so = not rule.when or QUESTIONS[rule.when](case.proposed)
        return _say(case, rule.level) if is_so and rule.level else None
    measure, is_past = MEASURES[rule.when]
    value = measure(case)
    if value is None:
        return None
    for limit in rule.limits:
        bound = limits.get(limit.key, limit.default)
        is_waived = limit.unless_skin_is_normal and case.proposed.skin_is_normal
        if is_past(value, bound) and not is_waived:
            return _say(case, limit.level, limit, value, bound)
    return None


def _say(
    case: Case, level: Level, limit: Limit | None = None, value: float = 0, bound: float = 0
) -> Finding:
    condition, rule, unit = case.condition, case.rule, limit.unit if limit else ""
    until_at = condition.until_at if condition else None
    texts = {"value": shown(value, unit), "limit": shown(bound, unit)}
    texts |= exercise_texts(case.proposed)
    if limit and limit.is_pause:
        left = bound - value
        texts["value"] = shown(max(0, math.floor(value)), unit)
        texts["left"] = shown(math.ceil(left), unit)
        past_at = case.proposed.at + left * (_MINUTE if unit == "min" else _HOUR)
        until_at = min(until_at, past_at) if until_at else past_at
    if stranger := case.proposed.stranger:
        texts |= {"who": stranger.name, "noting": stranger.noting}
    if condition:
        texts |= {"condition": _called(condition), "name": condition.name or condition.key}
    if case.proposed.is_planned and rule.planned:
        level = rule.planned
    return Finding(
        rule.id,
        level,
        rule.says.format_map(texts) + _about_the_place(case),
        rule.next.format_map(texts),
        source_of(rule, limit),
        rule.override and level == "refuse" and not (limit and limit.is_firm),
        until_at,
    )


def _called(condition: Condition) -> str:
    kind = condition_kinds().get(condition.key)
    called = kind.name if kind else condition.key.replace("-", " ")
    return f"{called} ({condition.label})" if condition.label else called


def _about_the_place(case: Case) -> str:
    """Return the sentence that says so where a place was assumed because none was given."""
    proposed, condition, last = case.proposed, case.condition, last_before(case)
    areas = proposed.entry.details.areas
    if case.rule.when == "sooner-than" and last and not (areas and last.details.areas):
        return " Without an area for both they count as the same place."
    is_local = condition and condition.area and not case.rule.everywhere
    if not is_local or areas or proposed.entry.kind in WHOLE_BODY:
        return ""
    return f" Without --area it is the {_place(condition)}."


def _place(condition: Condition | None) -> str:
    area = condition.area if condition else None
    if area is None:
        return ""
    name = area.name.replace("-", " ")
    return f"{area.side} {name}" if area.side in ("left", "right") else name
