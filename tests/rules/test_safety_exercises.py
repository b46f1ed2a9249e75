"""Exercises and the conditions that meet them, on both sides: a word before, and another to do."""

import datetime as dt
from typing import Any

import pytest

from tests.rules.care_cases import AT, HOUR, LOWER_BACK, NECK, cleared, noted, proposed, said
from tracker.care.fields import BodyArea, ExerciseDone
from tracker.care.safety import Condition, check, holds

HIP = BodyArea("hip", "left")
SHOULDER = BodyArea("shoulder")


def about(exercises: str, *conditions: Condition, **details: Any) -> str:
    done = tuple(map(ExerciseDone, exercises.split()))
    return said(check(proposed("exercise", exercises=done, **details), conditions))


def injured(hours: float, area: BodyArea = LOWER_BACK) -> Condition:
    return noted("injury", ago=hours * HOUR, area=area)


CASES: list[tuple[str, list[Condition], str]] = [
    # Without a condition, or with one that does not meet it, nothing is said.
    ("cat-stretch plank swimming", [], ""),
    ("cat-stretch", [noted("osteoporosis")], "exercise-weak-bones:caution"),
    ("mcgill-curl-up", [noted("osteoporosis")], "exercise-weak-bones:caution"),
    ("seated-rotation", [noted("osteoporosis")], "exercise-weak-bones:caution"),
    ("bird-dog walking hip-hinge bridge", [noted("osteoporosis")], ""),
    ("cat-stretch", [noted("diabetes")], ""),
    # Over, or cleared.
    ("cat-stretch", [noted("osteoporosis", until_at=AT)], ""),
    ("cat-stretch", [cleared("osteoporosis")], ""),
    ("cat-stretch", [noted("osteoporosis", area=NECK)], "exercise-weak-bones:caution"),
    # A fracture and an operation count where they are.
    ("bridge", [noted("fracture", area=HIP)], "exercise-mending:caution"),
    ("bridge", [noted("fracture", area=NECK)], ""),
    ("bridge", [noted("fracture")], "exercise-mending:caution"),
    ("plank", [noted("surgery", area=LOWER_BACK)], "exercise-mending:caution"),
    ("chin-tuck", [noted("surgery", area=LOWER_BACK)], ""),
    ("plank", [cleared("surgery")], ""),
    ("walking breathing", [noted("surgery"), noted("fracture")], ""),
    # An injury counts while it is fresh.
    ("plank", [injured(71)], "exercise-injury:caution"),
    ("plank", [injured(72)], ""),
    ("plank", [injured(71, NECK)], ""),
    ("pelvic-tilt walking", [injured(1)], ""),
    # The whole body.
    ("bridge", [noted("pregnancy")], "exercise-pregnancy:caution"),
    ("cat-stretch", [noted("pregnancy")], ""),
    ("bridge", [cleared("pregnancy")], ""),
    ("wall-sit", [noted("high-blood-pressure")], "exercise-heart:caution"),
    ("walking", [noted("high-blood-pressure")], ""),
    ("walking", [noted("unstable-heart-disease")], "exercise-heart:caution"),
    ("swimming", [noted("open-wound", area=NECK)], "exercise-in-water:caution"),
    ("walking", [noted("open-wound", area=NECK)], ""),
    # Each exercise by itself, once.
    (
        "cat-stretch bird-dog knee-to-chest cat-stretch",
        [noted("osteoporosis")],
        "exercise-weak-bones:caution exercise-weak-bones:caution",
    ),
    # Of the person's own nothing is known.
    ("towel-stretch", [noted("osteoporosis"), noted("fracture")], ""),
    # An emergency keeps its own rule.
    ("breathing", [noted("emergency-signs")], "emergency:refuse"),
]  # fmt: skip


@pytest.mark.parametrize(("exercises", "conditions", "expected"), CASES)
def test_a_condition_that_meets_an_exercise_cautions(
    exercises: str, conditions: list[Condition], expected: str
) -> None:
    assert about(exercises, *conditions) == expected


