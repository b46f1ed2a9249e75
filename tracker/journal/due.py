"""What is due, and what becomes of it without being done: put off, or left out."""

import contextlib
import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct

from tracker.care.parts import PARTS
from tracker.care.plan import Plan
from tracker.care.planned import Planned
from tracker.care.reminder import State
from tracker.care.schedule import Occurrence
from tracker.care.walltime import date_within, instant_of
from tracker.errors import BadInput, NotFound
from tracker.escaping import command
from tracker.journal.reminders import Reminder
from tracker.text import visible
from tracker.when import read_clock, read_duration
from tracker.when.clocks import CLOCK, clocks_within
from tracker.when.durations import span_of, words_of

if TYPE_CHECKING:
    from tracker.journal import Journal
    from tracker.journal.conditions import Noted

SHORTEST_SNOOZE = dt.timedelta(minutes=1)
LONGEST_SNOOZE = dt.timedelta(days=7)
_ONE_HOUR = dt.timedelta(hours=1)
_ONE_DAY = dt.timedelta(days=1)
_FOUR_WEEKS = dt.timedelta(weeks=4)
_CLOCK = re.compile(r"\d+[:.]\d+( ?[ap]\.?m\.?)?|\d+ ?[ap]\.?m\.?|noon|midnight")


class DueNow(Struct, frozen=True, kw_only=True):
    """What is due now, still to come today, held by a care rule, and missed today or yesterday.

    `following` is what comes next where nothing is due or to come today, and `emergency` one that
    is noted and not ended.
    """

    open: Sequence[Planned]
    coming: Sequence[Planned]
    held: Sequence[Planned]
    missed: Sequence[Planned]
    following: Planned | None
    has_plans: bool
    emergency: "Noted | None"


class PutOff(Struct, frozen=True):
    """What was put off, until an instant."""

    planned: Planned
    until: dt.datetime


class LeftOut(Struct, frozen=True):
    """What was left out, and when its plan comes next."""

    planned: Planned
    coming: Sequence[Occurrence]


