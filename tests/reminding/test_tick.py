"""One tick: what is shown, what is not, and why; on a real diary, by a clock set by hand."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reminding_desk import DAY, LEASE, MINUTE, Desk, Interval, Quota, Weekdays, at
from tracker.care.rhythm import Rhythm
from tracker.reminding.notifiers import Receipt
from tracker.reminding.tick import Tick


@pytest.fixture
def desk(tmp_path: Path, diary_anywhere: Path | str) -> Iterator[Desk]:
    """Give a diary on a Monday at 17:00 in Berlin."""
    made = Desk(tmp_path, "2026-11-23 17:00", diary_anywhere)
    yield made
    made.close()


def test_a_plan_is_shown_when_it_is_due_and_not_before(desk: Desk) -> None:
    desk.plan()
    assert desk.tick() == []
    assert desk.next_at() == "23 18:00:00"
    assert desk.tick("2026-11-23 17:59:59") == []
    assert desk.tick("2026-11-23 18:00") == ["Heat pack, 20 min"]
    assert desk.reminders() == [("23 18:00", "shown")]
    assert desk.tick() == []


def test_what_is_shown_says_why_and_offers_buttons(desk: Desk) -> None:
    desk.plan(rhythm=Quota(3))
    desk.log()
    desk.tick("2026-11-26 17:00")
    desk.now = at("2026-11-26 18:00")
    showing = Tick(desk.app, "one", desk.said.append).take()
    assert showing
    assert showing.message.body == "Second of 3 this week, last on Monday."
    assert showing.message.buttons == (
        ("done", "Done"),
        ("snooze", "Snooze 15 min"),
        ("skip", "Skip"),
    )


def test_a_shown_one_is_repeated_a_limited_number_of_times(desk: Desk) -> None:
    desk.configure("repeat = 30\nrepeats = 2")
    desk.plan()
    clocks = [f"{hour}:{minute:02}" for hour in range(18, 22) for minute in range(0, 60, 5)]
    shown = [clock for clock in clocks if desk.tick(f"2026-11-23 {clock}")]
    assert shown == ["18:00", "18:30", "19:00"]
    assert desk.next_at() == "24 18:00:00"
    assert desk.decided() == [
        ("shown", "by fake, on time"),
        ("shown", "by fake, again"),
        ("shown", "by fake, again"),
    ]


def test_snooze_takes_the_place_of_the_repeat(desk: Desk) -> None:
    desk.configure("repeat = 30\nsnooze = 45")
    desk.plan()
    desk.tick("2026-11-23 18:00")
    desk.now = at("2026-11-23 18:05")
    assert desk.answer("snooze", [1]) == ["snoozed: heat pack"]
    assert desk.next_at() == "23 18:50:00"
    assert desk.tick("2026-11-23 18:30") == []
    assert desk.tick("2026-11-23 18:50") == ["Heat pack, 20 min"]


def test_done_logs_the_planned_session_and_closes_the_reminder(desk: Desk) -> None:
    desk.plan(kind="massage", minutes=60, style="orthopedic", provider="Ana")
    desk.tick("2026-11-23 18:00")
    desk.now = at("2026-11-23 19:30")
    assert desk.answer("done", [1]) == ["done: massage (#1)"]
    with desk.app.reading() as journal:
        session = journal.sessions.get(1)
    assert (session.entry.kind, session.entry.details.style, session.entry.details.provider) == (
        "massage",
        "orthopedic",
        "Ana",
    )
    assert (session.entry.started_at, session.entry.came_in) == (at("2026-11-23 18:30"), "reminder")
    assert desk.reminders() == [("23 18:00", "done")]
    assert desk.answer("done", [1]) == []
    assert desk.tick("2026-11-23 20:00") == []


def test_skip_excuses_the_reminder(desk: Desk) -> None:
    desk.plan()
    desk.tick("2026-11-23 18:00")
    assert desk.answer("skip", [1]) == ["skipped: heat pack"]
    assert desk.reminders() == [("23 18:00", "skipped")]


def test_what_was_skipped_cannot_be_put_off(desk: Desk) -> None:
    desk.plan()
    desk.tick("2026-11-23 18:00")
    assert desk.answer("skip", [1])
    with desk.app.journal_at(desk.now) as journal:
        [skipped] = journal.reminders.some([1])
        with pytest.raises(AssertionError, match=r"from .* to snoozed"):
            journal.reminders.snooze(skipped, desk.now)
    assert desk.reminders() == [("23 18:00", "skipped")]


def test_a_bubble_of_something_else_answers_nothing(desk: Desk) -> None:
    from tracker.reminding.clicks import obey
    from tracker.reminding.notifiers import Answer

    assert obey(desk.app, Answer("any", "week-2026-11-16", "done")) == []


def test_what_was_done_before_is_not_shown(desk: Desk) -> None:
    desk.plan()
    desk.now = at("2026-11-23 17:30")
    desk.log()
    assert desk.tick("2026-11-23 18:00") == []
    assert desk.reminders() == [("23 18:00", "done")]
    assert desk.decided() == [("done", "done before")]


def test_what_is_done_after_it_was_shown_is_not_repeated_and_its_bubble_closes(desk: Desk) -> None:
    desk.plan()
    desk.tick("2026-11-23 18:00")
    desk.log()
    assert desk.tick("2026-11-23 18:30") == []
    assert desk.channel.closed == ["bus:1.1/1"]
    desk.tick("2026-11-23 18:40")
    assert desk.channel.closed == ["bus:1.1/1"]


def test_what_is_done_while_it_is_being_shown_leaves_no_bubble(desk: Desk) -> None:
    desk.plan()
    desk.channel.meanwhile = lambda: desk.log()
    desk.tick("2026-11-23 18:00")
    assert desk.channel.closed == ["bus:1.1/1"]
    assert desk.reminders() == [("23 18:00", "done")]


@pytest.mark.parametrize(
    ("quiet", "times", "shown_at"),
    [
        ("17:00-19:00", "18:00", "2026-11-23 19:00"),
        ("12:00-18:00", "18:00", "2026-11-23 18:00"),
        ("18:00-18:01", "18:00", "2026-11-23 18:01"),
        ("22:00-07:00", "21:59", "2026-11-23 21:59"),
    ],
)
def test_quiet_hours_move_a_reminder_to_their_end(
    desk: Desk, quiet: str, times: str, shown_at: str
) -> None:
    desk.configure(f'quiet = "{quiet}"')
    desk.plan(times=times)
    desk.now = at(shown_at) - dt.timedelta(seconds=1)
    assert desk.tick() == []
    assert desk.tick(shown_at) == ["Heat pack, 20 min"]


def test_quiet_hours_past_the_day_make_it_missed_and_are_told_at_their_end(desk: Desk) -> None:
    desk.configure('quiet = "22:00-07:00"')
    desk.plan(times="22:30", rhythm=Weekdays(frozenset({0})))
    assert desk.tick("2026-11-23 22:30") == []
    assert desk.reminders() == [("23 22:30", "due")]
    assert desk.next_at() == "24 07:00:00"
    assert desk.tick("2026-11-24 00:00") == []
    assert desk.reminders() == [("23 22:30", "missed")]
    assert desk.tick("2026-11-24 07:00") == ["Missed: heat pack, 20 min"]
    assert desk.reminders() == [("23 22:30", "missed")]
    assert desk.tick("2026-11-24 08:00") == []
    assert desk.decided() == [
        ("moved", "to 07:00 by quiet hours"),
        ("missed", "moved to 07:00 by quiet hours; the day was over then"),
        ("shown", "by fake, as missed"),
    ]


def test_a_repeat_is_not_moved_into_another_day(desk: Desk) -> None:
    desk.configure('quiet = "22:00-07:00"')
    desk.plan(times="21:45")
    assert desk.tick("2026-11-23 21:45") == ["Heat pack, 20 min"]
    assert desk.tick("2026-11-23 22:15") == []
    assert desk.tick("2026-11-24 07:00") == []
    assert desk.reminders() == [("23 21:45", "missed")]


def test_snooze_into_the_night_comes_when_the_quiet_hours_are_over(desk: Desk) -> None:
    desk.configure('quiet = "22:00-07:00"')
    desk.plan(times="21:45")
    desk.tick("2026-11-23 21:45")
    desk.now = at("2026-11-23 21:55")
    desk.answer("snooze", [1])
    assert desk.tick("2026-11-23 22:10") == []
    assert desk.tick("2026-11-24 06:59") == []
    assert desk.tick("2026-11-24 07:00") == ["Heat pack, 20 min"]


@pytest.mark.parametrize(
    ("begins", "times", "due_at"),
    [
        # The clocks go from 02:00 to 03:00: what is planned between comes right after.
        ("2027-03-27 12:00", "02:30", "2027-03-28 01:00+00:00"),
        # They go from 03:00 back to 02:00: what is planned between comes once, the first time.
        ("2027-10-30 12:00", "02:30", "2027-10-31 00:30+00:00"),
    ],
)
def test_each_comes_once_in_the_nights_in_which_the_clocks_change(
    tmp_path: Path, empty_diary: Path, begins: str, times: str, due_at: str
) -> None:
    desk = Desk(tmp_path, begins, empty_diary)
    desk.plan(times=times)
    shown = []
    for quarter in range(24 * 4):
        desk.now = at(begins) + 15 * quarter * MINUTE
        if desk.tick():
            shown.append(desk.now)
            desk.answer("skip", [1])
    desk.close()
    assert shown == [dt.datetime.fromisoformat(due_at)]


def test_those_that_fall_together_are_one_message(desk: Desk) -> None:
    desk.plan()
    desk.plan(kind="ice", minutes=15)
    desk.plan("later", times="18:05", kind="exercise", minutes=12)
    assert desk.tick("2026-11-23 18:00") == ["2 reminders"]
    assert desk.tick("2026-11-23 18:05") == ['Back exercises "later", 12 min']
    assert desk.answer("snooze", [1, 2]) == ["snoozed: heat pack", "snoozed: ice"]
    assert desk.tick("2026-11-23 18:20") == ["2 reminders"]


def test_one_of_several_that_comes_alone_leaves_the_bubble_of_the_others(desk: Desk) -> None:
    desk.plan()
    desk.plan(kind="ice", minutes=15)
    desk.tick("2026-11-23 18:00")
    desk.answer("snooze", [1])
    assert desk.tick("2026-11-23 18:15") == ["Heat pack, 20 min"]
    desk.answer("skip", [2])
    desk.tick("2026-11-23 18:45")
    assert desk.channel.replaced == [None, None, "bus:1.1/2"]
    assert desk.channel.closed == ["bus:1.1/1"]


def test_however_many_fall_together_they_are_one_message_and_none_is_left_out(desk: Desk) -> None:
    for number in range(23):
        desk.plan(f"plan {number}")
    assert desk.tick("2026-11-23 18:00") == ["23 reminders"]
    lines = desk.channel.bodies[0].splitlines()
    assert lines[:2] == ['Heat pack "plan 0", 20 min', 'Heat pack "plan 1", 20 min']
    assert (len(lines), lines[-1]) == (11, "and 13 more: tracker due")
    assert desk.reminders() == [("23 18:00", "shown")] * 23
    assert desk.decided() == [("shown", "by fake, on time")] * 23
    desk.now = at("2026-11-23 18:05")
    assert len(desk.answer("snooze", range(1, 24))) == 23
    assert desk.tick("2026-11-23 18:20") == ["23 reminders"]
    assert desk.tick("2026-11-23 18:20") == []


def test_many_that_are_on_one_bubble_are_put_back_on_one(desk: Desk) -> None:
    for number in range(12):
        desk.plan(f"plan {number}")
    desk.tick("2026-11-23 18:00")
    new = Tick(desk.app, "new", desk.said.append)
    showing = new.put_back("bus:1.1/1")
    assert showing
    assert (showing.message.title, len(showing.reminders)) == ("12 reminders", 12)
    assert new.was_put_back(showing, Receipt("desktop", "bus:1.2/1")) == ()
    assert new.bubbles() == ["bus:1.2/1"]


def test_what_can_be_answered_stays_and_what_is_past_does_not(desk: Desk) -> None:
    desk.plan("missed", rhythm=Weekdays(frozenset({0})), times="22:00")
    desk.plan("mine", times="13:00")
    assert desk.tick("2026-11-24 12:30") == ['Missed: heat pack "missed", 20 min']
    assert desk.tick("2026-11-24 13:00") == ['Heat pack "mine", 20 min']
    assert desk.channel.stays == [False, True]


def test_a_discreet_reminder_hides_what_it_is_about(desk: Desk) -> None:
    desk.configure("discreet = true")
    desk.plan("evening heat")
    desk.plan(kind="massage", times="19:00")
    assert desk.tick("2026-11-23 18:00") == ["Self-care reminder"]
    desk.plan("third", kind="ice", times="19:00")
    desk.answer("skip", [1])
    assert desk.tick("2026-11-23 19:00") == ["2 self-care reminders"]
    assert desk.channel.bodies == ["", ""]


def test_after_three_days_off_one_message_counts_what_was_missed(desk: Desk) -> None:
    desk.plan()
    desk.tick("2026-11-26 19:00")
    assert desk.channel.bodies == ["3 missed since Monday.\nDue since 18:00."]
    assert desk.reminders() == [
        ("23 18:00", "missed"),
        ("24 18:00", "missed"),
        ("25 18:00", "missed"),
        ("26 18:00", "shown"),
    ]


def test_what_was_missed_yesterday_deserves_one_word_where_nothing_is_due_today(
    desk: Desk,
) -> None:
    desk.plan(rhythm=Weekdays(frozenset({0, 3})), times="20:30")
    assert desk.tick("2026-11-24 08:00") == ["Missed: heat pack, 20 min"]
    assert desk.reminders() == [("23 20:30", "missed")]
    assert desk.tick("2026-11-24 09:00") == []


def test_what_was_missed_longer_ago_is_not_mentioned(desk: Desk) -> None:
    desk.configure("missed_hours = 12")
    desk.plan(rhythm=Weekdays(frozenset({0, 3})), times="18:30")
    assert desk.tick("2026-11-24 08:00") == []
    assert desk.reminders() == [("23 18:30", "missed")]


def test_what_is_due_again_today_is_not_mentioned_as_missed_before(desk: Desk) -> None:
    desk.plan(times="20:30")
    assert desk.tick("2026-11-24 08:00") == []
    assert desk.tick("2026-11-24 20:30") == ["Heat pack, 20 min"]


def test_what_a_person_saw_and_left_undone_is_missed_without_a_word(desk: Desk) -> None:
    desk.plan(rhythm=Weekdays(frozenset({0})))
    desk.tick("2026-11-23 18:00")
    assert desk.tick("2026-11-24 08:00") == []
    assert desk.reminders() == [("23 18:00", "missed")]


def test_a_held_one_is_not_shown_and_says_why(desk: Desk) -> None:
    desk.plan(kind="massage", minutes=60)
    desk.hold_of = lambda one: "flu" if one.plan.kind == "massage" else None
    assert desk.tick("2026-11-23 18:00") == []
    assert desk.reminders() == [("23 18:00", "held")]
    assert desk.decided() == [("held", "flu")]


def test_a_condition_that_is_noted_holds_what_the_care_rules_say(desk: Desk) -> None:
    desk.plan(kind="massage", minutes=60)
    desk.plan(kind="exercise")
    desk.app.renew()
    with desk.app.journal() as journal:
        journal.conditions.add("contagious-illness", "flu", from_at=desk.app.present.now)
    assert desk.tick("2026-11-23 18:00") == ["Back exercises, 20 min"]
    assert desk.reminders() == [("23 18:00", "held"), ("23 18:00", "shown")]
    assert "flu" in desk.decided()[0][1].lower()


def test_what_came_due_under_a_condition_while_nothing_ran_was_held_and_not_missed(
    desk: Desk,
) -> None:
    desk.plan(kind="massage", minutes=60)
    desk.app.renew()
    with desk.app.journal() as journal:
        flu = journal.conditions.add("contagious-illness", "flu", from_at=desk.app.present.now)
    desk.now = at("2026-11-25 17:00")
    desk.app.renew()
    with desk.app.journal() as journal:
        journal.conditions.end(flu.name, desk.app.present.now)
    assert desk.tick("2026-11-25 18:00") == ["Massage, 1 h"]
    assert desk.reminders() == [("23 18:00", "held"), ("24 18:00", "held"), ("25 18:00", "shown")]
    assert "missed" not in desk.channel.bodies[0]


def test_a_paused_plan_is_not_shown(desk: Desk) -> None:
    plan = desk.plan()
    desk.tick("2026-11-23 17:59")
    with desk.app.journal() as journal:
        journal.plans.pause([(plan, dt.date(2026, 11, 23))], None, None)
    assert desk.tick("2026-11-23 18:00") == []
    with desk.app.journal() as journal:
        journal.plans.remove(plan)
    assert desk.tick("2026-11-24 18:00") == []


def test_in_a_flare_up_what_rests_is_not_shown_and_what_goes_by_half_is_never_missed(
    desk: Desk,
) -> None:
    rests, half = desk.plan("rests"), desk.plan("half", rhythm=Weekdays(frozenset({0, 3})))
    with desk.app.journal() as journal:
        for plan, how in ((rests, "rest"), (half, "half")):
            journal.planning.edit(str(plan.number), {"in_flare": how}, None)
        journal.flares.start(dt.date(2026, 11, 23))
    assert desk.tick("2026-11-23 18:00") == ['Heat pack "half", 10 min, half in the flare-up']
    assert desk.answer("done", [1]) == ["done: half (#1)"]
    assert desk.tick("2026-11-24 18:00") == []
    with desk.app.journal() as journal:
        assert journal.sessions.get(1).entry.details.duration == dt.timedelta(minutes=10)
    # Thursday's comes while nothing runs; on Friday there is no word about it as missed.
    assert desk.tick("2026-11-27 08:00") == []
    assert desk.tick("2026-11-30 18:00") == ['Heat pack "half", 10 min, half in the flare-up']
    assert "missed" not in desk.channel.bodies[-1]
    desk.app.renew()
    with desk.app.journal() as journal:
        journal.flares.end(dt.date(2026, 11, 29))
    assert desk.tick("2026-11-30 18:01") == ['Heat pack "rests", 20 min']


def test_what_cannot_be_shown_is_tried_again_after_growing_pauses(desk: Desk) -> None:
    desk.plan()
    desk.channel.refusal = "desktop: there is no session bus"
    tries = []
    desk.now = at("2026-11-23 18:00")
    for _ in range(7):
        desk.tick()
        tries.append(desk.next_at())
        desk.now = at(f"2026-11-{desk.next_at()}")
    assert tries == [
        "23 18:00:30",
        "23 18:01:30",
        "23 18:03:30",
        "23 18:08:30",
        "23 18:18:30",
        "23 18:28:30",
        "23 18:38:30",
    ]
    with desk.app.reading() as journal:
        failure = journal.decisions.open_failure()
    assert failure
    assert (failure.at, failure.words) == (at("2026-11-23 18:00"), desk.channel.refusal)
    desk.channel.refusal = ""
    assert desk.tick() == ["Heat pack, 20 min"]
    with desk.app.reading() as journal:
        assert journal.decisions.open_failure() is None
    assert desk.decided() == [
        ("failed", "desktop: there is no session bus"),
        ("shown", "by fake, 38 min 30 s late"),
    ]


def test_a_claim_is_not_taken_twice_before_its_lease_is_over(desk: Desk) -> None:
    desk.plan()
    desk.now = at("2026-11-23 18:00")
    died = Tick(desk.app, "died", desk.said.append)
    assert died.take() is not None
    assert desk.tick() == []
    desk.now += LEASE - dt.timedelta(seconds=1)
    assert desk.tick() == []
    desk.now += dt.timedelta(seconds=1)
    assert desk.tick() == ["Heat pack, 20 min"]


def test_whoever_lost_its_claim_cannot_record_anything(desk: Desk) -> None:
    desk.plan()
    desk.now = at("2026-11-23 18:00")
    slow = Tick(desk.app, "slow", desk.said.append)
    showing = slow.take()
    assert showing
    desk.now += LEASE
    assert desk.tick() == ["Heat pack, 20 min"]
    assert slow.shown(showing, Receipt("slow", "bus:1.1/99")) == ("bus:1.1/99",)
    assert desk.decided() == [("shown", "by fake, 1 min late")]


def test_a_claim_of_which_more_than_half_is_over_is_given_back(desk: Desk) -> None:
    desk.plan()
    desk.now = at("2026-11-23 18:00")
    slept = Tick(desk.app, "slept", desk.said.append)
    showing = slept.take()
    assert showing
    assert slept.is_fresh(showing)
    desk.now += LEASE / 2 + dt.timedelta(seconds=1)
    assert not slept.is_fresh(showing)
    slept.give_back(showing)
    assert desk.tick() == ["Heat pack, 20 min"]
    assert desk.decided() == [("shown", "by fake, 31 s late")]


def test_a_broken_plan_does_not_stop_the_others(desk: Desk) -> None:
    broken, zoneless = desk.plan("broken"), desk.plan("zoneless")
    desk.plan("well")
    desk.tick()
    desk.run(f"UPDATE plans SET details = '{{' WHERE id = {broken.number}")
    desk.run(f"UPDATE plans SET zone = 'Moon/Base' WHERE id = {zoneless.number}")
    assert desk.tick("2026-11-23 18:00") == ['Heat pack "well", 20 min']
    assert desk.next_at() == "23 18:30:00"
    assert sorted(line[10:36] for line in desk.said[:2]) == [
        "plan 1 cannot be worked ou",
        "plan 2 cannot be worked ou",
    ]


def test_a_plan_that_breaks_after_it_came_due_is_put_off_by_an_hour(desk: Desk) -> None:
    broken = desk.plan("broken")
    desk.plan("well")
    with desk.app.journal_at(at("2026-11-23 18:00")) as journal:
        journal.reminders.refresh()
    desk.run(f"UPDATE plans SET details = '{{' WHERE id = {broken.number}")
    assert desk.tick("2026-11-23 18:00") == ['Heat pack "well", 20 min']
    assert desk.tick("2026-11-23 18:10") == []


def test_a_zone_that_vanished_after_the_plan_came_due_is_put_off_by_an_hour(desk: Desk) -> None:
    broken = desk.plan("broken")
    with desk.app.journal_at(at("2026-11-23 18:00")) as journal:
        journal.reminders.refresh()
    desk.run(f"UPDATE plans SET zone = 'Moon/Base' WHERE id = {broken.number}")
    assert desk.tick("2026-11-23 18:00") == []
    assert desk.next_at() == "23 19:00:00"
    assert [what for what, _ in desk.decided()] == ["failed"]


def test_a_clock_set_forward_by_an_hour_shows_what_came_due_late(desk: Desk) -> None:
    desk.plan()
    assert desk.tick("2026-11-23 17:30") == []
    assert desk.tick("2026-11-23 18:30") == ["Heat pack, 20 min"]


def test_a_clock_set_back_by_an_hour_shows_nothing_twice(desk: Desk) -> None:
    desk.plan(times="18:00 18:20")
    assert desk.tick("2026-11-23 18:10") == ["Heat pack, 20 min"]
    assert desk.tick("2026-11-23 17:10") == []
    assert desk.tick("2026-11-23 18:10") == []
    assert desk.tick("2026-11-23 18:20") == ["Heat pack, 20 min"]


def test_a_clock_that_was_far_ahead_loses_nothing(desk: Desk) -> None:
    desk.plan()
    desk.tick()
    assert desk.tick("2026-12-23 19:00") == ["Heat pack, 20 min"]
    assert desk.tick("2026-11-23 17:30") == []
    assert desk.tick("2026-11-23 18:00") == ["Heat pack, 20 min"]
    assert desk.tick("2026-11-25 18:00") == ["Heat pack, 20 min"]
    assert desk.tick("2026-12-23 18:00") == ["Heat pack, 20 min"]


def test_a_traveller_is_reminded_by_the_clocks_of_the_place(desk: Desk) -> None:
    desk.plan()
    desk.tick()
    text = desk.config.read_text().replace("Europe/Berlin", "America/New_York")
    desk.config.write_text(text)
    assert desk.tick("2026-11-23 18:00") == []
    assert desk.tick("2026-11-24 00:00") == ["Heat pack, 20 min"]


def test_what_is_open_without_a_bubble_is_shown_again_by_a_new_process_unless_just_shown(
    desk: Desk,
) -> None:
    desk.configure("repeats = 0")
    desk.channel.has_bubbles = False
    desk.plan()
    desk.tick("2026-11-23 18:00")
    for minutes, shown in ((4, False), (5, True)):
        desk.now = at("2026-11-23 18:00") + minutes * MINUTE
        showing = Tick(desk.app, f"new {minutes}", desk.said.append).take(repeat_open=True)
        assert (showing is not None) is shown
    assert desk.tick("2026-11-23 18:05") == []


def test_what_has_a_bubble_is_put_back_by_a_new_process_and_not_shown_again(desk: Desk) -> None:
    desk.configure("repeats = 0\nsound = true")
    desk.plan()
    desk.plan(kind="ice", minutes=15)
    desk.tick("2026-11-23 18:00")
    desk.now = at("2026-11-23 19:00")
    desk.answer("skip", [1])
    new = Tick(desk.app, "new", desk.said.append)
    assert new.take(repeat_open=True) is None
    assert new.bubbles() == ["bus:1.1/1"]
    showing = new.put_back("bus:1.1/1")
    assert showing
    assert (showing.message.title, showing.message.replaces) == ("Ice, 15 min", "bus:1.1/1")
    assert (showing.message.is_put_back, showing.message.is_in_place) == (True, False)
    decided = desk.decided()
    assert new.was_put_back(showing, Receipt("desktop", "bus:1.2/1")) == ()
    assert (new.bubbles(), desk.decided()) == (["bus:1.2/1"], decided)
    desk.answer("skip", [2])
    # Answered while it was on its way, it has to go.
    assert new.was_put_back(showing, Receipt("desktop", "bus:1.2/1")) == ("bus:1.2/1",)
    assert new.put_back("bus:1.2/1") is None


def test_in_quiet_hours_a_bubble_is_put_back_only_in_its_own_place(desk: Desk) -> None:
    desk.configure('quiet = "22:00-07:00"')
    desk.plan(times="21:45")
    desk.tick("2026-11-23 21:45")
    desk.now = at("2026-11-23 22:15")
    showing = Tick(desk.app, "new", desk.said.append).put_back("bus:1.1/1")
    assert showing
    assert showing.message.is_in_place


def test_what_is_put_off_by_a_command_has_no_bubble_until_it_comes_again(desk: Desk) -> None:
    desk.plan()
    desk.tick("2026-11-23 18:00")
    desk.answer("snooze", [1])
    assert desk.tick("2026-11-23 18:05") == []
    assert desk.channel.closed == ["bus:1.1/1"]
    assert desk.tick("2026-11-23 18:15") == ["Heat pack, 20 min"]


def test_what_was_open_for_an_interval_says_how_long_it_is(desk: Desk) -> None:
    desk.plan(kind="massage", minutes=60, rhythm=Interval(10))
    desk.log("massage", ago=2 * DAY, minutes=60)
    desk.tick("2026-12-01 18:00")
    assert desk.channel.bodies == ["10 days since the last massage."]


def test_the_week_is_told_once_and_only_where_there_is_a_plan(desk: Desk) -> None:
    desk.configure('digest = "mon 08:00"')
    desk.log()
    assert desk.tick("2026-11-30 08:00") == []
    desk.plan(rhythm=Weekdays(frozenset({2})))
    desk.tick("2026-12-02 18:00")
    desk.answer("done", [1])
    assert desk.tick("2026-12-07 07:59:59") == []
    assert desk.next_at() == "07 08:00:00"
    assert desk.tick("2026-12-07 08:00") == ["Last week: kept 1 of 1, 100 %"]
    assert desk.tick("2026-12-07 08:01") == []
    assert desk.next_at() == "09 18:00:00"


@pytest.mark.parametrize(
    ("when", "titles"),
    [
        ("2026-12-09 07:59", ["Last week: kept 0 of 1, 0 % (the week before 0 %)"]),
        ("2026-12-09 08:01", []),
    ],
)
def test_a_late_week_is_told_up_to_two_days_late(desk: Desk, when: str, titles: list[str]) -> None:
    desk.configure('digest = "mon 08:00"\nmissed_hours = 0')
    desk.plan(rhythm=Weekdays(frozenset({3})))
    desk.tick("2026-11-30 09:00")
    assert desk.tick(when) == titles


def test_a_week_that_could_not_be_told_is_told_later(desk: Desk) -> None:
    desk.configure('digest = "mon 08:00"\nquiet = "07:00-09:00"\nmissed_hours = 0')
    desk.plan(rhythm=Weekdays(frozenset({3})))
    assert desk.tick("2026-11-30 08:00") == []
    assert desk.next_at() == "30 09:00:00"
    desk.channel.refusal = "no bus"
    assert desk.tick("2026-11-30 09:00") == []
    assert desk.next_at() == "30 09:00:30"
    desk.channel.refusal = ""
    assert desk.tick("2026-11-30 09:00:29") == []
    assert desk.tick("2026-11-30 09:00:30") == ["Last week: kept 0 of 1, 0 %"]


def test_two_processes_never_show_the_same(desk: Desk) -> None:
    desk.plan()
    other = desk.another()
    assert desk.tick("2026-11-23 18:00") + desk.tick(app=other) == ["Heat pack, 20 min"]
    other.close()


def test_a_message_of_a_process_that_ends_at_once_has_no_buttons(desk: Desk) -> None:
    desk.plan("morning")
    desk.now = at("2026-11-23 18:00")
    showing = Tick(desk.app, "one", desk.said.append, hears_buttons=False).take()
    assert showing
    assert showing.message.buttons == ()
    assert showing.message.body == "When it is done: tracker done morning"


def test_receipts_keep_what_went_wrong_on_the_way(desk: Desk) -> None:
    desk.plan()
    desk.channel.troubles = ("desktop: no bus",)
    desk.tick("2026-11-23 18:00")
    assert desk.decided() == [("shown", "by fake, on time (desktop: no bus)")]


class TestPastMidnight:
    """A reminder late in the evening: it stays open until its repeats are through."""

    def test_its_repeats_go_on_and_it_is_missed_when_they_are_through(self, desk: Desk) -> None:
        desk.plan(times="23:59")
        assert desk.tick("2026-11-23 23:59") == ["Heat pack, 20 min"]
        assert desk.tick("2026-11-24 00:29") == ["Heat pack, 20 min"]
        assert desk.tick("2026-11-24 00:59") == ["Heat pack, 20 min"]
        assert desk.tick("2026-11-24 01:28") == []
        assert desk.reminders() == [("23 23:59", "shown")]
        assert desk.channel.closed == []
        assert desk.tick("2026-11-24 01:29") == []
        assert desk.reminders() == [("23 23:59", "missed")]
        assert desk.channel.closed == ["bus:1.1/3"]
        assert desk.tick("2026-11-24 23:59") == ["Heat pack, 20 min"]

    def test_it_is_due_in_the_list_until_then(self, desk: Desk) -> None:
        desk.plan(times="23:59", rhythm=Interval(3))
        desk.tick("2026-11-23 23:59")
        desk.now = at("2026-11-24 00:10")
        assert desk.due() == ["23 23:59 due"]
        desk.now = at("2026-11-24 01:29")
        assert desk.due() == []

    def test_what_was_put_off_comes_and_waits_for_as_long(self, desk: Desk) -> None:
        desk.configure("repeats = 0\nsnooze = 45")
        desk.plan(times="23:59")
        desk.tick("2026-11-23 23:59")
        assert desk.answer("snooze", [1]) == ["snoozed: heat pack"]
        assert desk.tick("2026-11-24 00:44") == ["Heat pack, 20 min"]
        desk.tick("2026-11-24 01:13")
        assert desk.reminders() == [("23 23:59", "shown")]
        desk.tick("2026-11-24 01:14")
        assert desk.reminders() == [("23 23:59", "missed")]

    def test_it_ends_at_noon_at_the_latest(self, desk: Desk) -> None:
        desk.configure("repeat = 120\nrepeats = 20")
        desk.plan(times="23:00")
        shown = [
            desk.now
            for hour in range(40)
            if desk.tick(f"2026-11-{23 + (hour + 17) // 24} {(hour + 17) % 24:02}:00")
        ]
        assert max(one for one in shown if one < at("2026-11-24 20:00")) == at("2026-11-24 11:00")
        assert desk.reminders()[0] == ("23 23:00", "missed")

    def test_the_next_one_takes_its_place(self, desk: Desk) -> None:
        desk.plan(times="23:59 00:20")
        desk.tick("2026-11-23 23:59")
        assert desk.tick("2026-11-24 00:20") == ["Heat pack, 20 min"]
        assert desk.reminders() == [("23 23:59", "missed"), ("24 00:20", "shown")]

    def test_it_comes_late_where_the_machine_slept_over_midnight(self, desk: Desk) -> None:
        desk.plan(times="23:59")
        desk.tick("2026-11-23 23:50")
        assert desk.tick("2026-11-24 00:20") == ["Heat pack, 20 min"]
        assert desk.decided() == [("shown", "by fake, 21 min late")]

    @pytest.mark.parametrize("rhythm", [Weekdays(frozenset(range(7))), Interval(1)])
    def test_a_session_then_counts_for_it(self, desk: Desk, rhythm: Rhythm) -> None:
        desk.plan(times="23:59", rhythm=rhythm)
        desk.plan("another", times="23:58", rhythm=rhythm)
        desk.tick("2026-11-23 23:59")
        desk.now = at("2026-11-24 00:25")
        desk.log()
        assert [state for _, state in desk.reminders()] == ["done", "done"]
        assert desk.tick("2026-11-24 00:29") == []
        assert desk.channel.closed == ["bus:1.1/1"]
        with desk.app.journal_at(desk.now) as journal:
            journal.sessions.undo()
        desk.tick("2026-11-24 00:30")
        assert [state for _, state in desk.reminders()] == ["shown", "shown"]

    def test_the_evening_after_asks_anew(self, desk: Desk) -> None:
        desk.plan(times="23:59")
        desk.tick("2026-11-23 23:59")
        desk.now = at("2026-11-24 00:25")
        desk.log()
        assert desk.next_at() == "24 23:59:00"
        assert desk.tick("2026-11-24 23:59") == ["Heat pack, 20 min"]

    def test_a_session_that_is_told_later_counts_for_it_too(self, desk: Desk) -> None:
        desk.plan(times="23:59")
        for time in ("23 23:59", "24 00:29", "24 00:59", "24 01:29"):
            desk.tick(f"2026-11-{time}")
        desk.now = at("2026-11-24 08:00")
        desk.log(ago=dt.timedelta(hours=7))
        assert desk.reminders() == [("23 23:59", "done")]

    def test_what_was_begun_after_its_time_does_not(self, desk: Desk) -> None:
        desk.plan(times="23:59")
        for time in ("23 23:59", "24 00:29", "24 00:59", "24 01:29"):
            desk.tick(f"2026-11-{time}")
        desk.now = at("2026-11-24 08:00")
        desk.log(ago=dt.timedelta(hours=6))
        assert desk.reminders() == [("23 23:59", "missed")]


class TestTravelling:
    """Who flies west lives the same clock times once more."""

    def fly(self, desk: Desk, zone: str) -> None:
        known = desk.config.read_text().splitlines()[1:]
        desk.config.write_text("\n".join([f'zone = "{zone}"', *known]))

    def test_an_open_reminder_stays_open_and_does_not_come_a_second_time(self, desk: Desk) -> None:
        desk.configure("repeats = 0")
        desk.plan()
        desk.tick("2026-11-23 18:00")
        self.fly(desk, "America/New_York")
        assert desk.tick("2026-11-23 18:05") == []
        assert desk.due() == ["23 18:00 due"]
        # It is 18:00 in New York.
        assert desk.tick("2026-11-24 00:00") == []
        assert desk.reminders() == [("23 18:00", "shown")]
        assert desk.due() == ["23 18:00 due"]
        assert desk.next_at() == "25 00:00:00"
        assert desk.tick("2026-11-24 05:59") == []
        assert desk.reminders() == [("23 18:00", "shown")]
        assert desk.tick("2026-11-24 06:00") == []
        assert desk.reminders() == [("23 18:00", "missed")]
        assert desk.tick("2026-11-25 00:00") == ["Heat pack, 20 min"]

    def test_what_was_put_off_stays_put_off(self, desk: Desk) -> None:
        desk.configure("snooze = 480\nrepeats = 0")
        desk.plan()
        desk.tick("2026-11-23 18:00")
        assert desk.answer("snooze", [1]) == ["snoozed: heat pack"]
        self.fly(desk, "America/New_York")
        assert desk.tick("2026-11-24 00:00") == []
        assert desk.reminders() == [("23 18:00", "snoozed")]
        assert desk.tick("2026-11-24 02:00") == ["Heat pack, 20 min"]

    def test_what_was_done_is_not_asked_for_again(self, desk: Desk) -> None:
        desk.plan()
        desk.tick("2026-11-23 18:00")
        desk.answer("done", [1])
        self.fly(desk, "America/New_York")
        assert desk.tick("2026-11-24 00:00") == []
        assert desk.due() == []
        assert desk.tick("2026-11-25 00:00") == ["Heat pack, 20 min"]

    def test_what_was_missed_on_a_day_that_comes_again_stays_missed(self, desk: Desk) -> None:
        desk.plan(times="08:00 23:30")
        desk.tick("2026-11-24 08:00")
        self.fly(desk, "Asia/Tokyo")
        # 23:30 in Tokyo, and then midnight and more.
        assert desk.tick("2026-11-24 15:30") == ["Heat pack, 20 min"]
        desk.tick("2026-11-24 17:30")
        assert [state for _, state in desk.reminders()] == ["missed"] * 3
        self.fly(desk, "America/Los_Angeles")
        # 08:00 and 23:30 of the same day, there.
        assert desk.tick("2026-11-24 17:45") == []
        assert desk.due() == []
        assert desk.tick("2026-11-25 08:30") == []
        assert desk.tick("2026-11-25 17:00") == ["Heat pack, 20 min"]

    def test_there_and_back_within_a_day_nothing_comes_twice(self, desk: Desk) -> None:
        desk.configure("repeats = 0")
        desk.plan(times="08:00 20:00")
        assert desk.tick("2026-11-23 20:00")
        self.fly(desk, "America/New_York")
        assert desk.tick("2026-11-24 02:00") == []
        assert desk.tick("2026-11-24 14:00") == ["Heat pack, 20 min"]
        self.fly(desk, "Europe/Berlin")
        assert desk.tick("2026-11-24 14:05") == []
        assert desk.tick("2026-11-24 20:00") == ["Heat pack, 20 min"]
        assert desk.reminders() == [
            ("23 20:00", "missed"),
            ("24 14:00", "missed"),
            ("24 20:00", "shown"),
        ]


class TestAWrongClock:
    """A clock far off destroys nothing, whichever way it was wrong."""

    def test_one_turn_far_in_the_past_changes_nothing(self, desk: Desk) -> None:
        desk.plan(times="08:00 18:00")
        desk.tick()
        for day in ("24", "25", "26"):
            desk.tick(f"2026-11-{day} 08:00")
            desk.tick(f"2026-11-{day} 18:00")
        before, told = desk.reminders(), desk.decided()
        assert desk.tick("2001-01-01 00:00") == []
        assert desk.reminders() == []
        assert desk.tick("2026-11-26 18:02") == []
        assert desk.reminders() == before
        assert desk.decided() == told
        assert desk.tick("2026-11-26 18:30") == ["Heat pack, 20 min"]
        assert desk.next_at() == "26 19:00:00"

    def test_turns_some_days_in_the_past_change_nothing(self, desk: Desk) -> None:
        desk.configure("repeats = 0")
        desk.plan(times="08:00 18:00")
        desk.tick()
        for day in ("24", "25", "26", "27"):
            desk.tick(f"2026-11-{day} 08:00")
            desk.tick(f"2026-11-{day} 18:00")
        before = desk.reminders()
        for minutes in range(5):
            desk.now = at("2026-11-25 03:00") + minutes * MINUTE
            assert desk.tick() == []
        assert desk.tick("2026-11-27 18:07") == []
        assert desk.reminders() == before

    def test_one_turn_ahead_and_back_loses_nothing(self, desk: Desk) -> None:
        desk.configure("repeats = 0")
        desk.plan(rhythm=Weekdays(frozenset({0, 2, 4})))
        desk.tick("2026-11-23 18:00")
        assert desk.tick("2026-11-25 18:10") == ["Heat pack, 20 min"]
        assert desk.tick("2026-11-23 18:10") == ["Heat pack, 20 min"]
        assert desk.channel.closed == ["bus:1.1/1", "bus:1.1/2"]
        assert desk.reminders() == [("23 18:00", "shown")]
        assert desk.next_at() == "25 18:00:00"
        assert desk.tick("2026-11-25 17:59") == []
        assert desk.tick("2026-11-25 18:00") == ["Heat pack, 20 min"]
        assert desk.reminders() == [("23 18:00", "missed"), ("25 18:00", "shown")]
        assert desk.tick("2026-11-25 18:11") == []
        assert desk.decided() == [
            ("shown", "by fake, on time"),
            ("shown", "by fake, again"),
            ("missed", "the day was over"),
            ("shown", "by fake, on time"),
        ]

    def test_what_was_answered_under_the_later_clock_stays_answered(self, desk: Desk) -> None:
        desk.plan()
        desk.tick("2026-11-25 18:00")
        [(number,)] = desk.ask("SELECT id FROM reminders WHERE due_at > '2026-11-25 00:00'")
        assert desk.answer("done", [number])
        desk.tick("2026-11-23 17:00")
        assert desk.reminders() == [("25 18:00", "done")]
        assert desk.tick("2026-11-23 18:00") == ["Heat pack, 20 min"]
        assert desk.tick("2026-11-25 18:00") == []

    def test_the_week_is_told_when_it_is_over_although_it_was_told_ahead(self, desk: Desk) -> None:
        desk.configure('digest = "mon 08:00"')
        desk.plan(times="20:00")
        assert desk.tick("2026-11-30 08:30")[-1] == "Last week: kept 0 of 7, 0 %"
        assert desk.tick("2026-11-30 09:00") == []
        desk.tick("2026-11-24 12:00")
        assert desk.tick("2026-11-30 07:59") == []
        assert desk.tick("2026-11-30 08:00")[-1] == "Last week: kept 0 of 7, 0 %"
        assert desk.tick("2026-11-30 09:01") == []
