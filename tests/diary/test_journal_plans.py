"""Whatever is done with plans and sessions, in whatever order: answers fit, and undo leads back."""

import contextlib
import datetime as dt
import functools
import io
import random
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from tests import postgresql
from tests.conftest import SUNDAY_MORNING, Rows, alike, moment_of, rows_of
from tests.postgresql import Kept, bring_back, empty
from tracker.app import App
from tracker.care.adherence import kept, overall
from tracker.care.catalogue import PAIN, counts_as
from tracker.care.rhythm import Quota, Weekdays
from tracker.cli import main
from tracker.database import Database, database_at
from tracker.journal import Journal
from tracker.journal.changes import Change
from tracker.journal.fitting import answers, unpaired
from tracker.show.kept import strip
from tracker.show.terminal import ASCII, Look

BEGIN = [
    "plan add heat --on daily --at 9:00 --at 20:00",
    "plan add massage --every 2d --at 11:00",
    "plan add exercise --times 4/week --at 10:30 --name morning",
    "plan add massage --on daily --at 12:00 --style thai --name thai",
    "plan add pain --on daily --at 8:00 --at 11:30",
]
STEPS = [
    "pain 4",
    "pain 8 --at yesterday --took aspirin",
    "pain 6 --at '11:20' --area neck",
    "done pain --pain 5",
    "edit p1 --at yesterday",
    "edit p1 --at '8:10' --area neck",
    "edit p2 --note x",
    "delete p1",
    "delete p2 1",
    "skip pain",
    "plan add pain --every 2d --at 9:00 --name often",
    "plan add pain --times 3/week --at 9:00 --name seldom",
    "plan pause pain --until tomorrow",
    "plan resume pain",
    "plan edit pain --at 15:00",
    "plan add heat --times 3/week --at 10:00",
    "plan add ice --on daily --at 9:30 --zone Pacific/Auckland",
    "plan edit 1 --at 15:00",
    "plan edit 1 --times 5/week",
    "plan edit 2 --every 3d --minutes 20",
    "plan pause 1 --until tomorrow",
    "plan pause 3",
    "plan resume 1",
    "plan resume 3",
    "plan remove 4",
    "log heat",
    "log heat --at 'yesterday 20:10'",
    "log heat --at yesterday",
    "log heat 5",
    "condition add flu",
    "condition end flu",
    "done heat",
    "done 4",
    "log massage --style thai",
    "log massage --style thai --at '2 days ago'",
    "log massage --style hot-stone --by professional",
    "log exercise",
    "edit 1 --at 'yesterday 9:00'",
    "edit 1 --at '9:10'",
    "edit 2 --style swedish",
    "edit 2 --note again",
    "delete 1",
    "delete 2 3",
    "again",
    "done",
    "done 1",
    "done 2 --at 'yesterday 12:00'",
    "done thai --style swedish",
    "skip",
    "skip 1",
    "skip 2",
    "snooze",
    "snooze 1 1h",
    "snooze morning tomorrow",
    "flare start",
    "flare start --at '3 days ago'",
    "flare end",
    "flare end --at yesterday",
    "plan edit 1 --in-flare half",
    "plan edit 2 --in-flare half",
    "plan edit 3 --in-flare half",
    "plan edit 4 --in-flare rest",
    "plan edit 1 --in-flare same",
    "plan add bath --on daily --at 12:30 --in-flare rest",
    "trial start heat-pack --weeks 2 --from today --plan 1",
    "trial start massage --weeks 2 --plan 2",
    "trial start ice --weeks 4 --from tomorrow",
    "trial stop",
    "trial stop massage",
    "checkin peg 4 5 6",
    "checkin peg 1 2 3 --at yesterday",
    "checkin psfs reading=3 walking=5 lifting=2",
    "delete c1",
    "delete c2",
    "undo",
]
SEEN = {"coming", "due", "snoozed", "done", "made-up", "skipped", "missed", "held", "paused"}
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
PLAIN = Look(ASCII, None, None, is_coloured=False)
TICKS = ["tick 1", "tick 4", "tick 13", "tick 30"]
MADE_BY_PEOPLE = (
    *("plans", "schedules", "pauses", "flares", "providers", "sessions", "massages"),
    *("readings", "reading_areas", "checkins", "checkin_answers", "trials", "trial_blocks"),
)


