"""The people who help: what is known of them, and what the sessions with them came to."""

import contextlib
import json
import math
import shlex
import sqlite3
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commands.terminals import Terminal, drawn, plain
from tests.conftest import Rows, Tracker
from tracker.care.intervals import effective_count, t_quantile
from tracker.care.outcomes import FEWEST_FOR_CORRELATION, PainChange, pain_change
from tracker.show.insights import change_words
from tracker.show.terminal import width_of

pytestmark = pytest.mark.both(1)

WHOLE = (
    'provider add "Ana Ruiz" --role massage --styles swedish,orthop --approach sci '
    '--experience spec --phone "030 12 34" --rating 4 --note "warm hands"'
)
ANA = """\
  role        massage therapist
  experience  specialist
  styles      swedish, orthopedic (meant for back pain)
  approach    science, as they see it themselves
  contact     030 12 34
  rating      4 of 5, yours
  note        warm hands
"""


def stored(tracker: Tracker) -> Rows:
    """Return every row but those that are worked out anew from others."""
    return {name: rows for name, rows in tracker.rows().items() if name != "plan_dues"}


def test_a_person_is_added_with_all_that_can_be_told_and_taken_back(tracker: Tracker) -> None:
    empty = tracker.rows()
    assert tracker(WHOLE) == f"Ana Ruiz\n{ANA}  Take back: tracker undo\n"
    assert tracker("provider show ana") == f"Ana Ruiz\n{ANA}  sessions    none yet\n"
    assert tracker("provider list") == "Ana Ruiz  massage therapist  no session\n"
    assert tracker("undo") == "Took back: provider add Ana Ruiz.\n"
    assert tracker.rows() == empty


def test_nobody_is_listed_with_a_way_to_begin(tracker: Tracker) -> None:
    assert tracker("provider list") == (
        'Nobody yet. Name them as you log, --with "Ana Ruiz", or: tracker provider add NAME\n'
    )


def test_each_field_can_be_changed_or_emptied_and_taken_back(tracker: Tracker) -> None:
    tracker(WHOLE)
    before = tracker.rows()
    assert tracker('provider edit ana --role doctor --styles "" --note "" --rating 5') == (
        "Now: Ana Ruiz\n"
        "  role        doctor\n"
        "  experience  specialist\n"
        "  approach    science, as they see it themselves\n"
        "  contact     030 12 34\n"
        "  rating      5 of 5, yours\n"
        "  Take back: tracker undo\n"
    )
    tracker("undo")
    assert tracker.rows() == before
    everything = " ".join(
        f'--{name} ""'
        for name in "role styles approach experience contact rating note".split()  # noqa: SIM905
    )
    assert tracker(f"provider edit ana {everything}") == (
        "Now: Ana Ruiz\n  Take back: tracker undo\n"
    )


def test_sessions_plans_and_people_follow_a_person_to_another_name(tracker: Tracker) -> None:
    tracker.configure('[reminders]\nnag = false\n[massage]\nwith = "Ana"\n')
    tracker("log massage")
    tracker("plan add visit --on mon --with Ana --directed-by Ana")
    shown = tracker("plan show 1")
    assert tracker('provider edit ana --name "Ana Ruiz"') == (
        "Now: Ana Ruiz\n"
        "  Take back: tracker undo\n"
        '  massage.with still names Ana: tracker config set massage.with "Ana Ruiz"\n'
    )
    assert tracker("plan show 1") == shown.replace("Ana", "Ana Ruiz")
    assert "Ana Ruiz" in tracker("history")
    tracker("undo")
    assert (tracker("plan show 1"), "Ruiz" in tracker("history")) == (shown, False)


