"""Hold each zone of the time zone database against the clocks themselves: `python -m tests.tools.torture_rhythm`.

For ten years of each zone, a daily plan must happen once on each date that exists. On the dates
around each change of its clocks, every quarter hour must be due at the first instant at which the
clocks have reached it; from many instants among them, `next_due` must be the very next one.
The expected instants come from counting UTC forward alone, with no rule about gaps or overlaps.
"""

import datetime as dt
import multiprocessing
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from tracker.care.occurrences import next_due, occurrences
from tracker.care.rhythm import Interval, Quota, Weekdays
from tracker.care.schedule import Schedule

# The ten years hold the day that Samoa left out, and changes by less than an hour.
FIRST, LAST = dt.date(2011, 1, 1), dt.date(2020, 12, 31)
DAY, QUARTER = dt.timedelta(days=1), dt.timedelta(minutes=15)
QUARTER_HOURS = tuple(dt.time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45))
EVERY_DAY = Weekdays(frozenset(range(7)))


class Outcome(NamedTuple):
    zone: str
    changes: int
    checks: int
    failures: list[str]


def dates(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + n * DAY for n in range((last - first).days + 1))


def changes(zone: ZoneInfo) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return the days (from and to an instant) within which the clocks of a zone change."""
    noons = [dt.datetime.combine(day, dt.time(12), dt.UTC) for day in dates(FIRST, LAST)]
    shown = [(noon, noon.astimezone(zone).utcoffset()) for noon in noons]
    return [(a, b) for (a, before), (b, after) in pairwise(shown) if before != after]


def first_instants(zone: ZoneInfo, first: dt.date, last: dt.date) -> dict[dt.datetime, dt.datetime]:
    """Return, for each quarter hour of these dates, when the clocks first have reached it."""
    instant = dt.datetime.combine(first, dt.time(0), dt.UTC) - 2 * DAY
    expected: dict[dt.datetime, dt.datetime] = {}
    wanted = (dt.datetime.combine(day, at) for day in dates(first, last) for at in QUARTER_HOURS)
    clock = next(wanted, None)
    while clock is not None:
        shown = instant.astimezone(zone).replace(tzinfo=None)
        while clock is not None and clock <= shown:
            # Some clocks change a minute past the hour; the first such minute is looked for.
            minutes = (instant - n * dt.timedelta(minutes=1) for n in range(15))
            reached = [one for one in minutes if one.astimezone(zone).replace(tzinfo=None) >= clock]
            expected[clock] = reached[-1] if clock < shown else instant
            clock = next(wanted, None)
        instant += QUARTER
    return expected


def existing(zone: ZoneInfo, first: dt.date, last: dt.date) -> set[dt.date]:
    """Return the dates that the calendar of a zone shows, looking every twelve hours."""
    start = dt.datetime.combine(first, dt.time(0), dt.UTC) - DAY
    steps = range(((last - first).days + 3) * 2)
    seen = {(start + n * dt.timedelta(hours=12)).astimezone(zone).date() for n in steps}
    return {day for day in seen if first <= day <= last}


def torture(name: str) -> Outcome:
    """Check one zone whole."""
    zone, failures, checks = ZoneInfo(name), list[str](), 0

    def check(is_right: bool, what: str) -> None:
        nonlocal checks
        checks += 1
        if not is_right:
            failures.append(f"{name}: {what}")

    daily = Schedule(rhythm=EVERY_DAY, first=FIRST, times=(dt.time(2, 30),))
    found = [one.day for one in occurrences(daily, [], FIRST, LAST, zone)]
    check(found == sorted(existing(zone, FIRST, LAST)), "a date is missing or doubled")

    every_quarter = Schedule(rhythm=EVERY_DAY, first=FIRST, times=QUARTER_HOURS)
    others = [
        Schedule(rhythm=rhythm, first=FIRST, times=QUARTER_HOURS[1::16])
        for rhythm in (Interval(2), Quota(9), Weekdays(frozenset({5, 6})))
    ]
    all_changes = changes(zone)
    for before, after in all_changes:
        first, last = before.date() - DAY, after.date() + DAY
        expected = first_instants(zone, first, last)
        dates_shown = existing(zone, first, last)
        around = occurrences(every_quarter, [], first, last, zone)
        check(
            [(one.day, one.at) for one in around]
            == [(clock.date(), clock.time()) for clock in expected if clock.date() in dates_shown],
            f"quarter hours from {first} to {last} are missing or doubled",
        )
        for one in around:
            clock = dt.datetime.combine(one.day, one.at)
            check(one.due_at == expected[clock], f"{clock} is due at {one.due_at}")
        due_ats = sorted({one.due_at for one in around})
        for earlier, later in list(pairwise(due_ats))[::8]:
            following = next_due(every_quarter, [], earlier, zone)
            check(following is not None and following.due_at == later, f"after {earlier}")
        for schedule in others:
            for now in due_ats[::25]:
                following = next_due(schedule, [], now, zone)
                check(following is not None and following.due_at > now, f"{schedule.rhythm}, {now}")
    return Outcome(name, len(all_changes), checks, failures)


def main() -> int:
    names = sorted(available_timezones())
    with multiprocessing.Pool(2) as pool:
        outcomes = pool.map(torture, names, chunksize=4)
    failures = [failure for outcome in outcomes for failure in outcome.failures]
    sys.stdout.write("".join(f"{failure}\n" for failure in failures[:50]))
    sys.stdout.write(
        f"{len(outcomes)} zones, {FIRST} to {LAST}, {sum(one.changes for one in outcomes)} changes "
        f"of clocks, {sum(one.checks for one in outcomes):,} checks, {len(failures)} failures\n"
    )
    return 1 if failures or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