class Due:
    """What is due from the person's side; each public method is a use case."""

    def __init__(self, journal: "Journal") -> None:
        self._journal = journal
        self._present = journal.present

    def now(self) -> DueNow:
        """Return what is due now, what is still to come today, and what was missed lately."""
        outlook, day = self._journal.outlook, self._present.today
        today, yesterday = outlook.day(day), outlook.day(day - _ONE_DAY)
        still_open = [one for one in today if one.state in (State.DUE, State.SNOOZED)]
        coming = [one for one in today if one.state == State.COMING]
        held = [one for one in today if one.state == State.HELD]
        ahead = []
        if not still_open and not coming:
            waits = {(one.plan.number, one.due_at) for one in held}
            known = outlook.coming_until(day + _FOUR_WEEKS)
            ahead = [one for one in known if (one.plan.number, one.due_at) not in waits]
        return DueNow(
            open=still_open,
            coming=coming,
            held=held,
            missed=[one for one in (*yesterday, *today) if one.state == State.MISSED],
            following=ahead[0] if ahead else None,
            has_plans=self._journal.plans.exist(),
            emergency=self._journal.conditions.emergency(),
        )

    def snooze(self, words: Sequence[str]) -> PutOff:
        """Put off what is due: one or two words say which plan and until when, or one of these."""
        self._journal.reminders.refresh()
        name, when = self._plan_and_time(words)
        plan, reminder = self.meant(name, "snooze")
        if reminder is None:
            raise NotFound(
                f'"{visible(plan.name)}" is not due now.', f"What comes: {command('due')}"
            )
        until = self._until(when, reminder)
        self._journal.reminders.snooze(reminder, until)
        planned = Planned(plan, self.day_of(reminder), reminder.due_at, State.SNOOZED)
        return PutOff(planned, until)

    def skip(self, text: str | None, why: str | None) -> LeftOut:
        """Leave out what is due, or what a plan has next; it does not count as missed."""
        journal = self._journal
        journal.reminders.refresh()
        plan, reminder = self.meant(text, "skip")
        if reminder is not None:
            day, due_at = self.day_of(reminder), reminder.due_at
            journal.reminders.skip(reminder, why)
        else:
            coming = journal.outlook.coming(plan, 1)
            if not coming:
                name = visible(plan.name)
                raise NotFound(f'"{name}" has nothing to come that could be skipped.')
            day, due_at = coming[0].day, coming[0].due_at
            journal.reminders.skip_ahead(plan, coming[0], why)
        journal.plans.forget_dues([plan.number])
        following = journal.outlook.coming(journal.plans.get(plan.number), 1)
        return LeftOut(Planned(plan, day, due_at, State.SKIPPED), following)

    def meant(self, text: str | None, verb: str) -> tuple[Plan, Reminder | None]:
        """Return the plan that is named, or else the one that is due, and its open reminder.

        `verb` is the command that asks.
        """
        waiting = self._journal.reminders.open()
        if text is not None:
            plan = self._journal.plans.meant(text)
            own = [one for one in waiting if one.plan.number == plan.number]
            return plan, own[-1] if own else None
        plans = {one.plan.number: one.plan for one in waiting}
        if not plans:
            has_plans = self._journal.plans.exist()
            hint = (
                f"What comes: {command('due')}"
                if has_plans
                else f"Make one: {command('help plan')}"
            )
            raise NotFound("nothing is due now.", hint)
        if len(plans) > 1:
            named = [visible(plan.name) for plan in plans.values()]
            listed = f"{', '.join(named[:-1])} and {named[-1]}"
            example = command(verb, next(iter(plans.values())).typed)
            raise BadInput(f"{len(plans)} plans are due: {listed}. Say which, as in {example}.", "")
        return waiting[-1].plan, waiting[-1]

    def day_of(self, reminder: Reminder) -> dt.date:
        """Return the person's own day of a reminder, which of a pinned plan may be another."""
        if reminder.plan.zone is None:
            return reminder.day
        return self._present.day_of(reminder.due_at)

    def _plan_and_time(self, words: Sequence[str]) -> tuple[str | None, str | None]:
        """Part the words into a plan and a time; a number alone is a plan if one has it."""
        if len(words) > 1:
            for count in range(len(words)):
                if _is_time(time := " ".join(words[count:])):
                    return " ".join(words[:count]) or None, time
            with contextlib.suppress(NotFound):
                return str(self._journal.plans.meant(" ".join(words)).number), None
            return " ".join(words[:-1]), words[-1]
        if not words:
            return None, None
        word = words[0].strip()
        if word.isascii() and word.isdigit():
            living = self._journal.plans.living()
            is_plan = any(str(plan.number) == word for plan in living)
            return (word, None) if is_plan else (None, word)
        return (None, word) if _is_time(word) else (word, None)

    def _until(self, text: str | None, reminder: Reminder) -> dt.datetime:
        """Return until when one is put off; raise BadInput for what is too short or too long."""
        now = self._present.now
        if text is None:
            return now + self._present.settings.reminders.snooze
        until = self._named_time(text, reminder)
        if not now + SHORTEST_SNOOZE <= until <= now + LONGEST_SNOOZE:
            raise BadInput("{}: a reminder is put off for 1 minute to 7 days.", text)
        return until

    def _named_time(self, text: str, reminder: Reminder) -> dt.datetime:
        present, word = self._present, text.strip().casefold()
        now, today, own = present.now, present.today, present.zone
        if word == "tonight":
            tonight = self._at_clock(today, PARTS["night"], own)
            return tonight if tonight >= now + SHORTEST_SNOOZE else now + _ONE_HOUR
        if word == "tomorrow":
            plan, zone = reminder.plan, reminder.plan.zone_of(present.calendar)
            clock = reminder.due_at.astimezone(zone).time()
            return self._at_clock(plan.day_at(now, present.calendar) + _ONE_DAY, clock, zone)
        if key := _clock_in(word):
            read_clock(key)
            return min(self._next_at(clock, now, today, own) for clock in clocks_within(key, text))
        try:
            return now + read_duration(text, SHORTEST_SNOOZE, LONGEST_SNOOZE)
        except BadInput:
            refusal = (
                "{} is no time to put off to, from 1 minute to 7 days ahead. "
                "Write 20m, 18:00, tonight or tomorrow."
            )
            raise BadInput(refusal, text) from None

    def _next_at(
        self, clock: dt.time, now: dt.datetime, today: dt.date, zone: ZoneInfo
    ) -> dt.datetime:
        at = self._at_clock(today, clock, zone)
        return at if at > now else self._at_clock(today + _ONE_DAY, clock, zone)

    def _at_clock(self, day: dt.date, clock: dt.time, zone: ZoneInfo) -> dt.datetime:
        day = date_within(day, clock, self._present.settings.day_starts_at)
        return instant_of(day, clock, zone)[0]


def _is_time(word: str) -> bool:
    key = words_of(word)
    return key in ("tonight", "tomorrow") or bool(_clock_in(word) or span_of(key))


def _clock_in(word: str) -> str:
    """Return the words for a clock time, "" where it is none; a bare number or 2h is a length."""
    key = words_of(word)
    if key.startswith("at "):
        return key.removeprefix("at ")
    is_clock = re.fullmatch(CLOCK, key) and not span_of(key)
    return key if is_clock or _CLOCK.fullmatch(key) else ""
