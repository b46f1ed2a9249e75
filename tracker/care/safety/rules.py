"""The care rules as they stand in `safety.toml`: what each looks at, says, and up to which limit."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct

from tracker.errors import Refusal

Level = Literal["hint", "caution", "hold", "refuse"]
LEVELS: tuple[Level, ...] = ("hint", "caution", "hold", "refuse")  # The worst stands last.

# Questions whose limit is a least pause: a smaller figure is the looser one.
_LEAST = frozenset({"sooner-than", "fresher-than"})
# The limit that is a refusal whatever the reason.
_FIRM = "firm"
_OURS = "a default of ours"
_MOST_NAMED = 3


class Limit(Struct, frozen=True, kw_only=True):
    """A figure of a rule, past which the rule speaks with `level`.

    `key` names its setting, as in `ice-length.caution`, which may say `least` to `most`.
    `sourced` is the source's own figure, None where the default is ours. Past one that `is_firm`
    no reason helps.
    """

    key: str
    level: Level
    unit: str
    default: float
    least: float
    most: float
    sourced: float | None
    is_pause: bool
    is_firm: bool
    source: str
    unless_skin_is_normal: bool = False


class Rule(Struct, frozen=True, kw_only=True):
    """One entry of `safety.toml`, whose head explains the fields. Limits stand worst first."""

    id: str
    kinds: frozenset[str]
    when: str = ""
    conditions: tuple[str, ...] = ()
    everywhere: bool = False
    of_area: bool = False
    cleared: Literal["", "lifts", "only"] = ""
    unless: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    level: Level | None = None
    planned: Level | None = None
    limits: tuple[Limit, ...] = ()
    override: bool = False
    says: str
    states: str = ""
    next: str
    sources: tuple[str, ...]

    @property
    def source(self) -> str:
        """Where it comes from, all in one text."""
        return "; ".join(self.sources)


class ConditionKind(Struct, frozen=True):
    """What a person can note about themselves; `also` are further words for it."""

    key: str
    name: str
    also: tuple[str, ...] = ()


def rules() -> Mapping[str, Rule]:
    """Return the rules by id, in the order of the file."""
    return _safety()[0]


def condition_kinds() -> Mapping[str, ConditionKind]:
    """Return the conditions that can be noted, by key, in the order of the file."""
    return _safety()[1]


def condition_called(word: str) -> str | None:
    """Return the condition that a word stands for, lower case and joined by hyphens; or None."""
    return next((key for key, kind in condition_kinds().items() if word in (key, *kind.also)), None)


@cache
def limits() -> Mapping[str, Limit]:
    """Return every editable figure by the key of its setting."""
    return MappingProxyType(
        {limit.key: limit for rule in rules().values() for limit in rule.limits}
    )


def limit_notice(key: str, value: float) -> str | None:
    """Return the sentence to show when the limit `key` is set to `value`, looser than its source.

    None where the value is no looser. The unit is that of the limit. Raises Refusal where
    there is no such limit, or the value is outside its range.
    """
    limit = limits().get(key)
    if limit is None:
        raise Refusal(f"{key} is no limit. Those that can be set: {', '.join(limits())}.")
    if not limit.least <= value <= limit.most:
        raise Refusal(
            f"{key} goes from {shown(limit.least, limit.unit)} to {shown(limit.most, limit.unit)}."
        )
    figure = limit.default if limit.sourced is None else limit.sourced
    if value >= figure if limit.is_pause else value <= figure:
        return None
    given, usual = shown(value, limit.unit), shown(figure, limit.unit)
    if limit.sourced is None:
        return f"{key}: {given} is looser than our default of {usual}; no source gives a figure."
    return f"{key}: {given} is looser than the {usual} of its source, {limit.source}."


def shown(value: float, unit: str) -> str:
    """Return a figure with its unit, as a message says it: `20 min`, `2 h`, `38 °C`, `9 times`.

    Minutes come with their seconds, and with hours from two hours on.
    """
    if unit == "min":
        minutes, seconds = divmod(round(value * 60), 60)
        hours, rest = divmod(minutes, 60) if minutes >= 120 else (0, minutes)
        parts = ((hours, "h"), (rest, "min"), (seconds, "s"))
        return " ".join(f"{part} {name}" for part, name in parts if part) or "0 min"
    return f"{value:g} {'time' if unit == 'times' and value == 1 else unit}"


def stated(rule: Rule, limits: Mapping[str, float]) -> str:
    """Return a rule in one sentence, with its mildest limit as the settings have it, by key."""
    mildest = rule.limits[-1] if rule.limits else None
    figure = shown(limits.get(mildest.key, mildest.default), mildest.unit) if mildest else ""
    if rule.states:
        return rule.states.format(limit=figure)
    names = [condition_kinds()[key].name for key in rule.conditions]
    if len(names) > _MOST_NAMED:
        names = [*names[: _MOST_NAMED - 1], f"{len(names) - _MOST_NAMED + 1} others"]
    *some, last = names or [""]
    return rule.says.format(condition=f"{', '.join(some)} or {last}" if some else last)


def brief_source(source: str) -> str:
    """Return whose word a finding is in a few words, and how many more there are of them."""
    first, *more = source.split("; ")
    named = re.sub(r" \(.*\)$", "", first).partition(", ")[0]
    return named if first == _OURS or not more else f"{named} and {len(more)} more"


def read_data(file: str) -> dict[str, Any]:
    """Return a data file of the care rules."""
    import tomllib  # Only what is about to start or was just logged is checked.

    path = Path(__file__).parent.with_name(file)
    return tomllib.loads(path.read_text(encoding="utf-8"))


def source_of(rule: Rule, limit: Limit | None) -> str:
    """Return where the rule comes from, and that its figure is ours where no source gives it."""
    if limit is None or limit.sourced is not None:
        return rule.source
    return f"{_OURS}; on the matter: {rule.source}"


@cache
def _safety() -> tuple[Mapping[str, Rule], Mapping[str, ConditionKind]]:
    data = read_data("safety.toml")
    conditions = {
        key: ConditionKind(key, entry["name"], tuple(entry.get("also", ())))
        for key, entry in data["conditions"].items()
    }
    found = {key: _rule(key, entry, data["sources"]) for key, entry in data["rules"].items()}
    return MappingProxyType(found), MappingProxyType(conditions)


def _rule(key: str, entry: dict[str, Any], sources: Mapping[str, str]) -> Rule:
    unit, given = entry.pop("unit", ""), entry.pop("limits", {})
    named = tuple(sources[name] for name in entry.pop("sources"))
    found = [
        Limit(
            key=f"{key}.{name}",
            level="refuse" if name == _FIRM else name,
            unit=unit,
            sourced=figures.pop("sourced", None),
            is_pause=entry["when"] in _LEAST,
            is_firm=name == _FIRM,
            source="; ".join(named),
            **figures,
        )
        for name, figures in given.items()
    ]
    found.sort(key=lambda limit: (LEVELS.index(limit.level), limit.is_firm), reverse=True)
    fields: dict[str, Any] = {
        name: tuple(it) if isinstance(it, list) else it for name, it in entry.items()
    }
    fields["kinds"] = frozenset(entry["kinds"])
    return Rule(id=key, sources=named, limits=tuple(found), **fields)
