"""Exercises are looked up, added, put into routines and logged; what came of them is told."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commands.terminals import drawn, plain
from tests.conftest import Rows, Tracker, moment_of
from tracker.care.catalogue import exercises
from tracker.care.doses import Dose, read_dose
from tracker.care.progress import Done, Progress, progress
from tracker.journal.exercises import Record
from tracker.show import exercises as show
from tracker.show.terminal import UNICODE, Look, width_of

pytestmark = pytest.mark.both(1)

NOON = dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)
MONDAY = NOON.date()
DAY = dt.timedelta(days=1)


BIRD_DOG = """\
Bird dog
For       Keeps the trunk steady while arm and leg move
          mid back, lower back, hip, medium, mat
Usual     1x10x5 s each side, once a day
       1  Kneel on all fours with your back in its natural curve.
       2  Stretch one arm forward and the opposite leg back, no higher than your trunk.
       3  Hold without letting the hips turn.
       4  Lower and change sides; with time hold up to 10 seconds.
Stop      when your back sags or twists.
Care      Begin with the leg alone if wrist or shoulder hurts.
Instead   deep abdominal hold, walking, if you noted fracture, surgery or injury.
Source    McGill and Karpowicz 2009, Arch Phys Med Rehabil 90:118, in a copy; the dose is a \
default of ours (read in a copy, a report, or at a source of less weight)

