"""Red flags: how urgent the signs are that a person has."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.care import safety


def level(*answers: str) -> str | None:
    found = safety.red_flags(answers).level
    return found.id if found else None


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], None),
        (["small-fall"], "ask-early"),
        (["small-fall", "weeks"], "doctor"),
        (["weeks", "feverish", "age"], "urgent"),
        (["feverish", "saddle", "weeks"], "emergency"),
        # What was missing or too mild by itself.
        (["height"], "urgent"),
        (["leg-coordination"], "emergency"),
        (["weakness-grows"], "emergency"),
        (["bladder-full"], "emergency"),
        (["sudden"], "emergency"),
        (["one-leg-weak"], "urgent"),
        (["pulsing"], "urgent"),
    ],
)
def test_the_most_urgent_sign_decides(answers: list[str], expected: str | None) -> None:
    assert level(*answers) == expected


# A combination, the level of each of its signs alone, and the level together.
COMBINED = [
    *[(f"cancer {sign}", "urgent") for sign in (
        *("shoulder-blades", "night", "second-half", "worse"), *("straining", "tender", "weight-loss"),
    )],
    *[(f"cancer {sign}", "emergency") for sign in ("one-leg", "one-leg-weak")],
    ("cancer weeks", "doctor"),
    ("cancer age", "ask-early"),
    ("small-fall osteoporosis", "urgent"),
    ("small-fall steroids", "urgent"),
    ("small-fall age", "ask-early"),
    ("small-fall one-leg-weak", "emergency"),
    ("height one-leg-weak", "emergency"),
    ("one-leg one-leg-weak", "urgent"),
    *[(f"{risk} {sign}", "urgent") for risk in (
        "injected-drugs", "recent-infection", "immune-system", "steroids",
    ) for sign in ("feverish", "night", "worse")],
    ("injected-drugs recent-infection", "ask-early"),
    ("feverish one-leg", "emergency"),
    ("feverish one-leg-weak", "emergency"),
    ("pulsing worse", "emergency"),
    ("pulsing weeks", "urgent"),
    ("began-young stiff-mornings", "ask-early"),
    ("began-young stiff-mornings second-half", "doctor"),
    ("began-young stiff-mornings eases-moving", "doctor"),
    ("began-young second-half eases-moving", "doctor"),
    ("stiff-mornings second-half eases-moving", "ask-early"),
]  # fmt: skip


@pytest.mark.parametrize(("answers", "expected"), COMBINED)
def test_signs_weigh_more_in_combination(answers: str, expected: str) -> None:
    assert level(*answers.split()) == expected


def test_a_combination_says_why_and_only_the_worst_does() -> None:
    (spine,) = safety.red_flags(["cancer", "shoulder-blades"]).combinations
    assert spine.says == "With cancer in your history, pain like this is looked at within a day."
    assert "NG234" in spine.source
    found = safety.red_flags(["cancer", "shoulder-blades", "one-leg"]).combinations
    assert [one.id for one in found] == ["cancer-nerves"]
    assert safety.red_flags(["cancer", "shoulder-blades", "saddle"]).combinations == ()


def test_the_combinations_are_whole_and_follow_the_groups_of_the_framework() -> None:
    named = {"malignancy", "fracture", "infection", "aortic aneurysm", "inflammatory pain"}
    assert {one.group for one in safety.combinations().values()} == named
    levels = list(safety.red_flag_levels())
    for one in safety.combinations().values():
        some = frozenset.union(*one.each_of)
        assert some <= safety.signs().keys()
        assert one.source
        assert one.says.endswith(".")
        # It is more urgent than the mildest of its signs are: else it would say nothing new.
        mildest = max(levels.index(safety.signs()[sign].level) for sign in some)
        assert levels.index(one.level) < mildest


def test_no_level_calms_once_a_sign_was_named() -> None:
    for one in safety.red_flag_levels().values():
        assert "nothing" not in one.text().casefold()


@given(st.sets(st.sampled_from(sorted(safety.signs()))), st.sampled_from(sorted(safety.signs())))
def test_one_more_sign_never_makes_it_less_urgent(answers: set[str], more: str) -> None:
    order = list(safety.red_flag_levels().values())
    before = safety.red_flags(answers).level
    after = safety.red_flags(answers | {more}).level
    assert after is not None
    assert before is None or order.index(after) <= order.index(before)


def test_an_answer_that_is_no_sign_is_refused() -> None:
    with pytest.raises(ValueError, match="hiccups is no sign"):
        safety.red_flags(["hiccups"])


def test_the_emergency_number_is_the_one_of_the_settings_or_none() -> None:
    emergency = safety.red_flag_levels()["emergency"]
    assert "Call your local emergency number or go" in emergency.text()
    assert "Call 112 or go" in emergency.text("112")
    assert not re.search(r"\b(112|911|999)\b", emergency.text())


def test_every_sign_has_a_level_and_a_source_and_the_most_urgent_stand_first() -> None:
    assert {sign.level for sign in safety.signs().values()} == set(safety.red_flag_levels())
    levels = list(safety.red_flag_levels())
    assert levels == ["emergency", "urgent", "doctor", "ask-early"]
    listed = [levels.index(sign.level) for sign in safety.signs().values()]
    assert listed == sorted(listed)
    for sign in safety.signs().values():
        assert sign.source
        assert sign.asks.endswith("?")
