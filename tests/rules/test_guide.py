"""What happens when in a timer, by the clock alone."""

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.care import guide
from tracker.care.doses import Dose, read_dose, total_hold_s
from tracker.care.fields import ExerciseDone
from tracker.care.guide import Run, Step

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def done(word: str) -> ExerciseDone:
    name, _, dose = word.partition(":")
    return ExerciseDone(name, read_dose(dose) if dose else None)


def shown(steps: Sequence[Step]) -> list[str]:
    return [
        f"{step.what} {step.length_s}"
        + ("" if step.exercise is None else f" {step.exercise}.{step.set}")
        + (f" {step.side}" if step.side else "")
        for step in steps
    ]


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        ("plank:1x30s", ["ready 10 0.1", "set 30 0.1"]),
        ("plank:2x30s", ["ready 10 0.1", "set 30 0.1", "rest 30 0.2", "set 30 0.2"]),
        ("bridge:1x10", ["ready 10 0.1", "set 40 0.1"]),
        ("bird-dog:1x3x8s", ["ready 10 0.1", "set 28 0.1"]),
        ("walking:10m", ["ready 10 0.1", "time 600 0.1"]),
        ("towel-stretch", ["ready 10 0.1", "time 60 0.1"]),
        (
            "side-plank:2x20s/side",
            [
                "ready 10 0.1 left",
                "set 20 0.1 left",
                "sides 5 0.1 right",
                "set 20 0.1 right",
                "rest 30 0.2 left",
                "set 20 0.2 left",
                "sides 5 0.2 right",
                "set 20 0.2 right",
            ],
        ),
        (
            "plank:1x30s bridge:1x10",
            ["ready 10 0.1", "set 30 0.1", "rest 30 1.1", "set 40 1.1"],
        ),
    ],
)
def test_exercises_become_steps(words: str, steps: list[str]) -> None:
    assert shown(guide.steps_of([done(word) for word in words.split()])) == steps


def test_a_plain_timer_has_one_step() -> None:
    assert guide.passing(dt.timedelta(minutes=15)) == (Step("time", 900),)


@pytest.mark.parametrize(
    ("dose", "spent_s", "place"),
    [
        ("3x10", 0, (1, 0)),
        ("3x10", 3, (1, 0)),
        ("3x10", 4, (2, 0)),
        ("3x10", 39, (10, 0)),
        ("3x10x8s", 0, (1, 8)),
        ("3x10x8s", 7, (1, 1)),
        ("3x10x8s", 8, (1, 0)),
        ("3x10x8s", 10, (2, 8)),
        ("3x10x8s", 97, (10, 1)),
    ],
)
def test_the_repetition_under_way_follows_from_the_seconds(
    dose: str, spent_s: int, place: tuple[int, int]
) -> None:
    assert guide.repetition(read_dose(dose), spent_s) == place


def test_time_passes_from_step_to_step() -> None:
    run = guide.begin(guide.steps_of([done("plank:2x30s")]), NOON)
    assert [
        (later.position, later.spent_s, later.left_s, later.is_over)
        for later in (run.advanced(NOON + seconds * SECOND) for seconds in (0, 9, 10, 75, 99, 100))
    ] == [
        (0, (0, 0, 0, 0), 100, False),
        (0, (9, 0, 0, 0), 91, False),
        (1, (10, 0, 0, 0), 90, False),
        (3, (10, 30, 30, 5), 25, False),
        (3, (10, 30, 30, 29), 1, False),
        (4, (10, 30, 30, 30), 0, True),
    ]


def test_a_pause_counts_nothing() -> None:
    run = guide.begin(guide.passing(60 * SECOND), NOON).advanced(NOON + 20 * SECOND).paused()
    run = run.advanced(NOON + 500 * SECOND).resumed(NOON + 510 * SECOND)
    assert run.advanced(NOON + 515 * SECOND).done_s == 25


