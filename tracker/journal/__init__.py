"""What a person can do with the diary; one journal is one transaction."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from sqlalchemy import Connection, select

from tracker.care.catalogue import PAIN, kinds
from tracker.care.fields import FIELDS, Entry, entry_of, told_of
from tracker.errors import AsksForPain, BadInput, NoField
from tracker.escaping import command
from tracker.journal.answers import Answers, DoneFor
from tracker.journal.changes import Changes
from tracker.journal.entries import (
    begun_at,
    check_end,
    corrected,
    just_ended,
    read_at,
    settled,
    told_entry,
)
from tracker.journal.pain import has_readings
from tracker.journal.plans import Plans
from tracker.journal.providers import Providers
from tracker.journal.sessions import Deleted, Sessions, Stored, what
from tracker.journal.totals import Totals
from tracker.tables import conditions as conditions_table
from tracker.tables import trials as trials_table
from tracker.text import visible

if TYPE_CHECKING:
    from tracker.care.plan import Plan
    from tracker.care.reading import Reading
    from tracker.care.safety import Finding
    from tracker.care.timer import Timer
    from tracker.journal.adherence import Adherence
    from tracker.journal.charts import Charts
    from tracker.journal.checkins import Checkins
    from tracker.journal.claims import Claims
    from tracker.journal.conditions import Conditions, Noted
    from tracker.journal.copying import Copying
    from tracker.journal.decisions import Decisions, Explained
    from tracker.journal.digests import Digests
    from tracker.journal.due import Due
    from tracker.journal.exercises import Exercises
    from tracker.journal.exporting import Exporting
    from tracker.journal.flares import Flares
    from tracker.journal.forgetting import Forgetting
    from tracker.journal.gate import Gate
    from tracker.journal.importing import Importing
    from tracker.journal.insights import Insights
    from tracker.journal.ledger import Ledger
    from tracker.journal.next_week import NextWeek
    from tracker.journal.outlook import Outlook
    from tracker.journal.planning import Planning
    from tracker.journal.readings import Readings, StoredReading
    from tracker.journal.red_flags import RedFlagAnswers
    from tracker.journal.reminders import Reminder, Reminders
    from tracker.journal.report import Report
    from tracker.journal.restoring import Restoring
    from tracker.journal.review import Review
    from tracker.journal.routines import Routines
    from tracker.journal.timers import Timers
    from tracker.journal.trials import Trials
    from tracker.present import Present

# What is not as it was when a session is logged once more.
_OF_A_READING = "It has --pain, --at, --area, --took and --note."
_OF_ITS_DAY = (
    *("pain_before", "pain_after", "feels", "effort", "relief", "note"),
    *("claim", "claim_on", "claim_note"),
)


class Journal:
    """The open diary, at one present moment.

    What only some commands need is loaded by those alone, as loading is most of what they cost.
    What is `told` of a session are values by the names of its fields. One that would end only in a
    while is refused by EndsAhead, unless it `may_end_ahead`. `why_missed` says why nobody was
    reminded at an instant. The `desk` is where reminders are shown, where there may be several.
    """

    def __init__(
        self,
        db: Connection,
        present: "Present",
        why_missed: Callable[[dt.datetime], str] = lambda _: "nothing was running",
        desk: str = "",
    ) -> None:
        self._db = db
        self.present = present
        self.why_missed = why_missed
        self.desk = desk
        self.changes = Changes(db, present.now)
        self.providers = Providers(db, self.changes)
        self.plans = Plans(db, self.changes, self.providers)
        self._answers = Answers(db, self.changes, self.plans, present)
        self.sessions = Sessions(db, self.changes, self.providers, self._answers)
        self.totals = Totals(db)

    def log(self, entry: Entry, *, may_end_ahead: bool = False) -> Stored:
        """Write down a session that was done."""
        self._catch_up()
        if not may_end_ahead:
            check_end(self.present, entry)
        return self._record(self._followed(entry))

    def again(
        self, kind: str | None, told: Mapping[str, Any], *, may_end_ahead: bool = False
    ) -> Stored:
        """Write down the last session, or the last one of a kind, once more."""
        self._catch_up()
        last = self.sessions.last(kind).entry
        fields = dict.fromkeys(_OF_ITS_DAY) | settled(
            last.kind, told, self.present.settings.currency
        )
        if "day" not in told:
            duration = told.get("duration", last.details.duration)
            fields |= just_ended(self.present, duration, told.get("zone"))
        entry = last.telling(**fields, came_in="logged")
        if not may_end_ahead:
            check_end(self.present, entry)
        return self._record(entry)

    def done(
        self, text: str | None, told: Mapping[str, Any], *, may_end_ahead: bool = False
    ) -> Stored:
        """Write down what is due, or what the named plan has, with the details of its plan.

        Raises AsksForPain where that is a plan of pain, which `done_reading` is for.
        """
        from tracker.journal.planning import check_fields

        self.reminders.refresh()
        plan, reminder = self.due.meant(text, "done")
        if plan.kind == PAIN:
            asks = "the plan {} asks how strong the pain is, from 0 to 10."
            raise AsksForPain(asks, visible(plan.name), f"For a 4: {command('pain 4')}")
        check_fields(plan, told, "done")
        day = reminder.day if reminder else told.get("day", self.present.today)
        details = {name: value for name, value in told_of(plan.details_on(day)).items() if value}
        entry = told_entry(self.present, plan.kind, details | dict(told))
        entry = self._followed(entry, by_half=plan.is_eased_on(day))
        if not may_end_ahead:
            check_end(self.present, entry)
        if reminder and "day" in told and entry.day < self.due.day_of(reminder):
            # What was done on an earlier day answers that day, and leaves today's open.
            reminder = None
        ahead = None
        if reminder is None and ("day" not in told or entry.day == self.present.today):
            ahead = self.outlook.next_of_week(plan, entry.day)
        came_in = "reminder" if reminder else "logged"
        return self._record(entry.telling(came_in=came_in), DoneFor(plan, reminder, ahead))

    def done_reading(self, text: str | None, told: Mapping[str, Any]) -> "StoredReading":
        """Write down the reading that is due, or that the named plan of pain asks for."""
        from tracker.journal.planning import check_fields
        from tracker.journal.readings import as_told

        self.reminders.refresh()
        plan, reminder = self.due.meant(text, "done")
        values = as_told(told)
        check_fields(plan, told.keys() - {"pain_after"}, "done")
        if reminder and "day" in values and values["day"] < self.due.day_of(reminder):
            # What is told of an earlier day answers that day, and leaves today's open.
            reminder = None
        return self.read({"areas": plan.details.areas, **values}, reminder)

    def read(self, told: Mapping[str, Any], reminder: "Reminder | None" = None) -> "StoredReading":
        """Write down how strong the pain is, or was: for a `reminder`, if that asked.

        Without a day it is of this moment. What is told may be named as of a session.
        """
        from tracker.journal.readings import as_told

        self._catch_up()
        values = as_told(told)
        if "day" not in values:
            values |= read_at(self.present, self.present.now, values.get("zone"))
        return self._read(self.readings.log(values, reminder.number if reminder else None))

    def edit_reading(self, number: int, told: Mapping[str, Any]) -> "StoredReading":
        """Correct a reading; None empties a field. With a zone and no day it is of this moment."""
        from tracker.journal.readings import as_told

        for name in told:
            if name in FIELDS and not FIELDS[name].is_of(PAIN) and name != "pain_after":
                raise NoField(f"p{number} (pain)", name, _OF_A_READING)
        values = as_told(told)
        if values.get("level", 0) is None:
            raise BadInput("{}: a reading has a level, as in --pain 4.", "").named("--pain")
        if "zone" in values and "day" not in values:
            values |= read_at(self.present, self.present.now, values["zone"])
        return replace(self._read(self.readings.edit(number, values)), is_corrected=True)

    def delete(self, sessions: Sequence[int], readings: Sequence[int] = ()) -> Deleted:
        """Delete sessions and readings by their numbers as one change, all or none."""
        from tracker.journal.readings import what as what_read

        gone = Deleted(
            tuple(self.sessions.take_out(sessions)), tuple(self.readings.take_out(readings))
        )
        named = [*map(what, gone.sessions), *map(what_read, gone.readings)]
        self.changes.keep("delete", ", ".join(named))
        return gone

    def _read(self, reading: "Reading") -> "StoredReading":
        """Return a reading that was stored with what it answers, and if the red flags are offered."""
        from tracker.journal.readings import StoredReading

        answers = self.outlook.answered_by_reading(reading) if self.plans.exist() else ()
        return StoredReading(reading, answers, self.gate.is_high(reading.level))

    def explain(self, plan: str | None, most: int) -> "list[Explained]":
        """Return what became of the last reminders, of the plan that is meant or of all, until now."""
        self.reminders.refresh()
        return self.decisions.of(plan, most)

    def report(self, since: dt.date | None, until: dt.date | None) -> "Report":
        """Return what the diary says of some days; without `since`, of 12 weeks up to the last."""
        from tracker.journal.report import report

        return report(self, since, until)

    def pressed_done(self, reminder: "Reminder") -> Stored:
        """Write down what a reminder asked for, as a session that has just ended."""
        plan, details = reminder.plan, reminder.plan.details_on(reminder.day)
        told = told_of(details) | just_ended(self.present, details.duration)
        entry = entry_of(kind=plan.kind, came_in="reminder", **told)
        entry = self._followed(entry, by_half=plan.is_eased_on(reminder.day))
        return self._record(entry, DoneFor(plan, reminder))

    def finish(self, timer: "Timer", told: Mapping[str, Any]) -> Stored:
        """Write down what was really done of a timer with what is told of it now, and end it."""
        self.timers.end()
        self._catch_up()
        entry = timer.done(**begun_at(self.present, timer.run.started_at))
        return self._record(entry.telling(**told), passed_over=timer.passed_over)

    def edit(self, number: int, told: Mapping[str, Any], *, may_end_ahead: bool = False) -> Stored:
        """Correct a session; None empties a field. Raises NoField for what its kind does not have."""
        session = self.sessions.get(number)
        for name in told:
            if name not in FIELDS or not FIELDS[name].is_of(session.entry.kind):
                kind = kinds()[session.entry.kind].name
                raise NoField(f"#{number} ({kind})", name)
        fields = corrected(self.present, session, told)
        entry = session.entry.telling(**fields)
        # What was meant to end ahead when it was logged is not asked about with each correction.
        if not may_end_ahead and entry.ended_at != session.entry.ended_at:
            check_end(self.present, entry)
        return self._judged(self.sessions.edit(number, fields))

    def checked(self, entry: Entry, *, is_now: bool) -> "tuple[Finding, ...]":
        """Return what the care rules say of a session that begins now, or else of one of its time."""
        entry = self._followed(entry)
        return self.gate.now(entry) if is_now else self.gate.then(entry)

    def end_condition(self, name: str, at: dt.datetime) -> "Noted":
        """Say that a condition is over since an instant; what it held until now stays excused."""
        self._catch_up()
        noted = self.conditions.end(name, at)
        self._catch_up()
        return noted

    def clear_condition(
        self, name: str, by: str, on: dt.date, until: dt.date | None = None
    ) -> "Noted":
        """Record a doctor's word, until a day if told; what waited for that today comes due."""
        noted = self.conditions.clear(name, by, on, until)
        self._catch_up()
        return noted

    def hold(self, plan: "Plan", at: dt.datetime) -> str | None:
        """Return why the care rules hold a plan at an instant; None if they do not."""
        # Mostly no condition is noted, and only massage waits for pain: then the care rules need not
        # even be read.
        is_noted = self._db.execute(select(conditions_table.c.id).limit(1)).first() is not None
        if is_noted or (plan.kind == "massage" and has_readings(self._db, self.present.day_of(at))):
            return self.gate.hold(plan, at)
        return None

    def _catch_up(self) -> None:
        """Write down what came due until now, as a session may answer it."""
        if self.plans.exist():
            self.reminders.refresh()

    def _followed(self, entry: Entry, *, by_half: bool = False) -> Entry:
        """Return the entry with the steps of the routine that it follows, or half of them, if it does."""
        return self.routines.filled(entry, by_half=by_half) if entry.details.routine else entry

    def _record(
        self,
        entry: Entry,
        done: DoneFor | None = None,
        passed_over: Sequence[tuple[str, str]] = (),
    ) -> Stored:
        """Write down one session; every way to do so passes here."""
        stored = self._judged(self.sessions.log(entry, done, passed_over))
        if not self.plans.exist():
            return stored
        stored = self.outlook.answered(stored, done.plan if done else None)
        return replace(stored, against=self.trials.without_on(entry)) if self.tries() else stored

    def tries(self) -> bool:
        """Tell whether there is any trial of the person's own, so that more need be loaded."""
        return self._db.execute(select(trials_table.c.id).limit(1)).first() is not None

    def _judged(self, stored: Stored) -> Stored:
        """Return what was stored with what the gate of care says of it, which never keeps it out."""
        cautions, is_high = self.gate.recorded(stored.session)
        return replace(stored, cautions=cautions, offers_red_flags=is_high)

    @cached_property
    def adherence(self) -> "Adherence":
        from tracker.journal.adherence import Adherence

        return Adherence(self)

    @cached_property
    def checkins(self) -> "Checkins":
        from tracker.journal.checkins import Checkins

        return Checkins(self._db, self.changes, self.present)

    @cached_property
    def charts(self) -> "Charts":
        from tracker.journal.charts import Charts

        return Charts(self._db, self)

    @cached_property
    def claims(self) -> "Claims":
        from tracker.journal.claims import Claims

        return Claims(self._db, self.changes, self.providers, self.sessions, self.present)

    @cached_property
    def conditions(self) -> "Conditions":
        from tracker.journal.conditions import Conditions

        return Conditions(self._db, self.changes, self.providers, self.present)

    @cached_property
    def copying(self) -> "Copying":
        from tracker.journal.copying import Copying

        return Copying(self._db, self.exports)

    @cached_property
    def decisions(self) -> "Decisions":
        from tracker.journal.decisions import Decisions

        return Decisions(self._db, self.plans)

    @cached_property
    def digests(self) -> "Digests":
        from tracker.journal.digests import Digests

        return Digests(self._db, self.present.now)

    @cached_property
    def due(self) -> "Due":
        from tracker.journal.due import Due

        return Due(self)

    @cached_property
    def exercises(self) -> "Exercises":
        from tracker.journal.exercises import Exercises

        return Exercises(self._db, self.changes, self.present)

    @cached_property
    def exports(self) -> "Exporting":
        from tracker.journal.exporting import Exporting

        return Exporting(self._db, self.plans)

    @cached_property
    def flares(self) -> "Flares":
        from tracker.journal.flares import Flares

        return Flares(self._db, self)

    @cached_property
    def forgetting(self) -> "Forgetting":
        from tracker.journal.forgetting import Forgetting

        return Forgetting(self._db, self.present)

    @cached_property
    def gate(self) -> "Gate":
        from tracker.journal.gate import Gate

        return Gate(self._db, self.present, self.providers, self.conditions, self.red_flags)

    @cached_property
    def imports(self) -> "Importing":
        from tracker.journal.importing import Importing

        return Importing(self._db, self, self._answers)

    @cached_property
    def insights(self) -> "Insights":
        from tracker.journal.insights import Insights

        return Insights(self._db, self)

    @cached_property
    def ledger(self) -> "Ledger":
        from tracker.journal.ledger import Ledger

        return Ledger(self._db, self)

    @cached_property
    def next_week(self) -> "NextWeek":
        from tracker.journal.next_week import NextWeek

        return NextWeek(self._db, self)

    @cached_property
    def outlook(self) -> "Outlook":
        from tracker.journal.outlook import Outlook

        return Outlook(self._db, self)

    @cached_property
    def planning(self) -> "Planning":
        from tracker.journal.planning import Planning

        return Planning(self)

    @cached_property
    def readings(self) -> "Readings":
        from tracker.journal.readings import Readings

        return Readings(self._db, self.changes, self._answers)

    @cached_property
    def red_flags(self) -> "RedFlagAnswers":
        from tracker.journal.red_flags import RedFlagAnswers

        return RedFlagAnswers(self._db, self.changes, self.conditions, self.present)

    @cached_property
    def reminders(self) -> "Reminders":
        from tracker.journal.reminders import Reminders

        return Reminders(self._db, self)

    @cached_property
    def restoring(self) -> "Restoring":
        from tracker.journal.restoring import Restoring

        return Restoring(self._db, self, self._answers)

    @cached_property
    def review(self) -> "Review":
        from tracker.journal.review import Review

        return Review(self)

    @cached_property
    def routines(self) -> "Routines":
        from tracker.journal.routines import Routines

        return Routines(self._db, self.changes)

    @cached_property
    def timers(self) -> "Timers":
        from tracker.journal.timers import Timers

        return Timers(self._db, self)

    @cached_property
    def trials(self) -> "Trials":
        from tracker.journal.trials import Trials

        return Trials(self._db, self)