REFUSED = {
    "provider add ANA": (
        4,
        ('Ana is in the diary already. Nothing was stored.\n  Change what is known: tracker provider '
        'edit "Ana". Two entries of one person: tracker help provider merge'),
    ),
    "provider edit bea --name ana": (
        4,
        ('Ana is in the diary already. Nothing was stored.\n  Change what is known: tracker provider '
        'edit "Ana". Two entries of one person: tracker help provider merge'),
    ),
    'provider add ""': (2, '"": a name is needed, as in --with Ana. Nothing was stored.'),
    "provider edit ana": (
        2,
        ("nothing to change was given, as in --rating 4. Nothing was stored.\n"
        "  More: tracker help provider edit"),
    ),
    "provider edit ana --rating 6": (
        2,
        "--rating 6: your rating goes from 1 to 5, the best. Nothing was stored.",
    ),
    "provider edit ana --role witch": (
        2,
        ("--role witch is no role. Roles: massage-therapist, chiropractor, physical-therapist, "
        "doctor, other. Nothing was stored."),
    ),
    "provider edit ana --styles swedish,foo": (
        2,
        "--styles foo is no style of massage. Styles: ",
    ),
    "provider edit ana --approach good": (
        2,
        "--approach good is no approach. Approaches: science, holistic, mixed. Nothing was stored.",
    ),
    "provider edit ana --experience much": (
        2,
        ("--experience much is no experience. Accepted: inexperienced, experienced, specialist. "
        "Nothing was stored."),
    ),
    f"provider edit ana --contact {'9' * 201}": (
        2,
        (f"--contact {'9' * 60}…: a contact has at most 200 characters, this has 201. "
        "Nothing was stored."),
    ),
    "provider show anna": (3, 'nobody called "anna" is in the diary.\n  Did you mean ana?'),
    "provider show a": (3, '"a" could be any of Ana, Bea. Write more of the name.'),
    "provider remove ana": (
        4,
        ("Ana is named by 1 session and 1 plan.\n"
        '  Give these to another person: tracker provider merge "Ana" NAME'),
    ),
    "provider remove bea": (
        4,
        ("Bea is named by 1 former plan.\n"
        '  Give these to another person: tracker provider merge "Bea" NAME'),
    ),
    "provider merge ana ANA": (
        2,
        '"Ana" is both of them; name two different people. Nothing was stored.',
    ),
    "provider merge ana zoe": (3, 'nobody called "zoe" is in the diary. Nothing was stored.'),
}  # fmt: skip


@pytest.mark.parametrize(("line", "refusal"), REFUSED.items())
def test_what_makes_no_sense_is_refused_and_nothing_is_stored(
    tracker: Tracker, line: str, refusal: tuple[int, str]
) -> None:
    tracker.configure("[reminders]\nnag = false\n")
    for told in (
        "log massage --with Ana",
        "plan add visit --on mon --with Ana",
        "plan add visit --on tue --directed-by Bea",
        "plan remove 2",
    ):
        tracker(told)
    before = tracker.rows()
    code, message = refusal
    complaint = tracker(line, code=code)
    assert complaint.replace("mean Ana?", "mean ana?").startswith(f"Error: {message}")
    assert tracker.rows() == before


def test_two_entries_of_one_person_become_one_and_two_again(tracker: Tracker) -> None:
    tracker.configure('[reminders]\nnag = false\n[visit]\nwith = "Ana R"\n')
    tracker("provider add Ana --rating 4 --note mine")
    tracker('provider add "Ana R" --role chiro --note other --rating 4')
    tracker('log massage --with "Ana R" --cost 80 --at yesterday')
    tracker('log visit --with "Ana R" --at yesterday')
    tracker("log massage --with Ana --at '3 days ago'")
    tracker('plan add visit --on mon --with "Ana R" --directed-by "Ana R"')
    before = stored(tracker)
    assert tracker('provider merge "ana r" ana') == (
        "Ana is now one with Ana R, who is gone: 2 sessions and 1 plan moved.\n"
        "  Taken over from Ana R: role.\n"
        "  Not taken over, as Ana has another: note.\n"
        "  Take back: tracker undo\n"
        '  visit.with still names Ana R: tracker config set visit.with "Ana"\n'
    )
    assert tracker("provider list") == ("Ana  chiropractor  3 sessions  last Sat 21 Nov\n")
    assert "Ana R" not in tracker("plan show 1") + tracker("history")
    assert tracker("history --with ana").endswith("3 sessions on 2 days, 2 h 30 min, 80.00 EUR\n")
    after = stored(tracker)
    assert tracker("undo") == "Took back: provider merge Ana R into Ana.\n"
    assert stored(tracker) == before
    tracker('provider merge "ana r" ana')
    assert stored(tracker) == after


def test_somebody_whom_nothing_names_can_go_and_come_back(tracker: Tracker) -> None:
    tracker("log visit --with Bea")
    tracker("delete 1")
    before = tracker.rows()
    assert tracker("provider remove bea") == (
        "Bea is gone from the diary. Take back: tracker undo\n"
    )
    tracker("undo")
    assert tracker.rows() == before


