"""Claims: what insurance covers of what sessions cost, and how each claim moves on."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commands.schema import checked
from tests.commands.terminals import drawn, plain
from tests.conftest import Tracker
from tracker.care.catalogue import CLAIMS
from tracker.care.claims import MOVES, bills, own_share
from tracker.care.fields import entry_of
from tracker.care.money import Money
from tracker.show.terminal import width_of

pytestmark = [
    pytest.mark.both(1),
    pytest.mark.diary(
        'provider add "Dr. Lee" --role doctor',
        "log massage 60 --style swedish --with Ana --cost 80 --covered 50 --claim paid --at '20 oct'",
        "log visit 30 --with 'Dr. Lee' --cost 60 --claim to-claim --at '2 nov 9:30'",
        "log massage 45 --with Ana --cost 9000JPY --at '2 nov'",
        "log massage --with Ana --cost 40 --claim none --at '3 nov'",
        "log visit --cost 60.50 --covered 10 --claim submitted --at '4 nov'",
        "log visit --claim to-claim --at '5 nov'",
        "log massage --at '6 nov'",
        "log ice --at '7 nov'",
    ),
]

LISTING = """\
                                       cost  covered    own  claim
October 2026
  #1  Tue 20  swedish  Ana        80.00 EUR    50.00  30.00  paid 22 Nov
  80.00 EUR, 50.00 covered, own share 30.00, open 0.00
November 2026
  #3  Mon 2   massage  Ana         9000 JPY            9000  undecided
  #2  Mon 2   visit    Dr. Lee    60.00 EUR           60.00  to claim 22 Nov
  #5  Wed 4   visit               60.50 EUR    10.00  50.50  submitted 22 Nov
  #6  Thu 5   visit                                          to claim 22 Nov
  120.50 EUR, 10.00 covered, own share 110.50, open 120.50
  9000 JPY, 0 covered, own share 9000, open 0
In all  200.50 EUR, 60.00 covered, own share 140.50, open 120.50
        9000 JPY, 0 covered, own share 9000, open 0
Decide: tracker claims submit 3, or tracker edit 3 --claim none
"""
OPEN = """\
                                     cost  covered    own  claim
November 2026
  #2  Mon 2  visit  Dr. Lee     60.00 EUR           60.00  to claim 22 Nov
  #5  Wed 4  visit              60.50 EUR    10.00  50.50  submitted 22 Nov
  #6  Thu 5  visit                                         to claim 22 Nov
  120.50 EUR, 10.00 covered, own share 110.50, open 120.50
"""
BY_MONTH = """\
Every session with a cost, by month
                 sessions        cost  covered  own share    open
  October 2026          1   80.00 EUR    50.00      30.00    0.00
  November 2026         3  160.50 EUR    10.00     150.50  120.50
  November 2026         1    9000 JPY        0       9000       0
  in all                4  240.50 EUR    60.00     180.50  120.50
  in all                1    9000 JPY        0       9000       0
"""
BY_PERSON = """\
Every session with a cost, by person
                sessions        cost  covered  own share    open
  Ana                  2  120.00 EUR    50.00      70.00    0.00
  Ana                  1    9000 JPY        0       9000       0
  Dr. Lee              1   60.00 EUR     0.00      60.00   60.00
  nobody named         1   60.50 EUR    10.00      50.50   60.50
  in all               4  240.50 EUR    60.00     180.50  120.50
  in all               1    9000 JPY        0       9000       0
