"""What the care rules say of a condition that was noted: where it matters, when, and in which place."""

import datetime as dt

import pytest

from tests.rules.care_cases import (
    AT,
    HOUR,
    LOWER_BACK,
    NECK,
    SECOND,
    cleared,
    done,
    noted,
    proposed,
    said,
)
from tracker.care import safety
from tracker.care.fields import BodyArea
from tracker.care.safety import Clearance, Condition

SAME = None  # Once cleared, the same is said.
LIGHT = "light-pressure:hint"


@pytest.mark.parametrize(
    ("key", "kinds", "expected", "once_cleared"),
    [
        # S5: signs of an emergency let everything step aside, except the visit they call for.
        (
            "emergency-signs",
            "massage hot-stone heat-pack ice warm-bath exercise",
            "emergency:refuse",
            SAME,
        ),
        ("emergency-signs", "visit", "", SAME),
        # S1: a contagious illness holds massage, and nothing else.
        ("contagious-illness", "massage swedish partner", "contagious:hold", SAME),
        # By oneself there is nobody to pass it on to; a fever holds that, too.
        ("contagious-illness", "self-massage", "", SAME),
        ("fever", "self-massage", "fever:hold", SAME),
        ("fever", "warm-bath", "fever-bath:hold", SAME),
        ("contagious-illness", "heat-pack ice warm-bath exercise visit", "", SAME),
        ("fever", "massage", "fever:hold", SAME),
        ("fever", "heat-pack ice exercise", "", SAME),
        ("contagious-skin-disease", "massage", "contagious-skin:hold", SAME),
        # S5: a severe condition waits for a doctor.
        ("severe", "massage", "severe-needs-doctor:hold", ""),
        ("severe", "heat-pack ice exercise", "", SAME),
        ("unexplained-pain", "massage", "unexplained-pain:hold", ""),
        # Massage.
        ("skin-infection", "massage", "skin-infection-massage:hold", SAME),
        ("surgery", "massage", "broken-skin-massage:hold", ""),
        ("burn", "massage", "broken-skin-massage:hold", ""),
        ("open-wound", "massage", "broken-skin-massage:hold", ""),
        ("fracture", "massage", "fracture-massage:hold", ""),
        ("blood-clot", "massage", "blood-clot-massage:refuse", SAME),
        ("phlebitis", "massage", "blood-clot-massage:refuse", SAME),
        ("anticoagulants", "deep-tissue", f"bleeding-deep:hold {LIGHT}", LIGHT),
        ("bleeding-disorder", "deep-tissue", f"bleeding-deep:hold {LIGHT}", LIGHT),
        ("low-platelets", "deep-tissue", f"bleeding-deep:hold {LIGHT}", LIGHT),
        ("anticoagulants", "sports shiatsu", f"bleeding-maybe-deep:caution {LIGHT}", LIGHT),
        ("low-platelets", "sports", f"bleeding-maybe-deep:caution {LIGHT}", LIGHT),
        ("anticoagulants", "massage swedish", LIGHT, LIGHT),
        ("osteopenia", "massage swedish", LIGHT, LIGHT),
        ("osteopenia", "deep-tissue", f"osteopenia-deep:caution {LIGHT}", LIGHT),
        ("stroke", "massage", "heart-massage:hold", ""),
        (
            "stroke",
            "heat-pack ice warm-bath",
            "reduced-sensation:hold",
            "reduced-sensation-skin:hint",
        ),
        ("stroke", "exercise visit", "", SAME),
        ("osteoporosis", "massage swedish", f"osteoporosis:hold {LIGHT}", LIGHT),
        (
            "osteoporosis",
            "deep-tissue",
            f"osteoporosis-deep:refuse osteoporosis:hold {LIGHT}",
            f"osteoporosis-deep:refuse {LIGHT}",
        ),
        ("tumour", "deep-tissue", "tumour-deep:hold", ""),
        ("tumour", "massage swedish", "", SAME),
        ("high-blood-pressure", "massage", "heart-massage:hold", ""),
        ("unstable-heart-disease", "massage", "heart-massage:hold", ""),
        ("pregnancy", "massage", "pregnancy-massage:caution", ""),
        ("alcohol-or-sedatives", "massage", "alcohol-massage:refuse", SAME),
        # Heat and cold; a hot-stone massage is heat too.
        (
            "reduced-sensation",
            "heat-pack ice warm-bath",
            "reduced-sensation:hold",
            "reduced-sensation-skin:hint",
        ),
        (
            "diabetes",
            "heat-pack ice warm-bath",
            "reduced-sensation:hold",
            "reduced-sensation-skin:hint",
        ),
        ("reduced-sensation", "hot-stone", "reduced-sensation:hold", ""),
        ("reduced-sensation", "massage exercise", "", SAME),
        ("poor-circulation", "heat-pack ice warm-bath hot-stone", "poor-circulation:hold", ""),
        ("open-wound", "heat-pack ice", "open-wound:refuse", SAME),
        ("open-wound", "warm-bath", "open-wound-bath:caution", SAME),
        ("burn", "heat-pack ice", "open-wound:refuse", SAME),
        ("burn", "warm-bath", "open-wound-bath:caution", SAME),
        ("skin-infection", "heat-pack warm-bath", "skin-infection-heat:hold", ""),
        ("skin-infection", "ice", "skin-infection-cold:caution", ""),
        ("cold-sensitivity", "ice", "cold-sensitivity:hold", ""),
        ("cold-sensitivity", "heat-pack warm-bath hot-stone", "", SAME),
        ("heart-disease", "ice warm-bath", "heart-disease:caution", ""),
        ("unstable-heart-disease", "ice warm-bath", "heart-disease:caution", ""),
        ("heart-disease", "heat-pack massage", "", SAME),
        ("blood-clot", "heat-pack ice warm-bath", "clot-radiotherapy:refuse", SAME),
        ("tumour", "heat-pack ice warm-bath hot-stone", "tumour-heat-cold:caution", ""),
        ("radiotherapy", "heat-pack ice warm-bath hot-stone", "clot-radiotherapy:refuse", SAME),
        ("pregnancy", "heat-pack ice warm-bath", "pregnancy-heat-cold:caution", ""),
        ("alcohol-or-sedatives", "heat-pack ice warm-bath", "alcohol-heat-cold:refuse", SAME),
        ("age-65-plus", "heat-pack warm-bath hot-stone", "age-65-heat:hint", SAME),
        ("age-65-plus", "ice massage", "", SAME),
        # An injury of days ago is no fresh one.
        ("injury", "massage heat-pack ice warm-bath hot-stone exercise", "", SAME),
    ],
)
def test_a_condition_speaks_only_where_it_matters(
    key: str, kinds: str, expected: str, once_cleared: str | None
) -> None:
    for kind in kinds.split():
        session = proposed(kind)
        assert said(safety.check(session, [noted(key)])) == expected, kind
        wanted = expected if once_cleared is SAME else once_cleared
        assert said(safety.check(session, [cleared(key)])) == wanted, kind