def test_a_person_is_shown_with_what_the_sessions_came_to(tracker: Tracker) -> None:
    for day, (pain, cost) in enumerate(
        [
            ("6:3", "80"),
            ("5:4", "80"),
            ("7:4", "9000JPY"),
            ("6:5", "80"),
            ("5:3", "80"),
            ("8:4", ""),
        ]
    ):
        tracker(
            f"log massage 45 --with Ana --pain {pain} --cost '{cost}' --at '{6 - day} days ago'"
        )
        if day == 1:
            assert (
                "  pain        after sessions 3 lower, 1 lower (2 with both readings: too few to tell).\n"
                in tracker("provider show ana")
            )
        if day == 3:
            assert (
                "  pain        after sessions 2.0 lower on average, 4 with both readings: "
                "too few to tell.\n"
            ) in tracker("provider show ana")
    assert tracker("provider show ana") == (
        "Ana\n"
        "  sessions    6, 4 h 30 min, last yesterday (Sat 21 Nov)\n"
        "  cost        320.00 EUR, 0.00 covered, own share 320.00\n"
        "              9000 JPY, 0 covered, own share 9000\n"
        "  pain        after sessions 2.3 lower on average (95 % interval 1.1 to 3.6 lower), "
        "6 with both readings.\n"
        "              Part of a fall is expected, as one logs when it hurts.\n"
    )


def test_texts_of_a_person_are_shown_escaped(tracker: Tracker) -> None:
    evil = "a\x1b]0;b"
    tracker.run(["provider", "add", evil, "--contact", evil, "--note", evil])
    tracker.run(["provider", "add", "b", "--note", "c"])
    for line in ("provider list", "provider show a", "provider merge b a"):
        answer = tracker(line)
        assert "\x1b" not in answer
        assert "\\x1b" in answer


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize(
    "line",
    [
        "provider list",
        "provider show long",
        "provider edit long --rating 2",
        "provider merge bea long",
    ],
)
def test_no_line_is_wider_than_the_terminal(tracker: Tracker, line: str, columns: int) -> None:
    name = "林美玲 long " * 8
    tracker(f"provider add '{name}' --contact '{'mail ' * 30}' --note '{'so much ' * 40}'")
    for _ in range(7):
        tracker(f"log massage --with '{name}' --cost 123456.78 --pain 6:3")
    tracker("log massage --with bea --pain 4:6 --cost 900000JPY")
    text = plain(drawn(tracker, line.split(), columns))
    assert max(map(width_of, text.splitlines())) <= columns


# The vectors of Student's t stand in every table; these are the ones to three decimals.
T_VALUES = {
    2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 8: 2.365, 10: 2.262, 12: 2.201,
    31: 2.042, 121: 1.980,
}  # fmt: skip


@pytest.mark.parametrize(("count", "value"), T_VALUES.items())
def test_the_quantiles_of_students_t_are_those_of_the_tables(count: int, value: float) -> None:
    assert round(t_quantile(count - 1), 3) == value


def test_the_quantile_comes_to_that_of_the_normal_distribution() -> None:
    values = [t_quantile(degrees) for degrees in (1, 2, 3, 10, 100, 1000, 5000)]
    assert values == sorted(values, reverse=True)
    assert math.isclose(values[-1], statistics.NormalDist().inv_cdf(0.975), abs_tol=0.001)


READINGS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), max_size=40)


@given(READINGS)
def test_an_interval_lies_around_the_mean_as_the_formula_says(
    readings: list[tuple[int, int]],
) -> None:
    change = pain_change(readings)
    values = [after - before for before, after in readings]
    assert change.changes == tuple(values)
    if not values:
        assert (change.mean, change.low, change.high) == (None, None, None)
        return
    assert change.mean is not None
    assert math.isclose(change.mean, statistics.fmean(values), abs_tol=1e-12)
    if len(set(values)) == 1:
        assert (change.low, change.high) == (None, None)
        return
    assert change.low is not None
    assert change.high is not None
    worth = effective_count(values) if len(values) >= FEWEST_FOR_CORRELATION else len(values)
    assert change.effective in (None, worth)
    reach = t_quantile(worth - 1) * statistics.stdev(values) / math.sqrt(worth)
    assert math.isclose(change.mean - change.low, reach, rel_tol=1e-9)
    assert math.isclose(change.high - change.mean, reach, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((-3,), "3 lower (1 with both readings: too few to tell)"),
        ((0, 2), "unchanged, 2 higher (2 with both readings: too few to tell)"),
        ((-1, -1, -1), "1.0 lower on average, 3 with both readings: too few to tell"),
        (
            (-2,) * 6,
            "2.0 lower each time, 6 with both readings; all the same, so no interval",
        ),
        (
            (0,) * 7,
            "unchanged each time, 7 with both readings; all the same, so no interval",
        ),
        (
            (-3, -1, 1, -2, 0, 2),
            "0.5 lower on average (95 % interval 2.5 lower to 1.5 higher), 6 with both readings",
        ),
        (
            (3, 1, 2, 2, 3, 4),
            "2.5 higher on average (95 % interval 1.4 to 3.6 higher), 6 with both readings",
        ),
    ],
)
def test_a_change_is_said_with_as_much_as_its_number_can_carry(
    changes: tuple[int, ...], words: str
) -> None:
    assert change_words(pain_change((5, 5 + change) for change in changes)) == words
    assert PainChange(changes, None, None, None).count == len(changes)


