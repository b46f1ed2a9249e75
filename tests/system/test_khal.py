"""khal shows what tracker puts on a calendar, and a second import changes it and doubles nothing."""

import datetime as dt
import os
import subprocess
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from tests.real_parts import need
from tracker.care.fields import Details, Entry
from tracker.care.incoming import Incoming
from tracker.care.outgoing import PlanOut, SessionOut
from tracker.care.plan import Calendar, Form, Plan, Rest
from tracker.care.rhythm import Quota, Rhythm, Weekdays
from tracker.care.session import Session
from tracker.exchange import ics_in
from tracker.exchange.ics_out import write
from tracker.exchange.source import Source

MADE = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 23, 17, tzinfo=dt.UTC)
BERLIN = ZoneInfo("Europe/Berlin")
CONFIG = """\
[calendars]
[[phone]]
path = {home}/phone
type = calendar
[sqlite]
path = {home}/khal.db
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = phone
"""


class Khal:
    """khal with a calendar of its own, on a machine of a zone."""

    def __init__(self, home: Path, zone: str = "Europe/Berlin") -> None:
        self._home = home
        (home / "phone").mkdir(parents=True)
        (home / "config").write_text(CONFIG.format(home=home, zone=zone))

    def __call__(self, *words: str) -> str:
        done = subprocess.run(
            [need("khal"), "-c", str(self._home / "config"), *words],
            env=os.environ | {"HOME": str(self._home), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    def take(self, plans: list[PlanOut], sessions: list[SessionOut]) -> None:
        """Import what tracker writes."""
        path = self._home / "diary.ics"
        with path.open("wb") as file:
            write(plans, sessions, Calendar(zone=BERLIN), file)
        self("import", "--batch", "-a", "phone", str(path))

    def shows(self, first: str, last: str) -> list[str]:
        """Return the lines of some days."""
        listed = self(
            *("list", "--day-format", "", "--format"),
            "{start-long} to {end-time} {title}{alarm-symbol}",
            *(first, last),
        )
        lines = listed.replace("⏰", "(rings)").splitlines()
        return [" ".join(line.split()) for line in lines if line]

    def gives_back(self) -> list[Incoming]:
        """Return the sessions that tracker reads from khal's own files."""
        files = sorted((self._home / "phone").glob("*.ics"))
        told = [one for path in files for one in ics_in.entries(Source(path), NOW)]
        return [one for one in told if isinstance(one, Incoming)]


def plan(number: int, name: str, rhythm: Rhythm, *times: dt.time) -> PlanOut:
    form = Form(MADE, rhythm, times, MADE.date())
    made = Plan(
        number=number,
        name=name,
        kind="exercise",
        details=Details(duration=dt.timedelta(minutes=20)),
        forms=(form,),
        created_at=MADE,
    )
    return PlanOut(UUID(int=number), made, MADE)


def session(number: int, at: dt.datetime | None, note: str) -> SessionOut:
    entry = Entry(
        kind="massage",
        day=dt.date(2026, 10, 24),
        started_at=at,
        zone="Europe/Berlin",
        details=Details(duration=dt.timedelta(minutes=60), provider="Ana Müller"),
        note=note,
    )
    return SessionOut(
        Session(number=number, entry=entry, created_at=MADE, changed_at=MADE), UUID(int=number)
    )


def test_khal_shows_plans_and_sessions_and_takes_what_changed(tmp_path: Path) -> None:
    khal = Khal(tmp_path)
    back = plan(1, 'Rücken; "täglich", gut', Weekdays(frozenset({4, 5, 6, 0})), dt.time(7, 30))
    walk = plan(2, "walk", Quota(1), dt.time(18))
    sessions = [
        session(3, dt.datetime(2026, 10, 24, 14, tzinfo=dt.UTC), "gut, besser; \\n wirklich\nja"),
        session(4, None, ""),
    ]
    khal.take([back, walk], sessions)
    # The clocks are set back in the night before the 25th.
    before = [
        "2026-10-22 18:00 to 18:20 walk (rings)",
        '2026-10-23 07:30 to 07:50 Rücken; "täglich", gut (rings)',
        "2026-10-24 to massage, with Ana Müller",
        '2026-10-24 07:30 to 07:50 Rücken; "täglich", gut (rings)',
        "2026-10-24 16:00 to 17:00 massage, with Ana Müller",
        '2026-10-25 07:30 to 07:50 Rücken; "täglich", gut (rings)',
        '2026-10-26 07:30 to 07:50 Rücken; "täglich", gut (rings)',
    ]
    assert khal.shows("2026-10-22", "2026-10-28") == before
    khal.take([back, walk], sessions)
    assert khal.shows("2026-10-22", "2026-10-28") == before
    assert {one.uuid: one.at for one in khal.gives_back()} == {
        one.uuid: one.session.entry.started_at for one in sessions
    }

    later = MADE + dt.timedelta(days=20)
    form = replace(back.plan.form, from_at=later, times=(dt.time(20),))
    rest = Rest(dt.date(2026, 10, 26), None, None)
    changed = replace(back.plan, name="back", forms=(back.plan.form, form), pauses=(rest,))
    moved = session(3, dt.datetime(2026, 10, 24, 15, tzinfo=dt.UTC), "")
    khal.take([replace(back, plan=changed, changed_at=later), walk], [moved, sessions[1]])
    assert khal.shows("2026-10-22", "2026-10-28") == [
        "2026-10-22 18:00 to 18:20 walk (rings)",
        "2026-10-23 20:00 to 20:20 back (rings)",
        "2026-10-24 to massage, with Ana Müller",
        "2026-10-24 17:00 to 18:00 massage, with Ana Müller",
        "2026-10-24 20:00 to 20:20 back (rings)",
        "2026-10-25 20:00 to 20:20 back (rings)",
    ]


def test_khal_elsewhere_shows_a_plan_at_the_hour_of_its_zone(tmp_path: Path) -> None:
    khal = Khal(tmp_path, "America/New_York")
    khal.take([plan(1, "stretch", Weekdays(frozenset(range(7))), dt.time(18))], [])
    # In New York the clocks are set back a week later than in Berlin.
    assert khal.shows("2026-10-24", "2026-10-25") == [
        "2026-10-24 12:00 to 12:20 stretch (rings)",
        "2026-10-25 13:00 to 13:20 stretch (rings)",
    ]
