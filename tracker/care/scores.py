"""Scores of questionnaires, and what a change of one can be said to be."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Final

from msgspec import Struct

MEASURES = ("peg", "psfs", "rmdq", "odi")
FEWEST_ACTIVITIES, MOST_ACTIVITIES = 3, 5
_SHARE_THAT_MATTERS = Fraction(3, 10)


class Measure(Struct, frozen=True, kw_only=True):
    """A questionnaire: what it asks, how it is scored, and from which change on that matters.

    `most` is the highest score and `most_answer` that of an item, both from 0 on. Where it has
    `items` each is a question; the PSFS asks for activities of the person's own, and of the ODI
    only the total is known. Below `floor` and above `ceiling` a change is not to be relied on.
    """

    id: str
    name: str
    about: str
    asks: str
    most: int
    most_answer: int
    higher_is: str
    matters: float
    again: str
    items: tuple[str, ...]
    ends: tuple[tuple[str, str], ...]
    source: str
    change_source: str
    licence: str
    floor: int | None = None
    ceiling: int | None = None

    @property
    def is_ticked(self) -> bool:
        """Tell whether its items are true or not, and one that is not answered counts as not."""
        return self.most_answer == 1

    def ends_of(self, item: int) -> tuple[str, str]:
        """Return what the lowest and the highest answer of an item mean; items count from 1."""
        return self.ends[item - 1] if len(self.ends) > 1 else self.ends[0]


class Answer(Struct, frozen=True):
    """What was answered to an item, which count from 1; of the PSFS with the `activity`."""

    item: int
    answer: int
    activity: str | None = None


class Certainty:
    """How certain a change is by the figures; plain words, as states of reminders are."""

    CLEAR: Final = "clear"
    POSSIBLE: Final = "possible"
    NONE: Final = "none"


class Change(Struct, frozen=True):
    """A score less the first one, `by` so much, and whether that is a change at all.

    It `is_better` or not where it is one, and None where it is none that is clear or possible.
    """

    first: Fraction
    by: Fraction
    certainty: str
    is_better: bool | None


@cache
def measures() -> Mapping[str, Measure]:
    """Return the questionnaires by what people type."""
    import tomllib  # Most commands ask for none of them.
    from pathlib import Path

    import msgspec

    text = Path(__file__).with_name("scores.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            key: msgspec.convert(table | {"id": key}, Measure)
            for key, table in tomllib.loads(text).items()
        }
    )


def score(measure: str, answers: Sequence[Answer]) -> Fraction:
    """Return the score of answers that are complete; raise ValueError where there is none of any.

    - PEG: the mean of its three items, 0 to 10 (Krebs 2009, J Gen Intern Med 24:733-738).
    - PSFS: the mean of three to five activities, 0 to 10, more is better (Stratford 1995).
    - RMDQ: how many of the 24 are ticked; what is not ticked is 0 (Roland and Morris 1983).
    """
    total = sum(one.answer for one in answers)
    if measure == "rmdq":
        return Fraction(total)
    if not answers:
        raise ValueError(f"{measure} without an answer")
    return Fraction(total, len(answers))


def change(measure: Measure, first: Fraction, score: Fraction) -> Change:
    """Return what a score says beside the person's first one.

    A change is clear where it is the least one that matters to people (MIC) and 30 % of the first
    score, possible where it is one of the two, and none that is clear else. The MIC are of Ostelo
    2008 (Spine 33:90-94: RMDQ 5, ODI 10, or 30 %), of Reed 2024 (J Pain 25:142-152: PEG 1) and,
    medium, of J Orthop Sports Phys Ther 2014;44:560-564 (PSFS 2.3). Of a first score of 0 nothing
    is 30 %; then the MIC alone decides.
    """
    by = score - first
    matters = abs(by) >= Fraction(str(measure.matters))
    is_large = abs(by) >= _SHARE_THAT_MATTERS * first if first else matters
    if not by or not (matters or is_large):
        return Change(first, by, Certainty.NONE, None)
    certainty = Certainty.CLEAR if matters and is_large else Certainty.POSSIBLE
    return Change(first, by, certainty, (by > 0) == (measure.higher_is == "better"))


def is_at_end(measure: Measure, score: Fraction) -> bool:
    """Tell whether a score is so near an end of its scale that a change is not to be relied on."""
    is_low = measure.floor is not None and score < measure.floor
    return is_low or (measure.ceiling is not None and score > measure.ceiling)
