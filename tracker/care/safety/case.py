"""What the care rules judge: a session, what the person noted about themselves, what came before."""

import datetime as dt
from collections.abc import Callable, Mapping

from msgspec import Struct

from tracker.care.catalogue import Exercise, Style
from tracker.care.fields import BodyArea, Entry
from tracker.care.safety.rules import Rule

# What gives the styles of massage by id; it is called where a massage has one.
Styles = Callable[[], Mapping[str, Style]]

# Water reaches the whole body, whatever area the bath is meant for.
WHOLE_BODY = frozenset({"warm-bath"})
_BY_ONESELF = "self-massage"


class Stranger(Struct, frozen=True):
    """Somebody named of whom nobody noted what they are; `noting` is the command that does so."""

    name: str
    noting: str


class Proposed(Struct, frozen=True, kw_only=True):
    """A session to judge, as it would be at the instant `at`.

    What is not known of it stays None, and a length of nothing is one that is not known.
    `experience` is the provider's, and a provider of no known role is a `stranger`.
    `in_quiet_hours` is meant for what is about to start, and what `is_planned` is not. Where only
    the day is known, `at` is any instant of it. One `exercise` of a session can be judged by itself,
    with what to do `instead`.
    """

    entry: Entry
    at: dt.datetime
    experience: str | None = None
    skin_is_normal: bool = False
    in_quiet_hours: bool = False
    exercise: Exercise | None = None
    instead: tuple[Exercise, ...] = ()
    stranger: Stranger | None = None
    is_planned: bool = False


class Clearance(Struct, frozen=True):
    """A doctor's agreement, from `at` on, and until it is to be looked at again, where that is said."""

    by: str
    at: dt.datetime
    until_at: dt.datetime | None = None


class Condition(Struct, frozen=True, kw_only=True):
    """What a person noted about themselves, from `from_at` until just before `until_at`.

    `label` stands in brackets in messages, as in "flu, since Thursday"; `name` is the word that
    `tracker condition end` takes, the key unless given. An injury happened at `from_at`, or by
    `begun_by` where its day alone is known.
    """

    key: str
    from_at: dt.datetime
    until_at: dt.datetime | None = None
    begun_by: dt.datetime | None = None
    area: BodyArea | None = None
    clearance: Clearance | None = None
    name: str = ""
    label: str = ""

    def is_active(self, at: dt.datetime) -> bool:
        """Say whether the condition is there at the instant `at`."""
        return self.from_at <= at and (self.until_at is None or at < self.until_at)

    def is_cleared(self, at: dt.datetime) -> bool:
        """Say whether a doctor's agreement counts at the instant `at`."""
        word = self.clearance
        return word is not None and word.at <= at and (word.until_at is None or at < word.until_at)


class Case(Struct, frozen=True):
    """What a rule is asked about: the session, and one of the conditions where it names some."""

    rule: Rule
    proposed: Proposed
    condition: Condition | None
    earlier: tuple[Entry, ...]
    pain: int | None
    styles: Styles


def aspects(entry: Entry, styles: Styles) -> frozenset[str]:
    """Return the words by which a rule's `kinds` can name the session."""
    if entry.kind != "massage":
        return frozenset({entry.kind})
    found, details = {"massage"}, entry.details
    if details.style and (style := styles().get(details.style)):
        found |= _aspects_of(style)
    if details.purpose == "rehabilitation":
        found.add("rehabilitating-massage")
    if details.performer != "self" and details.style != _BY_ONESELF:
        found.add("given-massage")
    return frozenset(found)


def _aspects_of(style: Style) -> set[str]:
    found = set()
    if style.heat:
        found.add("heated-massage")
    if style.professional == "required":
        found.add("stone-massage" if style.heat else "professional-massage")
    elif style.professional == "advised" and not style.heat:
        found.add("trained-massage")
    if style.deep_pressure != "no":
        found.add("deep-massage" if style.deep_pressure == "yes" else "maybe-deep-massage")
    return found


def touch(some: tuple[BodyArea, ...], others: tuple[BodyArea, ...]) -> bool:
    """Say whether two sets of areas meet.

    None at all may be anywhere; of one area only left and right are apart for certain.
    """
    if not some or not others:
        return True
    return any(
        one.name == other.name and {one.side, other.side} != {"left", "right"}
        for one in some
        for other in others
    )


def reaches(proposed: Proposed, condition: Condition) -> bool:
    """Say whether the session meets the area of the condition, which is everywhere without one."""
    return condition.area is None or touch(proposed.entry.details.areas, (condition.area,))
