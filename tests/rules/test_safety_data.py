"""The files of the care rules are whole, agree with each other and promise nothing."""

import re
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pytest

from tracker.care import safety
from tracker.care.catalogue import KINDS, areas
from tracker.care.safety.questions import MEASURES, OF_THE_PERSON, QUESTIONS

DATA = Path(safety.__file__).parents[1]
ALL_RULES = pytest.mark.parametrize("rule", safety.rules().values(), ids=list(safety.rules()))


OF_A_MASSAGE = {
    "heated-massage",
    "stone-massage",
    "professional-massage",
    "trained-massage",
    "deep-massage",
    "maybe-deep-massage",
    "rehabilitating-massage",
    "given-massage",
}


@ALL_RULES
def test_a_rule_is_whole(rule: safety.Rule) -> None:
    assert rule.kinds <= {*KINDS, *OF_A_MASSAGE, "each-exercise"}
    assert rule.when in {"", "planned-without", *MEASURES, *QUESTIONS}
    assert bool(rule.limits) == (rule.when in MEASURES)
    assert bool(rule.limits) != bool(rule.level)
    assert {*rule.conditions, *rule.unless} <= set(safety.condition_kinds())
    assert rule.conditions or rule.when not in ("", "fresher-than")
    assert rule.cleared in ("", "lifts", "only")
    assert rule.conditions or not rule.cleared
    assert rule.source
    levels = {limit.level for limit in rule.limits} | ({rule.level} if rule.level else set())
    assert levels <= set(safety.LEVELS)
    assert "hold" not in levels or not rule.override
    assert not rule.override or "refuse" in levels
    assert set(rule.yields_to) <= set(safety.rules())
    assert not rule.of_area or not rule.everywhere
    if rule.planned:
        assert rule.level
        assert safety.LEVELS.index(rule.planned) < safety.LEVELS.index(rule.level)


@ALL_RULES
def test_a_rule_fills_in_only_what_it_knows(rule: safety.Rule) -> None:
    known: set[str | None] = {None}
    if rule.conditions:
        known |= {"condition", "name"}
    if rule.when == "by-a-stranger":
        known |= {"who", "noting"}
    if rule.limits:
        known |= {"value", "limit"} | ({"left"} if rule.limits[0].is_pause else set())
    if "each-exercise" in rule.kinds:
        known |= {"exercise", "instead"}
    used = {field for text in (rule.says, rule.next) for _, field, _, _ in Formatter().parse(text)}
    assert used <= known


@ALL_RULES
def test_a_limit_lies_in_its_range_and_no_default_is_looser_than_its_source(
    rule: safety.Rule,
) -> None:
    for limit in rule.limits:
        assert limit.least <= limit.default <= limit.most
        assert safety.limit_notice(limit.key, limit.default) is None
        assert limit.unit in ("min", "h", "°C", "times", "of 10")
    for worse, milder in pairwise(rule.limits):
        ranks = [(safety.LEVELS.index(one.level), one.is_firm) for one in (worse, milder)]
        assert ranks[0] > ranks[1]
        assert (worse.default < milder.default) == worse.is_pause
    for limit in rule.limits:
        assert not limit.is_firm or rule.override


def test_every_question_is_asked_and_every_source_named_somewhere() -> None:
    asked = {rule.when for rule in safety.rules().values()}
    assert asked == {"", "planned-without", *MEASURES, *QUESTIONS}
    assert asked >= OF_THE_PERSON
    for file in ("safety.toml", "redflags.toml"):
        text = (DATA / file).read_text(encoding="utf-8")
        block = text.split("[sources]\n")[1].split("\n\n")[0]
        for line in block.splitlines():
            assert f'"{line.split(" =")[0]}"' in text, line


def test_a_word_for_a_condition_means_one_thing() -> None:
    words = [word for kind in safety.condition_kinds().values() for word in (kind.key, *kind.also)]
    assert len(words) == len(set(words))
    assert not set(words) & set(areas())


def test_no_text_promises_what_no_source_supports() -> None:
    forbidden = re.compile(
        r"\b(cure[sd]?|heal(s|ed|ing|er)?|toxins?|energy|chakra|effects?)\b|!", re.IGNORECASE
    )
    for file in ("safety.toml", "redflags.toml"):
        for line in (DATA / file).read_text(encoding="utf-8").splitlines():
            assert not forbidden.search(line), line


def test_not_being_medical_advice_is_said_once() -> None:
    texts = [path.read_text(encoding="utf-8") for path in DATA.glob("safety/*.py")]
    texts += [
        (DATA / file).read_text(encoding="utf-8") for file in ("safety.toml", "redflags.toml")
    ]
    assert sum(text.count("medical advice") for text in texts) == 1
    assert "medical advice" in safety.NOT_MEDICAL_ADVICE
