"""The gate of the care rules: every way to begin, plan or record a session passes it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from msgspec.structs import replace
from sqlalchemy import Connection

from tracker.care.catalogue import PAIN, ROLES
from tracker.care.fields import Details, Entry, ExerciseDone, entry_of, told_of
from tracker.care.plan import Form, Plan
from tracker.care.quiet import quiet_until
from tracker.care.safety import (
    Clearance,
    Condition,
    Finding,
    Proposed,
    Stranger,
    Styles,
    can_share_a_day,
    check,
    check_day,
    hints,
    holds,
    is_of_the_person,
    offers_red_flags,
    worst_first,
)
from tracker.care.session import Session
from tracker.care.timer import Timer
from tracker.care.walltime import date_within, day_bounds, instant_of
from tracker.care.zones import name_at, zone_kept
from tracker.errors import Unsafe
from tracker.escaping import command
from tracker.journal import reading
from tracker.journal.conditions import Conditions, Noted
from tracker.journal.entries import begun_at
from tracker.journal.pain import LevelAt, last_of, readings
from tracker.journal.passing import Passage, passed, refusal
from tracker.journal.providers import Providers
from tracker.journal.red_flags import RedFlagAnswers
from tracker.text import visible
from tracker.when import short_day

if TYPE_CHECKING:
    from tracker.present import Present

_DAY = dt.timedelta(days=1)
# Red flags that were gone through so lately have asked about the pain that is told now.
_JUST_NOW = dt.timedelta(hours=1)
# Where only the day of a session is known, it is judged by the middle of it.
_NOON = dt.time(12)
_PROFESSIONALS = frozenset(ROLES) - {"other"}


class _Own(TypedDict):
    limits: Mapping[str, float]
    styles: Styles


class Gate:
    """Asks the care rules, at one present moment, with what this person noted and has set."""

    def __init__(
        self,
        db: Connection,
        present: "Present",
        people: Providers,
        conditions: Conditions,
        red_flags: RedFlagAnswers,
    ) -> None:
        self._db = db
        self._present = present
        self._people = people
        self._conditions = conditions
        self._red_flags = red_flags
        # What is this person's own of the rules: their limits, and the styles that they know.
        self._own = _Own(limits=present.settings.limits, styles=present.settings.styles)

    def before_start(self, entry: Entry, override: str | None) -> Passage:
        """Let a session begin now, or raise Unsafe where a rule speaks against it."""
        return passed(self.now(entry), override)

    def before_resuming(self, timer: Timer) -> Unsafe | None:
        """Return why the person's state holds a timer that was left; None where it may go on."""
        at = self._present.now
        entry = timer.entry.telling(**begun_at(self._present, at))
        proposed, noted = self._proposed(entry, at), self._noted(at)
        pain = self._pain(at, self._told(entry, timer.run.started_at))
        found = holds(proposed, noted, pain=pain, **self._own)
        if found is None or found.rule_id in dict(timer.passed_over):
            return None
        refused, resume = refusal(found), command("start --resume --yes")
        done = f"Log what was done of it: {resume}. Drop it: {command('start --cancel')}"
        return Unsafe(refused.message, f"{refused.hint}\n{done}")

    def before_plan(
        self, kind: str, details: Details, form: Form, beside: Sequence[Plan], override: str | None
    ) -> Passage:
        """Let such sessions be planned, or raise Unsafe where a rule speaks against it.

        What the person's state of today holds is planned all the same: it waits by itself.
        """
        return passed(self.of_plan(kind, details, form, beside), override)

    def of_plan(
        self, kind: str, details: Details, form: Form, beside: Sequence[Plan]
    ) -> tuple[Finding, ...]:
        """Return what the care rules say of such sessions, but for what holds them today alone.

        Those `beside` are the other plans, which may fall on the same day. Of readings of the pain
        they say nothing, as these are no sessions.
        """
        if kind == PAIN:
            return ()
        own = self._on_a_day(kind, details, form)
        others = [
            one
            for plan in beside
            if plan.kind != PAIN and can_share_a_day(form, plan.form)
            for one in self._on_a_day(plan.kind, plan.details, plan.form)
        ]
        found = check_day(own, others, **self._own)
        known, noted = {one.rule_id for one in found}, self._noted(self._present.now)
        of_today = check(replace(own[0], at=self._present.now), noted, **self._own)
        found += tuple(
            one for one in of_today if not (one.rule_id in known or is_of_the_person(one))
        )
        return worst_first(found)

    def cautions(self, exercises: Sequence[ExerciseDone]) -> tuple[Finding, ...]:
        """Return what the person's state cautions about exercises that are put together."""
        if not exercises:
            return ()
        at, details = (
            self._present.now,
            Details(duration=dt.timedelta(), exercises=tuple(exercises)),
        )
        entry = entry_of(kind="exercise", **begun_at(self._present, at), **told_of(details))
        found = check(self._proposed(entry, at), self._noted(at), **self._own)
        return tuple(one for one in found if not is_of_the_person(one))

    def now(self, entry: Entry) -> tuple[Finding, ...]:
        """Return what the care rules say about such a session if it begins at this moment.

        Of two readings of pain the one after is the present one.
        """
        present = self._present
        pain = entry.pain_before if entry.pain_after is None else entry.pain_after
        entry = entry.telling(pain_before=pain, **begun_at(present, present.now))
        is_quiet = quiet_until(present.now, present.settings.reminders.quiet, present.zone)
        return self._found(entry, in_quiet_hours=is_quiet is not None)

    def then(self, entry: Entry) -> tuple[Finding, ...]:
        """Return what the care rules say about such a session of its own time."""
        return self._found(entry)

    def recorded(self, session: Session) -> tuple[tuple[Finding, ...], bool]:
        """Return what the care rules caution about a session of the diary, the worst first.

        It is judged by its own start, and by its end where something was noted that began meanwhile.
        With it comes whether its pain, before or after, is so high that the red flags are to be
        offered. None of it keeps the session out: the diary says what happened.
        """
        found = self._found(session.entry, but=session.number)
        known = {one.rule_id for one in found}
        found += tuple(one for one in self._at_the_end(session.entry) if one.rule_id not in known)
        found = worst_first(found)
        is_high = self.is_high(session.entry.pain_before, session.entry.pain_after)
        return tuple(one for one in found if one.level != "hint"), is_high

    def is_high(self, *pain: int | None) -> bool:
        """Tell whether any of the levels is so high that the red flags are to be offered."""
        return any(offers_red_flags(one, self._own["limits"]) for one in pain)

    def before_showing(self, plan: Plan) -> tuple[str, ...]:
        """Return what the care rules caution about a session of the plan that would begin now."""
        if plan.kind == PAIN:
            return ()
        time = begun_at(self._present, self._present.now)
        found = self._found(entry_of(kind=plan.kind, **time, **told_of(plan.details)))
        return tuple(
            one.message for one in found if one.level != "hint" and not is_of_the_person(one)
        )

    def hold(self, plan: Plan, at: dt.datetime) -> str | None:
        """Return why the person's state holds a session of the plan at an instant; None if not."""
        if plan.kind == PAIN:
            return None
        active, pain = self._noted(at), self._pain(at)
        if not active and pain is None:
            return None
        told = told_of(plan.details)
        entry = entry_of(kind=plan.kind, day=at.date(), started_at=at, zone="UTC", **told)
        found = holds(self._proposed(entry, at), active, pain=pain, **self._own)
        return found.message if found else None

    def missing(self, plans: Sequence[Plan]) -> tuple[Finding, ...]:
        """Return what is missing beside some plans, such as exercise beside massage."""
        return hints({plan.kind for plan in plans})

    def _at_the_end(self, entry: Entry) -> tuple[Finding, ...]:
        """Return what the rules say of conditions that began while the session went on."""
        begun, ended = entry.started_at, entry.ended_at
        if begun is None or ended is None:
            return ()
        noted = [one for one in self._noted(ended) if one.from_at > begun]
        if not noted:
            return ()
        return check(self._proposed(entry, ended), noted, **self._own)

    def _pain(
        self, at: dt.datetime, told: LevelAt | None = None, but: int | None = None
    ) -> int | None:
        """Return the latest reading of its day at an instant, which may be the one that is told.

        None where there is none, or where the red flags were gone through since. Flags that were
        gone through just before count for a reading that is told, as it may be told once more.
        """
        day = self._present.day_of(at)
        found = [one for one in readings(self._db, day, self._present.day_of, but) if one.at <= at]
        if told and self._present.day_of(told.at) == day:
            found.append(told)
        if not found:
            return None
        last = last_of(found)
        gone_through = self._red_flags.last_at(at)
        since = last.at - _JUST_NOW if last is told else last.at
        return None if gone_through and gone_through >= since else last.level

    def _told(self, entry: Entry, at: dt.datetime) -> LevelAt | None:
        """Return the reading before a session as one of an instant, if it is told."""
        level = entry.pain_before
        return None if level is None else LevelAt(level, at, at, self._present.now)

    def _found(
        self,
        entry: Entry,
        *,
        but: int | None = None,
        in_quiet_hours: bool = False,
    ) -> tuple[Finding, ...]:
        """Return what the rules say; `but` is the session's own number, if it has one already."""
        at = entry.started_at or instant_of(entry.day, _NOON, zone_kept(entry.zone))[0]
        wanted = reading.Search(since=entry.day - _DAY, until=entry.day)
        found = reading.search(self._db, wanted).sessions
        earlier = [one.entry for one in found if one.number != but]
        proposed = self._proposed(entry, at, in_quiet_hours=in_quiet_hours)
        pain = self._pain(at, self._told(entry, at), but)
        return check(proposed, self._noted(at), earlier, pain=pain, **self._own)

    def _on_a_day(self, kind: str, details: Details, form: Form) -> list[Proposed]:
        """Return what a plan asks for on a day on which it does, as if that were today."""
        day, zone = self._present.today, self._present.zone
        kept = name_at(zone, self._present.now)
        entry = entry_of(kind=kind, day=day, started_at=None, zone=kept, **told_of(details))
        if not form.times:
            return [replace(self._proposed(entry, self._present.now), is_planned=True)]
        starts_at = self._present.settings.day_starts_at
        instants = [
            instant_of(date_within(day, clock, starts_at), clock, zone)[0] for clock in form.times
        ]
        return [
            replace(self._proposed(entry.telling(started_at=at), at), is_planned=True)
            for at in instants
        ]

    def _proposed(self, entry: Entry, at: dt.datetime, *, in_quiet_hours: bool = False) -> Proposed:
        name, stranger, experience = entry.details.provider, None, None
        if name is not None:
            person = self._people.taken_for(name)
            experience, role = (person.experience, person.role) if person else (None, None)
            if entry.details.performer is None and role in _PROFESSIONALS:
                entry = entry.telling(performer="professional")
            elif entry.details.performer is None and role is None:
                verb = "provider edit" if person else "provider add"
                stranger = Stranger(visible(name), command(verb, name))
        return Proposed(
            entry=entry,
            at=at,
            experience=experience,
            in_quiet_hours=in_quiet_hours,
            stranger=stranger,
        )

    def _noted(self, at: dt.datetime) -> list[Condition]:
        """Return the conditions of an instant as the care rules take them."""
        return [self._condition(one) for one in self._conditions.active(at)]

    def _condition(self, noted: Noted) -> Condition:
        zone, clearance = self._present.zone, None
        if noted.cleared_by is not None and noted.cleared_on is not None:
            until = noted.cleared_until
            starts_at = self._present.settings.day_starts_at
            clearance = Clearance(
                noted.cleared_by,
                day_bounds(noted.cleared_on, zone, starts_at)[0],
                day_bounds(until, zone, starts_at)[0] if until else None,
            )
        shown = visible(noted.name)
        since = short_day(noted.from_at.astimezone(zone).date())
        return Condition(
            key=noted.key,
            from_at=noted.from_at,
            begun_by=self._present.day_ends_at(noted.from_on) if noted.from_on else None,
            until_at=noted.until_at,
            area=noted.area,
            clearance=clearance,
            name=f'"{shown}"' if " " in shown else shown,
            label=f"{shown}, since {since}",
        )
