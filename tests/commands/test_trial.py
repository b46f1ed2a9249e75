"""A trial of one's own, from its start to its end, and every way in which it is refused."""

import datetime as dt
import json
import random
import re
import shlex
from typing import Any

import pytest
from scipy import stats

from tests.commands.conftest import QUIET, prepared
from tests.commands.schema import checked
from tests.conftest import Rows, Tracker
from tracker.show.terminal import ASCII, Look

pytestmark = [pytest.mark.both(1), pytest.mark.diary(settings=QUIET)]

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 11, 23)
START = "trial start heat-pack --weeks 12"
# What a day is read as: how strong the pain is, first in the week with, then in the one without, a
# row a block. The first reading of each week is of a day that is not compared.
LEVELS = (
    ((9, 4, 4), (0, 5, 7)),
    ((9, 2, 4), (0, 4, 4)),
    ((9, 5, 5), (0, 7, 5)),
    ((9, 3, 5), (0, 6, 6)),
    ((9, 4, 2), (0, 5, 3)),
    ((9, 6, 4), (0, 6, 8)),
)
SEED = 5
READ_ON = (0, 4, 6)


@pytest.fixture(autouse=True)
def chance(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the same order drawn each time: +- -+ +- -+ +- +-."""
    if "by_real_chance" not in request.fixturenames:
        monkeypatch.setattr(random, "SystemRandom", lambda: random.Random(SEED))


@pytest.fixture
def by_real_chance() -> None:
    """Leave chance to the system."""


def known(diary: Tracker, line: str = "trial show") -> dict[str, Any]:
    """Return the last trial that a command tells of as JSON."""
    told = checked(diary(f"{line} --json"))
    found: dict[str, Any] = told["trials"][-1] if "trials" in told else told["trial"]
    return found


def stored(diary: Tracker) -> Rows:
    """Return every row but of when plans are due next, which is worked out."""
    return {table: rows for table, rows in diary.rows().items() if table != "plan_dues"}


def names_due(diary: Tracker) -> list[str]:
    """Return the plans that are due now."""
    return [one["name"] for one in json.loads(diary("due --json"))["due"]]


def weeks_of(diary: Tracker) -> list[tuple[dt.date, bool]]:
    """Return the first day of each week, and whether it is one with."""
    return [
        (dt.date.fromisoformat(week["first_day"]), week["is_with"])
        for week in known(diary)["weeks"]
    ]


def go_to(diary: Tracker, day: dt.date, hour: int = 20) -> None:
    """Let it be an hour of a day in Berlin, in winter."""
    diary.now = dt.datetime.combine(day, dt.time(hour - 1), dt.UTC)


def gone_through(diary: Tracker) -> None:
    """Go through all weeks of a trial, a reading on three days of each, a session in those with."""
    for number, (first, is_with) in enumerate(weeks_of(diary)):
        levels = LEVELS[number // 2][0 if is_with else 1]
        for day, level in zip(READ_ON, levels, strict=True):
            go_to(diary, first + day * DAY)
            diary(f"pain {level}")
        if is_with:
            diary("log heat-pack 20")


def test_a_trial_is_kept_before_it_begins(diary: Tracker) -> None:
    answer = diary(START)
    trial = known(diary)
    assert answer == (
        "A trial of heat packs: 12 weeks, Mon 23 Nov to Sun 14 Feb 2027.\n"
        "  Order     +- -+ +- -+ +- +- (+ is a week with heat packs, - one without; chance drew it)\n"
        '  With      new plan 1 "heat pack", every day, at 09:00\n'
        "  Without   that plan rests, and nothing of it counts as missed\n"
        '  Pain      new plan 2 "pain", every day, at 09:00, in every week\n'
        "  Compared  the mean pain of days 4 to 7 of each week, as the week before may still be felt"
        " until then\n"
        "  Take back: tracker undo\n"
    )
    assert [week["is_with"] + after["is_with"] for week, after in pairs(trial["weeks"])] == [1] * 6
    assert (trial["state"], trial["week"], trial["found"]) == ("coming", None, None)
    assert trial["weeks"][0]["first_day"] == str(MONDAY)
    assert trial["last_day"] == "2027-02-14"


def pairs(listed: list[Any]) -> list[tuple[Any, Any]]:
    return list(zip(listed[::2], listed[1::2], strict=True))


def test_one_undo_takes_all_of_it_back(diary: Tracker) -> None:
    diary("plan add exercise --on mon --at 07:30")
    before = stored(diary)
    diary(START)
    assert len(diary.rows()["plans"]) == 3
    assert diary("undo") == "Took back: trial start heat-pack.\n"
    assert stored(diary) == before


@pytest.mark.usefixtures("by_real_chance")
def test_the_order_is_drawn_anew(diary: Tracker) -> None:
    drawn = set()
    for _ in range(6):
        drawn.add(tuple(week["is_with"] for week in known(diary, f"{START[:-2]}52")["weeks"]))
        diary("undo")
    assert len(drawn) == 6


def test_its_weeks_begin_as_the_persons_do_or_on_a_day_told(diary: Tracker) -> None:
    diary.configure(f'first_day_of_week = "sunday"\n{QUIET}')
    assert known(diary, START)["weeks"][0]["first_day"] == "2026-11-29"
    diary("undo")
    assert known(diary, f"{START} --from wed")["weeks"][0]["first_day"] == "2026-11-25"
    diary("undo")
    assert known(diary, f"{START} --from today")["weeks"][0]["first_day"] == "2026-11-22"
    diary("undo")
    assert known(diary, f"{START} --from 2027-11-23")["weeks"][0]["first_day"] == "2027-11-23"


def test_a_trial_goes_through_to_its_end(diary: Tracker) -> None:
    diary(START)
    gone_through(diary)
    differences = [(sum(one[1:]) - sum(other[1:])) / 2 for one, other in LEVELS]
    assert differences == [-2.0, -1.0, -1.0, -2.0, -1.0, -2.0]
    before = stored(diary)
    # Stopped on its last day it lacks the last block.
    assert diary("trial stop").splitlines()[:3] == [
        'The trial of heat packs is stopped. Plan 1 "heat pack" goes on.',
        found_words("1.4 lower", "0.7 to 2.1 lower", 5, 20),
        "  Test      none: stopped early, so that this is an estimate, which may be chance",
    ]
    trial = known(diary)
    assert (trial["state"], trial["stopped_on"]) == ("stopped", "2027-02-14")
    assert (trial["found"]["p"], trial["found"]["used"]) == (None, 5)
    assert trial["found"]["difference"] == pytest.approx(-1.4)
    diary("undo")
    assert stored(diary) == before
    assert known(diary)["found"] is None
    go_to(diary, weeks_of(diary)[-1][0] + 7 * DAY)
    trial = known(diary)
    found, interval = trial["found"], stats.ttest_1samp(differences, 0).confidence_interval()
    assert [one["difference"] for one in found["blocks"]] == differences
    assert found["difference"] == pytest.approx(-1.5)
    assert (found["low"], found["high"]) == pytest.approx((interval.low, interval.high), abs=5e-4)
    # All six have one sign, which is so in 2 of 64 patterns.
    assert (found["used"], found["p"], found["is_clear"]) == (6, 2 / 64, True)
    assert (trial["state"], trial["sessions"]) == ("over", 6)
    assert (trial["readings"], trial["days"]) == (36, 36)
    answer = diary("trial show")
    assert answer.splitlines()[:5] == [
        "Trial of heat packs: 12 weeks, Mon 23 Nov 2026 to Sun 14 Feb, over.",
        found_words("1.5 lower", "0.9 to 2.1 lower", 6, 24),
        (
            "  Test      By chance alone a difference at least as large comes in 3 of 100 trials (exact"
            " sign-flip test, p = 0.031). So it is hardly chance."
        ),
        "  Made of   36 readings of the pain on 36 days, 6 sessions in weeks with heat packs",
        # Of each week with, six days of seven had none.
        (
            "  Not kept  36 left out in weeks with; nothing is left out for it: the weeks count as they"
            " were drawn"
        ),
    ]
    assert answer.endswith(
        "\n"
        "  block  with  days  without  days  pain with\n"
        "      1   4.0     2      6.0     2  2.0 lower\n"
        "      2   3.0     2      4.0     2  1.0 lower\n"
        "      3   5.0     2      6.0     2  1.0 lower\n"
        "      4   4.0     2      6.0     2  2.0 lower\n"
        "      5   3.0     2      4.0     2  1.0 lower\n"
        "      6   5.0     2      7.0     2  2.0 lower\n"
    )
    assert "The trial of heat packs is over. What it found: tracker trial show\n" in diary("today")
    diary.tick(days=8)
    assert "trial" not in diary("today")


def found_words(points: str, interval: str, blocks: int, days: int) -> str:
    return (
        f"  Found     pain {points} in weeks with heat packs (95 % interval {interval}; {blocks}"
        f" blocks of two weeks, {days} days with a reading)"
    )


def test_nothing_is_said_before_the_end(diary: Tracker) -> None:
    diary(START)
    assert diary("trial show").startswith(
        "Trial of heat packs: begins Mon 23 Nov, with a week with heat packs.\n"
    )
    go_to(diary, MONDAY + 4 * DAY)
    diary("pain 6")
    diary("pain 2 --at yesterday")
    diary("log heat-pack 20")
    go_to(diary, MONDAY + 83 * DAY)
    trial = known(diary)
    assert (trial["state"], trial["week"]) == ("running", 12)
    assert trial["found"] is trial["strayed"] is None
    assert diary("trial show") == (
        "Trial of heat packs: week 12 of 12, a week without heat packs, until Sun 14 Feb.\n"
        "  Why       chance drew it so before the start; each two weeks have one with and one"
        " without\n"
        "  Order     +- -+ +- -+ +- +[-]\n"
        "  So far    2 readings of the pain on 2 days, 1 session in weeks with heat packs\n"
        "  Found     nothing yet: that is said at its end, Sun 14 Feb, as a look on the way misleads\n"
        '  With      plan 1 "heat pack", every day, at 09:00\n'
        '  Pain      plan 2 "pain", every day, at 09:00\n'
        "  Compared  the mean pain of days 4 to 7 of each week, as the week before may still be felt"
        " until then\n"
    )
    go_to(diary, MONDAY + 84 * DAY)
    assert known(diary)["state"] == "over"


@pytest.fixture
def running(diary: Tracker) -> Tracker:
    """Return a diary in week 2 of 12, one without, of a trial that a plan was there for before."""
    return prepared(
        diary,
        "plan add heat-pack --on daily --at 19:00 --name evening --area lower-back",
        START,
        go_to_week_2,
    )


def go_to_week_2(diary: Tracker) -> None:
    go_to(diary, MONDAY + 8 * DAY)


def test_in_a_week_without_the_plan_rests(running: Tracker) -> None:
    assert names_due(running) == ["pain"]
    shown = running("plan show evening")
    # Two weeks without that follow each other are one pause.
    assert "  Paused    Mon 30 Nov until Sun 13 Dec: for a trial\n" in shown
    assert "W48 0 of 7, W49 excused so far\n" in shown
    pauses = json.loads(running("plan show evening --json"))["plan"]["pauses"]
    assert {rest["trial"] for rest in pauses} == {1}


def test_what_keeps_its_plans_from_asking_is_said(running: Tracker) -> None:
    assert '  With      plan 1 "evening", every day, at 19:00\n' in running("trial show")
    running("plan edit evening --in-flare half")
    running("flare start")
    running("plan pause pain --until friday")
    shown = running("trial show")
    assert '"evening", every day, at 19:00\n' in shown  # It rests this week in any case.
    assert '"pain", every day, at 09:00, paused until Fri 4 Dec\n' in shown
    go_to(running, MONDAY + 22 * DAY)
    assert '"evening", every day, at 19:00, half in the flare-up\n' in running("trial show")


def test_in_a_week_with_it_is_due(running: Tracker) -> None:
    go_to(running, MONDAY + 22 * DAY)
    assert names_due(running) == ["pain", "evening"]
    assert "Trial of heat packs: week 4 of 12, a week with heat packs.\n" in running("today")
    (trial,) = checked(running("today --json"))["trials"]
    assert (trial["kind"], trial["week"]["number"]) == ("heat-pack", 4)
    assert trial["week"]["is_with"]


def test_a_session_in_a_week_without_is_stored_with_a_word(running: Tracker) -> None:
    said = "This is a week without heat packs in your trial. It is written down, and counted there."
    assert said in running("log heat-pack 20")
    assert json.loads(running("log heat-pack 20 --at 08:00 --json"))["against_trial"] == 1
    assert json.loads(running("log ice 10 --json"))["against_trial"] is None
    # Hot stones are heat as well.
    assert said in running("log massage 30 --style hot-stone --by professional --at 10:00")
    week = known(running)["week"]
    assert f"Trial of heat packs: week {week} of 12, a week without heat packs.\n" in running(
        "today"
    )
    running.tick(days=1)
    running("trial stop")
    assert known(running)["strayed"]["done"] == 3


def test_the_plan_is_due_again_on_the_day_of_the_stop(running: Tracker) -> None:
    running("trial stop")
    assert names_due(running) == ["pain", "evening"]
    rests = json.loads(running("plan show evening --json"))["plan"]["pauses"]
    yesterday = str(running.now.date() - DAY)
    # What is past stays.
    assert [rest["last_day"] for rest in rests] == [yesterday]


def test_what_came_due_since_is_taken_back_with_it(diary: Tracker) -> None:
    diary("log ice 10")
    before = stored(diary)
    diary(f"{START} --from today")
    diary.tick(days=2)
    assert names_due(diary) == ["heat pack", "pain"]
    diary("undo")
    assert {**stored(diary), "due_basis": []} == before


@pytest.mark.diary("plan add heat-pack --on daily --at 10:30", settings=QUIET)
def test_what_is_open_is_dropped_where_the_first_week_is_one_without(
    diary: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "SystemRandom", lambda: random.Random(7))
    diary.tick(hours=1)
    assert names_due(diary) == ["heat pack"]
    diary(f"{START} --from today")
    assert names_due(diary) == []
    diary("undo")
    assert names_due(diary) == ["heat pack"]


def test_a_trial_that_has_not_begun_is_forgotten(diary: Tracker) -> None:
    diary(START)
    assert diary("trial stop") == (
        "The trial of heat packs is ended before its first day was over."
        ' Plan 1 "heat pack" goes on.\n  Take back: tracker undo\n'
    )
    rows = diary.rows()
    assert rows["trials"] == rows["trial_blocks"] == rows["pauses"] == []
    assert diary("trial show") == "No trial yet. What one is: tracker help trial\n"


def test_a_shorter_trial_says_that_it_has_no_test(diary: Tracker) -> None:
    answer = diary("trial start heat-pack --weeks 2")
    none = "  Test      none: below 12 weeks there is an estimate, which may be chance\n"
    assert none in answer
    for first, is_with in weeks_of(diary):
        go_to(diary, first + 4 * DAY)
        diary(f"pain {4 if is_with else 6}")
    go_to(diary, MONDAY + 14 * DAY)
    assert diary("trial show").splitlines()[1:3] == [
        (
            "  Found     pain 2.0 lower in weeks with heat packs (1 block of two weeks, 2 days with a"
            " reading; too few for an interval)"
        ),
        "  Test      none: below 6 blocks this is an estimate, which may be chance",
    ]


def test_nothing_to_tell_apart_is_an_answer(diary: Tracker) -> None:
    diary("trial start ice --weeks 12")
    for number, (first, is_with) in enumerate(weeks_of(diary)):
        go_to(diary, first + 5 * DAY)
        diary(f"pain {5 if is_with == (number // 2 % 2 == 0) else 4}")
    go_to(diary, MONDAY + 84 * DAY)
    found, test = diary("trial show").splitlines()[1:3]
    assert found == (
        "  Found     nothing to tell apart: pain the same in weeks with ice (95 % interval 1.1 lower to"
        " 1.1 higher; 6 blocks of two weeks, 12 days with a reading)"
    )
    assert test == (
        "  Test      By chance alone a difference at least as large comes in 100 of 100 trials (exact"
        " sign-flip test, p = 1.000). That is a good answer too: whatever there is, is too little to"
        " tell."
    )


def test_a_block_without_readings_is_named(diary: Tracker) -> None:
    diary("trial start heat-pack --weeks 4")
    weeks = weeks_of(diary)
    for first, _ in weeks[:3]:
        go_to(diary, first + 4 * DAY)
        diary("pain 5")
    go_to(diary, weeks[3][0] + 7 * DAY)
    assert "  Left out  block 2, without a reading in the second half of a week\n" in diary(
        "trial show"
    )


def test_what_it_was_not_kept_to_is_said_and_left_in(running: Tracker) -> None:
    week = MONDAY + 21 * DAY
    running("log heat-pack 20")
    go_to(running, week)
    running("plan pause evening --until tomorrow --why away")
    go_to(running, week + 2 * DAY)
    running("log heat-pack 20")
    go_to(running, week + 3 * DAY, 9)
    running.run(["plan", "edit", "evening", "--at", "18:30"])
    go_to(running, week + 3 * DAY)
    running("skip evening")
    running("flare start")
    go_to(running, week + 4 * DAY)
    running("flare end")
    go_to(running, week + 5 * DAY, 9)
    running("condition add fall --injury --area lower-back")
    go_to(running, week + 7 * DAY)
    running("trial stop")
    assert known(running)["strayed"] == {
        "done": 1,
        # All of week 1; and of week 4 one that was skipped, and the day after it.
        "left_out": 7 + 2,
        "held": 2,
        # That of the first day had come due before the pause.
        "paused": 1,
        "changed": 1,
        "flares": 1,
        "flare_days": 2,
    }
    told = running("trial show")
    assert "1 session in weeks without, " in told
    assert (
        ", 2 held by a care rule, 1 paused in weeks with, the plan changed once, 1 flare-up on 2 days; "
        in told
    )


def test_taking_up_the_plan_does_not_end_the_trials_weeks(running: Tracker) -> None:
    refused = running("plan resume evening", 4)
    assert 'plan "evening" rests this week for a trial.' in refused
    assert "tracker trial stop" in refused
    before = running.rows()["pauses"]
    # A pause of the person's own begins and ends beside it.
    running("plan pause evening --why flu")
    assert len(running.rows()["pauses"]) == len(before) + 1
    running.tick(days=1)
    running("plan resume evening")
    assert [row for row in running.rows()["pauses"] if row in before] == before
    assert running("plan resume --all") == "No plan is paused. Plans: tracker plan list\n"


@pytest.mark.parametrize("plan", ["evening", "pain"])
def test_its_plans_are_not_removed(running: Tracker, plan: str) -> None:
    before = stored(running)
    assert "a trial of heat packs needs plan" in running(f"plan remove {plan}", 4)
    assert stored(running) == before
    running("trial stop")
    running(f"plan remove {plan}")
    assert known(running)["state"] == "stopped"


def test_an_edit_of_its_plan_says_that_a_trial_runs_on_it(running: Tracker) -> None:
    _, _, aside = running.run(shlex.split("plan edit evening --at 18:00"))
    assert (
        aside
        == "A trial of heat packs runs on this plan, and says in the end that it was changed.\n"
    )
    # In the end that tells of another rhythm or time alone, so that it is promised of nothing else.
    running("plan edit evening --name bottle")
    running("plan edit bottle --name evening --in-flare half")
    _, _, aside = running.run(shlex.split("plan edit evening --directed-by 'Dr. Lee'"))
    assert aside == (
        "A trial of heat packs runs on this plan, and lets it rest in weeks without. What is prescribed"
        " comes first. End the trial: tracker trial stop heat-pack\n"
    )


REFUSED = {
    "trial start heat-pack --weeks 3": (2, "--weeks 3: give an even number of weeks from 2 to 52"),
    "trial start heat-pack --weeks 0": (2, "even number of weeks"),
    "trial start heat-pack --weeks 54": (2, "even number of weeks"),
    "trial start heat-pack --weeks twelve": (2, "even number of weeks"),
    "trial start visit": (2, "a visit is care by somebody else"),
    "trial start pain": (2, '"pain"'),
    "trial start heat-pack --from yesterday": (2, "lies in the past"),
    "trial start heat-pack --from 2999-12-31": (
        2,
        "--from 2999-12-31 lies more than a year ahead. Give a day up to 2027-11-23.",
    ),
    "trial start heat-pack --from 2027-11-24": (2, "lies more than a year ahead"),
    "trial start ice --plan evening": (2, "is a plan of heat packs, not of ice"),
    "trial start heat-pack --at 07:00": (2, 'and plan 1 "evening" is there already'),
    "trial start heat-pack --pain-at 20:00": (2, 'and plan 6 "pain" is there already'),
    "trial start massage": (2, "does not come every week"),
    "trial start warm-bath": (2, "there are several plans of warm baths: 4 "),
    "trial start warm-bath --plan bath2": (2, "ends Tue 1 Dec, and the trial would end"),
    "trial start exercise": (6, "Dr. Lee prescribed plan 3"),
    "trial stop": (3, "no trial runs."),
    "trial stop ice": (3, "no trial of ice runs."),
}


@pytest.mark.diary(
    "plan add heat-pack --on daily --at 19:00 --name evening",
    "plan add massage --every 14d --at 18:00",
    "plan add exercise --on daily --directed-by 'Dr. Lee'",
    "plan add warm-bath --on sat --name bath1",
    "plan add warm-bath --on sun --name bath2 --until 2026-12-01",
    "plan add pain --on daily",
    settings=QUIET,
    passed_over=("(tracker safety show massage-without-exercise)\n",),
)
@pytest.mark.parametrize(
    ("line", "code", "said"), [(line, *told) for line, told in REFUSED.items()]
)
def test_what_cannot_be_is_refused_and_nothing_stored(
    diary: Tracker, line: str, code: int, said: str
) -> None:
    before = stored(diary)
    assert said in diary(line, code)
    assert stored(diary) == before


STOPPED_BY_CARE = {
    "redflags saddle": (
        "Not now: you noted emergency signs; a trial waits until a doctor has looked at it.",
        "condition end emergency-signs",
    ),
    "redflags feverish": (
        "Not now: you noted urgent signs; a trial waits until a doctor has looked at it.",
        "condition clear urgent-signs --by 'Dr. Lee'",
    ),
    "condition add fall --injury --area lower-back": (
        "Held: You noted an injury (fall, since Sun 22 Nov) 0 h ago; heat there can add to",
        "condition end fall",
    ),
}


@pytest.mark.parametrize(
    ("noted", "said", "over"), [(noted, *told) for noted, told in STOPPED_BY_CARE.items()]
)
def test_care_comes_first(diary: Tracker, noted: str, said: str, over: str) -> None:
    diary("plan add heat-pack --on daily --at 19:00 --area lower-back")
    diary(noted)
    before = diary.rows()
    assert said in diary(START, 6)
    assert diary.rows() == before
    diary(over)
    diary(START)


def test_no_word_of_a_doctor_lets_one_begin_in_an_emergency(diary: Tracker) -> None:
    diary("redflags saddle")
    diary("condition clear emergency-signs --by 'Dr. Lee'")
    assert "Not now: " in diary(START, 6)


def test_a_paused_plan_is_gone_on_with_first(diary: Tracker) -> None:
    diary("plan add heat-pack --on daily --at 19:00")
    diary("plan pause heat-pack")
    assert 'plan 1 "heat pack" is paused.' in diary(START, 2)
    diary("plan resume heat-pack")
    diary(START)


def test_of_a_kind_one_trial_runs_at_a_time(diary: Tracker) -> None:
    diary(START)
    before = stored(diary)
    assert "a trial of heat packs runs already, until Sun 14 Feb 2027." in diary(START, 4)
    assert stored(diary) == before
    # Of another kind there may be one beside it, and then a stop has to name it.
    diary("trial start ice --weeks 2")
    assert len(json.loads(diary("trial show --json"))["trials"]) == 2
    assert "several trials run: heat-pack, ice. Name one of them." in diary("trial stop", 2)
    diary("trial stop ice")
    assert [one["kind"] for one in json.loads(diary("trial show --json"))["trials"]] == [
        "heat-pack"
    ]


def test_other_plans_of_the_kind_are_pointed_out(diary: Tracker) -> None:
    diary("plan add heat-pack --on daily --at 19:00")
    diary("plan add heat-pack --on sat --at 10:00")
    code, answer, aside = diary.run(shlex.split(f"{START} --plan 1"))
    assert '  With      plan 1 "heat pack", every day, at 19:00\n' in answer
    assert (code, aside) == (
        0,
        (
            'Plan 2 "heat pack 2" goes on in weeks without heat packs as well. Let it rest: tracker plan'
            " pause 2\n"
        ),
    )


def test_earlier_trials_are_shown_where_all_are_asked_for(diary: Tracker) -> None:
    diary("trial start heat-pack --weeks 2 --from today")
    diary.tick(days=15)
    diary("trial start heat-pack --weeks 2")
    assert len(json.loads(diary("trial show --json"))["trials"]) == 1
    assert len(json.loads(diary("trial show --all --json"))["trials"]) == 2


@pytest.mark.parametrize("width", [40, 80])
def test_nothing_is_wider_than_the_terminal(
    diary: Tracker, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tracker.cli.reply.look_of", lambda _: Look(ASCII, width, None, is_coloured=False)
    )
    answers = [diary("trial start warm-bath --weeks 52"), diary("trial show")]
    diary.tick(days=400)
    answers.append(diary("trial show"))
    for answer in answers:
        assert re.search(r"\S", answer)
        assert max(map(len, answer.splitlines())) <= width, answer


def test_a_summary_says_which_week_of_a_trial_it_was(diary: Tracker) -> None:
    assert "Trial" not in diary("summary")
    diary(START)
    assert "Trial" not in diary("summary")
    for number, (first, is_with) in enumerate(weeks_of(diary)[:2], start=1):
        go_to(diary, first)
        which = "with" if is_with else "without"
        assert f"Trial     a week {which} heat packs, {number} of 12\n" in diary("summary")
        (told,) = checked(diary("summary --json"))["trials"]
        (week,) = told["weeks"]
        assert (told["kind"], week["number"], week["is_with"]) == ("heat-pack", number, is_with)
    diary("trial stop")
    assert "Trial" not in diary("summary")
    assert "Trial     a week" in diary("summary --week 2026-W48")


def test_a_week_of_a_trial_may_begin_within_one_of_the_diary(diary: Tracker) -> None:
    diary(f"{START} --from 2026-11-25")
    (first, is_with), (second, _) = weeks_of(diary)[:2]
    go_to(diary, second)
    words = ("with", "without") if is_with else ("without", "with")
    assert (
        f"Trial     a week {words[0]} heat packs, 1 of 12, and from Wed 2 Dec a week {words[1]} "
        "heat packs\n"
    ) in diary("summary")
    go_to(diary, first)
    assert f"Trial     a week {words[0]} heat packs, 1 of 12\n" in diary("summary")
