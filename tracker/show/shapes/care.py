"""Conditions, care rules and red flags as programs read them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

from tracker.show.shapes import Answer, Shape, says, shaped
from tracker.show.shapes.parts import Area, Day, Finding, Instant, area, finding

if TYPE_CHECKING:
    from tracker.care import safety
    from tracker.journal.conditions import Noted
    from tracker.journal.red_flags import GoneThrough
    from tracker.present import Present


class Condition(Shape, frozen=True):
    """A condition as the person noted it."""

    key: Annotated[str, says("Which condition of the care rules it is.")]
    name: Annotated[str, says("What the person calls it.")]
    area: Annotated[Area | None, says("Where it is; null where it is everywhere.")]
    from_at: Annotated[Instant, says("Since when it is there.")]
    until_at: Annotated[Instant | None, says("Since when it is over, or will be.")]
    cleared_by: Annotated[str | None, says("The doctor who agreed to what waited for that.")]
    cleared_on: Annotated[Day | None, says("When the doctor agreed.")]
    cleared_until: Annotated[
        Day | None, says("From when on that no longer counts, and is to be looked at again.")
    ]
    note: Annotated[str | None, says("The person's own note.")]


class Conditions(Answer, frozen=True):
    """Conditions that are or were noted."""

    conditions: Annotated[tuple[Condition, ...], says("The latest last.")]


class Limit(Shape, frozen=True):
    """A figure past which a care rule speaks."""

    key: Annotated[str, says("Its name in the settings.")]
    level: Annotated[str, says("The level on which the rule then speaks.")]
    unit: Annotated[str, says("What it is counted in.")]
    value: Annotated[float, says("The figure that counts now.")]
    default: Annotated[float, says("The figure where the settings say none.")]
    least: Annotated[float, says("The least that the settings may say.")]
    most: Annotated[float, says("The most that the settings may say.")]


class Rule(Shape, frozen=True):
    """A care rule."""

    id: Annotated[str, says("The name of the rule.")]
    says: Annotated[str, says("What it says, in one sentence with its limit as it is set.")]
    looks_at: Annotated[tuple[str, ...], says("The sessions that it looks at.")]
    level: Annotated[str | None, says("The level on which it speaks; null where limits say it.")]
    limits: Annotated[tuple[Limit, ...], says("Its limits, the worst first.")]
    source: Annotated[str, says("Where it comes from.")]


class CareRule(Answer, frozen=True):
    """One care rule in full."""

    rule: Annotated[Rule, says("The rule.")]
    conditions: Annotated[
        tuple[str, ...],
        says("The conditions of which one has to be noted; none where it asks for none."),
    ]
    sources: Annotated[tuple[str, ...], says("Where it comes from, one by one.")]


class ConditionKind(Shape, frozen=True):
    """A condition that the care rules know."""

    key: Annotated[str, says("The name of the condition.")]
    name: Annotated[str, says("What it is, in words for people.")]
    also: Annotated[tuple[str, ...], says("Further words for it.")]


class CareRules(Answer, frozen=True):
    """The care rules with their limits, and the conditions that they know."""

    rules: Annotated[tuple[Rule, ...], says("The rules.")]
    conditions: Annotated[tuple[ConditionKind, ...], says("The conditions.")]


class Findings(Answer, frozen=True):
    """What the care rules say about a session that would begin now."""

    findings: Annotated[tuple[Finding, ...], says("The worst first.")]


class Sign(Shape, frozen=True):
    """A sign that matters more than any session."""

    id: Annotated[str, says("The name of the sign.")]
    level: Annotated[str, says("How soon it needs help.")]
    asks: Annotated[str, says("The question, to be answered yes or no.")]
    source: Annotated[str, says("Where it comes from.")]


class Combination(Shape, frozen=True):
    """Signs that weigh more together than each by itself."""

    id: Annotated[str, says("The name of the combination.")]
    level: Annotated[str, says("How soon it needs help.")]
    group: Annotated[str, says("What it can point to.")]
    says: Annotated[str, says("Why it matters.")]
    source: Annotated[str, says("Where it comes from.")]


class RedFlags(Answer, frozen=True):
    """The signs that are asked about, and the level of those answered yes."""

    signs: Annotated[tuple[Sign, ...], says("The most urgent first.")]
    level: Annotated[str | None, says("The most urgent level answered yes; null without any.")]
    answered: Annotated[
        tuple[str, ...] | None, says("The signs answered yes; null where nothing was answered.")
    ]
    combinations: Annotated[
        tuple[Combination, ...], says("What is so urgent because several signs are there.")
    ]
    noted: Annotated[Condition | None, says("The condition that the diary notes for it, if any.")]


def conditions(listed: Sequence["Noted"], present: "Present") -> Conditions:
    """Return conditions that are or were noted."""
    return Conditions(tuple(map(_condition, listed)))


def noted(one: "Noted", present: "Present") -> Conditions:
    """Return the condition that was noted, ended or cleared."""
    return conditions([one], present)


def care_rules(rules: Iterable["safety.Rule"], present: "Present") -> CareRules:
    """Return the care rules with their limits, and the conditions that they know."""
    from tracker.care.safety import condition_kinds

    return CareRules(
        tuple(_rule(one, present) for one in rules),
        tuple(shaped(ConditionKind, one) for one in condition_kinds().values()),
    )


def rule(one: "safety.Rule", present: "Present") -> CareRule:
    """Return one care rule in full."""
    return CareRule(_rule(one, present), one.conditions, one.sources)


def _rule(one: "safety.Rule", present: "Present") -> Rule:
    from tracker.care.safety import stated

    own = present.settings.limits
    return shaped(
        Rule,
        one,
        says=stated(one, own),
        looks_at=tuple(sorted(one.kinds)),
        limits=tuple(
            shaped(Limit, limit, value=own.get(limit.key, limit.default)) for limit in one.limits
        ),
    )


def findings(found: Sequence["safety.Finding"], present: "Present") -> Findings:
    """Return what the care rules say about a session, the worst first."""
    return Findings(tuple(map(finding, found)))


def red_flags(value: "GoneThrough | None", present: "Present") -> RedFlags:
    """Return the signs that are asked about, and what was answered and noted, if anything was."""
    from tracker.care.safety import signs

    listed = tuple(shaped(Sign, one) for one in signs().values())
    if value is None:
        return RedFlags(listed, None, None, (), None)
    found = value.found
    return RedFlags(
        listed,
        found.level.id if found.level else None,
        found.signs,
        tuple(shaped(Combination, one) for one in found.combinations),
        _condition(value.noted) if value.noted else None,
    )


def _condition(one: "Noted") -> Condition:
    return shaped(Condition, one, area=one.area and area(one.area))
