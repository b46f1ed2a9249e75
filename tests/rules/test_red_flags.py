"""Red flags: how urgent the signs are that a person has."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.care import safety


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ([], None),
        (["height"], "ask-early"),
        (["height", "weeks"], "doctor"),
        (["weeks", "feverish", "age"], "urgent"),
        (["feverish", "saddle", "weeks"], "emergency"),
    ],
)
def test_the_most_urgent_sign_decides(answers: list[str], level: str | None) -> None:
    found = safety.level_of(answers)
    assert (found and found.id) == level


@given(st.sets(st.sampled_from(sorted(safety.signs()))), st.sampled_from(sorted(safety.signs())))
def test_one_more_sign_never_makes_it_less_urgent(answers: set[str], more: str) -> None:
    order = list(safety.red_flag_levels().values())
    before, after = safety.level_of(answers), safety.level_of(answers | {more})
    assert after is not None
    assert before is None or order.index(after) <= order.index(before)


def test_an_answer_that_is_no_sign_is_refused() -> None:
    with pytest.raises(ValueError, match="hiccups is no sign"):
        safety.level_of(["hiccups"])


def test_the_emergency_number_is_the_one_of_the_settings_or_none() -> None:
    emergency = safety.red_flag_levels()["emergency"]
    assert "Call your local emergency number or go" in emergency.text()
    assert "Call 112 or go" in emergency.text("112")
    assert not re.search(r"\b(112|911|999)\b", emergency.text())


def test_every_sign_has_a_level_and_a_source_and_every_level_a_sign() -> None:
    assert {sign.level for sign in safety.signs().values()} == set(safety.red_flag_levels())
    assert list(safety.red_flag_levels()) == ["emergency", "urgent", "doctor", "ask-early"]
    for sign in safety.signs().values():
        assert sign.source
        assert sign.asks.endswith("?")
