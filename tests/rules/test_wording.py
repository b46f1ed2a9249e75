"""What reminders say, and the gate that they pass."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from tests.reminding_desk import BERLIN, EVERY_DAY, Interval, Quota, Weekdays, at
from tracker.care.adherence import Kept
from tracker.care.fields import Details
from tracker.care.plan import Form, Plan, Rest
from tracker.care.quiet import quiet_until
from tracker.care.rhythm import Rhythm
from tracker.care.week import KindTotal
from tracker.journal.dues import WeekSoFar
from tracker.journal.reminders import Reminder
from tracker.reminding import wording
from tracker.reminding.gate import weekly_around
from tracker.reminding.wording import Manner

NOW = at("2026-11-26 18:00")
MANNER = Manner(NOW, dt.date(2026, 11, 26), BERLIN, dt.timedelta(minutes=15))
NOTHING = WeekSoFar(0, 1, None)
CAUTION = "You noted pregnancy; ask a doctor or midwife about heat and ice."


def plan(name: str = "heat pack", rhythm: Rhythm = EVERY_DAY, kind: str = "heat-pack") -> Plan:
    form = Form(at("2026-11-01 00:00"), rhythm, (dt.time(18),), dt.date(2026, 11, 1))
    details = Details(duration=dt.timedelta(minutes=20))
    return Plan(
        number=3, name=name, kind=kind, details=details, forms=(form,), created_at=form.from_at
    )


def reminder(
    of: Plan, due: str = "2026-11-26 18:00", state: str = "due", missed: tuple[str, ...] = ()
) -> Reminder:
    due_at = at(due)
    return Reminder(
        number=12,
        plan=of,
        day=due_at.astimezone(BERLIN).date(),
        due_at=due_at,
        state=state,
        shown_at=None,
        shown_times=0,
        channel=None,
        handle=None,
        trouble=None,
        tries=0,
        why=None,
        attention_at=due_at,
        missed_before=tuple(at(one) for one in missed),
    )


@pytest.mark.parametrize(
    ("name", "kind", "title"),
    [
        ("heat pack", "heat-pack", "Heat pack, 20 min"),
        ("heat pack 2", "heat-pack", "Heat pack 2, 20 min"),
        ("morning", "exercise", 'Back exercises "morning", 20 min'),
    ],
)
def test_the_title_says_what_and_how_long(name: str, kind: str, title: str) -> None:
    assert wording.one(reminder(plan(name, kind=kind)), NOTHING, MANNER).title == title


@pytest.mark.parametrize(
    ("rhythm", "so_far", "body"),
    [
        (Quota(3), WeekSoFar(0, 3, None), "First of 3 this week."),
        (
            Quota(3),
            WeekSoFar(2, 3, dt.date(2026, 11, 25)),
            "Third of 3 this week, last yesterday.",
        ),
        (
            Weekdays(frozenset({0, 3})),
            WeekSoFar(1, 2, dt.date(2026, 11, 23)),
            "Second of 2 this week, last on Monday.",
        ),
        (EVERY_DAY, WeekSoFar(3, 7, dt.date(2026, 11, 25)), "Last yesterday."),
        (Interval(10), WeekSoFar(0, 1, dt.date(2026, 11, 16)), "10 days since the last heat pack."),
        (Interval(1), WeekSoFar(0, 1, dt.date(2026, 11, 25)), "1 day since the last heat pack."),
        (Interval(10), WeekSoFar(0, 1, None), ""),
        (
            Weekdays(frozenset({3})),
            WeekSoFar(0, 1, dt.date(2026, 11, 9)),
            "Last on Mon 9 Nov.",
        ),
    ],
)
def test_the_body_says_why_now(rhythm: Rhythm, so_far: WeekSoFar, body: str) -> None:
    assert wording.one(reminder(plan(rhythm=rhythm)), so_far, MANNER).body == body


@pytest.mark.parametrize(
    ("missed", "words"),
    [
        (("2026-11-25 18:00",), "1 missed since yesterday."),
        (("2026-11-20 18:00", "2026-11-25 18:00"), "2 missed since Friday."),
        (("2026-11-09 18:00", "2026-11-25 18:00"), "2 missed since Mon 9 Nov."),
        (("2026-11-26 08:00",), "1 missed since today."),
    ],
)
def test_what_was_missed_before_is_counted(missed: tuple[str, ...], words: str) -> None:
    assert wording.one(reminder(plan(), missed=missed), NOTHING, MANNER).body == words


def test_one_that_is_late_says_since_when() -> None:
    message = wording.one(reminder(plan(), due="2026-11-26 07:30"), NOTHING, MANNER)
    assert message.body == "Due since 07:30."


def test_the_word_about_a_missed_one_offers_what_can_still_be_done() -> None:
    late = reminder(plan(), "2026-11-25 22:30", "missed", ("2026-11-20 22:30",))
    message = wording.one(late, NOTHING, MANNER)
    assert message.title == "Missed: heat pack, 20 min"
    assert message.body == "It was due yesterday 22:30.\n2 missed since Friday."
    assert message.buttons == ()
    assert message.commands == ('tracker log heat-pack --minutes 20m --at "2026-11-25 22:30"',)


def test_several_are_listed_and_can_be_put_off_together() -> None:
    told = [
        (reminder(plan("morning", kind="exercise"), missed=("2026-11-25 18:00",)), NOTHING),
        (reminder(plan(), "2026-11-25 22:30", "missed"), NOTHING),
    ]
    message = wording.several(told, [], MANNER)
    assert message.title == "2 reminders"
    assert message.body == (
        'Back exercises "morning", 20 min: 1 missed since yesterday\n'
        "Missed: heat pack, 20 min, yesterday 22:30"
    )
    assert message.buttons == (("snooze", "Snooze 15 min"),)


@pytest.mark.parametrize(
    ("is_discreet", "title", "body"),
    [
        (False, "3 reminders", "Heat pack, 20 min\nand 2 more: tracker due"),
        (True, "3 self-care reminders", "All of them: tracker due"),
    ],
)
def test_of_many_it_is_said_how_many_more_there_are_and_where(
    is_discreet: bool, title: str, body: str
) -> None:
    others = [reminder(plan("morning")), reminder(plan("evening"))]
    manner = replace(MANNER, is_discreet=is_discreet)
    message = wording.said([(reminder(plan()), NOTHING)], others, manner)
    assert (message.title, message.body) == (title, body)


def test_a_discreet_message_names_neither_kind_nor_plan() -> None:
    manner = Manner(NOW, MANNER.today, BERLIN, MANNER.snooze, is_discreet=True)
    of = plan("lower back", rhythm=Interval(10))
    message = wording.one(reminder(of), WeekSoFar(0, 1, dt.date(2026, 11, 16)), manner)
    missed = wording.one(reminder(of, "2026-11-25 18:00", "missed"), NOTHING, manner)
    both = wording.several([(reminder(of), NOTHING)] * 2, [], manner)
    assert (message.title, message.body) == (
        "Self-care reminder",
        "10 days since the last one.",
    )
    assert message.commands == ("tracker done 3", "tracker snooze 3", "tracker skip 3")
    assert (missed.title, missed.commands) == ("Missed: a self-care reminder", ())
    assert (both.title, both.body) == ("2 self-care reminders", "")


@pytest.mark.parametrize(
    ("name", "called"), [("morning", "morning"), ("evening heat", "3"), ("x'; rm -rf", "3")]
)
def test_a_command_names_the_plan_so_that_it_can_be_copied(name: str, called: str) -> None:
    message = wording.one(reminder(plan(name)), NOTHING, MANNER)
    assert message.commands[0] == f"tracker done {called}"


def test_last_week_is_told_in_two_lines() -> None:
    def total(sessions: int, change: float | None) -> KindTotal:
        length = dt.timedelta(minutes=20 * sessions)
        return KindTotal("", sessions, length, (), change, 0 if change is None else 5, 0)

    kept = Kept(planned=7, done=6, excused=0, missed=1)
    message = wording.last_week(
        dt.date(2026, 11, 16),
        (total(7, None), total(8, -1.42)),
        (Kept(planned=7, done=5, excused=0, missed=2), kept),
        MANNER,
    )
    assert message.title == "Last week: kept 6 of 7, 86 % (the week before 71 %)"
    assert message.body == (
        "8 sessions, 160 min; the week before 7, 140 min.\n"
        "Pain after sessions 1.4 lower on average, 5 read."
    )


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("18:00:00.01", "on time"),
        ("17:59:00", "on time"),
        ("18:00:00.14", "0.1 s late"),
        ("18:00:30", "30 s late"),
        ("19:30:00", "1 h 30 min late"),
    ],
)
def test_lateness_is_said_as_a_person_would(shown: str, words: str) -> None:
    assert wording.lateness(NOW, at(f"2026-11-26 {shown}")) == words


def test_the_name_of_a_bubble_tells_its_reminders() -> None:
    assert wording.numbers_of(wording.key_of([15, 12])) == [12, 15]
    assert wording.numbers_of("week-2026-11-16") == []


@pytest.mark.parametrize(
    ("now", "quiet", "until"),
    [
        ("2026-11-26 21:59", "22:00-07:00", ""),
        ("2026-11-26 22:00", "22:00-07:00", "2026-11-27 07:00"),
        ("2026-11-27 06:59", "22:00-07:00", "2026-11-27 07:00"),
        ("2026-11-27 07:00", "22:00-07:00", ""),
        ("2026-11-26 13:30", "13:00-14:00", "2026-11-26 14:00"),
        ("2026-11-26 14:00", "13:00-14:00", ""),
        # The end falls into the gap of spring: quiet until the clocks have passed it.
        ("2027-03-28 01:30", "22:00-02:30", "2027-03-28 03:00"),
        ("2027-03-28 03:00", "22:00-02:30", ""),
        ("2027-03-28 01:59", "02:10-06:00", ""),
        ("2027-03-28 03:00", "02:10-06:00", "2027-03-28 06:00"),
        ("2026-11-26 13:30", "", ""),
    ],
)
def test_quiet_hours_are_clock_times(now: str, quiet: str, until: str) -> None:
    begin, _, end = quiet.partition("-")
    span = (dt.time.fromisoformat(begin), dt.time.fromisoformat(end)) if quiet else None
    assert quiet_until(at(now), span, BERLIN) == (at(until) if until else None)


def test_quiet_hours_whose_end_is_shown_twice_last_until_the_second() -> None:
    second_0230 = dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC)
    span = (dt.time(22), dt.time(2, 30))
    for minutes in (31, 45, 89):
        now = second_0230 - dt.timedelta(minutes=90 - minutes)
        assert quiet_until(now, span, BERLIN) == second_0230
    assert quiet_until(second_0230, span, BERLIN) is None


@pytest.mark.parametrize(
    ("now", "last", "following"),
    [
        ("2026-11-23 08:00", "2026-11-23 08:00", "2026-11-30 08:00"),
        ("2026-11-23 07:59", "2026-11-16 08:00", "2026-11-23 08:00"),
        ("2026-11-29 23:59", "2026-11-23 08:00", "2026-11-30 08:00"),
        ("2027-03-28 12:00", "2027-03-22 08:00", "2027-03-29 08:00"),
    ],
)
def test_a_weekly_time_comes_once_a_week(now: str, last: str, following: str) -> None:
    assert weekly_around(at(now), (0, dt.time(8)), ZoneInfo("Europe/Berlin")) == (
        at(last),
        at(following),
    )


def test_cautions_are_the_last_line_and_are_not_told_to_a_shared_screen() -> None:
    told = replace(reminder(plan(rhythm=Quota(3))), cautions=(CAUTION, "A bath is hot."))
    message = wording.one(told, WeekSoFar(0, 3, None), replace(MANNER, hears_buttons=False))
    assert message.body.splitlines() == [
        "First of 3 this week.",
        "When it is done: tracker done 3",
        f"Caution: {CAUTION} A bath is hot.",
    ]
    both = wording.several([(told, NOTHING), (reminder(plan("other")), NOTHING)], [], MANNER)
    assert both.body.splitlines()[-1] == f"Caution, heat pack, 20 min: {CAUTION} A bath is hot."
    discreet = replace(MANNER, is_discreet=True)
    for hidden in (
        wording.one(told, NOTHING, discreet),
        wording.several([(told, NOTHING)] * 2, [], discreet),
    ):
        assert "pregnancy" not in f"{hidden.title} {hidden.body} {hidden.commands}"


def test_in_a_flare_up_the_title_says_half_of_what_is_asked_for() -> None:
    eased = replace(plan(), eased=(Rest(dt.date(2026, 11, 25), dt.date(2026, 11, 26), None, 1),))
    titles = [
        wording.one(reminder(eased, due=f"2026-11-{day} 18:00"), NOTHING, MANNER).title
        for day in (24, 25, 26)
    ]
    half = "Heat pack, 10 min, half in the flare-up"
    assert titles == ["Heat pack, 20 min", half, half]
