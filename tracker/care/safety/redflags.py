"""The signs that matter more than any session, and what to do at each of their levels."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from msgspec import Struct

from tracker.care.safety.rules import limits as rule_limits
from tracker.care.safety.rules import read_data

_PAIN_LIMIT = "pain-needs-doctor.hold"


class RedFlagLevel(Struct, frozen=True):
    """How soon to get help."""

    id: str
    title: str
    says: str

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


def red_flag_levels() -> Mapping[str, RedFlagLevel]:
    """Return the levels by id, the most urgent first."""
    return _red_flags()[0]


def signs() -> Mapping[str, Sign]:
    """Return the signs by id, the most urgent first."""
    return _red_flags()[1]


def level_of(answers: Iterable[str]) -> RedFlagLevel | None:
    """Return the most urgent level among the signs answered yes, None if there is none.

    Raises ValueError where an answer is no sign.
    """
    levels = set()
    for answer in answers:
        if answer not in signs():
            raise ValueError(f"{answer} is no sign. Known are: {', '.join(signs())}.")
        levels.add(signs()[answer].level)
    return next((level for key, level in red_flag_levels().items() if key in levels), None)


def offers_red_flags(pain: int | None, limits: Mapping[str, float] = MappingProxyType({})) -> bool:
    """Say whether a pain reading, 0 to 10, is high enough to offer the questions.

    The limit is the one from which massage waits for a doctor.
    """
    return pain is not None and pain >= limits.get(_PAIN_LIMIT, rule_limits()[_PAIN_LIMIT].default)


@cache
def _red_flags() -> tuple[Mapping[str, RedFlagLevel], Mapping[str, Sign]]:
    data = read_data("redflags.toml")
    sources = data["sources"]
    levels = {key: RedFlagLevel(key, **entry) for key, entry in data["levels"].items()}
    found = {
        key: Sign(key, entry["level"], entry["asks"], "; ".join(map(sources.get, entry["sources"])))
        for key, entry in data["signs"].items()
    }
    return MappingProxyType(levels), MappingProxyType(found)