def test_every_condition_that_can_be_noted_is_looked_at_by_a_rule() -> None:
    named = {key for rule in safety.rules().values() for key in rule.conditions}
    assert named == set(safety.condition_kinds())


@pytest.mark.parametrize(
    ("from_at", "until_at", "is_there"),
    [
        (AT, None, True),
        (AT + SECOND, None, False),
        (AT - HOUR, AT + SECOND, True),
        (AT - HOUR, AT, False),
    ],
)
def test_a_condition_releases_by_itself(
    from_at: dt.datetime, until_at: dt.datetime | None, is_there: bool
) -> None:
    flu = Condition(key="contagious-illness", from_at=from_at, until_at=until_at)
    assert (safety.holds(proposed("massage"), [flu]) is not None) == is_there


LEFT_HIP, RIGHT_HIP, BOTH_HIPS = (BodyArea("hip", side) for side in ("left", "right", "both"))


@pytest.mark.parametrize(
    ("kind", "condition_area", "session_areas", "is_touched"),
    [
        ("ice", LEFT_HIP, (LEFT_HIP,), True),
        ("ice", LEFT_HIP, (RIGHT_HIP,), False),
        ("ice", LEFT_HIP, (BOTH_HIPS,), True),
        ("ice", LEFT_HIP, (BodyArea("hip"),), True),
        ("ice", BodyArea("hip"), (LEFT_HIP,), True),
        ("ice", BodyArea("hip", "centre"), (LEFT_HIP,), True),
        ("ice", LEFT_HIP, (NECK, LOWER_BACK), False),
        ("ice", LEFT_HIP, (NECK, LEFT_HIP), True),
        ("ice", LEFT_HIP, (), True),
        ("ice", None, (NECK,), True),
    ],
)
def test_a_condition_with_an_area_is_of_that_area(
    kind: str,
    condition_area: BodyArea | None,
    session_areas: tuple[BodyArea, ...],
    is_touched: bool,
) -> None:
    found = safety.check(
        proposed(kind, areas=session_areas), [noted("open-wound", area=condition_area)]
    )
    assert said(found) == ("open-wound:refuse" if is_touched else "")


def test_a_bath_reaches_a_wound_wherever_it_is() -> None:
    (found,) = safety.check(
        proposed("warm-bath", areas=(NECK,)), [noted("open-wound", area=LEFT_HIP)]
    )
    assert (found.rule_id, found.level) == ("open-wound-bath", "caution")
    assert "another area" not in found.next_step