@pytest.mark.in_file
def test_a_row_that_another_hand_has_bent_hides_no_other(tracker: Tracker) -> None:
    for name in ("Ana", "Bea"):
        tracker(f"provider add {name} --rating 4")
    with contextlib.closing(sqlite3.connect(tracker.database)) as db:
        db.execute("UPDATE providers SET rating = 4.5 WHERE name = 'Ana'")
        db.commit()
    assert tracker("provider list") == "Ana  no session\nBea  no session\n"
    assert (
        tracker("provider show bea") == "Bea\n  rating      4 of 5, yours\n  sessions    none yet\n"
    )


def given_by(tracker: Tracker) -> list[str]:
    listed = json.loads(tracker("history --limit 0 --json"))["sessions"]
    return [session["provider"] for session in listed]


def people(tracker: Tracker) -> list[str]:
    return [one["name"] for one in json.loads(tracker("provider list --json"))["providers"]]


@pytest.mark.parametrize("typed", ["Ana", "ana", "RUIZ", "ruiz, ana", "Ana  Ruiz"])
def test_a_part_of_a_name_is_the_one_person_whom_it_fits(tracker: Tracker, typed: str) -> None:
    tracker('log massage 60 --with "Ana Ruiz" --at yesterday')

    answer = tracker(f'log massage 60 --with "{typed}"')

    assert "1 h with Ana Ruiz" in answer
    assert ("is Ana Ruiz. Somebody else: tracker provider add" in answer) == (
        typed.split() != ["Ana", "Ruiz"]
    )
    assert people(tracker) == ["Ana Ruiz"]


def test_a_part_of_a_name_will_do_wherever_a_session_or_a_plan_is_with_somebody(
    tracker: Tracker,
) -> None:
    tracker("config set reminders.nag false")
    tracker("config set massage.with Ana")
    tracker('provider add "Ana Ruiz" --role massage')
    tracker('provider add "Dr. Lee"')
    for line in (
        "log massage 30 --at '2 days ago'",
        "log visit --with Lee --at yesterday",
        "edit 2 --with 'dr lee'",
        "plan add massage --on fri --with ana --directed-by lee --name hands",
        "done hands --with Ana",
    ):
        tracker.run(shlex.split(line))
    assert given_by(tracker) == ["Ana Ruiz", "Dr. Lee", "Ana Ruiz"]
    assert people(tracker) == ["Ana Ruiz", "Dr. Lee"]


@pytest.mark.parametrize("typed", ["An", "Ana Lopez", "Ruizz", "Ana Maria Ruiz"])
def test_a_name_of_its_own_is_somebody_new(tracker: Tracker, typed: str) -> None:
    tracker('log massage 60 --with "Ana Ruiz" --at yesterday')
    assert f"{typed} is new." in tracker(f'log massage 60 --with "{typed}"')


def test_somebody_added_by_a_part_of_the_name_of_another_is_meant_by_it(tracker: Tracker) -> None:
    tracker('log massage 60 --with "Ana Ruiz" --at yesterday')
    tracker("provider add Ana")
    tracker("log massage 60 --with ana")
    assert given_by(tracker) == ["Ana Ruiz", "Ana"]


TWO = "Error: --with Ana could be Ana Lopez or Ana Ruiz. Write more of the name. Nothing was stored.\n"


def test_two_whom_a_name_fits_are_named_in_a_pipe(tracker: Tracker) -> None:
    tracker('log massage 60 --with "Ana Ruiz" --at yesterday')
    tracker('log massage 60 --with "Ana Lopez" --at yesterday')
    before = tracker.rows()
    assert tracker("log massage --with Ana", code=2) == (
        f'{TWO}  Somebody else: tracker provider add "Ana"\n'
    )
    assert tracker.rows() == before


@pytest.mark.parametrize(
    ("pressed", "whom"), [("2", "Ana Ruiz"), ("0", "Ana"), ("9\n1", "Ana Lopez")]
)
def test_two_whom_a_name_fits_are_asked_for_on_a_terminal(
    tracker: Tracker, pressed: str, whom: str
) -> None:
    tracker('log massage 60 --with "Ana Ruiz" --at yesterday')
    tracker('log massage 60 --with "Ana Lopez" --at yesterday')

    terminal = Terminal(["log", "massage", "--with", "Ana"], 80, 24, {})
    terminal.read("0 is somebody new: ")
    terminal.type(f"{pressed}\n")
    terminal.read()
    assert terminal.end() == 0

    assert given_by(tracker)[-1] == whom
