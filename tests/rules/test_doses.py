"""Doses: what people type, what is stored and what is shown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.care.doses import (
    LONGEST_HOLD_S,
    MOST_REPS,
    MOST_SETS,
    Dose,
    read_dose,
    read_exercise,
    show_dose,
    total_hold_s,
    total_reps,
    write_dose,
)

_sets, _reps = st.integers(1, MOST_SETS), st.integers(1, MOST_REPS)
_holds, _sides = st.integers(1, LONGEST_HOLD_S), st.booleans()
doses = st.one_of(
    st.builds(Dose, _sets, _reps, st.none(), _sides),
    st.builds(Dose, _sets, _reps, _holds, _sides),
    st.builds(Dose, _sets, st.none(), _holds, _sides),
    st.builds(Dose, st.none(), st.none(), _holds, _sides),
)


@pytest.mark.parametrize(
    ("text", "dose", "written", "shown"),
    [
        ("3x10", Dose(3, 10, None), "3x10", "3×10"),
        ("3x10x8s", Dose(3, 10, 8), "3x10x8s", "3×10×8 s"),
        ("3x30s", Dose(3, None, 30), "3x30s", "3×30 s"),
        ("3x1min", Dose(3, None, 60), "3x1min", "3×1 min"),
        ("3x1m", Dose(3, None, 60), "3x1min", "3×1 min"),
        ("3x60s", Dose(3, None, 60), "3x1min", "3×1 min"),
        ("5m", Dose(None, None, 300), "5min", "5 min"),
        ("5min", Dose(None, None, 300), "5min", "5 min"),
        ("5 min", Dose(None, None, 300), "5min", "5 min"),
        ("90s", Dose(None, None, 90), "90s", "90 s"),
        ("60m", Dose(None, None, 3600), "60min", "60 min"),
        ("3600s", Dose(None, None, 3600), "60min", "60 min"),
        ("1x1", Dose(1, 1, None), "1x1", "1×1"),
        ("50x1000", Dose(50, 1000, None), "50x1000", "50×1000"),
        ("3x10/side", Dose(3, 10, None, True), "3x10/side", "3×10 each side"),
        ("3X10 / Side", Dose(3, 10, None, True), "3x10/side", "3×10 each side"),
        ("2m per side", Dose(None, None, 120, True), "2min/side", "2 min each side"),
        ("3×10×8 s each side", Dose(3, 10, 8, True), "3x10x8s/side", "3×10×8 s each side"),
        (" 3 x 10 X 8 S ", Dose(3, 10, 8), "3x10x8s", "3×10×8 s"),
        ("03x010", Dose(3, 10, None), "3x10", "3×10"),
        ("3 x 30 sec", Dose(3, None, 30), "3x30s", "3×30 s"),
        ("5 Min", Dose(None, None, 300), "5min", "5 min"),
    ],
)
def test_a_dose_is_read_written_and_shown(text: str, dose: Dose, written: str, shown: str) -> None:
    assert (read_dose(text), write_dose(dose), show_dose(dose)) == (dose, written, shown)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *(
            (text, "is no dose. Write sets x repetitions as in 3x10")
            for text in (
                *(
                    "",
                    " ",
                    "3",
                    "x",
                    "3x",
                    "3xx",
                    "x10",
                    "x30s",
                    "3x10x",
                    "3xx8s",
                    "1e3x2",
                    "-3x10",
                ),
                *(
                    "3x-1",
                    "+3x10",
                    "3.5x10",
                    "1_0x2",
                    "٣x10",
                    "３x10",
                    "3х10",
                    "3x10x8s9",
                    "3x10x8sx2",
                    "3x10x8x5s",
                ),
                *(
                    "5h",
                    "m",
                    "s",
                    "1m30",
                    "5m5m",
                    "5mx3",
                    "3 10",
                    "three",
                    "3x10 8s",
                    "/side",
                    "3/side",
                ),
                *("3x10/sides", "3x10//side", "3x10side", "3x10/side/side", "3x10\n\x00", "8ſ"),
                *("1" * 5000, "1" * 5000 + "x2", "3x" + "1" * 5000 + "s"),
            )
        ),
        ("3x10x8", "the hold needs its unit, as in 3x10x8s"),
        ("0x10", "a dose has 1 to 50 sets"),
        ("51x10", "a dose has 1 to 50 sets"),
        ("0x30s", "a dose has 1 to 50 sets"),
        ("3x0", "a set has 1 to 1,000 repetitions"),
        ("3x1001", "a set has 1 to 1,000 repetitions"),
        ("3x0s", "a hold lasts 1 s to 60 min"),
        ("0m", "a hold lasts 1 s to 60 min"),
        ("61m", "a hold lasts 1 s to 60 min"),
        ("3601s", "a hold lasts 1 s to 60 min"),
        ("3x10x999999999m", "a hold lasts 1 s to 60 min"),
    ],
)
def test_what_is_no_dose_is_refused_with_an_example(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)) as refused:
        read_dose(text)
    message = str(refused.value)
    assert message.startswith("{}")
    assert message.count("{") == 1
    assert "3x10" in message


@given(doses)
def test_what_is_written_or_shown_is_read_back_the_same(dose: Dose) -> None:
    assert read_dose(write_dose(dose)) == dose
    assert read_dose(show_dose(dose)) == dose
    assert read_dose(show_dose(dose, times="x")) == dose


@given(st.text(alphabet="0123456789xX× smSinde/٣.e-", max_size=12))
def test_whatever_is_typed_is_a_dose_with_one_spelling_or_refused(text: str) -> None:
    try:
        dose = read_dose(text)
    except ValueError:
        return
    assert read_dose(write_dose(dose)) == dose


@given(doses)
def test_no_dose_is_written_in_what_reads_as_metres(dose: Dose) -> None:
    assert "m" not in write_dose(dose).replace("min", "")


@pytest.mark.parametrize(
    "parts",
    [
        (None, None, None),
        (3, None, None),
        (None, 10, None),
        (None, 10, 8),
        (0, 10, None),
        (3, 0, None),
    ],
)
def test_a_dose_that_could_not_be_written_cannot_be_made(
    parts: tuple[int | None, int | None, int | None],
) -> None:
    with pytest.raises(ValueError, match=r"dose|set"):
        Dose(*parts)


def test_a_terminal_without_the_sign_shows_an_x() -> None:
    assert show_dose(Dose(3, 10, 8), times="x") == "3x10x8 s"


@pytest.mark.parametrize(
    ("token", "read"),
    [
        ("bird-dog", ("bird-dog", None)),
        ("bird-dog:3x10x8s", ("bird-dog", Dose(3, 10, 8))),
        ("plank:3×30 s", ("plank", Dose(3, None, 30))),
        (" Bird Dog : 3x10/side ", ("Bird Dog", Dose(3, 10, None, True))),
        ("walking:10m", ("walking", Dose(None, None, 600))),
        ("walking:10 min", ("walking", Dose(None, None, 600))),
    ],
)
def test_an_exercise_is_read_with_its_dose(token: str, read: tuple[str, Dose | None]) -> None:
    assert read_exercise(token) == read


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("", "names no exercise"),
        (":", "names no exercise"),
        (":3", "names no exercise"),
        (":3x10", "names no exercise"),
        ("bird-dog:", "has no dose after the colon"),
        ("bird-dog: ", "has no dose after the colon"),
        ("bird-dog:3", "is no dose"),
        ("bird-dog:3x10:2", "is no dose"),
        ("bird-dog::3x10", "is no dose"),
    ],
)
def test_half_an_exercise_is_refused(token: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refused:
        read_exercise(token)
    assert str(refused.value).startswith("{}")


@pytest.mark.parametrize(
    ("text", "hold_s", "reps"),
    [
        ("3x10", 0, 30),
        ("3x10/side", 0, 60),
        ("3x10x8s", 240, 30),
        ("3x10x8s/side", 480, 60),
        ("3x30s", 90, 0),
        ("5m", 300, 0),
        ("2m/side", 240, 0),
    ],
)
def test_a_dose_adds_up(text: str, hold_s: int, reps: int) -> None:
    dose = read_dose(text)
    assert (total_hold_s(dose), total_reps(dose)) == (hold_s, reps)