"""
CSV = """\
date,person,role,kind,style,minutes,cost,covered,own share,currency,state,since,note
2026-10-20,Ana,,massage,swedish,60,80.00,50.00,30.00,EUR,paid,2026-11-22,
2026-11-02,Ana,,massage,,45,9000,,9000,JPY,undecided,,
2026-11-02,Dr. Lee,doctor,visit,,30,60.00,,60.00,EUR,to-claim,2026-11-22,
2026-11-04,,,visit,,30,60.50,10.00,50.50,EUR,submitted,2026-11-22,
2026-11-05,,,visit,,30,,,,,to-claim,2026-11-22,
"""


@pytest.mark.parametrize(
    ("line", "answer"),
    {
        "claims": LISTING,
        "claims --open": OPEN,
        "claims --by month": BY_MONTH,
        "claims --by per": BY_PERSON,
        "claims --csv": CSV,
        "claims --open --csv": "\n".join(
            line for line in CSV.splitlines() if "paid" not in line and "undecided" not in line
        )
        + "\n",
    }.items(),
)
def test_claims_and_costs_are_listed_and_added_up(diary: Tracker, line: str, answer: str) -> None:
    squeezed = [" ".join(one.split()) for one in diary(line).splitlines()]
    assert squeezed == [" ".join(one.split()) for one in answer.splitlines()]


@pytest.mark.parametrize(
    ("line", "answer"),
    {
        "claims": "No claim yet, and no cost. A cost comes with the session: "
        "tracker log massage --cost 80\n",
        "claims --open": "No claim is open. All of them: tracker claims\n",
        "claims --by month": "No session has a cost yet.\n",
        "claims --by person --open": "No claim is open.\n",
        "claims --csv": CSV.splitlines(keepends=True)[0],
    }.items(),
)
def test_where_there_is_none_that_is_said(tracker: Tracker, line: str, answer: str) -> None:
    assert tracker(line) == answer


def test_a_claim_goes_its_way_and_each_step_can_be_taken_back(diary: Tracker) -> None:
    states = [diary.rows()]
    assert diary('claims submit 3 2 --note "letter of 3 May"') == (
        '#3  Submitted: 9000 JPY. Massage with Ana, Mon 2 Nov. Note: "letter of 3 May".\n'
        '#2  Submitted: 60.00 EUR. Visit with Dr. Lee, Mon 2 Nov. Note: "letter of 3 May".\n'
        "    Take back: tracker undo\n"
    )
    states.append(diary.rows())
    assert diary("claims paid 2 45.5") == (
        "#2  Paid: 45.50 of 60.00 EUR, own share 14.50. Visit with Dr. Lee, Mon 2 Nov. "
        'Note: "letter of 3 May".\n'
        "    Take back: tracker undo\n"
    )
    states.append(diary.rows())
    assert diary('claims refused 3 --why "no letter"') == (
        "#3  Refused: nothing of 9000 JPY is covered now, own share 9000. "
        'Massage with Ana, Mon 2 Nov. Note: "no letter".\n'
        "    Take back: tracker undo\n"
    )
    states.append(diary.rows())
    assert diary("claims submit 3") == (
        "#3  Submitted: 9000 JPY. Massage with Ana, Mon 2 Nov.\n    Take back: tracker undo\n"
    )
    assert diary("undo") == (
        "Took back: #3 is again: Massage, 45 min with Ana, Mon 2 Nov. 9000 JPY, 0 covered. "
        'Claim: refused ("no letter").\n'
    )
    assert diary.rows() == states.pop()
    for state in reversed(states):
        diary("undo")
        assert diary.rows() == state


def test_the_day_of_a_claim_is_kept_when_something_else_changes(diary: Tracker) -> None:
    diary("claims submit 2 --note letter")
    diary.tick(hours=48)
    diary("edit 2 --minutes 40 --cost 70")
    assert "2026-11-22,letter\n" in diary("claims --csv")
    diary("edit 2 --claim paid")
    assert "paid,2026-11-24,\n" in diary("claims --csv")
    diary('edit 2 --claim ""')
    assert "undecided,,\n2026-11-04" in diary("claims --csv")
    diary("claims submit 2 --note letter")
    diary("log visit --cost 60 --claim submitted")
    assert "note" not in diary("again visit")
    assert diary("claims --csv").splitlines()[-1].endswith("60.00,,60.00,EUR,undecided,,")


REFUSED = {
    "claims paid 1 20": (
        4,
        ("the claim for #1 is paid already, since Sun 22 Nov. Nothing was stored.\n"
        "  To put it right: tracker edit 1 --claim submitted"),
    ),
    "claims submit 2 1": (
        4,
        ("the claim for #1 was paid, since Sun 22 Nov; it cannot be submitted. Nothing was stored.\n"
        "  To put it right: tracker edit 1 --claim submitted"),
    ),
    "claims refused 1": (
        4,
        ("the claim for #1 was paid, since Sun 22 Nov; it cannot be refused. Nothing was stored.\n"
        "  To put it right: tracker edit 1 --claim submitted"),
    ),
    "claims submit 5": (
        4,
        ("the claim for #5 is submitted already, since Sun 22 Nov. Nothing was stored.\n"
        "  Next: tracker claims paid 5 AMOUNT, or tracker claims refused 5"),
    ),
    "claims paid 4 20": (
        4,
        ("the claim for #4 is not to be made; it cannot be paid. Nothing was stored.\n"
        "  First: tracker claims submit 4"),
    ),
    "claims submit 6": (
        4,
        ("#6 has no cost, so there is nothing to claim. Nothing was stored.\n"
        "  Give it: tracker edit 6 --cost AMOUNT"),
    ),
    "claims submit 8": (
        4,
        "#8 is no massage and no visit (ice), and only those have a claim. Nothing was stored.",
    ),
    "claims submit 2 99": (
        3,
        "there is no session #99. Nothing was stored.\n  The numbers stand in: tracker history",
    ),
    "claims submit two": (
        2,
        '"two" is no number of a session. Nothing was stored.',
    ),
    "claims paid 2 60.01": (
        2,
        '"60.01 EUR": what is paid is at most the cost, 60.00 EUR. Nothing was stored.',
    ),
    "claims paid 2 5USD": (
        2,
        '"5.00 USD": what is paid is at most the cost, 60.00 EUR. Nothing was stored.',
    ),
    "claims paid 3 0.5": (
        2,
        '"0.5" has decimals, but JPY has none. Give a whole amount. Nothing was stored.',
    ),
    "claims --by week": (
        2,
        "--by week is no way to sum up. Accepted: month, person.",
    ),
    "claims --csv --json": (
        2,
        "--csv is a list by itself: without --json and --by.\n  More: tracker help claims",
    ),
    "claims --csv --by month": (
        2,
        "--csv is a list by itself: without --json and --by.\n  More: tracker help claims",
    ),
    "claims --open submit 2": (
        2,
        "options stand behind the command that they are for.\n  More: tracker help claims",
    ),
    "claims settle 2": (2, '"settle" is no command. Commands: submit, paid, refused.'),
}  # fmt: skip


@pytest.mark.parametrize(("line", "refusal"), REFUSED.items())
def test_a_move_that_makes_no_sense_is_refused_and_nothing_is_stored(
    diary: Tracker, line: str, refusal: tuple[int, str]
) -> None:
    before = diary.rows()
    code, message = refusal
    assert diary(line, code=code).startswith(f"Error: {message}")
    assert diary.rows() == before


@pytest.mark.parametrize("state", ["", *CLAIMS])
@pytest.mark.parametrize("move", MOVES)
def test_a_claim_can_be_moved_just_as_the_table_says(
    tracker: Tracker, state: str, move: str
) -> None:
    tracker(f"log visit --cost 80 --claim '{state}'")
    verb = {"submitted": "submit 1", "paid": "paid 1 80", "refused": "refused 1"}[move]
    code = 0 if (state or None) in MOVES[move] else 4
    tracker(f"claims {verb}", code=code)
    claim = checked(tracker("history --json"))["sessions"][0]["claim"]
    assert claim == (move if code == 0 else state or None)


JSON = [
    "claims",
    "claims --open",
    "claims --by month",
    "claims --by person --open",
    "claims submit 2 3",
    "claims paid 5 20",
    "claims refused 5 --why late",
    "provider list",
    "provider show ana",
    "provider add Zoe --styles thai",
    "provider edit ana --rating 3",
    "provider merge lee ana",
]


@pytest.mark.parametrize("line", JSON)
def test_what_programs_read_fits_the_schema(diary: Tracker, line: str) -> None:
    checked(diary(f"{line} --json"))


def test_programs_read_the_same_sums(diary: Tracker) -> None:
    content = checked(diary("claims --json"))
    assert [month["month"] for month in content["months"]] == ["2026-10", "2026-11"]
    assert content["costs"] == [
        {
            "currency": "EUR",
            "sessions": 3,
            "cost": "200.50",
            "covered": "60.00",
            "own_share": "140.50",
            "open": "120.50",
        },
        {
            "currency": "JPY",
            "sessions": 1,
            "cost": "9000",
            "covered": "0",
            "own_share": "9000",
            "open": "0",
        },
    ]
    assert checked(diary("claims --by person --json"))["groups"][-1]["person"] is None


AMOUNTS = st.integers(0, 10**8).flatmap(
    lambda cost: st.tuples(st.just(cost), st.none() | st.integers(0, cost))
)


@given(st.lists(st.tuples(AMOUNTS, st.sampled_from(["EUR", "JPY"]), st.sampled_from(CLAIMS))))
def test_each_currency_is_added_up_by_itself(
    told: list[tuple[tuple[int, int | None], str, str]],
) -> None:
    sessions = [
        entry_of(
            kind="visit",
            day=dt.date(2026, 11, 2),
            started_at=None,
            zone="UTC",
            duration=dt.timedelta(minutes=30),
            cost=Money(cost, currency),
            covered=None if covered is None else Money(covered, currency),
            claim=claim,
        )
        for (cost, covered), currency, claim in told
    ]
    found = bills(sessions)
    assert [bill.cost.currency for bill in found] == sorted({currency for _, currency, _ in told})
    for bill in found:
        shares = [
            own_share(one)
            for one in sessions
            if one.cost and one.cost.currency == bill.cost.currency
        ]
        assert bill.sessions == len(shares)
        assert bill.own_share.minor == sum(share.minor for share in shares if share)
        assert bill.cost.minor == bill.covered.minor + bill.own_share.minor
        assert 0 <= bill.open.minor <= bill.cost.minor


def test_texts_of_a_person_are_shown_escaped(tracker: Tracker) -> None:
    evil = "a\x1b]0;b"
    tracker.run(["log", "visit", "--cost", "80", "--with", evil])
    for line in (["claims", "submit", "1", "--note", evil], ["claims"], ["claims", "--csv"]):
        _, answer, _ = tracker.run(line)
        assert "\x1b" not in answer
        assert "\\x1b" in answer


def test_a_person_with_a_comma_stays_one_field_of_the_list(tracker: Tracker) -> None:
    tracker.run(["log", "visit", "--cost", "80", "--with", 'Lee, "Dr."'])
    rows = list(csv.reader(io.StringIO(tracker("claims --csv"))))
    assert [len(row) for row in rows] == [13, 13]
    assert rows[1][1] == 'Lee, "Dr."'


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize(
    "line",
    ["claims", "claims --open", "claims --by month", "claims --by person", "claims submit 1 2"],
)
def test_no_line_is_wider_than_the_terminal(tracker: Tracker, line: str, columns: int) -> None:
    for _ in range(2):
        tracker(
            "log massage --style relaxation-spa --with '林美玲 and many more names of hers' "
            "--cost 999999.99 --covered 1 --at yesterday"
        )
    tracker("log visit --cost 999999JPY")
    tracker(f"claims submit 3 --note '{'much to say ' * 9}'")
    text = plain(drawn(tracker, line.split(), columns))
    assert max(map(width_of, text.splitlines())) <= columns


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "'=x", "''", "plain", "a=b", "-"])
@pytest.mark.parametrize("line", ["history --csv", "claims --csv"])
def test_no_text_is_run_by_a_spreadsheet_and_each_reads_back(
    tracker: Tracker, text: str, line: str
) -> None:
    done = tracker.run(
        [
            "log",
            "massage",
            "30",
            f"--with={text}",
            "--cost=80",
            "--claim=to-claim",
            f"--note={text}",
        ]
    )
    assert done[0] == 0, done
    if line.startswith("claims"):
        assert tracker.run(["claims", "submit", "1", f"--note={text}"])[0] == 0
    [row] = csv.DictReader(io.StringIO(tracker(line)))
    cells = [row["provider"], row["note"]] if "provider" in row else [row["person"], row["note"]]
    for cell in cells:
        assert not cell.startswith(("=", "+", "-", "@"))
        assert cell.removeprefix("'") == text
    assert row["cost"] == "80.00"
