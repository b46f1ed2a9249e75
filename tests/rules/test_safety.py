"""The care rules: each speaks where it should, and on the right side of its limits."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from tests.rules.care_cases import (
    AT,
    DAY,
    HOUR,
    LOWER_BACK,
    MINUTE,
    NECK,
    SECOND,
    cleared,
    done,
    noted,
    proposed,
    said,
)
from tracker.care import safety
from tracker.care.catalogue import Style, styles
from tracker.care.fields import BodyArea, Entry, entry_of
from tracker.care.safety import Clearance, Condition, Finding, Proposed, Stranger

HEAT = ("heat-pack", "warm-bath", "hot-stone")


BO = Stranger("Bo", "tracker provider edit Bo")


def lasting(seconds: float) -> dict[str, Any]:
    return {"duration": seconds * SECOND}


@pytest.mark.parametrize(
    ("kind", "details", "expected"),
    [
        # S2: heated stones are a professional's.
        ("hot-stone", {"performer": "self"}, "hot-stone-professional:refuse"),
        ("hot-stone", {"performer": "partner"}, "hot-stone-professional:refuse"),
        ("hot-stone", {"performer": None}, "hot-stone-professional:refuse"),
        ("hot-stone", {"performer": "professional"}, ""),
        # S4: so is a rehabilitating massage.
        *[
            ("massage", {"purpose": "rehabilitation", "performer": performer}, expected)
            for performer, expected in [
                ("self", "rehabilitation-professional:refuse"),
                ("partner", "rehabilitation-professional:refuse"),
                (None, "rehabilitation-professional:refuse"),
                ("professional", ""),
            ]
        ],
        ("massage", {"purpose": "relaxation", "performer": "self"}, ""),
        ("orthopedic", {"performer": "partner"}, "professional-style:refuse"),
        ("orthopedic", {"performer": None}, "professional-style:refuse"),
        ("orthopedic", {"performer": "partner", "is_planned": True}, "professional-style:caution"),
        ("orthopedic", {"performer": "professional"}, ""),
        ("deep-tissue", {"performer": "partner"}, "trained-style:caution"),
        ("deep-tissue", {"performer": "professional"}, ""),
        # Who is named is a professional where that was noted.
        *[
            (style, {"performer": None, "stranger": BO, "purpose": purpose} | planned, said_of)
            for style, purpose in [
                ("hot-stone", None),
                ("orthopedic", None),
                ("massage", "rehabilitation"),
            ]
            for planned, said_of in [
                ({}, "unknown-role:refuse"),
                ({"is_planned": True}, "unknown-role:caution"),
            ]
        ],
        ("deep-tissue", {"performer": None, "stranger": BO}, ""),
        ("swedish", {"performer": None, "stranger": BO}, ""),
        ("swedish", {"performer": "partner"}, ""),
        # S9: ice, heat and bath have their lengths; the limit itself is still within.
        ("ice", lasting(20 * 60), ""),
        ("ice", lasting(20 * 60 + 1), "ice-length:caution"),
        ("ice", lasting(25 * 60), "ice-length:caution"),
        ("ice", lasting(30 * 60), "ice-length:caution"),
        ("ice", lasting(30 * 60 + 1), "ice-length:refuse"),
        ("heat-pack", lasting(30 * 60), ""),
        ("heat-pack", lasting(30 * 60 + 1), "heat-length:caution"),
        ("heat-pack", lasting(60 * 60), "heat-length:caution"),
        ("heat-pack", lasting(60 * 60 + 1), "heat-length:refuse"),
        ("hot-stone", lasting(90 * 60), ""),
        ("warm-bath", lasting(30 * 60), ""),
        ("warm-bath", lasting(30 * 60 + 1), "bath-length:caution"),
        ("warm-bath", lasting(5 * 3600), "bath-length:caution"),
        ("warm-bath", {"temperature_c": 38.0}, ""),
        ("warm-bath", {"temperature_c": 38.1}, "bath-temperature:caution"),
        ("warm-bath", {"temperature_c": 40.0}, "bath-temperature:caution"),
        ("warm-bath", {"temperature_c": 40.1}, "bath-temperature:refuse"),
        ("warm-bath", {"temperature_c": 45.0}, "bath-temperature:refuse"),
        ("heat-pack", {"temperature_c": 45.0}, ""),
        ("heat-pack", {"temperature_c": 45.1}, "heat-temperature:caution"),
        ("heat-pack", {"temperature_c": 49.0}, "heat-temperature:caution"),
        ("heat-pack", {"temperature_c": 49.1}, "heat-temperature:refuse"),
        ("heat-pack", {"temperature_c": 90.0}, "heat-temperature:refuse"),
        ("ice", {"temperature_c": -10.0}, ""),
        ("ice", {"barrier": False}, "ice-barrier:caution"),
        ("ice", {"barrier": True}, ""),
        ("ice", {"barrier": None}, ""),
        ("heat-pack", {"barrier": False}, "heat-barrier:caution"),
        ("heat-pack", {"barrier": True}, ""),
        ("heat-pack", {"in_quiet_hours": True}, "heat-asleep:refuse"),
        ("ice", {"in_quiet_hours": True}, "heat-asleep:refuse"),
        ("warm-bath", {"in_quiet_hours": True}, ""),
        ("massage", {"in_quiet_hours": True}, ""),
        # S12: what it feels like picks the caution.
        *[(kind, {"feels": "swollen"}, "swollen-heat:caution") for kind in HEAT],
        *[(kind, {"feels": "after-injury"}, "after-injury-heat:caution") for kind in HEAT],
        ("ice", {"feels": "swollen"}, ""),
        ("heat-pack", {"feels": "stiff"}, ""),
        ("heat-pack", {"feels": "unknown"}, ""),
    ],
)
def test_a_session_is_judged_by_what_it_is_like(
    kind: str, details: dict[str, Any], expected: str
) -> None:
    assert said(safety.check(proposed(kind, **details))) == expected


@pytest.mark.parametrize(
    ("kind", "ended_before", "is_skin_normal", "expected"),
    [
        ("ice", 2 * HOUR, False, ""),
        ("ice", 2 * HOUR - SECOND, False, "ice-gap:caution"),
        ("ice", 2 * HOUR - SECOND, True, ""),
        ("ice", 30 * MINUTE, False, "ice-gap:caution"),
        ("ice", 30 * MINUTE, True, ""),
        ("ice", 30 * MINUTE - SECOND, False, "ice-gap:refuse"),
        ("ice", 30 * MINUTE - SECOND, True, "ice-gap:refuse"),
        ("ice", -5 * MINUTE, False, "ice-gap:refuse"),
        ("heat-pack", 2 * HOUR, False, ""),
        ("heat-pack", 2 * HOUR - SECOND, False, "heat-gap:caution"),
        ("heat-pack", 2 * HOUR - SECOND, True, ""),
        ("heat-pack", 0 * SECOND, False, "heat-gap:caution"),
        ("warm-bath", 0 * SECOND, False, ""),
    ],
)
def test_the_skin_gets_its_pause(
    kind: str, ended_before: dt.timedelta, is_skin_normal: bool, expected: str
) -> None:
    session = proposed(kind, skin_is_normal=is_skin_normal)
    assert said(safety.check(session, earlier=[done(kind, ended_before)])) == expected


@pytest.mark.parametrize(
    ("kind", "before", "hours", "expected"),
    [
        ("heat-pack", "hot-stone", 1.99, "heat-gap:caution"),
        ("heat-pack", "hot-stone", 2, ""),
        ("hot-stone", "heat-pack", 1.99, "heat-gap:caution"),
        ("hot-stone", "heat-pack", 2, ""),
        ("hot-stone", "hot-stone", 1.99, "heat-gap:caution"),
        ("heat-pack", "swedish", 1, ""),
        ("swedish", "heat-pack", 1, ""),
        ("ice", "hot-stone", 1, ""),
    ],
)
def test_a_hot_stone_massage_counts_for_the_gap_of_heat(
    kind: str, before: str, hours: float, expected: str
) -> None:
    other = done(before, hours * HOUR)
    if before != "heat-pack":
        other = done("massage", hours * HOUR, style=before)
    assert said(safety.check(proposed(kind), earlier=[other])) == expected


def test_a_hot_stone_massage_counts_as_heat_of_its_day() -> None:
    others = [done("massage", 3 * HOUR, style="hot-stone")] + [done("heat-pack", 3 * HOUR)] * 7
    assert said(safety.check(proposed("heat-pack"), earlier=others)) == "heat-per-day:caution"
    assert said(safety.check(proposed("heat-pack"), earlier=others[1:])) == ""


@pytest.mark.parametrize(
    ("kind", "temperature", "is_overridable"),
    [
        ("warm-bath", 42, True),
        ("warm-bath", 42.1, False),
        ("warm-bath", 45, False),
        ("heat-pack", 60, True),
        ("heat-pack", 60.1, False),
    ],
)
def test_past_a_firm_limit_no_reason_helps(
    kind: str, temperature: float, is_overridable: bool
) -> None:
    (finding,) = safety.check(proposed(kind, temperature_c=temperature))
    assert (finding.level, finding.overridable) == ("refuse", is_overridable)


def test_no_setting_lets_a_bath_of_45_degrees_take_a_reason() -> None:
    limits = {key: limit.most for key, limit in safety.limits().items()}
    (finding,) = safety.check(proposed("warm-bath", temperature_c=45.0), limits=limits)
    assert (finding.level, finding.overridable) == ("refuse", False)


def test_a_style_of_ones_own_is_what_it_says_of_itself() -> None:
    own = ["lava", "oil:warm", "shells:warm:professional", "tape:professional"]

    def known() -> Mapping[str, Style]:
        return styles(own)

    wanted = {
        "lava": "",
        "oil": "heat-gap:caution",
        "shells": "hot-stone-professional:refuse heat-gap:caution",
        "tape": "professional-style:refuse",
    }
    for style, expected in wanted.items():
        session = proposed("massage", style=style, performer="self")
        found = safety.check(session, earlier=[done("heat-pack", HOUR)], styles=known)
        assert said(found) == expected, style
    warm = done("massage", HOUR, style="oil")
    found = safety.check(proposed("heat-pack"), earlier=[warm], styles=known)
    assert said(found) == "heat-gap:caution"


@pytest.mark.parametrize(
    ("hours_after_the_day", "expected"),
    [(-10, "refuse"), (47.99, "refuse"), (48, "")],
)
def test_an_injury_of_a_day_is_fresh_until_48_hours_after_that_day(
    hours_after_the_day: float, expected: str
) -> None:
    day_ends = AT - hours_after_the_day * HOUR
    fall = noted("injury", AT - day_ends + 24 * HOUR, begun_by=day_ends)
    found = safety.check(proposed("massage"), [fall])
    assert said(found) == (f"injury-48h-massage:{expected}" if expected else "")
    if expected:
        assert found[0].until_at == day_ends + 48 * HOUR


def test_a_pause_is_one_of_the_same_kind_place_and_clock() -> None:
    just = 10 * MINUTE
    ice = proposed("ice", areas=(NECK,))
    assert safety.check(ice, earlier=[done("heat-pack", just)]) == ()
    assert safety.check(ice, earlier=[done("ice", just, areas=(LOWER_BACK,))]) == ()
    assert safety.check(ice, earlier=[done("ice", -30 * MINUTE, areas=(NECK,))]) == ()
    timeless = entry_of(zone="UTC", kind="ice", day=DAY, started_at=None, duration=just)
    assert safety.check(ice, earlier=[timeless]) == ()
    day_only = proposed("ice", started_at=None)
    assert safety.check(day_only, earlier=[done("ice", just)]) == ()


def test_a_pause_counts_from_the_session_that_ended_last() -> None:
    long_one = entry_of(
        zone="UTC", kind="ice", day=DAY, started_at=AT - 3 * HOUR, duration=2.5 * HOUR
    )
    (finding,) = safety.check(proposed("ice"), earlier=[long_one, done("ice", HOUR)])
    assert finding.message.startswith("The last ice there ended 30 min before; the pause is 2 h.")
    assert finding.next_step.startswith("Wait another 90 min,")
    assert finding.until_at == AT + 90 * MINUTE


@pytest.mark.parametrize(
    ("kind", "before", "expected"),
    [
        ("ice", 7, ""),
        ("ice", 8, "ice-per-day:caution"),
        ("heat-pack", 7, ""),
        ("heat-pack", 8, "heat-per-day:caution"),
        ("warm-bath", 8, ""),
    ],
)
def test_the_ninth_time_of_a_day_is_one_too_many(kind: str, before: int, expected: str) -> None:
    def timeless(day: dt.date, *places: BodyArea) -> Entry:
        return entry_of(
            zone="UTC", kind=kind, day=day, started_at=None, duration=MINUTE, areas=places
        )

    others = [timeless(DAY)] * before
    others += [timeless(DAY - dt.timedelta(days=1)), timeless(DAY, LOWER_BACK)]
    assert said(safety.check(proposed(kind, areas=(NECK,)), earlier=others)) == expected


@pytest.mark.parametrize(
    ("kind", "hours", "expected"),
    [
        ("heat-pack", 0, "injury-48h-heat:refuse"),
        ("heat-pack", 47.99, "injury-48h-heat:refuse"),
        ("heat-pack", 48, "injury-48h-heat:caution"),
        ("heat-pack", 71.99, "injury-48h-heat:caution"),
        ("heat-pack", 72, ""),
        ("warm-bath", 47.99, "injury-48h-heat:refuse"),
        ("warm-bath", 48, "injury-48h-heat:caution"),
        ("warm-bath", 72, ""),
        ("hot-stone", 47.99, "injury-48h-massage:refuse injury-48h-heat:refuse"),
        ("hot-stone", 48, "injury-48h-heat:caution"),
        ("massage", 0, "injury-48h-massage:refuse"),
        ("massage", 47.99, "injury-48h-massage:refuse"),
        ("massage", 48, ""),
        ("ice", 0, ""),
        ("exercise", 0, ""),
    ],
)
def test_a_fresh_injury_is_spared_heat_and_massage(kind: str, hours: float, expected: str) -> None:
    found = safety.check(proposed(kind), [noted("injury", hours * HOUR)])
    assert said(found) == expected
    assert all(finding.overridable == (finding.level == "refuse") for finding in found)


def test_new_pain_without_an_injury_does_not_forbid_heat() -> None:
    new = [noted("unexplained-pain", HOUR), noted("severe", HOUR)]
    assert safety.check(proposed("heat-pack"), new, pain=9) == ()


def test_a_noted_injury_speaks_instead_of_the_question_about_one() -> None:
    session = proposed("heat-pack", feels="after-injury")
    assert safety.check(session, [noted("injury", 100 * HOUR)]) == ()


@pytest.mark.parametrize("kind", ["ice", "heat-pack", "warm-bath"])
@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (10, "reduced-sensation-skin:hint"),
        (10.1, "reduced-sensation-length:refuse reduced-sensation-skin:hint"),
    ],
)
def test_skin_that_feels_less_has_a_shorter_time_even_with_agreement(
    kind: str, minutes: float, expected: str
) -> None:
    session = proposed(kind, duration=minutes * MINUTE)
    assert said(safety.check(session, [cleared("reduced-sensation")])) == expected
    assert said(safety.check(session, [noted("reduced-sensation")])) == "reduced-sensation:hold"


@pytest.mark.parametrize(("pain", "is_held"), [(None, False), (6, False), (7, True), (10, True)])
def test_high_pain_holds_massage_whatever_a_doctor_agreed_to(
    pain: int | None, is_held: bool
) -> None:
    expected = "pain-needs-doctor:hold" if is_held else ""
    assert said(safety.check(proposed("massage"), pain=pain)) == expected
    assert said(safety.check(proposed("massage"), [cleared("severe")], pain=pain)) == expected
    severe = safety.check(proposed("massage"), [noted("severe")], pain=pain)
    assert said(severe) == "severe-needs-doctor:hold"
    assert safety.check(proposed("heat-pack"), pain=pain) == ()
    assert safety.offers_red_flags(pain) == is_held


def test_the_pain_from_which_a_doctor_is_asked_can_be_set() -> None:
    limits = {"pain-needs-doctor.hold": 5}
    assert (
        said(safety.check(proposed("massage"), pain=5, limits=limits)) == "pain-needs-doctor:hold"
    )
    assert safety.offers_red_flags(5, limits)
    assert not safety.offers_red_flags(4, limits)


@pytest.mark.parametrize("experience", [None, "experienced", "specialist", "inexperienced"])
def test_a_severe_condition_asks_for_an_experienced_therapist(experience: str | None) -> None:
    session = proposed("massage", experience=experience)
    expected = "severe-needs-experience:caution" if experience == "inexperienced" else ""
    assert said(safety.check(session, [cleared("severe")])) == expected
    assert safety.check(session) == ()


def test_an_agreement_counts_from_when_it_was_given() -> None:
    later = noted("severe", clearance=Clearance("Dr Ito", AT + SECOND))
    assert said(safety.check(proposed("massage"), [later])) == "severe-needs-doctor:hold"


def test_a_finding_names_the_condition_the_way_out_and_its_source() -> None:
    flu = noted("contagious-illness", name="flu", label="flu {0}, since Thursday")
    assert safety.check(proposed("massage"), [flu]) == (
        Finding(
            "contagious",
            "hold",
            "You noted a contagious illness (flu {0}, since Thursday); massage could pass it on.",
            "Over it? tracker condition end flu",
            "the article this program grew from, Relieving Back Pain Through Massage Therapy; "
            "a massage therapists' association, ABMP (read in a copy)",
            overridable=False,
        ),
    )


def test_a_refusal_past_our_own_figure_says_whose_figure_it_is() -> None:
    (finding,) = safety.check(proposed("heat-pack", duration=61 * MINUTE))
    assert finding == Finding(
        "heat-length",
        "refuse",
        "61 min of heat is longer than 60 min; even a low setting can burn in time.",
        "About 20 min is enough. A low-level heat wrap follows its own instructions: "
        "say so as the reason.",
        "a default of ours; on the matter: Sherwood Forest Hospitals NHS, Heat and ice (read at "
        "the source); FDA and CPSC on heating pads, 1995 (read at the source)",
        overridable=True,
    )


def test_a_fresh_injury_says_how_long_to_wait() -> None:
    (finding,) = safety.check(proposed("massage"), [noted("injury", 30.5 * HOUR)])
    assert finding.message == (
        "You noted an injury 30 h ago; massage keeps away from it for the first 48 h."
    )
    assert finding.next_step == "Massage another area, or wait another 18 h."
    assert finding.until_at == AT + 17.5 * HOUR
    ends_sooner = noted("injury", 30 * HOUR, until_at=AT + HOUR)
    (finding,) = safety.check(proposed("massage"), [ends_sooner])
    assert finding.until_at == AT + HOUR


def test_the_worst_is_said_first_and_equals_stand_as_in_the_file() -> None:
    conditions = [noted("fever"), noted("contagious-illness"), noted("alcohol-or-sedatives")]
    conditions += [noted("age-65-plus"), noted("pregnancy"), noted("emergency-signs")]
    found = safety.check(proposed("hot-stone", performer="partner"), conditions)
    assert said(found).split() == [
        "emergency:refuse",
        "hot-stone-professional:refuse",
        "alcohol-massage:refuse",
        "alcohol-heat-cold:refuse",
        "contagious:hold",
        "fever:hold",
        "pregnancy-massage:caution",
        "pregnancy-heat-cold:caution",
        "age-65-heat:hint",
    ]


@pytest.mark.parametrize(
    ("session", "conditions", "pain", "expected"),
    [
        (proposed("massage"), [], 7, "pain-needs-doctor"),
        (proposed("massage"), [], None, None),
        (proposed("massage"), [noted("injury", HOUR)], None, "injury-48h-massage"),
        (proposed("heat-pack"), [noted("injury", HOUR)], None, "injury-48h-heat"),
        (proposed("heat-pack"), [noted("injury", 50 * HOUR)], None, None),
        (proposed("hot-stone"), [noted("reduced-sensation")], None, "reduced-sensation"),
        (proposed("exercise"), [noted("emergency-signs")], 9, "emergency"),
        # The wrong performer or length is a matter for the plan, not for the person's state.
        (proposed("hot-stone", performer="self"), [noted("fever")], None, "fever"),
        (proposed("hot-stone", performer="self"), [], None, None),
        (proposed("ice", duration=HOUR), [], None, None),
        (proposed("ice", duration=HOUR), [cleared("diabetes")], None, None),
        (proposed("ice"), [noted("pregnancy")], None, None),
    ],
)
def test_only_the_state_of_the_person_holds_a_plan(
    session: Proposed, conditions: list[Condition], pain: int | None, expected: str | None
) -> None:
    held = safety.holds(session, conditions, pain=pain)
    assert (held and held.rule_id) == expected


def test_massage_without_exercise_gets_one_hint() -> None:
    (hint,) = safety.hints(["massage", "massage", "heat-pack"])
    assert (hint.rule_id, hint.level) == ("massage-without-exercise", "hint")
    assert "NG59, 1.2.7" in hint.source
    assert safety.hints(["massage", "exercise"]) == ()
    assert safety.hints(["heat-pack"]) == ()
    assert safety.hints([]) == ()


def test_a_setting_moves_the_limit() -> None:
    ice = proposed("ice", duration=25 * MINUTE)
    assert safety.check(ice, limits={"ice-length.caution": 25}) == ()
    (finding,) = safety.check(ice, limits={"ice-length.refuse": 20})
    assert finding.message == "25 min of ice is longer than 20 min."


@pytest.mark.parametrize(
    ("key", "value", "notice"),
    [
        ("ice-length.caution", 10, None),
        ("ice-length.caution", 20, None),
        ("ice-length.caution", 25, "25 min is looser than the 20 min of its source, Sherwood"),
        ("heat-gap.caution", 180, None),
        ("heat-gap.caution", 120, None),
        ("heat-gap.caution", 90, "90 min is looser than the 2 h of its source, Sherwood"),
        ("injury-48h-heat.refuse", 24, "24 h is looser than the 48 h of its source, NHS"),
        ("pain-needs-doctor.hold", 5, None),
        ("pain-needs-doctor.hold", 7, None),
        ("pain-needs-doctor.hold", 8, "8 of 10 is looser than our default of 7 of 10; no source"),
        ("bath-temperature.refuse", 40, None),
    ],
)
def test_loosening_a_limit_past_its_source_is_said(
    key: str, value: float, notice: str | None
) -> None:
    said_so = safety.limit_notice(key, value)
    if notice is None or said_so is None:
        assert said_so == notice
    else:
        assert said_so.startswith(f"{key}: {notice}")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("ice-length.caution", 31, r"ice-length.caution goes from 5 min to 30 min\."),
        ("ice-length.caution", 4, "goes from 5 min to 30 min"),
        ("bath-temperature.refuse", 40.1, "goes from 36 °C to 40 °C"),
        ("ice-gap.caution", float("nan"), "goes from 30 min to 8 h"),
        ("ice-length", 20, "ice-length is no limit. Those that can be set: .*ice-length.caution"),
    ],
)
def test_a_limit_outside_its_range_is_refused(key: str, value: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        safety.limit_notice(key, value)
