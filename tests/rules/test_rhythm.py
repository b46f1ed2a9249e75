"""How often: what people write, what is refused, and how it is said back."""

import datetime as dt

import pytest

from tracker.care.rhythm import (
    Interval,
    Quota,
    Rhythm,
    Weekdays,
    check_gap,
    check_rhythm,
    check_until,
    most_per_week,
    read_every_weeks,
    read_interval,
    read_quota,
    read_weekdays,
    write_rhythm,
)

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
EVERY_DAY = frozenset(range(7))
MORNING, EVENING = dt.time(8), dt.time(18)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("mon,wed,fri", {MON, WED, FRI}),
        ("Mon, Wed and Fri", {MON, WED, FRI}),
        ("mon wed fri", {MON, WED, FRI}),
        ("fri,mon,mon", {MON, FRI}),
        ("sunday", {SUN}),
        ("Tuesdays", {TUE}),
        ("tu,th,sa,su", {TUE, THU, SAT, SUN}),
        ("tues;thurs", {TUE, THU}),
        ("mon-fri", {MON, TUE, WED, THU, FRI}),
        ("Mon – Fri", {MON, TUE, WED, THU, FRI}),
        ("monday to wednesday", {MON, TUE, WED}),
        ("sat-mon", {SAT, SUN, MON}),
        ("wed-wed", {WED}),
        ("mon-tue,fri", {MON, TUE, FRI}),
        ("weekdays", {MON, TUE, WED, THU, FRI}),
        ("weekend", {SAT, SUN}),
        ("weekend,wed", {WED, SAT, SUN}),
        ("daily", EVERY_DAY),
        ("every day", EVERY_DAY),
        ("Each day", EVERY_DAY),
        ("every monday", {0}),
        ("on mondays and thursdays", {0, 3}),
        (" DAILY ", EVERY_DAY),
    ],
)
def test_weekdays_are_read_as_people_write_them(words: str, days: set[int]) -> None:
    assert read_weekdays(words) == days


@pytest.mark.parametrize(
    "words",
    [
        *(
            "",
            " ",
            ",",
            "blursday",
            "mon,blursday",
            "t",
            "s",
            "m",
            "mon-",
            "-fri",
            "-",
            "mon-wed-fri",
        ),
        *("1,3,5", "every other day", "weekend-mon", "mondayss", "{}", "\x00", "ｍon"),
    ],
)
def test_other_words_are_refused_with_what_is_accepted(words: str) -> None:
    with pytest.raises(ValueError, match=r"^{} cannot be read as days of the week\. Accepted"):
        read_weekdays(words)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("7d", 7),
        ("1d", 1),
        ("10 days", 10),
        ("1 day", 1),
        ("2w", 14),
        ("1 week", 7),
        ("3 Weeks", 21),
        ("52w", 364),
        ("366d", 366),
        ("007d", 7),
    ],
)
def test_intervals_are_read_in_days_and_weeks(words: str, days: int) -> None:
    assert read_interval(words) == days


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("0d", "{}: an interval has 1 to 366 days, as in 10d or 2w."),
        ("-1d", "{}: an interval has 1 to 366 days, as in 10d or 2w."),
        ("367d", "{}: an interval has 1 to 366 days, as in 10d or 2w."),
        ("53w", "{}: an interval has 1 to 366 days, as in 10d or 2w."),
        ("999999999d", "{}: an interval has 1 to 366 days, as in 10d or 2w."),
        ("7", "{} is no number of days or weeks. Write it as 10d or 2w."),
        ("", "{} is no number of days or weeks. Write it as 10d or 2w."),
        ("1.5d", "{} is no number of days or weeks. Write it as 10d or 2w."),
        ("3 months", "{} is no number of days or weeks. Write it as 10d or 2w."),
        ("7dd", "{} is no number of days or weeks. Write it as 10d or 2w."),
        ("٧d", "{} is no number of days or weeks. Write it as 10d or 2w."),
    ],
)
def test_other_intervals_are_refused(words: str, message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - The whole message is compared below.
        read_interval(words)
    assert str(refusal.value) == message


def test_weekdays_come_back_after_whole_weeks() -> None:
    assert read_every_weeks("2w") == 2
    assert read_every_weeks("21 days") == 3
    with pytest.raises(ValueError, match=r"^{} is no number of whole weeks"):
        read_every_weeks("10d")


@pytest.mark.parametrize(
    "words", ["3/week", "3 / week", "3 per week", "3", "3x/week", "3 times a week", "3x", "3/w"]
)
def test_a_quota_is_read_by_the_week(words: str) -> None:
    assert read_quota(words) == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("0/week", "{}: a plan has at least one session a week, as in 3/week."),
        ("-3/week", "{}: a plan has at least one session a week, as in 3/week."),
        (
            "3/month",
            (
                "{}: times are counted by the week, as in 3/week. "
                "For something rarer give the interval instead, as in 10d or 4w."
            ),
        ),
        ("often", "{} is no number of times a week. Write it as 3/week."),
        ("3/", "{} is no number of times a week. Write it as 3/week."),
        ("/week", "{} is no number of times a week. Write it as 3/week."),
        ("3week", "{} is no number of times a week. Write it as 3/week."),
        ("", "{} is no number of times a week. Write it as 3/week."),
    ],
)
def test_other_quotas_are_refused(words: str, message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - The whole message is compared below.
        read_quota(words)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        (Weekdays(frozenset({MON, WED, FRI})), "on Mon, Wed and Fri"),
        (Weekdays(frozenset({SAT, SUN})), "on Sat and Sun"),
        (Weekdays(EVERY_DAY), "every day"),
        (Weekdays(EVERY_DAY, 2), "every day in one week of 2"),
        (Weekdays(frozenset({SUN}), 2), "on Sun, every 2 weeks"),
        (Interval(7), "7 days after the last one"),
        (Interval(1), "1 day after the last one"),
        (Quota(3), "3 times a week (Mon to Sun)"),
        (Quota(1), "once a week (Mon to Sun)"),
    ],
)
def test_a_rhythm_is_said_in_words(rhythm: Rhythm, words: str) -> None:
    assert write_rhythm(rhythm) == words