def test_a_clock_set_back_counts_nothing_and_goes_on_from_there() -> None:
    run = guide.begin(guide.passing(60 * SECOND), NOON).advanced(NOON + 20 * SECOND)
    run = run.advanced(NOON - 3600 * SECOND)
    assert run.advanced(NOON - 3590 * SECOND).done_s == 30


def test_part_of_a_second_is_not_lost() -> None:
    run = guide.begin(guide.passing(60 * SECOND), NOON)
    for count in range(1, 41):
        run = run.advanced(NOON + count * dt.timedelta(milliseconds=300))
    assert run.done_s == 12


def test_what_is_over_stays_as_it_was_seen() -> None:
    over = guide.begin(guide.passing(5 * SECOND), NOON).advanced(NOON + 5 * SECOND)
    assert over.advanced(NOON + 3600 * SECOND) == over
    assert over.seen_at == NOON + 5 * SECOND


@given(
    st.lists(
        st.sampled_from(["plank:2x30s", "bridge:3x10", "bird-dog:2x3x8s/side", "walking:1m"]),
        min_size=1,
        max_size=3,
    ),
    st.lists(st.integers(0, 400), max_size=30),
)
def test_it_makes_no_difference_how_often_the_clock_is_read(
    words: list[str], waits: list[int]
) -> None:
    whole = often = guide.begin(guide.steps_of([done(word) for word in words]), NOON)
    now = NOON
    for wait in waits:
        now += wait * SECOND
        often = often.advanced(now)
    whole = whole.advanced(now)
    assert often.spent_s == whole.spent_s
    assert often.position == whole.position
    assert often.done_s == min(sum(waits), often.length_s)
    assert often.done_s + often.left_s == often.length_s


@pytest.mark.parametrize(
    ("passed_s", "is_paused", "unwatched", "ended"),
    [
        (60, False, False, False),
        (61, False, True, False),
        (899, False, True, False),
        (900, False, True, True),
        (32_400, False, True, True),
        (32_400, True, False, False),
    ],
)
def test_a_long_silence_is_noticed(
    passed_s: int, is_paused: bool, unwatched: bool, ended: bool
) -> None:
    run = guide.begin(guide.passing(900 * SECOND), NOON)
    run = run.paused() if is_paused else run
    now = NOON + passed_s * SECOND
    assert (run.was_unwatched(now), run.is_over_by(now)) == (unwatched, ended)


@pytest.mark.parametrize(
    ("word", "spent_s", "doses"),
    [
        ("plank:3x30s", [10, 30, 30, 30, 30, 30], "3x30s"),
        ("plank:3x30s", [10, 30, 30, 30, 30, 29], "2x30s 1x29s"),
        ("plank:3x30s", [10, 0, 0, 30, 30, 0], "1x30s"),
        ("plank:3x30s", [10, 29, 30, 0, 0, 0], "1x29s"),
        ("plank:3x30s", [10, 12, 30, 30, 30, 12], "2x12s 1x30s"),
        ("bridge:2x10", [10, 20, 30, 19], "1x10 1x4"),
        ("bridge:2x10", [10, 3, 30, 4], "1x1"),
        ("bird-dog:2x2x8s", [10, 18, 30, 17], "1x2x8s 1x1x8s"),
        ("bird-dog:2x2x8s", [10, 18, 30, 7], "1x2x8s"),
        ("walking:10m", [10, 600], "10m"),
        ("walking:10m", [10, 95], "95s"),
        ("walking:10m", [10, 0], ""),
        ("side-plank:2x20s/side", [10, 20, 5, 20, 30, 20, 5, 20], "2x20s/side"),
        ("side-plank:2x20s/side", [10, 20, 5, 20, 30, 20, 5, 0], "1x20s/side 1x20s"),
        ("side-plank:2x20s/side", [10, 20, 5, 20, 30, 20, 5, 9], "1x20s/side 1x20s 1x9s"),
        ("side-plank:2x20s/side", [10, 20, 5, 0, 30, 20, 0, 0], "2x20s"),
        ("side-stretch:1m/side", [10, 60, 5, 40], "1m 40s"),
        ("side-stretch:1m/side", [10, 40, 5, 40], "40s/side"),
        ("side-stretch:1m/side", [10, 60, 0, 0], "1m"),
        ("towel-stretch", [10, 60], "1m"),
    ],
)
def test_what_was_really_done_is_said_and_a_set_broken_off_counts_with_its_part(
    word: str, spent_s: list[int], doses: str
) -> None:
    exercises = [done(word)]
    steps = guide.steps_of(exercises)
    run = Run(steps, NOON, NOON, tuple(spent_s), len(steps))
    name = exercises[0].name
    expected = tuple(ExerciseDone(name, read_dose(dose)) for dose in doses.split())
    assert guide.exercises_done(exercises, run) == expected