@pytest.mark.parametrize(
    ("kind", "area", "session_areas", "expected", "once_cleared"),
    [
        ("ice", LEFT_HIP, (LEFT_HIP,), "tumour-there:hold", ""),
        ("heat-pack", LEFT_HIP, (), "tumour-there:hold", ""),
        ("hot-stone", LEFT_HIP, (LEFT_HIP,), "tumour-there:hold", ""),
        ("heat-pack", LEFT_HIP, (RIGHT_HIP,), "tumour-heat-cold:caution", ""),
        ("heat-pack", LEFT_HIP, (NECK,), "tumour-heat-cold:caution", ""),
        ("heat-pack", None, (NECK,), "tumour-heat-cold:caution", ""),
        ("warm-bath", LEFT_HIP, (LEFT_HIP,), "tumour-heat-cold:caution", ""),
        ("exercise", LEFT_HIP, (LEFT_HIP,), "", ""),
    ],
)
def test_a_tumour_keeps_heat_and_ice_away_from_where_it_is(
    kind: str,
    area: BodyArea | None,
    session_areas: tuple[BodyArea, ...],
    expected: str,
    once_cleared: str,
) -> None:
    session = proposed(kind, areas=session_areas)
    assert said(safety.check(session, [noted("tumour", area=area)])) == expected
    agreed = noted("tumour", area=area, clearance=Clearance("Dr Ito", AT))
    assert said(safety.check(session, [agreed])) == once_cleared


@pytest.mark.parametrize(
    ("temperature", "expected"),
    [
        (None, "pregnancy-heat-cold:caution"),
        (38, "pregnancy-heat-cold:caution"),
        (
            38.1,
            "pregnancy-bath:hold pregnancy-heat-cold:caution bath-temperature:caution",
        ),
    ],
)
def test_a_hot_bath_waits_for_the_end_of_a_pregnancy(
    temperature: float | None, expected: str
) -> None:
    bath = proposed("warm-bath", temperature_c=temperature)
    assert said(safety.check(bath, [noted("pregnancy")])) == expected
    held = safety.holds(bath, [noted("pregnancy")])
    assert (held is not None) == ("hold" in expected)
    # A doctor agrees to baths, and not to hot ones.
    assert (safety.holds(bath, [cleared("pregnancy")]) is not None) == ("hold" in expected)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("sciatica slipped-disc stenosis", "severe"),
        ("warfarin apixaban", "anticoagulants"),
        ("pregnant", "pregnancy"),
        ("osteopenia", "osteopenia"),
        ("stroke tia", "stroke"),
        ("covid-19 covid norovirus flu", "contagious-illness"),
        ("cancer", "tumour"),
    ],
)
def test_words_that_people_use_are_understood(words: str, key: str) -> None:
    assert {safety.condition_called(word) for word in words.split()} == {key}


def test_rules_for_one_place_are_told_from_those_for_the_whole_body() -> None:
    local = {rule.id for rule in safety.rules().values() if rule.conditions and not rule.everywhere}
    assert local == {
        "skin-infection-massage",
        "broken-skin-massage",
        "fracture-massage",
        "surgery-heat-cold",
        "exercise-mending",
        "exercise-injury",
        "injury-48h-massage",
        "tumour-deep",
        "reduced-sensation",
        "reduced-sensation-length",
        "reduced-sensation-skin",
        "poor-circulation",
        "open-wound",
        "skin-infection-heat",
        "skin-infection-cold",
        "open-wound-bath",
        "tumour-there",
        "clot-radiotherapy",
        "injury-48h-heat",
    }


def test_an_illness_of_the_whole_body_holds_massage_wherever_it_is_noted() -> None:
    flu = noted("contagious-illness", area=NECK)
    held = safety.holds(proposed("massage", areas=(LOWER_BACK,)), [flu])
    assert held is not None
    assert held.message == "You noted a contagious illness; massage could pass it on."


def test_an_area_that_is_assumed_is_said() -> None:
    (wound,) = safety.check(proposed("ice"), [noted("open-wound", area=LEFT_HIP)])
    assert wound.message == (
        "You noted an open wound or broken skin; heat and ice keep away from it. "
        "Without --area it is the left hip."
    )
    earlier = [done("ice", HOUR)]
    (assumed,) = safety.check(proposed("ice", areas=(NECK,)), earlier=earlier)
    assert assumed.message == (
        "The last ice there ended 60 min before; the pause is 2 h. "
        "Without an area for both they count as the same place."
    )
    earlier = [done("ice", HOUR, areas=(NECK,))]
    (known,) = safety.check(proposed("ice", areas=(NECK,)), earlier=earlier)
    assert known.message == "The last ice there ended 60 min before; the pause is 2 h."


def test_of_two_conditions_of_one_rule_the_longer_speaks() -> None:
    cold = noted("contagious-illness", name="cold", until_at=AT + HOUR)
    flu = noted("contagious-illness", name="flu", until_at=AT + 24 * HOUR)
    endless = noted("contagious-illness", name="covid")
    for conditions, expected in [([flu, cold], "flu"), ([cold, endless, flu], "covid")]:
        held = safety.holds(proposed("massage"), conditions)
        assert held is not None
        assert held.next_step == f"Over it? tracker condition end {expected}"


def test_an_unknown_condition_of_another_version_disturbs_nothing() -> None:
    assert safety.check(proposed("massage"), [noted("hiccups")]) == ()