def test_words_follow_the_first_day_of_the_persons_week() -> None:
    assert write_rhythm(Quota(2), week_starts_on=SUN) == "2 times a week (Sun to Sat)"
    assert write_rhythm(Weekdays(frozenset({MON, SUN})), week_starts_on=SUN) == "on Sun and Mon"


@pytest.mark.parametrize(
    ("clock_times", "most"), [((), 7), ((dt.time(8),), 7), ((dt.time(8), dt.time(18)), 14)]
)
def test_a_week_holds_as_many_sessions_as_it_has_clock_times(
    clock_times: tuple[dt.time, ...], most: int
) -> None:
    assert most_per_week(clock_times) == most
    check_rhythm(Quota(most), clock_times)
    with pytest.raises(ValueError, match=f"^{{}} does not fit: a week holds {most} sessions with"):
        check_rhythm(Quota(most + 1), clock_times)


@pytest.mark.parametrize(
    "rhythm",
    [Weekdays(EVERY_DAY), Weekdays(frozenset({SUN}), 52), Interval(1), Interval(366), Quota(1)],
)
def test_what_can_be_kept_is_accepted(rhythm: Rhythm) -> None:
    check_rhythm(rhythm)


@pytest.mark.parametrize(
    ("rhythm", "message"),
    [
        (Weekdays(frozenset()), "{} names no day of the week"),
        (Weekdays(frozenset({7})), "{} names no day of the week"),
        (Weekdays(frozenset({SUN}), 0), "{}: a plan comes every 1 to 52 weeks"),
        (Weekdays(frozenset({SUN}), 53), "{}: a plan comes every 1 to 52 weeks"),
        (Interval(0), "{}: an interval has 1 to 366 days"),
        (Interval(-1), "{}: an interval has 1 to 366 days"),
        (Interval(367), "{}: an interval has 1 to 366 days"),
        (Quota(0), "{}: a plan has at least one session a week"),
        (Quota(-3), "{}: a plan has at least one session a week"),
        (Quota(9), "{} does not fit: a week holds 7 sessions with 1 clock time a day"),
    ],
)
def test_what_cannot_be_kept_is_refused(rhythm: Rhythm, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        check_rhythm(rhythm)


def test_a_plan_ends_on_its_first_day_at_the_earliest() -> None:
    check_until(dt.date(2026, 11, 2), dt.date(2026, 11, 2))
    with pytest.raises(ValueError, match=r"^{} is before the plan's first day, 2026-11-02"):
        check_until(dt.date(2026, 11, 1), dt.date(2026, 11, 2))


@pytest.mark.parametrize(
    ("gap", "rhythm", "times"),
    [
        (0, Quota(14), (MORNING, EVENING)),
        (2, Quota(3), ()),
        (7, Quota(1), ()),
        (366, Weekdays(EVERY_DAY), ()),
    ],
)
def test_a_gap_that_leaves_room_is_accepted(
    gap: int, rhythm: Rhythm, times: tuple[dt.time, ...]
) -> None:
    check_gap(gap, rhythm, times)


@pytest.mark.parametrize(
    ("gap", "rhythm", "times", "message"),
    [
        (-1, Weekdays(EVERY_DAY), (), "{}: a gap has 0 to 366 days"),
        (367, Weekdays(EVERY_DAY), (), "{}: a gap has 0 to 366 days"),
        (
            1,
            Weekdays(EVERY_DAY),
            (MORNING, EVENING),
            "{}: a gap of days leaves room for one clock time",
        ),
        (3, Quota(3), (), "{}: with such a gap a week holds 2 of its 3 sessions"),
    ],
)
def test_a_gap_that_leaves_no_room_is_refused(
    gap: int, rhythm: Rhythm, times: tuple[dt.time, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        check_gap(gap, rhythm, times)