def test_the_area_of_an_exercise_counts_whatever_area_the_session_names() -> None:
    broken = noted("fracture", area=HIP)
    assert about("bridge", broken, areas=(NECK,)) == "exercise-mending:caution"
    assert about("chin-tuck", broken, areas=(HIP,)) == ""


@pytest.mark.parametrize(
    ("exercise", "conditions", "instead"),
    [
        ("cat-stretch", [noted("osteoporosis")], "bird dog, pelvic tilt, walking"),
        ("cat-stretch", [noted("osteoporosis"), noted("pregnancy")], "bird dog, walking"),
        ("cat-stretch", [noted("osteoporosis"), cleared("pregnancy")], "bird dog, pelvic tilt, walking"),
        ("wall-sit", [noted("fracture", area=HIP)], "pelvic tilt"),
        ("sit-to-stand", [noted("fracture")], "what a physiotherapist shows you"),
        ("chin-tuck", [noted("fracture", area=NECK)], "breathing"),
        ("head-rolls", [noted("injury", ago=HOUR, area=SHOULDER)], "chin tuck"),
    ],
)  # fmt: skip
def test_what_is_named_to_do_instead_is_met_by_nothing(
    exercise: str, conditions: list[Condition], instead: str
) -> None:
    session = proposed("exercise", exercises=(ExerciseDone(exercise),))
    found, *_ = check(session, conditions)
    assert f"Instead: {instead}." in found.message


def test_a_caution_says_what_it_is_about_and_until_when() -> None:
    fall = noted(
        "injury", ago=50 * HOUR, area=LOWER_BACK, name="fall", label="fall, since Saturday"
    )
    (found,) = check(proposed("exercise", exercises=(ExerciseDone("plank"),)), [fall])
    assert found.message == (
        "You noted an injury (fall, since Saturday) 50 h ago, which is where this works: plank. The first "
        "72 h are for rest. Instead: deep abdominal hold, walking."
    )
    assert found.next_step.startswith("Wait another 22 h,")
    assert found.until_at == AT + dt.timedelta(hours=22)
    assert found.source.startswith("Mersey Care NHS")


def test_none_of_it_holds_a_plan() -> None:
    session = proposed("exercise", exercises=(ExerciseDone("cat-stretch"), ExerciseDone("plank")))
    conditions = [noted("osteoporosis"), noted("fracture"), noted("surgery"), injured(1)]
    assert holds(session, conditions) is None


@pytest.mark.parametrize(
    ("kind", "details", "expected"),
    [
        ("exercise", {}, "posture-needs-expert:caution"),
        ("massage", {"purpose": "rehabilitation"}, "posture-needs-expert:caution"),
        ("massage", {"purpose": "relaxation"}, ""),
        ("heat-pack", {}, ""),
    ],
)
def test_a_posture_that_is_off_asks_for_an_expert_first(
    kind: str, details: dict[str, Any], expected: str
) -> None:
    session = proposed(kind, **details)
    assert said(check(session, [noted("posture")])) == expected
    assert said(check(session, [noted("posture", area=NECK)])) == expected
    assert said(check(session, [cleared("posture")])) == ""
    assert said(check(session, [noted("posture", until_at=AT)])) == ""


@pytest.mark.parametrize("kind", ["heat-pack", "ice", "warm-bath", "hot-stone"])
def test_an_operation_holds_heat_and_ice_there(kind: str) -> None:
    there, elsewhere = noted("surgery", area=LOWER_BACK), noted("surgery", area=NECK)
    session = proposed(kind, areas=(LOWER_BACK,))
    assert "surgery-heat-cold:hold" in said(check(session, [there]))
    assert ("surgery-heat-cold" in said(check(session, [elsewhere]))) == (kind == "warm-bath")
    assert "surgery-heat-cold" not in said(check(session, [cleared("surgery")]))
    assert "surgery-heat-cold" not in said(check(session, [noted("surgery", until_at=AT)]))