class Diary:
    """Two diaries for one run of Hypothesis, one in a file and one on a server, which are always alike.

    They are in Berlin, with a clock that stands. They begin as the `content` has it, or empty.
    """

    def __init__(
        self, folder: Path, template: Path, server: str, content: tuple[bytes, Kept] | None = None
    ) -> None:
        file = folder / "diary.db"
        self.addresses = (f"sqlite:///{file}", server)
        self.config = folder / "config.toml"
        self.now = SUNDAY_MORNING
        self.config.write_text('zone = "Europe/Berlin"\n[reminders]\nnag = false\n')
        file.write_bytes(content[0] if content else template.read_bytes())
        if content:
            bring_back(server, content[1])
        else:
            empty(server)
        self.databases = [
            (database_at(address), App(address, None).desk) for address in self.addresses
        ]

    def __call__(self, line: str) -> int:
        """Run one command line on both; whatever is no plain refusal raises, or differs."""
        if line.startswith("tick"):
            self.now += dt.timedelta(hours=int(line.split()[1]))
            return 0
        file, server = (self._run(address, line) for address in self.addresses)
        assert file == server, line
        assert file[0] in (0, 2, 3, 4, 6), (line, *file)
        return file[0]

    def _run(self, address: str, line: str) -> tuple[int, str, str]:
        places = ["--database", address, "--config", str(self.config)]
        answer, complaint = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(answer), contextlib.redirect_stderr(complaint):
            code = main([*places, *shlex.split(line)], lambda: self.now)
        return code, answer.getvalue(), complaint.getvalue()

    def refresh(self) -> None:
        """Have what came due written down, as the reminder process does."""
        for database, desk in self.databases:
            with database.writing() as db:
                assert not self._journal(db, desk).reminders.refresh()

    def changes(self) -> int:
        file, server = (self._changes(database) for database, _ in self.databases)
        assert file == server
        return len(file)

    def _changes(self, database: Database) -> list[Change]:
        with database.reading() as db:
            return self._journal(db).changes.latest(1000)

    def _journal(self, db: Connection, desk: str = "") -> Journal:
        return Journal(db, moment_of(self.now, "Europe/Berlin"), desk=desk)

    def rows(self) -> Rows:
        file, server = map(rows_of, self.addresses)
        assert alike(file) == alike(server)
        return file

    def check(self, *, is_last: bool = False) -> None:
        """Hold the answers to what they promise, those of the server at the last as well."""
        rows = self.rows()
        for database, desk in self.databases if is_last else self.databases[:1]:
            with database.writing() as db:
                journal = self._journal(db, desk)
                check(db, journal, rows)
                check_counts(db, journal)


def check(db: Connection, journal: Journal, rows: Rows) -> None:
    sessions = {one.number: one for one in journal.sessions.find().sessions}
    readings = {one.number: one for one in journal.readings.find()[0]}
    plans = {
        plan.number: plan for plan in journal.plans.some({row[1] for row in rows["reminders"]})
    }
    for plan in plans.values():
        of_plan = [row for row in rows["reminders"] if row[1] == plan.number]
        answers = [row[14] for row in of_plan if row[14] is not None]
        for number in answers:
            session = sessions[number]
            assert plan.kind in counts_as(session.entry.kind, session.entry.details.style)
        read = [row for row in of_plan if row[15] is not None]
        assert len(read) == len({row[15] for row in read}), f"{plan.name}: one reading, two answers"
        for row in read:
            assert plan.kind == PAIN
            days = readings[row[15]].day - dt.date.fromisoformat(row[2])
            # Told for it in so many words, or before its time was over past midnight.
            assert DAY * 0 <= days <= DAY * 8
        for day in {row[2] for row in of_plan if row[5] in ("due", "shown", "snoozed")}:
            assert plan.removed_at is None
            assert not plan.is_paused_on(dt.date.fromisoformat(day))
            waiting = unpaired(db, plan, dt.date.fromisoformat(day))
            assert not waiting, f"{plan.name} is open on {day}"