@given(st.sampled_from(["plank:2x30s", "bird-dog:2x3x8s/side", "side-stretch:1m/side"]), st.data())
def test_no_second_that_was_held_is_lost_or_made_up(word: str, data: st.DataObject) -> None:
    exercises = [done(word)]
    steps = guide.steps_of(exercises)
    spent_s = tuple(data.draw(st.integers(0, step.length_s)) for step in steps)
    dose = exercises[0].dose
    assert dose
    held_s = sum(
        guide.amount_done(dose, spent) * (dose.hold_s or 1 if dose.reps else 1)
        for step, spent in zip(steps, spent_s, strict=True)
        if not step.is_between
    )
    found = guide.exercises_done(exercises, Run(steps, NOON, NOON, spent_s, len(steps)))
    assert sum(total_hold_s(one.dose) for one in found if one.dose) == held_s


@pytest.mark.parametrize(
    ("word", "half_s"),
    [
        ("walking:60s", 30),
        ("walking:59s", None),
        ("plank:1x2m", 60),
        ("plank:1x30s", None),
        ("bird-dog:1x10x8s", None),
        ("bridge:1x30", None),
    ],
)
def test_half_time_is_told_of_what_is_long_and_counts_nothing(
    word: str, half_s: int | None
) -> None:
    ready, step = guide.steps_of([done(word)])
    assert guide.half_s(step, done(word).dose) == half_s
    assert guide.half_s(ready, done(word).dose) is None


@pytest.mark.parametrize(("length_s", "half_s"), [(900, 450), (3, 1), (1, None)])
def test_a_plain_timer_has_a_half_time_whatever_its_length(
    length_s: int, half_s: int | None
) -> None:
    (step,) = guide.passing(length_s * SECOND)
    assert guide.half_s(step, None) == half_s


def test_one_exercise_skipped_does_not_change_the_others() -> None:
    exercises = [done("plank:1x30s"), done("bridge:1x10"), done("walking:1m")]
    run = guide.begin(guide.steps_of(exercises), NOON).advanced(NOON + 70 * SECOND)
    run = run.skipped().skipped().advanced(NOON + 130 * SECOND)
    assert run.is_over
    assert guide.exercises_done(exercises, run) == (exercises[0], exercises[2])


def test_a_skip_at_the_end_ends_it() -> None:
    run = guide.begin(guide.passing(60 * SECOND), NOON).skipped()
    assert run.is_over
    assert run.skipped() == run


@pytest.mark.parametrize(
    ("kind", "check_s"), [("ice", 450), ("heat-pack", None), ("massage", None), ("exercise", None)]
)
def test_ice_has_a_skin_check_at_half_time(kind: str, check_s: int | None) -> None:
    assert guide.skin_check_s(kind, 900) == check_s


@pytest.mark.parametrize(
    ("dose", "length_s"),
    [
        (Dose(3, 10, None), 40),
        (Dose(3, 10, 8), 98),
        (Dose(3, None, 30), 30),
        (Dose(None, None, 600), 600),
    ],
)
def test_a_set_takes_its_time(dose: Dose, length_s: int) -> None:
    assert guide.set_length_s(dose) == length_s
