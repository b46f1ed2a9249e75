"""Conditions and care rules in words."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.escaping import command
from tracker.show.sessions import TAKE_BACK, area_words
from tracker.show.terminal import Look, safe, table, wrapped
from tracker.when import short_day, write_clock, write_day

if TYPE_CHECKING:
    from tracker.care.safety import ConditionKind, Finding, Rule
    from tracker.journal.conditions import Noted
    from tracker.present import Present

# On which side of its limit a rule speaks, by its question.
_PAST = {
    "sooner-than": "when sooner than {}",
    "fresher-than": "in the first {}",
    "pain-is-at-least": "from {} up",
}
_STARS = {"hint": "Hint", "caution": "Caution", "hold": "Held", "refuse": "Not now"}


def noted(one: "Noted", present: "Present", look: Look) -> str:
    """Return the answer to a condition that was noted, ended or cleared."""
    return f"{sentence(one, present)}\n{TAKE_BACK}"


def conditions(listed: Sequence["Noted"], present: "Present", look: Look) -> str:
    """Return what is noted, a line each."""
    if not listed:
        return f"Nothing is noted. Note what care depends on: {command('condition add flu')}"
    return "\n".join(wrapped(sentence(one, present), look, "  ") for one in listed)


def review(one: "Noted", present: "Present", look: Look) -> str:
    """Return the line on a doctor's word that no longer counts."""
    assert one.cleared_by
    assert one.cleared_until
    since = short_day(one.cleared_until, present.today)
    again = command("condition clear", one.name, "--by", one.cleared_by)
    line = (
        f"The word of {safe(one.cleared_by)} about {safe(one.name)} no longer counts since {since}. "
        f"Agreed again? {again}"
    )
    return wrapped(line, look, "  ")


def rules(listed: Iterable["Rule"], limits: Mapping[str, float], look: Look) -> str:
    """Return the care rules, each in one sentence with its limit as it is set."""
    from tracker.care.safety import stated

    rows = []
    for rule in listed:
        levels = [limit.level for limit in rule.limits] or ([rule.level] if rule.level else [])
        rows.append([rule.id, " or ".join(dict.fromkeys(levels)), stated(rule, limits)])
    head = ["rule", "can say", ""]
    lines = table(rows, look, head=head, beneath=[2, 1], indent="")
    more = f"One of them in full: {command('safety show RULE')}"
    return "\n".join([*lines, wrapped(more, look)])


def condition_kinds(listed: Iterable["ConditionKind"], look: Look) -> str:
    """Return the conditions that can be noted, a line each."""
    rows = [[kind.key, kind.name, ", ".join(kind.also)] for kind in listed]
    rows.insert(0, ["condition", "is", "also called"])
    return "\n".join(table(rows, look, elastic=[2, 1], indent=""))


def rule(one: "Rule", present: "Present", look: Look) -> str:
    """Return one care rule in full: what it says, its limits as they are set, its source."""
    from tracker.care.safety import stated
    from tracker.care.safety.rules import shown

    limits = present.settings.limits
    lines = [look.bold(one.id), f"Looks at  {', '.join(sorted(one.kinds))}"]
    if one.conditions:
        lines.append(f"If noted  {', '.join(one.conditions)}")
    lines.append(f"Says      {stated(one, limits)}")
    if one.next:
        lines.append(f"To do     {_plain(one.next)}")
    for limit in one.limits:
        value = limits.get(limit.key, limit.default)
        span = f"{shown(limit.least, limit.unit)} to {shown(limit.most, limit.unit)}"
        usual = "" if value == limit.default else f", usually {shown(limit.default, limit.unit)}"
        past = _PAST.get(one.when, "past {}").format(shown(value, limit.unit))
        firm = ", whatever the reason" if limit.is_firm else ""
        lines.append(f"Limit     {limit.level} {past}{firm}{usual} ({span})")
    if one.limits:
        key = one.limits[0].key
        lines.append(
            f'Change    tracker config set safety.limits "{key}={one.limits[0].default:g}"'
        )
    elif one.level:
        planned = f", {one.planned} for a plan" if one.planned else ""
        way = ", may be overridden" if one.override else ""
        lines.append(f"Level     {one.level}{way}{planned}")
    label = "Source" if len(one.sources) == 1 else "Sources"
    lines += [f"{'' if place else label:10}{it}" for place, it in enumerate(one.sources)]
    return "\n".join(wrapped(line, look, " " * 10) for line in lines)


def checked(found: Sequence["Finding"], _: "Present", look: Look) -> str:
    """Return the answer to the question what the care rules say, and what they are not."""
    from tracker.care.safety import NOT_MEDICAL_ADVICE

    return f"{findings(found, look)}\n{NOT_MEDICAL_ADVICE}"


def said(found: Sequence["Finding"]) -> list[str]:
    """Return what the care rules say of what begins or is planned all the same, a line each."""
    return [
        f"{_STARS[one.level]}: {one.message} ({command('safety show', one.rule_id)})"
        for one in found
    ]


def findings(found: Sequence["Finding"], look: Look) -> str:
    """Return what the care rules say about a session that would begin now."""
    if not found:
        return "No care rule speaks against it."
    return "\n".join(line for one in found for line in finding(one, look))


def finding(one: "Finding", look: Look, *, with_next: bool = True) -> list[str]:
    """Return one finding: what it says and where that comes from."""
    from tracker.care.safety import brief_source

    drawn = {"hold": look.held, "refuse": look.error}.get(one.level, str)
    lines = [f"{drawn(_STARS[one.level])}: {one.message}"]
    if with_next and one.next_step:
        lines.append(f"  {one.next_step}")
    source = brief_source(one.source)
    lines.append(f"  Source: {source} ({command('safety show', one.rule_id)})")
    return [wrapped(line, look, "  ") for line in lines]


def sentence(one: "Noted", present: "Present", *, is_of_page: bool = False) -> str:
    """Return a condition as a sentence: where, since when, until when, and who agreed.

    On a page, which is read on other days too, no day is called today, and notes stand elsewhere.
    """

    def day(day: dt.date) -> str:
        return short_day(day, present.today) if is_of_page else write_day(day, present.today)

    def instant(at: dt.datetime) -> str:
        local = at.astimezone(present.zone)
        return (
            day(local.date())
            if is_of_page
            else f"{day(local.date())} {write_clock(at, present.zone)}"
        )

    where = f", {', '.join(area_words([one.area]))}" if one.area else ""
    what = safe(one.name) if one.name == one.key else f"{safe(one.name)} ({one.key})"
    text = f"{what}{where}, since {instant(one.from_at)}"
    if one.until_at is not None:
        text += f", over {instant(one.until_at)}"
    if one.cleared_by and one.cleared_on:
        text += f"; {safe(one.cleared_by)} agreed {day(one.cleared_on)}"
        if one.cleared_until:
            text += f", to be looked at again {day(one.cleared_until)}"
    if one.note and not is_of_page:
        text += f'. Note: "{safe(one.note)}"'
    return f"{text[:1].upper()}{text[1:]}."


def _plain(text: str, limit: str = "the limit") -> str:
    """Return a rule's text with its gaps named instead of filled."""
    gaps = {"condition": "the condition", "name": "NAME", "value": "…", "limit": limit, "left": "…"}
    gaps |= {"exercise": "the exercise", "instead": "what fits better"}
    return text.format_map(gaps | {"who": "NAME", "noting": command("provider edit NAME")})