Stop if the pain grows or spreads down a leg, or if numbness or tingling begins. \
After an injury or an operation ask a professional before you start.
"""
BIRD_DOG_DONE = """
Done      3 times, last today: 60 repetitions, held 6 min 30 s in all, 8 s at best (Mon 9 Nov).
Sets      0 0 0 0 0 0 3 0 a week, 2026-W40 to this one
"""


def test_an_exercise_is_shown_with_its_source_and_what_came_of_it(tracker: Tracker) -> None:
    assert tracker("exercise show bird") == BIRD_DOG
    tracker("log exercise bird-dog:3x10x5s --minutes 10 --at '20 sep'")
    tracker("log exercise bird-dog:3x10x8s plank:3x30s --minutes 10 --at '9 nov'")
    tracker("log exercise bird-dog --minutes 10 --at today")
    assert tracker("exercise show bird-dog") == BIRD_DOG + BIRD_DOG_DONE


@pytest.mark.parametrize("name", exercises())
def test_an_exercise_with_its_progress_fits_a_screen(name: str) -> None:
    done = [Done(MONDAY - DAY * days, days, read_dose("3x12x45s")) for days in range(400)]
    look = Look(UNICODE, 80, 24, False)
    text = show.one(Record(exercises()[name], progress(done, MONDAY)), moment_of(NOON), look)
    assert len(text.splitlines()) <= 23
    assert max(map(width_of, text.splitlines())) <= 80


def test_the_exercises_are_listed_by_how_hard_they_are(tracker: Tracker) -> None:
    lines = tracker("exercise list").splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        *("Easy", "Medium", "Hard", "Each in full: tracker exercise show NAME")
    ]
    assert len(lines) == len(exercises()) + 4
    assert tracker("exercise list --no-equipment --level easy --area mid-back") == (
        "Easy\n"
        "  side-bend  1x10 each side  lets the trunk bend sideways more easily\n"
        "  breathing  5 min           calms, and lets shoulders, neck and back go\n"
        "Each in full: tracker exercise show NAME; your own are left out, as nothing of this is "
        "known of them\n"
    )
    assert tracker("exercise list --level hard --no-equipment") == (
        "No exercise fits. All of them: tracker exercise list\n"
    )


def test_an_exercise_of_ones_own_is_made_listed_logged_and_taken_back(tracker: Tracker) -> None:
    empty = tracker.rows()
    assert tracker('exercise add "Towel  Stretch" --dose 2x30s/side --note "as shown"') == (
        "towel-stretch is an exercise of yours now, usually 2x30 s each side.\n"
        "  Do it: tracker log exercise towel-stretch:2x30s/side. Take back: tracker undo\n"
    )
    assert tracker("exercise list").splitlines()[-3:] == [
        "Your own",
        "  towel-stretch            2x30 s each side    as shown",
        "Each in full: tracker exercise show NAME",
    ]
    assert "towel" not in tracker("exercise list --level easy")
    assert tracker("log exercise towel:3x20s --minutes 5 --at today") == (
        "#1  Back exercises, 5 min, today. Towel stretch 3x20 s.\n    Take back: tracker undo\n"
    )
    assert tracker("exercise show towel").splitlines()[:3] == [
        "Towel Stretch",
        "Note      As shown",
        "Usual     2x30 s each side",
    ]
    tracker("undo")
    assert tracker("undo") == "Took back: exercise add towel-stretch.\n"
    assert tracker.rows() == empty


def test_ones_own_word_wins_over_another_name_of_the_catalogue(tracker: Tracker) -> None:
    assert "Wall sit 3x10." in tracker("log exercise wall-slide:3x10 --at yesterday")
    assert tracker('exercise add "wall slide" --dose 3x10') == (
        "wall-slide is an exercise of yours now, usually 3x10. Until now the word meant wall-sit.\n"
        "  Do it: tracker log exercise wall-slide:3x10. Take back: tracker undo\n"
    )
    assert "Wall slide 3x10." in tracker("log exercise wall-slide:3x10")


@pytest.mark.in_file
def test_a_word_spelled_out_is_known_without_the_diary(tracker: Tracker) -> None:
    """A diary that nobody can read shows which words need it."""
    tracker.database.write_bytes(b"no database at all, and longer than the head of one " * 9)
    assert tracker("exercise show bird-dog", code=5).startswith("Error: ")
    refused = tracker("log exercise bird-dog:9", code=2)
    assert refused.startswith('Error: "bird-dog:9" is no dose.')


REFUSED = {
    "exercise add bird-dog": (
        4,
        ("there is an exercise bird-dog already. Nothing was stored.\n"
        "  See it: tracker exercise show bird-dog"),
    ),
    'exercise add "Own One"': (
        4,
        ("there is an exercise own-one already. Nothing was stored.\n"
        "  See it: tracker exercise show own-one"),
    ),
    "exercise add a/b": (
        2,
        ('"a/b": an exercise is named in letters and digits, at most 40 of them, as in '
        '"wall slide". Nothing was stored.'),
    ),
    'exercise add ""': (
        2,
        ('"": an exercise is named in letters and digits, at most 40 of them, as in '
        '"wall slide". Nothing was stored.'),
    ),
    "exercise add new --dose 3x": (
        2,
        ("--dose 3x is no dose. Write sets x repetitions as in 3x10, with a hold as in 3x10x8s, "
        "sets of one hold as in 3x30s, or a length as in 5min; add /side where each side does all "
        "of it. Nothing was stored."),
    ),
    "exercise show planck": (3, 'there is no exercise "planck".\n  Did you mean plank?'),
    "exercise show xyzzy": (
        3,
        'there is no exercise "xyzzy".\n  All of them: tracker exercise list',
    ),
    "exercise show side": (
        3,
        'there is no exercise "side".\n  Did you mean side-bridge or side-bend?',
    ),
    "exercise remove plank": (4, "plank belongs to the catalogue and stays."),
    "exercise remove towel": (
        3,
        ('the diary has no exercise "towel" of your own.\n'
        "  A word of the settings goes with: tracker config edit"),
    ),
    "exercise remove own-one": (
        4,
        ('own-one is part of the routine "morning".\n'
        "  Take it out of there first: tracker help routine edit"),
    ),
    "exercise list --level harsh": (
        2,
        "--level harsh is no level. Did you mean hard? Levels: easy, medium, hard.",
    ),
    "routine add morning plank": (
        4,
        ('there is a routine "morning" already. Nothing was stored.\n'
        '  Change it: tracker routine edit "morning" NAME[:DOSE]...'),
    ),
    "routine edit evening --name MORNING": (
        4,
        ('there is a routine "morning" already. Nothing was stored.\n'
        '  Change it: tracker routine edit "morning" NAME[:DOSE]...'),
    ),
    'routine add " " plank': (
        2,
        '" ": a routine needs a name, as in morning. Nothing was stored.',
    ),
    "routine add noon": (
        2,
        "Missing argument 'NAME[:DOSE]...'. Nothing was stored.\n  More: tracker help routine add",
    ),
    "routine add noon planck": (
        2,
        '"planck" is no exercise. Did you mean plank? Nothing was stored.',
    ),
    "routine edit morning": (
        2,
        ("nothing to change was given: name the exercises anew, or give --name. "
        "Nothing was stored.\n  More: tracker help routine edit"),
    ),
    "routine show morgen": (3, 'there is no routine "morgen".\n  Did you mean "morning"?'),
    "routine show xyzzy": (3, 'there is no routine "xyzzy".\n  All of them: tracker routine list'),
    "log exercise --routine e": (
        3,
        ('"e" could be any of the routines "early", "evening". Write more of the name. '
        "Nothing was stored."),
    ),
    "log ice --routine morning": (
        2,
        "ice has no --routine; exercise has it. Nothing was stored.",
    ),
    "edit 1 --routine evening": (2, "#1 (ice) has no --routine. Nothing was stored."),
}  # fmt: skip


@pytest.mark.parametrize(("line", "refusal"), REFUSED.items())
def test_what_makes_no_sense_is_refused_and_nothing_is_stored(
    tracker: Tracker, line: str, refusal: tuple[int, str]
) -> None:
    tracker.configure('[vocabulary]\nexercises = ["towel"]\n')
    for told in (
        "log ice 15",
        "exercise add own-one",
        "routine add morning own-one bridge:3x10",
        "routine add evening plank",
        "routine add early plank",
    ):
        tracker(told)
    before = tracker.rows()
    code, message = refusal
    assert tracker(line, code=code) == f"Error: {message}\n"
    assert tracker.rows() == before


@pytest.fixture
def routines(tracker: Tracker) -> Tracker:
    assert tracker("routine add Morning bird-dog:3x10x8s bridge plank:3x30s") == (
        'Routine "Morning": bird dog 3x10x8 s, bridge, plank 3x30 s.\n'
        "  Do it: tracker log exercise --routine Morning. Take back: tracker undo\n"
    )
    tracker('routine add "before bed" cat-stretch:1x10 walking:10m')
    return tracker


def test_a_routine_is_logged_whole_with_what_else_was_done(routines: Tracker) -> None:
    assert routines("log exercise --routine morn walking:20m --minutes 12 --at 7:30") == (
        '#1  Back exercises "Morning", 12 min, today 07:30 to 07:42. Bird dog 3x10x8 s, bridge, '
        "plank 3x30 s, walking 20 min.\n"
        "    Take back: tracker undo\n"
    )
    assert routines("history") == (
        "Sun 22 Nov\n"
        '  #1  07:30  12 min  back exercises "Morning"  '
        "walking 20 min\n"
        "1 session on 1 day, 12 min\n"
    )
    assert 'x  back exercises "Morning": walking 20 min' in routines("today")
    assert routines("routine list") == (
        "before bed  cat stretch 1x10, walking 10 min\n"
        "Morning     bird dog 3x10x8 s, bridge, plank 3x30 s  once  last Sun 22 Nov\n"
    )
    assert routines("routine show MORNING") == (
        "Morning\n"
        "  1  bird dog  3x10x8 s\n"
        "  2  bridge\n"
        "  3  plank     3x30 s\n"
        "Followed once, last Sun 22 Nov. Do it: tracker log exercise --routine Morning\n"
    )
    assert routines("routine show before") == (
        "Before bed\n"
        "  1  cat stretch  1x10\n"
        "  2  walking      10 min\n"
        'Not followed yet. Do it: tracker log exercise --routine "before bed"\n'
    )


def test_minutes_that_an_older_version_stored_are_minutes(routines: Tracker) -> None:
    older = "UPDATE routine_steps SET dose = '10m' WHERE dose = '10min' RETURNING position"
    assert routines.ask(older)
    assert "2  walking      10 min\n" in routines("routine show before")
    routines("log exercise --routine before --at yesterday")
    assert "walking:10min" in routines("history --csv")


def test_again_repeats_what_was_done_under_the_routine(routines: Tracker) -> None:
    routines("log exercise --routine morning walking:20m --at yesterday")
    assert routines("again").startswith(
        '#2  Back exercises "Morning", 15 min, today 09:45 to 10:00. '
        "Bird dog 3x10x8 s, bridge, plank 3x30 s, walking 20 min.\n"
    )


def test_the_routine_of_a_session_can_be_corrected_and_emptied(routines: Tracker) -> None:
    routines("log exercise plank --at yesterday")
    before = routines.rows()
    assert routines("edit 1 --routine before") == (
        '#1  Now: Back exercises "before bed", 15 min, yesterday (Sat 21 Nov). Plank.\n'
        "    Take back: tracker undo\n"
    )
    assert "before bed" not in routines('edit 1 --routine ""')
    routines("undo")
    routines("undo")
    assert routines.rows() == before


def test_what_was_logged_stays_when_a_routine_changes_or_goes(routines: Tracker) -> None:
    routines("log exercise --routine morning --at yesterday")
    done = routines.rows()["exercises_done"]
    states: list[Rows] = [routines.rows()]
    assert routines("routine edit morning plank:2x20s") == (
        'Now: Routine "Morning": plank 2x20 s.\n'
        "  Do it: tracker log exercise --routine Morning. Take back: tracker undo\n"
    )
    states.append(routines.rows())
    assert routines('routine edit morning --name "first thing"').startswith(
        'Now: Routine "first thing": plank 2x20 s.\n'
    )
    assert '"first thing"' in routines("history")
    states.append(routines.rows())
    assert routines("routine remove first") == (
        'Routine "first thing" is gone; sessions keep its name. Take back: tracker undo\n'
    )
    assert '"first thing"' in routines("history")
    assert routines.rows()["exercises_done"] == done
    for state in reversed(states):
        routines("undo")
        assert routines.rows() == state


def test_a_plan_follows_its_routine_and_only_that_answers_it(routines: Tracker) -> None:
    routines.configure("[reminders]\nnag = false\n")
    routines("plan add exercise --routine morning --on daily --at 07:30 --name early")
    refusal = routines("routine remove morning", code=4)
    assert refusal == (
        'Error: the routine "Morning" is needed by plan 1 "early".\n'
        "  Remove that first: tracker plan remove 1\n"
    )
    shown, listed = routines("plan show early"), routines("routine list")
    routines("routine edit morning plank:2x20s --name sunrise")
    assert 'routine "sunrise"' in routines("plan show early")
    routines("undo")
    assert (routines("plan show early"), routines("routine list")) == (shown, listed)
    routines.tick(hours=24)
    routines("due")
    assert "early" not in routines("log exercise plank --minutes 5")
    assert 'Answers the plan "early"' in routines("log exercise --routine morning --minutes 8")


def test_texts_of_a_person_are_shown_escaped(tracker: Tracker) -> None:
    tracker.run(["exercise", "add", "own", "--note", "red\x1b[31m"])
    tracker.run(["routine", "add", "a\x1b]0;b", "own"])
    tracker.run(["log", "exercise", "--routine", "a\x1b]0;b"])
    for line in ("exercise list", "exercise show own", "routine list", "history", "routine show a"):
        assert "\x1b" not in tracker(line)
        assert "\\x1b" in tracker(line) or "exercise" in line


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize(
    "line",
    [
        "exercise list",
        "exercise list --area mid-back",
        "exercise show press-up",
        "routine list",
        "routine show long",
        "routine edit long plank:3x30s",
        "exercise remove own",
    ],
)
def test_no_line_is_wider_than_the_terminal(tracker: Tracker, line: str, columns: int) -> None:
    tracker("exercise add own --note " + "'much to say of it '" * 20)
    name = "long " * 19
    tracker(f"routine add '{name}' bird-dog:3x10x8s bridge:3x10 plank:3x30s side-bend:3x10/side")
    tracker(f"log exercise --routine '{name}' press-up:3x10x2s")
    text = plain(drawn(tracker, line.split(), columns))
    assert max(map(width_of, text.splitlines())) <= columns


def weeks(*counts: int) -> tuple[tuple[dt.date, int], ...]:
    """Return the sets of the last eight weeks, the present one last."""
    firsts = [MONDAY - 7 * DAY * back for back in reversed(range(8))]
    return tuple(zip(firsts, counts, strict=True))


PROGRESS: list[tuple[list[tuple[int, str | None]], Progress | None]] = [
    ([], None),
    (
        [(-1, None)],
        Progress(
            sessions=1,
            last_on=MONDAY - DAY,
            reps=0,
            held=dt.timedelta(),
            best_hold=dt.timedelta(),
            best_on=None,
            weeks=weeks(0, 0, 0, 0, 0, 0, 0, 0),
        ),
    ),
    (
        [(-50, "3x10"), (-49, "3x10x8s/side"), (-8, "3x30s"), (0, "10m"), (6, "2x30s")],
        Progress(
            sessions=5,
            last_on=MONDAY + 6 * DAY,
            reps=30 + 60,
            held=dt.timedelta(seconds=480 + 90 + 600 + 60),
            best_hold=dt.timedelta(minutes=10),
            best_on=MONDAY,
            weeks=weeks(3, 0, 0, 0, 0, 3, 0, 3),
        ),
    ),
]


@pytest.mark.parametrize(("told", "expected"), PROGRESS)
def test_progress_adds_up_what_was_told(
    told: list[tuple[int, str | None]], expected: Progress | None
) -> None:
    done = [
        Done(MONDAY + DAY * days, number, read_dose(dose) if dose else None)
        for number, (days, dose) in enumerate(told)
    ]
    assert progress(done, MONDAY) == expected


DOSES = st.builds(Dose, st.integers(1, 9), st.integers(1, 20), st.none() | st.integers(1, 60))


@given(st.lists(st.tuples(st.integers(-55, 6), DOSES), min_size=1))
def test_no_set_of_the_last_weeks_is_lost(told: list[tuple[int, Dose]]) -> None:
    done = [Done(MONDAY + DAY * days, n, dose) for n, (days, dose) in enumerate(told)]
    found = progress(done, MONDAY)
    assert found is not None
    recent = [dose.sets or 0 for days, dose in told if days >= -49]
    assert sum(sets for _, sets in found.weeks) == sum(recent)
    assert found.best_hold.total_seconds() == max(dose.hold_s or 0 for _, dose in told)
