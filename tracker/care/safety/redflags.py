"""The signs that matter more than any session, and what to do at each of their levels."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from msgspec import Struct

from tracker.care.safety.rules import limits as rule_limits
from tracker.care.safety.rules import read_data

_PAIN_LIMIT = "pain-needs-doctor.hold"


class RedFlagLevel(Struct, frozen=True):
    """How soon to get help, and the condition of the care rules that is noted with it, if any."""

    id: str
    title: str
    says: str
    notes: str = ""

    @property
    def is_emergency(self) -> bool:
        return self.id == "emergency"

    def text(self, emergency_number: str = "") -> str:
        """Return what to do, with the emergency number of the settings if there is one."""
        return self.says.format(number=emergency_number or "your local emergency number")


class Sign(Struct, frozen=True):
    """One plain question, to be answered yes or no."""

    id: str
    level: str
    asks: str
    source: str


class Combination(Struct, frozen=True):
    """Signs that weigh more together: of each list of `each_of` one has to be there.

    `group` is what they can point to, `says` why they matter together.
    """

    id: str
    level: str
    group: str
    each_of: tuple[frozenset[str], ...]
    says: str
    source: str


class RedFlags(Struct, frozen=True):
    """What was answered yes, how urgent that is (None without any sign), and which signs combine.

    Only the combinations of that very level are told.
    """

    signs: tuple[str, ...]
    level: RedFlagLevel | None
    combinations: tuple[Combination, ...]


def red_flag_levels() -> Mapping[str, RedFlagLevel]:
    """Return the levels by id, the most urgent first."""
    return _red_flags()[0]


def signs() -> Mapping[str, Sign]:
    """Return the signs by id, the most urgent first."""
    return _red_flags()[1]


def combinations() -> Mapping[str, Combination]:
    """Return the combinations by id, in the order of the file."""
    return _red_flags()[2]


def red_flags(answers: Iterable[str]) -> RedFlags:
    """Return how urgent the signs answered yes are, each by itself and in combination.

    Raises ValueError where an answer is no sign.
    """
    answered = tuple(dict.fromkeys(answers))
    for answer in answered:
        if answer not in signs():
            raise ValueError(f"{answer} is no sign. Known are: {', '.join(signs())}.")
    there = frozenset(answered)
    combined = [one for one in combinations().values() if all(there & some for some in one.each_of)]
    levels = {signs()[one].level for one in answered} | {one.level for one in combined}
    level = next((level for key, level in red_flag_levels().items() if key in levels), None)
    worst = tuple(one for one in combined if level and one.level == level.id)
    return RedFlags(answered, level, worst)


def offers_red_flags(pain: int | None, limits: Mapping[str, float] = MappingProxyType({})) -> bool:
    """Say whether a pain reading, 0 to 10, is high enough to offer the questions.

    The limit is the one from which massage waits for a doctor.
    """
    return pain is not None and pain >= limits.get(_PAIN_LIMIT, rule_limits()[_PAIN_LIMIT].default)


@cache
def _red_flags() -> tuple[
    Mapping[str, RedFlagLevel], Mapping[str, Sign], Mapping[str, Combination]
]:
    data = read_data("redflags.toml")
    levels = {key: RedFlagLevel(key, **entry) for key, entry in data["levels"].items()}
    for entry in (*data["signs"].values(), *data["combinations"].values()):
        entry["source"] = "; ".join(data["sources"][name] for name in entry.pop("sources"))
    found = {key: Sign(key, **entry) for key, entry in data["signs"].items()}
    combined = {
        key: Combination(key, each_of=tuple(map(frozenset, entry.pop("each_of"))), **entry)
        for key, entry in data["combinations"].items()
    }
    return MappingProxyType(levels), MappingProxyType(found), MappingProxyType(combined)