def check_counts(db: Connection, journal: Journal) -> None:
    """Hold every view of what was planned to the one list."""
    today, week = journal.present.today, journal.present.this_week
    first, last = week - 2 * WEEK, week + 6 * DAY
    plans = journal.plans.since(EPOCH)
    summed = [
        summary
        for start in (first, first + WEEK, week)
        for summary in journal.adherence.kept(start, start + 6 * DAY)
    ]
    whole = journal.adherence.kept(first, last)
    assert overall(one.kept for one in summed) == overall(one.kept for one in whole)
    living = {plan.number for plan in journal.plans.living()}
    for plan, listed in journal.ledger.of(plans, first, last):
        assert all(one.state in SEEN for one in listed)
        answered = [one.answered_by for one in listed if one.answered_by is not None]
        assert len(answered) == len(set(answered)), f"{plan.name}: one session, two occurrences"
        assert all(
            (one.state in ("done", "made-up")) == (one.answered_by is not None)
            or one.state == "done"
            for one in listed
        )
        if not any(isinstance(form.rhythm, Quota) for form in plan.forms):
            keys = [(one.counts_on, one.due_at) for one in listed if not one.is_dayless]
            assert len(keys) == len(set(keys)), f"{plan.name}: one occurrence, two states"
        if plan.number not in living:
            continue
        standing = dict(journal.adherence.standing(plan).weeks)
        for start, of_week in standing.items():
            if start < first:
                continue
            end = start + 6 * DAY
            states = [one.state for one in listed if start <= one.counts_on <= end]
            assert of_week == kept(states)
            # The pain of one day makes up for no other.
            if plan.kind != PAIN and all(isinstance(form.rhythm, Weekdays) for form in plan.forms):
                assert of_week.missed + of_week.ahead + of_week.excused <= len(states)
                done = [
                    one
                    for one in answers(db, [plan], start - WEEK)[plan.number]
                    if start <= one.counts_on <= end and one.counts_on >= plan.forms[0].first_on
                ]
                # As long as anything is missed, no session of its week is left over.
                if of_week.missed:
                    assert len(done) <= of_week.done, f"{plan.name}: left over beside a missed one"
        of_today = [one for one in journal.outlook.day(today) if one.plan.number == plan.number]
        if plan.zone is None:
            expected = [one for one in listed if one.day == today and not one.is_dayless]
            assert [one.state for one in of_today if one.day == today] == [
                one.state for one in expected
            ]
    for row in journal.review.weeks(None, 1):
        for kept_plan in row.plans:
            days = [
                day for one in row.week.kinds if one.kind == kept_plan.plan.kind for day in one.days
            ]
            marks = strip(row.week.first, row.week.last, days, kept_plan.planned, PLAIN)
            assert marks.count("o") <= kept_plan.kept.missed
            assert len(marks) == 7


@functools.cache
def begun_with(template: Path, server: str) -> tuple[bytes, Kept]:
    """Return what is in both diaries with plans, on Sunday, 13:00: three of them are due."""
    with tempfile.TemporaryDirectory() as folder:
        diary = Diary(Path(folder), template, server)
        for line in BEGIN:
            assert diary(line) == 0
        diary("tick 3")
        diary.refresh()
        for database, _ in diary.databases:
            database.close()
        return (Path(folder) / "diary.db").read_bytes(), postgresql.kept(server)


