"""Clock times become instants, and instants days, in every zone and across changes of clocks."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.care.walltime import date_within, day_bounds, day_of, instant_of

ZONES = sorted(zoneinfo.available_timezones() - {"localtime"})
MIDNIGHT = dt.time(0)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "wall", "instant", "fold"),
    [
        ("Europe/Berlin", "2026-11-23T17:05", "2026-11-23T16:05Z", "plain"),
        ("Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z", "plain"),
        ("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00Z", "gap"),
        ("Europe/Berlin", "2026-03-29T02:30:15.5", "2026-03-29T01:00Z", "gap"),
        ("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00Z", "plain"),
        ("Europe/Berlin", "2026-10-25T02:00", "2026-10-25T00:00Z", "overlap"),
        ("Europe/Berlin", "2026-10-25T02:59:59", "2026-10-25T00:59:59Z", "overlap"),
        ("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00Z", "plain"),
        # Dublin's winter time is the one that tzdata calls daylight saving, by minus one hour.
        ("Europe/Dublin", "2026-03-29T01:30", "2026-03-29T01:00Z", "gap"),
        ("Europe/Dublin", "2026-10-25T01:30", "2026-10-25T00:30Z", "overlap"),
        # Lord Howe's clocks change by half an hour.
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30Z", "gap"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45Z", "overlap"),
        ("Australia/Lord_Howe", "2026-04-05T01:15", "2026-04-04T14:15Z", "plain"),
        # Samoa left out a whole day.
        ("Pacific/Apia", "2011-12-30T00:00", "2011-12-30T10:00Z", "gap"),
        ("Pacific/Apia", "2011-12-30T23:59", "2011-12-30T10:00Z", "gap"),
        ("Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00Z", "plain"),
        # Cairo's midnight is skipped.
        ("Africa/Cairo", "2026-04-24T00:30", "2026-04-23T22:00Z", "gap"),
        # Saint John's clocks once went back over midnight.
        ("America/St_Johns", "2006-10-28T23:30", "2006-10-29T02:00Z", "overlap"),
        ("UTC", "2026-03-29T02:30", "2026-03-29T02:30Z", "plain"),
    ],
)
def test_a_clock_time_is_the_first_instant_that_shows_or_passes_it(
    zone: str, wall: str, instant: str, fold: str
) -> None:
    typed = dt.datetime.fromisoformat(wall)
    expected = (dt.datetime.fromisoformat(instant), fold)
    assert instant_of(typed.date(), typed.time(), zoneinfo.ZoneInfo(zone)) == expected


@st.composite
def walls(draw: st.DrawFn) -> tuple[zoneinfo.ZoneInfo, dt.datetime]:
    """Draw a zone and a clock time, most of them on or beside a day on which its clocks change."""
    zone = zoneinfo.ZoneInfo(draw(st.sampled_from(ZONES)))
    first = dt.datetime(draw(st.integers(1900, 2060)), 1, 1, tzinfo=dt.UTC)
    noons = [first + dt.timedelta(days=number) for number in range(367)]
    offsets = [noon.astimezone(zone).utcoffset() for noon in noons]
    changes = [noons[n].date() for n in range(366) if offsets[n] != offsets[n + 1]]
    day = draw(st.sampled_from(changes) if changes else st.dates(first.date()))
    near = draw(st.sampled_from([-1, 0, 1, 2]))
    clock = draw(
        st.times() | st.builds(dt.time, st.integers(0, 3), st.sampled_from([0, 1, 29, 30, 59]))
    )
    return zone, dt.datetime.combine(min(day, dt.date(2100, 1, 1)), clock) + near * 24 * HOUR


@settings(deadline=None)
@given(walls())
def test_the_clocks_of_every_zone_show_the_time_asked_for_unless_a_gap_was_said(
    drawn: tuple[zoneinfo.ZoneInfo, dt.datetime],
) -> None:
    zone, wall = drawn
    as_utc = wall.replace(tzinfo=dt.UTC)
    offsets = {(as_utc + n * HOUR).astimezone(zone).utcoffset() for n in range(-40, 41)}
    showing = sorted(
        instant
        for instant in (as_utc - (offset or dt.timedelta()) for offset in offsets)
        if instant.astimezone(zone).replace(tzinfo=None) == wall
    )
    instant, fold = instant_of(wall.date(), wall.time(), zone)
    if showing:
        assert (instant, fold) == (showing[0], "plain" if len(showing) == 1 else "overlap")
    else:
        second_before = instant - dt.timedelta(seconds=1)
        assert fold == "gap"
        assert second_before.astimezone(zone).replace(tzinfo=None) < wall
        assert instant.astimezone(zone).replace(tzinfo=None) > wall


@settings(deadline=None)
@given(walls(), st.times())
def test_an_instant_lies_within_the_bounds_of_its_day_and_its_day_is_next_to_the_local_date(
    drawn: tuple[zoneinfo.ZoneInfo, dt.datetime], starts_at: dt.time
) -> None:
    zone, wall = drawn
    for fold in (0, 1):
        instant = wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC)
        day = day_of(instant, zone, starts_at)
        start_at, end_at = day_bounds(day, zone, starts_at)
        assert start_at <= instant < end_at
        local = instant.astimezone(zone)
        if not local.fold and local.time() >= starts_at:
            assert day == local.date()
        else:
            assert abs(day - local.date()) <= 24 * HOUR


@pytest.mark.parametrize(
    ("wall", "starts_at", "day"),
    [
        ("2026-11-23T00:00+01:00", "00:00", "2026-11-23"),
        ("2026-11-22T23:59:59+01:00", "00:00", "2026-11-22"),
        ("2026-11-24T02:59:59+01:00", "03:00", "2026-11-23"),
        ("2026-11-24T03:00+01:00", "03:00", "2026-11-24"),
        # The day begins in a gap, so at its end.
        ("2026-03-29T01:59+01:00", "02:30", "2026-03-28"),
        ("2026-03-29T03:00+02:00", "02:30", "2026-03-29"),
        # The day has begun at 02:30 and is not left when the clocks go back to 02:00.
        ("2026-10-25T02:29+02:00", "02:30", "2026-10-24"),
        ("2026-10-25T02:30+02:00", "02:30", "2026-10-25"),
        ("2026-10-25T02:00+01:00", "02:30", "2026-10-25"),
    ],
)
def test_the_day_of_a_person_starts_when_they_say(wall: str, starts_at: str, day: str) -> None:
    instant, zone = dt.datetime.fromisoformat(wall), zoneinfo.ZoneInfo("Europe/Berlin")
    assert day_of(instant, zone, dt.time.fromisoformat(starts_at)) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-11-23", 24),
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Pacific/Apia", "2011-12-30", 0),
        ("Pacific/Apia", "2011-12-29", 24),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(zone: str, day: str, hours: float) -> None:
    start_at, end_at = day_bounds(dt.date.fromisoformat(day), zoneinfo.ZoneInfo(zone), MIDNIGHT)
    assert (end_at - start_at, start_at.tzinfo, end_at.tzinfo) == (hours * HOUR, dt.UTC, dt.UTC)


def test_a_time_before_the_start_of_the_day_lies_on_the_next_date() -> None:
    monday, tuesday, three = dt.date(2026, 11, 23), dt.date(2026, 11, 24), dt.time(3)
    assert date_within(monday, dt.time(2, 59), three) == tuesday
    assert date_within(monday, three, three) == monday
    assert date_within(monday, MIDNIGHT, MIDNIGHT) == monday