@contextlib.contextmanager
def diary_of(template: Path, server: str) -> Iterator[Diary]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(random, "SystemRandom", lambda: random.Random(1))  # The order of a trial.
        diary = Diary(Path(folder), template, server, begun_with(template, server))
        diary("tick 3")
        try:
            yield diary
        finally:
            for database, _ in diary.databases:
                database.close()


def undone(diary: Diary, since: int) -> None:
    """Take back everything but the first changes."""
    while diary.changes() > since:
        assert diary("undo") == 0


def answered(rows: Rows) -> list[tuple[Any, ...]]:
    """Return plan, day, clock time, state and answer of the reminders, but for dropped ones."""
    return [
        (*row[1:4], row[5], row[14] or row[15]) for row in rows["reminders"] if row[5] != "dropped"
    ]


HOLDS = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@HOLDS
@given(st.lists(st.sampled_from([*STEPS, *TICKS]), min_size=2, max_size=12))
@example(["tick 13", "done 1", "edit 1 --note x", "undo"])
@example(["snooze 1 1h", "tick 30", "done 1", "delete 1", "undo"])
@example(["plan pause 1 --until tomorrow", "tick 13", "undo"])
@example(["skip 2", "tick 30", "undo"])
@example(["plan edit 4 --in-flare rest", "flare start", "tick 30", "flare end --at yesterday"])
@example(["plan edit 1 --in-flare half", "flare start", "tick 30", "log heat 5", "flare end"])
@example(["trial start heat-pack --weeks 2 --from today --plan 1", "tick 30", "trial stop", "undo"])
def test_answers_fit_and_undo_leads_back_as_time_goes_by(
    empty_diary: Path, lasting: str, steps: list[str]
) -> None:
    with diary_of(empty_diary, lasting) as diary:
        begun, before = diary.changes(), diary.rows()
        for step in steps:
            if step != "undo" or diary.changes() > begun:
                diary(step)
            diary.refresh()
            diary.check()
        undone(diary, begun)
        diary.refresh()
        diary.check(is_last=True)
        after = diary.rows()
        assert {name: after[name] for name in MADE_BY_PEOPLE} == {
            name: before[name] for name in MADE_BY_PEOPLE
        }
        assert not [row for row in after["reminders"] if row[5] in ("skipped", "snoozed", "done")]


@HOLDS
@given(st.lists(st.sampled_from(STEPS), min_size=2, max_size=12))
@example(["log heat", "log heat --at 'yesterday 20:10'", "delete 1", "delete 2 3"])
@example(["done 1", "skip 1", "skip 1", "log massage --style thai", "edit 2 --style swedish"])
@example(["done thai --style swedish", "edit 1 --at 'yesterday 9:00'", "delete 1"])
def test_at_one_moment_undo_gives_every_reminder_back_as_it_was(
    empty_diary: Path, lasting: str, steps: list[str]
) -> None:
    with diary_of(empty_diary, lasting) as diary:
        for line in ("log heat", "snooze 2 3h", "log massage --at 'yesterday 12:00'"):
            assert diary(line) == 0
        diary.refresh()
        begun, before = diary.changes(), diary.rows()
        for step in steps:
            if step != "undo" or diary.changes() > begun:
                diary(step)
        undone(diary, begun)
        after = diary.rows()
        assert {name: after[name] for name in MADE_BY_PEOPLE} == {
            name: before[name] for name in MADE_BY_PEOPLE
        }
        assert answered(after) == answered(before)


@pytest.mark.parametrize("verb", ["edit thai --at 15:00", "pause thai", "remove 4"])
def test_what_drops_a_reminder_is_one_change_with_it(
    empty_diary: Path, lasting: str, verb: str
) -> None:
    with diary_of(empty_diary, lasting) as diary:
        begun, before = diary.changes(), diary.rows()["reminders"]
        diary(f"plan {verb}")
        assert diary.changes() == begun + 1
        assert "dropped" in {row[5] for row in diary.rows()["reminders"]}
        diary("undo")
        assert diary.rows()["reminders"] == before
